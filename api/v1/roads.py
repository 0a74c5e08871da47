"""Road networks: an extract of OpenStreetMap or a saved network, read by a job and kept for all depots."""

from datetime import UTC, datetime
from pathlib import PurePath
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.accounts.access import Caller, Requires, StoreOf
from api.media import BYTES
from api.settings import Settings
from api.web.idempotency import IdempotencyKey
from api.web.paging import After, Limit, Page, paged
from api.web.problems import PROBLEMS
from api.web.uploads import Upload, form_schema, received
from data.store import Store, audit, depots, files, jobs, roads
from data.store.roads import Roads
from routing.errors import MediaTypeError
from routing.model import Frozen

router = APIRouter(tags=["roads"], responses=PROBLEMS)

Reader = Annotated[Caller, Depends(Requires("roads.read"))]
Writer = Annotated[Caller, Depends(Requires("roads.write"))]

KINDS: Final = (".osm.pbf", ".osm.gz", ".osm.bz2", ".osm", ".pbf", ".roads")
"""How names of what is read end; the last one is a network that `termintreu roads build` saved."""


class RoadsView(Frozen):
    """A road network; ``statistics`` as `termintreu roads info` tells them."""

    roads_id: str
    name: str
    content_hash: str
    statistics: dict[str, Any]
    created_at: datetime


class RoadsJob(Frozen):
    """A network that is being read; the job's result names its ``roads_id``."""

    job_id: str


@router.get("/roads")
def list_roads(
    _caller: Reader,
    store: StoreOf,
    limit: Limit = 50,
    after: After = None,
) -> Page[RoadsView]:
    """List road networks, the newest first."""
    with store.read() as tx:
        found = roads.list_(tx)
    ids = [kept.roads_id for kept in found]
    begin = ids.index(after) + 1 if after in ids else 0
    return paged([_view(kept) for kept in found[begin : begin + limit + 1]], limit, lambda item: item.roads_id)


@router.get("/roads/{roads_id}")
def read_roads(roads_id: str, _caller: Reader, store: StoreOf) -> RoadsView:
    """Return a road network's figures."""
    with store.read() as tx:
        return _view(roads.get(tx, roads_id))


FIELDS: Final = {
    "name": {"type": "string", "maxLength": 200},
    "depot_id": {"type": "string", "maxLength": 64, "description": "Depot that drives on it once it is read."},
}


@router.post("/roads", status_code=202, openapi_extra=form_schema(**FIELDS))
async def add_roads(
    request: Request,
    response: Response,
    caller: Writer,
    store: StoreOf,
    idempotency_key: IdempotencyKey = None,
) -> RoadsJob:
    """Take an extract or a saved network; a job reads it, and gives it to a depot if one is named."""
    settings: Settings = request.app.state.settings
    upload = await received(request, settings.max_roads_mb)
    made = await run_in_threadpool(_submitted, store, caller, upload, idempotency_key)
    response.headers["Location"] = f"/api/v1/jobs/{made.job_id}"
    return made


def _submitted(store: Store, caller: Caller, upload: Upload, key: str | None) -> RoadsJob:
    kind = next((kind for kind in KINDS if upload.name.casefold().endswith(kind)), None)
    if kind is None:
        raise MediaTypeError.of("roads_kind", file=upload.name or None, value=upload.name, detail=", ".join(KINDS))
    now = datetime.now(UTC)
    name = upload.fields.get("name", "").strip()[:200] or PurePath(upload.name).name.removesuffix(kind)
    depot_id = upload.fields.get("depot_id", "").strip() or None
    with store.write() as tx:
        if depot_id is not None:
            caller.enter(depot_id)
            depots.get(tx, depot_id)
        known = None if key is None else jobs.by_key(tx, caller.user.user_id, key)
        if known is not None and known.kind == "roads":
            return RoadsJob(job_id=known.job_id)
        file_id = files.put(tx, upload.name, BYTES, upload.content, now=now)
        job = jobs.submit(
            tx,
            "roads",
            depot_id=None,
            user_id=caller.user.user_id,
            subject=name,
            payload={"file_id": file_id, "name": name, "kind": kind, "depot_id": depot_id},
            now=now,
            idempotency_key=key,
        )
        audit.note(tx, caller.user, "roads.upload", job.job_id, depot_id=depot_id, now=now, size=len(upload.content))
    return RoadsJob(job_id=job.job_id)


def _view(kept: Roads) -> RoadsView:
    return RoadsView.model_validate(kept.model_dump(exclude={"file_id"}))
