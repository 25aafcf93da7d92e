import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from sim.declarations.matters import ACTOR_TYPES, CHANNELS, STATES
from sim.declarations.metrics import METRICS
from sim.kernels.participation import NOT_ASKED
from sim.model import CommunityModel
from sim.scenario import Scenario, load_scenario
from tests.reference.measuring import metrics
from tests.reference.people import DEEP, FORM_NAMES
from tests.reference.twin import INDEX, Twin
from tests.small import SMALL_TOWN

TOLERANCE = 1e-12
YEAR = range(12)

POLICIES = {
    "government_led": """
        extends: government_led
        town: {town}
        run: {start: 2020-07, months: 26, burn_in: {months: 0}}
        parameters: {need_rate: 0.3}
    """,
    "integration in a town scaled down": """
        extends: integration
        town: {town}
        population: {scale: 0.5}
        run: {start: 2021-01, months: 24, burn_in: {months: 0}}
        levers: {grid_workers: 4, shock: 3}
    """,
    "integration with prizes": """
        extends: integration
        town: {town}
        run: {start: 2020-10, months: 26, burn_in: {months: 4, under: government_led}}
        levers: {volunteer_prizes: 2400, volunteer_recognition: 0.5}
        timeline:
          - {date: 2021-03, levers: {volunteer_prizes: {riverside: 20000}, control: 0.4}}
          - {date: 2022-02, levers: {volunteer_recognition: 0, grid_workers: 3, shock: 3,
                                      proactive_patrol: 1}}
        parameters: {places_volunteering: 0.1, places_volunteering_base: 0.3,
                     places_activity: 0.05, intercept_activity: -3, ask_rate_called: 0.5,
                     recognition_worth: 1.5, intercept_volunteering: -4, intercept_registration: -2,
                     registration_drive_rate: 0.05}
    """,
    "co_governance with a hard threshold": """
        extends: co_governance
        town: {town}
        run: {start: 2020-12, months: 26, burn_in: {months: 6, under: government_led}}
        levers: {project_youth: 1, project_budget: 300000, third_party_evaluation: 0.8,
                 incubation: 0.5, social_worker_skill: 0.7, grid_workers: 2, shock: 2,
                 shock_facilities: 1.5, shock_dispute: {hillside: 2}}
        timeline:
          - {date: 2021-12, levers: {project_youth: 0}}
        parameters: {norm_exponent: .inf, organisation_dissolving: 0.06, trust_averaging: 0.5,
                     unit_agreement_months: 12, habit_rate: 0.3}
    """,
    "everything on with little time": """
        extends: co_governance
        town: {town}
        run: {start: 2021-01, months: 26, burn_in: {months: 3, under: integration}}
        levers: {control: 0.5, volunteer_prizes: 3000, project_youth: 1, project_families: 1,
                 project_organisations: {riverside: 1}, project_budget: 2000, grid_workers: 3,
                 grid_points: 8000, households_per_party_member: 20, party_network_coverage: 1,
                 double_registration: 0, supervision: 0.3, shock: 3,
                 demand_matching: 0.7, incubation: 1, third_party_evaluation: 0.8,
                 social_worker_skill: 0.7}
        parameters: {free_hours_working: 10, free_hours_older: 40, places_activity: 0.05,
                     places_volunteering: 0.02, intercept_activity: -3, intercept_volunteering: -5,
                     intercept_consultation: -4, intercept_co_production: -4,
                     places_co_production: 0.002, ask_official: -0.2, unit_hours_offered: 10,
                     town_hours: 800, adoption_base: 0.1, carry_over: 0.2, team_renewal: 0.6,
                     party_tiring: 0.08, party_load: 10, organisation_incubation: 1,
                     intercept_registration: -2, registration_drive_rate: 0.05}
    """,
    "co_governance without asks, norm and habit": """
        extends: co_governance
        town: {town}
        run: {start: 2021-04, months: 24, burn_in: {months: 0}}
        levers: {project_youth: 1, project_budget: 300000, social_worker_skill: 0.7}
        parameters: {weight_ask: 0, weight_norm: 0, weight_habit: 0, weight_cost: 0,
                     disposition_sd: 0, trust_averaging: 0}
    """,
    "with the rules that can be left out, at other values": """
        extends: co_governance
        town: {town}
        run: {start: 2021-02, months: 26, burn_in: {months: 4, under: government_led}}
        levers: {households_per_party_member: 20, double_registration: 1, project_youth: 1,
                 project_budget: 300000, team_support: 1, incubation: 1}
        parameters: {election_visits: 2, leader_training_asks: 0.2, ask_rate_group_leader: 0.05,
                     beta_disabled: -0.8, migrant_mixing: 0.8, association_substitution: 0.7,
                     organisation_capacity_units: 0.6, organisation_founding_support: 1.0,
                     ask_rate_household: 0.5, ask_wear: 0.2, ask_recovery: 0.3,
                     weight_informed: 1.2, role_holding: 0.7, registration_once: 0.6,
                     places_co_production: 0.003,
                     intercept_co_production: -5, intercept_consultation: -4,
                     places_consultation: 0.005, intercept_registration: -2,
                     registration_drive_rate: 0.05, need_rate: 0.3,
                     report_taking_part: 0.8, collect_resident_leader: 0.2,
                     facility_upkeep: 1, volunteer_supervision: 0.3}
    """,
    "with every standard moved": """
        extends: co_governance
        town: {town}
        run: {start: 2021-02, months: 24, burn_in: {months: 4, under: government_led}}
        levers: {project_youth: 1, project_budget: 3000, grid_workers: 3, grid_platform: 0.7,
                 incubation: 1, control: 0.3, delegation: 0.4, supervision: 0.5, shock: 2}
        parameters: {norm_months: 7, threshold_alpha: 3, threshold_beta: 4, voice_control: 0.9,
                     committee_residents: 5000, committee_tasks_base: 0.45,
                     committee_load_most: 0.85, committee_dated_share: 0.35,
                     kind_share_facilities: 0.25, kind_agreement_dispute: 0.2,
                     kind_agreement_environment: 0.2, size_share_small: 0.6,
                     size_share_medium: 0.3, size_hours_small: 0.8, size_hours_medium: 4,
                     size_hours_large: 25, station_standard: 150, station_saturation: 1.5,
                     paper_months: 1, detection_months: 5, consultation_tries: 1,
                     full_say_meetings: 8, coordination_partners: 1, organisation_standard: 7,
                     organisation_founding_base: 0.3, organisation_units: 5,
                     organisation_units_most: 1.5, organisation_leaders_most: 4,
                     organisation_team_share: 0.7, organisation_growth_base: 0.8,
                     grid_residents: 2000, grid_platform_saving: 0.3, unit_signing_base: 0.3,
                     provision_standard: 60, agency_count: 2, delegation_staff: 25,
                     carry_over: 0.3, need_rate: 0.3}
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
    near(month.carried, [place.carried for place in twin.places])
    near(month.ritual, [place.ritual for place in twin.places])
    assert month.outcome.tolist() == [twin.outcome[person.household] for person in twin.people]


def check_people(model: CommunityModel, twin: Twin) -> None:
    columns = model.world.residents
    for name in ("trust", "efficacy", "belonging", "motive_loss", "ask_fatigue", "fatigue"):
        expected = np.array([getattr(person, name) for person in twin.people])
        assert np.abs(getattr(columns, name) - expected).max() < TOLERANCE, name
    for form, index in INDEX.items():
        habit = np.array([person.habit[form] for person in twin.people])
        assert np.abs(columns.habit[index] - habit).max() < TOLERANCE, form
        for ago in YEAR:
            did = [person.did(form, twin.month - 1 - ago) for person in twin.people]
            assert (columns.history[index] >> ago & 1).astype(bool).tolist() == did, form
    for name, counted in (("households_served", twin.served), ("duties", twin.duties)):
        numbers = [counted.get(person.row, 0) for person in twin.people]
        assert getattr(columns, name).tolist() == numbers, name
    for name in ("registered", "on_call"):
        flags = [getattr(person, name) for person in twin.people]
        assert getattr(columns, name).tolist() == flags, name


def near(found: Iterable[float], expected: Iterable[float]) -> None:
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, rel=TOLERANCE, abs=TOLERANCE)


def check_places(model: CommunityModel, twin: Twin) -> None:
    roster = model.roster
    near([one.agenda for one in roster.committees], [place.agenda for place in twin.places])
    near(
        [one.coordination for one in roster.committees],
        [place.coordination for place in twin.places],
    )
    for place in twin.places:
        ones = roster.organisations[place.index]
        assert [one.actor_id for one in ones] == [one.who for one in place.organisations]
        assert [one.kind == "volunteer_team" for one in ones] == [
            one.team for one in place.organisations
        ]
        near([one.members for one in ones], [one.members for one in place.organisations])
        units = roster.units[place.index]
        assert [one.until for one in units] == [one.until for one in place.units]
        near([one.commitment for one in units], [one.commitment for one in place.units])
        assert list(roster.projects[place.index]) == list(place.projects)
    assert [len(workers) for workers in roster.grids] == [grid.workers for grid in twin.grids]
    if not np.isnan(model.state.voters).all():
        assert model.state.voters.tolist() == [place.voters for place in twin.places]


EXACT = {
    "household": "home",
    "resident": "person",
    "community": "place",
    "grid": "grid",
    "kind": "kind",
    "size": "size",
    "vulnerable": "vulnerable",
    "migrant": "migrant",
    "agreement": "agreement",
    "beyond": "beyond",
    "scope": "scope",
    "rank": "rank",
    "level": "level",
    "arisen": "arisen",
    "since": "since",
    "ready": "ready",
    "collected": "collected",
    "tries": "tries",
    "closed": "closed",
    "closed_at": "closed_at",
    "reopen": "reopen",
    "reopened": "reopened",
}


def check_matters(model: CommunityModel, twin: Twin) -> None:
    table = model.state.matters
    kept = set(table.id.tolist())
    known = [one for one in twin.matters if one.who in kept]
    assert table.id.tolist() == [one.who for one in known]
    for name, attribute in EXACT.items():
        expected = [getattr(one, attribute) for one in known]
        assert getattr(table, name).tolist() == expected, name
    assert [STATES[k] for k in table.state] == [one.state for one in known]
    assert [CHANNELS[k] for k in table.channel] == [one.channel for one in known]
    types = [one.name for one in ACTOR_TYPES]
    bits = [sum(1 << types.index(actor) for actor in one.workers) for one in known]
    assert table.joint.tolist() == bits
    near(table.hours, [one.hours for one in known])
    for found, one in zip(table.days.tolist(), known, strict=True):
        assert found == pytest.approx(one.days, rel=TOLERANCE, abs=30 * TOLERANCE)
    states = Counter((one.place, one.state) for one in twin.matters)
    assert table.by_state().tolist() == [
        [states[place.index, state] for state in STATES] for place in twin.places
    ]


def check_metrics(model: CommunityModel, twin: Twin) -> None:
    groups = {place.index: [place] for place in twin.places} | {-1: twin.places}
    for index, places in groups.items():
        community = "town" if index < 0 else model.world.town.community_ids[index]
        expected = metrics(twin, places)
        assert expected.keys() == METRICS.keys()
        for name, value in expected.items():
            found = model.metric(name, community)
            if name == "network_density" and index >= 0:
                value = math.nan
            assert found == pytest.approx(value, rel=TOLERANCE, abs=TOLERANCE, nan_ok=True), name


def happenings(scenario: Scenario, seed: int) -> set[str]:
    """Run model and twin side by side, compare everything, and say what happened."""
    model = CommunityModel(scenario, seed)
    twin = Twin(scenario, seed, model.world.copy())
    seen: set[str] = set()
    while model.running:
        model.step()
        twin.step()
        check_decisions(model, twin)
        check_people(model, twin)
        check_places(model, twin)
        check_matters(model, twin)
        if model.month % 5 == 0 or not model.running:
            check_metrics(model, twin)
        seen |= happened(twin)
    assert scenario.end - scenario.first_month >= 24
    return seen


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], set[str]]:
    """What happened under a policy, the comparison made once."""

    @cache
    def compare(name: str) -> set[str]:
        path = tmp_path_factory.mktemp("twin") / "made.yaml"
        text = dedent(POLICIES[name]).replace("{town}", str(SMALL_TOWN))
        path.write_text(text, encoding="utf-8")
        return happenings(load_scenario(path), sorted(POLICIES).index(name))

    return compare


ALL = (pytest.mark.long, pytest.mark.xdist_group("twin"))
QUICK = {"government_led", "integration in a town scaled down", "integration with prizes"}


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[] if one in QUICK else ALL) for one in POLICIES]
)
def test_the_twin_decides_the_same_for_everyone_in_every_month(
    name: str, compared: Callable[[str], set[str]]
) -> None:
    assert len(compared(name)) > 40


@pytest.mark.long
@pytest.mark.xdist_group("twin")
def test_everything_that_can_happen_happened_under_one_of_the_policies(
    compared: Callable[[str], set[str]],
) -> None:
    missing = EVER - set().union(*(compared(name) for name in POLICIES))
    assert not missing


def test_residents_who_stand_still_do_so_in_the_twin(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    text = POLICIES["integration in a town scaled down"].replace("{town}", str(SMALL_TOWN))
    path.write_text(dedent(text), encoding="utf-8")
    seen = happenings(replace(load_scenario(path), still=True), 1)
    assert "worked committee" in seen
    assert not {"driven", "not let in", *(f"took {form}" for form in FORM_NAMES)} & seen


OUTCOME = {-1: "told of neglect", 1: "told of a resolution"}


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
    words.update(one.state for one in twin.matters)
    words.update(f"heard by {one.channel}" for one in twin.matters)
    words.update(f"worked {actor}" for one in twin.matters for actor in one.workers)
    words.update(f"closed at {one.closed_at}" for one in twin.matters if one.closed)
    words.update("carried out" for place in twin.places if place.carried > 0)
    words.update("ritual" for place in twin.places if place.ritual > 0)
    words.update(OUTCOME[one] for one in twin.outcome if one)
    if twin.visited:
        words.add("visited")
    if any(place.member_from == twin.month - 1 for place in twin.places):
        words.add("a community joined")
    return words


# What must have happened for the comparison to mean anything.
EVER = {
    *(f"asked by {source}" for source in range(6)),
    *(f"took {form}" for form in FORM_NAMES),
    *(f"no place in {form}" for form in DEEP),
    *STATES,
    *(f"heard by {channel}" for channel in CHANNELS),
    *(
        f"worked {actor}"
        for actor in (
            "committee",
            "grid",
            "town",
            "units",
            "organisations",
            "social_workers",
            "volunteers",
        )
    ),
    *(f"closed at {level}" for level in range(3)),
    "worn",
    "tired",
    "not let in",
    "no hours left",
    "visited",
    "told of a resolution",
    "told of neglect",
    "carried out",
    "ritual",
    "stopped",
    "driven",
    "founded",
    "incubated",
    "dissolved",
    "orphan",
    "newcomers",
    "a community joined",
    "grievance",
    "reopened",
    "glossed over",
    "unserved for too long",
    "waited for a meeting in vain",
    "renewed",
    "lapsed agreement",
    "project ended",
    "new team",
    "volunteers without a team",
    "talk at home",
    "tired of asks",
    "answered once for all",
    "kept a role in consultation",
    "kept a role in co_production",
    "facilities kept up",
    "resident leaders listened",
}
