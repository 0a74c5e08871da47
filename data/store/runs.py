"""Runs of an analyst: diagnoses and replays of a history, what they found and the files they left."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import uuid4

import sqlalchemy as sa

from data.store import files, jobs
from data.store.engine import Transaction
from data.store.files import StoredFile
from data.store.jobs import Job, State
from data.store.tables import FILES, JOBS, RUN_FILES, RUNS
from routing.errors import NotFoundError
from routing.model import Frozen

Kind = Literal["diagnosis", "replay"]


class Run(Frozen):
    """A diagnosis or replay.

    Parameters
    ----------
    number
        Counts the runs of a depot, for people.
    job_id
        The job that made or makes it; ``None`` once it has been cleared away.
    state
        ``done`` with a document; else how the job stands, ``failed`` if there is none.
    progress, error
        Of the job.
    document
        diagnose.json or replay.json; ``None`` until it is finished.
    learned
        What its planner or its learned times rest on, and their errors on days held out.
    """

    run_id: str
    number: int
    depot_id: str
    history_id: str
    kind: Kind
    job_id: str | None
    state: State
    progress: dict[str, Any] | None
    error: dict[str, Any] | None
    options: dict[str, Any]
    document: dict[str, Any] | None
    learned: dict[str, Any] | None
    created_by: str | None
    created_at: datetime


class NewFile(NamedTuple):
    """A file that a run leaves; ``personal`` if it tells actual times of single visits."""

    name: str
    media_type: str
    content: bytes
    personal: bool = False


class RunFile(Frozen):
    """A file of a run, without its content."""

    name: str
    media_type: str
    size: int
    personal: bool


def add(
    tx: Transaction,
    run_id: str,
    depot_id: str,
    history_id: str,
    kind: Kind,
    *,
    job_id: str | None,
    options: dict[str, Any],
    user_id: str | None,
    now: datetime,
) -> Run:
    """Begin a run; its number is the depot's next, its id the subject of its job."""
    last = tx.scalar(sa.select(sa.func.max(RUNS.c.number)).where(RUNS.c.depot_id == depot_id)) or 0
    tx.execute(
        RUNS.insert().values(
            run_id=run_id,
            depot_id=depot_id,
            number=last + 1,
            history_id=history_id,
            kind=kind,
            job_id=job_id,
            options=options,
            created_by=user_id,
            created_at=now,
        )
    )
    return get(tx, run_id)


def begin(
    tx: Transaction,
    depot_id: str,
    history_id: str,
    kind: Kind,
    options: dict[str, Any],
    *,
    user_id: str | None,
    now: datetime,
    idempotency_key: str | None = None,
) -> tuple[Job, Run | None]:
    """Let a run wait its turn; the same person's same key returns the job of the first run, and no run.

    Raises
    ------
    ConflictError
        If the key was used for something else.
    """
    run_id = uuid4().hex
    job = jobs.submit(
        tx,
        kind,
        depot_id=depot_id,
        user_id=user_id,
        subject=run_id,
        payload={"history_id": history_id} | options,
        now=now,
        idempotency_key=idempotency_key,
    )
    if job.subject != run_id:
        return job, None
    run = add(
        tx,
        run_id,
        depot_id,
        history_id,
        kind,
        job_id=job.job_id,
        options=options,
        user_id=user_id,
        now=now,
    )
    return job, run


