"""Weights that carry time and length."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.roads.hierarchy import INFINITE, pack, unpack

seconds = st.integers(0, 86_400_000).map(lambda ms: ms / 1000)
metres = st.integers(0, 200_000_000).map(lambda cm: cm / 100)


@given(seconds, metres)
def test_a_weight_tells_its_seconds_and_metres(time, length):
    found = unpack(pack(np.array([time]), np.array([length])))
    assert (found[0][0], found[1][0]) == (time, length)


@given(seconds, metres, seconds, metres)
def test_weights_add_up_in_both_parts(one_s, one_m, two_s, two_m):
    both = pack(np.array([one_s, two_s]), np.array([one_m, two_m]))
    time, length = unpack(both.sum(keepdims=True))
    assert time[0] == pytest.approx(one_s + two_s, abs=1e-9)
    assert length[0] == pytest.approx(one_m + two_m, abs=1e-9)


@given(seconds, metres, seconds, metres)
def test_less_time_is_less_whatever_the_length(one_s, one_m, two_s, two_m):
    one, two = pack(np.array([one_s, two_s]), np.array([one_m, two_m])).tolist()
    assert (one < two) == ((one_s, one_m) < (two_s, two_m))


def test_no_way_has_neither_time_nor_length():
    weights = pack(np.array([np.inf, 1.0]), np.array([5.0, 5.0]))
    assert weights[0] == INFINITE
    assert unpack(weights)[0].tolist() == [np.inf, 1.0]
    assert unpack(weights)[1].tolist() == [np.inf, 5.0]


def test_what_an_origin_has_behind_it_is_taken_back_exactly():
    whole, behind = pack(np.array([10.0, -4.0]), np.array([100.0, -40.55]))
    assert [part.item() for part in unpack(np.array([whole + behind]))] == [6.0, 59.45]
