import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.declarations.columns import MATTER_COLUMNS
from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    ELECTION,
    FORM_COUNT,
    FORMS,
    INFORMED,
    VOLUNTEERING,
)
from sim.declarations.matters import (
    ACTOR_COUNT,
    ACTOR_TYPES,
    COMMITTEE,
    CONSULTING,
    GRID_VISIT,
    GRID_WORKERS,
    LAPSED,
    LATENT,
    NO_CHANNEL,
    ON_PAPER,
    OWN_REPORT,
    PATROL,
    RESIDENTS,
    RESOLVED,
    TOWN_GOVERNMENT,
    UNITS,
    VOLUNTEERS,
    WAITING,
    WITHDRAWN,
)
from sim.declarations.metrics import METRICS
from sim.declare import MEASURES
from sim.kernels import counting as k
from sim.kernels import counting as m
from sim.kernels.group_counts import digest
from sim.metrics import FUNCTIONS, Tally, functions, measure

NULL = math.nan
NOW, LAST_YEAR, YEAR_BEFORE, LONG_AGO = 1 << 0, 1 << 11, 1 << 12, 1 << 24


@dataclass
class Person:
    """A line of the table below: what counting reads of one resident."""

    community: int
    eligible: bool = True
    adult: bool = True
    party: bool = False
    registered: bool = False
    halves: int = 0
    trust: float = 0.5
    efficacy: float = 0.25
    belonging: float = 0.75
    informed: int = 0
    activity: int = 0
    volunteering: int = 0
    consultation: int = 0
    co_production: int = 0
    election: int = 0

    @property
    def forms(self) -> list[int]:
        """Months of each form, in the order of the forms."""
        return [getattr(self, form.name) for form in FORMS]


OLDER, MIGRANT, COLLEGE, OWNER = 1, 2, 4, 8

# Two communities of six and seven residents; what the metrics must be is worked out by hand.
PEOPLE = (
    # community 0: four adults, a child who volunteers, and a slot that does not count
    Person(
        0,
        party=True,
        registered=True,
        halves=OLDER | OWNER,
        trust=0.75,
        efficacy=0.5,
        activity=NOW | 2 | 4,
        volunteering=NOW | YEAR_BEFORE,
        election=NOW,
    ),
    Person(
        0,
        registered=True,
        halves=COLLEGE | OWNER,
        trust=0.25,
        volunteering=YEAR_BEFORE,
        informed=LAST_YEAR,
    ),
    Person(0, halves=MIGRANT, consultation=2),
    Person(0, halves=OWNER, activity=YEAR_BEFORE | LONG_AGO, election=2),
    Person(0, adult=False, registered=True, volunteering=LAST_YEAR, trust=1.0, halves=OWNER),
    Person(0, eligible=False, adult=False, party=True, registered=True, activity=NOW),
    # community 1: five adults and two children
    Person(1, co_production=NOW | 2, informed=NOW, halves=COLLEGE | OLDER),
    Person(1, halves=MIGRANT | OLDER, informed=4, party=True),
    Person(1, halves=MIGRANT | COLLEGE, activity=8),
    Person(1, belonging=0.25),
    Person(1, halves=OWNER | OLDER),
    Person(1, adult=False),
    Person(1, adult=False),
)


def counted(people: Sequence[Person], communities: int) -> tuple[np.ndarray, ...]:
    def column(name: str, dtype: type) -> np.ndarray:
        return np.array([getattr(person, name) for person in people], dtype=dtype)

    totals = k.Tallies(
        np.zeros((communities, k.COUNT_COLUMNS), dtype=np.int64),
        np.zeros((communities, k.MOST_OCCASIONS + 1), dtype=np.int64),
        np.zeros((communities, k.GAPS, 2, 2), dtype=np.int64),
        np.zeros((communities, 3)),
    )
    k.count_residents(
        k.Traits(
            column("community", np.int16),
            column("eligible", np.bool_),
            column("adult", np.bool_),
            column("party", np.bool_),
            column("registered", np.bool_),
            column("halves", np.uint8),
        ),
        digest(np.array([person.forms for person in people], dtype=np.uint32).T.copy()),
        (
            column("trust", np.float64),
            column("efficacy", np.float64),
            column("belonging", np.float64),
        ),
        totals,
    )
    return totals


