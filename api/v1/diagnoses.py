"""Diagnoses: how late past days were and why; and the times they teach, put into use."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from api.accounts.access import StoreOf
from api.analysis.history_runs import DiagnosisOptions
from api.analysis.run_requests import Analyst, RunStarted, download, listed, start
from api.analysis.views import RunLine, RunView, run_for, run_view
from api.media import JSON
from api.web.idempotency import IdempotencyKey
from api.web.paging import After, Limit, Page
from data.store import audit, depots, files, runs
from routing.errors import ConflictError
from routing.model import Frozen

router = APIRouter(tags=["diagnoses"])

TRAFFIC = "traffic.json"


class DiagnosisRequest(DiagnosisOptions):
    """A history to diagnose, and how."""

    history_id: str


class TrafficRequest(Frozen):
    """The diagnosis whose learned times a depot shall plan with."""

    run_id: str


class TrafficView(Frozen):
    """The learned times that a depot plans with."""

    depot_id: str
    run_id: str
    times: str


@router.post("/diagnoses", status_code=202)
def make(
    body: DiagnosisRequest, request: Request, caller: Analyst, store: StoreOf, idempotency_key: IdempotencyKey = None
) -> RunStarted:
    """Diagnose a history; the same Idempotency-Key returns the first run."""
    options = body.model_dump(mode="json", exclude={"history_id"})
    return start(request, store, caller, "diagnosis", body.history_id, options, idempotency_key)


@router.get("/diagnoses")
def read_diagnoses(
    caller: Analyst, store: StoreOf, depot_id: str | None = None, limit: Limit = 100, after: After = None
) -> Page[RunLine]:
    """Return diagnoses of a depot, or of all depots the caller may enter."""
    return listed(store, caller, "diagnosis", depot_id=depot_id, limit=limit, after=after)


@router.get("/diagnoses/{run_id}")
def read_diagnosis(run_id: str, caller: Analyst, store: StoreOf) -> RunView:
    """Return a diagnosis with its document and its files."""
    with store.read() as tx:
        return run_view(tx, run_for(tx, caller, run_id, "diagnosis"))


@router.get("/diagnoses/{run_id}/files/{name}", response_class=Response)
def read_file(run_id: str, name: str, caller: Analyst, store: StoreOf) -> Response:
    """Return a file of a diagnosis; files with actual times of single visits are noted in the audit log."""
    return download(store, caller, "diagnosis", run_id, name)


@router.post("/depots/{depot_id}/traffic")
def use_times(depot_id: str, body: TrafficRequest, caller: Analyst, store: StoreOf) -> TrafficView:
    """Let a depot plan with the travel and service times that a diagnosis of its own history has learned."""
    caller.enter(depot_id)
    now = datetime.now(UTC)
    with store.write() as tx:
        depot, run = depots.get(tx, depot_id), run_for(tx, caller, body.run_id, "diagnosis")
        if run.depot_id != depot_id:
            raise ConflictError.of("runs_of_two_depots")
        if run.document is None:
            raise ConflictError.of("run_unfinished", value=str(run.number))
        times = (run.learned or {}).get("times")
        if times is None:
            raise ConflictError.of("run_without_times", value=str(run.number))
        content = runs.file(tx, run.run_id, TRAFFIC).content
        # A copy, named by what it holds: the depot plans with it also when the run is gone.
        file_id = files.put(tx, f"{times}.json", JSON, content, now=now)
        depots.change(tx, depot_id, depot.version, traffic_file_id=file_id)
        audit.note(tx, caller.user, "traffic.use", depot_id, depot_id=depot_id, now=now, run=run.number)
    return TrafficView(depot_id=depot_id, run_id=run.run_id, times=times)
