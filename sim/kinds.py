"""Kinds of studies, each declared once in a folder of `sim.studies`.

A declaration says what a study asks, what its command takes and where its two modules are:

* ``study``: ``File`` (the model of its file, None where it has none), ``load`` and ``conduct``;
  where it has a file also ``explain`` and ``schema``.
* ``report``: ``sentences``, ``shown`` (tables of texts) and ``figures`` of an answer.

Command, help, options, explain, schema, saving, resuming, redraw, brief and page come from that.
Folders are found by their names, so that a new one is all that a new kind takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from sim.declare import Label

STUDIES = "sim.studies"
EXPERIMENT = "experiment"
"""What a sweep runs; the only kind of file that is no study."""

Common = Literal["seeds", "workers", "scale", "months", "settings", "metrics", "interval", "sets"]
"""Options that studies share; every study has ``lang``, ``out`` and ``overwrite`` besides."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option that one kind of study has for itself.

    ``name`` is the keyword in Python; the command has ``--name``, or ``flag``. ``shown`` is what
    help says of the default, ``values`` what may be chosen, ``low`` and ``high`` the range.
    """

    name: str
    type: Any
    help: Label
    default: Any = None
    flag: str = ""
    metavar: str = ""
    shown: str = ""
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of study.

    ``name`` stands in files (``kind: ...``), manifests and answers; ``aliases`` in older ones.
    ``argument`` says what the command is given: a file of its own, or a scenario that is
    compared with a baseline. ``tables`` and ``figures`` name what a study leaves. ``keys``
    tell a file that lacks ``kind``, ``hints`` one that was given to this kind's command. ``extra``
    is the extra of cogov that it needs, ``packages`` are those whose versions its manifest notes.
    One that ``reads_runs`` may be given a folder of any runs in place of its file. ``sets`` are
    the plausible sets of parameters that one has which takes them, unless others are asked for.
    """

    name: str
    command: str
    noun: Label
    title: Label
    question: Label
    help: Label
    tables: tuple[str, ...]
    figures: tuple[str, ...]
    argument: Literal["file", "pair"] = "file"
    common: tuple[Common, ...] = ("seeds", "workers", "scale", "months", "settings")
    options: tuple[Option, ...] = ()
    keys: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    default: str | None = None
    extra: str = ""
    packages: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    reads_runs: bool = False
    sets: str = ""
    module: str = ""

    @property
    def study(self) -> Any:
        """The module that loads and conducts it."""
        return import_module(f"{self.module or f'{STUDIES}.{self.name}'}.study")

    @property
    def report(self) -> Any:
        """The module that says and draws what it found."""
        return import_module(f"{self.module or f'{STUDIES}.{self.name}'}.report")


_REGISTERED: dict[str, Kind] = {}


@cache
def _shipped() -> Mapping[str, Kind]:
    """Find the kinds whose folders lie in `sim.studies`, by name."""
    package = import_module(STUDIES)
    folders = sorted(
        path.parent.name for root in package.__path__ for path in Path(root).glob("*/study.py")
    )
    found = (import_module(f"{STUDIES}.{name}").KIND for name in folders)
    return {kind.name: kind for kind in found}


def register(kind: Kind) -> None:
    """Add a kind that lies elsewhere; its ``module`` says where.

    Raises:
        ValueError: There is one of that name or command.
    """
    taken = {text for one in kinds().values() for text in (one.name, one.command, *one.aliases)}
    if {kind.name, kind.command} & taken:
        raise ValueError(f"there is a kind {kind.name!r} or a command {kind.command!r} already")
    _REGISTERED[kind.name] = kind


def unregister(name: str) -> None:
    """Take a registered kind away."""
    del _REGISTERED[name]


def kinds() -> dict[str, Kind]:
    """Collect every kind of study by name."""
    return {**_shipped(), **_REGISTERED}


def kind_named(name: object) -> Kind | None:
    """Find a kind by its name in manifests and files, older ones too; None for others."""
    return next((one for one in kinds().values() if name in (one.name, *one.aliases)), None)


def file_kinds() -> dict[str, Kind]:
    """List the kinds that have files of their own."""
    return {name: one for name, one in kinds().items() if one.argument == "file"}
