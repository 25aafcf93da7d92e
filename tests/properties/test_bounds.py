"""What must hold in every month, whatever is decreed."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.declarations.columns import RESIDENT_COLUMNS
from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    DEEP_FORMS,
    ELECTION,
    FORMS,
    INFORMED,
    VOLUNTEERING,
)
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.kernels.participation import NOT_ASKED
from sim.model import CommunityModel
from sim.month.state import ADULT_MONTHS, Month
from sim.month.taking_part import places_of
from sim.scenario import load_scenario
from tests.small import SMALL_TOWN

POLICIES = st.fixed_dictionaries(
    {},
    optional={f"levers.{name}": st.floats(lever.low, lever.high) for name, lever in LEVERS.items()},
)
BEHAVIOURS = st.fixed_dictionaries(
    {},
    optional={
        f"parameters.{name}": st.floats(parameter.low, parameter.high)
        for name, parameter in PARAMETERS.items()
    },
)
MONTHS = 10
# The election of 2021-06 and the community that joins in 2022-03 are in the window.
START = st.sampled_from(["2020-12", "2021-05", "2021-12"])


@settings(max_examples=25)
@given(policy=POLICIES, behaviour=BEHAVIOURS, start=START, seed=st.integers(0, 2**63 - 1))
def test_months_keep_their_bounds(
    policy: dict[str, float], behaviour: dict[str, float], start: str, seed: int
) -> None:
    chosen = {"run.start": start, "run.months": MONTHS, "run.burn_in.months": 0}
    scenario = load_scenario("base", {"town": str(SMALL_TOWN)} | chosen | policy | behaviour)
    model = CommunityModel(scenario, seed)
    while model.running:
        registered = model.world.residents.registered.copy()
        free_hours = model.world.residents.free_hours.copy()
        model.step()
        month = model.last_month
        assert month is not None
        check_columns(model)
        check_decisions(month, free_hours)
        check_places(month)
        check_register(model, registered)
    check_metrics(model)


def check_columns(model: CommunityModel) -> None:
    for column in RESIDENT_COLUMNS:
        values = getattr(model.world.residents, column.name)
        assert not np.isnan(values.astype(float)).any(), column.name
        if column.low is not None:
            assert (values >= column.low).all(), column.name
        if column.high is not None:
            assert (values <= column.high).all(), column.name
    roster, p = model.roster, model.parameters
    for committee in roster.committees:
        assert 0 <= committee.agenda < 1
        assert 0 <= committee.coordination <= 1
    for unit in (one for ones in roster.units for one in ones):
        assert 0 <= unit.commitment <= 1
    for one in (one for ones in roster.organisations for one in ones):
        assert p["organisation_members_first"] <= one.members
        assert one.members <= max(p["organisation_members_most"], p["organisation_members_first"])
    for ones in roster.organisations:
        assert len(ones) <= p["organisation_capacity"] + 1


def check_decisions(month: Month, free_hours: np.ndarray) -> None:
    residents = month.world.residents
    assert not (month.took & ~month.willing).any()
    assert not (month.willing & ~month.decided).any()
    assert not month.decided[~month.decides].any()
    new = residents.arrived == month.number
    age = month.number - residents.birth_month
    assert not (month.decides & ~new & (age < ADULT_MONTHS)).any()
    assert month.member[residents.community[month.decides]].all()
    asked = month.asked_by != NOT_ASKED
    informed = month.decided >> INFORMED & 1 == 1
    assert np.array_equal(informed, asked[INFORMED])
    open_meetings = month.meetings[residents.community] > 0
    consults = month.decided >> CONSULTATION & 1 == 1
    assert np.array_equal(consults, open_meetings & month.decides)
    assert np.array_equal(month.decided >> ELECTION & 1 == 1, month.decides & month.election)
    for form in (ACTIVITY, VOLUNTEERING, CO_PRODUCTION):
        assert np.array_equal(month.decided >> form & 1 == 1, month.decides)
    hours = np.zeros(free_hours.size)
    for one in FORMS:
        each = np.full(hours.size, month.parameters[f"hours_{one.name}"])
        if one.index == VOLUNTEERING:
            each = month.conditions.volunteering_hours[residents.community]
        hours += each * (month.willing >> one.index & 1)
    assert (hours <= free_hours + 1e-9).all()


def check_places(month: Month) -> None:
    where, size = month.world.residents.community, month.member.size
    for form in DEEP_FORMS:
        taken = np.bincount(where[month.took >> form & 1 == 1], minlength=size)
        places = places_of(month, form)
        if form == CONSULTATION:
            places = places * (month.meetings > 0)
        assert (taken <= places).all()
        if form != VOLUNTEERING:  # there some stay outside the register
            refused = (month.willing & ~month.took) >> form & 1 == 1
            assert not refused[(taken < places)[where]].any()
    unlinked = month.conditions.party_coverage == 0
    assert not np.any(month.visited & unlinked[month.world.households.community])
    r = month.world.residents
    assert r.duties.sum() <= month.visited.sum()
    # What a member did who has left since is forgotten with the member.
    assert r.duties.sum() == month.visited.sum() or (r.arrived == month.number).any()
    assert not (r.households_served > 0)[~r.party].any()
    assert not (r.duties > r.households_served).any()


def check_register(model: CommunityModel, before: np.ndarray) -> None:
    residents = model.world.residents
    assert not (residents.on_call & ~residents.registered).any()
    stayed = residents.arrived < model.month - 1
    assert not (before & ~residents.registered & stayed).any()
    volunteered = residents.history[VOLUNTEERING] & 1 == 1
    assert residents.registered[volunteered].all()
    assert model.last_month is not None
    same = residents.history & 1 == np.array(
        [model.last_month.took >> form.index & 1 for form in FORMS]
    )
    assert same[:, stayed].all()


def check_metrics(model: CommunityModel) -> None:
    frame = model.frame()
    for name, metric in METRICS.items():
        values = frame[name].dropna()
        assert np.isfinite(values).all(), name
        if metric.low is not None:
            assert (values >= metric.low - 1e-12).all(), name
        if metric.high is not None:
            assert (values <= metric.high + 1e-12).all(), name
    town, rest = frame[frame.community == "town"], frame[frame.community != "town"]
    grouped = rest.groupby("month").participation_rate
    low, high = grouped.min().to_numpy(), grouped.max().to_numpy()
    rate = town.participation_rate.to_numpy()
    assert ((rate >= low - 1e-12) & (rate <= high + 1e-12)).all()
