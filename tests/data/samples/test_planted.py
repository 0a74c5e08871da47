"""Finding the effort that gives a planted share of late planning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.samples import effort_for


def falling(effort):
    return 0.84 / (1 + effort / 12)


@given(st.floats(0.05, 0.84))
def test_the_effort_found_is_the_nearest(target):
    found = effort_for(falling, target, most=300)
    assert abs(falling(found) - target) == min(abs(falling(effort) - target) for effort in range(301))


@pytest.mark.parametrize(("target", "effort"), [(0.99, 0), (0.0, 300)])
def test_a_share_out_of_reach_gives_the_nearest_end(target, effort):
    assert effort_for(falling, target, most=300) == effort


def test_every_effort_is_simulated_once():
    """A share costs minutes of simulation."""
    asked = []

    def share(effort):
        asked.append(effort)
        return falling(effort)

    effort_for(share, 0.4, most=640)
    assert len(asked) == len(set(asked)) <= 12
