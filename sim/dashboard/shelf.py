"""The folder that the page may read: which results and scenarios are in it, and nothing outside."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.declare import Label
from sim.errors import Problem, ResultsError, misnamed
from sim.report.shown import ScenarioLabels
from sim.runs.files import MANIFEST, PROGRAM, read_manifest
from sim.scenario.layers import MOST_FILES
from sim.scenario.places import SUFFIXES, exists, looks_like_path, shipped_folder
from sim.scenario.yamlfile import only_inside, read_plain, read_yaml
from sim.sweeps.store import INNER, SweepResults
from sim.words import Speech

if TYPE_CHECKING:
    from sim.dashboard.opened import Opened
    from sim.scenario.layers import Settings
    from sim.scenario.load import Loaded
    from sim.studies.analysis import Analysis

DEPTH = 3
"""How many folders deep results and scenarios are looked for."""
RESULTS = ("compare", "run", "store")
"""Kinds of results that are tables of runs."""
UNFINISHED = "unfinished"
"""Kind of the runs of an analysis that has not ended."""
DAMAGED = "damaged"
"""Kind of a folder whose manifest cannot be read."""
EXPECTED = "name a folder that run, compare, sweep or an analysis wrote, or one that holds such"
LARGEST = 50_000_000
"""Bytes of the largest manifest or plan that is read to say what a folder is about."""
ABOVE = "../"
"""How scenarios begin that lie in the folder that holds the shelf."""
MOST_SCENARIOS = 200
"""Scenario files that are offered."""
_NAMED = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A folder of results.

    Attributes:
        path: Relative to the root, ``.`` for the root itself.
        kind: ``run``, ``compare``, ``store``, a kind of analysis, or ``damaged``.
        label: What it is about, in English and Chinese; empty when its manifest does not say.
    """

    path: str
    kind: str
    label: Label


