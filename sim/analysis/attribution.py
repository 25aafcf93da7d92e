"""Which measure a scenario's effect is due to: Shapley values over coalitions of measures.

A coalition is a whole number whose bit k says whether player k is in it. The value of a
coalition is a metric of the run in which only its measures have the levers of the scenario.

Source:
    Shapley 1953, A value for n-person games; Grabisch & Roubens 1999, An axiomatic approach to
    the concept of interaction among players in cooperative games, Int. J. Game Theory 28.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import verdict_of, words_of
from sim.analysis.intervals import Interval, holm, interval_of
from sim.declarations.metrics import METRICS
from sim.declare import MEASURES, IntervalMethod

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

TOTAL = "total"
"""Stands for all measures together."""
STEPS = {"share": 0.01, "0-1": 0.01, "rung 0-5": 0.1}
"""What counts as one unit of effect where a whole unit is out of reach, by unit; else 1."""
_ROUNDING = 1e-12
"""Values below this share of the largest one are rounding errors."""


def shapley(values: Floats) -> Floats:
    """Compute the Shapley value of each player: its mean contribution over orders of joining.

    Args:
        values: Value of each coalition, shape (..., 2**n).

    Returns:
        Shape (..., n); the values of the players sum to that of all minus that of none.

    Raises:
        ValueError: The last axis is no power of two.
    """
    players = _players(values)
    found = np.zeros((*values.shape[:-1], players))
    orders = factorial(players)
    for player in range(players):
        for coalition in range(1 << players):
            if coalition >> player & 1:
                continue
            size = coalition.bit_count()
            weight = factorial(size) * factorial(players - size - 1) / orders
            gain = values[..., coalition | 1 << player] - values[..., coalition]
            found[..., player] += weight * gain
    return _cleared(found, values)


def interactions(values: Floats) -> Floats:
    """Compute the Shapley interaction of each pair: what two add together beyond each alone.

    Args:
        values: Value of each coalition, shape (..., 2**n).

    Returns:
        Shape (..., n, n), symmetric, 0 on the diagonal; above 0 where two help each other,
        below 0 where one does what the other would have done.
    """
    players = _players(values)
    found = np.zeros((*values.shape[:-1], players, players))
    for first in range(players):
        for second in range(first + 1, players):
            pair = 1 << first | 1 << second
            for coalition in range(1 << players):
                if coalition & pair:
                    continue
                size = coalition.bit_count()
                weight = factorial(size) * factorial(players - size - 2) / factorial(players - 1)
                found[..., first, second] += weight * (
                    values[..., coalition | pair]
                    - values[..., coalition | 1 << first]
                    - values[..., coalition | 1 << second]
                    + values[..., coalition]
                )
            found[..., second, first] = found[..., first, second]
    return _cleared(found, values)


def _players(values: Floats) -> int:
    """Count the players that the coalitions are of."""
    coalitions = int(values.shape[-1])
    players = coalitions.bit_length() - 1
    if coalitions != 1 << players:
        raise ValueError(f"{coalitions} values are not those of all coalitions")
    return players


def _cleared(found: Floats, values: Floats) -> Floats:
    """Set sums of differences to 0 where they are within the rounding error of the values."""
    largest = np.max(np.abs(values), axis=-1)
    largest = largest.reshape(largest.shape + (1,) * (found.ndim - largest.ndim))
    return np.where(np.abs(found) <= _ROUNDING * largest, 0.0, found)


@dataclass(frozen=True, eq=False)
class Game:
    """The value of every coalition in every seed.

    Attributes:
        players: Measures that differ between scenario and baseline.
        seeds: Seeds, ascending.
        values: By metric, shape (seeds, 2**players); NaN where the metric is null.
        costs: What each player costs more in the scenario than in the baseline, yuan a year in
            the whole town.
    """

    players: tuple[str, ...]
    seeds: tuple[int, ...]
    values: Mapping[str, Floats]
    costs: Mapping[str, float]

    def known(self, metric: str) -> tuple[tuple[int, ...], Floats]:
        """Pick the seeds in which the metric is null in no coalition, and their values."""
        values = self.values[metric]
        kept = ~np.isnan(values).any(axis=1)
        seeds = tuple(seed for seed, keep in zip(self.seeds, kept, strict=True) if keep)
        return seeds, values[kept]


def by_seed_table(game: Game) -> "pd.DataFrame":
    """Tabulate the Shapley value of each measure, and the total, in each seed.

    Returns:
        Columns metric, seed, measure (all six, then ``total``), effect.
    """
    import pandas as pd

    rows = []
    for metric in game.values:
        seeds, values = game.known(metric)
        for seed, one in zip(seeds, values, strict=True):
            effects = dict(zip(game.players, shapley(one).tolist(), strict=True))
            total = float(_cleared(one[-1:] - one[0], one)[0])
            for measure in MEASURES:
                effect = effects.get(measure, 0.0)
                rows.append({"metric": metric, "seed": seed, "measure": measure, "effect": effect})
            rows.append({"metric": metric, "seed": seed, "measure": TOTAL, "effect": total})
    return pd.DataFrame(rows, columns=["metric", "seed", "measure", "effect"])


def attribution_table(game: Game, method: IntervalMethod = "t") -> "pd.DataFrame":
    """Tabulate what each measure does, with its interval over seeds, and a unit's cost.

    Returns:
        Columns metric, unit, label_en, label_zh, measure (all six, then ``total``), differs
        (whether any lever of it does), seeds, effect (mean over seeds), low, high, sd, p,
        p_holm (over the measures that differ, of all metrics), verdict, cost (yuan a year in
        the whole town, scenario minus baseline), step (what counts as a unit of effect, in the
        unit of the metric), cost_per_step, cost_per_step_low, cost_per_step_high (null unless
        the interval of the effect excludes zero; the ends are null below two seeds).
    """
    import pandas as pd

    table = by_seed_table(game)
    rows: list[dict[str, Any]] = []
    found: list[Interval] = []
    for metric in game.values:
        for measure in (*MEASURES, TOTAL):
            chosen = table[(table["metric"] == metric) & (table["measure"] == measure)]
            effect = interval_of(chosen["effect"].tolist(), method)
            found.append(effect)
            rows.append(
                {
                    **words_of(metric),
                    "measure": measure,
                    "differs": measure == TOTAL or measure in game.players,
                    "seeds": effect.count,
                    "effect": effect.mean,
                    "low": effect.low,
                    "high": effect.high,
                    "sd": effect.sd,
                    "p": effect.p,
                    **_cost(effect, _cost_of(game, measure), METRICS[metric].unit),
                }
            )
    tested = [row["measure"] in game.players for row in rows]
    p_values = [row["p"] if test else math.nan for row, test in zip(rows, tested, strict=True)]
    corrected = holm(p_values)
    for row, effect, p, test in zip(rows, found, corrected, tested, strict=True):
        row["p_holm"] = p
        row["verdict"] = verdict_of(effect, p if test else effect.p)
    return pd.DataFrame(rows)[list(_COLUMNS)]


_COLUMNS = (
    "metric",
    "unit",
    "label_en",
    "label_zh",
    "measure",
    "differs",
    "seeds",
    "effect",
    "low",
    "high",
    "sd",
    "p",
    "p_holm",
    "verdict",
    "cost",
    "step",
    "cost_per_step",
    "cost_per_step_low",
    "cost_per_step_high",
)


def _cost_of(game: Game, measure: str) -> float:
    """Add up what a measure, or all of them, costs more in the scenario."""
    if measure == TOTAL:
        return math.fsum(game.costs.values())
    return game.costs.get(measure, 0.0)


def _cost(effect: Interval, cost: float, unit: str) -> dict[str, float]:
    """Price a unit of effect, where there surely is one.

    The cost has no spread of its own, so the interval is that of the effect, turned around.
    """
    step = STEPS.get(unit, 1.0)
    near, far = sorted((abs(effect.low), abs(effect.high)))
    sure = effect.low > 0 or effect.high < 0
    return {
        "cost": cost,
        "step": step,
        "cost_per_step": cost * step / abs(effect.mean) if sure else math.nan,
        "cost_per_step_low": min(cost * step / far, cost * step / near) if sure else math.nan,
        "cost_per_step_high": max(cost * step / far, cost * step / near) if sure else math.nan,
    }


def interactions_table(game: Game, method: IntervalMethod = "t") -> "pd.DataFrame":
    """Tabulate what each pair of measures adds together beyond what each adds.

    Returns:
        Columns metric, unit, label_en, label_zh, first, second, seeds, interaction (mean over
        seeds), low, high, sd, p, p_holm (over all rows), verdict.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    intervals: list[Interval] = []
    for metric in game.values:
        _, values = game.known(metric)
        pairs = interactions(values)
        for first, one in enumerate(game.players):
            for second in range(first + 1, len(game.players)):
                found = interval_of(pairs[:, first, second].tolist(), method)
                intervals.append(found)
                rows.append(
                    {
                        **words_of(metric),
                        "first": one,
                        "second": game.players[second],
                        "seeds": found.count,
                        "interaction": found.mean,
                        "low": found.low,
                        "high": found.high,
                        "sd": found.sd,
                        "p": found.p,
                    }
                )
    corrected = holm([row["p"] for row in rows])
    for row, found, p in zip(rows, intervals, corrected, strict=True):
        row["p_holm"] = p
        row["verdict"] = verdict_of(found, p)
    return pd.DataFrame(rows, columns=_PAIR_COLUMNS)


