"""Scenarios side by side in the brief: those with the same levers share a column."""

from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.report.brief import levers
from sim.report.brief.assumed import assumed_blocks
from sim.report.brief.material import Material, Table
from sim.scenario import load_scenario

MOST = 2


@pytest.fixture(scope="module")
def material() -> Material:
    """The example, a twin of it with another parameter, and four towns with other levers."""
    example = load_scenario("example")
    twin = replace(
        load_scenario("example", {"parameters.weight_norm": 1.5}), name="twin", label=None
    )
    others = [
        replace(load_scenario("example", {"levers.control": control}), name=f"other{k}", label=None)
        for k, control in enumerate((0.1, 0.2, 0.3, 0.4))
    ]
    made = sim.compare([example, twin, *others], seeds=[0, 1], months=2, workers=0, progress=False)
    return Material(
        folder=Path("results"),
        manifest=made.manifest,
        design=made.design,
        metrics=made.metrics,
        groups=made.groups,
        differences=made.differences,
    )


def test_names_with_the_same_of_something_are_one_group() -> None:
    assert levers.alike_in(len, "aa", "b", "cc", "d") == [["aa", "cc"], ["b", "d"]]
    assert levers.alike_in(len) == []


def test_scenarios_with_the_same_levers_share_a_column_and_few_stand_beside_another(
    material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levers, "_MOST_BESIDE", MOST)
    tables = [one for one in levers.scenario_blocks(material, "en") if isinstance(one, Table)]
    assert [len(table.head) for table in tables] == [2 + 1 + MOST] * 2
    for table in tables:
        assert table.head[2].splitlines()[0] == "Example, twin"
        assert len(table.rows) == 1


def test_assumed_values_that_scenarios_share_are_listed_once(material: Material) -> None:
    details = assumed_blocks(material, "en")[1]
    called = [row[0] for row in details.blocks[0].rows]
    assert "Example, twin" in called
    assert "twin" not in called
