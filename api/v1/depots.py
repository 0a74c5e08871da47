"""Depots: their names, zones, roads and settings."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, Field

from api.accounts.access import Caller, Requires, StoreOf
from api.web.paging import After, Limit, Page, paged
from api.web.problems import PROBLEMS
from api.web.versions import etag, expected
from data.clock import is_timezone
from data.store import Transaction, audit, depots, files, roads
from data.store.depots import Depot, DepotSettings
from routing.errors import InputError
from routing.model import Frozen

router = APIRouter(tags=["depots"], responses=PROBLEMS)

Reader = Annotated[Caller, Depends(Requires("depots.read"))]
Writer = Annotated[Caller, Depends(Requires("depots.write"))]


def _stripped(name: str) -> str:
    """Refuse a name that nobody could read."""
    if not name.strip():
        msg = "a name needs letters"
        raise ValueError(msg)
    return " ".join(name.split())


LEAST_TOURS: Final = 5
"""Fewer than this show single people; that takes their agreement."""

Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_stripped)]


class NewDepot(Frozen):
    """A depot to add."""

    name: Name
    timezone: str = "Europe/Berlin"
    roads_id: str | None = None
    settings: DepotSettings = Field(default_factory=DepotSettings)


class DepotChange(Frozen):
    """What to change of a depot; what is not named stays."""

    name: Name | None = None
    timezone: str | None = None
    roads_id: str | None = None
    traffic_file_id: str | None = None
    settings: DepotSettings | None = None


@router.get("/depots")
def list_depots(
    caller: Reader,
    store: StoreOf,
    limit: Limit = 50,
    after: After = None,
) -> Page[Depot]:
    """List the depots that the caller has access to, by name."""
    with store.read() as tx:
        found = depots.list_(tx, caller.user.depots)
    names = [depot.depot_id for depot in found]
    begin = names.index(after) + 1 if after in names else 0
    return paged(found[begin : begin + limit + 1], limit, lambda depot: depot.depot_id)


@router.post("/depots", status_code=201)
def create_depot(depot: NewDepot, response: Response, caller: Writer, store: StoreOf) -> Depot:
    """Add a depot."""
    now = datetime.now(UTC)
    with store.write() as tx:
        _refuse_unknown(tx, depot.timezone, depot.roads_id)
        _refuse_small_groups(depot.settings)
        made = depots.create(
            tx, depot.name, timezone=depot.timezone, roads_id=depot.roads_id, settings=depot.settings, now=now
        )
        audit.note(tx, caller.user, "depot.create", made.depot_id, depot_id=made.depot_id, now=now, name=made.name)
    response.headers["Location"] = f"/api/v1/depots/{made.depot_id}"
    etag(response, made.version)
    return made


@router.get("/depots/{depot_id}")
def read_depot(depot_id: str, response: Response, caller: Reader, store: StoreOf) -> Depot:
    """Return a depot."""
    caller.enter(depot_id)
    with store.read() as tx:
        depot = depots.get(tx, depot_id)
    etag(response, depot.version)
    return depot


@router.patch("/depots/{depot_id}")
def change_depot(
    depot_id: str, change: DepotChange, request: Request, response: Response, caller: Writer, store: StoreOf
) -> Depot:
    """Change a depot; needs ``If-Match``."""
    caller.enter(depot_id)
    version = expected(request)
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        name: getattr(change, name)
        for name in change.model_fields_set
        if getattr(change, name) is not None or name in {"roads_id", "traffic_file_id"}
    }
    with store.write() as tx:
        before = depots.get(tx, depot_id)
        _refuse_unknown(tx, change.timezone, change.roads_id, change.traffic_file_id)
        if change.settings is not None:
            _refuse_small_groups(change.settings)
        depot = depots.change(tx, depot_id, version, **values)
        audit.note(
            tx, caller.user, "depot.change", depot_id, depot_id=depot_id, now=now, changed=_differences(before, depot)
        )
    etag(response, depot.version)
    return depot


@router.delete("/depots/{depot_id}", status_code=204)
def drop_depot(depot_id: str, request: Request, caller: Writer, store: StoreOf) -> None:
    """Delete a depot in which nothing was done yet; needs ``If-Match``."""
    caller.enter(depot_id)
    version = expected(request)
    with store.write() as tx:
        depot = depots.drop(tx, depot_id, version)
        audit.note(tx, caller.user, "depot.delete", depot_id, depot_id=depot_id, now=datetime.now(UTC), name=depot.name)


def _refuse_small_groups(settings: DepotSettings) -> None:
    """Refuse figures of few tours that nobody has agreed to."""
    if settings.k_tours < LEAST_TOURS and not settings.small_groups_agreed:
        raise InputError.of("groups_small", column="k_tours", value=str(settings.k_tours), detail=str(LEAST_TOURS))


def _differences(before: Depot, after: Depot) -> dict[str, list[Any]]:
    """Return what changed, each as [before, after]."""
    old, new = (
        depot.model_dump(exclude={"settings", "version"}) | depot.settings.model_dump() for depot in (before, after)
    )
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def _refuse_unknown(
    tx: Transaction, timezone: str | None, roads_id: str | None = None, traffic_file_id: str | None = None
) -> None:
    """Refuse zones, roads and traffic that do not exist."""
    if timezone is not None and not is_timezone(timezone):
        raise InputError.of("timezone_unknown", column="timezone", value=timezone)
    if roads_id is not None:
        roads.get(tx, roads_id)
    if traffic_file_id is not None:
        files.facts(tx, traffic_file_id)
