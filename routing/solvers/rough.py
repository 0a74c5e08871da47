"""A plan for days so large that the search may not even begin within its time: stops appended in the order of the day.

No table of all stops by all stops is needed for it, so it is there while the
search's ground is still being laid.
"""

import time

from routing.solvers.homes import mate_of
from routing.solvers.tours import Day, Tours

LAYING_S = 3e-8
"""Seconds of computing that the ground takes for each pair of stops."""

SHORT = 0.25
"""The search is not sure to begin if laying its ground takes more than this part of the time."""

PART = 0.1
"""Part of the time for the rough plan."""

REFUSALS = 20
"""Stops in a row that don't fit behind a tour before the next vehicle's turn comes."""


def hurried(day: Day) -> bool:
    """Tell whether the time is so short for so many stops that a rough plan is worth having."""
    options = day.options
    return options.work_limit is None and LAYING_S * len(day.stops) ** 2 > SHORT * options.time_limit_s


def rough(day: Day, tours: Tours, deadline: float) -> Tours:
    """Return tours with stops outside appended, those due first, while no rule is broken and it pays.

    Parameters
    ----------
    tours
        Must keep every rule.
    deadline
        Reading of ``time.monotonic`` at which to stop.
    """
    due = day.stop_arrays.due
    waiting = sorted((stop for stop in day.outside(tours) if mate_of(day, stop) is None), key=lambda stop: due[stop])
    longer = []
    for vehicle, visits in enumerate(tours):
        taken = _appended(day, vehicle, visits, waiting, deadline)
        served = set(taken)
        waiting = [stop for stop in waiting if stop not in served]
        longer.append(taken)
    return longer


def _appended(day: Day, vehicle: int, visits: list[int], waiting: list[int], deadline: float) -> list[int]:
    """Return one tour with what fits behind it."""
    longer, refused = list(visits), 0
    euro = day.rank(vehicle, longer)[1]
    for stop in waiting:
        if refused == REFUSALS or time.monotonic() >= deadline:
            break
        if not day.allowed[vehicle, stop]:
            continue
        with_it = [*longer, stop]
        dearer = day.rank(vehicle, with_it)[1]
        if dearer - euro < day.prices[stop] and day.lawful(vehicle, with_it):
            longer, euro, refused = with_it, dearer, 0
        else:
            refused += 1
    return longer
