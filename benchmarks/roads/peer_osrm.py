"""Ask OSRM for one table and some ways; runs under a Python that has it, and imports nothing of this project.

Reads from standard input ``{"data", "places", "pairs"}``, writes ``{"seconds", "numpy_s", "durations", "distances",
"snap_m", "ways"}`` to standard output; ways are lists of OpenStreetMap node ids.
"""

import importlib
import json
import sys
import time
from typing import Any


def main() -> None:
    """Answer one question."""
    asked = json.load(sys.stdin)
    osrm, numpy = importlib.import_module("osrm"), importlib.import_module("numpy")
    engine = osrm.OSRM(storage_config=asked["data"], use_shared_memory=False, algorithm="CH")
    places = [tuple(place) for place in asked["places"]]
    question = osrm.TableParameters(coordinates=places, annotations=["duration", "distance"])
    engine.Table(question)  # once to warm up
    begin = time.perf_counter()
    answer = engine.Table(question)
    seconds = time.perf_counter() - begin
    begin = time.perf_counter()
    tables = {name: numpy.array(_rows(answer[name]), dtype=float) for name in ("durations", "distances")}
    numpy_s = time.perf_counter() - begin
    document = {
        "seconds": seconds,
        "numpy_s": numpy_s,
        "snap_m": [float(place["distance"]) for place in answer["destinations"]],
        "ways": [_way(osrm, engine, places[origin], places[target]) for origin, target in asked["pairs"]],
        **{name: table.tolist() for name, table in tables.items()},
    }
    json.dump(document, sys.stdout)


def _rows(table: Any) -> list[list[float]]:
    """Return a table as lists, not a number where there is no way."""
    return [[float("nan") if cell is None else float(cell) for cell in row] for row in table]


def _way(osrm: Any, engine: Any, origin: object, target: object) -> list[int]:
    """Return the node ids of a way, none if there is none."""
    question = osrm.RouteParameters(coordinates=[origin, target], annotations=["nodes"])
    try:
        answer = engine.Route(question)
    except RuntimeError:  # what it raises where no way leads
        return []
    return [int(node) for leg in answer["routes"][0]["legs"] for node in leg["annotation"]["nodes"]]


if __name__ == "__main__":
    main()
