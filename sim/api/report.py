"""The brief of a folder of results, and its figures."""

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis import compare
from sim.analysis.effects import factor_table
from sim.api.results import Comparison, Results, open_results
from sim.calendar import first_day, parse_month
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import TOWN
from sim.errors import Problem, ResultsError
from sim.kinds import kind_named
from sim.report.answers import CLAIMS, Answer, read_answers
from sim.report.brief.handout import (
    FORMATS,
    check_format,
    docx_of,
    handout,
    html_of,
    one_page_of,
    pdf_of,
)
from sim.report.brief.material import (
    EFFECTS,
    VALIDATION,
    Finding,
    Material,
    Picture,
    StudyMaterial,
    SweepMaterial,
)
from sim.report.brief.page import brief, drawings
from sim.report.figures.look import save_figure, svg_of
from sim.report.shown import ScenarioLabels, Shown, town_of
from sim.runs import files
from sim.runs.choose import check_one_town
from sim.runs.options import Problems, check_choice
from sim.runs.tables import file_of, unmarked_text
from sim.scenario.places import experiments_folder
from sim.scenario.yamlfile import parse_json, parse_value
from sim.studies.analysis import Analysis
from sim.sweeps.store import PLAN, PLANS, SweepResults
from sim.words import Speech
from sim.words.setting import spoken

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

VALIDATION_TABLE = "validation.csv"
ASKED = "plan.json"
"""File that says what the trials of a calibration or a search are trials of."""
Manifest = Mapping[str, Any]
_PARTS = ("code", "packages", "platform", "options", "hashes")
_OF_SCENARIO = (
    "name",
    "summary",
    "sources",
    "chain",
    "town",
    "run",
    "population",
    "epochs",
    "events",
    "parameters",
    "origins",
    "known",
)
LONGEST_OFFICE = 60
"""Characters of a letterhead."""
_MOST_ROWS = 80
"""Rows that are shown of a table of an answer."""
_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
_LABEL = "label_"
"""How the names of columns of labels begin."""
_DAMAGED = (KeyError, IndexError, TypeError, ValueError, AttributeError)


def write_brief(
    folder: str | Path,
    *,
    language: str = "",
    out: str | Path | None = None,
    figures: str | Path | None = None,
    plan: str = "",
    appendix: bool = False,
    office: str = "",
    format: str = "",
    overwrite: bool = False,
) -> Path:
    """Write one page to hand on of a folder of results, or with the appendix all that is known.

    HTML needs no network; PDF takes the extra ``report`` or a browser, Word the extra.

    Args:
        folder: What a run, a comparison, a sweep or an analysis left; answers of analyses in
            the folder of a run or comparison, or in a folder within it, get a section of their
            own.
        language: One of `sim.words.LANGUAGES`.
        out: The file; None for ``report.html``, in Chinese ``report.zh.html``, in the folder,
            whose manifest then names it; with the appendix ``appendix.html``.
        figures: A folder that takes every figure of a run or comparison as PNG and SVG as well;
            None for none.
        plan: Of the store of a sweep: the plan; the one that was written last when empty.
        appendix: Write all that is known in place of the one page, which Word does not take.
        office: Who hands it on, in a line above the title as a letterhead, at most
            `LONGEST_OFFICE` characters.
        format: ``html``, ``pdf`` or ``docx``; when empty that of the file's ending, or HTML.
        overwrite: Replace what is there already.

    Returns:
        The file.

    Raises:
        UserError: With every problem of the options; or the folder is missing, foreign or
            damaged.
    """
    problems, speech = Problems(), spoken()
    with problems.gather():
        speech = spoken(language)
    folder = Path(folder)
    kind_of_file = format or (Path(out).suffix.lstrip(".").lower() if out else "") or FORMATS[0]
    problems.add(check_choice("format", kind_of_file, FORMATS))
    if appendix and kind_of_file == "docx":
        text = "the appendix is written as html or pdf, not as docx"
        problems.add([Problem(text, path="appendix", hint="leave the option out")])
    with problems.gather():
        check_format(kind_of_file)
    if len(office) > LONGEST_OFFICE or not office.isprintable():
        text = f"must be one line of at most {LONGEST_OFFICE} characters"
        problems.add([Problem(text, path="office", hint="write the name of the office alone")])
    stem = "appendix" if appendix else "report"
    path = Path(out) if out else folder / f"{stem}{speech.suffix}.{kind_of_file}"
    with problems.gather():
        kind = files.read_manifest(folder).get("kind")
        if figures is not None and kind not in ("run", "compare"):
            text = "only a run or a comparison has figures beside those of its folder"
            problems.add([Problem(text, path="figures", hint="leave the option out")])
        if plan and kind != "store":
            text = "only the store of a sweep has plans"
            problems.add([Problem(text, path="plan", hint="leave the option out")])
    if out is not None or os.path.isdir(folder):  # noqa: PTH112
        problems.add(_in_the_way(path, overwrite))
    drawn = None if figures is None else Path(figures)
    if drawn is not None:
        problems.add(files.check_folder(drawn, (), overwrite))
    problems.settle()
    material = material_of(folder, speech, plan)
    content = _written(replace(material, office=office), appendix, kind_of_file)
    if drawn is not None:
        _save_figures(material, drawn, overwrite)
    with files.writing(path.parent), files.atomic(path) as temporary:
        temporary.write_bytes(content)
    if out is None:
        files.note_in_manifest(folder, [path.name])
    return path


