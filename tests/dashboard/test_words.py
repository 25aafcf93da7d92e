import re
import string

import pytest

from sim.dashboard.words import LEVER_UNITS, page_in, texts
from sim.declarations.levers import LEVERS
from sim.declare import MEASURE_LABELS, MEASURES

CHINESE = re.compile("[\u4e00-\u9fff]")
ALIKE = {"other_language", "colon"}
"""Texts that are in the other language, or have no words."""


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(texts()))
def test_every_text_is_there_in_both_languages(key: str) -> None:
    label = texts()[key]
    if key in ALIKE:
        return
    assert CHINESE.search(label.zh)
    assert not CHINESE.search(label.en)
    # What one language is told the other may leave out, but nothing else.
    assert braces(label.en) <= braces(label.zh)


def test_every_lever_has_a_measure_and_a_unit_in_both_languages() -> None:
    assert tuple(MEASURE_LABELS) == MEASURES
    assert {lever.unit for lever in LEVERS.values()} == set(LEVER_UNITS)
    assert page_in("zh").lever_unit("households") == "户"


def test_texts_in_a_page_are_escaped() -> None:
    assert "<b>" not in page_in("en").html("legend_other", name="<b>")
