"""The simulated dispatcher: a decent human planner, used wherever a manual plan is needed.

He knows his customers, keeps fixed territories and a usual order, sorts a
tour by time windows, reckons with ordinary travel times (the day's mean, no
rush hours), and then improves what hurts, as long as his effort lasts.
"""

import numpy as np

from data.samples.habits import Habits
from data.samples.improvement import improve
from data.samples.tours import Desk, Tour, work_s
from routing.matrix import Matrices
from routing.model import Problem, Stop
from routing.plan import Sequences

EFFORTS = (0, 10, 40, 120)
"""Levels of effort that are reported, in improvement steps."""

DECENT = 40
"""Effort of the decent dispatcher: the level whose figures are quoted."""

_FULL = 0.92
"""Share of a shift that the dispatcher fills by rule of thumb."""

_BUCKET_S = 3600


def dispatch(problem: Problem, matrix: Matrices, *, habits: Habits, effort: int = DECENT, seed: int = 0) -> Sequences:
    """Plan a day by hand.

    Capacities, skills, forced vehicles, ``max_stops``, hard windows and shift
    ends (the latter two on ordinary travel times) are kept. A stop is left
    out only if no vehicle can take it so.

    Parameters
    ----------
    matrix
        The true travel times per slot; only their mean is used.
    habits
        Territories and usual order, see :func:`habits_of`.
    effort
        Improvement steps, see :data:`EFFORTS`.
    seed
        Chooses which stops get a second look.

    Returns
    -------
    Sequences
        For :func:`routing.schedule.schedule`; idle vehicles are left out.
    """
    desk = Desk(problem, matrix)
    near = _neighbours(problem, habits)
    tours = [_in_order(desk, row, members, habits) for row, members in enumerate(_assigned(desk, habits, near))]
    tours = improve(desk, tours, near, effort, np.random.default_rng([seed, 4]))
    tours = _complete(desk, [_legal(desk, row, tour) for row, tour in enumerate(tours)])
    return {
        vehicle.vehicle_id: tuple(problem.stops[stop].stop_id for stop in tour)
        for vehicle, tour in zip(problem.vehicles, tours, strict=True)
        if tour
    }


def _neighbours(problem: Problem, habits: Habits) -> list[list[int]]:
    """Return per vehicle the others, nearest middle of territory first."""
    middle = [habits.centre_of.get(vehicle.vehicle_id) for vehicle in problem.vehicles]
    centres = np.array([(0.0, 0.0) if place is None else (place.lon, place.lat) for place in middle])
    centres[:, 0] *= np.cos(np.radians(centres[:, 1].mean()))
    away = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    return [
        [int(other) for other in np.argsort(away[row], kind="stable") if other != row] for row in range(len(middle))
    ]


def _assigned(desk: Desk, habits: Habits, near: list[list[int]]) -> list[list[int]]:
    """Give each stop to the vehicle of its territory, or, if that is full or not allowed, to the nearest that can."""
    members: list[list[int]] = [[] for _ in desk.vehicles]
    filled = [0] * len(desk.vehicles)
    rows = {vehicle.vehicle_id: row for row, vehicle in enumerate(desk.vehicles)}
    choices = [
        [row for row in range(len(desk.vehicles)) if desk.may_serve(row, stop)] for stop in range(len(desk.stops))
    ]
    picky_first = sorted(
        range(len(desk.stops)), key=lambda stop: (len(choices[stop]), -desk.stops[stop].priority, stop)
    )
    for stop in picky_first:
        home = rows[_territory(desk.stops[stop], habits, desk)]
        wanted = [row for row in (home, *near[home]) if row in choices[stop]]
        roomy = [row for row in wanted if desk.fits(row, (*members[row], stop))]
        in_time = [row for row in roomy if filled[row] + work_s(desk.stops[stop]) <= _FULL * _shift_s(desk, row)]
        taken = next(iter(in_time or roomy), None)
        if taken is not None:
            members[taken].append(stop)
            filled[taken] += work_s(desk.stops[stop])
    return members


def _shift_s(desk: Desk, row: int) -> int:
    shift = desk.vehicles[row].shift
    return shift.end_s - shift.start_s


def _territory(stop: Stop, habits: Habits, desk: Desk) -> str:
    """Return the vehicle in whose territory a stop lies; for a new customer that with the nearest middle."""
    known = habits.vehicle_of.get(stop.customer_id or stop.stop_id)
    if known is not None and known in desk.problem.vehicle_by_id:
        return known

    def away(vehicle_id: str) -> tuple[float, str]:
        centre = habits.centre_of.get(vehicle_id)
        if centre is None:
            return np.inf, vehicle_id
        east = (centre.lon - stop.location.lon) * np.cos(np.radians(stop.location.lat))
        return float(np.hypot(east, centre.lat - stop.location.lat)), vehicle_id

    return min(desk.problem.vehicle_by_id, key=away)


def _in_order(desk: Desk, row: int, members: list[int], habits: Habits) -> Tour:
    """Sort a tour by the hour its windows end, within an hour from nearest to nearest.

    The first stop is the one that comes first by habit; stops without a
    window go where they cost least.
    """

    def by_habit(stop: int) -> tuple[int, str]:
        order = desk.stops[stop]
        return habits.rank_of.get(order.customer_id or order.stop_id, len(habits.rank_of)), order.stop_id

    hours: dict[int, list[int]] = {}
    for stop in sorted(members, key=by_habit):
        due_s = desk.stops[stop].due_s
        if due_s is not None:
            hours.setdefault(due_s // _BUCKET_S, []).append(stop)
    tour: Tour = ()
    for _, left in sorted(hours.items()):
        while left:
            nearest = min(left, key=lambda stop: desk.drive_s(row, tour[-1], stop)) if tour else left[0]
            left.remove(nearest)
            tour = (*tour, nearest)
    for stop in sorted((stop for stop in members if desk.stops[stop].due_s is None), key=by_habit):
        tour = _inserted(desk, row, tour, stop)
    return tour


def _inserted(desk: Desk, row: int, tour: Tour, stop: int) -> Tour:
    """Return the tour with a stop where it costs least."""
    places = [(*tour[:place], stop, *tour[place:]) for place in range(len(tour) + 1)]
    return min(places, key=lambda changed: desk.judge(row, changed).euro)


def _legal(desk: Desk, row: int, tour: Tour) -> Tour:
    """Take stops out, the one that helps most first, until hard windows and the shift are kept."""
    while tour and not desk.judge(row, tour).legal:
        shorter = [tour[:place] + tour[place + 1 :] for place in range(len(tour))]
        tour = min(
            shorter,
            key=lambda changed: (desk.judge(row, changed).euro, sum(desk.stops[stop].priority for stop in changed)),
        )
    return tour


def _complete(desk: Desk, tours: list[Tour]) -> list[Tour]:
    """Give every stop left out to the vehicle that can take it at least cost, the most important first."""
    served = {stop for tour in tours for stop in tour}
    left = [stop for stop in range(len(desk.stops)) if stop not in served]
    for stop in sorted(left, key=lambda row: (-desk.stops[row].priority, row)):
        best, least = None, np.inf
        for row, tour in enumerate(tours):
            if not desk.may_serve(row, stop) or not desk.fits(row, (*tour, stop)):
                continue
            changed = _inserted(desk, row, tour, stop)
            verdict = desk.judge(row, changed)
            if verdict.legal and verdict.euro - desk.judge(row, tour).euro < least:
                best, least = (row, changed), verdict.euro - desk.judge(row, tour).euro
        if best is not None:
            tours[best[0]] = best[1]
    return tours
