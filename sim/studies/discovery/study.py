"""The file of a discovery, its points, and its tables; or runs that lie in a folder."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.analysis import discovery as analysis
from sim.analysis.compare import HEADLINE_MONTHS
from sim.declarations.metrics import METRICS
from sim.errors import OptionError, Problem, ResultsError
from sim.kinds import kinds
from sim.runs import files
from sim.runs.options import Problems, check_metrics
from sim.runs.request import Request
from sim.scenario import Scenario
from sim.scenario.fields import FileModel, Name, Seeds, check, refuse
from sim.scenario.schema import Schema
from sim.scenario.yamlfile import parse_yaml
from sim.studies.analysis import is_folder
from sim.studies.engine import Found, factor_lines, head, line, runs_line
from sim.studies.runs import Runs
from sim.sweeps.cases import Cases, read_cases
from sim.sweeps.factors import (
    Factor,
    Moved,
    factors_table,
    hypercube,
    moved_fields,
    open_file,
    wrong_metric,
)
from sim.sweeps.jsonschema import schema_of_factors
from sim.sweeps.kinds import RunPart
from sim.sweeps.plan import estimate, make_plan
from sim.sweeps.responses import COST
from sim.words.speech import Speech

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Condition = tuple[str, str, float]
INTEREST = "interest"
"""What the scores of the outcome of interest are listed under, beside those of metrics."""
BOX_COLUMNS = [
    "box",
    "factor",
    "low",
    "high",
    "levels",
    "quasi_p",
    "reproduced",
    "coverage",
    "density",
    "density_low",
    "density_high",
    "mass",
    "points",
    "coverage_other",
    "density_other",
]
FEATURE_COLUMNS = ["outcome", "factor", "score", "low", "high", "stands_out"]
NOISE_COLUMNS = ["metric", "way", "threshold", "points", "holds", "noise_share"]


_CONDITION = re.compile(r"\s*([A-Za-z_]\w*)\s*(>|<|\babove\b|\bbelow\b)\s*(\S+)\s*")
MOST_POINTS = 20_000


class ConditionPart(FileModel):
    """A threshold that a metric lies above or below."""

    metric: Name = Field(description="A metric, or cost: all measures, yuan a year in the town")
    above: float | None = Field(None, description="The mean over seeds lies above this")
    below: float | None = Field(None, description="The mean over seeds lies below this")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise refuse("must have 'above' or 'below', one of them", "write {metric, above}")
        return self


def read_interest(texts: Sequence[str]) -> tuple[ConditionPart, ...]:
    """Read conditions as a command line has them.

    Args:
        texts: Each a metric or ``cost``, ``>`` or ``<``, and a number, such as
            ``participation_rate > 0.3``.

    Raises:
        OptionError: One of them is no such condition.
    """
    found, problems = [], []
    for text in texts:
        parts = _CONDITION.fullmatch(text)
        value = _number(parts[3]) if parts else None
        if parts is None or value is None:
            hint = "write it as 'participation_rate > 0.3'"
            problems.append(Problem(f"{text!r} is no condition", path="interest", hint=hint))
            continue
        if parts[1] != COST:
            _, wrong = check_metrics([parts[1]])
            problems += [replace(one, path="interest") for one in wrong]
        way = "above" if parts[2] in (">", "above") else "below"
        found.append(ConditionPart.model_validate({"metric": parts[1], way: value}))
    if problems:
        raise OptionError(problems)
    return tuple(found)


def _number(text: str) -> float | None:
    """Read a finite number, or None."""
    try:
        value = float(text.replace("_", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def recorded_discovery(text: str) -> "File | None":
    """Read the discovery that a store or a manifest keeps as text; None if it is not one."""
    problems: list[Problem] = []
    document = parse_yaml(text, "", problems)
    if document is None or document.data.get("kind") != "discovery":
        return None
    found, _ = check(File, document, problems)
    return None if problems else found


class SamplePart(FileModel):
    """The points of the Latin hypercube."""

    points: int = Field(ge=20, le=MOST_POINTS, description="How many points")
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of the design, and of what follows")


class BoxesPart(FileModel):
    """How boxes are found (PRIM)."""

    most: int = Field(2, ge=1, le=10, description="How many boxes at most")
    density: float = Field(
        0.8, gt=0, le=1, description="Share of points of interest that is wanted in a box"
    )
    peel: float = Field(0.05, gt=0, le=0.5, description="Share of points that is peeled away")
    mass: float = Field(0.05, gt=0, le=0.5, description="Smallest share of points in a box")


class File(FileModel):
    """A discovery: what is moved over which range, and what outcome is looked for."""

    kind: Literal["discovery"] = Field(description="discovery")
    summary: str = Field("", description="What the discovery is, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1, max_length=2)] = Field(
        description="One, whose level is looked at, or two, whose difference is: second minus first"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..4")
    run: RunPart = Field(RunPart(), description="What the runs have in common")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over every scenario"
    )
    interest: Annotated[tuple[ConditionPart, ...], Field(min_length=1, max_length=5)] = Field(
        description="What must hold of a point, all of it: means over the last 12 months and seeds"
    )
    factors: dict[str, Any] = Field(
        description="Levers and parameters by key path, as in a sensitivity study"
    )
    sample: SamplePart = Field(description="The points")
    boxes: BoxesPart = Field(BoxesPart(), description="How boxes are found")


@dataclass(frozen=True)
class Discovery(Moved):
    """A discovery: what must hold of a point, which points, and how boxes are found."""

    interest: tuple[ConditionPart, ...]
    sample: SamplePart
    boxes: BoxesPart

    def design(self) -> NDArray[np.float64]:
        """Draw the points in the unit cube, shape (points, factors)."""
        return hypercube(self.factors, self.sample.points, self.sample.seed)

    def metrics(self) -> tuple[str, ...]:
        """List what the conditions are about, each once."""
        return tuple(dict.fromkeys(one.metric for one in self.interest))


@dataclass(frozen=True)
class StoredRuns:
    """Runs that lie in a folder, looked at as they are; nothing is run."""

    source: Path
    cases: Cases
    interest: tuple[ConditionPart, ...]
    boxes: BoxesPart
    seed: int
    recorded: bool
    reading: Mapping[str, str | None]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """None that could be run: what is known of them stands in the folder."""
        return ()

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of the runs."""
        return self.cases.seeds


