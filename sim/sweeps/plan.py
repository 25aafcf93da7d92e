"""The plan of an experiment: every cell that is to be simulated, and how to do one alone."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import OptionError, Problem, ScenarioError
from sim.extend import options
from sim.scenario.places import looks_like_path
from sim.sweeps.cell import Variant, cell_key, stamp_hash, state_key
from sim.sweeps.experiment import Experiment

if TYPE_CHECKING:
    import pyarrow as pa

_SEEDS_AT_A_TIME = 8
"""Seeds whose shared pasts are kept at one time."""

MOST_CELLS = 100_000
"""Cells of an experiment, unless more are allowed."""
Pair = tuple[int, int]
"""A cell of a plan: which variant, and the seed."""


@dataclass(frozen=True)
class Plan:
    """What is to be simulated; `make_plan` makes it.

    Attributes:
        experiment: The experiment.
        variants: Its scenarios at its points: by scenario, then by point.
        code: `stamp_hash` of the code that is to run it.
        pairs: Every cell, by seed, then by variant, so that neighbours share a town.
    """

    experiment: Experiment
    variants: tuple[Variant, ...]
    code: str
    pairs: tuple[Pair, ...]

    @cached_property
    def name(self) -> str:
        """Name of the experiment with a hash of what it consists of; seeds do not count."""
        parts = [[one.base, one.point, one.content] for one in self.variants]
        values = [dict(point.values) for point in self.experiment.points]
        names = [base.scenario.name for base in self.experiment.bases]
        text = json.dumps([self.code, parts, values, names])
        return f"{self.experiment.name}-{sha256(text.encode()).hexdigest()[:12]}"

    def key(self, pair: Pair) -> str:
        """Key of a cell."""
        return cell_key(self.variants[pair[0]].content, pair[1], self.code)

    def distinct(self) -> tuple[Pair, ...]:
        """The cells, without those that are the same as an earlier one."""
        first: dict[str, int] = {}
        for index, one in enumerate(self.variants):
            first.setdefault(one.content, index)
        kept = set(first.values())
        return tuple(pair for pair in self.pairs if pair[0] in kept)

    def state_of(self, pair: Pair) -> str | None:
        """Key of the state that a cell starts from; None when it runs from the start."""
        past = self.variants[pair[0]].past
        return state_key(past, pair[1], self.code) if past else None

    def in_order_of_pasts(self, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        """Cells in an order in which nobody waits long for a shared past.

        Of a few seeds at a time, one cell of each past comes first, so that each worker runs
        another past; those that start from them follow.
        """
        if not any(one.past for one in self.variants):
            return tuple(pairs)
        seeds = list(dict.fromkeys(seed for _, seed in pairs))
        block = {seed: index // _SEEDS_AT_A_TIME for index, seed in enumerate(seeds)}
        met: set[str | None] = {None}
        ranked = []
        for place, pair in enumerate(pairs):
            state = self.state_of(pair)
            ranked.append(((block[pair[1]], state in met, place), pair))
            met.add(state)
        return tuple(pair for _, pair in sorted(ranked))

    def with_pairs(self, pairs: Sequence[Pair]) -> "Plan":
        """The plan with more cells."""
        more = set(pairs) - set(self.pairs)
        order = sorted({*self.pairs, *more}, key=lambda pair: (pair[1], pair[0]))
        return replace(self, pairs=tuple(order))

    def scenario_name(self, variant: int) -> str:
        """Name of the scenario of a variant."""
        return self.experiment.bases[self.variants[variant].base].scenario.name

    def told(self, pair: Pair) -> str:
        """A cell as messages call it."""
        one = self.variants[pair[0]]
        point = f", point {one.point}" if len(self.experiment.points) > 1 else ""
        return f"{self.scenario_name(pair[0])}{point}, seed {pair[1]}"

    def recipe(self, pair: Pair) -> dict[str, Any]:
        """All that is needed to make a cell again, and the command line that does it."""
        one, experiment = self.variants[pair[0]], self.experiment
        source, settings = (
            _source(experiment, one.base),
            experiment.settings_of(one.base, one.point),
        )
        return {
            "content": one.content,
            "seed": pair[1],
            "scenario": self.scenario_name(pair[0]),
            "source": source,
            "settings": settings,
            "scale": experiment.scale,
            "months": experiment.months,
            "command": _command(source, pair[1], settings, experiment),
        }

    def rows(self) -> "pa.Table":
        """The table of planned runs.

        Returns:
            Columns experiment, plan, scenario, point, one for each factor, seed, cell, months,
            residents.
        """
        import pyarrow as pa

        experiment = self.experiment
        variants = [self.variants[index] for index, _ in self.pairs]
        columns: dict[str, Any] = {
            "experiment": pa.array([experiment.name] * len(variants), pa.string()),
            "plan": pa.array([self.name] * len(variants), pa.string()),
            "scenario": pa.array([self.scenario_name(index) for index, _ in self.pairs]),
            "point": pa.array([one.point for one in variants], pa.int64()),
        }
        for factor in experiment.factors:
            columns[factor] = _factor(
                [experiment.points[one.point].values.get(factor) for one in variants]
            )
        columns["seed"] = pa.array([seed for _, seed in self.pairs], pa.int64())
        columns["cell"] = pa.array([self.key(pair) for pair in self.pairs])
        columns["months"] = pa.array([one.months for one in variants], pa.int64())
        columns["residents"] = pa.array([one.residents for one in variants], pa.int64())
        return pa.table(columns)


def _factor(values: Sequence[float | str | None]) -> Any:
    """A factor's column: numbers when all are, else text."""
    import pyarrow as pa

    if any(isinstance(value, str) for value in values):
        return pa.array([None if one is None else str(one) for one in values], pa.string())
    return pa.array(values, pa.float64())


