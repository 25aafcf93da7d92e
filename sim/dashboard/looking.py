"""What is looked at of the two towns besides numbers: groups, who works with whom, a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import DEEP_FORMS, FORMS
from sim.declarations.groups import DIVISIONS, GROUP_METRICS, GROUPS, MIDDLE_AGE, OLD_AGE
from sim.month.state import adults_in

if TYPE_CHECKING:
    from sim.dashboard.towns import Towns
    from sim.model import CommunityModel
    from sim.month.collaboration import Body

View = Literal["where", "who", "network", "matters", "person"]
VIEWS: tuple[View, ...] = ("where", "who", "network", "matters", "person")
YEAR = 12
REACHED, ANYBODY = "reached", "anybody"
"""Who can be followed besides members of a group: one who takes part under the scenario but not
under the baseline, or any adult."""
KINDS: tuple[str, ...] = (ANYBODY, REACHED, *(f"{by}.{group}" for by, group in GROUPS))
_STRIDE = 0.6180339887
"""From one person to the next, as a share of all: neighbours in a list live together."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter of a household: kind, size, state and level by index, and the month it arose."""

    kind: int
    size: int
    state: int
    level: int
    arisen: int


@dataclass(frozen=True, slots=True)
class Life:
    """What a person does and thinks in one of the two towns."""

    trust: float
    efficacy: float
    belonging: float
    registered: bool
    months: tuple[int, ...]
    """Months of the last 12 in which the person took part, by form."""
    matters: tuple[Matter, ...]
    """Of the household, the latest first."""


@dataclass(frozen=True, slots=True)
class Person:
    """A resident, the same in both towns, and what becomes of them in each."""

    number: int
    female: bool
    age: int
    community: str
    groups: tuple[str, ...]
    """Group of each division."""
    leader: bool
    arrived: int
    """Month in which the person came."""
    mine: Life
    other: Life


def group_values(towns: "Towns", metric: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Measure every group in the two towns by a metric, as `GROUPS` are ordered."""
    column = list(GROUP_METRICS).index(metric)
    return _column(towns.mine, column), _column(towns.other, column)


def _column(model: "CommunityModel", column: int) -> tuple[float, ...]:
    return tuple(model.recording.latest_groups()[:, column].tolist())


def joint_work(towns: "Towns") -> "tuple[Mapping[tuple[Body, Body], float], ...]":
    """Sum joint hours over the last 12 months by pair of bodies, in the two towns."""
    return tuple(one.state.collaboration.edges() for one in (towns.mine, towns.other))


def place_of_pairs(towns: "Towns") -> "tuple[Mapping[tuple[Body, Body], int], ...]":
    """Find the community in which the bodies of each pair worked, in both towns."""
    from sim.month.collaboration import places_of

    return tuple(
        places_of(one.state.collaboration.edges(), one.roster.grid_place)
        for one in (towns.mine, towns.other)
    )


def _group_rows(model: "CommunityModel") -> dict[str, NDArray[np.int64]]:
    """Find the group of every resident in each division."""
    r = model.world.residents
    years = (model.month - r.birth_month) // YEAR
    columns = {
        "age": np.digitize(years, (MIDDLE_AGE, OLD_AGE)),
        "origin": r.migrant,
        "education": r.education,
        "tenure": r.owner,
        "vulnerable": r.vulnerable,
        "party": r.party,
    }
    return {name: values.astype(np.int64) for name, values in columns.items()}


def find_person(towns: "Towns", kind: str, turn: int) -> int:
    """Find the row of a resident of a kind, another each turn; -1 where there is none.

    Args:
        towns: The two towns.
        kind: One of `KINDS`.
        turn: 0 or more.
    """
    wanted = adults_in(towns.mine.world, towns.mine.month)
    if kind == REACHED:
        wanted = wanted & _takes_part(towns.mine) & ~_takes_part(towns.other)
    elif kind != ANYBODY:
        by, _, group = kind.partition(".")
        names = [one.name for one in next(d for d in DIVISIONS if d.name == by).groups]
        wanted = wanted & (_group_rows(towns.mine)[by] == names.index(group))
    rows = np.flatnonzero(wanted)
    if not rows.size:
        return -1
    return int(rows[int(turn * _STRIDE * rows.size) % rows.size])


def _takes_part(model: "CommunityModel") -> NDArray[np.bool_]:
    """Mark who took part in the last 12 months."""
    found: NDArray[np.bool_] = (
        (model.world.residents.history[list(DEEP_FORMS)] & ((1 << YEAR) - 1)) > 0
    ).any(axis=0)
    return found


def person_of(towns: "Towns", row: int) -> Person:
    """Look at a resident in the two towns."""
    model = towns.mine
    r = model.world.residents
    groups = tuple(
        division.groups[_group_rows(model)[division.name][row]].name for division in DIVISIONS
    )
    return Person(
        number=int(r.resident_id[row]),
        female=bool(r.female[row]),
        age=int((model.month - r.birth_month[row]) // YEAR),
        community=model.world.town.community_ids[r.community[row]],
        groups=groups,
        leader=bool(r.group_leader[row]),
        arrived=int(r.arrived[row]),
        mine=_life(model, row),
        other=_life(towns.other, row),
    )


def _life(model: "CommunityModel", row: int) -> Life:
    r, m = model.world.residents, model.state.matters
    bits = (int(r.history[form.index, row]) & ((1 << YEAR) - 1) for form in FORMS)
    own = np.flatnonzero(m.household == r.household[row])[::-1]
    return Life(
        trust=float(r.trust[row]),
        efficacy=float(r.efficacy[row]),
        belonging=float(r.belonging[row]),
        registered=bool(r.registered[row]),
        months=tuple(one.bit_count() for one in bits),
        matters=tuple(
            Matter(*(int(column[row]) for column in (m.kind, m.size, m.state, m.level, m.arisen)))
            for row in own
        ),
    )
