"""The catalogue has every message that is said, in both languages, and no other."""

import ast
import string
from pathlib import Path

import pytest

from sim.words import LANGUAGES, Speech
from sim.words.catalogue import messages

ROOT = Path(__file__).resolve().parents[2]
SPEAKERS = [
    path
    for path in sorted((ROOT / "sim").rglob("*"))
    if path.suffix in (".py", ".html", ".md", ".vue") and "catalogue" not in path.parts
]


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


@pytest.mark.parametrize("key", sorted(messages()))
def test_both_languages_fill_the_same_braces(key: str) -> None:
    label = messages()[key]
    # Chinese counts with a word of measure, or in units of 10,000.
    assert fields(label.zh) ^ fields(label.en) <= {"unit", "wan", "value"}
    assert label.en


def test_every_message_is_said_somewhere() -> None:
    texts = set().union(*(texts_in(path) for path in SPEAKERS))
    begun = tuple(text[:-1] for text in texts if text.endswith("*") and "." in text)
    unsaid = [key for key in messages() if key not in texts and not key.startswith(begun)]
    assert unsaid == []


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
