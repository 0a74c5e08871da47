"""What a vehicle may drive: tiny towns, one per rule."""

import pytest
from square_town import SOUTH, SQUARE


def square(**changed: str) -> dict[str, str]:
    return {"ab": "", **SOUTH, **changed}


def test_a_free_street_is_driven_straight(draw_town):
    assert draw_town(SQUARE, square()).drive("da.9", "bc.1") == "ab"


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        ("oneway=yes", "b", "cda"),
        ("oneway=1", "b", "cda"),
        ("oneway=true", "b", "cda"),
        ("oneway=-1", "adc", "b"),
        ("oneway=no", "b", "b"),
        ("junction=roundabout", "b", "cda"),
        ("junction=roundabout & oneway=no", "b", "b"),
        ("highway=motorway", "b", "cda"),
        ("oneway=yes & oneway:motor_vehicle=no", "b", "b"),
        ("oneway=yes & oneway:bicycle=no", "b", "cda"),
        ("vehicle:backward=no", "b", "cda"),
    ],
)
def test_one_ways_are_kept(draw_town, tags, there, back):
    town = draw_town(SQUARE, square(ab=tags))
    assert (town.drive("ab", "bc"), town.drive("bc", "ab")) == (there, back)


def test_a_one_way_exception_for_lorries_holds_for_lorries_only(draw_town):
    town = draw_town(SQUARE, square(ab="oneway=yes & oneway:hgv=no"))
    assert town.drive("bc", "ab") == "cda"
    assert town.drive("bc", "ab", "truck_7_5t") == "b"


@pytest.mark.parametrize(
    ("tags", "open_for_van", "open_for_truck"),
    [
        ("access=no", False, False),
        ("access=private", False, False),
        ("access=agricultural", False, False),
        ("motor_vehicle=forestry", False, False),
        ("vehicle=no", False, False),
        ("access=no & motor_vehicle=yes", True, True),
        ("motor_vehicle=no & goods=yes", True, True),
        ("motor_vehicle=no & hgv=yes", False, True),
        ("hgv=no", True, False),
        ("access=permissive", True, True),
        ("access=agricultural;yes", True, True),
        ("access=nobody-knows", True, True),
        ("maxweight=3.5", True, False),
        ("maxweight=3.5 t", True, False),
        ("maxweight=2.8", False, False),
        ("maxweight=7.5", True, True),
        ("maxweight=7500 kg", True, True),
        ("maxweight=none", True, True),
        ("maxweightrating:hgv=3.5", True, False),
        ("maxheight=3", True, False),
        ("maxheight=2.2", False, False),
        ("maxheight=9'0\"", False, False),
        ("maxheight=default", True, True),
        ("maxwidth=2.2", True, False),
        ("maxwidth=2,0", False, False),
        ("highway=track", False, False),
        ("highway=track & motor_vehicle=yes", True, True),
        ("highway=pedestrian", False, False),
        ("highway=pedestrian & access=yes", False, False),
        ("highway=pedestrian & motor_vehicle=yes", True, True),
        ("highway=service & service=emergency_access", False, False),
    ],
)
def test_closed_streets_are_driven_round(draw_town, tags, open_for_van, open_for_truck):
    town = draw_town(SQUARE, square(ab=tags))
    assert (town.drive("da.9", "bc.1") == "ab") is open_for_van
    assert (town.drive("da.9", "bc.1", "truck_7_5t") == "ab") is open_for_truck


@pytest.mark.parametrize("tags", ["access=destination", "motor_vehicle=delivery", "vehicle=customers"])
def test_an_end_only_street_is_never_driven_through(draw_town, tags):
    """Even when the way round is ten times as long."""
    streets = {"ab": "", "bc": tags, "cez": "", "ed": "", "da": ""}
    town = draw_town("a-b---------c\n|           |\nd-----------e-z", streets)
    assert town.drive("ab", "ce.1") == "ade"


@pytest.mark.parametrize("tags", ["access=destination", "motor_vehicle=delivery", "vehicle=customers"])
def test_a_trip_may_end_and_start_in_an_end_only_street(draw_town, tags):
    streets = {"ab": "", "bc": tags, "cez": "", "ed": "", "da": ""}
    town = draw_town("a-b---c\n|     |\nd-----e-z", streets)
    assert town.drive("ab", "bc") == "b"
    assert town.drive("bc", "ce") == "c"


def test_a_trip_within_an_end_only_area_stays_inside(draw_town):
    streets = {"abcf": "vehicle=destination", "fez": "", "ed": "", "da": ""}
    town = draw_town("a-b-c-f\n|     |\nd-----e-z", streets)
    assert town.drive("ab", "cf") == "bc"


