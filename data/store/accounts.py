"""People: who they are and what they may do."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final, Literal
from unicodedata import normalize
from uuid import uuid4

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.tables import USER_DEPOTS, USERS
from routing.errors import ConflictError, NotFoundError, StaleError
from routing.messages import Language
from routing.model import Frozen

Role = Literal["dispatcher", "manager", "analyst", "admin"]

ROLES: Final[tuple[Role, ...]] = ("dispatcher", "manager", "analyst", "admin")


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
    """Add a person without a password.

    Raises
    ------
    ConflictError
        If somebody has the name already.
    """
    kept, user_id = as_kept(name), uuid4().hex
    if by_name(tx, kept) is not None:
        raise ConflictError.of("user_name_taken", column="name", value=kept)
    tx.execute(
        USERS.insert().values(
            user_id=user_id,
            name=kept,
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
    _enter(tx, user_id, depots)
    return user(tx, user_id)


def user(tx: Transaction, user_id: str) -> User:
    """Return a person.

    Raises
    ------
    NotFoundError
        If there is none with this id.
    """
    found = _users(tx, USERS.c.user_id == user_id)
    if not found:
        raise NotFoundError.of("unknown_user", value=user_id)
    return found[0]


def by_name(tx: Transaction, name: str) -> User | None:
    """Return the person who signs in with a name, in capitals or not."""
    found = _users(tx, USERS.c.name == as_kept(name))
    return found[0] if found else None


def list_(tx: Transaction, *, limit: int | None = None, after: str | None = None) -> tuple[User, ...]:
    """Return all people by name; ``after`` is the name to go on behind."""
    return _users(tx, USERS.c.name > after if after is not None else sa.true(), limit=limit)


def change(tx: Transaction, user_id: str, version: int, *, depots: Any = ..., **values: Any) -> User:
    """Change a person.

    Parameters
    ----------
    version
        The one that the change was made from.
    depots
        Ids, or ``None`` for all; left out, access stays.
    values
        Columns: ``display_name``, ``roles``, ``language``, ``active``.

    Raises
    ------
    NotFoundError
        If there is no such person.
    StaleError
        If somebody changed it in the meantime.
    """
    before = user(tx, user_id)
    if before.version != version:
        raise StaleError.of("user_changed", value=before.name)
    if "roles" in values:
        values["roles"] = sorted(values["roles"])
    if depots is not ...:
        values["all_depots"] = depots is None
        tx.execute(USER_DEPOTS.delete().where(USER_DEPOTS.c.user_id == user_id))
        _enter(tx, user_id, depots)
    tx.execute(USERS.update().where(USERS.c.user_id == user_id).values(version=version + 1, **values))
    return user(tx, user_id)


def prefer(tx: Transaction, user_id: str, preferences: dict[str, Any]) -> None:
    """Keep what a person's pages remember; this makes no new version."""
    tx.execute(USERS.update().where(USERS.c.user_id == user_id).values(preferences=preferences))


def speak(tx: Transaction, user_id: str, language: Language) -> None:
    """Keep a person's language; this makes no new version."""
    tx.execute(USERS.update().where(USERS.c.user_id == user_id).values(language=language))


def password_of(tx: Transaction, user_id: str) -> str | None:
    """Return what is kept of a person's password."""
    return tx.scalar(sa.select(USERS.c.password_hash).where(USERS.c.user_id == user_id))


def keep_password(tx: Transaction, user_id: str, password_hash: str) -> None:
    """Keep a password's hash in the place of the one before."""
    tx.execute(USERS.update().where(USERS.c.user_id == user_id).values(password_hash=password_hash))


def with_passwords(tx: Transaction) -> frozenset[str]:
    """Return the ids of people who have a password."""
    return frozenset(tx.scalars(sa.select(USERS.c.user_id).where(USERS.c.password_hash.is_not(None))))


def as_kept(name: str) -> str:
    """Return a name to sign in with as it is kept: in small letters, without spaces around it."""
    return normalize("NFKC", name).strip().casefold()


def _enter(tx: Transaction, user_id: str, depots: Iterable[str] | None) -> None:
    for depot_id in sorted(set(depots or ())):
        tx.execute(USER_DEPOTS.insert().values(user_id=user_id, depot_id=depot_id))


def _users(tx: Transaction, which: sa.ColumnElement[bool], *, limit: int | None = None) -> tuple[User, ...]:
    rows = tx.execute(sa.select(USERS).where(which).order_by(USERS.c.name).limit(limit)).mappings().all()
    entered = _entered(tx, [row["user_id"] for row in rows if not row["all_depots"]])
    return tuple(
        User(
            user_id=row["user_id"],
            name=row["name"],
            display_name=row["display_name"],
            roles=frozenset(row["roles"]),
            language=row["language"],
            depots=None if row["all_depots"] else frozenset(entered.get(row["user_id"], ())),
            active=row["active"],
            preferences=row["preferences"],
            version=row["version"],
        )
        for row in rows
    )


def _entered(tx: Transaction, user_ids: Collection[str]) -> dict[str, set[str]]:
    """Return the depots of each person."""
    found: dict[str, set[str]] = {}
    if user_ids:
        for row in tx.execute(sa.select(USER_DEPOTS).where(USER_DEPOTS.c.user_id.in_(user_ids))):
            found.setdefault(row.user_id, set()).add(row.depot_id)
    return found
