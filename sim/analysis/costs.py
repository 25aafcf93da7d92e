"""What scenarios cost, and what an added participant or an added true resolution costs.

Costs follow from the levers in force and their declared prices, most of which are assumed.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, headline_means
from sim.analysis.statistics import t_factor, t_interval
from sim.calendar import first_day
from sim.declare import MEASURES
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "total"
PARTICIPANTS, RESOLUTIONS = "participants", "true_resolutions"
OUTCOMES = (PARTICIPANTS, RESOLUTIONS)
"""What the added costs are set against: adults who took part in the last 12 months, and matters
that are truly resolved in a year."""
_PARTS = ("matters_arisen", "collected_share", "true_resolution_rate", "participation_rate")
"""Metrics that outcomes follow from."""


def costs_per_seed(
    metrics: "pd.DataFrame", groups: "pd.DataFrame", design: Design
) -> "pd.DataFrame":
    """Costs and outcomes of the whole town in each run, means over the headline months.

    Returns:
        Columns scenario, seed, a column in yuan a year for each measure, ``total``,
        ``participants`` (adults; null where the table of groups is empty) and
        ``true_resolutions`` (matters a year: those that arose, times the shares collected and
        truly resolved), scaled up to the whole town.
    """
    first = first_day(design.end - design.window)
    rows = metrics[(metrics["community"] == TOWN) & (metrics["month"] >= first)]
    costs = [f"cost_{name}" for name in MEASURES]
    means = headline_means(rows, ["scenario", "seed"], [*costs, *_PARTS])
    found = means[costs] / design.scale
    found.columns = [*MEASURES]
    found[TOTAL] = found.sum(axis=1)
    found[RESOLUTIONS] = (
        means["matters_arisen"]
        * means["collected_share"]
        * means["true_resolution_rate"]
        * design.residents
    )
    if groups.empty:
        # How many adults there are is told by the table of groups alone.
        found[PARTICIPANTS] = math.nan
        return found.reset_index()
    adults = groups[(groups["community"] == TOWN) & (groups["month"] >= first)]
    one = adults["group_by"].iloc[0]
    adults = adults[adults["group_by"] == one].groupby(["scenario", "seed", "month"])["adults"]
    months = adults.sum().reset_index()
    count = headline_means(months, ["scenario", "seed"], ["adults"])["adults"] / design.scale
    found[PARTICIPANTS] = means["participation_rate"] * count
    return found.reset_index()


def costs_table(seeds: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Cost of each measure in each scenario, and what it is more than in the baseline.

    Args:
        seeds: What `costs_per_seed` made.
        design: What is compared.

    Returns:
        Columns scenario, measure (``total`` is all of them), yuan (a year), more (null in the
        baseline): means over seeds.
    """
    import pandas as pd

    means: Any = seeds.groupby("scenario", sort=False)[[*MEASURES, TOTAL]].mean()
    rows = []
    for name in design.scenarios:
        for measure in (*MEASURES, TOTAL):
            yuan = float(means.loc[name, measure])
            more = yuan - float(means.loc[design.baseline, measure])
            own = name == design.baseline
            rows.append((name, measure, yuan, math.nan if own else more))
    return pd.DataFrame(rows, columns=["scenario", "measure", "yuan", "more"])


def unit_costs_table(seeds: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Added cost per added participant and per added true resolution, paired by seed.

    Args:
        seeds: What `costs_per_seed` made.
        design: What is compared.

    Returns:
        Columns scenario, outcome (of `OUTCOMES`), seeds, more (yuan a year), added, added_low,
        added_high, unit_cost, low, high. The last three are null unless the interval of what is
        added lies above zero, for what is not added has no price.
    """
    import pandas as pd

    reference = seeds[seeds["scenario"] == design.baseline].set_index("seed")
    rows = []
    for name in design.others:
        own = seeds[seeds["scenario"] == name].set_index("seed")
        cost = (own[TOTAL] - reference[TOTAL]).dropna()
        for outcome in OUTCOMES:
            added = (own[outcome] - reference[outcome]).dropna()
            both = cost.index.intersection(added.index)
            known = t_interval(added[both].tolist())
            price = (math.nan,) * 3
            if known.low > 0:
                price = ratio_interval(cost[both].tolist(), added[both].tolist())
            rows.append(
                (
                    name,
                    outcome,
                    len(both),
                    cost[both].mean(),
                    known.mean,
                    known.low,
                    known.high,
                    *price,
                )
            )
    names = [
        "scenario",
        "outcome",
        "seeds",
        "more",
        "added",
        "added_low",
        "added_high",
        "unit_cost",
        "low",
        "high",
    ]
    return pd.DataFrame(rows, columns=names)


def ratio_interval(above: Sequence[float], below: Sequence[float]) -> tuple[float, float, float]:
    """Ratio of two paired means with its 95 % interval (Fieller 1954, JRSS B 16, 175-185).

    Args:
        above: Values of the numerator, two or more.
        below: Values of the denominator, whose own t-interval excludes zero.

    Returns:
        The ratio, and the ends of its interval.
    """
    count = len(above)
    one, other = math.fsum(above) / count, math.fsum(below) / count
    ratio = one / other
    spread = [
        math.fsum((x - a) * (y - b) for x, y in zip(left, right, strict=True)) / (count - 1)
        for left, a, right, b in (
            (above, one, above, one),
            (above, one, below, other),
            (below, other, below, other),
        )
    ]
    factor = t_factor(count) ** 2 / count
    # Roots of (1 - g) r^2 - 2 (ratio - h) r + (ratio^2 - k) = 0.
    k, h, g = (factor * part / other**2 for part in spread)
    middle = (ratio - h) / (1 - g)
    half = math.sqrt(max(0.0, (ratio - h) ** 2 - (1 - g) * (ratio**2 - k))) / (1 - g)
    return ratio, middle - half, middle + half