def _written(material: Material, appendix: bool, kind: str) -> bytes:
    """Write the page to hand on, or the appendix, as a file of a kind."""
    speech = material.speech
    try:
        page = None if appendix else handout(material, _png_of(material))
    except _DAMAGED as error:
        text = f"is damaged: {type(error).__name__} {error}"
        raise ResultsError(Problem(text, file=str(material.folder), hint="run it again")) from error
    if page is not None and kind == "docx":
        return docx_of(page, speech)
    if page is not None and kind == "pdf":
        return one_page_of(page, speech)
    html = brief(material) if page is None else html_of(page, speech)
    return html.encode() if kind == "html" else pdf_of(html)


def _png_of(material: Material) -> bytes | None:
    """Read the first figure of a study as PNG, in its language where there is one."""
    if material.study is None:
        return None
    declared = kind_named(material.manifest["kind"])
    names = () if declared is None else declared.figures[:1]
    for suffix in (material.speech.suffix, ""):
        for name in names:
            path = material.folder / f"{name}{suffix}.png"
            if path.is_file():
                return path.read_bytes()
    return None


def figures(results: Results, language: str = "") -> "dict[str, Figure]":
    """Draw every figure that the tables of a run or a comparison allow.

    Args:
        results: What a run or a comparison left.
        language: One of `sim.words.LANGUAGES`.

    Returns:
        Figures by name, such as ``rungs``, ``hours`` and ``network``.

    Raises:
        OptionError: There is no font for the language, or no such language.
        ResultsError: A table is damaged.
    """
    material = _of_runs(results, results.folder or Path(), spoken(language))
    return {name: draw() for name, draw in drawings(material)}


def _in_the_way(path: Path, overwrite: bool) -> list[Problem]:
    """Tell what stands in the way of writing a file."""
    where = str(path)
    hint = "choose another file with --out"
    if not path.parent.is_dir():
        return [Problem("its folder does not exist", file=where, hint=hint)]
    if path.is_dir():
        return [Problem("is a folder, not a file", file=where, hint=hint)]
    if path.exists() and not overwrite:
        return [Problem("already exists", file=where, hint=f"{hint}, or pass --overwrite")]
    return []


def _save_figures(material: Material, folder: Path, overwrite: bool) -> None:
    """Write every figure as PNG and SVG."""
    speech = material.speech
    made = {
        draw: [folder / f"{name}{speech.suffix}{kind}" for kind in (".png", ".svg")]
        for name, draw in drawings(material)
    }
    there = [path.name for paths in made.values() for path in paths if path.exists()]
    if there and not overwrite:
        text = f"already holds {', '.join(there)}"
        hint = "choose another folder with --figures, or pass --overwrite"
        raise ResultsError(Problem(text, file=str(folder), hint=hint))
    files.create_folder(folder)
    for draw, paths in made.items():
        save_figure(draw(), paths)


# --- what a brief is made of ----------------------------------------------------------------------


