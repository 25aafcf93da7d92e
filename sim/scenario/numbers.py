"""Numbers in files: written plainly, or with how they are known.

A number may be written ``0.65`` or ``{value: 0.65, low: 0.55, high: 0.80, mark: survey,
source: CGSS 2005}``. A number written plainly counts as assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic_core import PydanticCustomError

from sim.declare import Mark, Source
from sim.errors import Problem, did_you_mean
from sim.scenario.check import number_hint, refuse, share_hint, show
from sim.scenario.yamlfile import Document, KeyPath

MARKS: tuple[str, ...] = get_args(Mark)
_MOST_BITS = 1023
"""Bits of a whole number that a floating-point number can hold."""
KEYS = ("value", "low", "high", "mark", "source")


@dataclass(frozen=True, slots=True)
class Stated:
    """A number, and how it is known.

    Attributes:
        value: The number.
        source: Mark and text, or None when the number was written plainly.
        low: Lower end of its range, or None.
        high: Upper end of its range, or None.
    """

    value: float
    source: Source | None = None
    low: float | None = None
    high: float | None = None


def is_stated(value: Any) -> bool:
    """Whether a value is written with how it is known."""
    return isinstance(value, Mapping) and "value" in value


def unwrap(value: Any) -> Stated:
    """A value that `is_stated`, as `Stated`; its number is not checked yet.

    Raises:
        PydanticCustomError: A key is unknown or missing, or a range does not hold the value.
    """
    for key in value:
        if key not in KEYS:
            near = did_you_mean(str(key), KEYS)
            raise refuse(f"there is no key {key!r} here; allowed: {', '.join(KEYS)}", near)
    number = value["value"]
    ends = {key: value[key] for key in ("low", "high") if key in value}
    for key, end in ends.items():
        if isinstance(end, bool) or not isinstance(end, (int, float)):
            raise refuse(f"found {show(end)} as {key!r}; must be a number", number_hint(end))
    if isinstance(number, (int, float)) and (
        number < ends.get("low", number) or number > ends.get("high", number)
    ):
        low, high = ends.get("low", "-"), ends.get("high", "-")
        raise refuse(f"the value {number} is outside its own range {low}-{high}")
    mark, text = value.get("mark"), value.get("source", "")
    if mark not in MARKS:
        said = f"found {show(mark)} as 'mark'" if "mark" in value else "'mark' is missing"
        raise refuse(f"{said}; must be one of {', '.join(MARKS)}", did_you_mean(str(mark), MARKS))
    if not isinstance(text, str):
        raise refuse(f"found {show(text)} as 'source'; must be text")
    return Stated(number, Source(mark, text), ends.get("low"), ends.get("high"))


def check_number(
    value: Any, low: float, high: float, off: float | None = None, unit: str = ""
) -> float:
    """A finite number inside a range, or its value for off.

    Raises:
        PydanticCustomError: It is something else.
    """
    allowed = f"a number from {low:,.15g} to {high:,.15g}" + (
        f" ({unit})" if unit not in "-" else ""
    )
    if off is not None:
        allowed += ", or off" if low <= off <= high else f", or {off:g} for off"
        if value == "off":
            return float(off)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refuse(f"found {show(value)}; must be {allowed}", number_hint(value))
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise refuse(f"found a number of more than {_MOST_BITS} bits; must be {allowed}")
    if value != off and not low <= value <= high:
        raise refuse(f"found {value:,.15g}; must be {allowed}", share_hint(value, high))
    return float(value) + 0.0


def check_stated(
    value: Any, low: float, high: float, off: float | None = None, unit: str = ""
) -> Stated:
    """A number in either form, inside a range.

    Raises:
        PydanticCustomError: It is something else.
    """
    found = unwrap(value) if is_stated(value) else Stated(value)
    number = check_number(found.value, low, high, off, unit)
    return Stated(number, found.source, found.low, found.high)


def unwrap_all(
    document: Document, problems: list[Problem]
) -> tuple[Document, dict[KeyPath, Stated]]:
    """A document in which every number is plain, and what was said of those that were not.

    Args:
        document: What was read.
        problems: Receives what is wrong with the marks.

    Returns:
        The document, and `Stated` by key path.
    """
    stated: dict[KeyPath, Stated] = {}

    def plain(value: Any, path: KeyPath) -> Any:
        if is_stated(value):
            try:
                stated[path] = unwrap(value)
            except PydanticCustomError as error:
                origin, context = document.origin(path), error.context or {}
                problems.append(
                    Problem(
                        str(context["message"]),
                        origin.file,
                        origin.line,
                        document.name(path),
                        str(context["hint"]),
                    )
                )
            return value["value"]
        if isinstance(value, Mapping):
            return {key: plain(child, (*path, key)) for key, child in value.items()}
        if isinstance(value, tuple):
            return tuple(plain(child, (*path, index)) for index, child in enumerate(value))
        return value

    return Document(document.file, plain(document.data, ()), document.places), stated
