"""YAML files as plain values that know their lines; read with bounds, and nothing executed.

A pipe would wait for ever and a device never end. A file may be named by a link, or by another
file that was read; so what is asked is where the file lies that was really opened.

The file is composed into nodes and never constructed, so no tag can build an object. Every
problem becomes a `Problem`; nothing but values of plain types comes out.
"""

import codecs
import errno
import io
import json
import os
import re
import stat
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeGuard

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from sim.errors import Problem, ScenarioError, find_control

# --- Opens files that somebody names: plain ones alone, and where it is asked for those of a
# folder

_ROOTS: ContextVar[tuple[Path, ...]] = ContextVar("roots", default=())
NO_PLAIN_FILE = "it is no plain file"
TOO_LARGE = "it is too large"
LARGEST_TABLE = 20_000_000
"""Bytes of a table of sets or counts."""
OUTSIDE = "it is outside the folders that may be read"


@contextmanager
def only_inside(*roots: Path) -> Iterator[None]:
    """Let nothing be read meanwhile that lies outside some folders, by this thread."""
    before = _ROOTS.set(tuple(root.resolve() for root in roots))
    try:
        yield
    finally:
        _ROOTS.reset(before)


def read_plain(path: Path, most: int | None = None, *, own: bool = False) -> bytes:
    """Read the bytes of a plain file.

    Args:
        path: The file, or a link to it.
        most: Bytes of the largest that is read; None for any.
        own: Whether nobody but this user may have written it.

    Raises:
        OSError: It is none, is larger, is not to be read (`only_inside`), or others may have
            written it.
        ValueError: No file can be called so.
    """
    # Without waiting: a pipe would wait for somebody who writes.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        about = os.fstat(stream.fileno())
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, NO_PLAIN_FILE)
        if most is not None and about.st_size > most:
            raise OSError(errno.EFBIG, TOO_LARGE)
        _check_roots(path, about)
        if own and os.name == "posix":
            _check_owner(about)
        # Some files, as those of /proc, say that they are empty and are not.
        data = stream.read() if most is None else stream.read(most + 1)
        if most is not None and len(data) > most:
            raise OSError(errno.EFBIG, TOO_LARGE)
        return data


def parse_json(data: bytes | str) -> Any:
    """Read a text in JSON.

    Raises:
        ValueError: It is none, or is nested more deeply than anything is written.
    """
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _check_roots(path: Path, about: os.stat_result) -> None:
    """Make sure that an open file is one of the folders that may be read."""
    roots = _ROOTS.get()
    if not roots:
        return
    real = path.resolve()
    same = os.path.samestat(about, real.lstat())
    if not same or not any(real.is_relative_to(root) for root in roots):
        raise PermissionError(errno.EACCES, OUTSIDE)


def _check_owner(about: os.stat_result) -> None:
    """Make sure that nobody but this user may have written an open file."""
    if about.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "it belongs to another user")
    if about.st_mode & 0o022:
        text = "others may write to it (chmod go-w, if you know that nobody did)"
        raise PermissionError(errno.EPERM, text)


# --- YAML read safely: plain values, and the file and line of each

Key = str | int
KeyPath = tuple[Key, ...]

LARGEST_FILE = 2_000_000
"""Bytes; a larger file is something else."""
MOST_VALUES = 50_000
"""Values in one file, aliases counted as often as they are used; a town of 1,000 communities with
five numbers each has most of it, and reading so many takes ten seconds."""
TOO_MANY_VALUES = f"the file holds more than {MOST_VALUES:,} values"
TOO_LARGE_FILE = "the file is too large to be a scenario or a town"
MOST_DIGITS = 100
"""Digits of an integer; a floating-point number has room for some more."""
_SHOWN = 36
"""Characters of a value that messages show."""
MOST_BRACKETS = 200
"""Brackets that are open at the same time; many more take very long to read."""
_BRACKET = re.compile(r"[\[\]{}]")
_ITEM = re.compile(r"\n *- ")
_COLON = re.compile(r":\s")
_DEEP = re.compile(r"(?:[-?] ){200}")
"""Lists in lists, written in one line."""
LARGEST_KEY = 10_000
"""Keys that are numbers are years."""

