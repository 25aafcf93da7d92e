import numpy as np
import pytest

from sim.analysis.choice import Objective, dominates, front, regrets, spread_of


def test_what_is_wanted_is_turned_to_more_is_better() -> None:
    values = np.array([-0.2, 0.1])
    assert Objective("x", "more").gain(values).tolist() == [-0.2, 0.1]
    assert Objective("x", "less").gain(values).tolist() == [0.2, -0.1]
    assert Objective("x", "zero").gain(values).tolist() == [-0.2, -0.1]


def test_a_setting_dominates_only_beyond_noise() -> None:
    base = np.array([[0.5, 0.6, 0.4], [1.0, 1.0, 1.0]])
    better = base + np.array([[0.1, 0.1, 0.1], [0, 0, 0]])
    lucky = base + np.array([[0.5, -0.4, 0.2], [0, 0, 0]])
    dearer = better - np.array([[0, 0, 0], [0.1, 0.1, 0.1]])
    assert dominates(better, base)
    assert not dominates(base, better)
    assert not dominates(lucky, base), "better in the mean, but not beyond luck"
    assert not dominates(dearer, base), "worse in one way"
    assert not dominates(base, base)
    assert dominates(better[:, :1], base[:, :1]), "one seed tells nothing of luck"


def test_the_front_of_a_toy_is_the_known_one() -> None:
    # Gains x and 1 - x lie on the front; what has less of both lies behind it.
    shares = np.linspace(0, 1, 6)
    on = np.stack([shares, 1 - shares], axis=1)
    behind = on - 0.15
    means = np.concatenate([on, behind])
    luck = np.array([-0.01, 0.0, 0.01])
    gains = means[:, :, None] + luck
    assert front(gains) == [0, 1, 2, 3, 4, 5]
    # The same distance is no distance where luck is larger than it.
    signs = np.array([1.0, -1.0, 0.0])
    noisy = gains + np.where(np.arange(12) < 6, 1, -1)[:, None, None] * signs
    assert len(front(noisy)) == 12
    gains[0, 0, 0] = np.nan
    assert 0 not in front(gains)


def test_the_settings_that_are_kept_differ_most() -> None:
    gains = np.array([[0, 1], [0.05, 0.95], [0.5, 0.5], [0.95, 0.05], [1, 0]])
    assert spread_of(gains, 3) == [0, 2, 4]
    assert spread_of(gains, 9) == [0, 1, 2, 3, 4]


def test_regret_by_hand_and_the_robust_choice() -> None:
    # One objective, two members: best in one and bad in the other, or fair in both.
    gains = np.array([[[1.0, 0.0]], [[0.6, 0.7]], [[0.0, 1.0]]])[..., None] + np.zeros(2)
    found = regrets(gains, [1.0])
    assert found.regret[:, 0, :, 0] == pytest.approx(np.array([[0, 1], [0.4, 0.3], [1, 0]]))
    assert [one.mean for one in found.worst] == pytest.approx([1, 0.4, 1])
    assert (found.robust, found.rival) == (1, 0)
    assert found.lead.mean == pytest.approx(0.6)
    assert found.leads == (0.5, 0.0, 0.5)


def test_weights_count_and_objectives_of_any_unit_alike() -> None:
    gains = np.array([[[1.0], [0.0]], [[0.0], [1000.0]]])[..., None]
    assert regrets(gains, [3.0, 1.0]).robust == 0
    assert regrets(gains, [1.0, 3.0]).robust == 1
    assert regrets(gains, [3.0, 1.0]).worst[0].mean == pytest.approx(0.25)


def test_luck_of_single_seeds_is_no_regret() -> None:
    # Three settings that are alike but for luck: none is far behind the others.
    luck = np.array([[3.0, -1.0, -2.0], [-2.0, 3.0, -1.0], [-1.0, -2.0, 3.0]])
    found = regrets(luck[:, None, None, :] + np.zeros((3, 1, 2, 1)), [1.0])
    assert found.regret.mean(axis=3) == pytest.approx(np.zeros((3, 1, 2)))
    assert [one.mean for one in found.worst] == pytest.approx([0.0, 0.0, 0.0])
