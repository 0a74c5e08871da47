"""Reading extracts: what is kept, what is counted, what is refused and how."""

import bz2
import contextlib
import gzip
from pathlib import Path

import numpy as np
import osmium
import pytest

from routing.errors import RoadsError
from routing.roads import RoadNetwork, read_extract

DRAWING = "a--b--c\n   |\n   d"
STREETS = {"abc": "name=Hauptstraße", "bd": "highway=service & name=Hof"}


def write_town(draw_xml, path: Path, **more) -> Path:
    path.write_text(draw_xml(DRAWING, {name: f"highway=residential & {t}" for name, t in STREETS.items()}, **more))
    return path


def test_ways_are_cut_where_they_meet(draw_town):
    network = draw_town(DRAWING, STREETS).network
    assert network.edges == 3
    assert network.edge_m.tolist() == pytest.approx([300, 300, 200], abs=0.1)
    assert network.nodes == 4


def test_names_and_classes_are_kept(draw_town):
    streets = list(draw_town(DRAWING, STREETS).network.streets())
    assert [(street.road_class, street.name) for street in streets] == [
        ("residential", "Hauptstraße"),
        ("service", "Hof"),
    ]
    assert len(streets[0].polyline) == 3


def test_links_count_with_their_class(draw_town):
    network = draw_town("a--b", {"ab": "highway=trunk_link"}).network
    assert next(network.streets()).road_class == "trunk"


def test_paths_and_areas_are_no_roads(draw_town):
    network = draw_town("a--b--c", {"ab": "", "bc": "highway=footway", "ca": "highway=service & area=yes"}).network
    assert network.edges == 1
    assert network.counts["areas_left_out"] == 1


@pytest.mark.parametrize("pack", [None, gzip.compress, bz2.compress])
def test_the_content_decides_about_the_format_not_the_name(draw_xml, tmp_path, pack):
    path = write_town(draw_xml, tmp_path / "auszug.download")
    if pack:
        path.write_bytes(pack(path.read_bytes()))
    assert read_extract(path).edges == 3


def test_equal_extracts_have_equal_hashes_whatever_their_name(draw_xml, tmp_path):
    one = read_extract(write_town(draw_xml, tmp_path / "one.osm"))
    two = read_extract(write_town(draw_xml, tmp_path / "two.osm"))
    other = read_extract(write_town(draw_xml, tmp_path / "three.osm", nodes={"b": "highway=traffic_signals"}))
    assert one.content_hash == two.content_hash
    assert one.content_hash != other.content_hash


def test_a_missing_node_cuts_its_way_in_two(draw_town):
    """Joining the parts would draw a straight road through whatever lies between."""
    network = draw_town("a-b-c-d-e", {"abcde": ""}, missing="c").network
    assert network.edges == 2
    assert network.edge_m.sum() == pytest.approx(400, abs=0.1)
    assert network.counts["nodes_missing"] == 1


def test_ways_may_stand_before_their_nodes(draw_xml, tmp_path):
    """Overpass writes its answers in that order."""
    whole = draw_xml(DRAWING, {"abc": "highway=residential"})
    head, nodes = whole.split("<osm version='0.6'>")
    first, _, ways = nodes.partition("<way")
    path = tmp_path / "turned.osm"
    path.write_text(f"{head}<osm version='0.6'><way{ways.removesuffix('</osm>')}{first}</osm>")
    assert read_extract(path).edge_m.sum() == pytest.approx(600, abs=0.1)


def test_edges_without_length_are_counted_and_driven_through(tmp_path, draw_xml):
    xml = draw_xml("a--b--c", {"ab": "highway=residential", "bx": "highway=residential", "xc": "highway=residential"})
    xml = xml.replace("<way", "<node id='120' lat='49.44' lon='7.7741492'/><way", 1)
    path = tmp_path / "double.osm"
    path.write_text(xml)
    network = read_extract(path)
    assert network.counts["edges_without_length"] == 1
    assert network.edges == 3


def test_a_node_named_twice_in_a_row_is_no_road(draw_town):
    assert draw_town("a--b--c", {"abbc": ""}).network.edges == 2


def test_relations_with_absent_members_are_counted(draw_town):
    rules = [
        {"restriction": "no_left_turn", "from": "abc", "via": "b", "to": "gone"},
        {"restriction": "no_left_turn", "from": "abc", "to": "bd"},
        {"restriction": "no_left_turn", "from": "abc", "via": "b", "to": "bd"},
        {"restriction:conditional": "no_left_turn @ (children present)", "from": "bd", "via": "b", "to": "abc"},
        {"restriction": "stop", "from": "bd", "via": "b", "to": "abc"},
    ]
    counts = draw_town(DRAWING, STREETS, restrictions=rules).network.statistics()
    assert counts["restrictions"] == 5
    assert counts["restrictions_read"] == 0
    assert counts["restrictions_skipped"] == {
        "absent_member": 1,
        "incomplete": 1,
        "ambiguous": 1,
        "conditional": 1,
        "unknown_kind": 1,
    }


