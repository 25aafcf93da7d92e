"""The file of a matching, its waves, and its tables."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.analysis.calibration import Free, Target, Trial, described, is_met, missed, unit_of
from sim.analysis.emulator import LEAST_RUNS
from sim.analysis.matching import (
    Judge,
    Scale,
    Slopes,
    contraction,
    excluding,
    judge,
    region,
    scale_of,
    spread_out,
    with_rest,
)
from sim.calendar import format_month
from sim.declarations.parameters import PARAMETERS
from sim.declarations.tables import TOWN
from sim.declare import Source
from sim.errors import Problem, ResultsError, ScenarioError, did_you_mean
from sim.rng import Stream, hashed_id, stream
from sim.runs import files
from sim.runs.manifest import package_version, plain
from sim.runs.request import Request
from sim.scenario import Scenario
from sim.scenario.fields import FileModel, Name, Seeds
from sim.scenario.places import is_file
from sim.scenario.scenario import labels_of
from sim.scenario.schema import Schema, schema_of_model
from sim.scenario.yamlfile import parse_json, text_of
from sim.studies.calibration.study import Calibration, read_calibration, trial_unit
from sim.studies.engine import Found, head, line, time_line
from sim.studies.matching.measured import measured_targets
from sim.studies.runs import Runs
from sim.sweeps.kinds import Told, find_experiment, read_file
from sim.sweeps.plan import stamp_hash
from sim.sweeps.trials import LOG, alike, prepare_trials
from sim.tables.targets import read_counts
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
PROPOSED = "proposed.jsonl"
"""The points of each wave, kept so that going on runs the same ones."""
BLOCK = 1000
"""The trials of wave 1 begin with this number, those of wave 2 with twice it, and so on."""
_BY_RATIO = 10.0
"""Ranges whose ends differ by so much are searched by ratio."""
_EDGE = 0.05
"""A parameter presses on an edge when a quarter of the sets lie within this part of its range."""
WEAK, WELL = 0.2, 0.6
"""Contraction from which a parameter is weakly, and well identified (assumed)."""
_RIDGE = 0.4
"""Correlation from which a pair of parameters trades off."""


class ScreeningPart(FileModel):
    """Which parameters enter the waves."""

    moves: float = Field(
        0.1, gt=0, description="Least move of a target over the range of one, in widths of its band"
    )
    most: int = Field(40, ge=1, description="Parameters at most, those that move most")


class DiscrepancyPart(FileModel):
    """How far the model may be from the world where it is right, as a standard deviation."""

    internal: float = Field(
        ge=0, description="Measured: scale, past, ties; in widths of the band of the target"
    )
    external: float = Field(ge=0, description="Judged, so assumed; in widths of the band")
    why: str = Field("", description="Where they come from")


class WavePart(FileModel):
    """One wave."""

    points: int = Field(ge=LEAST_RUNS, le=BLOCK, description="Sets that are run")
    seeds: int = Field(1, ge=1, description="How many of the seeds each is run with")
    cutoff: float = Field(3.0, gt=0, description="Implausibility above which a set is ruled out")
    rank: int = Field(1, ge=1, description="1: by the worst target; 2: by the second worst")
    aim: float | None = Field(
        None, description="Implausibility to which the points of the next wave come, if they can"
    )


class FinalPart(FileModel):
    """The last runs, with all parameters moved, of which the ensemble is chosen.

    Sets that meet all targets with the seeds of the last wave are run on seeds that no wave used.
    """

    points: int = Field(ge=2, le=BLOCK, description="Sets whose other parameters are moved, too")
    seeds: Seeds = Field(description="A list, or text such as 10..11; none of the waves' own")
    cutoff: float = Field(
        0.0, description="Implausibility to which they come, if they can; negative: well inside"
    )
    members: int = Field(40, ge=1, description="Sets of the ensemble at most")


class File(FileModel):
    """A matching: whose targets, which parameters are screened, and the waves."""

    kind: Literal["matching"] = Field(description="matching")
    summary: str = Field("", description="What is matched, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    calibration: str = Field(
        description="Name or path of the calibration whose scenarios, run and targets these are"
    )
    seeds: Seeds = Field(description="Seeds of the waves: a list, or text such as 0..1")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the design")
    scale: float | None = Field(None, ge=0.01, le=1, description="Share of the residents")
    fixed: tuple[Name, ...] = Field((), description="Assumed parameters that are left as they are")
    screening: ScreeningPart = Field(ScreeningPart(), description="Which parameters enter")
    discrepancy: DiscrepancyPart = Field(description="Of every target that has none of its own")
    discrepancies: dict[str, DiscrepancyPart] = Field(default_factory=dict, description="By target")
    waves: Annotated[tuple[WavePart, ...], Field(min_length=1)] = Field(description="In order")
    final: FinalPart = Field(description="The last runs and the ensemble")


@dataclass(frozen=True)
class Matching:
    """What is matched with what.

    ``free`` are all assumed parameters over their declared ranges, those that are fixed left
    out; which of them enter the waves is found by screening.
    """

    name: str
    summary: str
    file: str
    text: str
    content: File
    calibration: Calibration
    free: tuple[Free, ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios as their files have them."""
        return self.calibration.scenarios

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of the waves and of the last runs, ascending."""
        return tuple(sorted({*self.content.seeds, *self.content.final.seeds}))

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets."""
        return self.calibration.targets

    def discrepancies(self) -> list[float]:
        """Find the standard deviation of each target, in its unit."""
        own = self.content.discrepancies
        parts = [own.get(one.name, self.content.discrepancy) for one in self.targets]
        return [
            one.width * math.hypot(part.internal, part.external)
            for one, part in zip(self.targets, parts, strict=True)
        ]

    def missed(self, trial: Trial) -> tuple[str, ...]:
        """List targets that a trial misses by more than seeds and discrepancy explain."""
        return missed(trial, self.targets, self.discrepancies())


