"""Studies that were saved: read again, to be shown or drawn."""

import os
from pathlib import Path
from shlex import quote

from sim.errors import Problem, ResultsError
from sim.kinds import Kind, kind_named
from sim.runs import files
from sim.scenario.places import SUFFIXES, looks_like_path, shipped_experiments
from sim.studies.analysis import Analysis, read_analysis


def is_folder(subject: str | Path, kind: Kind) -> bool:
    """Whether a text names a folder of results rather than a file or something shipped."""
    text = str(subject)
    if text in shipped_experiments(kind.name):
        return False
    if os.path.isdir(text):  # noqa: PTH112
        return True
    return looks_like_path(text) and not text.lower().endswith(SUFFIXES)


def read_of_kind(subject: str | Path, kind: Kind) -> Analysis | None:
    """The study of this kind that a folder holds; None where a text names no folder of results.

    Raises:
        ResultsError: The folder holds results of another kind, and this kind reads no runs of
            others; or it is damaged.
    """
    if kind.argument != "file" or not is_folder(subject, kind):
        return None
    folder = Path(subject)
    manifest = files.read_manifest(folder)
    own = manifest.get("kind")
    if kind_named(own) is kind:
        return read_analysis(folder, manifest)
    if kind.reads_runs:
        return None
    text = f"holds results of '{own}', not of a {kind.noun.en}"
    hint = f"'cogov discover {quote(str(folder))}' scores the factors of any runs"
    raise ResultsError(Problem(text, file=str(folder), hint=hint))
