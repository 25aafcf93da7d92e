"""Fonts that come along: figures, briefs and pages show Chinese, and look alike on every machine.

Letters are those of DejaVu Sans, which comes with Matplotlib, Chinese characters those of a part of
Noto Sans CJK SC that has all of GB 2312 (``font/OFL.txt``, made by ``experiments/font.py``). Other
characters are looked for in the fonts of the machine; those that none of them has become boxes.
"""

import sys
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
    """Families for the text of a figure, each for the characters that those before it lack."""
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
    """The characters of a font."""
    from matplotlib.font_manager import get_font

    return frozenset(map(chr, get_font(file).get_charmap()))


@cache
def _installed(characters: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Families of the machine's fonts that have some characters, and those that none has."""
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
    """Regular faces first, then those made for simplified Chinese, then those without serifs."""
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
    """A rule of CSS that holds the font for the Chinese characters of a text; empty without any.

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
