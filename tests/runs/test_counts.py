"""A town's own counts: what is read, and what is refused before anything runs."""

from pathlib import Path

import pytest

from sim.errors import OptionError
from sim.runs.plausible import Counts, read_counts
from sim.scenario import load_scenario
from sim.words import Speech
from sim.words.setting import problems_text

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


def test_everything_wrong_is_told_by_line(tmp_path: Path) -> None:
    scenario = load_scenario("government_led")
    path = table(
        tmp_path,
        "2022-03,town,trusty,0.5,0.1",
        "1999-01,town,trust,0.5,0.1",
        "2022-03,paris,trust,0.5,0.1",
        "2022-03,town,trust,55,0.1",
        "2022-03,town,trust,0.5,0",
        "2022-03,town,trust,x,0.1",
        "2022-03,town,trust,0.5,0.1",
        "2022-03,town,trust,0.6,0.1",
        "2022,town,trust,0.6,0.1",
        "2022-03,town",
    )
    with pytest.raises(OptionError) as caught:
        read_counts(path, scenario)
    problems = caught.value.problems
    assert [one.line for one in problems] == [2, 3, 4, 5, 6, 7, 9, 10, 11]
    texts = [
        "there is no metric 'trusty'",
        "is outside the run, 2018-01 to",
        "'paris' is no community of the town",
        "outside -1 to 1",
        "not above 0",
        "'x' is no number",
        "says again what line 8 says",
        "not a month",
        "has 2 values",
    ]
    for one, text in zip(problems, texts, strict=True):
        assert text in one.message
    said = problems_text(problems[:7], Speech("zh"))
    assert "另一城镇" in said
    assert "与第 8 行重复" in said


@pytest.mark.parametrize("head", ["month,community,metric,value", f"{HEAD},who", f"{HEAD},value"])
def test_the_head_must_be_right(tmp_path: Path, head: str) -> None:
    with pytest.raises(OptionError):
        read_counts(table(tmp_path, head=head), load_scenario("government_led"))


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="holds no counts"):
        read_counts(table(tmp_path), load_scenario("government_led"))


@pytest.mark.parametrize("between", [";", "\t"])
def test_cells_may_stand_between_semicolons_or_tabs(tmp_path: Path, between: str) -> None:
    scenario = load_scenario("government_led")
    row = "2022-03,town,trust,0.5,0.1"
    plain = read_counts(table(tmp_path, row), scenario)
    head, row = (one.replace(",", between) for one in (HEAD, row))
    assert read_counts(table(tmp_path, row, head=head), scenario).rows == plain.rows


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "summary: s\n", "\x00\x01"])
def test_what_is_no_table_of_counts_is_told_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text)
    with pytest.raises(OptionError) as caught:
        read_counts(path, load_scenario("government_led"))
    (problem,) = caught.value.problems
    assert HEAD in problem.hint


def test_how_to_write_it_is_told(tmp_path: Path) -> None:
    path = table(tmp_path, "2022/3;town;trust;0,5;10%", head=HEAD.replace(",", ";"))
    with pytest.raises(OptionError) as caught:
        read_counts(path, load_scenario("government_led"))
    hints = [one.hint for one in caught.value.problems]
    assert hints == ["write 2022-03", "write 0.5", "write 0.1"]
