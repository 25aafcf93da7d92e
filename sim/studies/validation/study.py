"""The file of a validation, what it reads from its runs, and its tables.

A line of the log is known by a key of all that can change its numbers, so that a validation that
was stopped goes on, and one of other code or other files begins anew in the same folder.
"""

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.analysis.calibration import Target, described, figure_of, needed_metrics, unit_of
from sim.analysis.outputs import measure_outputs
from sim.analysis.validation import (
    FAIL,
    KINDS,
    MINUS,
    NOT_TESTED,
    PASS,
    Pattern,
    Quantity,
    Reading,
    View,
    by_seed_table,
    outputs_table,
    quantities_table,
    target_key,
    validation_table,
    with_sets,
)
from sim.analysis.validation import Found as SeedValues
from sim.declarations.metrics import METRICS
from sim.declarations.outputs import OF_PANEL, OUTPUTS
from sim.declare import Mark, Source
from sim.errors import ModelError, Problem, ResultsError, ScenarioError, UserError, did_you_mean
from sim.runs import files
from sim.runs.manifest import code_digest, model_digest, parameters_digest, plain
from sim.runs.parallel import Crew, Terms, Tick
from sim.runs.plausible import under_set
from sim.runs.progress import progress_bar
from sim.runs.request import Request
from sim.runs.simulate import shaped, warm_up
from sim.scenario import Scenario
from sim.scenario.fields import FileModel, Name, Seeds, refuse, show
from sim.scenario.layers import Settings
from sim.scenario.load import load as load_scenario
from sim.scenario.load import variant
from sim.scenario.places import VALIDATION, NamedFile, find, looks_like_path, missing_file
from sim.scenario.scenario import labels_of
from sim.scenario.schema import LONGEST_RUN, Schema, schema_of_model
from sim.scenario.town import Label
from sim.scenario.yamlfile import KeyPath, parse_json
from sim.studies.calibration.report import title_of
from sim.studies.calibration.study import Calibration, read_calibration
from sim.studies.engine import Found, head, line, time_line
from sim.studies.runs import Runs, Under, under
from sim.studies.validation import KIND
from sim.sweeps.design import expanded
from sim.sweeps.kinds import Told, find_experiment, read_file
from sim.sweeps.plan import stamp_hash, time_of
from sim.sweeps.trials import alike, run_branches, town_lines
from sim.words import Speech

Sign = Literal["above", "below"]
_WAYS = ("each", "rising", "sums")


def _ids(value: Any) -> Any:
    """Read one id as a list of one."""
    return (value,) if isinstance(value, str) else value


def _years(value: Any) -> Any:
    """Read ``2017`` or ``1998..2001`` as first and last year."""
    if value is None:
        return None
    ends = str(value).split("..")
    if len(ends) > 2 or not all(one.isdigit() and len(one) == 4 for one in ends):
        raise refuse(f"found {show(value)}; must be a year or two", "write 2017 or 1998..2001")
    first, last = int(ends[0]), int(ends[-1])
    if last < first:
        raise refuse(f"found {show(value)}; the last year is before the first")
    return first, last


Ids = Annotated[tuple[Name, ...], BeforeValidator(_ids)]
Years = Annotated[tuple[int, int] | None, BeforeValidator(_years)]


class RunPart(FileModel):
    """A scenario, with what is changed in it."""

    scenario: Name = Field(description="Name of a shipped scenario, or a path")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path, measures.NAME: off among them"
    )
    swap_units: Annotated[tuple[Name, ...], Field(min_length=2, max_length=2)] | None = Field(
        None, description="Two communities that change their numbers of resident units"
    )


class ReadingPart(FileModel):
    """One number of one run."""

    run: Name = Field(description="Name of one of the runs")
    metric: Name = Field(description="Name of a metric, or of an output of the end of a run")
    community: Ids = Field((), description="A community, or several whose mean is meant")
    other_than: Ids = Field((), alias="except", description="All communities but these, their mean")
    years: Years = Field(None, description="Calendar years, instead of the last months")
    view: View = Field("value", alias="as", description="value, rank or lead of the community")
    times: float = Field(1.0, description="Factor in a sum")


class ExpectPart(FileModel):
    """A band for the mean."""

    low: float | None = Field(None, description="Lower end; open when left out")
    high: float | None = Field(None, description="Upper end; open when left out")


