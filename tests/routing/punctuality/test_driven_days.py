"""One leg and one stop on all sampled days at once."""

import numpy as np
import pytest

from routing.punctuality.driven_days import SOFT_S, driven_days, served_days
from routing.punctuality.sampled_days import CLOSED, SampledDays
from routing.punctuality.terrain import Terrain
from routing.timing import OPEN_START

STARTS = np.array([0, 1000, 2000], np.int64)


def arrivals(ways, before, factors=None):
    """Drive a leg whose seconds by slot are those of ``ways``, the same on all days."""
    days = len(before)
    after = np.zeros(days, np.int32)
    driven_days(
        0,
        np.repeat(np.array(ways, np.uint16)[:, None], days, axis=1),
        np.ones(days, np.float32) if factors is None else np.array(factors, np.float32),
        np.array(before, np.int32),
        after,
        STARTS,
    )
    return after.tolist()


@pytest.fixture
def served(terrain, days):
    """Serve the first stop, with other windows and due time, on days that reach it at these times."""

    def starts(reached, windows, due):
        ground: Terrain = terrain._replace(
            windows=np.array([windows], np.int64), facts=np.array([[0, due, 0]], np.int64)
        )
        drawn: SampledDays = days._replace(stays=np.zeros((1, len(reached)), np.int32))
        after = np.array(reached, np.int32)
        return *served_days(0, after, 0, ground, drawn), after.tolist()

    return starts


def test_each_day_drives_at_the_pace_of_the_hour_in_which_it_leaves():
    assert arrivals([100, 200, 300], [0, 999, 1000, 2500]) == [100, 1099, 1200, 2800]


def test_a_slow_day_takes_longer_for_a_leg():
    assert arrivals([100, 100, 100], [0, 0], [1.0, 1.5]) == [100, 150]


def test_a_closed_road_is_waited_for():
    assert arrivals([CLOSED, 100, 100], [0, 1500]) == [1100, 1600]


def test_who_comes_early_waits_for_the_window(served):
    assert served([50, 150], [[100, 200]], 200)[2] == [100, 150]


def test_who_comes_between_two_windows_waits_for_the_second(served):
    assert served([50, 250, 450], [[100, 200], [300, 400]], 400)[2] == [100, 300, 450]


def test_a_second_window_that_is_none_changes_nothing(served):
    assert served([50, 250], [[100, 200], [OPEN_START, OPEN_START]], 200)[2] == [100, 250]


def test_a_stop_counts_as_late_by_degrees_around_its_due_time(served):
    reached = [5000 - SOFT_S, 5000, 5000 + SOFT_S]
    border, over, _ = served(reached, [[0, 5000]], 5000)
    assert border == 3 * SOFT_S
    assert over == SOFT_S
