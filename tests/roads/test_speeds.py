"""What time junctions, bends and limits cost, one claim each."""

import numpy as np
import pytest

from routing.profiles import PROFILES
from routing.roads import DijkstraEngine
from routing.roads.graph.slowing import braking_s, driving_s, starting_s, turning_kmh
from routing.roads.graph.streets import Streets
from routing.roads.law.speeds import free_flow_kmh

VAN, LORRY = PROFILES["van"], PROFILES["truck_7_5t"]
CROSS = "   n\n   |\n   |\nw--x--e\n   |\n   |\n   s"
MINOR_INTO_MAJOR = {"wx": "highway=primary", "xe": "highway=primary", "nx": "", "xs": ""}


def kmh(tags: str, profile: str = "van", *, built_up: bool = True) -> float:
    pairs = dict(part.split("=") for part in tags.split(" & "))
    return free_flow_kmh(PROFILES[profile], pairs, pairs["highway"], "forward", built_up=built_up)


def turn_s(town, way: str, profile: str = "van") -> float:
    """Return the seconds lost between two streets given as ``wxe``: from w over x to e."""
    graph = town.engine.graph(profile)
    network = town.network
    ends = np.column_stack([network.edge_tail, network.edge_head]).ravel()
    name = {row: chr(osm_id) for row, osm_id in enumerate(network.node_osm_id.tolist())}
    drawn = {arc: name[int(ends[arc])] + name[int(ends[arc ^ 1])] for arc in range(len(ends))}
    for origin, target, seconds in zip(graph.turn_from, graph.turn_to, graph.turn_s, strict=True):
        arcs = [drawn[int(graph.state_arc[state])] for state in (origin, target)]
        if arcs == [way[:2], way[1:]]:
            return float(seconds)
    raise KeyError(way)


@pytest.mark.parametrize(("limit", "mean"), [(100, 100.0), (120, 115.6), (130, 118.3)])
def test_motorways_are_driven_as_measured_but_never_above_the_limit(limit, mean):
    """BASt: 103.3 km/h under 100, 115.6 under 120, 118.3 under 130; the van's own top is 120."""
    assert kmh(f"highway=motorway & maxspeed={limit}") == pytest.approx(min(mean, 115.6), abs=0.1)


def test_a_fast_country_road_is_driven_slower_than_its_limit():
    """DfT: 50 mph under a limit of 60."""
    assert kmh("highway=primary & maxspeed=97", built_up=False) / 0.95 == pytest.approx(50 * 1.609, abs=0.5)


def test_a_town_s_main_road_is_driven_close_to_its_limit():
    assert 45 <= kmh("highway=primary & maxspeed=50") <= 50


def test_a_lorry_of_12_t_keeps_to_60_outside_towns():
    """StVO § 3 Abs. 3 Nr. 2 b."""
    assert kmh("highway=primary & maxspeed=100", "truck_12t", built_up=False) <= 60
    assert kmh("highway=motorway & maxspeed=none", "truck_12t", built_up=False) == 80


def test_cobbles_slow_down():
    assert kmh("highway=tertiary & surface=cobblestone") < kmh("highway=tertiary & surface=asphalt")


def test_slowing_to_a_stop_and_starting_again_costs_what_kinematics_says():
    """From 50 km/h to nothing and back at 1.5 and 1.0 m/s2: v/2b + v/2a."""
    v, stop = np.array([50.0]), np.array([0.0])
    lost = braking_s(VAN, v, stop) + starting_s(VAN, v, stop)
    assert lost == pytest.approx(50 / 3.6 / 2 * (1 / 1.5 + 1 / 1.0))


def test_who_drives_straight_on_does_not_slow_down():
    assert np.isinf(turning_kmh(VAN, np.array([0.0, 30.0, -40.0]))).all()


def test_sharper_turns_are_slower():
    paces = turning_kmh(VAN, np.array([45.0, 90.0, 135.0]))
    assert (np.diff(paces) < 0).all()
    assert paces[1] == VAN.right_kmh


