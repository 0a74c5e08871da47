"""Random graphs with places on them, and a plain search that knows nothing of hierarchies."""

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from hypothesis import strategies as st

from routing.roads.hierarchy import INFINITE, Ends, Hierarchy, Metric

SECOND = 1000 << 32


@dataclass(frozen=True)
class Case:
    """A graph of states and turns with packed weights, a contraction order, and places on it."""

    turn_start: np.ndarray
    turn_to: np.ndarray
    turn_weight: np.ndarray
    rank: np.ndarray
    origins: Ends
    targets: Ends

    @property
    def hierarchy(self) -> Hierarchy:
        return Hierarchy.over(self.turn_start, self.turn_to, self.rank)

    @property
    def metric(self) -> Metric:
        return self.hierarchy.metric(self.turn_weight, threads=1)


def ends(rng: np.random.Generator, arc: np.ndarray, places: int, sign: int) -> Ends:
    """Return places in none to three states of a graph, at random shares of their arcs."""
    width = np.minimum(rng.choice([0, 1, 2, 3], places, p=[0.1, 0.4, 0.3, 0.2]), len(arc))
    state = np.concatenate([rng.choice(len(arc), size, replace=False) for size in width])
    share = rng.choice([0.0, 0.25, 0.5, 1.0], len(state))
    offset = (share * (arc[state] >> 32)).astype(np.int64) * (1 << 32) + (share * (arc[state] & 0xFFFFFFFF)).astype(
        np.int64
    )
    return Ends(np.concatenate([[0], np.cumsum(width)]), state.astype(np.int32), sign * offset)


def random_case(seed: int, states: int, degree: float, closed: float) -> Case:
    """Return a case with parallel turns, loops, weights of zero, closed turns and, often, several components."""
    rng = np.random.default_rng(seed)
    turns = int(states * degree)
    origin = np.sort(rng.integers(0, states, turns))
    target = rng.integers(0, states, turns)
    if seed % 2:  # mostly local, as roads are
        target = (origin + rng.integers(-3, 4, turns)) % states
    arc = rng.integers(0, 4, states) * SECOND + rng.integers(0, 3, states)
    weight = arc[origin] + rng.integers(0, 3, turns) * SECOND
    weight[rng.random(turns) < closed] = INFINITE
    return Case(
        np.searchsorted(origin, np.arange(states + 1)),
        target.astype(np.int32),
        weight,
        rng.permutation(states).astype(np.int32),
        ends(rng, arc, 6, -1),
        ends(rng, arc, 6, 1),
    )


cases = st.builds(
    random_case,
    seed=st.integers(0, 2**32),
    states=st.integers(1, 24),
    degree=st.sampled_from([0.0, 1.0, 1.5, 2.5, 5.0]),
    closed=st.sampled_from([0.0, 0.1, 0.5]),
)


def plain_search(case: Case, origin: int) -> np.ndarray:
    """Return the cost of entering each state, at least one turn after the start of a place."""
    cost = [INFINITE] * len(case.rank)
    queue: list[tuple[int, int]] = []

    def leave(state: int, entered: int) -> None:
        for turn in range(case.turn_start[state], case.turn_start[state + 1]):
            total = entered + int(case.turn_weight[turn])
            if case.turn_weight[turn] < INFINITE and total < cost[case.turn_to[turn]]:
                cost[case.turn_to[turn]] = total
                heappush(queue, (total, int(case.turn_to[turn])))

    for row in range(case.origins.start[origin], case.origins.start[origin + 1]):
        leave(int(case.origins.state[row]), int(case.origins.offset[row]))
    while queue:
        entered, state = heappop(queue)
        if entered == cost[state]:
            leave(state, entered)
    return np.array(cost)


def plain_matrix(case: Case) -> np.ndarray:
    """Return the matrix by plain searches: over at least one turn, or straight ahead on one arc."""
    result = np.full((case.origins.places, case.targets.places), INFINITE)
    for origin in range(case.origins.places):
        cost = plain_search(case, origin)
        starts = range(case.origins.start[origin], case.origins.start[origin + 1])
        ahead = {int(case.origins.state[row]): [] for row in starts}
        for row in starts:
            ahead[int(case.origins.state[row])].append(int(case.origins.offset[row]))
        for target in range(case.targets.places):
            for row in range(case.targets.start[target], case.targets.start[target + 1]):
                state, offset = int(case.targets.state[row]), int(case.targets.offset[row])
                found = [cost[state] + offset] if cost[state] < INFINITE else []
                found += [offset + begin for begin in ahead.get(state, []) if offset + begin >= 0]
                result[origin, target] = min([result[origin, target], *found])
    return result
