"""The page itself, in Solara: what is on it and what its buttons do."""

import base64
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara
from solara.lab import use_task

from sim.calendar import format_month
from sim.dashboard import answers, charts, controls, drawing
from sim.dashboard.answers import PageQuestion
from sim.dashboard.charts import Chart
from sim.dashboard.controls import Field, Scenarios, checks, select
from sim.dashboard.opened import Opened
from sim.dashboard.session import PACES, Frame, Session
from sim.dashboard.shelf import UNFINISHED, Shelf, ShelfEntry
from sim.declarations.groups import DIVISIONS, GROUP_METRICS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import TOWN
from sim.errors import Problem, ResultsError, UserError
from sim.kinds import kind_named
from sim.scenario.load import load as load_anything
from sim.words import LANGUAGES, Speech
from sim.words.setting import problems_text

if TYPE_CHECKING:
    from sim.studies.analysis import Analysis

SHELF: Shelf | None = None
"""The results that the page may read; set before the page is served."""
LANGUAGE = "en"
"""Language that the page begins with."""
Event = dict[str, Any]
"""What a part of the page says when a person did something with it."""
Listener = Callable[[Event], None]
_LEVER_WORDS = ("moved", "differs", "town_only", "about_lever", "lever_known_title")
_EXAMPLE = "cogov compare --scale 0.05 --out results/compare\ncogov dashboard results"


# --- parts, each a small template beside this module ---


@solara.component_vue("top.vue", vuetify=False)
def Top(
    title: str = "",
    label: str = "",
    lang: str = "en",
    tab: str = "live",
    tabs: list[Any] = [],  # noqa: B006
    other: list[str] = [],  # noqa: B006
    event_choose: Listener = lambda event: None,
) -> None:
    """Show heading, views, and the switch of languages."""


@solara.component_vue("fields.vue", vuetify=False)
def Fields(
    label: str = "",
    fields: list[Any] = [],  # noqa: B006
    event_choose: Listener = lambda event: None,
) -> None:
    """Show labelled lists, boxes, numbers and buttons."""


@solara.component_vue("levers.vue", vuetify=False)
def Levers(
    label: str = "",
    place: str = TOWN,
    groups: list[Any] = [],  # noqa: B006
    values: dict[str, Any] = {},  # noqa: B006
    words: dict[str, str] = {},  # noqa: B006
    off: bool = False,
    marks: dict[str, str] = {},  # noqa: B006
    event_move: Listener = lambda event: None,
) -> None:
    """Show a slider for each lever, by measure."""


@solara.component_vue("view.vue", vuetify=False)
def View(
    parts: list[Any] = [],  # noqa: B006
    look: str = "",
    number: int = 0,
    marks: dict[str, str] = {},  # noqa: B006
    event_shown: Listener = lambda event: None,
    event_pick: Listener = lambda event: None,
) -> None:
    """Show drawn parts; say when they are shown, which metric is pressed."""


@solara.component_vue("chart.vue", vuetify=False)
def Plot(
    chart: dict[str, Any] = {},  # noqa: B006
    words: dict[str, str] = {},  # noqa: B006
) -> None:
    """Show a chart of Apache ECharts."""


@solara.component_vue("download.vue", vuetify=False)
def Download(
    name: str = "",
    label: str = "",
    file: dict[str, Any] = {},  # noqa: B006
    event_ask: Listener = lambda event: None,
) -> None:
    """Offer a file by a button, made when it is asked for."""


@solara.component
def File(name: str, label: str, make: answers.Maker) -> None:
    """Offer a download of what a function makes."""
    made, set_made = solara.use_state({})

    def ask(event: Event) -> None:
        found = make()
        if found is not None:
            title, kind, content = found
            # The number makes two equal files in a row two files.
            number = made.get("number", 0) + 1
            data = base64.b64encode(content).decode()
            set_made({"number": number, "name": title, "kind": kind, "data": data})

    Download(name=name, label=label, file=made, event_ask=ask)


@solara.component
def Files(files: list[answers.File], speech: Speech) -> None:
    """Offer all downloads of a result."""
    with solara.Div(classes=["cg-card", "cg-below"]):
        solara.HTML("h2", speech.html("page.downloads"))
        with solara.Div(classes=["cg-fields"]):
            for name, text, make in files:
                File(name, text, make).key(name)


