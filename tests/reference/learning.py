"""Learning in the slow twin, one person at a time."""

import math
from typing import TYPE_CHECKING

from sim.rng import hashed_id
from tests.reference.formulas import clip, logistic
from tests.reference.people import FORM_NAMES, Person, Place

if TYPE_CHECKING:
    from tests.reference.twin import Twin


def learn(twin: "Twin") -> None:
    """Habit, register, attitudes, organisations."""
    for person in twin.people:
        for form in FORM_NAMES:
            came = form in twin.took[person.row]
            if came:
                person.taken[form].add(twin.month)
            if form in twin.decided[person.row]:
                k = twin.p["habit_rate"]
                person.habit[form] = (1 - k) * person.habit[form] + k * came
    _keep_register(twin)
    _move_attitudes(twin)
    for place in twin.members:
        _found_and_dissolve(twin, place)


def _keep_register(twin: "Twin") -> None:
    """Who enters the register of volunteers, and who stops answering calls."""
    p = twin.p
    deciding = {person.row for person in twin.deciders}
    for person in twin.people:
        term = twin.terms[person.community]
        if person.did("volunteering", twin.month):
            person.registered = person.on_call = True
        elif person.on_call:
            year = range(twin.month - 11, twin.month + 1)
            idle = not any(month in year for month in person.taken["volunteering"])
            if idle and twin.draws.one("stop", twin.month, person.who) < term["stop"]:
                person.on_call = False
                twin.noted.add("stopped")
        if person.row in deciding and not person.registered:
            asked, agreed, _, _ = twin.draws.four("drive", twin.month, person.who)
            inclination = person.lasting["volunteering"] - p["intercept_volunteering"]
            inclination += p["intercept_registration"]
            inclination += p["weight_ask"] * max(0.0, p["ask_official"])
            if asked < term["drive"] and agreed < logistic(inclination):
                person.registered = person.on_call = True
                twin.noted.add("driven")


def _move_attitudes(twin: "Twin") -> None:
    """Trust, efficacy and belonging of every adult."""
    p = twin.p
    before = {person.row: person.trust for person in twin.people}
    back = p["attitude_return"] / 12
    for row in twin.adults:
        person = twin.people[row]
        person.trust = _trust(twin, person, before, back)
        e, meeting = person.efficacy, twin.meeting[person.community]
        weight = 1.0 if "consultation" in twin.took[row] else p["efficacy_heard"]
        change = back * (person.own_efficacy - e)
        if meeting == 1:
            voice = twin.terms[person.community]["voice"]
            change += weight * p["efficacy_gain"] * (1 - e) * voice
        if meeting == -1:
            change -= weight * p["efficacy_loss"] * e
        person.efficacy = clip(e + change)
        b = person.belonging
        change = back * (person.own_belonging - b)
        if twin.took[row] & {"activity", "volunteering", "co_production"}:
            change += p["belonging_gain"] * (1 - b)
        person.belonging = clip(b + change)


def _trust(twin: "Twin", person: Person, before: dict[int, float], back: float) -> float:
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
    """Some organisations dissolve, then perhaps one is founded."""
    term = twin.terms[place.index]
    for one in list(place.organisations):
        if twin.draws.one("dissolve", twin.month, one) < term["dissolve"]:
            place.organisations.remove(one)
            twin.noted.add("dissolved")
    if twin.draws.one("found", twin.month, place.index) < term["found"]:
        place.organisations.append(hashed_id("organisation", place.index, twin.month))
        twin.noted.add("founded")
