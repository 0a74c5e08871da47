"""The audit log: who changed what, and when. It only grows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.store.accounts import User
from data.store.engine import Transaction
from data.store.tables import AUDIT
from routing.model import Frozen


class Entry(Frozen):
    """One change.

    Parameters
    ----------
    user_id, user_name
        Who it was; ``None`` and the program's name for the service itself.
    subject
        Id of what was changed.
    detail
        What changed; no personal data of customers.
    """

    entry_id: int
    at: datetime
    user_id: str | None
    user_name: str
    depot_id: str | None
    action: str
    subject: str
    detail: dict[str, Any]


def note(
    tx: Transaction,
    user: User | None,
    action: str,
    subject: str,
    *,
    depot_id: str | None = None,
    now: datetime,
    **detail: Any,
) -> None:
    """Note a change, in the transaction that makes it.

    Parameters
    ----------
    user
        Who makes it; ``None`` for the service itself.
    action
        What is done, e.g. ``plan.release``.
    detail
        JSON; never names or addresses of customers, never a secret.
    """
    tx.execute(
        AUDIT.insert().values(
            at=now,
            user_id=user.user_id if user else None,
            user_name=user.display_name if user else "termintreu",
            depot_id=depot_id,
            action=action,
            subject=subject,
            detail=detail,
        )
    )


def entries(
    tx: Transaction, *, limit: int, after: int | None = None, depots: Collection[str] | None = None
) -> tuple[Entry, ...]:
    """Return the log, the latest first.

    Parameters
    ----------
    after
        Go on behind this entry.
    depots
        Only what was done in these, and what belongs to no depot; ``None`` for all.
    """
    query = sa.select(AUDIT).order_by(AUDIT.c.entry_id.desc()).limit(limit)
    if after is not None:
        query = query.where(AUDIT.c.entry_id < after)
    if depots is not None:
        query = query.where(sa.or_(AUDIT.c.depot_id.is_(None), AUDIT.c.depot_id.in_(depots)))
    return tuple(Entry.model_validate(dict(row)) for row in tx.execute(query).mappings())
