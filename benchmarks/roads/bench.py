"""Measuring the road engine on one extract.

Protocol: places are drawn at random on the streets of the profile (each metre
is as likely as any other) from a seed. Everything is measured in one run on
one machine with all threads. What a user waits for the first time (from the
file to the first matrix, with and without compiled code; from a saved network
to the first answer) is measured in fresh processes, which also tell the peak
of memory. Then one process repeats the matrix, and Dijkstra's algorithm
answers the same question on the same edge-based graph with as many threads:
every second of the two matrices is compared. Matrices hold durations and
distances, with turn restrictions and places anywhere on a street.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.roads.agreement import agreement, among, reachable_chain, ways_add_up
from benchmarks.roads.clock import Clock
from benchmarks.roads.fresh import in_fresh_process
from benchmarks.roads.oracle import NAME as ORACLE
from benchmarks.roads.oracle import largest_error_s
from benchmarks.roads.places import random_places
from routing.matrix import UNREACHABLE, Matrix
from routing.model import Location
from routing.profiles import profiles_named
from routing.progress import Say, silent
from routing.roads import DijkstraEngine, HierarchyEngine, RoadNetwork, Snaps, read_extract
from routing.traffic import FREE_FLOW, ROAD_CLASSES, TravelFactors

REPETITIONS = 5
_ORACLE_ROWS = 8
_WAYS = 1000
_POINTS = 10_000
_CLASSES = 500
_SAVED, _CACHE, _COMPILED = "bench.roads", "cache", "compiled"


def another_hour(number: int) -> TravelFactors:
    """Return made-up factors, unlike free flow and unlike those of another number."""
    return TravelFactors(
        name=f"another-hour-{number}",
        source="made up, to be unlike free flow",
        starts_s=(0,),
        factors={name: (1.1 + 0.1 * row + 0.01 * number,) for row, name in enumerate(ROAD_CLASSES)},
    )


def bench_roads(
    extract: Path,
    stops: int,
    seed: int,
    profile: str = "van",
    *,
    dijkstra_rows: int | None = None,
    cold: bool = True,
    say: Say = silent,
) -> dict[str, Any]:
    """Build, save, reload and ask a network; return one JSON document.

    Parameters
    ----------
    stops
        Number of random places; the matrix is (stops, stops).
    profile
        Vehicle to ask for.
    dijkstra_rows
        Dijkstra's algorithm answers for so many of the places only, and its time is scaled to all rows.
    cold
        Also measure with nothing compiled, which takes a minute.

    Returns
    -------
    dict
        ``build_s`` from the file to a network ready to answer, ``first_matrix_s`` from the file to the first whole
        matrix, both in a fresh process with compiled code on the disk, in ``first_parts``; ``cold_s`` the same
        process with nothing compiled, from its start; ``peak_mb`` the memory of the former. ``reload_s`` from the saved
        network and cache to a network ready to answer. ``slot_s`` to weigh the graph for another time slot,
        ``matrix_s`` (median of ``matrix_each_s``) for one slot, ``dijkstra_matrix_s`` by Dijkstra's algorithm and
        ``ratio``. ``max_abs_error_s`` between the two, and agreement in ``agreement``, ``ways``, ``oracle``.

    Raises
    ------
    RoadsError
        If the extract can't be used.
    InputError
        If there is no such profile.
    """
    profiles_named([profile])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say("from the file to the first matrix")
        asked = (extract, stops, seed, profile)
        compiled = folder / _COMPILED
        colder = in_fresh_process(first_matrix, *asked, folder / "cold", compiled=compiled) if cold else None
        first = in_fresh_process(first_matrix, *asked, folder, compiled=compiled if cold else None)
        say("reload")
        again = in_fresh_process(reload, folder, stops, seed, profile, compiled=compiled if cold else None)
        network = RoadNetwork.load(folder / _SAVED)
        fast = HierarchyEngine(network, cache=folder / _CACHE)
        answered = _ask(fast, stops, seed, profile, dijkstra_rows, say)
    return {
        "extract": extract.name,
        "engine": "hierarchy",
        "profile": profile,
        "stops": stops,
        "seed": seed,
        "threads": os.cpu_count(),
        "nodes": network.nodes,
        "edges": network.edges,
        "build_s": first["build_s"],
        "first_matrix_s": first["total_s"],
        "first_parts": first["parts"],
        "first_process_s": first["process_s"],
        "cold_s": colder and colder["process_s"],
        "cold_parts": colder and colder["parts"],
        "peak_mb": first["peak_mb"],
        "kept_mb": again["kept_mb"],
        "reload_s": again["ready_s"],
        "reload_parts": again["parts"],
        "reload_to_matrix_s": again["matrix_s"],
        "reload_first_s": again["first_ready_s"],
        "reload_peak_mb": again["peak_mb"],
        **answered,
    }


def first_matrix(extract: Path, stops: int, seed: int, profile: str, folder: Path) -> dict[str, Any]:
    """Go from an extract to the first whole matrix, and leave network and cache in a folder."""
    clock = Clock()
    folder.mkdir(exist_ok=True)
    with clock.watching():
        with clock.part("read"):
            network = read_extract(extract)
        engine = HierarchyEngine(network, cache=folder / _CACHE)
        with clock.part("legal rules"):
            graph = engine.graph(profile)
        with clock.part("search tree"):
            engine.snap(random_places(network, graph, 1, seed), profile)
        pair = random_pair(engine, profile)
        with clock.part("first answer"):
            engine.matrix(pair, profile, FREE_FLOW)
        build_s = clock.total_s
        places = random_places(network, graph, stops, seed)
        with clock.part("snap"):
            snaps = engine.snap(places, profile)
        with clock.part("cells"):
            engine.matrix(snaps, profile, FREE_FLOW)
    network.save(folder / _SAVED)
    return {"build_s": build_s, "total_s": clock.total_s, "parts": clock.rounded}


def reload(folder: Path, stops: int, seed: int, profile: str) -> dict[str, Any]:
    """Open a saved network twice, at first with the code still on the disk, and answer."""
    first, ready = Clock(), Clock()
    _open(folder, profile, first)
    engine = _open(folder, profile, ready)
    places = random_places(engine.network, engine.graph(profile), stops, seed)
    begin = time.perf_counter()
    engine.matrix(engine.snap(places, profile), profile, FREE_FLOW)
    matrix_s = time.perf_counter() - begin
    kept = sum(path.stat().st_size for path in (folder / _CACHE).iterdir())
    return {
        "first_ready_s": first.total_s,
        "ready_s": ready.total_s,
        "parts": ready.rounded,
        "matrix_s": round(ready.total_s + matrix_s, 3),
        "kept_mb": round((kept + (folder / _SAVED).stat().st_size) / 2**20, 1),
    }


def _open(folder: Path, profile: str, clock: Clock) -> HierarchyEngine:
    """Open a saved network until it has answered for two places."""
    with clock.watching():
        with clock.part("network"):
            network = RoadNetwork.load(folder / _SAVED)
        engine = HierarchyEngine(network, cache=folder / _CACHE)
        with clock.part("legal rules"):
            engine.graph(profile)
        pair = random_pair(engine, profile)
        with clock.part("first answer"):
            engine.matrix(pair, profile, FREE_FLOW)
    return engine


def random_pair(engine: HierarchyEngine, profile: str) -> Snaps:
    """Return two places in the middle of usable streets, found without a search tree."""
    edges = np.flatnonzero(engine.graph(profile).usable_edge)[[0, -1]].astype(np.int32)
    half = np.full(2, 0.5)
    return Snaps(profile=profile, places=("a", "b"), edge=edges, share=half, lon=half, lat=half, walk_m=half)


def _ask(
    fast: HierarchyEngine, stops: int, seed: int, profile: str, dijkstra_rows: int | None, say: Say
) -> dict[str, Any]:
    """Ask for matrices and ways, and compare them with other engines'."""
    graph = fast.graph(profile)
    places = random_places(fast.network, graph, stops, seed)
    snaps = fast.snap(places, profile)
    say("matrix")
    fast.matrix(snaps, profile, FREE_FLOW)
    each_s = [seconds_of(lambda: fast.matrix(snaps, profile, FREE_FLOW)) for _ in range(REPETITIONS)]
    matrix = fast.matrix(snaps, profile, FREE_FLOW)
    slots = [_slot(fast, profile, number) for number in range(1 + REPETITIONS)][1:]
    say("Dijkstra")
    rows = min(stops, dijkstra_rows or stops)
    plain = DijkstraEngine(fast.network)
    some = snaps.only(np.arange(rows))
    plain.matrix(random_pair(fast, profile), profile, FREE_FLOW)
    begin = time.perf_counter()
    expected = plain.matrix(some, profile, FREE_FLOW)
    dijkstra_s = (time.perf_counter() - begin) * stops / rows
    matrix_s = statistics.median(each_s)
    agrees = agreement(among(matrix, np.arange(rows)), expected)
    say("ways")
    oracle_rows = np.unique(np.linspace(0, stops - 1, min(stops, _ORACLE_ROWS)).astype(int)).tolist()
    return {
        "states": graph.states,
        "turns": graph.turns,
        "restrictions": {name: count for name, count in fast.network.counts.items() if "restrictions" in name},
        "matrix_s": round(matrix_s, 4),
        "matrix_best_s": round(min(each_s), 4),
        "matrix_each_s": [round(seconds, 4) for seconds in each_s],
        "slot_s": round(statistics.median(sum(slot[part] for part in ("weights", "metric")) for slot in slots), 4),
        "slot_parts": slots[-1],
        "dijkstra_matrix_s": round(dijkstra_s, 3),
        "dijkstra_rows": rows,
        "ratio": round(dijkstra_s / matrix_s, 1),
        "max_abs_error_s": agrees["max_abs_error_s"],
        "unreachable_pairs": int((matrix.seconds[0] == UNREACHABLE).sum()),
        "agreement": agrees,
        "ways": ways_add_up(fast, snaps, matrix, FREE_FLOW, _WAYS, seed),
        "oracle": {
            "name": ORACLE,
            "rows": len(oracle_rows),
            "max_abs_error_s": largest_error_s(graph, snaps, matrix.seconds[0], oracle_rows),
        },
        "other_answers": _other_answers(fast, snaps, matrix, random_places(fast.network, graph, _POINTS, seed + 1)),
    }


