"""Put times on sequences: the only place where a route gets its times."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.delays import lateness_s
from routing.errors import Finding, InputError, UnreachableError
from routing.itinerary import Itinerary, itinerary
from routing.matrix import UNREACHABLE, Matrices, Matrix, matrix_for
from routing.model import Problem, Second, Vehicle
from routing.plan import Leg, Plan, Reason, Reload, Route, Sequences, Unassigned, Visit
from routing.timing import ARRIVED, BEGAN, HELD, LEFT, NEVER, PAUSED, SET_OFF

NOT_PLANNED = Reason(code="not_in_any_tour")


def schedule(
    problem: Problem,
    sequences: Sequences,
    matrix: Matrices,
    *,
    departures: Mapping[str, Second] | None = None,
    reasons: Mapping[str, Sequence[Reason]] | None = None,
) -> Plan:
    """Put times on given visit sequences; never reorder or drop a visit.

    Manual, optimised and simulated routes all pass through here, so their
    lateness is comparable. Lateness and broken rules are reported (the latter
    by ``check``), not forbidden. Returns to the depot and breaks are put in
    here, each by one rule: see :mod:`routing.trips` and
    :func:`routing.timing.step`. What a vehicle has done so far
    (``Problem.under_way``) is taken as given, as far as its sequence begins
    with it; the rest of its tour follows, with its break clock running.

    Parameters
    ----------
    sequences
        Stop ids per vehicle id, in driving order; vehicles may be missing.
    matrix
        One matrix, or one per vehicle profile.
    departures
        Second each vehicle leaves its depot; the start of its usable shift
        (:func:`routing.driving_bans.usable_shift`) unless given. One under way has left already.
    reasons
        Why stops were left out, for those that no sequence names.

    Returns
    -------
    Plan
        Routes in the order of ``problem.vehicles``, empty ones left out, and
        every stop that no sequence names as unassigned; an optional one is then not due.

    Raises
    ------
    InputError
        If a sequence names an unknown vehicle or stop, or repeats a stop.
    UnreachableError
        If no road connects two consecutive places, at any later time.

    Notes
    -----
    Travel across slot borders follows Ichoua, Gendreau & Potvin (2003).
    """
    _refuse_unknown(problem, sequences)
    leave = departures or {}
    why = reasons or {}
    routes = tuple(
        _time(problem, vehicle, sequences[vehicle.vehicle_id], matrix_for(matrix, vehicle), leave)
        for vehicle in problem.vehicles
        if sequences.get(vehicle.vehicle_id)
    )
    served = {stop_id for visits in sequences.values() for stop_id in visits}
    unassigned = tuple(
        Unassigned(
            stop_id=stop.stop_id,
            due=stop.due_if_left_out,
            reasons=tuple(why.get(stop.stop_id, (NOT_PLANNED,))),
        )
        for stop in problem.stops
        if stop.stop_id not in served
    )
    return Plan(routes=routes, unassigned=unassigned)


def _refuse_unknown(problem: Problem, sequences: Sequences) -> None:
    """Raise one error with every unknown or repeated id."""
    named = [stop_id for visits in sequences.values() for stop_id in visits]
    findings = [
        Finding(code="unknown_vehicle", value=vehicle_id, detail=", ".join(problem.vehicle_by_id))
        for vehicle_id in sequences
        if vehicle_id not in problem.vehicle_by_id
    ]
    findings += [Finding(code="unknown_stop", value=stop_id) for stop_id in named if stop_id not in problem.stop_by_id]
    counts: dict[str, int] = {}
    for stop_id in named:
        counts[stop_id] = counts.get(stop_id, 0) + 1
    findings += [Finding(code="repeated_stop", value=stop_id) for stop_id, count in counts.items() if count > 1]
    if findings:
        raise InputError(findings)


def _time(
    problem: Problem, vehicle: Vehicle, visits: Sequence[str], matrix: Matrix, departures: Mapping[str, Second]
) -> Route:
    """Time one vehicle's route."""
    tour = itinerary(problem, vehicle, visits, matrix)
    departure = tour.departure_s if tour.under_way else departures.get(vehicle.vehicle_id, tour.departure_s)
    times, _ = tour.times(matrix, departure)
    legs = [_leg(matrix, tour, times, k) for k in range(1, len(tour.places))]
    return Route(
        vehicle_id=vehicle.vehicle_id,
        departure_s=departure,
        visits=tuple(_visit(tour, legs, times, k) for k in range(1, len(tour.places)) if tour.at[k] >= 0),
        last_leg=None if vehicle.end_depot is None else legs[-1],
        load=tour.load,
    )


def _visit(tour: Itinerary, legs: Sequence[Leg], times: NDArray[np.int64], k: int) -> Visit:
    """Return the visit at the k-th place, with the reload before it."""
    stop, begin = tour.stops[tour.at[k]], int(times[k, BEGAN])
    loads = tour.at[k] in tour.reloads
    return Visit(
        stop_id=stop.stop_id,
        leg=legs[k - 1],
        service_start_s=begin,
        departure_s=int(times[k, LEFT]),
        lateness_s=lateness_s(begin, stop.due_s),
        due=stop.due_s is not None,
        reload=Reload(leg=legs[k - 2], departure_s=int(times[k - 1, LEFT])) if loads else None,
    )


def _leg(matrix: Matrix, tour: Itinerary, times: NDArray[np.int64], k: int) -> Leg:
    """Return the leg into the k-th place; its metres are those of the slot in which the wheels first turn.

    A leg of the past may have been driven where the matrix knows none so late: then those of the last open slot count.
    """
    origin, destination = tour.places[k - 1], tour.places[k]
    path = matrix.seconds[:, matrix.index[origin], matrix.index[destination]] != UNREACHABLE
    if times[k, ARRIVED] >= NEVER or not path.any():
        raise UnreachableError.of("leg_unreachable", value=origin, detail=destination)
    departure = int(times[k, SET_OFF])
    open_slots = np.flatnonzero(path)
    place = min(int(np.searchsorted(open_slots, matrix.slots.at(departure))), len(open_slots) - 1)
    return Leg(
        origin=origin,
        destination=destination,
        departure_s=departure,
        arrival_s=int(times[k, ARRIVED]),
        distance_m=int(matrix.metres[open_slots[place], matrix.index[origin], matrix.index[destination]]),
        held_s=int(times[k, HELD]),
        pause_s=int(times[k, PAUSED]),
    )
