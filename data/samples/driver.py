"""What drivers make of a plan: neighbours swapped where that looks harmless, stops that come to nothing."""

from collections.abc import Sequence

import numpy as np

from data.history import Status
from data.samples.draws import uniform
from routing.matrix import Matrix
from routing.model import Problem, Stop
from routing.plan import Route, Visit

SWAP = 0.8
"""How often a driver swaps two neighbours that may be swapped."""

DETOUR_S = 180
"""Seconds of detour that he doesn't mind."""

_FAILED, _CANCELLED, _SKIPPED = 0.010, 0.007, 0.003


def fate(seed: int, stop_id: str) -> Status:
    """Return how the visit of an order ends."""
    chance = uniform(seed, "fate", stop_id)
    if chance < _CANCELLED:
        return "cancelled"
    if chance < _CANCELLED + _SKIPPED:
        return "skipped"
    return "failed" if chance < _CANCELLED + _SKIPPED + _FAILED else "delivered"


def driven(problem: Problem, route: Route, usual: Matrix, *, seed: int, deviation: float) -> tuple[str, ...]:
    """Return a planned route in the order in which it is driven.

    Two neighbours swap places if neither must keep its window, the later one
    is open already, the earlier one can wait and the way gets hardly longer;
    nobody moves twice.

    Parameters
    ----------
    usual
        Travel as drivers know it; one slot.
    """
    visits = route.visits
    order: list[str] = []
    place = 0
    while place < len(visits):
        pair = visits[place : place + 2]
        if len(pair) > 1 and _detour_s(route, place, usual) <= DETOUR_S and _swaps(problem, pair, seed, deviation):
            order += [pair[1].stop_id, pair[0].stop_id]
            place += 2
        else:
            order.append(pair[0].stop_id)
            place += 1
    return tuple(order)


def _detour_s(route: Route, place: int, usual: Matrix) -> int:
    """Return how many seconds longer the way gets if the stops at this place and the next are swapped."""
    home = () if route.last_leg is None else (route.last_leg,)
    legs = (*(visit.leg for visit in route.visits), *home)[place : place + 3]
    at = usual.rows([legs[0].origin, *(leg.destination for leg in legs)])
    swapped = [at[0], at[2], at[1], *at[3:]]
    before, after = (int(usual.seconds[0, tour[:-1], tour[1:]].astype(np.int64).sum()) for tour in (at, swapped))
    return after - before


def _swaps(problem: Problem, pair: Sequence[Visit], seed: int, deviation: float) -> bool:
    first, second = (problem.stop_by_id[visit.stop_id] for visit in pair)
    names = (problem.date, "swap", first.stop_id, second.stop_id)
    return _harmless(first, second, *pair) and uniform(seed, *names) < SWAP * deviation


def _harmless(first: Stop, second: Stop, planned_first: Visit, planned_second: Visit) -> bool:
    """Tell whether the swap looks harmless by the plan's times."""
    if first.hard_window or second.hard_window:
        return False
    is_open = second.service_start_s(planned_first.arrival_s) == planned_first.arrival_s
    can_wait = first.due_s is None or first.due_s >= planned_second.departure_s or planned_first.lateness_s > 0
    return is_open and can_wait
