"""Histories: hand one in, see what was understood, take it back."""

import shutil
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.accounts.access import Caller, Requires, StoreOf
from api.analysis.history_runs import work_folder
from api.analysis.history_uploads import SCHEMA, HistoryUpload, checked, own_vehicles, received, summary_of
from api.analysis.views import HistoryView, history_for, history_view
from api.web.paging import After, Limit, Page, paged
from api.within import depots_within
from data.store import Store, audit, depots, files, histories, runs

router = APIRouter(tags=["histories"])

Analyst = Annotated[Caller, Depends(Requires("histories"))]


@router.post("/histories", status_code=201, openapi_extra=SCHEMA)
async def hand_in(request: Request, caller: Analyst, store: StoreOf) -> HistoryView:
    """Keep a history after checking it; bad rows are left out and counted, a file that can't be read is refused."""
    upload = await received(request, request.app.state.settings.max_upload_mb)
    return await run_in_threadpool(_kept, upload, caller, store)


@router.get("/histories")
def read_histories(
    caller: Analyst,
    store: StoreOf,
    depot_id: str | None = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[HistoryView]:
    """Return histories of a depot, or of all depots the caller may enter."""
    with store.read() as tx:
        within = depots_within(tx, caller, depot_id)
        if after is not None:
            history_for(tx, caller, after)
        found = histories.list_(tx, within, limit=limit + 1, after=after)
        return paged([history_view(tx, history) for history in found], limit, lambda item: item.history_id)


@router.get("/histories/{history_id}")
def read_one(history_id: str, caller: Analyst, store: StoreOf) -> HistoryView:
    """Return a history: what was understood of it, and when it goes."""
    with store.read() as tx:
        return history_view(tx, history_for(tx, caller, history_id))


@router.delete("/histories/{history_id}", status_code=204)
def take_back(history_id: str, request: Request, caller: Analyst, store: StoreOf) -> Response:
    """Throw a history away, with all files that tell its actual times; runs that still read it end."""
    now = datetime.now(UTC)
    with store.write() as tx:
        kept = history_for(tx, caller, history_id)
        histories.delete(tx, history_id, user_id=caller.user.user_id, now=now)
        audit.note(tx, caller.user, "history.delete", history_id, depot_id=kept.depot_id, now=now)
        concerned = runs.list_(tx, {kept.depot_id}, history_id=history_id)
    for run in concerned:
        if run.state not in ("waiting", "running"):
            shutil.rmtree(work_folder(request.app.state.settings, run.run_id), ignore_errors=True)
    return Response(status_code=204)


def _kept(upload: HistoryUpload, caller: Caller, store: Store) -> HistoryView:
    """Check a history and keep it."""
    caller.enter(upload.depot_id)
    with store.read() as tx:
        depot = depots.get(tx, upload.depot_id)
        fleet = upload.vehicles or own_vehicles(tx, depot)
    read, given = checked(upload.history, fleet, depot), upload.history
    now = datetime.now(UTC)
    with store.write() as tx:
        kept = histories.add(
            tx,
            depot.depot_id,
            given.name,
            file_id=files.put(tx, given.name, given.media_type, given.content, now=now),
            vehicles_file_id=files.put(tx, fleet.name, fleet.media_type, fleet.content, now=now),
            simulated=read.simulated,
            summary=summary_of(read),
            user_id=caller.user.user_id,
            now=now,
            delete_after=now + timedelta(days=depot.settings.retention_days),
        )
        audit.note(tx, caller.user, "history.add", kept.history_id, depot_id=depot.depot_id, now=now, rows=read.rows)
        return history_view(tx, kept)
