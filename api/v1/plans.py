"""Plans: ask for one, read it, change it, release it, take it along as a file."""

from datetime import UTC, datetime
from datetime import date as Date
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response
from pydantic import Field

from api.accounts.access import Caller, Requires, StoreOf
from api.desk.day import DeskDay
from api.desk.desk import Desk, desk_of
from api.desk.map_layer import encoded, geojson_of
from api.desk.reading import plan_for, shown
from api.desk.shapes import PlanLine, PlanStarted, PlanView
from api.desk.view import line_of
from api.jobs.queue import refuse_crowd
from api.media import GEOJSON
from api.orders.reading import record_for
from api.web.answers import answered
from api.web.idempotency import IdempotencyKey
from api.web.paging import After, Limit, Page, paged
from api.web.problems import PROBLEMS
from api.within import depots_within
from data.store import audit, depots, jobs, plans
from routing.errors import InputError
from routing.model import Frozen

router = APIRouter(tags=["plans"], responses=PROBLEMS)

Reader = Annotated[Caller, Depends(Requires("plans.read"))]
Writer = Annotated[Caller, Depends(Requires("plans.write"))]
DeskOf = Annotated[Desk, Depends(desk_of)]


class PlanRequest(Frozen):
    """A day to plan.

    Parameters
    ----------
    vehicles
        Ids of the depot's vehicles that may be used.
    time_limit_s
        Seconds of search; by the size of the day unless told.
    """

    depot_id: str
    list_id: str
    vehicles: Annotated[tuple[str, ...], Field(min_length=1, max_length=1000)]
    time_limit_s: Annotated[float, Field(ge=1, le=600)] | None = None


@router.post("/plans", status_code=202)
def make(
    body: PlanRequest, request: Request, caller: Writer, store: StoreOf, idempotency_key: IdempotencyKey = None
) -> PlanStarted:
    """Plan a day from an order list; the same Idempotency-Key returns the first plan."""
    caller.enter(body.depot_id)
    now, plan_id, user = datetime.now(UTC), uuid4().hex, caller.user
    with store.write() as tx:
        listed = record_for(tx, caller, body.list_id)
        if listed.depot_id != depots.get(tx, body.depot_id).depot_id:
            raise InputError.of("list_of_other_depot", column="list_id", value=body.list_id)
        refuse_crowd(tx, request.app.state.settings, body.depot_id, user.user_id, idempotency_key)
        job = jobs.submit(
            tx,
            "plan",
            depot_id=body.depot_id,
            user_id=user.user_id,
            subject=plan_id,
            payload=body.model_dump(mode="json"),
            now=now,
            idempotency_key=idempotency_key,
        )
        if job.subject == plan_id:
            plans.create(
                tx,
                plan_id,
                depot_id=body.depot_id,
                date=listed.date,
                list_id=body.list_id,
                job_id=job.job_id,
                user_id=user.user_id,
                now=now,
            )
            audit.note(tx, user, "plan.start", plan_id, depot_id=body.depot_id, now=now, list=body.list_id)
    return PlanStarted(plan_id=job.subject, job_id=job.job_id)


@router.get("/plans")
def read_plans(
    caller: Reader,
    store: StoreOf,
    depot_id: str | None = None,
    date: Date | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PlanLine]:
    """Return plans of a depot, or of all depots the caller may enter."""
    with store.read() as tx:
        within = depots_within(tx, caller, depot_id)
        if after is not None:
            plan_for(tx, caller, after)
        found = plans.list_(tx, within, date=date, limit=limit + 1, after=after)
    return paged([line_of(record) for record in found], limit, lambda line: line.plan_id)


@router.get("/plans/{plan_id}", response_model=PlanView)
def read_plan(plan_id: str, request: Request, caller: Reader, desk: DeskOf, background: BackgroundTasks) -> Response:
    """Return all that the planning page shows of a plan."""
    with desk.store.read() as tx:
        record = plan_for(tx, caller, plan_id)
    view = shown(desk, record)
    answer = answered(request, view, etag=str(view.version), fresh=True)
    if record.state == "draft":
        background.add_task(desk.warm, record)
    return answer


@router.get("/plans/{plan_id}/map", response_class=Response, responses={200: {"content": {GEOJSON: {}}}})
def read_map(plan_id: str, request: Request, caller: Reader, desk: DeskOf) -> Response:
    """Return the plan as GeoJSON: legs, stops, open stops and depots, without streets."""
    with desk.store.read() as tx:
        record = plan_for(tx, caller, plan_id)
        depot = depots.get(tx, record.depot_id)
    simulated = depot.settings.simulated

    def draw(day: DeskDay) -> bytes:
        return encoded(geojson_of(day, desk.ways(record), caller.language, simulated=simulated))

    content = desk.drawn(record, caller.language, simulated, draw=draw)
    return answered(request, content, etag=f"{record.version}-{caller.language}", media_type=GEOJSON)
