"""Makes a calibration from its file, or tells everything that is wrong with it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.analysis.calibration import Free, Target
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Source
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario import Scenario
from sim.scenario.check import check
from sim.scenario.layers import Settings
from sim.scenario.load import Loaded, variant
from sim.scenario.places import missing_file
from sim.scenario.yamlfile import KeyPath, read_yaml
from sim.sweeps.calibration_schema import (
    CalibrationFile,
    HeldOutPart,
    RangePart,
    SearchPart,
    TargetPart,
)
from sim.sweeps.kinds import find_experiment
from sim.sweeps.told import Told, laid_over, load_bases, with_settings


@dataclass(frozen=True)
class Calibration:
    """What is fitted to what; `load_calibration` makes it.

    Attributes:
        name: Name of its file.
        summary: What it is, one or two sentences.
        file: The file as the user named it.
        text: The file.
        bases: The scenarios.
        seeds: The seeds of every trial, ascending.
        scale: Share of the residents instead of what the scenarios say, or None.
        months: Months after the common past instead of what the scenarios say, or None.
        window: Months of a headline.
        free: The free parameters, in the order of the file.
        targets: The targets, in the order of the file.
        held_out: Patterns that are not fitted.
        search: How parameters are searched.
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
    free: tuple[Free, ...]
    targets: tuple[Target, ...]
    held_out: tuple[HeldOutPart, ...]
    search: SearchPart

    def scenarios(
        self, values: Mapping[str, float], scale: float | None = None
    ) -> tuple[Scenario, ...]:
        """The scenarios with values of the free parameters.

        Args:
            values: By name of the parameter.
            scale: Share of the residents instead of the calibration's own.
        """
        from sim.runs.simulate import shaped

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
        """The free parameters as they are without calibration."""
        return {one.name: one.default for one in self.free}


def load_calibration(
    path_or_name: str | Path,
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    settings: Settings = (),
    trials: int | None = None,
) -> Calibration:
    """The calibration of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        seeds: Seeds, instead of the file's.
        scale: Share of the residents, instead of the file's.
        settings: Values that lie over every scenario.
        trials: How many sets of parameters are tried, instead of the file's number.

    Raises:
        ScenarioError: With every problem of the file and its scenarios.
    """
    from sim.runs.choose import comparable

    place = find_experiment(str(path_or_name), "calibration")
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
    content, kept = check(CalibrationFile, document, problems)
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
    checked = _Checked(content, bases, told, problems)
    free, targets = checked.free(), checked.targets()
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    search = content.search
    return Calibration(
        name=place.name,
        summary=content.summary.strip(),
        file=place.file,
        text=place.path.read_text("utf-8-sig"),
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


class _Checked:
    """Reads parameters and targets, each checked where it is written.

    Args:
        content: The file.
        bases: The scenarios, those that are right.
        told: Tells problems where the file has them.
        problems: Receives everything that is wrong.
    """

    def __init__(
        self, content: CalibrationFile, bases: Sequence[Loaded], told: Told, problems: list[Problem]
    ) -> None:
        self._content, self._bases = content, bases
        self._told, self._problems = told, problems

    def _wrong(self, where: KeyPath, message: str, hint: str = "") -> None:
        """Note what is wrong at a key path."""
        self._problems.append(self._told.problem(where, message, hint))

    def free(self) -> tuple[Free, ...]:
        """The free parameters that are right."""
        found = [self._free(name, part) for name, part in self._content.parameters.items()]
        return tuple(one for one in found if one is not None)

    def _free(self, name: str, part: RangePart) -> Free | None:
        """One free parameter."""
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
        return Free(name, low, high, default, part.log)

    def targets(self) -> tuple[Target, ...]:
        """The targets that are right."""
        names = [one.name for one in self._content.targets]
        for index, name in enumerate(names):
            if name in names[:index]:
                self._wrong(("targets", index, "name"), f"two targets are called {name!r}")
        for index, held in enumerate(self._content.held_out):
            if held.name in names:
                text = f"{held.name!r} is a target, so it is not held out"
                self._wrong(("held_out", index, "name"), text)
        found = [self._target(index, part) for index, part in enumerate(self._content.targets)]
        return tuple(one for one in found if one is not None)

    def _target(self, index: int, part: TargetPart) -> Target | None:
        """One target."""
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
                self._wrong((*where, key), f"there is no {what} {name!r} here", hint)
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
        return Target(
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
        """Whether a run is long enough for a trend."""
        months = self._content.run.months
        if months is None and self._bases:
            months = self._bases[0].scenario.months
        if part.trend_months is not None and months is not None and part.trend_months > months:
            text = f"the run has {months} months after the common past"
            self._wrong((*where, "trend_months"), text)

    def _width(self, part: TargetPart, where: KeyPath) -> float | None:
        """What one width of a band is; None when the band is wrong."""
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
