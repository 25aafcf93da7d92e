"""What all tests share."""

import gc
import itertools
import os
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

# Tests share the processors already, and small matrices gain nothing: before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# The language of whoever tests is not the matter.
os.environ["COGOV_LANG"] = "en"
# Before all others: it asks every module that is there where it comes from.
import mesa  # noqa: F401

import sim
from sim.api.results import Comparison
from sim.runs.worker import YOUNG_OBJECTS
from tests.small import ScenarioMaker, drawing

if TYPE_CHECKING:
    from sim.report.brief.material import Material

# A first call compiles, so single examples have no deadline; the same examples everywhere.
settings.register_profile("cogov", deadline=None, derandomize=True, database=None)
settings.load_profile("cogov")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Compile the kernels once, before the processes that share the tests would all do so."""
    from sim.runs.simulate import warm_up
    from sim.scenario import load_scenario

    warm_up(load_scenario("example"), progress=True)


def pytest_collection_finish() -> None:
    """Look for unneeded objects as seldom as the command does; what is imported stays."""
    _, *older = gc.get_threshold()
    gc.set_threshold(YOUNG_OBJECTS, *older)
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_sets() -> Iterator[None]:
    """What does not say which plausible sets it wants has none, to be quick."""
    from sim.api import job
    from sim.kinds import kinds

    shipped, job.DEFAULT = job.DEFAULT, "none"
    own = {one: one.sets for one in kinds().values() if one.sets}
    for one in own:
        object.__setattr__(one, "sets", "none")
    yield
    job.DEFAULT = shipped
    for one, value in own.items():
        object.__setattr__(one, "sets", value)


@pytest.fixture(scope="session", autouse=True)
def undrawn() -> Iterator[None]:
    """What is saved is saved without figures, which take longest, but for `drawn`."""
    with drawing(False):
        yield


@pytest.fixture
def drawn() -> Iterator[None]:
    """Results are saved with their figures, as users have them."""
    with drawing(True):
        yield


@pytest.fixture(scope="session")
def workbench() -> None:
    """EMA Workbench is imported: it asks all callers where they come from, and tests have many."""
    with warnings.catch_warnings(action="ignore"):
        ready = Thread(target=import_module, args=["ema_workbench.analysis.prim"])
        ready.start()
        ready.join()


@pytest.fixture
def scenario_of(tmp_path: Path) -> ScenarioMaker:
    """Make a scenario from the text of a file."""
    from sim.scenario import Scenario, load_scenario

    numbers = itertools.count()

    def make(text: str) -> Scenario:
        path = tmp_path / f"made{next(numbers)}.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        return load_scenario(path)

    return make


OPEN = """
extends: example
summary: The same town, opened up at once.
levers:
  control: 0.1
  volunteer_recruitment: 0.8
"""


@pytest.fixture(scope="session")
def scenario_files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The small example, and a file that changes it from the end of the common past on."""
    path = tmp_path_factory.mktemp("scenarios") / "opened.yaml"
    path.write_text(OPEN)
    return ["example", str(path)]


@pytest.fixture(scope="session")
def compared(scenario_files: list[str], tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """A saved comparison, made in this process."""
    folder = tmp_path_factory.mktemp("results") / "compared"
    with drawing(True):
        return sim.compare(
            scenario_files, seeds="0..1", workers=1, months=14, out=folder, progress=False
        )


@pytest.fixture
def few_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only one figure in a brief, where figures are not the matter."""
    from sim.report.brief.page import drawings

    def few(material: "Material") -> Iterator[tuple[str, Any]]:
        return (one for one in drawings(material) if one[0] == "rungs")

    monkeypatch.setattr("sim.report.brief.page.drawings", few)
    monkeypatch.setattr("sim.api.report.drawings", few)
