"""Order lists: a file as it was handed in, what its columns mean, and what was corrected beside it."""

from collections.abc import Mapping, Sequence
from datetime import date as Date
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.tables import ORDER_LISTS, USERS
from routing.errors import NotFoundError, StaleError
from routing.model import Frozen

Mapping_ = dict[str, str | None]
"""Column of the file to what it means; ``None`` for not used; a column that is missing has not been decided on."""


class OrderListRecord(Frozen):
    """An order list of a depot and day.

    Parameters
    ----------
    file_id
        The file as it was handed in; it never changes.
    headers_hash
        Equal for lists with the same column names in the same order.
    corrections
        Texts that stand for the file's, by row and canonical column.
    left_out
        Rows that are not planned.
    """

    list_id: str
    depot_id: str
    date: Date
    name: str
    file_id: str
    headers_hash: str
    mapping: Mapping_
    corrections: dict[int, dict[str, str]]
    left_out: tuple[int, ...]
    version: int
    created_by: str | None
    changed_by: str | None
    created_at: datetime
    changed_at: datetime


def create(
    tx: Transaction,
    *,
    depot_id: str,
    date: Date,
    name: str,
    file_id: str,
    headers_hash: str,
    mapping: Mapping[str, str | None],
    user_id: str | None,
    now: datetime,
    idempotency_key: str | None = None,
) -> OrderListRecord:
    """Keep a list that was handed in."""
    list_id = uuid4().hex
    tx.execute(
        ORDER_LISTS.insert().values(
            list_id=list_id,
            depot_id=depot_id,
            date=date,
            name=name,
            file_id=file_id,
            headers_hash=headers_hash,
            mapping=dict(mapping),
            corrections={},
            left_out=[],
            version=1,
            created_by=user_id,
            changed_by=user_id,
            created_at=now,
            changed_at=now,
            idempotency_key=idempotency_key,
        )
    )
    return get(tx, list_id)


def get(tx: Transaction, list_id: str) -> OrderListRecord:
    """Return a list.

    Raises
    ------
    NotFoundError
        If there is none with this id.
    """
    row = tx.execute(sa.select(ORDER_LISTS).where(ORDER_LISTS.c.list_id == list_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("unknown_list", value=list_id)
    return _record(row)


def list_(
    tx: Transaction, depot_id: str, *, dates: Sequence[Date] = (), limit: int = 100, after: str | None = None
) -> tuple[OrderListRecord, ...]:
    """Return a depot's lists, the newest first, of all days unless some are named; from behind ``after`` on."""
    query = sa.select(ORDER_LISTS).where(ORDER_LISTS.c.depot_id == depot_id)
    if dates:
        query = query.where(ORDER_LISTS.c.date.in_(dates))
    if after is not None:
        last = get(tx, after)
        newer = sa.and_(ORDER_LISTS.c.created_at == last.created_at, ORDER_LISTS.c.list_id > after)
        query = query.where(sa.or_(ORDER_LISTS.c.created_at < last.created_at, newer))
    query = query.order_by(ORDER_LISTS.c.created_at.desc(), ORDER_LISTS.c.list_id).limit(limit)
    return tuple(_record(row) for row in tx.execute(query).mappings())


def like(
    tx: Transaction, depot_id: str, headers_hash: str, *, before: datetime | None = None
) -> OrderListRecord | None:
    """Return the depot's last list with the same columns, of those handed in before a moment if one is given."""
    query = sa.select(ORDER_LISTS).where(ORDER_LISTS.c.depot_id == depot_id, ORDER_LISTS.c.headers_hash == headers_hash)
    if before is not None:
        query = query.where(ORDER_LISTS.c.created_at < before)
    row = tx.execute(query.order_by(ORDER_LISTS.c.created_at.desc()).limit(1)).mappings().first()
    return None if row is None else _record(row)


def of_key(tx: Transaction, user_id: str, idempotency_key: str) -> OrderListRecord | None:
    """Return what a person handed in under a key."""
    query = sa.select(ORDER_LISTS).where(
        ORDER_LISTS.c.created_by == user_id, ORDER_LISTS.c.idempotency_key == idempotency_key
    )
    row = tx.execute(query).mappings().first()
    return None if row is None else _record(row)


def change(
    tx: Transaction,
    list_id: str,
    version: int,
    *,
    mapping: Mapping[str, str | None],
    corrections: Mapping[int, Mapping[str, str]],
    left_out: Sequence[int],
    user_id: str | None,
    now: datetime,
) -> OrderListRecord:
    """Keep what a person decided about a list.

    Raises
    ------
    NotFoundError, StaleError
        If there is no such list, or somebody else changed it; the error names who and when.
    """
    done = tx.execute(
        ORDER_LISTS.update()
        .where(ORDER_LISTS.c.list_id == list_id, ORDER_LISTS.c.version == version)
        .values(
            mapping=dict(mapping),
            corrections={str(row): dict(cells) for row, cells in corrections.items() if cells},
            left_out=sorted(set(left_out)),
            version=version + 1,
            changed_by=user_id,
            changed_at=now,
        )
    )
    record = get(tx, list_id)
    if done.rowcount == 0:
        who = tx.scalar(sa.select(USERS.c.display_name).where(USERS.c.user_id == record.changed_by))
        raise StaleError.of("list_changed", value=who or "–", detail=record.changed_at.isoformat(timespec="seconds"))
    return record


def _record(row: sa.RowMapping) -> OrderListRecord:
    values = {name: row[name] for name in OrderListRecord.model_fields}
    return OrderListRecord.model_validate(values)
