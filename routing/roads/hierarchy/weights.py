"""Weights that carry time and length in one whole number.

A weight is ``milliseconds * 2**32 + centimetres``. Sums add both parts,
``<`` compares the time first and the length between equal times, so that
ways and matrices are one and the same and add up exactly.
"""

import numpy as np
from numpy.typing import NDArray

INFINITE = 1 << 61
"""No way. Leaves room for adding two and an offset."""

FARTHEST = INFINITE >> 1
"""Trips from here on count as no way: below it, one and the whole arc it begins on are less than INFINITE."""

_SHIFT = 32

LONGEST_S = (FARTHEST >> _SHIFT) / 1000
"""Trips and roads that take this long, 3.1 days, count as no way in every engine."""

_LOW = (1 << _SHIFT) - 1


def pack(seconds: NDArray[np.float64], metres: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return weights of seconds and metres, rounded to milliseconds and centimetres.

    Seconds that are not finite, or :data:`LONGEST_S` or more, give :data:`INFINITE`. Negative numbers, as
    the offsets of origins have them, keep their sign in both parts.
    """
    finite = np.abs(seconds) < LONGEST_S
    time = np.rint(np.where(finite, seconds, 0.0) * 1000).astype(np.int64)
    length = np.rint(np.where(finite, metres, 0.0) * 100).astype(np.int64)
    return np.where(finite, (time << _SHIFT) + length, INFINITE)


def unpack(weights: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return seconds and metres of the weights of whole trips; both are inf where there is no way."""
    infinite = weights >= INFINITE
    seconds = np.where(infinite, np.inf, (weights >> _SHIFT) / 1000)
    return seconds, np.where(infinite, np.inf, (weights & _LOW) / 100)
