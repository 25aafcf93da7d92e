from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from sim.declarations.metrics import METRICS
from sim.errors import OptionError
from sim.report import words


def test_both_languages_say_the_same_things() -> None:
    english, chinese = words.words_in("en"), words.words_in("zh")
    for name in words.Words.__slots__:
        one, other = getattr(english, name), getattr(chinese, name)
        if isinstance(one, str):
            braces = {part.split("}")[0].split(":")[0] for part in one.split("{")[1:]}
            assert braces == {part.split("}")[0].split(":")[0] for part in other.split("{")[1:]}
    assert english.verdicts.keys() == chinese.verdicts.keys()


@pytest.mark.parametrize("unit", sorted({metric.unit for metric in METRICS.values()}))
def test_every_unit_is_known_in_chinese(unit: str) -> None:
    assert unit in words.words_in("zh").units


def test_titles_name_label_and_unit() -> None:
    assert words.words_in("en").title(METRICS["turnout"]) == "Election turnout (%)"
    assert words.words_in("zh").title(METRICS["volunteer_hours"]) == "志愿者人均时数 (小时/年)"


@pytest.mark.parametrize(
    ("value", "unit", "signed", "text"),
    [
        (0.12345, "share", False, "12.35"),
        (0.12345, "share", True, "+12.35"),
        (-0.2, "share", True, "−20.00"),
        (-0.00001, "share", True, "+0.00"),
        (0.5, "0-1", False, "0.500"),
        (12.25, "per year", True, "+12.2"),
        (float("nan"), "share", True, "–"),
    ],
)
def test_numbers(value: float, unit: str, signed: bool, text: str) -> None:
    assert words.number(value, unit, signed) == text


@pytest.fixture
def no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    words.chinese_font.cache_clear()
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    entries = [
        font_manager.ttfFontProperty(font_manager.get_font(str(path)))
        for path in sorted(folder.glob("*.ttf"))
    ]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", entries)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    yield
    words.chinese_font.cache_clear()


@pytest.mark.usefixtures("no_chinese_font")
def test_a_missing_font_is_told_of() -> None:
    with pytest.raises(OptionError, match=r"no font with Chinese characters .* fonts-noto-cjk"):
        words.chinese_font()


@pytest.mark.usefixtures("no_chinese_font")
def test_a_font_that_was_installed_since_matplotlib_looked_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    words.chinese_font.cache_clear()
    try:
        family = words.chinese_font()
    except OptionError:
        pytest.skip("no font with Chinese characters is installed")
    entries = font_manager.fontManager.ttflist
    (file, *_) = [entry.fname for entry in entries if entry.name == family]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [file, "/no/such/font.ttf"])
    folder = str(Path(mpl.get_data_path()))
    known = [entry for entry in entries if entry.fname.startswith(folder)]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", known)
    words.chinese_font.cache_clear()
    assert words.chinese_font() == family
    words.chinese_font.cache_clear()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("多元共治 下参与率", "多元共治下参与率"),
        ("co_governance 下参与率为 5", "co_governance 下参与率为 5"),
        ("与 政府主导 相比，（甲） 减 乙", "与政府主导相比，（甲）减乙"),
        ("95 % of 政府 led", "95 % of 政府 led"),
    ],
)
def test_gaps_close_between_chinese_characters_alone(text: str, found: str) -> None:
    assert words.closed_up(text) == found
