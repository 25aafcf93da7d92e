"""What the model is: entities, the month as scheduled, policy, phases, parameters."""

from collections.abc import Callable, Iterable, Iterator
from inspect import cleandoc

from sim.declarations.columns import HOUSEHOLD_COLUMNS, MATTER_COLUMNS, RESIDENT_COLUMNS
from sim.declarations.forms import FORMS
from sim.declarations.levers import LEVERS
from sim.declarations.matters import (
    ACTOR_TYPES,
    CHANNELS,
    FIELD_LABELS,
    KINDS,
    LEVELS,
    SIZES,
    STATES,
)
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declare import MEASURES, ORIGIN_LABELS, Column, Lever, Parameter, Source
from sim.extend import Extension, active
from sim.report import documents as md
from sim.report.odd import paths, reading
from sim.report.odd.reading import Function, Told
from sim.scenario.explain import number
from sim.scenario.scenario import Scenario
from sim.words import Speech

both = Speech().both
"""A label in English and Chinese."""

# --- entities, state variables, draws and metrics -------------------------------------------------


def span(low: float | None, high: float | None) -> str:
    """A range, open where an end is missing."""
    if low is None and high is None:
        return ""
    return f"{'' if low is None else number(low)} … {'' if high is None else number(high)}".strip()


def _unit(unit: str) -> str:
    """A unit, nothing for pure numbers."""
    return "" if unit == "-" else unit


def entities() -> str:
    """Every kind of agent, with its attributes and what it is."""
    parts = []
    for kind in reading.actors():
        attributes = md.attributes(kind.doc)
        read = paths.parameters_of(tuple(kind.methods.values()))
        kinds = reading.words(kind.module, "KINDS")
        parts.append(
            md.paragraphs(
                f"**{kind.name}.** {md.prose(reading.module(kind.module).doc)}",
                md.prose(kind.doc),
                md.table(("attribute", "meaning"), ((md.name(n), text) for n, text in attributes))
                if attributes
                else "",
                f"Parameters: {md.names(read)}." if read else "",
                f"`KINDS`: {', '.join(kinds)}." if kinds else "",
            )
        )
    return md.paragraphs(*parts)


def columns() -> str:
    """The columns of residents, households and matters."""
    return md.paragraphs(
        *(
            md.paragraphs(f"**{title}**", _column_table(declared))
            for title, declared in (
                ("Residents", RESIDENT_COLUMNS),
                ("Households", HOUSEHOLD_COLUMNS),
                ("Matters", MATTER_COLUMNS),
            )
        ),
        f"Ties: {md.prose(reading.module('sim.world.columns').classes['Ties'].doc)}",
    )


def _column_table(declared: Iterable[Column]) -> str:
    """Columns with unit, range and meaning."""
    return md.table(
        ("column", "type", "unit", "range", "meaning"),
        (
            (
                md.name(one.name),
                one.dtype + (" per form" if one.forms else ""),
                _unit(one.unit),
                span(one.low, one.high),
                one.meaning,
            )
            for one in declared
        ),
    )


def forms() -> str:
    """The forms by depth."""
    return md.table(
        ("form", "depth", "label"),
        (
            (md.name(form.name), str(form.depth) if form.depth else "beside", both(form.label))
            for form in FORMS
        ),
    )


def matters() -> str:
    """Kinds, sizes, states, levels and channels of matters, and the ten types of actor."""
    return md.paragraphs(
        md.table(
            ("kind", "label", "seen on patrol", "fields"),
            (
                (
                    md.name(kind.name),
                    both(kind.label),
                    "yes" if kind.patrol else "no",
                    ", ".join(kind.fields),
                )
                for kind in KINDS
            ),
        ),
        "Shares of kinds, their need of agreement, sizes and hours are parameters. "
        f"Sizes: {md.names(SIZES)}.",
        f"States: {md.names(STATES)}. Levels: {md.names(LEVELS)}. Channels: "
        f"{md.names(CHANNELS[1:])}.",
        "Fields of purchased projects: "
        + ", ".join(f"`{name}` ({both(label)})" for name, label in FIELD_LABELS.items())
        + ".",
        "Types of actor whose hours are booked, each hour once, to the body that organised it: "
        + ", ".join(f"`{one.name}` ({both(one.label)})" for one in ACTOR_TYPES)
        + ".",
    )


def draws() -> str:
    """The keyed draws by module."""
    by_module: dict[str, list[str]] = {}
    for name, homes in reading.decisions().items():
        for home in homes:
            by_module.setdefault(home, []).append(name)
    return md.table(
        ("module", "draws"),
        ((md.name(home), md.names(names)) for home, names in sorted(by_module.items())),
    )


_DIRECTIONS = {1: "+", -1: "−", 0: ""}