class PatternPart(FileModel):
    """Something that the model should show."""

    name: Name = Field(description="Name of the pattern, unique in the file")
    kind: Literal["held_out", "input_driven", "mechanism"] = Field(
        description="held_out: never fitted; input_driven: follows from levers; mechanism: "
        "something is switched off"
    )
    label: Label = Field(description="What a reader sees, in English (en) and Chinese (zh)")
    expect: ExpectPart | Sign = Field(description="{low, high}, above or below")
    each: tuple[ReadingPart, ...] = Field((), description="Figures, each as expected")
    rising: tuple[tuple[ReadingPart, ...], ...] = Field(
        (), description="Lists of figures, each larger than the one before"
    )
    sums: tuple[tuple[ReadingPart, ...], ...] = Field((), description="Sums, each as expected")
    mark: Mark = Field(description="survey, official, case, policy, computed or assumed")
    source: str = Field("", description="Where the expectation comes from")
    reason: Label | None = Field(
        None,
        description="Why it does not hold, as far as its authors know; shown only where it fails",
    )

    def ways(self) -> list[str]:
        """List the ways in which figures are given; there should be one."""
        return [name for name in _WAYS if getattr(self, name)]


class File(FileModel):
    """A validation: runs, and patterns that are looked for in them."""

    kind: Literal["validation"] = Field("validation", description="validation")
    summary: str = Field("", description="What is validated, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    calibration: Name | None = Field(
        None, description="Name or path of the calibration whose targets are looked at as well"
    )
    input_driven: tuple[Name, ...] = Field(
        (), description="Metrics whose targets follow from levers and are no evidence"
    )
    seeds: Seeds = Field(description="A list, or text such as 0..9")
    window: int = Field(12, ge=1, description="Last months that a headline is the mean of")
    months: int | None = Field(
        None, ge=2, le=LONGEST_RUN, description="Months after the common past"
    )
    runs: dict[Name, RunPart] = Field(min_length=1, description="By name")
    outputs: tuple[Name, ...] = Field((), description="Runs whose outputs go into a table")
    patterns: Annotated[tuple[PatternPart, ...], Field(min_length=1)] = Field(
        description="What the model should show"
    )


@dataclass(frozen=True)
class Validation:
    """What is looked for in what.

    ``groups`` are the scenarios under the names of their runs, in groups that begin alike;
    ``readings`` every number that is read, by key; ``targets`` those of the calibration, whose
    scenarios are runs of the same names; ``patterns`` the fitted ones first, then those of the
    file; ``outputs`` what goes into a table; ``window`` the months of a headline; ``under`` the
    plausible sets of parameters under which all is run as well.
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
    under: Under | None = None

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario."""
        return tuple(one for group in self.groups for one in group)

    def wanted(self, group: int) -> tuple[list[Reading], list[Target]]:
        """List what is read from the runs of a group."""
        runs = {one.name for one in self.groups[group]}
        readings = [one for one in self.readings.values() if one.run in runs]
        return readings, [one for one in self.targets if one.scenario in runs]

    @property
    def parts(self) -> tuple["RunGroup", ...]:
        """All that is run: every group with every seed, then under every set with one of them."""
        numbers = range(len(self.groups))
        found = [RunGroup(group, seed) for seed in self.seeds for group in numbers]
        if self.under is not None:
            seed = self.under.seed
            sets = range(1, self.under.count + 1)
            found += [RunGroup(group, seed, number) for number in sets for group in numbers]
        return tuple(found)

    def group(self, part: "RunGroup") -> tuple[Scenario, ...]:
        """List a part's runs; what a run says itself, no set moves."""
        group = self.groups[part.group]
        if not part.set or self.under is None:
            return group
        values = self.under.chosen.sets[part.set - 1]
        return tuple(
            shaped(
                under_set(
                    one, {k: v for k, v in values.items() if f"parameters.{k}" not in one.origins}
                ),
                scale=self.under.chosen.scale,
            )
            for one in group
        )


