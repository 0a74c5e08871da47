"""Where a vehicle goes on its tour and by which rules, as the timing recurrence reads it.

``schedule()`` and ``simulate()`` both begin here, so that they reload at the
same places, pause at the same places and take the same facts as given.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.driving_bans import usable_shift
from routing.matrix import Matrix
from routing.model import Location, Problem, Second, Stop, UnderWay, Vehicle
from routing.timing import COLUMNS, OPEN_END, OPEN_START, time_tour
from routing.trips import load_tour
from routing.work_clock import CLOCK, RULES


class Itinerary(NamedTuple):
    """The places of a tour in driving order: start, visits and reloads, and the end if there is one.

    Parameters
    ----------
    stops
        The visits in driving order.
    places, locations
        Ids among the places of a matrix, and where they are.
    at
        Number of the visit at each place; -1 at start, reloads and end.
    reloads
        Visits before which the vehicle goes back to load.
    load
        The most on board at once, per dimension.
    stays
        Seconds on site per place.
    windows
        Per visit, see :func:`windows_array`.
    rule
        Number of the vehicle's break rule.
    facts
        Arrival, start of service and departure of the visits that have happened, the first of the tour.
    free_s
        When the vehicle may go on from its last fact; ``OPEN_START`` if it has not left yet.
    departure_s
        When it leaves: in fact, or at the start of its usable shift.
    """

    stops: tuple[Stop, ...]
    places: tuple[str, ...]
    locations: tuple[Location, ...]
    at: NDArray[np.int64]
    reloads: tuple[int, ...]
    load: dict[str, int]
    stays: NDArray[np.int64]
    windows: NDArray[np.int64]
    rule: int
    facts: NDArray[np.int64]
    free_s: int
    departure_s: Second

    @property
    def under_way(self) -> bool:
        """Tell whether the vehicle has left already."""
        return bool(self.free_s > OPEN_START)

    def times(self, matrix: Matrix, departure_s: Second) -> tuple[NDArray[np.int64], int]:
        """Return the tour's times as :func:`routing.timing.time_tour` fills them, and its breaches of labour law."""
        out = np.empty((len(self.places), COLUMNS), np.int64)
        broken = time_tour(
            departure_s,
            np.array(matrix.rows(self.places), np.int64),
            self.at,
            self.stays,
            self.windows,
            np.ascontiguousarray(matrix.seconds),
            np.array(matrix.slots.starts_s, np.int64),
            self.rule,
            self.facts,
            self.free_s,
            np.empty(CLOCK, np.int64),
            out,
        )
        return out, int(broken)


def itinerary(problem: Problem, vehicle: Vehicle, visits: Sequence[str], matrix: Matrix) -> Itinerary:
    """Return where a vehicle goes to serve these stops in this order.

    What it has done is taken as given as far as the visits begin with it.
    """
    stops = tuple(problem.stop_by_id[stop_id] for stop_id in visits)
    way = next((way for way in problem.under_way if way.vehicle_id == vehicle.vehicle_id), None)
    done = _done(way, visits)
    loading = load_tour(problem, vehicle, stops, matrix, done)
    yard = problem.depot_by_id[vehicle.start_depot]
    spots: list[tuple[str, Location, int, int]] = [(yard.place, yard.location, -1, 0)]
    for number, stop in enumerate(stops):
        if number in loading.reloads:
            spots.append((yard.place, yard.location, -1, vehicle.reload_s))
        spots.append((stop.place, stop.location, number, stop.service_s))
    if vehicle.end_depot is not None:
        home = problem.depot_by_id[vehicle.end_depot]
        spots.append((home.place, home.location, -1, 0))
    places, locations, at, stays = zip(*spots, strict=True)
    facts = [] if way is None else [(d.arrival_s, d.service_start_s, d.departure_s) for d in way.visits[:done]]
    return Itinerary(
        stops=stops,
        places=places,
        locations=locations,
        at=np.array(at, np.int64),
        reloads=loading.reloads,
        load=loading.most,
        stays=np.array(stays, np.int64),
        windows=windows_array(stops),
        rule=RULES[vehicle.break_rule],
        facts=np.array(facts, np.int64).reshape(done, 3),
        free_s=int(OPEN_START) if way is None else way.free_s,
        departure_s=usual_departure_s(problem, vehicle) if way is None else way.departure_s,
    )


def usual_departure_s(problem: Problem, vehicle: Vehicle) -> Second:
    """Return when a vehicle leaves unless something else is said: when its usable shift begins.

    That of its whole shift where a driving ban leaves nothing of it.
    """
    return (usable_shift(problem, vehicle) or vehicle.shift).start_s


def windows_array(stops: Sequence[Stop]) -> NDArray[np.int64]:
    """Return the windows of ``stops`` as the timing kernel reads them, shape (stops, windows, 2)."""
    width = max([1, *(len(stop.windows) for stop in stops)])
    array = np.full((len(stops), width, 2), OPEN_START, np.int64)
    for row, stop in enumerate(stops):
        for column, window in enumerate(stop.windows):
            array[row, column, 0] = OPEN_START if window.start_s is None else window.start_s
            array[row, column, 1] = OPEN_END if window.end_s is None else window.end_s
    return array


def _done(way: UnderWay | None, visits: Sequence[str]) -> int:
    """Return how many of the visits have happened: those that stand first, in the order in which they did."""
    if way is None:
        return 0
    happened = tuple(done.stop_id for done in way.visits)
    return next((k for k in range(len(happened), 0, -1) if happened[:k] == tuple(visits[:k])), 0)
