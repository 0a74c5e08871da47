"""The base map of a depot: its town's own streets, from its road network."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.accounts.access import Caller, Requires
from api.desk.desk import Desk, desk_of
from api.web.answers import answered
from api.web.problems import PROBLEMS
from data.store import depots
from routing.errors import ConflictError

router = APIRouter(tags=["depots"], responses=PROBLEMS)


@router.get(
    "/depots/{depot_id}/streets", response_class=Response, responses={200: {"content": {"application/json": {}}}}
)
def read_streets(
    depot_id: str,
    request: Request,
    caller: Annotated[Caller, Depends(Requires("plans.read"))],
    desk: Annotated[Desk, Depends(desk_of)],
) -> Response:
    """Return the streets around a depot's plans, as GeoJSON features with the bounds they were made for."""
    caller.enter(depot_id)
    with desk.store.read() as tx:
        depot = depots.get(tx, depot_id)
    if depot.roads_id is None:
        raise ConflictError.of("depot_without_roads", value=depot.name)
    etag, streets = desk.streets(depot)
    return answered(
        request, streets.content, etag=etag, packed=streets.packed, cache="private, max-age=300, must-revalidate"
    )
