"""A small figure of one panel in the look that all figures share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.figures.look import look, save_figure, settle

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@contextmanager
def sheet(path: Path) -> "Iterator[Axes]":
    """Axes to draw on; the figure is written when all went well."""
    from matplotlib.figure import Figure

    with look():
        figure = Figure(figsize=(6, 3.4), layout="constrained")
        yield figure.add_subplot()
        settle(figure)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_figure(figure, [path])
