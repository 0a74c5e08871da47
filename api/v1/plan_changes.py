"""Changes of plans: what they would do, doing them, undoing them, releasing the plan."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.accounts.access import Caller, Requires
from api.desk import editing
from api.desk.desk import Desk, desk_of
from api.desk.moves import Move, outlook, targets
from api.desk.preview import PreviewView, TargetView, preview_view, target_view
from api.desk.shapes import PlanStarted, PlanView
from api.jobs.queue import refuse_crowd
from api.web.answers import answered
from api.web.idempotency import IdempotencyKey
from api.web.problems import PROBLEMS
from api.web.uploads import form_schema, received
from api.web.versions import expected
from data.store import audit, jobs, plans
from routing.errors import ConflictError, InputError
from routing.model import Frozen, Problem

router = APIRouter(tags=["plans"], prefix="/plans/{plan_id}", responses=PROBLEMS)

Writer = Annotated[Caller, Depends(Requires("plans.write"))]
DeskOf = Annotated[Desk, Depends(desk_of)]

GIVEN_FILE: Final = "tours.csv"
"""What tours are called that came without a name."""


class Target(Frozen):
    """A stop to be moved."""

    order_id: str


class Lock(Frozen):
    """A stop or a tour to be fixed or freed; exactly one of them."""

    order_id: str | None = None
    vehicle_id: str | None = None
    locked: bool


class Release(Frozen):
    """Whether open stops are accepted."""

    accept_open: bool = False


class PlanAnew(Frozen):
    """How long to search; by the size of the day unless told."""

    time_limit_s: Annotated[float, Field(ge=1, le=600)] | None = None


@router.post("/preview")
def preview(plan_id: str, body: Move, caller: Writer, desk: DeskOf) -> PreviewView:
    """Return what a move would change; nothing is saved."""
    with desk.store.read() as tx:
        record = editing.draft_for(tx, caller, plan_id)
    day = desk.day(record)
    return preview_view(day, outlook(day, body), desk.ways(record))


@router.post("/targets")
def read_targets(plan_id: str, body: Target, caller: Writer, desk: DeskOf) -> tuple[TargetView, ...]:
    """Return the best place for a stop in each tour, best first."""
    with desk.store.read() as tx:
        record = editing.draft_for(tx, caller, plan_id)
    day = desk.day(record)
    return tuple(target_view(day, seen) for seen in targets(day, body.order_id))


@router.post("/moves", response_model=PlanView)
def move(plan_id: str, body: Move, request: Request, caller: Writer, desk: DeskOf) -> Response:
    """Move a stop to another tour or place, put an open one into a tour, or leave one out."""
    view = editing.move_stop(desk, caller, plan_id, expected(request), body, now=datetime.now(UTC))
    return _saved(request, view)


@router.post("/tours", response_model=PlanView, openapi_extra=form_schema(text={"type": "string"}))
async def give_tours(plan_id: str, request: Request, caller: Writer, desk: DeskOf) -> Response:
    """Put the tours of a CSV, plan.json or VROOM solution in the place of the plan's, timed and checked."""
    version, now = expected(request), datetime.now(UTC)
    upload = await received(request, request.app.state.settings.max_upload_mb)
    name = upload.name or GIVEN_FILE
    give = partial(editing.give_tours, desk, caller, plan_id, version, upload.content, name, now=now)
    return _saved(request, await run_in_threadpool(give))


@router.post("/locks", response_model=PlanView)
def lock(plan_id: str, body: Lock, request: Request, caller: Writer, desk: DeskOf) -> Response:
    """Fix or free a stop or a tour."""
    version, now = expected(request), datetime.now(UTC)
    if body.order_id is not None and body.vehicle_id is None:
        view = editing.lock_stop(desk, caller, plan_id, version, body.order_id, locked=body.locked, now=now)
    elif body.vehicle_id is not None and body.order_id is None:
        view = editing.lock_tour(desk, caller, plan_id, version, body.vehicle_id, locked=body.locked, now=now)
    else:
        raise InputError.of("lock_needs_one", column="order_id")
    return _saved(request, view)


@router.post("/undo", response_model=PlanView)
def undo(plan_id: str, request: Request, caller: Writer, desk: DeskOf) -> Response:
    """Undo the last step."""
    return _saved(request, editing.undo(desk, caller, plan_id, expected(request), now=datetime.now(UTC)))


@router.post("/redo", response_model=PlanView)
def redo(plan_id: str, request: Request, caller: Writer, desk: DeskOf) -> Response:
    """Do again what was undone last."""
    return _saved(request, editing.redo(desk, caller, plan_id, expected(request), now=datetime.now(UTC)))


@router.post("/release", response_model=PlanView)
def release(plan_id: str, body: Release, request: Request, caller: Writer, desk: DeskOf) -> Response:
    """Freeze the plan with its arrivals."""
    version, now = expected(request), datetime.now(UTC)
    view = editing.release(desk, caller, plan_id, version, accept_open=body.accept_open, now=now)
    return _saved(request, view)


@router.post("/withdraw", response_model=PlanView)
def withdraw(plan_id: str, request: Request, caller: Writer, desk: DeskOf) -> Response:
    """Make a released plan a draft again."""
    return _saved(request, editing.withdraw(desk, caller, plan_id, expected(request), now=datetime.now(UTC)))


@router.delete("", status_code=204)
def drop_proposal(plan_id: str, request: Request, caller: Writer, desk: DeskOf) -> None:
    """Delete a proposal for the rest of a day; the plan that it would change stays."""
    editing.drop(desk, caller, plan_id, expected(request), now=datetime.now(UTC))


@router.post("/replan", status_code=202)
def plan_anew(
    plan_id: str,
    body: PlanAnew,
    request: Request,
    caller: Writer,
    desk: DeskOf,
    idempotency_key: IdempotencyKey = None,
) -> PlanStarted:
    """Search again from the plan as it is; locked tours and stops stay."""
    version, now, user = expected(request), datetime.now(UTC), caller.user
    with desk.store.write() as tx:
        known = jobs.by_key(tx, user.user_id, idempotency_key) if idempotency_key else None
        if known is not None and known.subject == plan_id:
            return PlanStarted(plan_id=plan_id, job_id=known.job_id)
        record = editing.draft_for(tx, caller, plan_id)
        editing.refuse_stale(tx, record, version)
        editing.refuse_begun(Problem.model_validate(plans.problem(tx, plan_id)))
        if record.job_state in {"waiting", "running"}:
            raise ConflictError.of("replan_under_way")
        refuse_crowd(tx, request.app.state.settings, record.depot_id, user.user_id, idempotency_key)
        job = jobs.submit(
            tx,
            "replan",
            depot_id=record.depot_id,
            user_id=user.user_id,
            subject=plan_id,
            payload={"version": version, **body.model_dump(mode="json")},
            now=now,
            idempotency_key=idempotency_key,
        )
        plans.await_job(tx, plan_id, job.job_id)
        audit.note(tx, user, "plan.replan", plan_id, depot_id=record.depot_id, now=now, version=version)
    return PlanStarted(plan_id=plan_id, job_id=job.job_id)


def _saved(request: Request, view: PlanView) -> Response:
    """Answer the plan as it is after a change, with its version."""
    return answered(request, view, etag=str(view.version), fresh=True)