def metrics() -> str:
    """Every metric with its definition."""
    return md.table(
        (
            "metric",
            "label",
            "unit",
            "range",
            "definition",
            "level",
            "better",
            "default",
            "across scales",
        ),
        (
            (
                md.name(one.name),
                both(one.label),
                _unit(one.unit),
                span(one.low, one.high),
                one.meaning,
                ORIGIN_LABELS[one.origin].en,
                _DIRECTIONS[one.direction],
                "yes" if one.headline else "",
                "yes" if one.across_scales else "no",
            )
            for one in METRICS.values()
        ),
    )


def hours() -> str:
    """How metrics are declared to be counted."""
    return md.prose(reading.module("sim.declarations.metrics").doc)


# --- the month and its submodels ------------------------------------------------------------------

_HIDDEN = ("sim.kernels.maths", "sim.metrics", "sim.policy", "sim.rng", "sim.world")
"""Modules whose rules are told elsewhere, or are no rules of the model."""
_PLUMBING = frozenset(
    (
        "_close",
        "_draw",
        "_latent",
        "_pick",
        "_splits",
        "adults_in",
        "members_in",
        "queue_of",
        "refresh",
    )
)
"""Functions that only hand on columns."""


def schedule() -> str:
    """The phases in order, one line each."""
    lines = []
    for place, phase in enumerate(reading.phases(), 1):
        where = f"{phase.rule.module}.{phase.rule.name}"
        lines.append(f"{place}. `{where}`: {md.escape(md.first_sentence(phase.rule.doc))}")
    return "\n".join(lines)


def policy() -> str:
    """Levers, conditions, and the equations between them."""
    return md.paragraphs(
        md.prose(reading.module("sim.policy").doc),
        md.heading(4, "Levers"),
        "A lever at its off value is the same, to the bit, as a lever that is left out. *Moves* "
        "names a metric that the lever moves when it goes from off to its highest value, and "
        "which way. *Conditions* are what policy makes of it, through which alone it acts.",
        *(
            md.paragraphs(f"**{measure.replace('_', ' ').capitalize()}**", _levers(measure))
            for measure in MEASURES
        ),
        md.heading(4, "Conditions"),
        md.table(
            ("condition", "meaning", "worked out by", "levers behind it", "read by"), _conditions()
        ),
        md.heading(4, "Equations"),
        "The code of policy: `lever` holds the levers in force, `p` the parameters, `facts` the "
        "state of the communities, and an arrow marks a condition.",
        *(
            md.paragraphs(
                f"`{rule.name}`: {md.prose(rule.doc)}", f"```python\n{paths.equations(rule)}\n```"
            )
            for rule in paths.policy_rules()
        ),
    )


def _levers(measure: str) -> str:
    """The levers of a measure."""
    return md.table(
        (
            "lever",
            "label",
            "meaning",
            "unit",
            "range",
            "off",
            "mechanism",
            "cost a year",
            "moves",
            "conditions",
        ),
        (
            (
                md.name(one.name),
                both(one.label),
                _meaning(one),
                one.unit,
                f"{number(one.low)} … {number(one.high)}",
                number(one.off),
                one.mechanism.en,
                _cost(one),
                f"`{one.moves[0]}` {'↑' if one.moves[1] > 0 else '↓'}",
                md.names(one.acts_on),
            )
            for one in LEVERS.values()
            if one.measure == measure
        ),
    )


def _meaning(lever: Lever) -> str:
    """What a lever means, and what it needs."""
    needs = f" Needs {md.names(lever.needs)}." if lever.needs else ""
    needs += f" Needs one of {md.names(lever.needs_any)}." if lever.needs_any else ""
    town = " One value for the town." if lever.town_only else ""
    return lever.meaning.en + needs + town


_PER = {
    "town": "unit, in the town",
    "community": "unit and community",
    "resident": "unit and resident",
}


def _cost(lever: Lever) -> str:
    """Price of one unit, and how it is known."""
    if not lever.cost.yuan:
        return "none"
    return f"{number(lever.cost.yuan)} yuan per {_PER[lever.cost.per]} ({lever.cost.source})"


def _conditions() -> Iterator[tuple[str, ...]]:
    """Conditions with their meaning and both ends of their way."""
    declared = reading.module("sim.policy.conditions").classes["Conditions"]
    rules = paths.rules_of_conditions()
    for name, meaning in md.attributes(declared.doc):
        levers = md.names(paths.levers_behind(name))
        read = md.names(paths.readers(name)) or "policy alone"
        yield md.name(name), meaning, md.name(rules[name].name), levers, read


def submodels() -> str:
    """Every phase with the rules that it calls and the parameters that these read."""
    told: set[str] = set()
    return md.paragraphs(*(_phase(phase, told) for phase in reading.phases()))