def load(subject: str | Path, request: Request) -> Matching:
    """Read the matching of a file, or a shipped one by name.

    Raises:
        ScenarioError: With every problem of the file and of its calibration.
    """
    place = find_experiment(str(subject), "matching")
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    kept, content = read_file(place, File, problems, "matching")
    if content is None or kept is None:
        raise ScenarioError(problems)
    told = Told(kept)
    beside = place.path.parent / content.calibration
    named = str(beside) if is_file(beside) else content.calibration
    scale = content.scale if request.scale is None else request.scale
    try:
        calibration = read_calibration(named, scale=scale, settings=request.settings)
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from error
    known = {one.name for one in calibration.targets}
    table = request.own.get("targets")
    if table is not None and not problems:
        measured = measured_targets(calibration, str(table), Speech(request.language))
        calibration = replace(calibration, targets=measured)
    counted = _counted(calibration, request.own.get("data"), problems)
    calibration = replace(calibration, targets=(*calibration.targets, *counted))
    free = _free(calibration, content, told, problems)
    # Those of targets that a table of one's own replaces are left, too.
    known |= {one.name for one in calibration.targets}
    for name in content.discrepancies:
        if name not in known:
            hint = did_you_mean(name, sorted(known))
            text = f"there is no target {name!r}"
            problems.append(told.problem(("discrepancies", name), text, hint))
    for index, wave in enumerate(content.waves):
        if wave.seeds > len(content.seeds):
            text = f"{wave.seeds} is more than the {len(content.seeds)} seeds of the file"
            problems.append(told.problem(("waves", index, "seeds"), text))
    used = sorted(set(content.seeds) & set(content.final.seeds))
    if used:
        text = f"the waves use {', '.join(map(str, used))}; the last runs need seeds of their own"
        problems.append(told.problem(("final", "seeds"), text))
    if problems:
        raise ScenarioError(problems)
    return Matching(
        name=place.name,
        summary=content.summary.strip(),
        file=place.file,
        text=text_of(place.path),
        content=content,
        calibration=replace(calibration, seeds=tuple(sorted(content.seeds))),
        free=free,
    )