def load(subject: str | Path, request: Request) -> Validation:
    """Read the validation of a file, or a shipped one by name.

    Raises:
        ScenarioError: With every problem of the file, its scenarios and its calibration.
    """
    place = find_experiment(str(subject), VALIDATION)
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    kept, content = read_file(place, File, problems, VALIDATION)
    if kept is None or content is None:
        raise ScenarioError(problems)
    if request.seeds is not None:
        content = content.model_copy(update={"seeds": request.seeds})
    reader = _Reader(content, place, Told(kept), problems, request.scale, request.settings)
    found = reader.validation()
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    aimed = {one.scenario for one in found.targets} or {one.name for one in found.scenarios}
    sets = under(
        request.sets, KIND, [one for one in found.scenarios if one.name in aimed], found.seeds
    )
    return replace(found, patterns=_labelled(found), under=sets)


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
        content: File,
        place: NamedFile,
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
        """Read all; only of worth when no problem was noted."""
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
        """Read the runs that are right, under their names."""
        for name, part in self._content.runs.items():
            where: KeyPath = ("runs", name)
            named = find(part.scenario, "scenario", self._place)
            absent = named if isinstance(named, Problem) else missing_file(named, "scenario")
            if absent is not None:
                self._wrong((*where, "scenario"), absent.message, absent.hint)
                continue
            assert isinstance(named, NamedFile)
            named_as = named.file if looks_like_path(part.scenario) else part.scenario
            try:
                found = load_scenario(named_as, self._settings)
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
        """Swap the units of two communities in a scenario's town."""
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
        """Read the calibration whose targets count, if any is right."""
        named = self._content.calibration
        if named is None:
            return None
        if looks_like_path(named) and not Path(named).is_absolute():
            named = str(self._place.path.parent / named)
        try:
            found = read_calibration(named)
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
        """Check that there is a run; note when there is not."""
        if run in self._content.runs:
            return True
        hint = did_you_mean(run, [*self._content.runs])
        self._wrong(where, f"there is no run {run!r}", hint)
        return False

    def _pattern(self, part: PatternPart, where: KeyPath) -> Iterator[Pattern]:
        """Read the pattern, when it is right."""
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
        """Read the ends of what is expected."""
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
        """Read its quantities with their units."""
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
        """Read a quantity and its unit, when it is right."""
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
        """Read a reading; notes what is wrong with it."""
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
        """Note names given twice, and patterns held out but not looked for."""
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
    """Tell whether a run lasts over whole calendar years."""
    return scenario.first_month <= years[0] * 12 and (years[1] + 1) * 12 <= scenario.end


def _fitted(target: Target, input_driven: bool) -> Pattern:
    """Make a target as a pattern."""
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


def _labelled(validation: Validation) -> tuple[Pattern, ...]:
    """List patterns; those fitted get their targets' words."""
    aimed = {one.scenario for one in validation.targets}
    labels = labels_of(one for one in validation.scenarios if one.name in aimed)
    found = []
    for pattern in validation.patterns:
        if pattern.target is not None:
            row = described(pattern.target, labels)
            words = title_of(row, Speech("en")), title_of(row, Speech("zh"))
            pattern = replace(pattern, label=words)
        found.append(pattern)
    return tuple(found)


def conduct(study: Validation, runs: Runs) -> Found:
    """Run what has not been run yet, and compare every pattern with what was found."""
    known, under_sets = _read(study, runs)
    tables = {
        "validation": with_sets(
            validation_table(study.patterns, known), study.patterns, under_sets
        ),
        "quantities": quantities_table(study.patterns, known),
        "outputs": outputs_table(study.outputs, known),
        "by_seed": by_seed_table(study.patterns, known),
    }
    manifest = {"hashes": {"parameters": parameters_digest(), "model": model_digest()}}
    return Found(tables, _about(study, tables["validation"]["verdict"].tolist()), manifest)


def _read(study: Validation, runs: Runs) -> tuple[SeedValues, SeedValues]:
    """Read each seed, and each plausible set by its number."""
    parts, workers = len(study.parts), runs.processes
    log = SeedLog(runs.folder, study)
    kept = log.read()
    done = sum(log.key(part) in kept for part in study.parts)
    if done < parts and not runs.allowed:
        text = f"has {done:,} of the {parts:,} parts of the validation"
        raise ResultsError(Problem(text, file=str(runs.folder), hint="give the same command again"))
    if workers > 1 and runs.allowed:
        with suppress(UserError):
            warm_up(study.scenarios[0], runs.progress)
    with progress_bar("validation", parts, runs.progress) as show:
        return read_seeds(study, log, workers, show)


