"""Figures that another process draws while this one goes on."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sim.runs.options import usable_processors
from sim.runs.parallel import Crew, Terms, Tick, WorkerLost

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_MODULES = ("sim.report.figures.look", "matplotlib.backends.backend_svg", "matplotlib.figure")
"""What its process imports before the first figure."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure to be drawn and saved; can be pickled.

    Attributes:
        make: Makes the figure out of the arguments; importable by name.
        arguments: Its arguments.
        paths: The files to write, which tell the formats.
    """

    make: "Callable[..., Figure]"
    arguments: tuple[Any, ...]
    paths: tuple[Path, ...]


def draw(shared: object, drawing: Drawing | None, tick: Tick) -> set[str]:
    """Draw a figure and save it; with None only import what that takes.

    Returns:
        The characters that became boxes.
    """
    from sim.report.figures.fonts import held
    from sim.report.figures.look import get_ready, save_figure

    get_ready()
    with held() as boxes:
        if drawing is not None:
            save_figure(drawing.make(*drawing.arguments), drawing.paths)
    return boxes


class Draughtsman(AbstractContextManager["Draughtsman"]):
    """Draws what it is given; a process of its own does it, if wished, while this one goes on.

    Args:
        apart: Whether there is another process; otherwise all is drawn here, in `finish`.
    """

    def __init__(self, apart: bool) -> None:
        self._apart = apart
        self._crew = Crew(draw, None, 1, Terms(_told, modules=_MODULES), apart=apart)
        self._due = 0

    def get_ready(self) -> None:
        """Start the process, if there is to be one, ahead of the first figure."""
        if self._apart:
            self._give(None)

    def give(self, drawing: Drawing) -> None:
        """Have a figure drawn."""
        self._give(drawing)

    def _give(self, drawing: Drawing | None) -> None:
        self._crew.give(drawing)
        self._due += 1

    def finish(self) -> None:
        """Wait until all that was given is drawn; what a lost process leaves is drawn here.

        Raises:
            Exception: What went wrong.
        """
        from sim.report.figures.fonts import warn

        while self._due:
            drawing, found = self._crew.outcome()
            self._due -= 1
            if isinstance(found, WorkerLost):
                found = draw(None, drawing, lambda: None)
            if isinstance(found, Exception):
                raise found
            warn(found)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process at once."""
        self._crew.__exit__(kind, error, trace)


def pays_apart(busy: int = 1) -> bool:
    """Whether another process would be done sooner, beside so many busy processors.

    Where drawing is imported already, starting a process takes longer than drawing.
    """
    return usable_processors() > busy and "matplotlib.figure" not in sys.modules


def _told(drawing: Drawing | None) -> str:
    """What messages call a figure."""
    return "figures" if drawing is None else ", ".join(path.name for path in drawing.paths)
