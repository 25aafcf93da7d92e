"""What a brief finds: of scenarios, and of how they differ."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sim.analysis import compare
from sim.analysis.effects import (
    GROUP_KEYS,
    PLACE_KEYS,
    groups_of_town,
    parts_table,
    single_communities,
)
from sim.analysis.intervals import FEWEST
from sim.calendar import first_day
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.report.brief.material import (
    EFFECTS,
    Block,
    Bullets,
    Details,
    Material,
    Paragraph,
    PartHeading,
    Picture,
    grid,
)
from sim.report.compare import COLUMNS, differences, digits_alone, makeup, moved_sentence, sets_note
from sim.report.shown import Row, Shown, records
from sim.runs.tables import TOWN
from sim.scenario.explain import NOT_SAID
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd


# --- Scenarios as differences, with values, origins and marks, and which numbers are assumed

Value = Any
"""What the manifest has of a lever: a number, or one for each community."""
Spans = list[tuple[str, Value]]
Columns = list[tuple[str, Mapping[str, Any], bool]]
"""Title, scenario and whether it is the common past, for each column of values."""
_MOST_BESIDE = 5
"""Columns beside that of the baseline."""


def spans_of(scenario: Mapping[str, Any], lever: str, past: bool = False) -> Spans:
    """Find first month and value of a lever, each time that it changes.

    ``scenario`` is one as the manifest has it; with ``past`` only the last value in its common
    past is given.
    """
    start = scenario["run"]["start"]
    before = [one for one in scenario["epochs"] if one["first"] < start]
    after = [one for one in scenario["epochs"] if one["last"] >= start]
    spans: Spans = []
    for epoch in before[-1:] if past else after:
        # Older results do not know of levers that came later.
        value = epoch["levers"].get(lever, LEVERS[lever].off)
        if not spans or spans[-1][1] != value:
            spans.append((max(epoch["first"], start), value))
    return spans


def levers_in_force(scenario: Mapping[str, Any]) -> list[str]:
    """List levers that are not off throughout, after the common past."""
    return [
        name
        for name in LEVERS
        if not all(_is_off(name, value) for _, value in spans_of(scenario, name))
    ]


def _is_off(lever: str, value: Value) -> bool:
    """Tell whether a lever is off everywhere."""
    values = value.values() if isinstance(value, Mapping) else [value]
    return all(one == LEVERS[lever].off for one in values)


def alike_in(what: Callable[[str], object], *names: str) -> list[list[str]]:
    """Group names that have the same of something, in the order of the first of each."""
    groups: list[tuple[object, list[str]]] = []
    for name in names:
        mine = what(name)
        found = next((group for other, group in groups if other == mine), None)
        if found is None:
            groups.append((mine, [name]))
        else:
            found.append(name)
    return [group for _, group in groups]


def _called(names: list[str], material: Material) -> str:
    """Join what scenarios are called."""
    return material.speech("list.comma").join(material.label(name) for name in names)


def _value_text(lever: str, value: Value, material: Material) -> str:
    """Write a value, and those of communities that differ from most."""
    speech, unit = material.speech, LEVERS[lever].unit
    if not isinstance(value, Mapping):
        return speech.setting(value, unit)
    common = Counter(value.values()).most_common(1)[0][0]
    others = [
        f"{material.place(place)} {speech.setting(one, unit)}"
        for place, one in value.items()
        if one != common
    ]
    return f"{speech.setting(common, unit)} ({', '.join(others)})"


def _known_of(scenario: Mapping[str, Any], lever: str) -> tuple[list[str], list[str]]:
    """Say how a lever's values are known, and where they are written; empty when nowhere."""
    origins = {path: origin for path, origin in scenario["origins"].items() if _is_of(path, lever)}
    marks = {
        str(scenario["known"].get(path, scenario["known"].get(f"levers.{lever}", NOT_SAID)))
        for path in origins
    }
    return sorted(marks), [*dict.fromkeys(origins.values())]


