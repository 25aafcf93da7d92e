import json
import math
from dataclasses import replace
from datetime import datetime
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.analysis import compare
from sim.calendar import parse_month
from sim.errors import ModelError
from sim.runs.tables import assemble
from tests.runs.frames import COMMUNITIES, frame

FIRST, START, END = (parse_month(text) for text in ("2002-01", "2003-01", "2005-01"))
DESIGN = compare.Design(
    scenarios=("low", "high"),
    baseline="low",
    seeds=(0, 1, 2),
    metrics=("trust", "turnout"),
    start=START,
    end=END,
    precision=None,
    town=("Small Town", "小镇"),
    residents=1000,
    scale=1.0,
)
EFFECT = {0: 0.1, 1: 0.2, 2: 0.3, 3: 0.2, 4: 0.2}
FIVE = (0, 1, 2, 3, 4)


def value(scenario: str, seed: int, metric: str, month: int, community: str) -> float:
    if metric == "turnout":
        return math.nan
    added = EFFECT[seed] if scenario == "high" and month >= START else 0.0
    return seed + 0.001 * (month - FIRST) + COMMUNITIES.index(community) + added


def metrics(seeds: tuple[int, ...] = (0, 1, 2)) -> pd.DataFrame:
    """All rises by 0.001 a month; ``high`` adds the seed's effect from the start on."""
    found: pd.DataFrame = assemble(
        "metrics",
        [
            (scenario, seed, frame(range(FIRST, END), partial(value, scenario, seed)))
            for scenario in DESIGN.scenarios
            for seed in seeds
        ],
    ).to_pandas(date_as_object=False)
    return found


def test_the_headline_is_the_mean_of_the_last_twelve_months_of_the_town() -> None:
    found = compare.headline_levels(metrics(), DESIGN)
    row = found[(found["scenario"] == "low") & (found["metric"] == "trust") & (found["seed"] == 1)]
    assert row["value"].item() == pytest.approx(1 + 2 + 0.001 * (24 + 35) / 2)


def test_a_short_run_has_a_short_headline_without_the_common_past() -> None:
    short = replace(DESIGN, end=START + 3)
    assert short.window == 3
    rows = metrics()
    rows = rows[rows["month"] < datetime(2003, 4, 1)]
    found = compare.headline_levels(rows, short)
    assert found["value"].iloc[0] == pytest.approx(2 + 0.001 * 13)


def test_differences_are_paired_by_seed() -> None:
    found = compare.per_seed(metrics(), DESIGN)
    rows = found[(found["scenario"] == "high") & (found["metric"] == "trust")]
    assert rows["seed"].tolist() == [0, 1, 2]
    assert rows["difference"].tolist() == pytest.approx([0.1, 0.2, 0.3])
    assert (found[found["scenario"] == "low"]["difference"].dropna() == 0).all()


def test_a_mean_over_the_months_that_have_a_value() -> None:
    rows = metrics()
    early = (rows["month"] < datetime(2004, 12, 1)) & (rows["community"] == "town")
    rows.loc[~early & (rows["community"] == "town"), "turnout"] = 0.5
    found = compare.headline_levels(rows, DESIGN)
    assert (found[found["metric"] == "turnout"]["value"] == 0.5).all()


def test_the_table_of_differences_by_hand() -> None:
    table = compare.differences_table(compare.per_seed(metrics(), DESIGN), DESIGN)
    trust, turnout = (table.iloc[index] for index in (0, 1))
    # 0.1, 0.2, 0.3: mean 0.2, sd 0.1; t(0.975, 2) = 4.302653.
    half = 4.302653 * 0.1 / math.sqrt(3)
    assert trust["difference"] == pytest.approx(0.2)
    assert trust["low"] == pytest.approx(0.2 - half, abs=1e-6)
    assert trust["high"] == pytest.approx(0.2 + half, abs=1e-6)
    assert trust["level"] - trust["baseline_level"] == pytest.approx(0.2)
    paired = stats.ttest_rel([1.1, 2.2, 3.3], [1.0, 2.0, 3.0])
    assert trust["p"] == pytest.approx(paired.pvalue)
    assert trust["p_holm"] == trust["p"], "a metric without data does not count"
    assert trust["verdict"] == compare.TOO_FEW
    assert (turnout["seeds"], turnout["verdict"]) == (0, compare.NO_DATA)
    assert table["more_seeds"].isna().all()


