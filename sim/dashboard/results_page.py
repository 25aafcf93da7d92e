"""The view of results: what is chosen in it, and what is shown of it."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

import solara

from sim.calendar import format_month
from sim.dashboard import findings as found
from sim.dashboard.fields import Field, select
from sim.dashboard.findings import Findings, Question
from sim.dashboard.opened import Opened, Shelf
from sim.dashboard.widgets import Fields, File, View
from sim.dashboard.words import Page
from sim.declarations.groups import DIVISIONS, GROUP_METRICS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import TOWN
from sim.errors import UserError

Told = dict[str, Any]


def told(error: UserError, page: Page, path: str) -> str:
    """What is wrong with a folder, in one sentence of the reader's language."""
    text = "; ".join(str(problem) for problem in error.problems)
    return page.say("expected", told=text, path=path)


@solara.component
def Results(page: Page, shelf: Shelf | None) -> None:
    """The view, or how to come by one."""
    if shelf is None:
        solara.HTML("p", page.html("no_folder"), classes=["cg-status"])
    else:
        Opening(page, shelf)


@solara.component
def Opening(page: Page, shelf: Shelf) -> None:
    """Which folder is looked at, and what is in it."""
    name, set_name = solara.use_state("")
    plan, set_plan = solara.use_state("")
    folders = solara.use_memo(lambda: _folders(shelf), [])
    here = name or (folders[0] if folders else ".")
    opened, error = solara.use_memo(lambda: _open(shelf, here, plan), [here, plan])

    def choose(asked: Told) -> None:
        if asked["name"] in ("folder", "path") and asked["value"]:
            set_plan("")
            set_name(asked["value"])
        elif asked["name"] == "plan":
            set_plan(asked["value"])

    fields = [
        select("folder", page.say("folder"), [(one, one) for one in _with(folders, here)], here),
        {"name": "path", "kind": "text", "label": page.say("path", root=shelf.root), "value": here},
    ]
    if opened is not None and len(opened.plans) > 1:
        plans = [(one, one) for one in opened.plans]
        fields.append(select("plan", page.say("plan"), plans, opened.plan))
    Fields(label=page.say("folder"), fields=fields, event_choose=choose)
    if opened is None:
        text = f"{page.say('cannot_open')}: {told(error, page, str(shelf.root / here))}"
        solara.HTML("p", escape(text), classes=["cg-error"], attributes={"role": "alert"})
        return
    solara.HTML("p", escape(about(opened, page)), classes=["cg-status"])
    Shown(page, opened).key(f"{here} {plan}")


def _folders(shelf: Shelf) -> tuple[str, ...]:
    try:
        return shelf.folders()
    except UserError:
        return ()


def _with(folders: tuple[str, ...], here: str) -> list[str]:
    """The folders, and the one that was typed."""
    return list(dict.fromkeys([*folders, here]))


def _open(shelf: Shelf, name: str, plan: str) -> tuple[Opened | None, Any]:
    try:
        return shelf.open(name, plan), None
    except UserError as error:
        return None, error


def about(opened: Opened, page: Page) -> str:
    """What was opened, in one sentence."""
    design = opened.design
    return page.say(
        "opened", folder=opened.folder, kind=page.say(f"kind_{opened.kind}"),
        scenarios=len(opened.lines), seeds=len(design.seeds), first=format_month(design.start),
        last=format_month(design.end - 1),
    )  # fmt: skip


def question_fields(opened: Opened, question: Question, page: Page) -> list[Field]:
    """What can be chosen of opened results."""
    names = {one: (zh if page.language == "zh" else en) for one, en, zh in opened.design.places}
    listed = [(one, names.get(one, one)) for one in opened.communities]
    places = [(TOWN, page.say("whole_town")), *listed]
    ordered = [*HEADLINE, *(name for name in METRICS if name not in HEADLINE)]
    metrics = [(name, page.report.title(METRICS[name])) for name in ordered]
    divisions = [(one.name, page.pick(one.label)) for one in DIVISIONS]
    return [
        checks("lines", page.say("scenarios"), [(one, one) for one in opened.lines],
               question.lines),
        checks("metrics", page.say("metrics"), metrics, question.metrics),
        select("baseline", page.say("baseline"), [(one, one) for one in question.lines],
               question.baseline),
        select("place", page.say("place"), places, question.place),
        select("division", page.say("division"), divisions, question.division),
        select("group_metric", page.say("group_metric"), found.group_metrics(page),
               question.group_metric),
    ]  # fmt: skip


def checks(name: str, label: str, options: list[tuple[str, str]], chosen: tuple[str, ...]) -> Field:
    """Boxes to tick."""
    return {"name": name, "kind": "checks", "label": label, "options": [list(o) for o in options],
            "value": list(chosen)}  # fmt: skip


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
    Fields(
        label=page.say("results"),
        fields=question_fields(opened, question, page),
        event_choose=lambda asked: set_question(changed(question, opened, asked)),
    )
    answered, error = solara.use_memo(lambda: _answer(opened, question), [question])
    png = solara.use_memo(lambda: _png(answered, page), [question, page.language])
    if answered is None:
        text = page.say("choose_two") if error is None else told(error, page, opened.folder)
        solara.HTML("p", escape(text), classes=["cg-error"], attributes={"role": "alert"})
        return
    with solara.Div(classes=["cg-fields"]):
        for name, make in downloads(answered, png):
            File(name, page.say(name), make)
    picture = found.figure_html(png, answered, page) if png else ""
    parts = [
        ["figure", picture],
        ["differences", found.differences_html(answered, page)],
        ["levels", found.levels_html(answered, page)],
        ["groups", found.groups_html(answered, question, page)],
    ]
    View(parts=parts, look="cg-answer", number=0)


def _answer(opened: Opened, question: Question) -> tuple[Findings | None, UserError | None]:
    if not question.lines or not question.metrics:
        return None, None
    try:
        return found.answer(opened, question), None
    except UserError as error:
        return None, error


def _png(answered: Findings | None, page: Page) -> bytes:
    """The figure; with words in English where no font shows Chinese."""
    if answered is None:
        return b""
    try:
        return found.figure_png(answered, page.language)
    except UserError:
        return found.figure_png(answered, "en")


Made = Callable[[], tuple[str, str, bytes] | None]


def downloads(answered: Findings, png: bytes) -> list[tuple[str, Made]]:
    """The files that are offered, by the text of their buttons."""
    tables = {"csv_differences": ("differences.csv", answered.differences),
              "csv_levels": ("levels.csv", answered.levels),
              "csv_time": ("over_time.csv", answered.over_time),
              "csv_groups": ("groups.csv", answered.groups)}  # fmt: skip

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
