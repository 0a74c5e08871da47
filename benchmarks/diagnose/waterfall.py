"""The delay waterfall: where the minutes of each late stop came from.

A late stop is timed six times, from all as planned to all as it was; each
timing swaps one more thing in, and the difference of its lateness to the one
before is that thing's part. The last timing is the stamp itself, so the parts
sum to the lateness in whole seconds. Each is clipped at the window's end, and
a part below zero is time won back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.diagnose.instants import Instants, instants_of
from benchmarks.diagnose.judgement import Judgement
from data.history import PastDay, PastTour
from routing.delays import lateness_s
from routing.errors import UnreachableError
from routing.matrix import Matrices, Matrix, matrix_for
from routing.model import Problem, Second, Stop
from routing.plan import Visit
from routing.schedule import schedule
from routing.timing import NEVER, arrival
from routing.traffic import ServiceTimes

PARTS = ("born_late_s", "departure_s", "deviation_s", "knock_on_s", "own_leg_s", "own_service_s")
"""In the order of swapping: late even as planned, actual departure, driven sequence, travel and service of
the earlier stops, the own leg, service of the stop before."""

COLUMNS = ("date", "tour_id", "order_id", "row", "lateness_s", *PARTS, "estimated")
"""Columns of the rows; ``estimated`` says that a stamp before the stop was missing and split by expected times."""

UNEXPLAINED_COLUMNS = ("date", "tour_id", "order_id", "row", "lateness_s", "reason")


@dataclass(frozen=True)
class Waterfall:
    """Parts of the lateness of every late stop, and the late stops that can't be taken apart.

    Parameters
    ----------
    rows
        A row per late stop with a stamp, columns :data:`COLUMNS`, whole seconds.
    unexplained
        Late stops without parts, columns :data:`UNEXPLAINED_COLUMNS`; reasons
        are ``no_stamp``, ``stamps_not_trusted``, ``not_driven`` and ``leg_unreachable``.
    """

    rows: pd.DataFrame
    unexplained: pd.DataFrame

    @cached_property
    def totals_s(self) -> dict[str, int]:
        """Seconds of each part over all rows, and of the lateness they sum to."""
        return {name: int(self.rows[name].sum()) for name in ("lateness_s", *PARTS)}

    @property
    def closing_error_s(self) -> int:
        """Largest difference between a stop's lateness and the sum of its parts; 0 by construction."""
        if self.rows.empty:
            return 0
        return int((self.rows["lateness_s"] - self.rows[list(PARTS)].sum(axis=1)).abs().max())


class Timed(NamedTuple):
    """Late stops of a day: those taken apart and those that can't be."""

    rows: list[tuple[object, ...]]
    unexplained: list[tuple[object, ...]]


def waterfall(days: Iterable[tuple[PastDay, Matrices, ServiceTimes]], tolerance_s: int = 0) -> Waterfall:
    """Take apart the lateness of the late stops of past days.

    Parameters
    ----------
    days
        Each with the matrices at expected times (one, or one per profile) and
        the expected service times.
    tolerance_s
        Only stops later than this are taken apart, with all of their lateness.
    """
    found = [_day(day, matrices, service, tolerance_s) for day, matrices, service in days]
    rows = pd.DataFrame([row for timed in found for row in timed.rows], columns=list(COLUMNS))
    rest = pd.DataFrame([row for timed in found for row in timed.unexplained], columns=list(UNEXPLAINED_COLUMNS))
    whole = dict.fromkeys(("row", "lateness_s", *PARTS), np.int64)
    return Waterfall(rows.astype(whole), rest.astype({"row": np.int64, "lateness_s": "Int64"}))


def _day(day: PastDay, matrices: Matrices, service: ServiceTimes, tolerance_s: int) -> Timed:
    """Take apart a day's late stops, tour by tour."""
    problem = service.expected(day.problem)
    judgement = Judgement(day)
    timed = Timed([], [])
    late: dict[str, list[Stop]] = {}
    for stop in problem.stops:
        if stop.due_s is None or not judgement.late(stop, tolerance_s):
            continue
        tour, reason = judgement.stamped_on(stop), _reason(judgement, stop)
        if reason is not None or tour is None:
            timed.unexplained.append(_left(judgement, stop, reason or "not_driven"))
        else:
            late.setdefault(tour.tour_id, []).append(stop)
    planned = _Planned(day, problem, matrices)
    for tour in day.tours:
        _tour(planned, judgement, tour, late.get(tour.tour_id, []), timed)
    return timed


def _reason(judgement: Judgement, stop: Stop) -> str | None:
    """Return why a late stop can't be taken apart."""
    if judgement.day.visits[stop.stop_id].actual_arrival_s is None:
        return "no_stamp"
    if not judgement.driven(stop):
        return "not_driven"
    return "stamps_not_trusted" if judgement.start_s(stop) is None else None


def _left(judgement: Judgement, stop: Stop, reason: str) -> tuple[object, ...]:
    """Return the row of a late stop that can't be taken apart."""
    tour, day = judgement.planned_on(stop), judgement.day
    tour_id = None if tour is None else tour.tour_id
    row = day.visits[stop.stop_id].row
    return (day.date, tour_id, stop.stop_id, row, judgement.lateness_s(stop), reason)


