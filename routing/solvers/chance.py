"""The generator that all chance of our own search comes from, in numba."""

import numpy as np
from numpy.typing import NDArray

from routing.solvers.kernels import kernel

_SHIFTS = (np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(11))
_SCRAMBLE = np.uint64(2685821657736338717)


@kernel()
def drawn(chance: NDArray[np.uint64]) -> float:
    """Return a number in [0, 1) (xorshift64*, Marsaglia 2003, Vigna 2016)."""
    x = chance[0]
    x ^= x >> _SHIFTS[0]
    x ^= x << _SHIFTS[1]
    x ^= x >> _SHIFTS[2]
    chance[0] = x
    return float((x * _SCRAMBLE) >> _SHIFTS[3]) * 2.0**-53


@kernel()
def chosen(chance: NDArray[np.uint64], size: int) -> int:
    """Return a whole number in [0, size)."""
    return int(drawn(chance) * size)
