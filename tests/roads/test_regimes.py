"""Law by the hour: tiny towns whose streets open and close."""

from datetime import date

import numpy as np
import pytest

from routing.clock import wall_clock
from routing.matrix import UNREACHABLE
from routing.model import Depot, Problem, Shift, Stop, Vehicle
from routing.roads import PROFILES, DijkstraEngine, HierarchyEngine
from routing.roads.law.conditions import Moment
from routing.roads.law.regimes import day_regimes, legal_rules
from routing.schedule import schedule
from routing.traffic import FREE_FLOW

MONDAY, SATURDAY = date(2026, 6, 15), date(2026, 6, 20)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # the Sundays on which clocks are set
HOUR = 3600


@pytest.fixture(scope="module", params=[DijkstraEngine, HierarchyEngine])
def engine_class(request):
    return request.param


DETOUR = """
z--a--b--y
   |  |
   d--c
"""
STREETS = {"za": "", "ab": "", "by": "", "bc": "", "cd": "", "da": ""}


def clock(text):
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return hours * HOUR + minutes * 60 + sum(seconds)


def way(town, origin, destination, at="12:00", profile="van", day=MONDAY):
    """Return the letters passed between two spots when leaving at a time."""
    places = {spot: town.at(spot) for spot in (origin, destination)}
    snaps = town.engine.snap(places, profile, 1000, day=day)
    path = town.engine.route(snaps, list(places), profile, FREE_FLOW, clock(at), day=day)[0]
    return "".join(
        letter
        for lon, lat in path.polyline
        for letter, node in town.nodes.items()
        if abs(node.lon - lon) < 1e-6 and abs(node.lat - lat) < 1e-6
    )


def seconds(town, origin, destination, at, profile="van", day=MONDAY):
    """Return the matrix seconds between two spots in the slot of a time."""
    places = {spot: town.at(spot) for spot in (origin, destination)}
    snaps = town.engine.snap(places, profile, 1000, day=day)
    matrix = town.engine.matrix(snaps, profile, FREE_FLOW, day=day)
    return int(matrix.seconds[matrix.slots.at(clock(at)), 0, 1])


def starts(town, profile="van", day=MONDAY, **more):
    """Return the starts of a day's regimes as the clock shows them."""
    regimes = day_regimes(town.network, PROFILES[profile], day, **more)
    zone = more.get("timezone", "Europe/Berlin")
    return [wall_clock(start, day, zone)[:5] for start in regimes.starts_s]


def test_a_street_closed_by_the_hour_is_driven_round_then(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "motor_vehicle:conditional=no @ (07:00-09:00)"})
    ways = [way(town, "za", "by", at) for at in ("06:59:59", "07:00", "08:59:59", "09:00")]
    assert ways == ["ab", "adcb", "adcb", "ab"]


def test_a_day_has_a_regime_between_all_borders_and_the_morning_after(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "motor_vehicle:conditional=no @ (Mo-Fr 07:00-09:00)"})
    assert starts(town) == ["00:00", "07:00", "09:00", "31:00", "33:00"]
    assert starts(town, day=SATURDAY) == ["00:00"]


def test_regimes_with_the_same_outcome_are_one_object(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "motor_vehicle:conditional=no @ (07:00-09:00)"})
    rules = day_regimes(town.network, PROFILES["van"], MONDAY).rules
    assert rules[0] is rules[2] is rules[4]
    assert rules[1] is rules[3]
    assert rules[0].key != rules[1].key


def test_rules_for_others_make_no_regime(draw_town):
    tags = "hgv:conditional=no @ (22:00-06:00) & bus:conditional=no @ (07:00-09:00)"
    town = draw_town(DETOUR, STREETS | {"ab": tags})
    assert starts(town) == ["00:00"]
    assert starts(town, "truck_12t") == ["00:00", "06:00", "22:00", "30:00", "46:00"]


def test_without_conditional_tags_a_day_is_one_regime_and_that_of_no_day(draw_town):
    town = draw_town(DETOUR, STREETS)
    (rules,) = day_regimes(town.network, PROFILES["van"], MONDAY).rules
    assert rules.key == legal_rules(town.network, PROFILES["van"]).key


