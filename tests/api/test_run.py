import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import sim
from sim.declarations.metrics import HEADLINE, METRICS
from sim.errors import ModelError, OptionError, ResultsError, ScenarioError, UserError


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    folder = tmp_path_factory.mktemp("run") / "example"
    return sim.run("example", 0, months=3, out=folder, progress=False)


def damaged(results: sim.Results, folder: Path) -> Path:
    """A copy of a folder of results, to be damaged."""
    assert results.folder is not None
    for path in results.folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_a_run_is_what_the_model_measures(saved: sim.Results) -> None:
    model = sim.CommunityModel(sim.load_scenario("example", ["run.months=3"]), 0)
    while model.running:
        model.step()
    frame = model.frame()
    for name in METRICS:
        pd.testing.assert_series_equal(saved.metrics[name], frame[name], check_exact=True)
    assert saved.metrics["community"].tolist() == frame["community"].tolist()
    assert saved.metrics["month"].tolist() == frame["month"].tolist()


def test_a_run_opens_again(saved: sim.Results) -> None:
    assert saved.folder is not None
    again = sim.open_results(saved.folder)
    assert type(again) is sim.Results
    pd.testing.assert_frame_equal(again.metrics, saved.metrics, check_exact=True)
    assert again.manifest == saved.manifest
    assert repr(again) == f"<Results of example; 1 seed; {saved.folder}>"
    assert again.figure().axes[0].get_title(loc="left") == "Participation rate (%)"


def test_months_are_dates_to_pandas(saved: sim.Results) -> None:
    assert saved.folder is not None
    again = sim.open_results(saved.folder)
    assert type(again) is sim.Results
    for table in (saved.metrics, saved.groups, saved.actors, again.metrics, again.groups):
        assert table["month"].dtype == "datetime64[ms]"
        assert table["month"].dt.year.notna().all()
        assert (table["month"] >= "2020-01").all()
    quarterly = again.metrics.set_index("month").resample("QE")["participation_rate"].mean()
    assert quarterly.notna().all()


def test_the_headline_is_the_mean_of_the_months_there_are(saved: sim.Results) -> None:
    found = saved.headline().set_index("metric")["value"]
    town = saved.metrics[saved.metrics["community"] == "town"]
    assert list(found.index) == list(HEADLINE)
    assert found["trust"] == pytest.approx(town["trust"].iloc[-3:].mean())


def test_seeds_differ_and_repeat() -> None:
    one, again, other = (
        sim.run("example", seed, months=2, progress=False).metrics for seed in (0, 0, 7)
    )
    pd.testing.assert_frame_equal(one, again, check_exact=True)
    assert not one["trust"].equals(other["trust"])


def test_settings_lie_over_the_file(saved: sim.Results) -> None:
    both = [
        sim.run("example", months=1, settings=settings, progress=False)
        for settings in (["levers.control=1"], {"levers.control": 1})
    ]
    for found in both:
        resolved = found.manifest["scenarios"]["example"]
        assert resolved["origins"]["levers.control"] == "--set"
        assert found.manifest["hashes"]["scenarios"] != saved.manifest["hashes"]["scenarios"]
    pd.testing.assert_frame_equal(both[0].metrics, both[1].metrics)


def test_a_scenario_object_runs_as_its_file_does(saved: sim.Results) -> None:
    found = sim.run(sim.load_scenario("example"), months=3, progress=False)
    pd.testing.assert_frame_equal(found.metrics, saved.metrics, check_exact=True)
    with pytest.raises(OptionError, match="settings lie over a file"):
        sim.run(sim.load_scenario("example"), settings=["levers.control=1"])


def test_a_scale_shrinks_the_town() -> None:
    found = sim.run("example", months=1, scale=0.5, progress=False)
    assert found.manifest["scenarios"]["example"]["population"]["scale"] == 0.5
    assert found.manifest["scenarios"]["example"]["origins"]["population.scale"] == "--scale"
    assert found.manifest["runs"][0]["record"]["residents"] == pytest.approx(300, abs=5)


def test_problems_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"program": "other"}')
    with pytest.raises(UserError) as caught:
        sim.run("exampel", -1, scale=3, months=-2, out=tmp_path)
    told = "\n".join(str(problem) for problem in caught.value.problems)
    for part in ("scale: 3", "months: -2", "the seed -1", "'exampel'", "another program"):
        assert part in told


def test_one_kind_of_problem_keeps_its_class() -> None:
    with pytest.raises(ScenarioError):
        sim.run("exampel")
    with pytest.raises(OptionError):
        sim.run("example", -1)


def test_a_failure_names_scenario_and_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: sim.CommunityModel) -> None:
        raise FloatingPointError("underflow")

    monkeypatch.setattr(sim.CommunityModel, "step", broken)
    with pytest.raises(ModelError, match="scenario 'example', seed 3: FloatingPointError"):
        sim.run("example", 3, progress=False)


def test_changed_metrics_are_found_out(saved: sim.Results, tmp_path: Path) -> None:
    folder = damaged(saved, tmp_path)
    with (folder / "metrics.parquet").open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(ResultsError, match=r"metrics.parquet: is not the file that the manifest"):
        sim.open_results(folder)


def test_missing_metrics_are_found_out(saved: sim.Results, tmp_path: Path) -> None:
    folder = damaged(saved, tmp_path)
    (folder / "metrics.parquet").unlink()
    with pytest.raises(ResultsError, match=r"metrics.parquet: is missing \(run it again\)"):
        sim.open_results(folder)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"format": 99}, "newer version"),
        ({"program": "other"}, "another program"),
        ({"kind": None}, "is damaged"),
        ({"design": {"seeds": []}}, "is damaged: TypeError"),
        ({"design": None}, "is damaged"),
    ],
)
def test_a_changed_manifest_is_found_out(
    saved: sim.Results, tmp_path: Path, change: dict[str, object], expected: str
) -> None:
    folder = damaged(saved, tmp_path)
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ResultsError, match=expected):
        sim.open_results(folder)


def test_no_results(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="does not exist"):
        sim.open_results(tmp_path / "none")
    with pytest.raises(ResultsError, match=r"holds no manifest.json"):
        sim.open_results(tmp_path)


def test_a_notebook_shows_results_and_figures_without_pyplot(
    saved: sim.Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = InteractiveShell.instance()
    monkeypatch.delitem(sys.modules, "matplotlib.pyplot", raising=False)
    try:
        formatter = shell.display_formatter
        assert formatter is not None
        formats, _ = formatter.format(saved.figure())  # type: ignore[no-untyped-call]
        assert formats["image/png"].startswith("iVBORw0KGgo")  # PNG in base 64
        formats, _ = formatter.format(saved)  # type: ignore[no-untyped-call]
        assert "&lt;Results of example" in formats["text/html"]
        assert formats["text/html"].count("<tr") == 1 + len(saved.levels)
    finally:
        InteractiveShell.clear_instance()
