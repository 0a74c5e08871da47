"""What a frame must hold to be drawn."""

import dataclasses

import pandas as pd
import pytest

from maps import STREET_COLUMNS, plan_geojson
from routing.errors import InputError


def refused(layer, **frames):
    with pytest.raises(InputError) as caught:
        dataclasses.replace(layer, **frames)
    return caught.value.findings


def test_missing_columns_of_all_frames_are_named_at_once(layer):
    found = refused(layer, visits=layer.visits.drop(columns=["tour", "due"]), depots=layer.depots.drop(columns="lat"))
    assert [(f.code, f.file, f.column) for f in found] == [
        ("map_column_missing", "visits", "tour"),
        ("map_column_missing", "visits", "due"),
        ("map_column_missing", "depots", "lat"),
    ]


def test_a_missing_column_is_told_beside_those_present(layer):
    (finding,) = refused(layer, depots=layer.depots.drop(columns="lat"))
    assert finding.detail == "depot_id, lon"
    assert "depot_id, lon" in finding.text("de")


@pytest.mark.parametrize("value", [95.0, float("nan"), float("inf"), None])
def test_a_coordinate_that_is_not_on_the_earth_names_its_row(layer, value):
    visits = layer.visits.assign(lat=layer.visits["lat"].where(layer.visits.index != 2, value))
    (finding,) = refused(layer, visits=visits)
    assert (finding.code, finding.row, finding.column) == ("map_coordinate_unusable", 4, "lat")


def test_a_coordinate_in_words_is_refused(layer):
    (finding,) = refused(layer, depots=layer.depots.assign(lon="north"))
    assert (finding.code, finding.value) == ("map_coordinate_unusable", "north")


def test_a_leg_without_a_line_is_refused(layer):
    (finding,) = refused(layer, legs=layer.legs.iloc[:1].assign(geometry="A–B"))
    assert (finding.code, finding.row, finding.value) == ("map_line_unusable", 2, "A–B")


def test_times_without_a_zone_are_refused(layer):
    """A clock time that nobody knows the zone of can't be compared with a window."""
    naive = layer.visits.assign(arrival=layer.visits["arrival"].dt.tz_localize(None))
    (finding,) = refused(layer, visits=naive)
    assert (finding.code, finding.column) == ("map_time_without_zone", "arrival")


def test_streets_without_their_columns_are_refused(layer):
    with pytest.raises(InputError) as caught:
        plan_geojson([layer], pd.DataFrame({"name": []}))
    assert [f.column for f in caught.value.findings] == [c for c in STREET_COLUMNS if c != "name"]
