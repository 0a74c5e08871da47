"""Histories: past days as they were handed in, with actual times, kept for as long as the firm allows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from data.store import files, runs
from data.store.engine import Transaction
from data.store.tables import HISTORIES, RUNS
from routing.errors import NotFoundError
from routing.model import Frozen


class StoredHistory(Frozen):
    """A history in the store.

    Parameters
    ----------
    file_id, vehicles_file_id
        As they were handed in; ``None`` once they are gone.
    simulated
        Every figure made of it must say so.
    summary
        What was understood when it was handed in.
    delete_after
        When it goes by itself.
    deleted_at, deleted_by
        When it went, and by whose hand (``None``: its time ran out); its entry stays so that runs can name it.
    """

    history_id: str
    depot_id: str
    name: str
    file_id: str | None
    vehicles_file_id: str | None
    simulated: bool
    summary: dict[str, Any]
    created_by: str | None
    created_at: datetime
    delete_after: datetime
    deleted_at: datetime | None
    deleted_by: str | None


def add(
    tx: Transaction,
    depot_id: str,
    name: str,
    *,
    file_id: str,
    vehicles_file_id: str,
    simulated: bool,
    summary: dict[str, Any],
    user_id: str | None,
    now: datetime,
    delete_after: datetime,
) -> StoredHistory:
    """Keep a history whose two files are in the store already."""
    history_id = uuid4().hex
    tx.execute(
        HISTORIES.insert().values(
            history_id=history_id,
            depot_id=depot_id,
            name=name,
            file_id=file_id,
            vehicles_file_id=vehicles_file_id,
            simulated=simulated,
            summary=summary,
            created_by=user_id,
            created_at=now,
            delete_after=delete_after,
        )
    )
    return get(tx, history_id)


def get(tx: Transaction, history_id: str) -> StoredHistory:
    """Return a history, also one that is gone.

    Raises
    ------
    NotFoundError
        If there never was one with this id.
    """
    row = tx.execute(sa.select(HISTORIES).where(HISTORIES.c.history_id == history_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("unknown_history", value=history_id)
    return StoredHistory.model_validate(dict(row))


def list_(
    tx: Transaction, depots: Collection[str] | None, *, limit: int = 100, after: str | None = None
) -> tuple[StoredHistory, ...]:
    """Return the histories that are there, the newest first; arguments as of :func:`data.store.runs.list_`."""
    wanted = sa.select(HISTORIES).where(HISTORIES.c.deleted_at.is_(None))
    if depots is not None:
        wanted = wanted.where(HISTORIES.c.depot_id.in_(sorted(depots)))
    if after is not None:
        begin = tx.scalar(sa.select(HISTORIES.c.created_at).where(HISTORIES.c.history_id == after))
        if begin is None:
            return ()
        wanted = wanted.where(
            sa.or_(
                HISTORIES.c.created_at < begin,
                sa.and_(HISTORIES.c.created_at == begin, HISTORIES.c.history_id < after),
            )
        )
    ordered = wanted.order_by(HISTORIES.c.created_at.desc(), HISTORIES.c.history_id.desc()).limit(limit)
    return tuple(StoredHistory.model_validate(dict(row)) for row in tx.execute(ordered).mappings())


def delete(tx: Transaction, history_id: str, *, user_id: str | None, now: datetime) -> None:
    """Throw a history away with all files that tell actual times of its visits; what runs found in sum stays."""
    held = get(tx, history_id)
    tx.execute(
        HISTORIES.update()
        .where(HISTORIES.c.history_id == history_id)
        .values(file_id=None, vehicles_file_id=None, deleted_at=now, deleted_by=user_id)
    )
    for file_id in (held.file_id, held.vehicles_file_id):
        if file_id is not None:
            files.drop(tx, file_id)
    for run_id in tx.scalars(sa.select(RUNS.c.run_id).where(RUNS.c.history_id == history_id)).all():
        runs.drop_files(tx, run_id, only_personal=True)


def expire(tx: Transaction, *, now: datetime) -> tuple[StoredHistory, ...]:
    """Throw away the histories whose time is over; return them."""
    over = sa.select(HISTORIES).where(HISTORIES.c.deleted_at.is_(None), HISTORIES.c.delete_after <= now)
    gone = tuple(StoredHistory.model_validate(dict(row)) for row in tx.execute(over).mappings())
    for history in gone:
        delete(tx, history.history_id, user_id=None, now=now)
    return gone
