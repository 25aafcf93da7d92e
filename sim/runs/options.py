"""Options of a run: what is allowed, and all that is wrong with them in one go."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sim.declarations.metrics import HEADLINE, METRICS
from sim.errors import OptionError, Problem, UserError, did_you_mean

LAST_SEED = 2**63 - 1
MOST_SEEDS = 100_000
_RANGE = re.compile(r"^(\d+)(?:\.\.(\d+))?$")
_SEEDS_ALLOWED = "write a range such as 0..9, a list such as 0,2,5, or both: 0..4,10"
LANGUAGES = ("en", "zh")


class Problems:
    """Collects the problems of several checks, then raises them together."""

    def __init__(self) -> None:
        self._errors: list[UserError] = []

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
    """Seeds as text (``0..9``, ``0,2,5``), as one number, or as several.

    Returns:
        The seeds, ascending.

    Raises:
        OptionError: No seeds, not numbers, negative, too large, twice the same, or too many.
    """
    if isinstance(seeds, str):
        numbers = _seeds_of_text(seeds)
    else:
        numbers = [seeds] if isinstance(seeds, int) else list(seeds)
    problems = []
    if not numbers:
        problems.append(Problem("no seed is given", path="seeds", hint=_SEEDS_ALLOWED))
    for seed in numbers:
        if isinstance(seed, bool) or not hasattr(seed, "__index__"):
            problems.append(Problem(f"{seed!r} is not a whole number", path="seeds"))
        elif not 0 <= seed <= LAST_SEED:
            problems.append(Problem(f"{seed} is outside 0 to {LAST_SEED}", path="seeds"))
    twice = sorted({seed for seed in numbers if numbers.count(seed) > 1}) if not problems else []
    if twice:
        listed = ", ".join(str(seed) for seed in twice)
        problems.append(Problem(f"given more than once: {listed}", path="seeds"))
    if problems:
        raise OptionError(problems)
    return tuple(sorted(int(seed) for seed in numbers))


def _seeds_of_text(text: str) -> list[int]:
    """The numbers that a text such as ``0..4,10`` stands for."""
    numbers: list[int] = []
    problems = []
    for part in text.split(","):
        found = _RANGE.match(part.strip())
        if found is None:
            problems.append(
                Problem(f"{part.strip()!r} is no seed, and a seed is never negative",
                        path="seeds", hint=_SEEDS_ALLOWED)
            )  # fmt: skip
            continue
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            problems.append(
                Problem(f"{part.strip()!r} runs backwards", path="seeds",
                        hint=f"did you mean {last}..{first}?")
            )  # fmt: skip
        elif last - first >= MOST_SEEDS:
            problems.append(Problem(f"{part.strip()!r} is more than {MOST_SEEDS}", path="seeds"))
        else:
            numbers.extend(range(first, last + 1))
    if problems:
        raise OptionError(problems)
    return numbers


def check_numbers(
    *,
    scale: float | None = None,
    months: int | None = None,
    workers: int | None = None,
    precision: float | None = None,
) -> list[Problem]:
    """Problems with options that are numbers; None stands for an option not given."""
    problems = []
    if scale is not None and not 0.01 <= scale <= 1:
        problems.append(Problem(f"{scale} is outside 0.01 to 1", path="scale"))
    if months is not None and not 1 <= months <= 1200:
        problems.append(Problem(f"{months} is outside 1 to 1200", path="months"))
    if workers is not None and workers < 1:
        problems.append(Problem(f"{workers} is less than 1", path="workers"))
    if precision is not None and not 0 < precision < float("inf"):
        problems.append(
            Problem(f"{precision} is not a half-width; give a number above 0", path="precision")
        )
    return problems


def check_choice(path: str, word: str, known: Sequence[str]) -> list[Problem]:
    """A problem when a word is not among those known."""
    if word in known:
        return []
    hint = did_you_mean(word, known) or "known: " + ", ".join(known)
    return [Problem(f"{word!r} is not known", path=path, hint=hint)]


def check_metrics(names: Sequence[str] | None) -> tuple[tuple[str, ...], list[Problem]]:
    """The metrics to show and what is wrong with them; the headline ones when None."""
    if names is None:
        return HEADLINE, []
    problems = [problem for name in names for problem in check_choice("metric", name, [*METRICS])]
    if not names:
        problems.append(Problem("none is named", path="metric", hint="leave the option out"))
    return tuple(dict.fromkeys(names)), problems


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
