import networkx as nx
import numpy as np
import pytest

from sim.world import insert_resident, ties_report
from tests.world.towns import START, ages, built, edges_of


def test_figures_are_those_of_networkx() -> None:
    world = built(0.03)
    people = world.residents
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(people)))
    pairs = edges_of(world)
    graph.add_edges_from(pairs)
    report = ties_report(world)
    degrees = np.array([degree for _, degree in graph.degree()])
    assert report["mean_degree"] == pytest.approx(degrees.mean())
    assert report["sd_degree"] == pytest.approx(degrees.std())
    assert report["clustering"] == pytest.approx(nx.average_clustering(graph))
    home = people.household
    outside = np.array([(i, j) for i, j in sorted(pairs) if home[i] != home[j]])
    left, right = outside[:, 0], outside[:, 1]
    converted = people.community[left] >= 5
    for name, column in (("inside_group", people.group), ("inside_community", people.community)):
        inside = column[left] == column[right]
        assert report[name] == pytest.approx(inside.mean())
        assert report[f"{name}_original"] == pytest.approx(inside[~converted].mean())
        assert report[f"{name}_converted"] == pytest.approx(inside[converted].mean())
    assert report["isolated"] == pytest.approx(1 - np.unique(left).size / len(people))
    for name, values in (
        ("homophily_age", people.birth_month),
        ("homophily_origin", people.migrant),
    ):
        expected = np.corrcoef(values[left], values[right])[0, 1]
        assert report[name] == pytest.approx(expected)
    assert ages(world, START).size == len(people)


def test_who_is_not_eligible_is_not_counted() -> None:
    world = built(0.03)
    assert ties_report(insert_resident(world, 5, eligible=False)) == ties_report(world)


def test_large_towns_are_sampled_for_clustering() -> None:
    assert ties_report(built(1.0))["clustering"] == pytest.approx(
        ties_report(built(0.3))["clustering"], abs=0.03
    )
