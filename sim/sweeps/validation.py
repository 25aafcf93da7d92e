"""Makes a validation from its file, or tells everything that is wrong with it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from sim.analysis.calibration import Target
from sim.analysis.calibration_tables import unit_of
from sim.analysis.validation import MINUS, Pattern, Quantity, Reading, target_key
from sim.declarations.metrics import METRICS
from sim.declarations.outputs import OUTPUTS
from sim.declare import Source
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario import Scenario
from sim.scenario.layers import Settings
from sim.scenario.load import load, variant
from sim.scenario.places import VALIDATION, Place, find, looks_like_path, missing_file
from sim.scenario.yamlfile import KeyPath
from sim.sweeps.calibration import Calibration, load_calibration
from sim.sweeps.experiment import expanded
from sim.sweeps.kinds import find_experiment, read_file
from sim.sweeps.told import Told
from sim.sweeps.trials import alike
from sim.sweeps.validation_schema import (
    ExpectPart,
    PatternPart,
    ReadingPart,
    RunPart,
    ValidationFile,
)


@dataclass(frozen=True)
class Validation:
    """What is looked for in what; `load_validation` makes it.

    Attributes:
        name: Name of its file.
        summary: What it is, one or two sentences.
        file: The file as the user named it.
        seeds: Seeds, ascending.
        window: Months of a headline.
        groups: The scenarios under the names of their runs, in groups that begin alike.
        readings: Every number that is read, by key.
        targets: Targets of the calibration, whose scenarios are runs of the same names.
        patterns: Fitted ones first, then those of the file.
        outputs: Outputs that go into a table.
    """

    name: str
    summary: str
    file: str
    seeds: tuple[int, ...]
    window: int
    groups: tuple[tuple[Scenario, ...], ...]
    readings: Mapping[str, Reading]
    targets: tuple[Target, ...]
    patterns: tuple[Pattern, ...]
    outputs: tuple[Reading, ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario."""
        return tuple(one for group in self.groups for one in group)

    def wanted(self, group: int) -> tuple[list[Reading], list[Target]]:
        """What is read from the runs of a group."""
        runs = {one.name for one in self.groups[group]}
        readings = [one for one in self.readings.values() if one.run in runs]
        return readings, [one for one in self.targets if one.scenario in runs]


def load_validation(
    path_or_name: str | Path,
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    settings: Settings = (),
) -> Validation:
    """The validation of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        seeds: Seeds, instead of the file's.
        scale: Share of the residents, instead of what the scenarios say.
        settings: Values that lie over every scenario, under those of the runs.

    Raises:
        ScenarioError: With every problem of the file, its scenarios and its calibration.
    """
    place = find_experiment(str(path_or_name), VALIDATION)
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    kept, content = read_file(place, ValidationFile, problems, VALIDATION)
    if kept is None or content is None:
        raise ScenarioError(problems)
    if seeds is not None:
        content = content.model_copy(update={"seeds": tuple(seeds)})
    reader = _Reader(content, place, Told(kept), problems, scale, settings)
    found = reader.validation()
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return found


