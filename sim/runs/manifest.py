"""The manifest: all that is needed to know what a table is, and to make it again."""

import datetime as dt
import math
import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sim.declare import Label, MarkWords, Source
from sim.extend import active, identity, suspended
from sim.runs.files import PROGRAM

if TYPE_CHECKING:
    from sim.scenario import Scenario, Town

FORMAT = 1
"""Layout of folders of results; one that this version cannot read has a higher number."""
PACKAGES = (
    "numpy",
    "numba",
    "llvmlite",
    "mesa",
    "networkx",
    "pandas",
    "pyarrow",
    "pydantic",
    "ruamel.yaml",
    "scipy",
    "matplotlib",
)
"""Packages whose version can matter to a number, a table or a figure."""


@cache
def package_version(name: str) -> str:
    """Find version of an installed package, or ``not installed``."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def code_digest() -> str:
    """Hash this package's source files, and those of the extensions in force."""
    return _with_extensions(_package_digest())


def _with_extensions(digest: str) -> str:
    """Join the extensions in force to a hash of code; without any it stays."""
    own = identity()
    return sha256(f"{digest} {own}".encode()).hexdigest() if own else digest


@cache
def _package_digest() -> str:
    """Hash the names and contents of this package's source files.

    Computed once a process: the sources that were imported are the ones that count.
    """
    root = Path(__file__).resolve().parents[1]
    total = sha256()
    for path in sorted(root.rglob("*.py")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


MODEL = (
    "calendar",
    "rng",
    "extend",
    "scenario",
    "kernels",
    "policy",
    "world",
    "agents",
    "matters",
    "metrics",
    "month",
    "model",
)
"""Parts of this package whose code decides numbers, beside the values of `sim.declarations`."""
NUMBERS = ("numpy", "numba", "llvmlite", "mesa", "networkx", "scipy")
"""Packages whose version can matter to a number of the model."""
_TEXT = re.compile(
    rb'("""|\'\'\')(?:\\.|(?!\1).)*\1|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|#[^\n]*', re.DOTALL
)
"""Texts and comments in source code."""
_SAID = (Label, Source, MarkWords)
"""What readers see of a declaration, which decides nothing."""


def model_digest() -> str:
    """Hash what can change a number: declared values and the code of the model.

    Labels, sentences, sources, comments and docstrings do not count, except in extensions.
    """
    return _with_extensions(_model_digest())


@cache
def _model_digest() -> str:
    """Compute `model_digest` without extensions."""
    import sim.declarations

    root = Path(__file__).resolve().parents[1]
    total = sha256()
    with suspended():
        for found in walk_packages(sim.declarations.__path__, "sim.declarations."):
            declared = vars(import_module(found.name))
            values = {name: _deciding(one) for name, one in declared.items() if name[:2] != "__"}
            total.update(repr((found.name, sorted(values.items()))).encode())
    for path in sorted(root.rglob("*.py")):
        inner = path.relative_to(root).with_suffix("")
        if inner.parts[0] in MODEL:
            total.update(inner.as_posix().encode() + b"\0" + _code(path.read_bytes()) + b"\0")
    return total.hexdigest()


def _deciding(value: object) -> object:
    """Pick what of a declared value can change a number, so that `repr` tells it apart."""
    if isinstance(value, _SAID) or callable(value) or isinstance(value, ModuleType):
        return None
    if is_dataclass(value):
        names = [one.name for one in fields(value) if one.name != "meaning"]
        return [(name, _deciding(getattr(value, name))) for name in names]
    if isinstance(value, Mapping):
        return [(_deciding(key), _deciding(item)) for key, item in value.items()]
    if isinstance(value, list | tuple | frozenset):
        items = [_deciding(item) for item in value]
        return sorted(items, key=repr) if isinstance(value, frozenset) else items
    return "" if isinstance(value, str) and _is_prose(value) else value


def _code(source: bytes) -> bytes:
    """Strip source code of what only people read."""
    lines = (line.rstrip() for line in _TEXT.sub(_without_prose, source).splitlines())
    return b"\n".join(line for line in lines if line)


def _without_prose(found: re.Match[bytes]) -> bytes:
    """Keep a text that may be a name in the model; drop comments and prose."""
    text = found[0]
    if text[:1] == b"#":
        return b""
    return b'""' if _is_prose(text.decode()) else text


def _is_prose(text: str) -> bool:
    """Tell whether people read a text: it has a blank, or other than Latin letters."""
    return " " in text or not text.isascii()


def parameters_digest() -> str:
    """Hash the names and defaults of all parameters."""
    from sim.declarations.parameters import PARAMETERS

    listed = "\n".join(f"{name}={one.default!r}" for name, one in sorted(PARAMETERS.items()))
    return sha256(listed.encode()).hexdigest()


def plain(value: object) -> Any:
    """Make a value fit for JSON: tuples as lists, NumPy's as plain, not finite as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    return str(value)


def now() -> str:
    """Write the time, to the second, in UTC, as ISO 8601."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def town_names(town: "Town") -> dict[str, Any]:
    """Name a town and its communities for readers, and where they lie, for a manifest."""
    named = {
        "label": [town.label.en, town.label.zh],
        "communities": {one.id: [one.label.en, one.label.zh] for one in town.communities},
    }
    if not town.outlines:
        return named
    outlines = {name: one.model_dump(mode="json") for name, one in town.outlines.items()}
    return {**named, "outlines": outlines}


def describe(
    kind: str, scenarios: Sequence["Scenario"], seeds: Sequence[int], options: Mapping[str, object]
) -> dict[str, Any]:
    """Describe what is known before anything runs.

    Args:
        kind: ``run`` or ``compare``.
        scenarios: The scenarios, in the order of the table.
        seeds: The seeds, ascending.
        options: What the user asked for beside scenarios and seeds.

    Returns:
        A mapping that JSON can hold.
    """
    packages = {name: package_version(name) for name in PACKAGES}
    listed = "\n".join(f"{name}=={number}" for name, number in packages.items())
    own = [one.to_json() for one in active()]
    return {
        "program": PROGRAM,
        "format": FORMAT,
        "kind": kind,
        "complete": True,
        **({"extensions": plain(own)} if own else {}),
        "options": plain(options),
        "seeds": list(seeds),
        "scenarios": {scenario.name: plain(scenario.resolved()) for scenario in scenarios},
        "towns": {scenario.town.id: town_names(scenario.town) for scenario in scenarios},
        "code": {"package": PROGRAM, "version": package_version(PROGRAM)},
        "packages": packages,
        "platform": {
            "python": platform.python_version(),
            "implementation": platform.python_implementation(),
            "system": platform.platform(),
            "machine": platform.machine(),
            "processors": os.cpu_count(),
            "byte_order": sys.byteorder,
        },
        "hashes": {
            "scenarios": {scenario.name: scenario.content_hash for scenario in scenarios},
            "code": code_digest(),
            "packages": sha256(listed.encode()).hexdigest(),
        },
    }