def _counted(
    calibration: Calibration, data: str | None, problems: list[Problem]
) -> tuple[Target, ...]:
    """Turn a town's counts into targets: values give or take two errors."""
    if data is None:
        return ()
    first = calibration.bases[0].scenario
    shape = first if calibration.months is None else replace(first, months=calibration.months)
    try:
        counts = read_counts(data, shape)
    except ScenarioError as error:
        problems.extend(error.problems)
        return ()
    found = []
    for one in counts.rows:
        if one.month < first.start:
            text = f"{format_month(one.month)} lies in the common past"
            hint = f"targets begin with {format_month(first.start)}"
            problems.append(Problem(text, counts.file, one.line, hint=hint))
        found.append(
            Target(
                name=f"line_{one.line}",
                scenario=first.name,
                metric=one.metric,
                low=one.value - 2 * one.error,
                high=one.value + 2 * one.error,
                width=4 * one.error,
                weight=1.0,
                source=Source("survey", f"{counts.file}:{one.line}"),
                community=None if one.community == TOWN else one.community,
                span=(one.month - first.start, one.month - first.start + 1),
            )
        )
    return tuple(found)


def _free(
    calibration: Calibration, content: File, told: Told, problems: list[Problem]
) -> tuple[Free, ...]:
    """Free every assumed parameter over its declared range, but for those that are fixed."""
    for index, name in enumerate(content.fixed):
        declared = PARAMETERS.get(name)
        if declared is None or declared.source.mark != "assumed":
            text = (
                f"there is no parameter {name!r}"
                if declared is None
                else f"{name!r} is not assumed but known ({declared.source}), so it never moves"
            )
            hint = did_you_mean(name, [*PARAMETERS]) if declared is None else "leave it out"
            problems.append(told.problem(("fixed", index), text, hint))
    found = []
    for name, declared in PARAMETERS.items():
        values = {one.parameters[name] for one in calibration.scenarios}
        apart = len(values) > 1 or not declared.low < declared.high
        if declared.source.mark != "assumed" or name in content.fixed or apart:
            continue
        log = declared.low > 0 and declared.high / declared.low >= _BY_RATIO
        found.append(Free(name, declared.low, declared.high, values.pop(), log))
    return tuple(found)


def prepare(matching: Matching, folder: Path, names: Sequence[str], overwrite: bool) -> None:
    """Make the folder ready for the runs of this matching, or make sure that it holds them.

    Raises:
        ResultsError: It holds something else.
    """
    content = {
        "file": matching.file,
        "scale": matching.calibration.scale,
        "trials": sum(one.points for one in matching.content.waves),
        "identity": _identity(matching),
        "text": matching.text,
    }
    prepare_trials(folder, content, names, (LOG, PROPOSED), overwrite, "matching")


def _identity(matching: Matching) -> dict[str, Any]:
    """Keep all that can change a run, as JSON can hold it."""
    content = matching.content.model_dump(exclude={"summary", "sources"})
    return {
        "scenarios": [one.content_hash for one in matching.calibration.with_values({})],
        "window": matching.calibration.window,
        "free": [asdict(one) for one in matching.free],
        "targets": plain([one.identity() for one in matching.targets]),
        "file": plain(content),
        "code": stamp_hash(),
        "packages": [package_version(name) for name in ("numpy", "scipy", "scikit-learn")],
    }


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave that has run: its trials, the judge made of all runs so far, and what it leaves."""

    number: int
    trials: tuple[Trial, ...]
    judge: Judge
    share: float
    ruling: tuple[float, ...]
    excluding: tuple[int, int] | None = None


def conduct(matching: Matching, runs: Runs) -> Found:
    """Screen the parameters, rule out in waves, run what is left on new seeds, and choose.

    Raises:
        ModelError: The parameters in force could not be run.
        ResultsError: Runs are missing, and none are allowed.
    """
    screened = _screening(matching, runs)
    moves = _moves(matching, screened)
    free = _entering(matching, moves)
    proposals = _Proposals(runs.folder)
    waves: list[Wave] = []
    points = _first_points(matching, free)
    for number, part in enumerate(matching.content.waves, 1):
        points = proposals.kept(number, points)
        trials = _run(matching, runs, number, [_values(free, one) for one in points], part.seeds)
        waves.append(_judged(matching, free, number, part, trials, waves))
        points = _next_points(matching, free, waves, proposals)
        if not waves[-1].share:
            break
    moved = _with_all_moved(matching, free, runs, waves, points, proposals, screened)
    final = _final(matching, runs, moved)
    tables, about = _answer(matching, free, moves, waves, moved, final)
    return Found(tables, about)


class _Proposals:
    """The points of each wave, read where they were proposed before."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PROPOSED
        self._known: dict[str, Any] = {}
        if not self._path.is_file():
            return
        text = self._path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        if len(whole) < len(text):
            # It was killed while it wrote; the points are proposed again.
            with self._path.open("r+b") as torn:
                torn.truncate(len(whole))
        try:
            for content in whole.splitlines():
                one = parse_json(content)
                self._known[str(one["of"])] = one["content"]
        except (ValueError, KeyError, TypeError) as error:
            raise ResultsError(Problem("is damaged; remove the folder", str(self._path))) from error

    def content(self, of: str, make: Any) -> Any:
        """Keep what is under a name, made when it is not there."""
        if of not in self._known:
            self._known[of] = make()
            with files.writing(self._path.parent), self._path.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"of": of, "content": self._known[of]}) + "\n")
        return self._known[of]

    def kept(self, wave: int, points: Floats) -> Floats:
        """Read the points of a wave, shape (points, parameters), or make them."""
        return np.asarray(self.content(f"wave {wave}", points.tolist), dtype=np.float64)


