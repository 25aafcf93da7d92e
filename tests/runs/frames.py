"""Frames of made-up numbers in the form in which a model hands over its metrics."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from sim.calendar import first_day
from sim.declarations.metrics import METRICS

COMMUNITIES = ("east", "west", "town")


def frame(
    months: range, value: Callable[[str, int, str], float] = lambda metric, month, community: 0.0
) -> pd.DataFrame:
    """One run: ``value`` of metric, month and community, in the order of the table."""
    keys = [(month, community) for month in months for community in COMMUNITIES]
    columns: dict[str, object] = {
        "month": [first_day(month) for month, _ in keys],
        "community": [community for _, community in keys],
    }
    for name in METRICS:
        columns[name] = np.array([value(name, *key) for key in keys], dtype=np.float64)
    return pd.DataFrame(columns)
