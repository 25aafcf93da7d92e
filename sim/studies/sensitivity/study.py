"""The file of a sensitivity study, its designs, and its tables."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from sim.analysis import sensitivity as analysis
from sim.analysis.compare import HEADLINE_MONTHS, words_of
from sim.declarations.metrics import METRICS
from sim.runs.request import Request
from sim.scenario.fields import FileModel, Name, Seeds, refuse
from sim.scenario.schema import Schema
from sim.studies.engine import Found, factor_lines, head, line, runs_line
from sim.studies.runs import Runs
from sim.sweeps.factors import (
    MOST_FACTORS,
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
from sim.sweeps.plan import estimate, make_plan, probe
from sim.words.speech import Speech

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
MOST_SAMPLES = 2**16


def _even(value: int) -> int:
    """Check a number of levels for a grid of trajectories."""
    if value % 2:
        raise refuse(f"found {value}; must be even, so that every step has the same size")
    return value


def _power(value: int) -> int:
    """Check a sample count, balanced for Sobol's sequence."""
    if value & (value - 1):
        low = 1 << value.bit_length() - 1
        raise refuse(f"found {value}; must be a power of two", f"write {low} or {2 * low}")
    return value


class ScreeningPart(FileModel):
    """Morris screening of every factor."""

    trajectories: int = Field(ge=2, le=1000, description="Ways through the space of the factors")
    levels: Annotated[int, Field(ge=2, le=100), AfterValidator(_even)] = Field(
        4, description="Levels of the grid that they walk on, even"
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of the design")


class SobolPart(FileModel):
    """Sobol indices of the factors that matter most."""

    factors: int = Field(ge=1, le=MOST_FACTORS, description="How many factors at most")
    samples: Annotated[int, Field(ge=2, le=MOST_SAMPLES), AfterValidator(_power)] = Field(
        description="Base samples, a power of two; runs are so many times the factors plus 2"
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of the design")


class File(FileModel):
    """A sensitivity analysis: what is looked at, what is moved over which range, and how."""

    kind: Literal["sensitivity"] = Field(description="sensitivity")
    summary: str = Field("", description="What the study is, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1, max_length=2)] = Field(
        description="One, whose level is looked at, or two, whose difference is: second minus first"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..4")
    run: RunPart = Field(RunPart(), description="What the runs have in common")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over every scenario"
    )
    metrics: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="Names of metrics; their means over the last 12 months are looked at"
    )
    factors: dict[str, Any] = Field(
        description="By key path: 'declared' or {low, high, only}; a list of values; "
        "'parameters.*' is all parameters, declared or assumed; 'events.YYYY-MM' moves a dated "
        "entry of a timeline by months"
    )
    screening: ScreeningPart | None = Field(None, description="Morris screening")
    sobol: SobolPart | None = Field(None, description="Sobol indices")


@dataclass(frozen=True)
class SensitivityStudy(Moved):
    """A sensitivity study: what is looked at, and how factors are screened and indices found."""

    metrics: tuple[str, ...]
    screening: ScreeningPart | None
    sobol: SobolPart | None

    def stages(self) -> list[tuple[str, Sequence[Factor], int]]:
        """List name, factors and number of points of each design.

        Which factors lead is not known before the screening; any others cost as much.
        """
        found: list[tuple[str, Sequence[Factor], int]] = []
        if self.screening is not None:
            points = analysis.morris_points(len(self.factors), self.screening.trajectories)
            found.append(("morris", self.factors, points))
        if self.sobol is not None:
            leading = self.factors[: self.sobol.factors]
            found.append(
                ("sobol", leading, analysis.sobol_points(len(leading), self.sobol.samples))
            )
        return found


def load(subject: str | Path, request: Request) -> SensitivityStudy:
    """Read the study of a file, or a shipped one by name.

    Raises:
        ScenarioError: With every problem of the file, its scenarios and factors.
    """
    found = open_file(subject, "sensitivity", File, request.settings)
    content: File = found.content
    for index, name in enumerate(content.metrics):
        found.problems.extend(wrong_metric(found.told, ("metrics", index), name))
    if content.screening is None and content.sobol is None:
        hint = "write 'screening: {trajectories: 10}', or sobol, or both"
        text = "neither screening nor sobol is asked for"
        found.problems.append(found.told.problem((), text, hint))
    return SensitivityStudy(
        **moved_fields(found, seeds=request.seeds, scale=request.scale, months=request.months),
        metrics=tuple(dict.fromkeys(request.metrics or content.metrics)),
        screening=content.screening,
        sobol=content.sobol,
    )


def conduct(study: SensitivityStudy, runs: Runs) -> Found:
    """Screen every factor (Morris), then find Sobol indices of those that matter most."""
    import pandas as pd

    morris = pd.DataFrame(columns=MORRIS_COLUMNS)
    sobol = pd.DataFrame(columns=SOBOL_COLUMNS)
    variance = pd.DataFrame(columns=VARIANCE_COLUMNS)
    chosen: Sequence[Factor] = study.factors
    if study.screening is not None:
        part = study.screening
        design = analysis.morris_design(
            len(study.factors), part.trajectories, part.levels, part.seed
        )
        values = runs.responses(study.experiment("morris", study.factors, design), study.metrics)
        names = [factor.name for factor in study.factors]
        most = study.sobol.factors if study.sobol is not None else len(names)
        morris, kept = morris_tables(names, design, values, most, part.seed)
        chosen = [study.factors[index] for index in kept]
    elif study.sobol is not None:
        chosen = study.factors[: study.sobol.factors]
    if study.sobol is not None and chosen:
        design = analysis.sobol_design(len(chosen), study.sobol.samples, study.sobol.seed)
        values = runs.responses(study.experiment("sobol", chosen, design), study.metrics)
        names = [factor.name for factor in chosen]
        sobol, variance = sobol_tables(names, values, study.sobol.seed)
    tables = {
        "morris": morris,
        "sobol": sobol,
        "variance": variance,
        "factors": factors_table(study.factors),
    }
    shaped = study.experiment("shape", (), np.empty((1, 0))).scenario(0, 0)
    about = {
        "scenarios": [one.name for one in study.scenarios],
        "seeds": len(study.seeds),
        "factors": len(study.factors),
        "window": min(HEADLINE_MONTHS, shaped.months),
        "screening": study.screening is not None and study.screening.model_dump(),
        "sobol": study.sobol is not None and study.sobol.model_dump(),
    }
    return Found(tables, about)


def explain(study: SensitivityStudy, speech: Speech) -> list[str]:
    """Explain what the study is, moves and takes."""
    stages = study.stages()
    does = [speech(f"explain.sensitivity.{name}") for name, *_ in stages]
    found = head(speech, study, speech("explain.sensitivity.then").join(does))
    found.append(line(speech, "metrics", speech.commas(study.metrics)))
    found += factor_lines(speech, study.factors, [one.name for one in study.scenarios])
    costs = None
    for name, factors, points in stages:
        # Other points than those of the design, as many and as far apart, take as long.
        plan = make_plan(study.experiment(name, factors, hypercube(factors, points)))
        costs = costs or probe(plan)
        found.append(runs_line(speech, name, study, points, estimate(plan, costs)))
    return found


def schema() -> Schema:
    """Make JSON Schema of its file."""
    found = schema_of_factors(File, "Sensitivity study")
    found["properties"]["metrics"]["items"] = {"enum": [*METRICS]}
    return found


_WORDS = ["metric", "unit", "label_en", "label_zh"]
MORRIS_COLUMNS = [
    *_WORDS,
    "factor",
    "mu",
    "mu_star",
    "low",
    "high",
    "sigma",
    "noise",
    "stands_out",
    "importance",
    "chosen",
]
SOBOL_COLUMNS = [
    *_WORDS,
    "factor",
    "first",
    "first_low",
    "first_high",
    "total",
    "total_low",
    "total_high",
]
VARIANCE_COLUMNS = [*_WORDS, "samples", "run", "factors", "seed_share", "low", "high"]


def morris_tables(
    factors: Sequence[str], design: Floats, values: Mapping[str, Floats], most: int, seed: int
) -> tuple["pd.DataFrame", list[int]]:
    """Tabulate what screening says of every factor and metric.

    Args:
        factors: Names of the factors.
        design: The design.
        values: By metric, shape (points, seeds).
        most: How many factors to choose.
        seed: Seed of the bootstrap.

    Returns:
        Columns `MORRIS_COLUMNS`, by metric, then by mean absolute effect: effects of the whole
        range of the factor in the unit of the metric, with the interval of `mu_star`; noise is
        what `mu_star` would be from the luck of seeds alone, and a factor stands out when its
        interval lies above that; importance is `sim.analysis.sensitivity.importance`. And the
        factors that are chosen, in their order.
    """
    import pandas as pd

    screened = {metric: analysis.screen(design, found, seed) for metric, found in values.items()}
    weight = analysis.importance(list(screened.values()))
    order = sorted(range(len(factors)), key=lambda index: (-weight[index], index))
    chosen = sorted(index for index in order[:most] if weight[index] > 0)
    rows: list[dict[str, Any]] = []
    for metric, found in screened.items():
        ranked = sorted(range(len(factors)), key=lambda index: (-_size(found[index]), index))
        rows += [
            {
                **words_of(metric),
                "factor": factors[index],
                **asdict(found[index]),
                "stands_out": _stands_out(found[index]),
                "importance": weight[index],
                "chosen": index in chosen,
            }
            for index in ranked
        ]
    return pd.DataFrame(rows, columns=MORRIS_COLUMNS), chosen


def _size(one: analysis.Screened) -> float:
    """Read the mean absolute effect; 0 where it is unknown."""
    return one.mu_star if one.mu_star == one.mu_star else 0.0


def _stands_out(one: analysis.Screened) -> bool:
    """Tell whether an effect is more than luck; with one seed, if there is one."""
    return one.low > (one.noise if one.noise == one.noise else 0.0)


def sobol_tables(
    factors: Sequence[str], values: Mapping[str, Floats], seed: int
) -> tuple["pd.DataFrame", "pd.DataFrame"]:
    """Tabulate indices of every factor, and split a run's variance.

    Args:
        factors: Names of the factors.
        values: By metric, shape (points, seeds).
        seed: Seed of the bootstrap.

    Returns:
        Columns `SOBOL_COLUMNS`, by metric, then by total index; and `VARIANCE_COLUMNS`, a row
        for each metric: base samples that count, variance of single runs and that of the mean
        response over points, and the share of the former that is the luck of the seed, with
        its interval.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    variances: list[dict[str, Any]] = []
    for metric, found in values.items():
        indices, variance = analysis.sobol_indices(found, len(factors), seed)
        ranked = sorted(
            range(len(factors)),
            key=lambda index: (-np.nan_to_num(indices[index].total, nan=0.0), index),
        )
        rows += [
            {**words_of(metric), "factor": factors[index], **asdict(indices[index])}
            for index in ranked
        ]
        known = asdict(variance)
        variances.append({**words_of(metric), "samples": known.pop("rows"), **known})
    return (
        pd.DataFrame(rows, columns=SOBOL_COLUMNS),
        pd.DataFrame(variances, columns=VARIANCE_COLUMNS),
    )