# --- the page ---


@solara.component
def Layout(children: list[Any]) -> None:
    """Put nothing around the page."""
    solara.Column(children=children, gap="0px")


@solara.component
def Page() -> None:
    """Show everything."""
    language, set_language = solara.use_state(LANGUAGE)
    tab, set_tab = solara.use_state("live")
    frame, set_frame = solara.use_state(None)
    place, pace = solara.use_reactive(TOWN), solara.use_reactive(PACES[1])
    load = SHELF.load if SHELF else load_anything
    session: Session = solara.use_memo(
        lambda: Session(controls.first_choice(), set_frame, load=load), []
    )
    speech = Speech(language)
    other = next(one for one in LANGUAGES if one != language)

    def own() -> Callable[[], None]:
        session.begin()
        return session.close

    solara.use_effect(own, [])

    def choose(event: Event) -> None:
        if event["name"] == "tab":
            # Nobody watches a town while looking at results.
            session.pause()
            set_tab(event["value"])
        elif event["name"] == "language":
            set_language(event["value"])

    solara.Style(Path(__file__).with_name("page.css"))
    with solara.Div(classes=["cg-page"]):
        Top(
            title=speech("page.title"),
            label=speech("page.views"),
            lang=language,
            tab=tab,
            tabs=[["live", speech("page.live")], ["results", speech("page.results")]],
            other=[other, speech("page.other_language")],
            event_choose=choose,
        )
        if tab == "results":
            Results(SHELF, speech)
        elif frame is None:
            solara.HTML("p", speech.html("page.preparing_first"), classes=["cg-status"])
        else:
            Town(session, frame, place, pace, speech)


# --- the live town ---


@solara.component
def Town(
    session: Session,
    frame: Frame,
    place: "solara.Reactive[str]",
    pace: "solara.Reactive[int]",
    speech: Speech,
) -> None:
    """Show one picture of the town, with its sliders."""
    scenarios = solara.use_memo(lambda: Scenarios.of(SHELF), [])

    def choose(event: Event) -> None:
        name, value = event["name"], event["value"]
        if name == "place":
            place.set(value)
        elif name == "pace":
            pace.set(int(value))
            session.set_pace(int(value))
        else:
            controls.act(session, name, value, scenarios)

    Setting(frame, controls.settings(frame, speech, pace.value, scenarios), choose, speech)
    with solara.Div(classes=["cg-live"]):
        Side(session, frame, place.value, choose, speech)
        with solara.Div(classes=["cg-main-part"]):
            View(
                parts=[[name, text] for name, text in drawing.sections(frame, speech).items()],
                look="cg-town",
                number=frame.number,
                marks=controls.marks(frame),
                event_shown=lambda event: session.shown(event["number"]),
            )
            with solara.Div(classes=["cg-two"]):
                OverTime(frame, choose, speech)
                Beside(frame, choose, speech)
            View(
                parts=[["headline", drawing.headline(frame, speech)]],
                look="cg-town",
                marks=controls.marks(frame),
                event_pick=choose,
            )


@solara.component
def Setting(frame: Frame, fields: list[Field], choose: Listener, speech: Speech) -> None:
    """Show what is simulated, and the buttons that run it."""
    with solara.Div(classes=["cg-card"]):
        Fields(label=speech("page.controls"), fields=fields, event_choose=choose)
        with solara.Div(classes=["cg-run"]):
            Fields(
                label=speech("page.run_controls"),
                fields=controls.buttons(frame, speech),
                event_choose=choose,
            )
            Status(frame, speech)


@solara.component
def Side(session: Session, frame: Frame, place: str, choose: Listener, speech: Speech) -> None:
    """Show the sliders, of the town or of one community."""
    groups = solara.use_memo(lambda: controls.lever_groups(speech), [speech])
    known = frame.town is not None and place in frame.town.community_ids
    here = place if known else TOWN

    def move(event: Event) -> None:
        session.move(event["lever"], event["place"], float(event["value"]))

    with solara.Div(classes=["cg-side"]):
        solara.HTML("h2", speech.html("page.levers"))
        Fields(
            label=speech("page.place"),
            fields=controls.where(frame, speech, here),
            event_choose=choose,
        )
        Levers(
            label=speech("page.levers"),
            place=here,
            groups=groups,
            values=controls.lever_values(frame, here, speech),
            words={key: speech(f"page.{key}", lever="{lever}") for key in _LEVER_WORDS},
            off=frame.stage in ("preparing", "ended", "failed"),
            marks=controls.marks(frame),
            event_move=move,
        )
        File("yaml", speech("page.yaml"), lambda: controls.yaml_file(frame))


