"""Our engine beside others on the same towns: time, agreement, restrictions honoured; and where our times lie.

``python -m benchmarks.roads.comparison EXTRACT... --stops 500 --osrm PYTHON --pandana PYTHON``, where the last two are
Pythons with ``osrm-bindings`` (3.12 or newer) and with ``pandana``. A peer that isn't there is left out with the
reason. networkx, scipy and pandana get our own driving seconds on a graph of nodes; for them our engine leaves out what
junctions cost. OSRM comes with its own car profile: there, distances and ways are what can be compared.
"""

import argparse
import gzip
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.results import write_result
from benchmarks.roads import driven
from benchmarks.roads.node_graph import NO_JUNCTIONS, NodeGraph, Restrictions, turns_round, ways_of
from benchmarks.roads.places import random_places
from routing.matrix import UNREACHABLE
from routing.roads import DijkstraEngine, HierarchyEngine, RoadEngine, RoadNetwork, Snaps, read_extract
from routing.traffic import FREE_FLOW

_COMMAND = "python -m benchmarks.roads.comparison EXTRACT... --osrm PYTHON --pandana PYTHON"
_HERE = Path(__file__).parent
_NETWORKX_ROWS = 8
_PLAIN_STOPS = 60
_WAY_ROWS = 20
_PEER_LIMIT_S = 900
_SAME_STREET_M = 20
"""Places that both snapped closer together than this lie on the same street."""
_PANDANA_NO_WAY_S = 1e6
"""What pandana answers where it knows no way is above this."""

Table = NDArray[np.float64]


def compare(extract: Path, stops: int, seed: int, osrm: str | None, pandana: str | None) -> dict[str, Any]:
    """Return the peers' figures on one extract, and where our times lie."""
    network = read_extract(extract)
    fast = HierarchyEngine(network, profiles={"van": driven.without_causes()["van"], NO_JUNCTIONS.name: NO_JUNCTIONS})
    places = random_places(network, fast.graph("van"), stops, seed)
    snaps = fast.snap(places, "van", 1000)
    free_snaps = fast.snap(places, NO_JUNCTIONS.name, 1000)
    fast.matrix(snaps.only(range(2)), "van", FREE_FLOW)
    full, full_s = _timed(lambda: fast.matrix(snaps, "van", FREE_FLOW))
    free, _ = _timed(lambda: fast.matrix(free_snaps, NO_JUNCTIONS.name, FREE_FLOW))
    few = min(stops, _PLAIN_STOPS)
    slow = DijkstraEngine(network)
    slow.matrix(snaps.only(range(2)), "van", FREE_FLOW)
    plain, plain_s = _timed(lambda: slow.matrix(snaps.only(range(few)), "van", FREE_FLOW))
    rules = Restrictions(network)
    pairs = [(row, (row * 7 + 1) % stops) for row in range(stops)]
    peers: dict[str, Any] = {
        "termintreu": {
            "many_to_many_s": round(full_s, 3),
            "terms": "own speeds, turns, signals, restrictions",
            "ways": _judged(rules, [_own_way(fast, network, snaps, pair) for pair in pairs]),
        },
        "termintreu, plain Dijkstra on the same edge graph": {
            "many_to_many_s": round(plain_s * (stops / few), 3),
            "terms": f"the same; {few} x {few} measured, each row searches all; scaled by {stops / few:g}",
            "agreement": _agreement(_numbers(full.seconds[0][:few, :few]), _numbers(plain.seconds[0])),
        },
    }
    graph = NodeGraph(network)
    ours_free_s = _numbers(free.seconds[0])
    peers |= _node_peers(graph, free_snaps, ours_free_s, rules)
    peers["pandana"] = _pandana(pandana, graph, free_snaps, ours_free_s)
    answer = _osrm(osrm, extract, snaps, pairs)
    ours_s, ours_m = _numbers(full.seconds[0]), _numbers(full.metres[0])
    times = {"osmnx, raw": driven.against(ours_s, ours_m, driven.osmnx_raw_s(network, snaps))}
    if "left_out" not in answer:
        near = np.array(answer.pop("snap_m")) < _SAME_STREET_M
        durations, distances = (np.array(answer.pop(name)) for name in ("durations", "distances"))
        durations[~(near[:, None] & near)] = np.nan
        distances[~(near[:, None] & near)] = np.nan
        row = {node: number for number, node in enumerate(network.node_osm_id.tolist())}
        ways = [[row[node] for node in way if node in row] for way in answer.pop("ways")]
        answer |= {"ways": _judged(rules, ways), "agreement_m": _agreement(ours_m, distances)}
        times["OSRM, car profile"] = driven.against(ours_s, ours_m, durations)
    peers["OSRM"] = answer
    return {
        "extract": extract.name,
        "stops": stops,
        "seed": seed,
        "peers": peers,
        "ours_against": times,
        "share_of_our_time_by_cause": driven.costs_by_cause(network, snaps.only(range(few))),
    }


