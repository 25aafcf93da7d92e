"""Find the conditions under which an outcome of interest comes about: boxes and feature scores."""

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import HEADLINE_MONTHS
from sim.analysis.discovery import Search
from sim.analysis.discovery_tables import discovery_tables
from sim.api.analyses import STORE, Analysis, files_of, save_analysis
from sim.api.sensitivity import about_factors, check_study
from sim.api.sweeps import do_whole
from sim.errors import OptionError, Problem
from sim.runs import files
from sim.runs.choose import Settings
from sim.runs.manifest import describe, now, package_version
from sim.runs.options import LANGUAGES, Problems, check_choice
from sim.scenario.places import SUFFIXES, looks_like_path, shipped_experiments
from sim.sweeps.cases import Cases, read_cases
from sim.sweeps.discovery import (
    BoxesPart,
    ConditionPart,
    Discovery,
    load_discovery,
    read_interest,
    recorded_discovery,
)
from sim.sweeps.factors import Factor
from sim.sweeps.kinds import DISCOVERY
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
    seeds: str | int | Iterable[int] | None = None,
    workers: int | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    interest: Sequence[str] | None = None,
    design: str | None = None,
    scenario: str | None = None,
    baseline: str | None = None,
    language: str = "en",
    overwrite: bool = False,
    progress: bool = True,
) -> Analysis:
    """Say under which conditions an outcome of interest comes about.

    Levers and parameters are drawn together by Latin hypercube, and each point is run on several
    seeds. Boxes (PRIM) say in which ranges of which factors the outcome is frequent; scores of
    extra trees say which factors tell of it. Runs go to a store inside ``out``: what was finished
    there is not run again, so a call that was interrupted or killed goes on.

    A folder of results may stand in place of a file: then its runs are looked at as they lie
    there, and nothing is run.

    Args:
        discovery: The path of a file, or the name of a shipped one; see `sim.sweeps.discovery`.
            Or the store of a sweep, or the folder of an analysis that holds one.
        out: Folder to save to.
        seeds: Seeds, as numbers or as text such as ``0..9``, instead of the file's.
        workers: How many processes, 0 for this one; None for as many as there are processors.
            The numbers do not depend on it.
        scale: Share of the residents that is simulated, 0.01-1, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of the file too.
        interest: What must hold of a point, all of it, such as ``participation_rate > 0.3``;
            None for what the file says, or the study that filled the folder.
        design: Which design of a folder that holds several.
        scenario: Which scenario of a folder that holds more than two.
        baseline: What is taken from it, seed by seed.
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
    running = {
        "seeds": seeds,
        "workers": workers,
        "scale": scale,
        "months": months,
        "set": settings or None,
    }
    reading = {"design": design, "scenario": scenario, "baseline": baseline}
    problems = Problems()
    wanted: tuple[ConditionPart, ...] = ()
    with problems.gather():
        wanted = read_interest(interest or ())
    if is_folder(discovery):
        problems.add(_left_over(running, f"{discovery} is a folder of results; nothing is run"))
        names = files_of(KIND, TABLES, FIGURES)
        _check_output(folder, Path(discovery), names, language, overwrite, problems)
        problems.settle()
        tables, manifest = _looked_at(Path(discovery), wanted, reading)
        files.create_folder(folder)
    else:
        problems.add(_left_over(reading, "it is for a folder of results"))
        problems.settle()
        options: dict[str, object] = {
            "settings": settings,
            "scale": scale,
            "months": months,
            "interest": list(interest or ()),
        }
        found: Discovery = check_study(
            lambda used: load_discovery(
                discovery,
                seeds=used,
                scale=scale,
                months=months,
                settings=settings,
                interest=wanted,
            ),
            folder=folder,
            names=files_of(KIND, TABLES, FIGURES),
            seeds=seeds,
            workers=workers,
            scale=scale,
            months=months,
            language=language,
            overwrite=overwrite,
        )
        tables, manifest = _made(found, folder, options, workers, progress)
    manifest["packages"] = {
        **manifest["packages"],
        "ema-workbench": package_version("ema-workbench"),
        "scikit-learn": package_version("scikit-learn"),
    }
    manifest["timings"] = {
        "started": started,
        "finished": now(),
        "seconds": round(time.perf_counter() - begin, 3),
    }
    return save_analysis(Analysis(KIND, tables, manifest, folder), language)


def is_folder(text: str | Path) -> bool:
    """Whether a text names a folder of results rather than a file or something shipped."""
    said = str(text)
    if said in shipped_experiments(DISCOVERY):
        return False
    return Path(text).is_dir() or (looks_like_path(said) and not said.lower().endswith(SUFFIXES))


def _left_over(given: Mapping[str, object], why: str) -> list[Problem]:
    """Options that mean nothing here."""
    return [
        Problem(why, path=name, hint="leave the option out")
        for name, value in given.items()
        if value is not None
    ]


def _check_output(
    folder: Path,
    source: Path,
    names: tuple[str, ...],
    language: str,
    overwrite: bool,
    problems: Problems,
) -> None:
    """Whether what is found may go to a folder."""
    problems.add(check_choice("lang", language, LANGUAGES))
    if folder.resolve() == source.resolve():
        text = "is the folder that is looked at, and stays as it is"
        problems.add([Problem(text, str(folder), hint="choose another one with --out")])
    else:
        problems.add(files.check_folder(folder, names, overwrite))


def _made(
    found: Discovery, folder: Path, options: dict[str, object], workers: int | None, progress: bool
) -> tuple[dict[str, "pd.DataFrame"], dict[str, Any]]:
    """Tables and manifest of a discovery that is run."""
    files.create_folder(folder)
    plan = make_plan(found.experiment("points", found.factors, found.design()))
    results = do_whole(plan, folder / STORE, options, workers, progress)
    values = responses(results.connection, plan, found.metrics())
    conditions = _conditions(found.interest)
    tables = discovery_tables(
        _factors(plan), values, conditions, _search(found.boxes, found.sample.seed)
    ) | {"factors": about_factors(found.factors)}
    manifest = describe(KIND, [base.scenario for base in found.bases], found.seeds, options)
    manifest["about"] = {
        "scenarios": [base.scenario.name for base in found.bases],
        "seeds": len(found.seeds),
        "points": len(plan.experiment.points),
        "interesting": _interesting(tables),
        "window": min(HEADLINE_MONTHS, plan.experiment.scenario(0, 0).months),
        "wanted": found.boxes.density,
        "conditions": [list(one) for one in conditions],
        "ranges": _ranges(found.factors),
        "left_out": 0,
    }
    manifest["study"] = {"file": found.file, "summary": found.summary, "text": found.text}
    return tables, manifest


def _looked_at(
    source: Path, wanted: Sequence[ConditionPart], reading: Mapping[str, str | None]
) -> tuple[dict[str, "pd.DataFrame"], dict[str, Any]]:
    """Tables and manifest of runs that lie in a folder.

    Raises:
        UserError: The folder holds nothing that fits, or it is not said what is of interest.
    """
    first = read_cases(source, (), **reading)
    recorded = recorded_discovery(first.part.text)
    interest = tuple(wanted) or (recorded.interest if recorded is not None else ())
    if not interest:
        text = f"{source} does not say what is of interest"
        hint = "say it, as in --interest 'participation_rate > 0.3'"
        raise OptionError(Problem(text, path="interest", hint=hint))
    names = tuple(dict.fromkeys(one.metric for one in interest))
    cases = read_cases(source, names, **reading)
    boxes = recorded.boxes if recorded is not None else BoxesPart()
    conditions = _conditions(interest)
    factors = [_factor(cases, name) for name in cases.part.factors]
    tables = discovery_tables(
        cases.factors,
        cases.values,
        conditions,
        _search(boxes, recorded.sample.seed if recorded is not None else 0),
    ) | {"factors": about_factors(factors)}
    options = {**reading, "interest": [f"{one[0]} {one[1]} {one[2]:g}" for one in conditions]}
    manifest = describe(KIND, [], cases.seeds, options)
    manifest["scenarios"] = {name: cases.part.scenarios[name] for name in cases.scenarios}
    manifest["hashes"]["scenarios"] = {
        name: one["content_hash"] for name, one in manifest["scenarios"].items()
    }
    manifest["about"] = {
        "scenarios": list(cases.scenarios),
        "seeds": len(cases.seeds),
        "points": len(cases.factors),
        "interesting": _interesting(tables),
        "window": cases.window,
        "wanted": boxes.density,
        "conditions": [list(one) for one in conditions],
        "ranges": _ranges(factors),
        "left_out": cases.left_out,
        "design": None if recorded is not None else cases.part.design,
    }
    manifest["made_from"] = {
        "folder": str(source),
        "design": cases.part.design,
        "plan": cases.part.plan,
        "code": cases.plan["hashes"].get("stamp", ""),
    }
    return tables, manifest


def _factor(cases: Cases, name: str) -> Factor:
    """What is known of a factor of runs that lie there: from where to where it goes."""
    values = cases.factors[name]
    if name in cases.part.numeric:
        return Factor(name, float(values.min()), float(values.max()))
    known = sorted({str(value) for value in values})
    return Factor(name, known[0], known[-1])


def _ranges(factors: Sequence[Factor]) -> dict[str, list[Any]]:
    """Ends of the ranges of factors that are numbers."""
    return {
        one.name: [one.low, one.high]
        for one in factors
        if not any(isinstance(end, str) for end in (one.low, one.high))
    }


def _factors(plan: Plan) -> "pd.DataFrame":
    """The values of the factors, a row for each point."""
    import pandas as pd

    return pd.DataFrame([point.values for point in plan.experiment.points])


def _conditions(interest: Sequence[ConditionPart]) -> list[tuple[str, str, float]]:
    """What must hold of a point."""
    return [
        (one.metric, "above", one.above)
        if one.above is not None
        else (one.metric, "below", one.below or 0.0)
        for one in interest
    ]


def _search(part: BoxesPart, seed: int) -> Search:
    """How boxes are found."""
    return Search(part.most, part.density, part.peel, part.mass, seed)


def _interesting(tables: Mapping[str, "pd.DataFrame"]) -> int:
    """How many points are of interest."""
    return int(tables["noise"].to_dict("records")[-1]["holds"])
