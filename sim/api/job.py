"""A job: scenarios, seeds and plausible sets that are to run, and what has come of them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design
from sim.analysis.intervals import FEWEST
from sim.analysis.sets import IN_FORCE, LEAST_EFFECTIVE, STILL, set_rows
from sim.api.saving import save_tables
from sim.declarations.tables import ALWAYS, WITH_SETS
from sim.declare import IntervalMethod
from sim.errors import ModelError, OptionError, Problem
from sim.runs import tables
from sim.runs.kept import FOLDER, KeptSeeds
from sim.runs.manifest import code_digest, describe, now, plain
from sim.runs.parallel import Tick
from sim.runs.plausible import Asked, Counts, OwnCount, choose, set_scale, under_set
from sim.runs.request import Request
from sim.runs.simulate import TOWNS, FinishedRun, InFull, shaped, simulate_seed
from sim.scenario import Scenario
from sim.scenario.scenario import distinct_labels

if TYPE_CHECKING:
    import pyarrow as pa


# --- The plausible sets of parameters that a comparison is run on beside its seeds

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
    def counted(self) -> tuple[OwnCount, ...]:
        """What the town counted itself."""
        return () if self.counts is None else self.counts.rows

    @property
    def items(self) -> list[Item]:
        """Every set with every seed."""
        return [(number, seed) for number in self.values for seed in self.seeds_of(number)]

    def seeds_of(self, number: int) -> tuple[int, ...]:
        """Choose the seeds that a set is run with."""
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
        """Find where finished seeds of a set are kept until all is whole."""
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
        """Tabulate all of it, by set and seed."""
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
    """Choose the plausible sets to run; None when neither they nor stillness is asked.

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
    counts = None
    if data is not None:
        from sim.tables.targets import read_counts

        counts = read_counts(data, baseline)
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
    """Put scenarios under a set of parameters, on a part of the town."""
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
    """Name an item as messages do."""
    return f"{_called(item[0])}, seed {item[1]}" if isinstance(item, tuple) else f"seed {item}"


def _called(number: int) -> str:
    """Name a set as messages do."""
    return "residents standing still" if number == STILL else f"set {number}"


# --- A job: scenarios and seeds that are to run, and what has come of them


