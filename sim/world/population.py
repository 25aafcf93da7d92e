"""Synthesis of the residents: totals exact, margins met, households of a plausible make-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.rng import Draws
from sim.scenario.town import ATTRIBUTES, Margins, Town
from sim.world.columns import Households, Residents
from sim.world.demography import ADULT, AGES, OLD, Demography, age_shares, demography
from sim.world.joint import Joint
from sim.world.leaders import fill_leaders
from sim.world.people import (
    ADULT_CLASS,
    Cuts,
    Uniforms,
    age_class,
    education_shares,
    expected_cuts,
    lasting_hours,
    schooling_class,
    set_character,
    set_condition,
    set_education,
    set_free_hours,
    set_leaving,
    set_status,
)
from sim.world.places import in_order, lowest, place_households, place_residents, settle_origins

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]

_RESIDENCE = 240
"""Months for which residents of the start have lived there, or since birth; assumed. It only has
to lie before the start."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What a town's file counts: residents by attributes, households by size; None for nothing."""

    joint: Joint | None = None
    sizes: NDArray[np.int64] | None = None


def synthesise(
    town: Town, draws: Draws, month: int, parameters: Mapping[str, float], known: Known = Known()
) -> tuple[Residents, Households, Demography]:
    """Synthesise the residents and households of a town.

    Args:
        town: Description, already scaled.
        draws: Keyed draws.
        month: Month for which the town is built.
        parameters: Every parameter by name.
        known: What is counted and therefore met exactly; the rest meets the margins.

    Returns:
        Residents sorted by community, group and household, their characters not settled yet;
        households; ages, deaths and moves.
    """
    joint = known.joint
    households = place_households(town, draws, parameters, known.sizes)
    residents = place_residents(town, households)
    counted = joint is not None and joint.has("origin")
    migrants = joint.upto("origin")[:, 1] if joint is not None and counted else None
    settle_origins(town, households, residents, draws, parameters, migrants)
    age = _settle_ages(town.margins, households, residents, draws, month, parameters, joint)
    people = _demography(town.margins, households, residents, age, parameters["mortality_slope"])
    _settle_people(town, households, residents, draws, age, people, month, parameters, joint)
    rows = residents.resident_id
    set_leaving(residents, rows, draws, np.zeros_like(rows), month, people)
    fill_leaders(residents, draws, 0, month, parameters)
    return residents, households, people


def _settle_ages(
    margins: Margins,
    households: Households,
    residents: Residents,
    draws: Draws,
    month: int,
    p: Mapping[str, float],
    joint: Joint | None,
) -> Rows:
    """Settle months of birth and sex; return ages in years, int64 of shape (N,).

    The ages of the town are those of the margin to the person; what is drawn is who has which.
    Wherever there are enough adults every household has one first; children go to later places
    and are ordered like the ages of their household's first adult less a generation; partners
    are close in age and of the other sex; further adults are a generation apart. Where ages or
    sexes are counted, this holds within each community, and origin if that is counted with them.
    """
    count = len(residents)
    shares, _ = age_shares(margins, p["mortality_slope"])
    stratum, ages = _ages(joint, residents, shares)
    children = [int(np.searchsorted(own, ADULT)) for own in ages]
    place = np.arange(count) - households.first[residents.household]
    u = draws.lanes("population.age", 0, residents.resident_id)
    weights = np.array([0.0, p["child_second"], 1.0, 1.0, p["child_fifth"]])
    weight = weights[np.minimum(place, weights.size - 1)]
    # A first place becomes a child's only when every other place has become one.
    score = np.where(weight > 0.0, u[0] / np.where(weight > 0.0, weight, 1.0), 1e9 + u[0])
    child = _lowest_in(score, stratum, children)
    first = households.first[residents.household]
    with_child = np.zeros(len(households), dtype=np.bool_)
    with_child[residents.household[child]] = True
    parents = with_child[residents.household]
    # Wanted ages as shares of the adults that are younger: parents are in the younger part.
    of_parents = p["parents_from"] + p["parents_span"] * u[1][first]
    head = np.where(parents[first], of_parents, u[1][first])
    noise = u[1] + u[2] - 1.0
    elder = (head + p["elder_shift"] + p["elder_spread"] * noise) % 1.0
    wanted = np.where(place == 1, head + p["partner_spread"] * noise, elder)
    wanted = np.where(place == 0, head, wanted)
    age = np.empty(count, dtype=np.int64)
    _in_order(age, wanted, ~child, stratum, [a[n:] for a, n in zip(ages, children, strict=True)])
    wanted = age[first] + p["generation_spread"] * noise
    _in_order(age, wanted, child, stratum, [a[:n] for a, n in zip(ages, children, strict=True)])
    residents.birth_month[:] = month - 12 * age - np.floor(12.0 * u[3]).astype(np.int64)
    sex = draws.uniforms("population.female", 0, residents.resident_id)
    sex = np.where((place == 1) & ~child, 1.0 - sex[first], sex)
    if joint is not None and joint.has("sex"):
        table = joint.upto("sex")
        cells = joint.cells("sex", *_before("sex", joint, residents, age))
        residents.female[:] = _lowest_in(sex, cells, table[..., 1].ravel())
    else:
        residents.female[:] = lowest(sex, round(margins.female * count))
    return age


