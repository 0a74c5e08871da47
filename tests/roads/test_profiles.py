"""The profiles that come with the program, and what the law makes of them on the road."""

import json

import pytest
from square_town import SOUTH, SQUARE

from routing.profiles import BICYCLE_MODES, CAR_MODES, LORRY_MODES, PROFILES
from routing.roads.law.speeds import free_flow_kmh
from routing.traffic import DEFAULT_TRAFFIC, FREE_FLOW, ROAD_CLASSES, LearnedTimes, TravelFactors

OLD = {name: row for name, row in DEFAULT_TRAFFIC.factors.items() if name != "cycleway"}
"""Factors as they were written before bicycles had roads of their own."""


def speed(profile: str, tags: str, *, built_up: bool = False) -> float:
    pairs = dict(part.split("=") for part in tags.split(" & "))
    return free_flow_kmh(PROFILES[profile], pairs, pairs["highway"], "forward", built_up=built_up)


@pytest.mark.parametrize(
    ("profile", "modes"),
    [("van", CAR_MODES), ("truck_7_5t", LORRY_MODES), ("truck_12t", LORRY_MODES), ("cargo_bike", BICYCLE_MODES)],
)
def test_each_profile_heeds_the_signs_of_its_kind(profile, modes):
    assert PROFILES[profile].modes == modes


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_no_profile_is_larger_than_the_law_allows(profile):
    """StVZO § 32: 2.55 m wide, 4 m high, 12 m long."""
    assert profile.width_m <= 2.55
    assert profile.height_m <= 4
    assert profile.length_m <= 12


@pytest.mark.parametrize(
    ("sign", "who_passes"),
    [
        ("maxweight=2.8", ["cargo_bike"]),
        ("maxweight=3.5", ["van", "cargo_bike"]),
        ("maxweight=7.5", ["van", "truck_7_5t", "cargo_bike"]),
        ("maxweight=11.9", ["van", "truck_7_5t", "cargo_bike"]),
        ("maxweight=12", ["van", "truck_7_5t", "truck_12t", "cargo_bike"]),
        ("maxheight=3.6", ["van", "truck_7_5t", "cargo_bike"]),
        ("maxheight=2.5", ["cargo_bike"]),
        ("maxwidth=2.5", ["van", "truck_7_5t", "cargo_bike"]),
        ("maxwidth=2", ["cargo_bike"]),
        ("maxlength=9", ["van", "truck_7_5t", "cargo_bike"]),
        ("maxlength=8", ["van", "cargo_bike"]),
        ("maxlength=5", ["cargo_bike"]),
        ("hgv=no", ["van", "cargo_bike"]),
        ("motor_vehicle=no", ["cargo_bike"]),
        ("bicycle=no", ["van", "truck_7_5t", "truck_12t"]),
        ("highway=trunk & motorroad=yes", ["van", "truck_7_5t", "truck_12t"]),
    ],
)
def test_a_sign_stops_those_it_means(draw_town, sign, who_passes):
    town = draw_town(SQUARE, {"ab": sign, **SOUTH})
    assert [name for name in PROFILES if town.drive("da.9", "bc.1", name) == "ab"] == who_passes


@pytest.mark.parametrize("sign", ["highway=primary", "highway=primary & maxspeed=100", "highway=trunk"])
def test_a_lorry_above_7_5_t_drives_60_on_country_roads(sign):
    """StVO § 3 Abs. 3 Nr. 2 b."""
    assert speed("truck_12t", sign) <= 60
    assert speed("truck_7_5t", sign) > 60


@pytest.mark.parametrize("sign", ["highway=motorway & maxspeed=none", "highway=trunk & motorroad=yes & maxspeed=100"])
def test_a_lorry_above_7_5_t_drives_80_on_motorways(sign):
    """StVO § 18 Abs. 5."""
    assert 60 < speed("truck_12t", sign) <= 80


def test_factors_written_before_bicycles_had_roads_still_load():
    old = TravelFactors(name="old", source="test", starts_s=DEFAULT_TRAFFIC.starts_s, factors=OLD)
    assert old.factors["cycleway"] == (1.0,) * len(old.starts_s)


def test_factors_in_a_file_written_before_still_load():
    text = DEFAULT_TRAFFIC.model_copy(update={"factors": OLD}).model_dump_json()
    assert TravelFactors.model_validate_json(text) == DEFAULT_TRAFFIC


def test_times_learned_before_still_load():
    written = LearnedTimes(name="old", source="test", days=(), travel=DEFAULT_TRAFFIC).model_dump(mode="json")
    written["travel"]["factors"] = {name: list(row) for name, row in OLD.items()}
    assert LearnedTimes.model_validate_json(json.dumps(written)).travel == DEFAULT_TRAFFIC


def test_old_columns_of_learned_factors_stay_where_they_were():
    times = LearnedTimes(name="t", source="test", days=(), travel=DEFAULT_TRAFFIC)
    assert (times.bucket_factors[: 9 * len(OLD)] == DEFAULT_TRAFFIC.table[: len(OLD)].repeat(9, axis=0)).all()


@pytest.mark.parametrize("missing", [name for name in ROAD_CLASSES if name != "cycleway"])
def test_factors_that_lack_another_class_are_refused(missing):
    some = {name: row for name, row in FREE_FLOW.factors.items() if name != missing}
    with pytest.raises(ValueError, match="exactly the road classes"):
        TravelFactors(name="t", source="test", starts_s=(0,), factors=some)


def test_a_class_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="exactly the road classes"):
        TravelFactors(name="t", source="test", starts_s=(0,), factors={**FREE_FLOW.factors, "canal": (1.0,)})
