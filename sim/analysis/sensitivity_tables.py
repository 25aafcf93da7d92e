"""The tables of a sensitivity analysis."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import words_of
from sim.analysis.sensitivity import Screened, importance, screen, sobol_indices

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_WORDS = ["metric", "unit", "label_en", "label_zh"]
MORRIS_COLUMNS = [
    *_WORDS,
    "factor",
    "mu",
    "mu_star",
    "low",
    "high",
    "sigma",
    "noise",
    "stands_out",
    "importance",
    "chosen",
]
SOBOL_COLUMNS = [
    *_WORDS,
    "factor",
    "first",
    "first_low",
    "first_high",
    "total",
    "total_low",
    "total_high",
]
VARIANCE_COLUMNS = [*_WORDS, "samples", "run", "factors", "seed_share", "low", "high"]


def morris_tables(
    factors: Sequence[str], design: Floats, values: Mapping[str, Floats], most: int, seed: int
) -> tuple["pd.DataFrame", list[int]]:
    """What screening says of every factor and metric.

    Args:
        factors: Names of the factors.
        design: The design.
        values: By metric, shape (points, seeds).
        most: How many factors to choose.
        seed: Seed of the bootstrap.

    Returns:
        Columns `MORRIS_COLUMNS`, by metric, then by mean absolute effect: effects of the whole
        range of the factor in the unit of the metric, with the interval of `mu_star`; noise is
        what `mu_star` would be from the luck of seeds alone, and a factor stands out when its
        interval lies above that; importance is `sim.analysis.sensitivity.importance`. And the
        factors that are chosen, in their order.
    """
    import pandas as pd

    screened = {metric: screen(design, found, seed) for metric, found in values.items()}
    weight = importance(list(screened.values()))
    order = sorted(range(len(factors)), key=lambda index: (-weight[index], index))
    chosen = sorted(index for index in order[:most] if weight[index] > 0)
    rows: list[dict[str, Any]] = []
    for metric, found in screened.items():
        ranked = sorted(range(len(factors)), key=lambda index: (-_size(found[index]), index))
        rows += [
            {
                **words_of(metric),
                "factor": factors[index],
                **asdict(found[index]),
                "stands_out": _stands_out(found[index]),
                "importance": weight[index],
                "chosen": index in chosen,
            }
            for index in ranked
        ]
    return pd.DataFrame(rows, columns=MORRIS_COLUMNS), chosen


def _size(one: Screened) -> float:
    """Mean absolute effect; 0 where it is unknown."""
    return one.mu_star if one.mu_star == one.mu_star else 0.0


def _stands_out(one: Screened) -> bool:
    """Whether an effect is more than luck; without a second seed, whether there is one."""
    return one.low > (one.noise if one.noise == one.noise else 0.0)


def sobol_tables(
    factors: Sequence[str], values: Mapping[str, Floats], seed: int
) -> tuple["pd.DataFrame", "pd.DataFrame"]:
    """Indices of every factor, and what the variance of a run consists of.

    Args:
        factors: Names of the factors.
        values: By metric, shape (points, seeds).
        seed: Seed of the bootstrap.

    Returns:
        Columns `SOBOL_COLUMNS`, by metric, then by total index; and `VARIANCE_COLUMNS`, a row
        for each metric: base samples that count, variance of single runs and that of the mean
        response over points, and the share of the former that is the luck of the seed, with
        its interval.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    variances: list[dict[str, Any]] = []
    for metric, found in values.items():
        indices, variance = sobol_indices(found, len(factors), seed)
        ranked = sorted(
            range(len(factors)),
            key=lambda index: (-np.nan_to_num(indices[index].total, nan=0.0), index),
        )
        rows += [
            {**words_of(metric), "factor": factors[index], **asdict(indices[index])}
            for index in ranked
        ]
        known = asdict(variance)
        variances.append({**words_of(metric), "samples": known.pop("rows"), **known})
    return (
        pd.DataFrame(rows, columns=SOBOL_COLUMNS),
        pd.DataFrame(variances, columns=VARIANCE_COLUMNS),
    )
