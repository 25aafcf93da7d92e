import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.api.studies import attribute
from sim.declarations.metrics import METRICS
from sim.errors import ModelError, UserError
from sim.report.answers import read_answers
from sim.runs.tables import TOWN
from sim.studies.analysis import Analysis
from sim.sweeps import plan, sweep
from sim.sweeps.plan import CellOutcome, Work, cell_key, encode

MONTHS = 2


@cache
def quiet_frame() -> Any:
    """The table of a run in which every metric is a quarter."""
    import pandas as pd

    months = [pd.Timestamp(2021, month, 1).date() for month in range(1, MONTHS + 1)]
    return pd.DataFrame(
        {"month": months, "community": TOWN, **dict.fromkeys(METRICS, 0.25)}, copy=True
    )


def frame_of(value: float) -> Any:
    """The table of a run whose participation rate is a number."""
    return quiet_frame().assign(participation_rate=value)


def instead_of_the_model(
    monkeypatch: pytest.MonkeyPatch, value: Callable[[Any, int], float]
) -> None:
    """Let a function of scenario and seed stand for the model, for runs in this process."""

    def work(job: Work, variant: int, seed: int, tick: object) -> CellOutcome:
        one = job.variants[variant]
        scenario = job.experiment.scenario(one.base, one.point)
        frame = frame_of(value(scenario, seed))
        table = encode(frame, cell_key(scenario.content_hash, seed, job.code))
        return CellOutcome(table, {"seconds": 0.0, "started": 0.0, "host": "here"})

    monkeypatch.setattr(sweep, "work", work)


def additive(scenario: Any, seed: int) -> float:
    """A test model: the town's share is a sum of its levers, with weights and luck of the seed."""
    levers = scenario.levers_at(scenario.end - 1)
    return float(
        0.1
        + 0.01 * seed
        - (0.2 + 0.01 * seed) * levers["control"].mean()
        + 0.3 * levers["volunteer_recruitment"].mean()
    )


def call(scenario: str, out: Path, **options: Any) -> Any:
    known: dict[str, Any] = {
        "baseline": "example",
        "seeds": "0..2",
        "workers": 0,
        "months": MONTHS,
        "progress": False,
        "metrics": ["participation_rate"],
    }
    return attribute(scenario, out=out, **{**known, **options})