class _Reader:
    """Reads runs and patterns, each checked where it is written.

    Args:
        content: The file.
        place: Where it is.
        told: Tells problems where the file has them.
        problems: Receives everything that is wrong.
        scale: Share of the residents, or None.
        settings: Values that lie over every scenario, under those of the runs.
    """

    def __init__(
        self,
        content: ValidationFile,
        place: Place,
        told: Told,
        problems: list[Problem],
        scale: float | None,
        settings: Settings,
    ) -> None:
        self._content, self._place, self._told = content, place, told
        self._problems, self._scale, self._settings = problems, scale, settings
        self._readings: dict[str, Reading] = {}
        self._runs: dict[str, Scenario] = {}

    def _wrong(self, where: KeyPath, message: str, hint: str = "") -> None:
        """Note what is wrong at a key path."""
        self._problems.append(self._told.problem(where, message, hint))

    def validation(self) -> Validation:
        """All of it; only worth something when no problem was noted."""
        content = self._content
        self._runs = dict(self._each_run())
        groups = tuple(tuple(group) for group in alike(list(self._runs.values())))
        calibration = self._calibration()
        targets = () if calibration is None else calibration.targets
        patterns = [
            pattern
            for index, part in enumerate(content.patterns)
            for pattern in self._pattern(part, ("patterns", index))
        ]
        self._check_names(patterns, calibration, groups)
        outputs = []
        for index, run in enumerate(content.outputs):
            self._known_run(run, ("outputs", index))
            outputs += [Reading(run, name) for name in OUTPUTS]
        self._readings |= {one.key: one for one in outputs}
        fitted = [_fitted(one, one.metric in content.input_driven) for one in targets]
        return Validation(
            name=self._place.name,
            summary=content.summary.strip(),
            file=self._place.file,
            seeds=tuple(sorted(content.seeds)),
            window=content.window,
            groups=groups,
            readings=self._readings,
            targets=tuple(targets),
            patterns=(*fitted, *patterns),
            outputs=tuple(outputs),
        )

    def _each_run(self) -> Iterator[tuple[str, Scenario]]:
        """The runs that are right, under their names."""
        from sim.runs.simulate import shaped

        for name, part in self._content.runs.items():
            where: KeyPath = ("runs", name)
            named = find(part.scenario, "scenario", self._place)
            absent = named if isinstance(named, Problem) else missing_file(named, "scenario")
            if absent is not None:
                self._wrong((*where, "scenario"), absent.message, absent.hint)
                continue
            assert isinstance(named, Place)
            named_as = named.file if looks_like_path(part.scenario) else part.scenario
            try:
                found = load(named_as, self._settings)
            except ScenarioError as error:
                self._problems.extend(error.problems)
                continue
            try:
                if part.settings:
                    found = variant(found, expanded(found, part.settings))
            except ScenarioError as error:
                self._problems.extend(self._told.moved(error.problems, (*where, "settings")))
                continue
            scenario = shaped(found.scenario, scale=self._scale, months=self._content.months)
            yield name, replace(self._swapped(scenario, part, where), name=name)

    def _swapped(self, scenario: Scenario, part: RunPart, where: KeyPath) -> Scenario:
        """A scenario in whose town two communities have changed their units."""
        if part.swap_units is None:
            return scenario
        units = {one.id: one.units for one in scenario.town.communities}
        unknown = [one for one in part.swap_units if one not in units]
        for one in unknown:
            hint = did_you_mean(one, [*units])
            self._wrong((*where, "swap_units"), f"there is no community {one!r}", hint)
        if unknown:
            return scenario
        first, second = part.swap_units
        units |= {first: units[second], second: units[first]}
        communities = tuple(
            one.model_copy(update={"units": units[one.id]}) for one in scenario.town.communities
        )
        town = scenario.town.model_copy(update={"communities": communities})
        return replace(scenario, town=town)

    def _calibration(self) -> Calibration | None:
        """The calibration whose targets are looked at, if there is one and it is right."""
        named = self._content.calibration
        if named is None:
            return None
        if looks_like_path(named) and not Path(named).is_absolute():
            named = str(self._place.path.parent / named)
        try:
            found = load_calibration(named)
        except ScenarioError as error:
            self._problems.extend(error.problems)
            return None
        if found.window != self._content.window:
            text = f"the headlines of the calibration are means of {found.window} months"
            self._wrong(("window",), text, f"write window: {found.window}")
        for base in found.bases:
            name = base.scenario.name
            run = self._content.runs.get(name)
            if run is None or run.settings or run.swap_units:
                text = f"the calibration is about {name!r}, so a run of that name without settings"
                self._wrong(("runs",), f"{text} is needed")
            elif name in self._runs and found.months not in (None, self._runs[name].months):
                text = f"it lasts {self._runs[name].months} months, the calibration {found.months}"
                self._wrong(("runs", name), text, "write months")
        return found

    def _known_run(self, run: str, where: KeyPath) -> bool:
        """Whether there is a run; notes it when not."""
        if run in self._content.runs:
            return True
        hint = did_you_mean(run, [*self._content.runs])
        self._wrong(where, f"there is no run {run!r}", hint)
        return False

    def _pattern(self, part: PatternPart, where: KeyPath) -> Iterator[Pattern]:
        """The pattern, when it is right."""
        before, ways = len(self._problems), part.ways()
        if len(ways) != 1:
            text = f"it has {' and '.join(ways) or 'no figures'}"
            self._wrong(where, f"{text}; it needs one of each, rising and sums")
            return
        low, high = self._expected(part, where)
        quantities = list(self._quantities(part, where))
        if len(self._problems) > before or not quantities:
            return
        units = dict.fromkeys(unit for _, unit in quantities)
        if len(units) > 1 and not isinstance(part.expect, str):
            self._wrong(where, f"its figures have different units: {', '.join(units)}")
        yield Pattern(
            name=part.name,
            label=(part.label.en, part.label.zh),
            kind=part.kind,
            unit=next(iter(units)),
            low=low,
            high=high,
            sign=isinstance(part.expect, str),
            quantities=tuple(one for one, _ in quantities),
            source=Source(part.mark, part.source),
            reason=("", "") if part.reason is None else (part.reason.en, part.reason.zh),
        )

    def _expected(self, part: PatternPart, where: KeyPath) -> tuple[float, float]:
        """The ends of what is expected."""
        if isinstance(part.expect, ExpectPart):
            low, high = part.expect.low, part.expect.high
            if low is None and high is None:
                self._wrong((*where, "expect"), "a band needs low, high or both")
            ends = (-math.inf if low is None else low, math.inf if high is None else high)
            if ends[0] >= ends[1]:
                self._wrong((*where, "expect"), f"'low', {low}, must be less than 'high', {high}")
            return ends
        if part.rising and part.expect == "below":
            self._wrong((*where, "expect"), "figures that rise differ by more than 0: write above")
        return (0.0, math.inf) if part.expect == "above" else (-math.inf, 0.0)

    def _quantities(self, part: PatternPart, where: KeyPath) -> Iterator[tuple[Quantity, str]]:
        """Its quantities with their units."""
        if part.each:
            for index, one in enumerate(part.each):
                yield from self._sum([one], (*where, "each", index))
        for index, chain in enumerate(part.rising):
            if len(chain) < 2:
                self._wrong((*where, "rising", index), "a list of one figure does not rise")
            for less, more in pairwise(chain):
                taken = less.model_copy(update={"times": -1.0})
                yield from self._sum([more, taken], (*where, "rising", index))
        for index, several in enumerate(part.sums):
            yield from self._sum(several, (*where, "sums", index))

    def _sum(self, parts: Sequence[ReadingPart], where: KeyPath) -> Iterator[tuple[Quantity, str]]:
        """A quantity and its unit, when it is right."""
        before = len(self._problems)
        terms, text, unit = [], "", ""
        for part in parts:
            reading = self._reading(part, where)
            if len(self._problems) > before:
                return
            self._readings[reading.key] = reading
            terms.append((part.times, reading.key))
            size = "" if abs(part.times) == 1 else f"{abs(part.times):g} "
            sign = MINUS if part.times < 0 else " + "
            text += f"{sign if text or part.times < 0 else ''}{size}{reading.key}"
            declared = {**METRICS, **OUTPUTS}[part.metric]
            unit = unit or ("places" if part.view == "rank" else declared.unit)
        yield Quantity(tuple(terms), text.strip()), unit

    def _reading(self, part: ReadingPart, where: KeyPath) -> Reading:
        """A reading; notes what is wrong with it."""
        known = self._known_run(part.run, where)
        scenario = self._runs.get(part.run)
        if part.metric not in METRICS and part.metric not in OUTPUTS:
            hint = did_you_mean(part.metric, [*METRICS, *OUTPUTS])
            self._wrong(where, f"there is no metric or output {part.metric!r}", hint)
        if part.community and part.other_than:
            self._wrong(where, "it has 'community' and 'except'; it can have one of them")
        if part.view != "value" and len(part.community) != 1:
            self._wrong(where, f"a {part.view} is that of one community")
        if part.metric in OUTPUTS and (part.community or part.other_than or part.years):
            self._wrong(where, f"{part.metric} is of the whole town at the end of a run")
        places = (*part.community, *part.other_than)
        if known and scenario is not None:
            ids = scenario.town.community_ids
            for one in places:
                if one not in ids:
                    self._wrong(where, f"there is no community {one!r}", did_you_mean(one, ids))
            if part.years and not _covers(scenario, part.years):
                self._wrong(
                    where,
                    f"the run {part.run!r} does not last from {part.years[0]} to {part.years[1]}",
                )
        return Reading(part.run, part.metric, places, bool(part.other_than), part.years, part.view)

    def _check_names(
        self,
        patterns: Sequence[Pattern],
        calibration: Calibration | None,
        groups: Sequence[Sequence[Scenario]],
    ) -> None:
        """Names that stand twice, and patterns that are held out and are not looked for."""
        names = [one.name for one in self._content.patterns]
        for index, name in enumerate(names):
            if name in names[:index]:
                self._wrong(("patterns", index, "name"), f"two patterns are called {name!r}")
        if calibration is None or self._problems:
            return
        held = {one.name for one in patterns if one.kind == "held_out"}
        for one in calibration.held_out:
            if one.name not in held:
                text = f"{one.name!r} is held out by the calibration, and no such pattern is here"
                self._wrong(("patterns",), text)
        fitted = {one.name for one in calibration.targets}
        for index, name in enumerate(names):
            if name in fitted:
                self._wrong(("patterns", index, "name"), f"{name!r} is a target of the calibration")
        sharing = [{one.name for one in group} for group in groups]
        scenarios = {base.scenario.name for base in calibration.bases}
        if not any(scenarios <= group for group in sharing):
            self._wrong(("runs",), "the scenarios of the calibration have no past in common")


def _covers(scenario: Scenario, years: tuple[int, int]) -> bool:
    """Whether a run lasts over whole calendar years."""
    return scenario.first_month <= years[0] * 12 and (years[1] + 1) * 12 <= scenario.end


def _fitted(target: Target, input_driven: bool) -> Pattern:
    """A target as a pattern."""
    parts = [f"{target.scenario}.{target.metric}"]
    if target.divided_by:
        parts.append(f" / {target.divided_by}")
    if target.minus_metric:
        parts.append(f"{MINUS}{target.minus_metric}")
    if target.minus_scenario:
        parts.append(f"{MINUS}{target.minus_scenario}.{target.metric}")
    if target.trend_months:
        parts.append(f", rise per year over {target.trend_months} months")
    return Pattern(
        name=target.name,
        label=("", ""),
        kind="input_driven" if input_driven else "fitted",
        unit=unit_of(target),
        low=target.low,
        high=target.high,
        sign=False,
        quantities=(Quantity(((1.0, target_key(target.name)),), "".join(parts)),),
        source=target.source,
        target=target,
    )
