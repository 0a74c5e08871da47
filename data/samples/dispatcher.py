"""The simulated dispatcher: a decent human planner, used wherever a manual plan is needed.

He knows his customers, keeps fixed territories and a usual order, sorts a
tour by time windows, reckons with ordinary travel times (the day's mean, no
rush hours), and then improves what hurts, as long as his effort lasts.
"""

import numpy as np

from data.samples.areas import assigned, neighbours
from data.samples.habits import Habits
from data.samples.improvement import improve
from data.samples.tours import Desk, Tour
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences

EFFORTS = (0, 10, 40, 120)
"""Levels of effort that are reported, in improvement steps."""

DECENT = 40
"""Effort of the decent dispatcher: the level whose figures are quoted."""

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
    if not problem.vehicles:
        return {}
    desk = Desk(problem, matrix)
    near = neighbours(problem, habits)
    tours = [_in_order(desk, row, members, habits) for row, members in enumerate(assigned(desk, habits, near))]
    tours = improve(desk, tours, near, effort, np.random.default_rng([seed, 4]))
    tours = _complete(desk, [_legal(desk, row, tour) for row, tour in enumerate(tours)])
    return {
        vehicle.vehicle_id: tuple(problem.stops[stop].stop_id for stop in tour)
        for vehicle, tour in zip(problem.vehicles, tours, strict=True)
        if tour
    }


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
    """Take stops out until hard windows and the shift are kept.

    The least important one whose absence is enough; if none is, the dearest.
    """
    while tour and not desk.judge(row, tour).legal:

        def loss(place: int, tour: Tour = tour) -> tuple[bool, int, float]:
            verdict = desk.judge(row, tour[:place] + tour[place + 1 :])
            return not verdict.legal, desk.stops[tour[place]].priority if verdict.legal else 0, verdict.euro

        out = min(range(len(tour)), key=loss)
        tour = tour[:out] + tour[out + 1 :]
    return tour


def _complete(desk: Desk, tours: list[Tour]) -> list[Tour]:
    """Give every stop left out to the vehicle that can take it at least cost, the most important first.

    Again until none fits: roads need not keep the triangle inequality, so a
    stop can make room for another.
    """
    tours = list(tours)
    while True:
        served = {stop for tour in tours for stop in tour}
        left = [stop for stop in range(len(desk.stops)) if stop not in served]
        taken = False
        for stop in sorted(left, key=lambda row: (-desk.stops[row].priority, row)):
            offer = _best_offer(desk, tours, stop)
            if offer is not None:
                row, changed = offer
                tours[row] = changed
                taken = True
        if not taken:
            return tours


def _best_offer(desk: Desk, tours: list[Tour], stop: int) -> tuple[int, Tour] | None:
    """Return the vehicle that takes a stop at least cost and its new tour; ``None`` if no vehicle may."""
    offers = []
    for row, tour in enumerate(tours):
        if not desk.may_serve(row, stop) or not desk.fits(row, (*tour, stop)):
            continue
        for place in range(len(tour) + 1):
            changed = (*tour[:place], stop, *tour[place:])
            verdict = desk.judge(row, changed)
            if verdict.legal:
                offers.append((verdict.euro - desk.judge(row, tour).euro, row, changed))
    if not offers:
        return None
    _, row, changed = min(offers)
    return row, changed
