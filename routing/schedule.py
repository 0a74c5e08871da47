"""Put times on sequences: the only place where a route gets its times."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.delays import lateness_s
from routing.errors import Finding, InputError, UnreachableError
from routing.matrix import UNREACHABLE, Matrices, Matrix, matrix_for
from routing.model import Problem, Second, Stop, Vehicle
from routing.plan import Leg, Plan, Reason, Route, Sequences, Unassigned, Visit
from routing.timing import NEVER, OPEN_END, OPEN_START, time_route

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
    by ``check``), not forbidden.

    Parameters
    ----------
    sequences
        Stop ids per vehicle id, in driving order; vehicles may be missing.
    matrix
        One matrix, or one per vehicle profile.
    departures
        Second each vehicle leaves its depot; its shift start unless given.
    reasons
        Why stops were left out, for those that no sequence names.

    Returns
    -------
    Plan
        Routes in the order of ``problem.vehicles``, empty ones left out, and
        every stop that no sequence names as unassigned.

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
            stop_id=stop.stop_id, due=stop.due_s is not None, reasons=tuple(why.get(stop.stop_id, (NOT_PLANNED,)))
        )
        for stop in problem.stops
        if stop.stop_id not in served
    )
    return Plan(routes=routes, unassigned=unassigned)


def windows_array(stops: Sequence[Stop]) -> NDArray[np.int64]:
    """Return the windows of ``stops`` as the timing kernel reads them, shape (stops, windows, 2)."""
    width = max([1, *(len(stop.windows) for stop in stops)])
    array = np.full((len(stops), width, 2), OPEN_START, np.int64)
    for row, stop in enumerate(stops):
        for column, window in enumerate(stop.windows):
            array[row, column, 0] = OPEN_START if window.start_s is None else window.start_s
            array[row, column, 1] = OPEN_END if window.end_s is None else window.end_s
    return array


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
    depots = {depot.depot_id: depot.place for depot in problem.depots}
    stops = [problem.stop_by_id[stop_id] for stop_id in visits]
    places = [depots[vehicle.start_depot], *(stop.place for stop in stops)]
    if vehicle.end_depot is not None:
        places.append(depots[vehicle.end_depot])
    nodes = np.array(matrix.rows(places), np.int64)
    departure = departures.get(vehicle.vehicle_id, vehicle.shift.start_s)
    times = np.empty((len(places), 4), np.int64)
    time_route(
        departure,
        nodes,
        np.arange(len(stops), dtype=np.int64),
        windows_array(stops),
        np.array([stop.service_s for stop in stops], np.int64),
        matrix.seconds,
        np.array(matrix.slots.starts_s, np.int64),
        times,
    )
    legs = [_leg(matrix, places, nodes, times, k) for k in range(1, len(places))]
    return Route(
        vehicle_id=vehicle.vehicle_id,
        departure_s=departure,
        visits=tuple(
            Visit(
                stop_id=stop.stop_id,
                leg=legs[k],
                service_start_s=int(times[k + 1, 1]),
                departure_s=int(times[k + 1, 2]),
                lateness_s=lateness_s(int(times[k + 1, 1]), stop.due_s),
                due=stop.due_s is not None,
            )
            for k, stop in enumerate(stops)
        ),
        last_leg=None if vehicle.end_depot is None else legs[-1],
        load={name: sum(stop.demand.get(name, 0) for stop in stops) for name in problem.load_dimensions},
    )


def _leg(matrix: Matrix, places: Sequence[str], nodes: NDArray[np.int64], times: NDArray[np.int64], k: int) -> Leg:
    """Return the leg into the k-th place; its metres are those of the slot in which the wheels first turn."""
    if times[k, 0] >= NEVER:
        raise UnreachableError.of("leg_unreachable", value=places[k - 1], detail=places[k])
    departure = int(times[k - 1, 2])
    slot = matrix.slots.at(departure)
    while matrix.seconds[slot, nodes[k - 1], nodes[k]] == UNREACHABLE:
        slot += 1
    return Leg(
        origin=places[k - 1],
        destination=places[k],
        departure_s=departure,
        arrival_s=int(times[k, 0]),
        distance_m=int(matrix.metres[slot, nodes[k - 1], nodes[k]]),
        held_s=int(times[k, 3]),
    )
