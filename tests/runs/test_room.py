"""What is asked for is refused before it runs where memory or disk cannot hold it."""

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

import sim
from sim.errors import OptionError, UserError
from sim.model import CommunityModel
from sim.runs import options
from sim.runs.simulate import shaped
from sim.scenario import load_scenario
from sim.words import Speech
from sim.words.setting import problem_text

GIGABYTE = 1_000_000_000
HUGE = """summary: s
scenarios: [million]
seeds: 0..1
design: {kind: grid, factors: {levers.control: [0.2, 0.6]}}
"""


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Pretend that so many gigabytes are free."""

    def pretend(free: float) -> None:
        monkeypatch.setattr(options, "free_memory", lambda: int(free * GIGABYTE))

    return pretend


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def built(*_: object) -> None:
        raise AssertionError("something ran")

    monkeypatch.setattr(CommunityModel, "__init__", built)
    monkeypatch.chdir(tmp_path)


def asks(kind: str) -> None:
    Path("made.yaml").write_text(HUGE)
    Path("other.yaml").write_text("summary: s\nextends: million\nlevers: {control: 0.2}\n")
    if kind == "run":
        sim.run("million", out="out", progress=False)
    elif kind == "compare":
        names = ["million", "other.yaml"]
        sim.compare(names, seeds="0..3", workers=4, sets="none", out="out", progress=False)
    elif kind == "sweep":
        sim.sweep("made.yaml", workers=4, out="out", progress=False)
    else:
        sim.attribute("other.yaml", baseline="million", out="out", workers=4, progress=False)


@pytest.mark.parametrize("kind", ["run", "compare", "sweep", "attribute"])
def test_what_memory_cannot_hold_is_refused_and_what_fits_does(
    kind: str, memory: Callable[[float], None]
) -> None:
    memory(0.5 if kind == "run" else 2.5)
    with pytest.raises(OptionError, match=r"of memory; .* are free here") as caught:
        asks(kind)
    assert not Path("out").exists()
    (problem,) = caught.value.problems
    words = problem.hint.split()
    scale = float(words[words.index("--scale") + 1])
    town = shaped(load_scenario("million"), scale=scale)
    workers = 0 if kind == "run" else 4
    runs = {"run": 1, "compare": 8}.get(kind, 0)
    options.check_memory([town], workers, seeds=runs, shared=bool(workers))
    assert ("--workers 1" in problem.hint) == (kind != "run")
    zh = problem_text(problem, Speech("zh"))
    assert "内存" in zh
    assert "可行" in zh
    assert "memory" not in zh


def test_where_no_scale_and_no_fewer_workers_fit_a_smaller_town_is_proposed(
    memory: Callable[[float], None],
) -> None:
    memory(0.2)
    with pytest.raises(OptionError, match="take a smaller town or fewer seeds"):
        options.check_memory([load_scenario("million")])


@pytest.mark.parametrize("kind", ["run", "compare", "sweep"])
def test_what_the_disk_cannot_hold_is_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "free_disk", lambda _: 10_000)
    with pytest.raises(OptionError, match=r"are to be written; 10 KB are free there") as caught:
        asks(kind)
    assert not Path("out").exists()
    zh = problem_text(caught.value.problems[0], Speech("zh"))
    assert "剩余 10 KB" in zh
    assert "腾出空间" in zh


def test_a_limit_of_a_process_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 600_000_000
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, limit))
    with pytest.raises(UserError, match="its limit is 600 MB"):
        asks("run")
    assert options.process_limit() == limit


def test_the_free_part_of_a_folder_is_that_of_its_file_system(tmp_path: Path) -> None:
    assert options.free_disk(tmp_path / "not/there/yet") == pytest.approx(
        options.free_disk(tmp_path), rel=0.05
    )


@pytest.mark.parametrize(
    ("files", "free"),
    [
        ({"proc/meminfo": "MemAvailable: 1000 kB\nSwapFree: 24 kB\n"}, 1024 * 1024),
        (
            {
                "proc/meminfo": "MemAvailable: 1000 kB\n",
                "proc/self/cgroup": "0::/user/one\n",
                "sys/fs/cgroup/user/memory.max": "500000\n",
                "sys/fs/cgroup/user/memory.current": "400000\n",
                "sys/fs/cgroup/user/memory.stat": "anon 1\ninactive_file 50000\n",
                "sys/fs/cgroup/user/one/memory.max": "max\n",
            },
            150_000,
        ),
        (
            {
                "proc/meminfo": "MemAvailable: 1000 kB\n",
                "proc/self/cgroup": "4:memory:/docker/x\n2:cpu:/\n",
                "sys/fs/cgroup/memory/memory.limit_in_bytes": "300000\n",
                "sys/fs/cgroup/memory/memory.usage_in_bytes": "100000\n",
            },
            200_000,
        ),
    ],
)
def test_limits_of_containers_count(tmp_path: Path, files: dict[str, str], free: int) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert options.free_memory(tmp_path) == free
