"""What the model is: entities, the month as scheduled, policy, phases, parameters."""

from collections.abc import Callable, Iterable, Iterator, Mapping
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
from sim.declarations.parameters import MECHANISM_LABELS, PARAMETERS
from sim.declare import MEASURE_LABELS, ORIGIN_LABELS, Column, Label, Lever, Parameter, Source
from sim.extend import Extension, active
from sim.report import documents as md
from sim.report.odd import reading
from sim.report.odd.reading import Function, PhaseTold
from sim.scenario.explain import number
from sim.scenario.scenario import Scenario
from sim.words import Speech

# --- words ----------------------------------------------------------------------------------------


def heads(speech: Speech, *names: str) -> list[str]:
    """Write the headings of a table."""
    return [speech(f"odd.head.{name}") for name in names]


def told(doc: str, speech: Speech) -> str:
    """Tell what a docstring says, paragraph by paragraph."""
    return "\n\n".join(said(part, speech) for part in md.prose(doc).split("\n\n"))


def said(text: str, speech: Speech) -> str:
    """Say a sentence of the code in the language; as it is where nobody translated it."""
    flat = " ".join(text.split())
    found = speech.say(flat)
    return text if found == flat else found


def _read_by(names: list[str], speech: Speech) -> str:
    """Write which parameters are read."""
    return speech("odd.parameters", names=md.names(names)) if names else ""


# --- entities, state variables, draws and metrics -------------------------------------------------


def span(low: float | None, high: float | None) -> str:
    """Write a range, open where an end is missing."""
    if low is None and high is None:
        return ""
    return f"{'' if low is None else number(low)} … {'' if high is None else number(high)}".strip()


def _unit(unit: str, speech: Speech) -> str:
    """Write a unit as files have it, nothing for pure numbers."""
    return "" if unit == "-" else speech.file_unit(unit)


def entities(speech: Speech) -> str:
    """Describe every kind of agent, with its attributes and what it is."""
    parts = []
    for kind in reading.actors():
        attributes = md.attributes(kind.doc)
        read = reading.parameters_of(tuple(kind.methods.values()))
        kinds = reading.words(kind.module, "KINDS")
        parts.append(
            md.paragraphs(
                f"**{kind.name}.** {told(reading.module(kind.module).doc, speech)}",
                told(kind.doc, speech),
                md.table(
                    heads(speech, "attribute", "meaning"),
                    ((md.name(n), said(text, speech)) for n, text in attributes),
                )
                if attributes
                else "",
                _read_by(read, speech),
                speech("odd.kinds", names=", ".join(kinds)) if kinds else "",
            )
        )
    return md.paragraphs(*parts)


def columns(speech: Speech) -> str:
    """Tabulate the columns of residents, households and matters."""
    return md.paragraphs(
        *(
            md.paragraphs(f"**{speech(f'odd.{title}')}**", _column_table(declared, speech))
            for title, declared in (
                ("residents", RESIDENT_COLUMNS),
                ("households", HOUSEHOLD_COLUMNS),
                ("matters", MATTER_COLUMNS),
            )
        ),
        speech(
            "odd.ties", text=told(reading.module("sim.world.columns").classes["Ties"].doc, speech)
        ),
    )


def _column_table(declared: Iterable[Column], speech: Speech) -> str:
    """Tabulate columns with unit, range and meaning."""
    per_form = speech("odd.per_form")
    return md.table(
        heads(speech, "column", "type", "unit", "range", "meaning"),
        (
            (
                md.name(one.name),
                one.dtype + (per_form if one.forms else ""),
                _unit(one.unit, speech),
                span(one.low, one.high),
                said(one.meaning, speech),
            )
            for one in declared
        ),
    )


def forms(speech: Speech) -> str:
    """List the forms by depth."""
    beside = speech("odd.beside")
    return md.table(
        heads(speech, "form", "depth", "label"),
        (
            (md.name(form.name), str(form.depth or beside), speech.both(form.label))
            for form in FORMS
        ),
    )


