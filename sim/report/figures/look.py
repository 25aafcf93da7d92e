"""The look of all figures: colours of scenarios, sizes, fonts.

Letters are those of DejaVu Sans, which comes with Matplotlib, Chinese characters those of a part of
Noto Sans CJK SC that has all of GB 2312 (``font/OFL.txt``, made by ``experiments/font.py``). Other
characters are looked for in the fonts of the machine; those that none of them has become boxes.

Colours are those of Okabe & Ito (2008), told apart with every common colour blindness; line
styles and markers tell the scenarios apart in grey.
"""

import logging
import sys
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs.files import atomic

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# --- Fonts that come along: figures, briefs and pages show Chinese, and look alike on every
# machine

FAMILY = "cogov Sans SC"
CARRIED = Path(__file__).parent / "font" / "cogov-sans-sc.ttf"
BOXES = "Last Resort High-Efficiency"
"""A font of Matplotlib's with a box for every character."""
_NAMED = 12
"""How many characters a warning names."""
_CHINESE = "\u2e80"
"""Where Chinese characters and their punctuation begin."""
_RULE = """@font-face {{ font-family: "{family}"; unicode-range: U+2E80-9FFF, U+FF00-FFEF;
  src: url(data:font/woff;base64,{data}); }}
"""
_NOBODY = 0x10FFFD
"""A code of private use; a font that has even this one has no shapes but boxes."""
_told: set[str] = set()
_held: list[set[str]] = []


def families(more: Iterable[str] = ()) -> list[str]:
    """List fonts for the text of a figure, each for characters that those before it lack."""
    from matplotlib.font_manager import fontManager

    if not any(entry.name == FAMILY for entry in fontManager.ttflist):
        fontManager.addfont(CARRIED)
    return ["DejaVu Sans", FAMILY, *more, BOXES]


