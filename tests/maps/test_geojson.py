"""One document holds all that a map shows."""

import json
from collections import Counter

import pytest
from map_days import plan_of, small_day

from maps import PlanLayer, plan_geojson
from routing.errors import InputError


def kinds(document):
    return Counter(feature["properties"]["kind"] for feature in document["features"])


def of_kind(document, kind):
    return [feature["properties"] for feature in document["features"] if feature["properties"]["kind"] == kind]


def test_every_street_leg_stop_and_depot_is_a_feature(layer, town):
    assert kinds(plan_geojson([layer], town)) == {"street": 2, "depot": 1, "leg": 7, "stop": 5, "unassigned": 1}


def test_a_depot_of_two_plans_is_drawn_once(layer, good_layer):
    assert kinds(plan_geojson([layer, good_layer], None))["depot"] == 1


def test_features_carry_the_number_of_their_plan(layer, good_layer):
    document = plan_geojson([layer, good_layer], None)
    assert Counter(stop["plan"] for stop in of_kind(document, "stop")) == {0: 5, 1: 6}


def test_a_stop_carries_all_that_its_card_shows(layer):
    (stop,) = (s for s in of_kind(plan_geojson([layer], None), "stop") if s["stop_id"] == "c")
    assert stop == {
        "kind": "stop",
        "plan": 0,
        "tour": 1,
        "vehicle_id": "van 1",
        "position": 3,
        "stop_id": "c",
        "name": "Kunde c",
        "address": "Hauptstraße c",
        "windows": [["2026-03-02T08:00:00+01:00", "2026-03-02T08:30:00+01:00"]],
        "arrival": "2026-03-02T09:00:00+01:00",
        "service_start": "2026-03-02T09:00:00+01:00",
        "departure": "2026-03-02T09:05:00+01:00",
        "lateness_s": 1800,
        "due": True,
        "late": True,
        "before": [],
    }


def test_coordinates_are_longitude_first_as_geojson_wants_it(layer):
    (depot,) = (f for f in plan_geojson([layer], None)["features"] if f["properties"]["kind"] == "depot")
    assert depot["geometry"]["coordinates"] == [7.76, 49.44]


def test_the_view_holds_every_place(layer):
    west, south, east, north = plan_geojson([layer], None)["termintreu"]["view"]
    assert (west, south, east, north) == (7.74, 49.43, 7.78, 49.45)


def test_a_tour_has_its_figures(layer):
    tour = plan_geojson([layer], None)["termintreu"]["plans"][0]["tours"][0]
    assert tour == {
        "tour": 1,
        "vehicle_id": "van 1",
        "stops": 3,
        "late": 1,
        "distance_m": 8000,
        "departure": "2026-03-02T08:00:00+01:00",
        "end": "2026-03-02T09:35:00+01:00",
    }


@pytest.mark.parametrize(("language", "reason"), [("de", "Steht in keiner Tour."), ("en", "Stands in no tour.")])
def test_reasons_are_in_the_readers_language(layer, language, reason):
    (stop,) = of_kind(plan_geojson([layer], None, language=language), "unassigned")
    assert stop["reasons"] == [reason]


def test_the_document_is_plain_json(layer, good_layer, town):
    """NaN or a numpy number would break the browser's parser."""
    document = plan_geojson([layer, good_layer], town, title="T", note="N")
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_a_map_without_a_plan_is_refused():
    with pytest.raises(InputError, match="at least one plan"):
        plan_geojson([], None)


def test_a_plan_without_tours_shows_its_stops(problem):
    document = plan_geojson([PlanLayer.of("p", problem, plan_of(problem, {}))], None)
    assert kinds(document) == {"depot": 1, "unassigned": 6}
    assert document["termintreu"]["day"] is None


def test_a_missing_name_is_empty_and_never_the_word_none():
    nameless = small_day(name="", address="")
    document = plan_geojson([PlanLayer.of("p", nameless, plan_of(nameless, {}))], None)
    assert {(s["name"], s["address"]) for s in of_kind(document, "unassigned")} == {("", "")}
