"""What the lists, buttons and sliders of the live town hold, as plain values, and what they do."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.calendar import format_month
from sim.dashboard.looking import ANYBODY, KINDS, REACHED, VIEWS
from sim.dashboard.pair import SCALES, TownChoice
from sim.dashboard.session import PACES, Frame, Session
from sim.dashboard.shelf import ABOVE
from sim.declarations.groups import DIVISIONS
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import TOWN
from sim.declare import MARK_WORDS, MEASURE_LABELS, MEASURES, Label, Lever, Source
from sim.runs.choose import default_scenarios
from sim.scenario.places import shipped_folder, shipped_scenarios
from sim.words import Speech

if TYPE_CHECKING:
    from sim.dashboard.shelf import Shelf

Field = dict[str, Any]
Options = Sequence[tuple[object, str]]
"""Value and text of each line of a list."""
_WHOLE = ("households", "meetings per year", "units per community", "workers in the town")
"""Units that are counted, so that their sliders go in whole steps."""
SHOCKS = "shocks"
"""Group of the sliders that nobody decides."""
_STEPS = 100
"""About how many steps a slider has."""


# --- scenarios ---


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Scenarios that can be chosen, with what readers call them."""

    shipped: Mapping[str, Label]
    """By name."""
    own: Mapping[str, Label] = field(default_factory=dict)
    """Files of the folder, and of the one that holds it, by their path as `Shelf.load` takes it."""
    places: Mapping[str, tuple["Shelf", str]] = field(default_factory=dict)
    """Where each of those lies: folder, and path relative to it."""

    @classmethod
    def of(cls, shelf: "Shelf | None") -> "Scenarios":
        """List what is shipped, and what lies in a folder and beside it now."""
        shipped = {name: _label(shipped_folder() / f"{name}.yaml") for name in shipped_scenarios()}
        shelves = {"": shelf, ABOVE: shelf.beside()} if shelf else {}
        places = {
            f"{before}{path}": (one, path)
            for before, one in shelves.items()
            if one
            for path in one.scenarios()
        }
        own = {name: _label(one.root / path) for name, (one, path) in places.items()}
        return cls(shipped, own, places)

    def holds(self, name: str) -> bool:
        """Tell if a scenario is offered; a file must still be inside the folder."""
        if name in self.places:
            shelf, path = self.places[name]
            return shelf.offers(path)
        return name in self.shipped

    def label(self, name: str, speech: Speech) -> str:
        """Label a scenario for readers; with its file where others share a label."""
        found = self.shipped.get(name) or self.own.get(name)
        if found is None:
            return Path(name).stem
        text = speech.pick(found)
        twins = sum(one == found for one in (*self.shipped.values(), *self.own.values())) > 1
        path = self.places[name][1] if name in self.places else name
        return speech("list.bracketed", text=text, more=path) if twins else text

    def options(self, speech: Speech) -> list[tuple[str, Options]]:
        """List the lists of own and shipped ones, each with its heading."""
        lists = [(speech("page.own_files"), self.own), (speech("page.shipped"), self.shipped)]
        return [
            (heading if self.own else "", [(name, self.label(name, speech)) for name in names])
            for heading, names in lists
            if names
        ]


def _label(path: Path) -> Label:
    """Find the label that a file gives itself, or its name."""
    from sim.scenario.yamlfile import read_yaml

    try:
        document = read_yaml(path, path.name, [])
    except (OSError, ValueError):
        document = None
    data = document.data if document is not None and isinstance(document.data, dict) else {}
    label = data.get("label")
    if isinstance(label, dict) and all(isinstance(label.get(one), str) for one in ("en", "zh")):
        return Label(label["en"], label["zh"])
    return Label(path.stem, path.stem)


def first_choice() -> TownChoice:
    """Choose the last scenario of the shipped comparison first, against its first."""
    return TownChoice(default_scenarios()[-1])


# --- levers ---


def step_of(lever: Lever) -> float:
    """Choose the step of a lever's slider: 1, 2 or 5 times a power of ten."""
    rough = (lever.high - lever.low) / _STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * max(size for size in (1, 2, 5) if size * power <= rough * (1 + 1e-9))
    return max(1.0, step) if lever.unit in _WHOLE else float(f"{step:.3g}")


def lever_groups(speech: Speech) -> list[Field]:
    """Group the sliders by measure, whatever their values; shocks are last."""
    groups: dict[str, list[Field]] = {measure: [] for measure in (*MEASURES, SHOCKS)}
    for lever in LEVERS.values():
        shock = lever.name == "shock" or lever.name.startswith("shock_")
        groups[SHOCKS if shock else lever.measure].append(_slider(lever, speech))
    labels = [*(speech.pick(MEASURE_LABELS[one]) for one in MEASURES), speech("page.shocks")]
    return [
        {"name": name, "label": label, "levers": levers}
        for label, (name, levers) in zip(labels, groups.items(), strict=True)
    ]


