"""The first person of a new service: an admin without a password, and a link to set one."""

from datetime import datetime
from typing import Final

from data.store import Store, accounts, audit, links

NAME: Final = "admin"


def first_admin(store: Store, base_url: str, now: datetime) -> str | None:
    """Return a one-time link for the first admin, who is made at need; ``None`` if somebody can already get in.

    Parameters
    ----------
    base_url
        Where the service is reached, e.g. ``http://127.0.0.1:8000``.
    """
    with store.write() as tx:
        people = accounts.list_(tx)
        able = accounts.with_passwords(tx)
        if any(user.active and "admin" in user.roles and user.user_id in able for user in people):
            return None
        user = accounts.by_name(tx, NAME)
        if user is None:
            user = accounts.create_user(tx, NAME, accounts.ROLES, now=now, display_name="Admin")
        elif not user.active or "admin" not in user.roles:
            user = accounts.change(tx, user.user_id, user.version, active=True, roles=user.roles | {"admin"})
        token = links.create(tx, user.user_id, now=now)
        audit.note(tx, None, "link.create", user.user_id, now=now)
    return link(base_url, token)


def link(base_url: str, token: str) -> str:
    """Return the address of a one-time link."""
    return f"{base_url.rstrip('/')}/link/{token}"