@solara.component
def OverTime(frame: Frame, choose: Listener, speech: Speech) -> None:
    """Show the metric looked at: in words, over time, and what it is."""
    with solara.Div(classes=["cg-card", "cg-over-time"]):
        fields = [controls.metric(frame, speech)]
        Fields(label=speech("page.metric"), fields=fields, event_choose=choose)
        solara.HTML("div", drawing.answer(frame, speech))
        chart = charts.over_time(frame, speech)
        if chart is not None:
            Drawn(chart, speech)
        solara.HTML("p", escape(drawing.meaning(frame, speech)), classes=["cg-note", "cg-means"])


@solara.component
def Beside(frame: Frame, choose: Listener, speech: Speech) -> None:
    """Show one view at a time: where, who, with whom, matters, a resident."""
    with solara.Div(classes=["cg-card", "cg-beside"]):
        Fields(
            label=speech("page.beside"), fields=controls.views(frame, speech), event_choose=choose
        )
        draw = {"who": charts.groups, "network": charts.network}.get(frame.view)
        chart = draw(frame, speech) if draw else None
        if chart is not None:
            Drawn(chart, speech).key(frame.view)
        if frame.view == "person":
            Fields(
                label=speech("page.person"),
                fields=controls.persons(frame, speech),
                event_choose=choose,
            )
        if frame.view in drawing.BESIDE:
            parts = [[frame.view, drawing.BESIDE[frame.view](frame, speech)]]
            View(parts=parts, look="cg-bare").key(f"beside {frame.view}")


@solara.component
def Drawn(chart: Chart, speech: Speech) -> None:
    """Show a chart with its notes."""
    words = {key: speech(f"page.{key}") for key in ("larger", "smaller")}
    plain = {name: getattr(chart, name) for name in ("name", "title", "text", "option", "height")}
    Plot(chart=plain, words=words)
    if chart.notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in chart.notes)
        solara.HTML("ul", items, classes=["cg-events"])


@solara.component
def Status(frame: Frame, speech: Speech) -> None:
    """Show what the town does just now."""
    bad = ["cg-bad"] if frame.stage == "failed" else []
    with solara.Div(classes=["cg-state"]):
        solara.HTML(
            "p",
            escape(_hidden(drawing.status(frame, speech))),
            classes=["cg-status", *bad],
            attributes={"role": "status", "aria-live": "polite", **controls.marks(frame)},
        )
        solara.HTML("div", drawing.progress(frame), classes=["cg-progress"])


# --- results ---


@solara.component
def Results(shelf: Shelf | None, speech: Speech) -> None:
    """Show the view, or how to come by one."""
    if shelf is None:
        Empty("page.no_folder", speech)
    else:
        Opening(shelf, speech)


@solara.component
def Empty(why: str, speech: Speech) -> None:
    """Show how to come by results."""
    with solara.Div(classes=["cg-empty"]):
        solara.HTML("h2", speech.html("page.no_folder_title"))
        solara.HTML("p", speech.html(why))
        solara.HTML("pre", escape(_EXAMPLE))


