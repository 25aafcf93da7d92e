"""Two runs of one seed side by side: whose path differs, from when on, and through what.

With keyed draws a resident is the same person with the same luck in both runs, so that a path
that differs shows what a difference in policy did to that person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import DEEP_FORMS, FORM_COUNT, FORMS
from sim.declarations.groups import MIDDLE_AGE, OLD_AGE
from sim.errors import ModelError, UserError
from sim.extend import ExtensionError
from sim.runs.parallel import Tick
from sim.runs.simulate import failed_run
from sim.runs.story import Following

if TYPE_CHECKING:
    import pandas as pd

    from sim.model import CommunityModel
    from sim.runs.channels import Side
    from sim.scenario import Scenario

Rows = NDArray[np.int64]
_BY_DEPTH = tuple(sorted(range(FORM_COUNT), key=lambda form: -FORMS[form].depth))
_AGES = np.array([f"18-{MIDDLE_AGE - 1}", f"{MIDDLE_AGE}-{OLD_AGE - 1}", f"{OLD_AGE}+"])
_EDUCATION = np.array(["below_senior_high", "senior_high", "college"])
_EITHER: dict[str, tuple[str, str]] = {
    "migrant": ("local", "migrant"),
    "owner": ("tenant", "owner"),
    "vulnerable": ("other", "vulnerable"),
    "party": ("other", "member"),
}
"""Groups of residents by a column that is True or False, in that order."""


def forms_of(metric: str) -> tuple[int, ...]:
    """The forms that a path is made of when a metric is asked about.

    That of the metric, or all that count as participation.
    """
    if metric == "turnout":
        return tuple(form.index for form in FORMS if form.name == "election")
    single = [form.index for form in FORMS if metric == f"participation_{form.name}"]
    return tuple(single) or DEEP_FORMS


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scenarios of one town, from one start.

    Attributes:
        baseline: The one that is compared with.
        scenario: The other.
        forms: Forms that a path is made of.
        followed: Id of the resident whose story is told, `sim.runs.story.TYPICAL`, or empty.
    """

    baseline: "Scenario"
    scenario: "Scenario"
    forms: tuple[int, ...]
    followed: str = ""


@dataclass(frozen=True, slots=True)
class Paths:
    """What differs with one seed.

    Attributes:
        frame: A row for each person whose path differs, by month, then resident: resident_id,
            arrived (month), community (index), resident_group, age, origin, education, tenure,
            vulnerable, party, month, form, took_part (``scenario`` or ``baseline``: the run in
            which the person did), channel, push (log-odds, NaN where the decision itself was
            the same), occasions and baseline_occasions (months of each form until the end or
            until the person left).
        persons: How many people could take part in some month from the branch on.
        story: `sim.runs.story.Following.told`, where somebody is followed.
    """

    frame: "pd.DataFrame"
    persons: int
    story: "tuple[pd.DataFrame, dict[str, object]] | None" = None


@dataclass
class _Trace:
    """What has been seen so far; arrays have shape (N,)."""

    mask: np.uint8
    decided: NDArray[np.bool_]
    differs: NDArray[np.bool_]
    occasions: NDArray[np.int32]
    persons: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, count: int, forms: Sequence[int]) -> "_Trace":
        """Nothing yet."""
        mask = np.uint8(sum(1 << form for form in forms))
        decided, differs = (np.zeros(count, dtype=np.bool_) for _ in range(2))
        return cls(mask, decided, differs, np.zeros((2, count), dtype=np.int32))

    def see(self, sides: "tuple[Side, Side]", world: Any) -> None:
        """Take down a month, after which newcomers have arrived in the world."""
        took = [side.month.took & self.mask for side in sides]
        fresh = sides[0].month.decides & ~self.decided
        self.persons += int(fresh.sum())
        self.decided |= fresh
        for run, bits in enumerate(took):
            self.occasions[run] += np.bitwise_count(bits)
        new = np.flatnonzero((took[0] != took[1]) & ~self.differs)
        if new.size:
            self.parts.append(_first(sides, new, took[0][new] ^ took[1][new]))
            self.differs[new] = True
        gone = np.flatnonzero(world.residents.arrived != sides[0].before.residents.arrived)
        self._settle(gone)

    def _settle(self, rows: Rows) -> None:
        """Those who left are done with; their slots are others' now."""
        self._count(rows)
        self.decided[rows] = self.differs[rows] = False
        self.occasions[:, rows] = 0

    def _count(self, rows: Rows) -> None:
        """Note the occasions of people whose path differs."""
        here = np.zeros(self.differs.size, dtype=np.bool_)
        here[rows[self.differs[rows]]] = True
        for part in self.parts if here.any() else ():
            mine = here[part["row"]] & (part["occasions"] < 0)
            for run, name in enumerate(("baseline_occasions", "occasions")):
                part[name][mine] = self.occasions[run][part["row"][mine]]

    def paths(self) -> Paths:
        """All that was seen."""
        import pandas as pd

        self._count(np.arange(self.differs.size))
        columns = [name for name in _first_columns() if name != "row"]
        joined: dict[str, Any] = {
            name: np.concatenate([part[name] for part in self.parts]) if self.parts else []
            for name in columns
        }
        return Paths(pd.DataFrame(joined), self.persons)