def test_without_a_day_the_plain_tags_count(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "motor_vehicle=no & motor_vehicle:conditional=yes @ (00:00-24:00)"})
    assert way(town, "za", "by", day=None) == "adcb"
    assert way(town, "za", "by", day=MONDAY) == "ab"


def test_a_rule_of_a_moment_is_that_of_its_regime(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "motor_vehicle:conditional=no @ (07:00-09:00)"})
    regimes = day_regimes(town.network, PROFILES["van"], MONDAY)
    asked = legal_rules(town.network, PROFILES["van"], Moment(MONDAY, clock("08:00")))
    assert asked.key == regimes.rules[1].key


PEDESTRIAN = "highway=pedestrian & vehicle=no & vehicle:conditional=delivery @ (Mo-Sa 06:00-11:00)"


@pytest.mark.parametrize(
    "tags",
    [
        PEDESTRIAN,
        "highway=pedestrian & vehicle:conditional=delivery @ (Mo-Sa 06:00-11:00)",
        "highway=pedestrian & motor_vehicle=no & motor_vehicle:conditional=destination @ (06:00-11:00)",
        "highway=pedestrian & motor_vehicle=delivery & delivery:conditional=yes @ (06:00-11:00)",
        "highway=pedestrian & delivery:conditional=yes @ (06:00-11:00)",
        "highway=pedestrian & motor_vehicle=delivery & motor_vehicle:conditional=no @ (11:00-06:00)",
        "highway=residential & access=no & goods:conditional=delivery @ (06:00-11:00)",
        "highway=living_street & vehicle:conditional=no @ (11:00-06:00); destination @ (06:00-11:00)",
    ],
)
def test_a_pedestrian_zone_is_reached_in_delivery_hours_only_and_never_crossed(draw_town, tags):
    town = draw_town(DETOUR, STREETS | {"ab": tags})
    before, first, last, after = (seconds(town, "za", "ab", at) for at in ("05:59:59", "06:00", "10:59:59", "11:00"))
    assert (before, after) == (UNREACHABLE, UNREACHABLE)
    assert first == last < 200
    assert way(town, "za", "by", "08:00") == "adcb"


def tour(town, origin, destination, departure_s, profile="van", day=MONDAY):
    """Return the leg of a tour from one spot to another, and the seconds it takes on an open road."""
    depot = Depot(depot_id=origin, location=town.at(origin))
    stop = Stop(stop_id=destination, location=town.at(destination))
    shift = Shift(start_s=departure_s, end_s=48 * HOUR)
    vehicle = Vehicle(vehicle_id="v", profile=profile, start_depot=origin, end_depot=None, shift=shift)
    problem = Problem(date=day, depots=(depot,), stops=(stop,), vehicles=(vehicle,))
    places = {depot.place: depot.location, stop.place: stop.location}
    snaps = town.engine.snap(places, profile, 1000, day=day)
    matrix = town.engine.matrix(snaps, profile, FREE_FLOW, day=day)
    (route,) = schedule(problem, {"v": [destination]}, matrix).routes
    return route.visits[0].leg, int(matrix.seconds[:, 0, 1].min())


