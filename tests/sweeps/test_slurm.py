"""Sweeps on a real SLURM cluster of one node, started here for them, with the shipped files."""

import os
import platform
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

import sim
from tests.sweeps.conftest import ExperimentWriter
from tests.sweeps.test_sweep import contents

# Not beside the tests of Dask: see there.
pytestmark = pytest.mark.xdist_group("cluster")
SHIPPED = Path(__file__).resolve().parents[2] / "experiments/slurm"
NEEDED = ("slurmctld", "slurmd", "sbatch", "squeue", "scancel", "munged")
PATIENCE = 180.0
RUNS = 12
EXPERIMENT = """
    scenarios: [example]
    seeds: 0..5
    run: {months: 24}
    design:
      kind: grid
      factors:
        levers.control: [0.1, 0.5]
"""
CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0
ReturnToService=2
KillWait=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=64 RealMemory=256000
PartitionName=compute Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""
"""The partition and the size of the node are those that ``jobqueue.yaml`` asks for."""


def wait_until(met: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def free_ports() -> list[int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return [first.getsockname()[1], second.getsockname()[1]]


def said(words: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Generator[dict[str, str]]:
    """The environment in which commands find the cluster, the shipped file and this program."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no {missing[0]} here (Debian has it in slurm-wlm and munge)")
    if os.geteuid() != 0:
        pytest.skip("a SLURM cluster can be started by root alone")
    pytest.importorskip("dask_jobqueue")
    folder = tmp_path_factory.mktemp("slurm")
    home = folder / "home"
    (home / ".config/dask").mkdir(parents=True)
    shutil.copy(SHIPPED / "jobqueue.yaml", home / ".config/dask")
    (home / "cogov").mkdir()
    (home / "cogov/.venv").symlink_to(sys.prefix)
    for name in ("state", "spool"):
        (folder / name).mkdir()
    conf = folder / "slurm.conf"
    conf.write_text(CONF.format(folder=folder, host=platform.node(), ports=free_ports()))
    key = folder / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    # Two workers a job are enough here; what else the shipped file says is as it is.
    mine = {"HOME": str(home), "SLURM_CONF": str(conf), "DASK_JOBQUEUE__SLURM__CORES": "2"}
    mine |= {"DASK_JOBQUEUE__SLURM__PROCESSES": "2", "OPENBLAS_NUM_THREADS": "1"}
    # What is compiled already need not be so again.
    mine["XDG_CACHE_HOME"] = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    environment = {**os.environ, **mine}
    places = {"key-file": "key", "socket": "socket", "pid-file": "pid", "log-file": "log"}
    options = [f"--{option}={folder}/munge.{end}" for option, end in places.items()]
    munge = ["munged", "--foreground", "--force", *options, f"--seed-file={folder}/munge.seed"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    daemons = []
    try:
        for command in (munge, ["slurmctld", "-D"], ["slurmd", "-D"]):
            daemons.append(subprocess.Popen(command, env=environment, **quiet))  # type: ignore[call-overload]
            if command is munge:
                wait_until((folder / "munge.socket").exists, "munge does not listen")
        wait_until(lambda: is_ready(environment), "the node of the cluster does not become idle")
        yield environment
        subprocess.run(["scancel", "--full", "--signal=KILL", "--user=root"], env=environment)
        wait_until(lambda: not jobs(environment), "jobs are left over")
    finally:
        for daemon in reversed(daemons):
            daemon.terminate()
            daemon.wait()


def is_ready(environment: Mapping[str, str]) -> bool:
    command = ["sinfo", "--noheader", "--format=%t"]
    asked = subprocess.run(command, env=environment, capture_output=True, text=True)
    return asked.stdout.strip() == "idle"


def jobs(environment: Mapping[str, str]) -> list[str]:
    """Jobs that run or wait."""
    return said(["squeue", "--noheader", "--format=%i"], environment).split()


def kill_when_some_are_done(environment: Mapping[str, str]) -> list[str]:
    """Kill every job, with all that it runs, in the middle of the sweep."""
    wait_until(contents, "no run is finished")
    killed = jobs(environment)
    said(["scancel", "--full", "--signal=KILL", *killed], environment)
    assert len(contents()) < RUNS, "it was over before the kill"
    return killed


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, slurm: dict[str, str]) -> dict[str, bytes]:
    """The tables without a cluster."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "made.yaml").write_text(dedent(EXPERIMENT))
    sim.sweep(folder / "made.yaml", out=folder / "store", workers=0, progress=False)
    return contents(folder / "store")


@pytest.mark.long
def test_after_a_killed_job_another_one_goes_on(
    whole: dict[str, bytes], slurm: dict[str, str], write: ExperimentWriter
) -> None:
    write(EXPERIMENT)
    line = [f"{sys.prefix}/bin/cogov", "sweep", "made.yaml", "--out", "store"]
    options = ["--cluster", "slurm", "--workers", "1"]
    sweep = subprocess.Popen([*line, *options], env=slurm, stderr=subprocess.PIPE, text=True)
    try:
        (killed,) = kill_when_some_are_done(slurm)
        wait_until(lambda: set(jobs(slurm)) - {killed}, "no other job is sent")
        _, errors = sweep.communicate(timeout=PATIENCE)
    finally:
        sweep.kill()
        sweep.wait()
    assert sweep.returncode == 0, errors
    assert "Traceback" not in errors
    assert contents() == whole


@pytest.mark.long
def test_the_shipped_job_goes_on_when_it_is_submitted_again(
    whole: dict[str, bytes], slurm: dict[str, str], write: ExperimentWriter
) -> None:
    write(EXPERIMENT)
    sizes = ["--nodes=1", "--ntasks-per-node=2"]
    line = ["sbatch", *sizes, str(SHIPPED / "sweep.sbatch"), "made.yaml", "store"]
    said(line, slurm)
    kill_when_some_are_done(slurm)
    wait_until(lambda: not jobs(slurm), "the killed job does not end")
    said(line, slurm)
    wait_until(lambda: not jobs(slurm), "the job does not end")
    assert contents() == whole
