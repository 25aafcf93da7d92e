"""A table of measured values becomes targets of a matching."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.analysis.calibration import described, figure_of
from sim.errors import ScenarioError
from sim.runs.request import Request
from sim.scenario.scenario import labels_of
from sim.studies.calibration.report import title_of
from sim.studies.calibration.study import Calibration, read_calibration, trial_unit
from sim.studies.matching.measured import measured_targets
from sim.studies.matching.study import load
from sim.sweeps.trials import Item
from sim.words import Speech
from tests.tables.making import text_file, workbook


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return read_calibration("calibration")


def test_shares_with_errors_or_numbers_of_respondents(
    calibration: Calibration, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path,
        "a.xlsx",
        问卷=[
            ["居民参与调查"],
            ["指标", "社区", "情景", "年份", "数值", "标准误", "样本量", "来源"],
            ["参与率", None, "co_governance", 2025, "32%", None, 400, "2025年问卷"],
            ["participation_rate", "北关", "co_governance", None, 0.35, 0.03, None, None],
        ],
    )
    town, beiguan = measured_targets(calibration, str(path), Speech())
    assert town.low == pytest.approx(0.32 - 1.96 * (0.32 * 0.68 / 400) ** 0.5, abs=1e-4)
    assert (town.metric, town.span, town.community) == ("participation_rate", (48, 60), None)
    assert town.source.mark == "survey"
    assert town.source.text == "2025年问卷; a.xlsx 问卷!E3"
    assert (beiguan.community, beiguan.span) == ("beiguan", None)
    assert beiguan.high - beiguan.low == pytest.approx(2 * 1.96 * 0.03, abs=1e-4)


def test_intervals_points_and_years_as_people_write_them(
    calibration: Calibration, tmp_path: Path
) -> None:
    text = "2025年问卷\n指标,情景,年份,比例（%）,标准误,下限,上限\n"
    text += "参与率,多元共治,2025年,32.0,2个百分点,,\n投票率,多元共治,,48,,45,51\n"
    path = text_file(tmp_path, "a.csv", text.replace("投票率", "turnout"), "gb18030")
    rate, turnout = measured_targets(calibration, str(path), Speech())
    assert (rate.low, rate.high, rate.span) == (0.2808, 0.3592, (48, 60))
    assert (turnout.low, turnout.high) == (0.45, 0.51)


def test_every_problem_of_every_row_is_told_at_once(
    calibration: Calibration, tmp_path: Path
) -> None:
    text = "指标,情景,年份,数值,标准误,下限,上限\n参与率,多元共治,二〇,32±2%,,,\n"
    text += "信任,多元共治,,0.5,-0.1,,\n参与率,政府主导,,32%,2,,\n"
    text += "参与率,集成,,0.3,0.02,,\n参与率,多元共治,,0.3,,0.4,0.5\n合计,,,—,,,\n"
    with pytest.raises(ScenarioError) as caught:
        measured_targets(calibration, str(text_file(tmp_path, "a.csv", text)), Speech())
    said = "\n".join(map(str, caught.value.problems))
    for part in (
        "D2: '32±2%'",
        "C2: '二〇' is not a year",
        "A3: there is no metric '信任'",
        "E3: -0.1 must be above 0",
        "E4: 2 under 'its error' is a share above one",
        "D5: it is not said which scenario the value is of ('集成')",
        "F6: the value does not lie between 0.4 and 0.5",
    ):
        assert part in said
    assert len(caught.value.problems) == 7


def test_scenarios_are_named_by_their_labels_too(calibration: Calibration, tmp_path: Path) -> None:
    text = "指标,情景,数值,标准误\n参与率,多元共治,0.32,0.02\ntrust,Co-governance,0.5,0.02\n"
    path = text_file(tmp_path, "a.csv", text)
    found = measured_targets(calibration, str(path), Speech("zh"))
    assert [one.name for one in found] == [
        "participation_rate_co_governance",
        "trust_co_governance",
    ]
    assert (found[0].low, found[0].high) == (0.2808, 0.3592)
    assert [(one.metric, one.scenario) for one in found] == [
        ("participation_rate", "co_governance"),
        ("trust", "co_governance"),
    ]


def test_a_scenario_named_twice_in_two_ways_is_told(
    calibration: Calibration, tmp_path: Path
) -> None:
    text = "指标,情景,数值,标准误\n参与率,多元共治,0.32,0.02\n参与率,co_governance,0.5,0.02\n"
    path = text_file(tmp_path, "a.csv", text)
    with pytest.raises(ScenarioError, match="C2"):
        measured_targets(calibration, str(path), Speech())


def test_part_of_a_name_and_ranges_are_told(calibration: Calibration, tmp_path: Path) -> None:
    text = "指标,情景,数值,标准误\n信任度,多元共治,0.5,0.02\n参与率,多元共治,0.3~0.4,0.02\n"
    path = text_file(tmp_path, "a.csv", text)
    with pytest.raises(ScenarioError) as caught:
        measured_targets(calibration, str(path), Speech("zh"))
    name, value = caught.value.problems
    assert name.hint == "是否为 trust（对居委会信任）？"
    assert "是范围（0.3 至 0.4）" in str(value)


def test_figures_are_of_the_community_and_the_year(
    calibration: Calibration, tmp_path: Path
) -> None:
    text = "metric,community,scenario,year,value,N\nparticipation_rate,{},co_governance,{},0.3,90\n"
    paths = [
        text_file(tmp_path, f"{place}{year}.csv", text.format(place, year))
        for place, year in (("", "2022"), ("Beiguan", ""))
    ]
    targets = [measured_targets(calibration, str(path), Speech())[0] for path in paths]
    months = [float(month) for month in range(60)]
    lines = {"co_governance": {
        "participation_rate": months,
        "participation_rate@beiguan": [100.0 + one for one in months],
    }}  # fmt: skip
    assert figure_of(targets[0], lines, 12) == sum(range(12, 24)) / 12
    assert figure_of(targets[1], lines, 12) == 100.0 + sum(range(48, 60)) / 12


@pytest.mark.parametrize(("language", "wanted"), [("en", "Beiguan"), ("zh", "北关社区")])
def test_the_title_names_the_community_by_its_label(
    calibration: Calibration, tmp_path: Path, language: str, wanted: str
) -> None:
    text = "metric,community,scenario,value,N\nparticipation_rate,Beiguan,integration,0.6,90\n"
    path = text_file(tmp_path, "a.csv", text)
    (target,) = measured_targets(calibration, str(path), Speech())
    labels = labels_of(one.scenario for one in calibration.bases)
    title = title_of(described(target, labels), Speech(language))
    assert wanted in title
    assert "beiguan" not in title


def test_a_trial_measures_them(calibration: Calibration, tmp_path: Path) -> None:
    text = "metric,community,value,N\nparticipation_rate,,0.3,90\nparticipation_rate,霞东,0.3,90\n"
    only = replace(calibration, bases=calibration.bases[-1:], months=12, scale=0.02)
    targets = measured_targets(only, str(text_file(tmp_path, "a.csv", text)), Speech())
    trial = trial_unit(
        replace(only, targets=targets), Item(0, only.defaults(), (0,), 0.02), lambda *_: None
    )
    town, place = trial.figures.values()
    assert trial.failed == ""
    assert 0 < town[0] < 1
    assert town != place


def test_the_matching_takes_the_table(tmp_path: Path) -> None:
    text = "metric,scenario,value,error\ntrust,co_governance,0.6,0.02\n"
    path = text_file(tmp_path, "a.csv", text)
    plan = load("matching", Request(own={"targets": str(path)}))
    assert [one.metric for one in plan.targets] == ["trust"]
    assert len(plan.discrepancies()) == 1


def test_all_that_is_wrong_is_told(calibration: Calibration, tmp_path: Path) -> None:
    text = (
        "指标,社区,情景,年份,数值,样本量\n参与度,,co_governance,,0.3,90\n"
        "participation_rate,南极,co_governance,,0.3,90\nparticipation_rate,,co_governance,,32,90\n"
        "trust,,co_governance,,0.6,\n"
    )
    with pytest.raises(ScenarioError) as caught:
        measured_targets(calibration, str(text_file(tmp_path, "a.csv", text)), Speech())
    said = [str(problem).split(": ", 2)[1] for problem in caught.value.problems]
    assert said == ["A2", "B3", "E4", "E5"]
    later = "metric,scenario,year,value,error\ntrust,nowhere,,0.6,0.1\n"
    later += "trust,co_governance,1990,0.6,0.1\n"
    with pytest.raises(ScenarioError) as caught:
        measured_targets(calibration, str(text_file(tmp_path, "b.csv", later)), Speech("zh"))
    assert [problem.path for problem in caught.value.problems] == ["D2", "D3"]
    assert "情景" in str(caught.value)


def test_targets_without_the_new_parts_are_what_they_were(calibration: Calibration) -> None:
    for target in calibration.targets:
        assert not {"community", "span"} & target.identity().keys()
