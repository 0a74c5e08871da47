"""A kind of job that waits instead of planning; the service takes it from ``Settings.tasks``.

What it is to do stands in its payload:

``seconds``
    How long to work; it tells progress ten times.
``fails``
    Refuse the job as bad input.
``breaks``
    Run into a defect.
``dies``
    Be killed in every attempt up to this one.
``child``
    Start a process of its own, as a search does, and tell its number.

``pause``
    How long to pause between the two things it writes when it is accepted.

It leaves two entries in the audit log, so that whoever counts sees what was
done twice, half or never.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from data.store import Transaction, audit
from data.store.jobs import Job
from routing.errors import InputError

STEPS = 10
BEGUN, DONE = "toy.begun", "toy.done"


class Bench(Protocol):
    """What the service gives a job."""

    finish_asked: threading.Event

    def tell(self, progress: dict[str, Any]) -> None:
        """Take the job's progress."""


def work(job: Job, bench: Bench) -> Callable[[Transaction], dict[str, Any]]:
    """Do as the payload says; see the module."""
    asked = job.payload
    if asked.get("fails"):
        raise InputError.of("day_too_large", value="9", detail="1")
    if asked.get("breaks"):
        raise RuntimeError(asked["breaks"])
    if job.attempts <= asked.get("dies", 0):
        os.kill(os.getpid(), signal.SIGKILL)
    if asked.get("child"):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        bench.tell({"child": child.pid, "self": os.getpid()})
    _wait(asked.get("seconds", 0.0), bench)

    def accept(tx: Transaction) -> dict[str, Any]:
        audit.note(tx, None, BEGUN, job.job_id, now=datetime.now(UTC))
        time.sleep(asked.get("pause", 0.0))
        audit.note(tx, None, DONE, job.job_id, now=datetime.now(UTC), attempt=job.attempts)
        return {"niceness": os.nice(0)}

    return accept


def _wait(seconds: float, bench: Bench) -> None:
    """Work on nothing for a while, and tell how far it is."""
    for step in range(STEPS):
        if bench.finish_asked.wait(seconds / STEPS):
            return
        bench.tell({"step": step + 1, "of": STEPS})
