"""Seconds lost by slowing down and speeding up again: at turns, where one gives way, in bends.

A vehicle that drives ``v``, brakes to ``w`` and regains ``v`` loses ``(v - w)^2 / 2v`` divided by its braking, and the
same divided by its acceleration, against driving on. That one law prices a turn off a fast road higher than one in
a zone 30, and a lorry's higher than a van's; how hard each brakes and how fast it turns are in its
:class:`routing.profiles.Profile`, with their sources. What is waited at a junction comes on top in
:mod:`routing.roads.graph.turns`.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.profiles import Profile
from routing.roads.graph.streets import Streets
from routing.roads.network import RoadNetwork
from routing.traffic import ROAD_CLASSES

STRAIGHT_DEG = 40.0
"""Up to this angle one drives straight on."""

_SQUARE_DEG = 90.0
GIVE_WAY_KMH = 10.0
"""Pace at which one looks into a road that has the right of way: an assumption."""

_NEAR_SIGNAL_M = 30.0
_KMH = 3.6

_RANK = {
    "motorway": 0, "trunk": 1, "primary": 2, "secondary": 3, "tertiary": 4, "unclassified": 5, "residential": 5,
    "living_street": 6,
}  # fmt: skip
_LAST_RANK = 7
"""Slip roads, service roads and all else: who leaves them gives way (StVO § 10)."""

_WIDEST_STEP_M = 20.0
_SMALLEST_BEND_RAD = 0.14
_SLOWEST_BEND_MS = 2.0
_METRES_PER_DEGREE = 111_195.08

Floats = NDArray[np.float64]


def braking_s(profile: Profile, kmh: Floats, to_kmh: Floats) -> Floats:
    """Return seconds lost by braking from one speed to another; none if that is no slower."""
    return _change_s(kmh, to_kmh, profile.braking_ms2)


def starting_s(profile: Profile, kmh: Floats, from_kmh: Floats) -> Floats:
    """Return seconds lost by speeding up to one speed from another."""
    return _change_s(kmh, from_kmh, profile.acceleration_ms2)


def _change_s(kmh: Floats, slow_kmh: Floats, rate_ms2: float) -> Floats:
    """Return seconds lost while the speed changes steadily between two values, against driving on."""
    less = np.maximum(kmh - slow_kmh, 0.0)
    return np.asarray(less**2 / (2 * kmh * _KMH * rate_ms2), np.float64)


def turning_kmh(profile: Profile, angle_deg: Floats) -> Floats:
    """Return how fast a turn can be driven: the pace of a right angle, more in a wide one, without limit straight on.

    Parameters
    ----------
    angle_deg
        Change of direction, positive to the right.
    """
    sharp = np.abs(angle_deg)
    square = np.where(angle_deg > 0, profile.right_kmh, profile.left_kmh)
    return np.where(sharp > STRAIGHT_DEG, square * _SQUARE_DEG / np.maximum(sharp, 1.0), np.inf)


def gives_way(
    network: RoadNetwork, arc: NDArray[np.int64], node: NDArray[np.int64], streets: Streets
) -> NDArray[np.bool_]:
    """Return which arcs, ending at ``node``, meet a road of a higher class there that goes through.

    A rule of thumb, as signs are seldom mapped: the higher class has the right of way over slip roads, service roads
    and lower classes, unless there are signals on the spot. It goes through if two of its edges meet at the node; on
    motorways and trunk roads one merges at speed.
    """
    rank = _ranks(network)
    best = np.full(network.nodes, _LAST_RANK)
    ends = np.concatenate([network.edge_tail, network.edge_head])
    np.minimum.at(best, ends, np.tile(rank, 2))
    is_best = np.tile(rank, 2) == best[ends]
    through = np.bincount(ends[is_best], minlength=network.nodes) > 1
    ruled = streets.junction & through & (best >= _RANK["primary"]) & ~_lit(network, streets)
    return np.asarray(ruled[node] & (rank[arc >> 1] > best[node]), np.bool_)


def _ranks(network: RoadNetwork) -> NDArray[np.int64]:
    """Return the rank of each edge; lower goes first."""
    of_class = np.array([_RANK.get(name, _LAST_RANK) for name in ROAD_CLASSES])
    is_link = np.array([tags.get("highway", "").endswith("_link") for tags in network.tag_sets], np.bool_)
    rank = np.where(is_link[network.way_tags], _LAST_RANK, of_class[network.way_class])
    return np.asarray(rank[network.edge_way], np.int64)


def _lit(network: RoadNetwork, streets: Streets) -> NDArray[np.bool_]:
    """Return which nodes have a signal, or one a few metres down a street."""
    signal = np.array([tags.get("highway") == "traffic_signals" for tags in network.tag_sets], np.bool_)
    at_node = signal[network.node_tags]
    lit = at_node.copy()
    begin = np.column_stack([network.edge_tail, network.edge_head]).ravel()
    end, after = begin[np.arange(len(begin)) ^ 1], streets.after
    arc = np.flatnonzero(np.repeat(streets.counts, 2))
    first, metres = arc, np.zeros(len(arc))  # the arc left by, the one looked at, and how far it is to its end
    while len(arc):
        metres = metres + network.edge_m[arc >> 1]
        near = metres < _NEAR_SIGNAL_M
        lit[begin[first[near & at_node[end[arc]]]]] = True
        on = near & ~at_node[end[arc]] & (after[arc] >= 0) & (after[arc] != first)  # a ring may have no length
        arc, first, metres = after[arc[on]], first[on], metres[on]
    return np.asarray(lit, np.bool_)


def driving_s(network: RoadNetwork, profile: Profile, speed_kmh: Floats, streets: Streets) -> Floats:
    """Return free-flow seconds per arc, its bends included.

    Parameters
    ----------
    speed_kmh
        Free-flow speed per arc where the road is straight.
    streets
        Which arcs follow one another on one line.

    Notes
    -----
    The radius of a bend is read from the drawn line: half the two steps at a point divided by its angle, steps counted
    up to 20 m so that a corner drawn with one point has a radius of some 13 m. Angles below 8 degrees are taken for
    the hand of whoever drew them.
    """
    straight_s = np.repeat(network.edge_m, 2) * _KMH / speed_kmh
    return straight_s + _bends_s(
        streets.even(speed_kmh), network.edge_start, network.point_lon, network.point_lat, speed_kmh / _KMH,
        profile.acceleration_ms2, profile.braking_ms2, profile.cornering_ms2,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _bent_s(step: Floats, cap: Floats, speed: float, rise: float, fall: float) -> Floats:
    """Return seconds lost on each step of a line whose points cap the speed; it begins and ends at full speed."""
    pace = np.minimum(cap, speed)
    for n in range(len(step)):
        pace[n + 1] = min(pace[n + 1], np.sqrt(pace[n] ** 2 + 2 * rise * step[n]))
    for n in range(len(step) - 1, -1, -1):
        pace[n] = min(pace[n], np.sqrt(pace[n + 1] ** 2 + 2 * fall * step[n]))
    lost = np.empty(len(step))
    for n in range(len(step)):
        reached = (2 * rise * fall * step[n] + fall * pace[n] ** 2 + rise * pace[n + 1] ** 2) / (rise + fall)
        peak = min(speed, np.sqrt(reached))
        ramps_m = (peak**2 - pace[n] ** 2) / (2 * rise) + (peak**2 - pace[n + 1] ** 2) / (2 * fall)
        ramps_s = (peak - pace[n]) / rise + (peak - pace[n + 1]) / fall
        lost[n] = ramps_s + max(step[n] - ramps_m, 0.0) / peak - step[n] / speed
    return lost


@njit(cache=True, nogil=True)
def _line(
    arcs: NDArray[np.int64], start: NDArray[np.int64], lon: Floats, lat: Floats, sideways: float
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return the line along arcs: where each arc's steps begin, metres per step, the speed each point can be passed."""
    begin = np.zeros(len(arcs) + 1, np.int64)
    for n in range(len(arcs)):
        begin[n + 1] = begin[n] + start[(arcs[n] >> 1) + 1] - start[arcs[n] >> 1] - 1
    step, heading = np.empty(begin[-1]), np.empty(begin[-1])
    for n in range(len(arcs)):
        size, first = begin[n + 1] - begin[n], start[arcs[n] >> 1]
        scale = np.cos(np.radians(lat[first]))
        for k in range(size):
            at, to = first + k, first + k + 1
            if arcs[n] & 1:
                at, to = first + size - k, first + size - k - 1
            east, north = (lon[to] - lon[at]) * scale, lat[to] - lat[at]
            step[begin[n] + k] = np.hypot(east, north) * _METRES_PER_DEGREE
            heading[begin[n] + k] = np.arctan2(east, north)
    cap = np.full(len(step) + 1, np.inf)
    for n in range(1, len(step)):
        angle = abs((heading[n] - heading[n - 1] + np.pi) % (2 * np.pi) - np.pi)
        if angle > _SMALLEST_BEND_RAD:
            radius = min((step[n - 1] + step[n]) / 2, _WIDEST_STEP_M) / angle
            cap[n] = max(np.sqrt(sideways * radius), _SLOWEST_BEND_MS)
    return begin, step, cap