def _is_of(path: str, lever: str) -> bool:
    """Tell whether a path says something of a lever."""
    parts = path.split(".")
    return any(
        part == "levers" and parts[index + 1 : index + 2] == [lever]
        for index, part in enumerate(parts[:-1])
    )


# --- side by side ---------------------------------------------------------------------------------


def scenario_blocks(material: Material) -> list[Block]:
    """Describe what each scenario is, and the levers that differ."""
    speech, columns = material.speech, _columns(material)
    blocks: list[Block] = [
        Paragraph(_what_it_is(one, material)) for one in material.design.scenarios
    ]
    differ = [lever for lever in LEVERS if _differs(lever, columns)]
    if not differ:
        return [*blocks, Paragraph(speech("brief.no_levers"))]
    key = "brief.differ_compare" if material.compared else "brief.differ_run"
    lead = speech(key, count=len(differ), all=len(LEVERS), baseline=material.baseline)
    blocks.append(Paragraph(lead))
    # Many columns would be too narrow to read on paper.
    for others in batched(columns[1:], _MOST_BESIDE):
        shown = [columns[0], *others]
        head = [
            speech("brief.head.lever"),
            speech("brief.head.unit"),
            *(title for title, _, _ in shown),
        ]
        rows = [_row(lever, shown, material) for lever in differ if _differs(lever, shown)]
        blocks.append(grid(head, rows, texts=len(head)))
    other = _other_differences(material)
    if other:
        blocks.append(Paragraph(speech("brief.other_differences", paths=speech.listed(other))))
    return blocks


def _what_it_is(name: str, material: Material) -> str:
    """Write label, name, summary and sources of a scenario."""
    scenario, label, speech = material.scenarios[name], material.label(name), material.speech
    called = label if label == name else speech("brief.called", label=label, name=name)
    # Older results have the summary in one language.
    pair = (scenario["summary"], scenario.get("summary_zh") or scenario["summary"])
    summary = " ".join(speech.pair(pair).split()) or _not_described(scenario["chain"], speech)
    text = called + speech("list.colon") + summary
    sources = speech.row(speech.source(one) for one in scenario["sources"])
    return text + speech("brief.sources", sources=sources) if sources else text


def _not_described(chain: Sequence[str], speech: Speech) -> str:
    """Say of a scenario that its file says nothing of itself."""
    if len(chain) > 1:
        return speech("brief.not_described_over", parent=PurePath(chain[1]).stem)
    return speech("brief.not_described")


def _columns(material: Material) -> Columns:
    """Group scenarios with the same levers into columns of values."""
    scenarios, design, speech = material.scenarios, material.design, material.speech
    if material.compared:

        def all_spans(name: str) -> list[Spans]:
            return [spans_of(scenarios[name], lever) for lever in LEVERS]

        alike = alike_in(all_spans, design.baseline, *design.others)
        return [(_heading(names, material), scenarios[names[0]], False) for names in alike]
    only = scenarios[design.baseline]
    under = only["run"]["burn_in"]["under"]
    past = speech("brief.past_column", name=under) if under else speech("brief.off_column")
    return [(past, only, True), (_heading([design.baseline], material), only, False)]


def _heading(names: list[str], material: Material) -> str:
    """Head a column with the scenarios in it, and their own files, each once."""
    own = dict.fromkeys(one for name in names for one in material.scenarios[name]["chain"][:1])
    return "\n".join([_called(names, material), *own])


def _spans_in(lever: str, columns: Columns) -> list[Spans]:
    """Find the spans of a lever in each column."""
    return [
        spans_of(scenario, lever, past) or [("", LEVERS[lever].off)]
        for _, scenario, past in columns
    ]


def _differs(lever: str, columns: Columns) -> bool:
    """Tell whether the values of a lever differ between columns."""
    values = [[value for _, value in spans] for spans in _spans_in(lever, columns)]
    return any(one != values[0] for one in values)


