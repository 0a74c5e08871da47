"""The worker: takes jobs from the store and sees each of them to its end.

It holds a lease on each job and renews it while the job's process lives. A
worker that is killed renews nothing, so another takes its jobs over; what the
first one's processes might still write is refused, for its lease is gone.
"""

import os
import platform
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from typing import Any, Final
from uuid import uuid4

import structlog

from api.jobs.process import JobProcess, News
from api.observation.log import report
from api.settings import Settings
from data.store import Store, jobs
from data.store.jobs import AWAITED, Job, LeaseLostError, told
from routing.errors import StoreError, TermintreuError

logger = structlog.get_logger(__name__)

POLL_S: Final = 0.2
"""How often the store is asked for new jobs, and for what running ones are asked to do."""

HEARTBEATS: Final = 7
"""Heartbeats in the time of a lease."""

PROGRESS_S: Final = 0.5
"""Least seconds between two writings of a job's progress."""

BACK_OFF_S: Final = 1.0
"""Pause after the store could not be reached."""


@dataclass
class _Running:
    """A job, its process, and what is not yet in the store."""

    job: Job
    process: JobProcess
    begun_at: float = field(default_factory=time.monotonic)
    beat_at: float = field(default_factory=time.monotonic)
    progress: dict[str, Any] | None = None
    finish_told: bool = False
    ended: News | None = None

    @property
    def lease(self) -> str:
        """The token that says the job is ours."""
        return self.job.lease or ""


def _ignore(_kind: str, _ended: str, _seconds: float) -> None:
    """Keep no figures."""