@njit(cache=True, nogil=True)
def _bends_s(
    before: NDArray[np.int64], start: NDArray[np.int64], lon: Floats, lat: Floats, speed: Floats,
    rise: float, fall: float, sideways: float,
) -> Floats:  # fmt: skip
    """Return seconds lost in bends per arc; metres and seconds throughout.

    Parameters
    ----------
    before
        Per arc the one before it on the same line, -1 where a line begins.
    """
    lost = np.zeros(len(speed))
    after, done = np.full(len(speed), -1, np.int64), np.zeros(len(speed), np.bool_)
    for arc in range(len(speed)):
        if before[arc] >= 0:
            after[before[arc]] = arc
    arcs = np.empty(len(speed), np.int64)
    for rings in (False, True):  # what no line that begins somewhere passed goes round
        for first in range(len(speed)):
            if done[first] or (before[first] >= 0 and not rings):
                continue
            size, arc = 0, first
            while arc >= 0 and not done[arc]:
                done[arc] = True
                arcs[size] = arc
                size, arc = size + 1, after[arc]
            begin, step, cap = _line(arcs[:size], start, lon, lat, sideways)
            if cap.min() < speed[first]:
                lost_s = _bent_s(step, cap, speed[first], rise, fall)
                for n in range(size):
                    lost[arcs[n]] = lost_s[begin[n] : begin[n + 1]].sum()
    return lost
