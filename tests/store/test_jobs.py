"""Jobs: who works on what, and that each result is accepted at most once."""

import threading
from datetime import timedelta

import pytest

from data.store import jobs
from data.store.jobs import LeaseLostError
from data.store.tables import JOBS
from routing.errors import ConflictError, NotFoundError

MINUTE = timedelta(minutes=1)


@pytest.fixture
def submit(store, now):
    """Return a function that submits a job, each a second after the one before it."""
    count = 0

    def submit(**given):
        nonlocal count
        count += 1
        at = given.pop("at", now + timedelta(seconds=count))
        usual = {"depot_id": None, "user_id": None, "subject": "Montag", "payload": {"n": 1}}
        with store.write() as tx:
            return jobs.submit(tx, given.pop("kind", "plan"), now=at, **(usual | given))

    return submit


@pytest.fixture
def claim(store, now):
    """Return a function that claims a job at a minute after six."""

    def claim(worker="w", minute=5, lease_s=30):
        with store.write() as tx:
            return jobs.claim(tx, worker, now=now + minute * MINUTE, lease_s=lease_s)

    return claim


def _state(store, job_id):
    with store.read() as tx:
        return jobs.get(tx, job_id)


def test_a_job_keeps_what_it_was_submitted_with(store, submit, depot, anna):
    job = submit(depot_id=depot, user_id=anna, payload={"größe": [1, 2.5, None]})
    assert _state(store, job.job_id) == job
    assert (job.state, job.attempts, job.depot_id, job.user_id) == ("waiting", 0, depot, anna)
    assert job.payload == {"größe": [1, 2.5, None]}


def test_jobs_are_claimed_in_the_order_they_came(submit, claim):
    submitted = [submit().job_id for _ in range(5)]
    assert [claim().job_id for _ in range(5)] == submitted
    assert claim() is None


def test_the_place_in_the_queue_counts_those_before(store, submit, claim):
    submitted = [submit().job_id for _ in range(3)]
    claim()
    with store.read() as tx:
        assert [jobs.place_in_queue(tx, job_id) for job_id in submitted] == [0, 1, 2]


def test_what_somebody_sits_in_front_of_goes_before_the_rest(store, submit, claim):
    replay, plan = submit(kind="replay"), submit(kind="plan")
    with store.read() as tx:
        assert [jobs.place_in_queue(tx, job.job_id) for job in (replay, plan)] == [2, 1]
    assert [claim().job_id for _ in range(2)] == [plan.job_id, replay.job_id]


