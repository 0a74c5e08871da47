"""The turns of a network: which are legal before restrictions, and the seconds they cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.profiles import Profile
from routing.roads.components import reach
from routing.roads.geometry import bearings_deg
from routing.roads.graph import slowing
from routing.roads.graph.streets import Streets
from routing.roads.network import RoadNetwork, starts

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
    streets: Streets,
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
    streets
        Where arcs follow one another with no junction in between: bends there are those of the line.
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
    seconds = _turn_seconds(network, profile, legal, tail, origin, target, speed_kmh, streets)
    return Transitions(np.arange(len(legal)), origin[allowed], target[allowed], seconds[allowed])


def _turn_seconds(
    network: RoadNetwork,
    profile: Profile,
    legal: NDArray[np.int64],
    tail: NDArray[np.int32],
    origin: NDArray[np.int64],
    target: NDArray[np.int64],
    speed_kmh: NDArray[np.float64],
    streets: Streets,
) -> NDArray[np.float64]:
    """Return seconds lost per turn: slowing down for it, waiting at junctions and signals, turning round."""
    leave, enter = _bearings(network)
    before, after = legal[origin], legal[target]
    angle = (leave[after] - enter[before] + 180) % 360 - 180
    node = tail[after].astype(np.int64)
    junction = streets.junction
    yields = slowing.gives_way(network, before, node, streets)
    wait = np.where(junction[node] & (angle > slowing.STRAIGHT_DEG), profile.right_s, 0.0)
    wait = np.where(junction[node] & (angle < -slowing.STRAIGHT_DEG), profile.left_s, wait)
    wait = np.where(yields, np.maximum(wait, profile.give_way_s), wait)
    pace = slowing.turning_kmh(profile, angle)
    pace = np.where(yields, np.minimum(pace, slowing.GIVE_WAY_KMH), pace)
    wait += slowing.braking_s(profile, speed_kmh[before], pace) + slowing.starting_s(profile, speed_kmh[after], pace)
    wait[streets.even(speed_kmh)[after] == before] = 0.0
    seconds = np.where(after == (before ^ 1), profile.u_turn_s, wait)
    return np.asarray(seconds + profile.signal_s * _waits_at_signal(network, streets)[before], np.float64)


def _bearings(network: RoadNetwork) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return compass bearings per arc at its begin and at its end."""
    lon, lat = network.point_lon, network.point_lat
    first, last = network.edge_start[:-1], network.edge_start[1:] - 1
    begin = bearings_deg(lon[first], lat[first], lon[first + 1], lat[first + 1])
    end = bearings_deg(lon[last - 1], lat[last - 1], lon[last], lat[last])
    return np.column_stack([begin, end + 180]).ravel(), np.column_stack([end, begin + 180]).ravel()


def _waits_at_signal(network: RoadNetwork, streets: Streets) -> NDArray[np.bool_]:
    """Return per arc whether it ends at a signal that counts for its direction.

    Nobody waits at a second one close by on the same street.
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
    before = streets.before
    arc = np.flatnonzero(waits)
    first = arc  # the arc looked at, further and further back along the street
    metres = np.zeros(len(arc))
    while len(arc):
        metres = metres + network.edge_m[first >> 1]
        close = metres < _SIGNAL_GROUP_M
        waits[arc[close & begins_at[first]]] = False
        on = close & ~begins_at[first] & (before[first] >= 0) & (before[first] != arc)  # a ring may have no length
        arc, first, metres = arc[on], before[first[on]], metres[on]
    return waits
