"""What the page shows of an analysis: sentences, figures, tables, and files to take along."""

import base64
import io
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from sim.dashboard.findings import csv_of, table_html
from sim.dashboard.opened import ONE_FIGURE
from sim.dashboard.troubles import told
from sim.dashboard.words import Page
from sim.errors import Problem, ResultsError, UserError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.api.analyses import Analysis
    from sim.report.terminal import Shown

Made = Callable[[], tuple[str, str, bytes] | None]
_NARROW = 5
"""Columns up to which two tables stand side by side."""
_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def parts_of(found: "Analysis", page: Page) -> list[list[Any]]:
    """Name and HTML of each part that is shown, and whether it takes the whole width.

    Raises:
        ResultsError: A table lacks what it must hold.
    """
    try:
        sentences, shown = found.sentences(page.language), found.shown(page.language)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        text = f"is damaged: {type(error).__name__} {error}"
        raise ResultsError(Problem(text, file=str(found.folder), hint="run it again")) from error
    items = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    return [
        ["found", f'<h2>{page.html("found")}</h2><ul class="cg-found">{items}</ul>', True],
        *([f"figure-{name}", text, True] for name, text in _pictures(found, page)),
        *([f"table-{place}", shown_html(one), _is_wide(one)] for place, one in enumerate(shown)),
    ]


def _pictures(found: "Analysis", page: Page) -> list[tuple[str, str]]:
    """Name and HTML of each figure; where none can be drawn, why."""
    try:
        drawn = figures_of(found, page.language)
    except UserError as error:
        text = page.html("no_figure", told=told(error.problems, page))
        return [("none", f'<p class="cg-note">{text}</p>')]
    pictures = []
    for name, figure in drawn.items():
        data = base64.b64encode(image(figure, "png")).decode()
        alt = page.html("figure_of", name=name.replace("_", " "))
        source = f"data:image/png;base64,{data}"
        pictures.append((name, f'<img class="cg-figure" alt="{alt}" src="{source}"/>'))
    return pictures


def figures_of(found: "Analysis", language: str) -> "dict[str, Figure]":
    """The figures of an analysis by name.

    Raises:
        ResultsError: A table lacks what it must hold.
    """
    with ONE_FIGURE:
        try:
            return found.figures(language)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            text = f"is damaged: {type(error).__name__} {error}"
            raise ResultsError(Problem(text, file=str(found.folder))) from error


def image(figure: "Figure", kind: str) -> bytes:
    """A figure as a file, ``png`` or ``svg``."""
    from sim.report.figures.look import DOTS_PER_INCH, look

    stream = io.BytesIO()
    with ONE_FIGURE, look():
        figure.savefig(stream, format=kind, dpi=DOTS_PER_INCH)
    return stream.getvalue()


def _is_wide(table: "Shown") -> bool:
    """Whether a table needs the whole width."""
    return len(table.headings) > _NARROW


def shown_html(table: "Shown") -> str:
    """A table of the terminal as one of the page."""
    rows = [
        (list(cells[: table.texts]), list(cells[table.texts :]), not strong)
        for cells, strong in table.rows
    ]
    # The terminal breaks long headings.
    titles = [escape(one.replace("-\n", "").replace("\n", " ")) for one in table.headings]
    return f"<h2>{escape(table.title)}</h2>{table_html(titles, rows)}"


def downloads(found: "Analysis", page: Page) -> list[tuple[str, str, Made]]:
    """Name, text and maker of each file that is offered."""

    def as_csv(name: str) -> Made:
        return lambda: (f"{name}.csv", "text/csv", csv_of(found.tables[name]))

    def as_image(name: str, kind: str) -> Made:
        def make() -> tuple[str, str, bytes]:
            figure = figures_of(found, page.language)[name]
            return f"{name}.{kind}", _TYPES[kind], image(figure, kind)

        return make

    offered = [
        (f"csv_{name}", page.say("csv_of", name=name), as_csv(name)) for name in found.tables
    ]
    try:
        names = list(figures_of(found, page.language))
    except UserError:
        names = []
    for name in names:
        for kind in _TYPES:
            text = page.say(f"{kind}_of", name=name)
            offered.append((f"{kind}_{name}", text, as_image(name, kind)))
    return offered
