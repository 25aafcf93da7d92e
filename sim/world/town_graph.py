"""The town as a graph of its communities."""

from typing import TYPE_CHECKING, Any

from sim.scenario.town import Town

if TYPE_CHECKING:
    import networkx as nx


def town_graph(town: Town) -> "nx.Graph[str]":
    """A networkx graph of the communities of a town.

    Nodes are community ids with the attributes ``label`` (English), ``label_zh``, ``origin``,
    ``residents``, ``households``, ``groups``, ``grids`` and ``member_from`` (month, or None);
    edges have the attribute ``weight``, how closely two communities adjoin.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(id=town.id, label=town.label.en, label_zh=town.label.zh)
    for community in town.communities:
        attributes: dict[str, Any] = {
            "label": community.label.en,
            "label_zh": community.label.zh,
            "origin": community.origin,
            "residents": community.residents,
            "households": community.households,
            "groups": community.groups,
            "grids": community.grids,
            "member_from": community.member_from,
        }
        graph.add_node(community.id, **attributes)
    for first, second, weight in town.adjacency:
        graph.add_edge(first, second, weight=weight)
    return graph