def _draws(matching: Matching, *parts: str | int) -> Stream:
    """Seed random numbers for one step of the design."""
    return stream(hashed_id("matching", matching.content.seed, *parts) % 2**64)


def _screening(matching: Matching, runs: Runs) -> list[Trial]:
    """Try what is in force, then each parameter at both ends."""
    defaults = {one.name: one.default for one in matching.free}
    tried = [defaults]
    for one in matching.free:
        tried += [{**defaults, one.name: end} for end in (one.low, one.high)]
    return _run(matching, runs, 0, tried, 1)


def _slopes(
    matching: Matching, rest: Sequence[Free], scales: Sequence[Scale], screened: Sequence[Trial]
) -> Slopes:
    """Fit how parameters that did not enter move the targets, by screening.

    Moves are counted from the median of all runs of the screening, as most move little: the luck
    of a single run would lie in every one of them.
    """
    place = {one.name: index for index, one in enumerate(matching.free)}
    moves = _levels(matching, scales, screened)
    moves -= np.nanmedian(moves, axis=0)
    ends = np.zeros((2, len(rest), len(scales)))
    for row, one in enumerate(rest):
        ends[:, row] = moves[1 + 2 * place[one.name] :][:2]
    defaults = np.array([one.place(one.default) for one in rest])
    return Slopes(defaults, *np.nan_to_num(ends))


def _levels(matching: Matching, scales: Sequence[Scale], trials: Sequence[Trial]) -> Floats:
    """Average each target over seeds, on its scale: shape (trials, targets)."""
    unknown = (math.nan,)
    columns = [
        [float(scale.to(np.array(one.figures.get(target.name, unknown))).mean()) for one in trials]
        for target, scale in zip(matching.targets, scales, strict=True)
    ]
    return np.array(columns).T.reshape(len(trials), len(scales))


def _moves(matching: Matching, known: Sequence[Trial]) -> dict[str, float]:
    """Find how far each parameter moves any target, in widths of a band."""
    base = known[0].estimates()
    found = {}
    for index, one in enumerate(matching.free):
        ends = [known[1 + 2 * index + side] for side in (0, 1)]
        moved = [
            abs(end.estimates()[target.name].mean - base[target.name].mean) / target.width
            for end in ends
            if not end.failed
            for target in matching.targets
        ]
        found[one.name] = max((move for move in moved if not math.isnan(move)), default=0.0)
    return found


def _entering(matching: Matching, moves: Mapping[str, float]) -> tuple[Free, ...]:
    """Choose the parameters that enter the waves, in the order of declaration."""
    part = matching.content.screening
    ranked = sorted(moves, key=lambda name: -moves[name])
    chosen = {name for name in ranked[: part.most] if moves[name] >= part.moves}
    return tuple(one for one in matching.free if one.name in chosen)


def _first_points(matching: Matching, free: Sequence[Free]) -> Floats:
    """Spread points evenly over the whole cube."""
    from scipy.stats import qmc

    count = matching.content.waves[0].points
    seed = hashed_id("matching", matching.content.seed, "first") % 2**32
    sequence = qmc.Sobol(len(free), scramble=True, rng=seed)
    found: Floats = sequence.random_base2(max(0, (count - 1).bit_length()))[:count]
    return found