def _row(lever: str, columns: Columns, material: Material) -> list[str]:
    """Write the row of a lever: each value with how it is known, and where it is written."""
    found, speech = _spans_in(lever, columns), material.speech
    cells = [speech.pick(LEVERS[lever].label), speech.unit(LEVERS[lever].unit)]
    for (_, scenario, past), spans in zip(columns, found, strict=True):
        parts = [_value_text(lever, value, material) for _, value in spans]
        dated = [
            speech("brief.from_month", value=part, month=month)
            for part, (month, _) in zip(parts[1:], spans[1:], strict=True)
        ]
        note = [] if past else [_note(scenario, lever, material)]
        cells.append("\n".join(["; ".join([parts[0], *dated]), *note]))
    return cells


def _note(scenario: Mapping[str, Any], lever: str, material: Material) -> str:
    """Note how a lever's values are known, and in which lines of which files."""
    speech = material.speech
    marks, origins = _known_of(scenario, lever)
    if not origins:
        return speech("brief.not_set")
    own = f"{scenario['chain'][0]}:" if scenario["chain"] else ":"
    places = [
        speech("brief.line", lines=one.removeprefix(own)) if one.startswith(own) else one
        for one in origins
    ]
    return speech("list.clause").join([*map(speech.known, marks), *places])


def _other_differences(material: Material) -> list[str]:
    """List paths beside levers in which scenarios differ from the baseline."""
    base = material.scenarios[material.design.baseline]
    found: dict[str, None] = {}
    for name in material.design.others:
        other = material.scenarios[name]
        for path in ("town", "run", "population"):
            if other[path] != base[path]:
                found[path] = None
        for parameter, value in other["parameters"].items():
            if base["parameters"].get(parameter) != value:
                found[f"parameters.{parameter}"] = None
    return [*found]


# --- what is assumed ------------------------------------------------------------------------------


def assumed_blocks(material: Material) -> list[Block]:
    """Count the lever values and parameters of behaviour that are assumed, and list them."""
    speech = material.speech
    levers, every, assumed = _assumed_levers(material)
    parameters = _assumed_parameters(material)
    counts = speech(
        "brief.assumed_counts",
        levers=every,
        levers_assumed=assumed,
        parameters=len(PARAMETERS),
        parameters_assumed=len(parameters),
    )
    tables = {
        "levers": (("scenario", "lever", "unit", "value"), levers),
        "parameters": (("parameter", "meaning", "unit", "value", "range"), parameters),
    }
    return [
        Paragraph(counts),
        *(
            Details(
                speech(f"brief.assumed_{name}"),
                [grid([speech(f"brief.head.{key}") for key in keys], rows, texts=3)],
            )
            for name, (keys, rows) in tables.items()
        ),
    ]


def _assumed_levers(material: Material) -> tuple[list[list[str]], int, int]:
    """List lever values that are assumed; count those that are set, and those assumed.

    Scenarios that assume the same share their rows.
    """
    rows, every = [], 0
    found = {}
    for name in material.design.scenarios:
        found[name], count = _assumed_by(material.scenarios[name], material)
        every += count
    for names in alike_in(found.__getitem__, *material.design.scenarios):
        rows += [[_called(names, material), *row] for row in found[names[0]]]
    return rows, every, sum(map(len, found.values()))


def _assumed_by(scenario: Mapping[str, Any], material: Material) -> tuple[list[list[str]], int]:
    """List what a scenario assumes, by lever, and count the values that it sets."""
    speech, rows, every = material.speech, [], 0
    for name in levers_in_force(scenario):
        marks, origins = _known_of(scenario, name)
        every += bool(origins)
        if any(mark.startswith(NOT_SAID) for mark in marks):
            lever, spans = LEVERS[name], spans_of(scenario, name)
            values = "; ".join(_value_text(name, value, material) for _, value in spans)
            rows.append([speech.pick(lever.label), speech.unit(lever.unit), values])
    return rows, every