def material_of(folder: Path, speech: Speech, plan: str = "") -> Material:
    """Collect what a brief of a folder is made of.

    ``plan`` names one of the store of a sweep; that which was written last when empty.

    Raises:
        ResultsError: The folder is missing, foreign or damaged.
    """
    results = open_results(folder)
    if isinstance(results, Results):
        return _of_runs(results, folder, speech)
    if isinstance(results, SweepResults):
        return material_of_store(results, speech, plan)
    return _of_study(results, speech)


def _of_runs(results: Results, folder: Path, speech: Speech) -> Material:
    """Take tables of results, with answers in their folder and the shipped validation."""
    import pandas as pd

    _check_manifest(
        results.manifest, folder / files.MANIFEST, results.manifest["design"]["scenarios"]
    )
    answers = read_answers(folder) if results.folder is not None else ()
    return Material(
        folder=folder,
        manifest=results.manifest,
        design=results.design,
        metrics=results.metrics,
        groups=results.groups,
        differences=results.differences if isinstance(results, Comparison) else pd.DataFrame(),
        network=_if_recorded(results, "network"),
        matters=_if_recorded(results, "matters"),
        common_past=results.common_past if isinstance(results, Comparison) else (),
        answers=[_finding(one, speech) for one in answers],
        validation=_validation(speech),
        speech=speech,
    )


def _if_recorded(results: Results, name: str) -> "pd.DataFrame | None":
    """Read a table of results, None where it was not recorded."""
    if name in results.at_hand or file_of(name) in results.manifest.get("files", {}):
        frame: pd.DataFrame = getattr(results, name)
        return frame
    return None


def _check_manifest(manifest: Manifest, path: Path, scenarios: Sequence[str]) -> None:
    """Make sure that a manifest holds all that a brief says of it.

    Raises:
        ResultsError: Something is not there.
    """
    missing = [name for name in _PARTS if name not in manifest]
    if manifest.get("kind") != "sweep":
        missing += [name for name in ("timings",) if name not in manifest]
    for name in scenarios:
        scenario = manifest.get("scenarios", {}).get(name, {})
        missing += [f"scenarios.{name}.{part}" for part in _OF_SCENARIO if part not in scenario]
    if missing:
        text = f"is damaged: it lacks {', '.join(missing)}"
        raise ResultsError(Problem(text, file=str(path), hint="run it again"))
    if manifest.get("kind") in ("compare", "sweep"):
        check_one_town(manifest["scenarios"], path.parent)


# --- answers --------------------------------------------------------------------------------------


def _finding(answer: Answer, speech: Speech) -> Finding:
    """Show an answer in a folder: tables as its command prints them, else as its files.

    Raises:
        ResultsError: A table or figure is damaged, or of a kind that cannot be shown.
    """
    tables = _printed(answer, speech)
    if tables is None:
        paths = (answer.file(name, speech) for name in answer.tables)
        tables = [_shown(path, speech) for path in paths]
    return Finding(
        answer.kind,
        _title(answer.kind, speech),
        speech.pair([answer.sentences[one] for one in ("en", "zh")]),
        [_picture(answer.file(name, speech)) for name in answer.figures],
        tables,
    )


def _printed(answer: Answer, speech: Speech) -> list[Shown] | None:
    """Show the tables that a command prints; None where no analysis is there.

    Raises:
        ResultsError: A table of an analysis is damaged.
    """
    place = answer.path.parent
    if not (place / files.MANIFEST).is_file():
        return None
    if files.read_manifest(place).get("kind") != answer.kind:
        return None
    found = open_results(place)
    if not isinstance(found, Analysis):
        return None
    try:
        return _unbroken(found.shown(speech.language))
    except _DAMAGED as error:
        text = f"is damaged: {type(error).__name__} {error}"
        raise ResultsError(Problem(text, file=str(place))) from error


def _unbroken(tables: Sequence[Shown]) -> list[Shown]:
    """Take out the line breaks that the terminal needs in long headings of tables."""
    return [
        replace(one, headings=[text.replace("-\n", "").replace("\n", " ") for text in one.headings])
        for one in tables
    ]


