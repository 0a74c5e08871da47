"""Tours stamped faster than any road allows."""

from dataclasses import replace

import numpy as np
import pytest

from data.stamps import untrusted_tours
from routing.table import TravelTable, spot

MINUTE = 60


@pytest.fixture
def past(read_rows, clean_rows):
    return read_rows(clean_rows(stops=5)).days


@pytest.fixture
def tables(past):
    """Ten minutes of free flow between any two places."""
    spots = tuple(dict.fromkeys(spot(place) for day in past for place in day.problem.places.values()))
    apart = ~np.eye(len(spots), dtype=bool)
    parts = (apart * 10.0 * MINUTE).astype(np.float32)[:, :, None]
    return {"van": TravelTable(spots, parts, np.array([0]), (apart * 5000).astype(np.int32))}


def stamped(day, minutes, tour_id="T1"):
    """Return the day with arrivals of a tour this many minutes apart, a minute on site each."""
    visits = dict(day.visits)
    for place, stop in enumerate(day.driven[tour_id]):
        arrival = 9 * 3600 + place * minutes * MINUTE
        visits[stop] = replace(visits[stop], actual_arrival_s=arrival, actual_departure_s=arrival + MINUTE)
    return replace(day, visits=visits)


def test_a_tour_driven_faster_than_half_of_free_flow_is_not_trusted(past, tables):
    [day], [out] = untrusted_tours([stamped(past[0], 4)], tables)
    assert [tour.trusted for tour in day.tours] == [False, True]
    assert (out.reason, out.tour_id, out.of, out.value) == ("stamps_too_fast", "T1", "learning", "100%")


def test_a_fast_tour_is_trusted_as_long_as_roads_allow_it(past, tables):
    days, out = untrusted_tours([stamped(past[0], 7)], tables)
    assert days[0].tours[0].trusted
    assert out == ()


def test_without_departures_the_time_between_arrivals_counts(past, tables):
    day = stamped(past[0], 4)
    visits = {stop: replace(visit, actual_departure_s=None) for stop, visit in day.visits.items()}
    [day], out = untrusted_tours([replace(day, visits=visits)], tables)
    assert [item.tour_id for item in out] == ["T1"]


def test_one_leg_too_fast_is_no_batch(past, tables):
    day = past[0]
    second = replace(day.visits["T1-2"], actual_arrival_s=day.visits["T1-1"].actual_departure_s + MINUTE)
    _, out = untrusted_tours([replace(day, visits=day.visits | {"T1-2": second})], tables)
    assert out == ()


def test_a_tour_of_few_stops_says_too_little(past, tables):
    day = stamped(past[0], 1)
    short = replace(day.tours[0], driven=day.tours[0].driven[:3])
    _, out = untrusted_tours([replace(day, tours=(short, *day.tours[1:]))], tables)
    assert out == ()