def _assumed_parameters(material: Material) -> list[list[str]]:
    """List the parameters that are assumed, with the values of the baseline."""
    scenario, speech = material.scenarios[material.design.baseline], material.speech
    rows = []
    for name, one in PARAMETERS.items():
        path = f"parameters.{name}"
        known = str(one.source)
        if path in scenario["origins"]:
            known = str(scenario["known"].get(path, NOT_SAID))
        if known.startswith(NOT_SAID) and name in scenario["parameters"]:
            low, high = (speech.setting(end, one.unit) for end in (one.low, one.high))
            value = scenario["parameters"][name]
            shown = value if isinstance(value, str) else speech.setting(value, one.unit)
            meaning = speech.pair((one.meaning.en, one.label.zh))
            rows.append([name, meaning, speech.unit(one.unit), shown, f"{low} … {high}"])
    return rows


# --- What was found: in short, metric by metric, who gained, and at what cost

LEADING = ("participation_rate", "depth", "actor_diversity", "true_resolution_rate", "trust")
"""Metrics that get a sentence of their own: who takes part, how deeply, who contributes, what
gets solved, and what people make of it."""
SHORT = ("participation_rate", "depth", "true_resolution_rate")
"""Metrics of those who read no further than the first section."""
TOWN_COLUMNS = ("scenario", *COLUMNS[: COLUMNS.index("verdict") + 1])
"""Columns of a table of differences: those up to the verdict."""
GAPS = tuple(name for name in METRICS if "_gap_" in name)
GAINED = "participation_rate"
"""The metric by which groups and communities gain."""

# --- in short -------------------------------------------------------------------------------------


def short_blocks(material: Material) -> list[Block]:
    """Write a sentence for each scenario of a comparison."""
    if not material.compared:
        return []
    return [Bullets([_in_short(one, material) for one in material.design.others])]


def _in_short(scenario: str, material: Material) -> str:
    """Say what one scenario does, what it costs, and for whom."""
    speech, rows = material.speech, _of(scenario, material.differences)
    items = []
    for row in rows:
        if row["metric"] in SHORT:
            name = speech.metric(row["metric"])
            flat = row["verdict"] == compare.NOT_DISTINGUISHABLE
            items.append(
                speech("brief.short_flat", metric=name)
                if flat
                else material.item(name, row, _unit(row))
            )
    if not material.design.enough:
        items.append(speech("brief.short_few", over=speech.seeds(len(material.design.seeds))))
    table = compare.costs_table(_costs(material), material.design)
    (total,) = (row for row in _of(scenario, table) if row["measure"] == compare.TOTAL)
    items.append(speech("brief.short_cost", more=_more(total, speech)))
    groups = _of(scenario, group_table(material))
    if groups and material.design.enough:
        counts = _fared(groups)
        key = "brief.short_groups_all" if counts["up"] == counts["all"] else "brief.short_groups"
        items.append(speech(key, **counts))
    wider, _ = _moved_gaps(_of(scenario, gap_table(material)))
    if wider:
        gaps = speech.listed(speech.metric(row["metric"]) for row in wider)
        items.append(speech("brief.short_gaps", items=gaps))
    return speech(
        "brief.short_one",
        scenario=material.label(scenario),
        baseline=material.baseline,
        items=speech.row(items),
    )


# --- metric by metric -----------------------------------------------------------------------------


def finding_blocks(material: Material) -> list[Block]:
    """Write the main findings."""
    speech, design = material.speech, material.design
    if not material.compared:
        key = "brief.one_seed_note" if len(design.seeds) < 2 else "brief.seeds_note"
        over = speech.seeds(len(design.seeds))
        note = speech(key, window=design.window, over=over)
        return [Bullets(_run_sentences(material)), Paragraph(note, quiet=True)]
    blocks: list[Block] = []
    for scenario in design.others:
        title = speech(
            "brief.versus", scenario=material.label(scenario), baseline=material.baseline
        )
        rows = _of(scenario, material.differences)
        blocks += [PartHeading(title), Bullets(_scenario_sentences(scenario, rows, material))]
    if design.enough:
        note = speech(
            "brief.holm",
            tests=len(material.differences),
            seeds=len(design.seeds),
            method=speech.method(design.interval),
        )
        blocks.append(Paragraph(note, quiet=True))
    if design.sets:
        blocks.append(Paragraph(sets_note(design, speech), quiet=True))
    for answer in material.answers:
        if answer.kind == EFFECTS:
            blocks += [PartHeading(answer.title), Bullets(answer.sentences)]
    table = differences(material.differences, material.design, speech, TOWN_COLUMNS)
    made = makeup(material.differences, design, speech)
    return [*blocks, Details(speech("brief.all_numbers"), [table, *made])]


