"""Two plans to choose beside a draft: look for them, see them beside it, take one."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from api.accounts.access import Caller, Requires
from api.desk import editing
from api.desk.alternatives import KIND, Name, Search, search_of, shown
from api.desk.desk import Desk, desk_of
from api.desk.reading import plan_for
from api.desk.shapes import PlanStarted, PlanView
from api.jobs.queue import refuse_crowd
from api.jobs.views import job_for
from api.web.answers import answered
from api.web.idempotency import IdempotencyKey
from api.web.problems import PROBLEMS
from api.web.versions import expected
from data.store import audit, jobs
from routing.errors import ConflictError, InputError
from routing.model import Frozen

router = APIRouter(tags=["plans"], prefix="/plans/{plan_id}/alternatives", responses=PROBLEMS)

Reader = Annotated[Caller, Depends(Requires("plans.read"))]
Writer = Annotated[Caller, Depends(Requires("plans.write"))]
DeskOf = Annotated[Desk, Depends(desk_of)]


class Seek(Frozen):
    """How long to search; by the size of the day unless told."""

    time_limit_s: Annotated[float, Field(ge=1, le=600)] | None = None


class Choice(Frozen):
    """A plan that a search has found."""

    job_id: str
    name: Name


@router.post("", status_code=202)
def seek_alternatives(
    plan_id: str,
    body: Seek,
    request: Request,
    caller: Writer,
    desk: DeskOf,
    idempotency_key: IdempotencyKey = None,
) -> PlanStarted:
    """Look for the plan closest to habit and the most punctual one; the plan stays as it is, and may be changed."""
    version, now, user = expected(request), datetime.now(UTC), caller.user
    with desk.store.read() as tx:
        record = editing.draft_for(tx, caller, plan_id)
        editing.refuse_stale(tx, record, version)
    ground = desk.ground(record)
    if ground.learned is None:
        raise InputError.of("choice_needs_learning", value=ground.traffic.name)
    editing.refuse_begun(ground.problem)
    with desk.store.write() as tx:
        newest = search_of(tx, record)
        if newest is not None and newest.state in {"waiting", "running"}:
            return PlanStarted(plan_id=plan_id, job_id=newest.job_id)
        refuse_crowd(tx, request.app.state.settings, record.depot_id, user.user_id, idempotency_key)
        job = jobs.submit(
            tx,
            KIND,
            depot_id=record.depot_id,
            user_id=user.user_id,
            subject=plan_id,
            payload={"version": version, **body.model_dump(mode="json")},
            now=now,
            idempotency_key=idempotency_key,
        )
        audit.note(tx, user, "plan.seek", plan_id, depot_id=record.depot_id, now=now, version=version)
    return PlanStarted(plan_id=plan_id, job_id=job.job_id)


@router.get("")
def read_alternatives(plan_id: str, caller: Reader, desk: DeskOf) -> Search:
    """Return the newest search for alternatives and what it found, beside the plan as it is."""
    with desk.store.read() as tx:
        record = plan_for(tx, caller, plan_id)
        job = search_of(tx, record)
    return shown(job, desk.day(record))


@router.post("/choose", response_model=PlanView)
def choose(plan_id: str, body: Choice, request: Request, caller: Writer, desk: DeskOf) -> Response:
    """Put a plan that was found in the place of the draft; that can be undone like every step."""
    version, now = expected(request), datetime.now(UTC)
    with desk.store.read() as tx:
        record = plan_for(tx, caller, plan_id)
        job = job_for(tx, caller, body.job_id)
    if (job.kind, job.subject) != (KIND, record.plan_id):
        raise ConflictError.of("choice_not_found", value=body.name)
    view = editing.choose(desk, caller, plan_id, version, job, body.name, now=now)
    return answered(request, view, etag=str(view.version), fresh=True)