def _slider(lever: Lever, speech: Speech) -> Field:
    """Describe one slider; braces in its text stand for the number."""
    value = "value.%" if lever.unit == "share" else "page.lever_value"
    return {
        "name": lever.name,
        "label": speech.pick(lever.label),
        "text": speech(value, value="{value}", unit=speech.unit(lever.unit)),
        "factor": _factor(lever),
        "low": lever.low,
        "high": lever.high,
        "step": step_of(lever),
        "town_only": lever.town_only,
        "hint": speech.pick(lever.meaning),
        "about": about_lever(lever, speech),
    }


def _factor(lever: Lever) -> int:
    """Find what values are multiplied with: shares are shown in per cent."""
    return 100 if lever.unit == "share" else 1


def about_lever(lever: Lever, speech: Speech) -> list[list[str]]:
    """Say what else there is to know of a lever: title and text of each line."""
    price = lever.cost
    low, high, off = (f"{_factor(lever) * end:,.12g}" for end in (lever.low, lever.high, lever.off))
    unit = speech.unit(lever.unit)
    lines = {
        "range": speech("page.lever_range", low=low, high=high, off=off, unit=unit),
        "acts": speech.pick(lever.mechanism),
    }
    if price.yuan:
        text = speech(f"page.price_{price.per}", yuan=f"{price.yuan:,.12g}")
        whole = "page.price_full" if lever.unit == "share" else "page.price_unit"
        note = evidence(price.source, speech)
        lines["price"] = speech("list.bracketed", text=speech(whole, price=text), more=note)
    if lever.needs or lever.needs_any:
        all_of, any_of = (
            [speech.pick(LEVERS[name].label) for name in names]
            for names in (lever.needs, lever.needs_any)
        )
        either = [speech.listed(any_of, "or")] if any_of else []
        lines["needs"] = speech.listed([*all_of, *either])
    return [[speech(f"page.lever_{key}_title"), text] for key, text in lines.items()]


def evidence(source: Source, speech: Speech) -> str:
    """Say how a number is known, and from where."""
    mark = speech.inside(speech.pick(MARK_WORDS[source.mark].label))
    text = speech.evidence(source)
    return speech("list.headed", head=mark, text=text) if text else mark


def lever_values(frame: Frame, place: str, speech: Speech) -> dict[str, Field]:
    """Find where each slider stands for a place, by lever, and how that is known.

    Where communities differ, the town's slider stands at the value that most of them have.
    """
    if frame.levers is None or frame.town is None:
        return {}
    found: dict[str, Field] = {}
    for name, values in frame.levers.items():
        if place == TOWN:
            value = Counter(values).most_common(1)[0][0]
        else:
            value = values[frame.town.index_of(place)]
        moved = (name, place) in frame.moved
        known = frame.known.get(name)
        if moved or known is None:
            off = value == LEVERS[name].off
            text = speech(f"page.known_{'moved' if moved else 'off' if off else 'not'}")
        else:
            text = evidence(known, speech)
        mixed = place == TOWN and len(set(values)) > 1
        found[name] = {"value": value, "moved": moved, "mixed": mixed, "known": text}
    return found


def marks(frame: Frame) -> dict[str, str]:
    """Mark a part of the page for programs that read it: marks change with the part."""
    choice = frame.choice
    return {
        "data-stage": frame.stage,
        "data-scenario": choice.scenario,
        "data-baseline": choice.baseline or "",
        "data-scale": str(choice.scale),
        "data-seed": str(choice.seed),
        "data-coming": format_month(frame.coming) if frame.coming else "",
    }


# --- lists and buttons ---


def select(
    name: str, label: str, value: object, *groups: tuple[str, Options], wide: bool = False
) -> Field:
    """Describe a list to choose from, in groups with a heading; it may be empty."""
    listed = [[heading, [[str(key), text] for key, text in options]] for heading, options in groups]
    return {
        "name": name,
        "kind": "select",
        "label": label,
        "groups": listed,
        "value": str(value),
        "wide": wide,
    }


def checks(name: str, label: str, options: Options, chosen: Iterable[str]) -> Field:
    """Describe boxes to tick."""
    listed = [list(one) for one in options]
    return {"name": name, "kind": "checks", "label": label, "options": listed, "value": [*chosen]}