def matters(speech: Speech) -> str:
    """List kinds, sizes, states, levels and channels of matters, and the ten types of actor."""

    def labelled(labels: Mapping[str, Label]) -> str:
        """Write names, each with its label in brackets."""
        named = (
            speech.bracketed(md.name(name), speech.both(label)) for name, label in labels.items()
        )
        return speech.commas(named)

    return md.paragraphs(
        md.table(
            heads(speech, "kind", "label", "patrol", "fields"),
            (
                (
                    md.name(kind.name),
                    speech.both(kind.label),
                    speech("odd.yes" if kind.patrol else "odd.no"),
                    ", ".join(kind.fields),
                )
                for kind in KINDS
            ),
        ),
        speech("odd.sizes", sizes=md.names(SIZES)),
        speech(
            "odd.states",
            states=md.names(STATES),
            levels=md.names(LEVELS),
            channels=md.names(CHANNELS[1:]),
        ),
        speech("odd.fields", names=labelled(FIELD_LABELS)),
        speech("odd.types", names=labelled({one.name: one.label for one in ACTOR_TYPES})),
    )


def draws(speech: Speech) -> str:
    """List the keyed draws by module."""
    by_module: dict[str, list[str]] = {}
    for name, homes in reading.decisions().items():
        for home in homes:
            by_module.setdefault(home, []).append(name)
    return md.table(
        heads(speech, "module", "draws"),
        ((md.name(home), md.names(names)) for home, names in sorted(by_module.items())),
    )


_DIRECTIONS = {1: "+", -1: "−", 0: ""}


def metrics(speech: Speech) -> str:
    """Tabulate every metric with its definition."""
    names = ("metric", "label", "unit", "range", "definition", "origin", "better", "headline")
    yes, no = speech("odd.yes"), speech("odd.no")
    return md.table(
        heads(speech, *names, "scales"),
        (
            (
                md.name(one.name),
                speech.both(one.label),
                _unit(one.unit, speech),
                span(one.low, one.high),
                said(one.meaning, speech),
                speech.pick(ORIGIN_LABELS[one.origin]),
                _DIRECTIONS[one.direction],
                yes if one.headline else "",
                yes if one.across_scales else no,
            )
            for one in METRICS.values()
        ),
    )


def hours(speech: Speech) -> str:
    """Tell how metrics are declared to be counted."""
    return told(reading.module("sim.declarations.metrics").doc, speech)


# --- the month and its submodels ------------------------------------------------------------------

_HIDDEN = (
    "sim.kernels.counting",
    "sim.kernels.maths",
    "sim.metrics",
    "sim.policy",
    "sim.rng",
    "sim.world",
)
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


def schedule(speech: Speech) -> str:
    """List the phases in order, one line each."""
    lines = []
    for place, phase in enumerate(reading.phases(), 1):
        where = f"{phase.rule.module}.{phase.rule.name}"
        what = said(md.first_sentence(phase.rule.doc), speech)
        lines.append(f"{place}. {speech('list.headed', head=md.name(where), text=md.escape(what))}")
    return "\n".join(lines)


def policy(speech: Speech) -> str:
    """Tell the levers, the conditions, and the equations between them."""
    return md.paragraphs(
        told(reading.module("sim.policy").doc, speech),
        md.heading(4, speech("odd.levers")),
        speech("odd.levers_note"),
        *(
            md.paragraphs(f"**{speech.pick(label)}**", _levers(measure, speech))
            for measure, label in MEASURE_LABELS.items()
        ),
        md.heading(4, speech("odd.conditions")),
        md.table(
            heads(speech, "condition", "meaning", "worked_out", "behind", "read_by"),
            _conditions(speech),
        ),
        md.heading(4, speech("odd.equations")),
        speech("odd.equations_note"),
        *(
            md.paragraphs(
                speech("list.headed", head=md.name(rule.name), text=told(rule.doc, speech)),
                f"```python\n{reading.equations(rule)}\n```",
            )
            for rule in reading.policy_rules()
        ),
    )