def _ages(joint: Joint | None, residents: Residents, shares: Floats) -> tuple[Rows, list[Rows]]:
    """Find each resident's stratum, shape (N,), and the ages of each stratum, ascending."""
    if joint is not None and joint.has("age"):
        cells = joint.cells("age", *_before("age", joint, residents))
        return cells, joint.ages_by_stratum(shares)
    count = len(residents)
    upto = np.floor(np.cumsum(shares) * count + 0.5).astype(np.int64)
    upto[-1] = count
    ages = np.repeat(np.arange(AGES), np.diff(upto, prepend=0))
    return np.zeros(count, dtype=np.int64), [ages]


def _before(
    attribute: str, joint: Joint, residents: Residents, age: Rows | None = None
) -> tuple[Rows, ...]:
    """Read the attributes before one as categories of the table, each shape (N,)."""
    known: list[Rows] = [residents.community.astype(np.int64), residents.migrant.astype(np.int64)]
    if age is not None:
        known.append(joint.band(age))
    known += [residents.female.astype(np.int64), residents.education.astype(np.int64)]
    return tuple(known[: 1 + ATTRIBUTES.index(attribute)])


def _lowest_in(score: Floats, cell: Rows, counts: Sequence[int] | Rows) -> Bools:
    """Mark the lowest scores of each cell, as many as it counts, shape (n,)."""
    marked = np.zeros(score.size, dtype=np.bool_)
    for rows, count in zip(_rows_by_cell(cell, len(counts)), counts, strict=True):
        if rows.size and count:
            marked[rows] = lowest(score[rows], int(count))
    return marked


def _in_order(age: Rows, wanted: Floats, who: Bools, stratum: Rows, ages: list[Rows]) -> None:
    """Give the ages of each stratum, ascending, to its residents in the order of `wanted`."""
    chosen = np.flatnonzero(who)
    for rows, own in zip(_rows_by_cell(stratum[chosen], len(ages)), ages, strict=True):
        here = chosen[rows]
        age[here[in_order(wanted[here])]] = own


def _rows_by_cell(cell: Rows, cells: int) -> list[Rows]:
    """List the rows of each cell, ascending."""
    order = np.argsort(cell, kind="stable")
    edges = np.searchsorted(cell[order], np.arange(cells + 1))
    return [order[start:end] for start, end in pairwise(edges.tolist())]


def _demography(
    margins: Margins, households: Households, residents: Residents, age: Rows, slope: float
) -> Demography:
    """Work out deaths, moves and inflow of the town as built."""
    grown = age >= ADULT
    adults = np.bincount(residents.household[grown], minlength=len(households))
    lone = grown & (adults[residents.household] == 1)
    cell = residents.migrant * AGES + age
    everyone = np.bincount(cell, minlength=2 * AGES)
    found = np.bincount(cell[lone], minlength=2 * AGES) / np.maximum(everyone, 1)
    alone_old = np.count_nonzero((households.size[residents.household] == 1) & (age >= OLD))
    return demography(margins, found.reshape(2, AGES), alone_old / len(residents), slope)


def _settle_people(
    town: Town,
    households: Households,
    residents: Residents,
    draws: Draws,
    age: Rows,
    people: Demography,
    month: int,
    parameters: Mapping[str, float],
    joint: Joint | None,
) -> None:
    """Settle the traits of everyone, the town's margins met exactly."""
    rows = residents.resident_id
    months = np.zeros_like(rows)
    u = Uniforms(draws, rows, months)
    grown = age >= ADULT
    adults = int(np.count_nonzero(grown))
    alone = households.size[residents.household] == 1
    year = month / 12.0
    cuts = expected_cuts(town.margins, people, year, parameters)
    school = u.schooling[grown] / cuts.weights.schooling[schooling_class(age[grown])]
    most = cuts.weights.college_most
    senior_high, college = education_shares(town.margins, year, most)
    cuts = replace(
        cuts,
        senior_high=cut_at(school, round(senior_high * adults)),
        college=cut_at(school, round(college * adults)),
    )
    set_education(residents, rows, u.schooling, age, cuts)
    if joint is not None:
        _counted_education(joint, residents, u, age, cuts)
    cuts = _exact_cuts(town.margins, residents, u, age, alone, cuts)
    set_status(residents, rows, u, age, cuts)
    if joint is not None:
        _counted_party(joint, residents, u, age, cuts)
    set_condition(residents, rows, u, age, cuts, alone)
    residents.arrived[:] = np.maximum(residents.birth_month, month - _RESIDENCE)


