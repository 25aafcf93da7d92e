"""A job: scenarios and seeds that are to run, and what has come of them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design
from sim.analysis.intervals import IntervalMethod
from sim.api.saving import save_tables
from sim.api.sets import SetRuns
from sim.declarations.tables import ALWAYS, WITH_SETS
from sim.runs import tables
from sim.runs.kept import KeptSeeds
from sim.runs.manifest import code_digest, describe, now, plain
from sim.runs.simulate import FinishedRun
from sim.scenario import Scenario
from sim.scenario.scenario import distinct_labels

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(slots=True)
class Job:
    """Scenarios that are to run, and what has come of it so far.

    Attributes:
        kind: ``run`` or ``compare``.
        scenarios: What is to run, in the order of the table.
        seeds: The seeds, ascending.
        options: What else was asked for, for the manifest.
        design: What is shown.
        folder: Where results are to go, or None.
        sets: The plausible sets of parameters that it is run on as well, or None.
        figures: Whether figures are saved with the results.
        language: Their language.
        record: Tables of its seeds beside those that every run leaves.
        finished: Finished runs by seed, their frames taken out.
        started: When, as text, and on the clock.
    """

    kind: str
    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    options: dict[str, object]
    design: Design
    folder: Path | None
    sets: SetRuns | None = None
    figures: bool = True
    language: str = "en"
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
        return self.folder is not None and self.figures

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
        """The tables of the finished runs by name: each by scenario, then by seed."""
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
        """What is known of the finished runs."""
        done = [seed for seed in self.seeds if seed in self.finished]
        about = describe(self.kind, self.scenarios, done, self.options)
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
        save_tables(self.folder, self.tables(), manifest, None)
        return (
            f"the {len(self.finished)} finished seeds are in {self.folder}; the same line goes "
            f"on with the others"
        )


def _said(run: FinishedRun) -> dict[str, Any]:
    """A run as the manifest has it."""
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
    """What is compared with what, and where."""
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
