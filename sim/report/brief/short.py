"""A comparison in a sentence for each scenario, for those who read no further."""

from dataclasses import replace
from typing import Any

from sim.analysis.compare import DISTINGUISHABLE, differences_table, per_seed
from sim.analysis.costs import TOTAL, costs_per_seed, costs_table
from sim.declarations.groups import DIVISIONS
from sim.report.brief.findings import GAPS, ends_of
from sim.report.brief.gains import group_table
from sim.report.brief.material import Bullets, Material, Section, records
from sim.report.brief.words import in_a_row, listed, metric_name, tell, yuan
from sim.report.words import NULL, words_in

SHOWN = ("participation_rate", "depth", "true_resolution_rate")
"""Who takes part, how deeply, and what gets solved."""


def short_sections(material: Material, language: str) -> list[Section]:
    """The section, for comparisons over several seeds."""
    if not material.compared or len(material.design.seeds) < 2:
        return []
    sentences = [_sentence(one, material, language) for one in material.design.others]
    return [Section("short", tell(language, "short"), [Bullets(sentences)])]


def _sentence(scenario: str, material: Material, language: str) -> str:
    """What one scenario does, what it costs, for whom."""
    rows = [row for row in records(material.differences) if row["scenario"] == scenario]
    items = [_metric(row, language) for row in rows if row["metric"] in SHOWN]
    items.append(tell(language, "short_cost", more=_more(scenario, material, language)))
    items += _groups(scenario, material, language) + _gaps(scenario, material, language)
    return tell(
        language,
        "short_one",
        scenario=material.label(scenario, language),
        baseline=material.label(material.design.baseline, language),
        items=in_a_row(items, language),
    )


def _metric(row: dict[str, Any], language: str) -> str:
    """One difference with its interval."""
    name = metric_name(row["metric"], language)
    if row["verdict"] != DISTINGUISHABLE:
        return tell(language, "short_flat", metric=name)
    parts = ends_of(row, row["unit"], language)
    return tell(language, "item_one" if parts["low"] == NULL else "item", metric=name, **parts)


def _more(scenario: str, material: Material, language: str) -> str:
    """What a scenario costs more than the baseline."""
    seeds = costs_per_seed(material.metrics, material.groups, material.design)
    table = costs_table(seeds, material.design)
    row: Any = table[(table["scenario"] == scenario) & (table["measure"] == TOTAL)].iloc[0]
    return tell(language, "less" if row["more"] < 0 else "more", yuan=yuan(row["more"], language))


def _groups(scenario: str, material: Material, language: str) -> list[str]:
    """How many groups of adults gain, and which least."""
    rows = [row for row in records(group_table(material)) if row["scenario"] == scenario]
    if not rows:
        return []
    named = {
        (division.name, group.name): words_in(language).pick(group.label)
        for division in DIVISIONS
        for group in division.groups
    }
    rows.sort(key=lambda row: float(row["difference"]))
    least, most = (named[row["group_by"], row["group"]] for row in (rows[0], rows[-1]))
    if language == "en":
        least, most = (one[0].lower() + one[1:] for one in (least, most))
    moved = [row for row in rows if row["verdict"] == DISTINGUISHABLE]
    up = sum(row["difference"] > 0 for row in moved)
    if up == len(rows):
        return [tell(language, "short_groups_all", all=up, most=most, least=least)]
    return [
        tell(
            language,
            "short_groups",
            up=up,
            down=len(moved) - up,
            all=len(rows),
            most=most,
            least=least,
        )
    ]


def _gaps(scenario: str, material: Material, language: str) -> list[str]:
    """Gaps between groups that widen."""
    design = replace(material.design, metrics=GAPS)
    table = differences_table(per_seed(material.metrics, design), design)
    wider = [
        metric_name(row["metric"], language)
        for row in records(table)
        if row["scenario"] == scenario
        and row["verdict"] == DISTINGUISHABLE
        and abs(row["level"]) > abs(row["baseline_level"])
    ]
    return [tell(language, "short_gaps", items=listed(wider, language))] if wider else []
