"""A mistake is told once, in one line of a fair length, and its hint mends it."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.errors import Problem, ScenarioError, did_you_mean, readable
from sim.scenario import load_scenario
from sim.sweeps.experiment import load_experiment
from tests.studies.loading import load_study

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


def test_a_second_value_is_told_once_against_the_first_in_linear_time(tmp_path: Path) -> None:
    entry = "- {date: 2021-03, levers: {control: 0.5}}\n"
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + "timeline:\n" + entry * 500)
    with pytest.raises(ScenarioError) as error:
        load_scenario(str(path))
    assert len(error.value.problems) == 499
    assert all("the first is at" in one.message for one in error.value.problems)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("{a: 1, b: 0}", "{a: 0.3}"), "a"),
        (("0.5", "{a: 0.3}"), ""),
        (("{a: 1}", "0.5"), ""),
        (("{a: 1}", "{b: 1}"), None),
        (("{a: 1}", "{b: 1}", "{b: 0, c: 1}"), "b"),
    ],
)
def test_second_values_of_communities_are_told_where_they_are(
    tmp_path: Path, lines: tuple[str, ...], told: str | None
) -> None:
    named = {"a": "riverside", "b": "hillside", "c": "newfield"}
    entries = [re.sub(r"\b[abc]\b", lambda one: named[one[0]], line) for line in lines]
    path = tmp_path / "a.yaml"
    text = "".join(f"- {{date: 2021-03, levers: {{control: {one}}}}}\n" for one in entries)
    path.write_text(HEAD + "timeline:\n" + text)
    try:
        load_scenario(str(path))
        found = []
    except ScenarioError as error:
        found = [one.message for one in error.problems if "a second value" in one.message]
    assert len(found) == (told is not None)
    assert all(f"in {named[told]} in 2021-03" in one for one in found if told)


FILES = Path(__file__).parents[1] / "recorder" / "files"
KINDS = {
    "third": "",
    "grid": "experiment",
    "designs": "experiment",
    "asked": "trial",
    "choice": "search",
    "stated": "claims",
    "fit": "calibration",
    "conditions": "discovery",
    "factors": "sensitivity",
    "patterns": "validation",
}
"""Small files, and what they are."""


def load_of(kind: str, path: str) -> object:
    """Read a file as the command of its kind does."""
    if kind in ("", "experiment"):
        return load_experiment(path) if kind else load_scenario(path)
    return load_study(kind, path)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from _places(one, (*path, key))


@pytest.mark.parametrize("name", sorted(KINDS))
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_nothing_that_follows_from_a_mistake_is_told(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    """A value of the wrong kind or a misspelt key, anywhere in a file of any kind."""
    for file in FILES.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    document = YAML(typ="safe").load((FILES / f"{name}.yaml").read_text("utf-8"))
    place = data.draw(st.sampled_from(sorted(_places(document), key=str)))
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    wrong: Any = data.draw(
        st.sampled_from([None, 5, -1, 0.5, "word", [], {}, "2021-13", "*misspelt"])
    )
    if wrong == "*misspelt" and isinstance(holder, dict):
        holder[f"{place[-1]}x"] = holder.pop(place[-1])
    else:
        holder[place[-1]] = wrong
    path = tmp_path / "wrong.yaml"
    YAML(typ="safe").dump(document, path)
    try:
        load_of(KINDS[name], str(path))
    except ScenarioError as error:
        mine = [one for one in error.problems if one.file == str(path)]
        places = [one.path for one in mine]
        for one in mine:
            inner = [other for other in places if other.startswith(f"{one.path}.")]
            assert not one.path or not inner or "is missing" in one.message, mine
        near = [one.hint for one in mine if one.hint.startswith("did you mean")]
        assert not {f"did you mean '{one}'?" for one in places} & {*near}, mine


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_file_in_another_encoding_is_read_as_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, encoding: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in FILES.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    text = "# 社区治理：一个小例子\n" + (FILES / f"{name}.yaml").read_text("utf-8")
    path = tmp_path / "written.yaml"
    path.write_text(text, encoding)
    load_of(KINDS[name], str(path))


def test_a_name_that_is_no_text_is_told_as_it_was_meant(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("规划.yaml".encode("gb18030"))
    path.write_text(HEAD, "utf-8")
    with pytest.raises(ScenarioError) as error:
        load_scenario(str(path))
    (problem,) = error.value.problems
    assert problem.file == str(tmp_path / "规划.yaml")
    assert "no text in UTF-8" in problem.message


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("2021/03", "write 2021-03"),
        ("2021年3月", "write 2021-03"),
        ("2021.3", "write 2021-03"),
        ("2021年3月5日", "leave out the day: 2021-03"),
        ("March 2021", ""),
        ("/-/", ""),
        ("2021/13", ""),
    ],
)
def test_a_month_written_in_another_way_is_told_as_it_is_to_be_written(
    tmp_path: Path, written: str, hint: str
) -> None:
    assert told(tmp_path, HEAD + f'run: {{start: "{written}"}}\n').hint == hint


@pytest.mark.parametrize("text", ["9" * 400, "inf", "-inf", "nan", "1e999"])
def test_no_hint_proposes_what_is_no_number(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, HEAD + f'levers: {{control: "{text}"}}\n').hint == ""