_PAIR_COLUMNS = [
    "metric",
    "unit",
    "label_en",
    "label_zh",
    "first",
    "second",
    "seeds",
    "interaction",
    "low",
    "high",
    "sd",
    "p",
    "p_holm",
    "verdict",
]


def coalitions_table(game: Game, method: IntervalMethod = "t") -> "pd.DataFrame":
    """Tabulate the level of each metric in each coalition over seeds.

    Returns:
        Columns metric, one for each player (whether it is in), seeds, mean, low, high.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for metric in game.values:
        _, values = game.known(metric)
        for coalition in range(values.shape[1]):
            level = interval_of(values[:, coalition].tolist(), method)
            inside = {player: bool(coalition >> bit & 1) for bit, player in enumerate(game.players)}
            rows.append(
                {
                    "metric": metric,
                    **inside,
                    "seeds": level.count,
                    "mean": level.mean,
                    "low": level.low,
                    "high": level.high,
                }
            )
    return pd.DataFrame(rows)


def values_of(
    headlines: Mapping[tuple[int, int], float], seeds: Sequence[int], coalitions: int
) -> Floats:
    """Arrange the headlines of runs as values of all coalitions.

    Returns:
        Shape (seeds, coalitions).
    """
    return np.array([[headlines[one, seed] for one in range(coalitions)] for seed in seeds])