def test_addresses_come_from_nodes_and_buildings(draw_town):
    nodes = {"x": "addr:street=Hof & addr:housenumber=7a & addr:postcode=67655 & addr:city=Kaiserslautern"}
    town = draw_town(
        "a--b  x\n p--q\n s--r",
        {"ab": "", "pqrsp": "highway=no & building=yes & addr:place=Am Markt & addr:housenumber=1"},
        nodes=nodes,
    )
    first, second = town.network.addresses
    assert first[2:] == ("Hof", "7a", "67655", "Kaiserslautern")
    assert second[2:] == ("Am Markt", "1", "", "")
    assert (second.lon, second.lat) == pytest.approx(
        ((town.nodes["p"].lon + town.nodes["q"].lon) / 2, (town.nodes["p"].lat + town.nodes["s"].lat) / 2), abs=1e-6
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "extract_empty"),
        (b"order_id;street\n1;Hof\n", "extract_not_osm"),
        (b"PK\x03\x04 something zipped", "extract_packed"),
        (b"\xfd7zXZ\x00 something packed", "extract_packed"),
        (b"<html><body>404</body></html>", "extract_is_page"),
        (b"\n<!DOCTYPE html><html></html>", "extract_is_page"),
        (gzip.compress(b"<html><body>404</body></html>"), "extract_broken"),
        (b"<?xml version='1.0'?><osmChange version='0.6'></osmChange>", "extract_of_versions"),
        (
            b"<?xml version='1.0'?><osm version='0.6'><remark>runtime error: timed out</remark></osm>",
            "extract_without_end",
        ),
        (b"<?xml version='1.0'?><osm version='0.6'><node id='1'", "extract_without_end"),
        (gzip.compress(b"<?xml version='1.0'?><osm version='0.6'></osm>" * 1)[:-12], "extract_without_end"),
        (gzip.compress(b"no xml at all"), "extract_broken"),
        (b"<?xml version='1.0'?><osm version='0.6'></osm>", "extract_without_roads"),
    ],
)
def test_what_is_no_extract_is_named_with_a_way_out(tmp_path, content, code):
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(RoadsError) as caught:
        read_extract(path)
    (finding,) = caught.value.findings
    assert (finding.code, finding.file) == (code, str(path))
    assert "town.osm.pbf" in caught.value.text("de")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(RoadsError) as missing:
        read_extract(tmp_path / "gone.osm.pbf")
    with pytest.raises(RoadsError) as folder:
        read_extract(tmp_path)
    assert missing.value.findings[0].code == "extract_missing"
    assert folder.value.findings[0].code == "extract_not_readable"


def test_roads_without_any_located_node_are_no_roads(draw_xml, tmp_path):
    path = tmp_path / "bare.osm"
    path.write_text(draw_xml("a--b", {"ab": "highway=residential"}, missing="ab"))
    with pytest.raises(RoadsError) as caught:
        read_extract(path)
    assert caught.value.findings[0].code == "extract_without_roads"


def test_progress_is_told(draw_xml, tmp_path):
    said: list[str] = []
    read_extract(write_town(draw_xml, tmp_path / "town.osm"), progress=said.append)
    assert len(said) > 1


def test_restrictions_left_out_say_why_and_where(draw_town):
    """A row a relation, at its junction, or at a road it names where there is none."""
    rules = [
        {"restriction": "no_left_turn", "from": "abc", "via": "b", "to": "gone"},
        {"restriction": "no_left_turn", "from": "bd", "to": "abc"},
        {"restriction": "no_left_turn", "from": "gone", "via": "x", "to": "gone"},
    ]
    town = draw_town(DRAWING, STREETS, restrictions=rules)
    at = town.nodes["b"]
    assert [(item.osm_id, item.reason) for item in town.network.left_out] == [
        (5000, "absent_member"),
        (5001, "incomplete"),
        (5002, "absent_member"),
    ]
    assert town.network.left_out[0][2:] == (at.lon, at.lat)
    assert town.network.left_out[1].lon is not None
    assert town.network.left_out[2][2:] == (None, None)


def test_what_was_left_out_is_saved_with_the_network(draw_town, tmp_path):
    rules = [{"restriction": "no_left_turn", "from": "abc", "via": "b", "to": "gone"}]
    network = draw_town(DRAWING, STREETS, restrictions=rules).network
    network.save(tmp_path / "town.roads")
    assert RoadNetwork.load(tmp_path / "town.roads").left_out == network.left_out


