"""The tables of a discovery."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.discovery import (
    PROBE,
    Box,
    Flags,
    Search,
    find_boxes,
    noise_share,
    of_interest,
    score_factors,
)

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Condition = tuple[str, str, float]
INTEREST = "interest"
"""What the scores of the outcome of interest are listed under, beside those of metrics."""
BOX_COLUMNS = [
    "box",
    "factor",
    "low",
    "high",
    "levels",
    "quasi_p",
    "reproduced",
    "coverage",
    "density",
    "density_low",
    "density_high",
    "mass",
    "points",
    "coverage_other",
    "density_other",
]
FEATURE_COLUMNS = ["outcome", "factor", "score", "low", "high", "stands_out"]
NOISE_COLUMNS = ["metric", "way", "threshold", "points", "holds", "noise_share"]


def discovery_tables(
    factors: "pd.DataFrame",
    values: Mapping[str, Floats],
    conditions: Sequence[Condition],
    search: Search,
) -> dict[str, "pd.DataFrame"]:
    """All that a discovery found.

    Args:
        factors: Values of the factors at each point.
        values: By metric, shape (points, seeds).
        conditions: Metric, ``above`` or ``below``, and threshold; a point is of interest when
            all hold of its means over seeds.
        search: How boxes are found.

    Returns:
        ``boxes``, a row for each limit (`BOX_COLUMNS`; what is said of the whole box is in each
        of its rows); ``features``, the scores of factors for the outcome of interest and for
        each metric (`FEATURE_COLUMNS`), where a factor stands out when its interval lies above
        that of a factor that does nothing; ``noise``, what each condition rests on
        (`NOISE_COLUMNS`), with a row for all together; ``points``, the points with mean and
        standard error of each metric.
    """
    import pandas as pd

    mean, single = of_interest(values, conditions)
    boxes = find_boxes(factors, mean, search)
    return {
        "boxes": pd.DataFrame(
            [row for place, box in enumerate(boxes, 1) for row in _box_rows(place, box)],
            columns=BOX_COLUMNS,
        ),
        "features": pd.DataFrame(_features(factors, values, mean, search), columns=FEATURE_COLUMNS),
        "noise": pd.DataFrame(_noise(values, conditions, mean, single), columns=NOISE_COLUMNS),
        "points": _points(factors, values, mean, single, boxes),
    }


def _box_rows(place: int, box: Box) -> list[tuple[Any, ...]]:
    """A row for each limit of a box."""
    whole = (
        box.coverage,
        box.density,
        box.density_low,
        box.density_high,
        box.mass,
        box.points,
        box.coverage_other,
        box.density_other,
    )
    return [
        (
            place,
            one.factor,
            one.low,
            one.high,
            ", ".join(one.levels),
            one.quasi_p,
            one.reproduced,
            *whole,
        )
        for one in box.limits
    ]


def _features(
    factors: "pd.DataFrame", values: Mapping[str, Floats], interest: Flags, search: Search
) -> list[tuple[Any, ...]]:
    """Scores of the factors."""
    rows: list[tuple[Any, ...]] = []
    means: dict[str, Any] = {name: found.mean(axis=1) for name, found in values.items()}
    for outcome, found in ((INTEREST, interest), *means.items()):
        known = np.ones(len(found), dtype=np.bool_) if outcome == INTEREST else ~np.isnan(found)
        points = factors[known].reset_index(drop=True)
        scores = score_factors(points, found[known], search.seed)
        chance = scores.get(PROBE, (math.nan,) * 3)
        rows += [
            (outcome, name, *score, name != PROBE and score[1] > chance[2])
            for name, score in scores.items()
        ]
    return rows


def _noise(
    values: Mapping[str, Floats], conditions: Sequence[Condition], mean: Flags, single: Flags
) -> list[tuple[Any, ...]]:
    """What each condition rests on; last what all together rest on.

    The share of noise of all together is that of points whose seeds do not agree.
    """
    rows: list[tuple[Any, ...]] = []
    for one in conditions:
        holds, _ = of_interest(values, [one])
        share = noise_share(values[one[0]])
        rows.append((*one, len(holds), int(holds.sum()), share))
    split = math.nan
    if single.shape[1] > 1:
        split = float((single.any(axis=1) != single.all(axis=1)).mean())
    rows.append((INTEREST, "", math.nan, len(mean), int(mean.sum()), split))
    return rows


def _points(
    factors: "pd.DataFrame",
    values: Mapping[str, Floats],
    mean: Flags,
    single: Flags,
    boxes: Sequence[Box],
) -> "pd.DataFrame":
    """The points, with what came of them and the box that they lie in, 0 for none."""
    found = factors.copy()
    for name, each in values.items():
        found[f"{name}_mean"] = each.mean(axis=1)
        count = each.shape[1]
        spread = each.std(axis=1, ddof=1) / math.sqrt(count) if count > 1 else math.nan
        found[f"{name}_error"] = spread
    place = np.zeros(len(found), dtype=int)
    for number, box in reversed(list(enumerate(boxes, 1))):
        place[np.array(box.inside)] = number
    return found.assign(interest=mean, seeds_of_interest=single.sum(axis=1), box=place)