@dataclass(slots=True)
class Job:
    """Scenarios that are to run, and what has come of it so far.

    Attributes:
        kind: ``run`` or ``compare``.
        scenarios: What is to run, in the order of the table.
        seeds: The seeds, ascending.
        request: What it is asked with.
        options: What else was asked for, for the manifest.
        design: What is shown.
        folder: Where results are to go, or None.
        sets: The plausible sets of parameters that it is run on as well, or None.
        record: Tables of its seeds beside those that every run leaves.
        finished: Finished runs by seed, their frames taken out.
        started: When, as text, and on the clock.
    """

    kind: str
    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    request: Request
    options: Mapping[str, object]
    design: Design
    folder: Path | None
    sets: SetRuns | None = None
    record: tuple[str, ...] = ()
    finished: dict[int, tuple[FinishedRun, ...]] = field(default_factory=dict)
    started: str = field(default_factory=now)
    clock: float = field(default_factory=time.perf_counter)
    _rows: dict[int, dict[str, list["pa.Table"]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note the sources before the run, during which somebody may edit them."""
        code_digest()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables of its seeds."""
        return (*ALWAYS, *self.record)

    @property
    def draws(self) -> bool:
        """Whether figures are to be saved."""
        return self.folder is not None and self.request.draws

    @property
    def seed_months(self) -> int:
        """Months of all seeds, the common past included."""
        return len(self.seeds) * sum(one.months + one.burn_in for one in self.scenarios)

    @property
    def months(self) -> int:
        """Months in all, the common past and the sets included."""
        return self.seed_months + (0 if self.sets is None else self.sets.months)

    def add(self, seed: int, runs: Sequence[FinishedRun]) -> None:
        """Take in the finished runs of a seed, in the order of the scenarios."""
        self._rows[seed] = {
            name: [tables.part(name, run.scenario, run.seed, run.tables[name]) for run in runs]
            for name in self.names
        }
        self.finished[seed] = tuple(replace(run, tables={}) for run in runs)

    def keep(self, seed: int, kept: KeptSeeds) -> None:
        """Have a seed that was taken in kept until all of the job is whole."""
        rows = {name: tables.join(name, parts) for name, parts in self._rows[seed].items()}
        kept.keep(seed, rows, [_said(run) for run in self.finished[seed]])

    def restore(self, seed: int, rows: Mapping[str, "pa.Table"], runs: Sequence[Any]) -> None:
        """Take in a seed that was kept."""
        self._rows[seed] = {
            name: tables.split(name, rows[name], [one.name for one in self.scenarios])
            for name in self.names
        }
        self.finished[seed] = tuple(FinishedRun(**run, tables={}) for run in runs)

    def tables(self) -> dict[str, "pa.Table"]:
        """Join the tables of finished runs by name: each by scenario, then by seed."""
        order = [
            (index, seed) for index in range(len(self.scenarios)) for seed in sorted(self._rows)
        ]
        found = {
            name: tables.join(name, [self._rows[seed][name][index] for index, seed in order])
            for name in self.names
        }
        if self.sets is not None and self.sets.whole:
            found[WITH_SETS] = self.sets.table()
        return found

    def manifest(self) -> dict[str, Any]:
        """Describe what is known of the finished runs."""
        done = [seed for seed in self.seeds if seed in self.finished]
        about = describe(self.kind, self.scenarios, done, {**self.request.shape, **self.options})
        design = {**self.design.to_json(), "seeds": done}
        if self.sets is not None and not self.sets.whole:
            # Their table is not there, so that nothing is said of them.
            design["sets"] = design["still"] = 0
        about["design"] = plain(design)
        about["runs"] = [_said(run) for seed in done for run in self.finished[seed]]
        if self.sets is not None and self.sets.about:
            about["sets"] = plain(self.sets.about)
            if self.sets.counts is not None:
                about["data"] = plain(self.sets.counts.to_json())
        about["timings"] = {
            "started": self.started,
            "finished": now(),
            "seconds": round(time.perf_counter() - self.clock, 3),
        }
        return about

    def save_unfinished(self, failures: dict[int, Exception], why: str) -> str:
        """Save what is finished of a job that did not end well; says where."""
        if self.folder is None or not self.finished:
            return ""
        missing = [seed for seed in self.seeds if seed not in self.finished]
        manifest = {
            **self.manifest(),
            "complete": False,
            "ended": why,
            "missing_seeds": missing,
            "failures": {str(seed): str(error) for seed, error in failures.items()},
            "common_past": [],
        }
        save_tables(self.folder, self.tables(), manifest, None, self.request)
        return (
            f"the {len(self.finished)} finished seeds are in {self.folder}; the same line goes "
            f"on with the others"
        )


def _said(run: FinishedRun) -> dict[str, Any]:
    """Describe a run as the manifest has it."""
    return {
        "scenario": run.scenario,
        "seed": run.seed,
        "seconds": round(run.seconds, 3),
        "record": plain(run.record),
    }


def design_of(
    scenarios: Sequence[Scenario],
    baseline: str,
    seeds: Sequence[int],
    metrics: Sequence[str],
    precision: float | None,
    interval: IntervalMethod = "t",
) -> Design:
    """Set out what is compared with what, and where."""
    first = next(scenario for scenario in scenarios if scenario.name == baseline)
    return Design(
        scenarios=tuple(scenario.name for scenario in scenarios),
        baseline=baseline,
        seeds=tuple(seeds),
        metrics=tuple(metrics),
        start=first.start,
        end=first.end,
        precision=precision,
        town=(first.town.label.en, first.town.label.zh),
        residents=sum(community.residents for community in first.town.communities),
        scale=first.scale,
        interval=interval,
        places=tuple((one.id, one.label.en, one.label.zh) for one in first.town.communities),
        labels=distinct_labels({one.name: one.label for one in scenarios}),
    )
