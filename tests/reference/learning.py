"""Learning in the slow twin, one person at a time."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.rng import hashed_id
from tests.reference.actors import Organisation
from tests.reference.deciding import BROADCAST, NOBODY
from tests.reference.formulas import clip, logistic
from tests.reference.people import FORM_NAMES, Person, Place

if TYPE_CHECKING:
    from tests.reference.twin import Twin


def learn(twin: "Twin", person: Person, before: Mapping[int, float]) -> None:
    """Habit, register and attitudes of one person; trust of all as it was before."""
    for form in FORM_NAMES:
        came = form in twin.took[person.row]
        if came:
            person.taken[form].add(twin.month)
        if form in twin.decided[person.row]:
            k = twin.p["habit_rate"]
            person.habit[form] = (1 - k) * person.habit[form] + k * came
    _tire_of_asks(twin, person)
    _keep_register(twin, person)
    if person.row in twin.adults:
        _move_attitudes(twin, person, before)


def learn_together(twin: "Twin") -> None:
    """Organisations, coordination, fatigue, teams."""
    for place in twin.members:
        _found_and_dissolve(twin, place)
        _coordinate(twin, place)
        if twin.election:
            _elect(twin, place)
    for person in twin.people:
        _tire(twin, person)


def _tire(twin: "Twin", person: Person) -> None:
    """A party member with too many households tires; fatigue passes slowly."""
    p, served = twin.p, twin.served.get(person.row, 0)
    over = max(0.0, served / p["party_load"] - 1)
    tired = person.fatigue
    person.fatigue += p["party_tiring"] * over * (1 - tired) - p["party_recovery"] * tired
    person.fatigue = min(1.0, person.fatigue)
    if person.fatigue > 0:
        twin.noted.add("tired")


def _tire_of_asks(twin: "Twin", person: Person) -> None:
    """Each ask in person takes some of the openness that has come back since the last month."""
    if twin.p["ask_wear"] == 0:
        return
    person.ask_fatigue *= 1 - twin.p["ask_recovery"]
    for source in twin.asked_by[person.row].values():
        if source not in (NOBODY, BROADCAST):
            person.ask_fatigue += twin.p["ask_wear"] * (1 - person.ask_fatigue)
            twin.noted.add("tired of asks")


def _keep_register(twin: "Twin", person: Person) -> None:
    """Who enters the register of volunteers, and who stops answering calls."""
    p, term = twin.p, twin.terms[person.community]
    if person.did("volunteering", twin.month):
        person.registered = person.on_call = True
    elif person.on_call:
        year = range(twin.month - 11, twin.month + 1)
        idle = not any(month in year for month in person.taken["volunteering"])
        if idle and twin.draws.one("stop", twin.month, person.who) < term["stop"]:
            person.on_call = False
            twin.noted.add("stopped")
    decides = person.row in twin.adults and twin.places[person.community] in twin.members
    if decides and not person.registered and not twin.described.still:
        asked, agreed, _, _ = twin.draws.four("drive", twin.month, person.who)
        inclination = person.lasting["volunteering"] - p["intercept_volunteering"]
        inclination += p["intercept_registration"]
        inclination += p["weight_ask"] * max(0.0, p["ask_official"])
        lasting, once, _, _ = twin.draws.four("drive", person.came, person.who, 1)
        if lasting < p["registration_once"]:
            agreed = once
            twin.noted.add("answered once for all")
        if asked < term["drive"] and agreed < logistic(inclination):
            person.registered = person.on_call = True
            twin.noted.add("driven")


def _move_attitudes(twin: "Twin", person: Person, before: Mapping[int, float]) -> None:
    """Trust, efficacy and belonging."""
    p, place = twin.p, twin.places[person.community]
    back, took = p["attitude_return"] / 12, twin.took[person.row]
    person.trust = _trust(twin, person, before, back)
    e = person.efficacy
    weight = 1.0 if "consultation" in took else p["efficacy_heard"]
    voice = twin.terms[person.community]["voice"]
    change = back * (person.own_efficacy - e)
    change += weight * p["efficacy_gain"] * (1 - e) * voice * place.carried
    change -= weight * p["efficacy_loss"] * e * place.ritual
    person.efficacy = clip(e + change)
    b = person.belonging
    change = back * (person.own_belonging - b)
    if took & {"activity", "volunteering", "co_production"}:
        change += p["belonging_gain"] * (1 - b)
    person.belonging = clip(b + change)


def _trust(twin: "Twin", person: Person, before: Mapping[int, float], back: float) -> float:
    """Trust after the household's matter, those heard of, listening, and the way back."""
    p, t = twin.p, before[person.row]
    matters = [(1.0, twin.outcome[person.household])] + [
        (p["trust_heard"], twin.outcome[twin.people[row].household])
        for row in person.ties[len(person.household_ties) :]
    ]
    good = math.fsum(weight for weight, outcome in matters if outcome > 0)
    bad = math.fsum(weight for weight, outcome in matters if outcome < 0)
    change = p["trust_gain"] * good * (1 - t) - p["trust_loss"] * bad * t
    heard = [before[row] - t for row in person.ties if row in twin.adults]
    near = [gap for gap in heard if abs(gap) < p["trust_confidence"]]
    if near:
        change += p["trust_averaging"] / 12 * math.fsum(near) / len(near)
    return clip(t + change + back * (person.own_trust - t))


