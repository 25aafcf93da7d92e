"""The sheet that figures are drawn on: title and legend above, a caption at the foot.

Figures are 1200 pixels wide; here alone they say their size.
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design
from sim.analysis.intervals import FEWEST
from sim.report.figures.look import DOTS_PER_INCH, QUIET, WIDTH_INCHES, style_of
from sim.words import Speech

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CAPTION_COLUMNS = 148
_LINE_INCHES = 0.135


def new_sheet(
    body: float,
    caption: str,
    handles: "Sequence[Artist]" = (),
    title: str = "",
    gaps: tuple[float, float] = (0.04, 0.03),
) -> "Figure":
    """A figure with title, legend and caption; panels fill the rest.

    Args:
        body: Height of what lies between legend and caption, in inches.
        caption: What stands at the foot; it is wrapped to the width.
        handles: What the legend shows.
        title: Above all else.
        gaps: Between panels below and beside each other, as shares of their mean size.
    """
    from matplotlib.figure import Figure

    columns = _legend_columns([str(one.get_label()) for one in handles])
    text = "\n".join(wrapped(line, CAPTION_COLUMNS) for line in caption.split("\n"))
    foot = _LINE_INCHES * (text.count("\n") + 1) + 0.12
    top = 0.3 + 0.16 * title.count("\n") if title else 0.12
    head = top + 0.18 * math.ceil(len(handles) / columns)
    height = head + body + foot
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.005, foot / height, 0.985, body / height), hspace=gaps[0], wspace=gaps[1])
    if title:
        figure.text(0.012, 1 - 0.07 / height, title, fontsize=9, va="top")
    if handles:
        figure.legend(
            handles=list(handles),
            loc="upper left",
            ncols=columns,
            frameon=False,
            fontsize=8,
            handlelength=3.4,
            bbox_to_anchor=(0.0, 1.0 - (top - 0.12) / height),
            borderaxespad=0.2,
            columnspacing=1.6,
        )
    figure.text(0.012, 0.06 / height, text, fontsize=6.8, color=QUIET, va="bottom")
    return figure


def new_panels(
    figure: "Figure", count: int, columns: int, place: Any = None, alike: bool = False
) -> "list[Axes]":
    """So many empty panels in rows, over all of a figure or in one place of its grid.

    Those that are ``alike`` have one scale, whose numbers stand beside the first of each row.
    """
    shape = (math.ceil(count / columns), columns)
    grid = figure.add_gridspec(*shape) if place is None else place.subgridspec(*shape)
    panels: list[Axes] = []
    for index in range(count):
        first = panels[0] if alike and panels else None
        axes = figure.add_subplot(grid[divmod(index, columns)], sharey=first)
        axes.tick_params(labelleft=not alike or index % columns == 0)
        panels.append(axes)
    return panels


def _legend_columns(labels: Sequence[str]) -> int:
    """How many entries fit beside each other, the widest setting the width of all."""
    widest = 0.62 + 0.066 * max((columns_of(label) for label in labels), default=1)
    return max(1, min(len(labels), int((WIDTH_INCHES - 0.3) / widest)))


def scenario_handles(design: Design, speech: Speech, left_out: str | None = None) -> "list[Artist]":
    """Entries of the legend for scenarios, in their order, without one that is not drawn."""
    from matplotlib.lines import Line2D

    handles: list[Artist] = []
    for index, name in enumerate(design.scenarios):
        if name == left_out:
            continue
        look, label = style_of(index), design.label(name, speech)
        handles.append(
            Line2D([], [], color=look.colour, ls=look.line, marker=look.marker, ms=4, label=label)
        )
    return handles


# --- captions ---


def caption_of(sentences: Iterable[str], design: Design, speech: Speech) -> str:
    """A caption: sentences, and then town, residents and scale."""
    about = speech(
        "compare.about",
        town=speech.pair(design.town),
        residents=design.residents,
        scale=design.scale,
        simulated=round(design.residents * design.scale),
    )
    return speech.joint([*sentences, about])


def about_lines(design: Design, speech: Speech) -> str:
    """What lines and bands are, one sentence."""
    seeds = len(design.seeds)
    method = speech.method(design.interval)
    key = "compare.lines" if design.enough else "compare.line"
    return speech(key, seeds=seeds, over=speech.seeds(seeds), method=method)


def plus_minus(seeds: int, speech: Speech) -> str:
    """What ± stands for, one sentence."""
    key = "figure.plus_minus" if seeds >= FEWEST else "figure.no_interval"
    return speech(key, seeds=seeds, over=speech.seeds(seeds))


def about_past(design: Design, speech: Speech, until: int | None) -> str:
    """What is shaded, one sentence; empty where nothing is."""
    if len(design.scenarios) < 2 or until is None:
        return ""
    return speech("compare.past", until=speech.month(until))


# --- lines of text ---


def wrapped(text: str, width: int) -> str:
    """Text in lines of at most so many columns; a Chinese character takes two of them.

    Lines break at spaces and after Chinese characters, never inside a word or number; spaces
    between Chinese characters are left out.
    """
    lines, line = [], ""
    for piece in _pieces(Speech().closed(text)):
        if line and columns_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece.lstrip() if not line else piece
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> list[str]:
    """Parts between which a line may break; punctuation stays with what it belongs to."""
    pieces: list[str] = []
    for character in text:
        last = pieces[-1][-1] if pieces else ""
        closing = character == " " or unicodedata.category(character) in {"Po", "Pe", "Pf"}
        opened = last != "" and unicodedata.category(last) in {"Ps", "Pi"}
        breaks = last == " " or _is_wide(character) or (last != "" and _is_wide(last))
        if not pieces or (breaks and not closing and not opened):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _is_wide(character: str) -> bool:
    """Whether a character takes two columns."""
    return unicodedata.east_asian_width(character) in {"W", "F"}


def columns_of(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if _is_wide(character) else 1 for character in text)