def test_who_leaves_a_second_before_the_border_waits_for_it_and_the_wait_shows(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": PEDESTRIAN})
    leg, travel_s = tour(town, "za", "ab", clock("06:00") - 1)
    assert (leg.arrival_s, leg.held_s) == (clock("06:00") + travel_s, 1)


def test_who_leaves_a_second_after_the_border_does_not_wait(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": PEDESTRIAN})
    leg, travel_s = tour(town, "za", "ab", clock("06:00") + 1)
    assert (leg.arrival_s, leg.held_s) == (clock("06:00") + 1 + travel_s, 0)


def test_who_leaves_a_second_before_the_street_closes_is_stopped_till_the_morning(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": PEDESTRIAN})
    leg, travel_s = tour(town, "za", "ab", clock("11:00") - 1)
    assert (leg.arrival_s, leg.held_s) == (clock("30:00") + travel_s - 1, 19 * HOUR)


def test_who_leaves_a_second_after_the_street_closed_waits_for_the_morning(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": PEDESTRIAN})
    leg, travel_s = tour(town, "za", "ab", clock("11:00") + 1)
    assert (leg.arrival_s, leg.held_s) == (clock("30:00") + travel_s, 19 * HOUR - 1)


def test_the_street_itself_may_be_left_while_it_is_closed_by_nobody(draw_town):
    """A vehicle that stands in it waits too: driving there is what is forbidden."""
    town = draw_town(DETOUR, STREETS | {"ab": PEDESTRIAN})
    leg, _ = tour(town, "ab", "za", clock("12:00"))
    assert leg.held_s == 18 * HOUR


LORRY_ROAD = """
z--a--b--y
   |  |
   d--c
"""


@pytest.mark.parametrize(
    "tags",
    [
        "hgv=destination",
        "hgv=delivery",
        "hgv:conditional=destination @ (weight>7.5)",
        "hgv:conditional=no @ (weight>7.5); destination @ destination",
        "hgv=no & hgv:conditional=yes @ destination",
        "maxweight=7.5 & maxweight:conditional=none @ destination",
        "maxweightrating=7.5 & maxweightrating:conditional=none @ destination",
        "maxweightrating:hgv=7.5 & maxweightrating:hgv:conditional=none @ destination",
        "maxlength=8 & maxlength:conditional=none @ (destination)",
        "motor_vehicle:conditional=destination @ (weight>3.5)",
        "vehicle=destination",
    ],
)
def test_a_12_t_lorry_reaches_a_customer_where_residents_are_free_but_never_passes(draw_town, tags):
    town = draw_town(LORRY_ROAD, STREETS | {"ab": tags})
    assert way(town, "za", "ab", profile="truck_12t") == "a"
    assert way(town, "ab", "by", profile="truck_12t") == "b"
    assert way(town, "za", "by", profile="truck_12t") == "adcb"


@pytest.mark.parametrize(
    "tags",
    [
        "maxweight=7.5",
        "maxweight=7.5 & vehicle=destination",
        "maxweight=7.5 & hgv=destination",
        "maxweight:conditional=7.5 @ (00:00-24:00)",
        "maxweight=3.5 & maxweight:conditional=7.5 @ destination",
        "maxaxleload=5",
        "maxlength=8",
        "hgv=no",
        "hgv:conditional=no @ (weight>7.5)",
        "maxweightrating:hgv=7.5",
    ],
)
def test_a_12_t_lorry_never_passes_a_weak_bridge_nor_ends_on_it(draw_town, tags):
    town = draw_town(LORRY_ROAD, STREETS | {"ab": f"bridge=yes & {tags}"})
    assert way(town, "za", "by", profile="truck_12t") == "adcb"
    day = {"truck": day_regimes(town.network, PROFILES["truck_12t"], MONDAY)}
    (rules,) = {id(rules): rules for rules in day["truck"].rules}.values()
    assert np.bincount(rules.access, minlength=3).tolist() == [2, 2 * (town.network.edges - 1), 0]


@pytest.mark.parametrize(
    ("node", "letters"),
    [
        ("barrier=yes & maxweight=7.5", "adcb"),
        ("barrier=height_restrictor & maxheight=3", "adcb"),
        ("barrier=gate & maxweight=12", "axb"),
        ("barrier=gate & hgv=no", "adcb"),
        ("barrier=gate & locked=yes", "adcb"),
        ("barrier=gate & locked=yes & motor_vehicle=yes", "axb"),
        ("barrier=bollard & hgv:conditional=yes @ (weight>7.5)", "axb"),
        ("barrier=gate & access:conditional=no @ (11:00-13:00)", "adcb"),
        ("barrier=gate & access:conditional=no @ (13:00-15:00)", "axb"),
        ("barrier=bus_trap", "adcb"),
    ],
)
def test_limits_and_hours_of_a_barrier_hold(draw_town, node, letters):
    streets = {"za": "", "axb": "", "by": "", "bc": "", "cd": "", "da": ""}
    town = draw_town("z--a-x-b--y\n   |   |\n   d---c", streets, nodes={"x": node})
    assert way(town, "za", "by", profile="truck_12t") == letters


@pytest.mark.parametrize(("weight", "profile"), [("12", "truck_12t"), ("7.5", "truck_7_5t"), ("3.5", "van")])
def test_a_limit_equal_to_the_vehicles_weight_lets_it_through(draw_town, weight, profile):
    town = draw_town(LORRY_ROAD, STREETS | {"ab": f"maxweight={weight}"})
    assert way(town, "za", "by", profile=profile) == "ab"


def test_lorry_signs_leave_a_van_of_3_5_t_alone(draw_town):
    town = draw_town(LORRY_ROAD, STREETS | {"ab": "hgv=no"})
    assert way(town, "za", "by") == "ab"
    assert way(town, "za", "by", profile="truck_7_5t") == "adcb"


def test_a_bus_gate_is_for_buses(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "motor_vehicle=no & bus=yes & bus:conditional=no @ (22:00-06:00)"})
    assert way(town, "za", "by") == "adcb"


def test_a_night_ban_for_lorries_lasts_over_midnight(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "hgv:conditional=no @ (22:00-06:00)"})
    ways = [way(town, "za", "by", at, "truck_12t") for at in ("05:59:59", "06:00", "21:59:59", "22:00", "29:59:59")]
    assert ways == ["adcb", "ab", "ab", "adcb", "adcb"]


def test_sundays_and_holidays_are_told_from_the_calendar(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "hgv:conditional=no @ (Su,PH 00:00-22:00)"})
    ways = {
        day: way(town, "za", "by", "12:00", "truck_12t", day)
        for day in (MONDAY, date(2026, 6, 21), date(2026, 12, 25), date(2026, 10, 3))
    }
    assert list(ways.values()) == ["ab", "adcb", "adcb", "adcb"]


def test_holidays_of_the_depots_state_count(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "hgv:conditional=no @ (PH 00:00-22:00)"})
    corpus_christi = date(2026, 6, 4)
    assert starts(town, "truck_12t", corpus_christi) == ["00:00"]
    assert starts(town, "truck_12t", corpus_christi, state="RP") == ["00:00", "22:00"]


