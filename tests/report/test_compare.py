from dataclasses import replace
from math import nan

import pytest

from sim.analysis.compare import CommonPast, differences_table, levels_table, per_seed
from sim.report import compare
from sim.report.shown import Shown
from sim.words import Speech
from tests.report.test_over_time import DESIGN, metrics

ENGLISH, CHINESE = Speech("en"), Speech("zh")


def tables(precision: float | None = None) -> list[Shown]:
    design = replace(DESIGN, precision=precision)
    rows = differences_table(per_seed(metrics(), design), design)
    return compare.difference_tables(rows, design, ENGLISH)


def test_a_table_of_differences_for_each_scenario() -> None:
    four, three = tables()
    assert four.title == "four minus one, over 5 seeds"
    assert three.title == "three minus one, over 5 seeds"
    (cells,) = [cells for cells, _ in three.rows if cells[0].startswith("Trust")]
    # The effect is 0.05 a letter of the name: three has two more letters than one.
    level = 0.1 + 0.02 + 0.15 + 0.0115
    assert cells[1:4] == [f"{level:.3f}", "0.382", "+0.100"]
    assert cells[5] == "set by levers"
    assert all(stands_out for _, stands_out in three.rows)
    assert not four.notes
    assert "Holm correction over the 8 rows shown" in three.notes[0]
    assert "power 80 %" in three.notes[0]


def test_what_a_narrow_terminal_leaves_out() -> None:
    (table, _) = tables()
    needed = dict(zip(table.headings, table.room, strict=True))
    assert needed["Metric"] == needed["Difference"] == needed["95 % interval"] == 0
    assert needed["one"] == needed["four"] == 100


def test_seeds_for_a_precision_are_a_column() -> None:
    table, _ = tables(precision=1e-9)
    assert table.headings[-1] == "More seeds\nfor ±1e-09 (as in the files)"
    assert len(tables()[0].headings) == len(table.headings) - 1


def test_a_table_of_all_scenarios_names_them() -> None:
    design = replace(DESIGN, labels=(("four", "Fourth", "四"),))
    rows = differences_table(per_seed(metrics(), design), design)
    columns = ("scenario", "metric", "difference")
    found = compare.differences(rows, design, CHINESE, columns)
    assert found.headings == ["情景", "指标", "差值"]
    assert {cells[0] for cells, _ in found.rows} == {"四", "three"}
    assert found.texts == 2


def test_the_table_of_one_run() -> None:
    one = replace(DESIGN, scenarios=("one",), seeds=(2,))
    found = compare.headline_table(levels_table(per_seed(metrics(one), one), one), one, ENGLISH)
    assert found.title == "one, seed 2"
    # 0.1 + 0.02 + 0.15, and 0.001 a month, of which the headline sees 6 to 17.
    assert any(cells[0].startswith("Trust") and cells[1] == "0.282" for cells, _ in found.rows)


def test_a_part_with_few_residents_of_a_community_says_from_which_scale_on_there_are_enough() -> (
    None
):
    places = tuple((name, name, name) for name in ("a", "b", "c"))
    design = replace(DESIGN, places=places, residents=9_000, scale=0.05)
    (text,) = compare.few_residents(design, ENGLISH)
    assert text.startswith("About 150 residents of a community")
    assert "from --scale 0.1 on" in text
    (text,) = compare.few_residents(design, CHINESE)
    assert "150 名居民" in text
    assert "自 --scale 0.1 起" in text
    assert compare.few_residents(replace(design, scale=0.1), ENGLISH) == []
    rows = differences_table(per_seed(metrics(design), design), design)
    (table,) = compare.overview(rows, design, ENGLISH)
    assert compare.few_residents(design, ENGLISH)[0] == table.notes[0]
    # All of a small town is all there is.
    assert compare.few_residents(replace(design, residents=600, scale=1.0), ENGLISH) == []


def test_the_check_is_told() -> None:
    design = replace(DESIGN, labels=(("a", "First", "甲"),))
    checks = [CommonPast("a", "b", None, 12, 3400)]
    (text,) = compare.past_sentences(checks, design, ENGLISH)
    assert text == "First and b are identical throughout: 3,400 values were checked."
    (text,) = compare.past_sentences(checks, design, CHINESE)
    assert text == "甲与 b 始终相同：已核对 3,400 个数值。"
    assert str(checks[0]) == "a and b are identical throughout: 3,400 values were checked."


