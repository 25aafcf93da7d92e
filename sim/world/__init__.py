"""The town as state: columns of residents and households, ties, and how they are built."""

from sim.world.build import build_town, build_world
from sim.world.columns import ROWS_AT_A_TIME, Households, Residents, Ties, World
from sim.world.insert import insert_resident
from sim.world.people import party_ranks
from sim.world.population import settle_characters
from sim.world.tie_rows import ties_report, town_graph
from sim.world.turnover import replace_leavers

__all__ = [
    "ROWS_AT_A_TIME",
    "Households",
    "Residents",
    "Ties",
    "World",
    "build_town",
    "build_world",
    "insert_resident",
    "party_ranks",
    "replace_leavers",
    "settle_characters",
    "ties_report",
    "town_graph",
]
