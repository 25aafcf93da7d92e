from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analysis.compare import DISTINGUISHABLE, Design
from sim.analysis.effects import (
    BEFORE,
    GROUP_KEYS,
    groups_of_town,
    parts_table,
    seeds_of_parts,
    single_communities,
)
from sim.calendar import first_day, parse_month

START = parse_month("2004-01")
DESIGN = Design(
    ("old", "new"),
    "old",
    (0, 1, 2, 3, 4),
    ("trust",),
    START,
    START + 12,
    None,
    ("Town", "镇"),
    100,
    1.0,
)


def table(null: bool = False) -> pd.DataFrame:
    """Two groups: ``migrant`` gains 0.1 and a little by seed, ``local`` gains nothing."""
    rows = []
    for scenario in ("old", "new"):
        for seed in DESIGN.seeds:
            for month in range(START - 12, START + 12):
                for group in ("local", "migrant"):
                    for place in ("town", "east"):
                        gain = 0.1 + 0.01 * seed if (scenario, group) == ("new", "migrant") else 0
                        value = 0.3 + 0.05 * seed + gain * (month >= START)
                        value = np.nan if null and group == "local" else value
                        rows.append(
                            (scenario, seed, first_day(month), place, "origin", group, value)
                        )
    names = ["scenario", "seed", "month", "community", "group_by", "group", "trust"]
    return pd.DataFrame(rows, columns=names)


def test_differences_are_paired_within_seeds() -> None:
    found = seeds_of_parts(groups_of_town(table()), GROUP_KEYS, "trust", DESIGN)
    assert len(found) == 2 * 5
    migrants = found[found["group"] == "migrant"]
    assert migrants["difference"].tolist() == pytest.approx([0.10, 0.11, 0.12, 0.13, 0.14])
    assert migrants["baseline"].tolist() == pytest.approx([0.3, 0.35, 0.4, 0.45, 0.5])


def test_the_table_has_intervals_and_verdicts() -> None:
    found = parts_table(groups_of_town(table()), GROUP_KEYS, "trust", DESIGN).set_index("group")
    assert found.loc["migrant", "difference"] == pytest.approx(0.12)
    assert found.loc["migrant", "verdict"] == DISTINGUISHABLE
    half = 2.776445 * 0.0158114 / np.sqrt(5)
    assert found.loc["migrant", "low"] == pytest.approx(0.12 - half, abs=1e-6)
    assert found.loc["local", "verdict"] != DISTINGUISHABLE
    assert (found["baseline"] == "old").all()


def test_a_run_is_compared_with_its_own_past() -> None:
    alone = replace(DESIGN, scenarios=("new",), baseline="new", seeds=(1,))
    rows = table()
    rows = groups_of_town(rows[(rows["scenario"] == "new") & (rows["seed"] == 1)])
    found = parts_table(rows, GROUP_KEYS, "trust", alone)
    assert found["difference"].tolist() == pytest.approx([0.0, 0.11])
    assert (found["baseline"] == BEFORE).all()
    assert found["low"].isna().all()


def test_a_run_without_a_past_has_nothing_to_be_compared_with() -> None:
    alone = replace(DESIGN, scenarios=("new",), baseline="new", seeds=(1,))
    rows = table()
    rows = rows[(rows["scenario"] == "new") & (rows["month"] >= first_day(START))]
    found = parts_table(groups_of_town(rows), GROUP_KEYS, "trust", alone)
    assert found.empty
    assert {"verdict", "group", "difference"} <= set(found.columns)


def test_parts_that_are_null_are_left_out_and_the_town_is_no_community() -> None:
    found = parts_table(groups_of_town(table(null=True)), GROUP_KEYS, "trust", DESIGN)
    assert found["group"].tolist() == ["migrant"]
    assert set(single_communities(table())["community"]) == {"east"}