def _values(free: Sequence[Free], places: Floats) -> dict[str, float]:
    """Find the values of parameters at a point."""
    return {one.name: one.value(float(place)) for one, place in zip(free, places, strict=True)}


def _run(
    matching: Matching,
    runs: Runs,
    block: int,
    values: Sequence[Mapping[str, float]],
    seeds: int | tuple[int, ...],
) -> list[Trial]:
    """Run sets of parameters that have not been run yet, in the order given."""
    used = matching.calibration.seeds[:seeds] if isinstance(seeds, int) else seeds
    first = block * BLOCK

    def next_set(_known: Any, _given: Any, number: int) -> Mapping[str, float]:
        """Find the parameters of a number."""
        return values[number - first]

    numbers = range(first, first + len(values))
    title = f"{matching.name}, {'screening' if not block else f'wave {block}'}"
    found = runs.trials(
        trial_unit, matching.calibration, next_set, numbers, used, lambda _: 0, title=title
    )
    return [found[number] for number in numbers]


def _judged(
    matching: Matching,
    free: Sequence[Free],
    number: int,
    part: WavePart,
    trials: Sequence[Trial],
    before: Sequence[Wave],
) -> Wave:
    """Emulate all runs so far, and find how much is left.

    The first waves, too: an emulator of the last ones alone says anything where they never were.
    """
    used = [*trials, *(one for wave in before for one in wave.trials)]
    good = [one for one in used if not one.failed]
    seeds = min(len(next(iter(one.figures.values()))) for one in good)
    points = np.array([[each.place(one.values[each.name]) for each in free] for one in good])
    figures = np.array(
        [[one.figures[target.name][:seeds] for target in matching.targets] for one in good]
    )
    units = [scale_of(one, unit_of(one)) for one in matching.targets]
    found = judge(matching.targets, units, matching.discrepancies(), points, figures)
    everywhere = _draws(matching, "ruling").random((2000, len(free)))
    ruled = found.by_target(everywhere) > part.cutoff
    ruling = tuple(float(one) for one in ruled.mean(axis=0))
    return Wave(number, tuple(trials), found, 1.0, ruling, excluding(ruled))


def _next_points(
    matching: Matching, free: Sequence[Free], waves: list[Wave], proposals: _Proposals
) -> Floats:
    """Draw the next wave; note in the last one what share of the cube is left."""
    latest, parts = waves[-1], matching.content.waves
    part = parts[latest.number - 1]
    last = latest.number == len(parts)
    wanted = matching.content.final.points if last else parts[latest.number].points

    def make() -> dict[str, Any]:
        draws = _draws(matching, "wave", latest.number)
        aim = matching.content.final.cutoff if last else part.aim
        rank = 1 if last else part.rank
        left = region(latest.judge.measure(rank), len(free), part.cutoff, draws, aim)
        chosen = spread_out(left.points, wanted)
        return {"share": left.share, "points": left.points[chosen].tolist()}

    content = proposals.content(f"left by wave {latest.number}", make)
    waves[-1] = replace(latest, share=float(content["share"]))
    return np.asarray(content["points"], dtype=np.float64).reshape(-1, len(free))


