"""Why no way leads from one place to another: the hour, the vehicle's size, its kind, or the roads themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from routing.clock import wall_clock
from routing.errors import Finding
from routing.matrix import TimeSlots
from routing.profiles import Profile
from routing.roads.graph.edge_graph import EdgeGraph, build_graph
from routing.roads.law.regimes import day_regimes
from routing.roads.network import RoadNetwork
from routing.roads.snapping import Snaps

_SIZES: Final = {
    "weight_t": ("way_too_heavy", "t"),
    "height_m": ("way_too_high", "m"),
    "width_m": ("way_too_wide", "m"),
    "length_m": ("way_too_long", "m"),
}
"""What a road may be too weak or too small for."""

_TINY: Final = 0.01
_DAY_S: Final = 24 * 3600


@dataclass(frozen=True)
class Law:
    """The rules of the road in a network at a second of a day; without a day time rules are left aside."""

    network: RoadNetwork
    day: Date | None
    at_s: int
    timezone: str
    state: str | None = None

    def graph(self, vehicle: Profile) -> EdgeGraph:
        """Return where a vehicle may drive."""
        regimes = day_regimes(self.network, vehicle, self.day, timezone=self.timezone, state=self.state)
        return build_graph(self.network, vehicle, regimes.rules[TimeSlots(regimes.starts_s).at(self.at_s)])

    def lets(self, vehicle: Profile, pair: Snaps) -> bool:
        """Tell whether a vehicle gets from the first place of ``pair`` to the second."""
        return leads(self.graph(vehicle), pair)

    def hours(self, vehicle: Profile, pair: Snaps) -> list[str]:
        """Return the spans of the day in which it does, as the clock on the wall shows them."""
        if self.day is None:
            return []
        regimes = day_regimes(self.network, vehicle, self.day, timezone=self.timezone, state=self.state)
        led = {rules.key: leads(build_graph(self.network, vehicle, rules), pair) for rules in regimes.rules}
        borders = [start for start in regimes.starts_s if start < _DAY_S]
        spans: list[list[int]] = []
        for (start, end), rules in zip(pairwise([*borders, _DAY_S]), regimes.rules, strict=False):
            if led[rules.key] and spans and spans[-1][1] == start:
                spans[-1][1] = end
            elif led[rules.key]:
                spans.append([start, end])
        return [f"{self._clock(start)}–{self._clock(end)}" for start, end in spans]

    def _clock(self, second: int) -> str:
        return "24:00" if second == _DAY_S or self.day is None else wall_clock(second, self.day, self.timezone)[:5]


def obstacle(law: Law, profiles: Mapping[str, Profile], pair: Snaps) -> Finding | None:
    """Return what keeps a vehicle from the second place of ``pair``, or None if nothing does.

    Parameters
    ----------
    profiles
        All vehicles by name, that of ``pair`` among them.
    """
    vehicle = profiles[pair.profile]
    graph = law.graph(vehicle)
    if leads(graph, pair):
        return None
    if hours := law.hours(vehicle, pair):
        return Finding(code="way_closed_at_hour", value=pair.places[1], detail=", ".join(hours))
    return _unfit(law, profiles, pair) or _cut_off(graph, pair)


def _unfit(law: Law, profiles: Mapping[str, Profile], pair: Snaps) -> Finding | None:
    """Return what it is about the vehicle that keeps it off, if another one gets there."""
    vehicle, destination = profiles[pair.profile], pair.places[1]
    if found := _too_large(law, vehicle, pair):
        return Finding(code=found[0], value=destination, detail=found[1])
    if not vehicle.emission_badge and law.lets(vehicle.model_copy(update={"emission_badge": True}), pair):
        return Finding(code="way_needs_badge", value=destination)
    others = [name for name, other in profiles.items() if name != vehicle.name and law.lets(other, pair)]
    return Finding(code="way_for_others", value=destination, detail=", ".join(others)) if others else None


def _cut_off(graph: EdgeGraph, pair: Snaps) -> Finding:
    """Return which of the two places has no way to the rest of the network."""
    if not graph.can_start[2 * int(pair.edge[0]) + np.arange(2)].any():
        return Finding(code="way_out_missing", value=pair.places[0])
    return Finding(code="way_in_missing", value=pair.places[1])


def _too_large(law: Law, vehicle: Profile, pair: Snaps) -> tuple[str, str] | None:
    """Return the code and the size that keeps a vehicle off, if a small one of its kind gets there."""
    if not law.lets(vehicle.model_copy(update=dict.fromkeys(_SIZES, _TINY)), pair):
        return None
    for name, (code, unit) in _SIZES.items():
        if law.lets(vehicle.model_copy(update={name: _TINY}), pair):
            return code, f"{getattr(vehicle, name):g} {unit}"
    return "way_too_large", f"{vehicle.weight_t:g} t"


def leads(graph: EdgeGraph, pair: Snaps) -> bool:
    """Tell whether any way leads from the first place of ``pair`` to the second."""
    arcs = 2 * pair.edge.astype(np.int64)[:, None] + np.arange(2)
    begins = graph.start_state[arcs[0]]
    if pair.edge[0] == pair.edge[1]:
        ahead = pair.share[0] <= pair.share[1], pair.share[0] >= pair.share[1]
        if any(state >= 0 and on for state, on in zip(begins.tolist(), ahead, strict=True)):
            return True
    turns = csr_array((np.ones(graph.turns, np.int8), graph.turn_to, graph.turn_start), shape=(graph.states,) * 2)
    into = np.unique(graph.turn_to[_runs_of(graph, begins[begins >= 0].tolist())])
    ends = np.isin(graph.state_arc, arcs[1])
    return any(ends[breadth_first_order(turns, int(state), return_predecessors=False)].any() for state in into)


def _runs_of(graph: EdgeGraph, states: list[int]) -> list[int]:
    """Return the turns that leave the states."""
    return [turn for state in states for turn in range(graph.turn_start[state], graph.turn_start[state + 1])]