class _Planned:
    """The timings of a day's tours that no stamp of a stop enters, each made once."""

    def __init__(self, day: PastDay, problem: Problem, matrices: Matrices) -> None:
        self.day = day
        self.problem = problem
        self.matrices = matrices
        self._routes: dict[tuple[str, bool, bool], Mapping[str, Visit]] = {}

    def start_s(self, stop_id: str, tour: PastTour | None, *, departed: bool, driven: bool) -> Second | None:
        """Return when service at a stop would start; ``None`` if the tour does not hold it."""
        if tour is None:
            return None
        visit = self._timed(tour, departed=departed, driven=driven).get(stop_id)
        return None if visit is None else visit.service_start_s

    def last_leg(self, stop_id: str, tour: PastTour) -> tuple[str, int]:
        """Return where the leg to a stop begins, and the seconds after the stop before: a break, a reload."""
        visit = self._timed(tour, departed=True, driven=True)[stop_id]
        before = visit.leg if visit.reload is None else visit.reload.leg
        return visit.leg.origin, visit.leg.departure_s - (before.departure_s - before.pause_s)

    def matrix(self, tour: PastTour) -> Matrix:
        """Return the expected times of the tour's vehicle."""
        return matrix_for(self.matrices, self.problem.vehicle_by_id[tour.tour_id])

    def _timed(self, tour: PastTour, *, departed: bool, driven: bool) -> Mapping[str, Visit]:
        key = (tour.tour_id, departed, driven)
        if key not in self._routes:
            self._routes[key] = self._visits(tour, departed=departed, driven=driven)
        return self._routes[key]

    def _visits(self, tour: PastTour, *, departed: bool, driven: bool) -> Mapping[str, Visit]:
        leave = tour.actual_departure_s if departed else None
        plan = schedule(
            self.problem,
            {tour.tour_id: tour.driven if driven else tour.planned},
            self.matrices,
            departures={tour.tour_id: tour.planned_departure_s if leave is None else leave},
        )
        return {visit.stop_id: visit for route in plan.routes for visit in route.visits}


def _tour(planned: _Planned, judgement: Judgement, tour: PastTour, stops: Sequence[Stop], timed: Timed) -> None:
    """Take apart the late stops of one driven tour."""
    if not stops:
        return
    try:
        instants = instants_of(planned.day, planned.problem, tour, planned.matrix(tour))
        timed.rows.extend([_row(planned, tour, stop, instants) for stop in stops])
    except UnreachableError:  # the firm drove where the map knows no road: no expected time to compare with
        timed.unexplained.extend(_left(judgement, stop, "leg_unreachable") for stop in stops)


def _row(planned: _Planned, tour: PastTour, stop: Stop, instants: Instants) -> tuple[object, ...]:
    """Return the parts of one stop's lateness."""
    states = [lateness_s(start, stop.due_s) for start in _starts(planned, tour, stop, instants)]
    parts = [states[0], *(after - before for before, after in pairwise(states))]
    row = planned.day.visits[stop.stop_id].row
    place = tour.driven.index(stop.stop_id)
    return (planned.day.date, tour.tour_id, stop.stop_id, row, states[-1], *parts, instants.estimated_before(place))


def _starts(planned: _Planned, tour: PastTour, stop: Stop, instants: Instants) -> Iterator[Second]:
    """Yield when service would have started: all planned first, as it was last.

    A stop that its tour's plan does not hold (it came later) has no planned
    start; nothing of it was born late, all of that is deviation.
    """
    home = planned.day.tour_of.get(stop.stop_id)
    for departed in (False, True):
        start = planned.start_s(stop.stop_id, home, departed=departed, driven=False)
        yield (stop.due_s or 0) if start is None else start
    driven = planned.start_s(stop.stop_id, tour, departed=True, driven=True)
    if driven is None:
        msg = f"{stop.stop_id} is not on tour {tour.tour_id}"
        raise ValueError(msg)
    yield driven
    place = tour.driven.index(stop.stop_id)
    matrix = planned.matrix(tour)
    origin, between_s = planned.last_leg(stop.stop_id, tour)
    leaves = _expected_leave_s(planned.problem, tour, place, instants)
    yield stop.service_start_s(_arrival_s(matrix, leaves + between_s, origin, stop.place))
    yield stop.service_start_s(leaves + instants.leg_s(place))
    yield stop.service_start_s(instants.arrival_s[place])


def _arrival_s(matrix: Matrix, leaves: Second, origin: str, destination: str) -> Second:
    """Return when a leg would have ended at expected times."""
    here, there = matrix.rows([origin, destination])
    arrived = int(arrival(leaves, here, there, matrix.seconds, np.array(matrix.slots.starts_s, np.int64)))
    if arrived >= NEVER:
        raise UnreachableError.of("leg_unreachable", value=origin, detail=destination)
    return arrived


def _expected_leave_s(problem: Problem, tour: PastTour, place: int, instants: Instants) -> Second:
    """Return when the vehicle would have left for the ``place``-th stop with the expected service before it."""
    if place == 0:
        return instants.departure_s
    before = problem.stop_by_id[tour.driven[place - 1]]
    return before.service_start_s(instants.arrival_s[place - 1]) + before.service_s
