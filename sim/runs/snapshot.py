"""The state of a model between two months: kept, and taken up again to the bit.

A snapshot is read only by the code and packages that wrote it. It holds a pickled model, so it
is as trustworthy as the folder that it lies in: take up only your own.
"""

import json
import pickle
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Problem, ResultsError
from sim.runs import files
from sim.runs.manifest import NUMBERS, model_digest, package_version

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.scenario import Scenario

_HEAD = b"cogov snapshot 1\n"
_DIGITS = 64


def freeze(model: "CommunityModel") -> bytes:
    """The state of a model between two months."""
    return pickle.dumps(model, protocol=5)


def thaw(state: bytes, scenario: "Scenario | None" = None) -> "CommunityModel":
    """A model that goes on where another one was.

    Args:
        state: What `freeze` made.
        scenario: What it is to go on under: the same in all months that have run; None for the
            scenario that it ran under.

    Raises:
        ValueError: The scenario differs in a month that has run.
    """
    model: CommunityModel = pickle.loads(state)
    if scenario is not None:
        model.follow(scenario)
    return model


def _code() -> str:
    """What must be the same for a state to mean the same, as one line."""
    packages = {name: package_version(name) for name in NUMBERS}
    return json.dumps({"model": model_digest(), "packages": packages}, sort_keys=True)


def write_state(path: Path, state: bytes) -> None:
    """Write a state atomically, with the code that made it and a hash.

    Args:
        path: The final name; its folder must exist.
        state: What `freeze` made.

    Raises:
        OSError: It cannot be written.
    """
    body = _code().encode() + b"\n" + state
    with files.atomic(path) as temporary:
        temporary.write_bytes(_HEAD + sha256(body).hexdigest().encode() + b"\n" + body)


def read_state(path: Path) -> bytes:
    """Read what `write_state` wrote.

    Raises:
        ResultsError: The file is missing, damaged, something else, or of other code.
    """
    where = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ResultsError(Problem(f"cannot be read: {reason}", file=where)) from error
    head, body = len(_HEAD), len(_HEAD) + _DIGITS + 1
    if data[:head] != _HEAD:
        raise ResultsError(Problem("is no snapshot of this program", file=where))
    if sha256(data[body:]).hexdigest().encode() != data[head : body - 1]:
        raise ResultsError(
            Problem("is damaged", file=where, hint="remove it: the run then starts anew")
        )
    code, _, state = data[body:].partition(b"\n")
    if code != _code().encode():
        raise ResultsError(
            Problem(
                "was written by other code or packages",
                file=where,
                hint="remove it: the run then starts anew",
            )
        )
    return state
