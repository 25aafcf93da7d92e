"""What one could do next with results."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.runs.files import PROGRAM
from sim.words import Speech


def next_steps(kind: str, folder: Path, manifest: Mapping[str, Any], speech: Speech) -> str:
    """What one could do next, one line.

    Args:
        kind: ``run``, ``compare``, ``store`` or ``study``.
        folder: Where the results are.
        manifest: Theirs.
        speech: Says it.
    """
    place = shlex.quote(str(folder))
    items = [speech("next.report", folder=place)]
    if kind == "run":
        items.append(speech("next.compare"))
    if kind == "compare":
        design = manifest["design"]
        other = [one for one in design["scenarios"] if one != design["baseline"]][-1]
        chains = manifest["scenarios"]
        named = [_named(one, chains[one]) for one in (other, design["baseline"])]
        line = shlex.join([PROGRAM, "why", named[0], "--baseline", named[1]])
        items.append(speech("next.why", line=line))
    if kind == "store":
        items.append(speech("next.discover", folder=place))
    else:
        items.append(speech("next.show", folder=place))
    items.append(speech("next.dashboard", folder=place))
    return speech("command.next", items=speech.row(items))


def _named(name: str, scenario: Mapping[str, Any]) -> str:
    """How a scenario is called on the command line."""
    chain = scenario.get("chain") or (name,)
    return name if chain[0] == f"scenarios/{name}.yaml" else str(chain[0])
