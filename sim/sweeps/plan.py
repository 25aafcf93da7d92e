"""The cells of an experiment: each known by its content, planned, estimated, simulated."""

import io
import json
import os
import platform
import shlex
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from sim.declarations.metrics import METRICS
from sim.errors import ModelError, OptionError, Problem, ResultsError, ScenarioError
from sim.extend import ExtensionError, options
from sim.runs.files import locked
from sim.runs.manifest import NUMBERS, model_digest, package_version, plain
from sim.runs.options import usable_processors
from sim.scenario.places import looks_like_path
from sim.sweeps.experiment import Experiment

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.model import CommunityModel
    from sim.scenario import Scenario


# --- One cell: a scenario with a seed, known by its content, and the work of simulating it

LAYOUT = 1
"""Layout of the table of a cell."""
CELL = "cell"
"""Column that holds the key of the cell."""


class StaleWorker(OptionError):
    """A worker would run other code, or other versions of packages, than the sweep's plan says."""


def stamp() -> dict[str, Any]:
    """Collect what besides scenario and seed can change a number, for JSON."""
    return {"layout": LAYOUT, "model": model_digest(), "packages": dict(_packages())}


@cache
def _packages() -> dict[str, str]:
    """Find the versions of the packages that can matter to a number."""
    return {name: package_version(name) for name in NUMBERS}


def stamp_hash() -> str:
    """Hash `stamp` with SHA-256."""
    return sha256(json.dumps(stamp(), sort_keys=True).encode()).hexdigest()


