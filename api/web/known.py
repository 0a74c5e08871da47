"""Whose secrets have proved good lately, so that requests are counted by person."""

from collections import OrderedDict
from hashlib import sha256
from typing import Final

COOKIE: Final = "termintreu"
"""Carries a session's token."""

KNOWN: Final = 10_000
"""Callers that are kept in mind."""


class Known:
    """Whose secrets have proved good lately; made-up ones earn nobody a count of their own."""

    def __init__(self) -> None:
        self._users: OrderedDict[str, str] = OrderedDict()

    def add(self, secret: str, user_id: str) -> None:
        """Keep in mind whose a secret is, by its digest."""
        self._users[_digest(secret)] = user_id
        if len(self._users) > KNOWN:
            self._users.popitem(last=False)

    def of(self, secret: str) -> str | None:
        """Return whose it is."""
        return self._users.get(_digest(secret))


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
