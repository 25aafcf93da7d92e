import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.errors import OptionError
from sim.sweeps import execute
from sim.sweeps.execute import connected, slurm_cluster
from sim.sweeps.experiment import load_experiment
from sim.sweeps.plan import Pair, make_plan
from sim.sweeps.store import Store
from sim.sweeps.sweep import Count, fill
from tests.sweeps import units
from tests.sweeps.conftest import SMALL, ExperimentWriter
from tests.sweeps.test_sweep import contents

# Two clusters at once would want more of a machine than it may have.
pytestmark = pytest.mark.xdist_group("cluster")
ROOT = Path(__file__).resolve().parents[2]
STORE = Path("store")
KILLS = 20
LARGER = SMALL.replace("0..1", "0..5")
Cluster = tuple[str, list["subprocess.Popen[bytes]"]]


def start(kind: str, *options: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)


def start_worker(address: str, folder: Path) -> "subprocess.Popen[bytes]":
    one = ("--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    return start("worker", address, *one)


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    """A real scheduler and two worker processes on this machine: the scheduler's file."""
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    scheduler = start(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)
    )
    workers: list[subprocess.Popen[bytes]] = []
    try:
        wait_for(file)
        address = json.loads(file.read_text())["address"]
        workers += [start_worker(address, folder) for _ in range(2)]
        yield str(file), workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.mark.long
def test_dask_makes_the_same_tables(write: ExperimentWriter, two_workers: Cluster) -> None:
    write(SMALL)
    sim.sweep("made.yaml", out="whole", workers=0, progress=False)
    found = sim.sweep("made.yaml", out=STORE, scheduler=two_workers[0], progress=False)
    assert contents() == contents(Path("whole"))
    assert list(found.runs["state"]) == ["done"] * 4
    hosts = {json.loads(path.read_text())["process"] for path in STORE.glob("cells/*/*/*.json")}
    assert hosts <= {process.pid for process in two_workers[1]}


@pytest.mark.long
def test_a_run_that_raises_on_a_worker_is_a_row(
    write: ExperimentWriter, two_workers: Cluster
) -> None:
    plan = make_plan(load_experiment(write(SMALL)))
    store = Store.at(STORE)
    with connected(two_workers[0], None, None) as executor:

        def failing(_: object, job: Any, items: Any, terms: Any) -> Any:
            return executor(units.fail_on_one, job, items, terms)

        count = fill(store, plan, failing)
    assert (count.done, count.failed) == (3, 1)
    (told,) = STORE.glob("failed/*/*.json")
    assert json.loads(told.read_text())["error"] == "ZeroDivisionError: by zero"


@pytest.mark.long
def test_results_that_are_lost_with_their_worker_are_made_again(
    write: ExperimentWriter, two_workers: Cluster, tmp_path: Path
) -> None:
    """Again and again a worker dies when its results wait to be fetched, and another one joins."""
    write(SMALL.replace("0..1", "0..49"))
    plan = make_plan(load_experiment("made.yaml"))
    address = json.loads(Path(two_workers[0]).read_text())["address"]
    killed = 0

    def kill_one(count: Count, pair: Pair | None, _: object) -> None:
        nonlocal killed
        if killed < KILLS and count.done >= 5 * killed + 2:
            two_workers[1].append(start_worker(address, tmp_path))
            time.sleep(0.5)
            victim = two_workers[1].pop(0)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            killed += 1

    with connected(two_workers[0], None, None) as executor:

        def quickly(_: object, job: Any, items: Any, terms: Any) -> Any:
            return executor(units.quick, job, items, terms)

        count = fill(Store.at(STORE), plan, quickly, watch=kill_one)
    assert killed == KILLS
    assert (count.done, count.failed, count.pending) == (100, 0, 0)


@pytest.mark.long
def test_a_worker_that_is_killed_loses_no_cell(
    write: ExperimentWriter, two_workers: Cluster
) -> None:
    """Last of this module: it kills one of the two workers."""
    plan = make_plan(load_experiment(write(LARGER)))
    sim.sweep("made.yaml", out="whole", workers=0, progress=False)
    store = Store.at(STORE)
    victim = two_workers[1][0]

    def kill_one(count: Count, pair: Pair | None, _: object) -> None:
        if count.done == 2 and victim.poll() is None:
            victim.send_signal(signal.SIGKILL)
            victim.wait()

    with connected(two_workers[0], None, None) as executor:
        count = fill(store, plan, executor, watch=kill_one)
    assert victim.poll() == -signal.SIGKILL
    assert (count.done, count.failed) == (12, 0)
    assert contents() == contents(Path("whole"))


