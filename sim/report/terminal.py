"""Tables for the terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.analysis.compare import DISTINGUISHABLE, CommonPast, Design
from sim.declarations.metrics import METRICS
from sim.report.phrases import past_text, say
from sim.report.shown import Shown
from sim.report.words import NULL, Words, closed_up, number, words_in

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

WIDE = 140
"""Columns where there is no terminal to ask."""
_ROOM_FOR_LEVELS = 100
"""Columns from which on the levels fit beside their difference."""
_ROOM_FOR_POWER = 132
"""Columns from which on what can be detected fits as well; it is in the file in any case."""


def print_headline(levels: "pd.DataFrame", design: Design, language: str = "en") -> None:
    """Print the headline of each metric of one run.

    Args:
        levels: What `sim.analysis.compare.headline_levels` made.
        design: What was run.
        language: ``en`` or ``zh``.
    """
    words = words_in(language)
    (name,), (seed,) = design.scenarios, design.seeds
    label = design.label(name, language)
    table = _table(words.run_title.format(scenario=label, seed=seed))
    table.add_column(words.metric)
    table.add_column(words.last_months.format(window=design.window), justify="right")
    for metric, value in zip(levels["metric"], levels["value"], strict=True):
        table.add_row(words.title(METRICS[metric]), number(value, METRICS[metric].unit))
    _console().print(table)


def print_differences(differences: "pd.DataFrame", design: Design, language: str = "en") -> None:
    """Print scenario minus baseline of each metric, a table for each scenario.

    Args:
        differences: What `sim.analysis.compare.differences_table` made.
        design: What was compared.
        language: ``en`` or ``zh``.
    """
    words, console = words_in(language), _console()
    for scenario in design.others:
        rows = differences[differences["scenario"] == scenario]
        console.print(_difference_table(rows, scenario, design, words, console.width))
    note = words.holm if len(design.seeds) > 1 else words.pair_note
    method = words.methods[design.interval]
    console.print(note.format(tests=len(differences), window=design.window, method=method))


def print_common_past(checks: Sequence[CommonPast], design: Design, language: str = "en") -> None:
    """Print what the check of each pair found.

    Args:
        checks: The checks.
        design: What was compared.
        language: ``en`` or ``zh``.
    """
    for check in checks:
        first, second = (design.label(name, language) for name in (check.first, check.second))
        _console().print(past_text(replace(check, first=first, second=second), language))


def print_kept(kept: Sequence[int], design: Design, language: str = "en") -> None:
    """Print how many seeds come from an earlier start, if some do.

    Args:
        kept: They.
        design: What was compared.
        language: ``en`` or ``zh``.
    """
    if kept:
        _console().print(say(language, "kept", kept=len(kept), seeds=len(design.seeds)))


def _difference_table(
    rows: "pd.DataFrame", scenario: str, design: Design, words: Words, width: int
) -> "Table":
    """The table of one scenario; in wide ones the levels of both sides, and what can be seen."""
    levels = width >= _ROOM_FOR_LEVELS
    labels = [design.label(name, words.language) for name in (design.baseline, scenario)]
    title = words.difference_title.format(
        scenario=labels[1], baseline=labels[0], seeds=len(design.seeds)
    )
    table = _table(title)
    table.add_column(words.metric)
    for heading in (*(labels if levels else []), words.difference_column, words.interval):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(words.verdict, no_wrap=True)
    power = width >= _ROOM_FOR_POWER
    if power:
        table.add_column(words.detectable, justify="right", no_wrap=True)
    if design.precision is not None:
        heading = words.more_seeds.format(precision=design.precision)
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows.to_dict("records"):
        unit = METRICS[row["metric"]].unit
        ends = [number(row[end], unit, signed=True) for end in ("low", "high")]
        cells = [
            words.title(METRICS[row["metric"]]),
            *(number(row[column], unit) for column in ("baseline_level", "level") if levels),
            number(row["difference"], unit, signed=True),
            NULL if NULL in ends else f"{ends[0]} … {ends[1]}",
            words.verdicts[row["verdict"]],
            *([number(row["detectable"], unit)] if power else []),
        ]
        if design.precision is not None:
            more = row["more_seeds"]
            cells.append(NULL if not isinstance(more, int) else f"{more:,}")
        table.add_row(*cells, style=None if row["verdict"] == DISTINGUISHABLE else "dim")
    return table


def _table(title: str) -> "Table":
    """An empty table in our look."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(
        title=closed_up(title),
        box=SIMPLE_HEAD,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
    )


def _console() -> "Console":
    """Standard output, as wide as the terminal, or wide where there is none."""
    from rich.console import Console

    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=WIDE)


_COLLECTED: ContextVar[list[Shown] | None] = ContextVar("collected", default=None)
"""Where tables go instead of the terminal, while a page asks for them."""


@contextmanager
def collecting() -> Iterator[list[Shown]]:
    """Keep tables instead of printing them, so that pages show what the terminal shows.

    Yields:
        The list that `print_rows` adds to, in this thread, until the end of the block.
    """
    found: list[Shown] = []
    before = _COLLECTED.set(found)
    try:
        yield found
    finally:
        _COLLECTED.reset(before)


def print_rows(
    title: str, headings: Sequence[str], rows: Sequence[tuple[Sequence[str], bool]], texts: int = 1
) -> None:
    """Print a table of texts.

    Args:
        title: Above the table.
        headings: Of its columns.
        rows: Cells, and whether the row stands out; others are dim.
        texts: How many columns from the left hold texts; numbers in the others are set right.
    """
    collected = _COLLECTED.get()
    if collected is not None:
        collected.append(Shown(closed_up(title), headings, rows, texts))
        return
    table = _table(title)
    for place, heading in enumerate(headings):
        table.add_column(
            heading, justify="left" if place < texts else "right", no_wrap=place >= texts
        )
    for cells, shown in rows:
        table.add_row(*cells, style=None if shown else "dim")
    _console().print(table)


def print_text(text: str) -> None:
    """Print text, wrapped to the terminal; left out where tables are collected."""
    if _COLLECTED.get() is None:
        _console().print(text)