_TAG = "tag:yaml.org,2002:"
_LEAVE = "leave it out"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written.

    Attributes:
        file: The file as the user named it, or ``--set``.
        line: Line from 1; 0 when lines do not apply.
    """

    file: str
    line: int = 0

    def __str__(self) -> str:
        """Write ``file:line``, or ``file`` without a line."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Document:
    """A file as plain values (dict, tuple, str, int, float, bool, None) with their places.

    Attributes:
        file: The file as the user named it.
        data: The value of the whole file.
        places: Where each key path starts; a list's items are counted from 0.
    """

    file: str
    data: Any
    places: dict[KeyPath, Origin]

    def origin(self, path: KeyPath) -> Origin:
        """Find where a path is written, or its nearest ancestor."""
        for length in range(len(path), -1, -1):
            found = self.places.get(path[:length])
            if found is not None:
                return found
        return Origin(self.file)

    def get(self, path: KeyPath) -> Any:
        """Find the value at a path.

        Raises:
            LookupError: Nothing is written there.
        """
        value = self.data
        for key in path:
            inside = isinstance(value, dict) or (isinstance(value, tuple) and isinstance(key, int))
            if not inside:
                raise LookupError(key)
            value = value[key]
        return value

    def has(self, path: KeyPath) -> bool:
        """Tell whether something is written at a path."""
        try:
            self.get(path)
        except LookupError:
            return False
        return True

    def name(self, path: KeyPath) -> str:
        """Write a path as readers do: ``timeline.2022-06.levers.control``."""
        parts: list[str] = []
        for position, key in enumerate(path):
            parent = self.get(path[:position]) if self.has(path[:position]) else None
            if isinstance(key, int) and isinstance(parent, tuple):
                parts.append(_item_name(parent, key))
            else:
                parts.append(str(key))
        return ".".join(parts)

    def without(self, paths: Iterable[KeyPath]) -> "Document":
        """Copy without these paths, as if never written; later list items move up."""
        drop = set(paths)
        places: dict[KeyPath, Origin] = {}

        def copy(value: Any, old: KeyPath, new: KeyPath) -> Any:
            if old in self.places:
                places[new] = self.places[old]
            if isinstance(value, dict):
                return {
                    key: copy(child, (*old, key), (*new, key))
                    for key, child in value.items()
                    if (*old, key) not in drop
                }
            if isinstance(value, tuple):
                kept = [index for index in range(len(value)) if (*old, index) not in drop]
                return tuple(
                    copy(value[index], (*old, index), (*new, position))
                    for position, index in enumerate(kept)
                )
            return value

        return Document(self.file, copy(self.data, (), ()), places)


def _item_name(items: tuple[Any, ...], index: int) -> str:
    """Name a list's item by its id or date where it has one."""
    item = items[index] if index < len(items) else None
    if isinstance(item, dict):
        for key in ("id", "date"):
            if isinstance(item.get(key), str):
                return str(item[key])
    return f"[{index + 1}]"


def read_text(path: Path, file: str, problems: list[Problem]) -> str | None:
    """Read the text of a file, or None and a problem.

    Args:
        path: Where it is.
        file: How the user named it.
        problems: Receives what is wrong.
    """
    try:
        text = decoded(read_plain(path, LARGEST_FILE))
        found = find_control(text)
        if found is None:
            return text
        line = text[: found.start()].count("\n") + 1
        message = f"the text holds the control character {found[0]!r}"
        problems.append(Problem(message, file, line, hint=_LEAVE))
    except FileNotFoundError:
        problems.append(Problem("there is no such file", file))
    except IsADirectoryError:
        problems.append(Problem("this is a folder, not a file", file))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem("the file is not text in UTF-8 or GB 18030", file, line))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if reason == TOO_LARGE:
            problems.append(Problem(TOO_LARGE_FILE, file))
        else:
            problems.append(Problem(f"the file cannot be read: {reason}", file))
    return None


