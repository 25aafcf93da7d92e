"""Studies read from their files, as calls of tests have them."""

from functools import partial
from pathlib import Path
from typing import Any

from sim.kinds import kinds
from sim.runs.request import Request


def load_study(kind: str, path: str | Path, **options: Any) -> Any:
    """The plan of a file, with options of the call; those of the kind stay at their defaults."""
    declared = kinds()[kind]
    own = {one.name: options.pop(one.name, one.default) for one in declared.options}
    return declared.study.load(path, Request(own=own, **options))


load_calibration = partial(load_study, "calibration")
load_validation = partial(load_study, "validation")