def complete(figure: "Figure") -> None:
    """Have fonts of the machine draw what those that come along lack; warn of what none has."""
    from matplotlib import get_data_path
    from matplotlib.text import Text

    texts: list[Any] = figure.findobj(Text)
    used = {one for text in texts for one in text.get_text() if not one.isascii()}
    shown = {one for one in used if unicodedata.category(one)[0] not in "CMZ"}
    latin = Path(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    lacking = shown - _known(CARRIED) - _known(latin) if shown else shown
    if lacking:
        more, boxes = _installed(frozenset(lacking))
        for text in texts:
            text.set_fontfamily(families(more))
        warn(boxes)


@cache
def _known(file: Path) -> frozenset[str]:
    """Read the characters of a font."""
    from matplotlib.font_manager import get_font

    return frozenset(map(chr, get_font(file).get_charmap()))


@cache
def _installed(characters: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """List the machine's fonts that have some characters, and the characters that none has."""
    from matplotlib.font_manager import FontPath, findSystemFonts, fontManager, get_font

    # Matplotlib's list is as old as its first import on this machine.
    for file in sorted(set(findSystemFonts()) - {entry.fname for entry in fontManager.ttflist}):
        with suppress(OSError, RuntimeError, NotImplementedError):
            fontManager.addfont(file)
    found: list[str] = []
    for entry in sorted(fontManager.ttflist, key=_rank):
        if not characters:
            break
        with suppress(OSError, RuntimeError):
            font = get_font(FontPath(entry.fname, entry.index))
            known = {one for one in characters if font.get_char_index(ord(one))}
            if known and not font.get_char_index(_NOBODY):
                found.append(entry.name)
                characters -= known
    return tuple(found), characters


def _rank(entry: Any) -> tuple[bool, int, bool, bool, str]:
    """Rank regular faces first, then those made for simplified Chinese, then without serifs."""
    slanted, weight = entry.style != "normal", abs(int(entry.weight) - 400)
    return slanted, weight, "SC" not in entry.name, "Sans" not in entry.name, entry.name


def warn(characters: Iterable[str]) -> None:
    """Say once which characters are boxes in figures, on the error stream."""
    new = sorted(set(characters) - _told)
    if _held:
        _held[-1].update(new)
    elif new:
        _told.update(new)
        named = [f"{one} (U+{ord(one):04X})" for one in new[:_NAMED]]
        more = [f"and {len(new) - _NAMED} more"] if len(new) > _NAMED else []
        text = ", ".join([*named, *more])
        print(f"warning: no font has {text}; figures show a box instead", file=sys.stderr)


@contextmanager
def held() -> Iterator[set[str]]:
    """Keep the characters to warn of, for another process to do it."""
    kept: set[str] = set()
    _held.append(kept)
    try:
        yield kept
    finally:
        _held.remove(kept)


def font_face(text: str, whole: bool = False) -> str:
    """Write the CSS that carries the font for the Chinese in a text; empty without Chinese.

    With ``whole`` it has the others of the text as well, spaces among them: what sets a page
    without a browser takes all characters of a stretch from the first font that begins it.
    """
    used = {one for one in text if one >= _CHINESE} & _known(CARRIED)
    if used and whole:
        used = {*text, " "} & _known(CARRIED)
    if not used:
        return ""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font, stream = TTFont(CARRIED, recalcTimestamp=False), BytesIO()
    cutter = Subsetter(Options(layout_features=[], notdef_outline=True))
    cutter.populate(text="".join(sorted(used)))
    cutter.subset(font)
    font.flavor = "woff"
    font.save(stream)
    data = b64encode(stream.getvalue()).decode("ascii")
    return _RULE.format(family=FAMILY, data=data)


# --- The look that all figures share: size, fonts, colours, and how they are saved

WIDTH_INCHES = 8.0
DOTS_PER_INCH = 150
"""8 inches at 150 dots are 1200 pixels."""
QUIET = "#555555"


@dataclass(frozen=True, slots=True)
class Style:
    """How one scenario looks in every panel."""

    colour: str
    line: str | tuple[int, tuple[float, ...]]
    marker: str


STYLES = (
    Style("#0072B2", "-", "o"),
    Style("#D55E00", (0, (5, 1.6)), "s"),
    Style("#009E73", (0, (1.2, 1.2)), "D"),
    Style("#CC79A7", (0, (6, 1.5, 1.2, 1.5)), "^"),
    Style("#56B4E9", (0, (9, 2)), "v"),
    Style("#E69F00", (0, (3, 1, 1, 1, 1, 1)), "P"),
    Style("#000000", (0, (2, 2.5)), "X"),
)


def style_of(index: int) -> Style:
    """Choose the look of the scenario with that index, from 0."""
    count = len(STYLES)
    look, turn = STYLES[index % count], index // count
    return Style(look.colour, STYLES[(index + turn) % count].line, look.marker)


def scaling(unit: str) -> float:
    """Find what values are multiplied with: shares are shown in per cent."""
    return 100.0 if unit == "share" else 1.0


_RC: Mapping[str, Any] = {
    "font.size": 7.5,
    "axes.titlesize": 7.8,
    "axes.titlelocation": "left",
    # Nothing stands above a panel that its title would have to make room for.
    "axes.titley": 1.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 1.3,
    "svg.hashsalt": "cogov",
    # Labels are the user's, and no formulas.
    "text.parse_math": False,
}


@contextmanager
def look() -> Iterator[None]:
    """Wear the look of our figures while one is drawn or saved, whatever the user has set."""
    import matplotlib as mpl

    own = {name: value for name, value in mpl.rcParamsDefault.items() if name != "backend"}
    settings: Any = {**own, **_RC, "font.family": families()}
    # Some fonts have no normal weight; the one they have is shown, which needs no telling.
    log = logging.getLogger("matplotlib.font_manager")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with mpl.rc_context(settings):
            yield
    finally:
        log.setLevel(before)


def shown(figure: "Figure") -> "Figure":
    """Make a figure that notebooks show as a picture, also where pyplot is not imported.

    Without pyplot nothing has told the notebook yet how figures are shown.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and "matplotlib.pyplot" not in sys.modules:
        from IPython.core.pylabtools import select_figure_formats

        select_figure_formats(shell, {"png"})  # type: ignore[no-untyped-call]
    return figure


def get_ready() -> None:
    """Import all that it takes to draw and save a figure, which otherwise comes bit by bit."""
    for name in ("figure", "dates", "backends.backend_agg", "backends.backend_svg"):
        import_module(f"matplotlib.{name}")
    import_module("pandas")


def save_figure(figure: "Figure", paths: Sequence[Path]) -> None:
    """Write a figure, atomically, in the formats that the names of the files ask for."""
    with look():
        for path in paths:
            kind = path.suffix.removeprefix(".")
            # Without the date the same figure gives the same bytes.
            stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
            with atomic(path) as temporary:
                figure.savefig(temporary, format=kind, dpi=DOTS_PER_INCH, metadata=stamp)


def svg_of(figure: "Figure") -> bytes:
    """Save a figure as bytes of an SVG file, which needs no font of whoever looks at it."""
    stream = BytesIO()
    with look():
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()


def settle(figure: "Figure") -> None:
    """Lay out once and for all, to the hundred-thousandth of the figure.

    The last bits of what the layout engine finds differ between runs, and so would files.
    Without an engine a figure is drawn once for each file that it is saved to, not twice.
    """
    complete(figure)
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            _hold_ticks(axis)
            if not axis.get_label_text():
                # A label without text needs no place beside the ticks, which takes long to find.
                axis.set_label_coords(0.0, 0.0)
    engine: Any = figure.get_layout_engine()
    engine.execute(figure)
    figure.set_layout_engine(None)
    for axes in figure.axes:
        locator: Any = axes.get_axes_locator()
        axes.apply_aspect(locator(axes, None) if locator else None)
        left, bottom, width, height = axes.get_position().bounds
        axes.set_position((round(left, 5), round(bottom, 5), round(width, 5), round(height, 5)))
        axes.set_in_layout(True)


def _hold_ticks(axis: Any) -> None:
    """Keep the ticks of an axis whose length plays no part in them, rather than find them anew.

    Layout and drawing ask for them some ten times.
    """
    from matplotlib.dates import AutoDateLocator
    from matplotlib.ticker import AutoLocator, FixedFormatter, FixedLocator, MaxNLocator

    locator = axis.get_major_locator()
    if isinstance(locator, AutoLocator) or not isinstance(locator, AutoDateLocator | MaxNLocator):
        return
    places = axis.get_majorticklocs()
    labels = axis.get_major_formatter().format_ticks(places)
    axis.set_major_locator(FixedLocator(places))
    if isinstance(locator, AutoDateLocator):
        axis.set_major_formatter(FixedFormatter(labels))
