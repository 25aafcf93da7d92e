import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.compare import Design
from sim.api import commands
from sim.api.results import COMPARE_FILES, EFFECTS, EFFECTS_ANSWER, Comparison
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import ALWAYS
from sim.errors import ModelError, OptionError, ResultsError, ScenarioError, UserError
from sim.report.answers import read_answer
from sim.runs.choose import baseline_of, default_scenarios, load_all
from sim.runs.files import digest
from sim.runs.simulate import simulate_seed

Files = list[str]

WITHOUT_SETS = set(COMPARE_FILES) - {"sets.parquet"}
"""Files of a comparison without plausible sets of parameters."""


def problems_of(*arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(UserError) as caught:
        sim.compare(*arguments, **options)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, BaseException], None]:
    """Make the second scenario fail in the first month of its own with one seed."""

    def fail(seed: int, error: BaseException) -> None:
        step = sim.CommunityModel.step

        @wraps(step)  # a state names the method that it holds
        def broken(model: sim.CommunityModel) -> None:
            late = model.month == model.governance.start
            if model.seed == seed and model.governance.name == "opened" and late:
                raise error
            step(model)

        monkeypatch.setattr(sim.CommunityModel, "step", broken)

    return fail


def test_the_table_of_metrics(compared: Comparison) -> None:
    table = compared.metrics
    assert list(table.columns) == ["scenario", "seed", "month", "community", *METRICS]
    assert table["scenario"].unique().tolist() == ["example", "opened"]
    assert table["seed"].unique().tolist() == [0, 1]
    assert f"{table['month'].iloc[0]:%Y-%m-%d}" == "2020-07-01"
    assert f"{table['month'].iloc[-1]:%Y-%m-%d}" == "2022-02-01"
    communities = table["community"].unique().tolist()
    assert communities[-1] == "town"
    assert len(table) == 2 * 2 * (6 + 14) * len(communities)
    assert table["participation_rate"].max() > 0


def test_every_run_is_in_every_table(compared: Comparison) -> None:
    keys = compared.metrics[["scenario", "seed"]].drop_duplicates().to_numpy().tolist()
    for table in (compared.groups, compared.actors):
        assert table[["scenario", "seed"]].drop_duplicates().to_numpy().tolist() == keys
        assert set(table["month"]) == set(compared.metrics["month"])
    with pytest.raises(ResultsError, match="matters were not recorded"):
        compared.matters  # noqa: B018


def test_the_differences_follow_from_the_table(compared: Comparison) -> None:
    rows = compared.differences
    assert rows["metric"].tolist() == list(HEADLINE)
    assert set(rows["scenario"]) == {"opened"}
    town = compared.metrics[compared.metrics["community"] == "town"]
    last = sorted(town["month"].unique())[-12:]
    means = town[town["month"].isin(last)].groupby(["scenario", "seed"])["trust"].mean()
    wanted = np.mean([means["opened", seed] - means["example", seed] for seed in (0, 1)])
    assert rows.set_index("metric")["difference"]["trust"] == pytest.approx(wanted)


def test_the_folder_holds_all_and_the_manifest_its_hashes(compared: Comparison) -> None:
    assert compared.folder is not None
    assert {path.name for path in compared.folder.iterdir()} == WITHOUT_SETS
    for name, file in compared.manifest["files"].items():
        assert file["sha256"] == digest(compared.folder / name)
    saved = pd.read_csv(compared.folder / "differences.csv")
    pd.testing.assert_frame_equal(saved, compared.differences, check_dtype=False, check_exact=True)


