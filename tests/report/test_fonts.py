"""Figures and briefs show any character on any machine, whatever its user has set."""

import re
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.font_manager import fontManager

import sim
from sim.report.figures import look as fonts
from sim.report.figures.look import look, settle, svg_of
from sim.report.figures.sheet import new_sheet

RARE = "\U0002a6d6"
OTHER = "\U0002a6d7"
HOME = Path(sim.__file__).parent
ENDINGS = {".py", ".json", ".yaml", ".html", ".vue"}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose only fonts are those of Matplotlib."""
    own = [one for one in fontManager.ttflist if one.fname.startswith(mpl.get_data_path())]
    monkeypatch.setattr(fontManager, "ttflist", own)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    monkeypatch.setattr(fonts, "_told", set())
    fonts._installed.cache_clear()
    yield
    fonts._installed.cache_clear()
    monkeypatch.undo()
    fontManager._findfont_cached.cache_clear()  # type: ignore[attr-defined]


def drawn(title: str, caption: str = "") -> str:
    """A figure with a title and a label of an axis, as SVG."""
    with look():
        figure = new_sheet(1.0, caption)
        axes = figure.add_subplot()
        axes.set_title(title)
        axes.set_yticks([0, 1], ["0", title])
        settle(figure)
    return svg_of(figure).decode()


def shapes(svg: str, font: str) -> set[str]:
    """The shapes of a font that a figure draws."""
    return set(re.findall(f'id="{font}-[0-9a-f]+"', svg))


def test_every_character_that_the_package_writes_has_a_shape() -> None:
    files = [path for path in HOME.rglob("*") if path.suffix in ENDINGS]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert {one for one in text if one >= "\u2e80"} <= fonts._known(fonts.CARRIED)


def test_every_character_of_gb_2312_has_a_shape() -> None:
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    signs = {bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells}
    assert len(signs - {""} - fonts._known(fonts.CARRIED)) == 0


def test_chinese_is_drawn_where_no_font_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    svg = drawn("规划 A", "参与率")
    assert len(shapes(svg, "cogovSansSC-Regular")) == len(set("规划参与率"))
    assert capsys.readouterr().err == ""


def test_a_character_that_no_font_has_is_a_box_and_one_warning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    svg = drawn(f"规划{RARE}", "\U0001f9e7")
    drawn(f"规划{RARE}")
    assert len(shapes(svg, "LastResortHE-Regular")) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [
        f"warning: no font has \U0001f9e7 (U+1F9E7), {RARE} (U+2A6D6); figures show a box instead"
    ]


def test_another_process_may_warn(capsys: pytest.CaptureFixture[str]) -> None:
    with fonts.held() as kept:
        drawn(RARE)
    assert capsys.readouterr().err == ""
    assert kept == {RARE}
    fonts.warn(kept)
    assert RARE in capsys.readouterr().err


def test_long_warnings_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    fonts.warn(chr(0x20000 + place) for place in range(40))
    assert "and 28 more; figures" in capsys.readouterr().err


def test_an_installed_font_draws_what_the_carried_one_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = TTFont(fonts.CARRIED)
    cutter = Subsetter(Options(layout_features=[], name_IDs=["*"]))
    cutter.populate(text="一")
    cutter.subset(made)
    FontBuilder(font=made).setupCharacterMap({ord(RARE): made.getBestCmap()[ord("一")]})
    for record in made["name"].names:
        record.string = "Installed-Regular" if record.nameID == 6 else "Installed"
    path = tmp_path / "installed.ttf"
    made.save(path)
    found = [str(path), "/no/such/font.ttf", str(tmp_path)]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: found)
    svg = drawn(f"规划{RARE}{OTHER}")
    assert len(shapes(svg, "Installed-Regular")) == 1
    assert len(shapes(svg, "LastResortHE-Regular")) == 1
    told = capsys.readouterr().err
    assert OTHER in told
    assert RARE not in told


def test_dollars_are_no_formula() -> None:
    svg = drawn("Grant $100 (#1), later $200", "Prize $5_ or $6^")
    assert len(shapes(svg, "DejaVuSans")) >= len(set("Grant$10(#),later2"))
    assert "DejaVuSans-Oblique" not in svg


def test_no_setting_of_the_user_changes_a_figure() -> None:
    before = drawn("规划 $1", "caption")
    own: Any = {
        "text.usetex": True,
        "font.family": "serif",
        "font.size": 30,
        "savefig.bbox": "tight",
        "savefig.dpi": 30,
        "svg.fonttype": "none",
        "axes.formatter.use_mathtext": True,
        "figure.constrained_layout.h_pad": 1.0,
    }
    with mpl.rc_context(own):
        assert drawn("规划 $1", "caption") == before
        assert mpl.rcParams["text.usetex"] is True


def test_a_page_has_the_characters_that_it_shows() -> None:
    rule = fonts.font_face("<p>多元共治 abc, 多</p>")
    found = re.search("base64,([^)]*)", rule)
    assert found
    font = TTFont(BytesIO(b64decode(found[1])))
    assert set(map(chr, font.getBestCmap())) == set("多元共治")
    assert fonts.FAMILY in rule
    assert fonts.font_face("<p>English – é “ ”</p>") == ""
    assert fonts.font_face("<p>多元共治 abc, 多</p>") == rule