class Shelf:
    """A folder with results in it, and nothing outside it.

    Args:
        root: A folder of results, or one that holds such folders.
        depth: How many folders deep scenarios are looked for.

    Attributes:
        root: The folder, as it was named.
    """

    def __init__(self, root: Path, depth: int = DEPTH) -> None:
        self.root, self._depth = root, depth
        self._inside = root.resolve()

    @property
    def name(self) -> str:
        """What the page calls the folder: its name, even where it was named ``.``."""
        return self._inside.name or str(self._inside)

    def folders(self) -> tuple[str, ...]:
        """List folders of results, relative to the root, ``.`` for the root itself.

        Raises:
            ResultsError: The root is missing, holds no results, or is itself a damaged one.
        """
        return tuple(sorted(entry.path for entry in self.entries()))

    def entries(self) -> tuple[ShelfEntry, ...]:
        """List folders of results by kind, then by path.

        Raises:
            ResultsError: The root is missing, holds no results, or is itself a damaged one.
        """
        if not self.root.is_dir() or (self.root / MANIFEST).exists():
            read_manifest(self.root)
        order = {kind: place for place, kind in enumerate(kinds())}
        found = sorted(self._search(self.root, DEPTH), key=lambda one: (order[one.kind], one.path))
        if not found:
            text = "holds no finished results of this program"
            raise ResultsError(Problem(text, file=str(self.root), hint=EXPECTED))
        return tuple(found)

    def _search(self, folder: Path, depth: int) -> Iterator[ShelfEntry]:
        kind = ""
        if (folder / MANIFEST).exists():
            entry = self._entry(folder)
            if entry is not None:
                yield entry
                kind = entry.kind
        # What an analysis rests on lies inside it; what was asked of a comparison may as well.
        if depth == 0 or kind not in ("", "run", "compare"):
            return
        for path in _inside(folder):
            if _is_folder(path):
                yield from self._search(path, depth - 1)

    def _entry(self, folder: Path) -> ShelfEntry | None:
        """Read what a folder with a manifest is; None for other programs'."""
        path = folder.relative_to(self.root).as_posix()
        try:
            self._check_inside(folder)
        except (ResultsError, OSError, RuntimeError):
            return None
        try:
            manifest = read_manifest(folder)
        except ResultsError:
            mine = PROGRAM.encode() in _bytes(folder / MANIFEST) or not _is_json(folder)
            return ShelfEntry(path, DAMAGED, Label("", "")) if mine else None
        kind = UNFINISHED if is_unfinished(folder) else manifest.get("kind")
        if not isinstance(kind, str):
            return ShelfEntry(path, DAMAGED, Label("", ""))
        return ShelfEntry(path, kind, title_of(folder, manifest)) if kind in kinds() else None

    def _check_inside(self, folder: Path) -> None:
        """Make sure that a folder, and every file in it, is inside the root."""
        places = [folder]
        for top, names, files in os.walk(folder):
            places += [Path(top, name) for name in (*names, *files) if Path(top, name).is_symlink()]
        for place in places:
            self._check_place(place)

    def _check_place(self, place: Path) -> None:
        """Make sure that a path leads nowhere outside the root."""
        if not place.resolve().is_relative_to(self._inside):
            text = f"is outside {self.root}, the only folder that the page may read"
            raise ResultsError(Problem(text, file=str(place)))

    def open(self, name: str, plan: str = "") -> "Opened | Analysis":
        """Open what a folder holds.

        Args:
            name: Its path relative to the root.
            plan: Of a store: the plan to look at; the first when empty.

        Raises:
            ResultsError: It is outside the root, missing, something else, or damaged.
        """
        from sim.api.results import Results, open_results
        from sim.dashboard.opened import OpenedRuns, OpenedStore

        if "\0" in name:
            raise ResultsError(Problem("is no path", file=repr(name), hint=EXPECTED))
        folder = self.root if name in ("", ".") else self.root / name
        self._check_place(folder)
        self._check_inside(folder)
        try:
            found = open_results(folder)
            if isinstance(found, Results):
                return OpenedRuns.of(str(folder), found)
            if isinstance(found, SweepResults):
                opened = OpenedStore.of(str(folder), found, plan)
                return replace(opened, kind=UNFINISHED) if is_unfinished(folder) else opened
        except ResultsError:
            raise
        except Exception as error:
            # Whatever lies there, the page goes on.
            told = f"is damaged: {type(error).__name__} {error}"
            raise ResultsError(Problem(told, file=str(folder), hint="run it again")) from error
        return found

    def scenarios(self) -> tuple[str, ...]:
        """List scenario files in the folder, relative to it; files of experiments are left out."""
        naming = cache(_files_named)
        found = [
            path.relative_to(self.root).as_posix()
            for path in _yaml_files(self.root, self._depth)
            if _is_scenario(path) and self._is_inside(path, naming)
        ]
        return tuple(sorted(found)[:MOST_SCENARIOS])

    def beside(self) -> "Shelf | None":
        """Find the folder above this one, for the scenarios directly in it.

        Only inside the current folder, so that nothing is offered that nobody works on.
        """
        holder = self.root.parent
        inside = holder.resolve()
        if inside != self._inside.parent or not inside.is_relative_to(Path.cwd()):
            return None
        return Shelf(holder, depth=0)

    def load(self, name: str, settings: "Settings" = ()) -> "Loaded":
        """Load a scenario that is offered; nothing outside its folder is read, however named.

        Args:
            name: A shipped one, or the path of a file relative to the root, those of `beside`
                with `ABOVE` before them.
            settings: As `sim.scenario.load.load` takes them.

        Raises:
            ScenarioError: With every problem of the file, such as that it is not to be read.
        """
        from sim.scenario.load import load

        above = name.startswith(ABOVE)
        root = self.root.parent if above else self.root
        path = root / name.removeprefix(ABOVE) if looks_like_path(name) else name
        with only_inside(root, shipped_folder()):
            return load(str(path), settings)

    def hidden(self, text: str) -> str:
        """Replace the path of the folder by its name: a text need not tell where it lies."""
        for place in (str(self._inside), str(self.root.absolute())):
            text = text.replace(place, self.name)
        above = str(self._inside.parent)
        return text.replace(above + os.sep, "") if above != os.sep else text

    def offers(self, name: str) -> bool:
        """Tell whether a file is a scenario in the folder with nothing outside it."""
        path = self.root / name
        return self._is_inside(path) and path.is_file() and _is_scenario(path)

    def _is_inside(
        self, path: Path, naming: Callable[[Path], Sequence[Path]] | None = None
    ) -> bool:
        """Tell whether a file, and all that it or they name, is inside the root.

        More files than a scenario may be made of are as bad as one outside.
        """
        waiting, seen = [path], set[Path]()
        while waiting:
            path = waiting.pop()
            if not path.resolve().is_relative_to(self._inside):
                return False
            if path in seen or path.suffix.lower() not in SUFFIXES:
                continue
            seen.add(path)
            if len(seen) > MOST_FILES:
                return False
            waiting += (naming or _files_named)(path)
        return True


