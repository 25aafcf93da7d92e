"""What the lists, buttons and sliders of the live town hold, as plain values, and what they do."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sim.dashboard.catalogue import Catalogue
from sim.dashboard.live import PACES, Frame, Session
from sim.dashboard.pair import SCALES, Choice
from sim.dashboard.words import Page
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.declare import MARK_WORDS, MEASURE_LABELS, MEASURES, Label, Lever, Source
from sim.report.brief.sources import source_text
from sim.runs.choose import default_scenarios

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
                    "hint": page.pick(lever.meaning),
                    "about": about_of(lever, page),
                }
                for lever in LEVERS.values()
                if lever.measure == measure
            ],
        }
        for measure in MEASURES
    ]


def about_of(lever: Lever, page: Page) -> list[list[str]]:
    """What else is to be known of a lever: title and text of each line."""
    price = lever.cost
    factor = 100 if lever.unit == "share" else 1
    ends = [f"{factor * end:,.12g}" for end in (lever.low, lever.high, lever.off)]
    unit = page.lever_unit(lever.unit)
    lines = [
        ["range", page.say("lever_range", low=ends[0], high=ends[1], off=ends[2], unit=unit)],
        ["acts", page.pick(lever.mechanism)],
    ]
    if price.yuan:
        text = page.say(f"price_{price.per}", yuan=f"{price.yuan:,.12g}")
        text = page.say("price_full" if lever.unit == "share" else "price_unit", price=text)
        lines.append(["price", text + _brackets(known_text(price.source, page), page)])
    if lever.needs or lever.needs_any:
        names = [page.pick(LEVERS[name].label) for name in (*lever.needs, *lever.needs_any)]
        lines.append(["needs", page.joined(names)])
    return [[page.say(f"lever_{key}_title"), text] for key, text in lines]


def known_text(source: Source, page: Page) -> str:
    """How a number is known, and from where."""
    mark = page.pick(MARK_WORDS[source.mark].label)
    mark = mark.lower() if page.language == "en" else mark
    text = page.pick(Label(source.text, source.zh or source_text(source.text, page.language)))
    colon = "：" if page.language == "zh" else ": "
    return f"{mark}{colon}{text}" if text else mark


def _brackets(text: str, page: Page) -> str:
    return f"（{text}）" if page.language == "zh" else f" ({text})"


def lever_values(frame: Frame, place: str, page: Page | None = None) -> dict[str, Field]:
    """Where each slider stands for a place, by name of the lever, and how the value is known.

    Where communities differ, the town's slider stands at the value that most of them have.
    """
    if frame.levers is None or frame.town is None:
        return {}
    found: dict[str, Field] = {}
    for name, values in frame.levers.items():
        mixed = place == TOWN and len(set(values)) > 1
        if place == TOWN:
            value = Counter(values).most_common(1)[0][0]
        else:
            value = values[frame.town.index_of(place)]
        moved = (name, place) in frame.moved
        found[name] = {"value": value, "moved": moved, "mixed": mixed}
        if page is not None:
            known = frame.known.get(name)
            said = page.say("known_off") if value == LEVERS[name].off else page.say("known_not")
            if moved:
                said = page.say("known_moved")
            elif known is not None:
                said = known_text(known, page)
            found[name]["known"] = said
    return found


def select(
    name: str, label: str, options: Sequence[tuple[object, str]], value: object, wide: bool = False
) -> Field:
    """A list to choose from."""
    return select_of_groups(name, label, [("", options)], value, wide)


def select_of_groups(
    name: str,
    label: str,
    groups: Sequence[tuple[str, Sequence[tuple[object, str]]]],
    value: object,
    wide: bool = False,
) -> Field:
    """A list to choose from, in groups with a heading each; those without one are above them."""
    listed = [[heading, [[str(key), text] for key, text in options]] for heading, options in groups]
    options = [one for _, part in listed for one in part]
    return {
        "name": name,
        "kind": "select",
        "label": label,
        "groups": listed,
        "options": options,
        "value": str(value),
        "wide": wide,
    }


def settings(
    frame: Frame, page: Page, pace: int, catalogue: Catalogue | None = None
) -> list[Field]:
    """What is simulated, and how fast."""
    choice, offered = frame.choice, catalogue or Catalogue.of(None)
    names = [
        (page.say("own_files"), _labelled(offered, offered.own, page)),
        (page.say("shipped"), _labelled(offered, offered.shipped, page)),
    ]
    if not offered.own:
        names = [("", names[1][1])]
    scales: list[tuple[object, str]] = [
        (
            scale,
            page.say("scale_all")
            if scale == 1
            else page.say("scale_some", percent=f"{100 * scale:g}"),
        )
        for scale in SCALES
    ]
    paces: list[tuple[object, str]] = [(count, _pace(count, page)) for count in PACES]
    metrics = [(name, page.pick(metric.label)) for name, metric in METRICS.items()]
    unmoved = ("", [("", page.say("unmoved"))])
    return [
        select_of_groups("scenario", page.say("scenario"), names, choice.scenario),
        select_of_groups("baseline", page.say("baseline"), [unmoved, *names], choice.baseline),
        select("scale", page.say("scale"), scales, choice.scale),
        {
            "name": "seed",
            "kind": "number",
            "label": page.say("seed"),
            "value": choice.seed,
            "low": 0,
        },
        select("pace", page.say("pace"), paces, pace),
        select("metric", page.say("metric"), metrics, frame.metric),
    ]


def _labelled(catalogue: Catalogue, names: Iterable[str], page: Page) -> list[tuple[object, str]]:
    """Scenarios with what readers call them."""
    return [(name, catalogue.label(name, page.language)) for name in names]


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
        {
            "name": "reset",
            "kind": "button",
            "label": page.say("reset"),
            "hint": page.say("reset_hint"),
            "off": frame.stage == "preparing",
        },
        {
            "name": "undo",
            "kind": "button",
            "label": page.say("undo"),
            "hint": page.say("undo_hint"),
            "off": frame.stage == "preparing",
        },
    ]


def where(frame: Frame, page: Page, place: str) -> list[Field]:
    """The town, or one of its communities."""
    places: list[tuple[object, str]] = [(TOWN, page.say("whole_town"))]
    if frame.town is not None:
        places += [(one.id, page.pick(one.label)) for one in frame.town.communities]
    return [select("place", page.say("place"), places, place)]


def tell(session: Session, name: str, value: str, catalogue: Catalogue | None = None) -> None:
    """Do what a list or button of the page stands for; nonsense is left alone."""
    offered = catalogue or Catalogue.of(None)
    if name == "scenario":
        if offered.holds(value):
            session.choose(scenario=value)
    elif name == "baseline":
        if value == "" or offered.holds(value):
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
    return f"{Path(frame.choice.scenario).stem}_moved.yaml", "application/yaml", frame.text.encode()