def explain(study: Validation, speech: Speech) -> list[str]:
    """Explain what is looked for, and what it takes."""
    kinds = {kind: speech(f"validation.kinds.{kind}") for kind in KINDS}
    counts = [
        speech(
            "explain.validation.kind",
            count=sum(one.kind == kind for one in study.patterns),
            kind=speech.inside(said),
        )
        for kind, said in kinds.items()
    ]
    listed = [
        speech(
            "explain.validation.pattern",
            label=speech.pair(one.label),
            kind=speech.inside(kinds[one.kind]),
            source=speech.known(one.source),
        )
        for one in study.patterns
    ]
    bands = sum(one.source.mark == "assumed" for one in study.patterns)
    scenarios, seeds = len(study.scenarios), len(study.seeds)
    runs = {"runs": scenarios * seeds, "scenarios": scenarios, "seeds": seeds}
    of = speech("list.headed", head=f"{len(study.patterns):,}", text=speech.commas(counts))
    sets, besides = [], 0.0
    if study.under is not None:
        moved = [study.group(RunGroup(group, seeds, 1)) for group in range(len(study.groups))]
        said = {"count": study.under.count, "scale": study.under.chosen.scale}
        sets = [line(speech, "sets", speech("explain.validation.sets", **said))]
        besides = study.under.count * time_of(moved)
    return [
        *head(speech, study, speech("explain.validation.does"), "runs_of"),
        line(speech, "patterns", of),
        *(f"  {one}" for one in listed),
        line(speech, "assumed", speech("explain.validation.assumed", count=bands)),
        line(speech, "runs", speech("explain.validation.runs", **runs)),
        *sets,
        time_line(speech, study.groups, seeds, besides),
    ]


def schema() -> Schema:
    """Make the JSON Schema of its file, with metrics and outputs."""
    found = schema_of_model(File, "Validation")
    parts = found["$defs"]
    reading = parts["ReadingPart"]["properties"]
    reading["metric"] |= {"enum": [*METRICS, *OUTPUTS]}
    for name in ("community", "except"):
        listed = {key: reading[name].pop(key) for key in ("type", "items") if key in reading[name]}
        reading[name]["anyOf"] = [{"type": "string", "minLength": 1}, listed]
    reading["years"] = {
        "description": reading["years"].get("description", ""),
        "anyOf": [
            {"type": "integer", "minimum": 1000, "maximum": 9999},
            {"type": "string", "pattern": r"^\d{4}(\.\.\d{4})?$"},
        ],
    }
    parts["PatternPart"]["oneOf"] = [{"required": [way]} for way in ("each", "rising", "sums")]
    return found


def _about(found: Validation, verdicts: Sequence[str]) -> dict[str, object]:
    """Say what was looked at and how it came out, for readers."""
    kinds = [one.kind for one in found.patterns]
    counts = {
        kind: {
            "patterns": kinds.count(kind),
            **{
                verdict.replace(" ", "_"): sum(
                    own == kind and said == verdict
                    for own, said in zip(kinds, verdicts, strict=True)
                )
                for verdict in (PASS, FAIL, NOT_TESTED)
            },
        }
        for kind in KINDS
    }
    return {
        "name": found.name,
        "seeds": len(found.seeds),
        "scale": max(one.scale for one in found.scenarios),
        "window": found.window,
        "counts": counts,
        **({} if found.under is None else {"sets": found.under.about}),
    }


SEED_LOG = "seeds.jsonl"
Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class RunGroup:
    """What a worker is given: a group of runs with one seed.

    Attributes:
        group: Which group of `Validation.groups`.
        seed: The seed.
        set: Number of the plausible set of parameters, from 1; 0 for those in force.
    """

    group: int
    seed: int
    set: int = 0


def read_unit(validation: Validation, part: RunGroup, tick: Tick) -> Values:
    """Run a group with a seed, and read everything that is wanted of it, NaN where null.

    Raises:
        UserError: The scenarios cannot be run.
    """
    readings, targets = validation.wanted(part.group)
    metrics, lines, found = needed_metrics(targets), {}, Values()
    followed = any(one.name in OF_PANEL for one in readings)
    record = ("panel",) if followed else ()
    for scenario, model in run_branches(validation.group(part), part.seed, tick, record):
        frame = model.frame()
        wanted = followed and any(
            one.run == scenario.name and one.name in OF_PANEL for one in readings
        )
        panel = model.recording.panel() if wanted else None
        outputs = measure_outputs(model.world, model.month - 1, panel)
        window = min(validation.window, scenario.months)
        for one in readings:
            if one.run == scenario.name:
                found[one.key] = one.value(frame, outputs, window)
        lines[scenario.name] = town_lines(frame, scenario.start, metrics)
    for target in targets:
        found[target_key(target.name)] = figure_of(target, lines, validation.window)
    return found


