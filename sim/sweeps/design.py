"""From a design to its points: lists, grids, and points drawn within ranges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import MEASURES
from sim.scenario.load import Loaded

Value = float | str
"""What the table of runs says of a factor: a number, or the name of a level."""
KEPT, OFF = "kept", "off"
MEASURE_LEVELS = (KEPT, OFF)
"""A measure stays as the scenario has it, or all its levers are off."""


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a factor.

    Attributes:
        value: What the table of runs says.
        settings: What it sets, by key path.
    """

    value: Value
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of values.

    Attributes:
        values: What the table of runs says, by factor.
        settings: What lies over the scenario, by key path.
    """

    values: Mapping[str, Value]
    settings: Mapping[str, Any]


def number_of(path: str, value: Any) -> Value:
    """What the table of runs says of a value at a key path: numbers as numbers."""
    if isinstance(value, Mapping) and "value" in value:
        value = value["value"]
    kind, _, name = path.partition(".")
    if value == OFF and kind == "levers" and name in LEVERS:
        return float(LEVERS[name].off)
    if value == OFF and kind == "parameters" and name in PARAMETERS:
        off = PARAMETERS[name].off
        return OFF if off is None else float(off)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return float(value)


def declared_range(path: str) -> tuple[float, float] | None:
    """The range within which the number at a key path may lie; None for what has none."""
    kind, _, name = path.partition(".")
    if kind == "levers" and name in LEVERS:
        return LEVERS[name].low, LEVERS[name].high
    if kind == "parameters" and name in PARAMETERS:
        return PARAMETERS[name].low, PARAMETERS[name].high
    return (0.01, 1.0) if path == "population.scale" else None


def measure_of(path: str) -> str | None:
    """The measure that a path such as ``measures.volunteering`` is about."""
    kind, _, name = path.partition(".")
    return name if kind == "measures" and name in MEASURES else None


def grid(factors: Mapping[str, Sequence[Level]]) -> tuple[Point, ...]:
    """Every combination of levels; the last factor varies fastest."""
    return tuple(
        Point(
            {name: level.value for name, level in zip(factors, levels, strict=True)},
            {path: value for level in levels for path, value in level.settings.items()},
        )
        for levels in product(*factors.values())
    )


def drawn(
    kind: str, ranges: Mapping[str, tuple[float, float]], count: int, seed: int
) -> tuple[Point, ...]:
    """Points drawn within ranges.

    The draws are keyed by kind, factor and point: with ``random`` a point stays what it is when
    others, or other factors, are added; with ``sobol`` more points continue the sequence.

    Args:
        kind: ``latin_hypercube``, ``sobol`` or ``random``.
        ranges: Low and high end by key path.
        count: How many points.
        seed: Seed of the draws.

    Source:
        Latin hypercube: McKay, Beckman & Conover 1979. Sobol: Joe & Kuo 2008 as in SciPy, with
        a random shift (Cranley & Patterson 1976).
    """
    columns = []
    sequence = _sobol(len(ranges), count) if kind == "sobol" else None
    for index, (name, (low, high)) in enumerate(ranges.items()):
        shares = _shares(kind, name, count, seed, None if sequence is None else sequence[index])
        columns.append([low + (high - low) * share for share in shares])
    points = []
    for row in zip(*columns, strict=True):
        values = dict(zip(ranges, row, strict=True))
        points.append(Point(values, values))
    return tuple(points)


def _sobol(factors: int, count: int) -> list[list[float]]:
    """The first points of the Sobol sequence, by factor."""
    from scipy.stats import qmc

    # Whole powers of two are what the sequence is balanced in; what is beyond is not used.
    power = max(0, (count - 1).bit_length())
    found: list[list[float]] = (
        qmc.Sobol(factors, scramble=False).random_base2(power)[:count].T.tolist()
    )
    return found


def _shares(
    kind: str, name: str, count: int, seed: int, sequence: Sequence[float] | None
) -> list[float]:
    """Where the points of one factor lie in its range, 0 to 1."""
    import numpy as np

    from sim.rng import Draws

    draws, who = Draws(seed), np.arange(count)
    decision = f"design/{kind}/{name}"
    if sequence is not None:
        shift = draws.one(decision, 0, 0)
        return [(share + shift) % 1.0 for share in sequence]
    uniforms = draws.uniforms(decision, 0, who)
    if kind == "latin_hypercube":
        order = np.argsort(draws.uniforms(decision, 0, who, 1), kind="stable")
        uniforms = (order + uniforms) / count
    return [float(share) for share in uniforms]


def expanded(loaded: Loaded, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as scenarios know them: a measure that is off becomes its levers, one by one.

    Args:
        loaded: The scenario.
        settings: Values by key path; ``measures.NAME`` is ``kept`` or ``off``.
    """
    plain: dict[str, Any] = {}
    for path, value in settings.items():
        measure = measure_of(path)
        if measure is None:
            plain[path] = value
        elif value == OFF:
            plain.update(dict.fromkeys(levers_of(loaded, measure), OFF))
    return plain


def levers_of(loaded: Loaded, measure: str) -> list[str]:
    """Key paths of the levers of a measure that a scenario sets, its timeline included."""
    found = [f"levers.{name}" for name in loaded.merged.base if LEVERS[name].measure == measure]
    found += [
        f"timeline.{format_month(month)}.levers.{name}"
        for month, name in loaded.merged.dated
        if LEVERS[name].measure == measure
    ]
    return found