def load(subject: str | Path, request: Request) -> Discovery | StoredRuns:
    """Read the discovery of a file, shipped by name; or find runs in a folder.

    Raises:
        UserError: With every problem of the file, its scenarios and factors, or the options.
    """
    problems, own = Problems(), request.own
    reading = {name: own[name] for name in ("design", "scenario", "baseline")}
    wanted: tuple[ConditionPart, ...] = ()
    with problems.gather():
        wanted = read_interest(own["interest"] or ())
    if is_folder(subject, kinds()["discovery"]):
        running = {name: getattr(request, name) for name in ("seeds", "workers", "scale", "months")}
        why = f"{subject} is a folder of results; nothing is run"
        problems.add(_left_over({**running, "set": request.settings or None}, why))
        problems.settle()
        return _stored(Path(subject), wanted, reading)
    problems.add(_left_over(reading, "it is for a folder of results"))
    problems.settle()
    return _from_file(subject, request, wanted)


def _from_file(
    subject: str | Path, request: Request, interest: Sequence[ConditionPart]
) -> Discovery:
    """Read the discovery of a file."""
    found = open_file(subject, "discovery", File, request.settings)
    content: File = found.content
    for index, one in enumerate(content.interest):
        if one.metric != COST:
            where = ("interest", index, "metric")
            found.problems.extend(wrong_metric(found.told, where, one.metric))
    return Discovery(
        **moved_fields(found, seeds=request.seeds, scale=request.scale, months=request.months),
        interest=tuple(interest or content.interest),
        sample=content.sample,
        boxes=content.boxes,
    )


def _left_over(given: Mapping[str, object], why: str) -> list[Problem]:
    """Note options that mean nothing here."""
    return [
        Problem(why, path=name, hint="leave the option out")
        for name, value in given.items()
        if value is not None
    ]


def _stored(
    source: Path, wanted: Sequence[ConditionPart], reading: Mapping[str, str | None]
) -> StoredRuns:
    """Read runs that lie in a folder.

    Raises:
        UserError: The folder holds nothing that fits, or it is not said what is of interest.
    """
    first = read_cases(source, (), **reading)
    recorded = recorded_discovery(first.part.text)
    interest = tuple(wanted) or (recorded.interest if recorded is not None else ())
    if not interest:
        text = f"{source} does not say what is of interest"
        hint = "say it, as in --interest 'participation_rate > 0.3'"
        raise OptionError(Problem(text, path="interest", hint=hint))
    names = tuple(dict.fromkeys(one.metric for one in interest))
    cases = read_cases(source, names, **reading)
    boxes = recorded.boxes if recorded is not None else BoxesPart()
    seed = recorded.sample.seed if recorded is not None else 0
    return StoredRuns(source, cases, interest, boxes, seed, recorded is not None, reading)


def prepare(
    study: Discovery | StoredRuns, folder: Path, names: Sequence[str], overwrite: bool
) -> None:
    """Make the folder of the results; it must not be the one that is looked at.

    Raises:
        ResultsError: Something stands in the way.
    """
    if isinstance(study, StoredRuns) and folder.resolve() == study.source.resolve():
        text = "is the folder that is looked at, and stays as it is"
        raise ResultsError(Problem(text, str(folder), hint="choose another one with --out"))
    problems = files.check_folder(folder, names, overwrite, "discovery")
    if problems:
        raise ResultsError(problems)
    files.create_folder(folder)


