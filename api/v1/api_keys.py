"""API keys: a program's way in."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.accounts.access import SignedIn, StoreOf
from api.accounts.people import refuse_more_rights
from api.web.paging import After, Limit, Page, paged
from api.web.problems import PROBLEMS
from data.store import api_keys, audit
from data.store.accounts import Role
from data.store.api_keys import ApiKey
from routing.model import Frozen

router = APIRouter(tags=["api keys"], responses=PROBLEMS)


class NewApiKey(Frozen):
    """A key to make; ``null`` gives it all the rights that its person has at any time."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    roles: Annotated[frozenset[Role], Field(min_length=1)] | None = None
    depots: Annotated[frozenset[Annotated[str, Field(max_length=64)]], Field(max_length=1000)] | None = None


class MadeApiKey(Frozen):
    """A new key; its secret is shown here and never again."""

    key: ApiKey
    secret: str


@router.get("/api-keys")
def list_api_keys(caller: SignedIn, store: StoreOf, limit: Limit = 50, after: After = None) -> Page[ApiKey]:
    """List the caller's own keys, the latest first."""
    with store.read() as tx:
        found = api_keys.of(tx, caller.user.user_id)
    names = [key.key_id for key in found]
    begin = names.index(after) + 1 if after in names else 0
    return paged(found[begin:], limit, lambda key: key.key_id)


@router.post("/api-keys", status_code=201)
def create_api_key(body: NewApiKey, caller: SignedIn, store: StoreOf) -> MadeApiKey:
    """Make a key with the caller's rights or fewer."""
    refuse_more_rights(caller, body.roles, body.depots)
    now, roles, depots = datetime.now(UTC), body.roles, body.depots
    if caller.csrf_token is None:  # a key makes no key that could do more than itself
        roles = roles or caller.user.roles
        depots = caller.user.depots if depots is None else depots
    with store.write() as tx:
        key, secret = api_keys.create(tx, caller.user.user_id, body.name, now=now, roles=roles, depots=depots)
        audit.note(tx, caller.user, "api_key.create", key.key_id, now=now)
    return MadeApiKey(key=key, secret=secret)


@router.delete("/api-keys/{key_id}", status_code=204)
def revoke_api_key(key_id: str, caller: SignedIn, store: StoreOf) -> None:
    """End one of the caller's keys, at once."""
    now = datetime.now(UTC)
    with store.write() as tx:
        api_keys.revoke(tx, caller.user.user_id, key_id, now=now)
        audit.note(tx, caller.user, "api_key.revoke", key_id, now=now)