@dataclass
class Matter:
    """A line of the table below: what counting reads of one matter."""

    community: int
    resident: int
    state: int
    level: int
    channel: int
    arisen: int
    collected: int = 0
    closed: int = 0
    closed_at: int = 0
    reopened: int = 0
    workers: tuple[int, ...] = ()
    vulnerable: bool = False
    migrant: bool = False

    @property
    def joint(self) -> int:
        """A bit for each type that worked on it."""
        return sum(1 << one for one in self.workers)


# At month 100: judged are those that arose, or were collected, in months 86 to 97.
MATTERS = (
    Matter(0, 0, RESOLVED, 0, GRID_VISIT, 90, 90, 91, 0, workers=(GRID_WORKERS, UNITS, VOLUNTEERS)),
    Matter(0, 1, ON_PAPER, 1, OWN_REPORT, 90, 91, 95, 1, workers=(COMMITTEE,), vulnerable=True),
    Matter(
        0,
        0,
        RESOLVED,
        1,
        PATROL,
        86,
        86,
        89,
        1,
        reopened=1,
        workers=(COMMITTEE, VOLUNTEERS),
        migrant=True,
    ),
    Matter(0, 2, WAITING, 2, OWN_REPORT, 97, 97, vulnerable=True),
    Matter(0, 3, LAPSED, 0, NO_CHANNEL, 92, migrant=True),
    # arisen and collected too lately to be judged
    Matter(0, 4, CONSULTING, 1, OWN_REPORT, 99, 99),
    # arisen too long ago, collected not; resolved 12 months ago, and not in the last 12
    Matter(
        1,
        6,
        RESOLVED,
        2,
        PATROL,
        85,
        87,
        88,
        2,
        workers=(COMMITTEE, UNITS, VOLUNTEERS, TOWN_GOVERNMENT),
    ),
    Matter(1, 7, WITHDRAWN, 1, OWN_REPORT, 97, 97, 99, 1, vulnerable=True),
    Matter(1, 8, LATENT, 0, NO_CHANNEL, 98),
)


def matters_counted(matters: Sequence[Matter], communities: int) -> np.ndarray:
    types = {one.name: one.dtype for one in MATTER_COLUMNS}
    counts = np.zeros((communities, m.COLUMNS), dtype=np.int64)
    course = m.Course(
        *(
            np.array([getattr(one, name) for one in matters], dtype=types[name])
            for name in m.Course._fields
        )
    )
    m.count_matters(course, 100, np.zeros(len(PEOPLE), dtype=np.bool_), counts)
    return counts


def with_town(values: np.ndarray) -> np.ndarray:
    return np.concatenate([values, values.sum(axis=0, keepdims=True)])


HOURS = np.zeros((2, ACTOR_COUNT))
HOURS[0, [RESIDENTS, COMMITTEE, GRID_WORKERS, TOWN_GOVERNMENT]] = (120, 200, 60, 60)
HOURS[1] = 300
COST = np.arange(12.0).reshape(2, len(MEASURES))