def _levers(measure: str, speech: Speech) -> str:
    """Tabulate the levers of a measure."""
    names = ("lever", "label", "meaning", "unit", "range", "off", "mechanism", "cost", "moves")
    return md.table(
        heads(speech, *names, "conditions"),
        (
            (
                md.name(one.name),
                speech.both(one.label),
                _meaning(one, speech),
                speech.file_unit(one.unit),
                f"{number(one.low)} … {number(one.high)}",
                number(one.off),
                speech.pick(one.mechanism),
                _cost(one, speech),
                f"`{one.moves[0]}` {'↑' if one.moves[1] > 0 else '↓'}",
                md.names(one.acts_on),
            )
            for one in LEVERS.values()
            if one.measure == measure
        ),
    )


def _meaning(lever: Lever, speech: Speech) -> str:
    """Write what a lever means, and what it needs."""
    parts = [speech.pick(lever.meaning)]
    parts += [speech("odd.needs", names=md.names(lever.needs))] if lever.needs else []
    parts += [speech("odd.needs_any", names=md.names(lever.needs_any))] if lever.needs_any else []
    parts += [speech("odd.town_only")] if lever.town_only else []
    return speech.joint(parts)


def _cost(lever: Lever, speech: Speech) -> str:
    """Write the price of one unit, and how it is known."""
    if not lever.cost.yuan:
        return speech("odd.none")
    known = speech.known(lever.cost.source)
    return speech(f"odd.cost_{lever.cost.per}", yuan=number(lever.cost.yuan), known=known)


def _conditions(speech: Speech) -> Iterator[tuple[str, ...]]:
    """List conditions with their meaning and both ends of their way."""
    declared = reading.module("sim.policy.conditions").classes["Conditions"]
    rules = reading.rules_of_conditions()
    for name, meaning in md.attributes(declared.doc):
        levers = md.names(reading.levers_behind(name))
        read = md.names(reading.readers(name)) or speech("odd.policy_alone")
        yield md.name(name), said(meaning, speech), md.name(rules[name].name), levers, read


def submodels(speech: Speech) -> str:
    """Describe every phase with the rules that it calls and the parameters that these read."""
    seen: set[str] = set()
    return md.paragraphs(*(_phase(phase, seen, speech) for phase in reading.phases()))


def _phase(phase: PhaseTold, seen: set[str], speech: Speech) -> str:
    """Describe one phase, without what was told before; what is told is added to that."""
    own = [rule for rule in phase.reached if not rule.module.startswith("sim.policy")]
    home = reading.module(phase.rule.module)
    new = home.name.startswith("sim.month") and home.name not in seen
    rules = [rule for rule in own[1:] if _shown(rule) and _place(rule) not in seen]
    seen.update((home.name, *map(_place, rules)))
    return md.paragraphs(
        md.heading(4, f"`{phase.name}`"),
        told(home.doc, speech) if new else "",
        told(phase.rule.doc, speech),
        md.bullets(_rule(_place(rule), rule, speech) for rule in rules),
        _read_by(reading.parameters_of(own), speech),
    )


def _rule(name: str, rule: Function, speech: Speech) -> str:
    """Write a rule with what it tells of itself."""
    return speech("list.headed", head=md.name(name), text=told(rule.doc, speech))


def _shown(rule: Function) -> bool:
    """Tell whether a rule is worth telling under its phase."""
    name = rule.name.rpartition(".")[2]
    return bool(rule.doc) and not (rule.module.startswith(_HIDDEN) or name in _PLUMBING)


def _place(rule: Function) -> str:
    """Write where a rule stands, without the name of the package."""
    return f"{rule.module.removeprefix('sim.')}.{rule.name}"


def turnover(speech: Speech) -> str:
    """Describe how residents and their ties come and go."""
    return _modules(("turnover", "demography", "redraw"), speech)