def get(tx: Transaction, run_id: str) -> Run:
    """Return a run.

    Raises
    ------
    NotFoundError
        If there is none with this id, or it was deleted.
    """
    row = tx.execute(_runs().where(RUNS.c.run_id == run_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("unknown_run", value=run_id)
    return _run(row)


def list_(
    tx: Transaction,
    depots: Collection[str] | None,
    *,
    kind: Kind | None = None,
    history_id: str | None = None,
    limit: int = 100,
    after: str | None = None,
) -> tuple[Run, ...]:
    """Return runs, the newest first.

    Parameters
    ----------
    depots
        Ids of depots; ``None`` for all.
    after
        Id of the run that the last answer ended with; the list goes on behind it.
    """
    wanted = _runs()
    if depots is not None:
        wanted = wanted.where(RUNS.c.depot_id.in_(sorted(depots)))
    if kind is not None:
        wanted = wanted.where(RUNS.c.kind == kind)
    if history_id is not None:
        wanted = wanted.where(RUNS.c.history_id == history_id)
    if after is not None:
        begin = tx.scalar(sa.select(RUNS.c.created_at).where(RUNS.c.run_id == after))
        if begin is None:
            return ()
        wanted = wanted.where(
            sa.or_(RUNS.c.created_at < begin, sa.and_(RUNS.c.created_at == begin, RUNS.c.run_id < after))
        )
    ordered = wanted.order_by(RUNS.c.created_at.desc(), RUNS.c.run_id.desc()).limit(limit)
    return tuple(_run(row) for row in tx.execute(ordered).mappings())


def latest(tx: Transaction, depot_id: str, kind: Kind) -> Run | None:
    """Return the newest finished run of a depot."""
    finished = (
        _runs()
        .where(RUNS.c.depot_id == depot_id, RUNS.c.kind == kind, RUNS.c.document.is_not(None))
        .order_by(RUNS.c.number.desc())
        .limit(1)
    )
    row = tx.execute(finished).mappings().first()
    return None if row is None else _run(row)


def going(tx: Transaction, run_ids: Iterable[str]) -> frozenset[str]:
    """Return which of some runs wait or are worked on."""
    wanted = (
        sa.select(RUNS.c.run_id)
        .join(JOBS, JOBS.c.job_id == RUNS.c.job_id)
        .where(RUNS.c.run_id.in_(sorted(run_ids)), JOBS.c.state.in_(("waiting", "running")))
    )
    return frozenset(tx.scalars(wanted))


def finish(
    tx: Transaction,
    run_id: str,
    *,
    document: dict[str, Any],
    learned: dict[str, Any] | None,
    left: Iterable[NewFile],
    now: datetime,
) -> None:
    """Keep what a run found; files of an earlier end are replaced."""
    drop_files(tx, run_id)
    tx.execute(RUNS.update().where(RUNS.c.run_id == run_id).values(document=document, learned=learned))
    for file in left:
        file_id = files.put(tx, file.name, file.media_type, file.content, now=now)
        tx.execute(RUN_FILES.insert().values(run_id=run_id, name=file.name, file_id=file_id, personal=file.personal))


def file_list(tx: Transaction, run_id: str) -> tuple[RunFile, ...]:
    """Return the files of a run by name."""
    wanted = (
        sa.select(RUN_FILES.c.name, RUN_FILES.c.personal, FILES.c.media_type, FILES.c.size)
        .join(FILES, FILES.c.file_id == RUN_FILES.c.file_id)
        .where(RUN_FILES.c.run_id == run_id)
        .order_by(RUN_FILES.c.name)
    )
    return tuple(RunFile.model_validate(dict(row)) for row in tx.execute(wanted).mappings())


def file(tx: Transaction, run_id: str, name: str) -> StoredFile:
    """Return a file of a run.

    Raises
    ------
    NotFoundError
        If it has none of this name.
    """
    file_id = tx.scalar(sa.select(RUN_FILES.c.file_id).where(RUN_FILES.c.run_id == run_id, RUN_FILES.c.name == name))
    if file_id is None:
        raise NotFoundError.of("unknown_run_file", value=name)
    return files.get(tx, file_id)


def drop_files(tx: Transaction, run_id: str, *, only_personal: bool = False) -> None:
    """Throw the files of a run away, or those of them that tell actual times of single visits."""
    held = sa.select(RUN_FILES.c.file_id).where(RUN_FILES.c.run_id == run_id)
    gone = sa.delete(RUN_FILES).where(RUN_FILES.c.run_id == run_id)
    if only_personal:
        held, gone = held.where(RUN_FILES.c.personal), gone.where(RUN_FILES.c.personal)
    dropped: Sequence[str] = tx.scalars(held).all()
    tx.execute(gone)
    for file_id in dropped:
        files.drop(tx, file_id)


def _runs() -> sa.Select[Any]:
    """Select runs that are there, with how their jobs stand."""
    return (
        sa.select(
            RUNS,
            JOBS.c.state.label("job_state"),
            JOBS.c.progress.label("job_progress"),
            JOBS.c.error.label("job_error"),
        )
        .outerjoin(JOBS, JOBS.c.job_id == RUNS.c.job_id)
        .where(RUNS.c.deleted_at.is_(None))
    )


def _run(row: sa.RowMapping) -> Run:
    return Run(
        run_id=row["run_id"],
        number=row["number"],
        depot_id=row["depot_id"],
        history_id=row["history_id"],
        kind=row["kind"],
        job_id=row["job_id"],
        state="done" if row["document"] is not None else row["job_state"] or "failed",
        progress=row["job_progress"],
        error=row["job_error"],
        options=row["options"],
        document=row["document"],
        learned=row["learned"],
        created_by=row["created_by"],
        created_at=row["created_at"],
    )
