import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.dashboard import answers
from sim.dashboard.drawing import table_html
from sim.dashboard.opened import Opened, OpenedRuns
from sim.dashboard.shelf import Shelf
from sim.declarations.groups import DIVISIONS
from sim.declarations.metrics import METRICS
from sim.errors import ResultsError
from sim.studies.analysis import Analysis
from sim.words import NULL, Speech


@pytest.fixture(scope="module")
def compared(results: Path) -> Opened:
    opened = Shelf(results).open("compared")
    assert isinstance(opened, Opened)
    return opened


def test_the_page_says_what_the_comparison_says(compared: Opened, results: Path) -> None:
    """The same numbers as the command line, for the metrics chosen."""
    question = answers.first_question(compared)
    answer = answers.findings_of(compared, question)
    saved = sim.open_results(results / "compared")
    assert isinstance(saved, sim.Comparison)
    chosen = saved.differences[saved.differences["metric"].isin(question.metrics)]
    for column in ("metric", "difference", "low", "high", "sd"):
        pd.testing.assert_series_equal(
            answer.differences[column].reset_index(drop=True), chosen[column].reset_index(drop=True)
        )


def test_another_baseline_turns_the_signs(compared: Opened) -> None:
    question = answers.first_question(compared)
    one = answers.findings_of(compared, question).differences["difference"]
    other = answers.findings_of(compared, replace(question, baseline="opened")).differences[
        "difference"
    ]
    assert other.to_numpy() == pytest.approx(-one.to_numpy())


def test_a_community_has_its_own_numbers(compared: Opened) -> None:
    question = answers.first_question(compared)
    town = answers.findings_of(compared, question).levels["mean"]
    here = answers.findings_of(compared, replace(question, place="hillside")).levels["mean"]
    assert not town.equals(here)


@pytest.mark.parametrize("division", [one.name for one in DIVISIONS])
def test_groups_of_every_division(compared: Opened, division: str) -> None:
    question = replace(answers.first_question(compared), division=division)
    answer = answers.findings_of(compared, question)
    assert answer.groups is not None
    assert answer.groups["mean"].notna().all()
    text = table_html(answers.groups_shown(answer, Speech("zh")))
    assert text.count("<tr class") >= len(answer.groups)


def test_one_line_has_no_differences(compared: Opened) -> None:
    question = replace(answers.first_question(compared), lines=("opened",), baseline="opened")
    answer = answers.findings_of(compared, question)
    assert answer.differences.empty
    (note,) = answers.differences_shown(answer, Speech("en")).notes
    assert "two scenarios" in note
    assert answers.figure_png(answer, Speech("en")).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["compared", "once", "deep/swept"])
def test_every_kind_of_results_is_drawn_and_told(results: Path, name: str) -> None:
    opened = Shelf(results).open(name)
    assert isinstance(opened, Opened)
    question = answers.first_question(opened)
    answer = answers.findings_of(opened, question)
    speech = Speech("en")
    assert answers.figure_png(answer, Speech("en")).startswith(b"\x89PNG")
    made = answers.findings_answer(opened, question, speech)
    text = "".join(part for _, part, _ in made.parts)
    for line in question.lines:
        assert opened.design.label(line, Speech("en")) in text
    file = {name: make for name, _, make in made.files}["csv_levels"]()
    assert file is not None
    read = pd.read_csv(io.BytesIO(file[2]))
    assert len(read) == len(question.lines) * len(question.metrics)


@pytest.fixture(scope="module")
def attributed(explained: Path) -> Analysis:
    opened = Shelf(explained).open("attributed")
    assert isinstance(opened, Analysis)
    return opened


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_analysis_is_shown_whole(attributed: Analysis, language: str) -> None:
    speech = Speech(language)
    parts = {name: text for name, text, _ in answers.analysis_answer(attributed, speech).parts}
    assert list(parts) == ["found", "figure-attribution", "table-0", "table-1"]
    for sentence in attributed.sentences(language):
        assert sentence.split("<")[0] in parts["found"].replace("&#x27;", "'")
    assert 'src="data:image/png;base64,' in parts["figure-attribution"]
    assert speech.pick(METRICS["participation_rate"].label) in parts["table-0"]
    assert "-\n" not in parts["table-0"]


