"""The file of a calibration, the sets of parameters that it tries, and its tables."""

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.analysis import calibration as analysis
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Mark, Source
from sim.errors import (
    ModelError,
    OptionError,
    Problem,
    ResultsError,
    ScenarioError,
    UserError,
    did_you_mean,
)
from sim.rng import hashed_id
from sim.runs.choose import comparable
from sim.runs.manifest import package_version, plain
from sim.runs.options import Problems, chosen_seeds
from sim.runs.parallel import Crew, Terms, Tick
from sim.runs.progress import progress_bar
from sim.runs.request import Request
from sim.runs.simulate import shaped
from sim.scenario import Scenario
from sim.scenario.fields import FileModel, Name, Seeds, check
from sim.scenario.layers import Settings
from sim.scenario.load import Loaded, variant
from sim.scenario.places import missing_file
from sim.scenario.scenario import labels_of
from sim.scenario.schema import LONGEST_RUN, Schema, schema_of_model
from sim.scenario.yamlfile import KeyPath, read_yaml, text_of
from sim.studies.engine import Found, head, line, lines, time_line, unit_of
from sim.studies.runs import Runs
from sim.sweeps.design import drawn
from sim.sweeps.kinds import Told, find_experiment, laid_over, load_bases, with_settings
from sim.sweeps.plan import stamp_hash
from sim.sweeps.trials import (
    CHECKS,
    LOG,
    MOST_TRIALS,
    Checks,
    Given,
    Item,
    TrialLog,
    alike,
    hash_of,
    prepare_trials,
    read_plan,
    run_together,
    written,
)
from sim.words.speech import Speech

_SEEDS = 2**32
DECLARED = "declared"
_METRIC = "Name of a metric"


class BandPart(FileModel):
    """Where a figure should lie."""

    low: float | None = Field(None, description="Lower end of the band")
    high: float | None = Field(None, description="Upper end of the band")
    width: float | None = Field(
        None, gt=0, description="What counts as one width of a band that is open at one end"
    )


class TargetPart(FileModel):
    """A target: a metric of a scenario, or a figure made of two of them, and its band."""

    name: Name = Field(description="Name of the target, unique in the file")
    scenario: Name = Field(description="Name of one of the scenarios")
    metric: Name = Field(description=_METRIC)
    divided_by: Name | None = Field(None, description=f"{_METRIC} that it is divided by")
    minus_metric: Name | None = Field(None, description=f"{_METRIC} that is taken away from it")
    minus_scenario: Name | None = Field(
        None, description="Scenario whose value of the same metric is taken away from it"
    )
    trend_months: int | None = Field(
        None, ge=2, description="Last months over which its rise per year is meant"
    )
    band: BandPart = Field(description="low and high, or one of them and width")
    weight: float = Field(1.0, gt=0, description="How much it counts")
    mark: Mark = Field(description="survey, official, case, policy, computed or assumed")
    source: str = Field("", description="Where the band comes from")


class RangePart(FileModel):
    """The range in which a parameter is searched."""

    low: float | None = Field(None, description="Lower end, instead of the declared one")
    high: float | None = Field(None, description="Upper end, instead of the declared one")
    log: bool = Field(False, description="Search by ratio rather than by difference")
    why: str = Field("", description="Why the range is narrower than declared")


def _as_declared(value: Any) -> Any:
    """Read the word ``declared`` as a range that says nothing of its own."""
    return {} if value == DECLARED else value


Range = Annotated[RangePart, BeforeValidator(_as_declared)]
"""The range of a parameter, or ``declared``."""


class TrialRunPart(FileModel):
    """What every trial runs."""

    scale: float | None = Field(None, ge=0.01, le=1, description="Share of the residents")
    months: int | None = Field(
        None, ge=2, le=LONGEST_RUN, description="Months after the common past"
    )
    window: int = Field(12, ge=1, description="Last months that a headline is the mean of")


