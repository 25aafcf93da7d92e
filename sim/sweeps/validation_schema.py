"""The validation file as frozen models; what is wrong with single values is told by `load`."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.analysis.validation import View
from sim.declare import Mark
from sim.scenario.check import FileModel, refuse, show
from sim.scenario.fields import Name, Seeds
from sim.scenario.schema import LONGEST_RUN
from sim.scenario.town import Label

Sign = Literal["above", "below"]
_WAYS = ("each", "rising", "sums")


def _ids(value: Any) -> Any:
    """One id as a list of one."""
    return (value,) if isinstance(value, str) else value


def _years(value: Any) -> Any:
    """``2017`` or ``1998..2001`` as first and last year."""
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

    low: float | None = None
    high: float | None = None


class PatternPart(FileModel):
    """Something that the model should show."""

    name: Name = Field(description="Name of the pattern, unique in the file")
    kind: Literal["held_out", "input_driven", "mechanism"]
    label: Label
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
        """How its figures are given; there should be one."""
        return [name for name in _WAYS if getattr(self, name)]


class ValidationFile(FileModel):
    """A validation: runs, and patterns that are looked for in them."""

    kind: Literal["validation"] = "validation"
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
    patterns: Annotated[tuple[PatternPart, ...], Field(min_length=1)]
