import pytest

import sim
from sim.api.results import Comparison

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
    return sim.compare(
        scenario_files, seeds="0..1", workers=1, months=14, out=folder, progress=False
    )
