"""Options of a run: what is allowed, and all that is wrong with them in one go."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from operator import index
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from sim.declarations.metrics import HEADLINE, METRICS
from sim.errors import OptionError, Problem, UserError, did_you_mean
from sim.extend import own_metrics
from sim.scenario import parse_seeds as read_seeds
from sim.scenario.schema import LONGEST_RUN

LANGUAGES = ("en", "zh")
DRAWN = ("all", "none")
"""Which figures are saved with results; `sim.redraw` draws them at any later time."""
EXTRAS = {
    "analysis": ("SALib", "ema_workbench", "optuna"),
    "dashboard": ("solara", "uvicorn"),
    "dask": ("distributed",),
    "report": ("docx", "weasyprint"),
    "slurm": ("dask_jobqueue", "distributed"),
    "tables": ("openpyxl", "pypinyin"),
}
"""The modules that tell whether an extra is installed."""


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


def need(extra: str, what: str) -> None:
    """Make sure that the packages of an extra are installed.

    Raises:
        OptionError: One is not.
    """
    if not all(find_spec(name) for name in EXTRAS[extra]):
        raise OptionError(Problem(f"{what} needs the extra {extra!r}", hint=how_to_install(extra)))


def how_to_install(extra: str) -> str:
    """The line that installs an extra: in a checkout into its own environment."""
    if (Path(__file__).parents[2] / "pyproject.toml").exists():
        return f"python -m uv sync --inexact --extra {extra}"
    return f"python -m pip install 'cogov[{extra}]'"


def parse_seeds(seeds: str | int | Iterable[int]) -> tuple[int, ...]:
    """Seeds as text (``0..9``, ``0,2,5``), as one number, or as several.

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
    """Seeds that were asked for, ascending; None when none were.

    Args:
        seeds: As `parse_seeds` takes them, or None.
        problems: Receives what is wrong with them.
    """
    found: tuple[int, ...] | None = None
    if seeds is not None:
        with problems.gather():
            found = parse_seeds(seeds)
    return found


def _whole(seed: object) -> object:
    """NumPy's whole numbers as Python's; text, which a list of seeds may not hold, as a list."""
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
    """Problems with options that are numbers; None stands for an option not given."""
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
    """A problem when one town cannot be shared among so many threads."""
    from sim.kernels.threads import MOST_THREADS, Threads

    try:
        Threads(threads)
    except ValueError:
        text = f"{threads} is not a whole number from 1 to {MOST_THREADS}"
        return [Problem(text, path="threads")]
    return []


def check_choice(path: str, word: str, known: Sequence[str]) -> list[Problem]:
    """A problem when a word is not among those known."""
    if word in known:
        return []
    hint = did_you_mean(word, known) or "known: " + ", ".join(known)
    return [Problem(f"{word!r} is not known", path=path, hint=hint)]


def check_metrics(names: Sequence[str] | None) -> tuple[tuple[str, ...], list[Problem]]:
    """The metrics to show and what is wrong with them.

    When None, the headline ones and those of the extensions in force.
    """
    if names is None:
        return (*HEADLINE, *own_metrics()), []
    problems = [problem for name in names for problem in check_choice("metric", name, [*METRICS])]
    if not names:
        problems.append(Problem("none is named", path="metric", hint="leave the option out"))
    return tuple(dict.fromkeys(names)), problems


def worker_count(workers: int | None) -> int:
    """How many processes an option asks for: as many as there are processors when it is None.

    0 stands for this process alone, as 1 does where runs need no process of their own.
    """
    return usable_processors() if workers is None else max(1, workers)


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
