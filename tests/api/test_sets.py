"""Comparisons under plausible sets of parameters."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.analysis.sets import STILL
from sim.api import commands, job
from sim.api.results import Comparison, Results
from sim.errors import ModelError, UserError
from sim.report.compare import difference_tables, differences
from sim.runs import simulate
from sim.words import NULL, Speech

EARLY = {"run.burn_in.months": 1}
SMALL: dict[str, Any] = {
    "seeds": "0..1",
    "months": 4,
    "settings": EARLY,
    "figures": "none",
    "progress": False,
}
COLUMNS = ["sets", "sets_low", "sets_high", "holds_in", "share_luck", "share_parameters"]


def table_of(folder: Path, *lines: str) -> Path:
    """A table of sets."""
    path = folder / "sets.csv"
    path.write_text("\n".join(["member,intercept_activity,ask_rate_official", *lines]) + "\n")
    return path


@pytest.fixture(scope="module")
def carried(scenario_files: list[str], tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """A saved comparison under three sets, with its figures."""
    folder = tmp_path_factory.mktemp("carried")
    table = table_of(folder, "1,-6.9,0.1", "2,-5.5,0.05", "3,-6.0,0.02")
    options = {**SMALL, "sets": table, "figures": "all"}
    return sim.compare(scenario_files, workers=1, out=folder / "out", **options)


@pytest.fixture(scope="module")
def two_sets(scenario_files: list[str], tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """A comparison under two sets, in this process."""
    table = table_of(tmp_path_factory.mktemp("two"), "1,-6.9,0.1", "2,-5.5,0.05")
    return sim.compare(scenario_files, sets=table, workers=1, **SMALL)


def test_effects_and_levels_carry_the_sets(carried: Comparison) -> None:
    found, folder = carried, carried.folder
    assert folder is not None
    assert list(found.differences.columns)[-6:] == COLUMNS
    row = found.differences.iloc[0]
    assert row["sets"] == 3
    assert row["sets_low"] <= row["sets_high"]
    assert list(found.levels.columns)[-3:] == COLUMNS[:3]
    for effects in (found.effects_over_time, found.effects_by_community, found.effects_by_group):
        assert (effects["sets"] <= 3).all()
        assert effects["sets"].max() == 3
    manifest = found.manifest
    assert manifest["sets"]["sets"] == 3
    assert manifest["sets"]["parameters"] == 2
    opened = sim.open_results(folder)
    assert isinstance(opened, Comparison)
    pd.testing.assert_frame_equal(opened.differences, found.differences)
    saved = pd.read_csv(folder / "differences.csv")
    assert saved["sets_high"].tolist() == pytest.approx(
        found.differences["sets_high"].tolist(), nan_ok=True
    )


def test_the_number_of_workers_changes_nothing(
    two_sets: Comparison, scenario_files: list[str], tmp_path: Path
) -> None:
    table = table_of(tmp_path, "1,-6.9,0.1", "2,-5.5,0.05")
    shared = sim.compare(scenario_files, sets=table, workers=2, **SMALL)
    pd.testing.assert_frame_equal(two_sets.differences, shared.differences, check_exact=True)


def test_the_parameters_in_force_as_a_set_move_nothing(
    scenario_files: list[str], tmp_path: Path
) -> None:
    own = sim.load_scenario("example").parameters
    table = table_of(tmp_path, f"1,{own['intercept_activity']},{own['ask_rate_official']}")
    found = sim.compare(scenario_files, sets=table, workers=1, **SMALL).differences
    known = found[found["sets"] == 1]
    assert known["sets_low"].tolist() == pytest.approx(known["difference"].tolist(), abs=1e-12)
    assert found["share_parameters"].isna().all()


def test_what_a_setting_writes_is_not_moved(scenario_files: list[str], tmp_path: Path) -> None:
    table = table_of(tmp_path, "1,-5.5,0.05")
    asked = {**SMALL, "settings": EARLY | {"parameters.intercept_activity": -6.0}}
    found = sim.compare(scenario_files, sets=table, workers=1, **asked)
    assert found.manifest["sets"]["written"] == ["intercept_activity"]
    assert found.manifest["sets"]["parameters"] == 1


def test_without_sets_nothing_is_said_of_them(scenario_files: list[str]) -> None:
    found = sim.compare(scenario_files, sets="none", workers=1, **SMALL)
    assert "sets" not in found.differences.columns
    assert found.sets is None
    assert "sets" not in found.manifest


def test_what_an_interrupted_call_left_is_not_run_again(
    two_sets: Comparison, scenario_files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of(tmp_path, "1,-6.9,0.1", "2,-5.5,0.05")
    real, done = job.simulate_item, list[Any]()

    def stopping(shared: Any, item: Any, tick: Any) -> Any:
        """Stop before the last set."""
        if isinstance(item, tuple) and item[0] == 2:
            raise KeyboardInterrupt
        done.append(item)
        return real(shared, item, tick)

    monkeypatch.setattr(commands, "simulate_item", stopping)
    with pytest.raises(KeyboardInterrupt):
        sim.compare(scenario_files, sets=table, workers=1, out=tmp_path / "out", **SMALL)
    assert [one[0] for one in done if isinstance(one, tuple)] == [0, 1]
    left = sim.open_results(tmp_path / "out")
    assert isinstance(left, Comparison)
    assert left.manifest["complete"] is False
    assert left.sets is None
    assert left.differences["seeds"].iloc[0] == 2

    def going_on(shared: Any, item: Any, tick: Any) -> Any:
        """Run what is missing."""
        done.append(item)
        return real(shared, item, tick)

    monkeypatch.setattr(commands, "simulate_item", going_on)
    found = sim.compare(scenario_files, sets=table, workers=1, out=tmp_path / "out", **SMALL)
    assert [one[0] for one in done if isinstance(one, tuple)] == [0, 1, 2, STILL, STILL]
    pd.testing.assert_frame_equal(found.differences, two_sets.differences, check_exact=True)


def test_a_set_that_fails_is_named_and_finished_seeds_stay(
    scenario_files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of(tmp_path, "1,-6.9,0.1", "2,-5.5,0.05")
    real = simulate.simulate_seed

    def failing(scenarios: Any, seed: int, tick: Any, **more: Any) -> Any:
        """Fail under the second set."""
        if scenarios[0].parameters["intercept_activity"] == -5.5:
            raise ModelError("example, seed 0: out of range")
        return real(scenarios, seed, tick, **more)

    monkeypatch.setattr(job, "simulate_seed", failing)
    with pytest.raises(ModelError, match="set 2: example, seed 0: out of range") as failed:
        sim.compare(scenario_files, sets=table, workers=1, out=tmp_path / "out", **SMALL)
    assert "1 of 3 sets failed" in str(failed.value)
    assert "finished seeds are in" in str(failed.value)


@pytest.mark.parametrize(
    "asked, message",
    [
        ("noen", "is neither 'none', a number, nor a table of sets"),
        ("missing.csv", "cannot be read as a table of sets"),
        (1000, "fewer than 1000"),
    ],
)
def test_wrong_sets_are_told(scenario_files: list[str], asked: Any, message: str) -> None:
    with pytest.raises(UserError, match=message):
        sim.compare(scenario_files, sets=asked, **SMALL)


def test_a_wrong_table_is_told_with_its_line(scenario_files: list[str], tmp_path: Path) -> None:
    table = table_of(tmp_path, "1,-6.9,0.1", "2,many,0.05")
    with pytest.raises(UserError, match=r"sets\.csv:3.*'many' is no number"):
        sim.compare(scenario_files, sets=table, **SMALL)


@pytest.mark.usefixtures("few_figures")
def test_one_set_and_one_seed_say_nothing_of_what_is_not_known(
    scenario_files: list[str], tmp_path: Path
) -> None:
    table = table_of(tmp_path, "1,-6.9,0.1")
    asked = {**SMALL, "seeds": "0", "sets": table, "workers": 1}
    found = sim.compare(scenario_files, out=tmp_path / "out", **asked)
    speech = Speech()
    (shown,) = difference_tables(found.differences, found.design, speech)
    assert shown.notes[0] == speech("compare.sets_note_one")
    assert not any("of parameters" in heading for heading in shown.headings)
    assert all("plausible" not in sentence for sentence in found.sentences())
    assert "one set of parameters says nothing" in found.sentences()[0]
    assert "仅有一组参数" in found.sentences("zh")[0]
    brief = sim.write_brief(tmp_path / "out", appendix=True).read_text(encoding="utf-8")
    # What is claimed of the model was run under sets of its own.
    own = re.sub(r'<section id="validation">.*?</section>', "", brief, flags=re.DOTALL)
    assert own != brief
    assert "plausible sets" not in own


@pytest.mark.usefixtures("few_figures")
@pytest.mark.parametrize(
    "language, words",
    [
        ("en", ["plausible sets of parameters", "Simulation noise"]),
        ("zh", ["可信参数", "模拟随机性"]),
    ],
)
def test_table_sentences_and_brief_tell_the_sets(
    carried: Comparison, tmp_path: Path, language: str, words: list[str]
) -> None:
    found = carried
    assert found.folder is not None
    speech = Speech(language)
    (shown,) = difference_tables(found.differences, found.design, speech)
    row = found.differences.iloc[0]
    interval = speech.interval(row["sets_low"], row["sets_high"], "share", signed=True)
    assert interval in shown.rows[0][0]
    assert words[0] in found.sentences(language)[0]
    assert any(words[1] in heading for heading in shown.headings)
    out = tmp_path / "brief.html"
    sim.write_brief(found.folder, language=language, out=out, appendix=True)
    brief = out.read_text(encoding="utf-8")
    assert interval in brief
    assert words[0] in brief


def test_a_run_has_levels_over_sets_when_asked(tmp_path: Path) -> None:
    table = table_of(tmp_path, "1,-6.9,0.1", "2,-5.5,0.05")
    options: dict[str, Any] = {"figures": "none", "progress": False}
    found = sim.run("example", months=3, sets=table, out=tmp_path / "out", **options)
    assert list(found.levels.columns)[-3:] == COLUMNS[:3]
    assert (found.levels["sets"] <= 2).all()
    saved = pd.read_csv(tmp_path / "out" / "levels.csv")
    assert saved["sets_low"].tolist() == pytest.approx(
        found.levels["sets_low"].tolist(), nan_ok=True
    )
    opened = sim.open_results(tmp_path / "out")
    assert isinstance(opened, Results)
    pd.testing.assert_frame_equal(opened.levels, found.levels)


@pytest.mark.long
def test_attributions_and_answers_to_why_carry_the_sets(
    scenario_files: list[str], tmp_path: Path
) -> None:
    table = table_of(tmp_path, "1,-6.9,0.1", "2,-5.5,0.05", "3,-6.0,0.05")
    given: dict[str, Any] = {"baseline": scenario_files[0], "workers": 1, "seeds": "0..1"}
    given |= {"months": 3, "sets": table, "figures": "none", "progress": False}
    parts = sim.attribute(scenario_files[1], out=tmp_path / "parts", **given)
    rows = parts.tables["attribution"].set_index(["metric", "measure"])
    total: Any = rows.loc[("participation_rate", "total")]
    assert total["sets"] == 3
    assert total["sets_low"] <= total["sets_high"]
    assert "Over 3 plausible sets" in " ".join(parts.sentences())
    why = sim.why(scenario_files[1], out=tmp_path / "why", channels=["neighbour"], **given)
    whole = why.tables["decomposition"].iloc[-1]
    assert whole["sets"] == 3
    assert whole["sets_low"] <= whole["sets_high"]
    assert why.tables["decomposition"]["sets"].isna().sum() == len(why.tables["decomposition"]) - 1
    assert "3 组可信参数" in " ".join(why.sentences("zh"))


def test_one_set_and_one_seed_say_nothing_of_uncertainty(
    scenario_files: list[str], tmp_path: Path
) -> None:
    table = table_of(tmp_path, "1,-6.9,0.1")
    given: dict[str, Any] = {"baseline": scenario_files[0], "workers": 0, "seeds": "0"}
    given |= {"months": 2, "sets": table, "figures": "none", "progress": False}
    found = sim.attribute(scenario_files[1], out=tmp_path / "parts", **given)
    assert (found.tables["attribution"]["sets"] <= 1).all()
    for language, told in (("en", "One set of parameters says nothing"), ("zh", "仅有一组参数")):
        assert told in " ".join(found.sentences(language))
        assert found.shown(language)[-1].notes


def counts_of(folder: Path, *lines: str) -> Path:
    """A table of a town's own counts."""
    path = folder / "counts.csv"
    path.write_text("\n".join(["month,community,metric,value,error", *lines]) + "\n")
    return path


