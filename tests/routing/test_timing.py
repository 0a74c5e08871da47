import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from strategies import problems

from routing.itinerary import windows_array
from routing.matrix import UNREACHABLE
from routing.timing import NEVER, OPEN_END, OPEN_START, arrival, held, service_start, time_route

paces = st.lists(st.integers(0, 20_000) | st.just(UNREACHABLE), min_size=1, max_size=6)
times = st.integers(-10_000, 120_000)


def slots_of(row, seed):
    rng = np.random.default_rng(seed)
    starts = np.sort(rng.choice(100_000, size=len(row), replace=False)).astype(np.int64)
    return np.array(row, np.int32).reshape(-1, 1, 1), starts


@given(paces, st.integers(0, 2**32 - 1), times, st.integers(0, 5_000))
def test_leaving_later_never_means_arriving_earlier(row, seed, departure, later):
    """FIFO, whatever the matrix, closed slots included."""
    seconds, starts = slots_of(row, seed)
    assert arrival(departure + later, 0, 0, seconds, starts) >= arrival(departure, 0, 0, seconds, starts)


@given(paces, st.integers(0, 2**32 - 1), times)
def test_time_held_never_exceeds_the_leg(row, seed, departure):
    seconds, starts = slots_of(row, seed)
    arrived = arrival(departure, 0, 0, seconds, starts)
    assert 0 <= held(departure, 0, 0, seconds, starts) <= max(0, arrived - departure)


def test_a_leg_inside_one_slot_takes_that_slots_seconds():
    seconds, starts = np.array([[[100]], [[900]]], np.int32), np.array([0, 1000], np.int64)
    assert arrival(200, 0, 0, seconds, starts) == 300


def test_a_leg_across_a_border_changes_pace_there():
    """Half the way at 1000 s, the other half at 500 s: 500 + 250."""
    seconds, starts = np.array([[[1000]], [[500]]], np.int32), np.array([0, 1000], np.int64)
    assert arrival(500, 0, 0, seconds, starts) == 1250


def test_a_third_of_the_way_is_not_rounded_up_twice():
    """2/3 of 1500 s remain at the border: exactly 1000 s, not 1001."""
    seconds, starts = np.array([[[3000]], [[1500]]], np.int32), np.array([0, 1000], np.int64)
    assert arrival(0, 0, 0, seconds, starts) == 2000


def test_a_closed_slot_is_waited_out_at_the_origin():
    seconds, starts = np.array([[[UNREACHABLE]], [[60]]], np.int32), np.array([0, 1000], np.int64)
    assert (arrival(400, 0, 0, seconds, starts), held(400, 0, 0, seconds, starts)) == (1060, 600)


def test_a_slot_that_closes_on_the_way_is_waited_out_there():
    row = np.array([[[400]], [[UNREACHABLE]], [[400]]], np.int32)
    starts = np.array([0, 1000, 2000], np.int64)
    assert (arrival(800, 0, 0, row, starts), held(800, 0, 0, row, starts)) == (2200, 1000)


def test_a_road_that_stays_closed_is_never_reached():
    seconds, starts = np.array([[[60]], [[UNREACHABLE]]], np.int32), np.array([0, 1000], np.int64)
    assert arrival(1000, 0, 0, seconds, starts) == NEVER


def test_one_second_before_and_after_a_border_differ_as_the_slots_do():
    seconds, starts = np.array([[[UNREACHABLE]], [[60]]], np.int32), np.array([0, 1000], np.int64)
    assert [arrival(t, 0, 0, seconds, starts) for t in (999, 1000, 1001)] == [1060, 1060, 1061]


def test_service_waits_for_the_window_that_comes_next():
    windows = np.array([[100, 200], [500, 600]], np.int64)
    assert [service_start(t, windows) for t in (50, 150, 201, 601)] == [100, 150, 500, 601]


@given(problems(max_stops=4), times)
def test_a_stop_says_the_same_start_of_service_as_the_kernel(problem, arrived):
    for row, stop in zip(windows_array(problem.stops), problem.stops, strict=True):
        assert stop.service_start_s(arrived) == service_start(arrived, row)


def test_service_without_windows_starts_at_arrival():
    assert service_start(77, np.array([[OPEN_START, OPEN_START]], np.int64)) == 77


def test_a_window_without_end_never_closes():
    assert service_start(10**6, np.array([[100, OPEN_END]], np.int64)) == 10**6


def test_after_a_leg_that_never_arrives_nothing_is_timed():
    seconds = np.full((1, 3, 3), UNREACHABLE, np.int32)
    out = np.empty((3, 4), np.int64)
    nodes = np.array([0, 1, 2], np.int64)
    open_windows = np.full((1, 1, 2), OPEN_START, np.int64)
    time_route(0, nodes, np.array([0]), open_windows, np.array([5]), seconds, np.array([0], np.int64), out)
    assert (out[1:, 0] == NEVER).all()
