"""What a peer is asked: a day as plain arrays, and a ranking of answers that trusts no solver.

Peers know less than our model. A day that uses more than they all know is refused, so that nobody compares plans of
different days: windows count as hard, every stop is to be served, one travel time a pair.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.errors import Finding, InputError
from routing.matrix import UNREACHABLE, Matrices, Matrix, matrix_for
from routing.model import Problem, Vehicle

Ints = NDArray[np.int64]
Tours = list[list[int]]
"""Stop numbers per vehicle number."""

FORBIDDEN = 10**6
"""Seconds, and metres, of a way that can't be driven: longer than any day."""

PRICE_ERROR = 0.002
"""Largest share by which a price per metre or second may be off when rounded to whole units."""

MOST_SCALE = 1000


@dataclass(frozen=True)
class Fleet:
    """Vehicles that are alike, by their numbers in the problem.

    Parameters
    ----------
    table
        Number of their matrix in :attr:`Question.seconds` and :attr:`Question.metres`.
    start, end
        Places; without an end, tours end at their last stop.
    opens_s, closes_s
        Their shift.
    capacity
        Per load of :attr:`Question.demand`.
    allowed
        Per stop, whether they may serve it.
    """

    vehicles: tuple[int, ...]
    table: int
    start: int
    end: int | None
    opens_s: int
    closes_s: int
    capacity: tuple[int, ...]
    fixed_eur: float
    eur_per_km: float
    eur_per_h: float
    allowed: NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """A day in places: depots first, then stops. Second 0 is the start of the earliest shift.

    Parameters
    ----------
    seconds, metres
        A table per vehicle profile, shape (places, places).
    windows
        Per stop: first and last second at which service may start; gaps between several windows are left out.
    demand
        Shape (stops, loads); a limit on the number of stops is a load of 1 a stop.
    """

    depots: int
    fleets: tuple[Fleet, ...]
    seconds: tuple[Ints, ...]
    metres: tuple[Ints, ...]
    windows: Ints
    service: Ints
    demand: Ints

    @property
    def stops(self) -> int:
        """Number of stops."""
        return len(self.windows)

    @cached_property
    def units_per_eur(self) -> float:
        """Units of price that make a metre and a second whole numbers, or nearly; small ones suit every peer."""
        prices = {fleet.eur_per_km / 1000 for fleet in self.fleets} | {fleet.eur_per_h / 3600 for fleet in self.fleets}
        least = min((price for price in prices if price > 0), default=1.0)
        scale = 1
        while scale < MOST_SCALE and any(
            abs(price / least * scale - round(price / least * scale)) > PRICE_ERROR * price / least * scale
            for price in prices
        ):
            scale *= 10
        return scale / least

    def units(self, eur: float) -> int:
        """Return euro in whole units of price."""
        return round(eur * self.units_per_eur)

    def rank(self, tours: Tours) -> tuple[int, float]:
        """Return broken rules (stops not served once count each) and price of tours: lower is better."""
        served = np.bincount([stop for tour in tours for stop in tour], minlength=self.stops)
        broken, price = int(np.abs(served - 1).sum()), 0.0
        for fleet in self.fleets:
            for vehicle in fleet.vehicles:
                if tours[vehicle]:
                    breaches, eur = self._walked(fleet, tours[vehicle])
                    broken, price = broken + breaches, price + eur
        return broken, price

    def _walked(self, fleet: Fleet, tour: list[int]) -> tuple[int, float]:
        """Return broken rules and price of one tour that starts with the shift."""
        seconds, metres = self.seconds[fleet.table], self.metres[fleet.table]
        broken = int((self.demand[tour].sum(0) > np.array(fleet.capacity)).sum()) + int((~fleet.allowed[tour]).sum())
        now, place, way = fleet.opens_s, fleet.start, 0
        for stop in tour:
            following = self.depots + stop
            now, way = now + int(seconds[place, following]), way + int(metres[place, following])
            broken += now > int(self.windows[stop, 1])
            now = max(now, int(self.windows[stop, 0])) + int(self.service[stop])
            place = following
        if fleet.end is not None:
            now, way = now + int(seconds[place, fleet.end]), way + int(metres[place, fleet.end])
        broken += now > fleet.closes_s
        hours = (now - fleet.opens_s) / 3600
        return broken, fleet.fixed_eur + fleet.eur_per_km * way / 1000 + fleet.eur_per_h * hours


