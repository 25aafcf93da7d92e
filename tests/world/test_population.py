import numpy as np
import pytest

from sim.rng import Draws
from sim.world import build_world
from sim.world.population import cut_at
from tests.world.towns import DEFAULTS, START, ages, built, luocheng, town_of


def test_ages_sex_and_traits_meet_their_margins() -> None:
    people, margins = built(1.0).residents, luocheng().margins
    age = ages(built(1.0))
    grown, count = age >= 18, len(people)
    for low, high, share in margins.ages:
        assert ((age >= low) & (age < high)).mean() == pytest.approx(share, abs=2e-4)
    assert people.female.sum() == round(margins.female * count)
    adults = int(grown.sum())
    year = START / 12
    for found, expected in (
        ((people.education[grown] >= 1).sum(), margins.senior_high_at(year) * adults),
        ((people.education[grown] == 2).sum(), margins.college * adults),
        (people.party.sum(), margins.party_members * adults),
        (people.public_job.sum(), margins.public_job * (grown & (age < 60)).sum()),
        (people.vulnerable.sum(), margins.vulnerable * count),
        (people.disabled.sum(), margins.disabled * count),
        (people.registered.sum(), DEFAULTS["initial_registered"] * adults),
    ):
        assert found == pytest.approx(expected, abs=1)
    younger, older = margins.online_at(year)
    assert people.online[grown & (age < 60)].mean() == pytest.approx(younger, abs=0.006)
    assert people.online[age >= 60].mean() == pytest.approx(older, abs=0.006)
    assert not (people.party | people.public_job | people.registered)[~grown].any()
    assert not people.public_job[age >= 60].any()


def test_education_follows_age_and_party_and_jobs_follow_education() -> None:
    people, age = built(1.0).residents, ages(built(1.0))
    grown = age >= 18
    young, old = grown & (age < 30), age >= 60
    assert people.education[young].mean() > 2 * people.education[old].mean()
    for column in (people.party, people.public_job):
        shares = [column[grown & (people.education == level)].mean() for level in range(3)]
        assert shares == sorted(shares)
    ratio = people.party[young & (people.education == 2)].mean()
    ratio /= people.party[young & (people.education == 0)].mean()
    assert ratio == pytest.approx(DEFAULTS["party_college"], rel=0.25)


def test_college_is_capped_where_few_have_senior_high() -> None:
    margins = {"senior_high": {2003: 0.05}, "county_seat_premium": 1.0}
    town = town_of((2000, 700, 4, 2), **margins)
    world = build_world(town, Draws(0), START, DEFAULTS)
    grown = ages(world) >= 18
    college = (world.residents.education[grown] == 2).mean()
    assert college == pytest.approx(DEFAULTS["college_most"] * 0.05, abs=1e-3)


def test_every_household_has_an_adult_and_partners_are_of_an_age() -> None:
    world = built(1.0)
    homes, age = world.households, ages(world)
    adults = np.bincount(world.residents.household, age >= 18, minlength=len(homes))
    assert (adults >= 1).all()
    pair = homes.first[homes.size >= 2]
    both = age[pair + 1] >= 18
    head, partner = age[pair][both], age[pair + 1][both]
    assert np.median(np.abs(head - partner)) <= 3
    sexes = world.residents.female
    assert (sexes[pair][both] != sexes[pair + 1][both]).mean() > 0.9
    child = np.flatnonzero((age < 18) & (world.residents.resident_id != 0))
    gap = age[homes.first[world.residents.household[child]]] - age[child]
    assert 22 < np.median(gap) < 32


def test_a_town_of_children_still_has_its_ages() -> None:
    world = build_world(
        town_of((300, 100, 2, 1), ages=((0, 18, 0.95), (18, 60, 0.05))), Draws(0), START, DEFAULTS
    )
    age = ages(world)
    assert (age >= 18).sum() == 15
    assert (age[world.households.first] >= 18).sum() == 15


def test_characters_have_the_distributions_of_the_parameters() -> None:
    people = built(1.0).residents
    alpha, beta = DEFAULTS["threshold_alpha"], DEFAULTS["threshold_beta"]
    both = alpha + beta
    assert people.threshold.mean() == pytest.approx(alpha / both, abs=0.002)
    variance = alpha * beta / (both**2 * (both + 1))
    assert people.threshold.var() == pytest.approx(variance, rel=0.02)
    assert people.disposition.mean() == pytest.approx(0.0, abs=0.02)
    assert people.disposition.std() == pytest.approx(DEFAULTS["disposition_sd"], rel=0.01)
    assert people.trust.mean() == pytest.approx(DEFAULTS["initial_trust"], abs=0.003)
    assert people.trust.std() == pytest.approx(DEFAULTS["attitude_sd"], rel=0.03)
    converted = np.array([place.origin == "converted" for place in luocheng().communities])
    there = converted[people.community]
    gap = people.belonging[there].mean() - people.belonging[~there].mean()
    assert gap == pytest.approx(DEFAULTS["belonging_converted"], abs=0.01)
    for name in ("trust", "efficacy", "belonging"):
        assert np.array_equal(getattr(people, name), getattr(people, f"own_{name}"))
    assert abs(np.corrcoef(people.trust, people.disposition)[0, 1]) < 0.02


def test_free_hours_are_of_adults_and_scale() -> None:
    people, age = built(1.0).residents, ages(built(1.0))
    assert (people.free_hours[age < 18] == 0).all()
    working = people.free_hours[(age >= 18) & (age < 60)]
    scale = DEFAULTS["free_hours_scale"]
    assert working.mean() == pytest.approx(scale * DEFAULTS["free_hours_working"], rel=0.02)
    assert people.free_hours[age >= 60].mean() == pytest.approx(
        scale * DEFAULTS["free_hours_older"], rel=0.02
    )
    none = build_world(
        town_of((300, 100, 2, 1)), Draws(0), START, {**DEFAULTS, "free_hours_scale": 0.0}
    )
    assert (none.residents.free_hours == 0).all()


def test_each_group_has_one_adult_leader() -> None:
    world = built(1.0)
    rows = np.flatnonzero(world.residents.group_leader)
    groups = sum(place.groups for place in luocheng().communities)
    assert np.array_equal(world.residents.group[rows], np.arange(groups))
    assert (ages(world)[rows] >= 18).all()


def test_nothing_is_done_yet() -> None:
    people = built(0.05).residents
    assert not people.habit.any()
    assert not people.history.any()
    assert not people.motive_loss.any()
    assert np.array_equal(people.on_call, people.registered)
    assert (people.arrived <= START).all()
    assert (people.arrived >= people.birth_month).all()
    assert (people.leaves > START).all()
    assert people.eligible.all()


def test_people_die_and_move_at_the_rates_of_the_margins() -> None:
    people, margins = built(1.0).residents, luocheng().margins
    soon = people.leaves <= START + 12
    assert (soon & people.dies).mean() == pytest.approx(margins.deaths, rel=0.1)
    for migrant, yearly in ((True, margins.moves.migrant), (False, margins.moves.local)):
        who = people.migrant == migrant
        share = (soon & ~people.dies)[who].mean()
        # Nobody moves twice within the year here, so a little below the rate.
        assert 0.85 * yearly < share < 1.06 * yearly


@pytest.mark.parametrize("count", [-1, 0, 1, 3, 5, 9])
def test_a_cut_has_so_many_scores_below(count: int) -> None:
    score = np.array([0.4, 0.1, 0.9, 0.3, 0.2])
    assert (score < cut_at(score, count)).sum() == min(5, max(0, count))
