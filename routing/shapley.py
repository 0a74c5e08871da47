"""Exact Shapley values: what each of a few causes adds, averaged over all orders of adding them.

A coalition is a number whose bit ``i`` says whether player ``i`` is in it, so
a game of ``n`` players is an array of ``2**n`` values, coalition first.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray


def coalition(players: Sequence[str], members: Iterable[str]) -> int:
    """Return the number of the coalition of ``members``.

    Raises
    ------
    ValueError
        If a member is not among the players.
    """
    return sum(1 << players.index(member) for member in set(members))


def shapley_parts(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return Shapley values times ``n!``, in whole numbers, so that sums close exactly.

    Parameters
    ----------
    values
        int64, shape (2**n, ...): the worth of each coalition, in any unit; ``values[0]`` is nobody's.

    Returns
    -------
    array
        int64, shape (n, ...); its sum over players is ``n! * (values[-1] - values[0])``.

    Raises
    ------
    ValueError
        If the number of coalitions is no power of two, or values are not whole.

    Notes
    -----
    Shapley (1953): player ``i`` gets the sum over the coalitions S without him
    of ``|S|! (n - 1 - |S|)! / n! * (v(S + i) - v(S))``.
    """
    count = values.shape[0].bit_length() - 1
    if values.shape[0] != 1 << count or not np.issubdtype(values.dtype, np.integer):
        msg = f"2**n whole numbers expected, got {values.dtype} of shape {values.shape}"
        raise ValueError(msg)
    parts = np.zeros((count, *values.shape[1:]), np.int64)
    for player in range(count):
        others = [1 << other for other in range(count) if other != player]
        for size in range(count):
            weight = factorial(size) * factorial(count - 1 - size)
            for members in combinations(others, size):
                without = sum(members)
                parts[player] += weight * (values[without | 1 << player] - values[without])
    return parts


def shapley(values: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return Shapley values, float64 of shape (n, ...), of whole-numbered coalition values of shape (2**n, ...)."""
    parts = shapley_parts(values)
    return parts / factorial(parts.shape[0])