def _source(experiment: Experiment, base: int) -> str:
    """How to name a scenario from anywhere on this machine."""
    text = experiment.names[base]
    if not looks_like_path(text):
        return text
    return str(Path(experiment.bases[base].files[0].file).resolve())


def _command(source: str, seed: int, settings: Mapping[str, Any], experiment: Experiment) -> str:
    """The command line that runs a cell alone."""
    words = ["cogov", "run", source, "--seed", str(seed)]
    for path, value in settings.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        words += ["--set", f"{path}={text}"]
    for option, number in (("--scale", experiment.scale), ("--months", experiment.months)):
        if number is not None:
            words += [option, f"{number!r}"]
    return shlex.join([*words, *options()])


def _sharing(variants: Sequence[Variant]) -> list[Variant]:
    """Variants that say which past they share, those that share it with nobody none."""
    contents: dict[str, set[str]] = {}
    for one in variants:
        contents.setdefault(one.past, set()).add(one.content)
    return [
        one
        if one.past_months > 0 and len(contents[one.past]) > 1
        else replace(one, past="", past_months=0)
        for one in variants
    ]


def check_cells(experiment: Experiment, most: int = MOST_CELLS) -> None:
    """Make sure that an experiment is not larger than anybody meant.

    Raises:
        OptionError: It has more cells.
    """
    count = len(experiment.bases) * len(experiment.points) * len(experiment.seeds)
    if count > most:
        text = f"there are {count:,} runs to do; at most {most:,}"
        hint = f"take fewer points or seeds, or allow them with --most-cells {count}"
        raise OptionError(Problem(text, file=experiment.file, hint=hint))


def make_plan(experiment: Experiment) -> Plan:
    """Every cell of an experiment.

    Raises:
        ScenarioError: The values of a point cannot lie over a scenario together.
    """
    variants, problems = [], []
    for base in range(len(experiment.bases)):
        for point in range(len(experiment.points)):
            try:
                scenario = experiment.scenario(base, point)
            except ScenarioError as error:
                values = experiment.points[point].values
                said = ", ".join(f"{name}={value}" for name, value in values.items())
                problems += [
                    Problem(f"with {said}: {one.message}", experiment.file, 0, one.path, one.hint)
                    for one in error.problems
                ]
                continue
            people = sum(community.residents for community in scenario.town.communities)
            months = scenario.end - scenario.first_month
            residents = round(people * scenario.scale)
            branch = scenario.first_month if experiment.branch_at is None else experiment.branch_at
            variants.append(
                Variant(
                    base,
                    point,
                    scenario.content_hash,
                    months,
                    residents,
                    scenario.past_hash(branch),
                    branch - scenario.first_month,
                )
            )
    if problems:
        raise ScenarioError(problems)
    variants = _sharing(variants)
    pairs = tuple((index, seed) for seed in experiment.seeds for index in range(len(variants)))
    return Plan(experiment, tuple(variants), stamp_hash(), pairs)