def test_a_trip_may_cross_the_open_network_between_two_end_only_streets(draw_town):
    town = draw_town("a-b-c-f", {"ab": "vehicle=destination", "bc": "", "cf": "vehicle=destination"})
    assert town.drive("ab", "cf") == "bc"


def test_a_bollard_stops_and_an_open_gate_does_not(draw_town):
    streets = {"axb": "", "bc": "", "cd": "", "da": "", "cz": ""}
    drawing = "a-x-b\n|   |\nd---c-z"
    assert draw_town(drawing, streets, nodes={"x": "barrier=bollard"}).drive("da.7", "bc.3") == "dc"
    assert draw_town(drawing, streets, nodes={"x": "barrier=gate"}).drive("da.7", "bc.3") == "axb"
    assert draw_town(drawing, streets, nodes={"x": "barrier=gate & access=private"}).drive("da.7", "bc.3") == "dc"
    assert (
        draw_town(drawing, streets, nodes={"x": "barrier=bollard & motor_vehicle=yes"}).drive("da.7", "bc.3") == "axb"
    )


def test_a_forbidden_turn_is_driven_round(draw_town):
    town = draw_town(
        "   n-----k--z\n   |     |\n   x--e--l\n   |\n   s",
        {"sx": "", "xn": "", "xe": "", "nkz": "", "kl": "", "el": ""},
        restrictions=[{"restriction": "no_right_turn", "from": "sx", "via": "x", "to": "xe"}],
    )
    assert town.drive("sx", "xe") == "xnkle"
    assert town.drive("xn", "xe") == "x"


BLOCK = "p--q--r\n|  |  |\na--x--e\n   |\n   s"
BLOCK_STREETS = {"sx": "", "ax": "", "xe": "", "xq": "", "pq": "", "qr": "", "pa": "", "re": ""}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"restriction": "only_straight_on", "from": "sx", "via": "x", "to": "xq"}, "xqpa"),
        ({"restriction": "no_left_turn", "from": "sx", "via": "x", "to": "ax"}, "xqpa"),
        ({"restriction": "no_left_turn", "except": "bicycle;motor_vehicle", "from": "sx", "via": "x", "to": "ax"}, "x"),
        ({"restriction": "no_left_turn", "except": "bus", "from": "sx", "via": "x", "to": "ax"}, "xqpa"),
        ({"restriction:hgv": "no_left_turn", "from": "sx", "via": "x", "to": "ax"}, "x"),
        ({"restriction:conditional": "no_left_turn @ (07:00-09:00)", "from": "sx", "via": "x", "to": "ax"}, "x"),
        ({"restriction": "give_way", "from": "sx", "via": "x", "to": "ax"}, "x"),
    ],
)
def test_turn_restrictions_over_a_node_bind(draw_town, rule, expected):
    town = draw_town(BLOCK, BLOCK_STREETS, restrictions=[rule])
    assert town.drive("sx", "ax") == expected


def test_a_restriction_for_lorries_binds_lorries_only(draw_town):
    rule = {"restriction:hgv": "no_left_turn", "from": "sx", "via": "x", "to": "ax"}
    town = draw_town(BLOCK, BLOCK_STREETS, restrictions=[rule])
    assert town.drive("sx", "ax") == "x"
    assert town.drive("sx", "ax", "truck_7_5t") == "xqpa"


def test_two_only_rules_from_one_street_allow_both_turns(draw_town):
    rules = [
        {"restriction": "only_straight_on", "from": "sx", "via": "x", "to": "xq"},
        {"restriction": "only_right_turn", "from": "sx", "via": "x", "to": "xe"},
    ]
    town = draw_town(BLOCK, BLOCK_STREETS, restrictions=rules)
    assert town.drive("sx", "xe") == "x"
    assert town.drive("sx", "ax") == "xqpa"


def test_no_entry_bars_every_street_it_names(draw_town):
    rule = {"restriction": "no_entry", "from": "sx ax", "via": "x", "to": "xe"}
    town = draw_town(BLOCK, BLOCK_STREETS, restrictions=[rule])
    assert town.drive("sx", "xe") == "xqre"
    assert town.drive("ax", "xe") == "xqre"
    assert town.drive("xq", "xe") == "x"


LADDER = "a--b--c--d\n   |  |\n   e--f\n"
LADDER_STREETS = {"ab": "", "bc": "", "cd": "", "be": "", "ef": "", "cf": ""}


def test_a_restriction_over_a_way_forbids_only_the_whole_chain(draw_town):
    rule = {"restriction": "no_u_turn", "from": "ab", "via": "bc", "to": "cf"}
    town = draw_town(LADDER, LADDER_STREETS, restrictions=[rule])
    assert town.drive("ab", "cf") == "bef"
    assert town.drive("bc.1", "cf") == "c"
    assert town.drive("be", "cf.1") == "bc"
    assert town.drive("ab", "cd") == "bc"


