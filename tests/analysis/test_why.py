import math

import numpy as np
import pandas as pd
import pytest

from sim.analysis import why
from sim.calendar import parse_month
from sim.declarations.channels import CHANNELS

VISIT, NEIGHBOUR = 0, 1
NAMES = [one.name for one in CHANNELS]
ALONE = {VISIT: 0.02, NEIGHBOUR: 0.01}
TOGETHER, REMAINS = 0.01, 0.005


def toy(seed: int = 0) -> np.ndarray:
    """Visits add 2 points, neighbours 1, both together 1 more, and half a point remains."""
    found = np.full(1 << len(CHANNELS), REMAINS + 0.001 * seed)
    for coalition in range(found.size):
        for bit, effect in ALONE.items():
            found[coalition] += effect * (coalition >> bit & 1)
        found[coalition] += TOGETHER * (coalition & 3 == 3)
    return found


def test_the_parts_of_a_toy_are_those_it_was_made_of() -> None:
    parts = why.parts_of(np.stack([toy()]))[0]
    assert parts[:2] == pytest.approx([0.02 + 0.005, 0.01 + 0.005])
    assert parts[2 : len(CHANNELS)] == pytest.approx([0.0] * (len(CHANNELS) - 2), abs=1e-15)
    assert parts[-2] == REMAINS
    assert parts[:-1].sum() == pytest.approx(parts[-1])
    assert parts[-1] == pytest.approx(0.045)


def test_the_decomposition_has_intervals_over_seeds_and_sums_to_the_total() -> None:
    values = np.stack([toy(seed) for seed in range(5)])
    table = why.decomposition_table(
        why.parts_by_seed(values, range(5), "participation_rate", NAMES)
    )
    rows = table.set_index("channel")
    assert list(rows.index) == [*(one.name for one in CHANNELS), "remainder", "total"]
    assert rows["effect"]["visit"] == pytest.approx(0.025)
    assert rows["effect"].iloc[:-1].sum() == pytest.approx(rows["effect"]["total"])
    assert rows["effect"]["remainder"] == pytest.approx(0.007)
    assert rows["low"]["remainder"] < 0.007 < rows["high"]["remainder"]
    assert rows["share"]["neighbour"] == pytest.approx(0.015 / 0.047)
    assert rows["verdict"]["visit"] == "set by the levers"
    assert rows["verdict"]["meeting"] == "not distinguishable"
    assert math.isnan(rows["p_holm"]["total"]), "the whole is no channel"


def test_seeds_in_which_the_metric_is_null_are_left_out() -> None:
    values = np.stack([toy(), toy(1), toy(2)])
    values[1, 5] = math.nan
    parts = why.parts_by_seed(values, (3, 4, 5), "turnout", NAMES)
    assert parts["seed"].unique().tolist() == [3, 5]
    none = why.parts_by_seed(np.full((2, 64), math.nan), (0, 1), "turnout", NAMES)
    assert len(why.decomposition_table(none)) == 0


def frame(rows: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "resident_id": range(len(rows)),
            "arrived": parse_month("2001-01"),
            "community": [0, 1, 0, 1][: len(rows)],
            "month": [parse_month(month) for _, month, _, _ in rows],
            "took_part": ["scenario"] * len(rows),
            "channel": [channel for channel, _, _, _ in rows],
            "occasions": [occasions for _, _, occasions, _ in rows],
            "baseline_occasions": [occasions for _, _, _, occasions in rows],
        }
    )


def test_counts_by_channel() -> None:
    frames = {
        7: frame(
            [("visit", "2003-02", 5, 1), ("visit", "2003-01", 3, 3), ("places", "2003-04", 0, 2)]
        ),
        3: frame([("neighbour", "2003-03", 2, 0)]),
    }
    paths = why.paths_table(frames, ("east", "west"))
    assert paths["seed"].tolist() == [3, 7, 7, 7]
    assert paths["community"].tolist() == ["east", "east", "west", "east"]
    assert paths["arrived"].unique().tolist() == ["2001-01"]
    assert paths["difference"].tolist() == [2, 4, 0, -2]
    table = why.channels_table(paths, {3: 10, 7: 30}).set_index("channel")
    assert (table["people"]["visit"], table["people"]["total"]) == (1.0, 2.0)
    assert (table["share"]["visit"], table["part"]["visit"]) == (2 / 40, 0.5)
    assert table["first_month"]["visit"] == "2003-01"
    assert table["difference"]["visit"] == 2.0
    assert (table["first_month"]["meeting"], table["people"]["meeting"]) == ("", 0.0)
    assert table["low"]["visit"] < 1 < table["high"]["visit"]


def test_counts_when_nobody_differs() -> None:
    paths = why.paths_table({0: frame([])}, ("east",))
    table = why.channels_table(paths, {0: 10}).set_index("channel")
    assert table["people"]["total"] == 0
    assert table["share"]["total"] == 0
    assert math.isnan(table["part"]["visit"])
