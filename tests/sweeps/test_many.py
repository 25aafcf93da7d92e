"""What a sweep costs beside the runs themselves."""

import time
import tracemalloc
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from sim.runs.parallel import Heard, Terms
from sim.sweeps.experiment import load_experiment
from sim.sweeps.plan import CellOutcome, Pair, Plan, make_plan
from sim.sweeps.store import LOGS, Store
from sim.sweeps.sweep import fill, watched
from tests.sweeps.conftest import SMALL, ExperimentWriter

TABLE = bytes(10_000)


def at_once(_: object, __: object, items: Sequence[Pair], terms: Terms) -> Generator[Heard]:
    """An executor that takes no time."""
    for item in items:
        if terms.wanted(item):
            about: dict[str, Any] = {"seconds": 0.0, "record": {str(i): i for i in range(50)}}
            yield "done", item, CellOutcome(TABLE, about)


def planned(write: ExperimentWriter, seeds: int, points: int) -> Plan:
    text = SMALL.replace("0..1", f"0..{seeds - 1}")
    text = text.replace("[0.1, 0.5]", f"{{low: 0, high: 1, steps: {points}}}")
    return make_plan(load_experiment(write(text)))


def filled(plan: Plan, folder: Path) -> float:
    """Seconds that it takes in this process to keep every cell."""
    store = Store.at(folder)
    (folder / LOGS).mkdir()
    begin = time.process_time()
    with watched(plan, folder / LOGS, wanted=False) as watch:
        count = fill(store, plan, at_once, watch=watch)
    assert count.done == len(plan.pairs)
    return time.process_time() - begin


def test_keeping_a_cell_takes_little_time(write: ExperimentWriter) -> None:
    plan = planned(write, 10, 20)
    assert filled(plan, Path("store")) / 200 < 0.005


def test_memory_does_not_grow_with_the_cells_that_are_done(write: ExperimentWriter) -> None:
    peaks = []
    for seeds in (2, 20):
        plan = planned(write, seeds, 10)
        tracemalloc.start()
        filled(plan, Path(f"store{seeds}"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # 180 cells more are 1.8 MB of tables; the plan itself takes a few hundred bytes a cell.
    assert peaks[1] - peaks[0] < 180 * 1500
