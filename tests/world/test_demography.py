import numpy as np
import pytest

from sim.scenario.town import Margins
from sim.world.demography import ADULT, AGES, NEWBORN, Demography, age_shares, demography
from tests.world.towns import DEFAULTS, luocheng

SLOPE = DEFAULTS["mortality_slope"]


@pytest.fixture(scope="module")
def people() -> Demography:
    lone = np.zeros((2, AGES))
    lone[:, ADULT:] = 0.1
    return demography(luocheng().margins, lone, 0.01, SLOPE)


def test_ages_sum_to_the_bands_and_leave_no_step() -> None:
    shares, _ = age_shares(luocheng().margins, SLOPE)
    for low, high, share in luocheng().margins.ages:
        assert shares[low : min(high, AGES)].sum() == pytest.approx(share, abs=1e-9)
    assert shares.sum() == pytest.approx(1.0, abs=1e-12)
    assert (shares[luocheng().margins.ages[-1].high :] == 0.0).all()
    # Two years apart, never a fifth: no cliff where one band ends and the next begins.
    assert (np.abs(np.diff(shares[:70])) < 0.1 * shares[:69]).all()


def test_deaths_rise_with_age_and_sum_to_the_margin() -> None:
    shares, death = age_shares(luocheng().margins, SLOPE)
    assert (shares * death).sum() == pytest.approx(luocheng().margins.deaths, rel=1e-9)
    assert (np.diff(death) > 0).all()
    assert 0.005 < death[60] < 0.02


def test_moves_sum_to_the_margins_of_each_origin(people: Demography) -> None:
    yearly = 12.0 * (people.ages * people.move).sum(axis=1)
    assert yearly[0] == pytest.approx(luocheng().margins.moves.local, rel=1e-6)
    assert yearly[1] == pytest.approx(luocheng().margins.moves.migrant, rel=1e-6)


def test_coming_and_leaving_balance_at_each_age(people: Demography) -> None:
    """A year of flows leaves the share of every age group where it was."""
    margins = luocheng().margins
    nobody = demography(margins, np.zeros((2, AGES)), 0.0, SLOPE)
    births = margins.deaths
    for origin, moves in enumerate((margins.moves.local, margins.moves.migrant)):
        inflow = np.diff(nobody.inflow[origin, 1], prepend=0.0) * moves
        assert inflow[NEWBORN] == 0.0
        crossing = 0.5 * (np.append(nobody.ages, 0.0) + np.append(0.0, nobody.ages))
        crossing[0] = births
        crossing[np.append(nobody.ages, 0.0) == 0.0] = 0.0
        leaving = 12.0 * nobody.ages * (nobody.death + nobody.move[origin])
        assert inflow[1:] - leaving == pytest.approx(np.diff(crossing), abs=2e-7)


def test_a_margin_that_falls_fast_makes_more_of_that_age_move(people: Demography) -> None:
    local = people.move[0]
    assert local.min() == pytest.approx(local[0])
    assert local[60:75].max() > 1.5 * local[0]


def test_shares_of_newcomers_are_cumulative_and_spare_lone_places(people: Demography) -> None:
    assert (np.diff(people.inflow, axis=2) >= 0).all()
    assert people.inflow[:, :, -1] == pytest.approx(np.ones((2, 2)))
    assert (people.inflow[:, 0, : ADULT + 1] == 0.0).all()
    assert (people.inflow[:, 1, NEWBORN] > 0.0).all()


def test_lone_places_do_not_change_how_many_children_come() -> None:
    margins = luocheng().margins
    lone = np.zeros((2, AGES))
    lone[:, ADULT:] = 0.2
    with_lone = demography(margins, lone, 0.0, SLOPE)
    without = demography(margins, np.zeros((2, AGES)), 0.0, SLOPE)
    for origin, moves in enumerate((margins.moves.local, margins.moves.migrant)):
        ages, move = with_lone.ages, 12.0 * with_lone.move[origin]
        lone_moves = (ages * move * lone[origin]).sum()
        lone_deaths = (ages * 12.0 * with_lone.death * lone[origin]).sum()
        young = with_lone.inflow[origin, 1, ADULT] * (moves - lone_moves)
        births = margins.deaths - lone_deaths
        expected = without.inflow[origin, 1, ADULT] * moves + margins.deaths
        assert young + births == pytest.approx(expected, rel=1e-6)


def test_one_band_for_all_ages_is_a_margin_too() -> None:
    margins: Margins = luocheng().margins.model_copy(update={"ages": ((0, 100, 1.0),)})
    people = demography(margins, np.zeros((2, AGES)), 0.0, SLOPE)
    assert people.ages.sum() == pytest.approx(1.0)
    assert (people.ages[:100] > 0).all()
