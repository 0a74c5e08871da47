"""Where a cargo bike rides, what stops it, and how fast it is: tiny towns, one per rule."""

from dataclasses import replace

import pytest
from square_town import SOUTH, SQUARE

from routing.model import Location
from routing.profiles import PROFILES
from routing.roads import DijkstraEngine, read_extract
from routing.roads.law.cycling import cycling_kmh, way_class
from routing.roads.law.speeds import free_flow_kmh
from routing.traffic import DEFAULT_TRAFFIC, FREE_FLOW, ROAD_CLASSES, LearnedTimes

BIKE = "cargo_bike"


def square(tags: str) -> dict[str, str]:
    """Return a square whose northern side has these tags."""
    return {"ab": tags, **SOUTH}


def ridden(town) -> bool:
    return town.drive("da.9", "bc.1", BIKE) == "ab"


@pytest.mark.parametrize(
    "tags",
    [
        "highway=cycleway",
        "highway=path",
        "highway=path & foot=designated & bicycle=designated",
        "highway=path & bicycle=permissive",
        "highway=footway & bicycle=yes",
        "highway=footway & bicycle=designated",
        "highway=footway & bicycle=dismount",
        "highway=bridleway & bicycle=yes",
        "highway=pedestrian & bicycle=yes",
        "highway=track",
        "highway=track & motor_vehicle=agricultural",
        "highway=residential & motor_vehicle=no",
        "highway=residential & vehicle=no & bicycle=yes",
        "highway=residential & access=no & bicycle=yes",
        "highway=residential & vehicle=destination & bicycle_road=yes",
        "highway=service & access=private & bicycle=yes",
        "highway=primary",
        "highway=trunk",
        "maxheight=2",
        "maxweight=0.5",
        "maxwidth=1",
        "hgv=no & motorcar=no",
    ],
)
def test_a_bicycle_may_ride_here(draw_town, tags):
    assert ridden(draw_town(SQUARE, square(tags)))


@pytest.mark.parametrize(
    "tags",
    [
        "highway=footway",
        "highway=footway & access=yes",
        "highway=bridleway",
        "highway=path & foot=designated",
        "highway=path & bicycle=no",
        "highway=path & access=private",
        "highway=cycleway & bicycle=no",
        "highway=cycleway & vehicle=no",
        "highway=pedestrian",
        "highway=pedestrian & access=yes",
        "highway=steps",
        "highway=steps & bicycle=yes",
        "highway=motorway & oneway=no",
        "highway=motorway_link",
        "highway=trunk & motorroad=yes",
        "highway=primary & bicycle=no",
        "highway=primary & bicycle=use_sidepath",
        "highway=track & vehicle=agricultural",
        "vehicle=no",
        "maxwidth=0.8",
        "maxheight=1.8",
    ],
)
def test_a_bicycle_may_not_ride_here(draw_town, tags):
    assert not ridden(draw_town(SQUARE, square(tags)))


@pytest.mark.parametrize("highway", ["cycleway", "path", "footway", "bridleway"])
@pytest.mark.parametrize("profile", ["van", "truck_7_5t", "truck_12t"])
def test_a_motor_vehicle_never_uses_a_cycle_way(draw_town, highway, profile):
    """Not even where a tag lets motor vehicles in: what is wide enough for them is mapped as a street."""
    town = draw_town(SQUARE, square(f"highway={highway} & bicycle=yes & motor_vehicle=yes & access=yes"))
    assert town.drive("da.9", "bc.1", profile) == "dc"


@pytest.mark.parametrize(
    "exception",
    [
        "oneway:bicycle=no",
        "cycleway=opposite",
        "cycleway=opposite_lane",
        "cycleway:left=opposite_track",
        "cycleway:both=opposite_lane",
        "bicycle:backward=yes & oneway:bicycle=no",
    ],
)
@pytest.mark.parametrize("direction", ["oneway=yes", "oneway=-1"])
def test_a_bicycle_rides_against_a_one_way_that_is_open_to_it(draw_town, exception, direction):
    town = draw_town(SQUARE, square(f"{direction} & {exception}"))
    assert (town.drive("ab", "bc", BIKE), town.drive("bc", "ab", BIKE)) == ("b", "b")