def test_the_verdict_is_corrected_for_all_rows_shown() -> None:
    rows = metrics(FIVE)
    names = ("trust", "efficacy", "belonging", "depth")
    for name in names:
        rows[name] = rows["trust"]
    alone = replace(DESIGN, metrics=("trust",), seeds=FIVE)
    effect = rows["seed"].map({0: 0.05, 1: 0.2, 2: -0.25, 3: 0.1, 4: -0.1})
    rows.loc[rows["scenario"] == "high", list(names)] = rows[list(names)].add(effect, axis=0)
    one = compare.differences_table(compare.per_seed(rows, alone), alone)
    many = replace(alone, metrics=names)
    four = compare.differences_table(compare.per_seed(rows, many), many)
    assert 0.0125 < one["p"].item() < 0.05
    assert one["verdict"].item() == compare.DISTINGUISHABLE
    assert (four["verdict"] == compare.ALONE).all()
    assert four["p_holm"].tolist() == pytest.approx([4 * one["p"].item()] * 4)


def test_more_seeds_for_the_precision_asked() -> None:
    design = replace(DESIGN, precision=0.05)
    table = compare.differences_table(compare.per_seed(metrics(), design), design)
    # sd 0.1 and half-width 0.05: 1.96^2 x 4 = 15.4, and 18 with the t-distribution.
    assert table["more_seeds"].tolist()[0] == 18 - 3
    assert table["more_seeds"].isna().tolist() == [False, True]
    wide = replace(DESIGN, precision=10.0)
    assert compare.differences_table(compare.per_seed(metrics(), wide), wide)["more_seeds"][0] == 0


def test_one_seed_has_differences_and_no_interval() -> None:
    design = replace(DESIGN, seeds=(1,), metrics=("trust",))
    table = compare.differences_table(compare.per_seed(metrics((1,)), design), design)
    row = table.iloc[0]
    assert row["difference"] == pytest.approx(0.2)
    assert row[["low", "high", "sd", "p", "p_holm"]].isna().all()
    assert row["verdict"] == compare.ONE_SEED


def test_differences_without_spread() -> None:
    rows = metrics(FIVE)
    rows["meetings"] = np.where(rows["scenario"] == "high", 12.0, 1.0)
    rows["belonging"] = 0.5
    design = replace(DESIGN, seeds=FIVE, metrics=("meetings", "belonging"))
    table = compare.differences_table(compare.per_seed(rows, design), design)
    assert table["low"].tolist() == table["high"].tolist() == [11, 0]
    assert table["verdict"].tolist() == [compare.BY_LEVERS, compare.NOT_DISTINGUISHABLE]


def test_rounding_errors_are_no_differences() -> None:
    rows = metrics(FIVE)
    rows["efficacy"] = np.where(rows["scenario"] == "high", 0.1 + 0.2, 0.3)
    assert 0.1 + 0.2 != 0.3
    design = replace(DESIGN, seeds=FIVE, metrics=("efficacy",))
    table = compare.differences_table(compare.per_seed(rows, design), design)
    assert table["verdict"].tolist() == [compare.NOT_DISTINGUISHABLE]


def test_seeds_in_which_one_side_is_null_are_left_out() -> None:
    rows = metrics()
    gone = (rows["scenario"] == "low") & (rows["seed"] == 2)
    rows.loc[gone, "trust"] = math.nan
    table = compare.differences_table(compare.per_seed(rows, DESIGN), DESIGN)
    assert table["seeds"].tolist()[0] == 2
    assert table["difference"][0] == pytest.approx(0.15)


