"""The tables of a search for settings."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.choice import Objective, Regrets
from sim.analysis.statistics import ALPHA, FEWEST, holm

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
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
    """A row for each setting.

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
    """Regret of each setting and objective over the sets of parameters.

    Args:
        found: The regrets.
        numbers: Numbers of the settings.
        objectives: What is wanted.

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
    """Each setting under each set of parameters.

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