class SearchPart(FileModel):
    """How parameters are searched."""

    trials: int = Field(ge=1, le=MOST_TRIALS, description="Sets of parameters that are tried")
    start: int = Field(
        32, ge=0, description="Sets, after the defaults, that are spread evenly around them"
    )
    spread: float = Field(
        0.5, gt=0, le=1, description="Share of each range over which these are spread"
    )
    batch: int = Field(
        8, ge=1, le=256, description="Sets that are tried at once, whatever the number of workers"
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the search")
    pull: float = Field(0.01, ge=0, description="Weight of the distance from the defaults")
    middle: float = Field(
        0.0, ge=0, description="Weight of the distance from the middle of the bands"
    )

    @property
    def pulls(self) -> analysis.Pulls:
        """What tells apart sets that fit alike."""
        return analysis.Pulls(self.pull, self.middle)

    ensemble: int = Field(20, ge=1, description="Sets that are kept at most")


class HeldOutPart(FileModel):
    """A pattern that is not fitted."""

    name: Name = Field(description="Name of the pattern")
    says: str = Field("", description="What it says, one sentence")


class File(FileModel):
    """A calibration: scenarios, free parameters, targets, and what is held out."""

    kind: Literal["calibration"] = Field("calibration", description="calibration")
    summary: str = Field("", description="What is calibrated, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="Names of shipped scenarios, or paths"
    )
    seeds: Seeds = Field(description="A list, or text such as 0..2")
    run: TrialRunPart = Field(TrialRunPart(), description="What every trial runs")
    search: SearchPart = Field(description="How parameters are searched")
    parameters: dict[str, Range] = Field(
        min_length=1, description="By name: 'declared', or {low, high, log, why}"
    )
    targets: Annotated[tuple[TargetPart, ...], Field(min_length=1)] = Field(
        description="Figures that the fit aims at, each with its band"
    )
    held_out: tuple[HeldOutPart, ...] = Field(
        (), description="Patterns that are not fitted, so that they can be evidence"
    )


@dataclass(frozen=True)
class Calibration:
    """What is fitted to what.

    ``free`` and ``targets`` stand in the order of the file; ``window`` is the months of a
    headline; ``held_out`` are patterns that are not fitted. ``check`` holds the seeds of a check
    (None when the parameters are searched), ``member`` which set of the ensemble is checked and
    ``check_scale`` the share of the residents then.
    """

    name: str
    summary: str
    file: str
    text: str
    bases: tuple[Loaded, ...]
    seeds: tuple[int, ...]
    scale: float | None
    months: int | None
    window: int
    free: tuple[analysis.Free, ...]
    targets: tuple[analysis.Target, ...]
    held_out: tuple[HeldOutPart, ...]
    search: SearchPart
    check: tuple[int, ...] | None = None
    member: int = 1
    check_scale: float = 1.0

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios as their files have them."""
        return tuple(base.scenario for base in self.bases)

    def with_values(
        self, values: Mapping[str, float], scale: float | None = None
    ) -> tuple[Scenario, ...]:
        """Put values of the free parameters into the scenarios."""
        settings = {f"parameters.{name}": value for name, value in values.items()}
        return tuple(
            shaped(
                variant(base, settings).scenario,
                scale=self.scale if scale is None else scale,
                months=self.months,
            )
            for base in self.bases
        )

    def defaults(self) -> dict[str, float]:
        """Take the free parameters as they are without calibration."""
        return {one.name: one.default for one in self.free}


def read_calibration(
    subject: str | Path,
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    settings: Settings = (),
    trials: int | None = None,
) -> Calibration:
    """Read the calibration of a file, or a shipped one; what is given goes before the file.

    Raises:
        ScenarioError: With every problem of the file and its scenarios.
    """
    place = find_experiment(str(subject), "calibration")
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    absent = missing_file(place, "calibration")
    document = None
    if absent is not None:
        problems.append(absent)
    else:
        document = read_yaml(place.path, place.file, problems)
    if document is not None and "targets" not in document.data:
        text = "there are no 'targets', so this is no calibration"
        problems.append(Problem(text, place.file, 1, hint="an experiment: cogov sweep"))
    if document is None or "targets" not in document.data:
        raise ScenarioError(problems)
    content, kept = check(File, document, problems)
    if content is None:
        raise ScenarioError(problems)
    told = Told(kept)
    laid = laid_over({}, settings, problems)
    bases = tuple(
        with_settings(one, laid, told, problems)
        for one in load_bases(place, content.scenarios, told, problems)
    )
    if len(bases) > 1 and not problems:
        against = comparable([one.scenario for one in bases])
        problems += [told.problem(("scenarios",), one.message, one.hint) for one in against]
    reader = _Reader(content, bases, told, problems)
    free, targets = reader.free(), reader.targets()
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    search = content.search
    return Calibration(
        name=place.name,
        summary=content.summary.strip(),
        file=place.file,
        text=text_of(place.path),
        bases=bases,
        seeds=tuple(sorted(seeds or content.seeds)),
        scale=content.run.scale if scale is None else scale,
        months=content.run.months,
        window=content.run.window,
        free=free,
        targets=targets,
        held_out=content.held_out,
        search=search if trials is None else search.model_copy(update={"trials": trials}),
    )


class _Reader:
    """Reads parameters and targets, each checked where it is written.

    Args:
        content: The file.
        bases: The scenarios, those that are right.
        told: Tells problems where the file has them.
        problems: Receives everything that is wrong.
    """

    def __init__(
        self, content: File, bases: Sequence[Loaded], told: Told, problems: list[Problem]
    ) -> None:
        self._content, self._bases = content, bases
        self._told, self._problems = told, problems

    def _wrong(self, where: KeyPath, message: str, hint: str = "") -> None:
        """Note what is wrong at a key path."""
        self._problems.append(self._told.problem(where, message, hint))

    def free(self) -> tuple[analysis.Free, ...]:
        """Read the free parameters that are right."""
        found = [self._free(name, part) for name, part in self._content.parameters.items()]
        return tuple(one for one in found if one is not None)

    def _free(self, name: str, part: RangePart) -> analysis.Free | None:
        """Read one free parameter."""
        where: KeyPath = ("parameters", name)
        before = len(self._problems)
        parameter = PARAMETERS.get(name)
        if parameter is None:
            hint = did_you_mean(name, [*PARAMETERS])
            self._wrong(where, f"there is no parameter {name!r}", hint)
            return None
        if parameter.source.mark != "assumed":
            text = f"it is not assumed but known ({parameter.source}), so it cannot be fitted"
            self._wrong(where, text)
        low = parameter.low if part.low is None else part.low
        high = parameter.high if part.high is None else part.high
        declared = f"{parameter.low:g} to {parameter.high:g}"
        for end, value in (("low", low), ("high", high)):
            if not parameter.low <= value <= parameter.high:
                text = f"{value:g} is outside the declared range, {declared}"
                self._wrong((*where, end), text)
        if low >= high:
            self._wrong(where, f"the low end, {low:g}, must be less than the high one, {high:g}")
        if part.log and low <= 0:
            self._wrong((*where, "log"), f"a range from {low:g} cannot be searched by ratio")
        defaults = {one.scenario.parameters[name] for one in self._bases}
        if len(defaults) > 1:
            self._wrong(where, "the scenarios have different values of it", "leave it out")
        default = defaults.pop() if defaults else parameter.default
        if len(self._problems) == before and not low <= default <= high:
            text = f"the value in force, {default:g}, is outside {low:g} to {high:g}"
            self._wrong(where, text, "widen the range: a calibration begins with what is in force")
        if len(self._problems) > before:
            return None
        return analysis.Free(name, low, high, default, part.log)

    def targets(self) -> tuple[analysis.Target, ...]:
        """Read the targets that are right."""
        names = [one.name for one in self._content.targets]
        for index, name in enumerate(names):
            if name in names[:index]:
                self._wrong(("targets", index, "name"), f"two targets are called {name!r}")
        for index, held in enumerate(self._content.held_out):
            if held.name in names:
                text = f"{held.name!r} is a target, so it is not held out"
                self._wrong(("held_out", index, "name"), text)
        found = [self._target(index, part) for index, part in enumerate(self._content.targets)]
        for index, one in enumerate(found):
            for other in found[:index]:
                if one is not None and other is not None and one.excludes(other):
                    text = f"{one.name!r} and {other.name!r} exclude each other: the same figure"
                    hint = f"bands {one.low:g} to {one.high:g} and {other.low:g} to {other.high:g}"
                    self._wrong(("targets", index, "band"), text, hint)
        return tuple(one for one in found if one is not None)

    def _target(self, index: int, part: TargetPart) -> analysis.Target | None:
        """Read one target."""
        where: KeyPath = ("targets", index)
        before = len(self._problems)
        scenarios = [one.scenario.name for one in self._bases]
        for key, known, what in (
            ("scenario", scenarios, "scenario"),
            ("minus_scenario", scenarios, "scenario"),
            ("metric", [*METRICS], "metric"),
            ("divided_by", [*METRICS], "metric"),
            ("minus_metric", [*METRICS], "metric"),
        ):
            name = getattr(part, key)
            if name is not None and name not in known:
                hint = did_you_mean(name, known) or f"there are {', '.join(scenarios)}"
                self._wrong((*where, key), f"there is no {what} {name!r}", hint)
        ways = ("divided_by", "minus_metric", "minus_scenario", "trend_months")
        given = [key for key in ways if getattr(part, key) is not None]
        if len(given) > 1:
            self._wrong(where, f"it has {' and '.join(given)}; it can have one of them")
        if part.minus_scenario == part.scenario:
            self._wrong((*where, "minus_scenario"), "a scenario minus itself is nothing")
        self._check_months(part, where)
        if part.mark != "assumed" and not part.source:
            text = f"it is marked {part.mark}, so it needs its source"
            self._wrong((*where, "mark"), text, "name it under 'source'")
        width = self._width(part, (*where, "band"))
        if len(self._problems) > before or width is None:
            return None
        return analysis.Target(
            name=part.name,
            scenario=part.scenario,
            metric=part.metric,
            low=-math.inf if part.band.low is None else part.band.low,
            high=math.inf if part.band.high is None else part.band.high,
            width=width,
            weight=part.weight,
            source=Source(part.mark, part.source),
            divided_by=part.divided_by,
            minus_metric=part.minus_metric,
            minus_scenario=part.minus_scenario,
            trend_months=part.trend_months,
        )

    def _check_months(self, part: TargetPart, where: KeyPath) -> None:
        """Check that a run is long enough for a trend."""
        months = self._content.run.months
        if months is None and self._bases:
            months = self._bases[0].scenario.months
        if part.trend_months is not None and months is not None and part.trend_months > months:
            text = f"the run has {months} months after the common past"
            self._wrong((*where, "trend_months"), text)

    def _width(self, part: TargetPart, where: KeyPath) -> float | None:
        """Find the width of a band; None when the band is wrong."""
        band = part.band
        if band.low is None and band.high is None:
            self._wrong(where, "a band needs low, high or both")
        elif band.low is None or band.high is None:
            if band.width is not None:
                return band.width
            text = "a band that is open at one end needs 'width', the unit of distances from it"
            self._wrong(where, text)
        elif band.low >= band.high:
            self._wrong(where, f"'low', {band.low}, must be less than 'high', {band.high}")
        elif band.width is not None:
            self._wrong((*where, "width"), "a band with two ends has a width already")
        else:
            return band.high - band.low
        return None


def load(subject: str | Path, request: Request) -> Calibration:
    """Read the calibration of a file, or a shipped one by name.

    With ``check`` nothing is tried; ``scale`` is then that of the check.

    Raises:
        UserError: With every problem of the file, its scenarios and the options.
    """
    own, problems = request.own, Problems()
    if own["check"] is not None and own["trials"] is not None:
        hint = "leave one of --check and --trials out"
        problems.add([Problem("a check tries nothing new", path="trials", hint=hint)])
    if own["check"] is not None and request.overwrite:
        text = "a check replaces nothing"
        problems.add([Problem(text, path="overwrite", hint="leave the option out")])
    found: Calibration | None = None
    with problems.gather():
        found = read_calibration(
            subject,
            seeds=request.seeds,
            scale=None if own["check"] is not None else request.scale,
            settings=request.settings,
            trials=own["trials"],
        )
    chosen = chosen_seeds(own["check"], problems)
    problems.settle()
    assert found is not None
    return replace(found, check=chosen, member=own["member"], check_scale=request.scale or 1.0)


def prepare(calibration: Calibration, folder: Path, names: Sequence[str], overwrite: bool) -> None:
    """Make the folder ready for trials of this calibration, or make sure that it holds them.

    Raises:
        UserError: It holds something else; or nothing that could be checked.
    """
    if calibration.check is not None:
        _check_fresh(_as_tried(calibration, folder), calibration.check)
        return
    content = {
        "file": calibration.file,
        "scale": calibration.scale,
        "trials": calibration.search.trials,
        "identity": identity(calibration),
        "text": calibration.text,
    }
    prepare_trials(folder, content, names, (LOG, CHECKS), overwrite, "calibration")


def conduct(calibration: Calibration, runs: Runs) -> Found:
    """Try sets of parameters, and keep the best; or check a set of the ensemble on other seeds.

    Raises:
        ModelError: The parameters in force, or a check, could not be run.
    """
    checks = Checks(runs.folder)
    if calibration.check is None:
        fitted = fitted_of(calibration, _search(calibration, runs))
    else:
        calibration = _as_tried(calibration, runs.folder)
        fitted = fitted_of(calibration, TrialLog(runs.folder).read())
        trial, seeds = _member(fitted, calibration.member), calibration.check or ()
        title = f"check of trial {trial.number}"
        with progress_bar(title, len(seeds), runs.progress) as show:
            scale = calibration.check_scale
            check_seeds(calibration, trial, seeds, scale, checks, runs.processes, show)
    about = _about(calibration, fitted)
    return Found(_tables(calibration, fitted, checks, about), about)


def _search(calibration: Calibration, runs: Runs) -> dict[int, analysis.Trial]:
    """Try what has not been tried yet."""

    def next_set(
        known: Mapping[int, analysis.Trial], given: Given, number: int
    ) -> dict[str, float]:
        """Propose the parameters of a trial."""
        return propose(calibration, known, given, number)

    batch = calibration.search.batch
    return runs.trials(
        trial_unit,
        calibration,
        next_set,
        range(calibration.search.trials),
        calibration.seeds,
        lambda number: number - batch + 1,
        title=calibration.name,
    )


def explain(study: Calibration, speech: Speech) -> list[str]:
    """Explain what the calibration fits to what, and what it takes."""
    labels = labels_of(base.scenario for base in study.bases)
    say = partial(line, speech)
    found = head(speech, study, speech("explain.calibration.does"))
    found.append(say("targets", f"{len(study.targets):,}"))
    found += [f"  {_target_line(target, labels, speech)}" for target in study.targets]
    found.append(say("factors", speech("explain.calibration.free", count=len(study.free))))
    for one in study.free:
        text = speech(
            "explain.calibration.parameter",
            path=f"parameters.{one.name}",
            label=speech.parameter(one.name),
            low=one.low,
            high=one.high,
            unit=unit_of(speech, PARAMETERS[one.name].unit),
            default=one.default,
            way=speech("explain.calibration.ratio") if one.log else "",
        )
        found.append(f"  {text}")
    held_out = [one.name for one in study.held_out] or [speech("explain.none_held")]
    found += lines(speech, "held_out", held_out)
    bands = sum(target.source.mark == "assumed" for target in study.targets)
    found.append(say("assumed", speech("explain.calibration.assumed", count=bands)))
    scenarios, trials = study.with_values({}), study.search.trials
    runs = trials * len(study.seeds)
    counts = {"trials": trials, "scenarios": len(scenarios), "seeds": len(study.seeds)}
    text = speech("explain.calibration.runs", runs=runs * len(scenarios), **counts)
    return [*found, say("runs", text), time_line(speech, alike(scenarios), runs)]


def _target_line(
    target: analysis.Target, labels: Mapping[str, tuple[str, str]], speech: Speech
) -> str:
    """Describe a target with its band and how that is known."""
    from sim.studies.calibration.report import title_of

    low, high = target.low, target.high
    band = speech.range(f"{low:g}", f"{high:g}")
    if math.isinf(low):
        band = speech("explain.calibration.below", value=high)
    elif math.isinf(high):
        band = speech("explain.calibration.above", value=low)
    return speech(
        "explain.calibration.target",
        name=target.name,
        title=title_of(analysis.described(target, labels), speech),
        band=band,
        source=speech.known(target.source),
    )


def schema() -> Schema:
    """Make the JSON Schema of its file, with all parameters."""
    found = schema_of_model(File, "Calibration")
    free = found["properties"]["parameters"]
    free["propertyNames"] = {"enum": list(PARAMETERS)}
    free["additionalProperties"] = {"anyOf": [free["additionalProperties"], {"const": DECLARED}]}
    return found


def trial_unit(calibration: Calibration, item: Item, tick: Tick) -> analysis.Trial:
    """Run a trial; what goes wrong in the model is noted and stops nothing else.

    Raises:
        UserError: The values cannot lie over the scenarios.
    """
    figures: dict[str, list[float]] = {one.name: [] for one in calibration.targets}
    try:
        scenarios = calibration.with_values(item.values, item.scale)
        metrics = analysis.needed_metrics(calibration.targets)
        for seed in item.seeds:
            lines = run_together(scenarios, seed, metrics, tick)
            for target in calibration.targets:
                figures[target.name].append(analysis.figure_of(target, lines, calibration.window))
    except (UserError, BrokenPipeError):
        raise
    except Exception as error:
        return analysis.Trial(item.number, item.values, {}, f"{type(error).__name__}: {error}")
    known = {name: tuple(values) for name, values in figures.items()}
    return analysis.Trial(item.number, item.values, known)


def check_seeds(
    calibration: Calibration,
    trial: analysis.Trial,
    seeds: tuple[int, ...],
    scale: float,
    checks: Checks,
    workers: int,
    show: Callable[[int], None],
) -> None:
    """Run a set of parameters on seeds; those that were run before are not run again.

    Args:
        calibration: What was fitted to what.
        trial: The set.
        seeds: The seeds.
        scale: Share of the residents.
        checks: Where they are kept.
        workers: How many processes; with 0 or 1 all is done in this process.
        show: Called with the number of seeds done.

    Raises:
        ModelError: A seed could not be run; the others are kept.
    """
    todo = [seed for seed in seeds if checks.seed(trial.number, seed, scale) is None]
    failures = []
    with Crew(trial_unit, calibration, min(workers, len(todo)), Terms(name=_seed_name)) as crew:
        for seed in todo:
            crew.give(Item(trial.number, trial.values, (seed,), scale))
        for done in range(len(todo)):
            item, outcome = crew.outcome()
            if isinstance(outcome, Exception):
                failures.append(f"seed {item.seeds[0]}: {outcome}")
            elif outcome.failed:
                failures.append(f"seed {item.seeds[0]}: {outcome.failed}")
            else:
                checks.add({"seed": item.seeds[0], "scale": scale, **written(outcome)})
            show(len(seeds) - len(todo) + done + 1)
    if failures:
        raise ModelError(f"{len(failures)} of {len(seeds)} seeds failed, such as {failures[0]}")
    checks.add({"checked": trial.number, "seeds": list(seeds), "scale": scale})


def _seed_name(item: Item) -> str:
    """Name an item for messages."""
    return f"seed {item.seeds[0]}"


def propose(
    calibration: Calibration,
    known: Mapping[int, analysis.Trial],
    given: Mapping[int, Mapping[str, float]],
    number: int,
) -> dict[str, float]:
    """Propose the parameters of a trial.

    The first trial is what is in force; then come sets spread evenly around it; then those that
    the tree-structured Parzen estimator proposes, multivariate, which counts trials of the
    latest batch as running whether they have ended or not.

    Args:
        calibration: What is fitted to what.
        known: Trials that have ended.
        given: Parameters of those that are under way.
        number: Number of the trial.

    Source:
        Bergstra et al. 2011 (NeurIPS 24); Falkner, Klein & Hutter 2018 (multivariate); as in
        Optuna (Akiba et al. 2019).
    """
    settings = calibration.search
    if number == 0:
        return calibration.defaults()
    if number <= settings.start:
        places = _spread(calibration)[number - 1]
    else:
        places = _estimated(calibration, known, given, number)
    return {one.name: one.value(places[one.name]) for one in calibration.free}


def _spread(calibration: Calibration) -> list[dict[str, float]]:
    """Spread places of sets evenly around defaults."""
    settings = calibration.search
    ranges: dict[str, tuple[float, float]] = {}
    for one in calibration.free:
        middle, half = one.place(one.default), settings.spread / 2
        # Where a range ends, the stretch around the default is moved, not cut.
        low = min(max(middle - half, 0.0), 1 - settings.spread)
        ranges[one.name] = (low, low + settings.spread)
    points = drawn("latin_hypercube", ranges, settings.start, settings.seed)
    return [{name: float(value) for name, value in one.values.items()} for one in points]


def _estimated(
    calibration: Calibration,
    known: Mapping[int, analysis.Trial],
    given: Mapping[int, Mapping[str, float]],
    number: int,
) -> dict[str, float]:
    """Propose places by the tree-structured Parzen estimator."""
    import optuna
    from optuna.distributions import FloatDistribution
    from optuna.trial import TrialState, create_trial

    settings, free = calibration.search, calibration.free
    space = {one.name: FloatDistribution(0.0, 1.0) for one in free}
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            n_startup_trials=1,
            multivariate=True,
            constant_liar=True,
            seed=hashed_id("calibration", settings.seed, number) % _SEEDS,
        )
        study = optuna.create_study(sampler=sampler)
        for earlier in range(number):
            trial = known.get(earlier)
            running = earlier > number - settings.batch
            if trial is not None and trial.failed and not running:
                continue
            values = given[earlier] if trial is None else trial.values
            value = None
            if not running and trial is not None:
                value = analysis.loss(trial, calibration.targets, free, settings.pulls)
            study.add_trial(
                create_trial(
                    state=TrialState.RUNNING if running else TrialState.COMPLETE,
                    params={one.name: one.place(values[one.name]) for one in free},
                    distributions=dict(space),
                    value=None if value is None or math.isnan(value) else value,
                )
            )
        asked = study.ask(dict(space))
    return {name: float(asked.params[name]) for name in space}


def identity(calibration: Calibration) -> dict[str, Any]:
    """Keep all that can change a trial, but not their number."""
    search_settings = calibration.search.model_dump(exclude={"trials", "ensemble"})
    return {
        "scenarios": [one.content_hash for one in calibration.with_values({})],
        "seeds": list(calibration.seeds),
        "window": calibration.window,
        "free": [asdict(one) for one in calibration.free],
        "targets": plain([one.identity() for one in calibration.targets]),
        "search": search_settings,
        "code": stamp_hash(),
        "optuna": package_version("optuna"),
    }


def _as_tried(calibration: Calibration, folder: Path) -> Calibration:
    """Find the calibration that a folder's trials have, for a check.

    Raises:
        ResultsError: There are none, or they are of something else.
    """
    plan = read_plan(folder)
    if plan is None or not (folder / LOG).is_file():
        hint = "run the calibration first, or name its folder with --out"
        raise ResultsError(Problem("holds no trials to check", file=str(folder), hint=hint))
    settings = calibration.search.model_copy(update={"trials": plan["trials"]})
    found = replace(calibration, scale=plan["scale"], search=settings)
    if hash_of(identity(found)) != plan["hash"]:
        text = "its trials are of another file, seeds, settings, code or version of packages"
        hint = "give the same --seeds and --set, or calibrate anew"
        raise ResultsError(Problem(text, file=str(folder), hint=hint))
    return found


def _check_fresh(calibration: Calibration, seeds: tuple[int, ...]) -> None:
    """Check that seeds were not used in the trials.

    Raises:
        OptionError: Some were.
    """
    used = sorted(set(seeds) & set(calibration.seeds))
    if used:
        text = f"the trials used {', '.join(map(str, used))}; a check needs other seeds"
        raise OptionError(Problem(text, path="check"))


def fitted_of(calibration: Calibration, tried: Mapping[int, analysis.Trial]) -> analysis.Fitted:
    """Collect what was tried, as tables are made from it.

    Raises:
        ModelError: What is in force could not be run.
    """
    known = [tried[number] for number in sorted(tried) if number < calibration.search.trials]
    good = tuple(one for one in known if not one.failed)
    if not good or good[0].number:
        why = known[0].failed if known and not known[0].number else "it was not tried"
        raise ModelError(f"trial 0, the parameters in force: {why}")
    return analysis.Fitted(
        targets=calibration.targets,
        free=calibration.free,
        trials=good,
        failed=tuple(one for one in known if one.failed),
        pulls=calibration.search.pulls,
        most=calibration.search.ensemble,
        labels=labels_of(one.scenario for one in calibration.bases),
    )


def _member(fitted: analysis.Fitted, member: int) -> analysis.Trial:
    """Find a set of the ensemble.

    Raises:
        OptionError: There are not so many.
    """
    kept = fitted.ensemble()
    if member > len(kept):
        text = f"{member} is more than the {len(kept)} sets of the ensemble"
        raise OptionError(Problem(text, path="member"))
    return kept[member - 1]


def _tables(
    calibration: Calibration, fitted: analysis.Fitted, checks: Checks, about: dict[str, Any]
) -> dict[str, Any]:
    """Make the tables; note which best set was checked."""
    import pandas as pd

    held = [(one.name, one.says) for one in calibration.held_out]
    tables = {
        "fit": analysis.fit_table(fitted),
        "parameters": analysis.parameters_table(fitted),
        "ensemble": analysis.ensemble_table(fitted),
        "trials": analysis.trials_table(fitted),
        "conflicts": analysis.conflicts_table(fitted),
        "held_out": pd.DataFrame(held, columns=["pattern", "says"]),
    }
    best = fitted.ensemble()[0]
    known = checks.of(best.number)
    if known is not None:
        tables["check"] = analysis.check_table(fitted.targets, known.figures, best, fitted.labels)
        about["check"] = {"seeds": len(known.seeds), "scale": known.scale, "trial": best.number}
    return tables


def _about(calibration: Calibration, fitted: analysis.Fitted) -> dict[str, Any]:
    """Say what was run and found, for figures and sentences."""
    kept = fitted.ensemble()
    scales = {one.scale for one in calibration.with_values({})}
    return {
        "name": calibration.name,
        "trials": len(fitted.trials) + len(fitted.failed),
        "failed": len(fitted.failed),
        "seeds": len(calibration.seeds),
        "scale": max(scales),
        "window": calibration.window,
        "accepted": fitted.accepted(),
        "members": len(kept),
        "best": kept[0].number,
        "missed": list(analysis.missed(kept[0], fitted.targets)),
        "check": None,
    }
