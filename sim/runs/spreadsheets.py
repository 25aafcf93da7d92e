"""Tables as CSV that a spreadsheet shows and never computes, read back as they were.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to a spreadsheet, even between
quotes. So texts of users that begin so are written with an apostrophe before them, which
spreadsheets know, and which is taken off when they are read; numbers stay numbers.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MARKED = re.compile(r"'+[=+\-@\t\r]")
_NAMES = ("scenario", "baseline")
"""Columns of names, which may look like numbers."""


def csv_text(frame: "pd.DataFrame") -> str:
    """A table as CSV, without formulas."""
    import pandas as pd

    marked = frame.rename(columns=marked_text)
    for place, kind in enumerate(frame.dtypes):
        if kind.kind not in "biufM":
            column = [marked_text(one) for one in frame.iloc[:, place]]
            marked.isetitem(place, pd.Series(column, dtype=object).to_numpy())
    text: str = marked.to_csv(index=False, lineterminator="\n")
    return text


def read_csv(path: Path) -> "pd.DataFrame":
    """What `csv_text` wrote; an empty cell is null, and so is nothing else.

    Raises:
        ValueError: It is no such table.
    """
    import pandas as pd

    kinds = dict.fromkeys(_NAMES, str)
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""], dtype=kinds)
    for place, kind in enumerate(frame.dtypes):
        if kind.kind not in "biufM":
            column = frame.iloc[:, place].map(unmarked_text)
            frame.isetitem(place, column.to_numpy())
    return frame.rename(columns=unmarked_text)


def marked_text[Value](value: Value) -> Value | str:
    """A value as it is written: texts that would be formulas have an apostrophe before them."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def unmarked_text[Value](value: Value) -> Value | str:
    """A value as it was before it was written."""
    return value[1:] if isinstance(value, str) and _MARKED.match(value) else value
