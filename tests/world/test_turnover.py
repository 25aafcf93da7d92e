import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rng import Draws
from sim.world import World, build_world, insert_resident, replace_leavers, ties_report
from sim.world.turnover import _alone
from tests.world.towns import (
    DEFAULTS,
    START,
    ages,
    assert_sound,
    built,
    edges_of,
    luocheng,
    same,
    town_of,
)

STAYING = ("resident_id", "community", "group", "household", "eligible", "migrant", "owner")


def run(world: World, months: int, seed: int = 0, start: int = START) -> World:
    for month in range(start, start + months):
        replace_leavers(world, Draws(seed), month, DEFAULTS)
    return world


def forced(world: World, rows: list[int], dies: bool) -> World:
    """A copy in which these, and nobody else, leave in the month after the start."""
    copy = world.copy()
    copy.residents.leaves[:] = START + 1000
    copy.residents.leaves[rows] = START + 1
    copy.residents.dies[rows] = dies
    return copy


def test_rows_replaced_are_those_whose_month_has_come() -> None:
    world = built(0.05).copy()
    due = np.flatnonzero(world.residents.leaves <= START + 3)
    rows = replace_leavers(world, Draws(0), START + 3, DEFAULTS)
    assert rows.dtype == np.int64
    assert np.array_equal(rows, due)
    assert (world.residents.leaves > START + 3).all()
    assert not replace_leavers(world, Draws(0), START + 3, DEFAULTS).size


def test_a_newcomer_has_done_nothing_and_the_slot_stays() -> None:
    before = built(0.05).copy()
    people = before.residents
    people.habit[:] = 0.4
    people.history[:] = 7
    people.registered[:] = people.on_call[:] = True
    people.motive_loss[:] = 0.3
    people.trust[:] = 0.123
    after = before.copy()
    month = START + 6
    rows = replace_leavers(after, Draws(0), month, DEFAULTS)
    new = after.residents
    assert rows.size > 10
    assert not new.habit[:, rows].any()
    assert not new.history[:, rows].any()
    assert not (new.registered | new.on_call)[rows].any()
    assert not new.motive_loss[rows].any()
    assert (new.arrived[rows] == month).all()
    assert np.array_equal(new.trust[rows], new.own_trust[rows])
    for name in STAYING:
        assert np.array_equal(getattr(new, name), getattr(people, name)), name
    for name in ("disposition", "threshold", "own_trust", "own_efficacy", "own_belonging"):
        assert (getattr(new, name)[rows] != getattr(people, name)[rows]).all(), name
    others = np.setdiff1d(np.arange(len(people)), rows)
    for name in ("habit", "history", "registered", "trust", "disposition", "birth_month"):
        left, right = getattr(new, name)[..., others], getattr(people, name)[..., others]
        assert np.array_equal(left, right), name


def test_a_death_makes_room_for_a_birth_where_an_adult_stays() -> None:
    world = built(0.05)
    homes, age = world.households, ages(world)
    heads = homes.first[(homes.size >= 2)]
    heads = heads[(age[heads] >= 18) & (age[heads + 1] >= 18)]
    pair = [int(row) for row in heads[:40]]
    died = forced(world, pair, dies=True)
    assert replace_leavers(died, Draws(0), START + 1, DEFAULTS).tolist() == pair
    assert (died.residents.birth_month[pair] == START + 1).all()


def test_an_only_adult_is_followed_by_an_adult() -> None:
    world = built(0.1)
    alone = [int(row) for row in world.households.first[world.households.size == 1]]
    for dies in (True, False):
        after = forced(world, alone, dies)
        replace_leavers(after, Draws(0), START + 1, DEFAULTS)
        assert (ages(after, START + 1)[alone] >= 18).all()


def test_when_a_whole_household_leaves_an_adult_still_comes() -> None:
    world = built(0.1)
    large = np.flatnonzero(world.households.size >= 4)
    rows = np.flatnonzero(np.isin(world.residents.household, large))
    after = forced(world, [int(row) for row in rows], dies=True)
    replace_leavers(after, Draws(0), START + 1, DEFAULTS)
    grown = ages(after, START + 1) >= 18
    adults = np.bincount(after.residents.household[grown], minlength=len(world.households))
    assert (adults > 0).all()