def test_everything_can_be_taken_along(attributed: Analysis) -> None:
    offered = answers.analysis_answer(attributed, Speech("en")).files
    files = {name: make() for name, _, make in offered}
    assert {f"csv_{name}" for name in attributed.tables} < set(files)
    for name, beginning in (
        ("csv_attribution", b"\xef\xbb\xbfmetric,"),
        ("png_attribution", b"\x89PNG"),
        ("svg_attribution", b"<?xml"),
    ):
        made = files[name]
        assert made is not None
        assert made[2].startswith(beginning)


def test_a_table_without_its_columns_is_damaged(attributed: Analysis) -> None:
    tables = {name: table.iloc[:, :2] for name, table in attributed.tables.items()}
    less = Analysis(attributed.kind, tables, attributed.manifest, attributed.folder)
    with pytest.raises(ResultsError, match="attributed: is damaged"):
        answers.analysis_answer(less, Speech("en"))


def test_a_changed_table_is_said_with_its_path(explained: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(explained, tmp_path / "mine"))
    path = root / "attributed" / "attribution.csv"
    path.write_text("metric\n")
    with pytest.raises(ResultsError, match=r"attribution.csv: is missing, or not the file"):
        Shelf(root).open("attributed")


def test_a_comparison_opens_with_its_sentences(compared: Opened, results: Path) -> None:
    saved = sim.open_results(results / "compared")
    assert isinstance(saved, sim.Comparison)
    question = answers.first_question(compared)
    name, text, _ = answers.findings_answer(compared, question, Speech("en")).parts[0]
    assert name == "found"
    assert saved.sentences()[0].split("(")[0] in text


def test_intervals_of_shares_end_where_shares_do() -> None:
    assert answers.within(METRICS["active_volunteer_share"], -0.03, 0.04) == (0.0, 0.04)
    assert answers.within(METRICS["participation_rate"], 0.9, 1.02) == (0.9, 1.0)
    assert answers.within(METRICS["participation_gap_age"], -0.03, 0.04) == (-0.03, 0.04)


def test_differences_and_levels_carry_the_sets(scenario_files: list[str], tmp_path: Path) -> None:
    table = tmp_path / "sets.csv"
    table.write_text("member,ask_rate_official\n1,0.1\n2,0.05\n3,0.02\n")
    folder = tmp_path / "out"
    given: dict[str, Any] = {"seeds": "0..1", "months": 3, "progress": False, "workers": 1}
    made = sim.compare(scenario_files, sets=table, out=folder, **given)
    opened = OpenedRuns.of(str(folder), made)
    found = answers.findings_of(opened, answers.first_question(opened))
    own = made.differences.set_index("metric").loc[found.differences["metric"]]
    assert found.differences["sets_low"].tolist() == own["sets_low"].tolist()
    assert len(answers.differences_shown(found, Speech("en")).headings) == 8
    levels = answers.levels_shown(found, Speech("en"))
    assert len(levels.headings) == 5
    # Two seeds are too few for an interval of a level, too; that over the sets stays.
    assert {cells[-1] for cells, _ in levels.rows} == {NULL}
    assert NULL not in {cells[-2] for cells, _ in levels.rows}
    # A community has its own.
    place = replace(answers.first_question(opened), place=opened.communities[0])
    assert (answers.findings_of(opened, place).differences["sets"] > 0).any()
    # Turned around, the interval turns with it.
    turned = replace(answers.first_question(opened), baseline=opened.lines[1])
    ends = answers.findings_of(opened, turned).differences
    assert ends["sets_high"].tolist() == pytest.approx((-own["sets_low"]).tolist(), nan_ok=True)


def test_a_plan_of_scenarios_alone_opens_with_how_far_the_first_metric_moves(
    scenario_files: list[str], tmp_path: Path
) -> None:
    names = ", ".join(scenario_files)
    plan = tmp_path / "plain.yaml"
    plan.write_text(f"summary: s\nscenarios: [{names}]\nseeds: 0..1\nrun: {{months: 13}}\n")
    sim.sweep(str(plan), out=tmp_path / "plain", workers=0, progress=False)
    opened = Shelf(tmp_path).open("plain")
    assert isinstance(opened, Opened)
    question = answers.first_question(opened)
    difference = answers.findings_of(opened, question).differences["difference"].iloc[0]
    part = answers.findings_answer(opened, question, Speech("zh")).parts[0]
    assert part[0] == "found"
    assert part[1].count("<li>") == len(question.lines) - 1
    assert ("提高" if difference > 0 else "降低") in part[1]
    assert "尚不足以判断是否出于偶然" in part[1]