def conduct(study: Discovery | StoredRuns, runs: Runs) -> Found:
    """Find boxes (PRIM) in which the outcome is frequent, and score the factors."""
    return _looked_at(study) if isinstance(study, StoredRuns) else _run(study, runs)


def _run(study: Discovery, runs: Runs) -> Found:
    """Run every point of the hypercube."""
    import pandas as pd

    experiment = study.experiment("points", study.factors, study.design())
    values = runs.responses(experiment, study.metrics())
    conditions = _conditions(study.interest)
    tables = discovery_tables(
        pd.DataFrame([point.values for point in experiment.points]),
        values,
        conditions,
        _search(study.boxes, study.sample.seed),
    )
    about = {
        "scenarios": [one.name for one in study.scenarios],
        "seeds": len(study.seeds),
        "points": len(experiment.points),
        "interesting": _interesting(tables),
        "window": min(HEADLINE_MONTHS, experiment.scenario(0, 0).months),
        "wanted": study.boxes.density,
        "conditions": [list(one) for one in conditions],
        "ranges": _ranges(study.factors),
        "left_out": 0,
    }
    return Found({**tables, "factors": factors_table(study.factors)}, about)


def _looked_at(study: StoredRuns) -> Found:
    """Look at runs that were done before."""
    cases, part = study.cases, study.cases.part
    conditions = _conditions(study.interest)
    factors = [_factor(cases, name) for name in part.factors]
    search = _search(study.boxes, study.seed)
    tables = discovery_tables(cases.factors, cases.values, conditions, search)
    about = {
        "scenarios": list(cases.scenarios),
        "seeds": len(cases.seeds),
        "points": len(cases.factors),
        "interesting": _interesting(tables),
        "window": cases.window,
        "wanted": study.boxes.density,
        "conditions": [list(one) for one in conditions],
        "ranges": _ranges(factors),
        "left_out": cases.left_out,
        "design": None if study.recorded else part.design,
    }
    scenarios = {name: part.scenarios[name] for name in cases.scenarios}
    interest = [f"{one[0]} {one[1]} {one[2]:g}" for one in conditions]
    manifest = {
        "scenarios": scenarios,
        "hashes": {"scenarios": {name: one["content_hash"] for name, one in scenarios.items()}},
        "options": {**study.reading, "interest": interest},
        "made_from": {
            "folder": str(study.source),
            "design": part.design,
            "plan": part.plan,
            "code": cases.plan["hashes"].get("stamp", ""),
        },
    }
    return Found({**tables, "factors": factors_table(factors)}, about, manifest)


def explain(study: Discovery, speech: Speech) -> list[str]:
    """Explain what the discovery is, moves and takes."""
    conditions = [
        speech(f"explain.discovery.{way}", metric=metric, value=value)
        for metric, way, value in _conditions(study.interest)
    ]
    wanted = speech("explain.discovery.interest", conditions=speech.listed(conditions))
    plan = make_plan(study.experiment("points", study.factors, study.design()))
    return [
        *head(speech, study, speech("explain.discovery.does")),
        line(speech, "interest", wanted),
        *factor_lines(speech, study.factors, [one.name for one in study.scenarios]),
        runs_line(speech, "runs", study, study.sample.points, estimate(plan)),
    ]


def schema() -> Schema:
    """Make JSON Schema of its file."""
    found = schema_of_factors(File, "Discovery")
    found["$defs"]["ConditionPart"] |= {"oneOf": [{"required": ["above"]}, {"required": ["below"]}]}
    found["$defs"]["ConditionPart"]["properties"]["metric"] |= {"enum": [*METRICS, COST]}
    return found


def _factor(cases: Cases, name: str) -> Factor:
    """Describe a factor of runs that are there: from where to where."""
    values = cases.factors[name]
    if name in cases.part.numeric:
        return Factor(name, float(values.min()), float(values.max()))
    known = sorted({str(value) for value in values})
    return Factor(name, known[0], known[-1])


def _ranges(factors: Sequence[Factor]) -> dict[str, list[Any]]:
    """Find ends of the ranges of factors that are numbers."""
    return {
        one.name: [one.low, one.high]
        for one in factors
        if not any(isinstance(end, str) for end in (one.low, one.high))
    }


def _conditions(interest: Sequence[ConditionPart]) -> list[tuple[str, str, float]]:
    """List what must hold of a point."""
    return [
        (one.metric, "above", one.above)
        if one.above is not None
        else (one.metric, "below", one.below or 0.0)
        for one in interest
    ]


def _search(part: BoxesPart, seed: int) -> analysis.Search:
    """Set how boxes are found."""
    return analysis.Search(part.most, part.density, part.peel, part.mass, seed)


