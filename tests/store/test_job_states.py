"""The states of a job: as a table, and as whatever several workers, deaths and askers can do to them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from data.store import Store, jobs
from data.store.jobs import LeaseLostError
from data.store.tables import JOBS
from routing.errors import ConflictError

LEASE_S = 30
BEGIN = {"depot_id": None, "user_id": None, "subject": "s", "payload": {}}

ACTIONS = {
    "claim": lambda tx, _, now: jobs.claim(tx, "w", now=now, lease_s=LEASE_S),
    "heartbeat": lambda tx, job, now: jobs.heartbeat(tx, job.job_id, job.lease or "", now=now, lease_s=LEASE_S),
    "finish": lambda tx, job, now: jobs.finish(tx, job.job_id, job.lease or "", {}, now=now),
    "fail": lambda tx, job, now: jobs.fail(tx, job.job_id, job.lease or "", {}, now=now, final=False),
    "fail for good": lambda tx, job, now: jobs.fail(tx, job.job_id, job.lease or "", {}, now=now, final=True),
    "cancelled": lambda tx, job, now: jobs.cancelled(tx, job.job_id, job.lease or "", now),
    "give back": lambda tx, job, _: jobs.give_back(tx, job.job_id, job.lease or ""),
    "ask to cancel": lambda tx, job, now: jobs.ask(tx, job.job_id, "cancel", now),
    "ask to finish": lambda tx, job, now: jobs.ask(tx, job.job_id, "finish", now),
}

STARTS = ("waiting", "running", "silent", "silent, last attempt", "silent, to cancel", "done", "failed", "cancelled")
"""``silent``: its worker's lease has ended."""

LOST, CONFLICT = LeaseLostError, ConflictError
TABLE = {
    # action          waiting      running      silent       last         to cancel    done      failed    cancelled
    "claim":         ("running",   "running",   "running",   "failed",    "cancelled", "done",   "failed", "cancelled"),
    "heartbeat":     (LOST,        "running",   "running",   "running",   "running",   LOST,     LOST,     LOST),
    "finish":        (LOST,        "done",      "done",      "done",      "done",      LOST,     LOST,     LOST),
    "fail":          (LOST,        "waiting",   "waiting",   "failed",    "cancelled", LOST,     LOST,     LOST),
    "fail for good": (LOST,        "failed",    "failed",    "failed",    "failed",    LOST,     LOST,     LOST),
    "cancelled":     (LOST,        "cancelled", "cancelled", "cancelled", "cancelled", LOST,     LOST,     LOST),
    "give back":     (LOST,        "waiting",   "waiting",   "waiting",   "waiting",   LOST,     LOST,     LOST),
    "ask to cancel": ("cancelled", "running",   "cancelled", "cancelled", "cancelled", CONFLICT, CONFLICT, CONFLICT),
    "ask to finish": ("waiting",   "running",   "running",   "running",   "running",   CONFLICT, CONFLICT, CONFLICT),
}  # fmt: skip


def _brought_to(store, start, now):
    """Return a job in a state of the table."""
    with store.write() as tx:
        job = jobs.submit(tx, "plan", now=now, max_attempts=1 if "last" in start else 2, **BEGIN)
        if start == "waiting":
            return job
        at = now - timedelta(seconds=2 * LEASE_S) if "silent" in start else now
        job = jobs.claim(tx, "w", now=at, lease_s=LEASE_S)
        if "to cancel" in start:
            jobs.ask(tx, job.job_id, "cancel", at)
        end = {"done": "finish", "failed": "fail for good", "cancelled": "cancelled"}.get(start)
        if end:
            ACTIONS[end](tx, job, now)
        return job


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_in_every_state_leads_where_the_table_says(store, now, action, start):
    expected = TABLE[action][STARTS.index(start)]
    job = _brought_to(store, start, now)

    def act():
        with store.write() as tx:
            ACTIONS[action](tx, job, now)

    if isinstance(expected, str):
        act()
    else:
        with pytest.raises(expected):
            act()
    with store.read() as tx:
        state = jobs.get(tx, job.job_id).state
    assert state == (expected if isinstance(expected, str) else start)


