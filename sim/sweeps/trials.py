"""Trials: sets of values that are run one after the other, and the log that keeps them.

What is tried next depends on the file and on the trials whose numbers lie a fixed number back,
and on nothing else: neither on the number of workers, nor on who was ready first, nor on
interruptions. So the trials are the same however they are run.
"""

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration import Lines, Trial
from sim.calendar import first_day
from sim.errors import Problem, ResultsError
from sim.runs import files
from sim.runs.parallel import Crew, Terms, Tick
from sim.runs.tables import TOWN
from sim.scenario import first_difference
from sim.scenario.yamlfile import parse_json

if TYPE_CHECKING:
    import pandas as pd

    from sim.model import CommunityModel
    from sim.scenario import Scenario

MOST_TRIALS = 100_000
PLAN = "plan.json"
"""File that says what the trials of a folder are trials of."""
LOG = "trials.jsonl"
_ANEW = "choose another folder with --out, or pass --overwrite to start anew"

Given = Mapping[int, Mapping[str, float]]
"""Sets that are under way, by number."""
Watch = Callable[[Mapping[int, Trial]], None]
"""Told of all trials whenever one of them has ended."""


class TrialLog:
    """The trials of a folder, one a line, each added as soon as it has ended.

    Args:
        folder: The folder; it must exist.
        name: Name of the file.
    """

    def __init__(self, folder: Path, name: str = LOG) -> None:
        self.path = folder / name

    def read(self) -> dict[int, Trial]:
        """Read trials that have ended, by number; cut off a last line that is not whole.

        Raises:
            ResultsError: A line before the last is damaged.
        """
        if not self.path.exists():
            return {}
        text = self.path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        if len(whole) < len(text):
            with self.path.open("r+b") as stream:
                stream.truncate(len(whole))
        found: dict[int, Trial] = {}
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                trial = read(parse_json(line))
            except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
                text_ = "is no line of a trial; remove the folder, or choose another with --out"
                raise ResultsError(Problem(text_, str(self.path), number)) from error
            found[trial.number] = trial
        return found

    def add(self, trial: Trial) -> None:
        """Keep a trial.

        Raises:
            ResultsError: It cannot be written.
        """
        with files.writing(self.path.parent), self.path.open("ab") as stream:
            stream.write(_line(trial))
            stream.flush()
            os.fsync(stream.fileno())

    def settle(self) -> None:
        """Put the lines into the order of their numbers, so that equal studies leave equal files.

        Raises:
            ResultsError: It is damaged, or cannot be written.
        """
        found = self.read()
        lines = [_line(found[number]) for number in sorted(found)]
        if lines and b"".join(lines) != self.path.read_bytes():
            with files.writing(self.path.parent), files.atomic(self.path) as temporary:
                temporary.write_bytes(b"".join(lines))


