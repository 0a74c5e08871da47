"""What a past day's stamps say in the terms a simulation is told: departures, service, legs.

Service is what is left after waiting: departure - max(arrival, window start).
A missing arrival between two known departures is put where expected driving
and expected service divide the time (EVIDENCE: Learning from stamps). What
stays unknown is left to its expectation, and counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from data.history import PastDay, PastTour
from routing.matrix import Matrices, Matrix, matrix_for
from routing.model import Second, Stop
from routing.timing import AS_EXPECTED, NEVER, paced_arrival
from routing.traffic import LearnedTimes

_ONE = int(AS_EXPECTED)
_MOST = 2**26  # a leg that took a thousand times its expectation


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many stamps could not be used.

    Parameters
    ----------
    departures, services, legs
        Tours, visits and legs that took their expected value instead.
    arrivals
        Arrivals put between two known departures.
    early
        Visits left before their window opened: replayed as served when it opened.
    tours
        Tours whose stamps are not to be trusted: their stops are not counted at all.
    """

    departures: int = 0
    services: int = 0
    legs: int = 0
    arrivals: int = 0
    early: int = 0
    tours: int = 0

    def __add__(self, other: "Gaps") -> "Gaps":
        return Gaps(*(getattr(self, name) + getattr(other, name) for name in Gaps.__slots__))


@dataclass(frozen=True)
class Leg:
    """A driven leg with both stamps; ``ratio`` is observed ÷ expected when it was driven."""

    tour_id: str
    origin: str
    destination: str
    expected_s: int
    ratio: float


@dataclass(frozen=True)
class Observed:
    """A day's stamps, used as far as they go.

    Parameters
    ----------
    departures
        Second each tour left, by tour id; stamped ones only.
    arrival_s, service_s
        By stop id; where stamped or put between stamps.
    legs
        Driven legs with both ends known.
    """

    departures: Mapping[str, Second] = field(default_factory=dict)
    arrival_s: Mapping[str, Second] = field(default_factory=dict)
    service_s: Mapping[str, int] = field(default_factory=dict)
    legs: tuple[Leg, ...] = ()
    gaps: Gaps = Gaps()

    @property
    def leg_ratios(self) -> dict[tuple[str, str], float]:
        """Observed ÷ expected by (place, place)."""
        return {(leg.origin, leg.destination): leg.ratio for leg in self.legs}


def observe(day: PastDay, matrices: Matrices, times: LearnedTimes) -> Observed:
    """Read a day's stamps against expected times.

    Parameters
    ----------
    matrices
        Expected travel of ``times`` between the day's places.
    """
    walks = [_Walk(day, tour, matrices, times) for tour in day.tours]
    trusted = [walk for walk in walks if walk.tour.teaches]
    for walk in trusted:
        walk.drive()
    return Observed(
        departures={
            walk.tour.tour_id: walk.tour.actual_departure_s
            for walk in trusted
            if walk.tour.actual_departure_s is not None
        },
        arrival_s={stop_id: second for walk in trusted for stop_id, second in walk.arrivals.items()},
        service_s={stop_id: second for walk in trusted for stop_id, second in walk.services.items()},
        legs=tuple(leg for walk in trusted for leg in walk.legs),
        gaps=sum((walk.gaps for walk in walks), Gaps()),
    )


class _Walk:
    """One tour, stamp by stamp."""

    def __init__(self, day: PastDay, tour: PastTour, matrices: Matrices, times: LearnedTimes) -> None:
        vehicle = day.problem.vehicle_by_id[tour.tour_id]
        self.day = day
        self.tour = tour
        self.matrix = matrix_for(matrices, vehicle)
        self.times = times
        self.depot = day.problem.depot_by_id[vehicle.start_depot].place
        self.arrivals: dict[str, Second] = {}
        self.services: dict[str, int] = {}
        self.legs: list[Leg] = []
        self.gaps = Gaps() if tour.teaches else Gaps(tours=1)

    def drive(self) -> None:
        """Collect arrivals, services and legs in driven order."""
        leave = self.tour.actual_departure_s
        self.gaps += Gaps(departures=int(leave is None))
        place = self.depot
        for stop in self._stops():
            left = self.day.visits[stop.stop_id].actual_departure_s
            arrived = self._arrival(stop, place, leave, left)
            self._leg(stop, place, leave, arrived)
            self._service(stop, arrived, left)
            place, leave = stop.place, left

    def _stops(self) -> Iterator[Stop]:
        return (self.day.problem.stop_by_id[stop_id] for stop_id in self.tour.driven)

    def _arrival(self, stop: Stop, place: str, leave: Second | None, left: Second | None) -> Second | None:
        """Return the stamped arrival, or the one that expectations put between two departures."""
        stamped = self.day.visits[stop.stop_id].actual_arrival_s
        if stamped is not None:
            self.arrivals[stop.stop_id] = stamped
            return stamped
        if leave is None or left is None or left < leave:
            return None
        expected = _arrive(self.matrix, place, stop.place, leave)
        if expected is None:
            return None
        if stop.service_start_s(expected) == expected:  # no wait before the window to divide as well
            driving, serving = expected - leave, self._expected_service(stop)
            expected = leave + round((left - leave) * driving / max(driving + serving, 1))
        self.gaps += Gaps(arrivals=1)
        self.arrivals[stop.stop_id] = min(expected, left)
        return self.arrivals[stop.stop_id]

    def _expected_service(self, stop: Stop) -> int:
        return self.times.service.expected_s(stop.customer_id, stop.service_s)

    def _leg(self, stop: Stop, place: str, leave: Second | None, arrived: Second | None) -> None:
        """Note the leg into ``stop``, or that it is unknown."""
        expected = None if leave is None else _arrive(self.matrix, place, stop.place, leave)
        if leave is None or arrived is None or expected is None or expected == leave or arrived < leave:
            self.gaps += Gaps(legs=1)
            return
        ratio = ratio_of(self.matrix, place, stop.place, leave, arrived)
        self.legs.append(Leg(self.tour.tour_id, place, stop.place, expected - leave, ratio))

    def _service(self, stop: Stop, arrived: Second | None, left: Second | None) -> None:
        """Note the service at ``stop``, or that it is unknown."""
        if arrived is None or left is None or left < arrived:
            self.gaps += Gaps(services=1)
            return
        served = left - stop.service_start_s(arrived)
        self.gaps += Gaps(early=int(served < 0))
        self.services[stop.stop_id] = max(served, 0)


def ratio_of(matrix: Matrix, origin: str, destination: str, leave: Second, arrived: Second) -> float:
    """Return by how much every slot's pace must be stretched for the leg to take as long as it did.

    For a leg within one slot that is observed ÷ expected; across slots it is
    found by halving, so that the simulated leg arrives when the real one did.
    """
    low, high = 0, _MOST
    while high - low > 1:
        middle = (low + high) // 2
        if (_arrive(matrix, origin, destination, leave, middle) or leave) < arrived:
            low = middle
        else:
            high = middle
    return high / _ONE


def _arrive(matrix: Matrix, origin: str, destination: str, leave: Second, ratio: int = _ONE) -> Second | None:
    """Return the arrival at a ratio in 2**-16ths; ``None`` if the leg can't be driven."""
    starts = np.array(matrix.slots.starts_s, np.int64)
    arrived = int(paced_arrival(leave, matrix.index[origin], matrix.index[destination], matrix.seconds, starts, ratio))
    return None if arrived >= NEVER else arrived