def test_a_one_way_may_turn_at_noon(draw_town):
    town = draw_town(
        DETOUR, STREETS | {"ab": "oneway=reversible & oneway:conditional=yes @ (00:00-12:00); -1 @ (12:00-24:00)"}
    )
    assert [way(town, "za", "by", at) for at in ("11:59:59", "12:00")] == ["ab", "adcb"]
    assert [way(town, "by", "za", at) for at in ("11:59:59", "12:00")] == ["bcda", "ba"]
    assert way(town, "za", "by", day=None) == "adcb"


def test_a_direction_may_be_closed_by_the_hour(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "vehicle:forward:conditional=no @ (07:00-09:00)"})
    assert way(town, "za", "by", "08:00") == "adcb"
    assert way(town, "by", "za", "08:00") == "ba"


def test_a_night_limit_slows_the_night(draw_town):
    town = draw_town(
        "a" + 9 * "-" + "b", {"ab": "highway=primary & maxspeed=50 & maxspeed:conditional=30 @ (22:00-06:00)"}
    )
    night, day, evening = (seconds(town, "ab.1", "ab.9", at) for at in ("05:59:59", "06:00", "22:00"))
    assert night == evening > 1.2 * day


def test_a_turn_is_forbidden_by_the_hour(draw_town):
    rule = {"restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)", "from": "sx", "via": "x", "to": "ax"}
    streets = {"sx": "", "ax": "", "xe": "", "xq": "", "pq": "", "qr": "", "pa": "", "re": ""}
    town = draw_town("p--q--r\n|  |  |\na--x--e\n   |\n   s", streets, restrictions=[rule])
    ways = [way(town, "sx", "ax", at) for at in ("06:59:59", "07:00", "08:59:59", "09:00")]
    assert ways == ["x", "xqpa", "xqpa", "x"]
    assert way(town, "sx", "ax", "08:00", day=SATURDAY) == "x"
    assert way(town, "sx", "ax", day=None) == "x"


