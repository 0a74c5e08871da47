"""Travel without hours: what a plan counts on that knows neither rush hours nor chance."""

import numpy as np

from routing.matrix import UNREACHABLE, Matrices, Matrix, TimeSlots, matrix_for
from routing.model import Problem


def mean_times(problem: Problem, matrices: Matrices) -> dict[str, Matrix]:
    """Return travel of one slot: the mean over the shift, each slot by its part of it.

    What is closed at some hour of the shift is closed.
    """
    begin = min(vehicle.shift.start_s for vehicle in problem.vehicles)
    end = max(vehicle.shift.end_s for vehicle in problem.vehicles)
    return {
        vehicle.profile: _mean(matrix_for(matrices, vehicle), begin, end)
        for vehicle in {vehicle.profile: vehicle for vehicle in problem.vehicles}.values()
    }


def _mean(matrix: Matrix, begin: int, end: int) -> Matrix:
    starts = np.array(matrix.slots.starts_s, np.int64)
    until = np.append(starts[1:], np.iinfo(np.int64).max)
    inside = np.clip(np.minimum(until, end) - np.maximum(starts, begin), 0, None).astype(np.float64)
    weights = inside / inside.sum()
    used = weights > 0
    closed = (matrix.seconds[used] == UNREACHABLE).any(axis=0)

    def mean(
        values: np.ndarray[tuple[int, ...], np.dtype[np.int32]],
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        found = np.rint(np.tensordot(weights[used], values[used].astype(np.float64), 1))
        return np.where(closed, UNREACHABLE, found).astype(np.int32)[None]

    return Matrix(matrix.places, TimeSlots((0,)), mean(matrix.seconds), mean(matrix.metres))
