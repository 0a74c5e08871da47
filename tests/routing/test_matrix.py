import numpy as np
import pytest

from routing.matrix import MAX_LEG_S, UNREACHABLE, Matrix, TimeSlots

TWO = np.zeros((1, 2, 2), np.int32)


def leg(seconds):
    table = TWO.copy()
    table[0, 0, 1] = seconds
    return table


@pytest.mark.parametrize("seconds", [0, MAX_LEG_S, UNREACHABLE])
def test_a_leg_may_take_nothing_as_long_as_the_kernel_counts_or_for_ever(seconds):
    assert Matrix(("a", "b"), TimeSlots(), leg(seconds), TWO).seconds[0, 0, 1] == seconds


@pytest.mark.parametrize(
    "changes",
    [
        {"seconds": leg(MAX_LEG_S + 1)},
        {"seconds": leg(-1)},
        {"seconds": TWO.astype(np.int64)},
        {"metres": TWO[:, :1]},
        {"slots": TimeSlots((0, 3600))},
        {"classes": np.zeros((2, 3, 4), np.float32)},
        {"classes": np.zeros((2, 2, 4))},
    ],
)
def test_arrays_that_do_not_fit_are_refused(changes):
    fitting = {"places": ("a", "b"), "slots": TimeSlots(), "seconds": TWO, "metres": TWO}
    with pytest.raises(ValueError, match="must"):
        Matrix(**fitting | changes)


@pytest.mark.parametrize("starts", [(), (3600, 0), (0, 0)])
def test_slots_that_do_not_ascend_are_refused(starts):
    with pytest.raises(ValueError, match="ascend"):
        TimeSlots(starts)


def test_the_first_slot_reaches_back_and_the_last_goes_on():
    assert [TimeSlots((3600, 7200)).at(second) for second in (-5, 3600, 7199, 7200, 10**6)] == [0, 0, 0, 1, 1]
