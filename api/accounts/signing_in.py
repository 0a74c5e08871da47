"""Signing in: by password with a pause after failures, or by a one-time link."""

import ipaddress
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from api.accounts.passwords import fits, hashed, names_of, refuse_weak
from data.store import Store, Transaction, accounts, audit, links, login_failures, sessions
from data.store.accounts import User
from data.store.sessions import NewSession
from routing.errors import Finding, ForbiddenError, InputError, SignInError
from routing.messages import Language

TRIES: Final = 5
"""Failures that a name may have before the pause."""

TRIES_OF_ADDRESS: Final = 20
"""The same for an address, behind which a whole office may sit."""

_NETWORK: Final = 64
"""Bits of an IPv6 address that belong to one household; the rest is anybody's choice."""


def sign_in(store: Store, name: str, password: str, address: str, *, now: datetime) -> tuple[User, NewSession]:
    """Sign a person in.

    Unknown names take as long and are answered in the same words as wrong passwords.

    Raises
    ------
    SignInError
        If name or password is wrong, or during the pause.
    """
    limits = _limits(name, address)
    with store.write() as tx:
        left = login_failures.attempt(tx, limits, now=now)
        user = accounts.by_name(tx, name)
        kept = accounts.password_of(tx, user.user_id) if user and user.active else None
    if left is None:
        raise SignInError.of("sign_in_paused")
    if not fits(password, kept) or user is None:
        raise _wrong(left)
    with store.write() as tx:
        login_failures.succeeded(tx, limits, forget=_by_name(name))
        session = sessions.open_session(tx, user.user_id, now=now)
        audit.note(tx, user, "session.open", user.user_id, now=now)
    return user, session


def _wrong(left: int) -> SignInError:
    """Return what a person reads who may try so many times more."""
    if left == 0:
        return SignInError.of("sign_in_paused")
    return SignInError.of("sign_in_wrong_once") if left == 1 else SignInError.of("sign_in_wrong", value=str(left))


def owner_of(tx: Transaction, token: str, *, now: datetime) -> User:
    """Return whom a link is for.

    Raises
    ------
    ForbiddenError
        If it is unknown, used or over.
    """
    user = links.owner(tx, token, now=now)
    if user is None:
        raise ForbiddenError.of("link_over")
    return user


def follow_link(
    store: Store, token: str, display_name: str, password: str, again: str, *, language: Language, now: datetime
) -> tuple[User, NewSession]:
    """Use a link up: set name and password, end all other sessions, and sign in.

    Parameters
    ----------
    language
        Of the page behind the link. Who sets a first password goes on in it; others keep their own.

    Raises
    ------
    ForbiddenError
        If the link is unknown, used or over.
    InputError
        If the password is not good enough or the two entries differ.
    """
    with store.read() as tx:
        user = owner_of(tx, token, now=now)
    _refuse_unfit(user, password, again, display_name)
    password_hash = hashed(password)
    with store.write() as tx:
        if not links.use(tx, token, now=now):
            raise ForbiddenError.of("link_over")
        user = accounts.user(tx, user.user_id)
        shown = " ".join(display_name.split())[:200] or user.display_name
        known = accounts.password_of(tx, user.user_id) is not None
        spoken = user.language if known else language
        user = accounts.change(tx, user.user_id, user.version, display_name=shown, language=spoken)
        session = _renewed(tx, user, password_hash, now=now)
        audit.note(tx, user, "password.set", user.user_id, now=now, by="link")
    return user, session


def change_password(store: Store, user: User, before: str, password: str, again: str, *, now: datetime) -> NewSession:
    """Put a new password in the place of the one before, end all sessions and begin a new one.

    Raises
    ------
    InputError
        If the one before is wrong or the new one is not good enough.
    SignInError
        After too many wrong ones.
    """
    limits = {_by_name(user.name): TRIES}
    with store.write() as tx:
        left = login_failures.attempt(tx, limits, now=now)
        kept = accounts.password_of(tx, user.user_id)
    if left is None:
        raise SignInError.of("sign_in_paused")
    if not fits(before, kept):
        raise InputError.of("password_wrong", column="before")
    with store.write() as tx:
        login_failures.succeeded(tx, limits, forget=_by_name(user.name))
    _refuse_unfit(user, password, again, user.display_name)
    password_hash = hashed(password)
    with store.write() as tx:
        session = _renewed(tx, user, password_hash, now=now)
        audit.note(tx, user, "password.set", user.user_id, now=now, by="password")
    return session


def _renewed(tx: Transaction, user: User, password_hash: str, *, now: datetime) -> NewSession:
    """Keep a password and leave one new session; links end with it."""
    accounts.keep_password(tx, user.user_id, password_hash)
    sessions.close_all(tx, user.user_id)
    links.drop(tx, user.user_id)
    return sessions.open_session(tx, user.user_id, now=now)


def _refuse_unfit(user: User, password: str, again: str, display_name: str) -> None:
    if password != again:
        raise InputError(Finding(code="passwords_differ", column="again"))
    refuse_weak(password, *names_of(user), *display_name.split())


def _limits(name: str, address: str) -> Mapping[str, int]:
    """Return what an attempt is counted by, and how often it may fail."""
    return {_by_name(name): TRIES, f"address:{_network(address)}": TRIES_OF_ADDRESS}


def _by_name(name: str) -> str:
    return f"name:{accounts.as_kept(name)}"


def _network(address: str) -> str:
    """Return an address, or the network of one that has many."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, _NETWORK), strict=False))
    return str(found)