def world(speech: Speech) -> str:
    """Describe how a town is made."""
    first = tuple(
        rule
        for rule in reading.all_rules()
        if rule.module.startswith("sim.world") or rule.name == "Roster.initial"
    )
    names = ("build", "population", "people", "places", "leaders", "ties", "tie_plan")
    return md.paragraphs(_modules(names, speech), _read_by(reading.parameters_of(first), speech))


def _modules(names: Iterable[str], speech: Speech) -> str:
    """Repeat what modules of the town tell of themselves and of the rules that they offer."""
    parts = []
    for name in names:
        one = reading.module(f"sim.world.{name}")
        rules = [
            _rule(rule.name, rule, speech)
            for rule in one.functions.values()
            if not rule.name.startswith("_") and "\n\n" in md.prose(rule.doc)
        ]
        title = speech(f"odd.module.{name}")
        parts.append(md.paragraphs(f"**{title}** {told(one.doc, speech)}", md.bullets(rules)))
    return md.paragraphs(*parts)


def parameters(scenario: Scenario, speech: Speech) -> str:
    """Tabulate every parameter by mechanism."""
    groups = list(dict.fromkeys(one.group for one in PARAMETERS.values()))
    names = ("parameter", "value", "range", "off", "unit", "meaning", "mark", "source")
    return md.paragraphs(
        *(
            md.paragraphs(
                md.heading(4, mechanism(group, speech)),
                md.table(
                    heads(speech, *names),
                    (
                        _parameter(scenario, one, speech)
                        for one in PARAMETERS.values()
                        if one.group == group
                    ),
                ),
            )
            for group in groups
        )
    )


def mechanism(group: str, speech: Speech) -> str:
    """Name a group of parameters for readers; its name where nobody labelled it."""
    label = MECHANISM_LABELS.get(group)
    return group.capitalize() if label is None else speech.pick(label)


def _parameter(scenario: Scenario, one: Parameter, speech: Speech) -> tuple[str, ...]:
    """Write one parameter; a value of the scenario's own is told from the default."""
    path = f"parameters.{one.name}"
    source: Source = one.source
    text = speech.evidence(source)
    if path in scenario.origins:
        source = scenario.known.get(path) or Source("assumed", "")
        default, at = number(one.default), scenario.origins[path]
        text = speech.joint((speech.evidence(source), speech("odd.set_at", at=at, default=default)))
    return (
        md.name(one.name),
        number(scenario.parameters[one.name]),
        f"{number(one.low)} … {number(one.high)}",
        "" if one.off is None else number(one.off),
        _unit(one.unit, speech),
        speech.pick(one.meaning),
        speech(f"mark.{source.mark}"),
        text.strip(),
    )


def extensions(speech: Speech) -> str:
    """Describe the extensions in force: where they were, what they declare, and how it works."""
    parts = [md.heading(2, speech("odd.extensions")), speech("odd.extensions_note")]
    for extension in active():
        assert extension.text is not None
        rows = [
            (f"`{name}`", kind, cleandoc((function and function.__doc__) or ""), known)
            for name, kind, function, source in _own(extension, speech)
            for known in [speech.known(source)]
        ]
        parts += [
            md.heading(3, extension.name),
            f"`{extension.text.file}`, SHA-256 `{extension.text.digest}`.",
            md.table(heads(speech, "name", "kind", "works", "known"), rows),
        ]
    return md.paragraphs(*parts)


def _own(
    extension: Extension, speech: Speech
) -> Iterator[tuple[str, str, Callable[..., object] | None, Source]]:
    """List name, kind, function and source of all that an extension declares."""
    for metric in extension.metrics:
        yield metric.declared.name, speech("odd.head.metric"), metric.measure, metric.source
    for lever in extension.levers:
        yield lever.declared.name, speech("odd.head.lever"), lever.act, lever.declared.cost.source
    for one in extension.parameters:
        yield one.name, speech("odd.head.parameter"), None, one.source
    for actor in extension.actors:
        yield actor.name, speech("odd.actor", type=actor.hours_of), actor.kind, actor.source
