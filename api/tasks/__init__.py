"""What jobs do: a file a kind, with one function ``work``."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Protocol, cast

from api.settings import Settings
from data.store import Store, Transaction
from data.store.jobs import Job

Accept = Callable[[Transaction], dict[str, Any]]
"""Writes what a job has found and returns the job's result; called once, in the transaction that ends the job."""


@dataclass(frozen=True)
class Bench:
    """What a job has at hand in its process.

    Parameters
    ----------
    tell
        Takes the job's progress, JSON-able; it reaches listeners within a second. Keep it free of personal data.
    finish_asked
        Set when somebody wants the best result so far; a task that has none goes on.
    """

    store: Store
    settings: Settings
    tell: Callable[[dict[str, Any]], None]
    finish_asked: threading.Event


class Task(Protocol):
    """A kind of job; each module of this package is one."""

    def work(self, job: Job, bench: Bench) -> Accept:
        """Do the job, in a process of its own, and return what writes its outcome.

        It may be ended at any instant and begun again from scratch, so it
        writes nothing itself: all that shall stay is written by what it
        returns, as a whole and at most once.

        Raises
        ------
        TermintreuError
            If the job can't be done; it is not tried again, and its texts reach the user.
        """


TASKS: Final[Mapping[str, str]] = {
    "plan": "api.tasks.plan",
    "replan": "api.tasks.plan_anew",
    "alternatives": "api.tasks.alternatives",
    "rest": "api.tasks.rest",
    "roads": "api.tasks.roads",
    "diagnosis": "api.tasks.diagnosis",
    "replay": "api.tasks.replay",
}
"""The module of each kind; it is imported in the job's process only, for the server needs none of it."""


def task_of(kind: str, settings: Settings) -> Task:
    """Return what does a kind of job; KeyError for an unknown kind."""
    return cast("Task", import_module({**TASKS, **settings.tasks}[kind]))
