"""The check of a set of parameters on seeds, and at a scale, that it was not fitted on."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis.calibration import Trial
from sim.errors import ModelError, Problem, ResultsError
from sim.runs import files
from sim.runs.crew import Crew
from sim.runs.parallel import Terms
from sim.sweeps.calibration import Calibration
from sim.sweeps.trial import Item, read, trial_unit, written

CHECKS = "checks.jsonl"


@dataclass(frozen=True, slots=True)
class Checked:
    """A set of parameters that was run anew.

    Attributes:
        seeds: The seeds.
        scale: Share of the residents.
        figures: Figure of each target in each seed.
    """

    seeds: tuple[int, ...]
    scale: float
    figures: dict[str, tuple[float, ...]]


class Checks:
    """The checks of a folder: a line for each seed, and the latest choice of seeds of each trial.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / CHECKS

    def lines(self) -> list[dict[str, object]]:
        """Every line; a last one that is not whole is left out.

        Raises:
            ResultsError: A line before the last is damaged.
        """
        if not self.path.exists():
            return []
        found = []
        for number, line in enumerate(self.path.read_bytes().split(b"\n")[:-1], 1):
            try:
                found.append(json.loads(line))
            except ValueError as error:
                text = "is no line of a check; remove the file"
                raise ResultsError(Problem(text, str(self.path), number)) from error
        return found

    def seed(self, trial: int, seed: int, scale: float) -> Trial | None:
        """One seed of a check, if it was run."""
        for line in self.lines():
            if (line.get("trial"), line.get("seed"), line.get("scale")) == (trial, seed, scale):
                return read(line)
        return None

    def of(self, trial: int) -> Checked | None:
        """The latest check of a trial that is complete."""
        chosen = [line for line in self.lines() if line.get("checked") == trial]
        for line in reversed(chosen):
            chosen_seeds: Any = line["seeds"]
            seeds, scale = tuple(chosen_seeds), float(str(line["scale"]))
            several = [self.seed(trial, seed, scale) for seed in seeds]
            known = [one for one in several if one is not None]
            if len(known) == len(seeds):
                names = known[0].figures
                figures = {name: tuple(one.figures[name][0] for one in known) for name in names}
                return Checked(seeds, scale, figures)
        return None

    def add(self, line: dict[str, object]) -> None:
        """Keep a line."""
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        with files.writing(self.path.parent), self.path.open("ab") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())


def check_seeds(
    calibration: Calibration,
    trial: Trial,
    seeds: tuple[int, ...],
    scale: float,
    checks: Checks,
    workers: int,
    show: Callable[[int], None],
) -> None:
    """Run a set of parameters on seeds; those that were run before are not run again.

    Args:
        calibration: What was fitted to what.
        trial: The set.
        seeds: The seeds.
        scale: Share of the residents.
        checks: Where they are kept.
        workers: How many processes; with 0 or 1 all is done in this process.
        show: Called with the number of seeds done.

    Raises:
        ModelError: A seed could not be run; the others are kept.
    """
    todo = [seed for seed in seeds if checks.seed(trial.number, seed, scale) is None]
    failures = []
    with Crew(trial_unit, calibration, min(workers, len(todo)), Terms(name=_told)) as crew:
        for seed in todo:
            crew.give(Item(trial.number, trial.values, (seed,), scale))
        for done in range(len(todo)):
            item, outcome = crew.outcome()
            if isinstance(outcome, Exception):
                failures.append(f"seed {item.seeds[0]}: {outcome}")
            elif outcome.failed:
                failures.append(f"seed {item.seeds[0]}: {outcome.failed}")
            else:
                checks.add({"seed": item.seeds[0], "scale": scale, **written(outcome)})
            show(len(seeds) - len(todo) + done + 1)
    if failures:
        raise ModelError(f"{len(failures)} of {len(seeds)} seeds failed, such as {failures[0]}")
    checks.add({"checked": trial.number, "seeds": list(seeds), "scale": scale})


def _told(item: Item) -> str:
    """What messages call an item."""
    return f"seed {item.seeds[0]}"
