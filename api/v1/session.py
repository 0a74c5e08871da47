"""The caller: who it is, what it may do, what its pages remember."""

import json
from typing import Any, Final, get_args

from fastapi import APIRouter

from api.accounts.access import Caller, Permission, SignedIn, StoreOf
from api.web.problems import PROBLEMS
from data.store import accounts
from data.store.accounts import Role
from routing.errors import TooLargeError
from routing.messages import Language
from routing.model import Frozen

router = APIRouter(tags=["session"], responses=PROBLEMS)

MOST_KB: Final = 8


class SessionView(Frozen):
    """Who asks, and what they may do."""

    user_id: str
    name: str
    display_name: str
    roles: tuple[Role, ...]
    permissions: tuple[Permission, ...]
    depots: tuple[str, ...] | None
    language: Language
    preferences: dict[str, Any]


@router.get("/session")
def read_session(caller: SignedIn) -> SessionView:
    """Return who asks."""
    return _view(caller, caller.user.preferences)


@router.put("/session/preferences")
def keep_preferences(preferences: dict[str, Any], caller: SignedIn, store: StoreOf) -> SessionView:
    """Keep what the caller's pages remember: keys that are named are replaced, or dropped by ``null``; others stay."""
    with store.write() as tx:
        before = accounts.user(tx, caller.user.user_id).preferences
        kept = {name: value for name, value in (before | preferences).items() if value is not None}
        if len(json.dumps(kept)) > MOST_KB * 1024:
            raise TooLargeError.of("preferences_large", value=str(MOST_KB))
        accounts.prefer(tx, caller.user.user_id, kept)
    return _view(caller, kept)


def _view(caller: Caller, preferences: dict[str, Any]) -> SessionView:
    user = caller.user
    return SessionView(
        user_id=user.user_id,
        name=user.name,
        display_name=user.display_name,
        roles=tuple(role for role in accounts.ROLES if role in user.roles),
        permissions=tuple(name for name in get_args(Permission) if caller.may(name)),
        depots=None if user.depots is None else tuple(sorted(user.depots)),
        language=user.language,
        preferences=preferences,
    )
