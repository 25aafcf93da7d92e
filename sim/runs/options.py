"""Options of a run: what is allowed, whether there is room for it, and all that is wrong."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from sim.declarations.metrics import HEADLINE, METRICS
from sim.errors import OptionError, Problem, UserError, did_you_mean
from sim.extend import own_metrics
from sim.scenario import parse_seeds as read_seeds
from sim.scenario.schema import LONGEST_RUN

if TYPE_CHECKING:
    from sim.scenario import Scenario


# --- Options of a run: what is allowed, and all that is wrong with them in one go

LANGUAGES = ("en", "zh")
DRAWN = ("all", "none")
"""Which figures are saved with results; `sim.redraw` draws them at any later time."""


class Problems:
    """Collects the problems of several checks, then raises them together."""

    def __init__(self) -> None:
        self._errors: list[UserError] = []

    @property
    def found(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._errors)

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Keep the problems of a `UserError` raised inside, and go on after it."""
        try:
            yield
        except UserError as error:
            self._errors.append(error)

    def add(self, problems: Iterable[Problem]) -> None:
        """Keep problems with options."""
        found = tuple(problems)
        if found:
            self._errors.append(OptionError(found))

    def settle(self) -> None:
        """Raise what was gathered, if anything was.

        Raises:
            UserError: Every problem; of the class that all of them share.
        """
        if not self._errors:
            return
        classes = {type(error) for error in self._errors}
        shared = classes.pop() if len(classes) == 1 else UserError
        raise shared([problem for error in self._errors for problem in error.problems])


def parse_seeds(seeds: str | int | Iterable[int]) -> tuple[int, ...]:
    """Read seeds from text (``0..9``, ``0,2,5``), from one number, or from several.

    Returns:
        The seeds, ascending.

    Raises:
        OptionError: No seeds, not numbers, negative, too large, twice the same, or too many.
    """
    given: Any = seeds
    if not isinstance(seeds, str):
        several = seeds if isinstance(seeds, Iterable) else [seeds]
        given = [_whole(seed) for seed in several]
    try:
        return tuple(sorted(read_seeds(given)))
    except PydanticCustomError as error:
        hint = str((error.context or {}).get("hint", ""))
        raise OptionError(Problem(error.message(), path="seeds", hint=hint)) from None


def chosen_seeds(
    seeds: str | int | Iterable[int] | None, problems: Problems
) -> tuple[int, ...] | None:
    """Read the seeds that were asked for, ascending; None when none were."""
    found: tuple[int, ...] | None = None
    if seeds is not None:
        with problems.gather():
            found = parse_seeds(seeds)
    return found


def _whole(seed: object) -> object:
    """Turn NumPy's whole numbers into Python's; a text, which seeds may not hold, into a list."""
    if isinstance(seed, str):
        return [seed]
    return seed if isinstance(seed, bool) or not hasattr(seed, "__index__") else index(seed)


def check_numbers(
    *,
    scale: float | None = None,
    months: int | None = None,
    workers: int | None = None,
    threads: int | None = None,
    precision: float | None = None,
    still: int | None = None,
) -> list[Problem]:
    """Check options that are numbers; None stands for an option not given."""
    problems = []
    if scale is not None and not 0.01 <= scale <= 1:
        problems.append(Problem(f"{scale} is outside 0.01 to 1", path="scale"))
    if months is not None and not 1 <= months <= LONGEST_RUN:
        problems.append(Problem(f"{months} is outside 1 to {LONGEST_RUN}", path="months"))
    if workers is not None and workers < 1:
        problems.append(Problem(f"{workers} is less than 1", path="workers"))
    if still is not None and still < 0:
        problems.append(Problem(f"{still} is less than 0", path="still"))
    if threads is not None:
        problems += _check_threads(threads)
    if precision is not None and not 0 < precision < float("inf"):
        problems.append(
            Problem(f"{precision} is not a half-width; give a number above 0", path="precision")
        )
    return problems


def _check_threads(threads: int) -> list[Problem]:
    """Check that one town can be shared among so many threads."""
    from sim.kernels.threads import MOST_THREADS, Threads

    try:
        Threads(threads)
    except ValueError:
        text = f"{threads} is not a whole number from 1 to {MOST_THREADS}"
        return [Problem(text, path="threads")]
    return []


