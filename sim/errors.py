"""What can go wrong, as a tree.

CogovError                    everything this package raises on purpose
├── UserError                 the user can mend it: one clear message, exit code 2
│   ├── ScenarioError         a scenario, town or experiment file
│   ├── OptionError           an option of the command or an argument of the API
│   └── ResultsError          a results folder: missing, foreign, damaged, in the way
└── ModelError                the model broke a rule of its own: please report it
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told so that the reader can mend it.

    Attributes:
        message: What was found and what is allowed, one sentence.
        file: The file as the user named it, or empty.
        line: Line in that file, from 1; 0 when no line applies.
        path: Key path such as ``levers.control``, or empty.
        hint: What to do or what was meant, or empty.
    """

    message: str
    file: str = ""
    line: int = 0
    path: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """``file:line: path: message (hint)`` without the parts that are empty."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [part for part in (place, self.path, self.message) if part]
        text = ": ".join(parts)
        return f"{text} ({self.hint})" if self.hint else text


class CogovError(Exception):
    """Everything this package raises on purpose."""


class UserError(CogovError):
    """Something the user can mend; holds every problem found in one go."""

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["UserError"], tuple[tuple[Problem, ...]]]:
        """Survive the way back from a worker process."""
        return type(self), (self.problems,)


class ScenarioError(UserError):
    """A scenario, town or experiment file is not valid."""


class OptionError(UserError):
    """An option of the command, or an argument of the API, is not valid."""


class ResultsError(UserError):
    """A results folder is missing, foreign, damaged or in the way."""


class ModelError(CogovError):
    """The model broke one of its own rules."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint such as ``did you mean 'control'?``, or empty when nothing is near."""
    near = get_close_matches(word.lower(), [name.lower() for name in known], n=1, cutoff=0.6)
    if not near:
        return ""
    found = next(name for name in known if name.lower() == near[0])
    return f"did you mean {found!r}?"
