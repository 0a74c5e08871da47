"""The base map keeps what is seen and drops what is not."""

import json

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps import streets_frame
from maps.streets import SIMPLIFY_DEG, street_features

VIEW = (7.74, 49.42, 7.78, 49.46)


def drawn(*records):
    return street_features(streets_frame(records), VIEW)


def lines(feature):
    return feature["geometry"]["coordinates"]


def test_both_directions_of_a_street_are_one_line():
    there = [(7.75, 49.44), (7.76, 49.44)]
    (street,) = drawn(("primary", "A", there), ("primary", "A", there[::-1]))
    assert len(lines(street)) == 1


def test_pieces_of_a_street_are_joined():
    (street,) = drawn(
        ("residential", "A", [(7.75, 49.44), (7.76, 49.441)]), ("residential", "A", [(7.76, 49.441), (7.77, 49.45)])
    )
    assert len(lines(street)) == 1


def test_a_link_is_as_wide_as_its_road():
    (street,) = drawn(("primary_link", None, [(7.75, 49.44), (7.76, 49.44)]))
    assert street["properties"] == {"kind": "street", "width": "primary", "name": ""}


def test_ways_that_no_van_drives_are_left_out():
    assert (
        drawn(("footway", "A", [(7.75, 49.44), (7.76, 49.44)]), ("steps", None, [(7.75, 49.44), (7.76, 49.44)])) == []
    )


def test_wide_streets_come_last_and_so_lie_above():
    piece = [(7.75, 49.44), (7.76, 49.44)]
    widths = [
        s["properties"]["width"]
        for s in drawn(("motorway", "A", piece), ("service", "", piece), ("tertiary", "B", piece))
    ]
    assert widths == ["service", "tertiary", "motorway"]


def test_a_side_street_far_away_is_left_out_and_a_main_road_stays():
    far = [(7.83, 49.44), (7.84, 49.44)]
    assert [s["properties"]["width"] for s in drawn(("residential", "A", far), ("primary", "B", far))] == ["primary"]


def test_a_main_road_in_another_country_is_left_out():
    assert drawn(("motorway", "A", [(9.0, 47.0), (9.1, 47.0)])) == []


def test_a_record_of_a_single_point_is_left_out():
    assert len(streets_frame([("primary", "A", [(7.75, 49.44)])])) == 0


def test_no_streets_at_all_are_no_features():
    assert drawn() == []


def test_the_same_streets_in_another_order_give_the_same_document():
    """Two runs over the same town must give the same file."""
    records = [("residential", "A", [(7.75, 49.44), (7.75 + k / 1000, 49.45)]) for k in range(1, 9)]
    assert json.dumps(drawn(*records)) == json.dumps(drawn(*records[::-1]))


steps = st.lists(st.tuples(st.integers(-400, 400), st.integers(-400, 400)), min_size=2, max_size=12, unique=True)


@given(steps)
def test_a_thinned_line_stays_within_two_metres_of_the_true_one(points):
    true = [(7.76 + x / 40_000, 49.44 + y / 40_000) for x, y in points]
    features = drawn(("residential", "A", true))
    thinned = shapely.multilinestrings([shapely.linestrings(np.array(line)) for line in lines(features[0])])
    limit = SIMPLIFY_DEG + 1e-5
    assert thinned.hausdorff_distance(shapely.linestrings(true)) <= limit
