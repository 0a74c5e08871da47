"""The usual order of customers, and how to keep it in a plan that knows nothing of it."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from routing.itinerary import windows_array
from routing.matrix import Matrices, Matrix, matrix_for
from routing.model import Problem, Stop, Vehicle
from routing.plan import Sequences
from routing.timing import NEVER, time_route

Pair = tuple[str, str]

COMMON_DAYS = 4
"""Days that two customers must have been on one tour before their order says anything."""

SAME_ORDER = 0.9
"""Share of those days on which they came in the same order."""


@dataclass(frozen=True)
class PairOrders:
    """How often customers came one before the other on a tour.

    ``days`` counts by ordered pair on how many days the first came before the second.
    """

    days: Counter[Pair]

    @classmethod
    def of(cls, tours: Iterable[Sequence[str]]) -> "PairOrders":
        """Count customers' orders; a customer's first visit of a tour counts."""
        counts: Counter[Pair] = Counter()
        for tour in tours:
            counts.update(combinations(dict.fromkeys(tour), 2))
        return cls(counts)

    def without(self, tours: Iterable[Sequence[str]]) -> "PairOrders":
        """Return the counts without some of the tours."""
        left = Counter(self.days)
        left.subtract(PairOrders.of(tours).days)
        return PairOrders(left)

    def common(self, first: str, second: str) -> int:
        """Return on how many days both were on one tour."""
        return self.days[first, second] + self.days[second, first]

    def known(self, first: str, second: str) -> bool:
        """Tell whether they were together often enough to say anything."""
        return self.common(first, second) >= COMMON_DAYS

    def usual(self, first: str, second: str) -> bool:
        """Tell whether the first usually comes before the second."""
        return self.known(first, second) and self.days[first, second] >= SAME_ORDER * self.common(first, second)


def in_usual_order(sequence: Sequence[str], before: Iterable[Pair]) -> tuple[str, ...]:
    """Reorder one tour as little as needed so that the first of each pair comes before the second.

    Of the stops that may come next, always the one that came first in
    ``sequence`` is taken; where pairs go round in a circle, the first stop left.
    """
    place = {stop_id: k for k, stop_id in enumerate(sequence)}
    after: defaultdict[str, list[str]] = defaultdict(list)
    waits: Counter[str] = Counter()
    for first, second in set(before):
        if first in place and second in place:
            after[first].append(second)
            waits[second] += 1
    ready = [place[stop_id] for stop_id in sequence if not waits[stop_id]]
    heapq.heapify(ready)
    left = dict.fromkeys(sequence)
    ordered: list[str] = []
    while left:
        stop_id = sequence[heapq.heappop(ready)] if ready else next(iter(left))
        if stop_id not in left:
            continue
        del left[stop_id]
        ordered.append(stop_id)
        for follower in after[stop_id]:
            waits[follower] -= 1
            if not waits[follower] and follower in left:
                heapq.heappush(ready, place[follower])
    return tuple(ordered)


def keep_order(
    problem: Problem, matrices: Matrices, sequences: Sequences, before: frozenset[Pair]
) -> dict[str, tuple[str, ...]]:
    """Put tours into the usual order, then move single stops while that helps and the order allows it.

    Parameters
    ----------
    matrices
        Expected travel; ``problem`` has the expected service times.
    before
        Pairs of stop ids of which the first must come before the second if one tour serves both.

    Notes
    -----
    Stops stay on the tour that the planner gave them: it shared them out
    without knowing that their order is fixed, so a planner who knew could be
    somewhat better. The price of a fixed order is therefore an upper bound.
    """
    kept = {}
    for vehicle in problem.vehicles:
        if sequence := sequences.get(vehicle.vehicle_id):
            clock = TourClock(problem, vehicle, matrix_for(matrices, vehicle), sequence)
            pairs = frozenset(pair for pair in before if pair[0] in clock.row and pair[1] in clock.row)
            kept[vehicle.vehicle_id] = _improved(clock, in_usual_order(sequence, pairs), pairs)
    return kept


def _improved(clock: "TourClock", sequence: tuple[str, ...], before: frozenset[Pair]) -> tuple[str, ...]:
    """Move single stops to better places, the best move first, until none helps."""
    best, cost = sequence, clock.cost(sequence)
    while True:
        priced = sorted((clock.cost(moved), moved) for moved in _moves(best))
        better = (item for item in priced if item[0] < cost and _keeps(item[1], before, best))
        found = next(better, None)
        if found is None:
            return best
        cost, best = found


def _moves(sequence: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Return all sequences in which one stop stands elsewhere."""
    for origin, stop_id in enumerate(sequence):
        rest = sequence[:origin] + sequence[origin + 1 :]
        for target in range(len(sequence)):
            if target not in {origin, origin - 1}:
                yield (*rest[:target], stop_id, *rest[target:])


