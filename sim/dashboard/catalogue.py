"""The scenarios that the page offers: shipped ones, and files of the folder it was given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.declare import Label
from sim.scenario.places import shipped_folder, shipped_scenarios

if TYPE_CHECKING:
    from sim.dashboard.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Scenarios by what loads them: a shipped name, or a path.

    Attributes:
        shipped: What readers call the shipped ones, by name.
        own: What readers call files of the folder, by their path as loading takes it.
        paths: Path of each of those relative to the folder.
        shelf: The folder, or None.
    """

    shipped: Mapping[str, Label]
    own: Mapping[str, Label] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    shelf: "Shelf | None" = None

    @classmethod
    def of(cls, shelf: "Shelf | None") -> "Catalogue":
        """What is shipped, and what a folder holds now."""
        shipped = {name: _label(shipped_folder() / f"{name}.yaml") for name in shipped_scenarios()}
        if shelf is None:
            return cls(shipped)
        own, paths = {}, {}
        for path in shelf.scenarios():
            name = str(shelf.root / path)
            own[name], paths[name] = _label(shelf.root / path), path
        return cls(shipped, own, paths, shelf)

    def holds(self, name: str) -> bool:
        """Whether a scenario is offered; of files, whether it still is inside the folder."""
        if name in self.shipped:
            return True
        return self.shelf is not None and name in self.own and self.shelf.offers(self.paths[name])

    def label(self, name: str, language: str) -> str:
        """What readers call a scenario; its file beside a label that others have as well."""
        found = self.shipped.get(name) or self.own.get(name)
        if found is None:
            return Path(name).stem
        text = found.zh if language == "zh" else found.en
        known = [*self.shipped.values(), *self.own.values()]
        twins = sum(one == found for one in known) > 1
        brackets = "（{}）" if language == "zh" else " ({})"
        return text + brackets.format(self.paths.get(name, name)) if twins else text


def _label(path: Path) -> Label:
    """The label that a file gives itself, or its name."""
    from sim.scenario.yamlfile import read_yaml

    try:
        document = read_yaml(path, path.name, [])
    except (OSError, ValueError):
        document = None
    told = document.data if document is not None and isinstance(document.data, dict) else {}
    label = told.get("label")
    if isinstance(label, dict) and all(isinstance(label.get(one), str) for one in ("en", "zh")):
        return Label(label["en"], label["zh"])
    return Label(path.stem, path.stem)
