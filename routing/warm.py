"""Compile the numba kernels once, at installation, so that no user waits for it.

Each kernel is reached through the public function that calls it, with the
smallest real input: the compiled signature is then the one used later, and
numba's cache on disk serves it from there on. A test fails when a module of
``routing`` has a kernel that :func:`warm` does not reach.
"""

from datetime import date

import numpy as np

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, Vehicle
from routing.schedule import schedule


def warm() -> None:
    """Run every kernel on a tiny input."""
    _timing()


def _timing() -> None:
    """Time a route with a single stop."""
    here = Location(lon=0, lat=0)
    problem = Problem(
        date=date(2024, 1, 1),
        depots=(Depot(depot_id="depot", location=here),),
        vehicles=(Vehicle(vehicle_id="van", start_depot="depot", end_depot="depot", shift=Shift(start_s=0, end_s=1)),),
        stops=(Stop(stop_id="stop", location=here),),
    )
    seconds = np.zeros((1, 2, 2), np.int32)
    schedule(problem, {"van": ["stop"]}, Matrix(tuple(problem.places), TimeSlots(), seconds, seconds))


if __name__ == "__main__":
    warm()
