"""Administration: people, depots and what was changed."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.accounts import people
from api.accounts.access import Caller, Requires, StoreOf
from api.pages.audit_lines import lines_of
from api.pages.first_steps import LACKS, first_lacking
from api.pages.shell import page
from api.v1.roads import KINDS
from data.store import accounts, audit, depots, jobs, roads, vehicles
from data.store.jobs import ENDED, Job

router = APIRouter()

Admin = Annotated[Caller, Depends(Requires("users"))]

ENTRIES: Final = 100

JOBS: Final = 100
"""Jobs among which those that still read roads are looked for."""


@router.get("/admin")
def show_people(request: Request, caller: Admin, store: StoreOf) -> HTMLResponse:
    """Show people and depots."""
    with store.read() as tx:
        able = accounts.with_passwords(tx)
        users = [people.view_of(user, able) for user in accounts.list_(tx) if people.within(caller, user)]
        entered = depots.list_(tx, caller.user.depots)
        networks = roads.list_(tx)
        fleets = {depot.depot_id: len(vehicles.rows(tx, depot.depot_id)) for depot in entered}
        reading = [job for job in jobs.list_(tx, caller.user.depots, limit=JOBS) if _is_reading(job)]
        step = first_lacking(tx, caller)
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
        fleets=fleets,
        reading=reading,
        step=step,
        kinds=",".join((*KINDS, ".gz", ".bz2")),
        max_roads_mb=request.app.state.settings.max_roads_mb,
        lacks=LACKS,
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
        shown = lines_of(tx, found[:ENTRIES], caller.language)
    return page(
        request,
        "admin_log.html",
        area="admin",
        caller=caller,
        entries=shown,
        next=found[ENTRIES - 1].entry_id if len(found) > ENTRIES else None,
    )


def _is_reading(job: Job) -> bool:
    """Tell whether a job still reads roads."""
    return job.kind == "roads" and job.state not in ENDED
