"""Docking with Kitts (2006), Collective action, rival incentives, and antisocial norms.

    python -m experiments.verification.kitts [--seeds 0..9] [--out FOLDER]

Incentives that everyone earns who contributes raise contributions, the more so the larger they
are. Those that contributors compete for do so while they are small; large ones backfire: whoever
loses is worn down by more than the hope of winning is worth.

Here our own rules do it: a thousand adults who are asked to volunteer every month, decide with
an expected prize as policy makes it, win prizes by keyed lot, and lose motive when they do not
win. Nothing but disposition tells them apart. Kitts has norms and peers; ours has motives, so
that it is the pattern that is compared and not a figure. The figure shows where it ends: with
prizes of many days' wages so few are left to compete that winning is nearly sure, and they pay.

One assumption carries the result: losing wears with the square of what was at stake, and the
square was chosen so that this pattern comes about. It is therefore no evidence for the model, only
for its code. With wear in proportion to the prize, which is run as well, rival prizes of every
size lower volunteering, small ones too; that large ones do, and that prizes for everyone raise it,
does not depend on the square. The table beside the figures has both.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.verification.reduced import adults, everyone_asked, keys, no_ties, rules_with
from sim.analysis.intervals import Interval, t_interval
from sim.declarations.forms import FORM_COUNT, VOLUNTEERING
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.kernels.deciding import Decisions, decide, workspace
from sim.kernels.maths import normal_quantile
from sim.kernels.participation import fill_places
from sim.kernels.volunteering import wear_motives
from sim.policy.conditions import CommunityFacts
from sim.policy.participation import STANDARD_PRIZE, volunteer_terms, wear_of_losing
from sim.rng import Draws

Floats = NDArray[np.float64]

FIGURES = Path(__file__).parent / "figures"
TABLE = "kitts.csv"
PEOPLE = 1_000
MONTHS = 60
WINDOW = 36
"""Last months, over which volunteers are counted."""
INCLINATION = -3.0
"""Log-odds of volunteering of an average adult without prizes: about a hundred do in a month."""
RIVAL, FOR_ALL = 10, PEOPLE
"""Prizes in a month: for about one volunteer in ten, and for everyone."""
SMALL, LARGE = (10, 20), (200, 400)
"""Yuan a prize: an hour of unskilled work or less, and one or two days of it."""
SQUARE, LINEAR = "square", "linear"
"""How losing wears with the worth of the prize: as in the model, or in proportion to it."""
_DECLARED = {name: one.default for name, one in PARAMETERS.items()}


def wear_of(parameters: Mapping[str, float], wear: str) -> float:
    """Motive lost by losing a prize, log-odds.

    Args:
        parameters: Values by name.
        wear: ``square`` for the rule of the model, ``linear`` for wear in proportion to the prize,
            the same as the square for the standard prize.
    """
    if wear == SQUARE:
        return wear_of_losing(parameters)
    return parameters["motive_wear"] * parameters["prize_yuan"] / STANDARD_PRIZE


def volunteers(
    prizes: int, yuan: float, seed: int, months: int = MONTHS, wear: str = SQUARE
) -> Floats:
    """How many volunteer, month by month.

    Args:
        prizes: Prizes in a month.
        yuan: Worth of one.
        seed: Seed.
        months: How many months.
        wear: How losing wears, ``square`` or ``linear``.

    Returns:
        Counts, shape (months,).
    """
    draws, ids = Draws(seed), np.arange(PEOPLE, dtype=np.int64)
    deviation = _DECLARED["disposition_sd"]
    disposition = deviation * normal_quantile(draws.uniforms("disposition", 0, ids))
    parameters = _DECLARED | {"prize_yuan": yuan}
    motive_loss, rules, found = np.zeros(PEOPLE), rules_with(), np.zeros(months)
    everyone = np.array([0, PEOPLE], dtype=np.int64)
    for month in range(months):
        terms = _terms(prizes, parameters, found[month - 1] if month else 0.0)
        people = adults(PEOPLE, base=INCLINATION + disposition, motive_loss=motive_loss)
        willing, decided = np.zeros((2, PEOPLE), dtype=np.uint8)
        asked_by = np.zeros((FORM_COUNT, PEOPLE), dtype=np.uint8)
        chances = everyone_asked(VOLUNTEERING, incentive=terms["incentive"])
        decide(
            people,
            no_ties(PEOPLE),
            chances,
            rules,
            keys(draws),
            np.uint64(month),
            0,
            PEOPLE,
            Decisions(willing, decided, asked_by),
            workspace(),
        )
        contributing = (willing & np.uint8(1 << VOLUNTEERING)) != 0
        found[month] = contributing.sum()
        won, whole = np.zeros(PEOPLE, dtype=np.uint8), np.rint(terms["prizes"]).astype(np.int64)
        fill_places(
            VOLUNTEERING,
            contributing,
            ids,
            everyone,
            whole,
            draws.key("prize"),
            np.uint64(month),
            won,
        )
        wear_motives(
            willing,
            won,
            people.community,
            whole,
            wear_of(parameters, wear),
            parameters["motive_recovery"],
            motive_loss,
        )
    return found


def _terms(prizes: int, parameters: dict[str, float], last: float) -> dict[str, Floats]:
    """What policy makes of a yearly sum that buys so many prizes a month."""
    nothing = np.zeros(1)
    lever = dict.fromkeys(LEVERS, nothing)
    lever["volunteer_prizes"] = np.array([12.0 * prizes * parameters["prize_yuan"]])
    facts = CommunityFacts(
        residents=np.full(1, float(PEOPLE)),
        organisations=nothing,
        associations=nothing,
        volunteers=np.array([last]),
        paper_share=nothing,
        units=nothing,
        agreements=nothing,
        leaders=nothing,
        grids=nothing,
        member=np.ones(1, dtype=np.bool_),
        scale=1.0,
    )
    consultation = {"carried_out": nothing, "meeting_rate": nothing}
    return volunteer_terms(lever, facts, parameters, {"provision": nothing}, consultation)


@cache
def _level(prizes: int, yuan: float, seed: int, wear: str) -> float:
    """Volunteers in a month once things have settled."""
    return float(volunteers(prizes, yuan, seed, wear=wear)[-WINDOW:].mean())


def effect(prizes: int, yuan: float, seeds: Sequence[int], wear: str = SQUARE) -> Interval:
    """Volunteers with prizes minus those without, paired by seed."""
    return t_interval(
        [_level(prizes, yuan, seed, wear) - _level(0, yuan, seed, wear) for seed in seeds]
    )


def draw(path: Path, seeds: Sequence[int]) -> None:
    """Effect on the number of volunteers against the worth of a prize."""
    from experiments.verification.sheet import sheet

    values = (10, 20, 40, 70, 100, 150, 200, 300, 400, 600, 800)
    with sheet(path) as axes:
        axes.axhline(0, color="#555555", lw=0.6)
        for prizes, wear, colour, line, label in (
            (FOR_ALL, SQUARE, "#0072B2", "--", "not rival: a prize for every volunteer"),
            (
                RIVAL,
                SQUARE,
                "#D55E00",
                "-",
                f"rival: {RIVAL} prizes a month, wear with the square (assumed, for this pattern)",
            ),
            (RIVAL, LINEAR, "#555555", ":", "rival, wear in proportion: small prizes backfire too"),
        ):
            found = [effect(prizes, yuan, seeds, wear) for yuan in values]
            axes.plot(values, [one.mean for one in found], color=colour, ls=line, label=label)
            axes.fill_between(
                values,
                [one.low for one in found],
                [one.high for one in found],
                color=colour,
                alpha=0.25,
                lw=0,
            )
        axes.set_yscale("symlog", linthresh=2)
        axes.set(
            xscale="log",
            xlabel="worth of a prize (yuan)",
            ylabel="volunteers a month against none, of 1,000",
            title=f"Prizes for volunteers: months {MONTHS - WINDOW + 1}-{MONTHS}, "
            f"95 % interval of {len(seeds)} seeds",
        )
        axes.set_xticks(
            [10, 20, 50, 100, 200, 400, 800], ["10", "20", "50", "100", "200", "400", "800"]
        )
        axes.minorticks_off()
        axes.set_ylim(-250, 60_000)
        axes.legend(frameon=False, loc="upper left", fontsize=6.8)


def checks(seeds: Sequence[int], wear: str = SQUARE) -> list[tuple[str, Interval, bool]]:
    """Each expectation: what, the effect found, whether it holds.

    Args:
        seeds: Seeds.
        wear: How losing wears, ``square`` or ``linear``.
    """
    found = []
    for yuan in SMALL:
        one = effect(RIVAL, yuan, seeds, wear)
        found.append((f"rival, {yuan} yuan: not below 0", one, one.high > 0 and one.mean > -1))
    for yuan in LARGE:
        one = effect(RIVAL, yuan, seeds, wear)
        found.append((f"rival, {yuan} yuan: below 0", one, one.high < 0))
    for yuan in (*SMALL, *LARGE):
        one = effect(FOR_ALL, yuan, seeds, wear)
        found.append((f"for everyone, {yuan} yuan: above 0", one, one.low > 0))
    return found


def write_table(path: Path, seeds: Sequence[int]) -> None:
    """Every expectation under both rules of wear."""
    import csv

    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["wear", "expectation", "effect", "low", "high", "seeds", "holds"])
        for wear in (SQUARE, LINEAR):
            for what, one, holds in checks(seeds, wear):
                ends = [f"{value:.3f}" for value in (one.mean, one.low, one.high)]
                table.writerow([wear, what, *ends, len(seeds), holds])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print expected against found; 1 when any is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="0..9")
    parser.add_argument("--out", type=Path, default=FIGURES)
    given = parser.parse_args(arguments)
    from sim.runs.options import parse_seeds

    seeds, failed = parse_seeds(given.seeds), 0
    for what, one, holds in checks(seeds):
        failed += not holds
        print(
            f"{what:34s} found {one.mean:+8.2f} [{one.low:+.2f}, {one.high:+.2f}] volunteers "
            f"a month  {'holds' if holds else 'FAILS'}"
        )
    draw(given.out / "kitts.png", seeds)
    # What the square carries is told, and is no failure of the program.
    write_table(given.out / TABLE, seeds)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
