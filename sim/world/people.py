"""What a person is like: the same keyed rules at the start, for newcomers and at birthdays.

Each person carries uniforms of their own, keyed by slot and month of arrival, and has a trait
when the uniform is below ``cut x weight``: the weight tells how much more common the trait is in
a class of people, the cut puts the share of the town on its margin. At the start the cut is the
order statistic that meets the margin exactly (sequential Poisson sampling, Ohlsson 1998); later
it is the one expected in that year.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.kernels.maths import normal_quantile
from sim.rng import LANES, Draws, philox4
from sim.scenario.town import Margins
from sim.world.columns import Residents, World
from sim.world.demography import ADULT, AGES, OLD, Demography

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]

CHILD_CLASS, ADULT_CLASS, OLD_CLASS = range(3)
_PART = 65_536
"""Residents whose characters are drawn at once."""
_RANK_LANE = 7
"""Which of the uniforms of a character beyond the first four is the rank among party members."""
_SCHOOLING_AGES = (30, 45, 60)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """How much more common a trait is in a class of people, and the most of college.

    `schooling` is by schooling class, shape (4,); `party` and `public_job` by education,
    `vulnerable` and `disabled` by age class, shape (3,).
    """

    schooling: Floats
    party: Floats
    public_job: Floats
    vulnerable: Floats
    disabled: Floats
    college_most: float

    @classmethod
    def of(cls, p: Mapping[str, float]) -> "Weights":
        """Collect the weights that the parameters say."""
        return cls(
            np.array([p[f"schooling_{age}"] for age in (ADULT, *_SCHOOLING_AGES)]),
            np.array([1.0, p["party_senior_high"], p["party_college"]]),
            np.array([1.0, p["public_job_senior_high"], p["public_job_college"]]),
            np.array([1.0, 1.0, p["vulnerable_old"]]),
            np.array([1.0, p["disabled_adult"], p["disabled_old"]]),
            p["college_most"],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Cuts of the traits in one year; a person has a trait when u < cut x weight.

    Party and public job have a cut for each schooling class, shape (4,), so that their shares
    are the same at each age while they differ by education.
    """

    weights: Weights
    college: float
    senior_high: float
    party: Floats
    public_job: Floats
    vulnerable: float
    disabled: float
    online_younger: float
    online_older: float


def age_class(age: NDArray[np.integer]) -> NDArray[np.int64]:
    """Class ages as 0 below 18, 1 from 18, 2 from 60; same shape."""
    return (age >= ADULT).astype(np.int64) + (age >= OLD)


def schooling_class(age: NDArray[np.integer]) -> NDArray[np.int64]:
    """Class ages as 0 below 30, 1 from 30, 2 from 45, 3 from 60; same shape."""
    return np.searchsorted(_SCHOOLING_AGES, age, side="right")


def education_shares(margins: Margins, year: float, college_most: float) -> tuple[float, float]:
    """Find shares of adults with senior high or above, and with college or above."""
    senior_high = margins.senior_high_at(year)
    return senior_high, min(margins.college, college_most * senior_high)


def expected_cuts(
    margins: Margins, demography: Demography, year: float, parameters: Mapping[str, float]
) -> Cuts:
    """Find the cuts that meet the margins of a year in a town with the margins' ages."""
    weights = Weights.of(parameters)
    ages = np.arange(AGES)
    by_class = _sums(demography.ages, age_class(ages), 3)
    grown = np.where(ages >= ADULT, demography.ages, 0.0)
    by_schooling = _sums(grown, schooling_class(ages), weights.schooling.size)
    mean = _mean(weights.schooling, by_schooling)
    shares = education_shares(margins, year, weights.college_most)
    senior_high, college = (share / mean if mean else 0.0 for share in shares)
    above = np.minimum(1.0, senior_high * weights.schooling)
    top = np.minimum(above, college * weights.schooling)
    online_younger, online_older = margins.online_at(year)
    return Cuts(
        weights=weights,
        college=college,
        senior_high=senior_high,
        party=_by_schooling(margins.party_members, weights.party, above, top),
        public_job=_by_schooling(margins.public_job, weights.public_job, above, top),
        vulnerable=max(0.0, margins.vulnerable - demography.alone_old)
        / _mean(weights.vulnerable, by_class),
        disabled=margins.disabled / _mean(weights.disabled, by_class),
        online_younger=online_younger,
        online_older=online_older,
    )


def _by_schooling(share: float, weights: Floats, above: Floats, top: Floats) -> Floats:
    """Find cuts at which each schooling class has its share of a trait that depends on it.

    `above` and `top` are the shares of senior high or above, and of college, shape (4,).
    """
    cuts: Floats = share / (
        (1.0 - above) * weights[0] + (above - top) * weights[1] + top * weights[2]
    )
    return cuts


def _sums(values: Floats, cell: NDArray[np.int64], cells: int) -> list[float]:
    """Sum the values in each cell, in order."""
    sums: list[float] = np.bincount(cell, values, cells).tolist()
    return sums


