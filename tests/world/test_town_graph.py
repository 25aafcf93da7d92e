from sim.world import town_graph
from tests.world.towns import luocheng


def test_communities_are_nodes_with_attributes_and_adjacency_is_weighted() -> None:
    town = luocheng()
    graph = town_graph(town)
    assert tuple(graph) == town.community_ids
    for community in town.communities:
        node = graph.nodes[community.id]
        assert node["label_zh"] == community.label.zh
        assert node["label"] == community.label.en
        for name in ("origin", "residents", "households", "groups", "grids", "member_from"):
            assert node[name] == getattr(community, name)
    assert graph.number_of_edges() == len(town.adjacency)
    for first, second, weight in town.adjacency:
        assert graph.edges[first, second]["weight"] == weight
