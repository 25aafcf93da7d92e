"""Every figure that the tables of a run or a comparison allow, by name."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sim.analysis.effects import effects_over_time
from sim.report.brief.gains import METRIC, group_table, place_table
from sim.report.brief.material import Material
from sim.report.figures.differences import gains_figure
from sim.report.figures.flow import flow_figure, matters_figure
from sim.report.figures.over_time import (
    community_figure,
    comparison_figure,
    effects_over_time_figure,
    hours_figure,
    run_figure,
    rungs_figure,
)
from sim.report.figures.town import network_figure, town_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Drawing = Callable[[], "Figure"]


def drawings(material: Material, language: str) -> Iterator[tuple[str, Drawing]]:
    """Name and maker of each figure, in the order of the brief.

    Args:
        material: The tables.
        language: ``en`` or ``zh``.
    """
    m, design, metrics, until = material, material.design, material.metrics, material.until
    if m.compared:
        yield (
            "figure_compare",
            lambda: comparison_figure(metrics, m.differences, design, until, language),
        )
        effects = effects_over_time(metrics, design)
        yield "figure_effects", lambda: effects_over_time_figure(effects, design, until, language)
    else:
        yield ("figure_run", lambda: run_figure(metrics, design, design.start, language, m.events))
    yield "figure_rungs", lambda: rungs_figure(metrics, design, until, language)
    yield (
        "figure_communities",
        lambda: community_figure(metrics, design, METRIC, m.labels, until, language),
    )
    yield "figure_hours", lambda: hours_figure(metrics, design, language)
    yield "figure_flow", lambda: flow_figure(metrics, design, language)
    if (matters := m.matters) is not None and len(matters):
        yield "figure_matters", lambda: matters_figure(matters, design, language)
    town = m.scenarios[design.baseline]["town"]
    yield "figure_map", lambda: town_figure(metrics, design, town, METRIC, m.labels, language)
    if (network := m.network) is not None:
        yield "figure_network", lambda: network_figure(network, design, m.labels, language)
    groups, places = group_table(m), place_table(m)
    if len(groups):
        yield "figure_groups", lambda: gains_figure(groups, design, METRIC, m.labels, language)
    if len(places) > 1:
        yield "figure_places", lambda: gains_figure(places, design, METRIC, m.labels, language)
