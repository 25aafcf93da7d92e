import datetime as dt
import json
import math
from pathlib import Path

import mesa
import numpy as np
import pandas as pd
import pytest

from sim.calendar import parse_month
from sim.declarations.metrics import METRICS
from sim.errors import ScenarioError
from sim.model import CommunityModel
from sim.scenario import load_scenario
from tests.small import SMALL_TOWN, ScenarioMaker

PLACES = ["riverside", "hillside", "newfield", "town"]
MONTHS = 30


@pytest.fixture(scope="module")
def run() -> CommunityModel:
    """The example, run to its end; tests only look at it."""
    model = CommunityModel("example", 0)
    model.run_model()
    return model


def test_a_scenario_comes_as_itself_by_name_or_by_path(tmp_path: Path) -> None:
    scenario = load_scenario("example")
    path = tmp_path / "mine.yaml"
    path.write_text("extends: example\n", encoding="utf-8")
    models = [CommunityModel(one) for one in (scenario, "example", str(path), path)]
    for model in models:
        model.step()
    assert models[0].governance is scenario
    assert all(model.frame().equals(models[0].frame()) for model in models)


def test_a_missing_scenario_is_a_problem_of_the_user() -> None:
    with pytest.raises(ScenarioError, match="exampel"):
        CommunityModel("exampel")


def test_a_step_is_a_month_under_plain_mesa() -> None:
    model = CommunityModel("example", 0)
    assert isinstance(model, mesa.Model)
    assert model.month == model.governance.first_month == parse_month("2020-07")
    assert model.last_month is None
    for step in range(1, 5):
        model.step()
        assert model.steps == step
        assert model.time == step
        assert model.month == model.governance.first_month + step
        assert model.last_month is not None
        assert model.last_month.number == model.month - 1
    assert model.running


def test_a_run_stops_at_the_end_of_the_scenario(run: CommunityModel) -> None:
    assert not run.running
    assert run.month == run.governance.end
    assert run.steps == MONTHS
    with pytest.raises(ValueError, match="the run ended with 2022-12"):
        run.step()


def test_running_for_a_while_is_stepping() -> None:
    left, right = CommunityModel("example", 2), CommunityModel("example", 2)
    left.run_for(7)
    for _ in range(7):
        right.step()
    assert left.frame().equals(right.frame())


# --- the frame -------------------------------------------------------------------------------


def test_the_frame_has_a_row_for_each_month_and_community(run: CommunityModel) -> None:
    frame = run.frame()
    assert list(frame.columns) == ["month", "community", *METRICS]
    assert len(frame) == MONTHS * 4
    assert frame.community.tolist() == PLACES * MONTHS
    assert frame.month.iloc[0] == dt.datetime(2020, 7, 1)
    assert frame.month.iloc[-1] == dt.datetime(2022, 12, 1)
    assert frame.month.is_monotonic_increasing
    assert all(frame[name].dtype == np.float64 for name in METRICS)


def test_the_frame_before_the_first_month_is_empty_and_has_its_columns() -> None:
    frame = CommunityModel("example", 0).frame()
    assert frame.empty
    assert list(frame.columns) == ["month", "community", *METRICS]


def test_the_frame_grows_and_keeps_what_it_had() -> None:
    model = CommunityModel("example", 0)
    model.step()
    first = model.frame()
    model.step()
    assert model.frame().head(4).equals(first)


def test_a_metric_is_the_last_value_of_the_frame(run: CommunityModel) -> None:
    last = run.frame().tail(4).set_index("community")
    for name in METRICS:
        for place in PLACES:
            found, expected = run.metric(name, place), float(last[name][place])
            assert found == expected or (math.isnan(found) and math.isnan(expected))
    assert run.metric("trust") == run.metric("trust", "town")


def test_metrics_without_a_month_are_null_and_unknown_ones_refused(run: CommunityModel) -> None:
    assert math.isnan(CommunityModel("example").metric("trust"))
    with pytest.raises(KeyError, match="no metric 'happiness' for 'town'"):
        run.metric("happiness")
    with pytest.raises(KeyError, match="no metric 'trust' for 'nowhere'"):
        run.metric("trust", "nowhere")


@pytest.fixture(scope="module")
def busy() -> CommunityModel:
    """A town where every actor works and much arises; its meetings are not always full."""
    settings = {
        "town": str(SMALL_TOWN),
        "run.start": "2021-01",
        "run.months": 30,
        "run.burn_in.months": 0,
        "levers.project_youth": 1,
        "levers.project_budget": 300_000,
        "levers.social_worker_skill": 0.7,
        "levers.incubation": 0.5,
        "levers.grid_workers": 2,
        "levers.proactive_patrol": 1,
        "levers.shock": 3,
        "levers.control": 0.5,
        "parameters.resolution_joint": 0.2,
        "parameters.intercept_volunteering": -7.0,
        "parameters.intercept_consultation": -8.0,
    }
    scenario = load_scenario("co_governance", settings)
    model = CommunityModel(scenario, 0)
    model.run_model()
    return model


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_keeps_to_its_range_and_varies(
    name: str, run: CommunityModel, busy: CommunityModel
) -> None:
    metric = METRICS[name]
    values = pd.concat([run.frame()[name], busy.frame()[name]]).dropna()
    assert len(values)
    assert np.isfinite(values).all()
    if metric.low is not None:
        assert (values >= metric.low).all()
    if metric.high is not None:
        assert (values <= metric.high).all()
    assert values.nunique() > 2


