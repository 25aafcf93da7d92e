import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.errors import OptionError, ResultsError, ScenarioError
from sim.runs import files
from sim.runs.parallel import Heard, Terms, messages
from sim.sweeps import plan as plans
from sim.sweeps import store as stores
from sim.sweeps.experiment import load_experiment
from sim.sweeps.plan import Pair, Plan, make_plan
from sim.sweeps.store import Store
from sim.sweeps.sweep import Count, fill, here, processes
from tests.sweeps import units
from tests.sweeps.conftest import SMALL, ExperimentWriter

ROOT = Path(__file__).resolve().parents[2]
STORE = Path("store")


def made(write: ExperimentWriter, text: str = SMALL) -> tuple[Plan, Store]:
    plan = make_plan(load_experiment(write(text)))
    store = Store.at(STORE)
    store.add_plan(plan, {})
    return plan, store


def swept(**more: Any) -> sim.SweepResults:
    return sim.sweep("made.yaml", out=STORE, workers=0, progress=False, **more)


def contents(folder: Path = STORE) -> dict[str, bytes]:
    """Every table of a store by its key."""
    return {path.stem: path.read_bytes() for path in folder.glob("cells/*/*/*.parquet")}


def break_model(monkeypatch: pytest.MonkeyPatch, seed: int, error: BaseException) -> None:
    step = sim.CommunityModel.step

    def broken(model: Any) -> None:
        if model.seed == seed:
            raise error
        step(model)

    monkeypatch.setattr(sim.CommunityModel, "step", broken)


def test_a_sweep_makes_the_tables_that_single_runs_make(write: ExperimentWriter) -> None:
    write(SMALL)
    found = swept()
    assert list(found.runs["state"]) == ["done"] * 4
    assert list(found.runs["levers.control"]) == [0.1, 0.1, 0.5, 0.5]
    assert list(found.runs["seed"]) == [0, 1, 0, 1]
    for row in found.runs.to_dict("records"):
        alone = sim.run(
            "example",
            row["seed"],
            months=1,
            progress=False,
            settings={"levers.control": row["levers.control"]},
        )
        chosen = found.metrics[found.metrics["seed"] == row["seed"]]
        chosen = chosen[chosen["levers.control"] == row["levers.control"]]
        names = list(alone.metrics.columns)
        one = chosen[names].sort_values(["month", "community"], ignore_index=True)
        other = alone.metrics.sort_values(["month", "community"], ignore_index=True)
        pd.testing.assert_frame_equal(one, other, check_exact=True)
        assert row["command"] == (
            f"cogov run example --seed {row['seed']} --set levers.control="
            f"{row['levers.control']} --months 1"
        )


def test_every_executor_makes_the_same_tables(write: ExperimentWriter) -> None:
    found = []
    for workers in (0, 1, 2):
        write(SMALL)
        results = sim.sweep("made.yaml", out=f"store{workers}", workers=workers, progress=False)
        found.append((contents(results.folder), results.metrics))
    assert len(found[0][0]) == 4
    assert found[0][0] == found[1][0] == found[2][0]
    for _, frame in found[1:]:
        pd.testing.assert_frame_equal(frame, found[0][1], check_exact=True)


def test_only_what_is_missing_is_done(write: ExperimentWriter) -> None:
    write(SMALL)
    swept()
    before = contents()
    removed, *others = sorted(STORE.glob("cells/*/*/*.json"))
    removed.unlink()
    times = {path: path.stat().st_mtime_ns for path in others}
    plan = make_plan(load_experiment("made.yaml"))
    told: list[Pair | None] = []
    count = fill(Store(STORE), plan, here, watch=lambda _, pair, __: told.append(pair))
    assert (count.before, count.done) == (3, 1)
    assert [None if pair is None else plan.key(pair) for pair in told] == [None, removed.stem]
    assert contents() == before
    assert {path: path.stat().st_mtime_ns for path in others} == times


def test_a_wider_experiment_uses_what_is_there(write: ExperimentWriter) -> None:
    write(SMALL)
    swept()
    write(SMALL.replace("0..1", "0..2").replace("[0.1, 0.5]", "[0.1, 0.5, 0.9]"))
    count = fill(*made(write, SMALL.replace("0..1", "0..2"))[::-1], here)
    assert (count.before, count.done) == (4, 2)
    found = sim.open_results(STORE)
    assert isinstance(found, sim.SweepResults)
    assert len(found.runs) == 6, "the plan that is the same but for its seeds is one plan"


