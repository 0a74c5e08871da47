"""Random numbers that belong to names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.samples.draws import normal, uniform


@given(st.lists(st.one_of(st.text(), st.integers()), max_size=4))
def test_a_draw_lies_strictly_between_0_and_1(names):
    assert 0 < uniform(*names) < 1


def test_a_name_has_the_same_number_on_every_machine():
    """A history must be the same wherever it is simulated."""
    assert uniform(1, "day") == pytest.approx(0.0020426030822585095, abs=1e-15)


def test_draws_are_spread_evenly():
    drawn = [uniform("even", number) for number in range(4000)]
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.03)


def test_normal_draws_are_normal():
    drawn = [normal("normal", number) for number in range(4000)]
    assert (np.mean(drawn), np.std(drawn)) == pytest.approx((0, 1), abs=0.05)
