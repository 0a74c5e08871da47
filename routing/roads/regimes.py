"""What the law makes of a network for one vehicle, and when in a day it changes.

Time rules (``*:conditional``) open and close roads by the clock. Between two
of their borders nothing changes: such a stretch of the day is a *regime*, and
regimes with the same outcome are one.
"""

import hashlib
from dataclasses import dataclass
from datetime import date as Date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.roads import tags as osm_tags
from routing.roads.access import binds, node_closed, way_access
from routing.roads.built_up import built_up_edges
from routing.roads.conditions import Moment
from routing.roads.network import RoadNetwork
from routing.roads.profiles import Profile
from routing.roads.speeds import free_flow_kmh
from routing.traffic import ROAD_CLASSES

Chain = tuple[tuple[int, ...], bool]
"""Arcs of a turn restriction, and whether it is an *only* rule; see ``RoadNetwork``."""


@dataclass(frozen=True, eq=False)
class LegalRules:
    """What one vehicle may do while nothing changes.

    Parameters
    ----------
    access
        Per arc CLOSED, OPEN or END_ONLY, see :mod:`routing.roads.access`.
    speed_kmh
        Per arc the free-flow speed; also where it is closed.
    closed
        Per node whether nobody passes it.
    chains
        The turn restrictions that bind, as arcs of the network.
    """

    access: NDArray[np.int8]
    speed_kmh: NDArray[np.float64]
    closed: NDArray[np.bool_]
    chains: tuple[Chain, ...]

    @cached_property
    def key(self) -> str:
        """Short hash of the content: equal rules have equal keys."""
        digest = hashlib.blake2b(digest_size=12)
        for array in (self.access, self.speed_kmh, self.closed):
            digest.update(np.ascontiguousarray(array).data)
        digest.update(repr(self.chains).encode())
        return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class DayRegimes:
    """The regimes of a day: ``rules[n]`` hold from second ``starts_s[n]`` up to the next start, the last for ever.

    The first start is 0; the rules of the first regime count before it too.
    """

    starts_s: tuple[int, ...]
    rules: tuple[LegalRules, ...]


def legal_rules(network: RoadNetwork, profile: Profile, moment: Moment | None = None) -> LegalRules:
    """Return what holds for a vehicle at a moment; without one, time rules are left aside and the plain tags count."""
    access, speed = _arcs(network, profile)
    return LegalRules(access, speed, _closed_nodes(network, profile), _chains(network, profile))


def day_regimes(
    network: RoadNetwork,
    profile: Profile,
    day: Date | None,
    *,
    timezone: str = "Europe/Berlin",
    state: str | None = None,
) -> DayRegimes:
    """Return the regimes of a day and of the next, so that a night shift sees its morning.

    Parameters
    ----------
    day
        The plan day, or None for no particular day: one regime, in which the plain tags count.
    timezone
        Zone of the depot. Second 0 is its midnight, and seconds really pass: on the day the clocks change, 08:00
        is second 25,200 or 32,400.
    state
        Federal state whose public holidays count, such as ``RP``; without one only those of all Germany.
    """
    return DayRegimes((0,), (legal_rules(network, profile),))


def _arcs(network: RoadNetwork, profile: Profile) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Return legal state and free-flow km/h per arc, judged once per distinct set of tags."""
    built = built_up_edges(network).astype(np.int64)
    kind = network.way_tags[network.edge_way].astype(np.int64) * len(ROAD_CLASSES) + network.edge_class
    kinds, row = np.unique(kind * 2 + built, return_inverse=True)
    access = np.empty((len(kinds), 2), np.int8)
    speed = np.empty((len(kinds), 2))
    for number, key in enumerate(kinds.tolist()):
        tags = network.tag_sets[key // 2 // len(ROAD_CLASSES)]
        name = ROAD_CLASSES[key // 2 % len(ROAD_CLASSES)]
        for column, direction in enumerate(osm_tags.DIRECTIONS):
            access[number, column] = way_access(profile, tags, direction)
            speed[number, column] = free_flow_kmh(profile, tags, name, direction, built_up=bool(key % 2))
    return access[row].ravel(), speed[row].ravel()


def _closed_nodes(network: RoadNetwork, profile: Profile) -> NDArray[np.bool_]:
    """Return which nodes can't be passed."""
    closed = np.array([node_closed(profile, tags) for tags in network.tag_sets], np.bool_)
    return np.asarray(closed[network.node_tags] & (network.node_tags > 0), np.bool_)


def _chains(network: RoadNetwork, profile: Profile) -> tuple[Chain, ...]:
    """Return the restrictions that bind."""
    spans = zip(network.restriction_start[:-1].tolist(), network.restriction_start[1:].tolist(), strict=True)
    return tuple(
        (tuple(network.restriction_arc[begin:end].tolist()), bool(network.restriction_only[number]))
        for number, (begin, end) in enumerate(spans)
        if binds(profile, network.tag_sets[network.restriction_tags[number]])
    )
