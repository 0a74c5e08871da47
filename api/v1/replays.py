"""Replays: past days planned anew and compared; never a reduction before all days are there and the gate has passed."""

from fastapi import APIRouter, Request, Response

from api.accounts.access import StoreOf
from api.analysis.history_runs import ReplayAsked
from api.analysis.run_requests import Analyst, RunStarted, download, listed, start
from api.analysis.views import Comparison, RunLine, RunView, comparison, run_for, run_view
from api.web.idempotency import IdempotencyKey
from api.web.paging import After, Limit, Page
from routing.errors import ConflictError, InputError

router = APIRouter(tags=["replays"])


class ReplayRequest(ReplayAsked):
    """A history to replay, and how."""

    history_id: str


@router.post("/replays", status_code=202)
def make(
    body: ReplayRequest, request: Request, caller: Analyst, store: StoreOf, idempotency_key: IdempotencyKey = None
) -> RunStarted:
    """Replay days of a history; the same Idempotency-Key returns the first run."""
    if body.first is not None and body.last is not None and body.last < body.first:
        raise InputError.of("first_after_last", column="first", value=str(body.first))
    options = body.model_dump(mode="json", exclude={"history_id"})
    return start(request, store, caller, "replay", body.history_id, options, idempotency_key)


@router.get("/replays")
def read_replays(
    caller: Analyst, store: StoreOf, depot_id: str | None = None, limit: Limit = 100, after: After = None
) -> Page[RunLine]:
    """Return replays of a depot, or of all depots the caller may enter."""
    return listed(store, caller, "replay", depot_id=depot_id, limit=limit, after=after)


@router.get("/replays/compare")
def compare(a: str, b: str, caller: Analyst, store: StoreOf) -> Comparison:
    """Set two finished replays side by side; it says when their reductions must not be compared."""
    with store.read() as tx:
        both = [run_for(tx, caller, run_id, "replay") for run_id in (a, b)]
        if both[0].depot_id != both[1].depot_id:
            raise ConflictError.of("runs_of_two_depots")
        for run in both:
            if run.document is None:
                raise ConflictError.of("run_unfinished", value=str(run.number))
        return comparison(tx, *both)


@router.get("/replays/{run_id}")
def read_replay(run_id: str, caller: Analyst, store: StoreOf) -> RunView:
    """Return a replay with its document and its files."""
    with store.read() as tx:
        return run_view(tx, run_for(tx, caller, run_id, "replay"))


@router.get("/replays/{run_id}/files/{name}", response_class=Response)
def read_file(run_id: str, name: str, caller: Analyst, store: StoreOf) -> Response:
    """Return a file of a replay; files with what single visits' stamps said are noted in the audit log."""
    return download(store, caller, "replay", run_id, name)
