"""Types of single fields that scenario and town files share."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema

from sim.calendar import parse_month
from sim.errors import UserError
from sim.scenario.check import FileModel, refuse, show

MOST_SEEDS = 100_000
LARGEST_SEED = 2**63 - 1


def _month(value: Any, info: ValidationInfo) -> int:
    """A month written as ``YYYY-MM``; from Python also as `sim.calendar` counts it."""
    if type(value) is int and not info.context:
        return value
    if not isinstance(value, str):
        hint = f"write {value}-01" if isinstance(value, int) and 1900 <= value <= 2100 else ""
        raise refuse(f"found {show(value)}; must be a month written as YYYY-MM", hint)
    try:
        return parse_month(value)
    except UserError as error:
        parts = value.split("-")
        hint = ""
        if len(parts) == 3:
            hint = f"leave out the day: {'-'.join(parts[:2])}"
        elif len(parts) == 2 and all(re.fullmatch(r"\d{1,4}", part) for part in parts):
            plain = f"{int(parts[0]):04d}-{int(parts[1]):02d}"
            hint = f"write {plain}" if plain != value and _is_month(plain) else ""
        raise refuse(str(error), hint) from None


def _is_month(text: str) -> bool:
    """Whether a text is a month."""
    try:
        parse_month(text)
    except UserError:
        return False
    return True


def parse_seeds(value: Any) -> tuple[int, ...]:
    """Seeds written as a list or as text such as ``0..9`` or ``0..4,7,9``.

    Raises:
        PydanticCustomError: (a ValueError) They are written otherwise, are negative, are
            doubled, or are too many.
    """
    if isinstance(value, bool) or not isinstance(value, (str, tuple, list)):
        hint = (
            f"write [{value}] for the seed {value}, or 0..{value - 1} for {value} seeds"
            if isinstance(value, int) and value > 0
            else "write a list, or text such as 0..9"
        )
        raise refuse(f"found {show(value)}; must be seeds", hint)
    parts = value.split(",") if isinstance(value, str) else value
    if len(parts) > MOST_SEEDS:
        raise refuse(f"there are {len(parts):,} parts; at most {MOST_SEEDS:,} seeds")
    seeds: list[int] = []
    for part in parts:
        seeds.extend(_seed_part(part))
        if len(seeds) > MOST_SEEDS:
            raise refuse(f"there are more than {MOST_SEEDS:,} seeds")
    if not seeds:
        raise refuse("there are no seeds", "write a list, or text such as 0..9")
    if len(set(seeds)) < len(seeds):
        doubled = Counter(seeds).most_common(1)[0][0]
        raise refuse(f"the seed {doubled} is written twice")
    return tuple(seeds)


def _seed_part(part: Any) -> range:
    """One seed, or the seeds from one to another."""
    if isinstance(part, str):
        ends = part.split("..")
        try:
            numbers = [int(end) for end in ends]
        except ValueError:
            numbers = []
        if len(numbers) not in (1, 2):
            raise refuse(f"found {part!r}; must be seeds", "write a list, or text such as 0..9")
    elif isinstance(part, int) and not isinstance(part, bool):
        numbers = [part]
    else:
        raise refuse(f"found {show(part)} among the seeds; must be a whole number")
    for number in numbers:
        if not 0 <= number <= LARGEST_SEED:
            raise refuse(f"found the seed {number}; must be from 0 to 2**63 - 1")
    first, last = numbers[0], numbers[-1]
    if last < first:
        raise refuse(f"found {part!r}; the last seed is before the first", f"write {last}..{first}")
    if last - first >= MOST_SEEDS:
        raise refuse(f"found {part!r}; at most {MOST_SEEDS:,} seeds")
    return range(first, last + 1)


MONTH_SCHEMA = {"type": "string", "pattern": r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$"}

Month = Annotated[int, BeforeValidator(_month), WithJsonSchema(MONTH_SCHEMA)]
"""A month, written ``YYYY-MM``, as `sim.calendar` counts it."""

Seeds = Annotated[
    tuple[int, ...],
    PlainValidator(parse_seeds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d+(\.\.\d+)?(,\d+(\.\.\d+)?)*$"},
                {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1},
            ]
        }
    ),
]
"""Seeds, written as a list or as ``0..9``."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A proportion, 0 to 1."""
Name = Annotated[str, Field(min_length=1)]
"""Text that is not empty."""


class Text(FileModel):
    """Text in English and Chinese; one of them may be left out."""

    en: str = Field("", description="In English")
    zh: str = Field("", description="In Chinese")

    @property
    def plain(self) -> str:
        """The English text, or the only one there is."""
        return self.en or self.zh


def _texts(value: Any) -> Any:
    """Text by language; one that is written plainly counts for every reader."""
    if isinstance(value, str):
        return {"en": value}
    if not isinstance(value, (Mapping, Text)):
        hint = "put it in quotes" if isinstance(value, (int, float)) else ""
        raise refuse(f"found {show(value)}; must be text, or a mapping of en and zh", hint)
    return value


Texts = Annotated[
    Text,
    BeforeValidator(_texts),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "minProperties": 1,
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""Text written plainly, or as ``{en: ..., zh: ...}``."""