def tally(**changes: Sequence[float] | np.ndarray) -> Tally:
    """The tally of `PEOPLE`; the last row is the town."""
    counts, occasions, splits, sums = (with_town(part) for part in counted(PEOPLE, 2))
    fields: dict[str, Sequence[float] | np.ndarray] = {
        "hours_volunteered": [30.0, 0.0, 30.0],
        "voters": [3.0, 1.0, 4.0],
        "electorate": [4.0, 4.0, 8.0],
        "organisations": [2.0, 1.0, 3.0],
        "committee_hours": [200.0, 300.0, 500.0],
        "administrative_hours": [150.0, 150.0, 300.0],
        "meetings": [4.0, 1.0, 5.0],
        "meeting_places": [20.0, 4.0, 24.0],
        "meeting_attendance": [5.0, 1.0, 6.0],
        "taken_up": [4.0, 0.0, 4.0],
        "adopted": [3.0, 0.0, 3.0],
        "teams": [1.0, 0.0, 1.0],
        "own_income": [10.0, 0.0, 10.0],
        "income": [40.0, 0.0, 40.0],
        "coordination": [0.4, 0.2, 0.6],
        "betweenness": [0.5, -0.1, 0.4],
        "density": [NULL, NULL, 0.3],
        "arisen": [3.0, 2.0, 5.0],
        "visited": [1.0, 0.0, 1.0],
        "households": [4.0, 2.0, 6.0],
        "communities": [1.0, 1.0, 2.0],
    }
    fields |= changes
    fixed: dict[str, Any] = {
        "hours": with_town(HOURS),
        "cost": with_town(COST),
        "matters": with_town(matters_counted(MATTERS, 2)),
    }
    fixed |= {name: fields.pop(name) for name in fixed.keys() & fields.keys()}
    return Tally(
        member=np.array(fields.pop("member", [True, True, True]), dtype=bool),
        counts=counts,
        occasions=occasions,
        splits=splits,
        sums=sums,
        **fixed,
        days=(np.array([10.0, 50.0]), np.array([30.0]), np.array([10.0, 30.0, 50.0])),
        **{name: np.array(values) for name, values in fields.items()},
    )


def entropy(*hours: float) -> float:
    """Evenness over ten types, from the hours of those that worked."""
    return -sum(one / sum(hours) * math.log(one / sum(hours)) for one in hours) / math.log(10)


def per_1000(first: float, second: float) -> tuple[float, float, float]:
    """Hours of a year in communities of 5 and 7 residents, per 1,000 residents and month."""
    return (first / 12 * 1_000 / 5, second / 12 * 1_000 / 7, (first + second) / 12 * 1_000 / 12)


