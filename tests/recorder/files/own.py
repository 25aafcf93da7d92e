"""A metric of one's own."""

from typing import Any

import numpy as np

from sim.extend import Extension, Label, Metric, OwnMetric, assumed

TRUSTING = Metric(
    "trusting_share",
    "share",
    0,
    1,
    "Share of residents whose trust is above a half.",
    Label("Trusting residents", "信任者占比"),
    1,
)


def trusting(tally: Any, model: Any) -> Any:
    """Residents whose trust is above a half, over all."""
    residents = model.world.residents
    size = len(model.world.town.communities)
    top, bottom = (
        np.bincount(residents.community[rows], minlength=size).astype(float)
        for rows in (residents.trust > 0.5, residents.trust >= 0)
    )
    top, bottom = (np.append(one, one.sum()) for one in (top, bottom))
    return np.divide(top, bottom, out=np.full(size + 1, np.nan), where=bottom > 0)


EXTENSION = Extension(
    "own",
    metrics=(
        OwnMetric(TRUSTING, trusting, assumed("a definition"), zh="信任高于一半的居民占比。"),
    ),
)
