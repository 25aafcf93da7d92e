import importlib
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ModelError, OptionError, ScenarioError
from sim.runs.parallel import _started_afresh, run_seeds, start_worker
from tests.runs import units

ROOT = Path(__file__).resolve().parents[2]


def outcomes(
    unit: Any, seeds: range, workers: int, shared: object = 0, ticks: list[int] | None = None
) -> tuple[dict[int, Any], dict[int, Exception]]:
    done: dict[int, Any] = {}
    on_tick: Callable[[int], None] = (lambda _: None) if ticks is None else ticks.append
    failures = run_seeds(unit, shared, seeds, workers, done.__setitem__, on_tick)
    return done, failures


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_the_outcome_does_not_depend_on_the_number_of_workers(workers: int) -> None:
    ticks: list[int] = []
    done, failures = outcomes(units.square, range(5), workers, 10, ticks)
    assert done == {0: 10, 1: 11, 2: 14, 3: 19, 4: 26}
    assert not failures
    assert ticks[-1] == 15
    assert ticks == sorted(ticks)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_seed_leaves_the_others_alone(workers: int) -> None:
    done, failures = outcomes(units.fail_on_odd, range(5), workers)
    assert done == {0: 0, 2: 2, 4: 4}
    assert {seed: str(error) for seed, error in failures.items()} == {
        1: "seed 1 is odd",
        3: "seed 3 is odd",
    }
    assert all(isinstance(error, ZeroDivisionError) for error in failures.values())


@pytest.mark.parametrize("workers", [1, 2])
def test_problems_of_the_user_come_back_whole(workers: int) -> None:
    with pytest.raises(ScenarioError) as caught:
        outcomes(units.user_error, range(3), workers)
    assert [str(problem) for problem in caught.value.problems] == ["a.yaml:3: one", "two (mend it)"]


def test_a_problem_of_the_user_stops_the_others() -> None:
    begin = time.monotonic()
    with pytest.raises(OptionError, match="two is not wanted"):
        outcomes(units.user_error_on_two, range(1, 3), 2)
    assert time.monotonic() - begin < 10


def test_a_killed_worker_loses_its_seed_and_no_other() -> None:
    done, failures = outcomes(units.die_on_one, range(4), 2)
    assert done == {0: 0, 2: 2, 3: 3}
    assert isinstance(failures[1], ModelError)
    assert "seed 1: its worker process ended with SIGKILL" in str(failures[1])


def test_an_error_that_cannot_be_pickled_is_told_of() -> None:
    _, failures = outcomes(units.raise_unportable, range(2), 2)
    assert str(failures[0]) == "Unportable: 0 of 7"


def test_what_a_worker_prints_is_no_message(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    done, failures = outcomes(units.chatter, range(2), 2)
    assert (done, failures) == ({0: 0, 1: 1}, {})
    heard = capfd.readouterr()
    assert heard.out == ""
    assert heard.err.count("hello") == 2


def test_a_script_needs_no_guard_and_is_run_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nfrom sim.runs.parallel import run_seeds\nfrom tests.runs import units\n"
        "run_seeds(units.square, 0, range(3), 2, lambda *found: print(*found))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert sorted(done.stdout.splitlines()) == ["0 0", "1 1", "2 4", "once"]
    assert done.stderr == ""


def test_workers_use_one_thread_each_and_the_parent_keeps_its_settings() -> None:
    before = dict(os.environ)
    done, _ = outcomes(units.surroundings, range(2), 2)
    assert dict(os.environ) == before
    for found in done.values():
        assert found["pid"] != os.getpid()
        assert set(found["threads"]) == {"1"}
        assert found["of numba"] == found["running"] == 1, "libraries were loaded before the limits"


def test_a_large_environment_reaches_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An order that is larger than a fork server reads starts a fresh interpreter."""
    monkeypatch.setenv("COGOV_LARGE", "x" * 100_000)
    done, failures = outcomes(units.surroundings, range(2), 2)
    assert not failures
    assert {found["large"] for found in done.values()} == {100_000}


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "\nState:\tZ" not in status.read_text()


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes under /proc")
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_parent(tmp_path: Path, blow: signal.Signals) -> None:
    code = f"""
from sim.runs.parallel import _started_afresh, run_seeds, start_worker
from tests.runs import units
run_seeds(units.announce_and_wait, {str(tmp_path)!r}, range(2), 2, print)
"""
    script = tmp_path / "script.py"
    script.write_text(code)
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while len(list(tmp_path.glob("*.pid"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    workers = [int(path.read_text()) for path in tmp_path.glob("*.pid")]
    assert len(workers) == 2
    if blow == signal.SIGINT:
        os.killpg(parent.pid, blow)
    else:
        parent.send_signal(blow)
    _, heard = parent.communicate(timeout=20)
    while any(map(_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(_alive, workers))
    # Only the parent's own KeyboardInterrupt, which the script does not catch.
    assert heard.count("Traceback") == (blow == signal.SIGINT), heard


def test_files_in_the_current_folder_are_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by somebody who looks at a folder that came from elsewhere."""
    monkeypatch.chdir(tmp_path)
    for name in ("pickle", "struct", "copyreg", "functools", "json", "signal", "subprocess"):
        trap = f"open({str(tmp_path / 'run')!r}, 'w').close()\nraise SystemExit(7)\n"
        Path(f"{name}.py").write_text(trap)
    done, failures = outcomes(units.square, range(2), 2)
    assert done == {0: 0, 1: 1}
    assert not failures
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "first", [*(pytest.param(one, marks=pytest.mark.long) for one in ("", ".")), "HERE"]
)
def test_a_current_folder_in_the_search_path_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """As in a notebook, where it comes first, whose folder was changed since."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path) if first == "HERE" else first, *sys.path])
    for name in ("numpy", "sim", "tests", "pandas", "traceback", "gc", "typing", "mesa"):
        trap = f"open({str(tmp_path / 'run')!r}, 'w').close()\nraise SystemExit(7)\n"
        Path(f"{name}.py").write_text(trap)
    Path("mine.py").write_text("def unit(shared, seed, tick):\n    return shared + seed\n")
    assert outcomes(importlib.import_module("mine").unit, range(2), 2) == ({0: 0, 1: 1}, {})
    assert outcomes(units.square, range(2), 2) == ({0: 0, 1: 1}, {})
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("afresh", [False, True], ids=["forked", "afresh"])
def test_a_worker_says_nothing_when_whoever_started_it_ends_halfway(
    afresh: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    paths, order = pickle.dumps(sys.path), pickle.dumps((units.square, "shared" * 100))
    whole = paths + order
    cuts = (0, len(paths) // 2, len(paths), len(paths) + len(order) // 2, len(whole))
    for cut in cuts[::2] if afresh else cuts:
        worker = _started_afresh(dict(os.environ)) if afresh else start_worker(sys.path, ())
        assert worker.stdin is not None
        assert worker.stdout is not None
        with worker.stdout, worker.stdin as orders:
            orders.write(whole[:cut])
        assert worker.wait() == (0 if cut == len(whole) else 1)
    assert capfd.readouterr().err == ""