def check_choice(path: str, word: str, known: Sequence[str]) -> list[Problem]:
    """Check that a word is among those known."""
    if word in known:
        return []
    hint = did_you_mean(word, known) or "known: " + ", ".join(known)
    return [Problem(f"{word!r} is not known", path=path, hint=hint)]


def _metric_problems(name: str) -> list[Problem]:
    """Tell that nothing is called like this; a metric's label says which one was meant."""
    problems = check_choice("metric", name, [*METRICS])
    for key, one in METRICS.items() if problems else ():
        if name.lower() in (one.label.en.lower(), one.label.zh):
            return [replace(problems[0], hint=f"did you mean {key!r}?")]
    if problems and re.search("[,;，、；]", name):
        return [replace(problems[0], hint="give --metric once for each")]
    return problems


def check_metrics(names: Sequence[str] | None) -> tuple[tuple[str, ...], list[Problem]]:
    """Check the metrics to show, and tell what is wrong with them.

    When None, the headline ones and those of the extensions in force.
    """
    if names is None:
        return (*HEADLINE, *own_metrics()), []
    problems = [problem for name in names for problem in _metric_problems(name)]
    if not names:
        problems.append(Problem("none is named", path="metric", hint="leave the option out"))
    return tuple(dict.fromkeys(names)), problems


def worker_count(workers: int | None) -> int:
    """Count the processes of an option: as many as processors when it is None.

    0 stands for this process alone, as 1 does where runs need no process of their own.
    """
    return usable_processors() if workers is None else max(1, workers)


def usable_processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


# --- Whether there is memory and disk for what is asked for, before anything runs

PROCESS_BYTES = 350_000_000
"""What a process takes for the smallest town: interpreter, packages, compiled kernels (measured:
340 to 370 MiB, 29 November 2026)."""
RESIDENT_BYTES = 400
"""What a resident of one run takes beyond that (measured in a town of 1,000,000: 387)."""
SEVERAL_BYTES = 1_000
"""The same where runs that follow each other share people or a past, which is kept meanwhile
(measured in comparisons of two scenarios with 50,000 and 300,000 residents: 1,040)."""
ROW_BYTES = 4_200
"""Memory of the rows of all tables for one community and month (measured: 2,080), twice, as they
are put together."""
ROW_DISK_BYTES = 300
"""What they take in files (measured: 260 bytes)."""
CELL_DISK_BYTES = 14_000
"""What a run of a sweep takes in files beside its rows (measured: 11 to 14 KB)."""
FIGURES_DISK_BYTES = 4_000_000
"""What figures and brief of results take."""
_LEAST_SCALE = 0.01


def residents_of(scenario: "Scenario") -> int:
    """Count the residents that are simulated."""
    return round(scenario.scale * sum(one.residents for one in scenario.town.communities))


def rows_of(scenario: "Scenario") -> int:
    """Count the rows of a run: months times communities, the town as one of them."""
    return (scenario.end - scenario.first_month) * (len(scenario.town.communities) + 1)


def size_of(count: float) -> str:
    """Write bytes as a reader takes them in, in any language."""
    powers = zip(("KB", "MB", "GB", "TB"), range(1, 5), strict=True)
    unit, power = next(pair for pair in powers if count < 1000 ** (pair[1] + 1) or pair[1] == 4)
    return f"{count / 1000**power:.3g} {unit}"


