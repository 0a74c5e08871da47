"""The turns of a network: which are legal before restrictions, and the seconds they cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.profiles import Profile
from routing.roads.components import reach
from routing.roads.geometry import bearings_deg
from routing.roads.graph import slowing
from routing.roads.network import RoadNetwork, starts
from routing.traffic import ROAD_CLASSES

_ONE_STREET = 2
"""Two edges at a node are one street."""

_CYCLE_WAY = ROAD_CLASSES.index("cycleway")
_SIGNAL_GROUP_M = 30.0
"""Signals closer together than this are one crossing and stop a vehicle once."""


@dataclass(frozen=True, eq=False)
class Transitions:
    """States and the turns between them.

    Parameters
    ----------
    arc
        Arc of each state.
    origin, target, seconds
        State left, state entered and seconds lost per turn, sorted by origin.
    """

    arc: NDArray[np.int64]
    origin: NDArray[np.int64]
    target: NDArray[np.int64]
    seconds: NDArray[np.float64]


def legal_turns(
    network: RoadNetwork,
    profile: Profile,
    legal: NDArray[np.int64],
    tail: NDArray[np.int32],
    end_only: NDArray[np.bool_],
    closed_nodes: NDArray[np.bool_],
    speed_kmh: NDArray[np.float64],
) -> Transitions:
    """Return every turn from legal arc to legal arc, with free-flow seconds lost.

    U-turns are allowed only where nothing else goes on. Two kinds of street
    are no way on: one that only serves itself, for who comes from the open
    network, and one that leads into a trap (a one-way to the edge of the
    extract, say), told by letting everybody turn round everywhere.

    Parameters
    ----------
    legal
        Arcs the profile may drive; states are rows of it.
    tail
        Node that each arc of the network leaves.
    end_only
        Which of the legal arcs only begin and end trips.
    closed_nodes
        Per node whether nobody passes it.
    speed_kmh
        Free-flow speed per arc of the network, which a turn slows down.
    """
    head = tail[legal ^ 1]
    order = np.argsort(tail[legal], kind="stable")
    out_start = starts(np.bincount(tail[legal], minlength=network.nodes))
    ways_on = np.diff(out_start)[head]
    origin = np.repeat(np.arange(len(legal)), ways_on)
    first = np.repeat(out_start[head] - starts(ways_on)[:-1], ways_on)
    target = order[np.arange(len(origin)) + first]
    is_back = legal[target] == (legal[origin] ^ 1)
    closed = closed_nodes[head][origin]
    back_or_open = is_back | ~closed
    escapes = reach(origin[back_or_open], target[back_or_open], len(legal), len(legal)).to_main
    goes_on = ~is_back & ~closed & (end_only[origin] | ~end_only[target]) & escapes[target]
    others = np.bincount(origin[goes_on], minlength=len(legal))
    allowed = np.where(is_back, others[origin] == 0, ~closed)
    seconds = _turn_seconds(network, profile, legal, tail, origin, target, speed_kmh)
    return Transitions(np.arange(len(legal)), origin[allowed], target[allowed], seconds[allowed])


def _turn_seconds(
    network: RoadNetwork,
    profile: Profile,
    legal: NDArray[np.int64],
    tail: NDArray[np.int32],
    origin: NDArray[np.int64],
    target: NDArray[np.int64],
    speed_kmh: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return seconds lost per turn: slowing down for it, waiting at junctions and signals, turning round."""
    leave, enter = _bearings(network)
    before, after = legal[origin], legal[target]
    angle = (leave[after] - enter[before] + 180) % 360 - 180
    node = tail[after].astype(np.int64)
    met = _streets_met(network, legal)
    junction = met > _ONE_STREET
    yields = slowing.gives_way(network, before, node, junction)
    wait = np.where(junction[node] & (angle > slowing.STRAIGHT_DEG), profile.right_s, 0.0)
    wait = np.where(junction[node] & (angle < -slowing.STRAIGHT_DEG), profile.left_s, wait)
    wait = np.where(yields, np.maximum(wait, profile.give_way_s), wait)
    pace = slowing.turning_kmh(profile, angle)
    pace = np.where(yields, np.minimum(pace, slowing.GIVE_WAY_KMH), pace)
    wait += slowing.braking_s(profile, speed_kmh[before], pace) + slowing.starting_s(profile, speed_kmh[after], pace)
    seconds = np.where(after == (before ^ 1), profile.u_turn_s, wait)
    return np.asarray(seconds + profile.signal_s * _waits_at_signal(network, met)[before], np.float64)


def _streets_met(network: RoadNetwork, legal: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many edges meet at each node; cycle ways count for those only who may ride them.

    Where a cycle way joins a street, a van meets no junction: its bend stays a bend.
    """
    counts = network.edge_class != _CYCLE_WAY
    counts[legal >> 1] = True
    met = np.bincount(network.edge_tail[counts], minlength=network.nodes)
    return met + np.bincount(network.edge_head[counts], minlength=network.nodes)


def _bearings(network: RoadNetwork) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return compass bearings per arc at its begin and at its end."""
    lon, lat = network.point_lon, network.point_lat
    first, last = network.edge_start[:-1], network.edge_start[1:] - 1
    begin = bearings_deg(lon[first], lat[first], lon[first + 1], lat[first + 1])
    end = bearings_deg(lon[last - 1], lat[last - 1], lon[last], lat[last])
    return np.column_stack([begin, end + 180]).ravel(), np.column_stack([end, begin + 180]).ravel()


def _waits_at_signal(network: RoadNetwork, met: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return per arc whether it ends at a signal that counts for its direction and is not a second one close by.

    Parameters
    ----------
    met
        Edges that meet at each node; close by is told along the street, through nodes where no other meets it.
    """
    facing = np.zeros((len(network.tag_sets), 2), np.bool_)
    for row, tags in enumerate(network.tag_sets):
        if tags.get("highway") == "traffic_signals":
            way = tags.get("traffic_signals:direction")
            facing[row] = (way != "backward", way != "forward")
    tail, head = network.node_tags[network.edge_tail], network.node_tags[network.edge_head]
    ends_at = np.column_stack([facing[head, 0], facing[tail, 1]])
    begins_at = np.column_stack([facing[tail, 0], facing[head, 1]]).ravel()
    waits = ends_at.ravel()
    before = _arcs_before(network, met)
    arc = np.flatnonzero(waits)
    first = arc  # the arc looked at, further and further back along the street
    metres = np.zeros(len(arc))
    while len(arc):
        metres = metres + network.edge_m[first >> 1]
        close = metres < _SIGNAL_GROUP_M
        waits[arc[close & begins_at[first]]] = False
        on = close & ~begins_at[first] & (before[first] >= 0)
        arc, first, metres = arc[on], before[first[on]], metres[on]
    return waits


def _arcs_before(network: RoadNetwork, met: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return per arc the one that leads into it along the same street, -1 where other streets meet it."""
    arcs = np.arange(2 * network.edges)
    ends = np.column_stack([network.edge_tail, network.edge_head]).ravel()  # where each arc begins
    counted = np.isin(network.edge_class, _CYCLE_WAY, invert=True)[arcs >> 1] & (met[ends] == _ONE_STREET)
    before = np.full(2 * network.edges, -1, np.int64)
    order = arcs[counted][np.argsort(ends[counted], kind="stable")]
    node = ends[order]
    pair = np.flatnonzero(node[1:] == node[:-1])
    one, other = order[pair], order[pair + 1]
    before[one], before[other] = other ^ 1, one ^ 1
    return before
