"""API keys: a program's way in, with the rights of a person or fewer."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import sqlalchemy as sa

from data.store.accounts import Role, User, user
from data.store.engine import Transaction
from data.store.secrets import digest, secret
from data.store.tables import API_KEYS
from routing.errors import NotFoundError
from routing.model import Frozen

PREFIX: Final = "tt_"

USED_EVERY: Final = timedelta(minutes=1)
"""Use is written down no more often: reading must not become writing."""


class ApiKey(Frozen):
    """A key as it is shown; its secret is shown once, when it is made.

    Parameters
    ----------
    roles, depots
        Rights of the key; ``None`` for all that its person has.
    """

    key_id: str
    user_id: str
    name: str
    roles: frozenset[Role] | None
    depots: frozenset[str] | None
    created_at: datetime
    used_at: datetime | None


def create(
    tx: Transaction,
    user_id: str,
    name: str,
    *,
    now: datetime,
    roles: Collection[Role] | None = None,
    depots: Collection[str] | None = None,
) -> tuple[ApiKey, str]:
    """Add a key; return it with its secret."""
    key, key_id = secret(PREFIX), uuid4().hex
    tx.execute(
        API_KEYS.insert().values(
            key_id=key_id,
            user_id=user_id,
            name=name,
            key_hash=digest(key),
            roles=None if roles is None else sorted(roles),
            depots=None if depots is None else sorted(depots),
            created_at=now,
        )
    )
    return get(tx, user_id, key_id), key


def by_key(tx: Transaction, key: str) -> tuple[User, ApiKey] | None:
    """Return a key with its person, who has no more rights than the key; ``None`` if it is unknown or revoked."""
    found = _keys(tx, API_KEYS.c.key_hash == digest(key))
    if not found:
        return None
    owner = user(tx, found[0].user_id)
    return (narrowed(owner, found[0]), found[0]) if owner.active else None


def narrowed(owner: User, key: ApiKey) -> User:
    """Return a person with the rights that a key leaves."""
    roles = owner.roles if key.roles is None else owner.roles & key.roles
    every = owner.depots if key.depots is None else key.depots
    depots = every if every is None or owner.depots is None else every & owner.depots
    return owner.model_copy(update={"roles": roles, "depots": depots})


def see(tx: Transaction, key_id: str, *, now: datetime) -> None:
    """Note that a key is used."""
    tx.execute(API_KEYS.update().where(API_KEYS.c.key_id == key_id).values(used_at=now))


def get(tx: Transaction, user_id: str, key_id: str) -> ApiKey:
    """Return a key of a person.

    Raises
    ------
    NotFoundError
        If the person has no such key, or it is revoked.
    """
    found = _keys(tx, API_KEYS.c.key_id == key_id, API_KEYS.c.user_id == user_id)
    if not found:
        raise NotFoundError.of("unknown_api_key", value=key_id)
    return found[0]


def of(tx: Transaction, user_id: str) -> tuple[ApiKey, ...]:
    """Return the keys of a person, the latest first."""
    return _keys(tx, API_KEYS.c.user_id == user_id)


def revoke(tx: Transaction, user_id: str, key_id: str, *, now: datetime) -> ApiKey:
    """End a key of a person; NotFoundError as in :func:`get`."""
    key = get(tx, user_id, key_id)
    tx.execute(API_KEYS.update().where(API_KEYS.c.key_id == key_id).values(revoked_at=now))
    return key


def _keys(tx: Transaction, *which: sa.ColumnElement[bool]) -> tuple[ApiKey, ...]:
    query = sa.select(*(API_KEYS.c[name] for name in ApiKey.model_fields)).where(
        API_KEYS.c.revoked_at.is_(None), *which
    )
    rows = tx.execute(query.order_by(API_KEYS.c.created_at.desc(), API_KEYS.c.key_id)).mappings()
    return tuple(ApiKey.model_validate(dict(row)) for row in rows)
