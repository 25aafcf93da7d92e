"""One long run that can be taken up where it was stopped."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.calendar import format_month
from sim.errors import OptionError, Problem, UserError
from sim.runs import files
from sim.runs.parallel import Tick
from sim.runs.simulate import FinishedRun, failed_run, finished_run, share
from sim.runs.snapshot import read_state, write_state

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.scenario import Scenario

EVERY = 12
"""Months between two checkpoints."""


def simulate_resumable(
    scenario: "Scenario", seed: int, tick: Tick, path: Path, every: int = EVERY, *, threads: int = 1
) -> FinishedRun:
    """Run a scenario with one seed, from the checkpoint when there is one.

    Args:
        scenario: What to run.
        seed: The seed.
        tick: Called for each month, those before the checkpoint included.
        path: File of the checkpoint; replaced every so many months, and left at the end.
        every: Months between two checkpoints.
        threads: Threads that share the residents of the town.

    Returns:
        The same as without checkpoints, to the bit; its seconds are those of this part.

    Raises:
        ResultsError: The checkpoint cannot be read or written, or is of other code.
        OptionError: The checkpoint is of another scenario or seed.
        ModelError: The run failed; the message names scenario and seed.
    """
    begin = time.perf_counter()
    model = _begun(scenario, seed, path)
    share(model, threads)
    for _ in range(model.month - scenario.first_month):
        tick()
    try:
        while model.running:
            model.step()
            tick()
            if model.running and not (model.month - scenario.first_month) % every:
                with files.writing(path.parent):
                    write_state(path, model)
    except UserError:
        raise
    except Exception as error:
        raise failed_run(scenario.name, seed, error) from error
    seconds = time.perf_counter() - begin
    return finished_run(model, scenario.name, seconds)


def _begun(scenario: "Scenario", seed: int, path: Path) -> "CommunityModel":
    """The model of a checkpoint, or one that has not run yet."""
    from sim.model import CommunityModel

    if not path.exists():
        return CommunityModel(scenario, seed)
    kept = read_state(path)
    hint = "name another file, or remove it: the run then starts anew"
    if kept.seed != seed:
        text = f"{path} is of seed {kept.seed}, not {seed}"
        raise OptionError(Problem(text, path="checkpoint", hint=hint))
    try:
        return kept.model(scenario)
    except ValueError as error:
        text = f"{path}, of {format_month(kept.month)}, does not fit: {error}"
        raise OptionError(Problem(text, path="checkpoint", hint=hint)) from None