def test_an_only_rule_over_a_way_leaves_one_way_on(draw_town):
    rule = {"restriction": "only_straight_on", "from": "ab", "via": "bc", "to": "cd"}
    town = draw_town(LADDER, LADDER_STREETS, restrictions=[rule])
    assert town.drive("ab", "cf") == "bef"
    assert town.drive("ab", "cd") == "bc"


def test_a_restriction_over_several_ways_remembers_them_all(draw_town):
    """From a over b, c and d: only that chain is forbidden, not its last turn."""
    streets = {"ab": "", "bc": "", "cd": "", "de": "", "df": "", "fg": "", "ge": "", "ch": ""}
    rule = {"restriction": "no_left_turn", "from": "ab", "via": "bc cd", "to": "de"}
    town = draw_town(
        "      h\n      |\n      |\n      |\n      |\n      |  e--g\n      |  |  |\na--b--c--d--f",
        streets,
        restrictions=[rule],
    )
    assert town.drive("ab", "de") == "bcdfge"
    assert town.drive("ch", "de") == "cd"


def test_a_restriction_meets_its_way_even_where_the_way_has_many_edges(draw_town):
    streets = {"ab": "", "bmc": "", "mk": "", "cd": "", "be": "", "ef": "", "cf": ""}
    rule = {"restriction": "no_u_turn", "from": "ab", "via": "bmc", "to": "cf"}
    town = draw_town("      k\n      |\na--b--m--c--d\n   |     |\n   e-----f", streets, restrictions=[rule])
    assert town.drive("ab", "cf") == "bef"
    assert town.drive("mk", "cf") == "mc"


def test_nobody_turns_round_at_a_junction(draw_town):
    """Turning left is forbidden at x, so the way leads past m to the dead end k, the first place to turn round."""
    drawing = "         k\n         |\nw--x-----m--------e\n   |\n   s"
    rule = {"restriction": "no_left_turn", "from": "sx", "via": "x", "to": "wx"}
    town = draw_town(drawing, {"wx": "", "xm": "", "me": "", "sx": "", "km": ""}, restrictions=[rule])
    assert town.drive("sx", "wx") == "xmkmx"


def test_a_one_way_into_a_trap_is_no_way_on(draw_town):
    """A street cut off by the edge of the extract must not take away the only place to turn round."""
    town = draw_town("a--b--c--d", {"abc": "", "cd": "oneway=yes"})
    assert town.usable("ac")


def test_where_only_an_end_only_street_goes_on_one_may_turn_round(draw_town):
    town = draw_town("a--b--c", {"ab": "oneway=no", "bc": "vehicle=destination"})
    assert town.drive("ab", "ab") == ""
    assert town.usable("ab")
    assert town.usable("bc")


def test_a_dead_end_may_be_left_the_way_it_was_entered(draw_town):
    town = draw_town(
        "k--x--a\n|     |\nm--n--c\n", {"kx": "oneway=yes", "xa": "", "ac": "", "cn": "", "nm": "", "mk": ""}
    )
    assert town.usable("xa")
    lane = draw_town("e--x--a", {"ex": "", "xa": "oneway=no"})
    assert lane.drive("ex", "xa") == "x"
    assert lane.drive("xa", "ex") == "x"


def test_orders_are_not_snapped_to_an_island(draw_town):
    """The island's streets are legal but lead nowhere."""
    town = draw_town("a--b--c  i--j", {"ab": "", "bc": "", "ij": ""})
    assert town.usable("ab")
    assert not town.usable("ij")


def test_orders_are_not_snapped_behind_a_one_way_with_no_way_back(draw_town):
    town = draw_town("a--b--c--d", {"abc": "", "cd": "oneway=yes"})
    assert not town.usable("cd")


def test_an_open_street_behind_one_for_residents_is_reached_but_not_passed(draw_town):
    """Who goes to bc has to go through ab and is a visitor there; the way from d leads round, not through."""
    streets = {
        "zd": "",
        "de": "",
        "ef": "",
        "da": "vehicle=destination",
        "ab": "",
        "bc": "vehicle=destination",
        "cf": "",
    }
    town = draw_town("   a--b--c\n   |     |\nz--d--e--f", streets)
    assert town.drive("zd", "ab") == "da"
    assert town.drive("ab", "ef") in ("bcf", "ade")
    assert town.drive("zd", "cf.1") == "def"


def test_a_bollard_cuts_off_what_lies_behind_it(draw_town):
    streets = {"zd": "", "de": "", "da": "vehicle=destination", "ab": "", "bxe": ""}
    town = draw_town("   a--b\n   |  x\nz--d--e", streets, nodes={"x": "barrier=bollard"})
    assert town.drive("zd", "ab") == "da"
    assert town.drive("zd", "bx") == "dab"
