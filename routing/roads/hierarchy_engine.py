"""Matrices and ways by a customizable contraction hierarchy: the engine that everything runs on.

Four things are made once and kept, in memory and, given a folder, on disk:
the order of a network's edges; the legal regimes of a profile's day; the
topology (graph and hierarchy) of each; the metric of a topology at one pace,
which is all that another hour needs.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import date as Date
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from routing.profile_file import profiles_in_use
from routing.profiles import Profile
from routing.roads.cache import Arrays, Cache, key_of
from routing.roads.cells import unpack_cells
from routing.roads.edge_engine import EdgeEngine, Regime, Whole
from routing.roads.ends import Costs, origins, targets
from routing.roads.graph.edge_graph import EdgeGraph, build_graph
from routing.roads.hierarchy import FARTHEST, Buckets, Hierarchy, Metric, edge_order
from routing.roads.law.regimes import LegalRules
from routing.roads.network import RoadNetwork
from routing.roads.pace import FREE_PACE, Pace
from routing.roads.recent import Recent
from routing.roads.snapping import Snaps
from routing.roads.ways import Drive
from routing.traffic import ROAD_CLASSES

KEPT_METRICS: Final = 16
"""Metrics kept in memory; a whole day of traffic has fewer."""

KEPT_ENGINES: Final = 4
"""Engines, and with them networks, that stay in the memory of a process."""

_ROWS: Final = 64
"""Matrix rows a thread decodes at a time."""


class _Topology(NamedTuple):
    """The hierarchy of a graph, and the key both are kept under."""

    key: str
    hierarchy: Hierarchy


class _Timed(NamedTuple):
    """A hierarchy at one pace, and the weights it was customized with."""

    metric: Metric
    costs: Costs


class HierarchyEngine(EdgeEngine):
    """The fast engine; see :class:`EdgeEngine` for the other parameters.

    Parameters
    ----------
    cache
        Folder for what was computed, shared by networks and processes; without one it is kept in memory alone.
    """

    def __init__(
        self,
        network: RoadNetwork,
        *,
        cache: Path | None = None,
        zone_grid: int = 3,
        edge_zone: NDArray[np.int64] | None = None,
        profiles: Mapping[str, Profile] | None = None,
        threads: int | None = None,
        timezone: str = "Europe/Berlin",
        state: str | None = None,
    ) -> None:
        super().__init__(
            network,
            zone_grid=zone_grid,
            edge_zone=edge_zone,
            profiles=profiles,
            threads=threads,
            timezone=timezone,
            state=state,
        )
        self._cache = Cache(cache) if cache else None
        self._topologies: WeakKeyDictionary[EdgeGraph, _Topology] = WeakKeyDictionary()
        self._timed: Recent[tuple[str, str, str], _Timed] = Recent(KEPT_METRICS)

    def settle(self) -> None:
        """Wait until all that was made is on disk."""
        if self._cache:
            self._cache.settle()

    def _judged(self, vehicle: Profile, day: Date | None) -> Iterator[Regime]:
        """Yield the regimes of a day; what is kept of them on disk spares judging the roads again."""
        key = key_of(self._network.content_hash, vehicle.model_dump_json(), str(day), self._timezone, self._state or "")
        arrays = self._cache.get("regimes", key) if self._cache else None
        if arrays is not None:
            kept = list(zip(arrays["start_s"].tolist(), arrays["key"].astype(str).tolist(), strict=True))
            graphs = {rules: self._read(vehicle, rules) for _, rules in kept}
            whole = {rules: graph for rules, graph in graphs.items() if graph is not None}
            if len(whole) == len(graphs):
                yield from (Regime(vehicle.name, start_s, rules, whole[rules]) for start_s, rules in kept)
                return
        found = list(super()._judged(vehicle, day))
        if self._cache:
            starts_s, keys = np.array([regime.start_s for regime in found]), np.array([regime.key for regime in found])
            self._cache.put("regimes", key, {"start_s": starts_s, "key": keys})
        yield from found

    def _built(self, vehicle: Profile, rules: LegalRules) -> EdgeGraph:
        """Return the graph of a profile in a regime; its hierarchy is made with it."""
        kept = self._read(vehicle, rules.key)
        if kept is not None:
            return kept
        graph = build_graph(self._network, vehicle, rules)
        hierarchy = Hierarchy.build(graph, self._order)
        key = self._topology_key(vehicle, rules.key)
        if self._cache:
            self._cache.put("topology", key, _graph_arrays(graph) | _named("hierarchy.", hierarchy.arrays))
        self._topologies[graph] = _Topology(key, hierarchy)
        return graph

    def _read(self, vehicle: Profile, rules: str) -> EdgeGraph | None:
        """Return the graph of a profile under the rules with a key if it is there, in memory or on disk."""
        graph = self._graphs.get((vehicle.name, rules))
        if graph is not None:
            return graph
        key = self._topology_key(vehicle, rules)
        arrays = self._cache.get("topology", key) if self._cache else None
        if arrays is None:
            return None
        graph = self._graphs[vehicle.name, rules] = _graph_from(arrays)
        self._topologies[graph] = _Topology(key, Hierarchy.from_arrays(_unnamed("hierarchy.", arrays)))
        return graph

    def _topology_key(self, vehicle: Profile, rules: str) -> str:
        return key_of(self._network.content_hash, vehicle.model_dump_json(), rules)

    @cached_property
    def _order(self) -> NDArray[np.int32]:
        """The order in which edges are contracted."""
        key = key_of(self._network.content_hash)
        arrays = self._cache.get("order", key) if self._cache else None
        if arrays is not None:
            return arrays["order"].astype(np.int32, copy=False)
        order = edge_order(self._network, self._threads)
        if self._cache:
            self._cache.put("order", key, {"order": order})
        return order

    def _at(self, regime: Regime, pace: Pace) -> _Timed:
        """Return a regime's hierarchy at a pace; the ones used last are kept."""
        key = regime.profile, regime.key, pace.key
        return self._timed.of(key, lambda: self._customized(regime.graph, pace))

    def _customized(self, graph: EdgeGraph, pace: Pace) -> _Timed:
        """Return the metric of a graph at a pace, from the disk if it is there."""
        topology = self._topologies[graph]
        costs = Costs.of(graph, pace.of_states(graph))
        key = key_of(topology.key, pace.key)
        arrays = self._cache.get("metric", key) if self._cache else None
        if arrays is not None:
            return _Timed(Metric.from_arrays(topology.hierarchy, arrays), costs)
        metric = topology.hierarchy.metric(costs.turn, self._threads)
        if self._cache:
            self._cache.put_later("metric", key, metric.arrays)
        return _Timed(metric, costs)

    def _classes(self, snaps: Snaps, regime: Regime) -> NDArray[np.float32]:
        """Return the free-flow seconds between all places by bucket."""
        metric, costs = self._at(regime, FREE_PACE)
        graph, size, width = regime.graph, len(snaps.places), len(ROAD_CLASSES) * self._zones.count
        buckets = Buckets(
            metric,
            origins(graph, snaps, costs),
            targets(graph, snaps, costs),
            self._zones.buckets(graph),
            width,
            threads=self._threads,
        )
        seconds = np.empty((size, size, width), np.float32)
        buckets.fill(0, size, seconds)
        seconds /= 1000
        return seconds

    def _cells(self, snaps: Snaps, regime: Regime, pace: Pace, seconds: Whole, metres: Whole) -> None:
        """Fill in seconds and metres between all places."""
        metric, costs = self._at(regime, pace)
        graph = regime.graph
        weights = metric.matrix(origins(graph, snaps, costs), targets(graph, snaps, costs), threads=self._threads)

        def decode(begin: int) -> None:
            unpack_cells(begin, min(begin + _ROWS, len(weights)), FARTHEST, weights, seconds, metres)

        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(decode, range(0, len(weights), _ROWS)))

    def _way(self, pair: Snaps, regime: Regime, pace: Pace) -> Drive | None:
        """Return the way from the first place of ``pair`` to the second, if there is one."""
        metric, costs = self._at(regime, pace)
        graph = regime.graph
        way = metric.way(origins(graph, pair.only([0]), costs), targets(graph, pair.only([1]), costs))
        if way.cost >= FARTHEST:
            return None
        seconds, metres = np.empty((1, 1), np.int32), np.empty((1, 1), np.int32)
        unpack_cells(0, 1, FARTHEST, np.array([[way.cost]]), seconds, metres)
        return Drive(way.states.tolist(), int(seconds[0, 0]), int(metres[0, 0]))


