"""Asking and deciding in the slow twin, one person and one form at a time."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.reference.formulas import logistic, norm
from tests.reference.people import DEEP, Person

if TYPE_CHECKING:
    from tests.reference.twin import Twin

# What has a date or a duty is promised first.
PROMISES = ("election", "consultation", "co_production", "volunteering", "activity", "informed")
# (index of the draw, lane): dated forms have a draw of their own.
LANE = {
    "informed": (0, 0),
    "activity": (0, 1),
    "volunteering": (0, 2),
    "co_production": (0, 3),
    "consultation": (1, 0),
    "election": (1, 1),
}
NOBODY, TIE, PARTY, OFFICIAL, ORGANISATION, BROADCAST = range(6)


def decide(twin: "Twin") -> None:
    """Every adult on every open form."""
    for person in twin.deciders:
        decide_one(twin, person)


def decide_one(twin: "Twin", person: Person) -> None:
    """One adult on every open form, what was promised first taking its hours first."""
    p, now, term = twin.p, twin.month, twin.terms[person.community]
    friends = [twin.people[row] for row in person.ties if row in twin.adults]
    active = sum(friend.took_part_deeply(now - int(p["norm_months"]), now) for friend in friends)
    share = active / len(friends) if friends else 0.0
    engaged = p["weight_trust"] * (person.trust - 0.5)
    engaged += p["weight_efficacy"] * (person.efficacy - 0.5)
    engaged += p["weight_belonging"] * (person.belonging - 0.5)
    engaged += p["weight_norm"] * norm(share, person.threshold, p["norm_exponent"])
    ask = [twin.draws.four("ask", now, person.who, index) for index in (0, 1)]
    take = [twin.draws.four("take_part", now, person.who, index) for index in (0, 1)]
    left = person.free_hours
    for form in PROMISES:
        if form not in twin.open_forms(person.community):
            continue
        index, lane = LANE[form]
        hours = term["volunteering_hours"] if form == "volunteering" else p[f"hours_{form}"]
        source, worth = _strongest_ask(twin, person, form, friends, ask[index][lane])
        twin.asked_by[person.row][form] = source
        if form == "informed" and source == NOBODY:
            continue
        twin.decided[person.row].add(form)
        inclination = person.lasting[form] + engaged + worth
        if person.migrant:
            inclination += term["inclusion"]
        inclination += p["weight_habit"] * person.habit[form]
        if form in DEEP:
            inclination += p["weight_informed"] * person.habit["informed"]
        inclination -= p["weight_cost"] * min(
            1.0, hours / person.free_hours if person.free_hours > 0 else 1.0
        )
        if form == "activity":
            inclination += term["appeal"]
        if form == "volunteering":
            inclination += term["incentive"] - person.motive_loss
        if take[index][lane] >= logistic(inclination):
            continue
        if hours > left:
            twin.noted.add("no hours left")
            continue
        twin.willing[person.row].add(form)
        left -= hours


def _strongest_ask(
    twin: "Twin", person: Person, form: str, friends: Iterable[Person], u: float
) -> tuple[int, float]:
    """Who asks, and what it is worth."""
    p, term = twin.p, twin.terms[person.community]
    friends_in = sum(friend.did(form, twin.month - 1) for friend in friends)
    at_home = [twin.people[row] for row in person.household_ties if row in twin.adults]
    talk = sum(
        one.did(form, twin.month - 1) or twin.party_ask.get(one.row) == form for one in at_home
    )
    if talk and p["ask_rate_household"] > 0:
        twin.noted.add("talk at home")
    silence = (1 - term["offline"]) * (1 - term["online"] if person.online else 1)
    chance = {
        TIE: 1 - (1 - p["ask_rate_tie"]) ** friends_in * (1 - p["ask_rate_household"]) ** talk,
        PARTY: 1.0 if twin.party_ask.get(person.row) == form else 0.0,
        OFFICIAL: term["official"] * twin.places[person.community].plan["asking"],
        ORGANISATION: 0.0,
        BROADCAST: 1 - silence,
    }
    if form == "volunteering" and person.on_call:
        chance[ORGANISATION] = term["called"]
    if form == "co_production":
        chance[ORGANISATION] = term["leader"]
    names = {
        TIE: "tie",
        PARTY: "party",
        OFFICIAL: "official",
        ORGANISATION: "official",
        BROADCAST: "broadcast",
    }
    worth = {source: p["weight_ask"] * max(0.0, p[f"ask_{name}"]) for source, name in names.items()}
    silent = 1.0
    for source in sorted(worth, key=lambda one: (-worth[one], one)):
        open_to = 1.0 if source == BROADCAST else 1 - person.ask_fatigue
        silent *= 1 - chance[source] * open_to
        if u < 1 - silent:
            return source, worth[source]
    return NOBODY, 0.0
