"""The smallest change that would make a stop fit, each proved by a plan.

For a stop that is left out or late: which single thing, turned how little,
lets a vehicle serve it on time without making another stop late or breaking a
rule. A candidate is found by inserting the stop into one tour; then the whole
changed day is timed by ``schedule()`` and verified by ``check()``, and only
what passes is told.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from routing.check import check
from routing.delays import is_late
from routing.matrix import Matrices
from routing.model import Lock, Problem, Stop, Vehicle
from routing.plan import Plan, Reason
from routing.schedule import schedule
from routing.solvers.knobs import Knob, Turned, as_it_is, knobs
from routing.solvers.options import SolveOptions
from routing.solvers.tours import Day

TOLD = 3
"""Changes told for a stop at most."""

VEHICLES = 8
"""Vehicles looked at for a stop at most: those whose tour comes nearest to it."""


class Relaxation(NamedTuple):
    """A change that makes a stop fit.

    Parameters
    ----------
    steps
        How far the knob is turned: minutes, stops, or units of load.
    problem, sequences
        The changed day and tours that keep all its rules, with the stop on time.
    """

    code: str
    vehicle_id: str
    steps: int
    told: str
    problem: Problem
    sequences: dict[str, tuple[str, ...]]

    @property
    def reason(self) -> Reason:
        """Return the change as a sentence."""
        return Reason(code=self.code, value=self.told, detail=self.vehicle_id)


def relaxations(
    problem: Problem, plan: Plan, matrix: Matrices, stop_id: str, deadline: float = float("inf")
) -> tuple[Relaxation, ...]:
    """Return the smallest changes that make a stop fit, one of a kind, at most :data:`TOLD`.

    Parameters
    ----------
    plan
        A plan of the day in which the stop is left out or late.
    deadline
        Reading of ``time.monotonic`` at which to look no further.

    Raises
    ------
    InputError
        If the matrix lacks a place or a profile.
    """
    stop = problem.stop_by_id[stop_id]
    if stop.shipment_id is not None:
        return ()  # two stops at once: no single change is looked for
    if any(stop_id == visit.stop_id for way in problem.under_way for visit in way.visits):
        return ()  # it has happened
    locked_on = next((lock.vehicle_id for lock in problem.locks if stop_id in lock.stops), None)
    tours = {name: tuple(item for item in visits if item != stop_id) for name, visits in plan.sequences.items()}
    case = _Case(problem, plan, matrix, stop, tours)
    found: dict[str, Relaxation] = {}
    for vehicle in case.vehicles():
        if locked_on not in {None, vehicle.vehicle_id}:
            continue
        moved = None if time.monotonic() > deadline else case.relaxed(vehicle, as_it_is(stop, vehicle), 1)
        if moved is not None:
            return (moved,)
        for knob in knobs(problem, stop, vehicle):
            if time.monotonic() > deadline:
                return _smallest(found)
            known = found.get(knob.code)
            relaxed = case.relaxed(vehicle, knob, knob.most if known is None else known.steps - 1)
            if relaxed is not None:
                found[knob.code] = relaxed
    return _smallest(found)


def _smallest(found: Mapping[str, Relaxation]) -> tuple[Relaxation, ...]:
    """Return a few changes, those that ask for fewest steps first."""
    return tuple(sorted(found.values(), key=lambda relaxed: (relaxed.steps, relaxed.code))[:TOLD])


class _Case:
    """One stop that doesn't fit, and the tours of the others."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        matrix: Matrices,
        stop: Stop,
        tours: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._problem = problem
        self._matrix = matrix
        self._stop = stop
        self._tours = tours
        self._broken = {(item.code, item.vehicle_id, item.stop_id) for item in check(problem, plan, matrix)}
        self._late = _late_stops(problem, plan)

    def vehicles(self) -> list[Vehicle]:
        """Return the vehicles to look at: of the unused ones of a kind one, nearest tours first."""
        unused: set[tuple[object, ...]] = set()
        looked: list[tuple[float, str, Vehicle]] = []
        for vehicle in self._problem.vehicles:
            visits = self._tours.get(vehicle.vehicle_id, ())
            kind = tuple(value for name, value in vehicle if name != "vehicle_id" and not isinstance(value, dict))
            if not visits and kind in unused:
                continue
            if not visits:
                unused.add(kind)
            looked.append((self._away(visits), vehicle.vehicle_id, vehicle))
        return [vehicle for _, _, vehicle in sorted(looked, key=lambda item: item[:2])[:VEHICLES]]

    def _away(self, visits: Sequence[str]) -> float:
        """Return how far a tour's nearest stop is, in squared degrees; an empty tour is as far as can be."""
        here = self._stop.location
        places = [self._problem.stop_by_id[name].location for name in visits]
        return min(((spot.lat - here.lat) ** 2 + (spot.lon - here.lon) ** 2 for spot in places), default=1e9)

    def relaxed(self, vehicle: Vehicle, knob: Knob, most: int) -> Relaxation | None:
        """Return the least turn of a knob, ``most`` at most, with which the stop fits into a vehicle's tour."""
        if most < 1 or self._place(vehicle, knob.turned(most)) is None:
            return None
        low, high = 0, most
        while high - low > 1:
            middle = (low + high) // 2
            if self._place(vehicle, knob.turned(middle)) is None:
                low = middle
            else:
                high = middle
        return self._proved(vehicle, knob, high)

    def _place(self, vehicle: Vehicle, turned: Turned) -> tuple[str, ...] | None:
        """Return the vehicle's tour with the stop where it costs least and is on time; ``None`` if it doesn't fit."""
        visits = self._tours.get(vehicle.vehicle_id, ())
        changed = _changed(self._problem, self._stop.stop_id, vehicle.vehicle_id, turned)
        day = Day(_part(changed, vehicle.vehicle_id, (*visits, self._stop.stop_id)), self._matrix, SolveOptions())
        rows = day.tours({vehicle.vehicle_id: visits})[0]
        late = day.late_stops([rows])
        (row,) = day.outside([rows])
        best, tour = float("inf"), None
        for place in range(len(rows) + 1):
            with_it = [*rows[:place], row, *rows[place:]]
            if not day.fits(0, with_it):
                continue
            breaches, euro = day.rank(0, with_it)
            if breaches == 0 and euro < best and day.late_stops([with_it]) <= late:
                best, tour = euro, with_it
        return None if tour is None else day.sequences([tour])[vehicle.vehicle_id]

    def _proved(self, vehicle: Vehicle, knob: Knob, steps: int) -> Relaxation | None:
        """Return the change if the whole day, timed and checked anew, breaks nothing new and is no later."""
        turned = knob.turned(steps)
        tour = self._place(vehicle, turned)
        if tour is None:
            return None
        changed = _changed(self._problem, self._stop.stop_id, vehicle.vehicle_id, turned)
        sequences = {**self._tours, vehicle.vehicle_id: tour}
        plan = schedule(changed, sequences, self._matrix)
        broken = {(item.code, item.vehicle_id, item.stop_id) for item in check(changed, plan, self._matrix)}
        late = _late_stops(changed, plan)
        if broken - self._broken or self._stop.stop_id in late or late - self._late:
            return None
        return Relaxation(knob.code, vehicle.vehicle_id, steps, knob.told(steps), changed, sequences)


