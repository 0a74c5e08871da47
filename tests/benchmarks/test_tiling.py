"""Tiling: the copies are the town, disjoint, and one strongly connected network."""

import numpy as np
import pytest

from benchmarks.roads.tiling import span_km, tiled
from routing.model import Location
from routing.roads import PROFILES, DijkstraEngine, read_extract
from routing.roads.geometry import distances_m
from routing.roads.graph.edge_graph import build_graph
from routing.traffic import FREE_FLOW


@pytest.fixture(scope="module")
def town(real_town):
    return read_extract(real_town("kaiserslautern.osm.gz"))


@pytest.fixture(scope="module")
def five(town):
    return tiled(town, 5)


def test_every_copy_holds_the_whole_town(town, five):
    joins = five.counts["joining_roads"]
    assert joins >= 5
    assert five.nodes == 5 * town.nodes
    assert five.edges == 5 * town.edges + joins
    assert len(five.addresses) == 5 * len(town.addresses)
    assert len(five.restriction_only) == 5 * len(town.restriction_only)


def test_copies_share_no_node_and_no_way(town, five):
    assert len(np.unique(five.node_osm_id)) == five.nodes
    assert len(np.unique(five.way_osm_id)) == len(five.way_osm_id)
    assert np.array_equal(five.edge_way[town.edges : 2 * town.edges] - len(town.way_osm_id), town.edge_way)


def test_streets_keep_their_length_where_they_are_moved_to(town, five):
    tail, head = five.edge_tail, five.edge_head
    far = distances_m(five.node_lon[tail], five.node_lat[tail], five.node_lon[head], five.node_lat[head])
    one, moved = far[: town.edges], far[4 * town.edges : 5 * town.edges]
    long = one > 50
    assert np.abs(moved[long] / one[long] - 1).max() < 0.002


def test_restrictions_bind_the_streets_of_their_own_copy(town, five):
    chains = len(town.restriction_arc)
    assert np.array_equal(five.restriction_arc[chains : 2 * chains] - 2 * town.edges, town.restriction_arc)


def test_copies_do_not_overlap(town, five):
    """Else the tree of segments would find streets of the wrong copy."""
    columns = [slice(copy * town.nodes, (copy + 1) * town.nodes) for copy in range(5)]
    assert five.node_lon[columns[0]].max() < five.node_lon[columns[1]].min()
    assert five.node_lat[columns[0]].max() < five.node_lat[columns[3]].min()
    assert all(whole > 1.9 * part for whole, part in zip(span_km(five), span_km(town), strict=True))


@pytest.mark.parametrize("profile", PROFILES)
def test_it_is_one_network_for_every_vehicle(town, five, profile):
    alone, whole = (build_graph(network, PROFILES[profile]) for network in (town, five))
    assert whole.main_m >= 5 * alone.main_m


def test_one_drives_from_copy_to_copy(town, five):
    """A drive over three copies is longer than the town and shorter than twice the way as the crow flies."""
    homes = [five.addresses[copy * len(town.addresses)] for copy in (0, 2)]
    places = {f"{number}": Location(lon=home.lon, lat=home.lat) for number, home in enumerate(homes)}
    engine = DijkstraEngine(five, threads=1)
    matrix = engine.matrix(engine.snap(places, "van"), "van", FREE_FLOW)
    (lon, lat), (other_lon, other_lat) = (home[:2] for home in homes)
    crow = distances_m(np.array(lon), np.array(lat), np.array(other_lon), np.array(other_lat))
    assert crow < matrix.metres[0, 0, 1] < 2 * crow


def test_one_copy_is_the_town_under_another_name(town):
    alone = tiled(town, 1)
    assert np.array_equal(alone.edge_m, town.edge_m)
    assert alone.source == "tiled from 1 x kaiserslautern.osm.gz"


def test_no_copy_is_no_network(town):
    with pytest.raises(ValueError, match="at least one"):
        tiled(town, 0)
