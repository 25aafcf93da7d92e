"""The studies, one Python call each; the commands are made of the same declarations.

Every call takes the options of `sim.studies.engine.Options` that its kind declares, and leaves
an `Analysis`: tables, sentences and figures, saved in ``out``. A call that was interrupted or
killed goes on where it was. All of them raise `UserError` with every problem of files, options
and folder, before anything runs, and `ModelError` when runs failed; the others are kept.
"""

from pathlib import Path
from typing import Unpack

from sim.kinds import kinds
from sim.studies.analysis import Analysis
from sim.studies.engine import Options, conduct


def sensitivity(study: str | Path, *, out: str | Path, **options: Unpack[Options]) -> Analysis:
    """Say which factors metrics depend on, and how much is the luck of the seed.

    Every factor is screened (Morris); of those that matter most Sobol indices are found.
    ``study`` is the path of a file, or the name of a shipped one. Leaves the tables ``morris``,
    ``sobol``, ``variance`` and ``factors``.
    """
    return conduct(kinds()["sensitivity"], study, out=out, **options)
