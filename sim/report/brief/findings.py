"""What was found: in short, metric by metric, who gained, and at what cost."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import (
    ALONE,
    BY_LEVERS,
    DISTINGUISHABLE,
    NOT_DISTINGUISHABLE,
    TOTAL,
    costs_per_seed,
    costs_table,
    differences_table,
    headline_levels,
    is_clear,
    per_seed,
    told,
    unit_costs_table,
)
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
from sim.report.brief.material import (
    EFFECTS,
    Block,
    Bullets,
    Details,
    Heading,
    Material,
    Paragraph,
    Picture,
    grid,
)
from sim.report.brief.scenarios import levers_in_force
from sim.report.compare import COLUMNS, differences, makeup, moved_sentence, sets_note
from sim.report.shown import Row, Shown, records
from sim.runs.tables import TOWN
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd

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
    """A sentence for each scenario of a comparison."""
    if not material.compared:
        return []
    return [Bullets([_in_short(one, material) for one in material.design.others])]


def _in_short(scenario: str, material: Material) -> str:
    """What one scenario does, what it costs, and for whom."""
    speech, rows = material.speech, _of(scenario, material.differences)
    items = []
    for row in rows:
        if row["metric"] in SHORT:
            name = speech.metric(row["metric"])
            flat = row["verdict"] == NOT_DISTINGUISHABLE
            items.append(
                speech("brief.short_flat", metric=name)
                if flat
                else material.item(name, row, _unit(row))
            )
    if not material.design.enough:
        items.append(speech("brief.short_few", over=speech.seeds(len(material.design.seeds))))
    table = costs_table(_costs(material), material.design)
    (total,) = (row for row in _of(scenario, table) if row["measure"] == TOTAL)
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
    """The main findings."""
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
        blocks += [Heading(title), Bullets(_scenario_sentences(scenario, rows, material))]
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
            blocks += [Heading(answer.title), Bullets(answer.sentences)]
    table = differences(material.differences, material.design, speech, TOWN_COLUMNS)
    made = makeup(material.differences, design, speech)
    return [*blocks, Details(speech("brief.all_numbers"), [table, *made])]


def _scenario_sentences(scenario: str, rows: list[Row], material: Material) -> list[str]:
    """Sentences about one scenario: the leading metrics, then the others by what they did."""
    speech = material.speech
    leading = [row for row in rows if row["metric"] in LEADING] or rows[:3]
    others = [row for row in rows if row not in leading]
    sure = [row for row in others if row["verdict"] == DISTINGUISHABLE]
    few = not material.design.enough
    moved = others if few else sure
    parts = {
        "brief.also_higher": [row for row in moved if row["difference"] > 0],
        "brief.also_lower": [row for row in moved if row["difference"] < 0],
        "brief.alone": [row for row in others if row["verdict"] == ALONE],
        "brief.not_distinct": [row for row in others if row["verdict"] == NOT_DISTINGUISHABLE],
        "brief.by_levers": [row for row in others if row["verdict"] == BY_LEVERS],
    }
    names = {"scenario": material.label(scenario), "baseline": material.baseline}
    sentences = [_sentence(row, names, material) for row in leading]
    for key, found in parts.items():
        if found:
            items = [material.item(speech.metric(one["metric"]), one, _unit(one)) for one in found]
            sentences.append(speech(key, items=speech.row(items), **names))
    return sentences


def _sentence(row: Row, names: Mapping[str, str], material: Material) -> str:
    """The sentence of one difference."""
    design = material.design
    tests = len(material.differences)
    over_sets = design.sets > 1
    return moved_sentence(row, names, tests, design.interval, material.speech, over_sets)


def _run_sentences(material: Material) -> list[str]:
    """Sentences about a run of its own: its levels, against the months before the branch."""
    design, speech = material.design, material.speech
    # A store has runs of several seeds.
    levels = headline_levels(material.metrics, design).groupby("metric")["value"].mean()
    before = _levels_before(material)
    sentences = []
    for name in design.metrics:
        unit, value = METRICS[name].unit, float(levels[name])
        base = before.get(name, math.nan)
        key = "brief.finding_level" if math.isnan(base + value) else "brief.finding_run"
        sentences.append(
            speech(
                key,
                metric=speech.pick(METRICS[name].label),
                level=speech.value(value, unit),
                base=speech.value(base, unit),
                window=design.window,
                difference=speech.difference(value - base, unit),
            )
        )
    return sentences


def _levels_before(material: Material) -> dict[str, float]:
    """Mean of each metric shown in the months before the branch; empty without such months."""
    design, metrics = material.design, material.metrics
    first, end = first_day(design.start - design.window), first_day(design.start)
    rows = metrics[
        (metrics["community"] == TOWN) & (metrics["month"] >= first) & (metrics["month"] < end)
    ]
    if rows.empty:
        return {}
    return {name: float(rows[name].mean()) for name in design.metrics}


def _of(scenario: str, table: "pd.DataFrame") -> list[Row]:
    """The rows of a scenario, as readers are told them."""
    shown = told(table) if {"low", "seeds"} <= set(table.columns) else table
    return [row for row in records(shown) if row["scenario"] == scenario]


def _unit(row: Row) -> str:
    """Unit of the metric of a row."""
    return METRICS[row["metric"]].unit


# --- who gained -----------------------------------------------------------------------------------


def group_table(material: Material) -> "pd.DataFrame":
    """Differences of participation by group of adults; empty where groups were not recorded."""
    if material.groups.empty:
        return material.groups
    return parts_table(groups_of_town(material.groups), GROUP_KEYS, GAINED, material.design)


def place_table(material: Material) -> "pd.DataFrame":
    """Differences of participation by community."""
    return parts_table(single_communities(material.metrics), PLACE_KEYS, GAINED, material.design)


def gap_table(material: Material) -> "pd.DataFrame":
    """Differences of the gaps between groups."""
    design = replace(material.design, metrics=GAPS)
    return differences_table(per_seed(material.metrics, design), design)


def gain_blocks(material: Material, pictures: Sequence[Picture]) -> list[Block]:
    """Who gained: groups of adults, communities, gaps between groups, and figures of them."""
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
        blocks += [Heading(picture.title), picture]
    return blocks


def _group_sentence(scenario: str, rows: list[Row], material: Material) -> str:
    """How the groups of one scenario fared."""
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
    """How far communities differ, without their names: what tells them apart is assumed."""
    unit = METRICS[GAINED].unit
    low, high = (float(end([row["difference"] for row in rows])) for end in (min, max))
    digits = speech.digits(unit, low, high)
    ends = [speech.number(low, unit, True, digits), speech.difference(high, unit, True, digits)]
    return speech("brief.gain_place", least=ends[0], most=ends[1])


def _fared(rows: list[Row]) -> dict[str, int]:
    """How many groups surely moved which way."""
    moved = [row for row in rows if is_clear(row["verdict"])]
    up = sum(row["difference"] > 0 for row in moved)
    return {"up": up, "down": len(moved) - up, "flat": len(rows) - len(moved), "all": len(rows)}


def _gap_blocks(material: Material) -> list[Block]:
    """Gaps between groups: which widen and which narrow."""
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
    """The gaps that widen, and those that narrow."""
    moved = [row for row in rows if is_clear(row["verdict"])]
    wider = [row for row in moved if abs(row["level"]) > abs(row["baseline_level"])]
    return wider, [row for row in moved if row not in wider]


def _gap(row: Row, speech: Speech) -> str:
    """One gap in a list."""
    return speech(
        "brief.gap_item",
        metric=speech.metric(row["metric"]),
        base=speech.number(row["baseline_level"], _unit(row)),
        level=speech.difference(row["level"], _unit(row), signed=False),
    )


# --- cost -----------------------------------------------------------------------------------------


def cost_blocks(material: Material) -> list[Block]:
    """What scenarios cost, and what is got for it."""
    design, speech, seeds = material.design, material.speech, _costs(material)
    table = costs_table(seeds, design)
    sentences = []
    for name in design.others or design.scenarios:
        (row,) = (one for one in _of(name, table) if one["measure"] == TOTAL)
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
        prices = [row for row in records(unit_costs_table(seeds, design)) if row["seeds"]]
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
    """Costs of each scenario and seed, and what is got for them."""
    return costs_per_seed(material.metrics, material.groups, material.design)


def _more(row: Row, speech: Speech) -> str:
    """How much more or less than the baseline a scenario costs."""
    key = "brief.less" if row["more"] < 0 else "brief.more"
    return speech(key, cost=speech.money(abs(row["more"])))


def _price_sentence(row: Row, material: Material) -> str:
    """What one added participant or resolution costs, or why none has a price."""
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
        price=speech.count(row["unit_cost"]),
        **{
            name: speech.count(row[name])
            for name in ("added", "added_low", "added_high", "low", "high")
        },
    )


def _cost_table(table: "pd.DataFrame", material: Material) -> Shown:
    """Cost of each measure in each scenario."""
    names, speech = material.design.scenarios, material.speech
    wide: Any = table.pivot(index="measure", columns="scenario", values="yuan")
    rows = []
    for measure in dict.fromkeys(table["measure"]):
        total = measure == TOTAL
        label = (
            speech("brief.head.total") if total else speech.pick(METRICS[f"cost_{measure}"].label)
        )
        rows.append([label, *(speech.count(wide.loc[measure, one]) for one in names)])
    head = f"{speech('brief.head.measure')} ({speech.unit('yuan per year')})"
    return grid([head, *(material.label(name) for name in names)], rows)
