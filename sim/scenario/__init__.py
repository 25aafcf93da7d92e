"""Scenarios and towns: files in, checked and frozen descriptions out."""

from sim.scenario.fields import parse_seeds
from sim.scenario.load import load_scenario
from sim.scenario.loadtown import load_town
from sim.scenario.places import shipped_scenarios, shipped_towns
from sim.scenario.scenario import Epoch, Event, Scenario, first_difference
from sim.scenario.town import Community, Elections, Margins, TieMargins, Town
from sim.scenario.yamlfile import Origin

__all__ = [
    "Community",
    "Elections",
    "Epoch",
    "Event",
    "Margins",
    "Origin",
    "Scenario",
    "TieMargins",
    "Town",
    "first_difference",
    "load_scenario",
    "load_town",
    "parse_seeds",
    "shipped_scenarios",
    "shipped_towns",
]
