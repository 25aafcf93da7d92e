"""Extensions: metrics, levers and kinds of actor of one's own, without a fork.

An extension is a Python file, or a folder with an ``__init__.py``, that defines ``EXTENSION``::

    from sim.extend import Extension, Label, Metric, OwnMetric, assumed

    EXTENSION = Extension(
        "neighbours",
        metrics=(OwnMetric(Metric(...), measure, assumed("..."), zh="..."),),
    )

It is run only when the user names it: ``--with FILE`` of a command, ``extensions=`` of a call, or
`extended` around code of one's own. A scenario may say what it ``needs``, which runs nothing.
What is declared is in force for as long as the extension is, in this process and in the workers
that do its work; the source is part of what identifies a run.
"""

import ast
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, wraps
from hashlib import sha256
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from math import isfinite
from pathlib import Path
from traceback import extract_tb
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from sim.declarations.levers import LEVERS
from sim.declarations.matters import ACTOR_TYPES
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import MECHANISM_LABELS, PARAMETERS
from sim.declarations.tables import TABLES, TableColumn
from sim.declare import MEASURES, Cost, Label, Lever, Metric, Parameter, Source, assumed
from sim.errors import Problem, UserError, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Cost",
    "Extension",
    "ExtensionError",
    "Label",
    "Lever",
    "Metric",
    "OwnActor",
    "OwnLever",
    "OwnMetric",
    "Parameter",
    "Source",
    "assumed",
    "extended",
]

OWN = Label("own", "自定义")
"""What readers see behind the label of everything that an extension declares."""
_EXAMPLE = "see notebooks/your_own_rules.ipynb"
_RESERVED = frozenset({"scenario", "seed", "month", "community", "cell", "cost", "command"})
"""Names of columns that tables have beside metrics."""


class ExtensionError(UserError):
    """An extension is not valid, or failed while it ran."""


@dataclass(frozen=True, slots=True)
class OwnMetric:
    """A metric and its function.

    ``measure(tally, model)`` is called at the end of each month with `sim.metrics.Tally` and the
    `sim.CommunityModel`, of which it changes nothing, and returns an array of shape (C + 1,): a
    value for each community, the town last, NaN where it is null. ``zh`` is the meaning in Chinese.
    """

    declared: Metric
    measure: "Callable[[Any, Any], NDArray[np.float64]]"
    source: Source
    zh: str


@dataclass(frozen=True, slots=True)
class OwnLever:
    """A lever and its mechanism.

    ``act(conditions, values, facts, parameters)`` is given the `sim.policy.Conditions` of the
    month, the value of the lever in each community, shape (C,), `sim.policy.CommunityFacts` and
    all parameters, and returns the fields of the conditions that it changes, of those that the
    lever ``acts_on``. Where the lever is off, what it returns does not count, so that it is the
    same, to the bit, as leaving the lever out. None for a lever that only an actor reads.
    """

    declared: Lever
    act: "Callable[[Any, Any, Any, Any], Mapping[str, NDArray[np.float64]]] | None" = None


@dataclass(frozen=True, slots=True)
class OwnActor:
    """A kind of actor: one in each community, or one for the whole town.

    ``kind`` is a class below `sim.agents.actor.Actor` with a method ``act(month)``, called when
    all actors have planned the month (`sim.month.state.Month`), which returns the hours that it
    worked. They are booked for ``hours_of``, the name of one of the ten types of actor, unless
    something else books them. It draws with ``self.draw``.
    """

    name: str
    label: Label
    meaning: Label
    source: Source
    kind: type
    hours_of: str
    town: bool = False


