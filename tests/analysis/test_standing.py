"""What an effect is made of, and where on its way it stands."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.analysis.sets import STILL
from sim.analysis.standing import approach, gap_between, with_path, worse_throughout
from sim.api.results import Comparison
from sim.calendar import first_day
from sim.model import CommunityModel
from sim.report.compare import makeup
from sim.scenario import load_scenario
from sim.words import LANGUAGES, Speech

SMALL: dict[str, Any] = {"seeds": "0..1", "months": 14, "progress": False, "workers": 1}


@pytest.fixture(scope="module")
def parted(scenario_files: list[str]) -> Comparison:
    """A small comparison in which residents stood still as well."""
    return sim.compare(scenario_files, sets="none", still=2, **SMALL)


def test_the_parts_add_up_to_the_effect(parted: Comparison) -> None:
    table = parted.differences.dropna(subset="by_levers")
    assert len(table) > 12
    rest = table["difference"].to_numpy() - table["by_levers"].to_numpy()
    np.testing.assert_array_equal(table["through_residents"].to_numpy(), rest)
    taking = table[table["metric"].str.startswith("participation")]
    assert len(taking) > 4
    assert (taking["by_levers"] == 0).all()
    assert (taking["through_residents"] == taking["difference"]).all()
    assert (table["by_levers"] != 0).any()


def test_where_residents_stand_still_nobody_takes_part(parted: Comparison) -> None:
    rows = parted.with_sets
    assert set(rows["set"]) == {STILL}
    taking = rows[rows["metric"].str.startswith("participation") & (rows["view"] == "month")]
    assert taking["value"].max() == 0


def test_all_else_is_as_if_nothing_had_been_parted(
    parted: Comparison, scenario_files: list[str]
) -> None:
    plain = sim.compare(scenario_files, sets="none", **SMALL)
    pd.testing.assert_frame_equal(parted.metrics, plain.metrics, check_exact=True)
    kept = [name for name in parted.differences if name in plain.differences]
    assert [*plain.differences] == kept
    pd.testing.assert_frame_equal(parted.differences[kept], plain.differences, check_exact=True)
    assert "by_levers" not in plain.differences


def test_a_town_that_stands_still_is_another_scenario() -> None:
    moving = load_scenario("example")
    still = replace(moving, still=True)
    assert still.content_hash != moving.content_hash
    model = CommunityModel(replace(still, months=1, burn_in=0), 0)
    registered = int(model.world.residents.registered.sum())
    model.step()
    assert int(model.world.residents.registered.sum()) <= registered
    with pytest.raises(ValueError, match="which has run already"):
        model.follow(replace(moving, months=1, burn_in=0))


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_and_path_are_told(parted: Comparison, language: str) -> None:
    speech = Speech(language)
    (shown,) = makeup(parted.differences, parted.design, speech)
    assert len(shown.rows) == len(parted.design.metrics)
    assert all(len(cells) == len(shown.headings) == 8 for cells, _ in shown.rows)
    assert speech("makeup.no_rest") in {cell for cells, _ in shown.rows for cell in cells}
    metric = speech.metric("participation_rate")
    assert speech("makeup.parts_none", metric=metric) in parted.sentences(language)


@given(
    rest=st.floats(0.01, 0.5) | st.floats(-0.5, -0.01),
    half=st.floats(3.0, 50.0),
    months=st.sampled_from((60, 120)),
)
def test_an_approach_to_rest_is_found_again(rest: float, half: float, months: int) -> None:
    path = rest * (1.0 - np.exp2(-np.arange(1, months + 1) / half))
    found, after = approach(path)
    assert found == pytest.approx(rest, rel=0.02)
    assert after == pytest.approx(half, rel=0.03)


@pytest.mark.parametrize(
    "path",
    [
        np.arange(1.0, 61.0),
        np.arange(1.0, 61.0) ** 2,
        np.zeros(60),
        np.full(60, np.nan),
        np.sin(np.arange(60.0)),
        1.0 - np.exp2(-np.arange(1.0, 61.0) / 90.0),
    ],
    ids=["a straight line", "ever faster", "nothing", "null", "to and fro", "slower than the run"],
)
def test_what_is_not_near_rest_is_not_said_to_be(path: np.ndarray) -> None:
    assert all(map(math.isnan, approach(path)))


def test_halfway_is_what_a_run_of_half_the_length_ends_with(
    parted: Comparison, scenario_files: list[str]
) -> None:
    short = sim.compare(scenario_files, sets="none", **{**SMALL, "months": 7})
    assert parted.differences["halfway"].tolist() == pytest.approx(
        short.differences["difference"].tolist(), nan_ok=True
    )
    again = with_path(
        short.differences[["scenario", "metric", "difference"]], short.metrics, short.design
    )
    assert again["share_of_way"].isna().all()


def test_what_is_worse_in_every_month_is_found(parted: Comparison) -> None:
    start = first_day(parted.design.start)
    months = pd.date_range(start, periods=24, freq="MS")
    rows = {
        "trust": np.where(np.arange(24) < 3, 0.0, -0.01),
        "efficacy": np.where(np.arange(24) == 20, 0.001, -0.01),
        "government_share": np.full(24, -0.1),
        "administrative_share": np.full(24, 0.1),
    }
    table = pd.concat(
        pd.DataFrame({"metric": name, "month": months, "difference": values})
        for name, values in rows.items()
    )
    past = pd.DataFrame(
        {
            "metric": "trust",
            "month": pd.date_range(end=start, periods=30, freq="MS", inclusive="left"),
            "difference": 0.0,
        }
    )
    found = worse_throughout(pd.concat([past, table]), parted.design)
    assert sorted(found) == ["administrative_share", "trust"]
    assert found["trust"]["month"].iloc[0] == months[3]


def test_one_shift_of_log_odds_widens_the_gap_in_points_but_not_the_odds() -> None:
    def level(log_odds: float) -> float:
        return 1 / (1 + math.exp(-log_odds))

    groups = pd.DataFrame(
        [
            ("origin", "migrant", level(-3.0), level(-2.0)),
            ("origin", "local", level(-2.0), level(-1.0)),
        ],
        columns=["group_by", "group", "baseline_level", "level"],
    ).assign(metric="participation_rate")
    found = gap_between(groups, "participation_rate")
    assert abs(found["level"][0]) > 1.4 * abs(found["baseline_level"][0])
    assert found["level"][2] == pytest.approx(found["baseline_level"][2])
    assert not gap_between(groups.iloc[:1], "participation_rate")
