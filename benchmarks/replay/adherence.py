"""How far drivers keep to a planned order, and what becomes of a plan at that habit.

A driver who swaps neighbours in the manual plan will swap them in any other.
So a replay shows its result twice: as if every plan were kept, and with the
swaps learned from what was planned and driven in the planner's weeks. Drivers
swap where it looks harmless, so each kind of pair has a probability of its own:
swapping anywhere alike would make every plan far later than its drivers do.
Draws belong to the day, the tour and the customer, so both plans meet the
same driver, and equal plans stay equal.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from math import cos, hypot, radians
from typing import Annotated, NamedTuple, Self

import numpy as np
from pydantic import Field

from data.history import PastDay, PastTour
from routing.draws import key, name_key
from routing.matrix import Matrices
from routing.model import Frozen, Location, Problem, Second, Stop
from routing.plan import Sequences
from routing.schedule import schedule
from routing.table import spot

DETOURS_M = (0, 1000)
"""Bounds between kinds of pairs: a swap makes the way as the crow flies no longer, up to this longer, or more."""

KINDS = 2 * (len(DETOURS_M) + 1)
"""Harmless pairs by detour, then harmful ones: where a window would be missed or waited for."""

_ADHERENCE = np.uint64(17)
_METRES_PER_DEGREE = 111_195

Share = Annotated[float, Field(ge=0, le=1)]


class Adherence(Frozen):
    """How often a driver swaps two neighbours of the planned order; by default never.

    Parameters
    ----------
    days
        The days it was learned from.
    swaps
        Probability of a swap by kind of pair, see :data:`KINDS`.
    pairs
        How many pairs each probability was learned from.
    """

    days: tuple[Date, ...] = ()
    swaps: Annotated[tuple[Share, ...], Field(min_length=KINDS, max_length=KINDS)] = (0.0,) * KINDS
    pairs: Annotated[tuple[int, ...], Field(min_length=KINDS, max_length=KINDS)] = (0,) * KINDS

    @property
    def share(self) -> float:
        """Share of neighbours that are driven as planned; 1 is full adherence."""
        weights = self.pairs if sum(self.pairs) else (1,) * KINDS
        return 1 - sum(swap * count for swap, count in zip(self.swaps, weights, strict=True)) / sum(weights)

    @classmethod
    def of(cls, days: Iterable[PastDay]) -> Self:
        """Learn from planned and driven orders.

        Orders are compared on the stops in both. A pair counts as swapped when
        it was driven in reverse; the next pair then begins behind it. Pairs
        without planned times teach nothing, and a kind that was never seen is
        never swapped.
        """
        swapped, pairs = np.zeros(KINDS), np.zeros(KINDS, np.int64)
        seen = tuple(days)
        for kind, turned in (pair for day in seen for tour in day.tours for pair in _outcomes(day, tour)):
            pairs[kind] += 1
            swapped[kind] += turned
        return cls(
            days=tuple(day.date for day in seen),
            swaps=tuple(float(swap) for swap in swapped / np.maximum(pairs, 1)),
            pairs=tuple(int(count) for count in pairs),
        )

    def applied(
        self, problem: Problem, sequences: Sequences, matrices: Matrices, *, seed: int, draw: int = 0
    ) -> dict[str, tuple[str, ...]]:
        """Return the orders in which the drivers would drive given ones.

        Stops stay on their tour, so forced vehicles, skills and loads hold. Up to its
        last stop with a hard window a tour is driven as planned: a swap
        before it could make it miss.

        Parameters
        ----------
        sequences
            Stop ids per vehicle id, in planned order.
        matrices
            Expected travel, by which the plan's own times tell what looks harmless.
        draw
            Number of the draw, to average over several.
        """
        if not any(self.swaps):
            return {vehicle_id: tuple(stop_ids) for vehicle_id, stop_ids in sequences.items()}
        day = _key(_key(_key(_ADHERENCE, seed), problem.date.toordinal()), draw)
        times = {
            visit.stop_id: _Times(visit.arrival_s, visit.departure_s)
            for route in schedule(problem, sequences, matrices).routes
            for visit in route.visits
        }
        return {
            vehicle_id: self._driven(_Tour.of(problem, vehicle_id, stop_ids, times), _key(day, name_key(vehicle_id)))
            for vehicle_id, stop_ids in sequences.items()
        }

    def _driven(self, tour: "_Tour", own_key: np.uint64) -> tuple[str, ...]:
        """Return the order in which one tour is driven."""
        order = [stop.stop_id for stop in tour.stops]
        row = max((row + 1 for row, stop in enumerate(tour.stops) if stop.hard_window), default=0)
        while row + 1 < len(order):
            kind = tour.kind(row)
            drawn = int(_key(own_key, name_key(_customer(tour.stops[row])))) / 2**64
            turned = kind is not None and drawn < self.swaps[kind]
            if turned:
                order[row], order[row + 1] = order[row + 1], order[row]
            row += 1 + turned
        return tuple(order)


class _Times(NamedTuple):
    """When a stop is reached and left by the plan."""

    arrival_s: Second | None
    departure_s: Second | None


class _Tour(NamedTuple):
    """A planned tour: its stops, their planned times, and where it begins and ends."""

    stops: tuple[Stop, ...]
    times: tuple[_Times, ...]
    start: Location
    end: Location | None

    @classmethod
    def of(cls, problem: Problem, vehicle_id: str, stop_ids: Sequence[str], times: "dict[str, _Times]") -> "_Tour":
        vehicle = problem.vehicle_by_id[vehicle_id]
        depots = problem.depot_by_id
        return cls(
            stops=tuple(problem.stop_by_id[stop_id] for stop_id in stop_ids),
            times=tuple(times.get(stop_id, _Times(None, None)) for stop_id in stop_ids),
            start=depots[vehicle.start_depot].location,
            end=None if vehicle.end_depot is None else depots[vehicle.end_depot].location,
        )

    def kind(self, row: int) -> int | None:
        """Return the kind of the pair that begins at a row; ``None`` without planned times."""
        arrival_s, departure_s = self.times[row].arrival_s, self.times[row + 1].departure_s
        if arrival_s is None or departure_s is None:
            return None
        first, second = self.stops[row], self.stops[row + 1]
        is_open = second.service_start_s(arrival_s) <= arrival_s
        can_wait = first.due_s is None or departure_s <= first.due_s or arrival_s > first.due_s
        longer = sum(self._detour_m(row) > bound for bound in DETOURS_M)
        return longer if is_open and can_wait else KINDS // 2 + longer

    def _detour_m(self, row: int) -> float:
        """Return how much longer the way as the crow flies gets when the pair is swapped."""
        first, second = self.stops[row].location, self.stops[row + 1].location
        before = self.stops[row - 1].location if row else self.start
        after = self.stops[row + 2].location if row + 2 < len(self.stops) else self.end
        detour = _metres(before, second) - _metres(before, first)
        return detour if after is None else detour + _metres(first, after) - _metres(second, after)


def _outcomes(day: PastDay, tour: PastTour) -> Iterator[tuple[int, bool]]:
    """Yield kind and outcome of each planned pair of neighbours that was driven."""
    rank = {stop_id: place for place, stop_id in enumerate(tour.driven)}
    both = [stop_id for stop_id in tour.planned if stop_id in rank]
    times = {stop_id: _planned_times(day, stop_id) for stop_id in both}
    planned = _Tour.of(day.problem, tour.tour_id, both, times)
    row = 0
    while row + 1 < len(both):
        turned = rank[both[row]] > rank[both[row + 1]]
        kind = planned.kind(row)
        if kind is not None:
            yield kind, turned
        row += 1 + turned


def _planned_times(day: PastDay, stop_id: str) -> _Times:
    """Return planned arrival and departure; a departure that the history lacks follows from the planned service."""
    visit, stop = day.visits[stop_id], day.problem.stop_by_id[stop_id]
    arrival_s, departure_s = visit.planned_arrival_s, visit.planned_departure_s
    if departure_s is None and arrival_s is not None:
        departure_s = stop.service_start_s(arrival_s) + stop.service_s
    return _Times(arrival_s, departure_s)


def _metres(a: Location, b: Location) -> float:
    """Return metres as the crow flies, near enough within a region."""
    east = (b.lon - a.lon) * cos(radians(a.lat))
    return hypot(east, b.lat - a.lat) * _METRES_PER_DEGREE


def _customer(stop: Stop) -> str:
    """Return what is the same about a stop on every day."""
    return stop.customer_id or spot(stop.location)


def _key(first: np.uint64, second: int | np.uint64) -> np.uint64:
    """Return a number that belongs to this pair of numbers."""
    return np.uint64(key(first, np.uint64(second)))
