"""The view of results: what is chosen in it, and what is shown of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import solara

from sim.calendar import format_month
from sim.dashboard import explained
from sim.dashboard import findings as found
from sim.dashboard.fields import Field, select
from sim.dashboard.findings import Findings, Question
from sim.dashboard.opened import Opened
from sim.dashboard.shelf import Entry, Shelf
from sim.dashboard.troubles import told
from sim.dashboard.widgets import Fields, File, View
from sim.dashboard.words import Page
from sim.declarations.groups import DIVISIONS, GROUP_METRICS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import TOWN
from sim.errors import UserError

if TYPE_CHECKING:
    from sim.api.analyses import Analysis

Told = dict[str, Any]
_EXAMPLE = "cogov compare --scale 0.05 --out results/compare\ncogov dashboard results"


@solara.component
def Results(page: Page, shelf: Shelf | None) -> None:
    """The view, or how to come by one."""
    if shelf is None:
        Empty(page, "no_folder")
    else:
        Opening(page, shelf)


@solara.component
def Empty(page: Page, why: str = "no_results") -> None:
    """How to come by results."""
    with solara.Div(classes=["cg-empty"]):
        solara.HTML("h2", page.html("no_folder_title"))
        solara.HTML("p", page.html(why))
        solara.HTML("pre", escape(_EXAMPLE))


@solara.component
def Opening(page: Page, shelf: Shelf) -> None:
    """Which folder is looked at, and what is in it."""
    name, set_name = solara.use_state("")
    plan, set_plan = solara.use_state("")
    entries = solara.use_memo(lambda: _entries(shelf), [])
    here = name or (entries[0].path if entries else ".")
    opened, error = solara.use_memo(lambda: _open(shelf, here, plan), [here, plan])

    def choose(asked: Told) -> None:
        if asked["name"] in ("folder", "path") and asked["value"]:
            set_plan("")
            set_name(asked["value"])
        elif asked["name"] == "plan":
            set_plan(asked["value"])

    fields = [
        select(
            "folder",
            page.say("results_title", root=shelf.name),
            folder_options(entries, here, page),
            here,
            wide=True,
        ),
        {
            "name": "path",
            "kind": "text",
            "label": page.say("other_path", root=shelf.name),
            "value": here,
        },
    ]
    if isinstance(opened, Opened) and len(opened.plans) > 1:
        plans = [(one, one) for one in opened.plans]
        fields.append(select("plan", page.say("plan"), plans, opened.plan))
    with solara.Div(classes=["cg-card"]):
        Fields(label=page.say("folder"), fields=fields, event_choose=choose)
        if isinstance(opened, Opened):
            solara.HTML("p", escape(about(opened, page)), classes=["cg-about-folder"])
        elif opened is not None:
            solara.HTML("p", escape(about_analysis(opened, page)), classes=["cg-about-folder"])
    if not entries and not name:
        Empty(page)
    elif opened is None:
        Refused(page, error)
    elif isinstance(opened, Opened):
        Shown(page, opened).key(f"{here} {plan}")
    else:
        Explained(page, opened).key(here)


@solara.component
def Refused(page: Page, error: UserError | None) -> None:
    """Why nothing can be shown."""
    text = page.say("cannot_open") + page.say("colon")
    text += told(error.problems, page) if error is not None else ""
    solara.HTML("p", escape(text), classes=["cg-error"], attributes={"role": "alert"})


def _entries(shelf: Shelf) -> tuple[Entry, ...]:
    try:
        return shelf.entries()
    except UserError:
        return ()


def folder_options(entries: Sequence[Entry], here: str, page: Page) -> list[tuple[object, str]]:
    """The folders, each with its kind and what it is about, and the one that was typed."""
    found: list[tuple[object, str]] = []
    for one in entries:
        parts = [page.say(f"kind_{one.kind}"), page.pick(one.label), one.path]
        found.append((one.path, " · ".join(part for part in parts if part)))
    return found if here in [one.path for one in entries] else [(here, here), *found]


def _open(shelf: Shelf, name: str, plan: str) -> "tuple[Opened | Analysis | None, Any]":
    try:
        return shelf.open(name, plan), None
    except UserError as error:
        return None, error


def about(opened: Opened, page: Page) -> str:
    """What was opened, in one sentence."""
    design = opened.design
    key = "opened_store" if opened.kind == "store" else "opened"
    key = key if len(opened.lines) > 1 else "opened_one"
    kind = page.say(f"kind_{opened.kind}") + page.say("colon")
    return kind + page.say(
        key,
        folder=opened.folder,
        scenarios=len(opened.lines),
        seeds=len(design.seeds),
        first=format_month(design.start),
        last=format_month(design.end - 1),
    )


def about_analysis(found: "Analysis", page: Page) -> str:
    """What was opened, in one sentence."""
    manifest = found.manifest
    kind = page.say(f"kind_{found.kind}") + page.say("colon")
    # As ISO 8601 has it, to the minute.
    finished = str(manifest.get("timings", {}).get("finished", "-"))[:16].replace("T", " ")
    return kind + page.say(
        "opened_analysis",
        folder=found.folder,
        finished=finished,
        seeds=len(manifest.get("seeds", ())),
    )


@solara.component
def Explained(page: Page, found: "Analysis") -> None:
    """What an analysis found, its figures, tables and files."""
    parts, error = solara.use_memo(lambda: _parts(found, page), [page.language])
    offered = solara.use_memo(lambda: explained.downloads(found, page), [page.language])
    if error is not None:
        Refused(page, error)
        return
    View(parts=parts, look="cg-answer", number=0)
    with solara.Div(classes=["cg-card", "cg-below"]):
        solara.HTML("h2", page.html("downloads"))
        with solara.Div(classes=["cg-fields"]):
            for name, text, make in offered:
                File(name, text, make).key(name)


def _parts(found: "Analysis", page: Page) -> tuple[list[list[Any]], UserError | None]:
    try:
        return explained.parts_of(found, page), None
    except UserError as error:
        return [], error


def question_fields(opened: Opened, question: Question, page: Page) -> list[Field]:
    """What can be chosen of opened results."""
    names = {one: (zh if page.language == "zh" else en) for one, en, zh in opened.design.places}
    listed = [(one, names.get(one, one)) for one in opened.communities]
    places = [(TOWN, page.say("whole_town")), *listed]
    ordered = [*HEADLINE, *(name for name in METRICS if name not in HEADLINE)]
    metrics = [(name, page.report.title(METRICS[name])) for name in ordered]
    lines = [(one, opened.design.label(one, page.language)) for one in opened.lines]
    divisions = [(one.name, page.pick(one.label)) for one in DIVISIONS]
    return [
        checks("lines", page.say("scenarios"), lines, question.lines),
        checks("metrics", page.say("metrics"), metrics, question.metrics),
        select(
            "baseline",
            page.say("baseline"),
            [one for one in lines if one[0] in question.lines],
            question.baseline,
        ),
        select("place", page.say("place"), places, question.place),
        select("division", page.say("division"), divisions, question.division),
        select(
            "group_metric",
            page.say("group_metric"),
            found.group_metrics(page),
            question.group_metric,
        ),
    ]


def checks(name: str, label: str, options: list[tuple[str, str]], chosen: tuple[str, ...]) -> Field:
    """Boxes to tick."""
    return {
        "name": name,
        "kind": "checks",
        "label": label,
        "options": [list(o) for o in options],
        "value": list(chosen),
    }


def changed(question: Question, opened: Opened, asked: Told) -> Question:
    """The question after something was chosen; nonsense leaves it as it is."""
    name, value = asked["name"], asked["value"]
    if name in ("lines", "metrics"):
        known = opened.lines if name == "lines" else tuple(METRICS)
        wanted = {*getattr(question, name)} | {value}
        if not asked.get("on"):
            wanted -= {value}
        ticked: dict[str, Any] = {name: tuple(one for one in known if one in wanted)}
        made = replace(question, **ticked)
        if made.baseline not in made.lines and made.lines:
            made = replace(made, baseline=made.lines[0])
        return made
    allowed: dict[str, tuple[str, ...]] = {
        "baseline": question.lines,
        "place": (TOWN, *opened.communities),
        "division": tuple(one.name for one in DIVISIONS),
        "group_metric": tuple(GROUP_METRICS),
    }
    return replace(question, **{name: value}) if value in allowed.get(name, ()) else question


@solara.component
def Shown(page: Page, opened: Opened) -> None:
    """What is chosen of opened results, and what they say."""
    question, set_question = solara.use_state(found.first_question(opened))
    with solara.Div(classes=["cg-card"]):
        Fields(
            label=page.say("results"),
            fields=question_fields(opened, question, page),
            event_choose=lambda asked: set_question(changed(question, opened, asked)),
        )
    answered, error = solara.use_memo(lambda: _answer(opened, question), [question])
    png = solara.use_memo(
        lambda: found.figure_png(answered, page.language) if answered else b"",
        [question, page.language],
    )
    if error is not None:
        Refused(page, error)
        return
    if answered is None:
        with solara.Div(classes=["cg-empty"]):
            solara.HTML("p", page.html("choose_two"))
        return
    picture = found.figure_html(png, answered, page) if png else ""
    parts = [
        ["figure", picture, True],
        ["differences", found.differences_html(answered, page), True],
        ["levels", found.levels_html(answered, page)],
        ["groups", found.groups_html(answered, question, page)],
    ]
    View(parts=parts, look="cg-answer", number=0)
    with solara.Div(classes=["cg-card", "cg-below"]):
        solara.HTML("h2", page.html("downloads"))
        with solara.Div(classes=["cg-fields"]):
            for name, make in downloads(answered, png):
                File(name, page.say(name), make).key(name)


def _answer(opened: Opened, question: Question) -> tuple[Findings | None, UserError | None]:
    if not question.lines or not question.metrics:
        return None, None
    try:
        return found.answer(opened, question), None
    except UserError as error:
        return None, error


Made = Callable[[], tuple[str, str, bytes] | None]


def downloads(answered: Findings, png: bytes) -> list[tuple[str, Made]]:
    """The files that are offered, by the text of their buttons."""
    tables = {
        "csv_differences": ("differences.csv", answered.differences),
        "csv_levels": ("levels.csv", answered.levels),
        "csv_time": ("over_time.csv", answered.over_time),
        "csv_groups": ("groups.csv", answered.groups),
    }

    def as_csv(name: str, table: Any) -> Made:
        return lambda: (name, "text/csv", found.csv_of(table))

    offered = [
        (text, as_csv(name, table))
        for text, (name, table) in tables.items()
        if table is not None and len(table)
    ]
    if png:
        offered.append(("png", lambda: ("figure.png", "image/png", png)))
    return offered
