"""One process per core, each with a seed of its own; the best answer counts."""

import importlib
import multiprocessing
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from types import ModuleType

from benchmarks.solver.peers.question import Question, Tours
from routing.errors import InputError

START_S = 30.0
"""Seconds that a process may take to load its libraries, and to be done after its limit."""

Run = Callable[[Question, float, int], Tours]
"""Answers a question within a limit in seconds, by a seed."""


def optional(package: str, install: str) -> ModuleType:
    """Return a package that need not be installed.

    Raises
    ------
    InputError
        If it is missing; says how it is installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise InputError.of("peer_missing", value=install) from error


def side_by_side(run: Run, question: Question, time_limit_s: float, seeds: Sequence[int]) -> list[Tours]:
    """Return the answers of one process per seed; one that is not done long after its limit is ended without."""
    context = multiprocessing.get_context("spawn")
    workers, ends = [], []
    for seed in seeds:
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(theirs, run, question, time_limit_s, seed), daemon=True)
        worker.start()
        theirs.close()
        workers.append(worker)
        ends.append(ours)
    try:
        return _heard(ends, time.monotonic() + time_limit_s + START_S)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()


def _work(theirs: Connection, run: Run, question: Question, time_limit_s: float, seed: int) -> None:
    """Answer in a process of its own."""
    theirs.send(run(question, time_limit_s, seed))


def _heard(ends: Sequence[Connection], deadline: float) -> list[Tours]:
    """Collect the answers until all are there or time is over."""
    answers: list[Tours] = []
    waiting: list[Connection] = list(ends)
    while waiting and time.monotonic() < deadline:
        ready = wait(waiting, max(0.0, deadline - time.monotonic()))
        for end in [end for end in waiting if end in ready]:
            waiting.remove(end)
            try:
                answers.append(end.recv())
            except EOFError:
                continue  # the process died: no answer
    return answers
