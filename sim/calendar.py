"""Months of the real calendar as plain integers.

A month is ``12 * year + (month - 1)``: differences are numbers of months, order is order in
time, and the integer is also the month in every keyed draw.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.errors import Problem, UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PATTERN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
FIRST_YEAR = 1900
LAST_YEAR = 2100


def parse_month(text: str) -> int:
    """Read the month written as ``YYYY-MM``.

    Raises:
        UserError: The text has another form, a month outside 01-12 or a year outside 1900-2100;
            it says how a month is to be written that has another form.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        message = f"{text!r} is not a month; write it as YYYY-MM, for example 2003-03"
        raise UserError(Problem(message, hint=_meant(text)))
    year, month = int(found[1]), int(found[2])
    if not 1 <= month <= 12:
        raise UserError(f"{text!r} has no month {month:02d}; months run from 01 to 12")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"{text!r} is outside {FIRST_YEAR}-{LAST_YEAR}")
    return 12 * year + month - 1


def _meant(text: str) -> str:
    """Say how to write a month given in another form; empty where none is meant."""
    parts = [part for part in re.split(r"[-/.年月日]", text.strip()) if part]
    if len(parts) not in (2, 3) or not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        return ""
    year, month = int(parts[0]), int(parts[1])
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return ""
    plain = format_month(12 * year + month - 1)
    return f"leave out the day: {plain}" if len(parts) == 3 else f"write {plain}"


def format_month(month: int) -> str:
    """Write a month as ``YYYY-MM``."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def first_day(month: int) -> dt.datetime:
    """Find the first day of a month, as months of a table are compared with."""
    return dt.datetime(month // 12, month % 12 + 1, 1)


def first_days(months: "Sequence[int] | NDArray[np.integer]") -> "NDArray[np.datetime64]":
    """Find the first days of months, datetime64[ms] as in tables; 0 is no time."""
    import numpy as np

    numbers = np.asarray(months, dtype=np.int64)
    days = (numbers - 12 * 1970).astype("datetime64[M]").astype("datetime64[ms]")
    return np.where(numbers == 0, np.datetime64("NaT", "ms"), days)
