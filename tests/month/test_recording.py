from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import sim
from sim.calendar import first_day, parse_month
from sim.declarations.forms import FORMS
from sim.declarations.groups import GROUP_METRICS, GROUPS
from sim.declarations.matters import ACTOR_TYPES, STATES
from sim.declarations.tables import TABLES
from sim.month.recording import panel_rows
from sim.rng import Draws
from sim.scenario import Scenario

Floats = NDArray[np.float64]

PLACES = ["riverside", "hillside", "newfield"]
JOINS = parse_month("2022-03")
"""When newfield begins to belong to the town."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The example with open doors, so that all is done, ending in October 2022."""
    return sim.load_scenario(
        "example",
        [
            "run.months=22",
            "levers.control=0.2",
            "levers.volunteer_recruitment=0.8",
            "levers.consultation_meetings_per_year=12",
            "levers.supervision=0.8",
            "levers.grid_workers=4",
            "levers.service_demand_list=1",
        ],
    )


@pytest.fixture(scope="module")
def run(scenario: Scenario) -> sim.CommunityModel:
    """A run that recorded everything; tests only look at it."""
    model = sim.CommunityModel(scenario, 3, record=("matters", "panel"))
    model.run_model()
    return model


@pytest.fixture(scope="module")
def metrics(run: sim.CommunityModel) -> pd.DataFrame:
    return run.frame()


@pytest.fixture(scope="module")
def matters(run: sim.CommunityModel) -> pd.DataFrame:
    return run.recording.take_matters()


def names(table: str) -> list[str]:
    return [column.name for column in TABLES[table]][2:]


def values(frame: pd.DataFrame, column: str, **where: object) -> Floats:
    """Values of a column in the rows in which other columns have the values given."""
    chosen = np.ones(len(frame), dtype=bool)
    for name, value in where.items():
        chosen &= (frame[name] == value).to_numpy()
    found: Floats = frame[column].to_numpy()[chosen]
    return found


# --- groups ------------------------------------------------------------------------------------


def test_the_town_is_counted_each_month_and_communities_when_a_year_ends(
    run: sim.CommunityModel, scenario: Scenario
) -> None:
    found = run.recording.groups()
    assert list(found.columns) == names("groups")
    every = [first_day(month) for month in range(scenario.first_month, scenario.end)]
    assert found[found["community"] == "town"]["month"].drop_duplicates().tolist() == every
    ends = [month for month in every if month.month == 12 or month == every[-1]]
    for place in PLACES:
        assert found[found["community"] == place]["month"].drop_duplicates().tolist() == ends
    assert found["community"].iloc[-4 * len(GROUPS) :: len(GROUPS)].tolist() == [*PLACES, "town"]
    for _, one in found.groupby(["month", "community"]):
        assert list(zip(one["group_by"], one["group"], strict=True)) == list(GROUPS)


def test_groups_together_are_everybody(run: sim.CommunityModel, metrics: pd.DataFrame) -> None:
    """The mean over groups, weighted by adults, is the metric: of each division alike."""
    adults_only = set(GROUP_METRICS) - {"registered_volunteer_share", "active_volunteer_share"}
    keys = ["month", "community", "group_by"]
    groups = run.recording.groups()
    sums = groups[keys].copy()
    for name in adults_only:
        sums[name] = groups[name] * groups["adults"]
    sums["adults"] = groups["adults"]
    sums = sums.groupby(keys, as_index=False).sum()
    both = sums.merge(metrics, on=["month", "community"], suffixes=("", "_wanted"))
    assert len(both) == len(groups["group_by"].unique()) * len(groups[keys[:2]].drop_duplicates())
    for name in adults_only:
        found = (both[name] / both["adults"]).to_numpy()
        wanted = both[f"{name}_wanted"].to_numpy()
        assert found == pytest.approx(wanted, rel=1e-12, nan_ok=True)
        assert np.nanmax(found) > 0


@pytest.mark.parametrize(
    ("gap", "group", "other"),
    [
        ("migrant", ("origin", "migrant"), ("origin", "local")),
        ("tenure", ("tenure", "owner"), ("tenure", "tenant")),
    ],
)
def test_gaps_between_groups_are_those_of_the_metrics(
    run: sim.CommunityModel,
    metrics: pd.DataFrame,
    gap: str,
    group: tuple[str, str],
    other: tuple[str, str],
) -> None:
    first, second = (
        values(
            run.recording.groups(),
            "participation_rate",
            community="town",
            group_by=one[0],
            group=one[1],
        )
        for one in (group, other)
    )
    wanted = values(metrics, f"participation_gap_{gap}", community="town")
    assert first - second == pytest.approx(wanted, rel=1e-12, abs=1e-15)
    assert np.abs(wanted).max() > 0


def test_nobody_counts_before_a_community_joins(run: sim.CommunityModel) -> None:
    found = run.recording.groups().query("community == 'newfield'")
    before = found["month"] < first_day(JOINS)
    assert before.any()
    assert not before.all()
    assert (found[before]["adults"] == 0).all()
    assert found[before][list(GROUP_METRICS)].isna().all(axis=None)
    assert (found[~before].groupby("group_by")["adults"].sum() > 0).all()


def test_a_longer_run_begins_with_the_same_groups(
    run: sim.CommunityModel, scenario: Scenario
) -> None:
    short = sim.CommunityModel(replace(scenario, months=8), 3)
    short.run_model()
    mine, theirs = (model.recording.groups().query("community == 'town'") for model in (short, run))
    pd.testing.assert_frame_equal(
        mine.reset_index(drop=True), theirs.head(len(mine)).reset_index(drop=True), check_exact=True
    )


# --- actors ------------------------------------------------------------------------------------


def test_hours_of_a_year_are_those_of_the_metrics(
    run: sim.CommunityModel, metrics: pd.DataFrame
) -> None:
    found = run.recording.actors()
    assert list(found.columns) == names("actors")
    for place in ("riverside", "hillside"):
        shares = {
            one.name: (
                values(found, "hours", community=place, actor=one.name)[-12:].sum(),
                values(metrics, f"hours_{one.name}", community=place)[-1],
            )
            for one in ACTOR_TYPES
        }
        worked = {name: pair for name, pair in shares.items() if pair[0] > 0}
        assert len(worked) >= 6
        # Hours per resident and month times the same number of residents for all.
        factors = [year / metric for year, metric in worked.values()]
        assert factors == pytest.approx([factors[0]] * len(factors), rel=1e-9)
        assert all(metric == 0 for year, metric in shares.values() if year == 0)


def test_the_town_has_the_hours_of_its_communities(run: sim.CommunityModel) -> None:
    found = run.recording.actors()
    assert found["community"].iloc[: 4 * len(ACTOR_TYPES) : len(ACTOR_TYPES)].tolist() == [
        *PLACES,
        "town",
    ]
    outside = (found["community"] == "newfield") & (found["month"] < first_day(JOINS))
    assert outside.any()
    assert (found["hours"].isna() == outside).all()
    keys = ["month", "actor"]
    parts = found[found["community"] != "town"].groupby(keys)["hours"].sum()
    town = found[found["community"] == "town"].set_index(keys)["hours"]
    assert parts.loc[town.index].to_numpy() == pytest.approx(town.to_numpy(), rel=1e-12)


# --- joint work --------------------------------------------------------------------------------


def test_joint_work_is_taken_down_when_a_year_ends(
    run: sim.CommunityModel, scenario: Scenario
) -> None:
    found = run.recording.network()
    assert list(found.columns) == names("network")
    every = [first_day(month) for month in range(scenario.first_month, scenario.end)]
    ends = {month for month in every if month.month == 12 or month == every[-1]}
    assert set(found["month"]) <= ends
    last = found[found["month"] == every[-1]]
    edges = run.state.collaboration.edges()
    rows = last[["first_kind", "first", "second_kind", "second", "hours"]].itertuples(index=False)
    assert [((a, b), (c, d), hours) for a, b, c, d, hours in rows] == [
        (*pair, hours) for pair, hours in edges.items()
    ]


def test_bodies_work_together_where_they_are(run: sim.CommunityModel) -> None:
    found = run.recording.network()
    committees = found[found["first_kind"] == "committee"]
    places = committees["community"].map({name: index for index, name in enumerate(PLACES)})
    assert places.to_numpy().tolist() == committees["first"].tolist()
    grids = found[found["first_kind"] == "grid"]
    assert len(grids)
    at = [PLACES[run.roster.grid_place[grid]] for grid in grids["first"]]
    assert grids["community"].tolist() == at
    teams = {
        one.actor_id: PLACES[place]
        for place, own in enumerate(run.roster.organisations)
        for one in own
    }
    working = found[found["second"].isin(list(teams))]
    assert set(working["second_kind"]) == {"organisation"}
    assert working["community"].tolist() == [teams[one] for one in working["second"]]


# --- matters -----------------------------------------------------------------------------------


def test_every_matter_that_arose_has_one_row(
    run: sim.CommunityModel, matters: pd.DataFrame
) -> None:
    assert list(matters.columns) == names("matters")
    assert matters["id"].is_unique
    known = run.state.matters
    assert known.archived.sum() > 50, "some have left the books of the model before its end"
    of_state = pd.crosstab(matters["community"], matters["state"])
    wanted = pd.DataFrame(known.by_state(), index=PLACES, columns=list(STATES))
    found = of_state.reindex(index=PLACES, columns=list(STATES), fill_value=0)
    assert np.array_equal(found.to_numpy(), wanted.to_numpy())
    assert len(matters) == known.total_arisen.sum()


def test_dates_follow_each_other(matters: pd.DataFrame, scenario: Scenario) -> None:
    first, last = first_day(scenario.first_month), first_day(scenario.end - 1)
    for name in ("arisen", "collected", "closed", "since"):
        known = matters[name].dropna()
        assert known.map(lambda month: first <= month <= last).all()
    collected = matters[matters["collected"].notna()]
    assert (collected["arisen"] <= collected["collected"]).all()
    ended = matters["state"].isin(["resolved", "closed_on_paper", "withdrawn"])
    assert (matters["closed"].notna() == ended).all()
    assert (matters["closed_at"].notna() == ended).all()
    assert (matters[ended]["collected"] <= matters[ended]["closed"]).all()
    assert (matters[ended]["since"] == matters[ended]["closed"]).all()
    never = matters["state"].isin(["latent", "lapsed"])
    assert (matters["collected"].isna() == never).all()
    assert ((matters["channel"] == "none") == never).all()
    assert (matters["days"].notna() == (matters["state"] == "resolved")).all()


def test_the_rates_of_the_last_month_follow_from_the_rows(
    matters: pd.DataFrame, metrics: pd.DataFrame, scenario: Scenario
) -> None:
    last = scenario.end - 1
    window = [first_day(month) for month in range(last - 14, last - 2)]
    judged = matters[matters["collected"].isin(window)]
    resolved = judged["state"] == "resolved"
    joint = judged.filter(like="worked_").sum(axis=1) >= 3
    for name, found in {
        "closure_rate": (resolved | (judged["state"] == "closed_on_paper")).mean(),
        "true_resolution_rate": resolved.mean(),
        "resolved_in_grid": (resolved & (judged["closed_at"] == "grid")).mean(),
        "resolved_in_community": (resolved & (judged["closed_at"] == "community")).mean(),
        "escalated_share": (judged["level"] == "town").mean(),
        "joint_work_share": (resolved & joint).mean(),
        "collected_patrol": (judged["channel"] == "patrol").mean(),
        "days_to_resolution": judged["days"].mean(),
    }.items():
        wanted = values(metrics, name, community="town")[-1]
        assert found == pytest.approx(wanted, rel=1e-12), name
    assert 0 < resolved.mean() < 1


