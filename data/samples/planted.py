"""The dispatcher's effort at which planning causes a wanted share of the delays."""

from collections.abc import Callable

MOST_EFFORT = 640
"""Improvement steps beyond which more effort is not looked for."""


def effort_for(share_of_effort: Callable[[int], float], target: float, *, most: int = MOST_EFFORT) -> int:
    """Return the effort whose planning share lies nearest to a wanted one.

    Parameters
    ----------
    share_of_effort
        Expected share for a number of improvement steps; it falls, in the
        main, as effort grows. Called once for each effort looked at.
    target
        Wanted share, between 0 and 1.
    most
        Largest effort looked at.

    Notes
    -----
    Bisection. A target above what no effort gives yields 0, one below what
    ``most`` gives yields ``most``.
    """
    seen = {0: share_of_effort(0), most: share_of_effort(most)}
    low, high = 0, most
    while high - low > 1 and seen[low] > target > seen[high]:
        middle = (low + high) // 2
        seen[middle] = share_of_effort(middle)
        low, high = (middle, high) if seen[middle] > target else (low, middle)
    return min((low, high), key=lambda effort: (abs(seen[effort] - target), effort))
