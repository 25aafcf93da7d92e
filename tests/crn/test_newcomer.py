"""One ordinary resident more: what may differ for the others, and what may not.

A newcomer reaches the others only

- through ties, one step a month: ties see what one does, listen, and hear of the household's
  matters; the household also shares visits and its number of matters,
- through places and queues: amounts that the community offers per resident, and who comes first;
  the hours that one matter takes are lost to those behind it,
- through shares of the community that policy looks at: leaders, idle volunteers, provision,
- through the turnover of ties: whoever arrives later may be introduced to others.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim import model as model_module
from sim.declarations.columns import RESIDENT_COLUMNS
from sim.declarations.forms import ACTIVITY, CO_PRODUCTION, DEEP_FORMS, VOLUNTEERING
from sim.model import CommunityModel
from sim.rng import Draws
from sim.scenario import Scenario
from sim.world import World, insert_resident
from tests.crn.runs import differing, nobody_leaves
from tests.small import ScenarioMaker

# No meetings where the newcomer lives: whether one is full depends on everyone there.
AMPLE = """
    extends: co_governance
    town: example
    run: {start: 2021-01, months: 26, burn_in: {months: 0}}
    levers: {consultation_meetings_per_year: {riverside: 0}}
"""
SCARCE = """
    extends: co_governance
    town: example
    run: {start: 2021-01, months: 3, burn_in: {months: 0}}
    parameters: {places_activity: 0.05, intercept_activity: -3}
