import tomllib
from pathlib import Path

import numpy as np

from sim.runs.request import Request
from sim.scenario.places import shipped_experiments
from sim.studies.discovery.study import Discovery, load


def load_discovery(name: str) -> Discovery:
    own = dict.fromkeys(("interest", "design", "scenario", "baseline"))
    found = load(name, Request(own=own))
    assert isinstance(found, Discovery)
    return found


def test_shipped_discoveries_load_and_belong_to_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shipped_experiments("discovery") == ("discovery", "discovery_quick")
    for name in shipped_experiments("discovery"):
        found = load_discovery(name)
        assert found.summary
        assert included[f"experiments/{name}.yaml"] == f"sim/_experiments/{name}.yaml"


def test_a_design_is_a_latin_hypercube_and_stays_what_it_is() -> None:
    found = load_discovery("discovery_quick")
    design = found.design()
    count = found.sample.points
    assert design.shape == (count, len(found.factors))
    for column in design.T:
        assert sorted((column * count).astype(int)) == list(range(count))
    assert np.array_equal(design, found.design())
