"""The part of an extract that lies in an area: what is kept, what is cut, what is refused and how."""

import gzip
import json
import math

import numpy as np
import osmium
import pytest

from routing.errors import RoadsError
from routing.roads import read_extract
from routing.roads.reading.areas import METRES_PER_DEGREE, Area
from routing.roads.reading.pbf_nodes import OtherLayoutError, pbf_nodes

ROW = "a--b--c--d--e--f"
STREETS = {"abcdef": "highway=residential & name=Lange Straße"}
"""Six nodes, 300 m apart; only the ends are junctions unless something meets in between."""


@pytest.fixture
def extract(draw_xml, tmp_path):
    """Return a function that writes a drawn town to a file."""

    def extract(drawing, streets, **more):
        path = tmp_path / "town.osm"
        path.write_text(draw_xml(drawing, streets, **more), encoding="utf-8")
        return path

    return extract


@pytest.fixture
def spot(draw_town):
    """Return a function that gives the place of a node of the row."""
    town = draw_town(ROW, {"abcdef": ""})
    return lambda letter: (town.nodes[letter].lon, town.nodes[letter].lat)


def test_edges_in_the_circle_stay_and_the_others_go(extract, spot):
    streets = dict.fromkeys(("ab", "bc", "cd", "de", "ef"), "highway=residential")
    network = read_extract(extract(ROW, streets), area=Area.around(*spot("b"), 0.35))
    assert network.edge_m.sum() == pytest.approx(900, abs=1)


def test_an_edge_over_the_border_stays_whole(extract, spot):
    """Half an edge would end where nobody can turn."""
    network = read_extract(extract(ROW, STREETS), area=Area.around(*spot("a"), 0.1))
    assert network.edges == 1
    assert network.edge_m.sum() == pytest.approx(1500, abs=1)


def test_a_way_that_leaves_the_surroundings_is_cut(extract, spot):
    path = extract("a--b" + "-" * 80 + "c", {"abc": "highway=motorway"})
    network = read_extract(path, area=Area.around(*spot("a"), 0.2))
    assert network.edge_m.sum() == pytest.approx(300, abs=1)


def test_edges_over_the_border_are_counted(extract, spot):
    streets = dict.fromkeys(("ab", "bc", "cd"), "highway=residential")
    network = read_extract(extract(ROW, streets), area=Area.around(*spot("a"), 0.35))
    assert (network.edges, network.counts["edges_over_border"]) == (2, 1)


def test_an_edge_over_the_border_ends_at_the_next_junction_outside(extract, spot):
    path = extract("a--b--c--d\n      |\n      x", {"abcd": "highway=residential", "cx": "highway=residential"})
    network = read_extract(path, area=Area.around(*spot("a"), 0.2))
    assert network.edge_m.tolist() == pytest.approx([600], abs=1)


def test_streets_outside_leave_neither_names_of_ways_nor_classes(extract, spot):
    streets = {"ab": "highway=residential & name=Hier", "ef": "highway=residential & name=Dort"}
    network = read_extract(extract(ROW, streets), area=Area.around(*spot("a"), 0.2))
    assert [street.name for street in network.streets()] == ["Hier"]
    assert len(network.way_osm_id) == network.counts["roads"] == 1


def test_the_network_says_which_part_it_is(extract, spot):
    network = read_extract(extract(ROW, STREETS), area=Area.around(*spot("a"), 0.2))
    assert network.source == "town.osm (7.77,49.44 + 0.2 km)"


def test_house_numbers_outside_are_left_out(extract, spot):
    nodes = {letter: f"addr:street=Gasse & addr:housenumber={letter}" for letter in "ac"}
    network = read_extract(extract(ROW, STREETS, nodes=nodes), area=Area.around(*spot("a"), 0.2))
    assert [address.house_number for address in network.addresses] == ["a"]


