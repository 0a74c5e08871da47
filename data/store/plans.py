"""Plans: what was planned, with which roads and times, and every step since as a document of its own."""

from collections.abc import Collection, Mapping
from datetime import date as Date
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa

from data.store import files
from data.store.engine import Transaction
from data.store.tables import JOBS, PLAN_STEPS, PLANS, USERS
from routing.errors import ConflictError, NotFoundError, StaleError
from routing.model import Frozen

PlanState = Literal["waiting", "draft", "released", "failed"]

KEPT_STEPS: Final = 50
"""Steps that can be undone."""


class PlanRecord(Frozen):
    """A plan as the store has it, without its steps.

    Parameters
    ----------
    state
        A waiting plan whose job has ended without a result is failed.
    sources
        Roads, traffic and options it was planned with; see ``api.desk``.
    cursor
        Number of the step that is shown; 0 while there is none.
    error
        Why the job failed, as it was stored with the job.
    changed_by, released_by
        Names for people.
    """

    plan_id: str
    depot_id: str
    date: Date
    list_id: str | None
    state: PlanState
    job_id: str | None
    job_state: str | None
    error: dict[str, Any] | None
    matrices_file_id: str | None
    sources: dict[str, Any]
    cursor: int
    version: int
    created_at: datetime
    changed_at: datetime
    changed_by: str | None
    released_at: datetime | None
    released_by: str | None


class Step(Frozen):
    """A state of a plan: its document, its locks, and what led to it (``code``, ``value``, ``detail``, ``tours``)."""

    number: int
    at: datetime
    what: dict[str, Any]
    locks: dict[str, list[str]]
    document: dict[str, Any]


def create(
    tx: Transaction,
    plan_id: str,
    *,
    depot_id: str,
    date: Date,
    list_id: str | None,
    job_id: str,
    user_id: str | None,
    now: datetime,
) -> PlanRecord:
    """Add a plan that waits for its job."""
    tx.execute(
        PLANS.insert().values(
            plan_id=plan_id,
            depot_id=depot_id,
            date=date,
            list_id=list_id,
            state="waiting",
            job_id=job_id,
            problem={},
            sources={},
            cursor=0,
            version=1,
            created_by=user_id,
            changed_by=user_id,
            created_at=now,
            changed_at=now,
        )
    )
    return get(tx, plan_id)


