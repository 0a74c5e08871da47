"""Exact Shapley values."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from routing.shapley import coalition, shapley, shapley_parts

PLAYERS = ("plan", "departure", "traffic", "service")
games = st.tuples(st.integers(1, 5), st.integers(1, 3)).flatmap(
    lambda shape: arrays(np.int64, (1 << shape[0], shape[1]), elements=st.integers(-1000, 1000))
)


@given(games)
def test_the_shares_add_up_exactly_to_what_all_do_together(values):
    """Efficiency, in whole numbers: nothing is lost in rounding."""
    parts = shapley_parts(values)
    assert (parts.sum(axis=0) == factorial(parts.shape[0]) * (values[-1] - values[0])).all()


@given(games)
def test_a_player_who_changes_nothing_gets_nothing(values):
    bit = 1
    idle = values.copy()
    for members in range(len(values)):
        idle[members | bit] = idle[members & ~bit]
    assert (shapley_parts(idle)[0] == 0).all()


@given(arrays(np.int64, 16, elements=st.integers(-1000, 1000)))
def test_players_who_change_the_same_get_the_same(values):
    """Symmetry: a game that does not tell players 0 and 1 apart gives them equal shares."""
    same = values.copy()
    for members in range(16):
        if members & 0b11 == 0b10:
            same[members] = same[members ^ 0b11]
    parts = shapley_parts(same)
    assert parts[0] == parts[1]


@given(games, st.integers(0, 2**32 - 1))
def test_shares_of_a_sum_are_the_sum_of_shares(values, seed):
    """Additivity: why shares may be summed over days."""
    other = np.random.default_rng(seed).integers(-1000, 1000, values.shape)
    assert (shapley_parts(values + other) == shapley_parts(values) + shapley_parts(other)).all()


def test_the_glove_game_is_divided_as_in_the_textbook():
    """One left and two right gloves; a pair is worth 6: the left one gets 4, the right ones 1 each."""
    values = np.array([6 * (members & 1 and members > 1) for members in range(8)], np.int64)
    assert shapley(values).tolist() == [4.0, 1.0, 1.0]


def test_coalitions_are_numbered_by_their_members():
    assert [coalition(PLAYERS, members) for members in ([], ["plan"], ["traffic", "departure"], PLAYERS)] == [
        0, 1, 6, 15,
    ]  # fmt: skip


def test_unknown_players_are_refused():
    with pytest.raises(ValueError, match="not in"):
        coalition(PLAYERS, ["weather"])


@pytest.mark.parametrize("values", [np.zeros(3, np.int64), np.zeros(4)])
def test_values_of_no_game_are_refused(values):
    with pytest.raises(ValueError, match="expected"):
        shapley_parts(values)