def _scenario_sentences(scenario: str, rows: list[Row], material: Material) -> list[str]:
    """Write the sentences of one scenario: leading metrics, then the others by what they did."""
    speech = material.speech
    leading = [row for row in rows if row["metric"] in LEADING] or rows[:3]
    others = [row for row in rows if row not in leading]
    sure = [row for row in others if row["verdict"] == compare.DISTINGUISHABLE]
    few = not material.design.enough
    moved = others if few else sure
    parts = {
        "brief.also_higher": [row for row in moved if row["difference"] > 0],
        "brief.also_lower": [row for row in moved if row["difference"] < 0],
        "brief.alone": [row for row in others if row["verdict"] == compare.ALONE],
        "brief.not_distinct": [
            row for row in others if row["verdict"] == compare.NOT_DISTINGUISHABLE
        ],
        "brief.by_levers": [row for row in others if row["verdict"] == compare.BY_LEVERS],
    }
    names = {"scenario": material.label(scenario), "baseline": material.baseline}
    sentences = [_sentence(row, names, material) for row in leading]
    for key, found in parts.items():
        if found:
            items = [material.item(speech.metric(one["metric"]), one, _unit(one)) for one in found]
            sentences.append(speech(key, items=speech.row(items), **names))
    return sentences


def _sentence(row: Row, names: Mapping[str, str], material: Material) -> str:
    """Write the sentence of one difference."""
    design = material.design
    tests = len(material.differences)
    over_sets = design.sets > 1
    return moved_sentence(row, names, tests, design.interval, material.speech, over_sets)


def _run_sentences(material: Material) -> list[str]:
    """Describe a run of its own: its levels, against the months before the branch."""
    design, speech = material.design, material.speech
    # A store has runs of several seeds.
    levels = compare.headline_levels(material.metrics, design).groupby("metric")["value"].mean()
    before = _levels_before(material)
    sentences = []
    for name in design.metrics:
        unit, value = METRICS[name].unit, float(levels[name])
        base = before.get(name, math.nan)
        key = "brief.finding_level" if math.isnan(base + value) else "brief.finding_run"
        digits = digits_alone(value - base, unit, speech)
        sentences.append(
            speech(
                key,
                metric=speech.pick(METRICS[name].label),
                level=speech.value(value, unit, digits),
                base=speech.value(base, unit, digits),
                window=design.window,
                difference=speech.difference(value - base, unit, digits=digits),
            )
        )
    return sentences


def _levels_before(material: Material) -> dict[str, float]:
    """Average each metric shown over the months before the branch; empty without such months."""
    design, metrics = material.design, material.metrics
    first, end = first_day(design.start - design.window), first_day(design.start)
    rows = metrics[
        (metrics["community"] == TOWN) & (metrics["month"] >= first) & (metrics["month"] < end)
    ]
    if rows.empty:
        return {}
    return {name: compare.headline_of(rows[name]) for name in design.metrics}


def _of(scenario: str, table: "pd.DataFrame") -> list[Row]:
    """Select the rows of a scenario, as readers are told them."""
    shown = compare.told(table) if {"low", "seeds"} <= set(table.columns) else table
    return [row for row in records(shown) if row["scenario"] == scenario]


def _unit(row: Row) -> str:
    """Find the unit of the metric of a row."""
    return METRICS[row["metric"]].unit


