"""Networks from osmnx graphs and back."""

import networkx as nx
import numpy as np
import osmnx
import pytest

from routing.errors import RoadsError
from routing.roads import DijkstraEngine, RoadNetwork
from routing.traffic import FREE_FLOW

TOWN = (
    "z--a--b\n   |  |\n   d--c--y",
    {"zab": "name=Hauptstraße & maxspeed=30", "bc": "oneway=yes", "cd": "oneway=-1", "da": "", "cy": "highway=primary"},
)


def matrix(network: RoadNetwork, town, *spots: str):
    engine = DijkstraEngine(network, threads=1)
    snaps = engine.snap({spot: town.at(spot) for spot in spots}, "van", 1000)
    return engine.matrix(snaps, "van", FREE_FLOW)


def test_a_round_trip_changes_no_travel_time(draw_town):
    town = draw_town(*TOWN)
    spots = ("ab", "bc", "cd.25", "za", "cy.1")
    back = RoadNetwork.from_osmnx(town.network.to_osmnx())
    before, after = matrix(town.network, town, *spots), matrix(back, town, *spots)
    assert np.array_equal(before.seconds, after.seconds)
    assert np.array_equal(before.metres, after.metres)


def test_a_round_trip_keeps_streets(draw_town):
    network = draw_town(*TOWN).network
    back = RoadNetwork.from_osmnx(network.to_osmnx())
    assert back.edges == network.edges
    assert back.edge_m.sum() == pytest.approx(network.edge_m.sum())
    assert {street.name for street in back.streets()} == {"Hauptstraße", ""}


def test_a_graph_has_the_attributes_osmnx_writes(draw_town):
    graph = draw_town(*TOWN).network.to_osmnx()
    assert graph.graph["crs"] == "epsg:4326"
    assert all({"x", "y", "street_count"} <= set(data) for _, data in graph.nodes(data=True))
    for _, _, data in graph.edges(data=True):
        assert {"osmid", "highway", "oneway", "reversed", "length", "geometry"} <= set(data)
    assert sum(data["oneway"] for _, _, data in graph.edges(data=True)) == 2


def test_osmnx_itself_can_use_the_graph(draw_town):
    graph = osmnx.add_edge_travel_times(osmnx.add_edge_speeds(draw_town(*TOWN).network.to_osmnx()))
    assert osmnx.routing.shortest_path(graph, ord("z"), ord("y"), weight="travel_time") == [ord(c) for c in "zabcy"]


def test_an_unsimplified_graph_without_geometry_can_be_read():
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=7.70, y=49.44)
    graph.add_node(2, x=7.71, y=49.44)
    shared = {
        "osmid": [5, 6],
        "highway": ["residential", "tertiary"],
        "length": 723.0,
        "name": ["A", "B"],
        "oneway": False,
    }
    graph.add_edge(1, 2, **shared, reversed=False, maxspeed=["50", "30"])
    graph.add_edge(2, 1, **shared, reversed=True, maxspeed=["50", "30"])
    network = RoadNetwork.from_osmnx(graph)
    assert network.edges == 1
    assert network.edge_m.tolist() == [723.0]
    assert network.tag_sets[network.way_tags[0]]["maxspeed"] == "50;30"


def test_a_street_found_in_one_direction_only_is_a_one_way():
    graph = nx.MultiDiGraph()
    graph.add_node("a", x=7.70, y=49.44)
    graph.add_node("b", x=7.71, y=49.44)
    graph.add_edge("a", "b", osmid=5, highway="residential", length=700.0, oneway=False, reversed=False)
    network = RoadNetwork.from_osmnx(graph)
    assert network.tag_sets[network.way_tags[0]]["oneway"] == "yes"


def test_a_graph_without_roads_is_refused():
    with pytest.raises(RoadsError):
        RoadNetwork.from_osmnx(nx.MultiDiGraph())
