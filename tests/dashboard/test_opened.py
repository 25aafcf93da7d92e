from pathlib import Path

import pytest

from sim.calendar import format_month
from sim.dashboard.opened import OpenedRuns, OpenedStore, factor_level
from sim.dashboard.shelf import Shelf
from sim.declarations.tables import TOWN
from sim.errors import ResultsError
from sim.words import Speech


def test_a_comparison(results: Path) -> None:
    opened = Shelf(results).open("compared")
    assert isinstance(opened, OpenedRuns)
    assert (opened.kind, opened.lines) == ("compare", ("example", "opened"))
    table = opened.table(("opened",), ("trust",), "riverside")
    assert set(table["scenario"]) == {"opened"}
    assert set(table["community"]) == {TOWN}
    assert table["seed"].nunique() == 2
    groups = opened.groups()
    assert groups is not None
    assert len(groups)


def test_a_store(results: Path) -> None:
    opened = Shelf(results).open("deep/swept")
    assert isinstance(opened, OpenedStore)
    assert opened.lines == ("control 0", "control 1")
    assert opened.design.seeds == (0, 1)
    assert format_month(opened.design.end - 1) == "2022-01"
    table = opened.table(("control 1",), ("trust", "depth"), TOWN)
    assert list(table.columns) == ["scenario", "seed", "month", "community", "trust", "depth"]
    assert set(table["scenario"]) == {"control 1"}
    assert len(table) == 2 * (6 + 13)
    both = opened.table(opened.lines, ("administrative_share",), TOWN)
    assert format_month(opened.until(both) or 0) == "2021-01"
    assert opened.until(table) is None
    assert opened.groups() is None


def test_an_unknown_plan_is_said(results: Path) -> None:
    with pytest.raises(ResultsError, match="has no finished run of nothing"):
        Shelf(results).open("deep/swept", "nothing")


def test_points_of_a_sweep_are_called_as_readers_call_levers(results: Path) -> None:
    design = Shelf(results).open("deep/swept").design  # type: ignore[union-attr]
    assert design.label("control 1", Speech("en")) == "Administrative control 100 %"
    assert design.label("control 0", Speech("zh")) == "行政控制 0%"
    assert design.town == ("Exampleton", "样例镇")
    assert factor_level("parameters.weight_trust", 0.5, Speech("zh")) == "对居委会信任的权重 0.5"
    assert factor_level("levers.committee_staff", 12.0, Speech("en")) == "Committee staff 12"
    assert factor_level("measures.volunteering", "off", Speech("en")) == "Volunteering off"
