"""OR-Tools' process: it ends with whoever started it, and what goes wrong in it stays there."""

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys

import pytest

from routing.solvers import SolveOptions
from routing.solvers.tours import Day
from routing.solvers.worker import OrToolsWorker


def a_day(line):
    problem = line.problem([line.stop(k) for k in (1, 2, 3, 4)], [line.van()])
    return Day(problem, line.matrix(problem), SolveOptions())


def awaited(guest):
    """Return the guest's plan."""
    while guest.busy:
        guest.look()
    return guest.plan()


def test_it_brings_a_plan_that_keeps_every_rule(line):
    day = a_day(line)
    guest = OrToolsWorker(day, day.matrices[0], solutions=3, seconds=60)
    try:
        guest.begin([[3, 1, 0, 2]])
        assert sorted(awaited(guest)[0]) == [0, 1, 2, 3]
    finally:
        guest.end()


def test_its_plan_is_given_once(line):
    day = a_day(line)
    guest = OrToolsWorker(day, day.matrices[0], solutions=1, seconds=60)
    try:
        guest.begin([[3, 1, 0, 2]])
        assert (awaited(guest) is None, guest.plan()) == (False, None)
    finally:
        guest.end()


def test_a_killed_process_has_no_plan_and_keeps_nobody_waiting(line):
    day = a_day(line)
    guest = OrToolsWorker(day, day.matrices[0], solutions=None, seconds=60)
    try:
        os.kill(guest.process_id, signal.SIGKILL)
        guest.begin([[0, 1, 2, 3]])
        assert awaited(guest) is None
    finally:
        guest.end()


def starts_a_worker_and_waits(day, pipe):
    """Stand in for a job of the service that is killed while it plans."""
    guest = OrToolsWorker(day, day.matrices[0], solutions=None, seconds=600)
    pipe.send(guest.process_id)
    pipe.recv()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends at its next message")
def test_it_ends_with_a_parent_that_is_killed(line):
    ours, theirs = multiprocessing.Pipe()
    parent = multiprocessing.get_context("spawn").Process(target=starts_a_worker_and_waits, args=(a_day(line), theirs))
    parent.start()
    theirs.close()
    worker = os.pidfd_open(ours.recv())
    parent.kill()
    parent.join()
    assert multiprocessing.connection.wait([worker], timeout=60) == [worker]
    os.close(worker)
