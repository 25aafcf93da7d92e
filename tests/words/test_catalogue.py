"""The catalogue has every message that is said, in both languages, and no other."""

import ast
import json
import re
import string
from pathlib import Path

import pytest

from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.words import LANGUAGES, Speech
from sim.words.catalogue import messages
from sim.words.catalogue.command import HELP
from sim.words.catalogue.files import ALLOWED, FOUND, KINDS, PARTS, REASONS
from sim.words.catalogue.problems import PROBLEMS

ROOT = Path(__file__).resolve().parents[2]
OTHER_WORDS = {
    "假定": "假设",
    "杠杆": "政策工具",
    "共同历史": "共同基期",
    "行动者": "主体",
    "遗憾": "后悔值",
    "对数优势": "对数几率",
    "可区分": "显著",
    "不能区分": "不显著",
    "受益最多": "增幅最大",
    "规模 {scale": "按 … 抽样模拟",
    "「": "“",
    "须：": "误差线：",
}
"""Words that stand beside the one of the house: one term for one thing."""
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
SPEAKERS = [
    path
    for path in sorted((ROOT / "sim").rglob("*"))
    if path.suffix in (".py", ".html", ".md", ".vue") and "catalogue" not in path.parts
]

AS_WRITTEN = re.compile(r"\[[^\]]*\]|“[^”]*”|exp\(.*?\)|: off|.*%Y.*")
"""What files hold, formulas, and formats of dates."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def texts_in(path: Path) -> set[str]:
    """Constants of a module; the beginnings of texts that are put together end in a star."""
    source = path.read_text()
    if path.suffix != ".py":
        return {key for key in messages() if f'"{key}"' in source or f"'{key}'" in source}
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        if isinstance(node, ast.JoinedStr) and node.values:
            first = node.values[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(f"{first.value}*")
    return found


def test_both_languages_fill_the_same_braces() -> None:
    for key, label in messages().items():
        # Chinese counts with a word of measure, or in units of 10,000.
        assert fields(label.zh) ^ fields(label.en) <= {"unit", "wan", "value"}, key
        assert label.en, key


def test_every_message_is_said_somewhere() -> None:
    texts = set().union(*(texts_in(path) for path in SPEAKERS))
    begun = tuple(text[:-1] for text in texts if text.endswith("*") and "." in text)
    unsaid = [key for key in messages() if key not in texts and not key.startswith(begun)]
    assert unsaid == []


def chinese_texts() -> dict[str, str]:
    """Everything that is said in Chinese, by where it stands."""
    found = {key: label.zh for key, label in messages().items()}
    listed = (*PROBLEMS, *HELP, *ALLOWED, *FOUND, *KINDS, *PARTS, *REASONS)
    found |= {label.en: label.zh for label in listed}
    for declared in (LEVERS, METRICS, PARAMETERS):
        found |= {name: one.label.zh for name, one in declared.items()}
        meanings = {name: one.meaning for name, one in declared.items()}
        found |= {f"{name}, meaning": getattr(one, "zh", "") for name, one in meanings.items()}
    for name in ("chinese.json", "sources.json"):
        found |= json.loads((ROOT / "sim" / "words" / name).read_text("utf-8"))
    return found


def test_one_thing_has_one_word_in_chinese() -> None:
    found = {
        f"{where}: {text}": OTHER_WORDS[word]
        for where, text in chinese_texts().items()
        for word in OTHER_WORDS
        if word in text
    }
    assert found == {}


def test_chinese_has_punctuation_of_its_own() -> None:
    texts = {where: AS_WRITTEN.sub("", text) for where, text in chinese_texts().items()}
    assert {where: text for where, text in texts.items() if HALF_WIDTH.search(text)} == {}


@pytest.mark.parametrize(
    ("scale", "english", "chinese"),
    [
        (0.05, "scale 0.05", "按 5% 抽样模拟"),
        (0.125, "scale 0.125", "按 12.5% 抽样模拟"),
        (1, "scale 1", "全员模拟"),
    ],
)
def test_the_share_that_is_simulated(scale: float, english: str, chinese: str) -> None:
    assert Speech("en").sampled(scale) == english
    assert Speech("zh").sampled(scale) == chinese
    said = Speech("zh")("brief.setting_short", residents=9, simulated=9, scale=scale, seeds="")
    assert f"（{chinese}）" in said


@pytest.mark.parametrize("months, text", [(1, "1 month "), (11, "11 months "), (0, "0 months ")])
def test_one_of_something_is_no_plural(months: int, text: str) -> None:
    known = {"first": "a", "second": "b", "until": "2021-01", "values": 1, "months": months}
    key = next(
        key for key, one in messages().items() if one.en.startswith("{first} and {second} are i")
    )
    fill = dict.fromkeys(fields(messages()[key].en), 0)
    assert text in Speech("en")(key, **{**fill, **known})


def test_an_unknown_message_is_no_message() -> None:
    with pytest.raises(KeyError):
        Speech("en")("no.such.message")


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_have_one_form(language: str) -> None:
    speech = Speech(language)
    close = "" if language == "zh" else " "
    assert speech.number(-0.000004, "share", signed=True) == "0.00"
    assert speech.value(0.1234, "share") == f"12.34{close}%"
    assert speech.percent(0.126) == f"13{close}%"
    assert speech.difference(-0.022, "share").startswith("\N{MINUS SIGN}2.20")
    assert speech.interval(float("nan"), 1.0, "-") == "–"
    assert speech.value(0.5, "0-1") == "0.500"
