import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.dashboard import findings as found
from sim.dashboard.opened import Opened
from sim.dashboard.shelf import Shelf
from sim.dashboard.words import page_in
from sim.declarations.groups import DIVISIONS


@pytest.fixture(scope="module")
def compared(results: Path) -> Opened:
    opened = Shelf(results).open("compared")
    assert isinstance(opened, Opened)
    return opened


def test_the_page_says_what_the_comparison_says(compared: Opened, results: Path) -> None:
    """The same numbers as the command line, for the metrics chosen."""
    question = found.first_question(compared)
    answer = found.answer(compared, question)
    saved = sim.open_results(results / "compared")
    assert isinstance(saved, sim.Comparison)
    chosen = saved.differences[saved.differences["metric"].isin(question.metrics)]
    for column in ("metric", "difference", "low", "high", "sd"):
        pd.testing.assert_series_equal(
            answer.differences[column].reset_index(drop=True), chosen[column].reset_index(drop=True)
        )


def test_another_baseline_turns_the_signs(compared: Opened) -> None:
    question = found.first_question(compared)
    one = found.answer(compared, question).differences["difference"]
    other = found.answer(compared, replace(question, baseline="opened")).differences["difference"]
    assert other.to_numpy() == pytest.approx(-one.to_numpy())


def test_a_community_has_its_own_numbers(compared: Opened) -> None:
    question = found.first_question(compared)
    town = found.answer(compared, question).levels["mean"]
    here = found.answer(compared, replace(question, place="hillside")).levels["mean"]
    assert not town.equals(here)


@pytest.mark.parametrize("division", [one.name for one in DIVISIONS])
def test_groups_of_every_division(compared: Opened, division: str) -> None:
    question = replace(found.first_question(compared), division=division)
    answer = found.answer(compared, question)
    assert answer.groups is not None
    assert answer.groups["mean"].notna().all()
    text = found.groups_html(answer, question, page_in("zh"))
    assert text.count("<tr>") >= len(answer.groups)


def test_one_line_has_no_differences(compared: Opened) -> None:
    question = replace(found.first_question(compared), lines=("opened",), baseline="opened")
    answer = found.answer(compared, question)
    assert answer.differences.empty
    assert "two scenarios" in found.differences_html(answer, page_in("en"))
    assert found.figure_png(answer, "en").startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["compared", "once", "deep/swept"])
def test_every_kind_of_results_is_drawn_and_told(results: Path, name: str) -> None:
    opened = Shelf(results).open(name)
    assert isinstance(opened, Opened)
    question = found.first_question(opened)
    answer = found.answer(opened, question)
    page = page_in("en")
    assert found.figure_png(answer, "en").startswith(b"\x89PNG")
    text = found.differences_html(answer, page) + found.levels_html(answer, page)
    text += found.groups_html(answer, question, page)
    for line in question.lines:
        assert opened.design.label(line) in text
    read = pd.read_csv(io.BytesIO(found.csv_of(answer.levels)))
    assert len(read) == len(question.lines) * len(question.metrics)