NODES = (
    "<node id='1' lat='49.44' lon='7.76'/><node id='2' lat='49.45' lon='7.76'/><node id='3' lat='49.46' lon='7.76'/>"
)
ROAD = "<way id='5'><nd ref='1'/><nd ref='2'/><nd ref='3'/><tag k='highway' v='residential'/></way>"
OTHER = "<way id='6'><nd ref='2'/><tag k='highway' v='residential'/></way>"


def write_objects(folder: Path, objects: str) -> Path:
    path = folder / "town.osm"
    path.write_text(f"<?xml version='1.0'?><osm version='0.6'>{objects}</osm>")
    return path


@pytest.mark.parametrize(
    ("objects", "counts"),
    [
        (NODES + ROAD + ROAD, {"roads": 1, "roads_repeated": 1}),
        (NODES + NODES + ROAD, {"roads": 1}),
        (NODES + ROAD + OTHER, {"roads": 1, "roads_without_place": 1}),
        (NODES + ROAD + OTHER.replace("<nd ref='2'/>", ""), {"roads": 1, "roads_without_place": 1}),
        (NODES + ROAD + OTHER.replace("<way", "<way visible='false'"), {"roads": 1, "objects_deleted": 1}),
        (NODES.replace(" lat='49.46'", "") + ROAD, {"roads": 1, "nodes_missing": 1}),
        (NODES + ROAD.replace("ref='3'", "ref='-3'"), {"roads": 1, "nodes_missing": 1, "nodes_not_uploaded": 1}),
        (NODES.replace("<node", "<node timestamp='1969-12-31T23:59:59Z'") + ROAD, {"roads": 1}),
        (NODES + ROAD.replace("<way", "<way timestamp='2106-02-07T06:28:15Z'"), {"roads": 1}),
        ((NODES + ROAD).replace("='3'", "='4611686018427387904'"), {"roads": 1}),
    ],
)
def test_oddities_are_counted_and_the_rest_is_read(tmp_path, objects, counts):
    network = read_extract(write_objects(tmp_path, objects))
    assert network.edges == 1
    assert {name: count for name, count in network.counts.items() if count} == counts


@pytest.mark.parametrize(
    ("objects", "code"),
    [
        ((NODES + ROAD).replace("id='", "id='-").replace("ref='", "ref='-"), "extract_not_uploaded"),
        (
            NODES + ROAD.replace("<way", "<way version='1'") + ROAD.replace("<way", "<way version='2'"),
            "extract_of_versions",
        ),
        (NODES + ROAD.replace("<way", "<way visible='false'"), "extract_without_roads"),
        (NODES.replace("49.45", "49.44").replace("49.46", "49.44") + ROAD, "extract_without_roads"),
        (NODES + ROAD.replace("ref='2'", "ref='1'").replace("ref='3'", "ref='1'"), "extract_without_roads"),
        (NODES.replace("49.46", "490") + ROAD, "extract_broken"),
        (NODES.replace("49.46", "north") + ROAD, "extract_broken"),
        (NODES + ROAD.replace("id='5'", "id='46116860184273879040'"), "extract_broken"),
    ],
)
def test_where_nothing_sensible_remains_the_extract_is_refused(tmp_path, objects, code):
    with pytest.raises(RoadsError) as caught:
        read_extract(write_objects(tmp_path, objects))
    assert caught.value.findings[0].code == code


def test_a_loop_stays_a_road(tmp_path):
    loop = ROAD.replace("<tag", "<nd ref='1'/><tag")
    assert read_extract(write_objects(tmp_path, NODES + loop)).edge_m.sum() > 4000


def packed(folder: Path, form: str) -> Path:
    """Return a small extract in a form that holds several blocks or lines."""
    path = folder / f"whole.{form}"
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(1, 200):
            place = (7.7 + number / 1000, 49.4)
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        for number in range(1, 199):
            tags = {"highway": "residential", "name": f"Gasse {number}"}
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=[number, number + 1], tags=tags))
    return path


@pytest.mark.parametrize("form", ["osm.pbf", "osm", "osm.gz", "osm.bz2"])
def test_a_file_cut_off_anywhere_is_refused(tmp_path, form):
    content = packed(tmp_path, form).read_bytes()
    cut = tmp_path / "cut"
    for end in np.linspace(1, len(content) - 12, 25).astype(int).tolist():
        cut.write_bytes(content[:end])
        with pytest.raises(RoadsError):
            read_extract(cut)


@pytest.mark.parametrize("form", ["osm.pbf", "osm.gz", "osm.bz2"])
def test_a_file_damaged_anywhere_is_refused_or_read_as_it_was(tmp_path, form):
    """Checksums guard what is packed; a byte that means nothing may change."""
    path = packed(tmp_path, form)
    whole = read_extract(path).content_hash
    content = path.read_bytes()
    for at in np.linspace(0, len(content) - 1, 60).astype(int).tolist():
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        with contextlib.suppress(RoadsError):
            assert read_extract(path).content_hash == whole
