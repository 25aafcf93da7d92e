"""Docking with Deffuant, Neau, Amblard & Weisbuch (2000), Mixing beliefs among interacting agents.

    python -m experiments.verification.deffuant [--seeds 0..9] [--people 1000] [--out FOLDER]

In a month everyone meets one other person, drawn by keyed draws; two who are nearer to each other
than the confidence bound epsilon both move half the way. Opinions start uniform in 0-1. All come
to agree at epsilon = 0.5; with less confidence about 1 / (2 epsilon) groups remain.

Here trust does it: the step that moves the trust of our own residents towards that of their ties,
with the person met as the only tie, everything else that moves trust left out, and averaging set
to one half of the gap.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.kernels.learning import TrustRules, hear_of, move_trust
from sim.rng import Draws

Floats = NDArray[np.float64]

FIGURES = Path(__file__).parent / "figures"
HALF = 0.5
"""How far two who listen to each other move, as a share of the gap between them."""
MINOR = 0.25
"""Groups below this share of an even one do not count: the few left at the edges."""
_SETTLED = 1e-3
_MOST_MONTHS = 3_000


@dataclass(frozen=True)
class Expected:
    """What Deffuant and colleagues found.

    Attributes:
        confidence: Bound of confidence, epsilon.
        groups: Groups of opinions that remain, mean over seeds.
        tolerance: How far ours may be from it.
    """

    confidence: float
    groups: int
    tolerance: float


EXPECTED = tuple(
    Expected(confidence, groups, 0.0 if groups == 1 else max(1.0, groups / 5))
    for confidence, groups in (
        (0.5, 1),
        (0.3, 1),
        (0.2, 2),
        (0.15, 3),
        (0.1, 5),
        (0.07, 7),
        (0.05, 10),
    )
)
"""The whole part of 1 / (2 epsilon), a rule of thumb: give or take one group or a fifth of them,
but exactly one where there is to be one."""


def meet(draws: Draws, month: int, count: int) -> NDArray[np.uint32]:
    """Whom each meets in a month, shape (count,); an even number of people, in pairs."""
    order = np.argsort(draws.uniforms("meet", month, np.arange(count)), kind="stable")
    partner = np.empty(count, dtype=np.uint32)
    partner[order[::2]], partner[order[1::2]] = order[1::2], order[::2]
    return partner


def opinions_over(
    confidence: float, seed: int, people: int = 1_000, months: int = _MOST_MONTHS
) -> list[Floats]:
    """Opinions month by month, until those who listen to each other agree.

    Args:
        confidence: Bound of confidence.
        seed: Seed of opinions and meetings.
        people: How many; an even number.
        months: Months at most.

    Returns:
        Arrays of shape (people,), from the first month on.
    """
    draws = Draws(seed)
    opinion = draws.uniforms("opinion", 0, np.arange(people))
    rules = TrustRules(
        gain=0.0, loss=0.0, heard=0.0, confidence=confidence, averaging=HALF, returning=0.0
    )
    adult, nothing = np.ones(people, dtype=np.bool_), np.zeros(people, dtype=np.int8)
    start = np.arange(people + 1, dtype=np.int32)
    one, none = np.ones(people, dtype=np.int16), np.zeros(people, dtype=np.int16)
    found = [opinion]
    for month in range(months):
        after, partner = found[-1].copy(), meet(draws, month, people)
        heard = hear_of(after, adult, nothing, start, one, none, partner)
        move_trust(heard, opinion, nothing, start, one, partner, rules, 0, people, after)
        found.append(after)
        gaps = np.diff(np.sort(after))
        if not ((gaps > _SETTLED) & (gaps < confidence)).any():
            break
    return found


def clusters(opinions: Floats, confidence: float) -> int:
    """Groups of people who do not listen to each other, those that are large enough.

    Args:
        opinions: Opinions, shape (people,).
        confidence: Bound of confidence.
    """
    ordered = np.sort(opinions)
    bounds = np.flatnonzero(np.diff(ordered) >= confidence / 2)
    sizes = np.diff([0, *(bounds + 1), ordered.size])
    return int((sizes >= MINOR * 2 * confidence * ordered.size).sum())


def remaining(confidence: float, seeds: Sequence[int], people: int = 1_000) -> list[int]:
    """Groups that remain, seed by seed."""
    return [clusters(opinions_over(confidence, seed, people)[-1], confidence) for seed in seeds]


def draw(path: Path, found: dict[float, list[int]]) -> None:
    """Groups that remain against 1 / (2 epsilon)."""
    from experiments.verification.sheet import sheet

    with sheet(path) as axes:
        xs = np.linspace(1, 11, 50)
        axes.plot(xs, xs, color="#555555", lw=1, ls="--", label="1 / (2 epsilon)")
        for confidence, counts in found.items():
            sizes, times = np.unique(counts, return_counts=True)
            axes.scatter(
                np.full(sizes.size, 0.5 / confidence),
                sizes,
                s=12 * times,
                color="#0072B2",
                alpha=0.35,
                lw=0,
            )
        means = [float(np.mean(counts)) for counts in found.values()]
        axes.plot(
            [0.5 / one for one in found],
            means,
            "o",
            ms=4,
            color="#0072B2",
            label="remain (mean of seeds; discs: single seeds)",
        )
        axes.set(
            xlabel="1 / (2 epsilon), epsilon = bound of confidence",
            ylabel="groups of opinions",
            title="One step of averaging trust, Deffuant's meetings",
        )
        axes.legend(frameon=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print expected against found; 1 when any is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="0..9")
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--out", type=Path, default=FIGURES)
    given = parser.parse_args(arguments)
    from sim.runs.options import parse_seeds

    seeds, failed = parse_seeds(given.seeds), 0
    counts: dict[float, list[int]] = {}
    for one in EXPECTED:
        counts[one.confidence] = remaining(one.confidence, seeds, given.people)
        mean = float(np.mean(counts[one.confidence]))
        holds = abs(mean - one.groups) <= one.tolerance
        failed += not holds
        print(
            f"epsilon {one.confidence:4.2f}  expected {one.groups:2d} +- {one.tolerance:.2f} "
            f"groups  found {mean:5.2f} ({min(counts[one.confidence])}-"
            f"{max(counts[one.confidence])})  {'holds' if holds else 'FAILS'}"
        )
    draw(given.out / "deffuant.png", counts)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