EXPECTED = {
    "participation_rate": (2 / 4, 2 / 5, 4 / 9),
    "monthly_participation": (1 / 4, 1 / 5, 2 / 9),
    "participation_informed": (1 / 4, 2 / 5, 3 / 9),
    "participation_activity": (1 / 4, 1 / 5, 2 / 9),
    "participation_volunteering": (1 / 4, 0, 1 / 9),
    "participation_consultation": (1 / 4, 0, 1 / 9),
    "participation_co_production": (0, 1 / 5, 1 / 9),
    # 3, 1, 4, 0 and 5, 1, 2, 0, 0
    "depth": (8 / 4, 8 / 5, 16 / 9),
    "registered_volunteer_share": (3 / 5, 0, 3 / 12),
    "active_volunteer_share": (2 / 5, 0, 2 / 12),
    "volunteer_hours": (30 / 3, NULL, 30 / 3),
    # Two volunteered in the year before, one of them again.
    "retention": (1 / 2, NULL, 1 / 2),
    "turnout": (3 / 4, 1 / 4, 4 / 8),
    # Occasions 4, 0, 1, 0 and 2, 0, 1, 0, 0: sum of differences of all pairs / (2 n total).
    "participation_gini": (
        2 * (4 + 4 + 3 + 1 + 1 + 0) / (2 * 4 * 5),
        2 * (1 + 2 * 3 + 1 * 3) / (2 * 5 * 3),
        2 * (10 * 1 + 5 * 2 + 5 * 4 + 2 * 1 + 2 * 3 + 2) / (2 * 9 * 8),
    ),
    # A tenth of 4 is 0.4 of one adult.
    "top_decile_share": (0.4 * 4 / 5, 0.5 * 2 / 3, 0.9 * 4 / 8),
    "participation_gap_age": (1 / 1 - 1 / 3, 1 / 3 - 1 / 2, 2 / 4 - 2 / 5),
    "participation_gap_migrant": (1 / 1 - 1 / 3, 1 / 2 - 1 / 3, 2 / 3 - 2 / 6),
    # All migrants of the first take part.
    "participation_odds_migrant": (NULL, 1 / (1 / 2), 2 / (2 / 4)),
    "participation_gap_education": (0 / 1 - 2 / 3, 2 / 2 - 0 / 3, 2 / 3 - 2 / 6),
    "participation_gap_tenure": (1 / 3 - 1 / 1, 0 / 1 - 2 / 4, 1 / 4 - 3 / 5),
    **{
        f"hours_{one.name}": per_1000(HOURS[0, index], HOURS[1, index])
        for index, one in enumerate(ACTOR_TYPES)
    },
    "actor_diversity": (entropy(120, 200, 60, 60), 1, entropy(420, 500, 360, 360, *[300] * 6)),
    "government_share": ((60 + 60 + 150) / 440, (300 + 300 + 150) / 3000, (360 + 360 + 300) / 3440),
    "administrative_share": (150 / 200, 150 / 300, 300 / 500),
    "social_organisations": (2, 1, 3 / 2),
    "volunteer_teams": (1, 0, 1 / 2),
    "own_income_share": (1 / 4, NULL, 1 / 4),
    "coordination_capacity": (0.4, 0.2, 0.6 / 2),
    "committee_betweenness": (0.5, -0.1, 0.4 / 2),
    "network_density": (NULL, NULL, 0.3),
    "matters_arisen": (3 / 5, 2 / 7, 5 / 12),
    "collected_share": (4 / 5, 1, 5 / 6),
    "collected_patrol": (1 / 4, 1 / 2, 2 / 6),
    "closure_rate": (3 / 4, 1 / 2, 4 / 6),
    "true_resolution_rate": (2 / 4, 1 / 2, 3 / 6),
    "resolved_in_grid": (1 / 4, 0, 1 / 6),
    "resolved_in_community": (1 / 4, 0, 1 / 6),
    "escalated_share": (1 / 4, 1 / 2, 2 / 6),
    "reopened_share": (1 / 3, 0, 1 / 4),
    "joint_work_share": (1 / 4, 1 / 2, 2 / 6),
    "days_to_resolution": (30, 30, 30),
    "days_p90": (50, 30, 50),
    "backlog": (2 / 5 * 1_000, 0, 2 / 12 * 1_000),
    # One resident had two matters resolved.
    "service_reach": (1 / 5, 0, 1 / 12),
    "service_gap_vulnerable": (0 / 2 - 2 / 3, NULL, 0 / 3 - 2 / 3),
    "service_gap_migrant": (1 / 2 - 1 / 3, NULL, 1 / 2 - 1 / 4),
    "satisfaction": (
        0.5 * 2.0 / 4 + 0.5 * 2 / 4,
        0.5 * 2.5 / 5 + 0.5 / 2,
        0.5 * 4.5 / 9 + 0.5 * 3 / 6,
    ),
    **{
        f"cost_{measure}": (COST[0, index], COST[1, index], COST[:, index].sum())
        for index, measure in enumerate(MEASURES)
    },
    "meetings": (4, 1, 5 / 2),
    "meeting_turnout": (5 / 20, 1 / 4, 6 / 24),
    "adopted_share": (3 / 4, NULL, 3 / 4),
    "visited_households": (1 / 4, 0, 1 / 6),
    "trust": ((0.75 + 0.25 + 1.0) / 4, 2.5 / 5, 4.5 / 9),
    "efficacy": (1.25 / 4, 1.25 / 5, 2.5 / 9),
    "belonging": (3.0 / 4, 3.25 / 5, 6.25 / 9),
}


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_of_a_small_town_worked_out_by_hand(name: str) -> None:
    found = FUNCTIONS[name](tally())
    assert found.dtype == np.float64
    assert found == pytest.approx(EXPECTED[name], rel=1e-15, abs=1e-15, nan_ok=True)


def test_every_declared_metric_has_one_function_and_no_function_is_undeclared() -> None:
    assert set(FUNCTIONS) == set(METRICS) == set(EXPECTED)
    assert len({id(function) for function in FUNCTIONS.values()}) == len(FUNCTIONS)


def test_measuring_keeps_the_order_of_the_declarations() -> None:
    found = measure(tally())
    assert found.shape == (len(METRICS), 3)
    for row, name in enumerate(METRICS):
        assert np.array_equal(found[row], FUNCTIONS[name](tally()), equal_nan=True)