def _with_all_moved(
    matching: Matching,
    free: Sequence[Free],
    runs: Runs,
    waves: Sequence[Wave],
    points: Floats,
    proposals: _Proposals,
    screened: Sequence[Trial],
) -> list[Trial]:
    """Run sets with all other parameters moved as well, on the seeds of the last wave.

    They are sets of the waves that met all targets, of these the least implausible then; where
    they are too few, points that the emulators leave. By how much the first half is off on
    average is added to what is expected of the second.
    """
    named = {one.name for one in free}
    rest = [one for one in matching.free if one.name not in named]
    part, judged = matching.content.final, waves[-1].judge
    if not waves[-1].share:
        return []
    slopes = _slopes(matching, rest, judged.scales, screened)
    sets: list[dict[str, Any]] = []
    trials: list[Trial] = []

    def make(turn: int, wanted: int) -> list[dict[str, Any]]:
        known = [one for wave in waves for one in wave.trials if not one.failed]
        met = [one for one in known if not matching.missed(one)]
        others = points[: max(wanted - len(met), 0)]
        entered = [{each.name: one.values[each.name] for each in free} for one in met]
        entered += [_values(free, point) for point in others]
        own = _levels(matching, judged.scales, met)
        means, variances = judged.levels(others)
        means, variances = np.vstack([own, means]), np.vstack([np.zeros_like(own), variances])
        if trials:
            expected = np.array([one["expected"] for one in sets], dtype=np.float64)
            off = _levels(matching, judged.scales, trials) - expected
            means = means + np.nan_to_num(off).mean(axis=0)
        draws = _draws(matching, "rest", turn)
        moved, reached = with_rest(judged, slopes, means, variances, part.cutoff, draws)
        expected = means + slopes.shifts(moved)
        return [
            {
                "values": {**entered[index], **_values(rest, moved[index])},
                "expected": [None if math.isnan(one) else one for one in expected[index]],
            }
            for index in np.argsort(reached, kind="stable")[:wanted]
        ]

    half = part.points // 2
    for turn, wanted in enumerate((half, part.points - half)):
        sets += proposals.content(f"all moved, {turn}", partial(make, turn, wanted))
        block, seeds = len(matching.content.waves) + 1, matching.content.waves[-1].seeds
        trials = _run(matching, runs, block, [one["values"] for one in sets], seeds)
    return trials


def _final(matching: Matching, runs: Runs, moved: Sequence[Trial]) -> list[Trial]:
    """Run what is in force, then the sets that met all targets, on seeds that no wave used."""
    defaults = {one.name: one.default for one in matching.free}
    met = [one.values for one in moved if not one.failed and not matching.missed(one)]
    block = len(matching.content.waves) + 2
    return _run(matching, runs, block, [defaults, *met], tuple(matching.content.final.seeds))


def _answer(
    matching: Matching,
    free: Sequence[Free],
    moves: Mapping[str, float],
    waves: Sequence[Wave],
    moved: Sequence[Trial],
    final: Sequence[Trial],
) -> "tuple[dict[str, pd.DataFrame], dict[str, Any]]":
    """Make the tables, and what sentences and figures say they are about."""
    tried = [one for one in final[1:] if not one.failed]
    met = [one for one in tried if not matching.missed(one)]
    members = _members(matching, met)
    default_met = not final[0].failed and not matching.missed(final[0])
    if default_met:
        members = [final[0], *members[: matching.content.final.members - 1]]
    tables = {
        "waves": _waves_table(matching, waves, moved, tried),
        "targets": _targets_table(matching, waves, tried, members),
        "parameters": _parameters_table(matching, free, moves, met),
        "ridges": _ridges_table(free, met),
        "ensemble": _ensemble_table(matching, members),
        "points": _points_table(matching, final),
    }
    screening, last = [one for wave in waves for one in wave.trials], waves[-1]
    about = {
        "name": matching.name,
        "screened": len(matching.free),
        "entered": len(free),
        "runs": 1 + 2 * len(matching.free) + len(screening) + len(moved) + len(final),
        "waves": len(waves),
        "left": last.share,
        "tried": len(tried),
        "met": len(met),
        "members": len(members),
        "default_met": default_met,
        "scale": max(one.scale for one in matching.calibration.with_values({})),
        "seeds": len(matching.content.final.seeds),
        "window": matching.calibration.window,
        # When nothing is left: the target that ruled out most of the cube.
        "ruled": "" if last.share else matching.targets[int(np.argmax(last.ruling))].name,
        "excluding": [matching.targets[one].name for one in last.excluding or ()],
    }
    return tables, about


def _members(matching: Matching, met: Sequence[Trial]) -> list[Trial]:
    """Choose the ensemble: the set in the middle of all that meet targets is first.

    Each next one is farthest from all before it.
    """
    if not met:
        return []
    places = _places(matching.free, met)
    middle = int(np.argmin(((places - np.median(places, axis=0)) ** 2).sum(axis=1)))
    chosen = spread_out(places, matching.content.final.members, middle)
    return [met[index] for index in chosen]


def _places(free: Sequence[Free], trials: Sequence[Trial]) -> Floats:
    """Find where sets lie in the ranges, shape (sets, parameters)."""
    return np.array([[one.place(each.values[one.name]) for one in free] for each in trials])


