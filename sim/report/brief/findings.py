"""What was found, in sentences: metrics of the town, group by group, and gaps between groups."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import (
    DISTINGUISHABLE,
    NOT_DISTINGUISHABLE,
    differences_table,
    headline_levels,
    per_seed,
)
from sim.calendar import first_day
from sim.declarations.metrics import METRICS
from sim.report.brief.material import Bullets, Details, Heading, Material, Table, Text, records
from sim.report.brief.words import in_a_row, metric_name, quantity, tell
from sim.report.words import NULL, number, words_in
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd

LEADING = ("participation_rate", "depth", "actor_diversity", "true_resolution_rate", "trust")
"""Metrics that get a sentence of their own: who takes part, how deeply, who contributes, what
gets solved, and what people make of it."""
EFFECTS = "effects"
"""Kind of the answer that a comparison itself leaves."""
GAPS = tuple(name for name in METRICS if "_gap_" in name)


def ends_of(row: dict[str, Any], unit: str, language: str) -> dict[str, str]:
    """Difference and ends of its interval, as phrases want them."""
    return {
        "difference": quantity(row["difference"], unit, language, signed=True),
        "low": number(row["low"], unit, signed=True),
        "high": number(row["high"], unit, signed=True),
    }


def finding_blocks(material: Material, language: str) -> list[Any]:
    """The section of the main findings."""
    if not material.compared:
        note = tell(language, "one_seed_note", window=material.design.window)
        return [Bullets(_run_sentences(material, language)), Text(note, quiet=True)]
    blocks: list[Any] = []
    rows = material.differences
    for scenario in material.design.others:
        own = records(rows[rows["scenario"] == scenario])
        title = tell(
            language,
            "versus",
            scenario=material.label(scenario, language),
            baseline=material.label(material.design.baseline, language),
        )
        blocks.append(Heading(title))
        blocks.append(Bullets(_scenario_sentences(own, material, language)))
    design = material.design
    if len(design.seeds) > 1:
        note = tell(
            language,
            "holm",
            tests=len(rows),
            seeds=len(design.seeds),
            method=words_in(language).methods[design.interval],
        )
        blocks.append(Text(note, quiet=True))
    for answer in material.answers:
        if answer.kind == EFFECTS:
            blocks += [Heading(tell(language, "effects")), Bullets([*answer.sentences[language]])]
    table = differences_block(rows, material, language)
    return [*blocks, Details(tell(language, "all_numbers"), [table])]


def _scenario_sentences(rows: list[dict[str, Any]], material: Material, language: str) -> list[str]:
    """Sentences about one scenario: the leading metrics, then the others by what they did."""
    leading = [row for row in rows if row["metric"] in LEADING] or rows[:3]
    sentences = [_sentence(row, material, language) for row in leading]
    others = [row for row in rows if row not in leading]
    flat = [row for row in others if row["verdict"] == NOT_DISTINGUISHABLE]
    moved = [row for row in others if row["verdict"] != NOT_DISTINGUISHABLE]
    parts = {
        "also_higher": [row for row in moved if row["difference"] > 0],
        "also_lower": [row for row in moved if row["difference"] < 0],
        "not_distinct": flat,
    }
    for key, found in parts.items():
        if found:
            items = [_item(row, language) for row in found]
            sentences.append(
                tell(
                    language,
                    key,
                    scenario=material.label(found[0]["scenario"], language),
                    baseline=material.label(material.design.baseline, language),
                    items=in_a_row(items, language),
                )
            )
    return sentences


def _sentence(row: dict[str, Any], material: Material, language: str) -> str:
    """The sentence of one difference."""
    unit = METRICS[row["metric"]].unit
    keys = {DISTINGUISHABLE: "finding", NOT_DISTINGUISHABLE: "finding_not"}
    return tell(
        language,
        keys.get(row["verdict"], "finding_one"),
        scenario=material.label(row["scenario"], language),
        baseline=material.label(row["baseline"], language),
        metric=metric_name(row["metric"], language),
        level=quantity(row["level"], unit, language),
        base=quantity(row["baseline_level"], unit, language),
        **ends_of(row, unit, language),
    )


def _item(row: dict[str, Any], language: str) -> str:
    """One difference in a list."""
    parts = ends_of(row, METRICS[row["metric"]].unit, language)
    key = "item_one" if parts["low"] == NULL else "item"
    return tell(language, key, metric=metric_name(row["metric"], language), **parts)


def _run_sentences(material: Material, language: str) -> list[str]:
    """Sentences about a run of its own: its levels, against the months before the branch."""
    design, words = material.design, words_in(language)
    after = headline_levels(material.metrics, design).set_index("metric")["value"]
    before = levels_before(material)
    sentences = []
    for name in design.metrics:
        unit, value = METRICS[name].unit, float(after[name])
        label = words.pick(METRICS[name].label)
        base = before.get(name, float("nan"))
        key = "finding_run" if base == base and value == value else "finding_level"
        sentences.append(
            tell(
                language,
                key,
                metric=label,
                level=quantity(value, unit, language),
                base=quantity(base, unit, language),
                window=design.window,
                difference=quantity(value - base, unit, language, signed=True),
            )
        )
    return sentences


def levels_before(material: Material) -> dict[str, float]:
    """Mean of each metric shown in the months before the branch; empty without such months."""
    design, metrics = material.design, material.metrics
    first, end = first_day(design.start - design.window), first_day(design.start)
    rows = metrics[
        (metrics["community"] == TOWN) & (metrics["month"] >= first) & (metrics["month"] < end)
    ]
    if rows.empty:
        return {}
    return {name: float(rows[name].mean()) for name in design.metrics}


def differences_block(rows: "pd.DataFrame", material: Material, language: str) -> Table:
    """A table of differences of the town."""
    words = words_in(language)
    head = [
        tell(language, "scenario"),
        tell(language, "metric"),
        material.label(material.design.baseline, language),
        tell(language, "scenario"),
        tell(language, "difference"),
        tell(language, "interval"),
        tell(language, "verdict"),
    ]
    body = []
    for row in records(rows):
        unit = METRICS[row["metric"]].unit
        low, high = (number(row[end], unit, True) for end in ("low", "high"))
        body.append(
            [
                material.label(row["scenario"], language),
                words.title(METRICS[row["metric"]]),
                number(row["baseline_level"], unit),
                number(row["level"], unit),
                number(row["difference"], unit, True),
                NULL if low == NULL else f"{low} … {high}",
                words.verdicts[row["verdict"]],
            ]
        )
    return Table(head, body, words=2)


def gap_blocks(material: Material, language: str) -> list[Any]:
    """Gaps between groups: which widen and which narrow."""
    design = replace(material.design, metrics=GAPS)
    table = differences_table(per_seed(material.metrics, design), design)
    if table.empty:
        return []
    sentences = []
    for scenario in design.others:
        own = records(table[table["scenario"] == scenario])
        label = material.label(scenario, language)
        moved = [row for row in own if row["verdict"] == DISTINGUISHABLE]
        wider = [row for row in moved if abs(row["level"]) > abs(row["baseline_level"])]
        narrower = [row for row in moved if row not in wider]
        for key, found in (("gap_wider", wider), ("gap_narrower", narrower)):
            if found:
                items = in_a_row([_gap(row, language) for row in found], language)
                sentences.append(tell(language, key, scenario=label, items=items))
        if not moved and len(design.seeds) > 1:
            sentences.append(tell(language, "gap_none", scenario=label))
    block = differences_block(table, material, language)
    details = Details(tell(language, "gap_table"), [block])
    return [Bullets(sentences), details] if sentences else [details]


def _gap(row: dict[str, Any], language: str) -> str:
    """One gap in a list."""
    unit = METRICS[row["metric"]].unit
    return tell(
        language,
        "gap_item",
        metric=metric_name(row["metric"], language),
        base=number(row["baseline_level"], unit),
        level=tell(language, "points", value=number(row["level"], unit)),
    )