def _line(trial: Trial) -> bytes:
    """Write a trial as a line of the file."""
    text = json.dumps(written(trial), ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


@dataclass(frozen=True, slots=True)
class Item:
    """What a worker is given.

    Attributes:
        number: Number of the trial.
        values: Value of each free parameter.
        seeds: The seeds.
        scale: Share of the residents instead of the calibration's own, or None.
    """

    number: int
    values: Mapping[str, float]
    seeds: tuple[int, ...]
    scale: float | None = None


def run_trials(
    unit: Callable[[Any, Item, Tick], Trial],
    shared: object,
    next_set: Callable[[Mapping[int, Trial], Given, int], Mapping[str, float]],
    numbers: Sequence[int],
    seeds: tuple[int, ...],
    before: Callable[[int], int],
    log: TrialLog,
    workers: int,
    watch: Watch,
) -> dict[int, Trial]:
    """Do the trials of some numbers that have not been done yet.

    Args:
        unit: Does a trial, given what is shared and the item.
        shared: What all trials share; must be picklable.
        next_set: What is tried, from trials that have ended, sets under way and the number.
        numbers: Numbers of the trials, ascending.
        seeds: The seeds of each.
        before: The number below which no trial may be missing when that of a number is proposed.
        log: Where trials are kept.
        workers: How many processes; with 0 or 1 all is done in this process.
        watch: Told whenever a trial has ended.

    Returns:
        Every trial, by number.

    Raises:
        ResultsError: The log is damaged, or cannot be written.
        WorkerLost: A worker was killed; the same call goes on.
    """
    wanted = set(numbers)
    known = {number: one for number, one in log.read().items() if number in wanted}
    watch(known)
    todo = [number for number in numbers if number not in known]
    if not todo:
        log.settle()
        return dict(sorted(known.items()))
    given: dict[int, Mapping[str, float]] = {}
    missing = set(todo)
    with Crew(unit, shared, min(workers, len(todo)), Terms(name=_told)) as crew:
        position = 0
        while missing:
            while position < len(todo) and min(missing) >= before(todo[position]):
                number = todo[position]
                given[number] = next_set(known, given, number)
                crew.give(Item(number, given[number], seeds))
                position += 1
            item, outcome = crew.outcome()
            if isinstance(outcome, Exception):
                # What the model could not do is an outcome; this is a worker that was lost.
                raise outcome
            log.add(outcome)
            known[item.number] = outcome
            missing.remove(item.number)
            watch(known)
    log.settle()
    return dict(sorted(known.items()))


def _told(item: Item) -> str:
    """Name a trial as messages do."""
    return f"trial {item.number}"


def run_together(
    scenarios: Sequence["Scenario"], seed: int, metrics: Sequence[str], tick: Tick
) -> Lines:
    """Run scenarios with one seed, those with the same common past from one run of it.

    Args:
        scenarios: What to run; all of one start.
        seed: The seed.
        metrics: What is wanted of each.
        tick: Called after each month.

    Returns:
        Months of the town after the common past: lists by scenario and metric.
    """
    found = {
        one.name: town_lines(model.frame(), one.start, metrics)
        for one, model in run_branches(scenarios, seed, tick)
    }
    return {scenario.name: found[scenario.name] for scenario in scenarios}


def run_branches(
    scenarios: Sequence["Scenario"], seed: int, tick: Tick, record: Sequence[str] = ()
) -> "Iterator[tuple[Scenario, CommunityModel]]":
    """Run scenarios with one seed, those that begin alike from one run of what they share.

    Yields:
        Each scenario and the model that has run it; it may be used until the next one comes.
    """
    from sim.model import CommunityModel
    from sim.runs.simulate import TOWNS
    from sim.runs.snapshot import freeze, thaw

    for sharing in alike(scenarios):
        months = [first_difference(sharing[0], one) for one in sharing[1:]]
        known = [
            one.end if month is None else month
            for one, month in zip(sharing[1:], months, strict=True)
        ]
        town = TOWNS.world(sharing[0], seed)
        model = CommunityModel(sharing[0], seed, world=town, record=record)
        state = b""
        if known:
            _run_until(model, min(known), tick)
            state = freeze(model)
        for index, scenario in enumerate(sharing):
            branch = thaw(state, scenario) if index else model
            _run_until(branch, scenario.end, tick)
            yield scenario, branch


def alike(scenarios: Sequence["Scenario"]) -> "list[list[Scenario]]":
    """Group scenarios so that each begins as the first one of its group does."""
    from sim.runs.simulate import same_people

    groups: list[list[Scenario]] = []
    for scenario in scenarios:
        for group in groups:
            first = group[0]
            month = first_difference(first, scenario) if same_people(first, scenario) else 0
            if month is None or month > first.first_month:
                group.append(scenario)
                break
        else:
            groups.append([scenario])
    return groups


def _run_until(model: "CommunityModel", month: int, tick: Tick) -> None:
    """Run a model up to a month."""
    while model.running and model.month < month:
        model.step()
        tick()


def town_lines(frame: "pd.DataFrame", start: int, metrics: Sequence[str]) -> dict[str, list[float]]:
    """Read months of the town from one on, by metric; of a community ``metric@community``."""
    late = frame[frame["month"] >= first_day(start)]
    found = {}
    for name in metrics:
        metric, _, community = name.partition("@")
        place = late[late["community"] == (community or TOWN)]
        found[name] = [float(value) for value in place[metric]]
    return found


def written(trial: Trial) -> dict[str, object]:
    """Write a trial as JSON can hold it, in one line."""
    figures = {
        name: [None if math.isnan(value) else value for value in values]
        for name, values in trial.figures.items()
    }
    return {
        "trial": trial.number,
        "values": dict(trial.values),
        "figures": figures,
        "failed": trial.failed,
    }


def read(line: Mapping[str, object]) -> Trial:
    """Read a trial from its line of JSON.

    Raises:
        KeyError: It lacks a part.
        TypeError: A part is of another kind.
        ValueError: A part is of another kind.
    """
    values, figures = line["values"], line["figures"]
    if not isinstance(values, Mapping) or not isinstance(figures, Mapping):
        raise TypeError("values and figures are mappings")
    return Trial(
        int(str(line["trial"])),
        {str(name): float(value) for name, value in values.items()},
        {
            str(name): tuple(math.nan if value is None else float(value) for value in several)
            for name, several in figures.items()
        },
        str(line["failed"]),
    )


def hash_of(found: Mapping[str, Any]) -> str:
    """Hash what JSON can hold, with SHA-256."""
    return sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def read_plan(folder: Path) -> dict[str, Any] | None:
    """Read what the trials of a folder are trials of; None when it holds none."""
    path = folder / PLAN
    if not path.is_file():
        return None
    try:
        found = parse_json(path.read_bytes())
        return {"scale": found["scale"], "trials": found["trials"], "hash": str(found["hash"])}
    except (OSError, ValueError, TypeError, KeyError) as error:
        problem = Problem(f"cannot be read: {error}", file=str(path), hint=_ANEW)
        raise ResultsError(problem) from error


def prepare_trials(
    folder: Path,
    content: Mapping[str, Any],
    names: Sequence[str],
    logs: Sequence[str],
    overwrite: bool,
    kind: str,
) -> None:
    """Make a folder ready for trials.

    Args:
        folder: The folder.
        content: ``identity``, all that can change a trial, and ``scale`` and ``trials``.
        names: Names of the files that results are written to.
        logs: Names of those that trials are kept in.
        overwrite: Whether trials of something else may be replaced.
        kind: Kind of the study.

    Raises:
        ResultsError: It holds something else.
    """
    own, plan = hash_of(content["identity"]), None
    try:
        plan = read_plan(folder)
    except ResultsError:
        if not overwrite:
            raise
    if plan is not None and plan["hash"] != own:
        if not overwrite:
            text = "holds trials of another file, other options, code or version of packages"
            raise ResultsError(Problem(text, file=str(folder), hint=_ANEW))
        found = files.check_folder(folder, [files.MANIFEST], overwrite, kind)
        if found:
            raise ResultsError(found)
        files.remove_old(folder)
        for name in (*logs, PLAN):
            (folder / name).unlink(missing_ok=True)
        plan = None
    if plan is None:
        found = files.check_folder(folder, (*names, *logs, PLAN), overwrite, kind)
        if found:
            raise ResultsError(found)
        files.create_folder(folder)
        for name in logs:
            # Of which trials it is nobody knows.
            (folder / name).unlink(missing_ok=True)
    with files.writing(folder):
        text = json.dumps({"hash": own, **content}, ensure_ascii=False, indent=1)
        files.write_text(folder / PLAN, text + "\n")


CHECKS = "checks.jsonl"


@dataclass(frozen=True, slots=True)
class CheckedSet:
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
        """Read every line; leave out a last one that is not whole.

        Raises:
            ResultsError: A line before the last is damaged.
        """
        if not self.path.exists():
            return []
        found = []
        for number, line in enumerate(self.path.read_bytes().split(b"\n")[:-1], 1):
            try:
                found.append(parse_json(line))
            except ValueError as error:
                text = "is no line of a check; remove the file"
                raise ResultsError(Problem(text, str(self.path), number)) from error
        return found

    def seed(self, trial: int, seed: int, scale: float) -> Trial | None:
        """Find one seed of a check, if it was run."""
        for line in self.lines():
            if (line.get("trial"), line.get("seed"), line.get("scale")) == (trial, seed, scale):
                return read(line)
        return None

    def of(self, trial: int) -> CheckedSet | None:
        """Find the latest check of a trial that is complete."""
        chosen = [line for line in self.lines() if line.get("checked") == trial]
        for line in reversed(chosen):
            chosen_seeds: Any = line["seeds"]
            seeds, scale = tuple(chosen_seeds), float(str(line["scale"]))
            several = [self.seed(trial, seed, scale) for seed in seeds]
            known = [one for one in several if one is not None]
            if len(known) == len(seeds):
                names = known[0].figures
                figures = {name: tuple(one.figures[name][0] for one in known) for name in names}
                return CheckedSet(seeds, scale, figures)
        return None

    def add(self, line: dict[str, object]) -> None:
        """Keep a line."""
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        with files.writing(self.path.parent), self.path.open("ab") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
