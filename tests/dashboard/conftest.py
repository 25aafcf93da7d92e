import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from tests.dashboard.watching import Watcher

OPEN = "extends: example\nlevers: {control: 0.1, volunteer_recruitment: 0.8}\n"
SWEEP = """
summary: Three levels of control.
scenarios: [example]
seeds: 0..1
run: {months: 13}
design: {kind: grid, factors: {levers.control: [0, 1]}}
"""


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    """A session of the small example that is watched, at its start."""
    made = Watcher()
    made.session.begin()
    yield made
    made.session.close()
    made.session.join()


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds a comparison, a run, one deeper the store of a sweep, and scenarios."""
    root = tmp_path_factory.mktemp("results")
    other, plan = root / "opened.yaml", root / "levels.yaml"
    other.write_text(OPEN)
    plan.write_text(SWEEP)
    sim.compare(
        ["example", str(other)],
        seeds="0..1",
        workers=1,
        months=13,
        out=root / "compared",
        figures="none",
        progress=False,
    )
    sim.run("example", months=13, out=root / "once", figures="none", progress=False)
    sim.sweep(str(plan), out=root / "deep" / "swept", workers=0, progress=False)
    return root


@pytest.fixture(scope="session")
def explained(results: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and an attribution."""
    root = Path(shutil.copytree(results, tmp_path_factory.mktemp("explained") / "results"))
    sim.attribute(
        str(root / "opened.yaml"),
        baseline="example",
        out=root / "attributed",
        seeds="0..1",
        months=2,
        workers=0,
        metrics=["participation_rate", "trust"],
        figures="none",
        progress=False,
    )
    return root
