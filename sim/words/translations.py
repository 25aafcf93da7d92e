"""Sentences of declarations, schemas and files that have no Chinese beside them, and sources."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_AROUND_TITLES = (
    (r"\breport\b", "报告"),
    (r"\bsurvey\b", "调查"),
    (r"\bassumed\b", "假设"),
    (r"\bcomputed\b", "推算"),
    (r"\bpages? (\d+(?:-\d+)?)", r"第 \1 页"),
    (r"\bp\. ?(\d+(?:-\d+)?)", r"第 \1 页"),
    (r"\btable (\d+)", r"表 \1"),
    (r"\bfigure (\d+)", r"图 \1"),
    (r"\bsection (\d+)", r"第 \1 节"),
    (r"\byuan\b", "元"),
)
"""Words around the titles of works."""


@cache
def sentences() -> Mapping[str, str]:
    """Sentences of declarations and schemas in Chinese, by the English one; `described` too."""
    return {**_read("chinese.json"), **described()}


@cache
def described() -> Mapping[str, str]:
    """What the description of the model tells out of docstrings and notes, likewise."""
    return _read("described.json")


@cache
def sources() -> Mapping[str, str]:
    """Sources of shipped scenarios and of their numbers in Chinese, by the English text."""
    return _read("sources.json")


def _read(name: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads((_HERE / name).read_text("utf-8"))
    return found


def chinese_source(text: str) -> str:
    """A source in Chinese; titles of works stay as they are."""
    known = sources().get(text) or sentences().get(text)
    if known:
        return known
    for pattern, chinese in _AROUND_TITLES:
        text = re.sub(pattern, chinese, text)
    return text
