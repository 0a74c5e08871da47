"""What the roads answer: snapping, matrices, routes."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from routing.errors import UnreachableError
from routing.matrix import UNREACHABLE, Matrix
from routing.model import Location
from routing.progress import Say, silent
from routing.roads.dijkstra import fill_rows, search, trace
from routing.roads.graph import EdgeGraph, build_graph
from routing.roads.network import RoadNetwork
from routing.roads.profiles import PROFILES, Profile, profiles_named
from routing.roads.snapping import Snapper, Snaps, cut_line
from routing.traffic import FREE_FLOW, ROAD_CLASSES, TravelFactors

_CHUNK = 16
"""Matrix rows a thread takes at a time."""


class RoadPath(NamedTuple):
    """The way of one leg.

    ``polyline`` holds points (lon, lat) from place to place; ``streets`` the
    names passed, each once in a row, unnamed ones left out.
    """

    origin: str
    destination: str
    polyline: tuple[tuple[float, float], ...]
    distance_m: int
    travel_s: int
    streets: tuple[str, ...]


class RoadEngine(Protocol):
    """Anything that can answer for a road network."""

    @property
    def network(self) -> RoadNetwork:
        """The network it answers for."""
        ...

    @property
    def zones(self) -> int:
        """Number of zones in ``Matrix.classes``: a square grid unless edges were given theirs."""
        ...

    def snap(self, places: Mapping[str, Location], profile: str, max_distance_m: int = 250) -> Snaps:
        """Put places on legal roads."""
        ...

    def matrix(
        self,
        snaps: Snaps,
        profile: str,
        traffic: TravelFactors,
        *,
        with_classes: bool = False,
        progress: Say = silent,
    ) -> Matrix:
        """Return seconds and metres between all places per time slot."""
        ...

    def route(
        self,
        snaps: Snaps,
        places: Sequence[str],
        profile: str,
        traffic: TravelFactors,
        departure_s: int | Sequence[int],
    ) -> list[RoadPath]:
        """Return the ways between consecutive places."""
        ...


@dataclass(frozen=True, eq=False)
class _Targets:
    """Snapped places as the kernel reads them."""

    origin_state: NDArray[np.int32]
    share: NDArray[np.float64]
    start: NDArray[np.int32]
    place: NDArray[np.int32]


class DijkstraEngine:
    """One search per place over the edge-based graph; plain, exact, the oracle of faster engines.

    Parameters
    ----------
    network
        The roads; graphs and search trees are built per profile at first use.
    zone_grid
        The rectangle of the network is laid out in ``zone_grid`` x
        ``zone_grid`` zones for :attr:`routing.matrix.Matrix.classes`.
    edge_zone
        Zone of each edge instead of that grid: whole numbers from 0.
    profiles
        Vehicles to choose from by name.
    threads
        How many run at a time; all cores unless given.
    """

    def __init__(
        self,
        network: RoadNetwork,
        *,
        zone_grid: int = 3,
        edge_zone: NDArray[np.int64] | None = None,
        profiles: Mapping[str, Profile] = PROFILES,
        threads: int | None = None,
    ) -> None:
        self._network = network
        self._edge_zone = _grid_zones(network, zone_grid) if edge_zone is None else edge_zone
        self._zones = zone_grid**2 if edge_zone is None else int(edge_zone.max(initial=0)) + 1
        self._profiles = profiles
        self._threads = threads or os.cpu_count() or 1
        self._graphs: dict[str, EdgeGraph] = {}
        self._snappers: dict[str, Snapper] = {}

    @property
    def network(self) -> RoadNetwork:
        """The network it answers for."""
        return self._network

    @property
    def zones(self) -> int:
        """Number of zones; bucket ``c * zones + z`` of ``Matrix.classes`` is class ``c`` in zone ``z``."""
        return self._zones

    def graph(self, profile: str) -> EdgeGraph:
        """Return the edge-based graph of a profile, built once.

        Raises
        ------
        InputError
            If there is no such profile.
        """
        if profile not in self._graphs:
            self._graphs[profile] = build_graph(self._network, *profiles_named([profile], self._profiles))
        return self._graphs[profile]

    def snap(self, places: Mapping[str, Location], profile: str, max_distance_m: int = 250) -> Snaps:
        """Put each place on the nearest road where the profile may start and end trips.

        Raises
        ------
        InputError
            If there is no such profile.
        SnapError
            Naming every place too far from such a road, with its distance.
        """
        if profile not in self._snappers:
            self._snappers[profile] = Snapper(self._network, profile, self.graph(profile).usable_edge)
        return self._snappers[profile].snap(places, max_distance_m)

    def matrix(
        self,
        snaps: Snaps,
        profile: str,
        traffic: TravelFactors,
        *,
        with_classes: bool = False,
        progress: Say = silent,
    ) -> Matrix:
        """Return travel seconds and metres between all places, per slot of ``traffic``.

        The metres are those of the fastest way of the slot. Both are rounded
        to the nearest whole number once, per pair. Slots with equal factors
        are computed once. ``classes`` holds the free-flow seconds of the
        free-flow way, turns and signals included, by class and zone (see
        :attr:`zones`): weighted with a slot's factors they give that way's seconds in the slot. They take
        4 bytes per pair, class and zone: 10 MB for 160 places and 9 zones, 400 MB for 1000.

        Raises
        ------
        ValueError
            If ``snaps`` are those of another profile.
        """
        graph = self._graph_for(snaps, profile)
        targets = _targets(graph, snaps)
        columns, slot_of = np.unique(traffic.table, axis=1, return_inverse=True)
        seconds, metres = [], []
        for number, factors in enumerate(columns.T):
            s, m, _ = self._fill(graph, targets, factors, with_classes=False)
            seconds.append(_whole(s))
            metres.append(_whole(m))
            progress(f"{profile} {number + 1}/{columns.shape[1]}")
        classes = None
        if with_classes:
            free = np.array([FREE_FLOW.factors[name][0] for name in ROAD_CLASSES])
            _, _, classes = self._fill(graph, targets, free, with_classes=True)
        return Matrix(
            places=snaps.places,
            slots=traffic.slots,
            seconds=np.stack(seconds)[slot_of.ravel()],
            metres=np.stack(metres)[slot_of.ravel()],
            profile=profile,
            classes=classes,
        )

    def route(
        self,
        snaps: Snaps,
        places: Sequence[str],
        profile: str,
        traffic: TravelFactors,
        departure_s: int | Sequence[int],
    ) -> list[RoadPath]:
        """Return the way of each leg between consecutive ``places``.

        Parameters
        ----------
        departure_s
            Second at which each leg is begun, or one for all. It chooses the
            slot; the leg is driven wholly at that slot's pace, so that seconds and metres equal the matrix entry.

        Raises
        ------
        UnreachableError
            If no way leads from a place to the next in that slot.
        ValueError
            If ``snaps`` are those of another profile.
        """
        graph = self._graph_for(snaps, profile)
        rows = snaps.rows(places)
        leaves = np.broadcast_to(departure_s, max(0, len(rows) - 1)).tolist()
        legs = zip(rows[:-1], rows[1:], leaves, strict=True)
        return [
            self._leg(graph, snaps, origin, destination, traffic.table[:, traffic.slots.at(leave)])
            for origin, destination, leave in legs
        ]

    def _graph_for(self, snaps: Snaps, profile: str) -> EdgeGraph:
        """Return the profile's graph after checking that the places lie on it."""
        if snaps.profile != profile:
            msg = f"places were snapped for {snaps.profile}, not for {profile}"
            raise ValueError(msg)
        return self.graph(profile)

    def _fill(
        self, graph: EdgeGraph, targets: _Targets, factors: NDArray[np.float64], *, with_classes: bool
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]:
        """Return seconds, metres and, if asked for, seconds by bucket for one set of factors."""
        size = len(targets.share)
        arc_s, turn_s = graph.costs(factors)
        zone = self._edge_zone[graph.state_arc >> 1]
        bucket = (graph.state_class.astype(np.int64) * self._zones + zone).astype(np.int32)
        seconds, metres = np.empty((size, size)), np.empty((size, size))
        width = len(ROAD_CLASSES) * self._zones if with_classes else 0
        buckets = np.zeros((size, size, width), np.float32)

        def run(begin: int) -> None:
            fill_rows(
                begin, min(begin + _CHUNK, size), targets.origin_state, targets.share, graph.state_arc,
                graph.turn_start, graph.turn_from, graph.turn_to, turn_s, arc_s, graph.state_m,
                targets.start, targets.place, seconds, metres, bucket, buckets,
            )  # fmt: skip

        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(run, range(0, size, _CHUNK)))
        return seconds, metres, buckets

    def _leg(
        self, graph: EdgeGraph, snaps: Snaps, origin: int, destination: int, factors: NDArray[np.float64]
    ) -> RoadPath:
        """Return the way of one leg."""
        pair = Snaps(
            profile=snaps.profile,
            places=(snaps.places[origin], snaps.places[destination]),
            **{name: getattr(snaps, name)[[origin, destination]] for name in ("edge", "share", "lon", "lat", "walk_m")},
        )
        states, seconds = _way(graph, pair, factors)
        if not states:
            raise UnreachableError.of("leg_unreachable", value=pair.places[0], detail=pair.places[1])
        parts = list(_parts(graph, pair, states))
        lines = [_oriented(self._network.polyline(arc >> 1), arc, begin, end) for arc, begin, end in parts]
        points = [tuple(point) for line in lines for point in line.tolist()]
        names = [self._network.street_name(arc >> 1) for arc, _, _ in parts]
        metres = sum((end - begin) * self._network.edge_m[arc >> 1] for arc, begin, end in parts)
        return RoadPath(
            origin=pair.places[0],
            destination=pair.places[1],
            polyline=tuple(p for k, p in enumerate(points) if k in (0, len(points) - 1) or p != points[k - 1]),
            distance_m=round(metres),
            travel_s=round(seconds),
            streets=tuple(name for k, name in enumerate(names) if name and (k == 0 or name != names[k - 1])),
        )


