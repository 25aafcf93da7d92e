import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis import discovery
from sim.analysis.discovery import (
    PROBE,
    Search,
    find_boxes,
    noise_share,
    of_interest,
    score_factors,
    wilson,
)
from sim.rng import Draws

HOW = Search(most=2, density=0.9, peel=0.05, mass=0.05, seed=3)


@pytest.fixture(autouse=True)
def _few(workbench: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer repetitions: what is planted is plain."""
    monkeypatch.setattr(discovery, "HALVES", 3)
    monkeypatch.setattr(discovery, "RESAMPLES", 4)
    monkeypatch.setattr(discovery, "TREES", 40)


def table(count: int = 400) -> Any:
    """Four factors that are drawn evenly, the last of them with names for its levels."""
    draws, who = Draws(5), np.arange(count)
    found = pd.DataFrame({name: draws.uniforms(name, 0, who) for name in ("a", "b", "c")})
    return found.assign(d=np.where(draws.uniforms("d", 0, who) < 0.5, "kept", "off"))


def test_a_planted_box_is_found_with_its_limits_and_nothing_else() -> None:
    points = table()
    inside = ((points["a"] > 0.5) & (points["b"] < 0.6) & (points["d"] == "kept")).to_numpy()
    boxes = find_boxes(points, inside, HOW)
    first = boxes[0]
    limits = {one.factor: one for one in first.limits}
    assert set(limits) == {"a", "b", "d"}
    assert limits["a"].low == pytest.approx(0.5, abs=0.05)
    assert math.isnan(limits["a"].high)
    assert limits["b"].high == pytest.approx(0.6, abs=0.05)
    assert math.isnan(limits["b"].low)
    assert limits["d"].levels == ("kept",)
    assert all(one.quasi_p < 0.001 for one in first.limits)
    assert all(one.reproduced == 1 for one in first.limits)
    assert first.coverage > 0.9
    assert first.density >= 0.9
    assert first.density_low < first.density <= first.density_high
    assert first.density_other > 0.75
    assert first.coverage_other > 0.75
    assert len(boxes) == 1, "what is left over is no box"
    assert repr(find_boxes(points, inside, HOW)) == repr(boxes)


def test_two_boxes() -> None:
    points = table(600).drop(columns="d")
    one = (points["a"] > 0.5) & (points["b"] > 0.4)
    other = (points["a"] < 0.25) & (points["c"] < 0.4)
    boxes = find_boxes(points, (one | other).to_numpy(), HOW)
    assert [{limit.factor for limit in box.limits} for box in boxes] == [{"a", "b"}, {"a", "c"}]
    assert sum(box.coverage for box in boxes) > 0.85


def test_luck_is_no_box_and_too_few_points_tell_nothing() -> None:
    points = table(100)
    luck = Draws(9).uniforms("luck", 0, np.arange(100)) < 0.3
    for box in find_boxes(points, luck, HOW):
        assert box.density_other < 0.6, "what luck finds does not hold elsewhere"
    assert find_boxes(points, np.arange(100) < 3, HOW) == []
    assert find_boxes(points, np.ones(100, dtype=np.bool_), HOW) == []


def test_scores_find_what_matters_and_luck_has_a_score_of_its_own() -> None:
    points = table(200)
    value = (3 * points["b"] + points["a"]).to_numpy()
    for outcome in (value, value > 2):
        scores = score_factors(points, outcome, 1)
        assert list(scores)[:2] == ["b", "a"]
        assert sum(mean for mean, *_ in scores.values()) == pytest.approx(1)
        assert scores["b"][1] > scores[PROBE][2]
        assert scores["c"][0] < 2 * scores[PROBE][0]
        assert score_factors(points, outcome, 1) == scores
    assert score_factors(points, np.ones(200), 1) == {}


def test_shares_of_noise_and_intervals() -> None:
    draws, ids = Draws(2), np.arange(4000)
    luck = draws.uniforms("luck", 0, ids).reshape(1000, 4)
    points = draws.uniforms("points", 0, np.arange(1000))[:, None]
    assert noise_share(points + luck) == pytest.approx(0.5, abs=0.05)
    assert noise_share(points + 0 * luck) == 0
    assert math.isnan(noise_share(points))
    # Wilson's interval of 8 of 10, by hand.
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_a_point_is_of_interest_by_its_mean_and_null_is_not() -> None:
    values = {
        "x": np.array([[0.2, 0.5], [0.4, 0.5], [0.4, math.nan]]),
        "cost": np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]),
    }
    conditions = [("x", "above", 0.3), ("cost", "below", 2.0)]
    mean, single = of_interest(values, conditions)
    assert mean.tolist() == [True, True, False]
    assert single.tolist() == [[False, True], [True, True], [True, False]]
    assert not of_interest(values, [*conditions, ("cost", "below", 1.0)])[0].any()
