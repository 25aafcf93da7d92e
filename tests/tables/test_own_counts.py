"""A town's own counts: what is read, and what is refused before anything runs."""

from datetime import date
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.runs.plausible import Counts
from sim.scenario import load_scenario
from sim.tables.targets import read_counts
from sim.words import Speech
from tests.tables.making import text_file, workbook

HEAD = "month,community,metric,value,error"


def table(folder: Path, *lines: str, head: str = HEAD) -> Path:
    """A table of counts."""
    path = folder / "counts.csv"
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


def test_counts_are_read_and_kept(tmp_path: Path) -> None:
    scenario = load_scenario("government_led")
    path = table(tmp_path, "2022-03,town,participation_rate,0.12,0.02", "", "2022-03,,trust,.5,.1")
    found = read_counts(path, scenario)
    assert [(one.line, one.place) for one in found.rows] == [
        (2, "town 2022-03"),
        (4, "town 2022-03"),
    ]
    assert Counts.from_json(found.to_json()) == found


def test_everything_wrong_is_told_by_cell(tmp_path: Path) -> None:
    scenario = load_scenario("government_led")
    path = table(
        tmp_path,
        "2022-03,town,trusty,0.5,0.1",
        "1999-01,town,trust,0.5,0.1",
        "2022-03,paris,trust,0.5,0.1",
        "2022-03,town,trust,55,0.1",
        "2022-03,town,trust,0.5,0",
        "2022-03,town,trust,much,0.1",
        "2022-03,town,trust,0.5,0.1",
        "2022-03,town,trust,0.6,0.1",
        "2022,town,trust,0.6,0.1",
        "2022-03,town,turnout,0.5",
    )
    with pytest.raises(ScenarioError) as caught:
        read_counts(path, scenario, Speech())
    told = {one.path: one.message for one in caught.value.problems}
    texts = {
        "C2": "there is no metric 'trusty'",
        "D3": "is outside the run, 2018-01 to",
        "B4": "'paris'",
        "D5": "55",
        "E6": "must be above 0",
        "D7": "'much'",
        "D9": "also measured in D8",
        "A10": "not a month",
        "D11": "how sure",
    }
    assert told.keys() == texts.keys()
    for cell, text in texts.items():
        assert text in told[cell]


@pytest.mark.parametrize(
    "head", ["month,community,metric,valu,error", "community,metric,value,error", "a,b,c,d,e"]
)
def test_the_head_must_be_right(tmp_path: Path, head: str) -> None:
    path = table(tmp_path, "2022-03,town,trust,0.5,0.1", head=head)
    with pytest.raises(ScenarioError, match="headings month, metric, value and error"):
        read_counts(path, load_scenario("government_led"), Speech())


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no counts in the table"):
        read_counts(table(tmp_path), load_scenario("government_led"), Speech())


@pytest.mark.parametrize("between", [";", "\t"])
def test_cells_may_stand_between_semicolons_or_tabs(tmp_path: Path, between: str) -> None:
    scenario = load_scenario("government_led")
    row = "2022-03,town,trust,0.5,0.1"
    plain = read_counts(table(tmp_path, row), scenario)
    head, row = (one.replace(",", between) for one in (HEAD, row))
    assert read_counts(table(tmp_path, row, head=head), scenario).rows == plain.rows


def test_counts_are_read_as_people_have_them(tmp_path: Path) -> None:
    scenario = load_scenario("government_led")
    plain = table(
        tmp_path, "2022-03,beiguan,participation_rate,0.125,0.02", "2022-04,,trust,0.5,0.1"
    )
    text = "2022年统计\n月份；社区；指标；数值；标准误\n"
    text += "2022年3月；北关社区；参与率；12.5%；2个百分点\n"
    text += "2022/4；全镇；对居委会信任；０.５；0.1\n"
    rows: list[list[object]] = [
        ["Month", "Community", "Metric", "Value", "SE"],
        [date(2022, 3, 1), "Beiguan", "Participation rate", 0.125, 0.02],
        ["2022.4", None, "trust", 0.5, 0.1],
    ]
    wanted = [one.place for one in read_counts(plain, scenario).rows]
    for path in (
        text_file(tmp_path, "a.txt", text, "gb18030"),
        workbook(tmp_path, "a.xlsx", counts=rows),
    ):
        found = read_counts(path, scenario).rows
        assert [one.place for one in found] == wanted
        assert [(one.value, one.error) for one in found] == [(0.125, 0.02), (0.5, 0.1)]


def test_a_decimal_comma_that_tears_a_row_apart_is_told(tmp_path: Path) -> None:
    path = table(tmp_path, "2022-03,town,participation_rate,0,15,0,02")
    with pytest.raises(ScenarioError, match="G2: numbers stand here without a heading"):
        read_counts(path, load_scenario("government_led"), Speech())


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "summary: s\n", "\x00\x01"])
def test_what_is_no_table_of_counts_is_told_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_counts(path, load_scenario("government_led"), Speech())
    assert len(caught.value.problems) == 1
