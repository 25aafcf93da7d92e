"""No matter is lost, no hour is used twice, whatever is decreed."""

from collections import Counter
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.declarations.levers import LEVERS
from sim.declarations.matters import (
    COMMITTEE,
    GRID_WORKERS,
    LATENT,
    ORGANISATIONS,
    POOLS,
    SOCIAL_WORKERS,
    TOWN_GOVERNMENT,
    UNITS,
    VOLUNTEERS,
)
from sim.declarations.parameters import PARAMETERS
from sim.kernels import handling as kernel
from sim.kernels.arising import MATTER_STRIDE
from sim.model import CommunityModel
from sim.month import handling
from sim.scenario import load_scenario
from tests.small import SMALL_TOWN

LEVER_VALUES = st.fixed_dictionaries(
    {"levers.shock": st.floats(1, 5)},
    optional={
        f"levers.{name}": st.floats(lever.low, lever.high)
        for name, lever in LEVERS.items()
        if name != "shock"
    },
)
BEHAVIOURS = st.fixed_dictionaries(
    {},
    optional={
        f"parameters.{one.name}": st.floats(one.low, one.high)
        for one in PARAMETERS.values()
        if one.group
        in (
            "matters",
            "consultation",
            "grid",
            "units",
            "projects",
            "town",
            "organisations",
            "committee",
        )
    },
)
MONTHS = 20  # some matters are forgotten and only counted from the sixteenth month on
TYPE_OF_POOL = dict(enumerate(POOLS))


@settings(max_examples=20)
@given(policy=LEVER_VALUES, behaviour=BEHAVIOURS, seed=st.integers(0, 2**63 - 1))
def test_every_matter_that_ever_arose_is_in_one_state(
    policy: dict[str, float], behaviour: dict[str, float], seed: int
) -> None:
    chosen = {
        "town": str(SMALL_TOWN),
        "run.start": "2021-01",
        "run.months": MONTHS,
        "run.burn_in.months": 0,
    }
    scenario = load_scenario("base", chosen | policy | behaviour)
    model = CommunityModel(scenario, seed)
    arisen = np.zeros(3, dtype=np.int64)
    ever: Counter[int] = Counter()
    while model.running:
        model.step()
        m, now = model.state.matters, model.month - 1
        new = m.arisen == now
        arisen += np.bincount(m.community[new], minlength=3)
        ever.update(m.id[new].tolist())
        by_state = m.by_state()
        assert by_state.sum(axis=1).tolist() == arisen.tolist() == m.total_arisen.tolist()
        assert (m.archived >= 0).all()
        assert not m.archived[:, : LATENT + 1].any()
        assert np.array_equal(m.id, m.household.astype(np.int64) * MATTER_STRIDE + m.arisen)
        assert len(set(m.id.tolist())) == len(m)
        check_times(model)
    assert max(ever.values(), default=1) == 1
    assert arisen.sum() == sum(ever.values()) > 0


def check_times(model: CommunityModel) -> None:
    """What happened to a matter happened in order, and work left is work."""
    m, now = model.state.matters, model.month - 1
    heard = m.collected > 0
    assert (m.arisen <= now).all()
    assert (m.collected[heard] >= m.arisen[heard]).all()
    assert ((m.channel > 0) == heard).all()
    closed = m.closed > 0
    assert (m.closed[closed] >= m.collected[closed]).all()
    assert (m.closed <= now).all()
    assert (m.hours >= -1e-9).all()
    assert (m.days >= 0).all()
    assert not (closed & ~heard).any()
    assert not (m.open() & closed).any()
    # What is to be found out is found out within so many months.
    waiting = m.reopen > now
    assert (m.reopen[waiting] <= now + int(model.parameters["detection_months"])).all()
    assert not m.found_out(now).any()


def check_hours(offered: kernel.Hours, left: kernel.Hours, booked: np.ndarray) -> None:
    """Nothing is used that was not offered, and all that was used is booked."""
    for name in kernel.Hours._fields:
        before, after = getattr(offered, name), getattr(left, name)
        assert (after >= 0).all(), name
        assert (after <= before).all(), name
    assert np.isclose(booked[:, GRID_WORKERS].sum(), (offered.grid - left.grid).sum())
    assert np.isclose(booked[:, COMMITTEE], offered.committee - left.committee).all()
    assert np.isclose(booked[:, TOWN_GOVERNMENT].sum(), (offered.town - left.town).sum())
    for pool, kind in TYPE_OF_POOL.items():
        assert np.isclose(booked[:, kind], offered.pools[:, pool] - left.pools[:, pool]).all()


@settings(max_examples=20)
@given(policy=LEVER_VALUES, behaviour=BEHAVIOURS, seed=st.integers(0, 2**63 - 1))
def test_hours_used_never_exceed_hours_offered(
    policy: dict[str, float], behaviour: dict[str, float], seed: int
) -> None:
    chosen = {
        "town": str(SMALL_TOWN),
        "run.start": "2021-01",
        "run.months": 8,
        "run.burn_in.months": 0,
    }
    model = CommunityModel(load_scenario("base", chosen | policy | behaviour), seed)

    def watched(order, queue, left, capacity, terms, key, match, month, booked, joint):  # type: ignore[no-untyped-def]
        kernel.handle(order, queue, left, capacity, terms, key, match, month, booked, joint)
        check_hours(capacity, left, booked)

    with patch.object(handling, "handle", watched):
        while model.running:
            model.step()
            check_plans(model)


def check_plans(model: CommunityModel) -> None:
    """Nobody plans more hours than there are."""
    month, roster, p = model.last_month, model.roster, model.parameters
    assert month is not None
    c, scale = month.conditions, model.world.scale
    for place, committee in enumerate(roster.committees):
        if not month.member[place]:
            continue
        assert committee.plan.total <= c.committee_hours[place] + 1e-9
        assert min(committee.plan) >= 0
        projects = sum(one.plan.total for one in roster.projects[place].values())
        assert projects <= c.project_hours[place] + 1e-9
    for workers in roster.grids:
        paid = p["hours_per_staff"] * scale
        assert all(one.plan.total <= paid + 1e-9 for one in workers)
    kept, handed = roster.town.hours, sum(roster.town.delegated)
    assert np.isclose(kept + handed, c.town_hours[month.member].sum())
    assert kept >= -1e-9


assert {UNITS, ORGANISATIONS, SOCIAL_WORKERS, VOLUNTEERS} == set(POOLS)
