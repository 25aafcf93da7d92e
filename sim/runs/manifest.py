"""The manifest: all that is needed to know what a table is, and to make it again."""

import datetime as dt
import math
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


def package_version(name: str) -> str:
    """Version of an installed package, or ``not installed``."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


@cache
def code_digest() -> str:
    """SHA-256 over the names and contents of this package's source files.

    Computed once a process: the sources that were imported are the ones that count.
    """
    root = Path(__file__).resolve().parents[1]
    total = sha256()
    for path in sorted(root.rglob("*.py")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


NOT_THE_MODEL = (
    "words",
    "kinds.py",
    "runs",
    "analysis",
    "sweeps",
    "report",
    "studies",
    "api",
    "cli",
    "dashboard",
)
"""Parts of this package that make tables and figures of what the model did."""
NUMBERS = ("numpy", "numba", "llvmlite", "mesa", "networkx", "scipy")
"""Packages whose version can matter to a number of the model."""


@cache
def model_digest() -> str:
    """SHA-256 over the sources that can change a number: those of the model and below it."""
    root = Path(__file__).resolve().parents[1]
    total = sha256()
    for path in sorted(root.rglob("*.py")):
        inner = path.relative_to(root)
        if inner.parts[0] not in (*NOT_THE_MODEL, "__init__.py"):
            total.update(inner.as_posix().encode() + b"\0")
            total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


@cache
def parameters_digest() -> str:
    """SHA-256 over the names and defaults of all parameters."""
    from sim.declarations.parameters import PARAMETERS

    listed = "\n".join(f"{name}={one.default!r}" for name, one in sorted(PARAMETERS.items()))
    return sha256(listed.encode()).hexdigest()


def plain(value: object) -> Any:
    """A value of JSON: tuples as lists, NumPy scalars as numbers, what is not finite as null."""
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
    """The time, to the second, in UTC, as ISO 8601."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def town_names(town: "Town") -> dict[str, Any]:
    """What readers call a town and its communities, as a manifest keeps it."""
    return {
        "label": [town.label.en, town.label.zh],
        "communities": {one.id: [one.label.en, one.label.zh] for one in town.communities},
    }


def describe(
    kind: str, scenarios: Sequence["Scenario"], seeds: Sequence[int], options: Mapping[str, object]
) -> dict[str, Any]:
    """What is known before anything runs.

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
    return {
        "program": PROGRAM,
        "format": FORMAT,
        "kind": kind,
        "complete": True,
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