class Workers(RuleBasedStateMachine):
    """Workers, askers and time as rules over a store, beside a model of what must hold."""

    store: Store
    begin: datetime

    def __init__(self):
        super().__init__()
        self.now = self.begin
        self.leases = []  # every (job, lease) ever handed out, also those long lost
        self.holder = {}  # job -> the lease that counts
        self.until = {}
        self.accepted = {}
        self.submitted = []
        with self.store.write() as tx:
            tx.execute(JOBS.delete())
        for max_attempts in (2, 9):
            self._submit(max_attempts)

    @rule(max_attempts=st.integers(1, 3))
    def submit(self, max_attempts):
        self._submit(max_attempts)

    def _submit(self, max_attempts):
        self.now += timedelta(seconds=1)
        with self.store.write() as tx:
            job = jobs.submit(tx, "plan", now=self.now, max_attempts=max_attempts, **BEGIN)
        self.submitted.append(job.job_id)

    @rule(seconds=st.sampled_from([40, 20, 1]))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(worker=st.sampled_from(["a", "b", "c"]))
    def others_fall_silent_and_a_worker_claims(self, worker):
        self.now += timedelta(seconds=2 * LEASE_S)
        self._claim(worker)

    @rule(worker=st.sampled_from(["a", "b", "c"]))
    def claim(self, worker):
        self._claim(worker)

    def _claim(self, worker):
        with self.store.write() as tx:
            job = jobs.claim(tx, worker, now=self.now, lease_s=LEASE_S)
        if job is None:
            return
        assert job.job_id not in self.accepted
        held = self.holder.get(job.job_id)
        assert held is None or self.until[job.job_id] < self.now, "taken from a worker that was alive"
        assert job.attempts <= job.max_attempts
        self.leases.append((job.job_id, job.lease))
        self._hold(job.job_id, job.lease)

    @precondition(lambda self: self.leases)
    @rule(pick=st.integers(0, 99))
    def heartbeat(self, pick):
        job_id, lease = self.leases[pick % len(self.leases)]
        if self._tries(job_id, lease, lambda tx: jobs.heartbeat(tx, job_id, lease, now=self.now, lease_s=LEASE_S)):
            self._hold(job_id, lease)

    @precondition(lambda self: self.leases)
    @rule(pick=st.integers(0, 99))
    def finish(self, pick):
        job_id, lease = self.leases[pick % len(self.leases)]
        result = {"by": lease}
        if self._tries(job_id, lease, lambda tx: jobs.finish(tx, job_id, lease, result, now=self.now)):
            assert job_id not in self.accepted, "a second result was accepted"
            self.accepted[job_id] = result
            self.holder.pop(job_id)

    @precondition(lambda self: self.leases)
    @rule(
        pick=st.integers(0, 99),
        end=st.sampled_from(["fail", "fail for good", "cancelled", "give back"]),
    )
    def end(self, pick, end):
        job_id, lease = self.leases[pick % len(self.leases)]

        def act(tx):
            ACTIONS[end](tx, jobs.get(tx, job_id).model_copy(update={"lease": lease}), self.now)

        if self._tries(job_id, lease, act):
            self.holder.pop(job_id)

    @precondition(lambda self: self.submitted)
    @rule(pick=st.integers(0, 99), what=st.sampled_from(["cancel", "finish"]))
    def ask(self, pick, what):
        job_id = self.submitted[pick % len(self.submitted)]
        try:
            with self.store.write() as tx:
                state = jobs.ask(tx, job_id, what, self.now).state
        except ConflictError:
            assert job_id in self.accepted or job_id not in self.holder or self.until[job_id] < self.now
            return
        if state == "cancelled":
            self.holder.pop(job_id, None)

    @invariant()
    def no_job_is_lost_and_what_was_accepted_stays(self):
        with self.store.read() as tx:
            for job_id, result in self.accepted.items():
                job = jobs.get(tx, job_id)
                assert (job.state, job.result) == ("done", result)
            listed = jobs.list_(tx, None, limit=1000)
        assert {job.job_id for job in listed} == set(self.submitted)
        assert all((job.lease is not None) == (job.state == "running") for job in listed)
        done = {job.job_id for job in listed if job.state == "done"}
        assert done == set(self.accepted)

    def teardown(self):
        """In the end a patient worker gets every job that is left to an end."""
        job = True
        while job is not None:
            self.now += timedelta(seconds=2 * LEASE_S)
            with self.store.write() as tx:
                job = jobs.claim(tx, "patient", now=self.now, lease_s=LEASE_S)
                if job is not None:
                    jobs.finish(tx, job.job_id, job.lease, {}, now=self.now)
        with self.store.read() as tx:
            assert all(job.state in jobs.ENDED for job in jobs.list_(tx, None, limit=1000))

    def _hold(self, job_id, lease):
        self.holder[job_id] = lease
        self.until[job_id] = self.now + timedelta(seconds=LEASE_S)

    def _tries(self, job_id, lease, act):
        """Act with a lease, and make sure that it is refused exactly if another counts by now."""
        try:
            with self.store.write() as tx:
                act(tx)
        except LeaseLostError:
            with self.store.read() as tx:
                job = jobs.get(tx, job_id)
            assert job.lease != lease
            return False
        assert self.holder.get(job_id) == lease, "somebody without the lease was heard"
        return True


def test_whatever_workers_do_a_result_is_accepted_at_most_once_and_never_lost(store, now):
    few = settings(max_examples=20, stateful_step_count=40)
    run_state_machine_as_test(type("On", (Workers,), {"store": store, "begin": now}), settings=few)
