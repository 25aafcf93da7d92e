"""The runs of a validation: what is read from each seed, and the log of what was read.

A line of the log is known by a key of all that can change its numbers, so that a validation that
was stopped goes on, and one of other code or other files begins anew in the same folder.
"""

import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from sim.analysis.calibration import figure_of, needed_metrics
from sim.analysis.outputs import measure_outputs
from sim.analysis.validation import Found, target_key
from sim.errors import ModelError, UserError
from sim.runs import files
from sim.runs.crew import Crew
from sim.runs.manifest import code_digest, plain
from sim.runs.parallel import Terms, Tick
from sim.sweeps.cell import stamp_hash
from sim.sweeps.trials import run_branches, town_lines
from sim.sweeps.validation import Validation

LOG = "seeds.jsonl"
Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """What a worker is given: a group of runs with one seed.

    Attributes:
        group: Which group of `Validation.groups`.
        seed: The seed.
    """

    group: int
    seed: int


def read_unit(validation: Validation, part: Part, tick: Tick) -> Values:
    """Run a group with a seed, and read everything that is wanted of it, NaN where null.

    Raises:
        UserError: The scenarios cannot be run.
    """
    readings, targets = validation.wanted(part.group)
    metrics, lines, found = needed_metrics(targets), {}, Values()
    for scenario, model in run_branches(validation.groups[part.group], part.seed, tick):
        frame = model.frame()
        outputs = measure_outputs(model.world, model.month - 1)
        window = min(validation.window, scenario.months)
        for one in readings:
            if one.run == scenario.name:
                found[one.key] = one.value(frame, outputs, window)
        lines[scenario.name] = town_lines(frame, scenario.start, metrics)
    for target in targets:
        found[target_key(target.name)] = figure_of(target, lines, validation.window)
    return found


class SeedLog:
    """What was read, a line for each group and seed, each added as soon as it has ended.

    Args:
        folder: The folder; it must exist.
        validation: What is read.
    """

    def __init__(self, folder: Path, validation: Validation) -> None:
        self.path, self._validation = folder / LOG, validation

    def key(self, part: Part) -> str:
        """SHA-256 of all that can change the numbers of a part."""
        readings, targets = self._validation.wanted(part.group)
        group = self._validation.groups[part.group]
        content = {
            "scenarios": [(one.name, one.content_hash) for one in group],
            "seed": part.seed,
            "window": self._validation.window,
            "readings": sorted(one.key for one in readings),
            "targets": plain([asdict(one) for one in targets]),
            "code": [code_digest(), stamp_hash()],
        }
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def read(self) -> dict[str, Values]:
        """What was read, by key; lines that are not whole or not ours are passed over."""
        if not self.path.exists():
            return {}
        return dict(self._lines())

    def _lines(self) -> Iterator[tuple[str, Values]]:
        """Key and values of each line."""
        for line in self.path.read_bytes().splitlines():
            try:
                found = json.loads(line)
                values = {
                    str(name): math.nan if value is None else float(value)
                    for name, value in found["values"].items()
                }
                yield str(found["key"]), values
            except (ValueError, KeyError, TypeError, AttributeError):
                continue

    def add(self, part: Part, values: Values) -> None:
        """Keep what was read.

        Raises:
            ResultsError: It cannot be written.
        """
        known = {name: None if math.isnan(value) else value for name, value in values.items()}
        runs = [one.name for one in self._validation.groups[part.group]]
        line = {"key": self.key(part), "seed": part.seed, "runs": runs, "values": known}
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        with files.writing(self.path.parent), self.path.open("ab") as stream:
            if stream.tell() and not self._ends_whole():
                # What was cut off when a run was killed spoils no other line.
                stream.write(b"\n")
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())

    def _ends_whole(self) -> bool:
        """Whether the last line is whole."""
        with self.path.open("rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return stream.read(1) == b"\n"


def read_seeds(
    validation: Validation, log: SeedLog, workers: int, show: Callable[[int], None]
) -> Found:
    """Run every group with every seed, apart from what the log has.

    Args:
        validation: What is read.
        log: Where it is kept.
        workers: How many processes; with 1 all is done in this one.
        show: Told how many parts are done.

    Returns:
        By seed, the value of each key.

    Raises:
        ModelError: Runs failed; what was read from the others is kept.
        UserError: The scenarios cannot be run.
    """
    parts = [
        Part(group, seed) for seed in validation.seeds for group in range(len(validation.groups))
    ]
    known = log.read()
    read = {part: known[log.key(part)] for part in parts if log.key(part) in known}
    todo = [part for part in parts if part not in read]
    show(len(read))
    failures: list[str] = []
    with Crew(read_unit, validation, min(workers, len(todo)), Terms(name=_told)) as crew:
        for part in todo:
            crew.give(part)
        for _ in todo:
            part, outcome = crew.outcome()
            if isinstance(outcome, UserError):
                raise outcome
            if isinstance(outcome, Exception):
                failures.append(f"{_told(part)}: {outcome}")
                continue
            log.add(part, outcome)
            read[part] = outcome
            show(len(read))
    if failures:
        raise ModelError(f"{len(failures)} of {len(parts)} parts failed, such as {failures[0]}")
    found: dict[int, Values] = {seed: {} for seed in validation.seeds}
    for part, values in read.items():
        found[part.seed] |= values
    return found


def _told(part: Part) -> str:
    """What messages call a part."""
    return f"group {part.group + 1}, seed {part.seed}"
