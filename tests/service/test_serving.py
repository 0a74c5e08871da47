"""The program as it is started: it stops in good order, and a worker beside it does its jobs."""

import threading
import time
from contextlib import suppress

import pytest

from benchmarks.service.faults import TASK
from benchmarks.service.running import Processes, signed_in
from data.store import Store, jobs

PATIENCE_S = 60.0


@pytest.fixture
def store(tmp_path):
    store = Store.of_folder(tmp_path)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def service(tmp_path):
    """A server on a port of its own, not started yet."""
    service = Processes(tmp_path, options=TASK)
    yield service
    service.stop()


@pytest.fixture
def submit(service, store):
    """Return a function: submit a toy job over HTTP, wait until it runs or has ended, return it."""
    session = signed_in(store, "admin", name="tester")

    def submit(**payload):
        answer = service.ask("POST", "/api/v1/jobs", {"kind": "toy", "payload": payload}, session)
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            with store.read() as tx:
                job = jobs.get(tx, answer.body["job_id"])
            if job.progress or job.state in jobs.ENDED:
                return job
            time.sleep(0.02)
        pytest.fail(f"job did not start: {job}")

    return submit


def test_a_server_that_is_told_to_stop_gives_its_job_back_and_sends_listeners_home(service, store, submit):
    service.start("serve", "--workers", "1")
    service.await_ready()
    job = submit(seconds=20)
    listener = signed_in(store, "admin", name="listener")
    path = f"/api/v1/jobs/{job.job_id}/events"

    def listen():
        with suppress(OSError):
            service.ask("GET", path, session=listener)

    listening = threading.Thread(target=listen)
    listening.start()
    asked = time.monotonic()
    service.stop()
    assert time.monotonic() - asked < 9
    listening.join()
    with store.read() as tx:
        left = jobs.get(tx, job.job_id)
    assert (left.state, left.attempts) == ("waiting", 0)


def test_a_worker_beside_the_server_does_its_jobs(service, submit):
    service.start("serve", "--workers", "0")
    service.start("worker", "--workers", "1")
    service.await_ready()
    assert submit().state == "done"


def test_a_first_start_prints_a_link_for_the_admin(service):
    service.start("serve", "--workers", "0")
    service.await_ready()
    assert "/link/" in (service.folder / "serve.log").read_text()