class Worker:
    """Works on jobs until it is stopped; nothing is lost if it is killed instead.

    Parameters
    ----------
    ended
        Hears of every attempt that ended: its kind, how it ended, and the seconds it took.
    """

    def __init__(self, store: Store, settings: Settings, ended: Callable[[str, str, float], None] = _ignore) -> None:
        self._store = store
        self._settings = settings
        self._ended = ended
        self._name = f"{platform.node()}-{os.getpid()}-{uuid4().hex[:8]}"
        self._running: list[_Running] = []
        self._spare: JobProcess | None = None
        self._take_at = 0.0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in a thread."""
        self._thread = threading.Thread(target=self.run, name="worker")
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread works."""
        return self._thread is not None and self._thread.is_alive()

    def ask_stop(self) -> None:
        """Stop soon, and do not wait for it."""
        self._stopping.set()

    def stop(self) -> None:
        """Stop soon; running jobs go back into the queue, and it counts as no attempt."""
        self.ask_stop()
        if self._thread is not None:
            self._thread.join()

    def run(self) -> None:
        """Work in this thread until stopped."""
        logger.info("worker_started", worker=self._name, processes=self._settings.job_processes)
        try:
            while not self._stopping.is_set():
                self._turn()
        finally:
            self._leave()
            logger.info("worker_stopped", worker=self._name)

    def _turn(self) -> None:
        """Do what is due, then wait for news."""
        try:
            for running in tuple(self._running):
                self._look_after(running)
            self._make_room()
            self._take_jobs()
            self._prepare()
        except Exception as error:  # noqa: BLE001 - the worker's edge: jobs must not run unwatched
            report(logger, "worker_hindered", error)
            self._stopping.wait(BACK_OFF_S)
        connections: list[Connection] = [running.process.connection for running in self._running if not running.ended]
        if connections:
            wait(connections, POLL_S)
        else:
            self._stopping.wait(POLL_S)

    def _prepare(self) -> None:
        """Keep a process ready for the next job."""
        if self._settings.preload and self._spare is None and not self._stopping.is_set():
            self._spare = JobProcess(self._settings, preload=True)

    def _make_room(self) -> None:
        """Let a long job step aside for one that somebody waits for; it goes on, or begins again, afterwards."""
        if len(self._running) < self._settings.job_processes or time.monotonic() < self._take_at:
            return
        patient = [running for running in self._running if running.job.kind not in AWAITED and not running.ended]
        if not patient:
            return
        with self._store.read() as tx:
            wanted = jobs.awaited(tx)
        if wanted:
            self._step_aside(patient[-1])

    def _step_aside(self, running: _Running) -> None:
        """End a job's process and put the job back into its place."""
        running.process.kill()
        self._give_back(running)
        self._drop(running, "given_back")

    def _take_jobs(self) -> None:
        """Begin waiting jobs while there is room; a job's news are no reason to ask the store again at once."""
        if time.monotonic() < self._take_at:
            return
        while len(self._running) < self._settings.job_processes:
            with self._store.write() as tx:
                job = jobs.claim(tx, self._name, now=datetime.now(UTC), lease_s=self._settings.lease_s)
            if job is None:
                self._take_at = time.monotonic() + POLL_S
                return
            logger.info("job_started", job_id=job.job_id, kind=job.kind, attempt=job.attempts)
            process = self._ready()
            process.begin(job)
            self._running.append(_Running(job, process))

    def _ready(self) -> JobProcess:
        """Return the process that waits, or a new one."""
        spare, self._spare = self._spare, None
        if spare is not None and spare.alive:
            return spare
        return JobProcess(self._settings, preload=False)

    def _look_after(self, running: _Running) -> None:
        """Hear a job's process, renew the lease, and pass on what is asked."""
        try:
            if running.ended is None:
                self._hear(running)
            if running.ended is None:
                self._pass_on(running)
            if running.ended is not None:
                self._end(running, running.ended)
        except LeaseLostError:
            self._drop(running, "lost")

    def _hear(self, running: _Running) -> None:
        """Take in what a job's process has said."""
        for news in running.process.news():
            if news.what == "progress":
                running.progress = news.body
            elif news.what != "ready":
                running.ended = news
                return

    def _pass_on(self, running: _Running) -> None:
        """Tell the store how far a job is, and the job what it is asked to do."""
        since_s = time.monotonic() - running.beat_at
        if since_s >= self._settings.lease_s / HEARTBEATS or (running.progress and since_s >= PROGRESS_S):
            with self._store.write() as tx:
                asked = jobs.heartbeat(
                    tx,
                    running.job.job_id,
                    running.lease,
                    now=datetime.now(UTC),
                    lease_s=self._settings.lease_s,
                    progress=running.progress,
                )
            running.beat_at, running.progress = time.monotonic(), None
        else:
            with self._store.read() as tx:
                asked = jobs.get(tx, running.job.job_id).asked
        if asked == "cancel":
            running.process.kill()
            running.ended = News("killed")
        elif asked == "finish" and not running.finish_told:
            running.finish_told = True
            running.process.ask_finish()

    def _end(self, running: _Running, news: News) -> None:
        """Record how a job ended, again next turn if the store is away; what is done is in the store already."""
        running.process.kill()
        job_id, lease, now = running.job.job_id, running.lease, datetime.now(UTC)
        if news.what == "killed":
            with self._store.write() as tx:
                jobs.cancelled(tx, job_id, lease, now)
        elif news.what in {"failed", "broken"}:
            error = news.body or told(TermintreuError.of("internal"))
            with self._store.write() as tx:
                jobs.fail(tx, job_id, lease, error, now=now, final=news.what == "failed")
        self._drop(running, news.what)

    def _drop(self, running: _Running, ended: str) -> None:
        """Forget a job that is no longer ours."""
        running.process.kill()
        self._running.remove(running)
        self._take_at = 0.0
        seconds = time.monotonic() - running.begun_at
        self._ended(running.job.kind, ended, seconds)
        logger.info(
            "job_ended", job_id=running.job.job_id, kind=running.job.kind, ended=ended, seconds=round(seconds, 2)
        )

    def _leave(self) -> None:
        """Give running jobs back and end all processes."""
        if self._spare is not None:
            self._spare.kill()
            self._spare = None
        for running in tuple(self._running):
            self._step_aside(running)

    def _give_back(self, running: _Running) -> None:
        """Let the next worker begin a job at once; without the store it begins when the lease has ended."""
        try:
            with self._store.write() as tx:
                jobs.give_back(tx, running.job.job_id, running.lease)
        except LeaseLostError:
            logger.info("job_taken_over", job_id=running.job.job_id)
        except StoreError as error:
            report(logger, "worker_hindered", error)


def work_until_signal(settings: Settings) -> None:
    """Work in this process until SIGTERM or Ctrl-C."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    store = Store(settings.store_url)
    store.migrate()
    worker = Worker(store, settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: worker.ask_stop())
    worker.run()
    store.close()