# --- who gained -----------------------------------------------------------------------------------


def group_table(material: Material) -> "pd.DataFrame":
    """Compare participation by group of adults; empty where groups were not recorded."""
    if material.groups.empty:
        return material.groups
    return parts_table(groups_of_town(material.groups), GROUP_KEYS, GAINED, material.design)


def place_table(material: Material) -> "pd.DataFrame":
    """Compare participation by community."""
    return parts_table(single_communities(material.metrics), PLACE_KEYS, GAINED, material.design)


def gap_table(material: Material) -> "pd.DataFrame":
    """Compare the gaps between groups."""
    design = replace(material.design, metrics=GAPS)
    return compare.differences_table(compare.per_seed(material.metrics, design), design)


def gain_blocks(material: Material, pictures: Sequence[Picture]) -> list[Block]:
    """Tell who gained: groups of adults, communities, gaps between groups, with figures."""
    groups, places = group_table(material), place_table(material)
    sentences = []
    for scenario in material.design.scenarios:
        own, there = _of(scenario, groups), _of(scenario, places)
        if own:
            sentences.append(_group_sentence(scenario, own, material))
        if len(there) > 1:
            sentences.append(_place_sentence(there, material.speech))
    blocks: list[Block] = [Bullets(sentences)] if sentences else []
    if material.compared:
        blocks += _gap_blocks(material)
    for picture in pictures:
        blocks += [PartHeading(picture.title), picture]
    return blocks


def _group_sentence(scenario: str, rows: list[Row], material: Material) -> str:
    """Say how the groups of one scenario fared."""
    speech = material.speech
    names = {"scenario": material.label(scenario), "baseline": material.baseline}
    if not material.design.enough:
        signs = [math.copysign(1, row["difference"]) for row in rows if row["difference"]]
        counts = {"up": signs.count(1), "down": signs.count(-1), "all": len(rows)}
        over = speech.seeds(len(material.design.seeds))
        key = "brief.gain_few" if material.compared else "brief.gain_run"
        return speech(key, over=over, **names, **counts)
    counts = _fared(rows)
    if not material.compared:
        return speech("brief.gain_past", **names, **counts)
    key = "brief.gain_all" if counts["up"] == counts["all"] else "brief.gain_groups"
    return speech(key, **names, **counts)


def _place_sentence(rows: list[Row], speech: Speech) -> str:
    """Say how far communities differ, without their names: what tells them apart is assumed."""
    unit = METRICS[GAINED].unit
    low, high = (float(end([row["difference"] for row in rows])) for end in (min, max))
    digits = speech.digits(unit, low, high)
    ends = [speech.number(low, unit, True, digits), speech.difference(high, unit, True, digits)]
    return speech("brief.gain_place", least=ends[0], most=ends[1])


def _fared(rows: list[Row]) -> dict[str, int]:
    """Count the groups that surely moved, by which way."""
    moved = [row for row in rows if compare.is_clear(row["verdict"])]
    up = sum(row["difference"] > 0 for row in moved)
    return {"up": up, "down": len(moved) - up, "flat": len(rows) - len(moved), "all": len(rows)}


def _gap_blocks(material: Material) -> list[Block]:
    """Tell which gaps between groups widen and which narrow."""
    speech, table = material.speech, gap_table(material)
    if table.empty:
        return []
    sentences = []
    for scenario in material.design.others:
        label = material.label(scenario)
        wider, narrower = _moved_gaps(_of(scenario, table))
        for key, found in (("brief.gap_wider", wider), ("brief.gap_narrower", narrower)):
            if found:
                items = speech.row(_gap(row, speech) for row in found)
                sentences.append(speech(key, scenario=label, items=items))
        if not (wider or narrower) and material.design.enough:
            sentences.append(speech("brief.gap_none", scenario=label))
    details = Details(
        speech("brief.gap_table"), [differences(table, material.design, speech, TOWN_COLUMNS)]
    )
    return [Bullets(sentences), details] if sentences else [details]