def _late_stops(problem: Problem, plan: Plan) -> set[str]:
    """Return the stops served later than the tolerance."""
    return {
        visit.stop_id
        for route in plan.routes
        for visit in route.visits
        if is_late(visit.lateness_s, problem.tolerance_s)
    }


def _changed(problem: Problem, stop_id: str, vehicle_id: str, turned: Turned) -> Problem:
    """Return the day with a stop and a vehicle changed."""
    changed: Problem = problem.model_copy(
        update={
            "stops": tuple(turned.stop if stop.stop_id == stop_id else stop for stop in problem.stops),
            "vehicles": tuple(
                turned.vehicle if vehicle.vehicle_id == vehicle_id else vehicle for vehicle in problem.vehicles
            ),
        }
    )
    return changed


def _part(problem: Problem, vehicle_id: str, stop_ids: Sequence[str]) -> Problem:
    """Return one vehicle's part of a day, with what is locked and done on it."""
    vehicles = tuple(vehicle for vehicle in problem.vehicles if vehicle.vehicle_id == vehicle_id)
    part: Problem = problem.model_copy(
        update={
            "vehicles": vehicles,
            "stops": tuple(_loose(problem.stop_by_id[stop_id], vehicle_id) for stop_id in stop_ids),
            "locks": tuple(_own(problem.locks, vehicle_id, set(stop_ids))),
            "under_way": tuple(way for way in problem.under_way if way.vehicle_id == vehicle_id),
        }
    )
    return part


def _loose(stop: Stop, vehicle_id: str) -> Stop:
    """Return a stop that may be bound to this vehicle but names no vehicle outside the part."""
    if stop.vehicle_id in {None, vehicle_id}:
        return stop
    # bound elsewhere: a skill that nobody has keeps it off this vehicle
    return stop.model_copy(update={"vehicle_id": None, "skills": stop.skills | {f"vehicle {stop.vehicle_id}"}})


def _own(locks: Sequence[Lock], vehicle_id: str, stop_ids: AbstractSet[str]) -> Iterator[Lock]:
    """Yield a vehicle's locks, without the stops that are left out: they are no part of this day."""
    for lock in locks:
        if lock.vehicle_id == vehicle_id:
            yield lock.model_copy(update={"stops": tuple(name for name in lock.stops if name in stop_ids)})
