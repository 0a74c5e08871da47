"""The rest of a day that is being driven: tell what has happened, get a proposal."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api.accounts.access import Caller, Requires
from api.desk import editing
from api.desk.desk import Desk, desk_of
from api.desk.reading import plan_for
from api.desk.shapes import PlanStarted
from api.jobs.queue import refuse_crowd
from api.replanned_day import second_of_day
from api.web.idempotency import IdempotencyKey
from api.web.problems import PROBLEMS
from api.web.versions import expected
from data.imports.happened import happened_of
from data.imports.orders import check_orders
from data.imports.table import Row, Table
from data.store import audit, jobs
from routing.errors import OrderFileError
from routing.model import Frozen, Problem, Stop
from routing.replanning.rest import rest_of_day

router = APIRouter(tags=["plans"], prefix="/plans/{plan_id}", responses=PROBLEMS)

EVENTS: Final = "events"
"""What errors call the list of events; its first is row 1."""

ORDERS: Final = "orders"
"""What errors call the list of new orders."""

NEW: Final = "neu-"
"""How the ids of new orders begin."""

Word = Annotated[str, Field(max_length=200)]


class Event(Frozen):
    """One thing that happened, as rows of ``termintreu replan --state`` have it.

    ``done`` needs order_id and arrival, ``late`` vehicle_id and late_min, ``out`` vehicle_id, ``cancelled`` order_id.
    """

    event: Word
    vehicle_id: Word | None = None
    order_id: Word | None = None
    arrival: Word | None = None
    departure: Word | None = None
    late_min: Annotated[float, Field(ge=0, le=1440)] | None = None


class NewOrder(Frozen):
    """An order that came in today, under the columns of order lists; it needs lat and lon."""

    name: Word | None = None
    street: Word | None = None
    lat: Word
    lon: Word
    window_start: Word | None = None
    window_end: Word | None = None
    service_min: Word | None = None
    demand_kg: Word | None = None
    priority: Word | None = None


class RestRequest(Frozen):
    """What has happened by ``at`` (HH:MM); vehicles of which nothing is told are where their plan says.

    Parameters
    ----------
    keep
        Keep the proposal as a draft of its own, to be released or dropped; the job's ``proposal_id`` names it.
    """

    at: Word
    events: Annotated[tuple[Event, ...], Field(max_length=5000)] = ()
    orders: Annotated[tuple[NewOrder, ...], Field(max_length=50)] = ()
    keep: bool = False
    time_limit_s: Annotated[float, Field(ge=1, le=600)] | None = None


@router.post("/rest", status_code=202)
def plan_rest(
    plan_id: str,
    body: RestRequest,
    request: Request,
    caller: Annotated[Caller, Depends(Requires("plans.write"))],
    desk: Annotated[Desk, Depends(desk_of)],
    idempotency_key: IdempotencyKey = None,
) -> PlanStarted:
    """Plan the rest of a day that is being driven.

    The job's result is a proposal, the plan stays: tours, stops that change their vehicle, figures with and without.
    If nothing has happened that the plan didn't say, none is kept.
    """
    version, now, user = expected(request), datetime.now(UTC), caller.user
    with desk.store.read() as tx:
        record = plan_for(tx, caller, plan_id)
        editing.refuse_stale(tx, record, version)
    day = desk.day(record)
    problem = day.ground.problem
    new = _stops(body.orders, problem)
    rows = enumerate((_cells(event) for event in body.events), start=1)
    happened = happened_of(rows, EVENTS, problem, day.plan, second_of_day(body.at, problem, "at"))
    rest_of_day(problem.model_copy(update={"stops": (*problem.stops, *new)}), day.plan, happened)
    with desk.store.write() as tx:
        refuse_crowd(tx, request.app.state.settings, record.depot_id, user.user_id, idempotency_key)
        job = jobs.submit(
            tx,
            "rest",
            depot_id=record.depot_id,
            user_id=user.user_id,
            subject=plan_id,
            payload={
                "happened": happened.model_dump(mode="json"),
                "orders": [stop.model_dump(mode="json") for stop in new],
                "keep": body.keep,
                "time_limit_s": body.time_limit_s,
            },
            now=now,
            idempotency_key=idempotency_key,
        )
        audit.note(tx, user, "plan.rest", plan_id, depot_id=record.depot_id, now=now, version=version)
    return PlanStarted(plan_id=job.subject, job_id=job.job_id)


def _stops(orders: Sequence[NewOrder], problem: Problem) -> tuple[Stop, ...]:
    """Return new orders as stops of the day, each under a free id.

    Raises
    ------
    OrderFileError
        With every wrong cell at once; the first order is row 1.
    """
    free = (name for name in map(f"{NEW}{{}}".format, count(1)) if name not in problem.stop_by_id)
    rows = [
        Row(number, {name: str(value) for name, value in order if value is not None} | {"order_id": next(free)})
        for number, order in enumerate(orders, start=1)
    ]
    checked = check_orders(
        Table(file=ORDERS, rows=tuple(rows), findings=()), date=problem.date, timezone=problem.timezone
    )
    if checked.wrong:
        raise OrderFileError(checked.wrong)
    return checked.stops


def _cells(event: Event) -> dict[str, str]:
    """Return an event as the cells of a row."""
    return {name: str(value) for name, value in event if value is not None}
