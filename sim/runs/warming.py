"""Compiling kernels once, ahead of the workers that need them."""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.runs.options import usable_processors
from sim.runs.parallel import Tick, messages
from sim.runs.progress import doing
from sim.runs.simulate import shaped, simulate_seed
from sim.words.setting import spoken

if TYPE_CHECKING:
    from sim.scenario import Scenario

WARM_UP_MONTHS = 13
"""Months after which every kernel has been used: some only at the turn of a year."""
ALL, LATE = "all", "late"
"""Parts of the work: everything, and what everything comes to late."""


def warm_up(scenario: "Scenario", progress: bool = False) -> None:
    """Compile what runs will need, unless that has been done before.

    Workers that start together would otherwise compile the same functions each for itself. Two
    processes share the work where there are two processors: what one has compiled, the other
    finds. What goes wrong is of no account: the runs themselves will tell of what is wrong.

    Args:
        scenario: What is going to run.
        progress: Show that it is going on, when the error stream is a terminal.
    """
    import numba

    from sim.compiled import all_kept

    config: Any = numba.config
    if all_kept() or not config.CACHE_DIR:
        # Without a folder to keep them in, nobody would find what is compiled here.
        return
    parts = (ALL, LATE)[: usable_processors()]
    with doing(spoken()("progress.compiling"), progress):
        for _ in messages(compile_part, scenario, parts, len(parts)):
            pass


def compile_part(scenario: "Scenario", part: str, _tick: Tick) -> None:
    """Compile, or load from the cache, one of the parts.

    Args:
        scenario: What is going to run; a little more than a year of its smallest town is
            enough for everything.
        part: `ALL`, after which it is noted that all is compiled, or `LATE`.
    """
    from sim.compiled import note_all_kept

    small = shaped(scenario, scale=min(0.01, scenario.scale), months=WARM_UP_MONTHS)
    small = replace(small, burn_in=0)
    with suppress(Exception):
        if part == LATE:
            from sim.runs.latecomers import do_late_work

            do_late_work(small)
        else:
            simulate_seed((small,), 0, lambda: None)
            note_all_kept()
