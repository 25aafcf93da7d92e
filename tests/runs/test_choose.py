"""Which scenarios can be compared."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.api.report import write_brief
from sim.errors import OptionError, ResultsError, ScenarioError
from sim.runs.choose import comparable, different_towns
from sim.scenario import Scenario, load_scenario
from tests.small import SMALL_TOWN
from tests.studies.loading import load_study

TOWNS = ("luocheng", "example", "million")


def scenario(folder: Path, name: str, town: object) -> Path:
    path = folder / f"{name}.yaml"
    text = "extends: example\nrun: {start: 2022-01, months: 1, seeds: 0..1}\n"
    path.write_text(f"{text}town: {town}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Scenario]]:
    """Scenarios of every town, four of each."""
    folder = tmp_path_factory.mktemp("towns")
    return [
        {town: load_scenario(scenario(folder, f"s{n}", town)) for town in TOWNS} for n in range(4)
    ]


@given(st.lists(st.sampled_from(TOWNS), min_size=2, max_size=4))
def test_only_scenarios_of_one_town_are_comparable(
    made: list[dict[str, Scenario]], towns: list[str]
) -> None:
    chosen = [made[n][town] for n, town in enumerate(towns)]
    found = [one.message for one in comparable(chosen)]
    assert bool(found) == (len(set(towns)) > 1)
    for town in set(towns) if found else ():
        assert town in found[0]


def test_comparing_two_towns_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="of different towns: one luocheng, two small_town"):
        sim.compare(
            [scenario(tmp_path, "one", "luocheng"), scenario(tmp_path, "two", SMALL_TOWN)],
            out=tmp_path / "out",
        )
    assert not (tmp_path / "out").exists()


def test_two_towns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    text = SMALL_TOWN.read_text("utf-8")
    paths = []
    for name, town in (("one", text), ("two", text.replace("female: 0.5", "female: 0.6"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "town.yaml").write_text(town, encoding="utf-8")
        paths.append(scenario(tmp_path / name, name, "./town.yaml"))
    with pytest.raises(OptionError, match="called the same, but differ in content"):
        sim.compare(paths)


def test_no_difference_is_made_of_two_towns(tmp_path: Path) -> None:
    names = [
        scenario(tmp_path, name, town).name
        for name, town in (("one", SMALL_TOWN), ("two", "example"))
    ]
    study = tmp_path / "study.yaml"
    study.write_text(
        f"kind: sensitivity\nscenarios: [./{names[0]}, ./{names[1]}]\nmetrics: [trust]\n"
        "factors: {levers.control: {low: 0, high: 1}}\nscreening: {trajectories: 2}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match="of different towns"):
        load_study("sensitivity", study)


def test_a_sweep_of_two_towns_has_tables_but_no_brief(tmp_path: Path) -> None:
    for name, town in (("one", SMALL_TOWN), ("two", "example")):
        scenario(tmp_path, name, town)
    path = tmp_path / "sweep.yaml"
    path.write_text("scenarios: [./one.yaml, ./two.yaml]\nseeds: [0]\n", encoding="utf-8")
    found = sim.sweep(path, out=tmp_path / "store", workers=0, progress=False)
    assert set(found.runs["scenario"]) == {"one", "two"}
    with pytest.raises(ResultsError, match="cannot be compared: they are of different towns"):
        write_brief(tmp_path / "store")


def test_no_scenarios_are_of_one_town() -> None:
    assert not different_towns({})