@pytest.mark.parametrize(
    ("rule", "van", "lorry"),
    [
        ({"restriction:conditional": "no_left_turn @ (weight>7.5)"}, "x", "xqpa"),
        ({"restriction:hgv:conditional": "no_left_turn @ (00:00-24:00)"}, "x", "xqpa"),
        ({"restriction:hgv:conditional": "only_straight_on @ (weight>7.5)"}, "x", "xqpa"),
        ({"restriction": "no_left_turn", "restriction:hgv": "none"}, "xqpa", "x"),
        ({"restriction": "no_left_turn", "restriction:conditional": "none @ (11:00-13:00)"}, "x", "x"),
        ({"restriction": "no_left_turn", "restriction:conditional": "none @ (18:00-06:00)"}, "xqpa", "xqpa"),
        ({"restriction": "no_left_turn", "restriction:conditional": "none @ delivery"}, "xqpa", "xqpa"),
        ({"restriction:conditional": "no_left_turn @ (00:00-24:00)", "except": "goods"}, "x", "x"),
    ],
)
def test_a_conditional_turn_restriction_binds_whom_it_names(draw_town, rule, van, lorry):
    streets = {"sx": "", "ax": "", "xe": "", "xq": "", "pq": "", "qr": "", "pa": "", "re": ""}
    members = {"from": "sx", "via": "x", "to": "xq" if "only" in str(rule) else "ax"}
    town = draw_town("p--q--r\n|  |  |\na--x--e\n   |\n   s", streets, restrictions=[rule | members])
    assert (way(town, "sx", "ax"), way(town, "sx", "ax", profile="truck_12t")) == (van, lorry)


def test_a_place_is_snapped_to_a_street_that_is_open_at_some_hour(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": PEDESTRIAN})
    edge = town.engine.snap({"ab": town.at("ab")}, "van", 1000, day=MONDAY)
    assert edge.walk_m[0] < 1
    assert town.engine.snap({"ab": town.at("ab")}, "van", 1000).walk_m[0] > 50


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # In spring 02:00 is followed by 03:00, so the border at 02:30 comes at 03:00.
        (SPRING, ["00:00", "01:00", "03:00", "05:00", "25:00", "26:30", "29:00"]),
        (AUTUMN, ["00:00", "01:00", "02:30", "02:00", "02:30", "05:00", "25:00", "26:30", "29:00"]),
    ],
)
def test_rules_follow_the_clock_when_it_is_set(draw_town, day, expected):
    streets = STREETS | {
        "ab": "motor_vehicle:conditional=no @ (01:00-02:30)",
        "bc": "motor_vehicle:conditional=no @ (01:00-05:00)",
    }
    town = draw_town(DETOUR, streets)
    assert starts(town, day=day) == expected


def test_a_street_opens_at_eight_by_the_clock_on_the_day_it_is_set_forward(draw_town):
    town = draw_town(DETOUR, STREETS | {"ab": "motor_vehicle:conditional=no @ (00:00-08:00)"})
    assert day_regimes(town.network, PROFILES["van"], SPRING).starts_s[1] == 7 * HOUR
    assert day_regimes(town.network, PROFILES["van"], AUTUMN).starts_s[1] == 9 * HOUR
    assert day_regimes(town.network, PROFILES["van"], SPRING, timezone="UTC").starts_s[1] == 8 * HOUR


def test_borders_of_many_streets_are_all_kept(draw_town):
    tags = {"ab": "motor_vehicle:conditional=no @ (07:00-09:00)", "bc": "vehicle:conditional=no @ (08:00-10:30)"}
    town = draw_town(DETOUR, STREETS | tags)
    assert starts(town)[:5] == ["00:00", "07:00", "08:00", "09:00", "10:30"]
