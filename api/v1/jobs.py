"""Jobs: how far they are, and what they are asked to do."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from api.accounts.access import Caller, SignedIn, StoreOf
from api.jobs.views import JobView, job_for, view_of
from api.jobs.watch import JobWatch
from api.web.paging import After, Limit, Page, paged
from api.web.problems import PROBLEMS
from data.store import Store, audit, jobs
from data.store.jobs import Asked
from routing.errors import ForbiddenError

router = APIRouter(tags=["jobs"], responses=PROBLEMS)


def watch_of(request: Request) -> JobWatch:
    """Return what looks at jobs for all listeners."""
    watch: JobWatch = request.app.state.watch
    return watch


@router.get("/jobs")
def list_jobs(caller: SignedIn, store: StoreOf, limit: Limit = 50, after: After = None) -> Page[JobView]:
    """Return the jobs of the caller's depots, newest first; those of no depot to who enters all."""
    with store.read() as tx:
        if after is not None:
            job_for(tx, caller, after)
        found = jobs.list_(tx, caller.user.depots, limit=limit + 1, after=after)
        return paged([view_of(tx, job) for job in found], limit, lambda view: view.job_id)


@router.get("/jobs/{job_id}")
def read_job(job_id: str, caller: SignedIn, store: StoreOf) -> JobView:
    """Return how far a job is."""
    with store.read() as tx:
        return view_of(tx, job_for(tx, caller, job_id))


STREAM: Final = {"description": "Events named `job`; their data is a JobView.", "content": {"text/event-stream": {}}}


@router.get("/jobs/{job_id}/events", response_class=StreamingResponse, responses={200: STREAM})
def listen(
    job_id: str, caller: SignedIn, store: StoreOf, watch: Annotated[JobWatch, Depends(watch_of)]
) -> StreamingResponse:
    """Stream a job's views as server-sent events named ``job``, until it has ended."""
    with store.read() as tx:
        job_for(tx, caller, job_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(watch, job_id), media_type="text/event-stream", headers=headers)


async def _events(watch: JobWatch, job_id: str) -> AsyncIterator[str]:
    """Write views as server-sent events; a comment line is a sign of life."""
    async for view in watch.follow(job_id):
        yield ": \n\n" if view is None else f"event: job\ndata: {view.model_dump_json()}\n\n"


@router.post("/jobs/{job_id}/cancel", status_code=202)
def cancel(job_id: str, caller: SignedIn, store: StoreOf) -> JobView:
    """Cancel a job; within a second nothing works on it any more."""
    return _ask(store, caller, job_id, "cancel")


@router.post("/jobs/{job_id}/finish", status_code=202)
def finish(job_id: str, caller: SignedIn, store: StoreOf) -> JobView:
    """Ask a job to end now with the best it has."""
    return _ask(store, caller, job_id, "finish")


def _ask(store: Store, caller: Caller, job_id: str, what: Asked) -> JobView:
    """Ask a job for something, in the name of its owner or an admin."""
    with store.write() as tx:
        job = job_for(tx, caller, job_id)
        if job.user_id != caller.user.user_id and "admin" not in caller.user.roles:
            raise ForbiddenError.of("job_not_yours")
        now = datetime.now(UTC)
        jobs.ask(tx, job_id, what, now)
        audit.note(tx, caller.user, f"job.{what}", job_id, depot_id=job.depot_id, now=now, kind=job.kind)
        return view_of(tx, jobs.get(tx, job_id))