def kinds() -> tuple[str, ...]:
    """List kinds of results in their order."""
    from sim.kinds import kinds as studies

    return (*RESULTS, *studies(), "pareto", UNFINISHED, DAMAGED)


def is_unfinished(folder: Path) -> bool:
    """Tell whether a folder holds an analysis that has not ended."""
    return folder.name == INNER and not (folder.parent / MANIFEST).exists()


def title_of(folder: Path, manifest: _NAMED) -> Label:
    """Say what a folder of results is about; empty when its manifest does not."""
    try:
        return _title_of(folder, manifest)
    except (LookupError, TypeError, AttributeError, ValueError, OSError, RecursionError):
        return Label("", "")


def _title_of(folder: Path, manifest: _NAMED) -> Label:
    about, design = manifest.get("about", {}), manifest.get("design")
    scenarios, asked, baseline = manifest.get("scenarios", {}), "", ""
    if manifest["kind"] == "store":
        plans = sorted((folder / "plans").glob("*/plan.json"))
        scenarios = json.loads(read_plain(plans[0], LARGEST))["scenarios"] if plans else {}
        asked = ", ".join(dict.fromkeys(path.parent.name.rpartition("-")[0] for path in plans))
        names = list(scenarios)
    elif design is not None:
        baseline, names = design["baseline"], list(design["scenarios"])
    elif "baseline" in about:
        baseline, names = about["baseline"], [about["baseline"], about["scenario"]]
    elif "name" in about:
        return Label(about["name"], about["name"])
    else:
        own = [about["scenario"]] if "scenario" in about else about.get("scenarios")
        names = list(own or manifest["scenarios"])
    labels = ScenarioLabels.of(scenarios)
    return Label(
        *(
            _title_in(speech, {one: labels.pick(one, speech) for one in names}, baseline, asked)
            for speech in (Speech("en"), Speech("zh"))
        )
    )


def _title_in(speech: Speech, labels: Mapping[str, str], baseline: str, asked: str) -> str:
    """Write a title in one language: what is compared, or an experiment's scenarios."""
    comma = speech("list.comma")
    others = [label for name, label in labels.items() if name != baseline]
    if baseline and others:
        joined = comma.join(others)
        return speech("page.against", others=joined, baseline=labels[baseline])
    names = comma.join(labels.values())
    return speech("list.bracketed", text=asked, more=names) if asked else names


def _inside(folder: Path) -> list[Path]:
    """List what is in a folder, without hidden things, links and odd names."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        path
        for path in found
        if not path.name.startswith(".") and not path.is_symlink() and not misnamed(path.name)
    ]


def _yaml_files(folder: Path, depth: int) -> Iterator[Path]:
    """List YAML files in a folder and below; those of results are left out."""
    if (folder / MANIFEST).exists():
        return
    for path in _inside(folder):
        if _is_folder(path):
            yield from _yaml_files(path, depth - 1) if depth else ()
        elif path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def _is_folder(path: Path) -> bool:
    """Tell whether a path is a folder; False where that cannot be told."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _bytes(path: Path) -> bytes:
    try:
        return read_plain(path, LARGEST)
    except OSError:
        return b""


def _is_json(folder: Path) -> bool:
    """Tell whether a manifest is JSON at all; if unreadable, it may be."""
    try:
        json.loads(_bytes(folder / MANIFEST))
    except (ValueError, RecursionError):
        return False
    return True


def _read(path: Path) -> Mapping[str, Any]:
    """Read a YAML file; empty for what is unreadable or says nothing by key."""
    try:
        document = read_yaml(path, path.name, [])
    except (OSError, ValueError):
        return {}
    return document.data if document is not None and isinstance(document.data, Mapping) else {}


def _files_named(path: Path) -> tuple[Path, ...]:
    """List files that a file names, as far as they are there or lie elsewhere."""
    named = [path.parent / one for one in _texts(_read(path))]
    return tuple(one for one in named if one.is_absolute() or exists(one))


def _texts(value: object) -> Iterator[str]:
    """Yield texts in a value that may name a file."""
    if isinstance(value, str):
        if looks_like_path(value) or value.lower().endswith(".csv"):
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _is_scenario(path: Path) -> bool:
    """Tell whether a file is a scenario's, even with mistakes, and nothing else."""
    told = _read(path)
    other = {"kind", "scenarios", "targets", "design", "communities", "patterns"}
    return bool(told) and not other & set(told) and bool({"extends", "levers", "town"} & set(told))