def test_levels() -> None:
    table = compare.levels_table(compare.per_seed(metrics(), DESIGN), DESIGN)
    assert table["scenario"].tolist() == ["low", "low", "high", "high"]
    row = table.iloc[0]
    assert row["mean"] == pytest.approx(1 + 2 + 0.0295)
    assert row["high"] - row["mean"] == pytest.approx(4.302653 / math.sqrt(3), abs=1e-5)
    assert (row["unit"], row["label_zh"]) == ("0-1", "对居委会信任")


def test_bands_over_seeds() -> None:
    found = compare.bands(metrics(FIVE), ["meetings"])
    assert len(found) == 2 * (END - FIRST)
    last = found.iloc[-1]
    spread = np.array([0.1, 1.2, 2.3, 3.2, 4.2])
    assert last["month"] == datetime(2004, 12, 1)
    assert last["mean"] == pytest.approx(spread.mean() + 2 + 0.035)
    half = 2.776445 * spread.std(ddof=1) / math.sqrt(5)
    assert last["high"] - last["mean"] == pytest.approx(half, abs=1e-5)
    few = compare.bands(metrics(), ["meetings", "turnout"], "east")
    assert few["low"].isna().all(), "three seeds are too few"


def test_bands_stay_within_the_bounds_of_their_metric() -> None:
    found = compare.bands(metrics(FIVE), ["trust"])
    assert found["high"].max() == 1


def test_a_common_past_is_checked_and_told_of() -> None:
    (check,) = compare.check_common_past(metrics(), [("low", "high", START)])
    assert check.months == 12
    assert check.values == 12 * 3 * len(COMMUNITIES) * (metrics().shape[1] - 4)
    text = f"are identical until 2003-01: {check.values:,} values of 12 months were checked."
    assert str(check) == f"low and high {text}"
    assert compare.common_until([check]) == START
    json.dumps(check.to_json())


def test_scenarios_that_never_differ_are_checked_throughout() -> None:
    rows = metrics()
    (check,) = compare.check_common_past(rows, [("low", "low", None)])
    assert check.months == END - FIRST
    assert "identical throughout" in str(check)
    assert compare.common_until([check]) is None


def test_no_common_past_is_said() -> None:
    (check,) = compare.check_common_past(metrics(), [("low", "high", FIRST)])
    assert (check.months, check.values) == (0, 0)
    assert str(check) == "low and high differ from the first month on."


@pytest.mark.parametrize("until", [START + 1, None])
def test_a_difference_too_early_is_a_fault_of_the_model(until: int | None) -> None:
    with pytest.raises(ModelError, match="with seed 0 in 2003-01 participation_rate of east"):
        compare.check_common_past(metrics(), [("low", "high", until)])


def test_the_last_bit_counts() -> None:
    rows = metrics()
    odd = (rows["scenario"] == "high") & (rows["seed"] == 1) & (rows["community"] == "west")
    odd &= rows["month"] == datetime(2002, 6, 1)
    rows.loc[odd, "trust"] = np.nextafter(rows.loc[odd, "trust"], np.inf)
    with pytest.raises(ModelError, match=r"seed 1 in 2002-06 trust of west .* 1 values differ"):
        compare.check_common_past(rows, [("low", "high", START)])


def test_null_on_one_side_is_a_difference() -> None:
    rows = metrics()
    odd = (rows["scenario"] == "high") & (rows["month"] == datetime(2002, 6, 1))
    rows.loc[odd, "turnout"] = 0.0
    with pytest.raises(ModelError, match="turnout"):
        compare.check_common_past(rows, [("low", "high", START)])


def test_rows_that_are_missing_are_a_difference() -> None:
    rows = metrics()
    gone = (rows["scenario"] == "high") & (rows["community"] == "west")
    with pytest.raises(ModelError, match="their rows differ"):
        compare.check_common_past(rows[~gone], [("low", "high", START)])


def test_a_design_survives_the_manifest() -> None:
    text = json.dumps(DESIGN.to_json())
    assert compare.Design.from_json(json.loads(text)) == DESIGN
    with pytest.raises(TypeError):
        compare.Design.from_json({"scenarios": ["a"]})