class SeedLog:
    """What was read, a entry for each group and seed, each added as soon as it has ended.

    Args:
        folder: The folder; it must exist.
        validation: What is read.
    """

    def __init__(self, folder: Path, validation: Validation) -> None:
        self.path, self._validation = folder / SEED_LOG, validation

    def key(self, part: RunGroup) -> str:
        """Hash all that can change the numbers of a part."""
        readings, targets = self._validation.wanted(part.group)
        group = self._validation.group(part)
        content = {
            "scenarios": [(one.name, one.content_hash) for one in group],
            "seed": part.seed,
            "window": self._validation.window,
            "readings": sorted(one.key for one in readings),
            "targets": plain([one.identity() for one in targets]),
            "code": [code_digest(), stamp_hash()],
        }
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def read(self) -> dict[str, Values]:
        """Read entries by key, passing over lines not whole or not ours."""
        if not self.path.exists():
            return {}
        return dict(self._lines())

    def _lines(self) -> Iterator[tuple[str, Values]]:
        """Yield key and values of each entry."""
        for entry in self.path.read_bytes().splitlines():
            try:
                found = parse_json(entry)
                values = {
                    str(name): math.nan if value is None else float(value)
                    for name, value in found["values"].items()
                }
                yield str(found["key"]), values
            except (ValueError, KeyError, TypeError, AttributeError):
                continue

    def add(self, part: RunGroup, values: Values) -> None:
        """Keep what was read.

        Raises:
            ResultsError: It cannot be written.
        """
        known = {name: None if math.isnan(value) else value for name, value in values.items()}
        runs = [one.name for one in self._validation.groups[part.group]]
        about = {"seed": part.seed, "set": part.set, "runs": runs}
        entry = {"key": self.key(part), **about, "values": known}
        text = json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
        with files.writing(self.path.parent), self.path.open("ab") as stream:
            if stream.tell() and not self._ends_whole():
                # What was cut off when a run was killed spoils no other entry.
                stream.write(b"\n")
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())

    def _ends_whole(self) -> bool:
        """Tell whether the last entry is whole."""
        with self.path.open("rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return stream.read(1) == b"\n"


def read_seeds(
    validation: Validation, log: SeedLog, workers: int, show: Callable[[int], None]
) -> tuple[SeedValues, SeedValues]:
    """Run every group with every seed and under every set, apart from what the log has.

    Args:
        validation: What is read.
        log: Where it is kept.
        workers: How many processes; with 1 all is done in this one.
        show: Told how many parts are done.

    Returns:
        By seed, the value of each key; and by number of the set.

    Raises:
        ModelError: Runs failed; what was read from the others is kept.
        UserError: The scenarios cannot be run.
    """
    parts, known = validation.parts, log.read()
    read = {part: known[log.key(part)] for part in parts if log.key(part) in known}
    todo = [part for part in parts if part not in read]
    show(len(read))
    failures: list[str] = []
    with Crew(read_unit, validation, min(workers, len(todo)), Terms(name=_part_name)) as crew:
        for part in todo:
            crew.give(part)
        for _ in todo:
            part, outcome = crew.outcome()
            if isinstance(outcome, UserError):
                raise outcome
            if isinstance(outcome, Exception):
                failures.append(f"{_part_name(part)}: {outcome}")
                continue
            log.add(part, outcome)
            read[part] = outcome
            show(len(read))
    if failures:
        raise ModelError(f"{len(failures)} of {len(parts)} parts failed, such as {failures[0]}")
    found: dict[int, Values] = {seed: {} for seed in validation.seeds}
    sets: dict[int, Values] = {}
    for part, values in read.items():
        if part.set:
            sets.setdefault(part.set, {}).update(values)
        else:
            found[part.seed] |= values
    return found, dict(sorted(sets.items()))


def _part_name(part: RunGroup) -> str:
    """Name a part for messages."""
    return f"group {part.group + 1}, seed {part.seed}" + (f", set {part.set}" if part.set else "")
