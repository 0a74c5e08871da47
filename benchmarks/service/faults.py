"""Kill the service at any moment under load, and count afterwards: nothing accepted may be lost, nothing done twice."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

from benchmarks.service.running import Processes, Session, signed_in
from benchmarks.service.toy import BEGUN, DONE
from data.store import Store, audit, jobs
from data.store.jobs import ENDED

VICTIMS: Final = {"job": 40, "worker": 25, "server": 20, "both": 15}
"""What is killed, and how often in a hundred: a job's process, the worker, the server with its own worker, or all."""

SETTLED: Final = 0.8
"""Share of the kills before which the service may come up again; the others strike while it starts."""

TASK: Final = ("--task", "toy=benchmarks.service.toy", "--log-format", "json", "--no-spare")

DRAIN_S: Final = 240.0
"""How long the jobs left may take once the killing has ended."""

PAGE: Final = 500


class _Client:
    """Submits jobs and insists: without an answer it asks again with the same key, as the interface advises."""

    def __init__(self, service: Processes, session: Session, seed: int, pause_s: float) -> None:
        self.accepted: dict[str, str] = {}
        self.asked_again = 0
        self.contradictions = 0
        self._service, self._session, self._pause_s = service, session, pause_s
        self._random = random.Random(seed)
        self._name = seed
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._submit_all)
        self._thread.start()

    def stop(self) -> None:
        """Submit no more; the last one is still insisted on."""
        self._ends.set()
        self._thread.join()

    def _submit_all(self) -> None:
        number = 0
        while not self._ends.is_set():
            self._submit(f"{self._name}-{number}")
            number += 1
            self._ends.wait(self._random.uniform(0.2, 1.8) * self._pause_s)

    def _submit(self, key: str) -> None:
        """Submit one job, now and then twice, and keep what the service has promised."""
        payload = {"seconds": self._random.uniform(0, 0.5), "pause": 0.05}
        body = {"kind": "toy", "payload": payload, "max_attempts": 1000}
        for _ in range(1 + (self._random.random() < 0.2)):  # noqa: PLR2004 - one in five
            job_id = self._insist(key, body)
            if self.accepted.setdefault(key, job_id) != job_id:
                self.contradictions += 1

    def _insist(self, key: str, body: dict[str, Any]) -> str:
        ends = time.monotonic() + DRAIN_S
        while time.monotonic() < ends:
            with suppress(OSError, HTTPException):
                answer = self._service.ask("POST", "/api/v1/jobs", body, self._session, key)
                if answer.status == 202:  # noqa: PLR2004 - HTTP's own number
                    return str(answer.body["job_id"])
            self.asked_again += 1
            time.sleep(0.1)
        raise TimeoutError(key)


def bench_faults(
    folder: Path, *, kills: int, seed: int = 0, address: str | None = None, clients: int = 2, pause_s: float = 0.6
) -> dict[str, Any]:
    """Run the service under load, kill parts of it, and count what became of the jobs.

    Parameters
    ----------
    folder
        An empty one, for the store and the logs.
    address
        Of an empty PostgreSQL store; ``None`` for SQLite.
    pause_s
        Mean pause of a client between two jobs.

    Returns
    -------
    dict
        Kills by victim; jobs accepted, done, lost, done twice, half written or
        never accepted yet in the store; how often a client had to ask again.
    """
    begun = time.monotonic()
    store = _prepared(folder, address)
    service = Processes(folder, address, TASK)
    service.start("serve", "--workers", "1")
    service.start("worker", "--workers", "1")
    service.await_ready()
    people = [signed_in(store, "admin", name=f"client {number}") for number in range(clients)]
    callers = [_Client(service, session, seed + number, pause_s) for number, session in enumerate(people)]
    try:
        killed = Counter(_killed(service, random.Random(seed), kills))
    finally:
        for caller in callers:
            caller.stop()
    _drain(store, service)
    service.stop()
    counted = _counted(store, {key: job_id for caller in callers for key, job_id in caller.accepted.items()})
    store.close()
    return {
        "store": "postgresql" if address else "sqlite",
        "seed": seed,
        "kills": killed.total(),
        "killed": dict(sorted(killed.items())),
        "ended_alone": service.revived,
        **counted,
        "asked_again": sum(caller.asked_again for caller in callers),
        "contradictions": sum(caller.contradictions for caller in callers),
        "seconds": round(time.monotonic() - begun, 1),
    }


def _prepared(folder: Path, address: str | None) -> Store:
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(address) if address else Store.of_folder(folder)
    store.migrate()
    return store


def _killed(service: Processes, chance: random.Random, kills: int) -> Iterator[str]:
    """Kill parts at random moments, start them again at once, and yield what was killed."""
    done = 0
    while done < kills:
        service.revive()
        if chance.random() < SETTLED:
            service.await_ready()
        time.sleep(chance.uniform(0.1, 1.5))
        victim = chance.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        if victim == "job":
            if not service.kill_job(chance.choice(("serve", "worker"))):
                continue
        else:
            for name in {"worker": ("worker",), "server": ("serve",), "both": ("serve", "worker")}[victim]:
                service.kill(name)
            for name in {"worker": ("worker",), "server": ("serve",), "both": ("serve", "worker")}[victim]:
                service.start(name, "--workers", "1")
        done += 1
        yield victim


def _drain(store: Store, service: Processes) -> None:
    """Wait until every job has ended; those that have not by then count as lost."""
    ends = time.monotonic() + DRAIN_S
    while time.monotonic() < ends and any(job.state not in ENDED for job in _all_jobs(store)):
        service.revive()
        time.sleep(0.2)


def _all_jobs(store: Store) -> Iterator[jobs.Job]:
    """Yield every job of the store."""
    after = None
    while True:
        with store.read() as tx:
            page = jobs.list_(tx, None, limit=PAGE, after=after)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].job_id


def _counted(store: Store, accepted: dict[str, str]) -> dict[str, Any]:
    """Compare what was promised with what was done."""
    found = {job.job_id: job for job in _all_jobs(store)}
    begun, done = (_entries(store, action) for action in (BEGUN, DONE))
    promised = set(accepted.values())
    return {
        "accepted": len(promised),
        "attempts": sum(job.attempts for job in found.values()),
        "most_attempts": max((job.attempts for job in found.values()), default=0),
        "done_once": sum(done[job_id] == 1 and found[job_id].state == "done" for job_id in promised & set(found)),
        "lost": sum(job_id not in found or done[job_id] == 0 for job_id in promised),
        "done_twice": sum(number > 1 for number in done.values()),
        "half_written": sum(begun[job_id] != done[job_id] for job_id in begun.keys() | done.keys()),
        "never_promised": len(set(found) - promised),
    }


def _entries(store: Store, action: str) -> Counter[str]:
    """Count the entries of one action by job."""
    counted: Counter[str] = Counter()
    after = None
    while True:
        with store.read() as tx:
            page = audit.entries(tx, limit=PAGE, after=after)
        counted.update(entry.subject for entry in page if entry.action == action)
        if len(page) < PAGE:
            return counted
        after = page[-1].entry_id