def _other_answers(fast: HierarchyEngine, snaps: Snaps, matrix: Matrix, points: dict[str, Location]) -> dict[str, Any]:
    """Time what else an engine is asked for."""
    profile = snaps.profile
    fast.matrix(random_pair(fast, profile), profile, FREE_FLOW, with_classes=True)
    some = snaps.only(np.arange(min(_CLASSES, len(snaps.places))))
    chain = [snaps.places[row] for row in reachable_chain(matrix, _WAYS, np.random.default_rng(0))]
    return {
        "snapped": len(points),
        "snap_s": round(seconds_of(lambda: fast.snap(points, profile)), 3),
        "ways": len(chain) - 1,
        "ways_s": round(seconds_of(lambda: fast.route(snaps, chain, profile, FREE_FLOW, 0)), 3),
        "classes_stops": len(some.places),
        "classes_s": round(seconds_of(lambda: fast.matrix(some, profile, FREE_FLOW, with_classes=True)), 3),
    }


def _slot(fast: HierarchyEngine, profile: str, number: int) -> dict[str, float]:
    """Return what it takes until two places are answered for in a slot unlike all before."""
    pair, clock = random_pair(fast, profile), Clock()
    with clock.watching(), clock.part("other"):
        fast.matrix(pair, profile, another_hour(number))
    return clock.rounded


def seconds_of(run: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin
