"""Turn restrictions: from relation members to chains of arcs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from routing.roads.law.conditions import SUFFIX, read_clauses
from routing.roads.reading.segments import Cuts

Member = tuple[str, int]

_MAX_CHAIN = 60
"""Longest chain of arcs; a longer one is a mapping error."""


@dataclass(frozen=True)
class RawRestriction:
    """A restriction as mapped: members are ("w" or "n", id); ``tags`` sorted pairs."""

    origins: Sequence[Member]
    via: Sequence[Member]
    targets: Sequence[Member]
    tags: tuple[tuple[str, str], ...]
    osm_id: int = 0


@dataclass(frozen=True)
class Chain:
    """A restriction on the network's arcs, see ``RoadNetwork``."""

    arcs: tuple[int, ...]
    only: bool
    tags: tuple[tuple[str, str], ...]


class _Skipped(Exception):  # noqa: N818 - not an error: the reason why a restriction is left out
    """Carries the reason."""


@dataclass(frozen=True)
class _Ways:
    """Edges per way id, in the order of the way."""

    edges: dict[int, list[int]]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    node: dict[int, int]

    def into(self, way: int, node: int) -> list[int]:
        """Return the arcs of a way that lead to a node."""
        forward = [2 * edge for edge in self.edges[way] if self.head[edge] == node]
        return forward + [2 * edge + 1 for edge in self.edges[way] if self.tail[edge] == node]

    def begin(self, arc: int) -> int:
        """Return the node an arc leaves."""
        return int((self.head if arc & 1 else self.tail)[arc >> 1])

    def end(self, arc: int) -> int:
        """Return the node an arc leads to."""
        return self.begin(arc ^ 1)

    def nodes(self, way: int) -> list[int]:
        """Return the nodes of a way in its order."""
        edges = self.edges[way]
        return [int(self.tail[edges[0]]), *(int(self.head[edge]) for edge in edges)]


def resolve(
    restrictions: Sequence[RawRestriction], way_id: NDArray[np.int64], cuts: Cuts
) -> tuple[list[Chain], dict[int, str]]:
    """Turn relations into chains of arcs.

    Returns
    -------
    tuple
        The chains (``no_entry`` and ``no_exit`` give several each), and why
        which rows of ``restrictions`` were left out: ``conditional`` (a condition that
        was not understood), ``unknown_kind``, ``incomplete`` (a role is missing), ``absent_member``
        (a way or node outside the extract, or no road), ``unconnected``
        (members do not meet), ``ambiguous`` (a member passes through the
        junction instead of ending there).
    """
    ways = _index(restrictions, way_id, cuts)
    chains: list[Chain] = []
    skipped: dict[int, str] = {}
    for row, raw in enumerate(restrictions):
        try:
            chains += _chains(raw, ways)
        except _Skipped as reason:
            skipped[row] = str(reason)
    return chains, skipped


def _index(restrictions: Sequence[RawRestriction], way_id: NDArray[np.int64], cuts: Cuts) -> _Ways:
    """Index the edges of the ways, and the nodes, that restrictions name."""
    named = [member for raw in restrictions for member in (*raw.origins, *raw.via, *raw.targets)]
    way = way_id[cuts.edge_way]
    edges: dict[int, list[int]] = {}
    for edge in np.flatnonzero(np.isin(way, [ref for kind, ref in named if kind == "w"])).tolist():
        edges.setdefault(int(way[edge]), []).append(edge)
    nodes = np.flatnonzero(np.isin(cuts.node_ref, [ref for kind, ref in named if kind == "n"]))
    return _Ways(edges, cuts.edge_tail, cuts.edge_head, {int(cuts.node_ref[row]): row for row in nodes.tolist()})


def _kinds(raw: RawRestriction) -> list[str]:
    """Return every kind that the rule comes to for some vehicle at some time."""
    kinds, conditional = [], False
    for key, value in raw.tags:
        if key.endswith(SUFFIX):
            conditional = True
            kinds += [clause.value for clause in read_clauses(value) if clause.reason is None]
        elif key.startswith("restriction"):
            kinds.append(value)
    found = [kind for kind in kinds if kind.startswith(("no_", "only_"))]
    if not found:
        raise _Skipped("conditional" if conditional else "unknown_kind")
    return found


def _chains(raw: RawRestriction, ways: _Ways) -> list[Chain]:
    """Return the chains of one relation, those of *only* kinds apart."""
    kinds = _kinds(raw)
    if not (raw.origins and raw.via and raw.targets):
        raise _Skipped("incomplete")
    if (len(raw.origins) > 1 and "no_entry" not in kinds) or (len(raw.targets) > 1 and "no_exit" not in kinds):
        raise _Skipped("ambiguous")
    for member, ref in [*raw.origins, *raw.via, *raw.targets]:
        if (ref not in ways.edges) if member == "w" else (ref not in ways.node):
            raise _Skipped("absent_member")
    chains = [_chain(ways, origin, raw.via, target) for _, origin in raw.origins for _, target in raw.targets]
    if not all(ways.end(one) == ways.begin(two) for chain in chains for one, two in pairwise(chain)):
        raise _Skipped("unconnected")
    return [Chain(chain, only, raw.tags) for only in sorted({k.startswith("only_") for k in kinds}) for chain in chains]


def _chain(ways: _Ways, origin: int, via: Sequence[Member], target: int) -> tuple[int, ...]:
    """Return the arcs from the way ``origin`` over ``via`` into the way ``target``."""
    if via[0][0] == "n":
        if len(via) > 1:
            raise _Skipped("ambiguous")
        node = ways.node[via[0][1]]
        return (_single(ways.into(origin, node)), _single(ways.into(target, node)) ^ 1)
    chain = _walk(ways, [origin, *(ref for _, ref in via), target])
    if len(chain) > _MAX_CHAIN:
        raise _Skipped("ambiguous")
    return chain


def _walk(ways: _Ways, members: Sequence[int]) -> tuple[int, ...]:
    """Return the arcs along a row of ways: the last arc of the first, all of the middle, the first of the last."""
    corners = [_corner(ways, one, two) for one, two in pairwise(members)]
    chain = [_single(ways.into(members[0], corners[0]))]
    for way, begin, end in zip(members[1:-1], corners, corners[1:], strict=False):
        chain += _along(ways, way, begin, end)
    return (*chain, _single(ways.into(members[-1], corners[-1])) ^ 1)


def _corner(ways: _Ways, one: int, two: int) -> int:
    """Return the node where two ways meet; where they meet twice, the one that ends the first."""
    first = ways.nodes(one)
    shared = set(first) & set(ways.nodes(two))
    ends = {first[0], first[-1]} & shared
    return _single(list(shared) if len(shared) == 1 else list(ends))


def _along(ways: _Ways, way: int, begin: int, end: int) -> list[int]:
    """Return the arcs of a way from one of its nodes to another."""
    nodes = ways.nodes(way)
    if begin == end or nodes.count(begin) > 1 or nodes.count(end) > 1:
        raise _Skipped("ambiguous")
    i, j = nodes.index(begin), nodes.index(end)
    edges = ways.edges[way]
    return [2 * edge for edge in edges[i:j]] if i < j else [2 * edge + 1 for edge in reversed(edges[j:i])]


def _single(found: Sequence[int]) -> int:
    """Return the only one there is."""
    if len(found) != 1:
        raise _Skipped("ambiguous" if found else "unconnected")
    return found[0]
