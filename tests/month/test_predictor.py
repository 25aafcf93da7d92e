import math
from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.declarations.forms import FORMS
from sim.declarations.parameters import PARAMETERS
from sim.kernels.participation import BROADCAST, OFFICIAL, ORGANISATION, PARTY, TIE
from sim.month.predictor import Centre, lasting_part, rules_of, threshold_powers
from sim.month.state import adults_in
from sim.rng import Draws
from sim.scenario import load_scenario
from sim.world import World, build_world, insert_resident

Rows = NDArray[np.int64] | slice

DEFAULTS = {name: parameter.default for name, parameter in PARAMETERS.items()}
DEFAULTS["migrant_mixing"] = 0.0
MONTH = load_scenario("example").first_month


@pytest.fixture(scope="module")
def world() -> World:
    """The small town; tests only look at it."""
    scenario = load_scenario("example")
    return build_world(scenario.town, Draws(0), MONTH, scenario.parameters)


@pytest.fixture(scope="module")
def centre(world: World) -> Centre:
    return Centre.of(world, adults_in(world, MONTH), MONTH)


def odds_of(
    world: World, rows: Rows, centre: Centre, month: int, parameters: Mapping[str, float]
) -> NDArray[np.float64]:
    """Log-odds of each form without attitudes, norm, habit, asks and costs, shape (6, n)."""
    rules = rules_of(parameters, 1)
    lasting = lasting_part(world, rows, centre, month, parameters)
    odds: NDArray[np.float64] = (
        rules.intercept[:, None]
        + lasting.common
        + rules.by_age[:, None] * (lasting.age / 120 - lasting.mean_age)
        + rules.by_college[:, None] * (lasting.college - lasting.mean_college)
    )
    return odds


def test_the_centre_holds_the_means_of_adults(world: World, centre: Centre) -> None:
    adult = adults_in(world, MONTH)
    residents, degree = world.residents, world.ties.degree[adult]
    assert centre.age == pytest.approx(((MONTH - residents.birth_month[adult]) / 120).mean())
    for name in ("party", "public_job", "migrant", "owner"):
        assert getattr(centre, name) == pytest.approx(getattr(residents, name)[adult].mean())
    assert centre.college == pytest.approx((residents.education[adult] == 2).mean())
    assert centre.ties == pytest.approx(degree.mean())
    assert centre.ties_sd == pytest.approx(degree.std())


def test_one_resident_more_does_not_move_the_centre(world: World, centre: Centre) -> None:
    more = insert_resident(world, 7, ties=(400, 500), birth_month=MONTH - 900, party=1)
    assert Centre.of(more, adults_in(more, MONTH), MONTH) == centre


def test_on_the_average_the_lasting_part_is_the_intercept(world: World, centre: Centre) -> None:
    base = odds_of(world, slice(None), centre, MONTH, DEFAULTS)
    adult = adults_in(world, MONTH)
    disposition = world.residents.disposition[adult].mean()
    assert base.shape == (len(FORMS), 600)
    for form in FORMS:
        intercept = DEFAULTS[f"intercept_{form.name}"]
        assert base[form.index, adult].mean() == pytest.approx(intercept + disposition)


TERMS = {
    "beta_party": ("party", 0, 1, [form.name for form in FORMS], 1.0),
    "beta_public_job": ("public_job", 0, 1, [form.name for form in FORMS], 1.0),
    "beta_migrant": ("migrant", 0, 1, [form.name for form in FORMS], 1.0),
    "beta_owner": ("owner", 0, 1, [form.name for form in FORMS], 1.0),
    "beta_college_volunteering": ("education", 1, 2, ["volunteering"], 1.0),
    "beta_college_election": ("education", 0, 2, ["election"], 1.0),
    "beta_age_consultation": ("birth_month", -600, -480, ["consultation"], -1.0),
    "beta_age_election": ("birth_month", -600, -480, ["election"], -1.0),
    "beta_age_informed": ("birth_month", -600, -480, ["informed"], -1.0),
}


