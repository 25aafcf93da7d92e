"""Every figure that the tables of a run or a comparison allow, by name."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sim.analysis.effects import effects_over_time
from sim.report.brief.findings import GAINED, group_table, place_table
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
OF_GAINS = ("groups", "places")
"""Figures that stand with who gained."""


def drawings(material: Material) -> Iterator[tuple[str, Drawing]]:
    """Name and maker of each figure, in the order of the brief."""
    m, design, metrics, until = material, material.design, material.metrics, material.until
    places, speech = m.places, m.speech
    if m.compared:
        yield ("compare", lambda: comparison_figure(metrics, m.differences, design, until, speech))
        effects = effects_over_time(metrics, design)
        yield "effects", lambda: effects_over_time_figure(effects, design, until, speech)
    else:
        yield "run", lambda: run_figure(metrics, design, design.start, speech, m.events)
    yield "rungs", lambda: rungs_figure(metrics, design, until, speech)
    yield ("communities", lambda: community_figure(metrics, design, GAINED, places, until, speech))
    yield "hours", lambda: hours_figure(metrics, design, speech)
    yield "flow", lambda: flow_figure(metrics, design, speech)
    if (matters := m.matters) is not None and len(matters):
        yield "matters", lambda: matters_figure(matters, design, speech)
    town = m.scenarios[design.baseline]["town"]
    named = m.manifest.get("towns", {}).get(town["id"], {})
    town = {**town, "outlines": named.get("outlines", {})}
    yield "map", lambda: town_figure(metrics, design, town, GAINED, places, speech)
    if (network := m.network) is not None:
        yield "network", lambda: network_figure(network, design, places, speech)
    by_group, by_place = group_table(m), place_table(m)
    if len(by_group):
        yield "groups", lambda: gains_figure(by_group, design, GAINED, places, speech)
    if len(by_place) > 1:
        yield "places", lambda: gains_figure(by_place, design, GAINED, places, speech)
