import numpy as np
import pytest

from sim.calendar import LAST_YEAR
from sim.declarations.columns import RESIDENT_COLUMNS
from sim.rng import Draws
from sim.scenario.schema import LONGEST_RUN
from sim.world.demography import ADULT, AGES
from sim.world.people import (
    Uniforms,
    age_class,
    arrival_key,
    expected_cuts,
    leaving,
    own_lanes,
    party_ranks,
    schooling_class,
    set_condition,
    set_education,
    set_status,
)
from tests.world.towns import DEFAULTS, ages, built, luocheng


def test_classes_change_at_birthdays() -> None:
    age = np.array([0, 17, 18, 29, 30, 44, 45, 59, 60, 90])
    assert age_class(age).tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 2, 2]
    assert schooling_class(age).tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 3, 3]


def test_own_draws_are_the_draws_of_each_month() -> None:
    who, months = np.array([5, 9, 2]), np.array([0, 24_000, 24_001])
    lanes = own_lanes(Draws(3), "a decision", who, months, 1)
    for place in range(3):
        expected = Draws(3).lanes("a decision", int(months[place]), who[place : place + 1], 1)
        assert np.array_equal(lanes[:, place], expected[:, 0])


def test_those_of_the_start_keep_the_key_of_the_start() -> None:
    people = built(0.02).copy().residents
    people.arrived[3] = 24_100
    assert arrival_key(people, np.array([2, 3]), built(0.02).built).tolist() == [0, 24_100]


def test_a_rank_in_the_party_is_the_last_draw_of_character_and_stays_with_the_person() -> None:
    world = built(0.02).copy()
    people, rows = world.residents, np.arange(50)
    start = Draws(0).lanes("population.character", 0, people.resident_id[rows], 2)[3]
    assert np.array_equal(party_ranks(world, rows, Draws(0)), start)
    assert np.array_equal(party_ranks(world, rows[::-3], Draws(0)), start[::-3])
    came = world.built + 7
    people.arrived[3] = came
    found = party_ranks(world, rows, Draws(0))
    assert np.flatnonzero(found != start).tolist() == [3]
    newcomer = people.resident_id[3:4]
    assert found[3] == Draws(0).lanes("population.character", came, newcomer, 2)[3, 0]


def test_columns_of_months_hold_the_latest_month_that_a_resident_can_have() -> None:
    last_month = 12 * (LAST_YEAR + 1) - 1 + LONGEST_RUN
    people = built(0.02).demography
    # Who draws the luckiest uniform and would never die, at whatever age.
    leaves, dies = np.empty(1, dtype=np.int16), np.empty(1, dtype=np.bool_)
    latest = 0
    for age in (0, 40, AGES):
        birth = np.full(1, last_month - 12 * age, dtype=np.int16)
        leaving(
            last_month,
            birth,
            np.zeros(1, dtype=np.bool_),
            np.ones(1),
            np.ones(1),
            np.zeros_like(people.death),
            np.zeros_like(people.move),
            leaves,
            dies,
        )
        assert leaves[0] > last_month
        latest = max(latest, int(leaves[0]))
    assert latest > last_month + 12 * AGES
    for column in RESIDENT_COLUMNS:
        if column.unit == "month":
            assert np.iinfo(column.dtype).max > latest


@pytest.mark.parametrize("year", [1990.0, 2010.5, 2020.0])
def test_expected_cuts_meet_the_margins_of_a_year(year: float) -> None:
    """Newcomers of all ages have, together, the shares of the margins."""
    world = built(1.0).copy()
    people, margins = world.residents, luocheng().margins
    cuts = expected_cuts(margins, world.demography, year, DEFAULTS)
    rows, age = people.resident_id, ages(world)
    u = Uniforms(Draws(11), rows, np.zeros_like(rows))
    alone = world.households.size[people.household] == 1
    set_education(people, rows, u.schooling, age, cuts)
    set_status(people, rows, u, age, cuts)
    set_condition(people, rows, u, age, cuts, alone)
    grown = age >= ADULT
    senior_high = margins.senior_high_at(year)
    college = min(margins.college, 2 / 3 * senior_high)
    younger, older = margins.online_at(year)
    for found, expected in (
        ((people.education[grown] >= 1).mean(), senior_high),
        ((people.education[grown] == 2).mean(), college),
        (people.party[grown].mean(), margins.party_members),
        (people.public_job[grown & (age < 60)].mean(), margins.public_job),
        (people.vulnerable.mean(), margins.vulnerable),
        (people.disabled.mean(), margins.disabled),
        (people.online[grown & (age < 60)].mean(), younger),
        (people.online[age >= 60].mean(), older),
    ):
        assert found == pytest.approx(expected, abs=0.012)
    # The same share at each age, so that a cohort brings no drift.
    for low, high in ((18, 30), (30, 45), (45, 60)):
        here = (age >= low) & (age < high)
        assert people.party[here].mean() == pytest.approx(margins.party_members, abs=0.008)
        assert people.public_job[here].mean() == pytest.approx(margins.public_job, abs=0.008)


def leaving_twin(
    month: int, birth: int, when: float, death: np.ndarray, move: np.ndarray
) -> tuple[int, float]:
    """Month of leaving and the share of deaths in it, month by month."""
    stays, now = 1.0, month
    while True:
        age = min((now - birth) // 12, AGES - 1)
        stay = (1.0 - death[age]) * (1.0 - move[age])
        now += 1
        stays *= stay
        if stays < 1.0 - when or now - month > 3000:
            return now, death[age] / (1.0 - stay)


def test_leaving_is_drawn_as_month_by_month() -> None:
    people = built(1.0).demography
    rng = Draws(1)
    count = 400
    who = np.arange(count)
    when, how = rng.uniforms("when", 0, who), rng.uniforms("how", 0, who)
    birth = (24_000 - 1200 * rng.uniforms("birth", 0, who)).astype(np.int16)
    migrant = who % 3 == 0
    leaves, dies = np.empty(count, dtype=np.int16), np.empty(count, dtype=np.bool_)
    leaving(24_000, birth, migrant, when, how, people.death, people.move, leaves, dies)
    for row in range(count):
        move = people.move[int(migrant[row])]
        expected, deaths = leaving_twin(24_000, int(birth[row]), when[row], people.death, move)
        assert leaves[row] == expected
        assert dies[row] == (how[row] < deaths)


def test_nobody_leaves_before_next_month_even_at_the_ends_of_the_draw() -> None:
    people = built(0.02).demography
    when = np.array([0.0, 1.0 - 2.0**-53])
    leaves, dies = np.empty(2, dtype=np.int16), np.empty(2, dtype=np.bool_)
    birth = np.full(2, 23_000, dtype=np.int16)
    leaving(
        24_000,
        birth,
        np.zeros(2, dtype=np.bool_),
        when,
        when,
        people.death,
        people.move,
        leaves,
        dies,
    )
    assert leaves[0] == 24_001
    assert 24_100 < leaves[1] < 25_600