"""
ORDINARY: dict[str, Any] = {
    "birth_month": 12 * 1985,
    "party": 0,
    "disposition": 3.0,
    "free_hours": 60.0,
}


def ample(scenario_of: ScenarioMaker, **more: float) -> Scenario:
    """A place for everyone and no queue, which no file may say."""
    scenario = scenario_of(AMPLE)
    parameters = QUIET | more
    assert parameters.keys() <= scenario.parameters.keys()
    return replace(scenario, parameters={**scenario.parameters, **parameters})


QUIET = {
    "places_activity": 20.0,
    "places_volunteering": 20.0,
    "places_co_production": 20.0,
    "need_rate": 0.0,
    "paper_effort": 0.0,
    "organisation_founding_leaders": 0.0,
}


def members(world: World, home: int) -> set[int]:
    first, size = int(world.households.first[home]), int(world.households.size[home])
    return set(range(first, first + size))


def isolated_home(world: World, community: int = 0) -> int:
    """A household whose members have no ties outside it."""
    inside = world.ties.degree == world.ties.household_degree
    return next(
        home
        for home in range(len(world.households))
        if world.households.community[home] == community
        and all(inside[row] for row in members(world, home))
    )


def places_are_ample(model: CommunityModel) -> bool:
    month = model.last_month
    assert month is not None
    where = model.world.residents.community
    for form in (ACTIVITY, VOLUNTEERING, CO_PRODUCTION):
        wanting = np.bincount(where[month.willing >> form & 1 == 1], minlength=month.member.size)
        if (wanting > np.floor(month.conditions.places[:, form]))[month.member].any():
            return False
    return True


@pytest.mark.parametrize("seed", range(4))
def test_a_newcomer_to_a_lonely_household_reaches_nobody_else(
    seed: int, scenario_of: ScenarioMaker
) -> None:
    scenario = ample(scenario_of)
    without = CommunityModel(scenario, seed)
    nobody_leaves(without.world)
    home = isolated_home(without.world)
    household = members(without.world, home)
    row = max(household) + 1
    added = CommunityModel(scenario, seed, world=insert_resident(without.world, home, **ORDINARY))
    while without.running:
        without.step()
        added.step()
        assert places_are_ample(without)
        assert places_are_ample(added)
        for name, rows in differing(without, added, row).items():
            assert rows <= household, name
    assert added.world.residents.history[:, row].any()
    for place in ("hillside", "newfield"):
        mine, other = without.frame(), added.frame()
        assert mine[mine.community == place].equals(other[other.community == place])


AS_THEY_AROSE = (
    "id",
    "household",
    "community",
    "grid",
    "kind",
    "size",
    "vulnerable",
    "migrant",
    "beyond",
    "scope",
    "rank",
    "arisen",
)


@pytest.mark.parametrize("seed", range(3))
def test_the_matters_of_the_others_arise_as_they_would(
    seed: int, scenario_of: ScenarioMaker
) -> None:
    scenario = ample(scenario_of, need_rate=0.3)
    models = [CommunityModel(scenario, seed)]
    nobody_leaves(models[0].world)
    home = isolated_home(models[0].world)
    world = insert_resident(models[0].world, home, vulnerable=1, **ORDINARY)
    models.append(CommunityModel(scenario, seed, world=world))
    own = [0, 0]
    while models[0].running:
        tables = []
        for number, model in enumerate(models):
            model.step()
            m = model.state.matters
            new = m.arisen == model.month - 1
            own[number] += int((new & (m.household == home)).sum())
            others = new & (m.household != home)
            tables.append([getattr(m, name)[others].tolist() for name in AS_THEY_AROSE])
        assert tables[0] == tables[1]
    # The household has all the matters that it had, and more.
    assert own[1] >= own[0]
    assert own[1] > 0


@pytest.mark.parametrize("seed", range(4))
def test_a_newcomer_with_ties_reaches_the_others_one_step_a_month(
    seed: int, scenario_of: ScenarioMaker
) -> None:
    scenario = ample(scenario_of)
    without = CommunityModel(scenario, seed)
    nobody_leaves(without.world)
    home = isolated_home(without.world)
    household = members(without.world, home)
    row = max(household) + 1
    known = [int(other) for other in np.flatnonzero(without.world.residents.group == 1)[:2]]
    world = insert_resident(without.world, home, ties=known, **ORDINARY)
    added = CommunityModel(scenario, seed, world=world)
    reached = household | set(known)
    everyone = set(range(len(without.world.residents)))
    months_with_others = 0
    touched: set[int] = set()
    while without.running and reached < everyone:
        without.step()
        added.step()
        assert places_are_ample(added)
        for name, rows in differing(without, added, row).items():
            assert rows <= reached, name
            touched |= rows
        months_with_others += 1
        reached |= {int(tie) for one in reached for tie in without.world.ties.of(one)}
    assert months_with_others >= 3
    # The known ones see a tie more at once; what follows is their own affair.
    assert touched >= set(known)


def test_where_places_are_short_a_newcomer_takes_at_most_one_in_each_form(
    scenario_of: ScenarioMaker,
) -> None:
    scenario = scenario_of(SCARCE)
    # Meetings take the same hours whatever the committee has: with more, more is left for asking.
    quiet = {**scenario.parameters, "committee_hours_per_meeting": 0.0}
    scenario = replace(scenario, parameters=quiet)
    displaced = 0
    for seed in range(12):
        without = CommunityModel(scenario, seed)
        home = isolated_home(without.world)
        household = members(without.world, home)
        row = max(household) + 1
        eager = ORDINARY | {"disposition": 9.0}
        added = CommunityModel(scenario, seed, world=insert_resident(without.world, home, **eager))
        without.step()
        added.step()
        found = differing(without, added, row, ("last willing", "last asked_by", "last decided"))
        assert all(rows <= household for rows in found.values())
        assert without.last_month is not None
        assert added.last_month is not None
        mine, other = without.last_month.took, np.delete(added.last_month.took, row)
        assert added.last_month.willing[row] >> ACTIVITY & 1
        outside = np.ones(mine.size, dtype=bool)
        outside[list(household)] = False
        elsewhere = outside & (without.world.residents.community != 0)
        assert np.array_equal(mine[elsewhere], other[elsewhere])
        for form in DEEP_FORMS:
            had, has = mine[outside] >> form & 1, other[outside] >> form & 1
            assert (had > has).sum() <= 1 + len(household)
            assert (has > had).sum() <= 1 + len(household)
        displaced += int(((mine >> ACTIVITY & 1) > (other >> ACTIVITY & 1))[outside].sum())
    assert displaced > 0


SETTLED = tuple(
    column.name
    for column in RESIDENT_COLUMNS[: [c.name for c in RESIDENT_COLUMNS].index("trust")]
    if column.name not in ("household", "group_leader")
)


@pytest.mark.parametrize("home", [0, 77, 199])
def test_who_comes_and_goes_is_the_same_for_all_other_households(
    home: int, scenario_of: ScenarioMaker
) -> None:
    # Whether a child can come depends on the adults who stay in the household.
    scenario = ample(scenario_of)
    without = CommunityModel(scenario, 2)
    household = members(without.world, home)
    row = max(household) + 1
    world = insert_resident(without.world, home, leaves=FAR_AWAY_MONTH, **ORDINARY)
    added = CommunityModel(scenario, 2, world=world)
    while without.running:
        without.step()
        added.step()
        for name, rows in differing(without, added, row, SETTLED).items():
            assert rows <= household, name
    assert (without.world.residents.arrived >= scenario.first_month).sum() > 50


FAR_AWAY_MONTH = 12 * 2400


class Recording(Draws):
    """Draws that remember what was drawn, for whom."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.log: dict[tuple[str, int, int, int], tuple[float, ...]] = {}

    def uniforms(self, decision: str, month: int, who: Any, index: int = 0) -> Any:
        found = super().uniforms(decision, month, who, index)
        for one, u in zip(who.tolist(), found.tolist(), strict=True):
            self.log[decision, month, index, one] = (u,)
        return found

    def lanes(self, decision: str, month: int, who: Any, index: int = 0, out: Any = None) -> Any:
        found = super().lanes(decision, month, who, index, out)
        for one, us in zip(who.tolist(), found.T.tolist(), strict=True):
            self.log[decision, month, index, one] = tuple(us)
        return found

    def one(self, decision: str, month: int, who: int, index: int = 0) -> float:
        u = super().one(decision, month, who, index)
        self.log[decision, month, index, who] = (u,)
        return u


def test_every_draw_of_the_others_is_the_same_and_only_the_newcomer_draws_more(
    scenario_of: ScenarioMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_module, "Draws", Recording)
    scenario = ample(scenario_of)
    without = CommunityModel(scenario, 1)
    nobody_leaves(without.world)
    world = insert_resident(without.world, isolated_home(without.world), **ORDINARY)
    added = CommunityModel(scenario, 1, world=world)
    newcomer = set(world.residents.resident_id) - set(without.world.residents.resident_id)
    assert len(newcomer) == 1
    for draws in (without.draws, added.draws):
        assert isinstance(draws, Recording)
        draws.log.clear()
    without.run_model()
    added.run_model()
    mine, other = without.draws.log, added.draws.log  # type: ignore[attr-defined]
    assert mine.items() <= other.items()
    assert {key[3] for key in other.keys() - mine.keys()} <= newcomer
    assert len(mine) > 500
    # Inside the compiled passes draws are functions of key, id, month and index alone.
    for decision in ("ask", "take_part", "place", "register", "stop", "drive", "party_visit"):
        assert without.draws.key(decision) == added.draws.key(decision)