def _phase(phase: Told, told: set[str]) -> str:
    """One phase; nothing that was told before, and what is told is added to that."""
    own = [rule for rule in phase.reached if not rule.module.startswith("sim.policy")]
    read = paths.parameters_of(own)
    home = reading.module(phase.rule.module)
    new = home.name.startswith("sim.month") and home.name not in told
    rules = [rule for rule in own[1:] if _shown(rule) and _place(rule) not in told]
    told.update((home.name, *map(_place, rules)))
    return md.paragraphs(
        md.heading(4, f"`{phase.name}`"),
        md.prose(home.doc) if new else "",
        md.prose(phase.rule.doc),
        md.bullets(f"`{_place(rule)}`: {md.prose(rule.doc)}" for rule in rules),
        f"Parameters: {md.names(read)}." if read else "",
    )


def _shown(rule: Function) -> bool:
    """Whether a rule is worth telling under its phase."""
    name = rule.name.rpartition(".")[2]
    return bool(rule.doc) and not (rule.module.startswith(_HIDDEN) or name in _PLUMBING)


def _place(rule: Function) -> str:
    """Where a rule stands, without the name of the package."""
    return f"{rule.module.removeprefix('sim.')}.{rule.name}"


def turnover() -> str:
    """How residents and their ties come and go."""
    return _modules("turnover", "demography", "redraw")


def world() -> str:
    """How a town is made."""
    first = tuple(
        rule
        for rule in paths.all_rules()
        if rule.module.startswith("sim.world") or rule.name == "Roster.initial"
    )
    return md.paragraphs(
        _modules("build", "population", "people", "places", "leaders", "ties", "tie_plan"),
        f"Parameters: {md.names(paths.parameters_of(first))}.",
    )


def _modules(*names: str) -> str:
    """What modules of the town tell of themselves and of the rules that they offer."""
    parts = []
    for name in names:
        one = reading.module(f"sim.world.{name}")
        rules = [
            f"`{rule.name}`: {md.prose(rule.doc)}"
            for rule in one.functions.values()
            if not rule.name.startswith("_") and "\n\n" in md.prose(rule.doc)
        ]
        parts.append(
            md.paragraphs(
                f"**{name.replace('_', ' ').capitalize()}.** {md.prose(one.doc)}", md.bullets(rules)
            )
        )
    return md.paragraphs(*parts)


def parameters(scenario: Scenario) -> str:
    """Every parameter by mechanism."""
    groups = list(dict.fromkeys(one.group for one in PARAMETERS.values()))
    return md.paragraphs(
        *(
            md.paragraphs(
                md.heading(4, group.capitalize()),
                md.table(
                    ("parameter", "value", "range", "off", "unit", "meaning", "mark", "source"),
                    (
                        _parameter(scenario, one)
                        for one in PARAMETERS.values()
                        if one.group == group
                    ),
                ),
            )
            for group in groups
        )
    )


def _parameter(scenario: Scenario, one: Parameter) -> tuple[str, ...]:
    """One parameter; a value of the scenario's own is told from the default."""
    path = f"parameters.{one.name}"
    value, source = number(scenario.parameters[one.name]), one.source
    mark, text = source.mark, source.text
    if path in scenario.origins:
        known = scenario.known.get(path)
        mark, text = (known.mark, known.text) if known else ("assumed", "")
        text = f"{text} (set at {scenario.origins[path]}; default {number(one.default)})".strip()
    off = "" if one.off is None else number(one.off)
    unit = "" if one.unit == "-" else one.unit
    bounds = f"{number(one.low)} … {number(one.high)}"
    return md.name(one.name), value, bounds, off, unit, one.meaning.en, mark, text


def extensions() -> str:
    """The extensions in force: where they were, what they declare, and how it works."""
    parts = [
        md.heading(2, "Extensions"),
        "What follows is no part of the program: whoever runs it brought it. The tables above "
        "call it own.",
    ]
    for extension in active():
        assert extension.text is not None
        rows = [
            (f"`{name}`", kind, cleandoc((function and function.__doc__) or ""), str(source))
            for name, kind, function, source in _own(extension)
        ]
        parts += [
            md.heading(3, extension.name),
            f"`{extension.text.file}`, SHA-256 `{extension.text.digest}`.",
            md.table(("name", "kind", "how it works", "known by"), rows),
        ]
    return md.paragraphs(*parts)


def _own(extension: Extension) -> Iterator[tuple[str, str, Callable[..., object] | None, Source]]:
    """Name, kind, function and source of everything that an extension declares."""
    for metric in extension.metrics:
        yield metric.declared.name, "metric", metric.measure, metric.source
    for lever in extension.levers:
        yield lever.declared.name, "lever", lever.act, lever.declared.cost.source
    for one in extension.parameters:
        yield one.name, "parameter", None, one.source
    for actor in extension.actors:
        yield actor.name, f"actor, one of {actor.hours_of}", actor.kind, actor.source
