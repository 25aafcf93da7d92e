"""A mistake is told once, in one line of a fair length, and its hint mends it."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import Problem, ScenarioError, did_you_mean, readable
from sim.scenario import load_scenario

HEAD = "summary: s\nextends: example\n"


def told(folder: Path, text: str) -> Problem:
    path = folder / "a.yaml"
    path.write_text(text, "utf-8")
    begin = time.monotonic()
    with pytest.raises(ScenarioError) as error:
        load_scenario(str(path))
    assert time.monotonic() - begin < 5
    (problem,) = error.value.problems
    assert len(str(problem)) < 700 + len(str(path))
    assert "\x1b" not in str(problem)
    return problem


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "levers: {control: " + "9" * 400 + "}\n",
        HEAD + "levers: {control: " + "9" * 5000 + "}\n",
        HEAD + "levers: {control: 0x" + "f" * 5000 + "}\n",
        HEAD + "levers: {control: [1, 2]}\n",
        HEAD + "levers: {control: !!python/object:os.system 1}\n",
        HEAD + 'levers: {control: {"*plain": 0.5, riverside: 0.1}}\n',
        HEAD + "run: {seeds: '0..99999,99999'}\n",
        HEAD + "run: {seeds: '" + "0..99998," * 3 + "1'}\n",
        HEAD + f"run: {{seeds: [{2**63}]}}\n",
        HEAD + '"le\\e[31mvers": {control: 0}\n',
        HEAD + "lev\u200bers: {control: 0}\n",
        HEAD + f"{'k' * 5000}: 1\n",
        f"extends: ./{'y' * 5000}.yaml\n",
        "extends: ./" + "y/" * 3000 + "a.yaml\n",
        "%YAML 1.1\n---\n" + HEAD + "run: {months: 010}\n",
        "a: " + "[" * 10_000,
        "a:\n  " + "- " * 10_000,
        "a: " + "{a: " * 1_000,
        "#" * 3_000_000,
        "a: [" + "1," * 250_000 + "]\n",
        "a:\n" + "- 1\n" * 250_000,
    ],
)
def test_a_mistake_is_told_once_in_a_line_of_fair_length(tmp_path: Path, text: str) -> None:
    told(tmp_path, text)


@pytest.mark.parametrize(
    "month",
    [
        "9999-01",
        "1899-12",
        "２０２１-01",
        "2021-1",
        "2021-13",
        "2021-00",
        "٢٠٢١-٠٣",
        "2021-3",
        "1-1",
    ],
)
def test_the_hint_of_a_month_is_a_month(tmp_path: Path, month: str) -> None:
    """Taken as it stands, it mends the file; where none would, none is given."""
    text = f"{HEAD}timeline: [{{date: '{month}', levers: {{control: 0}}}}]\n"
    problem = told(tmp_path, text)
    found = re.fullmatch(r"write (\d{4}-\d{2})", problem.hint)
    if problem.hint:
        assert found
        path = tmp_path / "b.yaml"
        path.write_text(text.replace(month, found[1]))
        assert load_scenario(str(path))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_what_is_said_is_printable_and_short(text: str) -> None:
    shown = str(Problem(text, file=text, path=text, hint=text))
    assert not set(shown) & set(map(chr, [*range(32), *range(127, 160), 0x200B, 0x202E, 0x2028]))
    assert all(len(word) < 1500 for word in shown.split())
    shown.encode()


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=12), max_size=8))
def test_no_hint_repeats_the_mistake(word: str, known: list[str]) -> None:
    assert did_you_mean(word, known) != f"did you mean {word!r}?"


def test_plain_texts_stay_as_they_are() -> None:
    for text in ("规划 方案.yaml: 没有", "a\u3000b", "é — … “x”", "😀", "tab-free text"):
        assert readable(text) == text