@solara.component
def Opening(shelf: Shelf, speech: Speech) -> None:
    """Show which folder is looked at, and what is in it."""
    name, set_name = solara.use_state("")
    plan, set_plan = solara.use_state("")
    entries = solara.use_memo(lambda: _entries(shelf), [])
    here = name or (entries[0].path if entries else ".")
    opening = use_task(lambda: _tried(lambda: shelf.open(here, plan)), dependencies=[here, plan])
    # What is shown is of the folder that is named, or nothing.
    opened, error = opening.value if opening.finished else (None, None)

    def choose(event: Event) -> None:
        if event["name"] in ("folder", "path") and event["value"]:
            set_plan("")
            set_name(event["value"])
        elif event["name"] == "plan":
            set_plan(event["value"])

    title = speech("page.results_title", root=shelf.name)
    listed = ("", folder_options(entries, here, speech))
    path = speech("page.other_path", root=shelf.name)
    fields = [
        select("folder", title, here, listed, wide=True),
        {"name": "path", "kind": "text", "label": path, "value": here},
    ]
    if isinstance(opened, Opened) and len(opened.plans) > 1:
        plans = ("", [(one, one) for one in opened.plans])
        fields.append(select("plan", speech("page.plan"), opened.plan, plans))
    with solara.Div(classes=["cg-card"]):
        Fields(label=speech("page.folder"), fields=fields, event_choose=choose)
        if opened is not None:
            solara.HTML("p", escape(_hidden(about(opened, speech))), classes=["cg-about-folder"])
        if isinstance(opened, Opened) and (
            opened.done < opened.planned or opened.kind == UNFINISHED
        ):
            text = speech.html("page.unfinished", done=opened.done, planned=opened.planned)
            solara.HTML("p", text, classes=["cg-unfinished"])
    if not entries and not name:
        Empty("page.no_results", speech)
    elif not opening.finished:
        Waiting(speech("page.opening", name=here))
    elif opened is None:
        Refused(error, speech)
    elif not isinstance(opened, Opened):
        Answered(here, lambda: answers.analysis_answer(opened, speech), [], speech).key(here)
    elif opened.kind != UNFINISHED:
        Runs(here, opened, speech).key(f"{here} {plan}")


@solara.component
def Refused(error: UserError | None, speech: Speech) -> None:
    """Show why nothing can be shown."""
    why = _hidden(problems_text(error.problems if error else (), speech))
    text = speech.html("page.cannot_open", why=why)
    solara.HTML("p", text, classes=["cg-error"], attributes={"role": "alert"})


def _hidden(text: str) -> str:
    """Hide where a folder is on the machine from a text."""
    return SHELF.hidden(text) if SHELF else text


def _entries(shelf: Shelf) -> tuple[ShelfEntry, ...]:
    return _tried(shelf.entries)[0] or ()


def kind_label(kind: str, speech: Speech) -> str:
    """Name a kind of results for readers: a study by its noun."""
    declared = kind_named(kind)
    return (
        speech(f"page.kind_{kind}") if declared is None else speech.head(speech.pick(declared.noun))
    )


def folder_options(
    entries: Sequence[ShelfEntry], here: str, speech: Speech
) -> list[tuple[object, str]]:
    """List folders, each with kind and subject, and the one that was typed."""
    found: list[tuple[object, str]] = []
    for one in entries:
        parts = [kind_label(one.kind, speech), speech.pick(one.label), one.path]
        found.append((one.path, " · ".join(part for part in parts if part)))
    return found if here in [one.path for one in entries] else [(here, here), *found]


def about(opened: "Opened | Analysis", speech: Speech) -> str:
    """Say what was opened, in one sentence."""
    if isinstance(opened, Opened):
        design = opened.design
        key = "opened_store" if opened.kind == "store" else "opened"
        text = speech(
            f"page.{key if len(opened.lines) > 1 else 'opened_one'}",
            folder=opened.folder,
            scenarios=len(opened.lines),
            seeds=len(design.seeds),
            first=format_month(design.start),
            last=format_month(design.end - 1),
        )
    else:
        manifest = opened.manifest
        # As ISO 8601 has it, to the minute.
        finished = str(manifest.get("timings", {}).get("finished", "-"))[:16].replace("T", " ")
        seeds = len(manifest.get("seeds", ()))
        text = speech("page.opened_analysis", folder=opened.folder, finished=finished, seeds=seeds)
    return speech("list.headed", head=kind_label(opened.kind, speech), text=text)


@solara.component
def Waiting(text: str) -> None:
    """Show what is being done."""
    solara.HTML("p", escape(text), classes=["cg-wait"], attributes={"role": "status"})


