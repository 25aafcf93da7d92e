from functools import wraps
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.errors import ModelError, OptionError, ResultsError


def stop_at(monkeypatch: pytest.MonkeyPatch, month: int, error: BaseException) -> list[int]:
    """Every month that is run, until one of them raises."""
    stepped: list[int] = []
    step = sim.CommunityModel.step

    @wraps(step)
    def stopping(model: Any) -> None:
        if model.month == month:
            raise error
        stepped.append(model.month)
        step(model)

    monkeypatch.setattr(sim.CommunityModel, "step", stopping)
    return stepped


@pytest.fixture
def stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The checkpoint of a run of 'example' that was stopped in its 20th month."""
    path = tmp_path / "checkpoint"
    with monkeypatch.context() as patched:
        stop_at(patched, 24246 + 19, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            sim.run("example", 1, checkpoint=path, progress=False)
    assert path.exists()
    return path


def test_a_run_goes_on_from_its_checkpoint_to_the_bit(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sim.run("example", 1, progress=False)
    stepped = stop_at(monkeypatch, 0, KeyboardInterrupt())
    found = sim.run("example", 1, checkpoint=stopped, progress=False)
    assert stepped == list(range(24246 + 12, 24252 + 24))
    pd.testing.assert_frame_equal(found.metrics, whole.metrics, check_exact=True)
    assert found.manifest["runs"][0]["record"] == whole.manifest["runs"][0]["record"]
    assert not stopped.exists()


def test_a_checkpoint_of_something_else_is_refused_and_kept(stopped: Path) -> None:
    with pytest.raises(OptionError, match="is of seed 1, not 2"):
        sim.run("example", 2, checkpoint=stopped, progress=False)
    with pytest.raises(OptionError, match="of 2021-07, does not fit: example differs from"):
        sim.run("example", 1, settings={"levers.control": 0.1}, checkpoint=stopped, progress=False)
    assert stopped.exists()


def test_a_checkpoint_fits_a_longer_run(stopped: Path) -> None:
    longer = sim.run("example", 1, months=30, checkpoint=stopped, progress=False)
    assert len(longer.metrics) == 36 * 4


def test_a_failure_names_scenario_and_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_at(monkeypatch, 24250, ZeroDivisionError("by zero"))
    with pytest.raises(ModelError, match="scenario 'example', seed 1: ZeroDivisionError: by zero"):
        sim.run("example", 1, checkpoint=tmp_path / "checkpoint", progress=False)


def test_a_checkpoint_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"cannot be written.*--checkpoint"):
        sim.run("example", 1, checkpoint=tmp_path / "none/checkpoint", progress=False)


def test_the_command_takes_it_too(
    stopped: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(stopped.parent)
    assert main(["run", "example", "--seed", "1", "--checkpoint", "checkpoint"]) == 0
    assert not stopped.exists()
    assert "Saved in results/example-seed1" in capsys.readouterr().out
