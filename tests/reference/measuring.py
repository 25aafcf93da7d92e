"""Every metric once more, worked out person by person from its declared meaning."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.declarations.forms import FORMS
from sim.declarations.levers import LEVERS
from sim.declare import MEASURES
from tests.reference.matters import Matter
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
        "volunteer_teams": ratio(
            sum(one.team for place in places for one in place.organisations), len(places)
        ),
        "meetings": ratio(booked("meetings"), len(places)),
        "meeting_turnout": ratio(booked("came"), booked("places")),
        "adopted_share": ratio(booked("adopted"), booked("taken_up")),
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
    found |= _of_actors(twin, places, len(people), booked)
    found |= _of_matters(twin, places, people)
    found["matters_arisen"] = ratio(booked("arisen"), len(people))
    found["satisfaction"] = 0.5 * found["trust"] + 0.5 * found["true_resolution_rate"]
    found |= _costs(twin, places)
    return found


ACTORS = (
    "residents",
    "party",
    "group_leaders",
    "committee",
    "grid",
    "organisations",
    "social_workers",
    "units",
    "town",
    "volunteers",
)


def close_books(twin: "Twin") -> None:
    """Book the hours of the month, each once, and the community's income."""
    p, scale = twin.p, twin.described.scale
    for place in twin.places:
        book, plan = place.diary[twin.month], place.plan
        term, member = twin.terms[place.index], place in twin.members
        took = [twin.took[one.row] for one in place.people]
        grids = [grid for grid in twin.grids if grid.place == place.index]
        members = sum(one.members for one in place.organisations)
        leading = sum(one.group_leader and one.community == place.index for one in twin.deciders)
        apart = 1 - p["organisation_matters"]
        away = sum(plan.get(name, 0.0) for name in ("consulting", "brokering", "mobilising"))
        admin = term["administrative_hours"] if member else 0.0
        hours = {
            "residents": sum("consultation" in forms for forms in took) * p["hours_consultation"]
            + sum("co_production" in forms for forms in took) * p["hours_co_production"],
            "party": p["party_hours_per_visit"]
            * sum(twin.homes[home].community == place.index for home in twin.visited),
            "group_leaders": leading * p["leader_hours"],
            "committee": admin + away + book["looking after"] + book["handling committee"],
            "grid": sum(grid.visiting + grid.patrolling + grid.recording for grid in grids)
            + book["handling grid"],
            "organisations": apart * scale * members * p["organisation_hours_per_member"]
            + book["handling organisations"],
            "social_workers": sum(one.hours - one.cases for one in place.projects.values())
            + book["handling social_workers"],
            "units": book["handling units"],
            "town": book["handling town"],
            "volunteers": apart * book["hours"] + book["handling volunteers"],
        }
        book |= {f"worked {actor}": each for actor, each in hours.items()}
        book["administrative"] = admin
        book["of the committee"] = admin + away + plan.get("matters", 0.0)
        book["own income"] = term["own_income"] / 12 if member else 0.0
        book["income"] = (term["own_income"] + term["budget"]) / 12 if member else 0.0
        book["arisen"] = sum(
            one.place == place.index and one.arisen == twin.month for one in twin.matters
        )


def _of_actors(
    twin: "Twin", places: list[Place], residents: int, booked: Callable[[str], float]
) -> dict[str, float]:
    """Hours and what follows from them; coordination."""
    hours = {actor: booked(f"worked {actor}") for actor in ACTORS}
    total = sum(hours.values())
    shares = [each / total for each in hours.values() if each > 0] if total > 0 else []
    whole_town = len(places) == len([one for one in twin.places if one.is_member(twin.month - 1)])
    return {
        **{f"hours_{actor}": ratio(each / 12 * 1_000, residents) for actor, each in hours.items()},
        "actor_diversity": -math.fsum(one * math.log(one) for one in shares) / math.log(10)
        if shares
        else NULL,
        "government_share": ratio(hours["town"] + hours["grid"] + booked("administrative"), total),
        "administrative_share": ratio(booked("administrative"), booked("of the committee")),
        "own_income_share": ratio(booked("own income"), booked("income")),
        "coordination_capacity": ratio(sum(one.coordination for one in places), len(places)),
        "committee_betweenness": ratio(sum(one.betweenness for one in places), len(places)),
        "network_density": twin.density if whole_town and len(places) > 1 else NULL,
    }


def _of_matters(twin: "Twin", places: list[Place], people: list[Person]) -> dict[str, float]:
    """What became of matters that arose, or were collected, 3 to 14 months ago; for whom."""
    now = twin.month - 1
    window = range(now - 14, now - 2)
    mine = [one for one in twin.matters if twin.places[one.place] in places]
    arose = [one for one in mine if one.arisen in window]
    judged = [one for one in mine if one.collected in window]
    truly = [one for one in judged if one.state == "resolved"]
    closed = [one for one in judged if one.state in ("resolved", "closed_on_paper")]
    ever = [one for one in judged if one in closed or one.reopened]
    days = sorted(one.days for one in truly)
    served = {one.person for one in mine if one.state == "resolved" and one.closed > now - 12}
    still_open = sum(one.state in ("waiting", "consulting") for one in mine)

    def gap(half: Callable[[Matter], bool]) -> float:
        halves = [[one for one in arose if half(one) is side] for side in (True, False)]
        rates = [ratio(sum(one.state == "resolved" for one in side), len(side)) for side in halves]
        return rates[0] - rates[1]

    return {
        "collected_share": ratio(sum(one.collected > 0 for one in arose), len(arose)),
        "collected_patrol": ratio(sum(one.channel == "patrol" for one in judged), len(judged)),
        "closure_rate": ratio(len(closed), len(judged)),
        "true_resolution_rate": ratio(len(truly), len(judged)),
        "resolved_in_grid": ratio(sum(one.closed_at == 0 for one in truly), len(judged)),
        "resolved_in_community": ratio(sum(one.closed_at == 1 for one in truly), len(judged)),
        "escalated_share": ratio(sum(one.level == 2 for one in judged), len(judged)),
        "reopened_share": ratio(sum(one.reopened > 0 for one in judged), len(ever)),
        "joint_work_share": ratio(sum(len(one.workers) >= 3 for one in truly), len(judged)),
        "days_to_resolution": ratio(math.fsum(days), len(days)),
        "days_p90": days[math.ceil(0.9 * len(days)) - 1] if days else NULL,
        "backlog": ratio(1_000 * still_open, len(people)),
        "service_reach": ratio(len(served), len(people)),
        "service_gap_vulnerable": gap(lambda one: one.vulnerable),
        "service_gap_migrant": gap(lambda one: one.migrant),
    }


def _costs(twin: "Twin", places: list[Place]) -> dict[str, float]:
    """What the levers in force cost in a year."""
    out = dict.fromkeys((f"cost_{measure}" for measure in MEASURES), 0.0 if places else NULL)
    grids = [community.grids for community in twin.world.town.communities]
    members = [one.index for one in twin.places if one.is_member(twin.month - 1)]
    for place in places:
        amount = {
            "town": twin.described.scale * grids[place.index] / sum(grids[k] for k in members),
            "community": twin.described.scale,
            "resident": place.residents,
        }
        for lever in LEVERS.values():
            away = abs(twin.levers[place.index][lever.name] - lever.off)
            out[f"cost_{lever.measure}"] += away * lever.cost.yuan * amount[lever.cost.per]
    return out


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
