"""Keeping accounts: who may be added, changed and disabled, and by whom.

A ``caller`` of ``None`` is who has the machine: nothing is beyond them.
"""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from api.accounts.access import Caller
from data.store import Transaction, accounts, audit, depots, links, sessions
from data.store.accounts import Role, User
from routing.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from routing.messages import Language
from routing.model import Frozen

_NAME: Final = re.compile(r"[\w.@-]{2,60}")


class UserView(Frozen):
    """A person as administrators see them.

    Parameters
    ----------
    name
        To sign in with.
    depots
        Ids; ``null`` for all, those to come included.
    has_password
        Whether the person can sign in; without one it takes a one-time link.
    """

    user_id: str
    name: str
    display_name: str
    roles: tuple[Role, ...]
    language: Language
    depots: tuple[str, ...] | None
    active: bool
    has_password: bool
    version: int


def view_of(user: User, with_passwords: Collection[str]) -> UserView:
    """Return how a person is shown."""
    return UserView(
        user_id=user.user_id,
        name=user.name,
        display_name=user.display_name,
        roles=tuple(role for role in accounts.ROLES if role in user.roles),
        language=user.language,
        depots=None if user.depots is None else tuple(sorted(user.depots)),
        active=user.active,
        has_password=user.user_id in with_passwords,
        version=user.version,
    )


def within(caller: Caller, user: User) -> bool:
    """Tell whether a person has access to nothing that the caller has no access to."""
    mine = caller.user.depots
    return mine is None or (user.depots is not None and user.depots <= mine)


def user_for(tx: Transaction, caller: Caller | None, user_id: str) -> User:
    """Return a person that the caller may change.

    Raises
    ------
    NotFoundError
        If there is none, or one with access beyond the caller's.
    """
    user = accounts.user(tx, user_id)
    if caller is not None and not within(caller, user):
        raise NotFoundError.of("unknown_user", value=user_id)
    return user


def add(
    tx: Transaction,
    caller: Caller | None,
    name: str,
    roles: Collection[Role],
    *,
    display_name: str | None,
    language: Language,
    depot_ids: Collection[str] | None,
    now: datetime,
) -> User:
    """Add a person.

    Raises
    ------
    InputError
        If the name can't be one.
    ConflictError
        If somebody has it already.
    """
    if not _NAME.fullmatch(accounts.as_kept(name)):
        raise InputError.of("user_name_unfit", column="name", value=name[:80])
    _refuse_beyond(tx, caller, depot_ids)
    user = accounts.create_user(
        tx, name, roles, now=now, display_name=display_name, language=language, depots=depot_ids
    )
    audit.note(tx, _user(caller), "user.create", user.user_id, now=now, **_rights(user))
    return user


def change(
    tx: Transaction, caller: Caller | None, user_id: str, version: int, values: dict[str, Any], *, now: datetime
) -> User:
    """Change a person; other rights, or none, end all sessions.

    Raises
    ------
    NotFoundError, StaleError
        As in :func:`data.store.accounts.change`.
    ConflictError
        If nobody would be left to administer.
    """
    before = user_for(tx, caller, user_id)
    if "depots" in values:
        _refuse_beyond(tx, caller, values["depots"])
    after = accounts.change(tx, user_id, version, **values)
    if _is_admin(before) and not _is_admin(after):
        _refuse_none_left(tx)
    if _rights(before) != _rights(after):
        sessions.close_all(tx, user_id)
    if not after.active:
        links.drop(tx, user_id)
    audit.note(tx, _user(caller), "user.change", user_id, now=now, before=_rights(before), after=_rights(after))
    return after


def new_link(tx: Transaction, caller: Caller | None, user_id: str, *, now: datetime) -> str:
    """Return the secret of a new one-time link for a person.

    Raises
    ------
    ConflictError
        If the account is disabled.
    """
    user = user_for(tx, caller, user_id)
    if not user.active:
        raise ConflictError.of("user_disabled", value=user.name)
    token = links.create(tx, user_id, now=now)
    audit.note(tx, _user(caller), "link.create", user_id, now=now)
    return token


def refuse_more_rights(caller: Caller, roles: Collection[Role] | None, depot_ids: Collection[str] | None) -> None:
    """Refuse a key with more rights than its person has now.

    Raises
    ------
    ForbiddenError
        With what is too much.
    """
    beyond: list[str] = [*sorted(set(roles or ()) - caller.user.roles)]
    beyond += [depot_id for depot_id in depot_ids or () if not caller.enters(depot_id)]
    if beyond:
        raise ForbiddenError.of("key_rights", value=", ".join(beyond)[:200])


def _refuse_beyond(tx: Transaction, caller: Caller | None, depot_ids: Collection[str] | None) -> None:
    """Refuse access to depots that do not exist, or that the caller has no access to."""
    if caller is not None and depot_ids is None and caller.user.depots is not None:
        raise ForbiddenError.of("key_rights", value="depots")
    for depot_id in depot_ids or ():
        if caller is not None:
            caller.enter(depot_id)
        depots.get(tx, depot_id)


def _user(caller: Caller | None) -> User | None:
    """Return who stands in the audit log."""
    return None if caller is None else caller.user


def _refuse_none_left(tx: Transaction) -> None:
    if not any(_is_admin(user) for user in accounts.list_(tx)):
        raise ConflictError.of("last_admin")


def _is_admin(user: User) -> bool:
    """Tell whether somebody can administer everything."""
    return user.active and "admin" in user.roles and user.depots is None


def _rights(user: User) -> dict[str, Any]:
    """Return what a person may do, for the audit log."""
    return {
        "roles": sorted(user.roles),
        "depots": None if user.depots is None else sorted(user.depots),
        "active": user.active,
    }
