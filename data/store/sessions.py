"""Sessions: who is signed in, from when until when."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa

from data.store.accounts import User, user
from data.store.engine import Transaction
from data.store.secrets import digest, secret
from data.store.tables import SESSIONS

IDLE: Final = timedelta(hours=12)
"""A session that nobody uses for so long is over."""

LONGEST: Final = timedelta(days=7)
"""A session is over then, however much it is used."""

SEEN_EVERY: Final = timedelta(minutes=1)
"""Use is written down no more often: reading must not become writing."""


class NewSession(NamedTuple):
    """A session as it is handed out, once: the store keeps only the token's digest."""

    token: str
    csrf_token: str


class Session(NamedTuple):
    """A session that goes on."""

    user: User
    csrf_token: str
    seen_at: datetime


def open_session(tx: Transaction, user_id: str, *, now: datetime) -> NewSession:
    """Begin a session; the token goes into a cookie and is kept nowhere. Those that are over are dropped."""
    session = NewSession(secret(), secret())
    tx.execute(SESSIONS.delete().where(sa.or_(SESSIONS.c.expires_at <= now, SESSIONS.c.seen_at <= now - IDLE)))
    tx.execute(
        SESSIONS.insert().values(
            session_hash=digest(session.token),
            user_id=user_id,
            csrf_token=session.csrf_token,
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    return session


def by_session(tx: Transaction, token: str, *, now: datetime) -> Session | None:
    """Return a session; ``None`` if it is unknown or over, or the person is gone."""
    row = tx.execute(
        sa.select(SESSIONS.c.user_id, SESSIONS.c.csrf_token, SESSIONS.c.seen_at).where(
            SESSIONS.c.session_hash == digest(token), SESSIONS.c.expires_at > now, SESSIONS.c.seen_at > now - IDLE
        )
    ).first()
    if row is None:
        return None
    found = user(tx, row.user_id)
    return Session(found, row.csrf_token, row.seen_at) if found.active else None


def see(tx: Transaction, token: str, *, now: datetime) -> None:
    """Note that a session is used."""
    tx.execute(SESSIONS.update().where(SESSIONS.c.session_hash == digest(token)).values(seen_at=now))


def close(tx: Transaction, token: str) -> None:
    """End a session."""
    tx.execute(SESSIONS.delete().where(SESSIONS.c.session_hash == digest(token)))


def close_all(tx: Transaction, user_id: str) -> None:
    """End all sessions of a person."""
    tx.execute(SESSIONS.delete().where(SESSIONS.c.user_id == user_id))