def cell_key(content: str, seed: int, code: str) -> str:
    """Hash all that can change the numbers of a cell into its key."""
    return sha256(f"{content}/{seed}/{code}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario at a point of the design, with all its seeds to come.

    Attributes:
        base: Which scenario of the experiment.
        point: Which point.
        content: `Scenario.content_hash`.
        months: Months that are simulated, the common past included.
        residents: Residents that are simulated.
        past: `Scenario.past_hash` of the past that it shares with others; empty when it runs
            from the start.
        past_months: Months of that past.
    """

    base: int
    point: int
    content: str
    months: int
    residents: int
    past: str = ""
    past_months: int = 0


@dataclass(frozen=True)
class Work:
    """What every worker needs to know, whatever cell it works on.

    Attributes:
        experiment: The experiment.
        variants: Its scenarios at its points.
        code: `stamp_hash` of the process that made the plan.
        states: Folder for states of shared pasts, or None.
    """

    experiment: Experiment
    variants: tuple[Variant, ...]
    code: str
    states: str | None = None


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What came of a cell.

    Attributes:
        table: The Parquet file of its metrics; empty when it failed.
        about: What the file beside it says of the run, as JSON can hold it.
    """

    table: bytes
    about: dict[str, Any] = field(default_factory=dict)


def work(job: Work, variant: int, seed: int, tick: Callable[[], None]) -> CellOutcome:
    """Simulate a cell.

    Returns:
        The table, or what went wrong.

    Raises:
        StaleWorker: This process has other code than the plan says.
        TimeoutError: `tick` said so.
    """
    if stamp_hash() != job.code:
        raise StaleWorker(
            "the code or the packages have changed since the sweep began; start it again"
        )
    begin = time.perf_counter()
    about = {"host": platform.node(), "process": os.getpid(), "started": time.time()}
    try:
        scenario = _scenario(job, variant)
        key = cell_key(scenario.content_hash, seed, job.code)
        model = _model(job, variant, seed, tick)
        table = encode(model.frame(), key)
        about["record"] = plain(model.record())
    except (BrokenPipeError, TimeoutError, ExtensionError):
        raise
    except Exception as error:
        about |= failure("exception", f"{type(error).__name__}: {error}")
        about["traceback"] = "".join(traceback.format_exception(error))
        table = b""
    about["seconds"] = time.perf_counter() - begin
    return CellOutcome(table, about)


def failure(kind: str, error: str) -> dict[str, Any]:
    """Note of a cell that it failed.

    Args:
        kind: ``exception``, ``killed`` or ``timeout``.
        error: What happened, one line.
    """
    return {"failed": kind, "error": error.splitlines()[0] if error else kind}


_last: dict[str, Any] = {}
"""The latest scenario and state of this process: neighbours in a plan often share them."""


def _scenario(job: Work, variant: int) -> "Scenario":
    """Make the scenario of a variant."""
    known = _last.get("scenario")
    if known is None or known[0] is not job or known[1] != variant:
        one = job.variants[variant]
        known = _last["scenario"] = (job, variant, job.experiment.scenario(one.base, one.point))
    found: Scenario = known[2]
    return found


def _model(job: Work, variant: int, seed: int, tick: Callable[[], None]) -> "CommunityModel":
    """Run the model to the end of its last month."""
    from sim.model import CommunityModel
    from sim.runs.simulate import TOWNS

    scenario = _scenario(job, variant)
    if job.variants[variant].past:
        model = _branched(job, variant, seed, tick)
    else:
        model = CommunityModel(scenario, seed, world=TOWNS.world(scenario, seed))
    _run_until(model, scenario.end, tick)
    return model


def _run_until(model: "CommunityModel", month: int, tick: Callable[[], None]) -> None:
    """Run a model up to a month."""
    while model.running and model.month < month:
        model.step()
        tick()


def state_key(past: str, seed: int, code: str) -> str:
    """Make the key of the state at the end of a shared past."""
    return sha256(f"state/{past}/{seed}/{code}".encode()).hexdigest()


def _branched(job: Work, variant: int, seed: int, tick: Callable[[], None]) -> "CommunityModel":
    """Branch at the end of the shared past; who comes first runs the past and keeps it.

    Where the workers share no folder, each of them keeps the latest past for itself.
    """
    from sim.runs.snapshot import freeze, read_state, thaw, write_state

    scenario = _scenario(job, variant)
    key = state_key(job.variants[variant].past, seed, job.code)
    known = _last.get("state")
    if known is not None and known[0] == key:
        return thaw(known[1], scenario)
    folder = None if job.states is None else Path(job.states)
    if folder is None or not folder.is_dir():
        model, state = _past(job, scenario, seed, tick)
        _last["state"] = (key, state)
        return model
    path = folder / key
    with locked(folder / f"{key}.lock"):
        # A state that is damaged, or another one, is as good as none: the past is run again.
        with suppress(ResultsError, ValueError):
            kept = read_state(path)
            if kept.seed == seed:
                model = kept.model(scenario)
                _last["state"] = (key, freeze(model))
                return model
        model, state = _past(job, scenario, seed, tick)
        _last["state"] = (key, state)
        # Without room for the state the past is run again; for the table it is told.
        with suppress(OSError):
            write_state(path, model)
    return model


def _past(
    job: Work, scenario: "Scenario", seed: int, tick: Callable[[], None]
) -> "tuple[CommunityModel, bytes]":
    """Run a model to the end of its shared past, and save its state."""
    from sim.model import CommunityModel
    from sim.runs.simulate import TOWNS
    from sim.runs.snapshot import freeze

    model = CommunityModel(scenario, seed, world=TOWNS.world(scenario, seed))
    assert job.experiment.branch_at is not None
    _run_until(model, job.experiment.branch_at, tick)
    return model, freeze(model)


def encode(frame: Any, key: str) -> bytes:
    """Write the table of a cell as a Parquet file.

    Args:
        frame: `CommunityModel.frame`.
        key: Key of the cell.

    Raises:
        ModelError: The frame has other columns than are declared.

    Returns:
        Columns cell, month, community, then the metrics; the same frame gives the same bytes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if list(frame.columns) != ["month", "community", *METRICS]:
        raise ModelError("the frame of the model has other columns than are declared")
    columns = {
        CELL: pa.array([key] * len(frame), pa.string()),
        "month": pa.array(frame["month"], pa.date32()),
        "community": pa.array(frame["community"], pa.string()),
    }
    measured = frame[list(METRICS)].to_numpy(float)
    for name, values in zip(METRICS, measured.T, strict=True):
        columns[name] = pa.array(values, pa.float64(), from_pandas=True)
    stream = io.BytesIO()
    # What the metrics mean is said once, by the declarations, not in every one of many files.
    pq.write_table(
        pa.table(columns),
        stream,
        compression="zstd",
        use_dictionary=[CELL, "month", "community"],
        write_statistics=False,
        store_schema=False,
    )
    return stream.getvalue()


# --- The plan of an experiment: every cell that is to be simulated, and how to do one alone

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
        """Make the key of a cell."""
        return cell_key(self.variants[pair[0]].content, pair[1], self.code)

    def distinct(self) -> tuple[Pair, ...]:
        """List the cells, without those that are the same as an earlier one."""
        first: dict[str, int] = {}
        for index, one in enumerate(self.variants):
            first.setdefault(one.content, index)
        kept = set(first.values())
        return tuple(pair for pair in self.pairs if pair[0] in kept)

    def state_of(self, pair: Pair) -> str | None:
        """Find the key of the state that a cell starts from; None at the start."""
        past = self.variants[pair[0]].past
        return state_key(past, pair[1], self.code) if past else None

    def in_order_of_pasts(self, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        """Order cells so that nobody waits long for a shared past.

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
        """Extend the plan by more cells."""
        more = set(pairs) - set(self.pairs)
        order = sorted({*self.pairs, *more}, key=lambda pair: (pair[1], pair[0]))
        return replace(self, pairs=tuple(order))

    def scenario_name(self, variant: int) -> str:
        """Name the scenario of a variant."""
        return self.experiment.bases[self.variants[variant].base].scenario.name

    def told(self, pair: Pair) -> str:
        """Name a cell as messages do."""
        one = self.variants[pair[0]]
        point = f", point {one.point}" if len(self.experiment.points) > 1 else ""
        return f"{self.scenario_name(pair[0])}{point}, seed {pair[1]}"

    def recipe(self, pair: Pair) -> dict[str, Any]:
        """Collect what it takes to make a cell again, and the command line for it."""
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
        """Tabulate the planned runs.

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
    """Make a factor's column: numbers when all are, else text."""
    import pyarrow as pa

    if any(isinstance(value, str) for value in values):
        return pa.array([None if one is None else str(one) for one in values], pa.string())
    return pa.array(values, pa.float64())


def _source(experiment: Experiment, base: int) -> str:
    """Name a scenario so that it is found from anywhere on this machine."""
    text = experiment.names[base]
    if not looks_like_path(text):
        return text
    return str(Path(experiment.bases[base].files[0].file).resolve())


def _command(source: str, seed: int, settings: Mapping[str, Any], experiment: Experiment) -> str:
    """Write the command line that runs a cell alone."""
    words = ["cogov", "run", source, "--seed", str(seed)]
    for path, value in settings.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        words += ["--set", f"{path}={text}"]
    for option, number in (("--scale", experiment.scale), ("--months", experiment.months)):
        if number is not None:
            words += [option, f"{number!r}"]
    return shlex.join([*words, *options()])


def _sharing(variants: Sequence[Variant]) -> list[Variant]:
    """Say which past variants share; those that share it with nobody say none."""
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


_MOST_VALUES = 4
"""So many values of a point are named in a message; of more, only the one that is wrong."""


def _of_point(problem: Problem, values: Mapping[str, Any], file: str) -> Problem:
    """Say what is wrong with a point, with the values that tell which it is."""
    if len(values) > _MOST_VALUES:
        values = {name: value for name, value in values.items() if name == problem.path}
    said = ", ".join(f"{name}={value}" for name, value in values.items())
    text = f"with {said}: {problem.message}" if said else problem.message
    return Problem(text, file, 0, problem.path, problem.hint)


def make_plan(experiment: Experiment) -> Plan:
    """List every cell of an experiment.

    Raises:
        ScenarioError: The values of a point cannot lie over a scenario together.
    """
    variants, problems = [], []
    for base in range(len(experiment.bases)):
        for point in range(len(experiment.points)):
            try:
                scenario = experiment.scenario(base, point)
            except ScenarioError as error:
                said = experiment.points[point].values
                problems += [_of_point(one, said, experiment.file) for one in error.problems]
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
        raise ScenarioError(list(dict.fromkeys(problems)))
    variants = _sharing(variants)
    pairs = tuple((index, seed) for seed in experiment.seeds for index in range(len(variants)))
    return Plan(experiment, tuple(variants), stamp_hash(), pairs)


# --- How many runs an experiment is, and how long and how large they will be

PROBE_RESIDENTS = (1000, 10_000)
"""Residents of the towns that are timed: enough to measure, few enough to wait for."""
PROBE_MONTHS = 6
ABOUT_BYTES = 2000
"""Size of what is written beside a table."""
_BLOCK_BYTES = 4096
"""Files take whole blocks."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What a plan will take.

    Attributes:
        runs: Runs of the plan.
        distinct: Those that are not the same as another.
        months: Months that are simulated, a shared past once.
        largest: Residents of the largest town.
        processor_seconds: Time on one processor.
        seconds: Time with all processors.
        disk: Bytes.
    """

    runs: int
    distinct: int
    months: int
    largest: int
    processor_seconds: float
    seconds: float
    disk: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What a run takes, by size.

    Attributes:
        build: Seconds for each run, and for each of its residents.
        month: Seconds for each month, and for each resident in it.
        table: Bytes of each table, and for each month and community in it.
    """

    build: tuple[float, float]
    month: tuple[float, float]
    table: tuple[float, float]

    def seconds(self, residents: int, months: int) -> float:
        """Estimate the time of one run on one processor."""
        build = self.build[0] + self.build[1] * residents
        return build + months * (self.month[0] + self.month[1] * residents)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A small town that was timed."""

    residents: int
    build: float
    month: float
    sizes: tuple[tuple[int, int], ...]


def probe(plan: Plan) -> Costs:
    """Time a few months of two small towns of the experiment; takes a second or two."""
    return costs_of(plan.experiment.scenario(0, 0))


def costs_of(scenario: "Scenario") -> Costs:
    """Time a few months of two small towns of a scenario; takes a second or two."""
    # The first time counts for nothing: it compiles, or loads what was compiled.
    _timed(scenario, PROBE_RESIDENTS[0])
    small, large = (_timed(scenario, residents) for residents in PROBE_RESIDENTS)
    first, last = small.sizes[0], small.sizes[-1]
    return Costs(
        build=_through((small.residents, small.build), (large.residents, large.build)),
        month=_through((small.residents, small.month), (large.residents, large.month)),
        table=_through(first, last),
    )


def _timed(scenario: "Scenario", residents: int) -> _Timed:
    """Build a town of about so many residents and run it for a few months."""
    from sim.model import CommunityModel
    from sim.runs.simulate import shaped

    people = sum(community.residents for community in scenario.town.communities)
    scale = min(1.0, max(0.01, residents / people))
    small = replace(shaped(scenario, scale=scale, months=PROBE_MONTHS), burn_in=0)
    begin = time.perf_counter()
    model = CommunityModel(small, 0)
    built = time.perf_counter()
    sizes, passed = [], []
    while model.running:
        before = time.perf_counter()
        model.step()
        passed.append(time.perf_counter() - before)
        frame = model.frame()
        sizes.append((len(frame), len(encode(frame, "0" * 64))))
    return _Timed(round(people * scale), built - begin, median(passed), tuple(sizes))


def _through(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Find height at zero and slope, neither negative, of the line through two points."""
    if second[0] <= first[0]:
        return 0.0, first[1] / first[0]
    slope = max(0.0, (second[1] - first[1]) / (second[0] - first[0]))
    return max(0.0, first[1] - slope * first[0]), slope


def time_of(groups: Sequence[Sequence["Scenario"]]) -> float:
    """Estimate seconds on one processor for a run of each scenario, shared parts once.

    Args:
        groups: Scenarios, of which each begins as the first one of its group does.
    """
    from sim.scenario import first_difference

    costs, total = costs_of(groups[0][0]), 0.0
    for group in groups:
        first = group[0]
        people = sum(community.residents for community in first.town.communities)
        residents = round(people * first.scale)
        total += costs.seconds(residents, first.end - first.first_month)
        for other in group[1:]:
            parted = first_difference(first, other)
            months = other.end - (other.end if parted is None else parted)
            total += costs.seconds(residents, months) - costs.seconds(residents, 0)
    return total


def estimate(plan: Plan, costs: Costs | None = None) -> Effort:
    """Estimate what a plan will take; what a store holds is not counted off.

    Args:
        plan: The plan.
        costs: What a run takes; measured when left out.
    """
    found = costs or probe(plan)
    work = months = disk = 0.0
    places = {
        index: len(base.scenario.town.communities) + 1
        for index, base in enumerate(plan.experiment.bases)
    }
    met: set[str | None] = {None}
    for pair in plan.distinct():
        index, state = pair[0], plan.state_of(pair)
        one = plan.variants[index]
        shared = state is not None and state in met
        met.add(state)
        simulated = one.months - one.past_months if shared else one.months
        months += simulated
        work += found.seconds(0 if shared else one.residents, 0)
        work += found.seconds(one.residents, simulated) - found.seconds(one.residents, 0)
        size = found.table[0] + found.table[1] * one.months * places[one.base]
        disk += sum(-(-part // _BLOCK_BYTES) * _BLOCK_BYTES for part in (size, ABOUT_BYTES))
    distinct = len(plan.distinct())
    return Effort(
        runs=len(plan.pairs),
        distinct=distinct,
        months=round(months),
        largest=max(one.residents for one in plan.variants),
        processor_seconds=work,
        seconds=work / max(1, min(usable_processors(), distinct)),
        disk=round(disk),
    )