def question_of(problem: Problem, matrices: Matrices) -> Question:
    """Return a day as peers are asked for it; several slots count with their mean.

    Raises
    ------
    InputError
        If the day has rules that not every peer knows (all of them named), or the matrix lacks a place.
    """
    _refuse_rules(problem)
    first_s = min((vehicle.shift.start_s for vehicle in problem.vehicles), default=0)
    depots = [depot.depot_id for depot in problem.depots]
    places = [depot.place for depot in problem.depots] + [stop.place for stop in problem.stops]
    used = {id(matrix): matrix for matrix in (matrix_for(matrices, vehicle) for vehicle in problem.vehicles)}
    tables = {key: number for number, key in enumerate(used)}
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, vehicle in enumerate(problem.vehicles):
        groups.setdefault(_likeness(problem, vehicle, tables[id(matrix_for(matrices, vehicle))]), []).append(number)
    return Question(
        depots=len(depots),
        fleets=tuple(
            _fleet(problem, depots, first_s, numbers, tables[id(matrix_for(matrices, problem.vehicles[numbers[0]]))])
            for numbers in groups.values()
        ),
        seconds=tuple(_mean(matrix, matrix.seconds, places) for matrix in used.values()),
        metres=tuple(_mean(matrix, matrix.metres, places) for matrix in used.values()),
        windows=_windows(problem, first_s),
        service=np.array([stop.service_s for stop in problem.stops], np.int64),
        demand=np.array(
            [[1, *(stop.demand.get(name, 0) for name in problem.load_dimensions)] for stop in problem.stops], np.int64
        ).reshape(len(problem.stops), 1 + len(problem.load_dimensions)),
    )


def _refuse_rules(problem: Problem) -> None:
    """Refuse a day with rules that not every peer knows."""
    used = {
        "locks": bool(problem.locks),
        "under_way": bool(problem.under_way),
        "max_trips": any(vehicle.max_trips > 1 for vehicle in problem.vehicles),
        "break_rule": any(vehicle.break_rule != "none" for vehicle in problem.vehicles),
        "max_hours": any(vehicle.max_duration_s is not None for vehicle in problem.vehicles),
        "shipment_id": any(stop.shipment_id is not None for stop in problem.stops),
        "kind": any(stop.kind == "pickup" for stop in problem.stops),
        "optional": any(stop.optional for stop in problem.stops),
    }
    findings = [Finding(code="peers_lack_rule", column=rule) for rule, is_used in used.items() if is_used]
    if findings:
        raise InputError(findings)


def _likeness(problem: Problem, vehicle: Vehicle, table: int) -> tuple[object, ...]:
    """Return what vehicles of one fleet share."""
    forced = vehicle.vehicle_id if any(stop.vehicle_id == vehicle.vehicle_id for stop in problem.stops) else None
    told = vehicle.model_dump(exclude={"vehicle_id", "profile", "capacity", "skills"})
    return (table, forced, vehicle.skills, tuple(sorted(vehicle.capacity.items())), str(told))


def _fleet(problem: Problem, depots: Sequence[str], first_s: int, numbers: list[int], table: int) -> Fleet:
    """Return the vehicles of these numbers, which are alike."""
    vehicle = problem.vehicles[numbers[0]]
    most = len(problem.stops) if vehicle.max_stops is None else vehicle.max_stops
    totals = {name: sum(stop.demand.get(name, 0) for stop in problem.stops) for name in problem.load_dimensions}
    may = [stop.skills <= vehicle.skills and stop.vehicle_id in (None, vehicle.vehicle_id) for stop in problem.stops]
    return Fleet(
        vehicles=tuple(numbers),
        table=table,
        start=depots.index(vehicle.start_depot),
        end=None if vehicle.end_depot is None else depots.index(vehicle.end_depot),
        opens_s=vehicle.shift.start_s - first_s,
        closes_s=vehicle.shift.end_s - first_s,
        capacity=(most, *(min(vehicle.capacity.get(name, total), total) for name, total in totals.items())),
        fixed_eur=vehicle.cost_fixed,
        eur_per_km=vehicle.cost_per_km,
        eur_per_h=vehicle.cost_per_h,
        allowed=np.array(may, np.bool_),
    )


def _mean(matrix: Matrix, values: NDArray[np.int32], places: Sequence[str]) -> Ints:
    """Return the mean over the slots, rounded, row by row in memory; forbidden where some slot knows no way."""
    rows = matrix.rows(places)
    chosen = values[:, rows][:, :, rows].astype(np.int64)
    mean: Ints = np.rint(chosen.mean(0)).astype(np.int64, order="C")
    mean[(chosen == UNREACHABLE).any(0)] = FORBIDDEN
    return mean


def _windows(problem: Problem, first_s: int) -> Ints:
    """Return the span of each stop's windows within the day."""
    last_s = max((vehicle.shift.end_s for vehicle in problem.vehicles), default=0) - first_s
    rows = []
    for stop in problem.stops:
        opens = stop.windows[0].start_s if stop.windows else None
        opens_s = 0 if opens is None else max(0, opens - first_s)
        due_s = last_s if stop.due_s is None else min(max(0, stop.due_s - first_s), last_s)
        rows.append((min(opens_s, due_s), due_s))
    return np.array(rows, np.int64).reshape(len(rows), 2)
