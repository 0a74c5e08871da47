"""The worker takes jobs from the store and sees each of them to its end."""

import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.jobs.worker import Worker
from api.settings import Settings
from data.store import Store, audit, jobs

TASKS = {"toy": "benchmarks.service.toy", "plan": "benchmarks.service.toy"}

PATIENCE_S = 30.0


@pytest.fixture
def toys(tmp_path):
    """Settings with a toy task and short leases; two jobs at a time, nothing loaded ahead."""
    return Settings(folder=tmp_path, workers=2, lease_s=2, preload=False, tasks=TASKS)


@pytest.fixture
def store(toys):
    store = Store(toys.store_url)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def worker(store, toys):
    worker = Worker(store, toys)
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def submit(store):
    """Return a function: submit a toy job with this payload, return its id."""

    def submit(max_attempts=3, kind="toy", **payload):
        with store.write() as tx:
            job = jobs.submit(
                tx,
                kind,
                depot_id=None,
                user_id=None,
                subject="toy",
                payload=payload,
                now=datetime.now(UTC),
                max_attempts=max_attempts,
            )
        return job.job_id

    return submit


@pytest.fixture
def until(store):
    """Return a function: wait until a job is as wanted, and return it."""

    def until(job_id, wanted):
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            with store.read() as tx:
                job = jobs.get(tx, job_id)
            if wanted(job):
                return job
            time.sleep(0.02)
        pytest.fail(f"job did not get there: {job}")

    return until


def ended(job):
    return job.state in jobs.ENDED


def lives(pid):
    """Tell whether a process works; one that waits to be buried by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.usefixtures("worker")
def test_a_job_is_done_in_a_process_of_low_priority(submit, until):
    job = until(submit(), ended)
    assert (job.state, job.attempts) == ("done", 1)
    assert job.result["niceness"] >= 10


@pytest.mark.usefixtures("worker")
def test_progress_reaches_the_store_while_a_job_runs(submit, until):
    job = until(submit(seconds=3), lambda job: job.progress is not None or ended(job))
    assert job.state == "running"


@pytest.mark.usefixtures("worker")
def test_bad_input_fails_at_once_in_both_languages(submit, until):
    job = until(submit(fails=True), ended)
    assert (job.state, job.attempts, job.error["code"]) == ("failed", 1, "day_too_large")


@pytest.mark.usefixtures("worker")
def test_a_defect_is_tried_again_and_then_told_as_internal(submit, until):
    job = until(submit(breaks="Müller"), ended)
    assert (job.state, job.attempts, job.error["code"]) == ("failed", 3, "internal")


@pytest.mark.usefixtures("worker")
def test_a_job_whose_process_is_killed_is_done_in_the_next_attempt(submit, until):
    job = until(submit(dies=1), ended)
    assert (job.state, job.attempts) == ("done", 2)


@pytest.mark.usefixtures("worker")
def test_cancel_ends_a_job_with_all_its_processes_within_a_second(store, submit, until):
    job_id = submit(seconds=60, child=True)
    running = until(job_id, lambda job: job.progress and "child" in job.progress)
    with store.write() as tx:
        jobs.ask(tx, job_id, "cancel", datetime.now(UTC))
    asked = time.monotonic()
    assert until(job_id, ended).state == "cancelled"
    assert time.monotonic() - asked < 1
    assert not lives(running.progress["self"])


@pytest.mark.usefixtures("worker")
def test_finish_ends_a_job_with_its_best_result(store, submit, until):
    job_id = submit(seconds=20)
    until(job_id, lambda job: job.progress)
    with store.write() as tx:
        jobs.ask(tx, job_id, "finish", datetime.now(UTC))
    assert until(job_id, ended).state == "done"


def test_a_worker_that_stops_gives_its_jobs_back_at_no_cost(store, worker, submit, until):
    job_id = submit(seconds=60)
    until(job_id, lambda job: job.state == "running")
    worker.stop()
    with store.read() as tx:
        job = jobs.get(tx, job_id)
    assert (job.state, job.attempts) == ("waiting", 0)


@pytest.mark.usefixtures("worker")
def test_long_jobs_step_aside_for_a_plan_and_go_on_afterwards(submit, until):
    """Nobody waits for a plan until somebody else's replay is through."""
    long = [submit(seconds=1) for _ in range(2)]
    for job_id in long:
        until(job_id, lambda job: job.state == "running")
    plan = until(submit(kind="plan"), ended)
    replays = [until(job_id, ended) for job_id in long]
    assert plan.ended_at < max(job.ended_at for job in replays)
    assert [(job.state, job.attempts) for job in replays] == [("done", 1)] * 2


@pytest.mark.usefixtures("worker")
def test_no_more_jobs_run_at_a_time_than_allowed(store, submit):
    ids = [submit(seconds=1) for _ in range(4)]
    most = 0
    while True:
        with store.read() as tx:
            states = [jobs.get(tx, job_id).state for job_id in ids]
        most = max(most, states.count("running"))
        if set(states) == {"done"}:
            break
        time.sleep(0.02)
    assert most == 2


@pytest.mark.usefixtures("worker")
def test_a_job_that_is_taken_over_is_not_accepted_from_the_first_process(store, submit, until):
    job_id = submit(seconds=2)
    until(job_id, lambda job: job.progress)
    with store.write() as tx:
        jobs.give_back(tx, job_id, jobs.get(tx, job_id).lease)
    job = until(job_id, ended)
    with store.read() as tx:
        accepted = [entry.detail for entry in audit.entries(tx, limit=10) if entry.action == "toy.done"]
    assert (job.state, accepted) == ("done", [{"attempt": job.attempts}])


def test_the_process_that_waits_is_used_for_the_next_job(store, toys, submit, until):
    worker = Worker(store, toys.model_copy(update={"preload": True}))
    worker.start()
    try:
        assert until(submit(), ended).state == "done"
    finally:
        worker.stop()


@pytest.mark.usefixtures("worker")
def test_a_killed_process_leaves_nothing_behind(submit, until):
    running = until(submit(seconds=60, child=True), lambda job: job.progress and "child" in job.progress)
    os.kill(running.progress["self"], signal.SIGKILL)
    job = until(running.job_id, lambda job: job.attempts == 2 and job.progress)
    assert not lives(running.progress["child"])
    assert job.state == "running"