def decoded(content: bytes) -> str:
    """Decode UTF-8 or GB 18030, or UTF-16 with a mark at the beginning."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel and editors write on Chinese Windows; other bytes seldom are valid in it.
        with suppress(UnicodeDecodeError):
            return content.decode("gb18030")
        raise


def text_of(path: Path) -> str:
    """Read the text of a file that was read a moment ago.

    Raises:
        ScenarioError: It cannot be read any more.
    """
    problems: list[Problem] = []
    text = read_text(path, str(path), problems)
    if text is None:
        raise ScenarioError(problems)
    return text


def read_yaml(path: Path, file: str, problems: list[Problem]) -> Document | None:
    """Read a YAML file whose top is a mapping, or None and at least one problem.

    Args:
        path: Where it is.
        file: How the user named it; every origin and problem says it like this.
        problems: Receives what is wrong. A document with duplicate keys or unknown tags
            still comes back, without them, so that the rest of it can be checked.
    """
    text = read_text(path, file, problems)
    return None if text is None else parse_yaml(text, file, problems)


def parse_yaml(text: str, file: str, problems: list[Problem]) -> Document | None:
    """Read text like `read_yaml`.

    What was read a moment ago, as the town of several scenarios, is the same document again, so
    nobody changes one.
    """
    document, told = _parsed(text, file)
    problems.extend(told)
    return document


@lru_cache(maxsize=32)
def _parsed(text: str, file: str) -> tuple[Document | None, list[Problem]]:
    """Parse text to a document, or None, and what is wrong with it."""
    problems: list[Problem] = []
    return _document_of(text, file, problems), problems


def _document_of(text: str, file: str, problems: list[Problem]) -> Document | None:
    """Parse text to a document, or None and at least one problem."""
    node = _compose(text, file, problems)
    if node is None:
        return None
    if not isinstance(node, MappingNode):
        line = node.start_mark.line + 1
        problems.append(
            Problem("the file holds no keys; it must be YAML of the form 'key: value'", file, line)
        )
        return None
    reader = _Reader(file, problems)
    try:
        data = reader.value(node, ())
    except _TooManyError:
        problems.append(_too_many(file))
        return None
    if reader.holds_control:
        return None
    document = Document(file, data, reader.places)
    # What cannot be read was told; left out, it is not told again as something else.
    return document.without(reader.wrong) if reader.wrong else document


def parse_value(text: str) -> Any:
    """Read one value as in a file, for a command line's settings; text if not YAML.

    ``0.5`` is a number, ``[0, 1]`` a list, ``0..9`` and ``2021-01`` are text.
    """
    problems: list[Problem] = []
    node = _compose(text, "", problems)
    if node is None or problems:
        return text
    reader = _Reader("", problems)
    try:
        value = reader.value(node, ())
    except _TooManyError:
        return text
    return text if problems else value


def _too_many(file: str) -> Problem:
    """Tell of a file that holds more than anybody writes."""
    return Problem(TOO_MANY_VALUES, file, 1)


def _compose(text: str, file: str, problems: list[Problem]) -> Node | None:
    """Compose the node tree of a text, or None and a problem."""
    if text.startswith("%"):
        # Another version of YAML would read numbers and words in another way.
        text_ = "a line that begins with '%' is not allowed"
        problems.append(Problem(text_, file, 1, hint="leave it out"))
        return None
    items = text.count(",") + len(_ITEM.findall(text))
    if max(items, len(_COLON.findall(text))) > MOST_VALUES:
        problems.append(_too_many(file))
        return None
    if _DEEP.search(text) or _deepest(text) > MOST_BRACKETS:
        problems.append(Problem("the file is nested too deeply", file, 1))
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            node: Node | None = YAML(typ="safe", pure=True).compose(io.StringIO(text))
    except MarkedYAMLError as error:
        problems.extend(_syntax_problems(text, file, error))
        return None
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        problems.append(Problem("the file is not YAML: it holds control characters", file, line))
        return None
    except RecursionError:
        problems.append(Problem("the file is nested too deeply", file, 1))
        return None
    except YAMLError as error:
        problems.append(Problem(f"the file is not YAML: {error}", file, 1))
        return None
    if node is None:
        problems.append(Problem("the file is empty", file, 1, hint="cogov new writes one to start"))
    return node


def _deepest(text: str) -> int:
    """Count brackets open at most, with those in texts and comments."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _syntax_problems(text: str, file: str, error: MarkedYAMLError) -> list[Problem]:
    """Explain a syntax error by line."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    said = (error.problem or error.context or "a syntax error").strip()
    if "\\t" in said or "\t" in said:
        lines = [
            number
            for number, content in enumerate(text.splitlines(), 1)
            if re.match(r"^ *\t", content)
        ] or [line]
        return [
            Problem("the line is indented with a tab", file, number, hint="indent with spaces")
            for number in lines
        ]
    if "another document" in said:
        return [Problem("the file holds more than one document", file, line, hint="remove '---'")]
    hint = ""
    if "mapping values are not allowed" in said:
        hint = "check the indentation, and put quotes around a text that holds ': '"
    return [Problem(f"the file is not YAML: {said}", file, line, hint=hint)]


class _TooManyError(Exception):
    """Aliases make more values than anybody writes."""


class _Reader:
    """Turns nodes into plain values and notes where each is."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.places: dict[KeyPath, Origin] = {}
        self.wrong: list[KeyPath] = []
        self.holds_control = False
        self._open: set[int] = set()
        self._count = 0

    def problem(self, node: Node, path: KeyPath, message: str, hint: str = "") -> None:
        """Note what is wrong at a node."""
        line = node.start_mark.line + 1
        name = ".".join(str(key) for key in path)
        self.problems.append(Problem(message, self.file, line, name, hint))

    def value(self, node: Node, path: KeyPath) -> Any:
        """Read the plain value of a node."""
        self.places.setdefault(path, Origin(self.file, node.start_mark.line + 1))
        self._count += 1
        if id(node) in self._open:
            self.problem(node, path, "an alias refers to itself")
            self.wrong.append(path)
            return None
        if self._count > MOST_VALUES:
            raise _TooManyError
        tag = str(node.tag)
        if not tag.startswith(_TAG) or tag[len(_TAG) :] not in _KNOWN_TAGS:
            shown = tag.replace(_TAG, "!!")
            self.problem(node, path, f"the tag {shown!r} is not allowed", "write a plain value")
            self.wrong.append(path)
            return None
        if isinstance(node, ScalarNode):
            self._look_for_control(node, path)
            return self.scalar(node, path, tag[len(_TAG) :])
        self._open.add(id(node))
        try:
            if isinstance(node, MappingNode):
                return self.mapping(node, path)
            if isinstance(node, SequenceNode):
                return tuple(
                    self.value(child, (*path, index)) for index, child in enumerate(node.value)
                )
        finally:
            self._open.discard(id(node))
        return None

    def mapping(self, node: MappingNode, path: KeyPath) -> dict[Key, Any]:
        """Read a mapping; of two equal keys the second is a problem."""
        data: dict[Key, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self.problem(key_node, path, "a key must be a single word or number")
                continue
            if str(key_node.tag) == f"{_TAG}merge":
                self.problem(key_node, path, "the merge key '<<' is not allowed", "use 'extends'")
                continue
            self._look_for_control(key_node, path)
            key = self.scalar(key_node, path, str(key_node.tag)[len(_TAG) :])
            if not _can_be_key(key):
                self.problem(key_node, path, f"{key_node.value!r} cannot be a key", "use a word")
                continue
            inner = (*path, key)
            if key in data:
                first = self.places[inner].line
                self.problem(
                    key_node,
                    inner,
                    f"the key {key!r} is written twice, first on line {first}",
                    "keep one of them",
                )
                continue
            self.places[inner] = Origin(self.file, line)
            data[key] = self.value(value_node, inner)
        return data

    def _look_for_control(self, node: ScalarNode, path: KeyPath) -> None:
        """Note a control character, with which no file is read."""
        found = find_control(str(node.value))
        if found:
            self.problem(node, path, f"the text holds the control character {found[0]!r}", _LEAVE)
            self.holds_control = True

    def scalar(self, node: ScalarNode, path: KeyPath, tag: str) -> str | int | float | None:
        """Read a scalar as str, int, float, bool or None; dates stay text."""
        text = str(node.value)
        try:
            if tag == "int":
                return _integer(text)
            if tag == "float":
                plain = text.lower().replace("_", "")
                return float(plain.replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
            self.problem(node, path, f"{shown!r} is not a number")
            self.wrong.append(path)
            return None
        if tag == "bool":
            return text.lower() in ("true", "yes", "on", "y")
        return None if tag == "null" else text


_KNOWN_TAGS = frozenset(("str", "int", "float", "bool", "null", "timestamp", "map", "seq"))


def _integer(text: str) -> int:
    """Read an integer, decimal unless it starts with 0x, 0o or 0b.

    Raises:
        ValueError: It is none, or has more digits than any number here.
    """
    if len(text) > MOST_DIGITS:
        raise ValueError("too many digits")
    plain = text.replace("_", "").lower()
    digits = plain.lstrip("+-")
    base = {"0x": 16, "0o": 8, "0b": 2}.get(digits[:2], 10)
    return int(plain, base)


def _can_be_key(key: object) -> TypeGuard[Key]:
    """Tell whether a scalar can be a key: a word, or a year."""
    if isinstance(key, int) and not isinstance(key, bool):
        return abs(key) <= LARGEST_KEY
    return isinstance(key, str)
