"""Where trips begin and end: places as states of the edge-based graph."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.roads.hierarchy.weights import INFINITE
from routing.roads.network import starts


@dataclass(frozen=True, eq=False)
class Ends:
    """States in which places are left, or reached.

    Parameters
    ----------
    start
        Those of place ``p`` are the rows ``start[p]:start[p + 1]``; there may be none.
    state
        State of the edge-based graph, at most once per place.
    offset
        Packed cost to count from the beginning of the state's arc: ``-(share * arc)`` where a trip begins at
        that share of the arc, ``share * arc`` where it ends there.
    """

    start: NDArray[np.int64]
    state: NDArray[np.int32]
    offset: NDArray[np.int64]

    @property
    def places(self) -> int:
        """Number of places."""
        return len(self.start) - 1

    @property
    def place(self) -> NDArray[np.int64]:
        """Place of each row."""
        return np.repeat(np.arange(self.places), np.diff(self.start))

    def only(self, place: int) -> "Ends":
        """Return one place alone."""
        rows = slice(self.start[place], self.start[place + 1])
        return Ends(np.array([0, rows.stop - rows.start]), self.state[rows], self.offset[rows])


@dataclass(frozen=True, eq=False)
class Departures:
    """Pairs of places whose trip must not begin by driving backwards, and where it can begin instead.

    The destination lies behind the place of departure on the same arc: the
    vehicle drives on to the end of the arc and comes round. So such an arc is
    replaced by the states its turns lead to.

    Parameters
    ----------
    origin, target
        Places of each pair.
    ends
        States each pair's trip can begin in.
    left
        State driven before each row of ``ends``, -1 for none.
    """

    origin: NDArray[np.int64]
    target: NDArray[np.int64]
    ends: Ends
    left: NDArray[np.int32]


def departures(
    origins: Ends,
    targets: Ends,
    turn_start: NDArray[np.int64],
    turn_to: NDArray[np.int32],
    turn_weight: NDArray[np.int64],
) -> Departures:
    """Return the pairs in which a target lies behind the origin on the same arc: their offsets sum to less than 0."""
    row, target_row = _same_state(origins, targets)
    behind = origins.offset[row] + targets.offset[target_row] < 0
    row, target_row = row[behind], target_row[behind]
    origin_place, target_place = origins.place, targets.place
    key = origin_place[row] * targets.places + target_place[target_row]
    pairs = np.unique(key)
    origin, target = pairs // max(1, targets.places), pairs % max(1, targets.places)
    width = np.diff(origins.start)[origin]
    pair = np.repeat(np.arange(len(pairs)), width)
    entry = _runs(origins.start[origin], width)
    replaced = np.isin(pair * len(origins.state) + entry, np.searchsorted(pairs, key) * len(origins.state) + row)
    kept_pair, kept = pair[~replaced], entry[~replaced]
    state = origins.state[entry[replaced]]
    turns = np.diff(turn_start)[state]
    turn = _runs(turn_start[state], turns)
    turn_entry = np.repeat(entry[replaced], turns)
    possible = turn_weight[turn] < INFINITE
    turn, turn_entry = turn[possible], turn_entry[possible]
    all_pairs = np.concatenate([kept_pair, np.repeat(pair[replaced], turns)[possible]])
    order = np.argsort(all_pairs, kind="stable")
    states = np.concatenate([origins.state[kept], turn_to[turn]])
    offsets = np.concatenate([origins.offset[kept], origins.offset[turn_entry] + turn_weight[turn]])
    left = np.concatenate([np.full(len(kept), -1), origins.state[turn_entry]])
    ends = Ends(
        start=starts(np.bincount(all_pairs, minlength=len(pairs))),
        state=states[order].astype(np.int32),
        offset=offsets[order].astype(np.int64),
    )
    return Departures(origin, target, ends, left[order].astype(np.int32))


def _same_state(one: Ends, two: Ends) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all pairs of rows that name the same state."""
    order = np.argsort(two.state, kind="stable")
    first = np.searchsorted(two.state[order], one.state, side="left")
    count = np.searchsorted(two.state[order], one.state, side="right") - first
    return np.repeat(np.arange(len(one.state)), count), order[_runs(first, count)]


def _runs(first: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the whole numbers of runs that begin at ``first``."""
    return np.repeat(first - starts(length)[:-1], length) + np.arange(int(length.sum()))
