"""Who gained and who did not: groups of adults, communities, gaps between groups."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE
from sim.analysis.parts import (
    GROUP_KEYS,
    PLACE_KEYS,
    groups_of_town,
    parts_table,
    single_communities,
)
from sim.declarations.groups import DIVISIONS
from sim.declarations.metrics import METRICS
from sim.report.brief.findings import ends_of, gap_blocks
from sim.report.brief.material import Bullets, Heading, Material, Picture, records
from sim.report.brief.words import tell
from sim.report.words import NULL, words_in

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

METRIC = "participation_rate"
Draw = Callable[["Figure", str], Picture]


def group_table(material: Material) -> "pd.DataFrame":
    """Differences of participation by group of adults; empty where groups were not recorded."""
    if material.groups.empty:
        return material.groups
    return parts_table(groups_of_town(material.groups), GROUP_KEYS, METRIC, material.design)


def place_table(material: Material) -> "pd.DataFrame":
    """Differences of participation by community."""
    return parts_table(single_communities(material.metrics), PLACE_KEYS, METRIC, material.design)


def gain_blocks(material: Material, language: str, pictures: dict[str, Picture]) -> list[Any]:
    """The section of who gained."""
    groups, places = group_table(material), place_table(material)
    sentences = []
    for scenario in material.design.scenarios:
        own = [row for row in records(groups) if row["scenario"] == scenario]
        if own:
            sentences.append(_group_sentence(own, material, language))
        there = records(places[places["scenario"] == scenario])
        if len(there) > 1:
            sentences.append(_place_sentence(there, material, language))
    blocks: list[Any] = [Bullets(sentences)] if sentences else []
    if material.compared:
        blocks += gap_blocks(material, language)
    for name in ("figure_groups", "figure_places"):
        if name in pictures:
            blocks += [Heading(tell(language, name)), pictures[name]]
    return blocks


def _group_sentence(rows: list[dict[str, Any]], material: Material, language: str) -> str:
    """How the groups of one scenario fared."""
    ordered = sorted(rows, key=lambda row: float(row["difference"]))
    named = {
        (division.name, group.name): words_in(language).pick(group.label)
        for division in DIVISIONS
        for group in division.groups
    }
    least, most = (
        _part(row, named[row["group_by"], row["group"]], language)
        for row in (ordered[0], ordered[-1])
    )
    if not material.compared or len(material.design.seeds) < 2:
        return tell(language, "gain_run", most=most, least=least)
    moved = [row for row in rows if row["verdict"] == DISTINGUISHABLE]
    up = sum(row["difference"] > 0 for row in moved)
    key = "gain_all" if up == len(rows) else "gain_groups"
    return tell(
        language,
        key,
        scenario=material.label(rows[0]["scenario"], language),
        baseline=material.label(material.design.baseline, language),
        up=up,
        down=len(moved) - up,
        flat=len(rows) - len(moved),
        all=len(rows),
        most=most,
        least=least,
    )


def _place_sentence(rows: list[dict[str, Any]], material: Material, language: str) -> str:
    """Between which communities the difference lies."""
    ordered = sorted(rows, key=lambda row: float(row["difference"]))
    least, most = (
        _part(row, material.labels.pick(row["community"], language), language)
        for row in (ordered[0], ordered[-1])
    )
    return tell(language, "gain_place", least=least, most=most)


def _part(row: dict[str, Any], name: str, language: str) -> str:
    """One part with its difference, in a list."""
    ends = ends_of(row, METRICS[METRIC].unit, language)
    shown = name[0].lower() + name[1:] if language == "en" and "group" in row else name
    return tell(language, "part_one" if ends["low"] == NULL else "part", part=shown, **ends)
