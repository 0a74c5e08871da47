"""Jobs: what is to be computed, who computes it now, and what came of it.

==========  =======================================  ===============================
state       leaves by                                to
==========  =======================================  ===============================
waiting     :func:`claim`                            running
waiting     :func:`ask` to cancel                    cancelled
running     :func:`finish`                           done
running     :func:`fail`                             failed, or waiting to try again
running     :func:`cancelled`                        cancelled
running     :func:`give_back`                        waiting
running     :func:`claim`, once the lease has ended  running, failed or cancelled
==========  =======================================  ===============================

Who claims a job gets a lease: a token that every later call must show. A
worker that is taken for dead has lost it, so whatever it still wants to write
is refused (:class:`LeaseLostError`) and each result is accepted at most once.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import uuid4

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.tables import JOBS, PLANS, RUNS
from routing.errors import AbandonedError, ConflictError, NotFoundError, TermintreuError
from routing.model import Frozen

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Asked = Literal["cancel", "finish"]

ENDED: Final[frozenset[State]] = frozenset({"done", "failed", "cancelled"})

AWAITED: Final = frozenset({"plan", "replan", "alternatives", "rest"})
"""Kinds that somebody sits in front of: they go before all others."""

_IS_AWAITED: Final = JOBS.c.kind.in_(sorted(AWAITED))


class LeaseLostError(Exception):
    """The job is no longer this worker's; what it has computed must not be written."""


class Job(Frozen):
    """One thing to compute. ``lease`` is what its worker holds, ``asked`` what a running job is asked to do."""

    job_id: str
    kind: str
    depot_id: str | None
    user_id: str | None
    subject: str
    payload: dict[str, Any]
    state: State
    attempts: int
    max_attempts: int
    lease: str | None
    progress: dict[str, Any] | None
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    asked: Asked | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


_COLUMNS = [JOBS.c[field] for field in Job.model_fields]


def submit(
    tx: Transaction,
    kind: str,
    *,
    depot_id: str | None,
    user_id: str | None,
    subject: str,
    payload: dict[str, Any],
    now: datetime,
    idempotency_key: str | None = None,
    max_attempts: int = 3,
) -> Job:
    """Let a job wait its turn; the same person's same key returns the first job instead.

    Raises
    ------
    ConflictError
        If the key was used for another kind, depot or payload.
    """
    first = by_key(tx, user_id, idempotency_key) if idempotency_key is not None else None
    if first is not None:
        if (first.kind, first.depot_id, first.payload) != (kind, depot_id, json.loads(json.dumps(payload))):
            raise ConflictError.of("idempotency_key_used", value=idempotency_key)
        return first
    job_id = uuid4().hex
    tx.execute(
        JOBS.insert().values(
            job_id=job_id,
            kind=kind,
            depot_id=depot_id,
            user_id=user_id,
            subject=subject,
            payload=payload,
            state="waiting",
            attempts=0,
            max_attempts=max_attempts,
            idempotency_key=idempotency_key,
            created_at=now,
        )
    )
    return get(tx, job_id)


def by_key(tx: Transaction, user_id: str | None, idempotency_key: str) -> Job | None:
    """Return the job that a person has submitted with a key."""
    mine = JOBS.c.user_id == user_id if user_id is not None else JOBS.c.user_id.is_(None)
    row = tx.execute(sa.select(*_COLUMNS).where(mine, JOBS.c.idempotency_key == idempotency_key)).mappings().first()
    return _job(row) if row is not None else None