def test_restrictions_within_hold_and_those_outside_are_told_apart(extract, spot):
    drawing = "a--b--c--d--e\n   |     |\n   x     y"
    streets = dict.fromkeys(("ab", "bc", "bx", "cd", "de", "dy"), "highway=residential")
    rules = [
        {"restriction": "no_right_turn", "from": "ab", "via": "b", "to": "bx"},
        {"restriction": "no_right_turn", "from": "cd", "via": "d", "to": "dy"},
    ]
    network = read_extract(extract(drawing, streets, restrictions=rules), area=Area.around(*spot("a"), 0.35))
    assert (network.counts["restrictions_read"], network.counts["restrictions_outside"]) == (1, 1)


def test_a_whole_town_within_the_area_is_the_same_network(real_town):
    path = real_town("liechtenstein.osm.pbf")
    whole, clipped = read_extract(path), read_extract(path, area=Area.box(9, 46.5, 10, 48))
    assert clipped.content_hash == whole.content_hash


@pytest.mark.parametrize("name", ["kaiserslautern.osm.gz", "liechtenstein.osm.pbf"])
def test_every_edge_kept_touches_the_area_and_none_that_does_is_lost(real_town, name):
    whole = read_extract(real_town(name))
    lon, lat = float(np.median(whole.point_lon)), float(np.median(whole.point_lat))
    area = Area.around(lon, lat, 1.5)
    clipped = read_extract(real_town(name), area=area)
    assert 0 < clipped.edges < whole.edges
    touching = np.add.reduceat(area.holds(whole.point_lon, whole.point_lat), whole.edge_start[:-1]) > 0
    assert clipped.edge_m.sum() == pytest.approx(whole.edge_m[touching].sum())


def test_a_polygon_file_takes_features_and_bare_geometries(extract, spot, tmp_path):
    lon, lat = spot("a")
    ring = [[lon + dx, lat + dy] for dx, dy in [(-0.001, -0.001), (0.001, -0.001), (0.001, 0.001), (-0.001, 0.001)]]
    polygon = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    feature = {"type": "Feature", "properties": None, "geometry": polygon}
    found = []
    for document in (polygon, feature, {"type": "FeatureCollection", "features": [feature, feature]}):
        path = tmp_path / "area.geojson"
        path.write_text(json.dumps(document))
        found.append(read_extract(extract(ROW, STREETS), area=Area.read(path)).edges)
    assert found == [1, 1, 1]


def test_a_bow_tie_is_read_as_its_two_halves(tmp_path):
    path = tmp_path / "area.geojson"
    tie = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [tie]}))
    assert Area.read(path).shape.area == pytest.approx(0.5)


def test_a_circle_has_its_radius_in_every_direction():
    west, south, east, north = Area.around(7.77, 49.44, 30).bounds
    across = math.cos(math.radians(49.44)) * METRES_PER_DEGREE
    assert (north - south) * METRES_PER_DEGREE == pytest.approx(60_000, rel=0.01)
    assert (east - west) * across == pytest.approx(60_000, rel=0.01)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "area_file_not_geojson"),
        ("lon;lat", "area_file_not_geojson"),
        ("[1, 2]", "area_file_not_geojson"),
        ('{"type": "Polygon", "coordinates": [[[1, 2]]]}', "area_file_not_geojson"),
        ('{"type": "Polygon", "coordinates": "x"}', "area_file_not_geojson"),
        ('{"type": "Polygon", "coordinates": []}', "area_file_without_polygon"),
        ('{"type": "Point", "coordinates": [7.7, 49.4]}', "area_file_without_polygon"),
        ('{"type": "FeatureCollection", "features": []}', "area_file_without_polygon"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}', "area_file_without_polygon"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [4e5, 0], [4e5, 6e6], [0, 0]]]}', "area_not_degrees"),
    ],
)
def test_a_file_that_is_no_area_is_named(tmp_path, content, code):
    path = tmp_path / "area.geojson"
    path.write_text(content)
    with pytest.raises(RoadsError) as caught:
        Area.read(path)
    assert {finding.code for finding in caught.value.findings} == {code}
    assert caught.value.findings[0].file == str(path)


