"""What each measure costs elsewhere: seven trade-offs, each with the lever that removes it.

    python -m experiments.verification.tradeoffs [--seeds 0..7] [--scale 0.1] [name ...]

The table below is the one place that names them. A trade-off holds when, with paired seeds and
95 % t-intervals on the mean of the last 12 months,

1. its effect (`after` minus `before`) excludes zero on the predicted side;
2. with the remedy the effect includes zero or lies on the other side;
3. the remedy's own share (2 minus 1, seed by seed) excludes zero on the side that helps.

Where the remedy lies over both files, 2 is the effect of the same step in a town that has the
remedy too, so that a remedy that only makes up for the loss does not pass. Where it lies over
`after` alone, making up for the loss is what is claimed.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim import compare
from sim.analysis.intervals import Interval, t_interval
from sim.scenario import Scenario, load_scenario
from sim.scenario.places import shipped_folder

BEFORE, AFTER, REMEDIED_BEFORE, REMEDIED = "before", "after", "remedied_before", "remedied"


@dataclass(frozen=True)
class TradeOff:
    """A side effect of a measure.

    Attributes:
        name: Name.
        claim: What is claimed, one sentence.
        before: Scenario without the step: shipped, or a file of ``scenarios/tradeoffs``.
        after: Scenario with the step.
        metric: Metric that tells.
        sign: Predicted sign of `after` minus `before` in that metric.
        remedy: Levers that remove it, by key path.
        over_both: Whether the remedy lies over both scenarios, or over `after` alone.
    """

    name: str
    claim: str
    before: str
    after: str
    metric: str
    sign: int
    remedy: Mapping[str, float]
    over_both: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came out; see the head of this module.

    Attributes:
        effect: After minus before.
        remedied: The same with the remedy.
        change: `remedied` minus `effect`.
        sign: Predicted sign of `effect`.
    """

    effect: Interval
    remedied: Interval
    change: Interval
    sign: int

    @property
    def shown(self) -> bool:
        """Whether the effect excludes zero on the predicted side."""
        return _nearest(self.effect, self.sign) > 0

    @property
    def removed(self) -> bool:
        """Whether the remedy removes the effect, and does so by more than chance."""
        gone = _nearest(self.remedied, self.sign) <= 0
        return gone and _nearest(self.change, -self.sign) > 0

    @property
    def holds(self) -> bool:
        """Whether the trade-off is shown and its remedy removes it."""
        return self.shown and self.removed


def _nearest(interval: Interval, sign: int) -> float:
    """The end of an interval that is nearest to zero from one side; above 0: all beyond it."""
    return interval.low if sign > 0 else -interval.high


TRADE_OFFS: tuple[TradeOff, ...] = (
    TradeOff(
        "fatigue",
        "Party members with more households than they can serve tire.",
        "fatigue_before",
        "fatigue",
        "visited_households",
        -1,
        {"levers.double_registration": 0.8},
    ),
    TradeOff(
        "closing_on_paper",
        "Points that nobody checks pay for closing matters on paper.",
        "closing_on_paper_before",
        "closing_on_paper",
        "true_resolution_rate",
        -1,
        {"levers.supervision": 1},
    ),
    TradeOff(
        "crowding_out",
        "Purchased services without a say crowd volunteers out.",
        "crowding_out_before",
        "crowding_out",
        "active_volunteer_share",
        -1,
        {"levers.consultation_meetings_per_year": 12, "levers.consultation_binding": 0.9},
    ),
    TradeOff(
        "rival_prizes",
        "Prizes wear down the motive of those who do not win.",
        "rival_prizes_before",
        "rival_prizes",
        "hours_volunteers",
        -1,
        {
            "levers.volunteer_prizes": 0,
            "levers.volunteer_recognition": 1,
            "timeline.2024-01.levers.volunteer_recognition": 0,
        },
        over_both=False,
    ),
    TradeOff(
        "delegation_without_staff",
        "Matters handed down to committees without staff pile up.",
        "delegation_before",
        "delegation",
        "true_resolution_rate",
        -1,
        {"levers.committee_staff": 20},
    ),
    TradeOff(
        "few_do_most",
        "Leaning on those on call instead of asking everyone makes few do most.",
        "few_do_most_before",
        "few_do_most",
        "top_decile_share",
        +1,
        {
            "levers.volunteer_recruitment": 1,
            "levers.volunteer_recognition": 1,
            "levers.online_channels": 1,
            "levers.offline_notices": 1,
        },
        over_both=False,
    ),
    TradeOff(
        "migrants_left_out",
        "Recruitment reaches locals more than migrants.",
        "migrants_left_out_before",
        "migrants_left_out",
        "participation_gap_migrant",
        -1,
        {
            "levers.project_migrants": 1,
            "levers.project_families": 0,
            "levers.project_youth": 0,
            "levers.project_budget": 600_000,
            "levers.third_party_evaluation": 1,
        },
        over_both=False,
    ),
)


