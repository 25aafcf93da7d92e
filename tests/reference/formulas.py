"""The few formulas of the description."""

import math


def logistic(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + math.exp(-x))


def clip(x: float) -> float:
    """The nearest share."""
    return min(1.0, max(0.0, x))


def norm(share: float, threshold: float, exponent: float) -> float:
    """Soft threshold in the share of ties who take part; hard where the exponent is infinite."""
    if threshold <= 0:
        return 1.0
    if share == 0:
        return 0.0
    if math.isinf(exponent):
        return 1.0 if share >= threshold else 0.0
    seen = math.pow(share, exponent)
    return seen / (seen + math.pow(threshold, exponent))
