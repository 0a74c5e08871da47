"""Comparing roads: what is left out says why, and ratios are ours over theirs."""

import sys

import numpy as np

from benchmarks.roads.comparison import _missing
from benchmarks.roads.driven import against
from benchmarks.roads.node_graph import turns_round


def test_a_peer_nobody_named_is_left_out_with_the_reason():
    assert _missing(None, "osrm") == "no Python with it was named"


def test_a_peer_that_is_not_installed_is_left_out_with_the_reason():
    assert _missing(sys.executable, "no_such_peer") == "not importable there: CalledProcessError"


def test_a_ratio_above_one_means_that_ours_take_longer():
    seconds, metres = np.full((2, 2), 300.0), np.full((2, 2), 3000.0)
    found = against(seconds, metres, seconds / 1.5)
    assert found["median_ratio"] == 1.5
    assert found["pairs"] == 4


def test_short_trips_and_unknown_ways_do_not_count():
    seconds, metres = np.full((1, 3), 300.0), np.array([[100.0, 3000.0, 3000.0]])
    assert against(seconds, metres, np.array([[300.0, np.nan, 300.0]]))["pairs"] == 1


def test_a_way_that_goes_back_turns_round():
    assert turns_round([1, 2, 1])
    assert not turns_round([1, 2, 3])