def test_a_missing_area_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(RoadsError, match=r"gone\.geojson"):
        Area.read(tmp_path / "gone.geojson")
    with pytest.raises(RoadsError, match="can't be opened"):
        Area.read(tmp_path)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Area.around(7.7, 49.4, 0), "area_size"),
        (lambda: Area.around(7.7, 49.4, -3), "area_size"),
        (lambda: Area.around(7.7, 49.4, 40_000), "area_size"),
        (lambda: Area.around(7.7, 49.4, math.nan), "area_size"),
        (lambda: Area.around(7.7, 494, 3), "area_not_degrees"),
        (lambda: Area.around(math.inf, 49.4, 3), "area_not_degrees"),
        (lambda: Area.box(8, 49, 7, 50), "area_reversed"),
        (lambda: Area.box(7, 50, 8, 49), "area_reversed"),
        (lambda: Area.box(7, 49, 7, 50), "area_reversed"),
    ],
)
def test_absurd_areas_are_refused(make, code):
    with pytest.raises(RoadsError) as caught:
        make()
    assert [finding.code for finding in caught.value.findings] == [code]


def test_an_area_elsewhere_tells_where_the_extract_lies(extract):
    with pytest.raises(RoadsError) as caught:
        read_extract(extract(ROW, STREETS), area=Area.around(-8.6, 41.1, 10))
    (finding,) = caught.value.findings
    assert finding.code == "area_outside_extract"
    assert finding.detail.startswith("7.77")


def test_swapped_coordinates_are_recognised(extract):
    with pytest.raises(RoadsError) as caught:
        read_extract(extract(ROW, STREETS), area=Area.around(49.44, 7.77, 10))
    assert caught.value.findings[0].code == "area_swapped"


def test_an_area_of_the_extract_without_a_road_is_named(extract, spot):
    path = extract(f"{ROW}\n\n\n\n\n\n\n\n\n\nz", STREETS)
    lon, lat = spot("a")
    with pytest.raises(RoadsError) as caught:
        read_extract(path, area=Area.around(lon, lat - 1000 / METRES_PER_DEGREE, 0.2))
    assert caught.value.findings[0].code == "area_without_roads"


def test_compiled_code_finds_the_nodes_that_pyosmium_finds(real_town):
    path = real_town("liechtenstein.osm.pbf")
    theirs = {node.id: (node.location.x, node.location.y) for node in osmium.FileProcessor(path, osmium.osm.NODE)}
    ours = {
        ref: (x, y)
        for nodes in pbf_nodes(path)
        for ref, x, y in zip(nodes.ref.tolist(), nodes.x.tolist(), nodes.y.tolist(), strict=True)
    }
    assert ours == theirs


def test_what_compiled_code_can_not_read_pyosmium_reads(tmp_path, real_town):
    """Nodes one by one instead of packed."""
    path = real_town("liechtenstein.osm.pbf")
    plain = tmp_path / "plain.osm.pbf"
    header = osmium.io.Header()
    with osmium.SimpleWriter(osmium.io.File(str(plain), "pbf,pbf_dense_nodes=false"), header=header) as writer:
        for thing in osmium.FileProcessor(path):
            writer.add(thing)
    with pytest.raises(OtherLayoutError):
        list(pbf_nodes(plain))
    area = Area.around(9.52, 47.14, 2)
    assert read_extract(plain, area=area).content_hash == read_extract(path, area=area).content_hash


def test_a_packed_xml_file_is_clipped_too(extract, spot, tmp_path):
    path = tmp_path / "town.osm.gz"
    path.write_bytes(gzip.compress(extract(ROW, STREETS).read_bytes()))
    assert read_extract(path, area=Area.around(*spot("a"), 0.2)).edges == 1
