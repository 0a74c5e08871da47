"""Many listeners of a job cost one look at the store."""

import asyncio
from datetime import UTC, datetime

import pytest

from api.jobs import watch as watching
from api.jobs.watch import JobWatch
from data.store import Store, jobs

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


class CountingStore(Store):
    """Counts how often it is read."""

    reads = 0

    def read(self):
        self.reads += 1
        return super().read()


@pytest.fixture
def store(tmp_path):
    store = CountingStore(f"sqlite:///{tmp_path / 'test.db'}")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def running(store):
    """A job that is worked on."""
    with store.write() as tx:
        jobs.submit(tx, "toy", depot_id=None, user_id=None, subject="toy", payload={}, now=NOW)
        return jobs.claim(tx, "test", now=NOW, lease_s=60)


@pytest.fixture
def done(store, running):
    with store.write() as tx:
        return jobs.finish(tx, running.job_id, running.lease, {}, now=NOW)


async def heard(watch, job_id):
    """Return all that a listener hears of a job."""
    return [view async for view in watch.follow(job_id)]


def test_fifty_listeners_cost_one_query(store, done):
    async def listen():
        watch = JobWatch(store)
        return await asyncio.gather(*(heard(watch, done.job_id) for _ in range(50)))

    everybody = asyncio.run(listen())
    assert {tuple(view.state for view in views) for views in everybody} == {("done",)}
    assert store.reads == 1


def test_listeners_hear_each_change_once(store, running):
    async def listen():
        watch = JobWatch(store)
        states = []
        async for view in watch.follow(running.job_id):
            states.append(view.state)
            if view.state == "running":
                with store.write() as tx:
                    jobs.finish(tx, running.job_id, running.lease, {}, now=NOW)
        return states

    assert asyncio.run(listen()) == ["running", "done"]


def test_a_quiet_line_carries_signs_of_life(store, running, monkeypatch):
    monkeypatch.setattr(watching, "KEEP_ALIVE_S", 0.05)

    async def listen():
        views = JobWatch(store).follow(running.job_id)
        heard = [await anext(views), await anext(views)]
        await views.aclose()
        return heard

    assert asyncio.run(listen())[1] is None


def test_a_service_that_stops_sends_its_listeners_home(store, running):
    async def listen():
        watch = JobWatch(store)
        listening = asyncio.create_task(heard(watch, running.job_id))
        await asyncio.sleep(0)
        await watch.close()
        return await asyncio.wait_for(listening, 5)

    assert len(asyncio.run(listen())) <= 1


def test_nobody_looks_any_more_once_the_last_listener_has_gone(store, running):
    async def listen():
        watch = JobWatch(store)
        views = watch.follow(running.job_id)
        await anext(views)
        await views.aclose()
        return watch._looks

    assert asyncio.run(listen()) == {}