def test_the_same_scenario_under_two_names_is_run_once(write: ExperimentWriter) -> None:
    Path("twin.yaml")
    text = SMALL.replace("[example]", "[example, twin.yaml]")
    path = write(text)
    path.with_name("twin.yaml").write_text("extends: example\n")
    plan, store = made(write, text)
    count = fill(store, plan, here)
    assert (len(plan.pairs), count.total, count.done) == (8, 4, 4)
    found = sim.open_results(STORE)
    assert isinstance(found, sim.SweepResults)
    assert list(found.runs["state"]) == ["done"] * 8


def test_changed_code_starts_new_cells_and_keeps_the_old(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(SMALL)
    swept()
    old = contents()
    for module in (plans, stores):
        monkeypatch.setattr(module, "stamp_hash", lambda: "f" * 64)
    found = swept()
    assert len(contents()) == 8
    assert old.items() <= contents().items()
    assert sorted(path.name[:4] for path in STORE.glob("cells/*"))[-1] == "ffff"
    assert found.runs["code"].value_counts().to_list() == [4, 4]
    assert found.runs["plan"].nunique() == 2


def test_a_changed_scenario_starts_new_cells(write: ExperimentWriter) -> None:
    text = SMALL.replace("[example]", "[mine.yaml]")
    write(text)
    for value in (0.2, 0.3):
        Path("mine.yaml").write_text(f"extends: example\nlevers: {{supervision: {value}}}\n")
        swept()
    assert len(contents()) == 8


def test_a_run_that_raises_is_a_row_and_no_number(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(SMALL)
    with monkeypatch.context() as patched:
        break_model(patched, 1, ZeroDivisionError("by zero"))
        found = swept()
    rows = found.runs.to_dict("records")
    assert [row["state"] for row in rows] == ["done", "failed", "done", "failed"]
    assert {row["error"] for row in rows[1::2]} == {"ZeroDivisionError: by zero"}
    assert found.runs["error"].isna().to_list() == [True, False] * 2
    assert "in broken" in rows[1]["traceback"]
    assert set(found.metrics["seed"]) == {0}
    assert list(swept().runs["state"]).count("failed") == 2, "failures are left alone"
    again = swept(retry_failed=True)
    assert list(again.runs["state"]) == ["done"] * 4
    assert again.runs["error"].isna().all()


def test_a_run_that_fails_again_stays_a_failure(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(SMALL)
    break_model(monkeypatch, 1, MemoryError())
    swept()
    break_model(monkeypatch, 1, ValueError("something else\nand more"))
    runs = swept(retry_failed=True).runs
    assert set(runs["error"].dropna()) == {"ValueError: something else"}
    assert set(runs["failure"].dropna()) == {"exception"}


def test_a_run_that_takes_too_long_is_a_row(write: ExperimentWriter) -> None:
    write(SMALL)
    runs = swept(timeout=1e-9).runs
    assert set(runs["failure"]) == {"timeout"}
    assert runs["error"][0] == "example, point 0, seed 0: it took more than 1e-09 seconds"


def with_unit(unit: Any, workers: int = 2) -> Any:
    def work_on(_: object, job: object, items: Sequence[Pair], terms: Terms) -> Generator[Heard]:
        return messages(unit, job, items, workers, terms)

    return work_on


def test_a_worker_that_is_killed_is_a_row(write: ExperimentWriter) -> None:
    plan, store = made(write)
    count = fill(store, plan, with_unit(units.die_on_one, 1))
    assert (count.done, count.failed, count.pending) == (3, 1, 0)
    found = sim.open_results(STORE)
    assert isinstance(found, sim.SweepResults)
    (row,) = found.runs[found.runs["state"] == "failed"].to_dict("records")
    assert (row["failure"], row["seed"], row["point"]) == ("killed", 1, 0)
    assert "its worker process ended with SIGKILL" in row["error"]


def test_what_is_lost_with_its_worker_is_done_again_by_the_same_line(
    write: ExperimentWriter,
) -> None:
    plan, store = made(write)
    assert fill(store, plan, with_unit(units.die_on_one, 1)).failed == 1
    count = fill(store, plan, here)
    assert (count.before, count.done, count.failed, count.failed_before) == (3, 1, 0, 0)
    assert not list(STORE.glob("failed/*/*"))


def test_what_is_lost_again_and_again_is_left(write: ExperimentWriter) -> None:
    plan, store = made(write)
    seen = []
    for _ in range(stores.MOST_TRIES + 2):
        count = fill(store, plan, with_unit(units.die_on_one, 1))
        seen.append((count.failed, count.failed_before, count.pending))
    assert seen == [(1, 0, 0)] * stores.MOST_TRIES + [(0, 1, 0)] * 2
    found = sim.SweepResults(STORE).runs
    (row,) = found[found["state"] == "failed"].to_dict("records")
    assert row["error"].endswith(f"(tried {stores.MOST_TRIES} times)")
    assert fill(store, plan, here, retry_failed=True).done == 1


def test_one_sweep_does_not_try_twice(write: ExperimentWriter) -> None:
    plan, store = made(write)
    fill(store, plan, with_unit(units.die_on_one, 1))
    count = fill(store, plan, here, again=False)
    assert (count.done, count.failed_before) == (0, 1)


def test_a_damaged_note_of_a_failure_stops_nothing(write: ExperimentWriter) -> None:
    plan, store = made(write)
    fill(store, plan, with_unit(units.die_on_one, 1))
    kept = shutil.copytree(STORE, "kept")
    for text in ["", "[]", "5", '{"failed": "killed", "tries": "x"}', "[" * 99999]:
        shutil.rmtree(STORE)
        shutil.copytree(kept, STORE)
        (note,) = STORE.glob("failed/*/*.json")
        note.write_text(text)
        assert fill(store, plan, here).done == 1, text[:50]


def test_a_store_that_is_removed_meanwhile_is_told_at_once(write: ExperimentWriter) -> None:
    plan, store = made(write)
    done = []

    def remove(count: Count, pair: Pair | None, _: object) -> None:
        done.append(pair)
        shutil.rmtree(STORE, ignore_errors=True)

    with pytest.raises(ResultsError, match="was removed while the sweep was under way"):
        fill(store, plan, here, watch=remove)
    assert len(done) == 1
    assert not STORE.exists()


def test_a_worker_that_hangs_is_ended(write: ExperimentWriter) -> None:
    plan, store = made(write)
    count = fill(store, plan, with_unit(units.hang_on_one), seconds=3)
    assert (count.done, count.failed) == (3, 1)
    (told,) = STORE.glob("failed/*/*.json")
    assert json.loads(told.read_text())["failed"] == "timeout"


def test_code_that_changes_meanwhile_stops_the_sweep(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, store = made(write)
    monkeypatch.setattr(plans, "stamp_hash", lambda: "0" * 64)
    with pytest.raises(OptionError, match="changed since the sweep began"):
        fill(store, plan, here)
    assert not list(STORE.glob("failed/*/*"))


def test_two_sweeps_into_one_store_share_the_work(write: ExperimentWriter) -> None:
    plan, store = made(write)
    inner: list[Count] = []

    def start_another(count: Count, pair: Pair | None, _: object) -> None:
        if count.done == 1 and not inner:
            inner.append(fill(Store(STORE), plan, here))

    count = fill(store, plan, here, watch=start_another)
    assert (count.done, count.elsewhere, inner[0].before, inner[0].done) == (1, 3, 1, 3)
    assert len(contents()) == 4


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", [0, 2])
def test_a_polite_end_keeps_what_is_finished(
    write: ExperimentWriter, blow: signal.Signals, workers: int
) -> None:
    plan, store = made(write)
    handler = signal.getsignal(signal.SIGTERM)

    def stop(count: Count, pair: Pair | None, _: object) -> None:
        if count.done == 2:
            os.kill(os.getpid(), blow)

    with pytest.raises(KeyboardInterrupt):
        fill(store, plan, processes(workers), watch=stop)
    assert signal.getsignal(signal.SIGTERM) is handler
    finished = len(list(STORE.glob("cells/*/*/*.json")))
    assert 2 <= finished < 4
    count = fill(store, plan, here)
    assert (count.before, count.done) == (finished, 4 - finished)


def _kill_when(process: "subprocess.Popen[bytes]", finished: int) -> None:
    while process.poll() is None and len(list(STORE.glob("cells/*/*/*.json"))) < finished:
        time.sleep(0.02)
    process.kill()
    process.wait()


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_sweep_that_is_killed_again_and_again_loses_nothing(write: ExperimentWriter) -> None:
    write(SMALL.replace("0..1", "0..5"))
    whole = sim.sweep("made.yaml", out="whole", workers=0, progress=False)
    line = "import sim; sim.sweep('made.yaml', out='store', workers=2, progress=False)"
    for finished in (1, 6):
        process = subprocess.Popen(
            [sys.executable, "-c", line], env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        _kill_when(process, finished)
    resumed = swept()
    assert contents() == contents(Path("whole"))
    pd.testing.assert_frame_equal(resumed.metrics, whole.metrics, check_exact=True)
    assert list(resumed.runs["cell"]) == list(whole.runs["cell"])


@pytest.mark.parametrize("step", range(8))
def test_an_end_at_any_step_of_writing_loses_nothing(
    step: int, write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    write(SMALL.replace("[0.1, 0.5]", "[0.1]"))
    whole = sim.sweep("made.yaml", out="whole", workers=0, progress=False)
    plan, store = made(write, SMALL.replace("[0.1, 0.5]", "[0.1]"))
    steps = 0

    def dying(real: Any, *arguments: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps > step:
            raise Killed
        return real(*arguments)

    # Two cells of two files each: each is flushed, renamed, and its folder flushed. What a kill
    # leaves half-written lies about under a hidden name.
    unlink = Path.unlink

    def leave_half_written(path: Path, **more: bool) -> None:
        if path.suffix != files.UNFINISHED:
            unlink(path, **more)

    with monkeypatch.context() as patched:
        patched.setattr(files, "_flush_to_disk", partial(dying, files._flush_to_disk))
        patched.setattr(Path, "unlink", leave_half_written)
        with pytest.raises(Killed):
            fill(store, plan, here)
    assert swept().metrics.equals(whole.metrics)


def test_what_was_left_half_written_is_removed_when_it_is_old(write: ExperimentWriter) -> None:
    write(SMALL)
    swept()
    folder = next(STORE.glob("cells/*/*"))
    young, old = folder / ".young.1.1.tmp", folder / ".old.1.1.tmp"
    for path in (young, old):
        path.write_text("half")
    os.utime(old, (0, 0))
    swept()
    assert (young.exists(), old.exists()) == (True, False)


def test_a_full_disk_is_told_and_the_store_still_opens(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, store = made(write)
    write_bytes = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if len(list(STORE.glob("cells/*/*/*.json"))) >= 2 and path.suffix == ".tmp":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(
        ResultsError, match="store: cannot be written: No space left on device"
    ) as caught:
        fill(store, plan, here)
    assert "give the same command again" in str(caught.value)
    monkeypatch.undo()
    os.chdir(STORE.absolute().parent)
    assert not list(STORE.rglob("*.tmp"))


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a file system")
def test_a_disk_that_is_really_full(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(SMALL.replace("0..1", "0..5"))
    STORE.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=112k", "tmpfs", str(STORE)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this system lets nobody mount a file system")
    try:
        with pytest.raises(OptionError, match="are to be written"):
            swept()
        # Somebody else takes the room while it is going on.
        monkeypatch.setattr("sim.runs.options.free_disk", lambda _: None)
        with pytest.raises(ResultsError, match="No space left on device"):
            swept()
        found = sim.open_results(STORE)
        assert isinstance(found, sim.SweepResults)
        done = found.runs["state"].eq("done").sum()
        assert 1 <= done < 12
        assert len(found.metrics) == done * 28
        subprocess.run(["mount", "-o", "remount,size=4m", str(STORE)], check=True)
        assert set(swept().runs["state"]) == {"done"}
    finally:
        subprocess.run(["umount", "-l", str(STORE)], check=True)


def test_folders_that_hold_something_else_are_left(write: ExperimentWriter) -> None:
    write(SMALL)
    STORE.mkdir()
    (STORE / "diary.txt").write_text("mine")
    with pytest.raises(ResultsError, match="holds other files"):
        swept()
    shutil.rmtree(STORE)
    sim.run("example", months=1, out=STORE, figures="none", progress=False)
    with pytest.raises(ResultsError, match="holds results of 'run', not of a sweep"):
        swept()
    with pytest.raises(ResultsError, match="is a file, not a folder"):
        sim.sweep("made.yaml", out="made.yaml", progress=False)


def test_all_problems_are_told_in_one_go(write: ExperimentWriter) -> None:
    write(SMALL.replace("0.5", "7"))
    with pytest.raises(sim.UserError) as caught:
        sim.sweep("made.yaml", out=STORE, scale=7, workers=-1, timeout=0)
    said = str(caught.value)
    for part in ("scale: 7", "workers: -1", "timeout: 0", "found 7; must be a number"):
        assert part in said
    assert not STORE.exists()


def test_a_store_without_a_plan_says_so(write: ExperimentWriter) -> None:
    write(SMALL)
    Store.at(STORE)
    found = sim.open_results(STORE)
    assert isinstance(found, sim.SweepResults)
    with pytest.raises(ResultsError, match="holds no plan"):
        found.runs  # noqa: B018


def test_results_answer_queries(write: ExperimentWriter) -> None:
    write(SMALL)
    found = swept()
    assert repr(found) == "<SweepResults: 4 done; store>"
    query = "SELECT seed, avg(trust) AS trust FROM metrics WHERE community = 'town' GROUP BY seed"
    frame = found.sql(query).set_index("seed")["trust"]
    town = found.metrics[found.metrics["community"] == "town"]
    assert frame[0] == pytest.approx(town[town["seed"] == 0]["trust"].mean())


def test_the_parents_environment_is_left_alone(write: ExperimentWriter) -> None:
    with pytest.raises(ScenarioError):
        sim.sweep("none.yaml", out=STORE)
    assert not STORE.exists()
