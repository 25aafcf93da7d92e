"""Docking with Granovetter (1978), Threshold models of collective behavior.

    python -m experiments.verification.granovetter [--runs 2000] [--out FOLDER]

People join once as many have joined as their own threshold asks for; thresholds are normal with
mean 25 % and standard deviation sigma. A little more spread tips everything: in the continuum
5.5 % join at sigma 12.20 and all at 12.25, and of groups of 100 a fifth tip at 12.25 and four in
five at 15.

Here the rule of taking part of our own residents does it: a complete graph in which everyone
sees everyone and oneself, a hard threshold, an intercept of -W/2 and a norm of weight W = 10,000
so that chance has no say, no disposition, memory of one month, and whoever joined stays. The
continuum is the same rule with people at the quantiles of the thresholds; the share that all of
them see, which ties could only count in 255ths, is put into the rule's own table of shares.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.verification.reduced import adults, everyone_asked, keys, no_ties, rules_with
from sim.declarations.forms import ACTIVITY, FORM_COUNT
from sim.kernels.deciding import Decisions, decide, workspace
from sim.kernels.learning import form_habits
from sim.kernels.maths import normal_quantile
from sim.kernels.participation import TieList, see
from sim.month.predictor import threshold_powers
from sim.rng import Draws

Floats = NDArray[np.float64]

MEAN = 0.25
CROWD = 100
WEIGHT = 1e4
MEMORY = np.uint32(1)
"""Bits of the months that count: the last one."""
FIGURES = Path(__file__).parent / "figures"
_MOST_MONTHS = 5_000
_AT_ONCE = 200
_BIT = np.uint8(1 << ACTIVITY)


@dataclass(frozen=True)
class Expected:
    """What Granovetter found.

    Attributes:
        what: What is measured.
        sigma: Standard deviation of the thresholds, in per cent.
        share: The share that joins, or of runs that tip.
        tolerance: How far ours may be from it.
    """

    what: str
    sigma: float
    share: float
    tolerance: float


CONTINUUM, RUNS = "joined, continuum", "runs of 100 that tip"
EXPECTED = (
    Expected(CONTINUUM, 12.20, 0.055, 0.0005),
    Expected(CONTINUUM, 12.25, 1.0, 0.0005),
    Expected(RUNS, 12.25, 0.21, 0.03),
    Expected(RUNS, 15.0, 0.80, 0.03),
)


def complete_graphs(count: int, size: int = CROWD) -> TieList:
    """Groups in each of which everyone sees everyone, oneself included."""
    rows = np.arange(count * size, dtype=np.uint32).reshape(count, 1, size)
    return TieList(
        start=np.arange(count * size + 1, dtype=np.int32) * size,
        degree=np.full(count * size, size, dtype=np.int16),
        neighbour=np.repeat(rows, size, axis=1).ravel(),
        seen=np.zeros(count * size, dtype=np.uint8),
    )


def crowds(thresholds: Floats, draws: Draws) -> Floats:
    """Share of each group that has joined when nobody joins any more.

    Args:
        thresholds: Share that must have joined, shape (groups, size).
        draws: Keyed draws; with the weights of the docking they decide nothing.

    Returns:
        Shares, shape (groups,).
    """
    groups, size = thresholds.shape
    people = adults(
        thresholds.size, threshold_power=threshold_powers(thresholds.ravel(), inf), base=-WEIGHT / 2
    )
    rules = rules_with(size, weight_norm=WEIGHT, norm_exponent=inf)
    ties = complete_graphs(groups, size)
    history = np.zeros((FORM_COUNT, thresholds.size), dtype=np.uint32)
    joined, willing, decided = np.zeros((3, thresholds.size), dtype=np.uint8)
    asked_by = np.zeros((FORM_COUNT, thresholds.size), dtype=np.uint8)
    for month in range(_MOST_MONTHS):
        see(history, people.decides, MEMORY, ties.seen)
        decide(
            people,
            ties,
            everyone_asked(),
            rules,
            keys(draws),
            np.uint64(month),
            0,
            thresholds.size,
            Decisions(willing, decided, asked_by),
            workspace(),
        )
        if not (willing & ~joined & _BIT).any():
            break
        joined |= willing
        form_habits(joined, decided, 0.0, 0, joined.size, history, people.habit)
    shares: Floats = (joined & _BIT != 0).reshape(groups, size).mean(axis=1)
    return shares


def continuum(sigma: float, size: int = 50_000) -> float:
    """Share that joins among very many people, thresholds at their quantiles.

    Args:
        sigma: Standard deviation of the thresholds, in per cent.
        size: How many people stand for all.
    """
    quantiles = normal_quantile((np.arange(size) + 0.5) / size)
    people = adults(
        size,
        threshold_power=threshold_powers(MEAN + sigma / 100 * quantiles, inf),
        base=-WEIGHT / 2,
    )
    rules = rules_with(weight_norm=WEIGHT, norm_exponent=inf)
    joined, willing, decided = np.zeros((3, size), dtype=np.uint8)
    asked_by = np.zeros((FORM_COUNT, size), dtype=np.uint8)
    for month in range(_MOST_MONTHS):
        rules.share_power[0, 0] = (joined != 0).mean()
        decide(
            people,
            no_ties(size),
            everyone_asked(),
            rules,
            keys(Draws(0)),
            np.uint64(month),
            0,
            size,
            Decisions(willing, decided, asked_by),
            workspace(),
        )
        if not (willing & ~joined & _BIT).any():
            break
        joined |= willing
    return float((joined != 0).mean())


def drawn_crowds(sigma: float, runs: int) -> Floats:
    """Share that joins in each of many groups of 100 with thresholds drawn at random.

    Args:
        sigma: Standard deviation of the thresholds, in per cent.
        runs: How many groups; group k has thresholds of seed k.
    """
    people, found = np.arange(CROWD), []
    for first in range(0, runs, _AT_ONCE):
        seeds = range(first, min(first + _AT_ONCE, runs))
        drawn = [normal_quantile(Draws(seed).uniforms("threshold", 0, people)) for seed in seeds]
        found.append(crowds(MEAN + sigma / 100 * np.array(drawn), Draws(first)))
    return np.concatenate(found)


def tipped(shares: Floats) -> float:
    """Share of runs in which more than half joined."""
    return float((shares > 0.5).mean())


def found_for(one: Expected, runs: int) -> float:
    """What ours gives for an expectation."""
    if one.what == CONTINUUM:
        return continuum(one.sigma)
    return tipped(drawn_crowds(one.sigma, runs))


def draw(path: Path, runs: int) -> None:
    """Outcome against spread: the continuum, and how many groups of 100 tip."""
    from experiments.verification.sheet import sheet

    sigmas = np.array([4, 8, 10, 11, 12, 12.2, 12.25, 13, 14, 15, 17, 20, 25, 30, 40])
    with sheet(path) as axes:
        curve = [continuum(sigma, 10_000) * 100 for sigma in sigmas]
        axes.plot(sigmas, curve, color="#0072B2", label="joined, very many people (%)")
        tips = [tipped(drawn_crowds(sigma, runs)) * 100 for sigma in sigmas]
        axes.plot(
            sigmas,
            tips,
            color="#D55E00",
            ls="--",
            marker="s",
            ms=3,
            label=f"groups of 100 that tip (% of {runs:,})",
        )
        for one in EXPECTED:
            colour = "#0072B2" if one.what == CONTINUUM else "#D55E00"
            axes.plot([one.sigma], [one.share * 100], "o", ms=8, mfc="none", color=colour)
        axes.plot([], [], "o", ms=8, mfc="none", color="#555555", label="Granovetter 1978")
        axes.set(
            xlabel="standard deviation of thresholds (% of the group; mean 25 %)",
            ylabel="%",
            title="One rule of taking part, Granovetter's thresholds",
        )
        axes.legend(frameon=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print expected against found; 1 when any is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--out", type=Path, default=FIGURES)
    given = parser.parse_args(arguments)
    failed = 0
    for one in EXPECTED:
        found = found_for(one, given.runs)
        holds = abs(found - one.share) <= one.tolerance
        failed += not holds
        print(
            f"sigma {one.sigma:5.2f}  {one.what:22s} expected {one.share:7.2%} "
            f"+- {one.tolerance:.2%}  found {found:7.2%}  {'holds' if holds else 'FAILS'}"
        )
    draw(given.out / "granovetter.png", min(given.runs, 400))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