def settings(frame: Frame, speech: Speech, pace: int, scenarios: Scenarios) -> list[Field]:
    """Describe what is simulated, and how fast."""
    choice, names = frame.choice, scenarios.options(speech)
    scales = [(scale, _scale(scale, speech)) for scale in SCALES]
    paces = [(count, _pace(count, speech)) for count in PACES]
    unmoved = ("", [("", speech("page.unmoved"))])
    return [
        select("scenario", speech("page.scenario"), choice.scenario, *names),
        select("baseline", speech("page.baseline"), choice.baseline or "", unmoved, *names),
        select("scale", speech("page.scale"), choice.scale, ("", scales)),
        {
            "name": "seed",
            "kind": "number",
            "label": speech("page.seed"),
            "value": choice.seed,
            "low": 0,
        },
        select("pace", speech("page.pace"), pace, ("", paces)),
    ]


def metric(frame: Frame, speech: Speech) -> Field:
    """Describe which metric is looked at: a comparison's first."""
    labels = {name: speech.pick(one.label) for name, one in METRICS.items()}
    headline = [(name, labels[name]) for name in HEADLINE]
    others = [(name, label) for name, label in labels.items() if name not in HEADLINE]
    groups = ((speech("page.headline"), headline), (speech("page.other_metrics"), others))
    return select("metric", speech("page.metric"), frame.metric, *groups, wide=True)


def views(frame: Frame, speech: Speech) -> list[Field]:
    """Describe what can be looked at beside the chart, as buttons."""
    return [
        {
            "name": f"view-{name}",
            "kind": "button",
            "label": speech(f"page.view_{name}"),
            "on": name == frame.view,
        }
        for name in VIEWS
    ]


def persons(frame: Frame, speech: Speech) -> list[Field]:
    """Describe who can be followed, and a button for another such person."""
    general: list[tuple[object, str]] = [
        (kind, speech(f"page.person_{kind}")) for kind in (ANYBODY, REACHED)
    ]
    groups = [
        (
            speech.pick(one.label),
            [(f"{one.name}.{group.name}", speech.pick(group.label)) for group in one.groups],
        )
        for one in DIVISIONS
    ]
    another: Field = {"name": "another", "kind": "button", "label": speech("page.another")}
    return [select("person", speech("page.person"), frame.kind, ("", general), *groups), another]


def _scale(scale: float, speech: Speech) -> str:
    if scale == 1:
        return speech("page.scale_all")
    return speech("page.scale_some", share=speech.percent(scale))


def _pace(count: int, speech: Speech) -> str:
    if count == 0:
        return speech("page.pace_all")
    return speech("page.pace_one") if count == 1 else speech("page.pace_some", count=count)


def buttons(frame: Frame, speech: Speech) -> list[Field]:
    """Describe the buttons: start or pause, one month, reset, sliders back."""
    still = frame.stage in ("preparing", "ended", "failed")
    first = "pause" if frame.stage == "running" else "start"
    away = frame.stage == "preparing"
    found: list[Field] = [
        {"name": name, "kind": "button", "label": speech(f"page.{name}"), "off": off}
        for name, off in ((first, still), ("step", still), ("reset", away), ("undo", away))
    ]
    found[0]["main"] = True
    for button in found[2:]:
        button["hint"] = speech(f"page.{button['name']}_hint")
    return found


def where(frame: Frame, speech: Speech, place: str) -> list[Field]:
    """Describe the town, or one of its communities."""
    places: list[tuple[object, str]] = [(TOWN, speech("page.whole_town"))]
    if frame.town is not None:
        places += [(one.id, speech.pick(one.label)) for one in frame.town.communities]
    return [select("place", speech("page.place"), place, ("", places))]


def act(session: Session, name: str, value: str, scenarios: Scenarios) -> None:
    """Do what a list or button of the page stands for; nonsense is left alone."""
    if name == "scenario":
        if scenarios.holds(value):
            session.choose(scenario=value)
    elif name == "baseline":
        if value == "" or scenarios.holds(value):
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
    elif name.startswith("view-"):
        session.look(next((one for one in VIEWS if name == f"view-{one}"), VIEWS[0]))
    elif name == "person":
        if value in KINDS:
            session.accompany(value)
    elif name == "another":
        session.accompany()
    elif name in ("start", "pause", "step", "reset", "undo"):
        getattr(session, name)()


def yaml_file(frame: Frame) -> tuple[str, str, bytes] | None:
    """Write the scenario file of the present sliders: name, kind and content."""
    if not frame.text:
        return None
    return f"{Path(frame.choice.scenario).stem}_moved.yaml", "application/yaml", frame.text.encode()