def _node_peers(graph: NodeGraph, snaps: Snaps, ours: Table, rules: Restrictions) -> dict[str, Any]:
    """Return scipy's and networkx's figures."""
    count, size = len(snaps.places), graph.network.nodes + len(snaps.places)
    tail, head, seconds = graph.arcs(snaps)
    places = graph.network.nodes + np.arange(count)
    weights = csr_array((seconds, (tail, head)), shape=(size, size))
    table, took_s = _timed(lambda: np.asarray(dijkstra(weights, indices=places)[:, places]))
    _, before = dijkstra(weights, indices=places[:_WAY_ROWS], return_predecessors=True)
    ways = [
        graph.named(way, snaps)
        for row, origin in enumerate(places[:_WAY_ROWS].tolist())
        for way in ways_of(before[row], places[places != origin][:: max(1, count // 25)].tolist(), origin)
    ]
    scipy_ = {
        "version": version("scipy"),
        "many_to_many_s": round(took_s, 3),
        "terms": "our driving seconds on nodes, durations only",
        "agreement": _agreement(ours, table),
        "ways": _judged(rules, ways),
    }
    street: nx.DiGraph[int] = nx.DiGraph()
    street.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), seconds.tolist(), strict=True))
    rows = min(_NETWORKX_ROWS, count)
    found, took_s = _timed(
        lambda: [nx.single_source_dijkstra_path_length(street, place) for place in places[:rows].tolist()]
    )
    small = np.array([[row.get(place, np.inf) for place in places.tolist()] for row in found])
    networkx_ = {
        "version": version("networkx"),
        "many_to_many_s": round(took_s * count / rows, 1),
        "terms": f"our driving seconds on nodes, durations only; {rows} rows measured, scaled by {count / rows:g}",
        "agreement": _agreement(ours[:rows], small),
        "ways": "as scipy's: the same graph",
    }
    return {"scipy": scipy_, "networkx": networkx_}


def _pandana(python: str | None, graph: NodeGraph, snaps: Snaps, ours: Table) -> dict[str, Any]:
    """Return pandana's figures, or why there are none."""
    if missing := _missing(python, "pandana"):
        return {"left_out": missing}
    tail, head, seconds = graph.arcs(snaps)
    count = len(snaps.places)
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked.npz", Path(folder) / "answered.npz"
        np.savez(
            asked, x=np.r_[graph.network.node_lon, snaps.lon], y=np.r_[graph.network.node_lat, snaps.lat], tail=tail,
            head=head, seconds=seconds, places=graph.network.nodes + np.arange(count),
        )  # fmt: skip
        _run([str(python), str(_HERE / "peer_pandana.py"), str(asked), str(answered)])
        with np.load(answered) as answer:
            table, build_s, table_s = answer["table"], float(answer["build_s"]), float(answer["table_s"])
    return {
        "version": _version(str(python), "pandana"),
        "build_s": round(build_s, 2),
        "many_to_many_s": round(table_s, 3),
        "terms": "our driving seconds on nodes, durations only",
        "agreement": _agreement(ours, np.where(table > _PANDANA_NO_WAY_S, np.inf, table)),
        "ways": "as scipy's: the same graph",
    }


