from pathlib import Path

import pytest

pytest.importorskip("solara")

from sim.dashboard import answers, page
from sim.dashboard.opened import Opened
from sim.dashboard.shelf import Shelf
from sim.words import Speech


@pytest.fixture(scope="module")
def compared(results: Path) -> Opened:
    opened = Shelf(results).open("compared")
    assert isinstance(opened, Opened)
    return opened


def test_choices_change_the_question(compared: Opened) -> None:
    question = answers.first_question(compared)
    asked = {"name": "lines", "value": "example", "on": False}
    less = page.changed(question, compared, asked)
    assert (less.lines, less.baseline) == (("opened",), "opened")
    asked = {"name": "metrics", "value": "trust", "on": True}
    assert "trust" in page.changed(question, compared, asked).metrics
    asked = {"name": "place", "value": "riverside"}
    assert page.changed(question, compared, asked).place == "riverside"


@pytest.mark.parametrize(
    "name, value",
    [
        ("lines", "mine"),
        ("metrics", "luck"),
        ("place", "atlantis"),
        ("folder", "x"),
        ("baseline", "mine"),
        ("division", "shoes"),
        ("group_metric", "backlog"),
    ],
)
def test_nonsense_changes_nothing(compared: Opened, name: str, value: str) -> None:
    question = answers.first_question(compared)
    asked = {"name": name, "value": value, "on": True}
    assert page.changed(question, compared, asked) == question


def test_fields_hold_what_can_be_chosen(compared: Opened) -> None:
    question = answers.first_question(compared)
    fields = page.question_fields(compared, question, Speech("zh"))
    assert [field["name"] for field in fields] == [
        "lines",
        "metrics",
        "baseline",
        "map_metric",
        "place",
        "division",
        "group_metric",
    ]


def test_downloads_are_whole(compared: Opened) -> None:
    answer = answers.findings_answer(compared, answers.first_question(compared), Speech("en"))
    files = {name: make for name, _, make in answer.files}
    assert set(files) == {"csv_differences", "csv_levels", "csv_over_time", "csv_groups", "png"}
    for make in files.values():
        made = make()
        assert made is not None
        assert made[2]
    names = [made[0] for make in files.values() if (made := make())]
    assert "differences.csv" in names


def test_the_list_says_kind_and_subject_of_every_folder(results: Path) -> None:
    entries = Shelf(results).entries()
    options = page.folder_options(entries, "once", Speech("zh"))
    assert options[0] == ("compared", "情景比较 · opened 与示例相比 · compared")
    assert [key for key, _ in options] == ["compared", "once", "deep/swept"]
    typed = page.folder_options(entries, "nowhere", Speech("en"))
    assert typed[0] == ("nowhere", "nowhere")


def test_results_are_told_of_in_a_sentence(compared: Opened) -> None:
    text = page.about(compared, Speech("en"))
    assert text.startswith("Comparison: 2 scenarios, 2 seeds, 2021-01 to 2022-01.")
