"""From packed weights to whole seconds and metres (numba)."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE

_NOWHERE = np.int32(UNREACHABLE)


@njit(cache=True, nogil=True)
def unpack_cells(
    begin: int,
    end: int,
    infinite: int,
    weights: NDArray[np.int64],
    seconds: NDArray[np.int32],
    metres: NDArray[np.int32],
) -> None:
    """Write the rows ``begin:end`` of a matrix of weights as whole seconds and metres, rounded once.

    Parameters
    ----------
    infinite
        Weights from here on mean that there is no way.
    weights
        Milliseconds in the upper, centimetres in the lower 32 bits.
    """
    for row in range(begin, end):
        for column in range(weights.shape[1]):
            weight = weights[row, column]
            if weight >= infinite:
                seconds[row, column] = _NOWHERE
                metres[row, column] = _NOWHERE
            else:
                seconds[row, column] = ((weight >> 32) + 500) // 1000
                metres[row, column] = ((weight & 0xFFFFFFFF) + 50) // 100
