"""What the law makes of a network for one vehicle, and when in a day it changes.

Time rules (``*:conditional``) open and close roads by the clock. Between two
of their borders nothing changes: such a stretch of the day is a *regime*, and
regimes with the same outcome are one.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from routing.clock import datetime_at, midnight, second_at
from routing.profiles import Profile
from routing.roads.law import tags as osm_tags
from routing.roads.law.access import CLOSED, END_ONLY, OPEN, node_closed, way_access
from routing.roads.law.conditions import Moment, settle, time_rules
from routing.roads.law.enclaves import without_enclaves
from routing.roads.law.speeds import free_flow_kmh
from routing.roads.law.tags import Direction, Tags
from routing.roads.law.time_rules import TimeRule
from routing.roads.law.turn_rules import restriction_kind
from routing.roads.network import RoadNetwork
from routing.traffic import ROAD_CLASSES

_HORIZON_S = 48 * 3600

Chain = tuple[tuple[int, ...], bool]
"""Arcs of a turn restriction, and whether it is an *only* rule; see ``RoadNetwork``."""


@dataclass(frozen=True, eq=False)
class LegalRules:
    """What one vehicle may do while nothing changes.

    Parameters
    ----------
    access
        Per arc CLOSED, OPEN or END_ONLY, see :mod:`routing.roads.law.access`.
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

    The first start is 0; the rules of the first regime count before it too. Starts lie below 48 hours; regimes of
    one day that come back are the same object.
    """

    starts_s: tuple[int, ...]
    rules: tuple[LegalRules, ...]


def legal_rules(network: RoadNetwork, profile: Profile, moment: Moment | None = None) -> LegalRules:
    """Return what holds for a vehicle at a moment; without one, time rules are left aside and the plain tags count."""
    law = _Law(network, profile)
    return law.rules([subject.judge(moment) for subject in law.timed] if moment else None)


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
    law = _Law(network, profile)
    if day is None or not law.timed:
        return DayRegimes((0,), (law.rules(),))
    clock = _Clock(day, timezone, state)
    lines = [clock.timeline(subject.rules, subject.judge) for subject in law.timed]
    made: dict[Hashable, LegalRules] = {}
    starts_s: list[int] = []
    rules: list[LegalRules] = []
    for second in sorted({start for starts, _ in lines for start in starts}):
        outcome = tuple(values[bisect_right(starts, second) - 1] for starts, values in lines)
        if outcome not in made:
            made[outcome] = law.rules(outcome)
        if not rules or rules[-1] is not made[outcome]:
            starts_s.append(second)
            rules.append(made[outcome])
    return _joined(starts_s, rules)


def _joined(starts_s: Sequence[int], rules: Sequence[LegalRules]) -> DayRegimes:
    """Return regimes without borders at which nothing changes for this vehicle."""
    same: dict[str, LegalRules] = {}
    kept: list[tuple[int, LegalRules]] = []
    for start_s, rule in zip(starts_s, rules, strict=True):
        one = same.setdefault(rule.key, rule)
        if not kept or kept[-1][1] is not one:
            kept.append((start_s, one))
    return DayRegimes(tuple(start_s for start_s, _ in kept), tuple(rule for _, rule in kept))


@dataclass(frozen=True)
class _Subject:
    """Something whose legal state time rules decide: a kind of way, a kind of node, a restriction."""

    rules: frozenset[TimeRule]
    judge: Callable[[Moment | None], Hashable]


class _Law:
    """Judges a network for a vehicle: once per distinct set of tags, and again only what time rules decide."""

    def __init__(self, network: RoadNetwork, profile: Profile) -> None:
        self._network, self._profile = network, profile
        built = network.edge_built_up.astype(np.int64)
        kind = network.way_tags[network.edge_way].astype(np.int64) * len(ROAD_CLASSES) + network.edge_class
        self._kinds, self._row = np.unique(kind * 2 + built, return_inverse=True)
        rules = [frozenset(time_rules(tags)) for tags in network.tag_sets]
        way_tags = (self._kinds // 2 // len(ROAD_CLASSES)).tolist()
        self._timed_kinds = [row for row, tags in enumerate(way_tags) if rules[tags]]
        self._node_tags = np.unique(network.node_tags).tolist()
        self._timed_nodes = [row for row in self._node_tags if rules[row]]
        self._restrictions = _restrictions(network)
        self._timed_restrictions = [row for row, (tags, _) in enumerate(self._restrictions) if rules[tags]]
        self.timed = [
            *(_Subject(rules[way_tags[row]], _bind(self._way, row)) for row in self._timed_kinds),
            *(_Subject(rules[row], _bind(self._node, row)) for row in self._timed_nodes),
            *(_Subject(rules[self._restrictions[row][0]], _bind(self._binds, row)) for row in self._timed_restrictions),
        ]

    def rules(self, outcome: Sequence[Hashable] | None = None) -> LegalRules:
        """Return the rules when what is timed comes out like this; without ``outcome`` on the plain tags."""
        ways, nodes, bound = self._plain
        if outcome is not None:
            ways, nodes, bound = ways.copy(), nodes.copy(), bound.copy()
            first, last = len(self._timed_kinds), len(self._timed_kinds) + len(self._timed_nodes)
            ways[self._timed_kinds] = np.array(outcome[:first], np.float64).reshape(-1, 4)
            nodes[self._timed_nodes] = np.array(outcome[first:last], np.bool_)
            bound[self._timed_restrictions] = np.array(outcome[last:], np.bool_)
        network = self._network
        closed = nodes[network.node_tags] & (network.node_tags > 0)
        access = ways[:, :2].astype(np.int8)[self._row]
        if not (self._profile.emission_badge or self._profile.is_bicycle):
            access[np.flatnonzero(network.edge_low_emission)] = CLOSED
        return LegalRules(
            access=without_enclaves(network, access.ravel(), closed),
            speed_kmh=ways[:, 2:][self._row].ravel(),
            closed=closed,
            chains=tuple(chain for (_, chain), binds in zip(self._restrictions, bound.tolist(), strict=True) if binds),
        )

    @cached_property
    def _plain(self) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Kinds of ways (access and km/h, both directions), sets of tags of nodes, restrictions on the plain tags."""
        ways = np.array([self._way(row, None) for row in range(len(self._kinds))], np.float64).reshape(-1, 4)
        nodes = np.zeros(len(self._network.tag_sets), np.bool_)
        nodes[self._node_tags] = [self._node(row, None) for row in self._node_tags]
        bound = np.array([self._binds(row, None) for row in range(len(self._restrictions))], np.bool_)
        return ways, nodes, bound

    def _way(self, row: int, moment: Moment | None) -> tuple[float, ...]:
        """Judge a kind of way: access there and back, km/h there and back."""
        key = int(self._kinds[row])
        tags = self._network.tag_sets[key // 2 // len(ROAD_CLASSES)]
        name = ROAD_CLASSES[key // 2 % len(ROAD_CLASSES)]
        passing = settle(tags, self._profile, moment, ending=False)
        ending = settle(tags, self._profile, moment, ending=True)
        there, back = (_access(self._profile, passing, ending, direction) for direction in osm_tags.DIRECTIONS)
        speeds = (
            free_flow_kmh(self._profile, passing, name, direction, built_up=bool(key % 2))
            for direction in osm_tags.DIRECTIONS
        )
        return there, back, *speeds

    def _node(self, row: int, moment: Moment | None) -> bool:
        """Tell whether tags of a node close it."""
        return node_closed(self._profile, settle(self._network.tag_sets[row], self._profile, moment, ending=False))

    def _binds(self, row: int, moment: Moment | None) -> bool:
        """Tell whether a restriction binds."""
        tags, (_, only) = self._restrictions[row]
        plain = settle(self._network.tag_sets[tags], self._profile, moment, ending=False)
        kind = restriction_kind(self._profile, plain)
        return kind is not None and kind.startswith("only_") == only


def _bind(judge: Callable[[int, Moment | None], Hashable], row: int) -> Callable[[Moment | None], Hashable]:
    """Return a judgement of one row."""
    return lambda moment: judge(row, moment)


def _access(profile: Profile, passing: Tags, ending: Tags, direction: Direction) -> int:
    """Return the legal state of an arc: judged for who passes through and for who begins or ends a trip there."""
    state = way_access(profile, passing, direction)
    if state == OPEN or ending == passing:
        return state
    return CLOSED if way_access(profile, ending, direction) == CLOSED else END_ONLY


def _restrictions(network: RoadNetwork) -> list[tuple[int, Chain]]:
    """Return the turn restrictions with the row of their tags."""
    spans = zip(network.restriction_start[:-1].tolist(), network.restriction_start[1:].tolist(), strict=True)
    rows = zip(network.restriction_tags.tolist(), network.restriction_only.tolist(), spans, strict=True)
    arcs = network.restriction_arc.tolist()
    return [(tags, (tuple(arcs[begin:end]), only)) for tags, only, (begin, end) in rows]


class _Clock:
    """The clock of a plan day and the next: what it shows at each second."""

    def __init__(self, day: Date, timezone: str, state: str | None) -> None:
        self._day, self._timezone, self._state = day, timezone, state
        self._borders: dict[TimeRule, frozenset[int]] = {}
        self._jumps = frozenset(_jumps(day, timezone))

    def timeline(
        self, rules: Iterable[TimeRule], judge: Callable[[Moment], Hashable]
    ) -> tuple[list[int], list[Hashable]]:
        """Return from which seconds on a judgement that rests on ``rules`` comes out how."""
        seconds = {0} | self._jumps
        for rule in rules:
            if rule not in self._borders:
                self._borders[rule] = frozenset(self._seconds(rule))
            seconds |= self._borders[rule]
        starts_s: list[int] = []
        values: list[Hashable] = []
        for second in sorted(seconds):
            value = judge(self._moment(second))
            if not values or value != values[-1]:
                starts_s.append(second)
                values.append(value)
        return starts_s, values

    def _moment(self, second: int) -> Moment:
        """Return what calendar and clock show at a second."""
        local = datetime_at(second, self._day, self._timezone)
        clock_s = local.hour * 3600 + local.minute * 60 + local.second
        return Moment(local.date(), clock_s, self._state)

    def _seconds(self, rule: TimeRule) -> Iterable[int]:
        """Yield the seconds at which the clock stands at a border of a rule."""
        for later in range(3):  # on a day of 23 hours the third day begins within the 48
            date = self._day + timedelta(days=later)
            for clock_s in rule.borders(date, self._state):
                for fold in (0, 1):
                    shown = datetime.combine(date, time(), ZoneInfo(self._timezone)) + timedelta(seconds=clock_s)
                    second = second_at(shown.replace(fold=fold), self._day, self._timezone)
                    if 0 < second < _HORIZON_S:
                        yield second


def _jumps(day: Date, timezone: str) -> Iterable[int]:
    """Yield the seconds at which the clock is set forward or back."""
    begin, zone = midnight(day, timezone), ZoneInfo(timezone)

    def offset(second: int) -> timedelta | None:
        return (begin + timedelta(seconds=second)).astimezone(zone).utcoffset()

    for hour in range(0, _HORIZON_S, 3600):
        low, high = hour, hour + 3600
        if offset(low) == offset(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        if high < _HORIZON_S:
            yield high