def test_known_contributions_are_found(
    scenario_files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_the_model(monkeypatch, additive)
    found = call(scenario_files[1], tmp_path / "made")
    rows = found.tables["attribution"].set_index("measure")
    # control falls from 0.7, 0.5, 0.7 to 0.1, recruitment rises from 0.2 to 0.8.
    fall = (0.7 + 0.5 + 0.7) / 3 - 0.1
    assert rows.loc["institution", "effect"] == pytest.approx(fall * 0.21)
    assert rows.loc["volunteering", "effect"] == pytest.approx(0.6 * 0.3)
    assert rows.loc["total", "effect"] == pytest.approx(fall * 0.21 + 0.6 * 0.3)
    assert not rows.loc["grid_management", "differs"]
    by_seed = found.tables["by_seed"].query("measure == 'institution'")["effect"]
    assert by_seed.tolist() == pytest.approx([fall * weight for weight in (0.2, 0.21, 0.22)])
    assert rows.loc["volunteering", "low"] == pytest.approx(0.18)
    assert found.tables["interactions"]["interaction"].abs().max() < 1e-15


def test_contributions_that_depend_on_each_other(
    scenario_files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def product(scenario: Any, seed: int) -> float:
        levers = scenario.levers_at(scenario.end - 1)
        return float((1 - levers["control"].max()) * levers["volunteer_recruitment"].mean())

    instead_of_the_model(monkeypatch, product)
    found = call(scenario_files[1], tmp_path / "made")
    rows = found.tables["attribution"].set_index("measure")
    # Nobody 0.3 x 0.2, the institution alone 0.9 x 0.2, volunteering alone 0.3 x 0.8, both
    # 0.9 x 0.8.
    assert rows.loc["institution", "effect"] == pytest.approx((0.12 + 0.48) / 2)
    assert rows.loc["volunteering", "effect"] == pytest.approx((0.18 + 0.54) / 2)
    assert found.tables["interactions"]["interaction"].tolist() == pytest.approx([0.36])


@pytest.mark.long
def test_one_worker_or_several_and_an_interrupt_change_nothing(
    scenario_files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"metrics": None, "months": 8}
    whole = call(scenario_files[1], tmp_path / "whole", **options)
    several = call(scenario_files[1], tmp_path / "several", **options, workers=2)
    real, done = plan.work, 0

    def stop(*arguments: Any) -> CellOutcome:
        nonlocal done
        done += 1
        if done > 5:
            raise KeyboardInterrupt
        return real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(sweep, "work", stop)
        with pytest.raises(KeyboardInterrupt):
            call(scenario_files[1], tmp_path / "broken", **options)
    assert not (tmp_path / "broken/attribution.csv").exists()
    done = -100
    monkeypatch.setattr(sweep, "work", stop)
    broken = call(scenario_files[1], tmp_path / "broken", **options)
    assert done == -100 + (4 * 3 - 5), "what was finished is not run again"
    for name in ("attribution.csv", "interactions.csv", "by_seed.csv", "coalitions.csv"):
        expected = (whole.folder / name).read_bytes()
        assert (several.folder / name).read_bytes() == expected
        assert (broken.folder / name).read_bytes() == expected
    totals = whole.tables["attribution"].query("measure == 'total'").set_index("metric")["effect"]
    compared = sim.compare(scenario_files, seeds="0..2", workers=1, months=8, progress=False)
    expected_effects = compared.differences.set_index("metric")["difference"]
    assert totals.abs().max() > 0.01
    expected_totals = pytest.approx(expected_effects.to_dict(), abs=1e-12, nan_ok=True)
    assert totals.to_dict() == expected_totals


@pytest.mark.usefixtures("drawn")
def test_what_is_saved_can_be_read_and_is_not_replaced(
    scenario_files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_the_model(monkeypatch, additive)
    folder = tmp_path / "made"
    found = call(scenario_files[1], folder)
    (answer,) = read_answers(folder)
    assert answer.kind == "attribution"
    assert answer.figures == ("attribution.svg",)
    assert answer.sentences["en"][0].startswith("Participation rate is ")
    assert answer.sentences["zh"] == found.sentences("zh")
    again = sim.open_results(folder)
    assert isinstance(again, Analysis)
    assert again.sentences() == found.sentences()
    assert again.tables["attribution"].equals(found.tables["attribution"])
    assert set(json.loads((folder / "manifest.json").read_text())["files"]) == {
        "attribution.csv",
        "interactions.csv",
        "by_seed.csv",
        "coalitions.csv",
        "attribution.png",
        "attribution.svg",
        "attribution.answer.json",
    }
    with pytest.raises(UserError, match="already holds results"):
        call(scenario_files[1], folder)
    call(scenario_files[1], folder, overwrite=True)
    (folder / "by_seed.csv").write_text("metric\n")
    with pytest.raises(UserError, match="not the file that the manifest describes"):
        sim.open_results(folder)


def test_failed_runs_are_told_and_tried_again(
    scenario_files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(model: Any) -> None:
        raise ZeroDivisionError("by zero")

    with monkeypatch.context() as patched:
        patched.setattr(sim.CommunityModel, "step", broken)
        with pytest.raises(ModelError, match="12 of 12 runs failed, such as example, point 0"):
            call(scenario_files[1], tmp_path / "made")
    assert call(scenario_files[1], tmp_path / "made").tables["attribution"]["effect"].notna().all()


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        call("exampel", tmp_path, scale=3, metrics=["trusst"], language="fr", seeds="x", workers=-1)
    said = str(caught.value)
    for part in (
        "3 is outside 0.01 to 1",
        "did you mean 'trust'?",
        "'fr' is not known",
        "must be seeds",
        "did you mean 'example'?",
        "-1 is less than 1",
    ):
        assert part in said
    assert not list(tmp_path.iterdir())


def test_settings_lie_over_both_and_intervals_are_those_asked_for(
    scenario_files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_the_model(monkeypatch, additive)
    plain = call(scenario_files[1], tmp_path / "plain", seeds="0..4")
    found = call(
        scenario_files[1],
        tmp_path / "made",
        seeds="0..4",
        interval="bootstrap",
        settings=["levers.volunteer_recruitment=0.5"],
    )
    rows = found.tables["attribution"].set_index("measure")
    known = plain.tables["attribution"].set_index("measure")
    assert not rows.loc["volunteering", "differs"], "it is the same in both now"
    assert rows.loc["institution", "effect"] == pytest.approx(known.loc["institution", "effect"])
    assert rows.loc["institution", "low"] > known.loc["institution", "low"], "narrower with five"
    assert "95 % BCa bootstrap interval" in found.sentences()[0]
    assert "too narrow" in found.sentences()[-1]
    assert "too narrow" not in plain.sentences()[-1]
    with pytest.raises(UserError) as told:
        call(scenario_files[1], tmp_path / "wrong", interval="guess", settings=["levers.contro=1"])
    said = str(told.value)
    assert "'guess' is not known" in said
    assert "did you mean 'control'" in said
