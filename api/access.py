"""Who asks, and what they may do: one table of permissions, one way to ask it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import Depends, Request

from data.store import Store
from data.store.accounts import Role, User, by_session
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

SESSION_COOKIE = "termintreu"


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
    """Return who asks.

    Raises
    ------
    SignInError
        If nobody is signed in, or no longer.
    """
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        with store_of(request).read() as tx:
            found = by_session(tx, token, now=datetime.now(UTC))
        if found is not None:
            return Caller(user=found[0], csrf_token=found[1])
    raise SignInError.of("sign_in_needed")


class Requires:
    """A dependency: the caller, if one of the roles grants the permission."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request) -> Caller:
        """Return the caller, or raise SignInError or ForbiddenError."""
        caller = caller_of(request)
        if not caller.may(self.permission):
            raise ForbiddenError.of("role_missing", value=", ".join(sorted(GRANTS[self.permission])))
        return caller


SignedIn = Annotated[Caller, Depends(Requires("signed_in"))]
StoreOf = Annotated[Store, Depends(store_of)]
