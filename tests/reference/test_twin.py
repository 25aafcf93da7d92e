from collections import Counter

import numpy as np
import pytest

from sim.declarations.metrics import METRICS
from sim.kernels.participation import NOT_ASKED
from sim.model import CommunityModel
from tests.reference.measuring import metrics
from tests.reference.people import FORM_NAMES
from tests.reference.twin import INDEX, Twin
from tests.small import ScenarioMaker

TOLERANCE = 1e-12
YEAR = range(12)

POLICIES = {
    "government_led": """
        extends: government_led
        town: example
        run: {start: 2020-07, months: 36, burn_in: {months: 0}}
    """,
    "integration with prizes": """
        extends: integration
        town: example
        run: {start: 2020-10, months: 36, burn_in: {months: 4, under: government_led}}
        levers: {volunteer_prizes: 8000, volunteer_recognition: 0.5}
        timeline:
          - {date: 2021-03, levers: {volunteer_prizes: {riverside: 20000}, control: 0.4}}
          - {date: 2022-02, levers: {volunteer_recognition: 0, grid_workers: 0}}
    """,
    "co_governance with a hard threshold": """
        extends: co_governance
        town: example
        run: {start: 2020-12, months: 36, burn_in: {months: 6, under: government_led}}
        parameters: {norm_exponent: .inf, organisation_dissolving: 0.06}
    """,
    "co_governance with little time and few places": """
        extends: co_governance
        town: example
        run: {start: 2021-01, months: 36, burn_in: {months: 3, under: integration}}
        levers: {volunteer_prizes: 3000}
        parameters: {free_hours_working: 10, free_hours_older: 40, places_activity: 0.05,
                     places_volunteering: 0.02, intercept_activity: -3, intercept_volunteering: -5,
                     ask_official: -0.2, habit_rate: 0.3, trust_averaging: 0.5}
    """,
    "co_governance without asks, norm and habit": """
        extends: co_governance
        town: example
        run: {start: 2021-04, months: 36, burn_in: {months: 0}}
        parameters: {weight_ask: 0, weight_norm: 0, weight_habit: 0, weight_cost: 0,
                     disposition_sd: 0, trust_averaging: 0}
    """,
}


def bits(forms: set[str]) -> int:
    return sum(1 << INDEX[form] for form in forms)


def check_decisions(model: CommunityModel, twin: Twin) -> None:
    month = model.last_month
    assert month is not None
    rows = range(len(twin.people))
    for name in ("willing", "decided", "took"):
        answers = [bits(getattr(twin, name)[row]) for row in rows]
        assert getattr(month, name).tolist() == answers, name
    for form, index in INDEX.items():
        sources = [twin.asked_by[row].get(form, NOT_ASKED) for row in rows]
        assert month.asked_by[index].tolist() == sources, form
    assert set(np.flatnonzero(month.visited).tolist()) == twin.visited
    assert month.meeting.tolist() == [twin.meeting[place.index] for place in twin.places]
    assert month.outcome.tolist() == [twin.outcome[person.household] for person in twin.people]


def check_people(model: CommunityModel, twin: Twin) -> None:
    columns = model.world.residents
    for name in ("trust", "efficacy", "belonging", "motive_loss"):
        expected = np.array([getattr(person, name) for person in twin.people])
        assert np.abs(getattr(columns, name) - expected).max() < TOLERANCE, name
    for form, index in INDEX.items():
        habit = np.array([person.habit[form] for person in twin.people])
        assert np.abs(columns.habit[index] - habit).max() < TOLERANCE, form
        for ago in YEAR:
            did = [person.did(form, twin.month - 1 - ago) for person in twin.people]
            assert (columns.history[index] >> ago & 1).astype(bool).tolist() == did, form
    for name in ("registered", "on_call"):
        flags = [getattr(person, name) for person in twin.people]
        assert getattr(columns, name).tolist() == flags, name


def check_places(model: CommunityModel, twin: Twin) -> None:
    assert model.state.organisations == [place.organisations for place in twin.places]
    assert np.abs(model.state.agenda - [place.agenda for place in twin.places]).max() < TOLERANCE
    if not np.isnan(model.state.voters).all():
        assert model.state.voters.tolist() == [place.voters for place in twin.places]


def check_metrics(model: CommunityModel, twin: Twin) -> None:
    groups = {place.index: [place] for place in twin.places} | {-1: twin.places}
    for index, places in groups.items():
        community = "town" if index < 0 else model.world.town.community_ids[index]
        expected = metrics(twin, places)
        assert expected.keys() == METRICS.keys()
        for name, value in expected.items():
            found = model.metric(name, community)
            assert found == pytest.approx(value, rel=TOLERANCE, abs=TOLERANCE, nan_ok=True), name


@pytest.mark.parametrize("name", POLICIES)
def test_the_twin_decides_the_same_for_everyone_in_every_month(
    name: str, scenario_of: ScenarioMaker
) -> None:
    scenario = scenario_of(POLICIES[name])
    seed = sorted(POLICIES).index(name)
    model = CommunityModel(scenario, seed)
    twin = Twin(scenario, seed, model.world.copy())
    seen: Counter[str] = Counter()
    while model.running:
        model.step()
        twin.step()
        check_decisions(model, twin)
        check_people(model, twin)
        check_places(model, twin)
        if model.month % 5 == 0 or not model.running:
            check_metrics(model, twin)
        seen.update(happened(twin))
    assert scenario.end - scenario.first_month >= 36
    wanted = ALWAYS | (WITH_PRIZES if "prizes" in POLICIES[name] else set())
    assert not wanted - seen.keys()


MEETING = {-1: "ritual", 1: "carried out"}
OUTCOME = {-1: "neglected", 1: "resolved"}


def happened(twin: Twin) -> set[str]:
    """Words for what happened in the month that the twin has just run."""
    words = set(twin.noted)
    for person in twin.people:
        took, willing = twin.took[person.row], twin.willing[person.row]
        words.update(f"took {form}" for form in took)
        words.update(f"asked by {source}" for source in twin.asked_by[person.row].values())
        words.update(f"no place in {form}" for form in willing - took if person.registered)
        if "volunteering" in willing - took and not person.registered:
            words.add("not let in")
        if person.motive_loss > 0:
            words.add("worn")
    words.update(MEETING[one] for one in twin.meeting.values() if one)
    words.update(OUTCOME[one] for one in twin.outcome if one)
    if twin.visited:
        words.add("visited")
    if any(place.member_from == twin.month - 1 for place in twin.places):
        words.add("a community joined")
    return words


# What must have happened for the comparison to mean anything.
ALWAYS = {
    *(f"asked by {source}" for source in range(6)),
    *(f"took {form}" for form in FORM_NAMES),
    "no place in co_production", "no place in consultation", "not let in", "no hours left",
    "visited", "resolved", "neglected", "carried out", "ritual", "stopped", "driven", "founded",
    "dissolved", "newcomers", "a community joined",
}  # fmt: skip
WITH_PRIZES = {"worn", "no place in activity", "no place in volunteering"}