@pytest.mark.long
def test_a_towns_own_counts_change_the_answer(scenario_files: list[str], tmp_path: Path) -> None:
    # What counts say of sets is clear in the town with all of its past.
    small = {**SMALL, "settings": ()}
    rows = [f"{k},{-7.5 + 0.5 * k},0.05" for k in range(1, 9)]
    table = table_of(tmp_path, *rows)
    first = sim.compare(scenario_files, sets=table, workers=1, **small)
    month = f"{max(first.metrics['month']):%Y-%m}"
    level = first.levels.set_index(["scenario", "metric"])["mean"]
    value = float(level[first.design.baseline, "participation_rate"])
    data = counts_of(tmp_path, f"{month},town,participation_rate,{value},0.3")
    given: dict[str, Any] = {"sets": table, "data": data, **small}
    found = sim.compare(scenario_files, workers=1, out=tmp_path / "out", **given)
    assert found.sets is not None
    assert found.sets.weighed is not None
    assert 5 <= found.sets.weighed.effective < 8
    wide, narrow = (
        (one.levels["sets_high"] - one.levels["sets_low"]).iloc[0] for one in (first, found)
    )
    assert narrow <= wide
    assert "effective sets of 8" in found.sentences()[-1]
    assert "有效组数" in found.sentences("zh")[-1]
    opened = sim.open_results(tmp_path / "out")
    assert isinstance(opened, Comparison)
    pd.testing.assert_frame_equal(opened.differences, found.differences)
    shared = sim.compare(scenario_files, workers=2, **given)
    pd.testing.assert_frame_equal(shared.differences, found.differences, check_exact=True)


