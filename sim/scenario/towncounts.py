"""How many residents, or households, of a kind a town has."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from sim.scenario.check import FileModel

OLDEST = 120
Level = Literal["below", "senior_high", "college"]
LEVELS: tuple[Level, ...] = ("below", "senior_high", "college")
"""Levels of education, as residents have them: 0, 1, 2."""
ATTRIBUTES = ("origin", "age", "sex", "education", "party")
"""What residents can be counted by, in the order in which synthesis settles it."""


class Span(NamedTuple):
    """From a number to below another; 120 stands for no end."""

    low: Annotated[int, Field(ge=0, le=OLDEST)]
    high: Annotated[int, Field(ge=1, le=OLDEST)]


class Counted(FileModel):
    """A count of residents of a kind, or of households of a size."""

    community: str | None = Field(None, description="Id of a community; the town without it")
    origin: Literal["local", "migrant"] | None = Field(None, description="local or migrant")
    age: Span | None = Field(None, description="[from age, to below age], 120 for no end")
    sex: Literal["male", "female"] | None = Field(None, description="male or female")
    education: Annotated[tuple[Level, ...], Field(min_length=1)] | None = Field(
        None, description="Levels of adults: below, senior_high, college"
    )
    party: Literal["member", "none"] | None = Field(
        None, description="Whether adults are party members"
    )
    household_size: Span | None = Field(
        None,
        description="Households of [from, to below] persons, 120 for no end; nothing beside it",
    )
    count: Annotated[int, Field(ge=0, le=100_000_000)] = Field(description="How many there are")

    @property
    def attributes(self) -> tuple[str, ...]:
        """What it counts residents by; empty for households."""
        return tuple(name for name in ATTRIBUTES if getattr(self, name) is not None)


def wrong_counts(
    counts: Sequence[Counted], residents: Mapping[str, int], households: Mapping[str, int]
) -> Iterator[tuple[int, str, str]]:
    """What single counts cannot be: index, message and hint.

    Args:
        counts: The counts.
        residents: Residents by community.
        households: Households by community.
    """
    for index, one in enumerate(counts):
        if one.community is not None and one.community not in residents:
            yield index, f"no community is called {one.community!r}", "community"
            continue
        if (one.household_size is None) == (not one.attributes):
            yield index, "it counts residents by attributes, or households by size", ""
            continue
        for span in (one.age, one.household_size):
            if span is not None and span.high <= span.low:
                message = f"it runs from {span.low} to {span.high}; the second must be higher"
                yield index, message, ""
        all_of = residents if one.attributes else households
        most = sum(all_of.values()) if one.community is None else all_of[one.community]
        if one.count > most:
            what = "residents" if one.attributes else "households"
            yield index, f"{one.count:,} of {most:,} {what}; there cannot be more", ""