def _waves_table(
    matching: Matching, waves: Sequence[Wave], moved: Sequence[Trial], tried: Sequence[Trial]
) -> "pd.DataFrame":
    """Tabulate waves, one with all parameters moved, and the last runs.

    Returns:
        Columns wave, runs, failed, seeds, cutoff, rank, met (share of its runs that meet all
        targets), left (share of the declared ranges that is not ruled out after it).
    """
    import pandas as pd

    def row(number: int, trials: Sequence[Trial], part: WavePart, left: float) -> dict[str, Any]:
        good = [one for one in trials if not one.failed]
        return {
            "wave": number,
            "runs": len(trials),
            "failed": len(trials) - len(good),
            "seeds": part.seeds,
            "cutoff": part.cutoff,
            "rank": part.rank,
            "met": sum(not matching.missed(one) for one in good) / max(len(good), 1),
            "left": left,
        }

    parts, final = matching.content.waves, matching.content.final
    rows = [
        row(one.number, one.trials, part, one.share)
        for one, part in zip(waves, parts, strict=False)
    ]
    last = parts[-1].model_copy(update={"cutoff": final.cutoff, "rank": 1})
    rows.append(row(len(waves) + 1, moved, last, math.nan))
    new = last.model_copy(update={"seeds": len(final.seeds)})
    rows.append(row(len(waves) + 2, tried, new, math.nan))
    if not tried:
        rows[-1]["met"] = math.nan
    return pd.DataFrame(rows)


def _targets_table(
    matching: Matching, waves: Sequence[Wave], tried: Sequence[Trial], members: Sequence[Trial]
) -> "pd.DataFrame":
    """Tabulate the targets.

    Returns:
        What the target is; discrepancy; explained and covered (of the last emulator: share of
        the variance explained and share of runs within two standard deviations, both with each
        run left out); ruling (share of the declared ranges that it rules out, by the first
        wave); met_share (of the last runs); ensemble_low, ensemble_median, ensemble_high.
    """
    import pandas as pd

    labels = labels_of(one.scenario for one in matching.calibration.bases)
    discrepancies = matching.discrepancies()
    rows = []
    for column, target in enumerate(matching.targets):
        emulator = waves[-1].judge.means[column]
        found = [one.estimates()[target.name] for one in tried]
        met = sum(is_met(target, one, discrepancies[column]) for one in found)
        means = [one.estimates()[target.name].mean for one in members]
        known = [one for one in means if not math.isnan(one)] or [math.nan]
        rows.append(
            {
                **described(target, labels),
                "discrepancy": discrepancies[column],
                "explained": math.nan if emulator is None else emulator.explained,
                "covered": math.nan if emulator is None else emulator.covered,
                "ruling": waves[0].ruling[column],
                "met_share": met / max(len(found), 1),
                "ensemble_low": min(known),
                "ensemble_median": float(np.median(known)),
                "ensemble_high": max(known),
            }
        )
    return pd.DataFrame(rows)


def _parameters_table(
    matching: Matching, free: Sequence[Free], moves: Mapping[str, float], met: Sequence[Trial]
) -> "pd.DataFrame":
    """Tabulate assumed parameters, first those in waves.

    Returns:
        Columns parameter, group, unit, low, high, log, default, entered, moves (of a target, in
        widths of its band, over the whole range), kept_low, kept_median, kept_high (5, 50 and
        95 % of the sets that meet all targets), coverage (share of the range between the ends),
        contraction, identified (``no``, ``weakly``, ``well``; empty with fewer than 10 sets),
        presses (``low``, ``high`` or empty).
    """
    import pandas as pd

    entered = {one.name for one in free}
    ordered = sorted(matching.free, key=lambda one: (one.name not in entered, -moves[one.name]))
    places = _places(ordered, met) if met else np.full((1, len(ordered)), np.nan)
    narrower = contraction(places)
    rows = []
    for column, one in enumerate(ordered):
        own = places[:, column]
        ends = [float(each) for each in np.quantile(own, (0.05, 0.5, 0.95))]
        values = [math.nan if math.isnan(end) else one.value(end) for end in ends]
        enough = len(met) >= 10
        word = "well" if narrower[column] >= WELL else "weakly"
        low, high = float(np.mean(own < _EDGE)), float(np.mean(own > 1 - _EDGE))
        pressed = one.name in entered and enough
        rows.append(
            {
                "parameter": one.name,
                "group": PARAMETERS[one.name].group,
                "unit": PARAMETERS[one.name].unit,
                "low": one.low,
                "high": one.high,
                "log": one.log,
                "default": one.default,
                "entered": one.name in entered,
                "moves": moves[one.name],
                "kept_low": values[0],
                "kept_median": values[1],
                "kept_high": values[2],
                "coverage": ends[2] - ends[0],
                "contraction": float(narrower[column]) if enough else math.nan,
                "identified": (word if narrower[column] >= WEAK else "no") if enough else "",
                "presses": "low"
                if pressed and low > 0.25
                else "high"
                if pressed and high > 0.25
                else "",
            }
        )
    return pd.DataFrame(rows)