def _validation(speech: Speech) -> list[Finding]:
    """Say what the recorded validation of the model says."""
    shipped = experiments_folder() / VALIDATION
    answers = read_answers(shipped) if shipped.is_dir() else ()
    found = [_finding(one, speech) for one in answers]
    claims = experiments_folder() / CLAIMS
    found += [_finding(one, speech) for one in (read_answers(claims) if claims.is_dir() else ())]
    table = shipped / VALIDATION_TABLE
    if table.is_file() and not any(table.name in one.tables for one in answers):
        tables = [_shown(table, speech)]
        found.append(Finding(VALIDATION, _title(VALIDATION, speech), (), tables=tables))
    return found


def _picture(path: Path) -> Picture:
    """Read a figure.

    Raises:
        ResultsError: It is neither SVG nor PNG, or cannot be read.
    """
    kind = _TYPES.get(path.suffix.lower())
    if kind is None:
        text = f"is no figure that can be shown; known: {', '.join(_TYPES)}"
        raise ResultsError(Problem(text, file=str(path)))
    try:
        return Picture(path.stem, path.read_bytes(), kind)
    except OSError as error:
        raise ResultsError(Problem(f"cannot be read: {error}", file=str(path))) from error


def _shown(path: Path, speech: Speech) -> Shown:
    """Show the rows of a CSV file, as many as there is room for.

    Raises:
        ResultsError: It cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head, *rows = [[*map(unmarked_text, row)] for row in csv.reader(stream) if row]
    except (OSError, ValueError, csv.Error) as error:
        raise ResultsError(
            Problem(f"cannot be read as a table: {error}", file=str(path))
        ) from error
    own = speech.pair((f"{_LABEL}en", f"{_LABEL}zh"))
    kept = [*range(len(head))]
    if own in head:
        # Of labels in two languages only that of the reader is shown, and no names.
        others = (k for k in kept if not head[k].startswith(_LABEL) and head[k] != "metric")
        kept = [head.index(own), *others]
    names = [speech("brief.head.metric") if head[k].startswith(_LABEL) else head[k] for k in kept]
    texts = next(
        (n for n, k in enumerate(kept) if any(_is_number(row[k:]) for row in rows)), len(kept)
    )
    cut = speech("brief.cut", shown=_MOST_ROWS, all=len(rows))
    return Shown(
        path.name,
        names,
        [([_shortened(row[k]) for k in kept if k < len(row)], True) for row in rows[:_MOST_ROWS]],
        max(texts, 1),
        [cut] if len(rows) > _MOST_ROWS else [],
    )


def _is_number(cells: Sequence[str]) -> bool:
    """Tell whether the first of some cells is a number."""
    try:
        float(cells[0])
    except (IndexError, ValueError):
        return False
    return True


def _shortened(text: str) -> str:
    """Shorten a number to a reader's digits; leave other text as it is."""
    if not _is_number([text]) or len(text) < 7:
        return text
    return f"{float(text):.4g}"


# --- studies --------------------------------------------------------------------------------------


def _title(kind: str, speech: Speech) -> str:
    """Write the title of answers of a kind; an undeclared one is its own title."""
    if kind == EFFECTS:
        return speech("brief.effects")
    declared = kind_named(kind)
    return kind.replace("_", " ").capitalize() if declared is None else speech.pick(declared.title)


def _of_study(found: Analysis, speech: Speech) -> Material:
    """Collect what the brief of a study is made of.

    Raises:
        ResultsError: Its manifest or a table lacks something.
    """
    import pandas as pd

    kind, manifest, language = found.declared, found.manifest, speech.language
    _check_manifest(manifest, found.folder / files.MANIFEST, [*manifest.get("scenarios", {})])
    manifest, (file, summary, text) = _asked(found)
    design = design_of(manifest, text)
    try:
        about = found.about(speech)
        subject = _subject(about, speech)
        question = speech.pick(kind.question).format(
            town=speech.pair(design.town),
            scenario=about.get("scenario") or subject,
            baseline=about.get("baseline", ""),
        )
        finding = Finding(
            found.kind,
            speech.pick(kind.title),
            found.sentences(language),
            [
                Picture(name.replace("_", " "), svg_of(figure))
                for name, figure in found.figures(language).items()
            ],
            _unbroken(found.shown(language)),
        )
    except _DAMAGED as error:
        text = f"is damaged: {type(error).__name__} {error}"
        raise ResultsError(Problem(text, file=str(found.folder), hint="run it again")) from error
    empty = pd.DataFrame()
    return Material(
        folder=found.folder,
        manifest=manifest,
        design=design,
        metrics=empty,
        groups=empty,
        differences=empty,
        validation=_validation(speech),
        study=StudyMaterial(
            finding,
            speech.closed(question),
            subject,
            kind.command,
            kind.argument == "pair",
            "months" in kind.common,
            file,
            summary,
            text,
        ),
        speech=speech,
    )


