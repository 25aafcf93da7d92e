"""Makes a sensitivity study from its file, or tells everything that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from sim.scenario.check import FileModel, refuse
from sim.scenario.fields import Name, Seeds
from sim.scenario.layers import Settings
from sim.sweeps.factor_reader import MOST_FACTORS
from sim.sweeps.kinds import SENSITIVITY
from sim.sweeps.moved import Moved, moved_fields, open_file, wrong_metric
from sim.sweeps.schema import RunPart

KIND = SENSITIVITY
MOST_SAMPLES = 2**16


def _even(value: int) -> int:
    """A number of levels that a grid of trajectories can have."""
    if value % 2:
        raise refuse(f"found {value}; must be even, so that every step has the same size")
    return value


def _power(value: int) -> int:
    """A number of samples in which Sobol's sequence is balanced."""
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


class StudyFile(FileModel):
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
class Study(Moved):
    """A sensitivity analysis; `load_study` makes it.

    Attributes:
        metrics: What is looked at.
        screening: How factors are screened, or None.
        sobol: How indices are found, or None.
    """

    metrics: tuple[str, ...]
    screening: ScreeningPart | None
    sobol: SobolPart | None


def load_study(
    path_or_name: str | Path,
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    metrics: Sequence[str] | None = None,
) -> Study:
    """The sensitivity study of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        seeds: Seeds, instead of the file's.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of the file too.
        metrics: What is looked at, instead of the file's; names of metrics.

    Raises:
        ScenarioError: With every problem of the file, its scenarios and factors.
    """
    found = open_file(path_or_name, KIND, StudyFile, settings)
    content: StudyFile = found.content
    for index, name in enumerate(content.metrics):
        found.problems.extend(wrong_metric(found.told, ("metrics", index), name))
    if content.screening is None and content.sobol is None:
        hint = "write 'screening: {trajectories: 10}', or sobol, or both"
        text = "neither screening nor sobol is asked for"
        found.problems.append(found.told.problem((), text, hint))
    return Study(
        **moved_fields(found, seeds=seeds, scale=scale, months=months),
        metrics=tuple(dict.fromkeys(metrics or content.metrics)),
        screening=content.screening,
        sobol=content.sobol,
    )
