"""History matching where the answer is known."""

import math

import numpy as np
import pytest

from sim.analysis.calibration import Target
from sim.analysis.matching import Scale, Slopes, contraction, judge, region, spread_out, with_rest
from sim.declare import assumed
from sim.rng import stream
from tests.analysis.test_emulator import cube


def target(name: str, low: float, high: float) -> Target:
    return Target(name, "one", "participation_rate", low, high, 0.1, 1.0, assumed())


@pytest.mark.parametrize("radius", [0.4, 0.12])
def test_the_share_of_a_ball_is_found_and_its_points_lie_in_it(radius: float) -> None:
    def measure(points: np.ndarray, limit: float) -> np.ndarray:
        return np.sqrt(((points - 0.5) ** 2).sum(axis=1)) / radius

    found = region(measure, 5, 1.0, stream(2))
    volume = math.pi**2.5 / math.gamma(3.5) * radius**5
    assert volume / 1.7 < found.share < volume * 1.7
    assert (measure(found.points, 1) <= 1).all()
    assert len(found.points) > 200
    assert np.abs(found.points.mean(axis=0) - 0.5).max() < 0.2 * radius


def test_points_go_on_to_an_aim_and_the_share_stays_that_of_the_cutoff() -> None:
    def measure(points: np.ndarray, limit: float) -> np.ndarray:
        return points.max(axis=1)

    found = region(measure, 3, 0.5, stream(3), aim=0.2)
    assert found.share == pytest.approx(0.125, rel=0.4)
    assert measure(found.points, 0.2).max() <= 0.2


def test_a_region_that_does_not_exist_has_no_point() -> None:
    found = region(lambda points, limit: 2 + points[:, 0], 2, 1.0, stream(4))
    assert found.share == 0
    assert found.points.shape == (0, 2)


def simulated(points: np.ndarray, name: str) -> np.ndarray:
    """Three outputs of four parameters, with a little luck."""
    a, b, c, d = points.T
    luck = 0.02 * (cube(len(points), 3, name) - 0.5)
    return np.column_stack([a + b * c, b - 0.5 * d, c + d**2]) + luck


@pytest.mark.long
def test_recovery_of_known_sets_on_emulators() -> None:
    """Targets simulated from a known set: 90 % intervals hold the true values."""
    points = cube(160, 4, "runs")
    figures = simulated(points, "luck")[:, :, None]
    truths, scales, half = cube(50, 4, "truths"), [Scale("plain")] * 3, 0.06
    # What was measured is off by as much as the band says, so a true set lies anywhere in it.
    outputs = simulated(truths, "truth luck") + 2 * half * (cube(50, 3, "errors") - 0.5)
    inside = []
    base = judge([target(str(one), 0, 1) for one in range(3)], scales, [0.0] * 3, points, figures)
    for index, (truth, output) in enumerate(zip(truths, outputs, strict=True)):
        targets = tuple(
            target(str(one), value - half, value + half) for one, value in enumerate(output)
        )
        found = type(base)(
            targets, base.scales, base.discrepancies, base.means, base.spreads, base.seeds
        )
        left = region(found.measure(1), 4, 0.0, stream(100 + index)).points
        low, high = np.quantile(left, (0.05, 0.95), axis=0)
        inside.append((low <= truth) & (truth <= high))
    assert 0.80 <= np.mean(inside) <= 0.97


def test_what_is_inside_is_negative_and_an_unknown_output_rules_nothing_out() -> None:
    points = cube(60, 2, "runs")
    figures = np.stack([points[:, 0], np.full(60, 0.3)], axis=1)[:, :, None]
    targets = [target("moves", 0.2, 0.4), target("constant", 0.5, 0.6)]
    found = judge(targets, [Scale("plain")] * 2, [0.01, 0.01], points, figures)
    each = found.by_target(np.array([[0.3, 0.5], [0.9, 0.5]]))
    assert each[0, 0] < 0 < 3 < each[1, 0]
    assert (each[:, 1] == -np.inf).all()


def test_other_parameters_are_drawn_where_they_rule_nothing_out() -> None:
    points = cube(60, 2, "runs")
    found = judge(
        [target("moves", 0.4, 0.6)], [Scale("plain")], [0.01], points, points[:, :1, None]
    )
    slopes = Slopes(np.array([0.5, 0.5]), np.array([[-0.4], [0.0]]), np.array([[0.4], [0.0]]))
    assert slopes.shifts(np.array([[1.0, 0.3], [0.25, 0.5]]))[:, 0] == pytest.approx([0.4, -0.2])
    near_low = np.repeat([[0.3, 0.5]], 40, axis=0)
    others, reached = with_rest(found, slopes, *found.levels(near_low), 0.0, stream(5))
    assert (reached <= 0).all()
    assert (others[:, 0] > 0.55).all()
    assert others[:, 1].min() < 0.2
    assert others[:, 1].max() > 0.8


def test_sets_are_spread_out_and_contraction_is_that_of_the_variance() -> None:
    points = np.array([[0.5], [0.52], [1.0], [0.0]])
    assert spread_out(points, 3) == [0, 2, 3]
    assert contraction(np.linspace(0, 1, 1001)[:, None])[0] == pytest.approx(0, abs=0.01)
    assert contraction(np.full((5, 1), 0.3))[0] == 1
