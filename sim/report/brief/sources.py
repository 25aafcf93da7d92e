"""Where numbers and scenarios come from, told in Chinese; titles stay as they are."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sim.report.reference.language import Language

CHINESE = Path(__file__).with_name("sources.json")
"""Sources of shipped scenarios and of their numbers in Chinese, by the English text."""
_WORDS = (
    (r"\breport\b", "报告"),
    (r"\bsurvey\b", "调查"),
    (r"\bassumed\b", "假定"),
    (r"\bcomputed\b", "推算"),
    (r"\bpages? (\d+(?:-\d+)?)", r"第 \1 页"),
    (r"\bp\. ?(\d+(?:-\d+)?)", r"第 \1 页"),
    (r"\btable (\d+)", r"表 \1"),
    (r"\bfigure (\d+)", r"图 \1"),
    (r"\bsection (\d+)", r"第 \1 节"),
    (r"\byuan\b", "元"),
)
"""Words around titles in other sources."""


@cache
def _chinese() -> Mapping[str, str]:
    found: dict[str, str] = json.loads(CHINESE.read_text("utf-8"))
    return found


def source_text(text: str, language: str) -> str:
    """A source in a language.

    Args:
        text: As its file has it.
        language: ``en`` or ``zh``.
    """
    if language != "zh":
        return text
    known = _chinese()
    if text in known:
        return known[text]
    said = Language(language).say(text)
    if said != text:
        return said
    for pattern, chinese in _WORDS:
        text = re.sub(pattern, chinese, text)
    return text
