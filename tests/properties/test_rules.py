"""Rules that can be left out: on, they move what their sources say, and which way."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    DEEP_FORMS,
    ELECTION,
    FORM_COUNT,
    INFORMED,
    VOLUNTEERING,
)
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.kernels.participation import BROADCAST, NOT_ASKED, OFFICIAL, ORGANISATION, TIE
from sim.model import CommunityModel
from sim.month.predictor import Centre, lasting_part
from sim.month.state import adults_in
from sim.policy import CommunityFacts, Conditions, conditions
from sim.scenario import load_scenario
from tests.small import OPTIONAL, WITHOUT

Ones = np.ndarray
SMALL = WITHOUT | {"population.scale": 0.03, "run.months": 25, "run.burn_in.months": 0}
YEAR = np.uint32(0xFFF)


@cache
def lived(**parameters: float) -> CommunityModel:
    """A small part of the town after two years, with some parameters moved."""
    settings = SMALL | {f"parameters.{name}": value for name, value in parameters.items()}
    model = CommunityModel(load_scenario("co_governance", settings), 3)
    model.run_model()
    return model


def share(which: Ones, of: Ones) -> float:
    return float((which & of).sum() / of.sum())


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_rule_can_be_left_out(name: str) -> None:
    one = PARAMETERS[name]
    assert one.off is not None
    assert one.low <= one.default <= one.high


# --- asks ------------------------------------------------------------------------------------


VISITED: dict[str, object] = WITHOUT | {
    "run.start": "2021-06",
    "run.burn_in.months": 0,
    "levers.party_network_coverage": 1,
    "levers.households_per_party_member": 20,
    "levers.double_registration": 1,
}


def election(**parameters: float) -> CommunityModel:
    """The small town after the month of an election with many visits."""
    settings = VISITED | {f"parameters.{name}": value for name, value in parameters.items()}
    model = CommunityModel(load_scenario("example", settings), 2)
    model.step()
    return model


def test_an_ask_before_an_election_passes_to_those_of_the_household() -> None:
    def reached(model: CommunityModel) -> Ones:
        month = model.last_month
        assert month is not None
        assert month.election
        found: Ones = month.asked_by[ELECTION] == TIE
        return found

    without, model = election(), election(ask_rate_household=0.8)
    month, homes = model.last_month, model.world.residents.household
    assert month is not None
    assert not reached(without).any()
    asked = np.flatnonzero(month.party_ask == ELECTION)
    mates = np.isin(homes, homes[asked])
    mates[asked] = False
    passed = reached(model)
    assert passed.any()
    # Some households have more than one who was asked, none that nobody came to.
    assert set(homes[passed]) <= set(homes[asked])
    assert share(passed, mates & month.decides) == pytest.approx(0.8, abs=0.1)


def test_repeated_asks_wear_and_tiredness_of_them_passes() -> None:
    def asks(model: CommunityModel) -> int:
        month = model.last_month
        assert month is not None
        return int(((month.asked_by != NOT_ASKED) & (month.asked_by != BROADCAST)).sum())

    worn = lived(ask_wear=0.25, ask_recovery=0.1)
    assert asks(worn) < 0.9 * asks(lived())
    month, fatigue = worn.last_month, worn.world.residents.ask_fatigue
    assert month is not None
    assert ((fatigue >= 0) & (fatigue < 1)).all()
    assert fatigue[month.decides].mean() > 0.1
    assert not lived().world.residents.ask_fatigue.any()
    # Whoever recovers at once is tired of this month's asks only.
    soon = lived(ask_wear=0.25, ask_recovery=0.5).world.residents.ask_fatigue
    assert soon.mean() < 0.8 * fatigue.mean()


def test_those_who_are_not_asked_open_again() -> None:
    model = CommunityModel(
        load_scenario(
            "example", WITHOUT | {"parameters.weight_ask": 1, "parameters.ask_wear": 0.2}
        ),
        1,
    )
    residents = model.world.residents
    residents.ask_fatigue[:] = 0.8
    model.step()
    month = model.last_month
    assert month is not None
    in_person = (month.asked_by != NOT_ASKED) & (month.asked_by != BROADCAST)
    asks = in_person.sum(axis=0)
    stayed = residents.arrived < month.number
    for number in range(FORM_COUNT):
        rows = stayed & (asks == number)
        expected = 1 - (1 - 0.9 * 0.8) * 0.8**number
        assert residents.ask_fatigue[rows] == pytest.approx(expected)
    assert (stayed & (asks == 0)).any()


def test_more_visits_before_an_election_ask_more() -> None:
    def visits(often: float) -> tuple[int, int, int]:
        model = CommunityModel(
            load_scenario(
                "example",
                VISITED | {"parameters.election_visits": often, "parameters.party_visit_rate": 0.4},
            ),
            2,
        )
        model.step()
        month = model.last_month
        assert month is not None
        asked, visited = (month.party_ask == ELECTION).sum(), month.visited.sum()
        model.step()
        assert model.last_month is not None
        return int(asked), int(visited), int(model.last_month.visited.sum())

    before, after = visits(1), visits(2)
    assert after[0] > 1.5 * before[0]
    assert after[1] > 1.5 * before[1]
    # In the month after as often as ever.
    assert after[2] == before[2]


def test_group_leaders_ask_where_the_committee_has_no_time() -> None:
    def asked(rate: float) -> Ones:
        settings = WITHOUT | {"levers.committee_staff": 0, "parameters.ask_rate_group_leader": rate}
        model = CommunityModel(load_scenario("example", settings), 2)
        model.step()
        month = model.last_month
        assert month is not None
        heard: Ones = month.asked_by[:, month.decides] == OFFICIAL
        return heard[[ACTIVITY, VOLUNTEERING]]

    assert not asked(0).any()
    assert asked(0.1).mean() == pytest.approx(0.1, abs=0.03)


def test_hours_of_training_ask_adults_to_take_a_lead() -> None:
    def asked(asks: float) -> tuple[int, float]:
        settings = WITHOUT | {
            "run.burn_in.months": 0,
            "levers.leader_training": 0,
            "levers.project_youth": 1,
            "levers.project_budget": 20_000,
            "parameters.leader_training_asks": asks,
        }
        model = CommunityModel(load_scenario("example", settings), 2)
        model.step()
        month = model.last_month
        assert month is not None
        hours = sum(one.plan.leaders for ones in model.roster.projects for one in ones.values())
        return int((month.asked_by[CO_PRODUCTION] == ORGANISATION).sum()), hours

    assert asked(0)[0] == 0
    number, hours = asked(2)
    assert hours > 5
    assert number == pytest.approx(2 * hours, rel=0.5)


# --- forms -----------------------------------------------------------------------------------


def deep(model: CommunityModel) -> Ones:
    months = np.bitwise_or.reduce(model.world.residents.history[list(DEEP_FORMS)])
    took: Ones = (months & YEAR) != 0
    return took


def test_knowing_what_goes_on_leads_to_deeper_forms() -> None:
    """More of those who know, and more through it than dispositions alone bring together."""

    def gap(model: CommunityModel) -> float:
        month, knows = model.last_month, model.world.residents.habit[INFORMED]
        assert month is not None
        often = knows >= np.median(knows[month.decides])
        return share(deep(model), month.decides & often) - share(
            deep(model), month.decides & ~often
        )

    knowing = lived(weight_informed=2)
    assert deep(knowing).sum() > deep(lived()).sum()
    assert gap(knowing) > gap(lived()) + 0.02


@pytest.mark.parametrize("form", [CONSULTATION, CO_PRODUCTION])
def test_few_hold_roles_where_their_holders_keep_them(form: int) -> None:
    def holders(model: CommunityModel) -> tuple[int, int]:
        months = model.world.residents.history[form] & YEAR
        return int((months != 0).sum()), int(np.bitwise_count(months).sum())

    short = {"intercept_co_production": -6.0, "intercept_consultation": -6.0}
    many, times = holders(lived(**short))
    few, as_often = holders(lived(**short, role_holding=1))
    assert few < 0.85 * many
    # The roles are filled as before.
    assert as_often > 0.8 * times


def test_retention_rises_with_intensity_and_with_lasting_differences() -> None:
    """Occasional and regular volunteers come out of dispositions; no rule of their own is needed.

    Source: Butrica, Johnson & Zedlewski 2009; Hank & Erlinghagen 2009.
    """

    def stayed(model: CommunityModel, least: int, most: int) -> float:
        months = model.world.residents.history[VOLUNTEERING]
        before = np.bitwise_count(months >> np.uint32(12) & YEAR)
        return share((months & YEAR) != 0, (before >= least) & (before <= most))

    more = {"intercept_volunteering": -9, "registration_drive_rate": 0.004}
    model = lived(**more)
    assert stayed(model, 1, 1) + 0.1 < stayed(model, 2, 3) < stayed(model, 4, 12)
    assert stayed(lived(disposition_sd=0.75, **more), 1, 12) + 0.1 < stayed(model, 1, 12)


# --- who, and where --------------------------------------------------------------------------


def test_ties_with_locals_bring_migrants_nearer() -> None:
    """The odds of migrants rise, most where groups mix; locals feel nothing of it at first."""
    apart, mixed = lived(), lived(migrant_mixing=1)
    assert mixed.metric("participation_odds_migrant") > apart.metric("participation_odds_migrant")
    scenario = load_scenario("co_governance", SMALL)
    model = CommunityModel(scenario, 3)
    centre = Centre.of(model.world, adults_in(model.world, model.month), model.month)
    without, given = (
        lasting_part(
            model.world,
            slice(None),
            centre,
            model.month,
            {**model.parameters, "migrant_mixing": on},
        ).common
        for on in (0.0, 1.0)
    )
    gain, migrant, ties = given - without, model.world.residents.migrant, model.world.ties
    assert not gain[~migrant].any()
    for row in np.flatnonzero(migrant)[:200].tolist():
        outside = ties.of(row)[int(ties.household_degree[row]) :]
        local = 1 - migrant[outside].mean() if outside.size else 0.0
        assert gain[row] == pytest.approx(-model.parameters["beta_migrant"] * local)


def test_a_project_for_migrants_includes_them() -> None:
    """At full provision it gives back half of the effect of being one, on them alone."""

    def took(inclusion: float) -> tuple[float, float]:
        settings = SMALL | {
            "levers.project_youth": 0,
            "levers.project_families": 0,
            "levers.project_migrants": 1,
            "levers.project_budget": 300_000,
            "parameters.project_inclusion": inclusion,
        }
        model = CommunityModel(load_scenario("co_governance", settings), 3)
        model.step()
        month, migrant = model.last_month, model.world.residents.migrant
        assert month is not None
        assert (month.conditions.inclusion[month.member] > 0).all() == (inclusion > 0)
        willing = month.willing != 0
        return share(willing, month.decides & migrant), share(willing, month.decides & ~migrant)

    without, with_it = took(0), took(0.6)
    assert with_it[0] > without[0] * 1.05
    assert with_it[1] == without[1]


def test_a_disability_keeps_from_taking_part() -> None:
    def took(model: CommunityModel) -> float:
        month, disabled = model.last_month, model.world.residents.disabled
        assert month is not None
        return share(deep(model), month.decides & disabled)

    assert took(lived(beta_disabled=-0.8)) < took(lived())


def test_men_lead_groups_more_rarely() -> None:
    def men(rarity: float) -> float:
        settings = WITHOUT | {"population.scale": 1, "parameters.leader_male": rarity}
        residents = CommunityModel(load_scenario("example", settings), 2).world.residents
        return share(~residents.female, residents.group_leader)

    assert men(3) < men(1) - 0.1


def test_associations_replace_activities_and_units_carry_organisations() -> None:
    values = {name: np.full(2, lever.off) for name, lever in LEVERS.items()}
    numbers: dict[str, Any] = dict.fromkeys(CommunityFacts.__dataclass_fields__, np.full(2, 1.0))
    numbers |= {
        "residents": np.full(2, 8_000.0),
        "associations": np.array([0.0, 9.0]),
        "organisations": np.array([6.0, 6.0]),
        "units": np.array([5.0, 20.0]),
        "member": np.ones(2, dtype=np.bool_),
        "scale": 1.0,
    }

    def met(**parameters: float) -> Conditions:
        defaults = {name: one.default for name, one in PARAMETERS.items()}
        defaults |= {
            name: value for name in OPTIONAL if (value := PARAMETERS[name].off) is not None
        }
        return conditions(values, CommunityFacts(**numbers), defaults | parameters)

    plain = met()
    assert plain.appeal[0] == plain.appeal[1]
    assert plain.organisation_capacity[0] == plain.organisation_capacity[1]
    replaced = met(association_substitution=0.5)
    assert (plain.appeal - replaced.appeal).tolist() == [0.0, 0.5]
    carried = met(organisation_capacity_units=0.5).organisation_capacity
    assert carried / plain.organisation_capacity == pytest.approx([0.75, 1.5])