def check_memory(
    scenarios: Sequence["Scenario"], processes: int = 0, *, seeds: int = 0, shared: bool = False
) -> None:
    """Make sure that there is memory for runs of scenarios.

    Args:
        scenarios: What is run; those of a seed one after the other, in one process.
        processes: Processes beside this one; 0 when this one does it.
        seeds: With how many seeds, where this process keeps all rows; 0 where it keeps none.
        shared: Whether people or a past are kept for runs that follow.

    Raises:
        OptionError: There is not, with what fits.
    """
    if not scenarios:
        return
    largest = max(scenarios, key=residents_of)
    people = residents_of(largest)
    own = SEVERAL_BYTES if shared else RESIDENT_BYTES
    each = PROCESS_BYTES + own * people
    here = ROW_BYTES * seeds * sum(map(rows_of, scenarios)) + PROCESS_BYTES * (processes > 0)
    single = max(each, here) if processes else each + here
    total = here + max(processes, 1) * each
    limit, free = process_limit(), free_memory()
    if limit is not None and single > limit:
        spare = limit - PROCESS_BYTES - (0.0 if processes else here)
        text = f"a process takes about {size_of(single)} of memory; its limit is {size_of(limit)}"
        raise OptionError(_too_large(text, largest.scale * spare / (own * people), 0))
    if free is not None and total > free:
        spare = (free - here) / max(processes, 1) - PROCESS_BYTES
        text = f"it takes about {size_of(total)} of memory; {size_of(free)} are free here"
        fitting = min(processes, max(0, int((free - here) // each)))
        raise OptionError(_too_large(text, largest.scale * spare / (own * people), fitting))


def _too_large(text: str, scale: float, workers: int) -> Problem:
    """Tell of too little memory, and what fits: a scale, or so many workers."""
    part = int(scale * 100) / 100
    hint = "take a smaller town or fewer seeds"
    if part >= _LEAST_SCALE:
        hint = f"--scale {part:g} fits, or --workers {workers}"
        hint = hint if workers else f"--scale {part:g} fits"
    elif workers:
        hint = f"--workers {workers} fits"
    return Problem(text, hint=hint)


def check_disk(folder: Path, need: int) -> None:
    """Make sure that the file system of a folder has room.

    Args:
        folder: A folder that is there or will be made.
        need: Bytes that are to be written.

    Raises:
        OptionError: It has not.
    """
    free = free_disk(folder)
    if free is not None and need > free:
        text = f"about {size_of(need)} are to be written; {size_of(free)} are free there"
        hint = "make room, take fewer runs, or choose another folder with --out"
        raise OptionError(Problem(text, file=str(folder), hint=hint))


def free_disk(folder: Path) -> int | None:
    """Find the free bytes of where a folder is or will be; None where nobody can say."""
    with suppress(OSError, ValueError):
        found = folder.resolve()
        while not found.exists() and found != found.parent:
            found = found.parent
        return shutil.disk_usage(found).free
    return None


def free_memory(root: Path = Path("/")) -> int | None:
    """Find the free memory of this machine, or this container; None where nobody can say.

    Args:
        root: Where ``proc`` and ``sys`` are.
    """
    found = [*_of_machine(root), *_of_groups(root)]
    return min(found) if found else None


def process_limit() -> int | None:
    """Find how many bytes a process may take (``ulimit -v``); None without a limit."""
    try:
        import resource
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def _of_machine(root: Path) -> Iterator[int]:
    """Find what is free on this machine, with what could be swapped out."""
    with suppress(OSError, ValueError, KeyError):
        lines = (root / "proc/meminfo").read_text().splitlines()
        known = {line.split(":")[0]: 1024 * int(line.split()[1]) for line in lines if ":" in line}
        yield known["MemAvailable"] + known.get("SwapFree", 0)
        return
    with suppress(OSError, ValueError, AttributeError):
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _of_groups(root: Path) -> Iterator[int]:
    """Find what the control groups of this process leave it (versions 2 and 1)."""
    groups = [""]
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            _, kinds, place = line.split(":", 2)
            if kinds in ("", "memory"):
                parents = Path(place.lstrip("/")).parents
                groups += [place.lstrip("/"), *map(str, parents)]
    for group in dict.fromkeys(groups):
        for base, limit, used, cache in (
            ("sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"),
            (
                "sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                "total_inactive_file",
            ),
        ):
            with suppress(OSError, ValueError):
                folder = root / base / group
                most = int((folder / limit).read_text())
                taken = int((folder / used).read_text())
                with suppress(OSError, ValueError):
                    lines = (folder / "memory.stat").read_text().split("\n")
                    kept = dict(line.split() for line in lines if line)
                    taken -= int(kept.get(cache, 0))
                yield max(0, most - max(0, taken))
