"""Driver sheets: a page of paper a tour."""

import pytest
from desk_days import AskedPlan

from api.desk.map_strip import FARTHEST_MM, HEIGHT_MM, WIDTH_MM, spread


@pytest.fixture
def sheets(plan):
    """Return a function: the page of a plan's sheets as text."""
    return lambda query="": plan.client.get(f"/plan/{plan.plan_id}/sheets{query}")


def test_every_tour_has_a_sheet(sheets):
    assert sheets().text.count('<article class="sheet"') == 3


def test_one_tour_can_be_printed_alone(sheets):
    text = sheets("?tour=2").text
    assert (text.count('<article class="sheet"'), "Kunde 5" in text, "Kunde 1<" in text) == (1, True, False)


def test_a_tour_that_is_not_there_is_not_found(sheets):
    assert sheets("?tour=4").status_code == 404


def test_a_draft_says_that_it_is_none_to_drive_by(sheets, plan):
    assert "Entwurf, nicht freigegeben" in sheets().text
    plan.change("release", accept_open=True)
    assert "Entwurf, nicht freigegeben" not in sheets().text


def test_tight_windows_are_underlined(sheets, plan):
    limits = plan.view()["limits"]
    visits = [visit for tour in plan.view()["tours"] for visit in tour["visits"]]
    tight = [visit for visit in visits if (visit["p_late"] or 0) >= limits["tight"]]
    assert sheets().text.count('class="tight"') == len(tight)


def test_every_sheet_names_the_source_of_its_map(sheets):
    assert sheets().text.count("© OpenStreetMap-Mitwirkende") == 3


def test_sheets_hold_no_style_and_no_script_of_their_own(sheets):
    text = sheets().text
    assert ("style=" in text, "<script>" in text) == (False, False)


def test_sheets_of_another_depot_are_not_there(plan, signed_in):
    other = AskedPlan(signed_in("dispatcher", depots=[], name="other"), plan.plan_id)
    assert other.client.get(f"/plan/{plan.plan_id}/sheets").status_code == 404


def test_numbers_of_stops_at_one_door_stand_apart():
    at = spread([(10.0, 10.0)] * 3)
    assert len(set(at)) == 3


def test_numbers_stay_near_their_stops_and_on_the_paper():
    stops = [(1.0 + k / 10, 1.0) for k in range(12)]
    for (x, y), (left, top) in zip(spread(stops), stops, strict=True):
        assert abs(x - left) <= FARTHEST_MM + 1
        assert abs(y - top) <= FARTHEST_MM + 1
        assert 0 <= x <= WIDTH_MM
        assert 0 <= y <= HEIGHT_MM
