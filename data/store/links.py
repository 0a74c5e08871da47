"""One-time links: a person's way to a first or a new password."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from data.store.accounts import User, user
from data.store.engine import Transaction
from data.store.secrets import digest, secret
from data.store.tables import LINKS

LASTS: Final = timedelta(hours=24)


def create(tx: Transaction, user_id: str, *, now: datetime) -> str:
    """Return the secret of a new link; links of the same person from before end."""
    token = secret()
    drop(tx, user_id)
    tx.execute(LINKS.insert().values(link_hash=digest(token), user_id=user_id, created_at=now, expires_at=now + LASTS))
    return token


def drop(tx: Transaction, user_id: str) -> None:
    """End the links of a person."""
    tx.execute(LINKS.delete().where(LINKS.c.user_id == user_id))


def owner(tx: Transaction, token: str, *, now: datetime) -> User | None:
    """Return whom a link is for; ``None`` if it is unknown, used or over."""
    user_id = tx.scalar(sa.select(LINKS.c.user_id).where(*_good(token, now)))
    found = user(tx, user_id) if user_id else None
    return found if found is not None and found.active else None


def use(tx: Transaction, token: str, *, now: datetime) -> bool:
    """Use a link up; tell whether it was still good."""
    return tx.execute(LINKS.update().where(*_good(token, now)).values(used_at=now)).rowcount == 1


def _good(token: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return LINKS.c.link_hash == digest(token), LINKS.c.expires_at > now, LINKS.c.used_at.is_(None)
