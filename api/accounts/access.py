"""Who asks, and what they may do: one table of permissions, one way to ask it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.accounts.origin import refuse_forged
from api.web.known import COOKIE, Known
from data.store import Store, api_keys, sessions
from data.store.accounts import Role, User
from routing.errors import ForbiddenError, NotFoundError, SignInError
from routing.messages import Language
from routing.model import Frozen

Permission = Literal[
    "signed_in",  # anybody with a session or key
    "depots.read",
    "depots.write",
    "roads.read",
    "roads.write",
    "vehicles.read",
    "vehicles.write",
    "lists",
    "plans.read",
    "plans.write",
    "figures",  # delay figures of groups
    "prices",  # what the firm says a late stop costs
    "histories",
    "runs",
    "visits",  # single visits with their actual times
    "users",
    "audit",
]

GRANTS: Final[Mapping[Permission, frozenset[Role]]] = {
    "signed_in": frozenset({"dispatcher", "manager", "analyst", "admin"}),
    "depots.read": frozenset({"dispatcher", "manager", "analyst", "admin"}),
    "depots.write": frozenset({"admin"}),
    "roads.read": frozenset({"dispatcher", "manager", "analyst", "admin"}),
    "roads.write": frozenset({"admin"}),
    "vehicles.read": frozenset({"dispatcher", "analyst", "admin"}),
    "vehicles.write": frozenset({"dispatcher", "admin"}),
    "lists": frozenset({"dispatcher"}),
    "plans.read": frozenset({"dispatcher", "manager"}),
    "plans.write": frozenset({"dispatcher"}),
    "figures": frozenset({"manager", "analyst"}),
    "prices": frozenset({"manager"}),
    "histories": frozenset({"analyst"}),
    "runs": frozenset({"analyst"}),
    "visits": frozenset({"analyst"}),
    "users": frozenset({"admin"}),
    "audit": frozenset({"admin"}),
}

SESSION_COOKIE = COOKIE


class Caller(Frozen):
    """Who makes a request; ``csrf_token`` is ``None`` with an API key, which no browser sends by itself."""

    user: User
    csrf_token: str | None

    @property
    def language(self) -> Language:
        """Of all answers."""
        return self.user.language

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the caller's roles grants it."""
        return not self.user.roles.isdisjoint(GRANTS[permission])

    def enters(self, depot_id: str) -> bool:
        """Tell whether the caller has access to a depot."""
        return self.user.depots is None or depot_id in self.user.depots

    def enter(self, depot_id: str) -> None:
        """Raise NotFoundError, the same as for a depot that does not exist, without access to it."""
        if not self.enters(depot_id):
            raise NotFoundError.of("unknown_depot_id", value=depot_id)


def store_of(request: Request) -> Store:
    """Return the service's store."""
    store: Store = request.app.state.store
    return store


def caller_of(request: Request) -> Caller:
    """Return who asks: by API key, else by session.

    Raises
    ------
    SignInError
        If nobody is signed in, or no longer.
    """
    caller = _by_key(request) if "authorization" in request.headers else _by_session(request)
    if caller is None:
        raise SignInError.of("sign_in_needed")
    request.state.user_id = caller.user.user_id
    return caller


def _by_key(request: Request) -> Caller | None:
    """Return whose API key a request carries."""
    kind, _, key = request.headers["authorization"].partition(" ")
    if kind.lower() != "bearer" or not key.startswith(api_keys.PREFIX):
        return None
    now, store = datetime.now(UTC), store_of(request)
    with store.read() as tx:
        found = api_keys.by_key(tx, key)
    if found is None:
        return None
    owner, kept = found
    if kept.used_at is None or now - kept.used_at > api_keys.USED_EVERY:
        with store.write() as tx:
            api_keys.see(tx, kept.key_id, now=now)
    _know(request, key, owner)
    return Caller(user=owner, csrf_token=None)


def _by_session(request: Request) -> Caller | None:
    """Return whose session a request belongs to."""
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    now, store = datetime.now(UTC), store_of(request)
    with store.read() as tx:
        found = sessions.by_session(tx, token, now=now)
    if found is None:
        return None
    if now - found.seen_at > sessions.SEEN_EVERY:
        with store.write() as tx:
            sessions.see(tx, token, now=now)
    _know(request, token, found.user)
    return Caller(user=found.user, csrf_token=found.csrf_token)


def _know(request: Request, secret: str, user: User) -> None:
    """Let the limit of requests count this person's by person, not by address."""
    known: Known = request.app.state.known
    known.add(secret, user.user_id)


class Requires:
    """A dependency: the caller, if one of the roles grants the permission."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Caller:
        """Return the caller.

        Raises
        ------
        SignInError
            If nobody is signed in.
        ForbiddenError
            If no role grants it, or a change does not prove that a page of ours asks for it.
        """
        caller = await run_in_threadpool(caller_of, request)
        await refuse_forged(request, caller.csrf_token)
        if not caller.may(self.permission):
            raise ForbiddenError.of("role_missing", value=", ".join(sorted(GRANTS[self.permission])))
        return caller


SignedIn = Annotated[Caller, Depends(Requires("signed_in"))]
StoreOf = Annotated[Store, Depends(store_of)]
