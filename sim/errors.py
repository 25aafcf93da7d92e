"""What can go wrong, as a tree.

CogovError                    everything this package raises on purpose
├── UserError                 the user can mend it: one clear message, exit code 2
│   ├── ScenarioError         a scenario, town or experiment file
│   ├── OptionError           an option of the command or an argument of the API
│   └── ResultsError          a results folder: missing, foreign, damaged, in the way
└── ModelError                the model broke a rule of its own: please report it
"""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

LONGEST = 300
"""Characters without a space that a message holds at most."""
_LONG = re.compile(rf"\S{{{LONGEST},}}")
_ENDS = 60, 30
_CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LACKS = re.compile(r"^(?:the column )?(?:'(\w+)' )?is missing$")
_TOO_MUCH = re.compile(r"can have one of them|not both|exclude each other")
_IN_VAIN = re.compile(r"there is no (?!key)\w+ '([^']+)'")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told so that the reader can mend it.

    Attributes:
        message: What was found and what is allowed, one sentence.
        file: The file as the user named it, or empty.
        line: Line in that file, from 1; 0 when no line applies.
        path: Key path such as ``levers.control``, or empty.
        hint: What to do or what was meant, or empty.
        said: Whether message and hint are in the language of the reader already.
    """

    message: str
    file: str = ""
    line: int = 0
    path: str = ""
    hint: str = ""
    said: bool = False

    def __str__(self) -> str:
        """Write ``file:line: path: message (hint)`` without the parts that are empty."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [part for part in (place, self.path, self.message) if part]
        text = ": ".join(map(readable, parts))
        return f"{text} ({readable(self.hint)})" if self.hint else text


def readable(text: str) -> str:
    """Make text fit a line: long words short, characters that nobody sees escaped.

    Control characters could move the cursor of a terminal or change its colours, and others hide
    or turn round what stands beside them.
    """
    shown = text
    if not text.isprintable():
        shown = "".join(one if _is_seen(one) else _escaped(one) for one in text)
    first, last = _ENDS
    return _LONG.sub(lambda found: f"{found[0][:first]}…{found[0][-last:]}", shown)


def _is_seen(one: str) -> bool:
    """Tell whether a reader sees a character."""
    return (
        (one.isascii() and one.isprintable())
        or unicodedata.category(one)[0] not in "CZ"
        or (unicodedata.category(one) == "Zs")
    )


def _escaped(one: str) -> str:
    """Write a character as Python writes it between quotes."""
    return one.encode("unicode_escape").decode()


class CogovError(Exception):
    """Everything this package raises on purpose."""


class UserError(CogovError):
    """Something the user can mend; holds every problem found in one go."""

    words: ClassVar[Callable[[Problem], str]] = str
    """Puts a problem into words; `sim.words.setting` does it in the language of the reader."""

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Write each finding on a line of its own, those that follow from others too."""
        return "\n".join(map(type(self).words, self.args[0]))

    def __reduce__(self) -> tuple[type["UserError"], tuple[tuple[Problem, ...]]]:
        """Survive the way back from a worker process."""
        return type(self), (self.problems,)


class ScenarioError(UserError):
    """A scenario, town or experiment file is not valid; what follows from a mistake is left out."""

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(_without_followers(self.problems))


def _without_followers(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Leave out problems that others bring about, and that go when those are mended.

    What is wrong inside a value is told, not what the whole therefore lacks; a misspelt key, not
    that the key is missing; what is wrong with a thing, not that others name it in vain.
    """
    around = {(one.file, place) for one in problems for place in _around(one.path)}
    wrong = around | {(one.file, one.path) for one in problems if not _LACKS.search(one.message)}
    parts = {(one.file, part) for one in problems for part in one.path.split(".")}
    meant = {(one.file, one.path.rpartition(".")[0], one.hint) for one in problems}
    for one in problems:
        key = one.path.rpartition(".")[2]
        lacks, in_vain = _LACKS.search(one.message), _IN_VAIN.match(one.message)
        if lacks:
            # The path is that of the whole, or ends with what it lacks.
            whole = one.path if lacks[1] and lacks[1] != key else one.path.rpartition(".")[0]
            lacking = lacks[1] or key
            follows = (one.file, whole, _meant(lacking)) in meant
            follows |= (one.file, f"{whole}.{lacking}".lstrip(".")) in wrong
        elif in_vain:
            follows = key != in_vain[1] and (one.file, in_vain[1]) in parts
        else:
            # What has too much is wrong whatever is wrong inside.
            too_much = _TOO_MUCH.search(one.message)
            follows = bool(one.path and not too_much) and (one.file, one.path) in around
        if not follows:
            yield one


def _around(path: str) -> Iterator[str]:
    """Yield what a key path lies in."""
    while "." in path:
        path = path.rpartition(".")[0]
        yield path


def _meant(word: str) -> str:
    """Write a hint at what was meant."""
    return f"did you mean {word!r}?"


class OptionError(UserError):
    """An option of the command, or an argument of the API, is not valid."""


class ResultsError(UserError):
    """A results folder is missing, foreign, damaged or in the way."""


class ModelError(CogovError):
    """The model broke one of its own rules."""


def find_control(text: str) -> "re.Match[str] | None":
    """Find the first character that moves a cursor, changes colours, or turns text.

    The ends of lines and tabs are none.
    """
    return _CONTROL.search(text)


def misnamed(text: str) -> Problem | None:
    """Say what is wrong with a name that no table or page can hold; None where nothing is.

    Names whose bytes are no text in UTF-8 come out of archives of other systems.
    """
    if find_control(text):
        return Problem("the name holds control characters", file=text, hint="leave them out")
    try:
        text.encode()
    except UnicodeEncodeError:
        read = os.fsencode(text).decode("gb18030", "replace")
        hint = "rename it; as GB 18030 it reads as is shown here"
        return Problem("the name is no text in UTF-8", file=read, hint=hint)
    return None


@contextmanager
def stoppable() -> Iterator[None]:
    """Tell of Ctrl-C as such where it ends a query, of which DuckDB makes an error of its own.

    Raises:
        KeyboardInterrupt: It came.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from error


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Hint ``did you mean 'control'?``; empty when nothing is near."""
    # Nobody means a word by a text of many times its length, and comparing takes long.
    if len(word) > _ENDS[0]:
        return ""
    near = get_close_matches(word.lower(), [name.lower() for name in known], n=1, cutoff=0.6)
    if not near:
        return ""
    found = next(name for name in known if name.lower() == near[0])
    if found == word:
        return ""
    return _meant(found)
