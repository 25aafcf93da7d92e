from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.declarations.forms import DEEP_FORMS, FORM_COUNT, FORMS, VOLUNTEERING
from sim.declarations.groups import DIVISIONS, GROUP_METRICS, GROUPS
from sim.kernels import group_counts as g
from sim.kernels.group_counts import digest
from sim.metrics.tally import measure_groups

NOW = 24_240
BIRTHDAY_18, BIRTHDAY_35, BIRTHDAY_60 = (NOW - 12 * age for age in (18, 35, 60))
NEVER = (0,) * FORM_COUNT


@dataclass
class Person:
    """What counting reads of one resident."""

    community: int = 0
    eligible: bool = True
    birth_month: int = BIRTHDAY_35
    migrant: bool = False
    education: int = 0
    owner: bool = False
    vulnerable: bool = False
    party: bool = False
    registered: bool = False
    trust: float = 0.5
    efficacy: float = 0.25
    belonging: float = 0.75
    history: tuple[int, ...] = field(default=NEVER)


def counted(people: list[Person], communities: int = 1) -> tuple[np.ndarray, np.ndarray]:
    def column(name: str, dtype: str) -> np.ndarray:
        return np.array([getattr(person, name) for person in people], dtype=dtype)

    counts = np.zeros((communities, g.GROUP_COUNT, g.COUNT_COLUMNS), dtype=np.int64)
    sums = np.zeros((communities, g.GROUP_COUNT, g.SUM_COLUMNS))
    g.count_groups(
        NOW,
        g.Grouped(
            column("community", "int16"),
            column("eligible", "bool"),
            column("birth_month", "int16"),
            column("migrant", "bool"),
            column("education", "int8"),
            column("owner", "bool"),
            column("vulnerable", "bool"),
            column("party", "bool"),
            column("registered", "bool"),
        ),
        digest(np.array([person.history for person in people], dtype=np.uint32).T.copy()),
        (column("trust", "f8"), column("efficacy", "f8"), column("belonging", "f8")),
        counts,
        sums,
    )
    return counts, sums


def in_group(person: Person, division: str, group: str) -> bool:
    """Whether a person is an adult of a group, as a reader of the table would say."""
    years = (NOW - person.birth_month) // 12
    if not person.eligible or years < 18:
        return False
    said: dict[str, Callable[[], str]] = {
        "age": lambda: "60+" if years >= 60 else "35-59" if years >= 35 else "18-34",
        "origin": lambda: "migrant" if person.migrant else "local",
        "education": lambda: ["below_senior_high", "senior_high", "college"][person.education],
        "tenure": lambda: "owner" if person.owner else "tenant",
        "vulnerable": lambda: "vulnerable" if person.vulnerable else "other",
        "party": lambda: "member" if person.party else "other",
    }
    return said[division]() == group


def metric_of(person: Person, name: str) -> float:
    """What a person adds to a metric."""
    year = [months & 0xFFF for months in person.history]
    deep = [form for form in DEEP_FORMS if year[form]]
    if name.startswith("participation_") and name != "participation_rate":
        (form,) = (form for form in FORMS if name == f"participation_{form.name}")
        return float(year[form.index] > 0)
    return {
        "participation_rate": float(bool(deep)),
        "monthly_participation": float(any(year[form] & 1 for form in deep)),
        "depth": float(max(form.depth if year[form.index] else 0 for form in FORMS)),
        "registered_volunteer_share": float(person.registered),
        "active_volunteer_share": float(year[VOLUNTEERING] > 0),
        "trust": person.trust,
        "efficacy": person.efficacy,
        "belonging": person.belonging,
    }[name]


EIGHTHS = st.integers(0, 8).map(lambda eighths: eighths / 8)
PERSONS = st.builds(
    Person,
    st.integers(0, 1),
    eligible=st.sampled_from([True, True, True, False]),
    birth_month=st.sampled_from(
        [month + past for month in (BIRTHDAY_18, BIRTHDAY_35, BIRTHDAY_60) for past in (0, 1)]
    ),
    migrant=st.booleans(),
    education=st.integers(0, 2),
    owner=st.booleans(),
    vulnerable=st.booleans(),
    party=st.booleans(),
    registered=st.booleans(),
    trust=EIGHTHS,
    efficacy=EIGHTHS,
    belonging=EIGHTHS,
    history=st.tuples(*[st.sampled_from([0, 0, 1, 2, 1 << 11, 1 << 12])] * FORM_COUNT),
)


@given(st.lists(PERSONS, min_size=1, max_size=12))
def test_groups_are_counted_as_a_reader_would(people: list[Person]) -> None:
    counts, sums = counted(people, 2)
    values = measure_groups(counts, sums)
    for place in range(2):
        for row, group in enumerate(GROUPS):
            mine = [one for one in people if one.community == place and in_group(one, *group)]
            assert counts[place, row, g.ADULTS] == len(mine)
            for column, name in enumerate(GROUP_METRICS):
                # Eighths add up without rounding, so that the order does not matter.
                wanted = sum(metric_of(one, name) for one in mine) / len(mine) if mine else np.nan
                assert values[place, row, column] == pytest.approx(wanted, rel=1e-15, nan_ok=True)


def test_the_first_month_of_an_age_counts() -> None:
    ages = [row for row, (division, _) in enumerate(GROUPS) if division == "age"]
    for birth, wanted in (
        (BIRTHDAY_18 + 1, [0, 0, 0]),
        (BIRTHDAY_18, [1, 0, 0]),
        (BIRTHDAY_35 + 1, [1, 0, 0]),
        (BIRTHDAY_35, [0, 1, 0]),
        (BIRTHDAY_60 + 1, [0, 1, 0]),
        (BIRTHDAY_60, [0, 0, 1]),
    ):
        counts, _ = counted([Person(birth_month=birth)])
        assert counts[0, ages, g.ADULTS].tolist() == wanted


def test_rows_are_those_of_the_declarations() -> None:
    assert len(GROUPS) == g.GROUP_COUNT == sum(len(one.groups) for one in DIVISIONS)
    assert measure_groups(*counted([Person()])).shape == (1, g.GROUP_COUNT, len(GROUP_METRICS))
