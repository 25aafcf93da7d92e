"""What the lists, buttons and sliders of the live town hold, as plain values, and what they do."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sim.dashboard.live import PACES, Frame, Session
from sim.dashboard.pair import SCALES, Choice
from sim.dashboard.words import Page
from sim.declarations.levers import LEVERS
from sim.declarations.measures import MEASURE_LABELS
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.declare import MEASURES, Lever
from sim.runs.choose import default_scenarios
from sim.scenario import shipped_scenarios

Field = dict[str, Any]
_WHOLE = ("households", "meetings per year", "units per community", "workers in the town")
"""Units that are counted, so that their sliders go in whole steps."""
_STEPS = 100
"""About how many steps a slider has."""


def first_choice() -> Choice:
    """What the page begins with: the scenario that the shipped comparison ends with."""
    return Choice(default_scenarios()[-1])


def step_of(lever: Lever) -> float:
    """The step of a lever's slider: 1, 2 or 5 times a power of ten, about a hundred in all."""
    rough = (lever.high - lever.low) / _STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * max(size for size in (1, 2, 5) if size * power <= rough * (1 + 1e-9))
    return max(1.0, step) if lever.unit in _WHOLE else float(f"{step:.3g}")


def lever_groups(page: Page) -> list[Field]:
    """The sliders by measure, as they are whatever their values."""
    return [
        {
            "name": measure,
            "label": page.pick(MEASURE_LABELS[measure]),
            "levers": [
                {
                    "name": lever.name,
                    "label": page.pick(lever.label),
                    "unit": page.lever_unit(lever.unit),
                    "share": lever.unit == "share",
                    "low": lever.low,
                    "high": lever.high,
                    "step": step_of(lever),
                    "town_only": lever.town_only,
                    "hint": lever.meaning if page.language == "en" else page.pick(lever.label),
                }
                for lever in LEVERS.values()
                if lever.measure == measure
            ],
        }
        for measure in MEASURES
    ]


def lever_values(frame: Frame, place: str) -> dict[str, Field]:
    """Where each slider stands for a place, by name of the lever.

    Where communities differ, the town's slider stands at the value that most of them have.
    """
    if frame.levers is None or frame.town is None:
        return {}
    found = {}
    for name, values in frame.levers.items():
        mixed = place == TOWN and len(set(values)) > 1
        if place == TOWN:
            value = Counter(values).most_common(1)[0][0]
        else:
            value = values[frame.town.index_of(place)]
        moved = (name, place) in frame.moved
        found[name] = {"value": value, "moved": moved, "mixed": mixed}
    return found


def select(name: str, label: str, options: Sequence[tuple[object, str]], value: object) -> Field:
    """A list to choose from."""
    listed = [[str(key), text] for key, text in options]
    return {"name": name, "kind": "select", "label": label, "options": listed, "value": str(value)}


def settings(frame: Frame, page: Page, pace: int) -> list[Field]:
    """What is simulated, and how fast."""
    choice = frame.choice
    names: list[tuple[object, str]] = [(name, name) for name in shipped_scenarios()]
    scales: list[tuple[object, str]] = [
        (scale, page.say("scale_all") if scale == 1 else
         page.say("scale_some", percent=f"{100 * scale:g}"))
        for scale in SCALES
    ]  # fmt: skip
    paces: list[tuple[object, str]] = [(count, _pace(count, page)) for count in PACES]
    metrics = [(name, page.pick(metric.label)) for name, metric in METRICS.items()]
    return [
        select("scenario", page.say("scenario"), names, choice.scenario),
        select("baseline", page.say("baseline"), [("", page.say("unmoved")), *names],
                choice.baseline),
        select("scale", page.say("scale"), scales, choice.scale),
        {"name": "seed", "kind": "number", "label": page.say("seed"), "value": choice.seed,
         "low": 0},
        select("pace", page.say("pace"), paces, pace),
        select("metric", page.say("metric"), metrics, frame.metric),
    ]  # fmt: skip


def _pace(count: int, page: Page) -> str:
    if count == 0:
        return page.say("pace_all")
    return page.say("pace_one") if count == 1 else page.say("pace_some", count=count)


def buttons(frame: Frame, page: Page) -> list[Field]:
    """Start or pause, one month, reset, sliders back."""
    runs = frame.stage == "running"
    still = frame.stage in ("preparing", "ended", "failed")
    first = "pause" if runs else "start"
    return [
        {"name": first, "kind": "button", "label": page.say(first), "off": still, "main": True},
        {"name": "step", "kind": "button", "label": page.say("step"), "off": still},
        {"name": "reset", "kind": "button", "label": page.say("reset"),
         "hint": page.say("reset_hint"), "off": frame.stage == "preparing"},
        {"name": "undo", "kind": "button", "label": page.say("undo"),
         "hint": page.say("undo_hint"), "off": frame.stage == "preparing"},
    ]  # fmt: skip


def where(frame: Frame, page: Page, place: str) -> list[Field]:
    """The town, or one of its communities."""
    places: list[tuple[object, str]] = [(TOWN, page.say("whole_town"))]
    if frame.town is not None:
        places += [(one.id, page.pick(one.label)) for one in frame.town.communities]
    return [select("place", page.say("place"), places, place)]


def tell(session: Session, name: str, value: str) -> None:
    """Do what a list or button of the page stands for; nonsense is left alone."""
    if name == "scenario":
        if value in shipped_scenarios():
            session.choose(scenario=value)
    elif name == "baseline":
        if value in ("", *shipped_scenarios()):
            session.choose(baseline=value)
    elif name == "scale":
        if value in [str(scale) for scale in SCALES]:
            session.choose(scale=float(value))
    elif name == "seed":
        if value.isdecimal() and int(value) < 2**63:
            session.choose(seed=int(value))
    elif name == "metric":
        if value in METRICS:
            session.show(value)
    elif name in ("start", "pause", "step", "reset", "undo"):
        getattr(session, name)()


def yaml_file(frame: Frame) -> tuple[str, str, bytes] | None:
    """The scenario file of the present sliders: name, kind and content."""
    if not frame.text:
        return None
    return f"{frame.choice.scenario}_moved.yaml", "application/yaml", frame.text.encode()