def _first_columns() -> tuple[str, ...]:
    """Columns of a part of the table."""
    return (
        "row",
        "resident_id",
        "arrived",
        "community",
        "resident_group",
        "age",
        "origin",
        "education",
        "tenure",
        "vulnerable",
        "party",
        "month",
        "form",
        "took_part",
        "channel",
        "push",
        "occasions",
        "baseline_occasions",
    )


def _first(
    sides: "tuple[Side, Side]", rows: Rows, odd: NDArray[np.uint8]
) -> dict[str, NDArray[Any]]:
    """Rows of the table for people whose path differs for the first time.

    Args:
        sides: The runs of the baseline and of the scenario.
        rows: Their rows, ascending.
        odd: Bits of the forms that they took part in in one run only.
    """
    from sim.runs.channels import NAMES, channels_of

    r, number = sides[0].before.residents, sides[0].month.number
    form = np.full(rows.size, -1)
    for candidate in _BY_DEPTH:
        form[(form < 0) & (odd >> np.uint8(candidate) & 1 > 0)] = candidate
    channel, push = np.empty(rows.size, dtype=np.int64), np.empty(rows.size)
    did = np.empty(rows.size, dtype=np.bool_)
    for one in np.unique(form):
        mine = form == one
        found = channels_of(sides, int(one), rows[mine])
        channel[mine], push[mine] = found.channel, found.push
        did[mine] = sides[1].has(sides[1].month.took, int(one), rows[mine])
    years = (number - r.birth_month[rows]) // 12
    either = {
        name: np.array(words)[getattr(r, name)[rows].astype(np.int64)]
        for name, words in _EITHER.items()
    }
    values = (
        rows,
        r.resident_id[rows],
        r.arrived[rows],
        r.community[rows],
        r.group[rows],
        _AGES[np.digitize(years, (MIDDLE_AGE, OLD_AGE))],
        either["migrant"],
        _EDUCATION[r.education[rows]],
        either["owner"],
        either["vulnerable"],
        either["party"],
        np.full(rows.size, number),
        np.array([one.name for one in FORMS])[form],
        np.where(did, "scenario", "baseline"),
        np.array(NAMES)[channel],
        push,
        np.full(rows.size, -1),
        np.full(rows.size, -1),
    )
    return dict(zip(_first_columns(), values, strict=True))


def paths_of(pair: Pair, seed: int, tick: Tick) -> Paths:
    """Run both scenarios with one seed and follow every resident.

    Args:
        pair: The scenarios.
        seed: The seed.
        tick: Called after each month of either run.

    Raises:
        ModelError: A run failed, or the same seed made other people.
    """
    try:
        return _follow(pair, seed, tick)
    except (BrokenPipeError, ModelError, UserError, ExtensionError):
        raise
    except Exception as error:
        raise failed_run(
            f"{pair.scenario.name} beside {pair.baseline.name}", seed, error
        ) from error


def _follow(pair: Pair, seed: int, tick: Tick) -> Paths:
    """`paths_of`, with errors as they come."""
    from sim.model import CommunityModel
    from sim.runs.channels import Side

    one = CommunityModel(pair.baseline, seed)
    trace = _Trace.of(one.world.residents.resident_id.size, pair.forms)
    # Whoever is not there is told before anything runs.
    following = Following.of(one, pair.followed, trace.mask) if pair.followed else None
    _run_past(one, pair, tick)
    other = _branch(one, pair, seed)
    while one.running:
        sides = (Side.step(one), Side.step(other))
        tick()
        tick()
        if not _same_people(one, other):
            raise ModelError(f"seed {seed}: the two runs do not hold the same people")
        if sides[0].month.number >= pair.baseline.start:
            trace.see(sides, one.world)
            if following is not None:
                following.see(sides, (one, other))
    found = trace.paths()
    return found if following is None else replace(found, story=following.told())


def _run_past(model: "CommunityModel", pair: Pair, tick: Tick) -> None:
    """Run what both scenarios share, up to the branch, once."""
    from sim.scenario import first_difference

    until = first_difference(pair.baseline, pair.scenario)
    shared = pair.baseline.start if until is None else min(until, pair.baseline.start)
    while model.month < shared:
        model.step()
        tick()
        tick()


def _branch(model: "CommunityModel", pair: Pair, seed: int) -> "CommunityModel":
    """The run of the other scenario, from where they part."""
    from sim.model import CommunityModel
    from sim.runs.snapshot import freeze, thaw

    if model.month == pair.baseline.first_month:
        return CommunityModel(pair.scenario, seed)
    return thaw(freeze(model), pair.scenario)


def _same_people(one: "CommunityModel", other: "CommunityModel") -> bool:
    """Whether the slots of two runs hold the same people."""
    left, right = one.world.residents, other.world.residents
    return np.array_equal(left.resident_id, right.resident_id) and np.array_equal(
        left.arrived, right.arrived
    )
