"""What follows from taking part: rules that can be left out, and which way they go when on."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.declarations.forms import CO_PRODUCTION, CONSULTATION, VOLUNTEERING
from sim.declarations.matters import COMMITTEE, FACILITIES, LEADER, OWN_REPORT
from sim.declarations.parameters import PARAMETERS
from sim.model import CommunityModel
from sim.scenario import load_scenario
from tests.small import WITHOUT

RULES = {
    "report_taking_part": 1.1,
    "collect_resident_leader": 0.2,
    "facility_upkeep": 1.0,
    "volunteer_supervision": 0.3,
}
SMALL = WITHOUT | {"population.scale": 0.02, "run.months": 1, "run.burn_in.months": 0}
Ones = np.ndarray


@cache
def month_after(past: str, **parameters: float) -> CommunityModel:
    """A small part of the town after a month before which all adults did a form, or nobody did."""
    settings = SMALL | {f"parameters.{name}": value for name, value in parameters.items()}
    model = CommunityModel(load_scenario("co_governance", settings), 3)
    if past:
        form = {"met": CONSULTATION, "led": CO_PRODUCTION, "helped": VOLUNTEERING}[past]
        model.world.residents.history[form] = 1
    model.step()
    return model


def heard(model: CommunityModel, channel: int) -> int:
    return int((model.state.matters.channel == channel).sum())


@pytest.mark.parametrize("name", RULES)
def test_a_consequence_can_be_left_out(name: str) -> None:
    one = PARAMETERS[name]
    assert one.off == one.low
    assert one.high == RULES[name]


def test_where_residents_stand_still_taking_part_has_no_consequences() -> None:
    def table(**parameters: float) -> bytes:
        settings = SMALL | {"run.months": 6, "population.scale": 0.01}
        settings |= {f"parameters.{name}": value for name, value in parameters.items()}
        scenario = replace(load_scenario("co_governance", settings), still=True)
        model = CommunityModel(scenario, 1)
        model.run_model()
        return model.frame().drop(columns=["month", "community"]).to_numpy().tobytes()

    assert table(**RULES) == table()


def test_those_who_take_part_report_more() -> None:
    on, off = (month_after("met", report_taking_part=value) for value in (1.1, 0))
    assert heard(on, OWN_REPORT) > 1.2 * heard(off, OWN_REPORT)
    idle, without = (month_after("", report_taking_part=value) for value in (1.1, 0))
    assert heard(idle, OWN_REPORT) == heard(without, OWN_REPORT)


def test_residents_who_lead_hear_of_matters() -> None:
    on, off = (month_after("led", collect_resident_leader=value) for value in (0.2, 0))
    assert heard(on, LEADER) > 1.5 * heard(off, LEADER)
    idle, without = (month_after("", collect_resident_leader=value) for value in (0.2, 0))
    assert heard(idle, LEADER) == heard(without, LEADER)


def test_a_say_in_facilities_spares_facility_matters() -> None:
    def arisen(model: CommunityModel) -> tuple[int, int]:
        kind = model.state.matters.kind
        return int((kind == FACILITIES).sum()), int((kind != FACILITIES).sum())

    known = {"need_rate": 0.3, "facility_effect": 0.0}
    on, off = (arisen(month_after("met", facility_upkeep=one, **known)) for one in (1, 0))
    assert on[0] == 0 < off[0]
    assert on[1] == pytest.approx(off[1], rel=0.2)
    idle, without = (arisen(month_after("", facility_upkeep=one, **known)) for one in (1, 0))
    assert idle == without


def test_volunteers_take_hours_of_the_staff_to_be_looked_after() -> None:
    known = {"intercept_volunteering": -4.0}
    on, off = (month_after("", volunteer_supervision=value, **known) for value in (0.3, 0))
    hours = off.state.books.hours_volunteered[0]
    assert hours.sum() > 0
    assert on.state.books.hours_volunteered.tolist() == off.state.books.hours_volunteered.tolist()
    more = on.state.books.hours[0, :, COMMITTEE] - off.state.books.hours[0, :, COMMITTEE]
    assert more.sum() > 0
    assert (more <= 0.3 * hours + 1e-9).all()
