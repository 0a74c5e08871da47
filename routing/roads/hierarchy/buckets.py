"""How the time between places spreads over buckets: kinds of road, say."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.roads.hierarchy import search, tracing, unpacking
from routing.roads.hierarchy.ends import Ends
from routing.roads.hierarchy.metric import Metric
from routing.roads.hierarchy.threads import share_out
from routing.roads.hierarchy.weights import INFINITE
from routing.roads.network import starts

_ROWS: Final = 4 * search.LANES
"""Origins that a thread takes at a time."""

_ARCS: Final = 1024
"""Arcs that a thread sorts out at a time."""


class _Tree(NamedTuple):
    """The ways from one origin to all targets; see :func:`routing.roads.hierarchy.tracing.trace`."""

    nodes: NDArray[np.int32]
    before: NDArray[np.int32]
    via: NDArray[np.int32]
    slot: NDArray[np.int32]
    end: NDArray[np.int64]


class Buckets:
    """The time of each pair's way by bucket.

    All ways are traced once, to sort out the arcs they use; after that any
    rows can be filled, so that the caller bounds the memory.

    Parameters
    ----------
    metric, origins, targets
        Whose ways they are: those of :meth:`routing.roads.hierarchy.metric.Metric.matrix`.
    bucket, width
        Bucket of each state, and how many there are. A turn counts in the bucket of the state it leaves, and
        so do the parts of the arcs that a trip begins and ends on.
    threads
        How many run at a time; all cores unless given.
    """

    def __init__(
        self,
        metric: Metric,
        origins: Ends,
        targets: Ends,
        bucket: NDArray[np.int32],
        width: int,
        *,
        threads: int | None = None,
    ) -> None:
        self._metric, self._origins, self._targets = metric, origins, targets
        self._bucket, self._width, self._threads = bucket, width, threads
        tree = metric.hierarchy
        self._origin_vertex = tree.rank[origins.state]
        vertices = tree.rank[targets.state]
        self._row_of, self._start, self._above, self._arc, self._down_weight = search.select(
            vertices, tree.parent, tree.up_start, tree.up, metric.weight
        )
        self._target_row = self._row_of[vertices]
        self._vertex_of = np.empty(len(self._start) - 1, np.int32)
        reached = np.flatnonzero(self._row_of >= 0)
        self._vertex_of[self._row_of[reached]] = reached
        self._round_trips = metric.departures(origins, targets)
        self._number = np.full(2 * tree.arcs, -1, np.int32)
        self._sort_out()

    def fill(self, first: int, last: int, result: NDArray[np.float32]) -> None:
        """Write the milliseconds by bucket of the origins ``first:last``.

        Parameters
        ----------
        result
            Shape (last - first, targets, width); 0 where there is no way. The buckets of a pair add up to the
            milliseconds of its matrix entry; whole numbers up to 4.6 hours are exact.
        """

        def fill_rows(begin: int) -> None:
            for place, tree in self._trees(begin, min(begin + _ROWS, last)):
                rows = slice(self._origins.start[place], self._origins.start[place + 1])
                tracing.add_up(
                    tree.nodes, tree.before, tree.via, tree.slot, tree.end, self._target_row, self._targets.offset,
                    self._bucket[self._targets.state], self._origins.offset[rows],
                    self._bucket[self._origins.state[rows]], self._number, *self._entries,
                    np.empty((len(tree.nodes), self._width), np.float32), result[place - first],
                )  # fmt: skip

        share_out(self._threads, fill_rows, range(first, last, _ROWS))
        self._drive_round(first, last, result)

    def _trees(self, first: int, last: int) -> Iterator[tuple[int, _Tree]]:
        """Yield the ways from each of some origins; a tree is only good until the next one is asked for."""
        tree, origins, weight = self._metric.hierarchy, self._origins, self._metric.weight
        rows, size = len(self._vertex_of), self._metric.hierarchy.states
        label, chain = np.full(size, INFINITE, np.int64), np.empty(size, np.int32)
        cost = np.empty((rows, search.LANES), np.int64)
        slot, end = np.full(rows + size, tracing.NONE, np.int32), np.empty(self._targets.places, np.int64)
        nodes, before, via = (np.empty(rows + size, np.int32) for _ in range(3))
        stack = np.empty((rows + size, 3), np.int64)
        for batch in range(first, last, search.LANES):
            lanes = min(search.LANES, last - batch)
            search.fill_batch(
                batch, batch + lanes, origins.start, self._origin_vertex, origins.offset, tree.parent, tree.up_start,
                tree.up, weight, self._row_of, self._start, self._above, self._down_weight, label, chain, cost,
            )  # fmt: skip
            for lane in range(lanes):
                begin, stop = origins.start[batch + lane], origins.start[batch + lane + 1]
                climbed = search.climb(
                    begin, stop, self._origin_vertex, origins.offset, tree.parent, tree.up_start, tree.up, weight, 0,
                    label, chain,
                )  # fmt: skip
                found = tracing.trace(
                    np.ascontiguousarray(cost[:, lane]), label, self._origin_vertex[begin:stop],
                    origins.offset[begin:stop], self._targets.start, self._target_row, self._targets.offset,
                    self._vertex_of, self._start, self._above, self._down_weight, self._arc, tree.down_start,
                    tree.down, tree.down_arc, weight, slot, nodes, before, via, end, stack,
                )  # fmt: skip
                yield batch + lane, _Tree(nodes[:found], before, via, slot, end)
                slot[nodes[:found]] = tracing.NONE
                label[chain[:climbed]] = INFINITE

    def _sort_out(self) -> None:
        """Find the arcs that all ways use and their time by bucket."""
        tree, metric = self._metric.hierarchy, self._metric

        def mark(first: int) -> None:
            for _, ways in self._trees(first, min(first + _ROWS, self._origins.places)):
                tracing.mark(ways.via, len(ways.nodes), self._number)

        share_out(self._threads, mark, range(0, self._origins.places, _ROWS))
        used = np.flatnonzero(self._number != tracing.NONE)
        self._number[used] = np.arange(len(used), dtype=np.int32)
        low = (np.searchsorted(tree.up_start, used >> 1, side="right") - 1).astype(np.int32)
        high = tree.up[used >> 1]
        tail, head = np.where(used & 1, high, low), np.where(used & 1, low, high)
        parts = [slice(begin, begin + _ARCS) for begin in range(0, len(used), _ARCS)]
        found: dict[int, tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]] = {}

        def sort_out(part: slice) -> None:
            found[part.start] = unpacking.sort_out(
                tail[part], head[part], self._bucket, self._width, tree.up_start, tree.up, tree.down_start, tree.down,
                tree.down_arc, tree.turn_start, tree.turn_to, tree.rank, tree.state_of, metric.turn_weight,
                metric.weight,
            )  # fmt: skip

        share_out(self._threads, sort_out, parts)
        ordered = [found[part.start] for part in parts]
        empty = np.empty(0, np.int64)
        self._entries = (
            starts(np.concatenate([empty, *(np.diff(start) for start, _, _ in ordered)])),
            np.concatenate([empty.astype(np.int32), *(number for _, number, _ in ordered)]),
            np.concatenate([empty.astype(np.float32), *(time for _, _, time in ordered)]),
        )

    def _drive_round(self, first: int, last: int, result: NDArray[np.float32]) -> None:
        """Write the pairs whose target lies behind the origin on its arc."""
        metric, tree = self._metric, self._metric.hierarchy
        origins, targets = self._round_trips.origin, self._round_trips.target
        for row in np.flatnonzero((origins >= first) & (origins < last)).tolist():
            origin, target = int(origins[row]), int(targets[row])
            one, two = self._origins.only(origin), self._targets.only(target)
            states = metric.way(one, two).states
            cell = result[origin - first, target]
            cell[:] = 0.0
            if len(states):
                for before, after in zip(states[:-1].tolist(), states[1:].tolist(), strict=True):
                    span = slice(tree.turn_start[before], tree.turn_start[before + 1])
                    turn = metric.turn_weight[span][tree.turn_to[span] == after].min()
                    cell[self._bucket[before]] += tracing.milliseconds(turn)
                begun, ended = one.offset[one.state == states[0]], two.offset[two.state == states[-1]]
                cell[self._bucket[states[0]]] += tracing.milliseconds(begun[0])
                cell[self._bucket[states[-1]]] += tracing.milliseconds(ended[0])