def _ridges_table(free: Sequence[Free], met: Sequence[Trial]) -> "pd.DataFrame":
    """Tabulate pairs that trade off, the closest first.

    Returns:
        Columns first, second, correlation (of their places over the sets that meet all targets).
    """
    import pandas as pd

    rows = []
    if len(met) >= 10:
        found = np.asarray(np.corrcoef(_places(free, met), rowvar=False))
        rows = [
            (free[one].name, free[other].name, float(found[one, other]))
            for one in range(len(free))
            for other in range(one + 1, len(free))
            if abs(found[one, other]) >= _RIDGE
        ]
    rows.sort(key=lambda row: -abs(row[2]))
    return pd.DataFrame(rows, columns=["first", "second", "correlation"])


def _ensemble_table(matching: Matching, members: Sequence[Trial]) -> "pd.DataFrame":
    """Tabulate members: member (from 1), trial, then every assumed parameter."""
    import pandas as pd

    names = [one.name for one in matching.free]
    rows = [
        {"member": place, "trial": one.number, **{name: one.values[name] for name in names}}
        for place, one in enumerate(members, 1)
    ]
    return pd.DataFrame(rows, columns=["member", "trial", *names])


def _points_table(matching: Matching, final: Sequence[Trial]) -> "pd.DataFrame":
    """Tabulate the last runs: trial, met, missed, then each target's mean."""
    import pandas as pd

    rows = []
    for one in final:
        gone = () if one.failed else matching.missed(one)
        means = {name: found.mean for name, found in one.estimates().items()}
        rows.append(
            {
                "trial": one.number,
                "met": not one.failed and not gone,
                "missed": ", ".join(gone),
                "failed": one.failed,
                **means,
            }
        )
    return pd.DataFrame(rows)


def explain(study: Matching, speech: Speech) -> list[str]:
    """Explain what is matched with what, and what it takes."""
    content, free = study.content, len(study.free)
    say = partial(line, speech)
    of = {"count": len(study.targets), "file": study.calibration.file}
    screening, most = 1 + 2 * free, content.screening.most
    found = [
        *head(speech, study, speech("explain.matching.does")),
        say("targets", speech("explain.matching.targets", **of)),
        say("factors", speech("explain.matching.factors", count=free)),
        say("screening", speech("explain.matching.screening", runs=screening, most=most)),
    ]
    total = screening
    for number, wave in enumerate(content.waves, 1):
        total += wave.points * wave.seeds
        shape = {"points": wave.points, "seeds": wave.seeds, "cutoff": wave.cutoff}
        found.append(say("wave", speech("explain.matching.wave", **shape), number=number))
    total += content.final.points * content.waves[-1].seeds
    total += (content.final.points + 1) * len(content.final.seeds)
    last = {"points": content.final.points, "seeds": len(content.final.seeds)}
    found.append(say("final", speech("explain.matching.final", **last)))
    members = content.final.members
    found.append(say("ensemble", speech("explain.matching.ensemble", members=members)))
    scenarios = study.calibration.with_values({})
    found.append(say("runs", speech("explain.past_once", runs=total * len(scenarios))))
    return [*found, time_line(speech, alike(scenarios), total)]


def schema() -> Schema:
    """Make the JSON Schema of its file, with all parameters."""
    found = schema_of_model(File, "Matching")
    found["properties"]["fixed"]["items"] = {"enum": list(PARAMETERS)}
    return found