def _interesting(tables: Mapping[str, "pd.DataFrame"]) -> int:
    """Count the points of interest."""
    return int(tables["noise"].to_dict("records")[-1]["holds"])


def discovery_tables(
    factors: "pd.DataFrame",
    values: Mapping[str, Floats],
    conditions: Sequence[Condition],
    search: analysis.Search,
) -> dict[str, "pd.DataFrame"]:
    """Tabulate all that a discovery found.

    Args:
        factors: Values of the factors at each point.
        values: By metric, shape (points, seeds).
        conditions: Metric, ``above`` or ``below``, and threshold; a point is of interest when
            all hold of its means over seeds.
        search: How boxes are found.

    Returns:
        ``boxes``, a row for each limit (`BOX_COLUMNS`; what is said of the whole box is in each
        of its rows); ``features``, the scores of factors for the outcome of interest and for
        each metric (`FEATURE_COLUMNS`), where a factor stands out when its interval lies above
        that of a factor that does nothing; ``noise``, what each condition rests on
        (`NOISE_COLUMNS`), with a row for all together; ``points``, the points with mean and
        standard error of each metric.
    """
    import pandas as pd

    mean, single = analysis.of_interest(values, conditions)
    boxes = analysis.find_boxes(factors, mean, search)
    return {
        "boxes": pd.DataFrame(
            [row for place, box in enumerate(boxes, 1) for row in _box_rows(place, box)],
            columns=BOX_COLUMNS,
        ),
        "features": pd.DataFrame(_features(factors, values, mean, search), columns=FEATURE_COLUMNS),
        "noise": pd.DataFrame(_noise(values, conditions, mean, single), columns=NOISE_COLUMNS),
        "points": _points(factors, values, mean, single, boxes),
    }


def _box_rows(place: int, box: analysis.Box) -> list[tuple[Any, ...]]:
    """Write a row for each limit of a box."""
    whole = (
        box.coverage,
        box.density,
        box.density_low,
        box.density_high,
        box.mass,
        box.points,
        box.coverage_other,
        box.density_other,
    )
    return [
        (
            place,
            one.factor,
            one.low,
            one.high,
            ", ".join(one.levels),
            one.quasi_p,
            one.reproduced,
            *whole,
        )
        for one in box.limits
    ]


def _features(
    factors: "pd.DataFrame",
    values: Mapping[str, Floats],
    interest: analysis.Flags,
    search: analysis.Search,
) -> list[tuple[Any, ...]]:
    """Tabulate scores of the factors."""
    rows: list[tuple[Any, ...]] = []
    means: dict[str, Any] = {name: found.mean(axis=1) for name, found in values.items()}
    for outcome, found in ((INTEREST, interest), *means.items()):
        known = np.ones(len(found), dtype=np.bool_) if outcome == INTEREST else ~np.isnan(found)
        points = factors[known].reset_index(drop=True)
        scores = analysis.score_factors(points, found[known], search.seed)
        chance = scores.get(analysis.PROBE, (math.nan,) * 3)
        rows += [
            (outcome, name, *score, name != analysis.PROBE and score[1] > chance[2])
            for name, score in scores.items()
        ]
    return rows


def _noise(
    values: Mapping[str, Floats],
    conditions: Sequence[Condition],
    mean: analysis.Flags,
    single: analysis.Flags,
) -> list[tuple[Any, ...]]:
    """Tabulate what each condition rests on; last what they all do.

    The share of noise of all together is that of points whose seeds do not agree.
    """
    rows: list[tuple[Any, ...]] = []
    for one in conditions:
        holds, _ = analysis.of_interest(values, [one])
        share = analysis.noise_share(values[one[0]])
        rows.append((*one, len(holds), int(holds.sum()), share))
    split = math.nan
    if single.shape[1] > 1:
        split = float((single.any(axis=1) != single.all(axis=1)).mean())
    rows.append((INTEREST, "", math.nan, len(mean), int(mean.sum()), split))
    return rows


def _points(
    factors: "pd.DataFrame",
    values: Mapping[str, Floats],
    mean: analysis.Flags,
    single: analysis.Flags,
    boxes: Sequence[analysis.Box],
) -> "pd.DataFrame":
    """Tabulate points, with results and their box, or 0."""
    found = factors.copy()
    for name, each in values.items():
        found[f"{name}_mean"] = each.mean(axis=1)
        count = each.shape[1]
        spread = each.std(axis=1, ddof=1) / math.sqrt(count) if count > 1 else math.nan
        found[f"{name}_error"] = spread
    place = np.zeros(len(found), dtype=int)
    for number, box in reversed(list(enumerate(boxes, 1))):
        place[np.array(box.inside)] = number
    return found.assign(interest=mean, seeds_of_interest=single.sum(axis=1), box=place)
