"""What `roads info` tells of a network."""

import json

import pytest

from routing.roads import storage
from routing.roads.statistics import examine

LOOP = "a--b--c-x\n|     |\nd-----e  f--g"


@pytest.fixture
def town(draw_town):
    return draw_town(
        LOOP,
        {
            "abc": "maxspeed=30",
            "ce": "maxheight=3.5 & maxweight=7.5",
            "ed": "zone:maxspeed=DE:30",
            "da": "motor_vehicle:conditional=no @ (Mo-Fr 08:00-10:00)",
            "fg": "name=Insel",
            "cx": "",
        },
        restrictions=[{"restriction": "no_left_turn", "from": "abc", "via": "c", "to": "cx"}],
    ).network


def test_figures_fit_into_a_json_document(town):
    assert json.loads(json.dumps(examine(town).figures)) == examine(town).figures


def test_the_version_and_where_the_network_lies_are_told(town):
    figures = examine(town).figures
    assert figures["version"] == storage.VERSION
    assert figures["bounds"] == list(town.bounds)


def test_zones_count_as_speed_limits_and_heights_do_not(town):
    health = examine(town)
    limited = {town.way_tags[town.edge_way[edge]] for edge in range(town.edges) if not health.without_limit[edge]}
    said = [town.tag_sets[row] for row in limited]
    assert {tags.get("maxspeed") or tags.get("zone:maxspeed") for tags in said} == {"30", "DE:30"}
    assert health.figures["share_with_maxspeed"] == pytest.approx(1200 / 2100, abs=0.01)


def test_limits_of_weight_and_size_are_told_per_road(town):
    health = examine(town)
    assert "maxheight=3.5, maxweight=7.5" in health.limits
    assert health.figures["km_with_size_limit"] == pytest.approx(0.2, abs=0.01)


def test_roads_that_no_order_is_snapped_to_are_marked_per_profile(draw_town):
    network = draw_town("a--b--e  c--d", {"abe": "name=Stadt", "cd": "name=Insel"}).network
    health = examine(network)
    assert {network.street_name(edge) for edge in range(network.edges) if health.outside["van"][edge]} == {"Insel"}
    assert health.figures["outside_main"]["van"] == pytest.approx(300 / 900, abs=0.01)


def test_roads_closed_to_a_vehicle_are_not_outside(draw_town):
    network = draw_town("a--b--c", {"ab": "", "bc": "highway=pedestrian & motor_vehicle=no"}).network
    assert not examine(network).outside["van"].any()


def test_restrictions_stand_where_one_would_turn(town):
    (rule,) = examine(town).rules
    assert (rule.kind, rule.left_out) == ("no_left_turn", False)
    (row,) = [row for row in range(town.nodes) if town.node_osm_id[row] == ord("c")]
    assert (rule.lon, rule.lat) == (town.node_lon[row], town.node_lat[row])


def test_time_rules_are_counted(town):
    assert examine(town).figures["conditional_rules"] == {"read": 1}
