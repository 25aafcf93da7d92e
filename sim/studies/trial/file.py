"""The file of a trial, and what is wrong with it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from sim.declare import Mark
from sim.scenario.check import FileModel
from sim.scenario.fields import Name, Seeds, Share, Text
from sim.sweeps.kinds import RunPart

ELECTION = "election"
"""Of a month: that of the next election."""
Months = Annotated[int, Field(ge=0, le=240)] | Literal["election"]
"""Months from a beginning, or `ELECTION`."""


class WhoPart(FileModel):
    """Who is randomised."""

    unit: str = Field("residents", description="residents, households, groups or communities")
    share: float = Field(0.5, description="Share of the units that is treated, between 0 and 1")
    members: Literal["all", "one"] = Field(
        "all", description="all adults of a unit, or one of each household"
    )
    adults: int | None = Field(None, ge=1, le=12, description="Only households with so many adults")
    among: dict[str, str] = Field(
        default_factory=dict, description="Only residents of these groups: division and group"
    )
    registered: bool | None = Field(None, description="Only (true) or no (false) volunteers")
    communities: tuple[str, ...] = Field((), description="Only in these communities: their ids")


class DosePart(FileModel):
    """One thing that is given: an ask, a visit, a notice or a lever."""

    ask: str | None = Field(None, description="Who asks, about the form")
    visit: str | None = Field(None, description="Who visits the household and asks, likewise")
    form: str | None = Field(None, description="Form that is asked about")
    notice: Share | None = Field(
        None, description="Share of their ties that residents are told take part"
    )
    lever: str | None = Field(None, description="Lever of the communities drawn")
    value: float | None = Field(None, description="Value of the lever")
    after: int = Field(0, ge=0, le=240, description="Months from the beginning to its first month")
    months: int = Field(1, ge=1, le=240, description="Months it is given")
    reach: float = Field(
        1.0, gt=0, le=1, description="Chance that it reaches a resident in a month"
    )


class OutcomePart(FileModel):
    """What is looked at."""

    form: str = Field(description="A form, any (of depth 2 or more), or registered")
    at: Months = Field(description="Months from the beginning of the trial, or election: the next")
    within: int = Field(
        1, ge=1, le=32, description="Months up to then in which having taken part once counts"
    )


class PowerPart(FileModel):
    """Field trials whose power is wanted."""

    units: Annotated[tuple[Annotated[int, Field(ge=6, le=1_000_000)], ...], Field(min_length=1)] = (
        Field(description="Numbers of units, treated and others together")
    )
    sample: int | None = Field(
        None, ge=1, description="People who are asked in each unit; all unless given"
    )
    draws: int = Field(1000, ge=100, le=100_000, description="Trials drawn for each number")


class QuantityPart(FileModel):
    """Whose effect on what."""

    outcome: Name = Field(description="Name of an outcome of the file")
    who: Name = Field(
        description="itt, cace, treated, reached, control, housemates, ties or others"
    )


class PublishedPart(FileModel):
    """The published result that the trial stands beside."""

    quantity: Literal["points", "log_odds", "ratio"] = Field(
        description="Difference of shares, of log-odds, or ratio of two differences of shares"
    )
    of: QuantityPart = Field(description="Whose effect on what")
    by: QuantityPart | None = Field(None, description="What a ratio is divided by")
    value: float | None = Field(None, description="The published estimate, as a share; if any")
    low: float = Field(description="Lower end of its interval, or of what it allows")
    high: float = Field(description="Upper end")
    mark: Mark = Field(description="How it is known")
    source: Name = Field(description="Where it was published")
    base: Text = Field(description="Base rate there, and here")
    population: Text = Field(description="Who they were, and who stands for them here")
    matched: Text = Field(description="How the trial here was matched with that one")
    band: Text = Field(Text(), description="Where low and high come from, if not published")
    use: Literal["target", "held_out"] = Field(
        description="target: may be fitted to; held_out: never"
    )


class File(FileModel):
    """A trial; or, with ``trials``, several that are told together."""

    kind: Literal["trial"] = Field(description="trial")
    summary: str = Field("", description="What is tried, one or two sentences")
    label: Text | None = Field(None, description="What readers call it")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    trials: tuple[Name, ...] = Field(
        (), description="Paths of the files of trials, in place of one of its own"
    )
    scenarios: Annotated[tuple[Name, ...], Field(max_length=1)] = Field(
        (), description="One, in which the trial takes place"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..4")
    run: RunPart = Field(RunPart(), description="Scale and months of the runs")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over the scenario"
    )
    sets: str | int | None = Field(None, description="Plausible sets of parameters, as --sets")
    start: Months = Field(0, description="First month: months after the common past, or election")
    who: WhoPart = Field(WhoPart(), description="Who is randomised")
    randomisations: int = Field(2, ge=1, le=1000, description="How often units are drawn anew")
    treatment: tuple[DosePart, ...] = Field((), description="What the treated get")
    comparison: tuple[DosePart, ...] = Field((), description="What the others in the sample get")
    outcomes: dict[str, OutcomePart] = Field(
        default_factory=dict, description="What is looked at, by a name; the first leads"
    )
    power: PowerPart | None = Field(None, description="Field trials that are planned")
    published: PublishedPart | None = Field(None, description="The published result, if any")
