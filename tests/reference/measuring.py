"""Every metric once more, worked out person by person from its declared meaning."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.declarations.forms import FORMS
from tests.reference.people import DEEP, Person, Place

if TYPE_CHECKING:
    from tests.reference.twin import Twin

NULL = math.nan
DEPTH = {form.name: form.depth for form in FORMS}


def ratio(top: float, bottom: float) -> float:
    """Quotient, null where there is nothing to divide by."""
    return top / bottom if bottom > 0 else NULL


def metrics(twin: "Twin", places: list[Place]) -> dict[str, float]:
    """All metrics of the month that the twin has just run, for some communities together."""
    now = twin.month - 1
    places = [place for place in places if place.is_member(now)]
    people = [one for place in places for one in place.people if one.eligible]
    adults = [one for one in people if one.is_adult(now)]
    year = range(now - 11, now + 1)

    def took(one: Person, form: str) -> bool:
        return any(month in year for month in one.taken[form])

    def deep(one: Person) -> bool:
        return any(took(one, form) for form in DEEP)

    def share(of: Callable[[Person], bool], among: list[Person]) -> float:
        return ratio(sum(of(one) for one in among), len(among))

    def gap(half: Callable[[Person], bool]) -> float:
        return share(deep, [one for one in adults if half(one)]) - share(
            deep, [one for one in adults if not half(one)]
        )

    def booked(what: str) -> float:
        return sum(place.diary.get(month, {}).get(what, 0) for place in places for month in year)

    registered = sum(one.registered for one in people)
    year_before = range(now - 23, now - 11)
    before = [
        one for one in people if any(month in year_before for month in one.taken["volunteering"])
    ]
    occasions = [sum(m in year for form in DEEP for m in one.taken[form]) for one in adults]
    found = {
        "participation_rate": share(deep, adults),
        "monthly_participation": share(
            lambda one: any(one.did(form, now) for form in DEEP), adults
        ),
        "depth": ratio(
            sum(
                max((DEPTH[form] for form in DEPTH if took(one, form)), default=0) for one in adults
            ),
            len(adults),
        ),
        "registered_volunteer_share": ratio(registered, len(people)),
        "active_volunteer_share": share(lambda one: took(one, "volunteering"), people),
        "volunteer_hours": ratio(booked("hours"), registered),
        "retention": share(lambda one: took(one, "volunteering"), before),
        "turnout": ratio(
            sum(place.voters or 0 for place in places),
            sum(place.electorate or 0 for place in places),
        ),
        "participation_gini": gini(occasions),
        "top_decile_share": top_decile(occasions),
        "participation_gap_age": gap(lambda one: now - one.birth_month >= 720),
        "participation_gap_migrant": gap(lambda one: one.migrant),
        "participation_gap_education": gap(lambda one: one.education == 2),
        "participation_gap_tenure": gap(lambda one: one.owner),
        "social_organisations": ratio(
            sum(len(place.organisations) for place in places), len(places)
        ),
        "administrative_share": ratio(
            sum(twin.terms[place.index]["administrative_hours"] for place in places),
            sum(twin.terms[place.index]["hours"] for place in places),
        ),
        "meetings": ratio(booked("meetings"), len(places)),
        "meeting_turnout": ratio(booked("came"), booked("places")),
        "adopted_share": ratio(booked("adopted"), booked("meetings")),
        "visited_households": ratio(
            sum(twin.places[twin.homes[home].community] in places for home in twin.visited),
            sum(home.members[0].eligible for place in places for home in place.homes),
        ),
    }
    for form in FORMS:
        if form.depth:
            name = form.name
            found[f"participation_{name}"] = ratio(
                sum(took(one, name) for one in adults), len(adults)
            )
    for attitude in ("trust", "efficacy", "belonging"):
        total = math.fsum(getattr(one, attitude) for one in adults)
        found[attitude] = ratio(total, len(adults))
    return found


def gini(values: list[int]) -> float:
    """Mean difference of all pairs over twice the mean."""
    pairs = sum(abs(one - other) for one in values for other in values)
    return ratio(pairs, 2 * len(values) * sum(values))


def top_decile(values: list[int]) -> float:
    """Share of the most active tenth; the last of them counts in part."""
    left, top = len(values) / 10, 0.0
    for value in sorted(values, reverse=True):
        top += value * min(1.0, max(0.0, left))
        left -= 1
    return ratio(top, sum(values))