def _osrm(python: str | None, extract: Path, snaps: Snaps, pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Return OSRM's figures and tables, or why there are none."""
    if missing := _missing(python, "osrm"):
        return {"left_out": missing}
    asked_python = str(python)
    home = Path(_run([asked_python, "-c", "import osrm; print(osrm.__path__[0])"]).strip())
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / extract.name.removesuffix(".gz")
        with gzip.open(extract) if extract.suffix == ".gz" else extract.open("rb") as file, source.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        begin = time.perf_counter()
        _run([asked_python, "-m", "osrm", "extract", "-p", str(home / "share/profiles/car.lua"), str(source)])
        data = str(source).partition(".osm")[0] + ".osrm"
        _run([asked_python, "-m", "osrm", "contract", data])
        build_s = time.perf_counter() - begin
        question = {"data": data, "places": np.column_stack([snaps.lon, snaps.lat]).tolist(), "pairs": list(pairs)}
        answer: dict[str, Any] = json.loads(_run([asked_python, str(_HERE / "peer_osrm.py")], json.dumps(question)))
    return {
        "version": _version(asked_python, "osrm-bindings"),
        "build_s": round(build_s, 2),
        "many_to_many_s": round(answer.pop("seconds"), 3),
        "into_numpy_s": round(answer.pop("numpy_s"), 3),
        "terms": "own car profile, durations and distances, contraction hierarchy",
        **answer,
    }


def _missing(python: str | None, module: str) -> str | None:
    """Return why a peer can't be asked, None if it can."""
    if python is None:
        return "no Python with it was named"
    try:
        _run([python, "-c", f"import {module}"])
    except (OSError, subprocess.CalledProcessError) as error:
        return f"not importable there: {error.__class__.__name__}"
    return None


def _version(python: str, package: str) -> str:
    """Return the version of a package under another Python."""
    return _run([python, "-c", f"from importlib.metadata import version; print(version('{package}'))"]).strip()


def _run(command: Sequence[str], given: str | None = None) -> str:
    """Return what a command of ours prints."""
    done = subprocess.run(  # noqa: S603 - commands of our own, on a Python that the caller names; no shell
        command, input=given, check=True, capture_output=True, text=True, timeout=_PEER_LIMIT_S
    )
    return done.stdout


def _own_way(engine: RoadEngine, network: RoadNetwork, snaps: Snaps, pair: tuple[int, int]) -> list[int]:
    """Return the nodes on our way, told by their coordinates."""
    at = {spot: row for row, spot in enumerate(zip(network.node_lon.tolist(), network.node_lat.tolist(), strict=True))}
    names = [snaps.places[row] for row in pair]
    line = engine.route(snaps, names, "van", FREE_FLOW, 0)[0].polyline
    return [at[point] for point in line if point in at]


def _judged(rules: Restrictions, ways: Sequence[Sequence[int]]) -> dict[str, int]:
    """Return how many ways break a turn restriction or turn round on the spot."""
    known = [way for way in ways if way]
    return {
        "ways": len(known),
        "break_a_restriction": sum(rules.broken_by(way) for way in known),
        "turn_round": sum(turns_round(way) for way in known),
    }


def _agreement(ours: Table, theirs: Table) -> dict[str, float | int]:
    """Return how two tables lie to each other where both know a way: ours ÷ theirs."""
    both = np.isfinite(ours) & np.isfinite(theirs) & (ours > 0) & (theirs > 0)
    ratio = ours[both] / theirs[both]
    off = np.abs(ours[both] - theirs[both])
    return {
        "pairs": int(both.sum()),
        "within_1": round(float((off <= 1.0).mean()), 4),
        "within_2_pct": round(float((np.abs(ratio - 1) <= 0.02).mean()), 4),  # noqa: PLR2004 - named in the key
        "median_ratio": round(float(np.median(ratio)), 4),
        "p95_ratio": round(float(np.percentile(ratio, 95)), 4),
        "only_one_knows_a_way": int((np.isfinite(ours) != np.isfinite(theirs)).sum()),
    }


def _numbers(values: NDArray[np.int32]) -> Table:
    """Return whole numbers as floats, infinite where no way leads."""
    return np.where(values == UNREACHABLE, np.inf, values.astype(float))


def _timed(run: Callable[[], Any]) -> tuple[Any, float]:
    """Return what was made and the seconds it took."""
    begin = time.perf_counter()
    made = run()
    return made, time.perf_counter() - begin


def main() -> None:
    """Compare on the towns named on the command line and keep the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roads.comparison")
    parser.add_argument("extracts", type=Path, nargs="+")
    parser.add_argument("--stops", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--osrm", help="a Python that has osrm-bindings")
    parser.add_argument("--pandana", help="a Python that has pandana")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    towns = [compare(extract, given.stops, given.seed, given.osrm, given.pandana) for extract in given.extracts]
    written = write_result(
        "roads-comparison", {"command": _COMMAND, "towns": towns}, inputs=given.extracts, out=given.out
    )
    print(written)  # noqa: T201 - a script says where its result lies


if __name__ == "__main__":
    main()
