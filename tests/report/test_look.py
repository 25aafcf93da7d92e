from pathlib import Path

import numpy as np
import pytest
from matplotlib.ticker import FixedLocator, MaxNLocator

from sim.report.figures.look import save_figure, settle
from sim.report.figures.sheet import new_sheet, set_months
from sim.words import Speech


def test_a_settled_figure_keeps_its_ticks_and_is_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = new_sheet(1.5, "caption")
    free, held = figure.add_subplot(1, 2, 1), figure.add_subplot(1, 2, 2)
    days = np.arange("2018-01", "2026-01", dtype="datetime64[M]")
    held.plot(days, np.arange(days.size))
    held.yaxis.set_major_locator(MaxNLocator(4))
    set_months(held, Speech())
    ticks = [list(axis.get_majorticklocs()) for axis in (held.xaxis, held.yaxis)]
    settle(figure)
    assert [list(axis.get_majorticklocs()) for axis in (held.xaxis, held.yaxis)] == ticks
    assert all(
        isinstance(axis.get_major_locator(), FixedLocator) for axis in (held.xaxis, held.yaxis)
    )
    # How many ticks there is room for depends on the length of the axis.
    assert not isinstance(free.xaxis.get_major_locator(), FixedLocator)
    drawn: list[object] = []
    monkeypatch.setattr(held, "draw", drawn.append)
    save_figure(figure, [tmp_path / "a.png", tmp_path / "a.svg"])
    assert len(drawn) == 2
