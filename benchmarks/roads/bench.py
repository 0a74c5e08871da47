"""Measuring a road engine on one extract.

Protocol: stops are drawn at random on the streets of the profile (each metre
is as likely as any other) from a seed. Kernels are compiled before any clock
runs. One matrix is one time slot, durations and distances, all threads. The
matrix is compared with scipy's Dijkstra on the same graph for some of its
rows; places on streets are joined to that graph as extra nodes.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Location
from routing.roads import DijkstraEngine, RoadNetwork, Snaps, read_extract
from routing.roads.graph import EdgeGraph
from routing.roads.snapping import cut_line
from routing.traffic import FREE_FLOW, ROAD_CLASSES, TravelFactors

_ORACLE_ROWS = 8
_ANOTHER_HOUR = TravelFactors(
    name="another-hour",
    source="made up, to be unlike free flow",
    starts_s=(0,),
    factors={name: (1.0 + 0.1 * row,) for row, name in enumerate(ROAD_CLASSES)},
)


def bench_roads(extract: Path, stops: int, seed: int, profile: str = "van") -> dict[str, object]:
    """Build, save, reload and ask a network; return one JSON document.

    Parameters
    ----------
    stops
        Number of random places; the matrix is (stops, stops).
    profile
        Vehicle to ask for.

    Returns
    -------
    dict
        ``build_s`` from the file to a saved network with its graph,
        ``reload_s`` from that file to the graph, ``snap_s`` for all stops
        (search tree included), ``slot_s`` to weigh the graph for another time
        slot, ``matrix_s`` for one slot and ``dijkstra_matrix_s`` the same by
        the plain engine (there is no other engine yet, so they are one
        measurement), ``max_abs_error_s`` against scipy over the rows ``oracle_rows``.

    Raises
    ------
    RoadsError
        If the extract can't be used.
    InputError
        If there is no such profile.
    """
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "bench.roads"
        begin = time.perf_counter()
        network = read_extract(extract)
        DijkstraEngine(network).graph(profile)
        network.save(saved)
        build_s = time.perf_counter() - begin
        begin = time.perf_counter()
        engine = DijkstraEngine(RoadNetwork.load(saved))
        graph = engine.graph(profile)
        reload_s = time.perf_counter() - begin
    places = random_places(engine.network, graph, stops, seed)
    begin = time.perf_counter()
    snaps = engine.snap(places, profile)
    snap_s = time.perf_counter() - begin
    engine.matrix(engine.snap(dict(list(places.items())[:2]), profile), profile, FREE_FLOW)  # compiles the kernels
    begin = time.perf_counter()
    graph.costs(_ANOTHER_HOUR.table[:, 0])
    slot_s = time.perf_counter() - begin
    begin = time.perf_counter()
    matrix = engine.matrix(snaps, profile, FREE_FLOW)
    matrix_s = time.perf_counter() - begin
    rows = np.unique(np.linspace(0, stops - 1, min(stops, _ORACLE_ROWS)).astype(int)).tolist()
    return {
        "extract": extract.name,
        "engine": "dijkstra",
        "profile": profile,
        "stops": stops,
        "seed": seed,
        "nodes": network.nodes,
        "edges": network.edges,
        "states": graph.states,
        "turns": graph.turns,
        "build_s": round(build_s, 3),
        "reload_s": round(reload_s, 3),
        "snap_s": round(snap_s, 3),
        "slot_s": round(slot_s, 4),
        "matrix_s": round(matrix_s, 3),
        "dijkstra_matrix_s": round(matrix_s, 3),
        "max_abs_error_s": _largest_error_s(graph, snaps, matrix, rows),
        "oracle": "scipy.sparse.csgraph.dijkstra on the same edge-based graph",
        "oracle_rows": len(rows),
        "unreachable_pairs": int((matrix.seconds[0] == UNREACHABLE).sum()),
        "peak_mb": _peak_mb(),
    }


def random_places(network: RoadNetwork, graph: EdgeGraph, stops: int, seed: int) -> dict[str, Location]:
    """Return places on usable streets; every metre is as likely as any other."""
    random = np.random.default_rng(seed)
    weight = network.edge_m * graph.usable_edge
    edges = random.choice(network.edges, size=stops, p=weight / weight.sum())
    places = {}
    for number, edge in enumerate(edges.tolist()):
        lon, lat = cut_line(network.polyline(edge), 0.0, random.random())[-1]
        places[f"p{number}"] = Location(lon=float(lon), lat=float(lat))
    return places


def _largest_error_s(graph: EdgeGraph, snaps: Snaps, matrix: Matrix, rows: list[int]) -> float:
    """Return the largest difference in seconds between rows of the matrix and the oracle, beyond rounding."""
    expected = _oracle_rows(graph, snaps, rows)
    found = np.where(matrix.seconds[0][rows] == UNREACHABLE, np.inf, matrix.seconds[0][rows])
    both = np.isfinite(expected) & np.isfinite(found)
    if (np.isfinite(expected) != np.isfinite(found)).any():
        return float("inf")
    return float(np.abs(np.rint(expected[both]) - found[both]).max(initial=0.0))


def _oracle_rows(graph: EdgeGraph, snaps: Snaps, rows: list[int]) -> NDArray[np.float64]:
    """Return free-flow seconds from some places to all, by scipy; each origin becomes a node of its own."""
    arc_s, turn_s = graph.costs(np.ones(len(ROAD_CLASSES)))
    share = np.column_stack([snaps.share, 1 - snaps.share])
    origin, target, cost = [graph.turn_from], [graph.turn_to], [turn_s]
    for number, row in enumerate(rows):
        for side in (0, 1):
            state = int(graph.start_state[2 * snaps.edge[row] + side])
            if state >= 0:
                turns = slice(graph.turn_start[state], graph.turn_start[state + 1])
                origin.append(np.full(turns.stop - turns.start, graph.states + number, np.int32))
                target.append(graph.turn_to[turns])
                cost.append(turn_s[turns] - share[row, side] * arc_s[state])
    size = graph.states + len(rows)
    entries = (np.concatenate(cost), (np.concatenate(origin), np.concatenate(target)))
    to = dijkstra(csr_array(entries, shape=(size, size)), indices=graph.states + np.arange(len(rows)))
    begin, states = graph.states_by_arc
    expected = np.full((len(rows), len(snaps.places)), np.inf)
    for place, edge in enumerate(snaps.edge.tolist()):
        for side in (0, 1):
            reached = states[begin[2 * edge + side] : begin[2 * edge + side + 1]]
            for state in reached.tolist():
                way = to[:, state] + share[place, side] * arc_s[state]
                expected[:, place] = np.minimum(expected[:, place], way)
            for number, row in enumerate(rows):
                if len(reached) and snaps.edge[row] == edge and share[place, side] >= share[row, side]:
                    ahead = (share[place, side] - share[row, side]) * arc_s[reached[0]]
                    expected[number, place] = min(expected[number, place], ahead)
    return expected


def _peak_mb() -> float | None:
    """Return the most memory this process has held, in MB; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not on every system

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