def get(tx: Transaction, job_id: str) -> Job:
    """Return a job.

    Raises
    ------
    NotFoundError
        If there is none with this id.
    """
    row = tx.execute(sa.select(*_COLUMNS).where(JOBS.c.job_id == job_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("unknown_job", value=job_id)
    return _job(row)


def latest(tx: Transaction, kind: str, subject: str) -> Job | None:
    """Return the newest job of a kind about something; ``None`` if there is none."""
    wanted = sa.select(*_COLUMNS).where(JOBS.c.kind == kind, JOBS.c.subject == subject)
    newest = wanted.order_by(JOBS.c.created_at.desc(), JOBS.c.job_id.desc()).limit(1)
    row = tx.execute(newest).mappings().first()
    return None if row is None else _job(row)


def list_(tx: Transaction, depots: Collection[str] | None, *, limit: int, after: str | None = None) -> tuple[Job, ...]:
    """Return jobs, newest first.

    Parameters
    ----------
    depots
        Only jobs of these; ``None`` for all jobs, those of no depot included.
    after
        Begin behind the job with this id.
    """
    wanted = sa.select(*_COLUMNS).order_by(JOBS.c.created_at.desc(), JOBS.c.job_id.desc()).limit(limit)
    if depots is not None:
        wanted = wanted.where(JOBS.c.depot_id.in_(depots))
    if after is not None:
        last = get(tx, after)
        wanted = wanted.where(_before(last))
    return tuple(_job(row) for row in tx.execute(wanted).mappings())


def waiting(tx: Transaction, depot_id: str | None) -> int:
    """Return how many jobs of a depot wait; those of no depot for ``None``."""
    of_depot = JOBS.c.depot_id == depot_id if depot_id is not None else JOBS.c.depot_id.is_(None)
    return _count(tx, of_depot)


def place_in_queue(tx: Transaction, job_id: str) -> int:
    """Return a waiting job's place among all that wait, from 1; 0 if it does not wait."""
    job = get(tx, job_id)
    if job.state != "waiting":
        return 0
    if job.kind in AWAITED:
        return 1 + _count(tx, sa.and_(_IS_AWAITED, _before(job)))
    return 1 + _count(tx, sa.or_(_IS_AWAITED, _before(job)))


def awaited(tx: Transaction) -> bool:
    """Tell whether a job waits that somebody sits in front of."""
    return _count(tx, _IS_AWAITED) > 0


def claim(tx: Transaction, worker: str, *, now: datetime, lease_s: float) -> Job | None:
    """Take the job that has waited longest, or over from a worker that is silent; ``None`` if there is nothing to do.

    Those of :data:`AWAITED` kinds come first.
    Jobs that were attempted too often fail on the way; those that were asked
    to end while nobody worked on them are cancelled.
    """
    _end_hopeless(tx, now)
    free = sa.or_(JOBS.c.state == "waiting", _silent(now))
    first = (
        sa.select(JOBS.c.job_id)
        .where(free)
        .order_by(sa.case((_IS_AWAITED, 0), else_=1), JOBS.c.created_at, JOBS.c.job_id)
        .limit(1)
    )
    row = tx.execute(
        sa.update(JOBS)
        .where(JOBS.c.job_id == first.with_for_update(skip_locked=True).scalar_subquery())
        .values(
            state="running",
            attempts=JOBS.c.attempts + 1,
            lease=f"{worker[:31]}:{uuid4().hex}",
            leased_until=now + timedelta(seconds=lease_s),
            started_at=now,
            progress=None,
        )
        .returning(*_COLUMNS)
    )
    found = row.mappings().first()
    return _job(found) if found is not None else None


def heartbeat(
    tx: Transaction,
    job_id: str,
    lease: str,
    *,
    now: datetime,
    lease_s: float,
    progress: dict[str, Any] | None = None,
) -> Asked | None:
    """Say that a job is still worked on and return what it is asked to do; ``progress`` None keeps the last.

    Raises
    ------
    LeaseLostError
        If the job is somebody else's by now, or has ended.
    """
    news: dict[str, Any] = {"leased_until": now + timedelta(seconds=lease_s)}
    if progress is not None:
        news["progress"] = progress
    return _held(tx, job_id, lease, news).asked


def finish(tx: Transaction, job_id: str, lease: str, result: dict[str, Any], *, now: datetime) -> Job:
    """Accept a job's result. It counts even if somebody asked to cancel meanwhile: it was there first.

    Raises
    ------
    LeaseLostError
        If the job is somebody else's by now, or has ended; the caller's transaction must be given up.
    """
    return _held(tx, job_id, lease, _ending("done", now) | {"result": result})


def fail(tx: Transaction, job_id: str, lease: str, error: dict[str, Any], *, now: datetime, final: bool) -> Job:
    """Record that an attempt failed; unless that is final, the job waits for its next attempt if one is left.

    Raises
    ------
    LeaseLostError
        If the job is somebody else's by now, or has ended.
    """
    job = get(tx, job_id)
    if final or job.attempts >= job.max_attempts:
        return _held(tx, job_id, lease, _ending("failed", now) | {"error": error})
    if job.asked == "cancel":
        return cancelled(tx, job_id, lease, now)
    return _held(tx, job_id, lease, _WAITING)


def cancelled(tx: Transaction, job_id: str, lease: str, now: datetime) -> Job:
    """Record that a job was ended as asked.

    Raises
    ------
    LeaseLostError
        If the job is somebody else's by now, or has ended.
    """
    return _held(tx, job_id, lease, _ending("cancelled", now))


def give_back(tx: Transaction, job_id: str, lease: str) -> Job:
    """Put a job back into its place in the queue, as if this attempt had not been: its worker stops in good order.

    Raises
    ------
    LeaseLostError
        If the job is somebody else's by now, or has ended.
    """
    return _held(tx, job_id, lease, _WAITING | {"attempts": JOBS.c.attempts - 1})


def ask(tx: Transaction, job_id: str, what: Asked, now: datetime) -> Job:
    """Ask a job to end, with its best result so far or without any; to cancel outranks to finish.

    A waiting job, or one whose worker is silent, is cancelled at once; asked
    to finish, it does so as soon as it has begun.

    Raises
    ------
    NotFoundError
        If there is no such job.
    ConflictError
        If it has ended.
    """
    job = get(tx, job_id)
    if job.state in ENDED:
        raise ConflictError.of("job_ended", value=job.state)
    mine = JOBS.c.job_id == job_id
    if what == "cancel":
        free = sa.or_(JOBS.c.state == "waiting", _silent(now))
        tx.execute(sa.update(JOBS).where(mine, free).values(**_ending("cancelled", now)))
        tx.execute(sa.update(JOBS).where(mine, JOBS.c.state == "running").values(asked="cancel"))
    else:
        tx.execute(sa.update(JOBS).where(mine, JOBS.c.asked.is_(None)).values(asked="finish"))
    return get(tx, job_id)


def prune(tx: Transaction, before: datetime) -> int:
    """Delete jobs that ended before a moment and return how many; what they made stays and names no job any more."""
    old = sa.select(JOBS.c.job_id).where(JOBS.c.state.in_(ENDED), JOBS.c.ended_at < before)
    for table in (PLANS, RUNS):
        tx.execute(sa.update(table).where(table.c.job_id.in_(old)).values(job_id=None))
    return tx.execute(JOBS.delete().where(JOBS.c.state.in_(ENDED), JOBS.c.ended_at < before)).rowcount


def told(error: TermintreuError) -> dict[str, Any]:
    """Return an error as it is kept with a job: in both languages, for whoever reads it later."""
    return {
        "code": error.findings[0].code if error.findings else "internal",
        "title_de": error.title("de"),
        "title_en": error.title("en"),
        "detail_de": error.text("de"),
        "detail_en": error.text("en"),
        "findings": [finding.model_dump(mode="json") for finding in error.findings],
    }


_WAITING: Final[dict[str, Any]] = {
    "state": "waiting",
    "lease": None,
    "leased_until": None,
    "started_at": None,
    "progress": None,
}


def _ending(state: State, now: datetime) -> dict[str, Any]:
    """Return what every end has in common."""
    return {"state": state, "lease": None, "leased_until": None, "ended_at": now}


def _held(tx: Transaction, job_id: str, lease: str, values: dict[str, Any]) -> Job:
    """Change a job for whoever holds its lease."""
    mine = (JOBS.c.job_id == job_id, JOBS.c.lease == lease, JOBS.c.state == "running")
    row = tx.execute(sa.update(JOBS).where(*mine).values(**values).returning(*_COLUMNS)).mappings().first()
    if row is None:
        raise LeaseLostError(job_id)
    return _job(row)


def _end_hopeless(tx: Transaction, now: datetime) -> None:
    """End silent jobs that nobody wants any more or that were attempted often enough."""
    unwanted = sa.update(JOBS).where(_silent(now), JOBS.c.asked == "cancel")
    tx.execute(unwanted.values(**_ending("cancelled", now)))
    spent = sa.select(JOBS.c.job_id, JOBS.c.attempts).where(_silent(now), JOBS.c.attempts >= JOBS.c.max_attempts)
    for row in tx.execute(spent.with_for_update(skip_locked=True)).all():
        error = told(AbandonedError.of("job_attempts_spent", value=str(row.attempts)))
        tx.execute(sa.update(JOBS).where(JOBS.c.job_id == row.job_id).values(**_ending("failed", now), error=error))


def _silent(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a job's worker has not been heard of for the time of its lease."""
    return sa.and_(JOBS.c.state == "running", JOBS.c.leased_until < now)


def _before(job: Job) -> sa.ColumnElement[bool]:
    """Return the condition of having been submitted before a job."""
    return sa.or_(
        JOBS.c.created_at < job.created_at,
        sa.and_(JOBS.c.created_at == job.created_at, JOBS.c.job_id < job.job_id),
    )


def _count(tx: Transaction, condition: sa.ColumnElement[bool]) -> int:
    """Return how many waiting jobs meet a condition."""
    return tx.scalar(sa.select(sa.func.count()).select_from(JOBS).where(JOBS.c.state == "waiting", condition)) or 0


def _job(row: sa.RowMapping) -> Job:
    return Job.model_validate(dict(row))
