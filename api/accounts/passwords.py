"""Passwords: which are good enough, and how they are kept."""

from collections.abc import Iterator
from functools import cache
from threading import Semaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.store.accounts import User, as_kept
from routing.errors import Finding, InputError

LEAST: Final = 10
MOST: Final = 200
"""Characters; a longer one would only cost time."""

_NAME_LEAST: Final = 3
"""Names of fewer letters stand in too many words to be refused in a password."""

_hasher = PasswordHasher()
_turns = Semaphore(2)
"""Hashing takes memory on purpose; many sign-ins at once take turns."""


def refuse_weak(password: str, *names: str) -> None:
    """Refuse a password that is too short, too long or contains the person's own name.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    found = list(_weak(password, names))
    if found:
        raise InputError(found)


def hashed(password: str) -> str:
    """Return what is kept of a password (argon2id)."""
    with _turns:
        return _hasher.hash(password.encode("utf-8", "replace"))


def fits(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one kept; without one it takes as long to say no."""
    try:
        with _turns:
            _hasher.verify(kept or _nobodys(), password.encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def names_of(user: User) -> tuple[str, ...]:
    """Return the names that a person's password may not contain."""
    return (user.name, *user.display_name.split())


def _weak(password: str, names: tuple[str, ...]) -> Iterator[Finding]:
    if len(password) < LEAST:
        yield Finding(code="password_short", column="password", value=str(LEAST))
    if len(password) > MOST:
        yield Finding(code="password_long", column="password", value=str(MOST))
    if any(as_kept(name) in as_kept(password) for name in names if len(name) >= _NAME_LEAST):
        yield Finding(code="password_is_name", column="password")


@cache
def _nobodys() -> str:
    """Return the hash of a password that nobody has, with today's settings."""
    return _hasher.hash("nobody's")
