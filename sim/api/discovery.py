"""Find the conditions under which an outcome of interest comes about: boxes and feature scores."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import HEADLINE_MONTHS
from sim.analysis.discovery import Search
from sim.analysis.discovery_tables import discovery_tables
from sim.api.analyses import STORE, Analysis, files_of, save_analysis
from sim.api.sensitivity import about_factors, check_study
from sim.api.sweeps import do_whole
from sim.runs import files
from sim.runs.manifest import describe, now, package_version
from sim.sweeps.discovery import Discovery, load_discovery
from sim.sweeps.plan import Plan, make_plan
from sim.sweeps.responses import responses

if TYPE_CHECKING:
    import pandas as pd

KIND = "discovery"
TABLES = ("boxes", "features", "noise", "points", "factors")
FIGURES = ("boxes",)


def discover(
    discovery: str | Path,
    *,
    out: str | Path,
    workers: int | None = None,
    scale: float | None = None,
    months: int | None = None,
    language: str = "en",
    overwrite: bool = False,
    progress: bool = True,
) -> Analysis:
    """Say under which conditions an outcome of interest comes about.

    Levers and parameters are drawn together by Latin hypercube, and each point is run on several
    seeds. Boxes (PRIM) say in which ranges of which factors the outcome is frequent; scores of
    extra trees say which factors tell of it. Runs go to a store inside ``out``: what was finished
    there is not run again, so a call that was interrupted or killed goes on.

    Args:
        discovery: The path of a file, or the name of a shipped one; see `sim.sweeps.discovery`.
        out: Folder to save to.
        workers: How many processes, 0 for this one; None for as many as there are processors.
            The numbers do not depend on it.
        scale: Share of the residents that is simulated, 0.01-1, instead of the file's.
        months: Months after the common past, instead of the file's.
        language: Language of the figures, ``en`` or ``zh``.
        overwrite: Replace results that the folder already holds; finished runs stay.
        progress: Show how it stands, on the error stream.

    Returns:
        Tables ``boxes``, ``features``, ``noise`` and ``points`` (see
        `sim.analysis.discovery_tables`) and ``factors``; figures and sentences.

    Raises:
        UserError: With every problem of file, options and folder.
        ModelError: Runs failed; the others are kept.
        KeyboardInterrupt: It was stopped; what is finished is kept.
    """
    folder, begin, started = Path(out), time.perf_counter(), now()
    found: Discovery = check_study(
        lambda: load_discovery(discovery, scale=scale, months=months),
        folder=folder, names=files_of(KIND, TABLES, FIGURES), workers=workers, scale=scale,
        months=months, language=language, overwrite=overwrite,
    )  # fmt: skip
    files.create_folder(folder)
    options: dict[str, object] = {"scale": scale, "months": months}
    plan = make_plan(found.experiment("points", found.factors, found.design()))
    results = do_whole(plan, folder / STORE, options, workers, progress)
    values = responses(results.connection, plan, found.metrics())
    tables = discovery_tables(
        _factors(plan), values, _conditions(found), _search(found)
    ) | {"factors": about_factors(found.factors)}  # fmt: skip
    manifest = describe(KIND, [base.scenario for base in found.bases], found.seeds, options)
    manifest["about"] = _about(found, plan, tables)
    manifest["study"] = {"file": found.file, "summary": found.summary, "text": found.text}
    manifest["packages"] = {
        **manifest["packages"], "ema-workbench": package_version("ema-workbench"),
        "scikit-learn": package_version("scikit-learn"),
    }  # fmt: skip
    manifest["timings"] = {
        "started": started, "finished": now(), "seconds": round(time.perf_counter() - begin, 3),
    }  # fmt: skip
    return save_analysis(Analysis(KIND, tables, manifest, folder), language)


def _factors(plan: Plan) -> "pd.DataFrame":
    """The values of the factors, a row for each point."""
    import pandas as pd

    return pd.DataFrame([point.values for point in plan.experiment.points])


def _conditions(found: Discovery) -> list[tuple[str, str, float]]:
    """What must hold of a point."""
    return [
        (one.metric, "above", one.above)
        if one.above is not None
        else (one.metric, "below", one.below or 0.0)
        for one in found.interest
    ]


def _search(found: Discovery) -> Search:
    """How boxes are found."""
    part = found.boxes
    return Search(part.most, part.density, part.peel, part.mass, found.sample.seed)


def _about(found: Discovery, plan: Plan, tables: dict[str, "pd.DataFrame"]) -> dict[str, Any]:
    """What was run, as figures and sentences say it."""
    last = tables["noise"].to_dict("records")[-1]
    return {
        "scenarios": [base.scenario.name for base in found.bases],
        "seeds": len(found.seeds),
        "points": len(plan.experiment.points),
        "interesting": int(last["holds"]),
        "window": min(HEADLINE_MONTHS, plan.experiment.scenario(0, 0).months),
        "wanted": found.boxes.density,
        "conditions": [list(one) for one in _conditions(found)],
        "ranges": {
            one.name: [one.low, one.high] for one in found.factors
            if not any(isinstance(end, str) for end in (one.low, one.high))
        },
    }  # fmt: skip