def test_ties_of_leavers_end_and_newcomers_find_their_own() -> None:
    world = built(0.05)
    rows = [int(row) for row in np.arange(0, len(world.residents), 17)]
    after = forced(world, rows, dies=False)
    before = edges_of(world)
    replace_leavers(after, Draws(0), START + 1, DEFAULTS)
    assert_sound(after)
    now = edges_of(after)
    left = set(rows)
    assert {(i, j) for i, j in before if not {i, j} & left} == {
        (i, j) for i, j in now if not {i, j} & left
    }
    gone = {(i, j) for i, j in before - now if i in left}
    assert len(gone) > 5 * len(rows)
    fresh = Draws(0).uniforms("ties.sociable", START + 1, np.array(rows))
    outside = (after.ties.degree - after.ties.household_degree)[rows]
    sociable = fresh >= luocheng().ties.isolated
    assert (outside[~sociable] == 0).all()
    assert (outside[sociable] > 0).mean() > 0.97


def test_a_leader_who_leaves_is_followed_by_another_adult_of_the_group() -> None:
    world = built(0.1)
    leaders = [int(row) for row in np.flatnonzero(world.residents.group_leader)]
    after = forced(world, leaders, dies=True)
    replace_leavers(after, Draws(0), START + 1, DEFAULTS)
    rows = np.flatnonzero(after.residents.group_leader)
    assert np.array_equal(after.residents.group[rows], world.residents.group[leaders])
    assert (ages(after, START + 1)[rows] >= 18).all()


def test_birthdays_bring_hours_and_end_jobs() -> None:
    world = built(0.1).copy()
    people = world.residents
    people.leaves[:] = START + 1000
    child = np.flatnonzero(ages(world) < 10)[:300]
    worker = np.flatnonzero(people.public_job)[:100]
    people.birth_month[child] = START - 12 * 18
    people.birth_month[worker] = START - 12 * 60
    replace_leavers(world, Draws(0), START, DEFAULTS)
    assert (people.free_hours[child] > 0).all()
    assert 0 < people.party[child].mean() < 0.2
    assert 0 < people.public_job[child].mean() < 0.25
    assert not people.public_job[worker].any()
    assert people.free_hours[worker].mean() > 1.5 * DEFAULTS["free_hours_working"]


def test_going_online_follows_the_margins_and_nobody_goes_back() -> None:
    world = built(0.2).copy()
    people = world.residents
    people.leaves[:] = START + 1000
    before = people.online.copy()
    january = 12 * 2016
    people.birth_month[:] += january - START
    replace_leavers(world, Draws(0), january, DEFAULTS)
    assert not (before & ~people.online).any()
    age = ages(world, january)
    younger, older = luocheng().margins.online_at(2016.0)
    grown = (age >= 18) & (age < 60)
    assert people.online[grown].mean() == pytest.approx(younger, abs=0.02)
    assert people.online[age >= 60].mean() == pytest.approx(older, abs=0.04)


@pytest.fixture(scope="module")
def later() -> World:
    """A small town after 30 years of coming and going."""
    return run(built(0.1).copy(), 360)


def test_thirty_years_leave_ages_origins_and_shares_as_they_were(later: World) -> None:
    world, end = built(0.1), START + 360
    young, old = ages(world), ages(later, end)
    assert old.mean() == pytest.approx(young.mean(), abs=1.5)
    for low, high in ((0, 18), (18, 60), (60, 200)):
        before = ((young >= low) & (young < high)).mean()
        assert ((old >= low) & (old < high)).mean() == pytest.approx(before, abs=0.025)
    assert np.array_equal(world.residents.migrant, later.residents.migrant)
    people, margins = later.residents, luocheng().margins
    grown = old >= 18
    assert people.female.mean() == pytest.approx(margins.female, abs=0.02)
    assert people.party[grown].mean() == pytest.approx(margins.party_members, abs=0.012)
    job = people.public_job[grown & (old < 60)].mean()
    assert job == pytest.approx(margins.public_job, abs=0.015)
    assert people.vulnerable.mean() == pytest.approx(margins.vulnerable, abs=0.012)
    assert people.disabled.mean() == pytest.approx(margins.disabled, abs=0.012)
    assert not (people.free_hours[~grown] > 0).any()
    adults = np.bincount(people.household[grown], minlength=len(later.households))
    assert (adults > 0).all()


