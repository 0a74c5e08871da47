"""People: accounts, their roles and depots, and links for new passwords."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from api.accounts import people
from api.accounts.access import Caller, Requires, StoreOf
from api.accounts.first_admin import link
from api.accounts.people import UserView
from api.web.paging import After, Limit, Page, paged
from api.web.problems import PROBLEMS
from api.web.versions import etag, expected
from data.store import accounts
from data.store.accounts import Role
from data.store.links import LASTS
from routing.messages import Language
from routing.model import Frozen

router = APIRouter(tags=["users"], responses=PROBLEMS)

Admin = Annotated[Caller, Depends(Requires("users"))]

Shown = Annotated[str, Field(min_length=1, max_length=200)]
Depots = Annotated[frozenset[Annotated[str, Field(max_length=64)]], Field(max_length=1000)] | None


class NewUser(Frozen):
    """A person to add. ``depots`` is ``null`` for all, those to come included."""

    name: Annotated[str, Field(max_length=200)]
    display_name: Shown | None = None
    roles: Annotated[frozenset[Role], Field(min_length=1)]
    language: Language = "de"
    depots: Depots = None


class UserChange(Frozen):
    """What to change of a person; what is not named stays."""

    display_name: Shown | None = None
    roles: Annotated[frozenset[Role], Field(min_length=1)] | None = None
    language: Language | None = None
    depots: Depots = None
    active: bool | None = None


class OneTimeLink(Frozen):
    """A link to set a password; it is shown here and never again."""

    link: str
    expires_at: datetime


@router.get("/users")
def list_users(caller: Admin, store: StoreOf, limit: Limit = 50, after: After = None) -> Page[UserView]:
    """List people by name."""
    with store.read() as tx:
        able = accounts.with_passwords(tx)
        found = [user for user in accounts.list_(tx, after=after) if people.within(caller, user)]
    return paged([people.view_of(user, able) for user in found], limit, lambda user: user.name)


@router.post("/users", status_code=201)
def create_user(body: NewUser, response: Response, caller: Admin, store: StoreOf) -> UserView:
    """Add a person; a one-time link then lets them set a password."""
    with store.write() as tx:
        user = people.add(
            tx,
            caller,
            body.name,
            body.roles,
            display_name=body.display_name,
            language=body.language,
            depot_ids=body.depots,
            now=datetime.now(UTC),
        )
    response.headers["Location"] = f"/api/v1/users/{user.user_id}"
    etag(response, user.version)
    return people.view_of(user, ())


@router.get("/users/{user_id}")
def read_user(user_id: str, response: Response, caller: Admin, store: StoreOf) -> UserView:
    """Return a person."""
    with store.read() as tx:
        user = people.user_for(tx, caller, user_id)
        able = accounts.with_passwords(tx)
    etag(response, user.version)
    return people.view_of(user, able)


@router.patch("/users/{user_id}")
def change_user(
    user_id: str, change: UserChange, request: Request, response: Response, caller: Admin, store: StoreOf
) -> UserView:
    """Change or disable a person; needs ``If-Match``. Other rights end all their sessions."""
    version = expected(request)
    values = {
        name: getattr(change, name)
        for name in change.model_fields_set
        if name == "depots" or getattr(change, name) is not None
    }
    with store.write() as tx:
        user = people.change(tx, caller, user_id, version, values, now=datetime.now(UTC))
        able = accounts.with_passwords(tx)
    etag(response, user.version)
    return people.view_of(user, able)


@router.post("/users/{user_id}/link", status_code=201)
def create_link(user_id: str, request: Request, caller: Admin, store: StoreOf) -> OneTimeLink:
    """Make a one-time link to a new password; the one before ends."""
    now = datetime.now(UTC)
    with store.write() as tx:
        token = people.new_link(tx, caller, user_id, now=now)
    return OneTimeLink(link=link(str(request.base_url), token), expires_at=now + LASTS)
