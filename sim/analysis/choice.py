"""Which settings of levers are worth choosing: not dominated, not regretted; and the tables.

Every setting is run on the same seeds, so that settings are compared within seeds.

Source:
    Savage 1951, J. Am. Stat. Assoc. 46 (minimax regret); McPhail et al. 2018, Earth's Future 6
    (measures of robustness).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import ALPHA, FEWEST, Interval, holm, t_interval

if TYPE_CHECKING:
    import pandas as pd


# --- Which settings of levers are worth choosing: what is not dominated, and what is not regretted

Floats = NDArray[np.float64]
MORE, LESS, ZERO = "more", "less", "zero"


@dataclass(frozen=True, slots=True)
class Objective:
    """What is wanted of a metric.

    Attributes:
        metric: The metric, or the cost.
        aim: ``more``, ``less``, or ``zero`` for what should be small on either side.
        weight: How much its regret counts.
    """

    metric: str
    aim: str
    weight: float = 1.0

    def gain(self, values: Floats) -> Floats:
        """Turn values so that more is better."""
        if self.aim == MORE:
            return values
        return -values if self.aim == LESS else -np.abs(values)


def dominates(one: Floats, other: Floats) -> bool:
    """Tell whether a setting is better in every way, and somewhere beyond luck.

    Args:
        one: Gains of a setting, shape (objectives, seeds).
        other: Those of another one, on the same seeds.

    Returns:
        True when no mean is worse, and at least one paired difference lies above zero with its
        whole 95 % t-interval; with one seed luck is unknown, and a larger value is enough.
    """
    found = [t_interval(row.tolist()) for row in one - other]
    if not all(each.mean >= 0 for each in found):
        return False
    return any((each.low > 0) if each.count > 1 else (each.mean > 0) for each in found)


def front(gains: Floats) -> list[int]:
    """List settings that no other one dominates, in their order.

    Args:
        gains: Shape (settings, objectives, seeds); a setting with NaN is dominated.
    """
    known = [index for index in range(len(gains)) if not np.isnan(gains[index]).any()]
    return [
        index
        for index in known
        if not any(dominates(gains[other], gains[index]) for other in known if other != index)
    ]


def spread_of(gains: Floats, most: int) -> list[int]:
    """Choose the settings that differ most: best of each objective, then those farthest away.

    Args:
        gains: Mean gains, shape (settings, objectives).
        most: How many at most.
    """
    size = np.ptp(gains, axis=0)
    places = (gains - gains.min(axis=0)) / np.where(size > 0, size, 1.0)
    chosen = list(dict.fromkeys(int(best) for best in places.argmax(axis=0)))[:most]
    while len(chosen) < min(most, len(gains)):
        near = np.min([np.abs(places - places[one]).sum(axis=1) for one in chosen], axis=0)
        near[chosen] = -1.0
        chosen.append(int(near.argmax()))
    return sorted(chosen)


@dataclass(frozen=True, slots=True)
class Regrets:
    """How far settings fall short of the best in each member of an ensemble.

    Attributes:
        regret: Shape (settings, objectives, members, seeds), in units of the metric; means over
            seeds are 0 or more, single seeds may be below.
        share: The same as shares of the range of the objective over settings and members.
        worst: Of each setting the weighted mean share in the member in which it is largest; an
            interval over seeds.
        robust: The setting whose worst is smallest.
        rival: The next one; the same where there is no other.
        lead: By how much its worst is larger, paired by seed.
        leads: Of each setting the share of members in which its weighted mean share is least.
        behind: By how much the worst of each setting is larger than the robust one's, paired by
            seed.
    """

    regret: Floats
    share: Floats
    worst: tuple[Interval, ...]
    robust: int
    rival: int
    lead: Interval
    behind: tuple[Interval, ...]
    leads: tuple[float, ...] = ()


def regrets(gains: Floats, weights: Sequence[float]) -> Regrets:
    """Compute the regret of settings in every member, and find the least regretted.

    The best setting of a member, and the worst member of a setting, are those by means over
    seeds: who is best in single seeds is best by luck too, and regret would count that luck.

    Args:
        gains: Shape (settings, objectives, members, seeds), all known.
        weights: Of the objectives.
    """
    means = gains.mean(axis=3)
    best = np.expand_dims(means.argmax(axis=0), (0, 3))
    regret = np.take_along_axis(gains, best, axis=0) - gains
    size = np.ptp(means, axis=(0, 2))
    share = regret / np.where(size > 0, size, 1.0)[None, :, None, None]
    part = np.array(weights) / sum(weights)
    by_member = np.einsum("somn,o->smn", share, part)
    member = np.expand_dims(by_member.mean(axis=2).argmax(axis=1), (1, 2))
    worst = np.take_along_axis(by_member, member, axis=1)[:, 0]
    found = tuple(t_interval(row.tolist()) for row in worst)
    order = sorted(range(len(found)), key=lambda index: (found[index].mean, index))
    robust, rival = order[0], order[1] if len(order) > 1 else order[0]
    lead = t_interval((worst[rival] - worst[robust]).tolist())
    least = by_member.mean(axis=2).argmin(axis=0)
    leads = tuple(float(np.mean(least == index)) for index in range(len(found)))
    behind = tuple(t_interval(row.tolist()) for row in worst - worst[robust])
    return Regrets(regret, share, found, robust, rival, lead, behind, leads)


# --- The tables of a search for settings

REGRET_COLUMNS = [
    "trial",
    "metric",
    "aim",
    "regret_mean",
    "regret_worst",
    "share_worst",
    "worst",
    "worst_low",
    "worst_high",
    "robust",
    "leads",
    "behind",
    "apart",
]


@dataclass(frozen=True, slots=True)
class Tried:
    """A setting that was tried.

    Attributes:
        number: Its number; 0 is the scenario as it is.
        values: Value of each factor.
        figures: By metric, a value for each seed.
        within: Whether it keeps to the budget.
        best: Whether no setting within the budget dominates it.
        kept: Whether it was run under every set of parameters.
        failed: Why it came to no numbers; empty when it did.
    """

    number: int
    values: Mapping[str, Any]
    figures: Mapping[str, Sequence[float]]
    within: bool
    best: bool
    kept: bool
    failed: str = ""


@dataclass(frozen=True, slots=True)
class MemberRun:
    """A setting under a set of parameters.

    Attributes:
        setting: Number of the setting.
        member: Place of the set.
        place: Where gains and regrets have it; None where it is left out.
        failed: Why it came to no numbers; empty when it did.
    """

    setting: int
    member: int
    place: tuple[int, int] | None
    failed: str


def settings_table(tried: Sequence[Tried]) -> "pd.DataFrame":
    """Tabulate the settings.

    Returns:
        Columns trial, within, best, kept, failed (why it came to no numbers), ``METRIC_mean`` and
        ``METRIC_error`` (standard error over seeds; null for one), then a column for each factor,
        null in the scenario as it is.
    """
    import pandas as pd

    rows = []
    for one in tried:
        row: dict[str, Any] = {
            "trial": one.number,
            "within": one.within,
            "best": one.best,
            "kept": one.kept,
            "failed": one.failed,
        }
        for name, values in one.figures.items():
            found = np.array(values)
            row[f"{name}_mean"] = float(found.mean())
            count = len(found)
            error = float(found.std(ddof=1)) / math.sqrt(count) if count > 1 else math.nan
            row[f"{name}_error"] = error
        rows.append(row | dict(one.values))
    return pd.DataFrame(rows)


def regret_table(
    found: Regrets, numbers: Sequence[int], objectives: Sequence[Objective]
) -> "pd.DataFrame":
    """Tabulate the regret of settings and objectives over the sets of parameters.

    Returns:
        Columns `REGRET_COLUMNS`, the most robust setting first: mean and worst regret in the
        unit of the metric, the worst as a share of the range of the objective; of the setting
        the worst over sets of the weighted mean share, with its interval over seeds; leads (share
        of the sets in which it is regretted least, all aims together); ``behind``,
        by how much that is larger than the robust one's, and ``apart``, whether that is clear
        after Holm correction over the settings (with fewer than `FEWEST` seeds it never is).
    """
    import pandas as pd

    rows = []
    others = [index for index in range(len(numbers)) if index != found.robust]
    corrected = dict(zip(others, holm([found.behind[one].p for one in others]), strict=True))
    means, shares = found.regret.mean(axis=3), found.share.mean(axis=3)
    for index in sorted(range(len(numbers)), key=lambda one: (found.worst[one].mean, one)):
        worst = found.worst[index]
        for place, objective in enumerate(objectives):
            rows.append(
                (
                    numbers[index],
                    objective.metric,
                    objective.aim,
                    means[index, place].mean(),
                    means[index, place].max(),
                    shares[index, place].max(),
                    worst.mean,
                    worst.low,
                    worst.high,
                    index == found.robust,
                    found.leads[index],
                    found.behind[index].mean,
                    found.behind[index].count >= FEWEST
                    and found.behind[index].mean > 0
                    and corrected.get(index, 1.0) < ALPHA,
                )
            )
    return pd.DataFrame(rows, columns=REGRET_COLUMNS)


def members_table(
    runs: Sequence[MemberRun],
    gains: Floats,
    found: Regrets,
    objectives: Sequence[Objective],
    members: Sequence[Mapping[str, Any]],
) -> "pd.DataFrame":
    """Tabulate each setting under each set of parameters.

    Args:
        runs: The settings under the sets.
        gains: Shape (settings, objectives, members, seeds), of those that are compared.
        found: The regrets.
        objectives: What is wanted.
        members: The sets of parameters.

    Returns:
        Columns trial, member (from 1), compared, failed (why it came to no numbers),
        ``METRIC_gain`` and ``METRIC_regret`` (means over seeds; null where not compared), then a
        column for each parameter.
    """
    import pandas as pd

    rows = []
    for run in runs:
        row: dict[str, Any] = {
            "trial": run.setting,
            "member": run.member + 1,
            "compared": run.place is not None,
            "failed": run.failed,
        }
        for place, one in enumerate(objectives):
            gain = regret = math.nan
            if run.place is not None:
                index, member = run.place
                gain = float(gains[index, place, member].mean())
                regret = float(found.regret[index, place, member].mean())
            row |= {f"{one.metric}_gain": gain, f"{one.metric}_regret": regret}
        rows.append(row | dict(members[run.member]))
    return pd.DataFrame(rows)
