import json
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ResultsError
from sim.report.answers import Answer, read_answer, read_answers, write_answer
from sim.words import Speech

SENTENCES = {"en": ("More meetings, more people.",), "zh": ("会议越多，参与越多。",)}
GOOD: dict[str, Any] = {
    "kind": "why",
    "sentences": SENTENCES,
    "tables": ["why.csv"],
    "figures": ["why.svg"],
}


def files(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name in ("why.csv", "why.svg"):
        (folder / name).write_text("x")
    return folder


def test_an_answer_is_read_as_it_was_written(tmp_path: Path) -> None:
    inner = files(tmp_path / "why")
    path = write_answer(inner, "why", Answer("why", SENTENCES, ("why.csv",), ("why.svg",)))
    (found,) = read_answers(tmp_path)
    assert path == found.path == inner / "why.answer.json"
    assert (found.kind, found.sentences, found.tables) == ("why", SENTENCES, ("why.csv",))
    assert found.file("why.svg", Speech("zh")) == inner / "why.svg"
    (inner / "why.zh.svg").write_text("x")
    assert found.file("why.svg", Speech("zh")) == inner / "why.zh.svg"
    assert found.file("why.svg", Speech("en")) == inner / "why.svg"


def test_an_answer_needs_its_files_and_both_languages(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"without why\.csv, zh"):
        write_answer(tmp_path, "why", Answer("why", {"en": ("Yes.",)}, ("why.csv",)))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "change, told",
    [
        ({"kind": 3}, "kind is text"),
        ({"more": 1}, "needs the keys kind, sentences, tables, figures and no others"),
        ({"sentences": {"en": ["Yes."]}}, "for each of en, zh"),
        ({"tables": "why.csv"}, "lists of names"),
        ({"figures": ["../why.svg"]}, "no file '../why.svg' beside it"),
        ({"figures": ["other.svg"]}, "no file 'other.svg' beside it"),
    ],
)
def test_a_damaged_answer_is_named(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    path = files(tmp_path) / "why.answer.json"
    path.write_text(json.dumps({**GOOD, **change}))
    with pytest.raises(ResultsError, match=told) as caught:
        read_answer(path)
    assert caught.value.problems[0].file == str(path)


def test_what_is_no_json_is_named(tmp_path: Path) -> None:
    path = files(tmp_path) / "why.answer.json"
    path.write_text("{")
    with pytest.raises(ResultsError, match="cannot be read"):
        read_answers(tmp_path)