def _keeps(moved: tuple[str, ...], before: frozenset[Pair], now: tuple[str, ...]) -> bool:
    """Tell whether a move breaks no pair that was kept."""
    new = {stop_id: k for k, stop_id in enumerate(moved)}
    old = {stop_id: k for k, stop_id in enumerate(now)}
    return all(new[first] < new[second] or old[first] > old[second] for first, second in before)


class TourClock:
    """Times one vehicle's tours over a fixed set of stops by the timing kernel."""

    def __init__(self, problem: Problem, vehicle: Vehicle, matrix: Matrix, stop_ids: Iterable[str]) -> None:
        stops: list[Stop] = [problem.stop_by_id[stop_id] for stop_id in stop_ids]
        depots = problem.depot_by_id
        self.row = {stop.stop_id: k for k, stop in enumerate(stops)}
        self.matrix = matrix
        self.start_s = vehicle.shift.start_s
        self.nodes = np.array(matrix.rows([stop.place for stop in stops]), np.int64)
        self.start = matrix.index[depots[vehicle.start_depot].place]
        self.ends = [] if vehicle.end_depot is None else [matrix.index[depots[vehicle.end_depot].place]]
        self.windows = windows_array(stops)
        self.service = np.array([stop.service_s for stop in stops], np.int64)
        self.due = np.array([NEVER if stop.due_s is None else stop.due_s for stop in stops], np.int64)
        self.slots = np.array(matrix.slots.starts_s, np.int64)

    def cost(self, sequence: Sequence[str]) -> tuple[int, int, int]:
        """Return late stops, seconds of lateness and the second the tour is done, at expected times."""
        order = np.array([self.row[stop_id] for stop_id in sequence], np.int64)
        times: NDArray[np.int64] = np.empty((1 + len(order) + len(self.ends), 4), np.int64)
        nodes = np.concatenate([[self.start], self.nodes[order], self.ends]).astype(np.int64)
        time_route(self.start_s, nodes, order, self.windows, self.service, self.matrix.seconds, self.slots, times)
        lateness = np.maximum(times[1 : len(order) + 1, 1] - self.due[order], 0)
        return int((lateness > 0).sum()), int(lateness.sum()), int(times[-1, 0 if self.ends else 2])


def usual_pairs(problem: Problem, manual: Mapping[str, Sequence[str]], orders: PairOrders) -> frozenset[Pair]:
    """Return pairs of a day's stops in their customers' usual order, but for those the manual plan itself turned round.

    So the manual plan keeps all of them, and a habit is never stricter than the dispatcher was.
    """
    place = {stop_id: (tour, k) for tour, sequence in manual.items() for k, stop_id in enumerate(sequence)}
    customers = {stop.stop_id: stop.customer_id for stop in problem.stops if stop.customer_id is not None}
    pairs = set()
    for first, second in combinations(customers, 2):
        for pair in ((first, second), (second, first)):
            if orders.usual(customers[pair[0]], customers[pair[1]]) and not _turned(place, pair):
                pairs.add(pair)
    return frozenset(pairs)


def _turned(place: Mapping[str, tuple[str, int]], pair: Pair) -> bool:
    """Tell whether the manual plan drove a pair the other way round on one tour."""
    first, second = place.get(pair[0]), place.get(pair[1])
    return first is not None and second is not None and first[0] == second[0] and first[1] > second[1]
