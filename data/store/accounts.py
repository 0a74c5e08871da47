"""People: who they are, what they may do, and their sessions."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, NamedTuple
from uuid import uuid4

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.tables import SESSIONS, USER_DEPOTS, USERS
from routing.messages import Language
from routing.model import Frozen

Role = Literal["dispatcher", "manager", "analyst", "admin"]

SESSION_HOURS = 12


class User(Frozen):
    """A person. ``depots`` is ``None`` for all of them, those to come included."""

    user_id: str
    name: str
    display_name: str
    roles: frozenset[Role]
    language: Language
    depots: frozenset[str] | None
    active: bool
    preferences: dict[str, Any]
    version: int


class NewSession(NamedTuple):
    """A session as it is handed out, once: the store keeps only the token's digest."""

    token: str
    csrf_token: str


def create_user(
    tx: Transaction,
    name: str,
    roles: Iterable[Role],
    *,
    now: datetime,
    display_name: str | None = None,
    language: Language = "de",
    depots: Iterable[str] | None = None,
) -> User:
    """Add a person without a password."""
    user_id = uuid4().hex
    tx.execute(
        USERS.insert().values(
            user_id=user_id,
            name=name,
            display_name=display_name or name,
            roles=sorted(roles),
            language=language,
            all_depots=depots is None,
            active=True,
            preferences={},
            version=1,
            created_at=now,
        )
    )
    for depot_id in depots or ():
        tx.execute(USER_DEPOTS.insert().values(user_id=user_id, depot_id=depot_id))
    return user(tx, user_id)


def user(tx: Transaction, user_id: str) -> User:
    """Return a person; KeyError if there is none with this id."""
    row = tx.execute(sa.select(USERS).where(USERS.c.user_id == user_id)).mappings().first()
    if row is None:
        raise KeyError(user_id)
    depots = tx.scalars(sa.select(USER_DEPOTS.c.depot_id).where(USER_DEPOTS.c.user_id == user_id)).all()
    return User(
        user_id=row["user_id"],
        name=row["name"],
        display_name=row["display_name"],
        roles=frozenset(row["roles"]),
        language=row["language"],
        depots=None if row["all_depots"] else frozenset(depots),
        active=row["active"],
        preferences=row["preferences"],
        version=row["version"],
    )


def open_session(tx: Transaction, user_id: str, *, now: datetime) -> NewSession:
    """Begin a session; the token goes into a cookie and is kept nowhere."""
    session = NewSession(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    tx.execute(
        SESSIONS.insert().values(
            session_hash=digest(session.token),
            user_id=user_id,
            csrf_token=session.csrf_token,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=SESSION_HOURS),
        )
    )
    return session


def by_session(tx: Transaction, token: str, *, now: datetime) -> tuple[User, str] | None:
    """Return the person of a session and its CSRF token; ``None`` if it is unknown, over, or the person is gone."""
    row = tx.execute(
        sa.select(SESSIONS.c.user_id, SESSIONS.c.csrf_token).where(
            SESSIONS.c.session_hash == digest(token), SESSIONS.c.expires_at > now
        )
    ).first()
    if row is None:
        return None
    found = user(tx, row.user_id)
    return (found, row.csrf_token) if found.active else None


def digest(secret: str) -> str:
    """Return what is kept of a random secret; it has too many bits to be guessed, so a plain hash does."""
    return sha256(secret.encode()).hexdigest()
