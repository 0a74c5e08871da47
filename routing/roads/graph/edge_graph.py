"""The edge-based graph: states are legal arcs, transitions are legal turns.

A *state* is an arc plus what must be remembered to judge the next turn:

- *memory*: which beginning of a way-via restriction was driven;
- *phase*: arcs that only serve their own street (``destination``,
  ``delivery``, ``customers``) exist twice, before and after the open network.
  A trip is legal if it reads "restricted, open, restricted", either part
  possibly empty: it may start in such a street and end in one, but never
  leaves the open network to pass through one. This is the full rule, not a
  penalty.

Turning round is legal only where there is no other way on. All seconds are
free flow; a turn belongs to the class of the arc it leaves, so that traffic
factors per class stretch it too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.profiles import Profile
from routing.roads.components import reach
from routing.roads.graph.slowing import driving_s
from routing.roads.graph.streets import Streets
from routing.roads.graph.turn_restrictions import apply_restrictions
from routing.roads.graph.turns import Transitions, legal_turns
from routing.roads.law.access import CLOSED, END_ONLY
from routing.roads.law.regimes import LegalRules, legal_rules
from routing.roads.network import RoadNetwork, starts


@dataclass(frozen=True, eq=False)
class EdgeGraph:
    """Legal arcs and turns of one profile.

    Parameters
    ----------
    state_arc
        Arc of each state; the first state of an arc is the one a trip starts in.
    state_s, state_m, state_class
        Free-flow seconds, metres and row in ``ROAD_CLASSES`` of the state's arc.
    turn_start, turn_to, turn_s
        Turns of state ``n`` are ``turn_start[n]:turn_start[n + 1]``: state reached and free-flow seconds lost.
    start_state
        Per arc of the network the state a trip starts in, -1 where illegal.
    can_start, can_end
        Per arc of the network: a trip from here reaches the main component; a trip to here can come from it.
    legal_m, main_m
        Metres of all legal arcs, and of those in the main component or hanging on it both ways.
    """

    state_arc: NDArray[np.int32]
    state_s: NDArray[np.float64]
    state_m: NDArray[np.float64]
    state_class: NDArray[np.int8]
    turn_start: NDArray[np.int64]
    turn_to: NDArray[np.int32]
    turn_s: NDArray[np.float64]
    start_state: NDArray[np.int32]
    can_start: NDArray[np.bool_]
    can_end: NDArray[np.bool_]
    legal_m: float
    main_m: float

    @property
    def states(self) -> int:
        """Number of states."""
        return len(self.state_arc)

    @property
    def turns(self) -> int:
        """Number of turns."""
        return len(self.turn_to)

    @cached_property
    def turn_from(self) -> NDArray[np.int32]:
        """State that each turn leaves."""
        return np.repeat(np.arange(self.states, dtype=np.int32), np.diff(self.turn_start))

    @cached_property
    def states_by_arc(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """All states of each arc: where the arc's begin, and the states."""
        order = np.argsort(self.state_arc, kind="stable").astype(np.int32)
        return starts(np.bincount(self.state_arc, minlength=len(self.start_state))), order

    @cached_property
    def usable_edge(self) -> NDArray[np.bool_]:
        """Edges where a trip can start and a trip can end: the snapping filter."""
        return (self.can_start[::2] | self.can_start[1::2]) & (self.can_end[::2] | self.can_end[1::2])

    def costs(self, factors: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return seconds per state and per turn (its arc included) under factors by road class."""
        return self.state_costs(factors[self.state_class])

    def state_costs(self, factor: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return seconds per state and per turn (its arc included) under a factor for each state."""
        return self.state_s * factor, (self.state_s[self.turn_from] + self.turn_s) * factor[self.turn_from]


def build_graph(network: RoadNetwork, profile: Profile, rules: LegalRules | None = None) -> EdgeGraph:
    """Return the edge-based graph of a profile under ``rules``: those of no particular day unless given.

    The largest strongly connected component is that of the states, after
    restrictions; ``can_start`` and ``can_end`` refer to it.
    """
    law = legal_rules(network, profile) if rules is None else rules
    tail = np.column_stack([network.edge_tail, network.edge_head]).ravel()
    legal = np.flatnonzero(law.access != CLOSED)
    streets = Streets.of(network, legal)
    seconds = driving_s(network, profile, law.speed_kmh, streets)[legal]
    end_only = (law.access == END_ONLY)[legal]
    turns = legal_turns(network, profile, legal, tail, end_only, law.closed, law.speed_kmh, streets)
    turns = apply_restrictions(turns, _bound(network, law, legal))
    turns = _split_phases(turns, end_only)
    arc = legal[turns.arc].astype(np.int32)
    start_state = np.full(2 * network.edges, -1, np.int32)
    start_state[legal] = np.arange(len(legal), dtype=np.int32)
    reached = reach(turns.origin, turns.target, len(arc), len(legal))
    can_start, can_end = np.zeros(2 * network.edges, np.bool_), np.zeros(2 * network.edges, np.bool_)
    can_start[legal] = reached.to_main[: len(legal)]
    can_end[arc[reached.from_main]] = True
    metres = np.repeat(network.edge_m, 2)
    return EdgeGraph(
        state_arc=arc,
        state_s=seconds[turns.arc],
        state_m=metres[arc],
        state_class=network.edge_class[arc >> 1],
        turn_start=starts(np.bincount(turns.origin, minlength=len(arc))),
        turn_to=turns.target.astype(np.int32),
        turn_s=turns.seconds,
        start_state=start_state,
        can_start=can_start,
        can_end=can_end,
        legal_m=float(metres[legal].sum()),
        main_m=float(metres[legal][reached.in_main[: len(legal)] | (can_start & can_end)[legal]].sum()),
    )


def _bound(network: RoadNetwork, law: LegalRules, legal: NDArray[np.int64]) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield the restrictions that bind, as rows of legal arcs, with whether they are *only* rules.

    One that names an arc the profile may not drive anyway binds nobody.
    """
    row = np.full(2 * network.edges, -1, np.int64)
    row[legal] = np.arange(len(legal))
    for arcs, only in law.chains:
        chain = tuple(row[list(arcs)].tolist())
        if min(chain) >= 0:
            yield chain, only


def _split_phases(turns: Transitions, end_only: NDArray[np.bool_]) -> Transitions:
    """Double the states on end-only arcs: the first only starts trips, the copy only ends them."""
    restricted = end_only[turns.arc]
    copies = np.flatnonzero(restricted)
    states = len(turns.arc)
    copy = np.full(states, -1, np.int64)
    copy[copies] = states + np.arange(len(copies))
    from_, to = restricted[turns.origin], restricted[turns.target]
    enters, within = ~from_ & to, from_ & to
    origin = np.concatenate([turns.origin, copy[turns.origin[within]]])
    target = np.concatenate([np.where(enters, copy[turns.target], turns.target), copy[turns.target[within]]])
    seconds = np.concatenate([turns.seconds, turns.seconds[within]])
    order = np.argsort(origin, kind="stable")
    arc = np.concatenate([turns.arc, turns.arc[copies]])
    return Transitions(arc, origin[order], target[order], seconds[order])