@pytest.mark.parametrize("tags", ["oneway=yes", "oneway=yes & cycleway=lane", "oneway:bicycle=yes & cycleway=opposite"])
def test_a_bicycle_keeps_to_other_one_ways(draw_town, tags):
    assert draw_town(SQUARE, square(tags)).drive("bc", "ab", BIKE) == "cda"


@pytest.mark.parametrize(
    ("tags", "passes"),
    [
        ("barrier=bollard", True),
        ("barrier=bollard & maxwidth=0.8", False),
        ("barrier=bollard & bicycle=no", False),
        ("barrier=block", True),
        ("barrier=gate", True),
        ("barrier=cycle_barrier", False),
        ("barrier=cycle_barrier & bicycle=yes", True),
        ("barrier=cycle_barrier & bicycle=yes & maxwidth=0.8", False),
        ("barrier=kissing_gate", False),
        ("barrier=turnstile", False),
        ("barrier=chain", False),
    ],
)
def test_some_barriers_let_a_bicycle_through(draw_town, tags, passes):
    streets = {"amb": "", **SOUTH}
    town = draw_town(SQUARE.replace("a--b", "a-mb"), streets, nodes={"m": tags})
    assert (town.drive("da.9", "bc.1", BIKE) == "amb") is passes


@pytest.mark.parametrize(("tags", "binds"), [("", True), (" & except=bicycle", False), (" & except=psv", True)])
def test_a_turn_restriction_binds_bicycles_unless_it_spares_them(draw_town, tags, binds):
    rule = {"restriction": "no_left_turn", "from": "ab", "via": "b", "to": "bc"}
    if tags:
        rule["except"] = tags.rpartition("=")[2]
    town = draw_town(
        "  c\n  |\na-b-e-z\n  |\n  d", {"ab": "", "bc": "", "be": "", "ez": "", "bd": ""}, restrictions=[rule]
    )
    assert (len(town.drive("ab", "bc", BIKE)) > 1) is binds


def test_a_bike_is_snapped_to_the_cycle_way_and_a_van_to_the_street(draw_town):
    town = draw_town(
        "a-----b\n|     |\nc-----d", {"ab": "", "ac": "", "bd": "", "cd": "highway=cycleway", "az": ""}, missing="z"
    )
    shop = {"shop": town.at("cd")}
    assert town.engine.snap(shop, BIKE, 1000).walk_m[0] < 1
    assert town.engine.snap(shop, "van", 1000).walk_m[0] > 90


def test_a_cycle_way_shortens_the_bikes_way_only(draw_town):
    town = draw_town(SQUARE, square("highway=cycleway"))
    ways = {profile: town.path("da.9", "bc.1", profile).distance_m for profile in (BIKE, "van")}
    assert ways[BIKE] < 500
    assert ways["van"] > 1500


def test_a_bend_where_a_cycle_way_joins_is_no_junction_for_a_van(draw_town):
    """The same street with and without a path at its bend takes a van equally long."""
    streets = {"zab": "", "bc": ""}
    alone = draw_town("z-a-b\n    |\n    |\n    c", streets).matrix("za", "bc").seconds[0]
    joined = draw_town("z-a-b-p\n    |\n    |\n    c", {**streets, "bp": "highway=path"}).matrix("za", "bc").seconds[0]
    assert joined.tolist() == alone.tolist()


