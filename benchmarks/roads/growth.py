"""How building, memory and matrices grow with the network: copies of one real town joined to larger and larger ones.

Each size is measured in a process of its own, so that memory is that size's
alone. Dijkstra's algorithm answers for a few of the places and is scaled.
"""

import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.roads.agreement import agreement, among, ways_add_up
from benchmarks.roads.bench import another_hour, random_pair, seconds_of
from benchmarks.roads.clock import Clock
from benchmarks.roads.fresh import in_fresh_process, peak_mb
from benchmarks.roads.growth_chart import Panel, growth_svg
from benchmarks.roads.places import random_places
from benchmarks.roads.tiling import JOINS, span_km, tiled
from routing.matrix import Matrix
from routing.progress import Say, silent
from routing.roads import DijkstraEngine, HierarchyEngine, RoadNetwork, Snaps, read_extract
from routing.traffic import FREE_FLOW

SIZES = (1, 2, 4, 8, 12)
_WAYS = 100
_DIJKSTRA_ROWS = 24
_REPETITIONS = 3
_BUILD = ("legal rules", "graph", "order", "topology", "weights", "metric")


def road_growth(
    extract: Path, copies: Sequence[int], stops: int, seed: int, profile: str = "van", *, say: Say = silent
) -> dict[str, Any]:
    """Measure networks of several sizes, all tiled from one town.

    Parameters
    ----------
    copies
        How often the town stands in each network, ascending.
    stops
        Places per side of the matrix.

    Returns
    -------
    dict
        ``parts``: per size its copies, edges, seconds of each part of building, ``build_s`` of all of them,
        ``peak_mb``, ``matrix_s``, agreement with Dijkstra's algorithm and how often faster it is.

    Raises
    ------
    RoadsError
        If the extract can't be used.
    InputError
        If there is no such profile.
    """
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        town = Path(folder) / "town.roads"
        read_extract(extract).save(town)
        in_fresh_process(answered, town, 2, seed, profile)  # leaves compiled code on the disk
        for number in copies:
            say(f"{number} x {extract.name}")
            laid_out = in_fresh_process(lay_out, town, number, Path(folder) / "tiled.roads")
            parts.append(laid_out | in_fresh_process(answered, Path(folder) / "tiled.roads", stops, seed, profile))
    return {
        "tiled_from": extract.name,
        "tiling": (
            f"copies of {extract.name} side by side, neighbours joined by at most {JOINS} roads; "
            "no region has so few across such a border, so separators are easier to find than there"
        ),
        "profile": profile,
        "stops": stops,
        "seed": seed,
        "parts": parts,
    }


def lay_out(town: Path, copies: int, saved: Path) -> dict[str, Any]:
    """Tile a saved town and save what came of it."""
    begin = time.perf_counter()
    network = tiled(RoadNetwork.load(town), copies)
    network.save(saved)
    return {
        "copies": copies,
        "nodes": network.nodes,
        "edges": network.edges,
        "span_km": span_km(network),
        "joining_roads": network.counts["joining_roads"],
        "tile_s": round(time.perf_counter() - begin, 3),
    }


def answered(saved: Path, stops: int, seed: int, profile: str) -> dict[str, Any]:
    """Build, customize and ask; the peak of memory is that of building and of one slot's matrix."""
    build = Clock()
    network = RoadNetwork.load(saved)
    engine = HierarchyEngine(network)
    with build.watching():
        with build.part("legal rules"):
            graph = engine.graph(profile)
        with build.part("other"):
            engine.matrix(random_pair(engine, profile), profile, FREE_FLOW)
    snaps = engine.snap(random_places(network, graph, stops, seed), profile)
    matrix = engine.matrix(snaps, profile, FREE_FLOW)
    peak = peak_mb()
    each_s = [seconds_of(lambda: engine.matrix(snaps, profile, FREE_FLOW)) for _ in range(_REPETITIONS)]
    compared = _compared(network, snaps, matrix, seed)
    return {
        "states": graph.states,
        "turns": graph.turns,
        "build_s": round(sum(build.parts[part] for part in _BUILD), 3),
        "build_parts": build.rounded,
        "peak_mb": peak,
        "slot_s": _slot_s(engine, profile),
        "matrix_s": round(statistics.median(each_s), 3),
        "matrix_each_s": [round(seconds, 3) for seconds in each_s],
        "ratio": round(compared["dijkstra_matrix_s"] / statistics.median(each_s), 1),
        **compared,
        "ways": ways_add_up(engine, snaps, matrix, FREE_FLOW, _WAYS, seed),
    }


def _slot_s(engine: HierarchyEngine, profile: str) -> float:
    """Return the median seconds to weigh the hierarchy for a slot unlike all before."""
    each_s = []
    for number in range(_REPETITIONS):
        clock = Clock()
        with clock.watching():
            engine.matrix(random_pair(engine, profile), profile, another_hour(number))
        each_s.append(clock.parts["weights"] + clock.parts["metric"])
    return round(statistics.median(each_s), 3)


def _compared(network: RoadNetwork, snaps: Snaps, matrix: Matrix, seed: int) -> dict[str, Any]:
    """Let Dijkstra's algorithm answer between some of the places."""
    places = len(snaps.places)
    rows = np.sort(np.random.default_rng(seed).permutation(places)[:_DIJKSTRA_ROWS])
    some, plain = snaps.only(rows), DijkstraEngine(network)
    plain.matrix(some.only(np.arange(2)), matrix.profile, FREE_FLOW)
    begin = time.perf_counter()
    expected = plain.matrix(some, matrix.profile, FREE_FLOW)
    spent_s = time.perf_counter() - begin
    return {
        "dijkstra_matrix_s": round(spent_s * places / len(rows), 1),
        "dijkstra_rows": len(rows),
        "agreement": agreement(among(matrix, rows), expected),
    }


def picture(measured: Mapping[str, Any]) -> str:
    """Return an SVG of what :func:`road_growth` measured."""
    parts: Sequence[Mapping[str, Any]] = measured["parts"]
    build = {"all": [part["build_s"] for part in parts]} | {
        name: [part["build_parts"].get(name, 0.0) for part in parts] for name in ("order", "topology", "graph")
    }
    stops = measured["stops"]
    panels = (
        Panel("Building, without reading the file, in s", build),
        Panel("Another time slot, in s", {"slot": [part["slot_s"] for part in parts]}),
        Panel(f"Matrix of {stops} × {stops}, in s", {"matrix": [part["matrix_s"] for part in parts]}),
        Panel("Peak memory of the process, in MB", {"peak": [part["peak_mb"] for part in parts]}),
    )
    town = measured["tiled_from"]
    return growth_svg(
        [round(part["edges"] / 1000) for part in parts],
        panels,
        f"How roads grow: copies of {town} joined",
        f"thousand edges, tiled from copies of {town}",
    )