def test_places_are_those_of_the_town(matters: pd.DataFrame, run: sim.CommunityModel) -> None:
    homes = run.world.households
    index = {place: number for number, place in enumerate(PLACES)}
    for name, column in (("resident_group", homes.group), ("grid", homes.grid)):
        pairs = set(zip(homes.community.tolist(), column.tolist(), strict=True))
        found = zip(matters["community"].map(index), matters[name], strict=True)
        assert set(found) <= pairs


def test_recording_changes_no_number(run: sim.CommunityModel, scenario: Scenario) -> None:
    plain = sim.CommunityModel(scenario, 3)
    plain.run_model()
    pd.testing.assert_frame_equal(plain.frame(), run.frame(), check_exact=True)
    pd.testing.assert_frame_equal(
        plain.recording.groups(), run.recording.groups(), check_exact=True
    )
    assert len(plain.recording.take_matters()) == 0, "nobody asked for matters"
    assert len(plain.recording.panel()) == 0, "nobody asked for a panel"
    assert list(plain.recording.panel().columns) == names("panel")


def test_the_panel_follows_adults_as_they_are_when_a_year_ends(run: sim.CommunityModel) -> None:
    panel = run.recording.panel()
    assert list(panel.columns) == names("panel")
    assert [f"{day:%Y-%m}" for day in dict.fromkeys(panel["month"])] == [
        "2020-12",
        "2021-12",
        "2022-10",
    ]
    last = panel[panel["month"] == first_day(run.month - 1)].set_index("resident")
    r = run.world.residents
    adult = np.flatnonzero(run.month - 1 - r.birth_month >= 18 * 12)
    # The whole town is smaller than a panel.
    assert sorted(last.index) == sorted(r.resident_id[adult])
    rows = pd.Index(r.resident_id).get_indexer(last.index)
    for name in ("trust", "registered", "migrant", "disposition"):
        assert (last[name].to_numpy() == getattr(r, name)[rows]).all()
    for form in FORMS:
        bits = r.history[form.index, rows]
        months = sum((bits >> np.uint32(back)) & 1 for back in range(12))
        assert (last[f"months_{form.name}"].to_numpy() == months).all()
    assert last["months_volunteering"].max() > 1
    assert (panel.groupby(["resident", "arrived"])["migrant"].nunique() == 1).all()


def test_a_panel_has_the_size_that_is_declared_and_is_drawn_by_keys(
    run: sim.CommunityModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.month.recording.PANEL_RESIDENTS", 40)
    rows = panel_rows(run.world, run.draws)
    assert rows.size == 40 == np.unique(rows).size
    assert not np.array_equal(rows, panel_rows(run.world, Draws(run.seed + 1)))
    r = run.world.residents
    least = np.sort(Draws(run.seed).uniforms("panel", 0, r.resident_id[r.eligible]))[39]
    assert (run.draws.uniforms("panel", 0, r.resident_id[rows]) <= least).all()


def test_what_was_taken_is_kept_no_more(scenario: Scenario) -> None:
    model = sim.CommunityModel(replace(scenario, months=2), 0, record=["matters"])
    model.run_model()
    count = model.recording.waiting
    assert len(model.recording.take_matters()) == count > 0
    assert model.recording.waiting == 0
    again = model.recording.take_matters()
    assert list(again.columns) == names("matters")
    assert len(again) == 0


def test_nothing_is_recorded_before_the_first_month(scenario: Scenario) -> None:
    recording = sim.CommunityModel(scenario, 0).recording
    assert list(recording.groups().columns) == names("groups")
    assert list(recording.actors().columns) == names("actors")
    assert len(recording.groups()) == len(recording.actors()) == 0


@pytest.mark.parametrize("record", ["matters", ["matter"], ("groups", "matters")])
def test_what_cannot_be_asked_for(record: str | list[str]) -> None:
    with pytest.raises(ValueError, match="cannot record"):
        sim.CommunityModel("example", record=record)