def test_the_manifest_tells_what_made_the_table(
    compared: Comparison, scenario_files: Files
) -> None:
    assert compared.folder is not None
    manifest = json.loads((compared.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == compared.manifest
    assert manifest["kind"] == "compare"
    assert manifest["complete"] is True
    assert manifest["seeds"] == [0, 1]
    assert manifest["code"]["version"] == sim.__version__
    assert manifest["packages"]["numpy"] == np.__version__
    assert {"python", "system", "machine"} <= manifest["platform"].keys()
    assert manifest["timings"]["seconds"] > 0
    assert [run["seed"] for run in manifest["runs"]] == [0, 0, 1, 1]
    assert all(run["seconds"] > 0 and run["record"] for run in manifest["runs"])
    opened = manifest["scenarios"]["opened"]
    assert opened["origins"]["levers.control"] == f"{scenario_files[1]}:5"
    assert opened["origins"]["run.months"] == "--months"
    assert manifest["hashes"]["scenarios"]["opened"] == opened["content_hash"]
    assert len(manifest["hashes"]["code"]) == 64


def test_the_common_past_is_checked(compared: Comparison) -> None:
    (check,) = compared.common_past
    assert (check.first, check.second, check.months) == ("example", "opened", 6)
    assert "identical until 2021-01" in str(check)


def test_results_open_again(compared: Comparison) -> None:
    assert compared.folder is not None
    again = sim.open_results(compared.folder)
    assert isinstance(again, Comparison)
    pd.testing.assert_frame_equal(again.metrics, compared.metrics, check_exact=True)
    pd.testing.assert_frame_equal(again.differences, compared.differences, check_exact=True)
    pd.testing.assert_frame_equal(again.levels, compared.levels, check_exact=True)
    pd.testing.assert_frame_equal(again.groups, compared.groups, check_exact=True)
    pd.testing.assert_frame_equal(again.actors, compared.actors, check_exact=True)
    assert again.common_past == compared.common_past
    assert again.design == compared.design
    assert repr(again) == f"<Comparison of example, opened; 2 seeds; {compared.folder}>"
    assert again.figure().get_size_inches()[0] == 8


def test_more_workers_give_the_same_bytes(
    compared: Comparison, scenario_files: Files, tmp_path: Path
) -> None:
    options: dict[str, Any] = {"months": 14, "figures": "none", "progress": False}
    sim.compare(scenario_files, seeds="0..1", workers=2, out=tmp_path, **options)
    assert compared.folder is not None
    tables = [f"{name}.parquet" for name in ALWAYS]
    for name in (*tables, "differences.csv", "levels.csv", "seeds.csv"):
        assert digest(tmp_path / name) == digest(compared.folder / name), name
    assert json.loads((tmp_path / "manifest.json").read_text())["timings"]["workers"] == 2


def test_swapped_files_give_swapped_results(compared: Comparison, scenario_files: Files) -> None:
    swapped = sim.compare(scenario_files[::-1], seeds=[1, 0], workers=1, months=14, progress=False)
    there = compared.differences.set_index("metric")["difference"]
    back = swapped.differences.set_index("metric")["difference"]
    assert swapped.design.baseline == "opened"
    assert (back + there).abs().max() == 0
    assert there.abs().max() > 0


def test_the_baseline_can_be_named(scenario_files: Files) -> None:
    found = sim.compare(
        scenario_files,
        baseline="opened",
        seeds=0,
        workers=1,
        months=1,
        metrics=["trust"],
        precision=0.1,
        progress=False,
    )
    assert found.differences["scenario"].tolist() == ["example"]
    assert found.differences["verdict"].tolist() == ["one seed: no interval"]
    assert found.design.window == 1
    assert found.folder is None


def test_the_seeds_of_the_baseline_are_used_when_none_are_named(scenario_files: Files) -> None:
    found = sim.compare(scenario_files, workers=1, months=1, metrics=["trust"], progress=False)
    assert found.design.seeds == (0, 1, 2, 3, 4)


def test_the_default_comparison_can_be_made() -> None:
    names = default_scenarios()
    assert len(names) == 3
    assert set(names) <= set(sim.shipped_scenarios())
    scenarios = load_all(names)
    assert baseline_of(None, scenarios) == names[0]
    assert all(scenario.seeds == tuple(range(5)) for scenario in scenarios)


def test_every_problem_is_told_before_anything_runs(tmp_path: Path) -> None:
    told = problems_of(
        ["exampel", str(tmp_path / "none.yaml")],
        baseline="x",
        seeds="3..1",
        workers=-1,
        scale=2,
        months=0,
        metrics=["trsut"],
        precision=0,
        language="fr",
        out=Path(__file__) / "below",
    )
    for part in (
        "scale: 2 is outside 0.01 to 1",
        "months: 0 is outside",
        "workers: -1 is less than 1",
        "precision: 0 is not a half-width",
        "metric: 'trsut' is not known (did you mean 'trust'?)",
        "lang: 'fr' is not known",
        "seeds: found '3..1'",
        "is a file, not a folder",
        "'exampel'",
        "none.yaml",
    ):
        assert any(part in line for line in told), part


@pytest.mark.parametrize(
    ("arguments", "options", "expected"),
    [
        (["example"], {}, "a comparison needs two scenarios or more"),
        (["example", "example"], {}, "two scenarios are called 'example'"),
        (["example", "government_led"], {}, "they run over different months: example 2021-01"),
        (["government_led", "integration"], {"baseline": "integratoin"}, "did you mean"),
    ],
)
def test_scenarios_that_cannot_be_compared(
    arguments: Files, options: dict[str, Any], expected: str
) -> None:
    assert any(expected in line for line in problems_of(arguments, **options))


def test_scales_must_agree(scenario_files: Files, tmp_path: Path) -> None:
    path = tmp_path / "half.yaml"
    path.write_text("extends: example\nsummary: Half of it.\npopulation: {scale: 0.5}\n")
    (told,) = problems_of(["example", str(path)], seeds=0)
    assert "they have different scales: example 1, half 0.5" in told
    assert "--scale" in told


def test_a_fault_in_a_setting_is_told_once() -> None:
    told = problems_of(["government_led", "integration"], settings=["levers.contrl=1"])
    assert len(told) == 1
    assert "control" in told[0]


def test_a_mistake_creates_no_folder(scenario_files: Files, tmp_path: Path) -> None:
    problems_of(scenario_files, seeds="-1", out=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_results_are_not_replaced_silently(
    compared: Comparison, scenario_files: Files, tmp_path: Path
) -> None:
    assert compared.folder is not None
    (told,) = problems_of(scenario_files, out=compared.folder)
    assert "already holds results" in told
    assert "--overwrite" in told


def test_replaced_results_leave_nothing_of_the_old(scenario_files: Files, tmp_path: Path) -> None:
    sim.compare(
        scenario_files,
        seeds=0,
        workers=1,
        months=1,
        metrics=["trust"],
        out=tmp_path,
        progress=False,
    )
    (tmp_path / "notes.txt").write_text("mine")
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(OptionError, match="already holds results of 'compare', which stay"):
        sim.run("example", months=1, out=tmp_path, overwrite=True, progress=False)
    assert {path.name for path in tmp_path.iterdir()} == before
    sim.compare(
        scenario_files,
        seeds=0,
        workers=1,
        months=1,
        metrics=["trust"],
        figures="none",
        out=tmp_path,
        overwrite=True,
        progress=False,
    )
    drawn = {name for name in before if name.endswith((".png", ".svg"))}
    assert {path.name for path in tmp_path.iterdir()} == before - drawn


def test_a_failed_seed_is_named_and_the_others_are_saved(
    failing: Callable[..., None], scenario_files: Files, tmp_path: Path
) -> None:
    failing(1, ZeroDivisionError("by zero"))
    with pytest.raises(ModelError) as caught:
        sim.compare(scenario_files, seeds="0..2", workers=1, months=1, out=tmp_path, progress=False)
    told = str(caught.value)
    assert "1 of 3 seeds failed" in told
    assert "scenario 'opened', seed 1: ZeroDivisionError: by zero" in told
    assert f"the 2 finished seeds are in {tmp_path}" in told
    assert "Traceback" in caught.value.__notes__[0]
    saved = sim.open_results(tmp_path)
    assert isinstance(saved, sim.Results)
    for table in (saved.metrics, saved.groups, saved.actors):
        assert table["seed"].unique().tolist() == [0, 2]
    assert saved.manifest["complete"] is False
    assert saved.manifest["missing_seeds"] == [1]
    assert "by zero" in saved.manifest["failures"]["1"]


def test_when_every_seed_fails_nothing_is_saved(
    failing: Callable[..., None], scenario_files: Files, tmp_path: Path
) -> None:
    failing(0, ZeroDivisionError("by zero"))
    with pytest.raises(ModelError, match="1 of 1 seeds failed"):
        sim.compare(scenario_files, seeds=0, workers=1, out=tmp_path, progress=False)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_keeps_what_is_finished(
    failing: Callable[..., None], scenario_files: Files, tmp_path: Path
) -> None:
    failing(1, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt) as caught:
        sim.compare(scenario_files, seeds="0..2", workers=1, months=1, out=tmp_path, progress=False)
    (told,) = caught.value.__notes__
    assert told.startswith(f"the 1 finished seeds are in {tmp_path}; the same line goes on")
    saved = sim.open_results(tmp_path)
    assert isinstance(saved, sim.Results)
    assert (saved.manifest["ended"], saved.manifest["missing_seeds"]) == ("interrupted", [1, 2])


@pytest.mark.long
@pytest.mark.usefixtures("drawn")
def test_an_interrupted_comparison_goes_on(
    failing: Callable[..., None],
    scenario_files: Files,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def compare(folder: Path, **more: Any) -> Comparison:
        return sim.compare(
            scenario_files, seeds="0..2", workers=1, months=1, progress=False, out=folder, **more
        )

    whole = compare(tmp_path / "whole")
    failing(1, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        compare(tmp_path / "stopped")
    monkeypatch.undo()
    run: list[int] = []
    real = simulate_seed

    def noted(scenarios: Any, seed: int, *rest: Any, **more: Any) -> Any:
        run.append(seed)
        return real(scenarios, seed, *rest, **more)

    monkeypatch.setattr("sim.api.job.simulate_seed", noted)
    # Another comparison may not replace what is there.
    (told,) = problems_of(scenario_files, months=2, out=tmp_path / "stopped")
    assert "already holds results" in told
    made = compare(tmp_path / "stopped")
    assert run == [1, 2]
    assert (made.manifest["kept_seeds"], made.manifest["complete"]) == ([0], True)
    assert made.manifest["runs"][0]["record"] == whole.manifest["runs"][0]["record"]
    for name in WITHOUT_SETS:
        if name != "manifest.json":
            assert digest(tmp_path / "stopped" / name) == digest(tmp_path / "whole" / name), name
    assert not (tmp_path / "stopped" / ".unfinished").exists()
    # What is whole is not replaced silently, nor taken for kept.
    assert "already holds results" in problems_of(scenario_files, out=tmp_path / "stopped")[0]
    assert compare(tmp_path / "stopped", overwrite=True).manifest["kept_seeds"] == []
    assert run == [1, 2, 0, 1, 2]


def test_a_mistake_found_late_comes_through_whole(
    failing: Callable[..., None], scenario_files: Files
) -> None:
    failing(0, ScenarioError("levers are out of tune"))
    with pytest.raises(ScenarioError, match="out of tune"):
        sim.compare(scenario_files, seeds=0, workers=1, progress=False)


def test_scenarios_that_part_too_early_are_a_fault(
    monkeypatch: pytest.MonkeyPatch, scenario_files: Files, tmp_path: Path
) -> None:
    monkeypatch.setattr(commands, "first_difference", lambda one, other: one.end)
    with pytest.raises(ModelError, match="should be identical until 2021-07"):
        sim.compare(scenario_files, seeds=0, workers=1, months=6, out=tmp_path, progress=False)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["complete"] is False
    assert "common past" in manifest["ended"]


def test_a_full_disk_is_told_of(
    monkeypatch: pytest.MonkeyPatch, scenario_files: Files, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.runs.tables.write", full)
    with pytest.raises(ResultsError, match="No space left"):
        sim.compare(scenario_files, seeds=0, workers=1, months=1, out=tmp_path, progress=False)


def test_the_design_is_in_the_manifest(compared: Comparison) -> None:
    assert Design.from_json(compared.manifest["design"]) == compared.design
    assert compared.design.residents == 600


def test_effects_are_saved_and_told_of(compared: Comparison) -> None:
    assert compared.folder is not None
    for name in EFFECTS:
        saved = pd.read_csv(compared.folder / f"{name}.csv", parse_dates=False)
        made = getattr(compared, name)
        assert len(saved) == len(made) > 0
        assert saved["difference"].to_numpy() == pytest.approx(
            made["difference"].to_numpy(), nan_ok=True, rel=1e-12
        )
    answer = read_answer(compared.folder / f"{EFFECTS_ANSWER}.answer.json")
    assert answer.sentences["en"] == tuple(compared.sentences("en"))
    first = answer.sentences["en"][0]
    assert first.startswith("Participation rate is ")
    assert "under opened than under Example" in first
    assert first.endswith("2 seeds: too few to tell it from chance.")
    assert "与示例相比" in answer.sentences["zh"][0]
    assert {figure.suffix for figure in map(Path, answer.figures)} == {".svg"}


def test_intervals_by_bootstrap(compared: Comparison, scenario_files: Files) -> None:
    found = sim.compare(
        scenario_files,
        seeds="0..1",
        workers=1,
        months=14,
        interval="bootstrap",
        precision=0.001,
        metrics=["participation_rate", "trust"],
        progress=False,
    )
    assert set(found.differences["interval"]) == {"bootstrap"}
    theirs = compared.differences.set_index("metric").loc[["participation_rate", "trust"]]
    mine = found.differences.set_index("metric")
    assert mine["difference"].tolist() == pytest.approx(theirs["difference"].tolist(), rel=1e-9)
    assert (mine["high"] < theirs["high"]).all(), "two values bound a bootstrap"


def test_five_seeds_have_intervals_and_a_verdict(scenario_files: Files) -> None:
    found = sim.compare(
        scenario_files,
        seeds="0..4",
        workers=1,
        months=6,
        interval="bootstrap",
        precision=0.001,
        metrics=["participation_rate", "trust"],
        progress=False,
    )
    said = found.sentences()
    assert "95 % BCa bootstrap interval, 5 seeds" in said[0]
    assert any("could be missed" in one for one in said)
    assert any("more seeds" in one for one in said)
    assert said[-1] == "With fewer than about 20 seeds a bootstrap interval is too narrow."
    for figure in (found.figure(), *found.effect_figures().values()):
        texts = " ".join(text.get_text() for text in figure.texts).replace("\n", " ")
        assert "95 % BCa bootstrap interval" in texts


def test_an_unknown_kind_of_interval(scenario_files: Files) -> None:
    (problem,) = problems_of(scenario_files, interval="bootstrapp")
    assert problem == "interval: 'bootstrapp' is not known (did you mean 'bootstrap'?)"


def test_effects_are_worked_out_once(compared: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were saved are those that are asked for afterwards."""
    monkeypatch.setattr("sim.analysis.effects._table", None)
    assert all(not getattr(compared, name).empty for name in EFFECTS)
