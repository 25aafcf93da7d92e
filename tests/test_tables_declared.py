"""The tables of results as they are declared."""

import re

import pytest

from sim.declarations.groups import DIVISIONS, GROUP_METRICS
from sim.declarations.matters import ACTOR_TYPES
from sim.declarations.metrics import METRICS
from sim.declarations.tables import ALWAYS, ON_REQUEST, TABLES, WITH_SETS
from sim.declare import Label

CHINESE = re.compile(r"[\u4e00-\u9fff]")
COLUMNS = [column for columns in TABLES.values() for column in columns]


def test_each_table_is_recorded_always_or_on_request() -> None:
    assert tuple(TABLES) == (*ALWAYS, *ON_REQUEST, WITH_SETS)


@pytest.mark.parametrize("table", TABLES)
def test_columns_have_a_name_of_their_own_and_begin_with_the_run(table: str) -> None:
    names = [column.name for column in TABLES[table]]
    assert len(set(names)) == len(names)
    assert names[:2] == ["scenario", "seed"]


def test_every_column_has_a_meaning_and_both_labels_of_what_it_holds() -> None:
    for column in COLUMNS:
        assert column.meaning[0].isupper()
        assert column.meaning.endswith(".")
        labels = [*column.values.values(), *([column.label] if column.label else [])]
        for label in labels:
            assert label.en == label.en.strip() != ""
            assert not CHINESE.search(label.en)
            assert label.zh.strip()
        words = [label.en for label in column.values.values()]
        assert len(set(words)) == len(words)


def test_metrics_by_group_are_metrics_with_a_unit_and_a_label() -> None:
    by_name = {column.name: column for column in TABLES["groups"]}
    assert set(GROUP_METRICS) <= set(METRICS)
    for name in GROUP_METRICS:
        metric = METRICS[name]
        assert (by_name[name].unit, by_name[name].label) == (metric.unit, metric.label)
        assert "resident of any age" not in by_name[name].meaning


def test_every_group_has_labels() -> None:
    for division in DIVISIONS:
        assert len(division.groups) > 1
        names = [group.name for group in division.groups]
        assert len(set(names)) == len(names)
        for label in (division.label, *(group.label for group in division.groups)):
            assert isinstance(label, Label)
            assert CHINESE.search(label.zh)


def test_a_matter_tells_of_each_of_the_ten_types() -> None:
    names = [column.name for column in TABLES["matters"]]
    assert names[-len(ACTOR_TYPES) :] == [f"worked_{one.name}" for one in ACTOR_TYPES]