def test_thirty_years_leave_ties_as_they_were(later: World) -> None:
    assert_sound(later)
    before, after = ties_report(built(0.1)), ties_report(later)
    assert after["mean_degree"] == pytest.approx(before["mean_degree"], rel=0.08)
    assert after["isolated"] == pytest.approx(before["isolated"], abs=0.03)
    assert after["clustering"] == pytest.approx(before["clustering"], abs=0.1)
    assert 0.2 < after["clustering"] < 0.5
    assert after["inside_group"] == pytest.approx(before["inside_group"], abs=0.06)
    assert after["inside_community"] == pytest.approx(before["inside_community"], abs=0.03)
    assert after["homophily_age"] > 0.3
    assert after["homophily_origin"] > 0.2


def test_the_rates_of_leaving_are_those_of_the_margins() -> None:
    world = built(0.2).copy()
    deaths = moves = 0
    for month in range(START + 1, START + 121):
        due = world.residents.leaves <= month
        deaths += int((due & world.residents.dies).sum())
        moves += int((due & ~world.residents.dies).sum())
        replace_leavers(world, Draws(0), month, DEFAULTS)
    years = 10 * len(world.residents)
    margins = luocheng().margins
    migrant = world.residents.migrant.mean()
    expected = migrant * margins.moves.migrant + (1 - migrant) * margins.moves.local
    assert deaths / years == pytest.approx(margins.deaths, rel=0.08)
    assert moves / years == pytest.approx(expected, rel=0.05)


def test_the_same_months_give_the_same_bits() -> None:
    one, other = run(built(0.03).copy(), 24), run(built(0.03).copy(), 24)
    assert same(one, other) == []
    assert "birth_month" in same(one, run(built(0.03).copy(), 24, seed=1))


def test_an_inert_resident_changes_nobody_else() -> None:
    """Not a bit, in any column, and no tie, over five years of coming and going."""
    world = built(0.03)
    alone = int(np.flatnonzero(world.households.size == 1)[3])
    for household in (0, alone, len(world.households) - 1):
        inserted = insert_resident(world, household, eligible=False, leaves=START + 1)
        assert_sound(inserted)
        row = int(np.flatnonzero(inserted.residents.resident_id == len(world.residents))[0])
        plain, run_on = run(world.copy(), 60), run(inserted.copy(), 60)
        for column in plain.residents.declared():
            with_it = np.delete(getattr(run_on.residents, column.name), row, axis=-1)
            assert with_it.tobytes() == getattr(plain.residents, column.name).tobytes()
            still = getattr(inserted.residents, column.name)[..., row]
            assert np.array_equal(getattr(run_on.residents, column.name)[..., row], still)
        for old in range(len(plain.residents)):
            found = run_on.ties.of(old + (old >= row)).astype(np.int64)
            assert np.array_equal(found - (found > row), plain.ties.of(old))


def test_an_ordinary_resident_changes_no_draw_of_others() -> None:
    """Columns that follow from a person's own draws stay; ties to newcomers may differ."""
    world = built(0.03)
    inserted = insert_resident(world, 40, ties=(0, 1), birth_month=START - 400, leaves=START + 900)
    row = int(np.flatnonzero(inserted.residents.resident_id == len(world.residents))[0])
    plain, other = run(world.copy(), 36), run(inserted.copy(), 36)
    assert_sound(other)
    for name in ("birth_month", "leaves", "dies", "disposition", "threshold", "own_trust", "party"):
        here = world.residents.household != 40
        left = np.delete(getattr(other.residents, name), row)[here]
        assert np.array_equal(left, getattr(plain.residents, name)[here]), name


@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(1, 15), st.integers(1, 4), st.integers(1, 2)),
        min_size=1,
        max_size=3,
    ),
    st.integers(0, 2),
)
@settings(max_examples=15)
def test_any_small_town_stays_sound(sizes: list[tuple[int, int, int, int]], seed: int) -> None:
    town = town_of(*((max(r, h), h, g, d) for r, h, g, d in sizes))
    world = build_world(town, Draws(seed), START, DEFAULTS)
    world.residents.leaves[::2] = START + 1
    assert_sound(run(world, 30, seed))


def test_alone_is_who_lives_with_nobody_eligible() -> None:
    household = np.array([0, 1, 1, 2, 2], dtype=np.int32)
    eligible = np.array([True, True, True, True, False])
    assert _alone(np.arange(5), household, eligible).tolist() == [True, False, False, True, False]
