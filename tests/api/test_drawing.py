import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sim
from sim.api.saving import Draughtsman, Drawing, pays_apart
from sim.scenario.loadtown import load_town

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def line(height: float, parent: int) -> "Figure":
    """A line; where it is drawn does not show."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1))
    figure.add_subplot().plot([0, height])
    if height == 13:
        raise ZeroDivisionError("thirteen")
    if height == 14 and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return figure


def drawing(folder: Path, height: float) -> Drawing:
    paths = (folder / f"{height:g}.png", folder / f"{height:g}.svg")
    return Drawing(make=line, arguments=(height, os.getpid()), paths=paths)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is drawn in this process."""
    folder = tmp_path_factory.mktemp("here")
    with Draughtsman(apart=False) as draughtsman:
        draughtsman.get_ready()
        for height in (1, 14):
            draughtsman.give(drawing(folder, height))
        assert not list(folder.iterdir())
        draughtsman.finish()
    return folder


def test_another_process_draws_the_same(here: Path, tmp_path: Path) -> None:
    # The process of 14 is lost, and what it leaves is drawn here.
    with Draughtsman(apart=True) as draughtsman:
        draughtsman.get_ready()
        for height in (1, 14):
            draughtsman.give(drawing(tmp_path, height))
        draughtsman.finish()
        draughtsman.finish()
    names = sorted(path.name for path in here.iterdir())
    assert names == ["1.png", "1.svg", "14.png", "14.svg"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    for name in names:
        assert (tmp_path / name).read_bytes() == (here / name).read_bytes(), name


@pytest.mark.parametrize("apart", [False, True])
def test_what_goes_wrong_comes_out(tmp_path: Path, apart: bool) -> None:
    with Draughtsman(apart=apart) as draughtsman:
        draughtsman.give(drawing(tmp_path, 13))
        with pytest.raises(ZeroDivisionError, match="thirteen"):
            draughtsman.finish()


def test_what_nobody_waits_for_is_left(tmp_path: Path) -> None:
    with Draughtsman(apart=False) as draughtsman:
        draughtsman.give(drawing(tmp_path, 1))
    assert not list(tmp_path.iterdir())


def test_another_process_pays_only_where_drawing_is_not_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.api.saving.usable_processors", lambda: 2)
    monkeypatch.delitem(sys.modules, "matplotlib.figure", raising=False)
    assert pays_apart()
    assert not pays_apart(busy=2)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", sys)
    assert not pays_apart()


def test_a_metric_that_no_group_has_is_drawn_by_community_alone() -> None:
    compared = sim.compare(
        ["government_led", "co_governance"],
        settings={"town": "haven"},
        metrics=["turnout"],
        scale=0.05,
        months=1,
        seeds=[0, 1],
        sets="none",
        workers=0,
        progress=False,
    )
    (axes,) = compared.effect_figures()["effects_by"].axes
    assert len(axes.get_yticklabels()) == len(load_town("haven").communities)
