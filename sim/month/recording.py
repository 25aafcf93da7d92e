"""What a run records beside the metrics.

Adults by group, hours of actors, joint work of bodies, single matters, a sample of residents.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import first_days
from sim.declarations.forms import FORMS
from sim.declarations.groups import GROUP_METRICS, GROUPS
from sim.declarations.matters import ACTOR_TYPES, CHANNELS, KINDS, LEVELS, RESOLVED, SIZES, STATES
from sim.declarations.tables import EDUCATION, ON_REQUEST, PANEL_RESIDENTS, TABLES, TOWN
from sim.kernels import group_counts as g
from sim.kernels.group_counts import Digest
from sim.matters import Matters
from sim.metrics.tally import measure_groups
from sim.month.collaboration import YEAR, Body, places_of
from sim.month.state import Month, adults_in
from sim.rng import Draws
from sim.world import World

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Words = NDArray[np.object_]
DECEMBER = 11

_KEPT = (
    "id",
    "household",
    "community",
    "grid",
    "kind",
    "size",
    "vulnerable",
    "migrant",
    "beyond",
    "state",
    "level",
    "arisen",
    "since",
    "collected",
    "channel",
    "tries",
    "closed",
    "closed_at",
    "reopened",
    "joint",
    "days",
)
"""Columns of a matter that its row in the table is made of."""
_TRAITS = (
    *("female", "migrant", "owner", "education", "party", "vulnerable", "free_hours"),
    *("disposition", "registered", "trust", "efficacy", "belonging"),
)
"""Columns of a resident that the panel has as they are."""
_YEAR_BITS = np.uint32(0xFFF)


@dataclass(slots=True)
class Recording:
    """What has been recorded so far; frames are made of it when asked for.

    Args:
        communities: Ids of the communities, in town order.
        last: Last month of the run.
        keeps_matters: Whether single matters are recorded.
        keeps_panel: Whether a sample of residents is followed.

    Attributes:
        waiting: Matters recorded that nobody has taken yet.
    """

    communities: tuple[str, ...]
    last: int
    keeps_matters: bool
    keeps_panel: bool = False
    waiting: int = 0
    _groups: list[tuple[int, bool, NDArray[np.int64], Floats]] = field(default_factory=list)
    _hours: list[tuple[int, Floats]] = field(default_factory=list)
    _edges: list[tuple[int, list[tuple[int, Body, Body, float]]]] = field(default_factory=list)
    _matters: list[dict[str, NDArray[Any]]] = field(default_factory=list)
    _panel: list[dict[str, NDArray[Any]]] = field(default_factory=list)

    @classmethod
    def of(cls, communities: tuple[str, ...], last: int, record: Collection[str]) -> "Recording":
        """Make a recording of what is always recorded, and of tables of `ON_REQUEST`.

        Raises:
            ValueError: A name is not one of these tables.
        """
        odd = sorted(set(record) - set(ON_REQUEST))
        if isinstance(record, str) or odd:
            raise ValueError(f"cannot record {record!r}; give some of {', '.join(ON_REQUEST)}")
        return cls(communities, last, "matters" in record, "panel" in record)

    def begin(self, number: int, world: World, matters: Matters) -> None:
        """Take down the matters that the model is about to forget."""
        if self.keeps_matters:
            self._keep(world, matters, matters.old(number))

    def end(self, month: Month, digested: Digest) -> None:
        """Take down what a month was, after everything in it is settled."""
        self._count_groups(month, digested)
        hours = month.state.books.hours[month.page].copy()
        hours[~month.member] = np.nan
        town = hours[month.member].sum(axis=0, keepdims=True)
        self._hours.append((month.number, np.concatenate([hours, town])))
        if self._ends_year(month):
            edges = month.state.collaboration.edges()
            places = places_of(edges, month.roster.grid_place)
            placed = [(places[pair], *pair, hours) for pair, hours in edges.items()]
            self._edges.append((month.number, placed))
            if self.keeps_panel:
                self._panel.append(_looked_at(month))
        if self.keeps_matters and month.number == self.last:
            matters = month.state.matters
            self._keep(month.world, matters, np.arange(len(matters)))

    def _ends_year(self, month: Month) -> bool:
        """Tell whether a month is the last of a calendar year or of the run."""
        return month.number % YEAR == DECEMBER or month.number == self.last

    def _count_groups(self, month: Month, digested: Digest) -> None:
        """Count adults by group; communities one by one only when a year or the run ends."""
        r, size = month.world.residents, month.member.size
        counts = np.zeros((size, g.GROUP_COUNT, g.COUNT_COLUMNS), dtype=np.int64)
        sums = np.zeros((size, g.GROUP_COUNT, g.SUM_COLUMNS))
        month.threads.places(
            lambda rows: g.count_groups(
                month.number,
                g.Grouped(*(getattr(r, name)[rows] for name in g.Grouped._fields)),
                Digest(*(one[rows] for one in digested)),
                (r.trust[rows], r.efficacy[rows], r.belonging[rows]),
                counts,
                sums,
            ),
            month.world.community_rows,
        )
        counts[~month.member] = 0
        town = (counts.sum(axis=0, keepdims=True), sums[month.member].sum(axis=0, keepdims=True))
        each = self._ends_year(month)
        if each:
            town = (np.concatenate([counts, town[0]]), np.concatenate([sums, town[1]]))
        values = measure_groups(*town).reshape(-1, len(GROUP_METRICS))
        self._groups.append((month.number, each, town[0][..., g.ADULTS].ravel(), values))

    def _keep(self, world: World, matters: Matters, rows: NDArray[np.int64]) -> None:
        """Copy rows of matters."""
        kept = {name: getattr(matters, name)[rows] for name in _KEPT}
        kept["resident_group"] = world.households.group[kept.pop("household")]
        self._matters.append(kept)
        self.waiting += rows.size

    def latest_groups(self) -> Floats:
        """Measure the town's groups in the month that ran last, shape (groups, metrics).

        In the order of `GROUPS` and `GROUP_METRICS`; NaN where a group has no adults.
        """
        return self._groups[-1][3][-len(GROUPS) :]

    def groups(self) -> "pd.DataFrame":
        """Collect the columns of the table ``groups`` from `month` on."""
        import pandas as pd

        places = [[TOWN], [*self.communities, TOWN]]
        keys = [
            (month, community) for month, each, _, _ in self._groups for community in places[each]
        ]
        columns: dict[str, Any] = {
            "month": np.repeat(first_days([month for month, _ in keys]), len(GROUPS)),
            "community": np.repeat(_words([community for _, community in keys]), len(GROUPS)),
        }
        for k, name in enumerate(("group_by", "group")):
            columns[name] = np.tile(_words([group[k] for group in GROUPS]), len(keys))
        columns["adults"] = _joined([adults for _, _, adults, _ in self._groups], np.int64)
        values = [values for _, _, _, values in self._groups]
        for k, name in enumerate(GROUP_METRICS):
            columns[name] = _joined([one[:, k] for one in values], np.float64)
        return pd.DataFrame(columns)

    def actors(self) -> "pd.DataFrame":
        """Collect the columns of the table ``actors`` from `month` on."""
        import pandas as pd

        places, types = [*self.communities, TOWN], [one.name for one in ACTOR_TYPES]
        months = first_days([month for month, _ in self._hours])
        return pd.DataFrame(
            {
                "month": np.repeat(months, len(places) * len(types)),
                "community": np.tile(np.repeat(_words(places), len(types)), months.size),
                "actor": np.tile(_words(types), months.size * len(places)),
                "hours": _joined([hours.ravel() for _, hours in self._hours], np.float64),
            }
        )

    def network(self) -> "pd.DataFrame":
        """Collect the columns of the table ``network`` from `month` on."""
        import pandas as pd

        rows = [
            (month, self.communities[place], *one, *other, hours)
            for month, edges in self._edges
            for place, one, other, hours in edges
        ]
        names = [column.name for column in TABLES["network"]][2:]
        frame = pd.DataFrame(rows, columns=names)
        frame["month"] = first_days(frame["month"].to_numpy(dtype=np.int64))
        return frame if rows else frame.astype({"first": np.int64, "second": np.int64})

    def panel(self) -> "pd.DataFrame":
        """Collect the columns of the table ``panel`` from `month` on."""
        import pandas as pd

        wanted = [column.name for column in TABLES["panel"]][2:]
        if not self._panel:
            return pd.DataFrame(columns=wanted)
        p = {name: np.concatenate([one[name] for one in self._panel]) for name in self._panel[0]}
        p["month"], p["arrived"] = first_days(p["month"]), first_days(p["arrived"])
        p["community"] = _words(self.communities)[p["community"]]
        p["education"] = _words(EDUCATION)[p["education"]]
        return pd.DataFrame({name: p[name] for name in wanted})

    def take_matters(self) -> "pd.DataFrame":
        """Take the matters recorded since the last time, which are then forgotten.

        Rows come in the order in which the model forgot them and, of one month, in that in which
        they arose; at the end of the run all that is left comes.

        Returns:
            Columns of the table ``matters`` from `id` on: see `sim.declarations.tables`.
        """
        import pandas as pd

        batches, self._matters, self.waiting = self._matters, [], 0
        if not batches:
            batches = [_no_matters()]
        m = {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}
        closed = m["closed"] > 0
        # A latent matter has been in its state since it arose.
        m["since"] = np.maximum(m["since"], m["arisen"])
        columns: dict[str, Any] = {
            "id": m["id"],
            "community": _words(self.communities)[m["community"]],
            "resident_group": m["resident_group"],
            "grid": m["grid"],
            "kind": _words([kind.name for kind in KINDS])[m["kind"]],
            "size": _words(SIZES)[m["size"]],
            **{name: m[name] for name in ("vulnerable", "migrant", "beyond")},
            **{name: first_days(m[name]) for name in ("arisen", "collected", "closed", "since")},
            "state": _words(STATES)[m["state"]],
            "channel": _words(CHANNELS)[m["channel"]],
            "level": _words(LEVELS)[m["level"]],
            "closed_at": np.where(closed, _words(LEVELS)[m["closed_at"]], None),
            **{name: m[name] for name in ("tries", "reopened")},
            "days": np.where(m["state"] == RESOLVED, m["days"], np.nan),
        }
        for bit, one in enumerate(ACTOR_TYPES):
            columns[f"worked_{one.name}"] = (m["joint"] >> np.uint16(bit) & np.uint16(1)) > 0
        return pd.DataFrame(columns)


def panel_rows(world: World, draws: Draws) -> NDArray[np.int64]:
    """Draw the places of residents that a panel follows; their rows, ascending.

    They are drawn by keys of their own, so that they are the same in every scenario of a seed.
    """
    rows = np.flatnonzero(world.residents.eligible)
    u = draws.uniforms("panel", 0, world.residents.resident_id[rows])
    found: NDArray[np.int64] = np.sort(rows[np.argsort(u, kind="stable")[:PANEL_RESIDENTS]])
    return found


def _looked_at(month: Month) -> dict[str, NDArray[Any]]:
    """Look at those of the panel who are adults of the town, at the end of a month."""
    world, r = month.world, month.world.residents
    rows = panel_rows(world, month.draws)
    rows = rows[(adults_in(world, month.number) & month.member[r.community])[rows]]
    return {
        "month": np.full(rows.size, month.number),
        "resident": r.resident_id[rows],
        "arrived": r.arrived[rows].astype(np.int64),
        "community": r.community[rows],
        "age": ((month.number - r.birth_month[rows].astype(np.int64)) // YEAR).astype(np.int32),
        **{name: getattr(r, name)[rows] for name in _TRAITS},
        **{
            f"months_{form.name}": np.bitwise_count(
                r.history[form.index, rows] & _YEAR_BITS
            ).astype(np.int8)
            for form in FORMS
        },
    }


def _no_matters() -> dict[str, NDArray[Any]]:
    """Make the columns of no matter at all."""
    none = Matters.none(0)
    columns: dict[str, NDArray[Any]] = {name: getattr(none, name) for name in _KEPT}
    columns["resident_group"] = columns.pop("household")
    return columns


def _words(values: Collection[object]) -> Words:
    """Make an array of objects of the values."""
    made = np.empty(len(values), dtype=np.object_)
    made[:] = list(values)
    return made


def _joined(parts: list[NDArray[Any]], dtype: type) -> NDArray[Any]:
    """Join arrays one after the other, or make an empty one."""
    return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)
