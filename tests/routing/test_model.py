import math

import pytest
from pydantic import ValidationError

from routing.errors import InputError
from routing.model import Location, Shift, Stop, TimeWindow, Vehicle

HOUR = 3600


def test_a_location_takes_no_positions():
    """Keyword-only, so nobody can swap longitude and latitude."""
    with pytest.raises(TypeError):
        Location(7.7, 49.4)


def test_a_latitude_beyond_the_pole_is_refused():
    with pytest.raises(ValidationError):
        Location(lon=7.7, lat=97.0)


def test_a_reversed_window_is_refused():
    with pytest.raises(ValidationError):
        TimeWindow(start_s=2 * HOUR, end_s=HOUR)


def test_a_reversed_shift_is_refused():
    with pytest.raises(ValidationError):
        Shift(start_s=2 * HOUR, end_s=HOUR)


@pytest.mark.parametrize("second", [(HOUR, 3 * HOUR), (2 * HOUR, 4 * HOUR)])
def test_windows_that_overlap_or_touch_are_refused(second):
    first = TimeWindow(start_s=HOUR, end_s=2 * HOUR)
    with pytest.raises(ValidationError):
        Stop(
            stop_id="a",
            location=Location(lon=7.7, lat=49.4),
            windows=(first, TimeWindow(start_s=second[0], end_s=second[1])),
        )


@pytest.mark.parametrize("field", ["max_stops", "max_trips", "max_duration_s", "reload_s", "gross_weight_kg"])
def test_amounts_beyond_64_bits_are_refused(one_van, field):
    with pytest.raises(ValidationError):
        Vehicle.model_validate(one_van.vehicles[0].model_dump() | {field: 2**64})


@pytest.mark.parametrize("second", [-(2**62), 2**62])
def test_times_no_clock_reaches_are_refused(second):
    with pytest.raises(ValidationError):
        Shift(start_s=min(second, 0), end_s=max(second, 0))


def test_prices_without_end_are_refused(one_van):
    with pytest.raises(ValidationError):
        Vehicle.model_validate(one_van.vehicles[0].model_dump() | {"cost_per_km": math.inf})


def test_times_before_and_after_the_day_are_legal():
    assert Shift(start_s=-HOUR, end_s=26 * HOUR).end_s == 93_600


def test_a_problem_names_all_dangling_references_at_once(one_van):
    van = one_van.vehicles[0].model_copy(update={"start_depot": "moon"})
    stop = one_van.stops[0].model_copy(update={"vehicle_id": "bus"})
    with pytest.raises(InputError) as caught:
        one_van.model_copy(update={"vehicles": (van, van), "stops": (stop,)})
    assert {finding.code for finding in caught.value.findings} == {"duplicate_id", "unknown_depot", "unknown_vehicle"}


def test_a_changed_copy_forgets_the_old_indexes(one_van):
    assert "a" in one_van.stop_by_id
    assert "a" not in one_van.model_copy(update={"stops": one_van.stops[1:]}).stop_by_id


def test_a_problem_cannot_be_changed_in_place(one_van):
    with pytest.raises(ValidationError):
        one_van.tolerance_s = 60
