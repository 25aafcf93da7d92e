"""Rules that are off by default: on, they move what their sources say, and which way."""

from functools import cache

import numpy as np
import pytest

from sim.declarations.forms import (
    CO_PRODUCTION,
    CONSULTATION,
    DEEP_FORMS,
    ELECTION,
    FORM_COUNT,
    INFORMED,
    VOLUNTEERING,
)
from sim.declarations.parameters import PARAMETERS
from sim.kernels.participation import BROADCAST, NOT_ASKED, TIE
from sim.model import CommunityModel
from sim.scenario import load_scenario

Ones = np.ndarray
SMALL = {"population.scale": 0.03, "run.months": 25, "run.burn_in.months": 0}
OFF = ("weight_informed", "ask_rate_household", "ask_wear", "role_holding", "registration_once")
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


@pytest.mark.parametrize("name", OFF)
def test_a_rule_is_off_by_default(name: str) -> None:
    one = PARAMETERS[name]
    assert one.default == one.off == one.low


# --- asks ------------------------------------------------------------------------------------


def election(**parameters: float) -> CommunityModel:
    """The small town after the month of an election with many visits."""
    settings: dict[str, object] = {
        "run.start": "2021-06",
        "run.burn_in.months": 0,
        "levers.party_network_coverage": 1,
        "levers.households_per_party_member": 20,
        "levers.double_registration": 1,
    }
    settings |= {f"parameters.{name}": value for name, value in parameters.items()}
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
        load_scenario("example", {"parameters.weight_ask": 1, "parameters.ask_wear": 0.2}), 1
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

    short = {"intercept_co_production": -6.0}
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

    model = lived()
    assert stayed(model, 1, 1) + 0.1 < stayed(model, 2, 3) < stayed(model, 4, 12)
    assert stayed(lived(disposition_sd=0.75), 1, 12) + 0.1 < stayed(model, 1, 12)