def test_everything_is_null_outside_the_town() -> None:
    found = measure(tally(member=[True, False, True]))
    assert np.isnan(found[:, 1]).all()
    assert not np.isnan(found[list(METRICS).index("participation_rate"), [0, 2]]).any()


@pytest.mark.parametrize(
    "name, nothing",
    [
        ("turnout", {"voters": [NULL] * 3, "electorate": [NULL] * 3}),
        ("administrative_share", {"committee_hours": [0.0] * 3, "administrative_hours": [0.0] * 3}),
        ("meeting_turnout", {"meeting_places": [0.0] * 3, "meeting_attendance": [0.0] * 3}),
        ("adopted_share", {"taken_up": [0.0] * 3, "adopted": [0.0] * 3}),
        ("own_income_share", {"income": [0.0] * 3, "own_income": [0.0] * 3}),
        ("actor_diversity", {"hours": np.zeros((3, ACTOR_COUNT))}),
        ("government_share", {"hours": np.zeros((3, ACTOR_COUNT))}),
        ("closure_rate", {"matters": np.zeros((3, m.COLUMNS))}),
        ("satisfaction", {"matters": np.zeros((3, m.COLUMNS))}),
        ("collected_share", {"matters": np.zeros((3, m.COLUMNS))}),
        ("reopened_share", {"matters": np.zeros((3, m.COLUMNS))}),
    ],
)
def test_a_metric_is_null_where_its_denominator_is_nothing(
    name: str, nothing: dict[str, Sequence[float]]
) -> None:
    assert np.isnan(FUNCTIONS[name](tally(**nothing))).all()


def test_an_empty_community_is_null_and_not_zero() -> None:
    empty = tally()
    for part in (empty.counts, empty.occasions, empty.splits, empty.sums):
        part[0] = 0
    found = dict(zip(METRICS, measure(empty)[:, 0], strict=True))
    inequality = ("participation_gini", "top_decile_share", "participation_gap_age")
    for name in ("participation_rate", "depth", "active_volunteer_share", "trust", *inequality):
        assert math.isnan(found[name])


def test_a_gap_is_null_where_one_side_has_nobody() -> None:
    one_sided = tally()
    one_sided.splits[0, 1, 1] = 0
    for name in ("participation_gap_migrant", "participation_odds_migrant"):
        found = FUNCTIONS[name](one_sided)
        assert np.isnan(found[0])
        assert not np.isnan(found[1])


def test_odds_of_migrants_stay_where_one_shift_moves_all() -> None:
    """The wider gap in points is what one common shift of log-odds gives."""

    def both(shift: float) -> tuple[float, float]:
        moved = tally()
        for half, base in ((0, -1.0), (1, -2.0)):
            people = round(1e6 / (1 + math.exp(-base - shift)))
            moved.splits[0, 1, half] = 1_000_000, people
        gap, odds = (
            float(FUNCTIONS[f"participation_{name}_migrant"](moved)[0]) for name in ("gap", "odds")
        )
        return gap, odds

    (before, odds), (after, same) = both(-1.0), both(0.5)
    assert after < before - 0.05
    assert same == pytest.approx(odds, rel=1e-4)
    assert odds == pytest.approx(math.exp(-1.0), rel=1e-4)


# --- inequality against brute force ----------------------------------------------------------

OCCASIONS = st.lists(st.integers(0, k.MOST_OCCASIONS), min_size=1, max_size=25)


def of_occasions(function: Callable[[Tally], np.ndarray], occasions: Sequence[int]) -> float:
    counts = np.bincount(occasions, minlength=k.MOST_OCCASIONS + 1)
    made = tally()
    made.occasions[:] = counts
    found = function(made)
    assert (found == found[0]).all() or np.isnan(found).all()
    return float(found[0])


