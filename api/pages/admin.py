"""Administration: people, depots and what was changed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.accounts import people
from api.accounts.access import Caller, Requires, StoreOf
from api.pages.shell import page
from data.store import accounts, audit, depots, roads

router = APIRouter()

Admin = Annotated[Caller, Depends(Requires("users"))]

ENTRIES = 100


@router.get("/admin")
def show_people(request: Request, caller: Admin, store: StoreOf) -> HTMLResponse:
    """Show people and depots."""
    with store.read() as tx:
        able = accounts.with_passwords(tx)
        users = [people.view_of(user, able) for user in accounts.list_(tx) if people.within(caller, user)]
        entered = depots.list_(tx, caller.user.depots)
        networks = roads.list_(tx)
    return page(
        request,
        "admin.html",
        area="admin",
        caller=caller,
        users=users,
        depots=entered,
        depot_names={depot.depot_id: depot.name for depot in entered},
        roads=networks,
        roads_names={network.roads_id: network.name for network in networks},
        roles=accounts.ROLES,
        given={
            "users": {user.user_id: user.model_dump(mode="json") for user in users},
            "depots": {depot.depot_id: depot.model_dump(mode="json") for depot in entered},
        },
    )


@router.get("/admin/log")
def show_log(
    request: Request, caller: Admin, store: StoreOf, after: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None
) -> HTMLResponse:
    """Show what was changed."""
    with store.read() as tx:
        found = audit.entries(tx, limit=ENTRIES + 1, after=after, depots=caller.user.depots)
        names = {depot.depot_id: depot.name for depot in depots.list_(tx, caller.user.depots)}
    shown = found[:ENTRIES]
    return page(
        request,
        "admin_log.html",
        area="admin",
        caller=caller,
        entries=shown,
        depot_names=names,
        next=shown[-1].entry_id if len(found) > ENTRIES else None,
    )
