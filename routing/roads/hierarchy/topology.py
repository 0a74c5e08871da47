"""The hierarchy over an edge-based graph: what depends on its turns, not on their weights."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.roads.graph.edge_graph import EdgeGraph
from routing.roads.hierarchy import elimination
from routing.roads.network import starts

if TYPE_CHECKING:
    from routing.roads.hierarchy.metric import Metric

_RUNS = 32
"""The elimination tree is cut into runs of at most this part of the work each."""


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """A customizable contraction hierarchy.

    Parameters
    ----------
    turn_start, turn_to
        The turns of the graph; see :class:`routing.roads.graph.edge_graph.EdgeGraph`.
    rank
        Rank of each state; *vertices* are states numbered by rank, so that what is used together lies together.
    turn_arc
        Per turn ``2 * arc``, plus 1 if it leads down; -1 if it leads back into its own state.
    parent
        Lowest higher neighbour of each vertex, -1 at a root.
    up_start, up
        Higher neighbours of each vertex, rising; *arc* ``a`` leads up to ``up[a]``.
    down_start, down, down_arc
        Lower neighbours of each vertex, and the arcs up from them.
    run_begin, run_end, top
        Runs of vertices that depend on no other run, and the vertices above them all.
    """

    turn_start: NDArray[np.int64]
    turn_to: NDArray[np.int32]
    rank: NDArray[np.int32]
    turn_arc: NDArray[np.int32]
    parent: NDArray[np.int32]
    up_start: NDArray[np.int64]
    up: NDArray[np.int32]
    down_start: NDArray[np.int64]
    down: NDArray[np.int32]
    down_arc: NDArray[np.int32]
    run_begin: NDArray[np.int32]
    run_end: NDArray[np.int32]
    top: NDArray[np.int32]

    @classmethod
    def build(cls, graph: EdgeGraph, order: NDArray[np.int32]) -> "Hierarchy":
        """Return the hierarchy of a graph.

        Parameters
        ----------
        order
            Rank of each edge of the network, as :func:`routing.roads.hierarchy.order.edge_order` gives it.
        """
        rank = np.empty(graph.states, np.int32)
        by_rank = np.lexsort((graph.state_arc, order[graph.state_arc >> 1]))
        rank[by_rank] = np.arange(graph.states, dtype=np.int32)
        return cls.over(graph.turn_start, graph.turn_to, rank)

    @classmethod
    def over(cls, turn_start: NDArray[np.int64], turn_to: NDArray[np.int32], rank: NDArray[np.int32]) -> "Hierarchy":
        """Return the hierarchy over any directed graph, its states contracted in the order of their ranks.

        The ranks kept are those of an equally good order in which subtrees stand together.
        """
        turn_from = np.repeat(np.arange(len(rank), dtype=np.int32), np.diff(turn_start))
        rank = elimination.postorder(elimination.tree(*_lower(turn_from, turn_to, rank)))[rank]
        lower = _lower(turn_from, turn_to, rank)
        parent = elimination.tree(*lower)
        up_start, up = elimination.complete(*lower, parent)
        down_start, down, down_arc = elimination.reverse(up_start, up)
        triangles = elimination.work(up_start, up)
        run_begin, run_end, top = elimination.subtrees(parent, triangles, int(triangles.sum()) // _RUNS)
        return cls(
            turn_start=turn_start,
            turn_to=turn_to,
            rank=rank,
            turn_arc=elimination.find_arcs(up_start, up, rank[turn_from], rank[turn_to]),
            parent=parent,
            up_start=up_start,
            up=up,
            down_start=down_start,
            down=down,
            down_arc=down_arc,
            run_begin=run_begin,
            run_end=run_end,
            top=top,
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Hierarchy":
        """Return the hierarchy whose :attr:`arrays` were kept."""
        return cls(**{item.name: arrays[item.name] for item in fields(cls)})  # type: ignore[arg-type]  # as kept

    @property
    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array by its name."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @property
    def states(self) -> int:
        """Number of states."""
        return len(self.rank)

    @property
    def arcs(self) -> int:
        """Number of arcs, each for both directions."""
        return len(self.up)

    @cached_property
    def state_of(self) -> NDArray[np.int32]:
        """State of each vertex."""
        state = np.empty(self.states, np.int32)
        state[self.rank] = np.arange(self.states, dtype=np.int32)
        return state

    @cached_property
    def is_top(self) -> NDArray[np.bool_]:
        """Whether each vertex stands above all runs."""
        marks = np.zeros(self.states, np.bool_)
        marks[self.top] = True
        return marks

    def metric(self, turn_weight: NDArray[np.int64], threads: int | None = None) -> "Metric":
        """Return the metric for packed weights of the turns, the arc each leaves included; all at least 0."""
        from routing.roads.hierarchy.metric import Metric  # noqa: PLC0415 - needs this file

        return Metric.customized(self, turn_weight, threads)

    @property
    def depth(self) -> int:
        """The most ancestors a vertex has."""
        return int(elimination.depths(self.parent).max(initial=0))

    @property
    def triangles(self) -> int:
        """Number of triangles that a customization looks at."""
        return int(elimination.work(self.up_start, self.up).sum())


def _lower(
    turn_from: NDArray[np.int32], turn_to: NDArray[np.int32], rank: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the lower neighbours of each vertex."""
    one, two = rank[turn_from], rank[turn_to]
    low, high = np.minimum(one, two), np.maximum(one, two)
    plain = np.flatnonzero(low != high)
    order = plain[np.argsort(high[plain], kind="stable")]
    return starts(np.bincount(high[order], minlength=len(rank))), low[order]
