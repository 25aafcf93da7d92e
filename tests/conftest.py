"""What all tests share."""

import itertools
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

from tests.small import ScenarioMaker

# A first call compiles, so single examples have no deadline; the same examples everywhere.
settings.register_profile("cogov", deadline=None, derandomize=True, database=None)
settings.load_profile("cogov")


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