_Asked = tuple[RoadNetwork, str, str | None, tuple[tuple[str, Profile], ...]]
_engines: Final[Recent[_Asked, HierarchyEngine]] = Recent(KEPT_ENGINES)


def engine_of(network: RoadNetwork, timezone: str = "Europe/Berlin", state: str | None = None) -> HierarchyEngine:
    """Return the engine of a network: the few asked last stay, so that what one made is there for the next question.

    It knows the profiles in use (see :func:`routing.profile_file.profiles_in_use`). A network that was loaded from
    a file keeps what was computed beside it, in a folder of the same name that ends in ``.cache``.

    Parameters
    ----------
    timezone
        The clock on the wall that time rules mean.
    state
        Federal state whose public holidays they mean; without one only those of all Germany.
    """
    profiles = profiles_in_use()
    asked = network, timezone, state, tuple(profiles.items())
    cache = network.file.with_name(f"{network.file.name}.cache") if network.file else None
    return _engines.of(
        asked, lambda: HierarchyEngine(network, cache=cache, profiles=profiles, timezone=timezone, state=state)
    )


def _graph_arrays(graph: EdgeGraph) -> Arrays:
    """Return all that a graph is made of, as arrays."""
    return {f"graph.{item.name}": np.asarray(getattr(graph, item.name)) for item in fields(graph)}


def _graph_from(arrays: Arrays) -> EdgeGraph:
    """Return a graph from its arrays."""
    given = _unnamed("graph.", arrays)
    return EdgeGraph(**{name: value if value.ndim else value.item() for name, value in given.items()})  # type: ignore[arg-type]  # as kept


def _named(prefix: str, arrays: Mapping[str, NDArray[np.generic]]) -> Arrays:
    """Return arrays under longer names."""
    return {prefix + name: array for name, array in arrays.items()}


def _unnamed(prefix: str, arrays: Arrays) -> Arrays:
    """Return the arrays whose names begin with a prefix, without it."""
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
