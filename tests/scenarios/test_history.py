"""The history: levers move only at the dated events, and reach the values of the stages."""

import numpy as np
import pytest

from sim.calendar import format_month, parse_month
from sim.declarations.levers import LEVERS
from sim.model import CommunityModel
from sim.scenario import Scenario, load_scenario

HISTORY = load_scenario("history")
# Dated events of the report from 1990 to 2020; month 07 is assumed where it gives only a year.
EVENTS = (
    "1990-01",
    "2002-12",
    "2003-03",
    "2009-07",
    "2010-07",
    "2012-07",
    "2015-07",
    "2016-07",
    "2018-07",
    "2019-07",
)
PURCHASE = {name for name, lever in LEVERS.items() if lever.measure == "service_purchase"}


def values(scenario: Scenario, month: str, lever: str) -> dict[str, float]:
    """A lever's values by community."""
    found = scenario.levers_at(parse_month(month))[lever]
    return dict(zip(scenario.town.community_ids, found.tolist(), strict=True))


def where_on(scenario: Scenario, month: str, lever: str) -> set[str]:
    """Communities in which a lever is not off."""
    found = values(scenario, month, lever).items()
    return {place for place, value in found if value != LEVERS[lever].off}


def test_it_runs_over_372_months_without_a_past() -> None:
    assert format_month(HISTORY.first_month) == "1990-01"
    assert format_month(HISTORY.end - 1) == "2020-12"
    assert HISTORY.months == 372
    assert HISTORY.burn_in == 0


def test_levers_move_only_at_events_and_every_event_moves_some() -> None:
    assert tuple(format_month(epoch.first) for epoch in HISTORY.epochs()) == EVENTS
    assert [format_month(event.month) for event in HISTORY.events] == list(EVENTS[1:])
    assert all(event.label for event in HISTORY.events)


@pytest.mark.parametrize(
    ("stage", "month"),
    [("government_led", "1990-01"), ("integration", "2009-12"), ("co_governance", "2018-12")],
)
def test_the_values_of_a_stage_are_reached_at_its_last_event(stage: str, month: str) -> None:
    model = load_scenario(stage)
    here, there = HISTORY.levers_at(parse_month(month)), model.levers_at(model.start)
    differing = {name for name in LEVERS if not np.array_equal(here[name], there[name])}
    # Projects were purchased in the pilots of 2019 and 2020 only.
    assert differing <= PURCHASE


def test_steps_go_from_stage_to_stage_without_detours() -> None:
    for lever in set(LEVERS) - PURCHASE - {"co_building_agreements"}:
        path = np.array([epoch.levers[lever] for epoch in HISTORY.epochs()])
        steps = np.diff(path, axis=0)
        assert (steps >= 0).all() or (steps <= 0).all(), lever


def test_six_villages_join_in_2003() -> None:
    joined = {c.id: c.member_from for c in HISTORY.town.communities if c.member_from is not None}
    assert set(joined) == {"xinxia", "xiadong", "xiazhang", "xiayuan", "nanzhou", "qianxing"}
    assert {format_month(month) for month in joined.values()} == {"2003-03"}


def test_demonstration_sites_of_2016_are_two() -> None:
    for lever in ("consultation_meetings_per_year", "consultation_binding"):
        before, after = values(HISTORY, "2016-06", lever), values(HISTORY, "2016-07", lever)
        assert {place for place in before if after[place] > before[place]} == {"xibei", "xinxia"}


def test_one_agreement_more_in_xinxia() -> None:
    before = values(HISTORY, "2019-06", "co_building_agreements")
    after = values(HISTORY, "2019-07", "co_building_agreements")
    assert {
        place: after[place] - before[place] for place in after if after[place] != before[place]
    } == {"xinxia": 1.0}


def test_pilots_are_in_two_communities_only() -> None:
    for lever in PURCHASE:
        assert not where_on(HISTORY, "2019-06", lever)
        assert where_on(HISTORY, "2019-07", lever) <= {"xinxia", "beiguan"}
        assert where_on(HISTORY, "2020-12", lever) == where_on(HISTORY, "2019-07", lever)
    assert where_on(HISTORY, "2020-12", "project_youth") == {"xinxia"}
    assert where_on(HISTORY, "2020-12", "project_families") == {"beiguan"}


def test_the_other_reading_has_them_one_after_the_other() -> None:
    other = load_scenario("history_pilots_other")
    for lever in ("project_budget", "third_party_evaluation", "incubation", "social_worker_skill"):
        assert where_on(other, "2019-07", lever) == where_on(other, "2020-06", lever) == {"xinxia"}
        assert where_on(other, "2020-07", lever) == where_on(other, "2020-12", lever) == {"beiguan"}
    assert where_on(other, "2019-12", "project_youth") == {"xinxia"}
    assert not where_on(other, "2019-12", "project_families")
    assert not where_on(other, "2020-12", "project_youth")
    assert where_on(other, "2020-12", "project_families") == {"beiguan"}
    before = parse_month("2019-06")
    assert all(
        np.array_equal(other.levers_at(before)[name], HISTORY.levers_at(before)[name])
        for name in LEVERS
    )


@pytest.mark.long
def test_registration_follows_dated_campaigns() -> None:
    """The register grows in campaigns and hardly between them; nothing else differs.

    Source: formal volunteering in China came in campaigns; about 4 % in Hui'an in 2017, 16 % in
    Quanzhou in 2020 (city news).
    """
    settings = {"population.scale": 0.1}
    scenario = load_scenario("history_campaigns", settings)
    for month in (scenario.start, parse_month("2007-06"), parse_month("2018-07")):
        own, theirs = scenario.levers_at(month), HISTORY.levers_at(month)
        assert {name for name in own if (own[name] != theirs[name]).any()} <= {
            "volunteer_recruitment"
        }
    model, register = CommunityModel(scenario, 1), {}
    while model.running:
        model.step()
        register[format_month(model.month - 1)] = model.metric("registered_volunteer_share")
    before, after = register["2006-10"], register["2008-12"]
    assert after > 2 * before
    assert register["2017-11"] < 1.1 * after
    assert 0.015 < register["2017-11"] < 0.05
    assert register["2020-12"] > 2 * register["2017-11"]
