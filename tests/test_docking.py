"""Docking with published models, in small; in full: ``python -m experiments.verification.NAME``."""

from pathlib import Path

import numpy as np
import pytest

from experiments.verification import deffuant, granovetter, kitts
from experiments.verification.granovetter import CONTINUUM, RUNS, complete_graphs, crowds
from sim.rng import Draws

# --- Granovetter 1978 --------------------------------------------------------------------------


@pytest.mark.parametrize("one", [one for one in granovetter.EXPECTED if one.what == CONTINUUM])
def test_a_little_more_spread_tips_very_many_people(one: granovetter.Expected) -> None:
    assert granovetter.continuum(one.sigma, 10_000) == pytest.approx(one.share, abs=0.001)


def test_thresholds_one_apart_bring_in_all_and_a_missing_one_stops_them() -> None:
    # Granovetter's example: 0, 1, ... 99 of 100; replacing the 1 by a 2 leaves the one with 0.
    chain = np.arange(100) / 100
    broken = chain.copy()
    broken[1] = 0.02
    assert crowds(np.array([chain, broken]), Draws(0)).tolist() == [1.0, 0.01]


def test_groups_of_a_hundred_tip_about_as_often_as_published() -> None:
    for one in granovetter.EXPECTED:
        if one.what == RUNS:
            shares = granovetter.drawn_crowds(one.sigma, 400)
            # 400 runs instead of 2,000: three standard errors.
            error = (one.share * (1 - one.share) / 400) ** 0.5
            assert abs(granovetter.tipped(shares) - one.share) < 3 * error


def test_everyone_sees_everyone_of_the_own_group_and_oneself() -> None:
    ties = complete_graphs(3, 4)
    for row in range(12):
        seen = ties.neighbour[ties.start[row] : ties.start[row] + ties.degree[row]]
        assert sorted(seen.tolist()) == [row // 4 * 4 + k for k in range(4)]


# --- Deffuant et al. 2000 ----------------------------------------------------------------------


def test_everyone_meets_one_other_person_and_is_met_by_the_same() -> None:
    partner = deffuant.meet(Draws(0), 3, 100)
    assert (partner != np.arange(100)).all()
    assert (partner[partner] == np.arange(100)).all()
    assert (partner != deffuant.meet(Draws(0), 4, 100)).any()


def test_with_much_confidence_all_agree_and_with_less_groups_remain() -> None:
    assert deffuant.remaining(0.5, range(3), 400) == [1, 1, 1]
    assert deffuant.remaining(0.2, range(3), 400) == [2, 2, 2]
    assert np.mean(deffuant.remaining(0.1, range(3), 400)) == pytest.approx(5, abs=1)


def test_meetings_leave_the_mean_opinion_where_it_was() -> None:
    first, *_, last = deffuant.opinions_over(0.2, 1, 400)
    assert last.mean() == pytest.approx(first.mean(), abs=1e-12)
    assert last.std() < first.std()


# --- Kitts 2006 --------------------------------------------------------------------------------


def test_rival_prizes_backfire_only_when_large() -> None:
    found = kitts.checks(range(3))
    assert len(found) == 8
    assert [what for what, _, holds in found if not holds] == []


def test_the_square_of_the_stake_carries_what_small_prizes_do() -> None:
    failed = [what for what, _, holds in kitts.checks(range(3), kitts.LINEAR) if not holds]
    assert failed == ["rival, 10 yuan: not below 0", "rival, 20 yuan: not below 0"]


def test_without_prizes_nothing_wears_anyone_down() -> None:
    counts = kitts.volunteers(0, 200, 0)
    assert counts[-24:].mean() == pytest.approx(counts[:24].mean(), rel=0.1)


# --- what the programs say ---------------------------------------------------------------------


def test_each_program_prints_expected_and_found_and_draws(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(granovetter, "draw", lambda path, runs: None)
    assert granovetter.main(["--runs", "40", "--out", str(tmp_path)]) in (0, 1)
    assert deffuant.main(["--seeds", "0,1", "--people", "200", "--out", str(tmp_path)]) in (0, 1)
    assert kitts.main(["--seeds", "0..3", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.count("expected") == len(granovetter.EXPECTED) + len(deffuant.EXPECTED)
    assert {path.name for path in tmp_path.iterdir()} == {"deffuant.png", "kitts.png", "kitts.csv"}