def test_counts_that_leave_too_few_sets_are_an_answer(
    scenario_files: list[str], tmp_path: Path
) -> None:
    table = table_of(tmp_path, *(f"{k},{-5.5 + 0.4 * k},0.05" for k in range(1, 7)))
    data = counts_of(tmp_path, "2021-02,town,participation_rate,0.99,0.001")
    found = sim.compare(scenario_files, sets=table, data=data, workers=1, **SMALL)
    assert (found.differences["sets"] == 0).all()
    assert found.differences["sets_low"].isna().all()
    assert "fewer than 5" in found.sentences()[-1]
    with pytest.raises(UserError, match="take 5 or more"):
        sim.compare(scenario_files, sets="none", data=data, workers=1, **SMALL)


def test_the_same_comparison_is_shown_again_and_another_is_refused(
    scenario_files: list[str], tmp_path: Path
) -> None:
    own, out = tmp_path / "own.py", tmp_path / "out"
    text = 'from sim.extend import Extension\n\nEXTENSION = Extension("own")\n'
    own.write_text(text)
    line = "2021-02,town,trust,0.5,0.3"
    given: dict[str, Any] = {"sets": 5, "data": counts_of(tmp_path, line), "extensions": own}
    given |= {"out": out, "workers": 1, **SMALL, "months": 2}
    assert not sim.compare(scenario_files, **given).again
    again = sim.compare(scenario_files, **given)
    assert again.again
    assert again.counts is not None
    for other in ({"data": None}, {"extensions": ()}):
        with pytest.raises(UserError, match="already holds results"):
            sim.compare(scenario_files, **{**given, **other})
    own.write_text(f"{text}# another\n")
    with pytest.raises(UserError, match="already holds results"):
        sim.compare(scenario_files, **given)
    own.write_text(text)
    counts_of(tmp_path, line.replace("0.5", "0.6"))
    with pytest.raises(UserError, match="already holds results"):
        sim.compare(scenario_files, **given)


def test_nothing_has_no_direction_that_could_hold(two_sets: Comparison) -> None:
    table = two_sets.differences.head(2).assign(holds_in=2, sets=2, difference=[0.0, 0.01])
    shown = differences(table, two_sets.design, Speech(), ("metric", "holds"), "", [])
    assert [cells[-1] for cells, _ in shown.rows] == [NULL, "all 2"]
