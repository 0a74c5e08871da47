"""Reading tag values."""

import pytest

from routing.profiles import PROFILES
from routing.roads.law import tags
from routing.roads.law.speeds import free_flow_kmh


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        (" 30 ", 30),
        ("30 km/h", 30),
        ("30 mph", 48.28),
        ("20mph", 32.19),
        ("walk", 7),
        ("DE:walk", 7),
        ("none", 130),
        ("DE:urban", 50),
        ("DE:rural", 100),
        ("DE:motorway", 130),
        ("CH:rural", 80),
        ("LI:urban", 50),
        ("DE:living_street", 7),
        ("DE:zone:30", 30),
        ("DE:zone30", 30),
        ("DE:30", 30),
        ("FL:zone:30", 30),
        ("zone30", 30),
        ("50; 40", 40),
        ("120|100|60", 60),
        ("signals", None),
        ("variable", None),
        ("sign", None),
        ("0", None),
        ("fast", None),
        ("50 furlongs", None),
        ("", None),
        (None, None),
    ],
)
def test_speed_limits_are_read(text, kmh):
    assert tags.speed_kmh(text) == (None if kmh is None else pytest.approx(kmh, abs=0.01))


@pytest.mark.parametrize(
    ("text", "metres"),
    [("3.5", 3.5), ("3,5 m", 3.5), ("350 cm", 3.5), ("11'6\"", 3.505), ("12'", 3.658), ("default", None), ("", None)],
)
def test_heights_and_widths_are_read(text, metres):
    assert tags.length_m(text) == (None if metres is None else pytest.approx(metres, abs=0.001))


@pytest.mark.parametrize(
    ("text", "tonnes"), [("7.5", 7.5), ("3.5 t", 3.5), ("2800 kg", 2.8), ("7.5;12", 7.5), ("none", None)]
)
def test_weights_are_read(text, tonnes):
    assert tags.weight_t(text) == (None if tonnes is None else pytest.approx(tonnes))


def speed(text: str, profile: str = "van", *, built_up: bool = True, direction="forward") -> float:
    """Return the free-flow speed of a way with tags written as in the towns."""
    pairs = dict(part.split("=") for part in text.split(" & "))
    name = pairs["highway"].removesuffix("_link")
    return free_flow_kmh(PROFILES[profile], pairs, name, direction, built_up=built_up)


@pytest.mark.parametrize(
    ("slow", "fast"),
    [
        ("highway=living_street", "highway=residential"),
        ("highway=residential & maxspeed=30", "highway=residential & maxspeed=50"),
        ("highway=residential & zone:maxspeed=DE:20", "highway=residential"),
        ("highway=primary & maxspeed:type=DE:urban", "highway=primary & maxspeed:type=DE:rural"),
        ("highway=primary & source:maxspeed=zone30", "highway=primary"),
        ("highway=service & service=parking_aisle", "highway=service"),
        ("highway=tertiary & surface=gravel", "highway=tertiary"),
        ("highway=motorway & maxspeed=80", "highway=motorway & maxspeed=none"),
        ("highway=residential & maxspeed=walk", "highway=residential & maxspeed=10"),
    ],
)
def test_the_slower_street_is_slower(slow, fast):
    assert speed(slow) < speed(fast)


def test_a_sign_beats_a_zone():
    assert speed("highway=primary & maxspeed=70 & zone:traffic=DE:urban") > speed("highway=primary & maxspeed=50")


def test_living_streets_are_driven_at_walking_pace():
    """StVO sign 325.1: walking pace, which courts read as 7 to 10 km/h."""
    assert 7 <= speed("highway=living_street") <= 10


def test_no_limit_is_driven_faster_than_it_allows():
    for name in ("motorway", "primary", "residential", "living_street", "service"):
        assert speed(f"highway={name} & maxspeed=30") <= 30


def test_outside_towns_the_default_is_higher():
    assert speed("highway=secondary", built_up=False) > 1.5 * speed("highway=secondary", built_up=True)


def test_lorries_above_3_5_t_keep_to_80_outside_towns():
    """StVO § 3 Abs. 3 Nr. 2 a and § 18 Abs. 5."""
    assert speed("highway=motorway & maxspeed=none", "truck_7_5t") <= 80
    assert speed("highway=primary", "truck_7_5t", built_up=False) <= 80
    assert speed("highway=motorway & maxspeed=none") > 100


def test_a_limit_for_lorries_slows_lorries_only():
    signed = "highway=primary & maxspeed=70 & maxspeed:hgv=40"
    assert speed(signed, "truck_7_5t") < speed("highway=primary & maxspeed=70", "truck_7_5t")
    assert speed(signed) == speed("highway=primary & maxspeed=70")


def test_limits_differ_by_direction():
    signed = "highway=primary & maxspeed:forward=70 & maxspeed:backward=30"
    assert speed(signed) > speed(signed, direction="backward")


def test_a_street_among_homes_counts_as_built_up(draw_town):
    """A main road without a sign: 50 between houses, 100 out in the country."""
    streets = {"abc": "highway=primary", "bs": "", "cz": "highway=service"}
    town = draw_town("a--b----------------------------c--z\n   |\n   s", streets)
    times = town.matrix("ab", "ab.9", "bc.9", "bc.6").seconds[0]
    metres = town.matrix("ab", "ab.9", "bc.9", "bc.6").metres[0]
    pace = times / metres.clip(1)
    assert pace[0, 1] > 1.5 * pace[2, 3]
