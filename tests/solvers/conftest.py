"""Days on a line: places ten minutes and five kilometres apart, one number a place."""

from datetime import date

import numpy as np
import pytest

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.solvers import SolveOptions, solve, solve_in_process

HOUR = 3600
QUICK = SolveOptions(time_limit_s=60, work_limit=12)


class Line:
    """Builds days on the line; the yard is place 0."""

    def stop(self, number, *, due=None, opens=8, hard=False, **fields):
        windows = () if due is None else (TimeWindow(start_s=int(opens * HOUR), end_s=int(due * HOUR)),)
        fields = {"service_s": 300, "windows": windows, "hard_window": hard} | fields
        return Stop(stop_id=f"s{number}", location=Location(lon=7 + number / 100, lat=49), **fields)

    def van(self, name="van", *, start=8, end=18, **fields):
        shift = Shift(start_s=int(start * HOUR), end_s=int(end * HOUR))
        return Vehicle(**({"vehicle_id": name, "start_depot": "yard", "end_depot": "yard", "shift": shift} | fields))

    def problem(self, stops, vans, depots=(0,)):
        names = ["yard", *(f"yard{number}" for number in depots[1:])]
        yards = tuple(
            Depot(depot_id=name, location=Location(lon=7 + number / 100, lat=49))
            for name, number in zip(names, depots, strict=True)
        )
        return Problem(date=date(2026, 3, 2), depots=yards, vehicles=tuple(vans), stops=tuple(stops))

    def matrix(self, problem, *, starts=(0,), factors=(1,)):
        """Travel times by place number; a factor per slot."""
        number = np.array([round((location.lon - 7) * 100) for location in problem.places.values()])
        steps = np.abs(np.subtract.outer(number, number)).astype(np.int32)
        seconds = np.stack([steps * 600 * factor for factor in factors]).astype(np.int32)
        metres = np.stack([steps * 5000] * len(factors)).astype(np.int32)
        return Matrix(tuple(problem.places), TimeSlots(starts), seconds, metres)

    def solve(self, problem, matrix=None, options=QUICK, **given):
        return solve(problem, matrix or self.matrix(problem), options, **given)

    def plan(self, problem, matrix=None):
        """Solve in this process, which starts none; that it is the same search, ``test_in_process.py`` says."""
        return solve_in_process(problem, matrix or self.matrix(problem), QUICK)


@pytest.fixture(scope="session")
def line():
    return Line()