def test_workers_at_once_never_claim_the_same_job(store, submit, now):
    submitted = {submit().job_id for _ in range(20)}
    claimed = []

    def work(name):
        while True:
            with store.write() as tx:
                job = jobs.claim(tx, name, now=now + MINUTE, lease_s=60)
            if job is None:
                return
            claimed.append(job.job_id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 20
    assert set(claimed) == submitted


def test_the_result_of_a_finished_job_is_kept(store, submit, claim, now):
    submit()
    job = claim()
    with store.write() as tx:
        jobs.finish(tx, job.job_id, job.lease, {"late": 3}, now=now)
    done = _state(store, job.job_id)
    assert (done.state, done.result, done.ended_at, done.lease) == ("done", {"late": 3}, now, None)


def test_a_heartbeat_keeps_the_job_and_tells_how_far_it_is(store, submit, claim, now):
    submit()
    job = claim(minute=5, lease_s=60)
    with store.write() as tx:
        late = now + 5.9 * MINUTE
        assert jobs.heartbeat(tx, job.job_id, job.lease, now=late, lease_s=60, progress={"share": 0.5}) is None
        assert jobs.heartbeat(tx, job.job_id, job.lease, now=late, lease_s=60, progress=None) is None
    assert claim("other", minute=6.5) is None
    assert _state(store, job.job_id).progress == {"share": 0.5}


def test_a_silent_workers_job_is_taken_over_and_its_result_refused(store, submit, claim, now):
    submit()
    silent = claim("silent", minute=5, lease_s=30)
    heir = claim("heir", minute=6)
    assert (heir.job_id, heir.attempts) == (silent.job_id, 2)
    with pytest.raises(LeaseLostError), store.write() as tx:
        jobs.finish(tx, silent.job_id, silent.lease, {"by": "silent"}, now=now)
    with store.write() as tx:
        jobs.finish(tx, heir.job_id, heir.lease, {"by": "heir"}, now=now)
    assert _state(store, heir.job_id).result == {"by": "heir"}


def test_what_a_worker_without_a_lease_writes_beside_its_result_is_not_kept(store, submit, claim, now):
    job = submit()
    claim()

    def write_too_late():
        with store.write() as tx:
            tx.execute(JOBS.update().values(subject="too late"))
            jobs.finish(tx, job.job_id, "forged", {}, now=now)

    with pytest.raises(LeaseLostError):
        write_too_late()
    assert _state(store, job.job_id).subject == "Montag"


def test_a_job_whose_workers_all_died_fails_and_says_how_often_it_was_begun(store, submit, claim):
    job = submit(max_attempts=2)
    claim(minute=5)
    claim(minute=6)
    assert claim(minute=7) is None
    failed = _state(store, job.job_id)
    assert failed.state == "failed"
    assert failed.error["code"] == "job_attempts_spent"
    assert "2-mal" in failed.error["detail_de"]
    assert "2 times" in failed.error["detail_en"]


def test_a_hopeless_job_does_not_keep_the_next_one_waiting(submit, claim):
    submit(max_attempts=1)
    claim(minute=5)
    fresh = submit()
    assert claim(minute=7).job_id == fresh.job_id


def test_a_failed_attempt_is_tried_again_until_none_is_left(store, submit, claim, now):
    submit(max_attempts=2)
    states = []
    for _ in range(2):
        job = claim()
        with store.write() as tx:
            states.append(jobs.fail(tx, job.job_id, job.lease, {"code": "x"}, now=now, final=False).state)
    assert states == ["waiting", "failed"]
    assert _state(store, job.job_id).error == {"code": "x"}


def test_a_job_that_was_given_back_has_lost_no_attempt_and_no_place(store, submit, claim):
    first = submit()
    submit()
    job = claim()
    with store.write() as tx:
        back = jobs.give_back(tx, job.job_id, job.lease)
    assert (back.state, back.attempts) == ("waiting", 0)
    assert claim().job_id == first.job_id


def test_a_waiting_job_is_cancelled_at_once(store, submit, claim, now):
    job = submit()
    with store.write() as tx:
        assert jobs.ask(tx, job.job_id, "cancel", now).state == "cancelled"
    assert claim() is None


def test_the_worker_hears_what_its_job_is_asked(store, submit, claim, now):
    submit()
    job = claim()
    heard = []
    for what in ("finish", "cancel", "finish"):
        with store.write() as tx:
            jobs.ask(tx, job.job_id, what, now)
            heard.append(jobs.heartbeat(tx, job.job_id, job.lease, now=now, lease_s=60))
    assert heard == ["finish", "cancel", "cancel"]


def test_a_job_to_be_cancelled_does_not_wait_for_a_dead_worker(store, submit, claim, now):
    submit()
    job = claim(minute=5)
    with store.write() as tx:
        assert jobs.ask(tx, job.job_id, "cancel", now + 10 * MINUTE).state == "cancelled"


def test_a_cancelled_jobs_dead_worker_is_not_followed_by_another(store, submit, claim, now):
    submit()
    job = claim(minute=5)
    with store.write() as tx:
        jobs.ask(tx, job.job_id, "cancel", now + 5 * MINUTE)
    assert claim(minute=7) is None
    assert _state(store, job.job_id).state == "cancelled"


@pytest.mark.parametrize("what", ["cancel", "finish"])
def test_an_ended_job_can_be_asked_nothing(store, submit, now, what):
    job = submit()
    with store.write() as tx:
        jobs.ask(tx, job.job_id, "cancel", now)
    with pytest.raises(ConflictError, match="already ended"), store.write() as tx:
        jobs.ask(tx, job.job_id, what, now)


def test_the_same_key_of_the_same_person_is_the_same_job(store, submit, anna):
    first = submit(user_id=anna, idempotency_key="k")
    assert submit(user_id=anna, idempotency_key="k") == first
    with store.read() as tx:
        assert len(jobs.list_(tx, None, limit=10)) == 1


def test_a_key_can_t_be_used_for_something_else(submit, anna):
    submit(user_id=anna, idempotency_key="k", payload={"n": 1})
    with pytest.raises(ConflictError, match="“k”"):
        submit(user_id=anna, idempotency_key="k", payload={"n": 2})


def test_a_key_submitted_several_times_at_once_makes_one_job(submit, anna):
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(submit(user_id=anna, idempotency_key="k").job_id)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len(set(made)) == 1


def test_jobs_are_listed_newest_first_and_page_by_page(store, submit):
    submitted = [submit().job_id for _ in range(5)]
    with store.read() as tx:
        first = jobs.list_(tx, None, limit=2)
        rest = jobs.list_(tx, None, limit=9, after=first[-1].job_id)
    assert [job.job_id for job in (*first, *rest)] == submitted[::-1]


def test_only_jobs_of_ones_depots_are_listed_and_counted(store, submit, depot):
    own = submit(depot_id=depot)
    submit()
    with store.read() as tx:
        assert [job.job_id for job in jobs.list_(tx, {depot}, limit=9)] == [own.job_id]
        assert jobs.list_(tx, set(), limit=9) == ()
        assert (jobs.waiting(tx, depot), jobs.waiting(tx, None), jobs.waiting(tx, "other")) == (1, 1, 0)


def test_old_ended_jobs_are_pruned_and_no_others(store, submit, claim, now):
    old, recent, running = submit(), submit(), submit()
    for minute in (1, 30):
        job = claim()
        with store.write() as tx:
            jobs.finish(tx, job.job_id, job.lease, {}, now=now + minute * MINUTE)
    claim()
    submit()
    with store.write() as tx:
        assert jobs.prune(tx, now + 20 * MINUTE) == 1
    assert _state(store, recent.job_id).state == "done"
    assert _state(store, running.job_id).state == "running"
    with pytest.raises(NotFoundError):
        _state(store, old.job_id)