@pytest.mark.parametrize("parameter", TERMS)
def test_each_term_adds_its_weight_to_its_forms_and_to_no_other(
    parameter: str, world: World, centre: Centre
) -> None:
    column, low, high, forms, times = TERMS[parameter]
    quiet = {name: 0.0 if name.startswith("beta_") else value for name, value in DEFAULTS.items()}
    quiet[parameter] = 0.37
    found = []
    for value in (low, high):
        changed = world.copy()
        getattr(changed.residents, column)[:] = value + (MONTH if column == "birth_month" else 0)
        found.append(odds_of(changed, np.array([5]), centre, MONTH, quiet)[:, 0])
    for form in FORMS:
        expected = 0.37 * times if form.name in forms else 0.0
        assert found[1][form.index] - found[0][form.index] == pytest.approx(expected)


def test_the_weight_of_ties_is_per_standard_deviation(world: World, centre: Centre) -> None:
    quiet = {name: 0.0 if name.startswith("beta_") else value for name, value in DEFAULTS.items()}
    quiet["beta_ties"] = 0.7
    base = odds_of(world, slice(None), centre, MONTH, quiet)
    few, many = int(np.argmin(world.ties.degree)), int(np.argmax(world.ties.degree))
    rest = base[0] - world.residents.disposition
    apart = (world.ties.degree[many] - world.ties.degree[few]) / centre.ties_sd
    assert rest[many] - rest[few] == pytest.approx(0.7 * apart)


def test_some_rows_are_rows_of_all(world: World, centre: Centre) -> None:
    everyone = odds_of(world, slice(None), centre, MONTH, DEFAULTS)
    rows = np.array([3, 77, 599])
    assert np.array_equal(odds_of(world, rows, centre, MONTH, DEFAULTS), everyone[:, rows])


# --- tables of the decision --------------------------------------------------------------------


def test_the_chance_that_a_tie_asks_grows_with_their_number() -> None:
    table = rules_of(DEFAULTS, 30).tie_ask
    assert table.shape == (31,)
    assert table == pytest.approx([1 - (1 - DEFAULTS["ask_rate_tie"]) ** n for n in range(31)])


@pytest.mark.parametrize("exponent", [2.0, 5.0, 10.0])
def test_powers_of_shares_and_thresholds_agree(exponent: float) -> None:
    rules = rules_of(DEFAULTS | {"norm_exponent": exponent}, 12)
    assert not rules.hard_threshold
    for n in range(1, 13):
        for k in range(n + 1):
            assert rules.share_power[n, k] == pytest.approx((k / n) ** exponent, rel=1e-13)
            same = threshold_powers(np.array([k / n]), exponent)[0]
            assert same == rules.share_power[n, k]
    assert not rules.share_power[0].any()


def test_a_hard_threshold_keeps_shares_as_they_are() -> None:
    rules = rules_of(DEFAULTS | {"norm_exponent": math.inf}, 7)
    assert rules.hard_threshold
    assert rules.share_power[7, 3] == 3 / 7
    thresholds = np.array([0.0, 0.3, 1.0])
    found = threshold_powers(thresholds, math.inf)
    assert np.array_equal(found, thresholds)
    assert found is not thresholds


def test_asks_are_worth_what_the_parameters_say_and_never_less_than_nothing() -> None:
    rules = rules_of(DEFAULTS | {"weight_ask": 0.5, "ask_official": -0.2}, 10)
    assert rules.worth[TIE] == 0.5 * DEFAULTS["ask_tie"]
    assert rules.worth[PARTY] == 0.5 * DEFAULTS["ask_party"]
    assert rules.worth[OFFICIAL] == rules.worth[ORGANISATION] == 0.0
    assert rules.worth[BROADCAST] == 0.5 * DEFAULTS["ask_broadcast"]
    assert rules.worth[0] == 0.0
    assert rules.by_worth.tolist() == [TIE, PARTY, BROADCAST, OFFICIAL, ORGANISATION]


def test_sources_are_asked_from_the_worthiest_down() -> None:
    order = rules_of(DEFAULTS, 10).by_worth.tolist()
    assert order == [TIE, PARTY, OFFICIAL, ORGANISATION, BROADCAST]


def test_no_table_is_larger_than_a_byte_can_count() -> None:
    assert rules_of(DEFAULTS, 10_000).tie_ask.shape == (256,)
