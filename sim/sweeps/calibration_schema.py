"""The calibration file as frozen models; what is wrong with single values is told by `load`."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sim.analysis.calibration import Pulls
from sim.declare import Mark
from sim.scenario.check import FileModel
from sim.scenario.fields import Name, Seeds
from sim.scenario.schema import LONGEST_RUN

KEYS = {"targets", "held_out"}
"""Keys that tell that a file is a calibration."""
MOST_TRIALS = 100_000
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
    """The word ``declared`` as a range that says nothing of its own."""
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
    def pulls(self) -> Pulls:
        """What tells apart sets that fit alike."""
        return Pulls(self.pull, self.middle)

    ensemble: int = Field(20, ge=1, description="Sets that are kept at most")


class HeldOutPart(FileModel):
    """A pattern that is not fitted."""

    name: Name = Field(description="Name of the pattern")
    says: str = Field("", description="What it says, one sentence")


class CalibrationFile(FileModel):
    """A calibration: scenarios, free parameters, targets, and what is held out."""

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