def test_a_turn_off_a_fast_road_costs_more_than_one_in_a_zone_30(draw_town):
    fast = draw_town(CROSS, dict.fromkeys(("wx", "xe", "nx", "xs"), "maxspeed=50"))
    calm = draw_town(CROSS, dict.fromkeys(("wx", "xe", "nx", "xs"), "maxspeed=30"))
    assert turn_s(fast, "wxs") > turn_s(calm, "wxs") > 0


def test_a_lorry_loses_more_at_a_turn_than_a_van(draw_town):
    town = draw_town(CROSS, dict.fromkeys(("wx", "xe", "nx", "xs"), ""))
    assert turn_s(town, "wxs", "truck_7_5t") > turn_s(town, "wxs")


def test_who_crosses_a_main_road_gives_way(draw_town):
    town = draw_town(CROSS, MINOR_INTO_MAJOR)
    assert turn_s(town, "nxs") > VAN.give_way_s


def test_who_stays_on_the_main_road_does_not_stop(draw_town):
    assert turn_s(draw_town(CROSS, MINOR_INTO_MAJOR), "wxe") == 0


def test_nobody_gives_way_where_signals_stand(draw_town):
    town = draw_town(CROSS, MINOR_INTO_MAJOR, nodes={"x": "highway=traffic_signals"})
    assert turn_s(town, "nxs") == VAN.signal_s


def test_a_road_that_only_changes_its_class_goes_on(draw_town):
    town = draw_town(CROSS, MINOR_INTO_MAJOR | {"wx": "highway=secondary"})
    assert turn_s(town, "wxe") == 0


def test_streets_of_equal_rank_give_nobody_the_way(draw_town):
    assert turn_s(draw_town(CROSS, dict.fromkeys(("wx", "xe", "nx", "xs"), "")), "wxe") == 0


def bend(draw_town, drawing: str):
    return draw_town(drawing, {"abc": "highway=primary & maxspeed=100", "cd": "highway=primary & maxspeed=100"})


def at_80(network, profile=VAN):
    """Return seconds per arc at 80 km/h where all roads are open."""
    streets = Streets.of(network, np.arange(2 * network.edges))
    return driving_s(network, profile, np.full(2 * network.edges, 80.0), streets)


def test_a_bend_takes_time_and_a_straight_road_none(draw_town):
    bent, straight = bend(draw_town, "a---b\n    |\n    |\n    c--d"), bend(draw_town, "a---b---c--d")
    lost = [at_80(town.network) - np.repeat(town.network.edge_m, 2) * 3.6 / 80 for town in (bent, straight)]
    assert lost[0][:2].min() > 3
    assert lost[1] == pytest.approx(0, abs=1e-6)


def test_a_lorry_takes_a_bend_slower(draw_town):
    network = bend(draw_town, "a---b\n    |\n    |\n    c--d").network
    assert at_80(network, LORRY)[0] > at_80(network)[0]


def test_a_bend_costs_the_same_wherever_its_street_is_cut(draw_town):
    """At its point, before it, or nowhere: the way there is the same."""
    drawing = "a---b-e\n      |\n      |\n      c--d"
    tags = "highway=primary & maxspeed=100"
    cuts = (("abecd",), ("abe", "ecd"), ("ab", "becd"), ("ab", "be", "ec", "cd"))
    whole, *others = (at_80(draw_town(drawing, dict.fromkeys(cut, tags)).network) for cut in cuts)
    for cut in others:
        assert cut[::2].sum() == pytest.approx(whole[0], abs=1e-6)
        assert cut[1::2].sum() == pytest.approx(whole[1], abs=1e-6)


def test_a_ring_of_streets_loses_time_at_its_corners(draw_town):
    ring = at_80(draw_town("a---b\n|   |\nd---c", dict.fromkeys(("ab", "bc", "cd", "da"), "")).network)
    assert (ring > 100 * 3.6 / 80 + 1).all()


def test_a_vehicle_that_corners_without_limit_loses_nothing_in_bends(draw_town):
    town = bend(draw_town, "a---b\n    |\n    |\n    c--d")
    racer = VAN.model_copy(update={"cornering_ms2": 1e12})
    free = DijkstraEngine(town.network, profiles={"van": racer}, threads=1).graph("van")
    assert free.state_s.sum() < town.engine.graph("van").state_s.sum()
