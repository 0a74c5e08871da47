"""What sampled days say of a plan."""

import pytest

from routing.punctuality import forecast_of
from routing.schedule import schedule


@pytest.fixture
def whole_street(street_day, street_matrix):
    return schedule(street_day, {"van": ("a", "b", "c", "d", "e")}, street_matrix)


@pytest.fixture
def shown(street_day, street_matrix, whole_street, late_starts):
    return forecast_of(street_day, whole_street, street_matrix, late_starts).on(whole_street)


def test_a_stop_reached_five_minutes_early_is_late_on_half_of_days_that_start_up_to_ten_late(shown):
    assert shown.routes[0].visits[0].p_late == pytest.approx(0.5, abs=0.1)


def test_a_stop_without_a_window_has_no_probability_but_likely_arrivals(shown):
    visit = shown.routes[0].visits[2]
    assert visit.p_late is None
    assert visit.arrival_s < visit.arrival_p10_s < visit.arrival_p90_s < visit.arrival_s + 600


def test_a_forecast_changes_nothing_that_is_planned(shown, whole_street):
    assert shown.sequences == whole_street.sequences
    assert [visit.arrival_s for visit in shown.routes[0].visits] == [
        visit.arrival_s for visit in whole_street.routes[0].visits
    ]


def test_a_due_stop_left_out_is_late_on_every_day(street_day, street_matrix, late_starts):
    plan = schedule(street_day, {"van": ("b", "c", "d", "e")}, street_matrix)
    mean, low, high = forecast_of(street_day, plan, street_matrix, late_starts).late
    assert (mean, low, high) == (1, 1, 1)


def test_an_optional_stop_left_out_is_not_late(street_day, street_matrix, late_starts):
    stops = tuple(
        stop.model_copy(update={"optional": True}) if stop.stop_id == "a" else stop for stop in street_day.stops
    )
    day = street_day.model_copy(update={"stops": stops})
    plan = schedule(day, {"van": ("b", "c", "d", "e")}, street_matrix)
    assert forecast_of(day, plan, street_matrix, late_starts).late[0] == 0
