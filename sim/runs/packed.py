"""The state of a model as JSON and arrays, and back; nothing that is read can run.

What is read names only classes that are listed here, or actors of extensions that are in force;
they are filled without being called, with only the fields that they have.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from io import BytesIO
from typing import Any

import numpy as np

from sim.agents.actor import Actor
from sim.agents.committee import Committee, HoursPlan
from sim.agents.grid_worker import GridPlan, GridWorker
from sim.agents.organisation import SocialOrganisation
from sim.agents.resident_unit import ResidentUnit
from sim.agents.roster import Roster
from sim.agents.social_worker import CasePlan, SocialWorker
from sim.agents.town_government import TownGovernment
from sim.extend import actor_classes, kept
from sim.kernels.handling import Hours
from sim.kernels.participation import Lasting
from sim.matters import Matters
from sim.metrics.tally import Tally
from sim.month.collaboration import Collaboration, JointHours
from sim.month.predictor import Centre
from sim.month.recording import Recording
from sim.month.state import Books, CommunityState
from sim.scenario.town import Town
from sim.world.columns import Households, Residents, Ties, World
from sim.world.demography import Demography
from sim.world.tie_plan import TiePlan

_LISTED: tuple[type, ...] = (
    *(Books, Centre, Collaboration, CommunityState, Demography, Hours, JointHours, Lasting),
    *(Matters, Households, Recording, Residents, Roster, Tally, TiePlan, Ties, World),
    *(Committee, GridWorker, ResidentUnit, SocialOrganisation, SocialWorker, TownGovernment),
    *(CasePlan, GridPlan, HoursPlan),
)
_ROOM = ("_held", "_first")
"""Fields of `Matters` that hold no more than room for more rows."""


def pack(value: object) -> bytes:
    """Pack plain values, arrays and objects of the listed classes into bytes.

    Towns are left out, and so are the models of actors: whoever unpacks gives them.

    Raises:
        TypeError: Something else is among them.
    """
    packer = _Packer()
    tree = json.dumps(packer.tree(value), separators=(",", ":")).encode()
    box = BytesIO()
    np.savez(box, **{f"a{place}": one for place, one in enumerate(packer.arrays)})
    return len(tree).to_bytes(8, "big") + tree + box.getvalue()


def unpack(data: bytes, town: Town) -> Any:
    """Unpack what `pack` packed; actors have no model yet.

    Args:
        data: What `pack` made.
        town: The town of every world in it.

    Raises:
        ValueError: It is damaged, or something else.
    """
    size = int.from_bytes(data[:8], "big")
    try:
        tree = json.loads(data[8 : 8 + size])
        with np.load(BytesIO(data[8 + size :]), allow_pickle=False) as box:
            return _Unpacker(lambda place: box[f"a{place}"], town).value(tree)
    except Exception as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


class _Packer:
    """Makes a tree that JSON can hold; arrays and objects that were seen are named by number."""

    def __init__(self) -> None:
        self.arrays: list[Any] = []
        self._seen: dict[int, tuple[int, object]] = {}
        self._names = {kind: name for name, kind in _classes().items()}

    def tree(self, value: object) -> Any:
        """Make the tree of a value."""
        if value is None or type(value) in (bool, int, float, str):
            return value
        if type(value) is list:
            return [self.tree(one) for one in value]
        if type(value) is tuple:
            return {"tuple": [self.tree(one) for one in value]}
        if type(value) is dict:
            return {"dict": [[self.tree(key), self.tree(one)] for key, one in value.items()]}
        if isinstance(value, Town):
            return {"town": 0}
        known = self._seen.get(id(value))
        if known is not None:
            return {"seen": known[0]}
        self._seen[id(value)] = (len(self._seen), value)
        if isinstance(value, np.ndarray | np.generic):
            if value.dtype.hasobject:
                raise TypeError("an array of objects is no plain value")
            self.arrays.append(value)
            kind = "array" if isinstance(value, np.ndarray) else "number"
            return {kind: len(self.arrays) - 1}
        name = self._names.get(type(value))
        if name is None:
            raise TypeError(f"{type(value).__qualname__} is no plain value")
        with kept(type(value)):
            return {"of": name, **{key: self.tree(one) for key, one in _parts(value).items()}}


def _classes() -> dict[str, type]:
    """List the classes by name, with those of the actors of extensions in force."""
    return {one.__name__: one for one in _LISTED} | actor_classes()


def _parts(value: Any) -> Mapping[str, Any]:
    """Take fields of an object by name."""
    if isinstance(value, Actor):
        return {name: one for name, one in vars(value).items() if name != "model"}
    names = _fields(type(value))
    return {name: getattr(value, name) for name in names}


def _fields(kind: type) -> tuple[str, ...]:
    """Name the fields of a listed class that is no actor."""
    if is_dataclass(kind):
        return tuple(one.name for one in fields(kind) if one.name not in _ROOM)
    return tuple(kind._fields)  # type: ignore[attr-defined]


class _Unpacker:
    """Makes values of a tree."""

    def __init__(self, array: Callable[[int], Any], town: Town) -> None:
        self._array, self._town = array, town
        self._seen: list[Any] = []
        self._classes = _classes()

    def value(self, tree: Any) -> Any:
        """Rebuild the value of a tree."""
        if isinstance(tree, list):
            return [self.value(one) for one in tree]
        if not isinstance(tree, dict):
            return tree
        if "of" in tree:
            return self._object(self._classes[tree["of"]], tree)
        ((kind, content),) = tree.items()
        if kind == "tuple":
            return tuple(self.value(one) for one in content)
        if kind == "dict":
            return {self.value(key): self.value(one) for key, one in content}
        if kind == "town":
            return self._town
        if kind == "seen":
            return self._seen[content]
        if kind not in ("array", "number"):
            raise ValueError(f"{kind!r} is no kind of value")
        found = self._array(int(content))
        self._seen.append(found if kind == "array" else found[()])
        return self._seen[-1]

    def _object(self, kind: type[Any], tree: Mapping[str, Any]) -> Any:
        """Rebuild an object of a listed class."""
        place = len(self._seen)
        self._seen.append(None)
        if issubclass(kind, Actor):
            actor: Any = object.__new__(kind)
            self._seen[place] = actor
            actor.__dict__.update({name: self.value(tree[name]) for name in tree if name != "of"})
            return actor
        # In the order in which they were packed, so that numbers of what was seen fit.
        parts = {name: self.value(tree[name]) for name in tree if name != "of"}
        if set(parts) != set(_fields(kind)):
            raise ValueError(f"{kind.__name__} has other fields")
        made: Any
        if issubclass(kind, tuple):
            made = kind(*(parts[name] for name in _fields(kind)))
            self._seen[place] = made
            return made
        made = self._seen[place] = object.__new__(kind)
        for name, one in (parts | ({"_held": {}, "_first": 0} if kind is Matters else {})).items():
            object.__setattr__(made, name, one)
        return made
