"""When a tour arrived and left, stop by stop: its stamps, the missing ones filled in.

A missing stamp lies between two that are there. The time between them is split
in proportion to the expected travel and service, so that nothing that was
stamped moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.history import PastDay, PastTour
from routing.matrix import Matrix
from routing.model import Problem, Second
from routing.schedule import schedule


@dataclass(frozen=True)
class Instants:
    """Seconds of the plan day at which a driven tour arrived and left.

    Parameters
    ----------
    departure_s
        Leaving the depot.
    arrival_s, leave_s
        Of each driven stop, in order.
    estimated
        Whether the instant was filled in: departure, then arrival and leaving of each stop.
    """

    departure_s: Second
    arrival_s: tuple[Second, ...]
    leave_s: tuple[Second, ...]
    estimated: tuple[bool, ...]

    def leg_s(self, place: int) -> int:
        """Return the seconds of the leg into the ``place``-th stop."""
        left = self.departure_s if place == 0 else self.leave_s[place - 1]
        return self.arrival_s[place] - left

    def estimated_before(self, place: int) -> bool:
        """Tell whether an instant that a stop's parts rest on was filled in.

        These are the depot's departure and both instants of the stop before.
        """
        own = self.estimated[2 * place - 1 : 2 * place + 1] if place else ()
        return self.estimated[0] or any(own)


def instants_of(day: PastDay, problem: Problem, tour: PastTour, matrix: Matrix) -> Instants:
    """Return when a driven tour arrived and left.

    Parameters
    ----------
    problem
        The day's, with expected seconds on site.
    matrix
        Expected travel of the tour's vehicle. Without a departure stamp the
        planned departure stands in, or the first stamp if that is earlier.

    Raises
    ------
    UnreachableError
        If the matrix knows no way between two driven stops.
    """
    stamps = [tour.actual_departure_s]
    for stop_id in tour.driven:
        visit = day.visits[stop_id]
        stamps += [visit.actual_arrival_s, visit.actual_departure_s]
    missing = tuple(stamp is None for stamp in stamps)
    if stamps[0] is None:
        first = next((stamp for stamp in stamps if stamp is not None), tour.planned_departure_s)
        stamps[0] = min(tour.planned_departure_s, first)
    filled = _fill(stamps, _expected_s(problem, tour, matrix) if any(missing[1:]) else [])
    return Instants(filled[0], tuple(filled[1::2]), tuple(filled[2::2]), missing)


def _expected_s(problem: Problem, tour: PastTour, matrix: Matrix) -> list[int]:
    """Return the expected instants of the driven sequence from the planned departure on."""
    departures = {tour.tour_id: tour.planned_departure_s}
    route = schedule(problem, {tour.tour_id: tour.driven}, matrix, departures=departures).routes[0]
    instants = [route.departure_s]
    for visit in route.visits:
        instants += [visit.arrival_s, visit.departure_s]
    return instants


def _fill(stamps: Sequence[Second | None], expected_s: Sequence[int]) -> list[Second]:
    """Fill in what is missing: split between two stamps, carried on with expected durations after the last."""
    known = [number for number, stamp in enumerate(stamps) if stamp is not None]
    filled = [0 if stamp is None else stamp for stamp in stamps]
    for left, right in pairwise(known):
        if right == left + 1:
            continue
        gap, whole = filled[right] - filled[left], expected_s[right] - expected_s[left]
        for number in range(left + 1, right):
            part = expected_s[number] - expected_s[left]
            share = gap * part // whole if whole else gap * (number - left) // (right - left)
            filled[number] = filled[left] + share
    last = known[-1]
    for number in range(last + 1, len(stamps)):
        filled[number] = filled[last] + expected_s[number] - expected_s[last]
    return filled
