"""Jobs over HTTP: who sees them, what they are asked, and how listeners hear of them."""

import json
from datetime import UTC, datetime

import pytest

from data.store import depots, jobs

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.fixture
def depot(service):
    """The id of a depot."""
    with service.app.state.store.write() as tx:
        return depots.create(tx, "Nord", now=NOW).depot_id


@pytest.fixture
def job_of(service, depot):
    """Return a function: submit a job of the depot, or of none, for a person; return its id."""

    def job_of(client, depot_id=depot, now=NOW):
        with service.app.state.store.write() as tx:
            job = jobs.submit(
                tx, "toy", depot_id=depot_id, user_id=client.user.user_id, subject="toy", payload={}, now=now
            )
        return job.job_id

    return job_of


@pytest.fixture
def running(service, job_of):
    """Return a function: a person's job that is worked on, as the store has it."""

    def running(client):
        job_of(client)
        with service.app.state.store.write() as tx:
            return jobs.claim(tx, "test", now=datetime.now(UTC), lease_s=60)

    return running


def test_a_waiting_job_shows_its_place_in_the_queue(signed_in, job_of):
    client = signed_in("dispatcher")
    job_of(client, now=NOW)
    second = job_of(client, now=NOW.replace(minute=1))
    shown = client.get(f"/api/v1/jobs/{second}").json()
    assert (shown["state"], shown["place"]) == ("waiting", 2)


def test_a_job_of_a_depot_without_access_looks_like_none(signed_in, job_of):
    job_id = job_of(signed_in("dispatcher"))
    stranger = signed_in("dispatcher", depots=[], name="stranger")
    assert stranger.get(f"/api/v1/jobs/{job_id}").status_code == 404
    assert stranger.get(f"/api/v1/jobs/{job_id}").json()["code"] == "unknown_job"


def test_a_job_of_no_depot_is_its_owners_and_theirs_who_enter_all(signed_in, job_of):
    owner = signed_in("admin", depots=[])
    job_id = job_of(owner, depot_id=None)
    other = signed_in("admin", depots=[], name="other")
    everywhere = signed_in("admin", name="everywhere")
    statuses = [client.get(f"/api/v1/jobs/{job_id}").status_code for client in (owner, other, everywhere)]
    assert statuses == [200, 404, 200]


def test_a_waiting_job_is_cancelled_at_once(signed_in, job_of):
    client = signed_in("dispatcher")
    answer = client.post(f"/api/v1/jobs/{job_of(client)}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")


def test_cancelling_twice_is_a_conflict_with_a_reason(signed_in, job_of):
    client = signed_in("dispatcher")
    job_id = job_of(client)
    client.post(f"/api/v1/jobs/{job_id}/cancel")
    again = client.post(f"/api/v1/jobs/{job_id}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "job_ended")


def test_a_colleague_may_look_but_not_cancel(signed_in, job_of):
    job_id = job_of(signed_in("dispatcher"))
    colleague = signed_in("dispatcher", name="colleague")
    assert colleague.get(f"/api/v1/jobs/{job_id}").status_code == 200
    assert colleague.post(f"/api/v1/jobs/{job_id}/cancel").json()["code"] == "job_not_yours"


def test_an_admin_may_cancel_anybodys_job(signed_in, job_of):
    job_id = job_of(signed_in("dispatcher"))
    assert signed_in("admin").post(f"/api/v1/jobs/{job_id}/cancel").status_code == 202


def test_a_running_job_is_asked_to_finish(signed_in, running):
    client = signed_in("dispatcher")
    answer = client.post(f"/api/v1/jobs/{running(client).job_id}/finish")
    assert (answer.status_code, answer.json()["asked"]) == (202, "finish")


def events(text):
    """Return the views in a stream of events."""
    return [json.loads(part.partition("data: ")[2]) for part in text.split("\n\n") if part.startswith("event: job")]


def test_events_end_with_the_job(signed_in, running, service):
    client = signed_in("dispatcher")
    job = running(client)
    with service.app.state.store.write() as tx:
        jobs.finish(tx, job.job_id, job.lease, {"plan": 1}, now=NOW)
    answer = client.get(f"/api/v1/jobs/{job.job_id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert [view["state"] for view in events(answer.text)] == ["done"]


def test_jobs_are_listed_newest_first_a_page_at_a_time(signed_in, job_of):
    client = signed_in("dispatcher")
    ids = [job_of(client, now=NOW.replace(minute=minute)) for minute in range(3)]
    first = client.get("/api/v1/jobs?limit=2").json()
    rest = client.get(f"/api/v1/jobs?limit=2&after={first['next']}").json()
    assert [view["job_id"] for view in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None


def test_jobs_of_other_depots_are_not_listed(signed_in, job_of):
    job_of(signed_in("dispatcher"))
    assert signed_in("dispatcher", depots=[], name="stranger").get("/api/v1/jobs").json()["items"] == []
