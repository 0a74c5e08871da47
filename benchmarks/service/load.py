"""How long readers wait when many read at once while plans are made."""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.service.office import Office
from benchmarks.service.running import Processes, Session, signed_in
from data.store import Store

JOBS: Final = 5
STOPS: Final = 100
TOURS: Final = 6
PLANNING_S: Final = 5.0
REPEATS: Final = 40


class _Reader:
    """Somebody who reads: one connection, one request after the other, with a pause of random length between."""

    def __init__(self, office: Office, session: Session, paths: Sequence[str], first: int, pause_s: float) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.failures: list[str] = []
        self._office, self._session, self._paths, self._next, self._pause_s = office, session, paths, first, pause_s
        self._chance = random.Random(first)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._read_on)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End after the answer under way."""
        self._ends.set()
        self._thread.join()

    def _read_on(self) -> None:
        connection = self._office.service.connect()
        while not self._ends.wait(self._pause_s * self._chance.uniform(0, 2)):
            path = self._paths[self._next % len(self._paths)]
            self._next += 1
            try:
                self._read(path, connection)
            except (OSError, HTTPException) as error:
                self.failures.append(f"{path}: {type(error).__name__}")
                connection.close()
        connection.close()

    def _read(self, path: str, connection: HTTPConnection) -> None:
        answer = self._office.service.ask("GET", path, session=self._session, connection=connection)
        self.seconds[path].append(answer.seconds)
        if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
            self.failures.append(f"{path}: {answer.status}")


def bench_load(
    folder: Path, extract: Path, *, readers: int = 50, seconds: float = 20.0, pause_s: float = 1.0, seed: int = 0
) -> dict[str, Any]:
    """Measure how long readers wait while five plans are made.

    Parameters
    ----------
    folder
        An empty one, for store and logs.
    extract
        A town.
    pause_s
        Mean time between a reader's answer and the next request; 0 asks without a pause.

    Returns
    -------
    dict
        ``file_to_map_s``: a file of 100 stops handed in, planned and drawn, with nobody else there.
        ``reads``: milliseconds of all reads and by path. ``cpu_ms``: what a read costs the server, however busy
        the machine is with other things. ``places``: the places in the queue that were shown.
        ``most_running``: jobs at a time. ``planned_s``: seconds from the submission to the end of each plan.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = Store.of_folder(folder)
    store.migrate()
    service = Processes(folder)
    service.start("serve")
    service.await_ready()
    try:
        office = Office(service, store, extract, stops=STOPS, tours=TOURS, days=1 + JOBS, seed=seed)
        plan_id, list_id, file_to_map_s = _morning(office)
        lists = [office.hand_in(day) for day in range(1, 1 + JOBS)]
        paths = _paths(office, plan_id, list_id)
        people = [signed_in(store, "dispatcher", name=f"reader {number}") for number in range(readers)]
        crowd = [_Reader(office, session, paths, number, pause_s) for number, session in enumerate(people)]
        for reader in crowd:
            reader.start()
        planned = _planned(office, lists, time.monotonic() + seconds)
        for reader in crowd:
            reader.stop()
        costs = {_kind(path): _cpu_ms(office, path) for path in paths}
    finally:
        service.stop()
        store.close()
    return {
        "stops": STOPS,
        "readers": readers,
        "pause_s": pause_s,
        "jobs": JOBS,
        "planning_s": PLANNING_S,
        "file_to_map_s": round(file_to_map_s, 2),
        "reads": _waits(crowd),
        "cpu_ms": costs,
        "failures": sorted({failure for reader in crowd for failure in reader.failures}),
        **planned,
    }


def _morning(office: Office) -> tuple[str, str, float]:
    """Hand in a file, plan it, draw it; return the plan, the list and the seconds it took."""
    begun = time.monotonic()
    list_id = office.hand_in(0)
    plan_id, job_id = office.plan(list_id, None)
    office.finished(job_id)
    office.read(f"/api/v1/plans/{plan_id}", office.dispatcher)
    office.read(f"/api/v1/plans/{plan_id}/map", office.dispatcher)
    return plan_id, list_id, time.monotonic() - begun


def _paths(office: Office, plan_id: str, list_id: str) -> tuple[str, ...]:
    """Return what readers read."""
    depot_id = office.depot_id
    return (
        f"/api/v1/plans/{plan_id}",
        f"/api/v1/plans/{plan_id}/map",
        f"/plan/{plan_id}",
        f"/api/v1/plans?depot_id={depot_id}",
        f"/api/v1/imports/{list_id}",
        f"/api/v1/depots/{depot_id}/vehicles",
        "/api/v1/depots",
        "/api/v1/jobs",
    )


def _planned(office: Office, lists: Sequence[str], until: float) -> dict[str, Any]:
    """Submit all plans at once, watch them, and return when all are done and the time is over."""
    begun = time.monotonic()
    waiting = [office.plan(list_id, PLANNING_S)[1] for list_id in lists]
    places: list[int] = []
    most_running = 0
    planned_s = {}
    while time.monotonic() < until or waiting:
        seen = {job_id: office.read(f"/api/v1/jobs/{job_id}", office.dispatcher) for job_id in waiting}
        places += [job["place"] for job in seen.values() if job["place"] is not None]
        most_running = max(most_running, sum(job["state"] == "running" for job in seen.values()))
        for job_id, job in seen.items():
            if job["state"] not in {"waiting", "running"}:
                planned_s[job_id] = round(time.monotonic() - begun, 2)
                waiting.remove(job_id)
        time.sleep(0.5)
    return {
        "places": sorted(set(places)),
        "most_running": most_running,
        "planned_s": sorted(planned_s.values()),
    }


def _cpu_ms(office: Office, path: str) -> float:
    """Return the processor's milliseconds that one read costs the server."""
    connection = office.service.connect()
    office.read(path, office.dispatcher, connection)
    before = office.service.cpu_s("serve")
    for _ in range(REPEATS):
        office.read(path, office.dispatcher, connection)
    connection.close()
    return round(1000 * (office.service.cpu_s("serve") - before) / REPEATS, 1)


def _waits(crowd: Sequence[_Reader]) -> dict[str, Any]:
    """Return the milliseconds of all reads, and by what was read; ids replaced."""
    by_path: dict[str, list[float]] = defaultdict(list)
    for reader in crowd:
        for path, seconds in reader.seconds.items():
            by_path[_kind(path)] += seconds
    everything = [seconds for found in by_path.values() for seconds in found]
    return _spread(everything) | {"by_path": {path: _spread(found) for path, found in sorted(by_path.items())}}


def _kind(path: str) -> str:
    """Return a path without ids and queries."""
    parts = path.partition("?")[0].split("/")
    return "/".join("{id}" if len(part) == 32 else part for part in parts)  # noqa: PLR2004 - digits of an id


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return count, median, 95th percentile and largest, in milliseconds."""
    low, high, most = (round(float(value) * 1000, 1) for value in np.quantile(seconds, [0.5, 0.95, 1.0]))
    return {"count": len(seconds), "p50_ms": low, "p95_ms": high, "max_ms": most}
