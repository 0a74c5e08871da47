"""Instances on real streets: a town's own travel times and ways, asymmetric; customers, loads and windows are drawn.

Everything follows from the extract, the number of stops and a seed. Times are
those of free flow, one table for the whole day; windows are hard, so that
every solver can play.
"""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np

from benchmarks.roads.places import random_places
from benchmarks.solver.instances import Instance, Ints
from routing.files import write_atomically
from routing.matrix import UNREACHABLE
from routing.progress import Say, silent
from routing.roads import HierarchyEngine, RoadNetwork, read_extract
from routing.traffic import FREE_FLOW

RECIPE = 1
"""Raised when the same extract and seed would give another instance."""

DAY_S = 10 * 3600
"""Second 0 is the start of the shift."""

WINDOW_S = (3600, 7200, 14400, DAY_S)
"""Lengths of a window, each as likely as the others; the last one is no window at all."""

SERVICE_S = (120, 600)
DEMAND = (1, 20)

PER_TOUR = 25
"""Stops of average load that fill a vehicle."""

STOPS_PER_VEHICLE = 5
"""The fleet is ample: a vehicle for so few stops."""

SPARE = 0.15
"""More places than asked for are drawn; those that can't be reached and left again are passed over."""


def road_instance(extract: Path, stops: int, seed: int, cache: Path | None = None, say: Say = silent) -> Instance:
    """Return the instance of a town, a size and a seed.

    Parameters
    ----------
    cache
        Folder in which it is kept for the next time; its files are never part of the project.

    Raises
    ------
    RoadsError
        If the extract can't be used.
    """
    name = road_name(extract, stops, seed)
    data = sha256(extract.read_bytes()).hexdigest()[:12] if extract.is_file() else ""
    kept = None if cache is None else cache / f"{name}-{data}-{RECIPE}.npz"
    if kept is not None and kept.is_file():
        with np.load(kept) as arrays:
            metres, seconds = arrays["metres"], arrays["seconds"]
    else:
        say(f"{name}: roads")
        metres, seconds = _tables(read_extract(extract), stops, seed)
        if kept is not None:
            _keep(kept, metres, seconds)
    return drawn(name, metres, seconds, seed)


def road_name(extract: Path, stops: int, seed: int) -> str:
    """Return an instance's name, such as ``porto-400-1``."""
    return f"{extract.name.split('.')[0]}-{stops}-{seed}"


def drawn(name: str, metres: Ints, seconds: Ints, seed: int) -> Instance:
    """Return the instance on these tables with loads, services and windows drawn by a seed; each stop can be served."""
    random = np.random.default_rng([seed, 2])
    nodes = len(metres)
    service = random.integers(*SERVICE_S, size=nodes, endpoint=True)
    demand = random.integers(*DEMAND, size=nodes, endpoint=True)
    length = random.choice(WINDOW_S, size=nodes)
    last = DAY_S - service - seconds[:, 0]
    due = np.minimum(np.maximum((random.random(nodes) * DAY_S).astype(np.int64), seconds[0] + length // 2), last)
    opens = np.maximum(0, due - length)
    due[length == DAY_S], opens[length == DAY_S] = last[length == DAY_S], 0
    service[0], demand[0], opens[0], due[0] = 0, 0, 0, DAY_S
    return Instance(
        name=name,
        distance=metres,
        seconds=seconds,
        windows=np.stack([opens, due], axis=1),
        service=service,
        demand=demand,
        capacity=PER_TOUR * sum(DEMAND) // 2,
        vehicles=-(-(nodes - 1) // STOPS_PER_VEHICLE),
    )


def _tables(network: RoadNetwork, stops: int, seed: int) -> tuple[Ints, Ints]:
    """Return metres and seconds between places on a town's streets; the first one is the depot."""
    engine = HierarchyEngine(network)
    places = random_places(network, engine.graph("van"), round((stops + 1) * (1 + SPARE)), seed)
    matrix = engine.matrix(engine.snap(places, "van", 1000), "van", FREE_FLOW)
    metres, seconds = matrix.metres[0].astype(np.int64), matrix.seconds[0].astype(np.int64)
    reached = (seconds[0] != UNREACHABLE) & (seconds[:, 0] != UNREACHABLE)
    chosen = np.flatnonzero(reached)[: stops + 1]
    return metres[np.ix_(chosen, chosen)], seconds[np.ix_(chosen, chosen)]


def _keep(path: Path, metres: Ints, seconds: Ints) -> None:
    """Write tables whole or not at all."""
    buffer = BytesIO()
    np.savez_compressed(buffer, metres=metres, seconds=seconds)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, buffer.getvalue())
