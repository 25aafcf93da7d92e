"""What residents get in a month beside what the model itself gives them: a trial's treatment."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import FORM_COUNT


@dataclass(frozen=True, slots=True)
class Extras:
    """Asks, notices and visits that somebody outside the model adds to one month.

    Empty arrays stand for nothing at all, and take the same path as a month without extras.

    Attributes:
        asks: Source of `sim.kernels.participation` that asks about each form, `NOT_ASKED` where
            nobody does, shape (6, N) or (6, 0). Of it and the asks of the model the worthiest
            counts.
        told: Share of their ties that residents are told take part, 0-1, shape (N,) or (0,); it
            counts where it is more than they see.
        visits: Rows of households that are visited, shape (n,).
    """

    asks: NDArray[np.uint8] = field(
        default_factory=lambda: np.zeros((FORM_COUNT, 0), dtype=np.uint8)
    )
    told: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    visits: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


NONE = Extras()
"""What a month has unless a trial gives it something."""