def _found_and_dissolve(twin: "Twin", place: Place) -> None:
    """Organisations dissolve or grow; then residents, and social workers, may found one each."""
    p, term, now = twin.p, twin.terms[place.index], twin.month
    incubating = sum(project.incubating for project in place.projects.values())
    for one in list(place.organisations):
        chance = term["dissolve"]
        if one.incubated and incubating == 0:
            chance = min(1.0, chance * p["organisation_orphan"])
            twin.noted.add("orphan")
        if twin.draws.one("dissolve", now, one.who) < chance:
            place.organisations.remove(one)
            twin.noted.add("dissolved")
        else:
            room = p["organisation_members_most"] - one.members
            anyway = p["organisation_growth_base"]
            one.members += (
                p["organisation_growth"] * (anyway + (1 - anyway) * term["support"]) * room
            )
    vacancy = max(0.0, 1 - len(place.organisations) / term["organisations"])
    hours = incubating / twin.described.scale
    bought = vacancy * p["organisation_incubation"] * hours / 100
    for number, chance in enumerate((term["found"], bought)):
        if twin.draws.one("found", now, place.who, number) < chance:
            where = twin.world.town.community_ids[place.index]
            who = hashed_id("organisation", where, now, number)
            team = twin.draws.one("organisation_kind", now, who) < p["organisation_team_share"]
            place.organisations.append(
                Organisation(who, team, p["organisation_members_first"], number == 1)
            )
            twin.noted.add("incubated" if number else "founded")


def _coordinate(twin: "Twin", place: Place) -> None:
    """Committees learn from joint work, units from hours that were used."""
    p, now = twin.p, twin.month
    mine = [one for one in twin.matters if one.place == place.index]
    jointly = sum(
        one.state == "resolved"
        and one.closed == now
        and len(one.workers - {"committee"}) >= p["coordination_partners"]
        for one in mine
    )
    months = twin.alike()
    collected = sum(one.collected in months for one in mine)
    m = min(len(months), jointly * len(months) / max(collected, 1))
    k = place.coordination
    place.coordination = clip(
        k + p["coordination_gain"] * m * (1 - k) - p["coordination_decay"] * k
    )
    signed = [unit for unit in place.units if unit.is_signed(now)]
    offered = sum(unit.offered for unit in signed) * twin.described.scale
    lately = [place.diary[month] for month in months if month in place.diary]
    used = sum(one["handling units"] for one in lately) / len(months)
    success = min(1.0, used / offered) if offered > 0 else 0.0
    for unit in signed:
        c = unit.commitment
        rise = p["unit_gain"] * success
        rise += p["unit_gain_appraisal"] * twin.terms[place.index]["appraisal"]
        unit.commitment = clip(c + rise * (1 - c) - p["unit_decay"] * (1 - success) * c)


def _elect(twin: "Twin", place: Place) -> None:
    """A team that is little trusted is likelier replaced, and a new one coordinates less."""
    electorate = [one for one in twin.deciders if one.community == place.index]
    trust = math.fsum(one.trust for one in electorate) / max(len(electorate), 1)
    chance = twin.p["team_renewal"] * 2 * (1 - trust)
    if twin.draws.one("renewal", twin.month, place.who) < chance:
        place.coordination *= twin.p["team_renewal_keeps"]
        twin.noted.add("new team")