def test_seeds_of_an_earlier_start_are_told() -> None:
    assert compare.kept_sentences((), DESIGN, ENGLISH) == []
    (text,) = compare.kept_sentences((1,), DESIGN, ENGLISH)
    assert text.startswith("1 of 5 seeds come from an earlier start")
    (text,) = compare.kept_sentences((1,), DESIGN, CHINESE)
    assert text.startswith("5 次重复模拟中有 1 个来自先前未完成的运行")


def test_a_bootstrap_of_few_seeds_is_told() -> None:
    assert compare.few_seeds_note("bootstrap", 5, ENGLISH)
    assert not compare.few_seeds_note("bootstrap", 20, ENGLISH)
    assert not compare.few_seeds_note("t", 5, ENGLISH)


def test_an_effect_of_which_nothing_is_known_has_two_figures() -> None:
    row = {
        "difference": 0.014123,
        "low": nan,
        "high": nan,
        "level": 0.1063,
        "baseline_level": 0.0922,
    }
    values = compare.effect_values(row, "share", ENGLISH)
    assert values["size"] == "1.4 points"
    assert "10.6 %" in values["levels"]
    assert "9.2 %" in values["levels"]


def test_levels_do_not_contradict_their_difference() -> None:
    """9.2 and 13.6 round to 9 and 14, which are 5 apart and not 4."""
    row = {"difference": 0.044, "low": 0.03, "high": 0.05, "level": 0.136, "baseline_level": 0.092}
    values = compare.effect_values(row, "share", CHINESE)
    assert values["size"] == "4 个百分点"
    assert "9.2%" in values["levels"]
    assert "13.6%" in values["levels"]
    agreeing = {**row, "level": 0.131, "difference": 0.039}
    assert "由 9% 变为 13%" in compare.effect_values(agreeing, "share", CHINESE)["levels"]


def test_the_wider_of_both_intervals_decides_on_digits() -> None:
    """Two sets may agree by accident where the seeds do not, and the other way round."""
    ends = {"level": 0.1144, "baseline_level": 0.1057, "metric": "participation_rate"}
    row = {"difference": 0.0087, "low": 0.006, "high": 0.011, "sets": 2, **ends}
    near, far = {"sets_low": 0.0086, "sets_high": 0.0087}, {"sets_low": 0.0, "sets_high": 0.03}
    assert compare.effect_values({**row, **near}, "share", ENGLISH)["size"] == "0.9 points"
    assert "about 640 more" in compare.people({**row, **near}, 73_500, ENGLISH)
    assert compare.effect_values({**row, **far}, "share", ENGLISH)["size"] == "1 point"
    small = {
        "difference": 0.0004,
        "low": -0.01,
        "high": 0.02,
        "sets_low": 3.9e-4,
        "sets_high": 4e-4,
    }
    assert compare.digits_of({**row, **small}, "share", ENGLISH) == 2


@pytest.mark.parametrize(("sets", "said"), [(4, 0), (5, 1)])
def test_few_sets_do_not_say_what_is_due_to_parameters(sets: int, said: int) -> None:
    row = {"share_parameters": 0.0, "sets": sets}
    assert len(compare.shares_sentences(row, ENGLISH)) == said


def test_what_a_table_does_not_show_is_not_explained() -> None:
    rows = differences_table(per_seed(metrics(), DESIGN), DESIGN)
    ways = rows.assign(halfway=0.0, share_of_way=nan, half_life=nan)
    notes = [compare.makeup(ways, DESIGN, ENGLISH)[-1].notes]
    notes.append(compare.makeup(ways.assign(per_million=1.0), DESIGN, ENGLISH)[-1].notes)
    assert ["Per million" in note[-1] for note in notes] == [False, True]


@pytest.mark.parametrize(
    ("points", "half", "said"),
    [
        (2.0, 1.85, "about 1,400 more"),  # one digit would make 1,000 of 1,440 people
        (-2.0, 1.85, "about 1,400 fewer"),
        (10.1, 4.5, "about 7,000 more"),
        (10.1, 0.5, "about 7,300 more"),
        (10.1, nan, "about 7,300 more"),
        (0.1, 1.85, "about 100 more"),
        (0.01, 4.5, ""),
    ],
)
def test_people_have_the_digits_that_what_is_not_known_allows(
    points: float, half: float, said: str
) -> None:
    difference, half = points / 100, half / 100
    ends = {"low": difference - half, "high": difference + half}
    row = {"metric": "participation_rate", "difference": difference, **ends}
    assert said in compare.people(row, 72_000, ENGLISH)
    assert bool(said) == bool(compare.people(row, 72_000, ENGLISH))