@solara.component
def Answered(
    folder: str,
    make: Callable[[], answers.PageAnswer | None],
    dependencies: list[Any],
    speech: Speech,
) -> None:
    """Show what a folder's results say to what is asked; None if nothing is."""
    task = use_task(lambda: _tried(make), dependencies=[*dependencies, speech])
    last = solara.use_ref(None)
    if task.finished:
        last.current = task.value
    else:
        Waiting(speech("page.drawing"))
    if last.current is None:
        return
    answer, error = last.current
    if error is not None:
        Refused(error, speech)
    elif answer is None:
        with solara.Div(classes=["cg-empty"]):
            solara.HTML("p", speech.html("page.choose_two"))
    else:
        # What was shown before is not what is asked now.
        look = "cg-answer" if task.finished else "cg-answer cg-stale"
        parts = [list(part) for part in answer.parts]
        marks = {"data-folder": folder}
        View(parts=parts[: answer.first], look=look, marks=marks)
        with solara.Div(classes=["cg-charts" if task.finished else "cg-charts cg-stale"]):
            for chart in answer.charts:
                with solara.Div(classes=["cg-card"]):
                    Drawn(chart, speech).key(chart.name)
        View(parts=parts[answer.first :], look=look, marks=marks)
        Files(answer.files, speech)


def _tried(make: Callable[[], Any]) -> tuple[Any, UserError | None]:
    """Make what a function makes, or say why not: the page goes on regardless."""
    try:
        return make(), None
    except UserError as error:
        return None, error
    except Exception as error:
        traceback.print_exc()
        text = f"is damaged: {type(error).__name__}"
        return None, ResultsError(Problem(text, hint="run it again"))


@solara.component
def Runs(folder: str, opened: Opened, speech: Speech) -> None:
    """Show what is chosen of a folder's results, and what they say."""
    question, set_question = solara.use_state(answers.first_question(opened))
    with solara.Div(classes=["cg-card"]):
        Fields(
            label=speech("page.results"),
            fields=question_fields(opened, question, speech),
            event_choose=lambda event: set_question(changed(question, opened, event)),
        )

    def make() -> answers.PageAnswer | None:
        some = question.lines and question.metrics
        return answers.findings_answer(opened, question, speech) if some else None

    Answered(folder, make, [question], speech)


def question_fields(opened: Opened, question: PageQuestion, speech: Speech) -> list[Field]:
    """Describe what can be chosen of opened results."""
    design = opened.design
    names = {one: speech.pair(labels) for one, *labels in design.places}
    places = [
        (TOWN, speech("page.whole_town")),
        *((one, names.get(one, one)) for one in opened.communities),
    ]
    ordered = dict.fromkeys((*HEADLINE, *METRICS))
    metrics = [(name, speech.title(METRICS[name])) for name in ordered]
    lines = [(one, design.label(one, speech)) for one in opened.lines]
    chosen = [one for one in lines if one[0] in question.lines]
    divisions = [(one.name, speech.pick(one.label)) for one in DIVISIONS]
    groups = [(name, speech.pick(METRICS[name].label)) for name in GROUP_METRICS]
    shown = [one for one in metrics if one[0] in question.metrics]
    lists = {
        "baseline": (question.baseline, chosen),
        "map_metric": (question.mapped if shown else "", shown),
        "place": (question.place, places),
        "division": (question.division, divisions),
        "group_metric": (question.group_metric, groups),
    }
    return [
        checks("lines", speech("page.scenarios"), lines, question.lines),
        checks("metrics", speech("page.metrics"), metrics, question.metrics),
        *(
            select(name, speech(f"page.{name}"), value, ("", options))
            for name, (value, options) in lists.items()
        ),
    ]


def changed(question: PageQuestion, opened: Opened, event: Event) -> PageQuestion:
    """Change the question by what was chosen; nonsense leaves it as it is."""
    name, value = event["name"], event["value"]
    if name in ("lines", "metrics"):
        known = opened.lines if name == "lines" else tuple(METRICS)
        wanted = {*getattr(question, name)} | {value}
        if not event.get("on"):
            wanted -= {value}
        ticked: dict[str, Any] = {name: tuple(one for one in known if one in wanted)}
        made = replace(question, **ticked)
        if made.baseline not in made.lines and made.lines:
            made = replace(made, baseline=made.lines[0])
        return made
    allowed: dict[str, tuple[str, ...]] = {
        "baseline": question.lines,
        "map_metric": question.metrics,
        "place": (TOWN, *opened.communities),
        "division": tuple(one.name for one in DIVISIONS),
        "group_metric": tuple(GROUP_METRICS),
    }
    return replace(question, **{name: value}) if value in allowed.get(name, ()) else question