def test_two_signals_of_one_crossing_count_once_although_a_cycle_way_lies_between(draw_town):
    """Drawn 100 m apart and then shrunk tenfold: signals 20 m apart are one crossing."""

    def seconds(drawing, streets):
        nodes = {"b": "highway=traffic_signals", "d": "highway=traffic_signals"}
        town = draw_town(drawing, streets, nodes=nodes)
        small = DijkstraEngine(replace(town.network, edge_m=town.network.edge_m / 10), threads=1)
        snaps = small.snap({spot: town.at(spot) for spot in ("ab", "de")}, "van")
        return small.matrix(snaps, "van", FREE_FLOW).seconds[0].tolist()

    plain = seconds("a-b-d-e", {"abde": ""})
    assert seconds("a-bcd-e\n   |\n   p", {"abcde": "", "cp": "highway=path"}) == plain


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ("highway=cycleway", 20),
        ("highway=residential", 20),
        ("highway=residential & maxspeed=10", 10),
        ("highway=living_street", 7),
        ("highway=pedestrian & bicycle=yes", 7),
        ("highway=footway & bicycle=yes", 7),
        ("highway=footway & bicycle=designated", 15),
        ("highway=footway & bicycle=dismount", 4),
        ("highway=path", 15),
        ("highway=cycleway & surface=sett", 12),
        ("highway=track & tracktype=grade1 & surface=asphalt", 18),
        ("highway=track & tracktype=grade5", 8),
        ("highway=track", 15),
        ("highway=path & surface=mud", 6),
    ],
)
def test_a_laden_bike_is_as_fast_as_its_way_allows(tags, kmh):
    pairs = dict(part.split("=") for part in tags.split(" & "))
    name = ROAD_CLASSES[way_class(pairs)]
    assert free_flow_kmh(PROFILES[BIKE], pairs, name, "forward", built_up=True) == pytest.approx(kmh)


def test_nothing_makes_a_bike_faster_than_its_motor_helps():
    """StVZO § 63a: up to 25 km/h."""
    assert cycling_kmh(25.0, {"highway": "primary", "maxspeed": "100", "surface": "asphalt"}) <= 25


def test_the_factor_of_cycle_ways_is_that_of_their_own_class(draw_town):
    town = draw_town(SQUARE, square("highway=cycleway"))
    jam = {name: (1.0 if name == "cycleway" else 5.0,) for name in ROAD_CLASSES}
    jammed = town.matrix("ab.1", "ab.9", profile=BIKE, traffic=FREE_FLOW.model_copy(update={"factors": jam}))
    assert jammed.seconds[0, 0, 1] == town.matrix("ab.1", "ab.9", profile=BIKE).seconds[0, 0, 1]


def test_a_bike_rides_past_the_jams_of_the_weekday_profile(draw_town):
    town = draw_town("a-----------b", {"ab": "highway=primary"})
    bike = town.matrix("ab.1", "ab.9", profile=BIKE, traffic=DEFAULT_TRAFFIC).seconds[:, 0, 1]
    van = town.matrix("ab.1", "ab.9", traffic=DEFAULT_TRAFFIC).seconds[:, 0, 1]
    assert len(set(bike.tolist())) == 1
    assert len(set(van.tolist())) > 1


def test_what_a_firm_learned_holds_for_its_bikes(draw_town):
    town = draw_town("a-----------b", {"ab": "highway=primary"})
    slow = FREE_FLOW.model_copy(update={"factors": dict.fromkeys(ROAD_CLASSES, (2.0,))})
    learned = LearnedTimes(name="t", source="test", days=(), travel=slow)
    both = [
        town.matrix("ab.1", "ab.9", profile=BIKE, traffic=traffic).seconds[0, 0, 1] for traffic in (learned, FREE_FLOW)
    ]
    assert both[0] == pytest.approx(2 * both[1], abs=1)


@pytest.fixture(scope="module")
def with_and_without(real_town):
    """Return the engines of a town with and without its cycle ways."""
    path = real_town("kaiserslautern.osm.gz")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("routing.roads.reading.extract.way_class", lambda _tags: None)
        without = DijkstraEngine(read_extract(path))
    return DijkstraEngine(read_extract(path)), without


def test_cycle_ways_hardly_make_a_vans_town_larger(with_and_without):
    with_ways, without = (engine.graph("van").states for engine in with_and_without)
    assert with_ways <= 1.1 * without


def test_cycle_ways_do_not_change_a_vans_times(with_and_without):
    """Streets cut where paths join them are the same streets: a second now and then for rounding."""
    homes = with_and_without[1].network.addresses[::300]
    places = {str(number): Location(lon=home.lon, lat=home.lat) for number, home in enumerate(homes)}
    found = [engine.matrix(engine.snap(places, "van", 500), "van", FREE_FLOW).seconds[0] for engine in with_and_without]
    change = found[0].astype(float) - found[1]
    assert abs(change).max() <= 1
    assert abs(change.mean()) < 0.01