def settle_characters(
    town: Town, residents: Residents, draws: Draws, month: int, parameters: Mapping[str, float]
) -> None:
    """Settle free hours, character and registration of all, when all else is settled.

    Nothing else that is built reads them: so sets of parameters that differ only in what is read
    here share the rest of a town.

    Args:
        town: Description, already scaled.
        residents: Residents as `synthesise` leaves them.
        draws: Keyed draws.
        month: Month for which the town is built.
        parameters: Every parameter by name.
    """
    rows = residents.resident_id
    months = np.zeros_like(rows)
    age = (month - residents.birth_month.astype(np.int64)) // 12
    set_free_hours(residents, rows, lasting_hours(draws, rows, months), age, parameters)
    converted = np.array([place.origin == "converted" for place in town.communities])
    set_character(residents, rows, draws, months, converted[residents.community], parameters)
    grown = age >= ADULT
    chance = draws.uniforms("population.registered", 0, rows)
    adults = int(np.count_nonzero(grown))
    residents.registered[:] = lowest(
        np.where(grown, chance, 2.0), round(parameters["initial_registered"] * adults)
    )
    residents.on_call[:] = residents.registered


def _counted_education(
    joint: Joint, residents: Residents, u: Uniforms, age: Rows, cuts: Cuts
) -> None:
    """Set adults' education as counted, by the uniforms that decide it elsewhere."""
    if not joint.has("education"):
        return
    grown = np.flatnonzero(age >= ADULT)
    table = joint.upto("education").reshape(-1, 3)
    cells = joint.cells("education", *_before("education", joint, residents, age))[grown]
    score = u.schooling[grown] / cuts.weights.schooling[schooling_class(age[grown])]
    above = _lowest_in(score, cells, table[:, 1] + table[:, 2])
    residents.education[grown] = above.astype(np.int8) + _lowest_in(score, cells, table[:, 2])


def _counted_party(joint: Joint, residents: Residents, u: Uniforms, age: Rows, cuts: Cuts) -> None:
    """Set party members as counted, by the uniforms that decide it elsewhere."""
    if not joint.has("party"):
        return
    grown = np.flatnonzero(age >= ADULT)
    table = joint.upto("party").reshape(-1, 2)
    cells = joint.cells("party", *_before("party", joint, residents, age))[grown]
    below = cuts.party[schooling_class(age[grown])] * cuts.weights.party[residents.education[grown]]
    residents.party[grown] = _lowest_in(u.party[grown] / below, cells, table[:, 1])


def _exact_cuts(
    margins: Margins, residents: Residents, u: Uniforms, age: Rows, alone: Bools, cuts: Cuts
) -> Cuts:
    """Find the cuts at which the town as built has exactly its margins' shares."""
    grown = np.flatnonzero(age >= ADULT)
    working = np.flatnonzero(age_class(age) == ADULT_CLASS)
    others = np.flatnonzero(~(alone & (age >= OLD)))
    count = len(residents)
    schooling = schooling_class(age)
    by_age, weights = age_class(age), cuts.weights

    def scores(rows: Rows, own: Floats, cut: Floats, weight: Floats) -> Floats:
        below: Floats = cut[schooling[rows]] * weight[residents.education[rows]]
        return own[rows] / np.maximum(below, 1e-300)

    party = scores(grown, u.party, cuts.party, weights.party)
    job = scores(working, u.public_job, cuts.public_job, weights.public_job)
    vulnerable = u.vulnerable[others] / weights.vulnerable[by_age[others]]
    disabled = u.disabled / weights.disabled[by_age]
    wanted = round(margins.vulnerable * count) - (count - others.size)
    return replace(
        cuts,
        party=cuts.party * cut_at(party, round(margins.party_members * grown.size)),
        public_job=cuts.public_job * cut_at(job, round(margins.public_job * working.size)),
        vulnerable=cut_at(vulnerable, wanted),
        disabled=cut_at(disabled, round(margins.disabled * count)),
    )


def cut_at(score: Floats, count: int) -> float:
    """Find a cut with ``count`` scores below it."""
    if count <= 0:
        return 0.0
    if count >= score.size:
        return float(np.max(score, initial=0.0)) + 1.0
    return float(np.partition(score, count)[count])
