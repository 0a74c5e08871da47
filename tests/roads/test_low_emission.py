"""Low-emission zones: who carries no badge stays outside."""

import pytest

from routing.roads import PROFILES, DijkstraEngine, RoadNetwork, read_extract
from routing.roads.law.regimes import legal_rules

DRAWING = """
p---------q
| z--a--b | y
|    |  | |
s----|--|-r
     d--c
"""
STREETS = {"za": "", "ab": "", "by": "", "bc": "", "cd": "", "da": ""}
ZONE = "highway=no & boundary=low_emission_zone"
OLD_VAN = PROFILES["van"].model_copy(update={"name": "old_van", "emission_badge": False})
MEMBERS = "<member type='way' ref='{}' role='outer'/>"


def written(draw_xml, tmp_path, streets, relation="") -> RoadNetwork:
    """Return the network of a town with a relation."""
    full = {name: text or "highway=residential" for name, text in streets.items()}
    path = tmp_path / "zone.osm"
    path.write_text(draw_xml(DRAWING, full).replace("</osm>", f"{relation}</osm>"), encoding="utf-8")
    return read_extract(path)


def streets_inside(network: RoadNetwork) -> set[str]:
    """Return the streets marked, by the letters of their ends."""
    ends = zip(network.edge_tail[network.edge_low_emission], network.edge_head[network.edge_low_emission], strict=True)
    return {"".join(sorted(chr(network.node_osm_id[node]) for node in pair)) for pair in ends}


def relation(*ways: int, kind: str = "boundary") -> str:
    """Return a zone with ways around it."""
    tags = f"<tag k='type' v='{kind}'/><tag k='boundary' v='low_emission_zone'/>"
    return f"<relation id='9000'>{''.join(MEMBERS.format(way) for way in ways)}{tags}</relation>"


def test_a_closed_way_marks_the_streets_that_lie_mostly_inside(draw_xml, tmp_path):
    network = written(draw_xml, tmp_path, STREETS | {"pqrsp": ZONE})
    assert streets_inside(network) == {"az", "ab", "bc", "ad"}
    assert network.counts["low_emission_zones"] == 1


@pytest.mark.parametrize("kind", ["boundary", "multipolygon"])
def test_a_relation_of_several_ways_marks_the_same(draw_xml, tmp_path, kind):
    streets = STREETS | {"pqr": "barrier=hedge", "rsp": "barrier=hedge"}
    network = written(draw_xml, tmp_path, streets, relation(1006, 1007, kind=kind))
    assert streets_inside(network) == {"az", "ab", "bc", "ad"}


def test_a_hole_in_a_zone_is_outside(draw_xml, tmp_path):
    streets = STREETS | {"pqrsp": "barrier=hedge", "zabcdz": "barrier=hedge"}
    inner = MEMBERS.format(1007).replace("outer", "inner")
    hole = relation(1006).replace("<tag", f"{inner}<tag", 1)
    assert "ad" in streets_inside(written(draw_xml, tmp_path, streets, relation(1006)))
    assert "ad" not in streets_inside(written(draw_xml, tmp_path, streets, hole))


@pytest.mark.parametrize("ways", [(1006,), (1006, 77)])
def test_a_zone_that_does_not_close_is_counted_and_left_out(draw_xml, tmp_path, ways):
    streets = STREETS | {"pqr": "barrier=hedge", "rsp": "barrier=hedge"}
    network = written(draw_xml, tmp_path, streets, relation(*ways))
    assert network.edge_low_emission.size == 0
    assert network.counts["low_emission_zones_open"] == 1


def test_without_a_badge_the_zone_is_closed_and_with_one_nothing_changes(draw_xml, tmp_path):
    plain = written(draw_xml, tmp_path, STREETS)
    zoned = written(draw_xml, tmp_path, STREETS | {"pqrsp": ZONE})
    assert legal_rules(zoned, OLD_VAN).access.reshape(-1, 2).any(axis=1).tolist() == (~zoned.edge_low_emission).tolist()
    for name in ("van", "cargo_bike"):
        assert legal_rules(zoned, PROFILES[name]).key == legal_rules(plain, PROFILES[name]).key


def test_a_bicycle_needs_no_badge(draw_xml, tmp_path):
    zoned = written(draw_xml, tmp_path, STREETS | {"pqrsp": ZONE})
    bicycle = PROFILES["cargo_bike"].model_copy(update={"emission_badge": False})
    assert legal_rules(zoned, bicycle).key == legal_rules(zoned, PROFILES["cargo_bike"]).key


def test_an_order_in_the_zone_is_snapped_outside_it(draw_xml, tmp_path):
    zoned = written(draw_xml, tmp_path, STREETS | {"pqrsp": ZONE})
    engine = DijkstraEngine(zoned, profiles={"van": PROFILES["van"], "old_van": OLD_VAN}, threads=1)
    assert engine.graph("van").usable_edge.sum() == 6
    assert not (engine.graph("old_van").usable_edge & zoned.edge_low_emission).any()


def test_a_saved_network_keeps_its_zones(draw_xml, tmp_path):
    zoned = written(draw_xml, tmp_path, STREETS | {"pqrsp": ZONE})
    zoned.save(tmp_path / "zone.roads")
    loaded = RoadNetwork.load(tmp_path / "zone.roads")
    assert streets_inside(loaded) == streets_inside(zoned)


def test_figures_tell_how_many_kilometres_lie_in_zones(draw_xml, tmp_path):
    figures = written(draw_xml, tmp_path, STREETS | {"pqrsp": ZONE}).statistics()
    assert (figures["km_low_emission"], figures["low_emission_zones_open"]) == (1.2, 0)
    assert written(draw_xml, tmp_path, STREETS).statistics()["km_low_emission"] == 0