@pytest.mark.long
def test_a_local_cluster_needs_no_guard_in_scripts(write: ExperimentWriter) -> None:
    pytest.importorskip("distributed")
    write(SMALL)
    Path("script.py").write_text(
        "import sim\n"
        "found = sim.sweep('made.yaml', out='store', cluster='local', workers=1, progress=False)\n"
        "print(found)\n"
    )
    done = subprocess.run(
        [sys.executable, "script.py"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == "<SweepResults: 4 done; store>\n"
    assert "Traceback" not in done.stderr
    sim.sweep("made.yaml", out="whole", workers=0, progress=False)
    assert contents() == contents(Path("whole"))


def test_nobody_at_the_address_is_told(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    write(SMALL)
    monkeypatch.setattr(execute, "CONNECT_SECONDS", 0.2)
    with pytest.raises(OptionError, match=r"nobody answers at 'tcp://127\.0\.0\.1:9'"):
        sim.sweep("made.yaml", out=STORE, scheduler="tcp://127.0.0.1:9", progress=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no such file"),
        ("", "no file of a Dask scheduler"),
        ("[]", "no file of a Dask scheduler"),
        ('{"id": 1}', "no file of a Dask scheduler"),
        ("[" * 100_000, "no file of a Dask scheduler"),
        ("tcp://127.0.0.1:9", "no file of a Dask scheduler"),
        ('{"address": "tcp://127.0.0.1:9"}', "nobody answers at"),
    ],
)
def test_a_file_of_no_scheduler_is_not_waited_for_long(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch, text: str | None, said: str
) -> None:
    pytest.importorskip("distributed")
    write(SMALL)
    monkeypatch.setattr(execute, "CONNECT_SECONDS", 0.1)
    if text is not None:
        Path("scheduler.json").write_text(text)
    begin = time.monotonic()
    with pytest.raises(OptionError, match=said):
        sim.sweep("made.yaml", out=STORE, scheduler="scheduler.json", progress=False)
    assert time.monotonic() - begin < 20


@pytest.mark.long
def test_a_scheduler_that_is_killed_is_told_and_the_same_line_goes_on(
    write: ExperimentWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(execute, "CONNECT_SECONDS", 5)
    write(LARGER)
    sim.sweep("made.yaml", out="whole", workers=0, progress=False)
    plan = make_plan(load_experiment("made.yaml"))
    file = tmp_path / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start_both() -> None:
        file.unlink(missing_ok=True)
        options = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        started.append(start("scheduler", *options))
        started.append(start("worker", "--scheduler-file", str(file), "--no-nanny"))
        wait_for(file)

    def kill_scheduler(count: Count, pair: Pair | None, _: object) -> None:
        if count.done == 3:
            started[0].kill()
            started[0].wait()

    try:
        start_both()
        with (
            pytest.raises(OptionError, match="the scheduler is gone"),
            connected(str(file), None, None) as executor,
        ):
            fill(Store.at(STORE), plan, executor, watch=kill_scheduler)
        start_both()
        found = sim.sweep("made.yaml", out=STORE, scheduler=str(file), progress=False)
        assert list(found.runs["state"]) == ["done"] * 12
        assert contents() == contents(Path("whole"))
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.long
def test_files_in_the_current_folder_are_not_run_by_a_local_cluster(
    write: ExperimentWriter,
) -> None:
    pytest.importorskip("distributed")
    write(SMALL)
    for name in ("dask", "distributed", "tornado", "psutil", "selectors"):
        Path(f"{name}.py").write_text("open('run', 'w').close()\nraise SystemExit(7)\n")
    before = dict(os.environ)
    found = sim.sweep("made.yaml", out=STORE, cluster="local", workers=1, progress=False)
    assert list(found.runs["state"]) == ["done"] * 4
    assert not Path("run").exists()
    assert dict(os.environ) == before


def test_options_that_do_not_go_together_are_told(write: ExperimentWriter) -> None:
    write(SMALL)
    with pytest.raises(OptionError) as caught:
        sim.sweep("made.yaml", out=STORE, scheduler="x", cluster="slrum", workers=2)
    said = str(caught.value)
    for part in ("did you mean 'slurm'?", "a cluster of its own", "workers of its own"):
        assert part in said


def test_the_example_for_slurm_is_understood() -> None:
    if importlib.util.find_spec("dask_jobqueue") is None:
        pytest.skip("dask_jobqueue is not installed")
    import dask
    from ruamel.yaml import YAML

    before = signal.getsignal(signal.SIGINT)
    example = YAML(typ="safe").load(ROOT / "experiments/slurm/jobqueue.yaml")
    merged = dask.config.merge(dask.config.config, example)
    with dask.config.set(merged), slurm_cluster() as made:
        script = made.job_script()
    assert signal.getsignal(signal.SIGINT) is before
    for part in (
        "#SBATCH -p compute",
        "#SBATCH -t 04:00:00",
        "--lifetime 235m",
        "--nthreads 1",
        "--nworkers 16",
        "source ~/cogov/.venv/bin/activate",
    ):
        assert part in script