def get(tx: Transaction, plan_id: str) -> PlanRecord:
    """Return a plan.

    Raises
    ------
    NotFoundError
        If there is none with this id.
    """
    row = tx.execute(_query().where(PLANS.c.plan_id == plan_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("unknown_plan", value=plan_id)
    return _record(row)


def list_(
    tx: Transaction,
    depots: Collection[str] | None,
    *,
    date: Date | None = None,
    limit: int = 100,
    after: str | None = None,
) -> tuple[PlanRecord, ...]:
    """Return the plans of these depots (``None`` for all), the latest day and then the latest change first."""
    query = _query()
    if depots is not None:
        query = query.where(PLANS.c.depot_id.in_(list(depots)))
    if date is not None:
        query = query.where(PLANS.c.date == date)
    if after is not None:
        last = get(tx, after)
        later = sa.and_(PLANS.c.date == last.date, PLANS.c.created_at < last.created_at)
        same = sa.and_(PLANS.c.date == last.date, PLANS.c.created_at == last.created_at, PLANS.c.plan_id > after)
        query = query.where(sa.or_(PLANS.c.date < last.date, later, same))
    query = query.order_by(PLANS.c.date.desc(), PLANS.c.created_at.desc(), PLANS.c.plan_id).limit(limit)
    return tuple(_record(row) for row in tx.execute(query).mappings())


def problem(tx: Transaction, plan_id: str) -> dict[str, Any]:
    """Return the day as it was planned, as JSON."""
    found: dict[str, Any] = tx.execute(sa.select(PLANS.c.problem).where(PLANS.c.plan_id == plan_id)).scalar_one()
    return found


def released(tx: Transaction, plan_id: str) -> dict[str, Any] | None:
    """Return the document as it was released; ``None`` if the plan is not."""
    found: dict[str, Any] | None = tx.execute(
        sa.select(PLANS.c.released).where(PLANS.c.plan_id == plan_id)
    ).scalar_one()
    return found


def step(tx: Transaction, plan_id: str, number: int) -> Step:
    """Return a step; KeyError if there is none of this number."""
    query = sa.select(PLAN_STEPS).where(PLAN_STEPS.c.plan_id == plan_id, PLAN_STEPS.c.number == number)
    row = tx.execute(query).mappings().first()
    if row is None:
        raise KeyError(number)
    return Step.model_validate({name: row[name] for name in Step.model_fields})


def named(tx: Transaction, plan_id: str) -> dict[int, dict[str, Any]]:
    """Return what each kept step did, by its number, ascending."""
    query = sa.select(PLAN_STEPS.c.number, PLAN_STEPS.c.what).where(PLAN_STEPS.c.plan_id == plan_id)
    return {row.number: row.what for row in tx.execute(query.order_by(PLAN_STEPS.c.number))}


def fill(
    tx: Transaction,
    plan_id: str,
    *,
    problem: Mapping[str, Any],
    matrices_file_id: str,
    sources: Mapping[str, Any],
    what: Mapping[str, Any],
    document: Mapping[str, Any],
    now: datetime,
) -> PlanRecord:
    """Give a waiting plan its first step: it becomes a draft.

    Raises
    ------
    ConflictError
        If it waits no longer.
    """
    done = tx.execute(
        PLANS.update()
        .where(PLANS.c.plan_id == plan_id, PLANS.c.state == "waiting")
        .values(
            state="draft",
            problem=dict(problem),
            matrices_file_id=matrices_file_id,
            sources=dict(sources),
            cursor=1,
            version=PLANS.c.version + 1,
            changed_at=now,
        )
    )
    if done.rowcount == 0:
        raise ConflictError.of("plan_not_waiting", value=plan_id)
    _add_step(tx, plan_id, 1, user_id=None, what=what, locks={"stops": [], "tours": []}, document=document, now=now)
    return get(tx, plan_id)


def push(
    tx: Transaction,
    plan_id: str,
    version: int,
    *,
    user_id: str | None,
    what: Mapping[str, Any],
    locks: Mapping[str, list[str]],
    document: Mapping[str, Any],
    now: datetime,
) -> PlanRecord:
    """Add a step after the one shown; steps that were undone and those older than the kept ones go.

    Raises
    ------
    StaleError
        If the plan has another version by now; the error says who changed it and when (UTC).
    """
    before = get(tx, plan_id)
    number = before.cursor + 1
    _change(tx, plan_id, version, user_id=user_id, now=now, cursor=number)
    gone = sa.or_(PLAN_STEPS.c.number >= number, PLAN_STEPS.c.number < number - KEPT_STEPS)
    tx.execute(PLAN_STEPS.delete().where(PLAN_STEPS.c.plan_id == plan_id, gone))
    _add_step(tx, plan_id, number, user_id=user_id, what=what, locks=locks, document=document, now=now)
    return get(tx, plan_id)


def show(tx: Transaction, plan_id: str, version: int, number: int, *, user_id: str, now: datetime) -> PlanRecord:
    """Go to another step; StaleError if the plan has another version by now."""
    _change(tx, plan_id, version, user_id=user_id, now=now, cursor=number)
    return get(tx, plan_id)


def release(
    tx: Transaction, plan_id: str, version: int, *, user_id: str, document: Mapping[str, Any], now: datetime
) -> PlanRecord:
    """Freeze a draft as the document says; StaleError if the plan has another version by now."""
    _change(
        tx,
        plan_id,
        version,
        user_id=user_id,
        now=now,
        state="released",
        released=dict(document),
        released_at=now,
        released_by=user_id,
    )
    return get(tx, plan_id)


def withdraw(tx: Transaction, plan_id: str, version: int, *, user_id: str, now: datetime) -> PlanRecord:
    """Make a released plan a draft again; StaleError if the plan has another version by now."""
    _change(
        tx,
        plan_id,
        version,
        user_id=user_id,
        now=now,
        state="draft",
        released=None,
        released_at=None,
        released_by=None,
    )
    return get(tx, plan_id)


def drop(tx: Transaction, plan_id: str, version: int, *, user_id: str, now: datetime) -> None:
    """Delete a plan with its steps and travel times; StaleError if it has another version by now."""
    matrices = get(tx, plan_id).matrices_file_id
    _change(tx, plan_id, version, user_id=user_id, now=now, matrices_file_id=None)
    tx.execute(PLAN_STEPS.delete().where(PLAN_STEPS.c.plan_id == plan_id))
    tx.execute(PLANS.delete().where(PLANS.c.plan_id == plan_id))
    if matrices is not None:
        files.drop(tx, matrices)


def await_job(tx: Transaction, plan_id: str, job_id: str) -> None:
    """Note the job that plans a draft anew; it changes nothing of the plan until it is done."""
    tx.execute(PLANS.update().where(PLANS.c.plan_id == plan_id).values(job_id=job_id))


def _change(tx: Transaction, plan_id: str, version: int, *, user_id: str | None, now: datetime, **values: Any) -> None:
    """Change a plan of this version to the next one."""
    done = tx.execute(
        PLANS.update()
        .where(PLANS.c.plan_id == plan_id, PLANS.c.version == version)
        .values(version=version + 1, changed_by=user_id, changed_at=now, **values)
    )
    if done.rowcount == 0:
        now_there = get(tx, plan_id)
        raise StaleError.of(
            "plan_changed",
            value=now_there.changed_by or "–",
            detail=now_there.changed_at.isoformat(timespec="seconds"),
        )


def _add_step(
    tx: Transaction,
    plan_id: str,
    number: int,
    *,
    user_id: str | None,
    what: Mapping[str, Any],
    locks: Mapping[str, list[str]],
    document: Mapping[str, Any],
    now: datetime,
) -> None:
    tx.execute(
        PLAN_STEPS.insert().values(
            plan_id=plan_id,
            number=number,
            user_id=user_id,
            at=now,
            what=dict(what),
            locks=dict(locks),
            document=dict(document),
        )
    )


def _query() -> sa.Select[Any]:
    """Select plans with their job's state and the names of who changed and released them."""
    changed, freed = USERS.alias(), USERS.alias()
    joined = (
        PLANS.outerjoin(JOBS, JOBS.c.job_id == PLANS.c.job_id)
        .outerjoin(changed, changed.c.user_id == PLANS.c.changed_by)
        .outerjoin(freed, freed.c.user_id == PLANS.c.released_by)
    )
    heavy = {"problem", "released", "changed_by", "released_by", "created_by"}
    columns = [column for column in PLANS.c if column.name not in heavy]
    return sa.select(
        *columns,
        JOBS.c.state.label("job_state"),
        JOBS.c.error.label("job_error"),
        changed.c.display_name.label("changed_by"),
        freed.c.display_name.label("released_by"),
    ).select_from(joined)


def _record(row: sa.RowMapping) -> PlanRecord:
    values = {name: row[name] for name in PlanRecord.model_fields if name not in {"state", "error"}}
    ended = row["job_state"] in {"failed", "cancelled"}
    state = "failed" if row["state"] == "waiting" and ended else row["state"]
    return PlanRecord.model_validate(values | {"state": state, "error": row["job_error"] if ended else None})
