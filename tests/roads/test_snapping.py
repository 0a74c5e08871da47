"""From coordinates to places on roads."""

import numpy as np
import pytest

from routing.errors import InputError, SnapError
from routing.model import Location
from routing.roads.snapping import cut_line

LINE = ("a-----b-----c", {"abc": "name=Hauptstraße"})


def beside(spot: Location, *, north_m: float = 0, east_m: float = 0) -> Location:
    return Location(lon=spot.lon + east_m / 72_300, lat=spot.lat + north_m / 111_195)


def test_the_place_on_the_road_and_the_walk_to_it_come_back(draw_town):
    town = draw_town(*LINE)
    snaps = town.engine.snap({"shop": beside(town.at("ab.25"), north_m=40)}, "van")
    assert snaps.share.tolist() == pytest.approx([0.125], abs=1e-4)
    assert snaps.walk_m.tolist() == pytest.approx([40], abs=0.2)
    assert snaps.lat.tolist() == pytest.approx([town.at("ab").lat], abs=1e-7)


def test_an_order_in_a_closed_street_ends_at_the_nearest_legal_one(draw_town):
    town = draw_town("a-----b\n|\nc-----d", {"ab": "", "ac": "", "cd": "access=private"})
    snaps = town.engine.snap({"shop": town.at("cd.1")}, "van")
    assert snaps.walk_m[0] == pytest.approx(60, abs=1)


def test_vans_and_lorries_may_stop_at_different_streets(draw_town):
    town = draw_town("a-----b\n|     |\nc-----d", {"ab": "", "ac": "", "bd": "", "cd": "hgv=no", "az": ""}, missing="z")
    shop = {"shop": beside(town.at("cd"), north_m=10)}
    assert town.engine.snap(shop, "van", 1000).walk_m[0] < 11
    assert town.engine.snap(shop, "truck_7_5t", 1000).walk_m[0] > 100


def test_every_place_too_far_is_named_at_once(draw_town):
    town = draw_town(*LINE)
    places = {
        "near": town.at("ab"),
        "field": Location(lon=town.at("ab").lon, lat=town.nodes["a"].lat + 0.004),
        "abroad": Location(lon=2.35, lat=48.86),
    }
    with pytest.raises(SnapError) as caught:
        town.engine.snap(places, "van")
    assert {(finding.value, finding.code) for finding in caught.value.findings} == {
        ("field", "place_outside_network"),
        ("abroad", "place_outside_network"),
    }
    assert "Hauptstraße" in caught.value.findings[0].text("de")


def test_far_within_the_network_is_told_from_outside(draw_town):
    town = draw_town("a--b--c\n|\n|\n|\n|\n|\n|\n|\nd", {"abc": "", "ad": ""})
    spot = Location(lon=town.nodes["c"].lon, lat=town.nodes["d"].lat + 0.001)
    with pytest.raises(SnapError) as caught:
        town.engine.snap({"field": spot}, "van")
    (finding,) = caught.value.findings
    assert finding.code == "no_road_near"
    assert "250 m" in (finding.detail or "")


def test_the_distance_allowed_is_the_callers_choice(draw_town):
    town = draw_town(*LINE)
    far = {"field": beside(town.at("ab"), north_m=400)}
    assert town.engine.snap(far, "van", 500).walk_m[0] == pytest.approx(400, abs=1)


def test_a_network_without_a_usable_road_names_every_place(draw_town):
    town = draw_town("a--b", {"ab": "access=no"})
    with pytest.raises(SnapError) as caught:
        town.engine.snap({"one": town.at("ab"), "two": town.at("a")}, "van")
    assert [finding.value for finding in caught.value.findings] == ["one", "two"]


def test_an_unknown_profile_is_named(draw_town):
    with pytest.raises(InputError) as caught:
        draw_town(*LINE).engine.snap({}, "hovercraft")
    assert caught.value.findings[0].code == "unknown_profile"


def test_no_places_are_no_error(draw_town):
    town = draw_town(*LINE)
    snaps = town.engine.snap({}, "van")
    assert snaps.places == ()


def test_a_road_of_no_length_can_be_a_place():
    line = np.array([[7.0, 49.0], [7.0, 49.0]])
    assert cut_line(line, 0.0, 0.5).tolist() == line.tolist()


def test_cut_lines_keep_their_inner_points():
    line = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    assert cut_line(line, 0.5, 1.0)[:, 0].tolist() == pytest.approx([1.5, 2.0, 3.0])
    assert cut_line(line, 0.0, 0.0)[:, 0].tolist() == pytest.approx([0.0, 0.0])