def _grid_zones(network: RoadNetwork, side: int) -> NDArray[np.int64]:
    """Return the zone of each edge, by its middle point: row from the south x side + column from the west."""
    lon, lat = network.edge_middle
    west, south, east, north = network.bounds
    column = (lon - west) / max(east - west, 1e-9) * side
    row = (lat - south) / max(north - south, 1e-9) * side
    cell = np.clip(np.floor([row, column]).astype(np.int64), 0, side - 1)
    return np.asarray(cell[0] * side + cell[1], np.int64)


def _targets(graph: EdgeGraph, snaps: Snaps) -> _Targets:
    """Return the states in which each place can be left and reached."""
    arcs = np.column_stack([2 * snaps.edge, 2 * snaps.edge + 1])
    begin, states = graph.states_by_arc
    reached = [
        (int(state), place)
        for place, both in enumerate(arcs.tolist())
        for arc in both
        for state in states[begin[arc] : begin[arc + 1]]
    ]
    reached.sort()
    pairs = np.array(reached, np.int64).reshape(-1, 2)
    count = np.bincount(pairs[:, 0], minlength=graph.states)
    return _Targets(
        origin_state=graph.start_state[arcs],
        share=np.column_stack([snaps.share, 1 - snaps.share]),
        start=np.concatenate([[0], np.cumsum(count)]).astype(np.int32),
        place=pairs[:, 1].astype(np.int32),
    )


