"""Travel, waiting and service times to the second, in exact fractions."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from routing.checks.places import Step, clock, is_due, steps, under_way_of
from routing.matrix import UNREACHABLE, Matrix
from routing.model import Done, Problem, Second, Stop, Vehicle
from routing.plan import Route, Violation, Visit


def times(problem: Problem, vehicle: Vehicle, route: Route, matrix: Matrix) -> Iterator[Violation]:
    """Every leg starts where and when the one before ended, and every time and metre is right."""
    who = vehicle.vehicle_id
    under_way = under_way_of(problem, vehicle)
    for step in steps(problem, vehicle, route):
        yield from _leg(problem, who, step, matrix)
    for number, visit in enumerate(route.visits):
        stop = problem.stop_by_id.get(visit.stop_id)
        if stop is None:
            return  # reported as unknown; nothing after it can be timed
        fact = under_way is not None and number < len(under_way.visits)
        yield from _visit(problem, visit, stop, who, fact=fact)
        if visit.reload is not None:
            yield from _reload(vehicle, visit)
    if (route.last_leg is None) != (vehicle.end_depot is None):
        yield Violation(code="check_way_home", vehicle_id=who)
    yield from _under_way(problem, vehicle, route)


def _leg(problem: Problem, who: str, step: Step, matrix: Matrix) -> Iterator[Violation]:
    """One leg: its ends, its departure, and its own arithmetic; of the past, the arrival is what it was."""
    leg, stop_id = step.leg, step.stop_id
    if (leg.origin, leg.destination) != (step.origin, step.destination):
        yield Violation(
            code="check_leg_ends",
            vehicle_id=who,
            stop_id=stop_id,
            value=f"{leg.origin} > {leg.destination}",
            detail=f"{step.origin} > {step.destination}",
        )
        return
    if leg.pause_s < 0 or (step.past and leg.pause_s):
        yield Violation(code="check_pause_wrong", vehicle_id=who, stop_id=stop_id, value=str(leg.pause_s))
    if leg.departure_s != step.ready_s + leg.pause_s:
        yield Violation(
            code="check_leg_departure",
            vehicle_id=who,
            stop_id=stop_id,
            value=clock(problem, leg.departure_s),
            detail=clock(problem, step.ready_s + leg.pause_s),
        )
    start, end = matrix.rows([step.origin, step.destination])
    driven = _drive(leg.departure_s, start, end, matrix) or (_driven(start, end, matrix) if step.past else None)
    if driven is None:
        yield Violation(
            code="check_leg_unreachable", vehicle_id=who, stop_id=stop_id, value=step.origin, detail=step.destination
        )
        return
    arrival_s, held_s, distance_m = driven
    if leg.arrival_s != arrival_s and not step.past:
        yield Violation(
            code="check_leg_arrival",
            vehicle_id=who,
            stop_id=stop_id,
            value=clock(problem, leg.arrival_s),
            detail=clock(problem, arrival_s),
        )
    if leg.held_s != (0 if step.past else held_s):
        yield Violation(
            code="check_leg_held", vehicle_id=who, stop_id=stop_id, value=str(leg.held_s), detail=str(held_s)
        )
    if leg.distance_m != distance_m:
        yield Violation(
            code="check_leg_distance",
            vehicle_id=who,
            stop_id=stop_id,
            value=str(leg.distance_m),
            detail=str(distance_m),
        )


def _drive(departure_s: Second, origin: int, destination: int, matrix: Matrix) -> tuple[Second, int, int] | None:
    """Drive a leg slot by slot in exact fractions: (arrival, seconds held, metres), or None if it never arrives.

    In each slot the vehicle covers 1/d of the way a second, or waits if the
    slot is closed. Metres are those of the slot in which the wheels first turn.
    """
    starts = matrix.slots.starts_s
    slot = sum(1 for start in starts[1:] if start <= departure_s)
    now, left, held, metres = Fraction(departure_s), Fraction(1), 0, None
    while True:
        border = starts[slot + 1] if slot + 1 < len(starts) else None
        pace = int(matrix.seconds[slot, origin, destination])
        if pace == UNREACHABLE:
            if border is None:
                return None
            held += int(border - now)
        else:
            if metres is None:
                metres = int(matrix.metres[slot, origin, destination])
            end = now + left * pace
            if border is None or end <= border:
                return ceil(end), held, metres
            left -= Fraction(border - now) / pace
        assert border is not None  # noqa: S101 - the last slot returns above
        now, slot = Fraction(border), slot + 1


def _driven(origin: int, destination: int, matrix: Matrix) -> tuple[Second, int, int] | None:
    """Return what is known of a leg that was driven when the matrix has it closed: metres of the last open slot."""
    for slot in reversed(range(len(matrix.slots.starts_s))):
        if int(matrix.seconds[slot, origin, destination]) != UNREACHABLE:
            return 0, 0, int(matrix.metres[slot, origin, destination])
    return None


def _visit(problem: Problem, visit: Visit, stop: Stop, who: str, *, fact: bool) -> Iterator[Violation]:
    """One visit: start of service, service time, window, lateness, and what is claimed of its chances."""
    if not fact:
        yield from _service(problem, visit, stop, who)
    due_s = stop.windows[-1].end_s if stop.windows else None
    late_s = max(0, visit.service_start_s - due_s) if due_s is not None else 0
    if visit.lateness_s != late_s:
        yield Violation(
            code="check_lateness_wrong",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value=str(visit.lateness_s),
            detail=str(late_s),
        )
    if visit.due != is_due(stop):
        yield Violation(code="check_due_wrong", vehicle_id=who, stop_id=stop.stop_id)
    if stop.hard_window and late_s > 0 and not fact:
        yield Violation(
            code="check_hard_window",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value=clock(problem, visit.service_start_s),
            detail=clock(problem, due_s if due_s is not None else 0),
        )
    if visit.p_late is not None and not 0 <= visit.p_late <= 1:
        yield Violation(code="check_chance_wrong", vehicle_id=who, stop_id=stop.stop_id, value=str(visit.p_late))
    early_s, late_arrival_s = visit.arrival_p10_s, visit.arrival_p90_s
    if (early_s is None) != (late_arrival_s is None) or (
        early_s is not None and late_arrival_s is not None and early_s > late_arrival_s
    ):
        yield Violation(
            code="check_quantiles_wrong",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value="-" if early_s is None else clock(problem, early_s),
            detail="-" if late_arrival_s is None else clock(problem, late_arrival_s),
        )


def _service(problem: Problem, visit: Visit, stop: Stop, who: str) -> Iterator[Violation]:
    """Service starts as early as the windows allow, and takes its time."""
    start_s = _earliest_start(visit.leg.arrival_s, stop)
    if visit.service_start_s != start_s:
        yield Violation(
            code="check_service_start",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value=clock(problem, visit.service_start_s),
            detail=clock(problem, start_s),
        )
    if visit.departure_s - visit.service_start_s != stop.service_s:
        yield Violation(
            code="check_service_time",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value=str(visit.departure_s - visit.service_start_s),
            detail=str(stop.service_s),
        )


def _earliest_start(arrival_s: Second, stop: Stop) -> Second:
    """Service starts at arrival, or when the next window that is not over opens; after the last one, at once."""
    ahead = [window for window in stop.windows if window.end_s is None or window.end_s >= arrival_s]
    if not ahead or ahead[0].start_s is None:
        return arrival_s
    return max(arrival_s, ahead[0].start_s)


def _reload(vehicle: Vehicle, visit: Visit) -> Iterator[Violation]:
    """Yield a reload that takes more or less than its time."""
    if visit.reload is None:
        return
    stay_s = visit.reload.departure_s - visit.reload.leg.arrival_s
    if stay_s != vehicle.reload_s:
        yield Violation(
            code="check_reload_time",
            vehicle_id=vehicle.vehicle_id,
            stop_id=visit.stop_id,
            value=str(stay_s),
            detail=str(vehicle.reload_s),
        )


def _under_way(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """Yield what has happened and does not stand so at the beginning of the tour."""
    under_way = under_way_of(problem, vehicle)
    if under_way is None:
        return
    who = vehicle.vehicle_id
    if route.departure_s != under_way.departure_s:
        yield Violation(
            code="check_left_at",
            vehicle_id=who,
            value=clock(problem, route.departure_s),
            detail=clock(problem, under_way.departure_s),
        )
    for number, done in enumerate(under_way.visits):
        visit = route.visits[number] if number < len(route.visits) else None
        if visit is None or not _as_it_was(visit, done):
            yield Violation(code="check_done_changed", vehicle_id=who, stop_id=done.stop_id)


def _as_it_was(visit: Visit, done: Done) -> bool:
    """Tell whether a visit is recorded as it happened; nothing was loaded again before it."""
    recorded = (visit.stop_id, visit.leg.arrival_s, visit.service_start_s, visit.departure_s, visit.reload)
    return recorded == (done.stop_id, done.arrival_s, done.service_start_s, done.departure_s, None)