def scenario_of(name: str, called: str, settings: Mapping[str, float] | None = None) -> Scenario:
    """A scenario of the table, under the name that it has in the comparison."""
    path = shipped_folder() / "tradeoffs" / f"{name}.yaml"
    found = load_scenario(path if path.is_file() else name, settings or {})
    return replace(found, name=called)


def check(
    one: TradeOff,
    seeds: Sequence[int] = tuple(range(8)),
    scale: float = 0.1,
    months: int | None = None,
    workers: int | None = None,
) -> Outcome:
    """Run a trade-off with and without its remedy.

    Args:
        one: The trade-off.
        seeds: Two or more.
        scale: Share of the residents that is simulated.
        months: Months after the common past, when not those of the files.
        workers: Processes; as many as there are processors when left out.
    """
    scenarios = [
        scenario_of(one.before, BEFORE),
        scenario_of(one.after, AFTER),
        scenario_of(one.after, REMEDIED, one.remedy),
    ]
    if one.over_both:
        scenarios.append(scenario_of(one.before, REMEDIED_BEFORE, one.remedy))
    found = compare(
        scenarios,
        baseline=BEFORE,
        seeds=seeds,
        scale=scale,
        months=months,
        workers=workers,
        metrics=[one.metric],
        progress=False,
    )
    level = found.by_seed.pivot_table(index="seed", columns="scenario", values="value")
    effect = level[AFTER] - level[BEFORE]
    remedied = level[REMEDIED] - level[REMEDIED_BEFORE if one.over_both else BEFORE]
    return Outcome(
        effect=t_interval(effect.tolist()),
        remedied=t_interval(remedied.tolist()),
        change=t_interval((remedied - effect).tolist()),
        sign=one.sign,
    )


def _text(interval: Interval) -> str:
    """An interval for the reader."""
    return f"{interval.mean:+.4f} [{interval.low:+.4f}, {interval.high:+.4f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the trade-offs named, or all; 1 when any fails."""
    names = [one.name for one in TRADE_OFFS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(names))
    parser.add_argument("--seeds", default="0..7")
    parser.add_argument("--scale", type=float, default=0.1)
    given = parser.parse_args(arguments)
    unknown = set(given.names) - set(names)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    from sim.runs.options import parse_seeds

    seeds, failed = parse_seeds(given.seeds), 0
    for one in TRADE_OFFS:
        if given.names and one.name not in given.names:
            continue
        outcome = check(one, seeds, given.scale)
        failed += not outcome.holds
        print(
            f"{one.name}: {'holds' if outcome.holds else 'FAILS'}\n"
            f"  {one.metric}: effect {_text(outcome.effect)}, "
            f"predicted {'above' if one.sign > 0 else 'below'} 0\n"
            f"  with the remedy {_text(outcome.remedied)}, change {_text(outcome.change)}",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
