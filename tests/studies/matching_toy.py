"""A town that is a formula: trials of a matching without a model."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.calibration import Free, Target, Trial
from sim.declarations.parameters import PARAMETERS
from sim.rng import Draws
from sim.runs.parallel import Tick
from sim.studies.calibration.study import Calibration
from sim.studies.matching import study
from sim.sweeps.trials import Item

KEPT = (
    "weight_cost",
    "weight_habit",
    "ask_tie",
    "habit_rate",
    "resolution_base",
    "paper_rate",
    "weight_trust",
    "trust_gain",
)
"""Parameters that move in the small file; all but the last two move targets."""


def file_text(waves: str = "", final: str = "", extra: str = "") -> str:
    """A small matching, of eight parameters."""
    fixed = [
        name
        for name, one in PARAMETERS.items()
        if one.source.mark == "assumed" and name not in KEPT
    ]
    waves = waves or "[{points: 40, cutoff: 3, rank: 2}, {points: 40, seeds: 2, cutoff: 2}]"
    final = final or "{points: 24, seeds: 10..11, cutoff: -0.7, members: 10}"
    return (
        "kind: matching\ncalibration: calibration\nseeds: 0..1\nseed: 3\nscale: 0.02\n"
        f"fixed: [{', '.join(fixed)}]\nscreening: {{moves: 0.2}}\n"
        "discrepancy: {internal: 0.05, external: 0.05}\n"
        f"waves: {waves}\nfinal: {final}\n{extra}"
    )


def write(folder: Path, **parts: str) -> Path:
    """The small matching as a file."""
    path = folder / "small.yaml"
    path.write_text(file_text(**parts), "utf-8")
    return path


def free_parameters() -> list[Free]:
    """The parameters that move targets, over their declared ranges."""
    return [
        Free(name, PARAMETERS[name].low, PARAMETERS[name].high, PARAMETERS[name].default)
        for name in KEPT[:6]
    ]


def middle_of(target: Target) -> float:
    """A figure inside a band."""
    if math.isinf(target.low):
        return target.high - target.width / 2
    return target.low + target.width * (0.5 if math.isinf(target.high) else 0.4)


def figure(targets: Sequence[Target], index: int, values: dict[str, float], seed: int) -> float:
    """The figure of a target: in the middle of its band under what is in force, moved by two
    parameters, with a little luck.
    """
    free, target = free_parameters(), targets[index]
    one, other = free[index % 6], free[(index * 2 + 1) % 6]
    moved = [
        each.place(values.get(each.name, each.default)) - each.place(each.default)
        for each in (one, other)
    ]
    luck = Draws(seed).one(f"toy/{target.name}", 0, 0) - 0.5
    away = 2.0 * moved[0] - 1.2 * moved[1] + 0.1 * luck
    return middle_of(target) + target.width * away


def trial(calibration: Calibration, item: Item, tick: Tick) -> Trial:
    """A trial of the formula."""
    values = dict(item.values)
    return Trial(
        item.number,
        values,
        {
            one.name: tuple(figure(calibration.targets, index, values, seed) for seed in item.seeds)
            for index, one in enumerate(calibration.targets)
        },
    )


def use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the formula in place of the model."""
    monkeypatch.setattr(study, "trial_unit", trial)


def unit_points(count: int, parameters: int, name: str) -> np.ndarray:
    """Points in the unit cube."""
    draws = Draws(1)
    columns = [draws.uniforms(f"{name}/{one}", 0, np.arange(count)) for one in range(parameters)]
    return np.column_stack(columns)
