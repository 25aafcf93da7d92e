"""The plausible sets of parameters that a comparison is run on beside its seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design
from sim.analysis.intervals import FEWEST
from sim.analysis.sets import IN_FORCE, LEAST_EFFECTIVE, STILL, set_rows
from sim.declarations.tables import WITH_SETS
from sim.errors import ModelError, OptionError, Problem
from sim.runs import tables
from sim.runs.kept import FOLDER, KeptSeeds
from sim.runs.parallel import Tick
from sim.runs.plausible import Asked, Count, Counts, choose, read_counts, set_scale, under_set
from sim.runs.simulate import TOWNS, FinishedRun, InFull, shaped, simulate_seed
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow as pa

DEFAULT = "20"
"""Sets of a comparison that does not say which: with five seeds of the whole town so many cost
a tenth more than ten seeds did."""
Item = tuple[int, int]
"""Number of the set, and the seed."""


@dataclass(slots=True)
class SetRuns:
    """Sets of parameters, the scenarios under each of them, and what has come of it so far.

    ``values`` has the sets by number, `IN_FORCE` with none, and `STILL` with none for the town
    whose residents stand still, which is run with seeds of its own, ``still``; ``about`` is for
    the manifest, empty without sets.
    """

    values: Mapping[int, Mapping[str, float]]
    seeds: tuple[int, ...]
    scenarios: Mapping[int, tuple[Scenario, ...]]
    design: Design
    about: Mapping[str, Any]
    still: tuple[int, ...] = ()
    counts: Counts | None = None
    rows: dict[Item, "pa.Table"] = field(default_factory=dict)

    @property
    def counted(self) -> tuple[Count, ...]:
        """What the town counted itself."""
        return () if self.counts is None else self.counts.rows

    @property
    def items(self) -> list[Item]:
        """Every set with every seed."""
        return [(number, seed) for number in self.values for seed in self.seeds_of(number)]

    def seeds_of(self, number: int) -> tuple[int, ...]:
        """The seeds that a set is run with."""
        return self.still if number == STILL else self.seeds

    @property
    def count(self) -> int:
        """How many plausible sets there are."""
        return sum(number > IN_FORCE for number in self.values)

    @property
    def months(self) -> int:
        """Months of all runs."""
        return sum(
            one.months + one.burn_in for number, _ in self.items for one in self.scenarios[number]
        )

    def kept(self, folder: Path, number: int) -> KeptSeeds:
        """Where finished seeds of a set are kept until all is whole."""
        # Rows depend on what is looked at, too.
        looked = [*self.design.metrics, *(one.place + one.metric for one in self.counted)]
        mark = sha256("\n".join(looked).encode()).hexdigest()[:8]
        return KeptSeeds(folder, self.scenarios[number], {}, f"set-{number}-{mark}-")

    def restore(self, folder: Path) -> None:
        """Take in what an interrupted call left."""
        if not (folder / FOLDER).is_dir():
            return
        for number in self.values:
            for seed, (rows, _) in (
                self.kept(folder, number).read_all(self.seeds_of(number)).items()
            ):
                self.rows[number, seed] = rows[WITH_SETS]

    def add(self, item: Item, rows: "pa.Table", folder: Path | None) -> None:
        """Take in what a set gave with a seed, and keep it."""
        self.rows[item] = rows
        if folder is not None:
            number, seed = item
            self.kept(folder, number).keep(seed, {WITH_SETS: rows}, [])

    @property
    def whole(self) -> bool:
        """Whether every set has been run."""
        return len(self.rows) == len(self.items)

    def table(self) -> "pa.Table":
        """All of it, by set and seed."""
        return tables.join(WITH_SETS, [self.rows[item] for item in self.items])

    @property
    def shown(self) -> Design:
        """The design that says how many sets there are."""
        found = self.design
        if self.count:
            scale = self.scenarios[IN_FORCE][0].scale
            seeds = len(self.seeds)
            found = replace(found, sets=self.count, sets_scale=scale, sets_seeds=seeds)
        if self.still:
            scale = self.scenarios[STILL][0].scale
            found = replace(found, still=len(self.still), still_scale=scale)
        return found


def set_runs(
    asked: Asked,
    scenarios: Sequence[Scenario],
    design: Design,
    data: str | Path | None = None,
    still: int | None = 0,
) -> SetRuns | None:
    """What plausible sets there are to run; None when neither they nor stillness is asked for.

    A parameter that a file or setting writes stays as it is written.

    Args:
        asked: ``none``, how many of the shipped sets, ``shipped`` for all, the table of others,
            or None for `DEFAULT`.
        scenarios: What is compared.
        design: How.
        data: A table of the town's own counts under the baseline, which weigh the sets.
        still: With how many seeds all is run with residents standing still; None for five,
            where sets are run.

    Raises:
        UserError: There is no such table, or it is wrong; or too few sets.
    """
    found = choose(asked, DEFAULT, scenarios)
    baseline = next(one for one in scenarios if one.name == design.baseline)
    counts = None if data is None else read_counts(data, baseline)
    if counts is not None and (found is None or len(found.sets) < LEAST_EFFECTIVE):
        text = f"counts weigh plausible sets of parameters, and take {LEAST_EFFECTIVE} or more"
        raise OptionError(Problem(text, path="data", hint="leave --sets out, or ask for more"))
    count = (FEWEST if found else 0) if still is None else still
    unmoved = design.seeds[:count] if design.others else ()
    if found is None and not unmoved:
        return None
    scale = set_scale(scenarios)
    values: dict[int, Mapping[str, float]] = {}
    if found is not None:
        values = {IN_FORCE: {}, **dict(enumerate(found.sets, 1))}
    under = {number: _under(scenarios, own, scale) for number, own in values.items()}
    if unmoved:
        values[STILL] = {}
        under[STILL] = tuple(replace(one, still=True) for one in _under(scenarios, {}, scale))
    about = {} if found is None else {**found.about, "seeds": list(design.seeds[:1])}
    return SetRuns(values, design.seeds[:1], under, design, about, unmoved, counts)


def _under(
    scenarios: Sequence[Scenario], values: Mapping[str, float], scale: float
) -> tuple[Scenario, ...]:
    """Scenarios under a set of parameters, on a part of the town."""
    return tuple(under_set(shaped(one, scale=scale), values) for one in scenarios)


def simulate_set(sets: SetRuns, item: Item, tick: Tick) -> "pa.Table":
    """Run all scenarios under a set with a seed: a unit of work, see `sim.runs.parallel`.

    Raises:
        ModelError: A run failed.
    """
    number, seed = item
    parts = []
    try:
        for run in simulate_seed(sets.scenarios[number], seed, tick, towns=TOWNS):
            frames = run.tables["metrics"], run.tables["groups"]
            rows = set_rows(*frames, number, sets.design, sets.counted)
            parts.append(tables.part(WITH_SETS, run.scenario, seed, rows))
    except ModelError as error:
        raise ModelError(f"{_called(number)}: {error}") from error
    return tables.join(WITH_SETS, parts)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all seeds and sets of a comparison share."""

    scenarios: Sequence[Scenario]
    in_full: InFull
    sets: SetRuns | None
    record: tuple[str, ...] = ()


def simulate_item(
    shared: Shared, item: int | Item, tick: Tick
) -> "tuple[FinishedRun, ...] | pa.Table":
    """Run all scenarios with a seed, or under a set: a unit of work, see `sim.runs.parallel`.

    Raises:
        ModelError: A run failed.
    """
    if isinstance(item, tuple):
        assert shared.sets is not None
        return simulate_set(shared.sets, item, tick)
    return simulate_seed(shared.scenarios, item, tick, in_full=shared.in_full, record=shared.record)


def name_of(item: int | Item) -> str:
    """What messages call an item."""
    return f"{_called(item[0])}, seed {item[1]}" if isinstance(item, tuple) else f"seed {item}"


def _called(number: int) -> str:
    """What messages call a set."""
    return "residents standing still" if number == STILL else f"set {number}"
