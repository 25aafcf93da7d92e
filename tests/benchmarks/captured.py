"""Kernels as the model calls them: what they were given in one month of a third of the town."""

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.model import CommunityModel
from sim.scenario import load_scenario

KERNELS = {
    "decide": "sim.month.taking_part",
    "move_trust": "sim.kernels.learning",
    "form_habits": "sim.kernels.learning",
    "count_residents": "sim.kernels.counting",
    "arise": "sim.kernels.arising",
    "redraw_ties": "sim.world.turnover",
    "betweenness": "sim.month.collaboration",
}
"""Where each kernel is called by name."""
SETTINGS = {"population.scale": 0.3, "run.burn_in.months": 1, "run.months": 13}
"""Of the last two months one is a December, in which the network is looked at."""


class Lived:
    """A model that has lived a December and a January, and what its kernels were given.

    Attributes:
        model: The model; its state goes on changing when kernels are called once more.
        calls: Each kernel with the arguments of its first call of the last month in which it
            was called.
    """

    def __init__(self) -> None:
        self.model = CommunityModel(load_scenario("co_governance", SETTINGS), 1)
        self.calls: dict[str, Callable[[], Any]] = {}
        while self.model.month < self.model.governance.end - 2:
            self.model.step()
        for _ in ("December", "January"):
            self._watched_step()
        missing = [name for name in KERNELS if name not in self.calls]
        assert not missing, f"never called by these names: {missing}; mend KERNELS"

    def _watched_step(self) -> None:
        """Live a month and keep what the kernels are given."""
        first: dict[str, Callable[[], Any]] = {}
        with pytest.MonkeyPatch.context() as patch:
            for name, module in KERNELS.items():
                home = importlib.import_module(module)
                patch.setattr(home, name, _noting(getattr(home, name), name, first))
            self.model.step()
        self.calls |= first

    def ties(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Ties without gaps, as NumPy wants them: row offsets (N + 1,) and neighbours."""
        ties = self.model.world.ties
        rows = [ties.of(row) for row in range(ties.degree.size)]
        start = np.concatenate([[0], np.cumsum(ties.degree)]).astype(np.int64)
        return start, np.concatenate(rows).astype(np.int64)


def _noting(
    kernel: Callable[..., Any], name: str, calls: dict[str, Callable[[], Any]]
) -> Callable[..., Any]:
    """The kernel, its first call noted so that it can be made once more."""

    def run(*arguments: Any, **named: Any) -> Any:
        calls.setdefault(name, partial(kernel, *arguments, **named))
        return kernel(*arguments, **named)

    return run
