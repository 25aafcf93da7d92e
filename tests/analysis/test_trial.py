"""What trials come to, from counts that are made by hand or drawn."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from sim.analysis.trial import (
    FieldPlan,
    PublishedQuantity,
    Units,
    clustering,
    effects_rows,
    judged,
    power_row,
    rates_of,
    simulated_power,
    spread_of,
    units_of,
)
from sim.rng import stream

COUNTS = {
    # number, did, would have done, of each of two randomisations
    "came/treated": (100, 30, 20, 100, 34, 24),
    "came/reached": (50, 20, 10, 50, 24, 14),
    "came/control": (100, 25, 24, 100, 21, 20),
    "came/housemates": (40, 12, 10, 40, 14, 10),
    "came/ties": (60, 12, 12, 60, 12, 12),
    "came/others": (0, 0, 0, 0, 0, 0),
}


def cells(seeds: int = 3, sets: int = 0) -> dict[tuple[int, int], dict[str, tuple[float, ...]]]:
    return {
        (number, seed): {
            name: tuple(
                count + (seed if place % 3 == 1 and name != "came/others" else 0)
                for place, count in enumerate(counts)
            )
            for name, counts in COUNTS.items()
        }
        for number in range(sets + 1)
        for seed in range(seeds)
    }


def test_those_treated_are_compared_with_themselves_and_with_the_controls() -> None:
    treated = rates_of(COUNTS, "came", "treated")
    assert treated.points == pytest.approx((0.10 + 0.10) / 2)
    assert treated.log_odds == pytest.approx(math.log(0.32 / 0.68) - math.log(0.22 / 0.78))
    seen = rates_of(COUNTS, "came", "itt")
    assert list(seen.differences) == pytest.approx([0.05, 0.13])
    # Half of the treated were reached, so that each of them accounts for twice the difference.
    assert rates_of(COUNTS, "came", "cace").points == pytest.approx(2 * seen.points)


def test_treated_and_control_swap_the_sign_when_they_are_swapped() -> None:
    swapped = {"came/treated": COUNTS["came/control"], "came/control": COUNTS["came/treated"]}
    one, other = rates_of(COUNTS, "came", "itt"), rates_of(swapped, "came", "itt")
    assert list(one.differences) == [-value for value in other.differences]
    assert one.differences.any()


def test_intervals_are_over_seeds_and_sets_apart() -> None:
    rows = {row["who"]: row for row in effects_rows(cells(3, 2), "came", "t")}
    assert "others" not in rows
    assert rows["treated"]["low"] < rows["treated"]["difference"] < rows["treated"]["high"]
    assert rows["treated"]["sets"] == 2
    assert rows["treated"]["sets_low"] == pytest.approx(rows["treated"]["difference"])
    # What one trial sees differs between randomisations: 0.05 and 0.13.
    assert rows["itt"]["sd_randomisations"] == pytest.approx(0.04)
    (alone, *_) = effects_rows(cells(1), "came", "t")
    assert alone["sets"] == 0
    assert math.isnan(alone["low"])
    assert math.isnan(alone["sets_low"])


def test_a_published_figure_holds_within_a_standard_error() -> None:
    ratio = PublishedQuantity("ratio", "came", "housemates", "came", "reached")
    assert ratio.of(COUNTS) == pytest.approx((0.05 + 0.10) / 2 / 0.2)
    found = spread_of({(0, 0): 0.10, (0, 1): 0.14, (1, 0): 0.2, (1, 1): 0.2}, "t")
    assert found.error == pytest.approx(0.02)
    assert judged(found, 0.139, 0.3) == (True, 1)
    assert judged(found, 0.141, 0.19) == (False, 0)


def beta_units(count: int, people: int, rate: float, rho: float, effect: float) -> Units:
    """Clusters whose shares are beta distributed, so that their correlation is known."""
    luck = np.random.default_rng(5)
    scale = 1 / rho - 1
    parts = []
    for treated, own in ((True, rate + effect), (False, rate)):
        shares = luck.beta(own * scale, (1 - own) * scale, size=count)
        did = luck.binomial(people, shares)
        parts.append(np.column_stack([np.full(count, treated), did]))
    table = np.concatenate(parts)
    ones = np.ones(len(table), dtype=np.int64)
    return Units(table[:, 0] == 1, ones * people, table[:, 1], table[:, 1], ones)


def test_the_correlation_of_clusters_is_found() -> None:
    units = beta_units(3000, 40, 0.3, 0.05, 0.0)
    assert clustering(units) == pytest.approx(0.05, abs=0.005)
    single = units_of([COUNTS], "came")
    assert math.isnan(clustering(single))
    assert single.arm(True).rate == pytest.approx(0.32)


@pytest.mark.parametrize("count", [10, 40, 100])
def test_power_of_clusters_agrees_with_the_formula(count: int) -> None:
    units = beta_units(4000, 50, 0.3, 0.03, 0.08)
    base = units.arm(False).rate
    effect, rho = units.arm(True).rate - base, 0.03
    plan = FieldPlan(count, 0.5, 50, base, effect, rho)
    assert plan.inflation == pytest.approx(1 + 49 * 0.03)
    found = simulated_power(units, plan, None, 4000, stream(1))
    assert found == pytest.approx(plan.power(), abs=0.03)


def test_asking_fewer_people_in_each_cluster_agrees_with_the_formula() -> None:
    units = beta_units(4000, 200, 0.3, 0.03, 0.08)
    base = units.arm(False).rate
    plan = FieldPlan(40, 0.5, 20, base, units.arm(True).rate - base, 0.03)
    found = simulated_power(units, plan, 20, 4000, stream(2))
    assert found == pytest.approx(plan.power(), abs=0.03)


@pytest.mark.parametrize("share", [0.5, 0.25])
def test_power_of_single_residents_agrees_with_the_textbook(share: float) -> None:
    row = power_row({(0, 0): COUNTS}, "came", (400, share, None), 4000, stream(3))
    one, other = 0.32, 0.23
    error = math.sqrt(one * (1 - one) / (400 * share) + other * (1 - other) / (400 * (1 - share)))
    textbook = float(norm.sf(norm.ppf(0.975) - (one - other) / error))
    assert row["power_formula"] == pytest.approx(textbook, abs=0.01)
    assert row["power"] == pytest.approx(textbook, abs=0.03)
    assert row["bias"] == pytest.approx(-0.01)


def test_the_smallest_difference_is_found_with_eighty_per_cent() -> None:
    plan = FieldPlan(60, 0.5, 100, 0.2, 0.0, 0.02)
    at_edge = FieldPlan(60, 0.5, 100, 0.2, plan.smallest(), 0.02)
    assert at_edge.power() == pytest.approx(0.8, abs=1e-3)
    assert plan.power() == pytest.approx(0.05, abs=1e-6)
    assert math.isnan(FieldPlan(4, 0.5, 2, 0.5, 0.0, 0.5).smallest())
    few = FieldPlan(3, 0.5, 1, 0.2, 0, 0)
    assert math.isnan(simulated_power(units_of([COUNTS], "came"), few, None, 10, stream(4)))