def _subject(about: Mapping[str, Any], speech: Speech) -> str:
    """Name what a study is about, in a few words."""
    if "baseline" in about:
        return speech("brief.versus", scenario=about["scenario"], baseline=about["baseline"])
    if "name" in about:
        return str(about["name"])
    names = [about["scenario"]] if "scenario" in about else about.get("scenarios", ())
    return speech.listed(str(one) for one in names)


def _asked(found: Analysis) -> tuple[Manifest, tuple[str, str, str]]:
    """Fill the manifest's options from its plan; take file, summary and text asked."""
    manifest = found.manifest
    study = manifest.get("study")
    if study is not None:
        return manifest, (study["file"], study.get("summary", ""), study.get("text", ""))
    path = found.folder / ASKED
    if path.is_file():
        try:
            plan = parse_json(path.read_bytes())
            known = {"trials": plan["trials"], "scale": plan["scale"]}
            asked = (str(plan["file"]), "", str(plan["text"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ResultsError(Problem(f"cannot be read: {error}", file=str(path))) from error
        return {**manifest, "options": {**manifest["options"], **known}}, asked
    return manifest, (str(manifest["about"].get("name", "")), "", "")


def design_of(manifest: Manifest, text: str, metrics: Sequence[str] = ()) -> compare.Design:
    """Set out what an older manifest compares: scenarios, the first or named baseline.

    ``text`` is the file that asked for it, which may say another scale and other months than the
    scenarios; what the user asked for beside it comes first. ``metrics`` are those shown.
    """
    scenarios = manifest["scenarios"]
    about = {**manifest.get("about", {})}
    given = {key: value for key, value in manifest.get("options", {}).items() if value is not None}
    options = {**_run_part(text), **given}
    baseline = about.get("baseline") or next(iter(scenarios))
    first = scenarios[baseline]
    town, places = town_of(manifest, first)
    start = parse_month(first["run"]["start"])
    months = int(options.get("months") or first["run"]["months"])
    labels = ScenarioLabels.of(scenarios).labels
    return compare.Design(
        scenarios=tuple(scenarios),
        baseline=baseline,
        seeds=tuple(manifest["seeds"]),
        metrics=tuple(metrics),
        start=start,
        end=start + months,
        precision=None,
        town=town,
        residents=sum(one["residents"] for one in first["town"]["communities"]),
        scale=float(about.get("scale") or options.get("scale") or first["population"]["scale"]),
        places=places,
        labels=tuple((name, *pair) for name, pair in labels.items()),
    )


def _run_part(text: str) -> Manifest:
    """Read what the file of a study says of scale and months of all its runs."""
    said = parse_value(text) if text else None
    part = said.get("run") if isinstance(said, Mapping) else None
    return part if isinstance(part, Mapping) else {}


# --- sweeps ---------------------------------------------------------------------------------------


def material_of_store(results: SweepResults, speech: Speech, plan: str = "") -> Material:
    """Collect what the brief of a store's plan is made of; without ``plan`` the last one's.

    Raises:
        ResultsError: There is no such plan, nothing of it is done, or a file is damaged.
    """
    import pandas as pd

    manifests = _plans(results.folder)
    name = plan or max(manifests, key=lambda one: str(manifests[one].get("written", "")))
    if name not in manifests:
        hint = f"there are {', '.join(manifests)}"
        raise ResultsError(Problem(f"has no plan {name!r}", file=str(results.folder), hint=hint))
    manifest = manifests[name]
    _check_manifest(
        manifest, results.folder / PLANS / name / PLAN, [*manifest.get("scenarios", {})]
    )
    runs = results.runs
    runs = runs[runs["plan"] == name]
    states = {str(key): int(count) for key, count in runs["state"].value_counts().items()}
    if not states.get("done"):
        hint = "give the command of the sweep again"
        raise ResultsError(Problem("has no finished run yet", file=str(results.folder), hint=hint))
    experiment = manifest["experiment"]
    factors = list(experiment["factors"])
    design = design_of(manifest, str(experiment.get("text", "")), HEADLINE)
    table, pasts = None, tuple[compare.CommonPast, ...]()
    metrics = differences = pd.DataFrame()
    if factors:
        table = factor_table(headlines_by_run(results, name, factors, design), factors, HEADLINE)
    else:
        metrics = _every(results, name)
        if design.others:
            differences = compare.differences_table(compare.per_seed(metrics, design), design)
            pasts = tuple(_common_past(metrics, design.baseline, one) for one in design.others)
    levels = {one: _levels(runs[one]) for one in factors}
    return Material(
        folder=results.folder,
        manifest=manifest,
        design=design,
        metrics=metrics,
        groups=pd.DataFrame(),
        differences=differences,
        common_past=pasts,
        validation=_validation(speech),
        sweep=SweepMaterial(
            name, experiment, states, runs["point"].nunique(), levels, table, tuple(manifests)
        ),
        speech=speech,
    )


def _plans(folder: Path) -> dict[str, Manifest]:
    """Read what the store says of each of its plans."""
    found = {}
    for path in sorted((folder / PLANS).glob(f"*/{PLAN}")):
        try:
            found[path.parent.name] = parse_json(path.read_bytes())
        except (OSError, ValueError) as error:
            raise ResultsError(Problem(f"cannot be read: {error}", file=str(path))) from error
    if not found:
        raise ResultsError(Problem("holds no plan, so nothing was swept", file=str(folder)))
    return found


def _levels(values: "pd.Series[Any]") -> list[object]:
    """Sort the values of a factor, numbers in their order."""
    import pandas as pd

    known = values.dropna().unique().tolist()
    return sorted(known) if pd.api.types.is_numeric_dtype(values) else known


def headlines_by_run(
    results: SweepResults, plan: str, factors: Sequence[str], design: compare.Design
) -> "pd.DataFrame":
    """Average each metric in each run over its last 12 months."""
    latest = ", ".join(
        f'list("{one}" ORDER BY month DESC)[:{compare.HEADLINE_MONTHS}] AS "{one}"'
        for one in HEADLINE
    )
    names = "".join(f'any_value("{one}") AS "{one}", ' for one in factors)
    text = (
        f"SELECT scenario, point, seed, {names} {latest} FROM metrics "
        f"WHERE plan = ? AND community = '{TOWN}' AND month >= ? "
        "GROUP BY scenario, point, seed ORDER BY scenario, point, seed"
    )
    found = results.ask(text, [plan, first_day(design.start)])
    for name in HEADLINE:
        found[name] = found[name].map(compare.headline_of)
    order = {name: place for place, name in enumerate(design.scenarios)}
    found["_order"] = found["scenario"].map(order)
    return found.sort_values(["_order", "point", "seed"]).drop(columns="_order")


def _every(results: SweepResults, plan: str) -> "pd.DataFrame":
    """Read the table of metrics of a plan without factors."""
    names = ", ".join(f'"{one}"' for one in METRICS)
    text = (
        f"SELECT scenario, seed, month, community, {names} FROM metrics WHERE plan = ? "
        "ORDER BY scenario, seed, month, community"
    )
    return results.ask(text, [plan])


def _common_past(metrics: "pd.DataFrame", first: str, second: str) -> compare.CommonPast:
    """Find until when two scenarios are the same in every metric, seed and community."""
    keys, names = ["seed", "month", "community"], list(METRICS)
    one, two = (
        metrics[metrics["scenario"] == name].set_index(keys)[names] for name in (first, second)
    )
    one, two = one.align(two, join="inner", axis=0)
    same = (one.eq(two) | (one.isna() & two.isna())).all(axis=1)
    months = same.index.get_level_values("month")
    until = months[~same].min() if not same.all() else None
    before = months if until is None else months[months < until]
    return compare.CommonPast(
        first,
        second,
        None if until is None else parse_month(f"{until:%Y-%m}"),
        before.nunique(),
        len(before) * len(names),
    )