@dataclass(frozen=True)
class Extension:
    """Everything that one extension declares.

    ``text`` is filled in when it is loaded.
    """

    name: str
    metrics: tuple[OwnMetric, ...] = ()
    levers: tuple[OwnLever, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    actors: tuple[OwnActor, ...] = ()
    text: "SourceText | None" = None

    def to_json(self) -> dict[str, Any]:
        """Write what a manifest keeps: where it was, its hash, and what it declares."""
        assert self.text is not None
        return {
            "name": self.name,
            "file": self.text.file,
            "sha256": self.text.digest,
            "metrics": [asdict(_marked(one.declared)) for one in self.metrics],
            "levers": [asdict(_marked(one.declared)) for one in self.levers],
            "parameters": [asdict(_marked(one)) for one in self.parameters],
            "actors": [
                {"name": one.name, "label": asdict(one.label), "hours_of": one.hours_of}
                for one in self.actors
            ],
        }


@dataclass(frozen=True)
class SourceText:
    """The source of an extension, as it is run, hashed and sent to workers.

    Attributes:
        file: The file or folder as the user named it.
        texts: Text of each file by its name in the folder; of a single file under ``""``.
    """

    file: str
    texts: Mapping[str, str] = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of names and texts, in hexadecimal."""
        total = sha256()
        for name, text in sorted(self.texts.items()):
            total.update(name.encode() + b"\0" + text.encode() + b"\0")
        return total.hexdigest()

    def name_of(self, inner: str) -> str:
        """Name one of its files as messages do."""
        return f"{self.file.rstrip('/')}/{inner}" if inner else self.file

    def problem(self, about: str, message: str, hint: str = "") -> Problem:
        """Tell a problem at the line where a name is first written."""
        for inner, text in self.texts.items():
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Constant) and node.value == about:
                    return Problem(message, self.name_of(inner), node.lineno, about, hint)
        return Problem(message, self.name_of(next(iter(self.texts))), 1, about, hint)


Given = str | Path | SourceText
"""An extension as it is named, or as it is sent to a worker."""
Extensions = Given | Iterable[Given]
"""Extensions as a call takes them: a path, or several."""


# --- what is in force -----------------------------------------------------------------------------

_active: list[Extension] = []
_watchers: list[Callable[[], None]] = []


def active() -> tuple[Extension, ...]:
    """List the extensions in force, in the order in which they were given."""
    return tuple(_active)


def on_change(watcher: Callable[[], None]) -> None:
    """Have a function called whenever declarations come or go, and now if some are there."""
    _watchers.append(watcher)
    if _active:
        watcher()


def identity() -> str:
    """Tell apart runs with these extensions from others; empty without any."""
    return " ".join(one.text.digest for one in _active if one.text)


def options() -> list[str]:
    """Write the options of a command line that has the same extensions in force."""
    return [part for one in _active if one.text for part in ("--with", one.text.file)]


@contextmanager
def extended(extensions: Extensions = ()) -> Iterator[None]:
    """Have extensions in force, beside those that are already.

    Args:
        extensions: Paths of Python files or folders.

    Raises:
        ExtensionError: With every problem of all of them, each with file and line.
    """
    given = [extensions] if isinstance(extensions, str | Path | SourceText) else [*extensions]
    if not given:
        yield
        return
    before = list(_active)
    try:
        for one in given:
            text = _read(one)
            if text.digest not in identity().split():
                _set([*_active, _load(text)])
        yield
    finally:
        _set(before)


@contextmanager
def suspended() -> Iterator[None]:
    """Have no extension in force, for what must not depend on any."""
    before = list(_active)
    _set([])
    try:
        yield
    finally:
        _set(before)


def with_extensions[**P, R](call: Callable[P, R]) -> Callable[P, R]:
    """Wrap a function to run with the ``extensions`` given by that keyword."""

    @wraps(call)
    def extending(*args: P.args, **kwargs: P.kwargs) -> R:
        given: Any = kwargs.get("extensions", ())
        with extended(given):
            return call(*args, **kwargs)

    return extending


class Carried:
    """A unit of work that has its extensions in force, and no others, wherever it is done."""

    def __init__(self, unit: Callable[..., Any], texts: Sequence[SourceText]) -> None:
        self.unit, self.texts = unit, tuple(texts)
        self.remembered = [dict(one.remembered) for one in (METRICS, LEVERS, PARAMETERS)]

    def __call__(self, *arguments: Any) -> Any:
        """Do it; a worker keeps them in force for the next unit."""
        for declared, known in zip((METRICS, LEVERS, PARAMETERS), self.remembered, strict=True):
            declared.remembered.update(known)  # type: ignore[attr-defined]
        if [one.digest for one in self.texts] != identity().split():
            _set([])
            for text in self.texts:
                _set([*_active, _load(text)])
        return self.unit(*arguments)


def carried[F: Callable[..., Any]](unit: F) -> F:
    """Wrap a unit of work to take the extensions in force with it."""
    texts = [one.text for one in _active if one.text]
    return Carried(unit, texts)  # type: ignore[return-value]


def _set(wanted: Sequence[Extension]) -> None:
    """Have exactly these in force."""
    if list(wanted) == _active:
        return
    tables: tuple[tuple[Any, str], ...] = (
        (METRICS, "metrics"),
        (LEVERS, "levers"),
        (PARAMETERS, "parameters"),
    )
    for one in _active:
        for table, part in tables:
            for item in getattr(one, part):
                del table[_declared(item).name]
    plain = TABLES["metrics"][: len(TABLES["metrics"]) - sum(len(one.metrics) for one in _active)]
    _active[:] = wanted
    for one in _active:
        for table, part in tables:
            for item in getattr(one, part):
                declared = _marked(_declared(item))
                table[declared.name] = table.remembered[declared.name] = declared
    own = [METRICS[item.declared.name] for one in _active for item in one.metrics]
    columns = [
        TableColumn(one.name, "float64", one.meaning, one.unit, one.label, null=True) for one in own
    ]
    TABLES["metrics"] = (*plain, *columns)
    for watcher in _watchers:
        watcher()


def _declared(item: Any) -> Any:
    """Find the declaration of a metric, lever or parameter."""
    return getattr(item, "declared", item)


def _marked[D: Metric | Lever | Parameter](declared: D) -> D:
    """Mark in a declaration's label that it is somebody's own."""
    label = Label(f"{declared.label.en} ({OWN.en})", f"{declared.label.zh}（{OWN.zh}）")
    return replace(declared, label=label)


def remember(kept: object) -> None:
    """Know what manifests say of metrics, levers and parameters, to tell of saved results.

    Nothing is run, and nothing of it is in force.
    """
    if not isinstance(kept, list):
        return
    for extension in kept:
        for one in extension["metrics"]:
            label = Label(**one["label"])
            METRICS.remembered.setdefault(one["name"], Metric(**{**one, "label": label}))
        for one in extension["levers"]:
            texts = {name: Label(**one[name]) for name in ("mechanism", "meaning", "label")}
            price = {**one["cost"], "source": Source(**one["cost"]["source"])}
            rest = {"cost": Cost(**price), "moves": tuple(one["moves"])}
            LEVERS.remembered.setdefault(one["name"], Lever(**{**one, **texts, **rest}))
        for one in extension["parameters"]:
            texts = {name: Label(**one[name]) for name in ("meaning", "label")}
            source = Source(**one["source"])
            own = Parameter(**{**one, **texts, "source": source})
            PARAMETERS.remembered.setdefault(one["name"], own)


# --- what is done every month ---------------------------------------------------------------------


def own_metrics() -> tuple[str, ...]:
    """Name the metrics of extensions, in the order of tables."""
    return tuple(item.declared.name for one in _active for item in one.metrics)


def own_values(tally: Any, model: Any) -> "list[NDArray[np.float64]]":
    """Measure extensions' metrics, each of shape (C + 1,), NaN outside the town.

    Raises:
        ExtensionError: A function fails, or returns something else.
    """
    import numpy as np

    found = []
    for extension in _active:
        for item in extension.metrics:
            one = item.declared
            with _told(extension, one.name, model.month):
                values = np.asarray(item.measure(tally, model), dtype=np.float64)
            if values.shape != tally.member.shape:
                text = f"returned shape {values.shape} where {tally.member.shape} is due"
                raise _failed(extension, one.name, text, item.measure)
            known = values[tally.member & ~np.isnan(values)]
            low = -np.inf if one.low is None else one.low
            high = np.inf if one.high is None else one.high
            if known.size and not (low <= known.min() and known.max() <= high):
                worst = known[(known < low) | (known > high)][0]
                text = f"returned {worst:g}, outside its range {low:g} to {high:g}"
                raise _failed(extension, one.name, text, item.measure)
            found.append(values)
    return found


def acted_on(conditions: Any, levers: Any, facts: Any, parameters: Any, month: int) -> Any:
    """Let the levers of extensions act on the conditions of a month.

    Raises:
        ExtensionError: A mechanism fails, or returns something else than it may.
    """
    import numpy as np

    for extension in _active:
        for item in extension.levers:
            lever, act = item.declared, item.act
            values = levers.get(lever.name)
            if act is None or values is None or not (values != lever.off).any():
                continue
            with _told(extension, lever.name, month):
                changed = act(conditions, values, facts, parameters)
            if not isinstance(changed, Mapping) or not changed.keys() <= {*lever.acts_on}:
                text = f"returned other fields than {', '.join(lever.acts_on)}, which it acts on"
                raise _failed(extension, lever.name, text, act)
            fields = {}
            for name, value in changed.items():
                before, after = getattr(conditions, name), np.asarray(value, dtype=np.float64)
                if after.shape != before.shape or np.isnan(after).any():
                    text = f"{name} has shape {after.shape} and must have {before.shape}, no NaN"
                    raise _failed(extension, lever.name, text, act)
                on = (values != lever.off).reshape(-1, *(1 for _ in before.shape[1:]))
                fields[name] = np.where(on, after, before)
            conditions = replace(conditions, **fields)
    return conditions


def own_actors(model: Any, communities: Sequence[str], id_of: Callable[..., int]) -> list[Any]:
    """Make the actors of extensions before the first month."""
    made = []
    for extension in _active:
        for item in extension.actors:
            where = [(-1, "town")] if item.town else enumerate(communities)
            for place, community in where:
                with _told(extension, item.name):
                    made.append(item.kind(model, place, id_of(item.name, community)))
    return made


def let_act(actors: Sequence[Any], month: Any) -> None:
    """Let the actors of extensions act in the communities that belong to the town.

    Raises:
        ExtensionError: One fails, or returns no hours.
    """
    if not actors:
        return
    import numpy as np

    types = [one.name for one in ACTOR_TYPES]
    kinds = {item.kind: (one, item) for one in _active for item in one.actors}
    for actor in actors:
        if actor.place >= 0 and not month.member[actor.place]:
            continue
        extension, item = kinds[type(actor)]
        with _told(extension, item.name, month.number):
            hours = actor.act(month)
        if not isinstance(hours, int | float | np.number) or not 0 <= float(hours) < np.inf:
            text = f"act returned {hours!r}, which is no number of hours"
            raise _failed(extension, item.name, text, item.kind.act)  # type: ignore[attr-defined]
        booked = np.zeros(month.member.size)
        if actor.place >= 0:
            booked[actor.place] = hours
        else:
            booked[month.member] = float(hours) / month.member.sum()
        month.book(types.index(item.hours_of), booked)


def actor_classes() -> dict[str, type]:
    """List the classes of extensions' actors, by the name that states keep."""
    return {f"own {item.name}": item.kind for one in _active for item in one.actors}


@contextmanager
def kept(kind: type) -> Iterator[None]:
    """Tell of what an actor of an extension keeps from month to month and cannot be saved."""
    try:
        yield
    except TypeError as error:
        for extension in _active:
            for item in extension.actors:
                if item.kind is kind and extension.text is not None:
                    text = f"it keeps what cannot be saved: {error}"
                    hint = "keep numbers, texts, lists, tuples, dicts and arrays"
                    problem = extension.text.problem(item.name, text, hint)
                    raise ExtensionError(problem) from error
        raise


@contextmanager
def _told(extension: Extension, name: str, month: int | None = None) -> Iterator[None]:
    """Tell of what an extension raises with its file and line."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        when = "" if month is None else f" in {month // 12}-{month % 12 + 1:02d}"
        text = f"it raised {type(error).__name__}{when}: {error}"
        assert extension.text is not None
        raise ExtensionError(_place(extension.text, error, text, name)) from error


def _failed(extension: Extension, name: str, text: str, function: Any) -> ExtensionError:
    """Tell what to raise of a function that returned something wrong."""
    assert extension.text is not None
    code = getattr(function, "__code__", None)
    file, line = (code.co_filename, code.co_firstlineno) if code else (extension.text.file, 0)
    return ExtensionError(Problem(text, file, line, name))


def _place(text: SourceText, error: BaseException, message: str, name: str) -> Problem:
    """Tell a problem at the last line of an extension that an exception went through."""
    files = {text.name_of(inner) for inner in text.texts}
    frames = [one for one in extract_tb(error.__traceback__) if one.filename in files]
    if not frames:
        return text.problem(name, message)
    return Problem(message, frames[-1].filename, frames[-1].lineno or 0, name)


# --- loading --------------------------------------------------------------------------------------


def _read(given: Given) -> SourceText:
    """Read the source of an extension.

    Raises:
        ExtensionError: There is no such file, or it is none of Python.
    """
    if isinstance(given, SourceText):
        return given
    path, named = Path(given), str(given)
    there = os.path.isfile(path)  # noqa: PTH113
    if os.path.isdir(path):  # noqa: PTH112
        inside = [one for one in sorted(path.rglob("*.py")) if one.is_file()]
        found = {one.relative_to(path).as_posix(): one for one in inside}
        if "__init__.py" not in found:
            raise ExtensionError(Problem("is no package: it has no __init__.py", file=named))
    elif path.suffix == ".py" and there:
        found = {"": path}
    else:
        text = "is no Python file" if there else "there is no such file"
        hint = "--with takes a file that ends in .py, or a folder with __init__.py"
        raise ExtensionError(Problem(text, file=named, hint=hint))
    try:
        return SourceText(named, {name: one.read_text("utf-8-sig") for name, one in found.items()})
    except (OSError, UnicodeDecodeError) as error:
        raise ExtensionError(Problem(f"cannot be read: {error}", file=named)) from error


class _Texts(MetaPathFinder, InspectLoader):
    """Imports the modules of one extension from its texts."""

    def __init__(self, root: str, source: SourceText) -> None:
        self._files: dict[str, tuple[str, str, bool]] = {}
        for inner, text in source.texts.items():
            parts = inner.removesuffix(".py").split("/") if inner else []
            package = not inner or parts[-1] == "__init__"
            name = ".".join([root, *(parts[:-1] if package else parts)])
            self._files[name] = (text, source.name_of(inner), package)

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the module, if it is one of ours."""
        if fullname not in self._files:
            return None
        return spec_from_loader(fullname, self, is_package=self._files[fullname][2])

    def get_source(self, fullname: str) -> str:
        """Read its text."""
        return self._files[fullname][0]

    def is_package(self, fullname: str) -> bool:
        """Tell whether it holds others."""
        return self._files[fullname][2]

    def get_code(self, fullname: str) -> CodeType:
        """Compile its code, whose errors name the file as the user did."""
        text, file, _ = self._files[fullname]
        return compile(text, file, "exec", dont_inherit=True)


_LACKS = re.compile(
    r"(\w+)\.__init__\(\) missing \d+ required positional arguments?: ('\w+'(?:,? (?:and )?'\w+')*)"
)
"""What Python says of a declaration that was made without some of its parts."""


def _load(text: SourceText) -> Extension:
    """Run an extension and check what it declares.

    Raises:
        ExtensionError: With every problem.
    """
    root = f"cogov_extension_{sha256(f'{text.file}/{text.digest}'.encode()).hexdigest()[:16]}"
    _check_draws(text)
    if root not in sys.modules:
        finder = _Texts(root, text)
        sys.meta_path.append(finder)
        try:
            import_module(root)
        except SyntaxError as error:
            raise ExtensionError(
                Problem(f"is no Python: {error.msg}", error.filename or "", error.lineno or 0)
            ) from error
        except UserError:
            raise
        except (Exception, SystemExit) as error:
            sys.meta_path.remove(finder)
            sys.modules.pop(root, None)
            told = f"it raised {type(error).__name__}: {error}"
            if lacks := _LACKS.fullmatch(str(error)):
                parts = ", ".join(re.findall(r"'(\w+)'", lacks[2]))
                told = f"the declaration {lacks[1]} lacks {parts}"
            raise ExtensionError(_place(text, error, told, "")) from error
    found = getattr(sys.modules[root], "EXTENSION", None)
    if not isinstance(found, Extension):
        name = text.name_of(next(iter(text.texts)))
        raise ExtensionError(Problem("it defines no EXTENSION", name, 1, hint=_EXAMPLE))
    problems = [*_problems(found, text)]
    if problems:
        raise ExtensionError(problems)
    return replace(found, text=text)


_MAKERS = ("random", "secrets", "uuid", "numpy.random")


def _check_draws(text: SourceText) -> None:
    """Refuse random numbers that are not keyed, which would differ between workers.

    Raises:
        ExtensionError: The source does not parse, or makes some.
    """
    found: dict[tuple[str, int], Problem] = {}
    hint = "draw with self.draw of an actor, or with model.draws"
    for inner, source in text.texts.items():
        file = text.name_of(inner)
        try:
            tree = ast.parse(source)
        except SyntaxError as error:
            told = f"is no Python: {error.msg}"
            raise ExtensionError(Problem(told, file, error.lineno or 0)) from error
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{one.name}" for one in node.names]
            elif isinstance(node, ast.Attribute):
                names = [ast.unparse(node).replace("np.", "numpy.", 1)]
            if any(f"{name}.".startswith(f"{one}.") for name in names for one in _MAKERS):
                line = node.lineno  # type: ignore[attr-defined]
                wrong = Problem(f"{names[0]} makes unkeyed draws", file, line, hint=hint)
                found.setdefault((file, line), wrong)
    if found:
        raise ExtensionError(found.values())


def _problems(found: Extension, text: SourceText) -> Iterator[Problem]:
    """Find everything that is wrong with what an extension declares."""
    if any(found.name == one.name for one in _active):
        yield text.problem(found.name, "an extension of that name is in force already")
    parts: tuple[tuple[str, type], ...] = (
        ("metrics", OwnMetric),
        ("levers", OwnLever),
        ("parameters", Parameter),
        ("actors", OwnActor),
    )
    seen = {*METRICS, *LEVERS, *PARAMETERS, *_RESERVED}
    seen |= {item.name for one in _active for item in one.actors}
    for part, kind in parts:
        items = getattr(found, part)
        for item in items if isinstance(items, tuple) else [items]:
            if not isinstance(item, kind):
                yield text.problem(found.name, f"{part} must be a tuple of {kind.__name__}")
                continue
            declared = _declared(item)
            name = str(getattr(declared, "name", ""))
            if name in seen:
                yield text.problem(name, "the name is taken", "choose another")
            seen.add(name)
            for message, hint in (*_wrong_words(declared), *_wrong_part(item)):
                yield text.problem(name, message, hint)


def _wrong_words(declared: Any) -> Iterator[tuple[str, str]]:
    """Find what is wrong with name, labels, unit and range of a declaration."""
    name = str(getattr(declared, "name", ""))
    if not name.isidentifier() or not name.isascii() or name != name.lower():
        yield f"{name!r} is no name", "write small letters, digits and underscores"
    for part in ("label", "meaning", "mechanism"):
        words = getattr(declared, part, "-")
        texts = (
            [words]
            if isinstance(words, str)
            else [getattr(words, "en", 0), getattr(words, "zh", 0)]
        )
        if not all(isinstance(one, str) and one.strip() for one in texts):
            yield f"it has no {part}", f'write {part}=Label("English", "中文")'
    unit = str(getattr(declared, "unit", "-"))
    if not unit:
        yield "it has no unit", "write - for none"
    units = {one.unit for table in (METRICS, LEVERS, PARAMETERS) for one in table.values()}
    alike = {one.lower().rstrip("s"): one for one in sorted(units)}
    meant = alike.get(unit.lower().rstrip("s"), unit)
    if unit not in units and meant != unit:
        yield f"there is no unit {unit!r}", f"did you mean {meant!r}?"
    low, high = getattr(declared, "low", None), getattr(declared, "high", None)
    if low is not None and high is not None and not low < high:
        yield f"its range {low:g} to {high:g} holds nothing", ""


def _wrong_part(item: Any) -> Iterator[tuple[str, str]]:
    """Find what is wrong with one metric, lever, parameter or kind of actor."""
    source = getattr(item, "source", getattr(getattr(_declared(item), "cost", None), "source", 0))
    if not isinstance(source, Source):
        yield "it has no source", 'write assumed("why") where nobody measured it'
    if isinstance(item, OwnMetric):
        yield from _wrong_function(item.measure, 2, "measure(tally, model)")
        if not item.zh.strip():
            yield "it has no meaning in Chinese", 'write zh="..."'
    elif isinstance(item, OwnLever):
        yield from _wrong_lever(item)
    elif isinstance(item, Parameter):
        if item.group not in MECHANISM_LABELS:
            hint = did_you_mean(item.group, [*MECHANISM_LABELS])
            yield (
                f"there is no mechanism {item.group!r}",
                hint or f"known: {', '.join(MECHANISM_LABELS)}",
            )
        numbers = (item.default, item.low, item.high)
        if not all(isfinite(one) for one in numbers) or not item.low <= item.default <= item.high:
            yield f"its default {item.default:g} is outside {item.low:g} to {item.high:g}", ""
    elif isinstance(item, OwnActor):
        known = [one.name for one in ACTOR_TYPES]
        if item.hours_of not in known:
            hint = did_you_mean(item.hours_of, known) or f"known: {', '.join(known)}"
            yield f"there is no type of actor {item.hours_of!r}", hint
        bases = {(one.__module__, one.__name__) for one in getattr(item.kind, "__mro__", ())}
        if ("sim.agents.actor", "Actor") not in bases:
            yield "its class is not below sim.agents.actor.Actor", _EXAMPLE
        else:
            yield from _wrong_function(getattr(item.kind, "act", None), 2, "act(self, month)")


def _wrong_lever(item: OwnLever) -> Iterator[tuple[str, str]]:
    """Find what is wrong with a lever."""
    lever = item.declared
    conditions = sorted({name for one in LEVERS.values() for name in one.acts_on})
    for name in lever.acts_on:
        if name not in conditions:
            hint = did_you_mean(name, conditions) or f"known: {', '.join(conditions)}"
            yield f"acts_on: there is no condition {name!r}", hint
    if item.act is None:
        if lever.acts_on:
            yield "it acts on conditions and has no mechanism", "give OwnLever a function"
    else:
        form = "act(conditions, values, facts, parameters)"
        yield from _wrong_function(item.act, 4, form)
        if not lever.acts_on:
            yield "its mechanism acts on nothing", "name the conditions in acts_on"
    if lever.measure not in MEASURES:
        yield f"there is no measure {lever.measure!r}", f"known: {', '.join(MEASURES)}"
    if not (isfinite(lever.low) and isfinite(lever.high) and isfinite(lever.off)):
        yield "its range and off must be finite", ""


def _wrong_function(function: Any, count: int, form: str) -> Iterator[tuple[str, str]]:
    """Find what is wrong with a function called with so many arguments."""
    try:
        inspect.signature(function).bind(*[None] * count)
    except (TypeError, ValueError):
        yield "its function is of the wrong shape", f"write {form}"
