"""The state of a model between two months: kept, and taken up again to the bit.

In memory a state is a pickled model. On disk it is JSON and arrays (`sim.runs.packed`), so that
whoever gives us a file cannot make us run what is in it; it is read only by the code and packages
that wrote it, and only where nobody else could have written it.
"""

import json
import pickle
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ResultsError
from sim.runs import files
from sim.runs.manifest import NUMBERS, model_digest, package_version
from sim.scenario.yamlfile import read_plain

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.scenario import Scenario

_HEAD = b"cogov snapshot 2\n"
_DIGITS = 64
_PARTS = ("world", "state", "roster", "recording")
_HIDDEN = ("_centre", "_lasting", "_threshold_power", "_tally", "_measured")
"""What of a model does not follow from scenario, seed and month."""
_ANEW = "remove it: the run then starts anew"


def freeze(model: "CommunityModel") -> bytes:
    """Freeze the state of a model between two months, for this process alone."""
    return pickle.dumps(model, protocol=5)


def thaw(state: bytes, scenario: "Scenario | None" = None) -> "CommunityModel":
    """Thaw a model, to go on where another one was.

    Args:
        state: What `freeze` made, in this process.
        scenario: What it is to go on under: the same in all months that have run; None for the
            scenario that it ran under.

    Raises:
        ValueError: The scenario differs in a month that has run.
    """
    model: CommunityModel = pickle.loads(state)
    if scenario is not None:
        model.follow(scenario)
    return model


@dataclass(frozen=True, slots=True)
class Kept:
    """A state that was read from a file.

    Attributes:
        path: The file.
        seed: Seed of the run.
        month: The month that comes next.
        past: `Scenario.past_hash` of the months that have run.
        content: All the rest.
    """

    path: Path
    seed: int
    month: int
    past: str
    content: bytes

    def model(self, scenario: "Scenario") -> "CommunityModel":
        """Load the model, to go on under a scenario.

        Raises:
            ValueError: The scenario differs in a month that has run.
            ResultsError: What was kept is damaged.
        """
        from sim.model import CommunityModel
        from sim.runs.packed import unpack
        from sim.world.places import scaled

        if scenario.past_hash(self.month) != self.past:
            text = f"{scenario.name} differs from what it ran under, in a month that has run"
            raise ValueError(text)
        try:
            parts = unpack(self.content, scaled(scenario.town, scenario.scale))
            model = CommunityModel(scenario, self.seed, world=parts["world"])
            _fill(model, self.month, parts)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(self.path) from error
        model.follow(scenario)
        return model


def _fill(model: "CommunityModel", month: int, parts: dict[str, Any]) -> None:
    """Put what was kept into a model that has not run; Mesa's own clock starts anew."""
    for agent in list(model._all_agents):
        agent.remove()
    for name in (*_PARTS, *_HIDDEN):
        setattr(model, name, parts[name])
    model.month = month
    for actor in sorted(parts["actors"], key=lambda one: one.unique_id):
        actor.model, number = model, actor.unique_id
        model.agent_id_counter = number
        model.register_agent(actor)
    model.agent_id_counter = parts["next_id"]


def write_state(path: Path, model: "CommunityModel") -> None:
    """Write the state of a model atomically, with the code that made it and a hash.

    Args:
        path: The final name; its folder must exist.
        model: A model between two months, without single matters in its record.

    Raises:
        OSError: It cannot be written.
    """
    from sim.agents.resident import Resident
    from sim.runs.packed import pack

    parts = {name: getattr(model, name) for name in (*_PARTS, *_HIDDEN)}
    actors = [one for one in model._all_agents if not isinstance(one, Resident)]
    content = pack({**parts, "actors": actors, "next_id": model.agent_id_counter})
    about = {
        "code": _code(),
        "seed": model.seed,
        "month": model.month,
        "past": model.governance.past_hash(model.month),
    }
    body = json.dumps(about).encode() + b"\n" + content
    with files.atomic(path) as temporary:
        temporary.touch(mode=0o600)
        temporary.write_bytes(_HEAD + sha256(body).hexdigest().encode() + b"\n" + body)


def read_state(path: Path) -> Kept:
    """Read what `write_state` wrote.

    Raises:
        ResultsError: The file is missing, damaged, something else, of other code, or others may
            have written it.
    """
    where = str(path)
    try:
        data = read_plain(path, own=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ResultsError(Problem(f"cannot be read: {reason}", file=where)) from error
    head, body = len(_HEAD), len(_HEAD) + _DIGITS + 1
    if data[:head] != _HEAD:
        raise ResultsError(Problem("is no snapshot of this program", file=where))
    if sha256(data[body:]).hexdigest().encode() != data[head : body - 1]:
        raise _damaged(path)
    first, _, content = data[body:].partition(b"\n")
    try:
        about = json.loads(first)
        code, seed, month, past = (about[name] for name in ("code", "seed", "month", "past"))
        kept = Kept(path, int(seed), int(month), str(past), content)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path) from error
    if code != _code():
        text = "was written by other code or packages"
        raise ResultsError(Problem(text, file=where, hint=_ANEW))
    return kept


def _damaged(path: Path) -> ResultsError:
    """Say that a file holds something else than what was written."""
    return ResultsError(Problem("is damaged", file=str(path), hint=_ANEW))


def _code() -> dict[str, Any]:
    """Collect what must be the same for a state to mean the same, for JSON."""
    packages = {name: package_version(name) for name in NUMBERS}
    return {"model": model_digest(), "packages": packages}
