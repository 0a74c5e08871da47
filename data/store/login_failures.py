"""Failed sign-ins, counted by digests of name and address, and forgotten after the pause."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.tables import LOGIN_FAILURES

PAUSE: Final = timedelta(minutes=10)


def attempt(tx: Transaction, limits: Mapping[str, int], *, now: datetime) -> int | None:
    """Count an attempt as failed before it is tried, so that many at once gain nothing.

    Parameters
    ----------
    limits
        What is counted, e.g. ``name:anna``, and how many failures it may have before the pause.

    Returns
    -------
    int or None
        Attempts left after this one; ``None`` during a pause, and nothing is counted then.
    """
    tx.execute(LOGIN_FAILURES.delete().where(LOGIN_FAILURES.c.at <= now - PAUSE))
    left = min(limit - _count(tx, what) for what, limit in limits.items())
    if left <= 0:
        return None
    for what in limits:
        tx.execute(LOGIN_FAILURES.insert().values(name_hash=_digest(what), at=now))
    return left - 1


def succeeded(tx: Transaction, limits: Mapping[str, int], forget: str) -> None:
    """Take back the attempt just counted; all failures of ``forget`` are forgotten."""
    tx.execute(LOGIN_FAILURES.delete().where(LOGIN_FAILURES.c.name_hash == _digest(forget)))
    for what in limits:
        latest = sa.select(sa.func.max(LOGIN_FAILURES.c.failure_id)).where(LOGIN_FAILURES.c.name_hash == _digest(what))
        tx.execute(LOGIN_FAILURES.delete().where(LOGIN_FAILURES.c.failure_id == latest.scalar_subquery()))


def _count(tx: Transaction, what: str) -> int:
    return tx.scalar(sa.select(sa.func.count()).where(LOGIN_FAILURES.c.name_hash == _digest(what))) or 0


def _digest(what: str) -> str:
    return sha256(what.encode("utf-8", "replace")).hexdigest()
