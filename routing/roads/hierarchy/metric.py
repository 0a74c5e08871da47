"""A hierarchy with weights: matrices and ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.progress import Say, silent
from routing.roads.hierarchy import customization, search, unpacking
from routing.roads.hierarchy.ends import Departures, Ends, departures
from routing.roads.hierarchy.threads import share_out, threads_or_all
from routing.roads.hierarchy.topology import Hierarchy
from routing.roads.hierarchy.weights import INFINITE

_BATCH = 4 * search.LANES
"""Rows of a matrix that a thread takes at a time."""


class Way(NamedTuple):
    """A way through the edge-based graph: states in driving order, none if there is no way, and its packed cost."""

    states: NDArray[np.int32]
    cost: int


@dataclass(frozen=True, eq=False)
class Metric:
    """A hierarchy customized to the weights of its turns.

    Parameters
    ----------
    hierarchy
        The graph and its arcs.
    turn_weight
        Packed weight of each turn, the arc it leaves included; ``INFINITE`` where it can't be driven.
    weight
        Packed weight of each arc, driven up at ``2 * arc`` and down at ``2 * arc + 1``.
    """

    hierarchy: Hierarchy
    turn_weight: NDArray[np.int64]
    weight: NDArray[np.int64]

    @classmethod
    def customized(cls, hierarchy: Hierarchy, turn_weight: NDArray[np.int64], threads: int | None = None) -> "Metric":
        """Return the metric of a hierarchy for weights of its turns (all at least 0)."""
        weight = np.empty(2 * hierarchy.arcs, np.int64)
        customization.spread_turns(hierarchy.turn_arc, turn_weight, weight)
        tree = hierarchy
        marks, count = tree.is_top, 4 * threads_or_all(threads)

        def run(span: tuple[int, int]) -> None:
            customization.pull_run(*span, tree.up_start, tree.up, tree.down_start, tree.down, tree.down_arc, weight)

        def top(vertices: NDArray[np.int32], *, from_top: bool = False) -> None:
            customization.pull_top(
                vertices, marks, from_top, tree.up_start, tree.up, tree.down_start, tree.down, tree.down_arc, weight
            )

        share_out(threads, run, zip(tree.run_begin.tolist(), tree.run_end.tolist(), strict=True))
        share_out(threads, top, [tree.top[number::count] for number in range(count)])
        top(tree.top, from_top=True)
        return cls(hierarchy, turn_weight, weight)

    @classmethod
    def from_arrays(cls, hierarchy: Hierarchy, arrays: Mapping[str, NDArray[np.generic]]) -> "Metric":
        """Return the metric whose :attr:`arrays` were kept."""
        return cls(hierarchy, arrays["turn_weight"], arrays["weight"])  # type: ignore[arg-type]  # as kept

    @property
    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array of its own by its name."""
        return {"turn_weight": self.turn_weight, "weight": self.weight}

    def matrix(
        self, origins: Ends, targets: Ends, *, threads: int | None = None, progress: Say = silent
    ) -> NDArray[np.int64]:
        """Return the packed cost between all origins and targets, ``INFINITE`` where there is no way.

        A target behind its origin on the same arc is reached by driving round, never backwards.
        """
        tree = self.hierarchy
        origin_vertex, target_vertex = tree.rank[origins.state], tree.rank[targets.state]
        row_of, start, above, _, down_weight = search.select(
            target_vertex, tree.parent, tree.up_start, tree.up, self.weight
        )
        result = np.empty((origins.places, targets.places), np.int64)

        def fill(first: int) -> None:
            search.fill_rows(
                first, min(first + _BATCH, origins.places), origins.start, origin_vertex, origins.offset,
                targets.start, row_of[target_vertex], targets.offset, tree.parent, tree.up_start, tree.up,
                self.weight, row_of, start, above, down_weight, result,
            )  # fmt: skip
            progress(f"{min(first + _BATCH, origins.places)}/{origins.places}")

        share_out(threads, fill, range(0, origins.places, _BATCH))
        round_trips = self.departures(origins, targets)
        costs = np.empty(len(round_trips.origin), np.int64)
        ends = round_trips.ends
        search.fill_pairs(
            ends.start, tree.rank[ends.state], ends.offset, round_trips.target,
            targets.start, target_vertex, targets.offset, tree.parent, tree.up_start, tree.up, self.weight, costs,
        )  # fmt: skip
        result[round_trips.origin, round_trips.target] = costs
        return result

    def way(self, origins: Ends, targets: Ends, origin: int = 0, target: int = 0) -> Way:
        """Return the way of one pair; the weights of its turns and its offsets add up to the matrix entry."""
        tree = self.hierarchy
        one, two = origins.only(origin), targets.only(target)
        changed = self.departures(one, two)
        left = np.full(len(one.state), -1, np.int32)
        if len(changed.origin):
            one, left = changed.ends, changed.left
        up_label, up_chain = self.climb(one, 0)
        down_label, _ = self.climb(two, 1)
        vertices, first = unpacking.way(
            tree.rank[one.state], one.offset, tree.rank[two.state], two.offset, up_chain, up_label, down_label,
            tree.up_start, tree.up, tree.down_start, tree.down, tree.down_arc, tree.turn_start, tree.turn_to,
            tree.rank, tree.state_of, self.turn_weight, self.weight,
        )  # fmt: skip
        if not len(vertices):
            return Way(np.empty(0, np.int32), INFINITE)
        states = tree.state_of[vertices]
        if left[first] >= 0:
            states = np.concatenate([left[first : first + 1], states])
        best = up_label[up_chain] + down_label[up_chain]
        return Way(states, int(best.min()))

    def climb(self, ends: Ends, side: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the labels of all vertices and the ancestors of the one place of ``ends``."""
        tree = self.hierarchy
        label, chain = np.full(tree.states, INFINITE, np.int64), np.empty(tree.states, np.int32)
        size = search.climb(
            0, len(ends.state), tree.rank[ends.state], ends.offset, tree.parent, tree.up_start, tree.up, self.weight,
            side, label, chain,
        )  # fmt: skip
        return label, chain[:size]

    def departures(self, origins: Ends, targets: Ends) -> Departures:
        """Return the pairs that must drive round."""
        tree = self.hierarchy
        return departures(origins, targets, tree.turn_start, tree.turn_to, self.turn_weight)