def _whole(values: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return values rounded to whole numbers, unreachable ones marked."""
    finite = np.isfinite(values)
    return np.where(finite, np.rint(np.where(finite, values, 0)), UNREACHABLE).astype(np.int32)


def _way(graph: EdgeGraph, pair: Snaps, factors: NDArray[np.float64]) -> tuple[list[int], float]:
    """Return the states driven from the first place of ``pair`` to the second, and the seconds."""
    targets = _targets(graph, pair)
    arc_s, turn_s = graph.costs(factors)
    label, parent = np.empty(graph.states), np.empty(graph.states, np.int64)
    keys, items = np.empty(2 * graph.turns + 1), np.empty(2 * graph.turns + 1, np.int32)
    best, last = np.empty(2), np.empty(2, np.int32)
    search(
        0, targets.origin_state, targets.share, graph.state_arc, graph.turn_start, graph.turn_to, turn_s, arc_s,
        targets.start, targets.place, label, parent, keys, items, best, last,
    )  # fmt: skip
    states, turns = np.empty(graph.states + 1, np.int64), np.empty(graph.states + 1, np.int64)
    size = trace(last[1], parent, graph.turn_from, states, turns)
    return states[:size][::-1].tolist(), float(best[1])


def _parts(graph: EdgeGraph, pair: Snaps, states: Sequence[int]) -> Iterator[tuple[int, float, float]]:
    """Yield arc, and share of it where the drive begins and ends, per state."""
    for k, state in enumerate(states):
        arc = int(graph.state_arc[state])
        share = np.abs(pair.share - (arc & 1))
        yield arc, float(share[0]) if k == 0 else 0.0, float(share[1]) if k == len(states) - 1 else 1.0


def _oriented(points: NDArray[np.float64], arc: int, begin: float, end: float) -> NDArray[np.float64]:
    """Return the driven part of an arc in driving direction."""
    return cut_line(points[::-1] if arc & 1 else points, begin, end)