def test_a_community_is_null_until_it_joins_and_no_part_of_the_town(run: CommunityModel) -> None:
    frame = run.frame()
    newfield = frame[frame.community == "newfield"].set_index("month")
    joins = dt.datetime(2022, 3, 1)
    before, after = newfield[newfield.index < joins], newfield[newfield.index >= joins]
    assert before[list(METRICS)].isna().all().all()
    assert after.participation_rate.notna().all()
    for month, count in ((dt.datetime(2022, 2, 1), 480), (joins, 600)):
        town = frame[(frame.community == "town") & (frame.month == month)].iloc[0]
        registered = [
            row.registered_volunteer_share * size
            for (_, row), size in zip(
                frame[(frame.month == month) & (frame.community != "town")].iterrows(),
                (300, 180, 120),
                strict=True,
            )
        ]
        assert town.registered_volunteer_share == pytest.approx(np.nansum(registered) / count)


def test_turnout_is_null_before_the_first_election_and_then_kept(run: CommunityModel) -> None:
    town = run.frame().query("community == 'town'").set_index("month").turnout
    assert town[town.index < dt.datetime(2021, 6, 1)].isna().all()
    after = town[town.index >= dt.datetime(2021, 6, 1)]
    assert after.nunique() == 1
    assert 0 < after.iloc[0] < 1


def test_yearly_windows_fill_up_and_forget(scenario_of: ScenarioMaker) -> None:
    # A year after the last month in which anybody had time, nobody has taken part any more.
    scenario = scenario_of("""
        extends: co_governance
        town: example
        run: {start: 2021-01, months: 14, burn_in: {months: 0}}
    """)
    model = CommunityModel(scenario, 0)
    model.step()
    for _ in range(12):
        assert model.metric("participation_rate") > 0
        model.world.residents.free_hours[:] = 0
        model.step()
    assert model.metric("participation_informed") == 0
    assert model.metric("participation_rate") == 0
    assert model.metric("depth") == 0
    assert model.metric("active_volunteer_share") == 0
    assert math.isnan(model.metric("participation_gini"))


# --- the record ------------------------------------------------------------------------------


def test_the_record_is_plain_and_tells_of_the_network(run: CommunityModel) -> None:
    record = run.record()
    assert json.loads(json.dumps(record)) == record
    assert record["first_month"] == "2020-07"
    assert record["branch"] == "2021-01"
    assert record["end"] == "2022-12"
    assert record["residents"] == 600
    assert record["households"] == 200
    assert record["network"]
    assert all(math.isfinite(value) for value in record["network"].values())


def test_the_population_stays_as_large_as_it_was(run: CommunityModel) -> None:
    residents = run.world.residents
    assert residents.eligible.sum() == 600
    assert np.bincount(residents.community).tolist() == [300, 180, 120]
    assert (residents.arrived > run.governance.first_month).sum() > 30
    assert (residents.leaves >= run.month).all()


AGREED = {
    "participation_rate": 0.04,
    "collected_share": 0.04,
    "true_resolution_rate": 0.06,
    "government_share": 0.05,
}
"""How far rates of a part of a town may be from those of all of it, chance of one run included."""


@pytest.mark.long
@pytest.mark.parametrize(("town", "scale"), [("luocheng", 0.1), ("erqi", 0.1), ("jieshou", 0.3)])
def test_a_part_of_a_town_has_the_rates_of_the_whole(town: str, scale: float) -> None:
    def last(share: float, seed: int) -> "pd.Series[float]":
        values: dict[str, object] = {"town": town, "population.scale": share}
        values |= {"run.months": 12, "run.burn_in.months": 12}
        model = CommunityModel(load_scenario("integration", values), seed)
        model.run_model()
        return model.frame().query("community == 'town'").iloc[-1][list(AGREED)].astype(float)

    # A part of a small town is a few dozen matters a month: one seed says little.
    part, whole = pd.concat([last(scale, seed) for seed in range(3)], axis=1), last(1.0, 0)
    for name, most in AGREED.items():
        assert part.loc[name].mean() == pytest.approx(whole[name], abs=most), name


def test_a_smaller_town_has_the_same_rates_in_kind() -> None:
    scenario = load_scenario("example", {"population.scale": 0.5})
    model = CommunityModel(scenario, 0)
    model.run_model()
    assert model.world.residents.eligible.sum() == 300
    frame = model.frame()
    assert 0.05 < frame.query("community == 'town'").participation_rate.iloc[-1] < 0.6
    assert isinstance(frame, pd.DataFrame)
