"""The process that works on one job, seen from both sides.

It leads a session and process group of its own, so that one kill ends it with
all it has started; it gives way to those who read (niceness); and it ends with
the worker that began it, for a job whose worker is gone belongs to another.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, Final, Literal, NamedTuple

import structlog

from api.observation.log import report, set_up
from api.settings import Settings
from api.tasks import Bench, task_of
from data.store import Store, jobs
from data.store.jobs import Job, LeaseLostError, told
from routing.errors import StoreError, TermintreuError

logger = structlog.get_logger(__name__)

HEAVY: Final = (
    "api.tasks.plan",
    "api.tasks.plan_anew",
    "routing.solvers.in_process",
    "routing.solvers.or_tools",
)
"""What a process that waits for the next job has imported already: all that planning takes."""

NICENESS: Final = 10

_PR_SET_PDEATHSIG: Final = 1


class News(NamedTuple):
    """What is said of a job: how far it is, or how it ended; ``body`` is the progress or the error."""

    what: Literal["ready", "progress", "done", "cancelled", "lost", "failed", "broken", "killed"]
    body: dict[str, Any] | None = None


class JobProcess:
    """A process for one job; it waits until the job is given.

    Parameters
    ----------
    preload
        Import what planning takes while it waits.
    """

    def __init__(self, settings: Settings, *, preload: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        # Not a daemon: those may start no process, but a search runs in one of its own.
        self._process = context.Process(target=_live, args=(theirs, settings, preload), name="termintreu-job")
        self._process.start()
        self._killed = False
        theirs.close()

    @property
    def pid(self) -> int | None:
        """Its id, which is its group's as well."""
        return self._process.pid

    @property
    def connection(self) -> Connection:
        """Readable when there is news, or when the process has ended."""
        return self._ours

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return not self._killed and self._process.is_alive()

    def begin(self, job: Job) -> None:
        """Give it its job; if the process has ended, :meth:`news` will say so."""
        with suppress(OSError):
            self._ours.send(job)

    def ask_finish(self) -> None:
        """Ask for the best result so far."""
        with suppress(OSError):
            self._ours.send("finish")

    def news(self) -> Iterator[News]:
        """Yield what it has said since; "broken" last if it has ended."""
        try:
            while self._ours.poll():
                yield self._ours.recv()
        except (EOFError, OSError):
            yield News("broken")

    def kill(self) -> None:
        """End it with all that it has started; once, for its number may be another's afterwards."""
        if self._killed:
            return
        self._killed = True
        if self._process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self._ours.close()


def _live(theirs: Connection, settings: Settings, preload: bool) -> None:
    """Wait for a job and work on it, in the job's process."""
    os.setsid()
    os.nice(NICENESS)
    _die_with_parent()
    # The worker decides how its jobs end; a signal to all processes of a service is not for this one.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    set_up(settings.log_format)
    if preload:
        for name in HEAVY:
            import_module(name)
    theirs.send(News("ready"))
    try:
        job = theirs.recv()
    except (EOFError, OSError):
        return
    finish_asked = threading.Event()
    threading.Thread(target=_listen, args=(theirs, finish_asked), daemon=True).start()
    with suppress(OSError):
        theirs.send(_worked(job, settings, theirs, finish_asked))
    os._exit(0)  # nothing is left to do, and no thread of a library shall keep the place occupied


def _die_with_parent() -> None:
    """Let Linux end this process with its parent, even while a library holds the interpreter."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _listen(theirs: Connection, finish_asked: threading.Event) -> None:
    """Hear the worker; when it is gone, end the whole group."""
    try:
        while theirs.recv() == "finish":
            finish_asked.set()
    except (EOFError, OSError):
        os.killpg(0, signal.SIGKILL)


def _worked(job: Job, settings: Settings, theirs: Connection, finish_asked: threading.Event) -> News:
    """Do a job and write its outcome; return how it ended."""
    log = logger.bind(job_id=job.job_id, kind=job.kind, attempt=job.attempts)
    store = Store(settings.store_url)
    bench = Bench(store, settings, lambda progress: theirs.send(News("progress", progress)), finish_asked)
    try:
        return _accepted(job, bench)
    except LeaseLostError:
        log.info("job_taken_over")
        return News("lost")
    except StoreError as error:
        report(log, "job_hindered", error)
        return News("broken", told(error))
    except TermintreuError as error:
        log.info("job_refused", codes=[finding.code for finding in error.findings])
        return News("failed", told(error))
    except Exception as error:  # noqa: BLE001 - the outermost edge of a job: whatever broke is told to its worker
        report(log, "job_broke", error)
        return News("broken")
    finally:
        store.close()


def _accepted(job: Job, bench: Bench) -> News:
    """Do a job; write what it found and its end in one transaction, if the job is still ours."""
    lease = job.lease or ""
    accept = task_of(job.kind, bench.settings).work(job, bench)
    with bench.store.write() as tx:
        asked = jobs.heartbeat(tx, job.job_id, lease, now=datetime.now(UTC), lease_s=bench.settings.lease_s)
        if asked == "cancel":
            jobs.cancelled(tx, job.job_id, lease, datetime.now(UTC))
            return News("cancelled")
        jobs.finish(tx, job.job_id, lease, accept(tx), now=datetime.now(UTC))
    return News("done")