def _mean(weights: Floats, shares: list[float]) -> float:
    """Average weights by shares that need not sum to 1; summed in order."""
    top = total = 0.0
    for weight, share in zip(weights.tolist(), shares, strict=True):
        top += weight * share
        total += share
    return top / total if total else 0.0


@njit(cache=True)
def _own_lanes(
    key_0: np.uint64,
    key_1: np.uint64,
    who: NDArray[np.int64],
    months: NDArray[np.int64],
    index: int,
    out: Floats,
) -> None:
    """Draw four uniforms for each id and its month, one row a lane."""
    for row in range(who.size):
        lanes = philox4(key_0, key_1, uint64(who[row]), uint64(months[row]), uint64(index))
        for lane in range(LANES):
            out[lane, row] = lanes[lane]


def own_lanes(
    draws: Draws, decision: str, who: Rows, months: Rows, index: int = 0
) -> NDArray[np.float64]:
    """Draw four uniforms of each person, float64 of shape (4, n); see `arrival_key`."""
    out = np.empty((LANES, who.size))
    _own_lanes(*draws.key(decision), who, months, index, out)
    return out


def arrival_key(residents: Residents, rows: Rows | slice, built: int) -> Rows:
    """Find the month in keys of what a person is: 0 at the start, else that of arrival."""
    arrived = residents.arrived[rows]
    return np.where(arrived > built, arrived, 0).astype(np.int64)


def party_ranks(world: World, rows: Rows, draws: Draws) -> Floats:
    """Rank some residents among party members by keys, 0-1, shape (n,).

    Those with the lowest report in the community first. A rank stays with the person; it is
    worked out when it is asked for, since only members have a use for theirs.
    """
    residents = world.residents
    months = arrival_key(residents, rows, world.built)
    block, lane = divmod(_RANK_LANE, LANES)
    who = residents.resident_id[rows]
    ranks: Floats = own_lanes(draws, "population.character", who, months, 1 + block)[lane]
    return ranks


def lasting_hours(draws: Draws, who: Rows, months: Rows) -> Floats:
    """Sum two uniforms of each, from which free hours follow, shape (n,)."""
    lanes = own_lanes(draws, "population.traits", who, months, 1)
    hours: Floats = lanes[2] + lanes[3]
    return hours


class Uniforms:
    """The uniforms of some residents from which their traits follow; each of shape (n,)."""

    __slots__ = ("disabled", "hours", "online", "party", "public_job", "schooling", "vulnerable")

    def __init__(self, draws: Draws, who: Rows, months: Rows) -> None:
        lanes = own_lanes(draws, "population.traits", who, months)
        self.schooling, self.party, self.public_job, self.vulnerable = lanes
        lanes = own_lanes(draws, "population.traits", who, months, 1)
        self.disabled, self.online = lanes[0], lanes[1]
        self.hours: Floats = lanes[2] + lanes[3]


def set_education(residents: Residents, rows: Rows, u: Floats, age: Rows, cuts: Cuts) -> None:
    """Set education by one lasting uniform each; of a child, what it would reach."""
    weight = cuts.weights.schooling[schooling_class(age)]
    level = (u < cuts.senior_high * weight).astype(np.int8)
    residents.education[rows] = level + (u < cuts.college * weight)


def set_status(residents: Residents, rows: Rows, u: Uniforms, age: Rows, cuts: Cuts) -> None:
    """Set party membership of adults and public jobs below 60, by education."""
    education = residents.education[rows]
    school = schooling_class(age)
    by_age = age_class(age)
    residents.party[rows] = (by_age != CHILD_CLASS) & (
        u.party < cuts.party[school] * cuts.weights.party[education]
    )
    residents.public_job[rows] = (by_age == ADULT_CLASS) & (
        u.public_job < cuts.public_job[school] * cuts.weights.public_job[education]
    )


def set_condition(
    residents: Residents, rows: Rows, u: Uniforms, age: Rows, cuts: Cuts, alone: Bools
) -> None:
    """Set vulnerability, disability and being online, which depend on the age class.

    Args:
        residents: Columns to write to.
        rows: Rows to write, shape (n,).
        u: Their uniforms.
        age: Their ages, shape (n,).
        cuts: Cuts of the year.
        alone: Whether each lives alone, shape (n,).
    """
    by_age = age_class(age)
    residents.vulnerable[rows] = (alone & (age >= OLD)) | (
        u.vulnerable < cuts.vulnerable * cuts.weights.vulnerable[by_age]
    )
    disabled = cuts.disabled * cuts.weights.disabled[by_age]
    residents.disabled[rows] = u.disabled < disabled
    residents.online[rows] = reached_online(u.online, age, cuts)


def reached_online(u: Floats, age: Rows, cuts: Cuts) -> Bools:
    """Tell whether each is reached online, by their lasting uniform, shape (n,)."""
    return u < np.where(age >= OLD, cuts.online_older, cuts.online_younger)