@given(OCCASIONS)
def test_the_gini_is_the_mean_difference_of_all_pairs(occasions: list[int]) -> None:
    found = of_occasions(functions.participation_gini, occasions)
    total, count = sum(occasions), len(occasions)
    if not total:
        assert math.isnan(found)
        return
    differences = sum(abs(a - b) for a, b in itertools.product(occasions, occasions))
    assert found == pytest.approx(differences / (2 * count * total), rel=1e-12, abs=1e-15)
    assert 0 <= found < 1


@given(OCCASIONS)
def test_the_top_decile_is_the_most_active_tenth_one_by_one(occasions: list[int]) -> None:
    found = of_occasions(functions.top_decile_share, occasions)
    total = sum(occasions)
    if not total:
        assert math.isnan(found)
        return
    # Ten copies of everyone: a tenth of them is a whole number of people.
    everyone = sorted(occasions * 10, reverse=True)
    assert found == pytest.approx(sum(everyone[: len(occasions)]) / (10 * total), rel=1e-12)
    assert 0.1 - 1e-12 <= found <= 1 + 1e-12


# --- counting --------------------------------------------------------------------------------

PERSONS = st.builds(
    Person,
    st.integers(0, 2),
    eligible=st.booleans(),
    adult=st.booleans(),
    party=st.booleans(),
    registered=st.booleans(),
    halves=st.integers(0, 15),
    **{form.name: st.integers(0, 2**32 - 1) for form in FORMS},
)


@given(st.lists(PERSONS, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_counts_add_up_and_do_not_depend_on_the_order_of_rows(
    people: list[Person], order: Random
) -> None:
    counts, occasions, splits, _ = counted(people, 3)
    adults = counts[:, k.ADULTS]
    assert counts[:, k.RESIDENTS].sum() == sum(person.eligible for person in people)
    assert np.array_equal(occasions.sum(axis=1), adults)
    assert np.array_equal(occasions[:, 1:].sum(axis=1), counts[:, k.TOOK_PART])
    assert (splits[..., 0].sum(axis=2) == adults[:, None]).all()
    assert (splits[..., 1].sum(axis=2) == counts[:, [k.TOOK_PART]]).all()
    assert (counts[:, k.TOOK_PART_THIS_MONTH] <= counts[:, k.TOOK_PART]).all()
    assert (
        counts[:, k.RETAINED] <= np.minimum(counts[:, k.ACTIVE], counts[:, k.ACTIVE_BEFORE])
    ).all()
    deep = counts[
        :, [k.FORM_COLUMNS + form for form in (ACTIVITY, VOLUNTEERING, CONSULTATION, CO_PRODUCTION)]
    ]
    assert (deep.max(axis=1) <= counts[:, k.TOOK_PART]).all()
    assert (deep.sum(axis=1) >= counts[:, k.TOOK_PART]).all()
    mixed = list(people)
    order.shuffle(mixed)
    for one, other in zip(counted(mixed, 3)[:3], (counts, occasions, splits), strict=True):
        assert np.array_equal(one, other)


@given(PERSONS)
def test_one_resident_is_counted_as_a_reader_would(person: Person) -> None:
    counts, occasions, _, _ = counted([person], person.community + 1)
    mine = counts[person.community]
    last = [bits & 0xFFF for bits in person.forms]
    adult = person.eligible and person.adult
    deep = [form for form in range(ACTIVITY, CO_PRODUCTION + 1) if last[form]]
    depth = max(deep) + 1 if deep else 1 if last[INFORMED] else 0
    assert mine[k.DEPTH] == (depth if adult else 0)
    assert mine[k.TOOK_PART] == (adult and bool(deep))
    times = sum(last[form].bit_count() for form in deep)
    assert not adult or occasions[person.community, times] == 1
    for form in range(FORM_COUNT):
        assert mine[k.FORM_COLUMNS + form] == (adult and last[form] > 0)
    assert mine[k.FORM_COLUMNS + ELECTION] == (adult and last[ELECTION] > 0)
    volunteered = person.forms[VOLUNTEERING]
    assert mine[k.ACTIVE] == (person.eligible and volunteered & 0xFFF > 0)
    assert mine[k.ACTIVE_BEFORE] == (person.eligible and volunteered >> 12 & 0xFFF > 0)
