"""The experiment file as frozen models; what is wrong with single values is told by `load`."""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from sim.scenario.check import FileModel
from sim.scenario.fields import Month, Name, Seeds
from sim.scenario.schema import LONGEST_RUN

Kind = Literal["list", "grid", "latin_hypercube", "sobol", "random"]
KINDS: tuple[str, ...] = get_args(Kind)
SAMPLED = ("latin_hypercube", "sobol", "random")
"""Designs whose points are drawn from ranges."""
MOST_POINTS = 100_000
MOST_SEEDS = 100_000
KEYS = {"scenarios", "design", "until", "branch_at"}
"""Keys that tell that a file is an experiment."""


class DesignPart(FileModel):
    """Which points are run: combinations of values that are laid over every scenario."""

    kind: Kind = Field(description="list, grid, latin_hypercube, sobol or random")
    factors: dict[str, Any] = Field(
        default_factory=dict,
        description="By key path, such as levers.control: a list of values or {low, high, steps} "
        "in a grid; {low, high} or 'declared' where points are drawn; or, under a name of its "
        "own, levels with the values that each of them sets",
    )
    rows: tuple[dict[str, Any], ...] = Field(
        (), description="The points of a list: values by key path"
    )
    points: int | None = Field(None, ge=1, le=MOST_POINTS, description="How many points are drawn")
    seed: int = Field(0, ge=0, le=2**63 - 1, description="Seed of the points that are drawn")


class RunPart(FileModel):
    """What the runs have in common, instead of what the scenarios say."""

    scale: float | None = Field(None, ge=0.01, le=1, description="Share of the residents")
    months: int | None = Field(
        None, ge=1, le=LONGEST_RUN, description="Months after the common past"
    )


class UntilPart(FileModel):
    """When there are seeds enough."""

    metric: Name = Field(description="Name of the metric whose paired difference is meant")
    half_width: float = Field(gt=0, description="Half-width of its interval, in its unit")
    most: int = Field(ge=2, le=MOST_SEEDS, description="Seeds at which it ends in any case")


class ExperimentFile(FileModel):
    """An experiment: scenarios, what is varied over them, and seeds."""

    summary: str = Field("", description="What the experiment is, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="Names of shipped scenarios, or paths; the first is the baseline"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..9")
    run: RunPart = Field(RunPart(), description="What the runs have in common")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over every scenario"
    )
    design: DesignPart | None = Field(
        None, description="Which combinations of values are run; without it the scenarios alone"
    )
    branch_at: Month | None = Field(
        None, description="Month until which runs that have the same past share it, YYYY-MM"
    )
    until: UntilPart | None = Field(
        None, description="Add seeds until a difference is known this precisely"
    )
