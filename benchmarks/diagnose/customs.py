"""What a history's manual plans have in common: who goes to whom, in which order, starting when.

How far a plan of one day follows them is told from the *other* days, so a
manual plan and a new one are measured with the same rule.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.diagnose.usual_order import PairOrders
from data.history import PastDay, PastTour
from routing.model import Problem, Second
from routing.plan import Sequences

OTHER_DAYS = 4
"""Days on which a customer, or a tour, must have been seen before it has a custom."""

START_SPREAD_S = 5 * 60
"""Planned starts that lie within this are the same start."""


class Share(NamedTuple):
    """How many of how many followed a custom."""

    kept: int = 0
    counted: int = 0

    def plus(self, other: "Share") -> "Share":
        """Return both counted together."""
        return Share(self.kept + other.kept, self.counted + other.counted)

    @property
    def value(self) -> float:
        """Return the share; NaN if nothing was counted."""
        return self.kept / self.counted if self.counted else float("nan")


@dataclass(frozen=True)
class Customs:
    """Counts over a history's planned tours.

    Parameters
    ----------
    by_tour
        Whether tours are told apart by their own name rather than by their vehicle's.
    tours_of
        By customer, on how many days each tour was planned to serve him.
    starts
        Planned departures by tour.
    """

    by_tour: bool
    tours_of: Mapping[str, Counter[str]]
    orders: PairOrders
    starts: Mapping[str, tuple[Second, ...]]

    @classmethod
    def of(cls, days: Sequence[PastDay]) -> "Customs":
        """Count; tours go by vehicle or by tour name, whichever is the steadier for customers."""
        ways = [(by_tour, _tours_of(days, by_tour=by_tour)) for by_tour in (False, True)]
        by_tour, tours_of = max(ways, key=lambda way: _steadiness(way[1]))
        starts: defaultdict[str, list[Second]] = defaultdict(list)
        for day in days:
            for tour in day.tours:
                starts[_name(tour, by_tour=by_tour)].append(tour.planned_departure_s)
        orders = PairOrders.of(customer_tours(days))
        return cls(by_tour, tours_of, orders, {name: tuple(seconds) for name, seconds in starts.items()})

    def name(self, tour: PastTour) -> str:
        """Return the name that a tour goes by on all days."""
        return _name(tour, by_tour=self.by_tour)

    def usual_tour(self, customer_id: str | None, day: PastDay) -> str | None:
        """Return the tour that mostly serves a customer, by the days other than ``day``; ``None`` if unknown."""
        if customer_id is None or customer_id not in self.tours_of:
            return None
        others = self.tours_of[customer_id] - _tours_of([day], by_tour=self.by_tour).get(customer_id, Counter())
        if others.total() < OTHER_DAYS:
            return None
        return max(sorted(others), key=lambda name: others[name])

    def usual_tours(self, day: PastDay) -> dict[str, str]:
        """Return the usual tour of each of the day's stops, as the id it has that day; other stops are left out."""
        today = {self.name(tour): tour.tour_id for tour in day.tours}
        usual = {stop.stop_id: self.usual_tour(stop.customer_id, day) for stop in day.problem.stops}
        return {stop_id: today[name] for stop_id, name in usual.items() if name is not None and name in today}

    def territory(self, day: PastDay, sequences: Sequences) -> Share:
        """Return how many stops were on their customer's usual tour.

        Tours of like make may have changed names: they are matched with the
        day's tours so that as many stops as possible are on their usual one.
        """
        usual = self.usual_tours(day)
        ids = [tour.tour_id for tour in day.tours]
        overlap = np.zeros((len(ids), len(ids)), np.int64)
        for row, tour_id in enumerate(ids):
            for stop_id in sequences.get(tour_id, ()):
                if stop_id in usual:
                    overlap[row, ids.index(usual[stop_id])] += 1
        kept = overlap[linear_sum_assignment(overlap, maximize=True)].sum()
        return Share(int(kept), int(overlap.sum()))

    def sequence(self, day: PastDay, problem: Problem, sequences: Sequences) -> Share:
        """Return how many pairs on one tour came in their usual order, of those with enough common days."""
        orders = self.orders_without(day)
        kept = counted = 0
        for tour in customers_of(problem, sequences):
            for first, second in combinations(tour, 2):
                counted += orders.known(first, second)
                kept += orders.usual(first, second)
        return Share(kept, counted)

    def orders_without(self, day: PastDay) -> PairOrders:
        """Return the pair orders of the other days."""
        return self.orders.without(customer_tours([day]))

    def start(self, day: PastDay, starts_s: Mapping[str, Second]) -> Share:
        """Return how many tours started when they usually do.

        Parameters
        ----------
        starts_s
            Departure by tour id.
        """
        kept = counted = 0
        for tour in day.tours:
            if tour.tour_id not in starts_s:
                continue
            others = list(self.starts[self.name(tour)])
            others.remove(tour.planned_departure_s)
            if len(others) >= OTHER_DAYS:
                counted += 1
                kept += abs(starts_s[tour.tour_id] - median(others)) < START_SPREAD_S / 2
        return Share(kept, counted)


def customers_of(problem: Problem, sequences: Sequences) -> list[tuple[str, ...]]:
    """Return tours as customer ids, each customer once, stops without one left out."""
    ids = [[problem.stop_by_id[stop_id].customer_id for stop_id in sequence] for sequence in sequences.values()]
    return [tuple(dict.fromkeys(name for name in tour if name is not None)) for tour in ids]


def customer_tours(days: Iterable[PastDay]) -> list[tuple[str, ...]]:
    """Return the planned tours of days as customer ids."""
    return [tour for day in days for tour in customers_of(day.problem, day.planned)]


def _name(tour: PastTour, *, by_tour: bool) -> str:
    return tour.tour_id if by_tour else tour.vehicle_id


def _tours_of(days: Iterable[PastDay], *, by_tour: bool) -> dict[str, Counter[str]]:
    """Return by customer how often each tour was planned to serve him."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for day in days:
        for tour in day.tours:
            for customer in customers_of(day.problem, {tour.tour_id: tour.planned})[0]:
                counts[customer][_name(tour, by_tour=by_tour)] += 1
    return dict(counts)


def _steadiness(tours_of: Mapping[str, Counter[str]]) -> float:
    """Return the share of visits on the customer's most frequent tour."""
    visits = sum(counts.total() for counts in tours_of.values())
    return sum(max(counts.values()) for counts in tours_of.values()) / visits if visits else 0.0