def _moved_gaps(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Split the gaps that moved into those that widen and those that narrow."""
    moved = [row for row in rows if compare.is_clear(row["verdict"])]
    wider = [row for row in moved if abs(row["level"]) > abs(row["baseline_level"])]
    return wider, [row for row in moved if row not in wider]


def _gap(row: Row, speech: Speech) -> str:
    """Write one gap in a list."""
    return speech(
        "brief.gap_item",
        metric=speech.metric(row["metric"]),
        base=speech.number(row["baseline_level"], _unit(row)),
        level=speech.difference(row["level"], _unit(row), signed=False),
    )


# --- cost -----------------------------------------------------------------------------------------


def cost_blocks(material: Material) -> list[Block]:
    """Tell what scenarios cost, and what is got for it."""
    design, speech, seeds = material.design, material.speech, _costs(material)
    table = compare.costs_table(seeds, design)
    sentences = []
    for name in design.others or design.scenarios:
        (row,) = (one for one in _of(name, table) if one["measure"] == compare.TOTAL)
        sentences.append(
            speech(
                "brief.cost_total" if design.others else "brief.cost_run",
                scenario=material.label(name),
                cost=speech.money(row["yuan"]),
                more=_more(row, speech) if design.others else "",
                baseline=material.baseline,
            )
        )
    if design.others:
        # Without the table of groups nobody knows how many adults take part.
        prices = [row for row in records(compare.unit_costs_table(seeds, design)) if row["seeds"]]
        sentences += [_price_sentence(row, material) for row in prices]
    used = [
        lever
        for name, lever in LEVERS.items()
        if lever.cost.yuan
        and any(name in levers_in_force(one) for one in material.scenarios.values())
    ]
    assumed = sum(lever.cost.source.mark == "assumed" for lever in used)
    note = speech("brief.cost_note", assumed=assumed, all=len(used))
    return [Bullets(sentences), _cost_table(table, material), Paragraph(note, quiet=True)]


def _costs(material: Material) -> "pd.DataFrame":
    """Compute the costs of each scenario and seed, and what is got for them."""
    return compare.costs_per_seed(material.metrics, material.groups, material.design)


def _more(row: Row, speech: Speech) -> str:
    """Say how much more or less than the baseline a scenario costs."""
    key = "brief.less" if row["more"] < 0 else "brief.more"
    return speech(key, cost=speech.money(abs(row["more"])))


def _price_sentence(row: Row, material: Material) -> str:
    """Say what one added participant or resolution costs, or why none has a price."""
    speech, outcome = material.speech, row["outcome"]
    key = "brief.price"
    if row["seeds"] < FEWEST:
        key = "brief.no_price_one"
    elif math.isnan(row["unit_cost"]):
        key = "brief.no_price"
    return speech(
        key,
        outcome=speech(f"brief.outcome.{outcome}"),
        scenario=material.label(row["scenario"]),
        unit=speech(f"brief.outcome_unit.{outcome}"),
        over=speech.seeds(row["seeds"]),
        **{name: speech.count(row[name]) for name in ("added", "added_low", "added_high")},
        price=speech.price(row["unit_cost"]),
        low=speech.price(row["low"]),
        high=speech.price(row["high"]),
    )


def _cost_table(table: "pd.DataFrame", material: Material) -> Shown:
    """Tabulate the cost of each measure in each scenario."""
    names, speech = material.design.scenarios, material.speech
    wide: Any = table.pivot(index="measure", columns="scenario", values="yuan")
    rows = []
    for measure in dict.fromkeys(table["measure"]):
        total = measure == compare.TOTAL
        label = (
            speech("brief.head.total") if total else speech.pick(METRICS[f"cost_{measure}"].label)
        )
        rows.append([label, *(speech.count(wide.loc[measure, one]) for one in names)])
    head = f"{speech('brief.head.measure')} ({speech.unit('yuan per year')})"
    return grid([head, *(material.label(name) for name in names)], rows)