def set_free_hours(
    residents: Residents, rows: Rows, hours: Floats, age: Rows, parameters: Mapping[str, float]
) -> None:
    """Set free hours: triangular from 0 to twice the age class's mean; 0 for children.

    ``hours`` are the sums of two uniforms of each, `lasting_hours`.
    """
    mean = np.array([0.0, parameters["free_hours_working"], parameters["free_hours_older"]])
    most = mean[age_class(age)] * parameters["free_hours_scale"]
    residents.free_hours[rows] = most * hours


def set_character(
    residents: Residents,
    rows: Rows,
    draws: Draws,
    months: Rows,
    converted: Bools,
    parameters: Mapping[str, float],
) -> None:
    """Draw disposition, norm threshold, own attitudes (and attitudes at that level).

    Part by part: the draws of all at once would take more memory than all that is kept.
    """
    for first in range(0, rows.size, _PART):
        part = slice(first, first + _PART)
        _set_character(residents, rows[part], draws, months[part], converted[part], parameters)


def _set_character(
    residents: Residents,
    rows: Rows,
    draws: Draws,
    months: Rows,
    converted: Bools,
    parameters: Mapping[str, float],
) -> None:
    """See `set_character`.

    The threshold is one of some uniforms in order: of alpha + beta - 1 the one at place alpha is
    distributed as Beta(alpha, beta).
    """
    who = residents.resident_id[rows]
    first = own_lanes(draws, "population.character", who, months)
    alpha, beta = int(parameters["threshold_alpha"]), int(parameters["threshold_beta"])
    # Lane 7 is the rank among party members (`party_ranks`).
    lanes = [lane for lane in range(LANES * 3) if lane != _RANK_LANE][: alpha + beta - 1]
    some = np.concatenate(
        [
            own_lanes(draws, "population.character", who, months, 1 + block)
            for block in range(lanes[-1] // LANES + 1)
        ]
    )
    residents.threshold[rows] = np.sort(some[lanes], axis=0)[alpha - 1]
    residents.disposition[rows] = parameters["disposition_sd"] * normal_quantile(first[3])
    start: dict[str, float | Floats] = {
        "trust": parameters["initial_trust"],
        "efficacy": parameters["initial_efficacy"],
        "belonging": parameters["initial_belonging"]
        + np.where(converted, parameters["belonging_converted"], 0.0),
    }
    for lane, (name, level) in enumerate(start.items()):
        own = np.clip(level + parameters["attitude_sd"] * normal_quantile(first[lane]), 0.0, 1.0)
        getattr(residents, f"own_{name}")[rows] = own
        getattr(residents, name)[rows] = own


@njit(cache=True)
def leaving(
    month: int,
    birth_month: NDArray[np.int16],
    migrant: NDArray[np.bool_],
    when: Floats,
    how: Floats,
    death: Floats,
    move: Floats,
    leaves: NDArray[np.int16],
    dies: NDArray[np.bool_],
) -> None:
    """Set the month in which each will die or move, and which of the two it will be.

    Args:
        month: Present month; the earliest month of leaving is the next.
        birth_month: Months of birth, shape (n,).
        migrant: Origins, shape (n,).
        when: One uniform each for the month, shape (n,).
        how: One uniform each for death against move, shape (n,).
        death: Chance of dying in a month by age, shape (AGES,).
        move: Chance of moving in a month by origin and age, shape (2, AGES).
        leaves: Receives the months, shape (n,).
        dies: Receives True for a death, shape (n,).
    """
    # Chance of staying through so many months at each age, by origin.
    through = np.ones((2, AGES, 13))
    for origin in range(2):
        for age in range(AGES):
            stay = (1.0 - death[age]) * (1.0 - move[origin, age])
            for months in range(12):
                through[origin, age, months + 1] = through[origin, age, months] * stay
    for row in range(birth_month.size):
        lived = month - birth_month[row]
        staying = through[1 if migrant[row] else 0]
        left = 1.0 - when[row]
        stays = 1.0
        ahead = 0
        while True:
            age = min((lived + ahead) // 12, AGES - 1)
            months = 12 - (lived + ahead) % 12
            year = stays * staying[age, months]
            if year < left or ahead >= 12 * (AGES + 20):
                break
            stays = year
            ahead += months
        stay = staying[age, 1]
        for _ in range(months):
            ahead += 1
            stays *= stay
            if stays < left:
                break
        leaves[row] = month + ahead
        dies[row] = how[row] * (1.0 - stay) < death[age]


def set_leaving(
    residents: Residents, rows: Rows, draws: Draws, months: Rows, month: int, people: Demography
) -> None:
    """Draw when and how each leaves; see `leaving`."""
    lanes = own_lanes(draws, "population.leave", residents.resident_id[rows], months)
    leaves = np.empty(rows.size, dtype=np.int16)
    dies = np.empty(rows.size, dtype=np.bool_)
    leaving(
        month,
        residents.birth_month[rows],
        residents.migrant[rows],
        lanes[0],
        lanes[1],
        people.death,
        people.move,
        leaves,
        dies,
    )
    residents.leaves[rows] = leaves
    residents.dies[rows] = dies
