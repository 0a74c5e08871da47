"""What those who run the service ask it: does it live, is it ready, what are its figures."""

import ipaddress
from typing import Final, Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.accounts.access import StoreOf, caller_of
from api.jobs.worker import Worker
from api.observation.metrics import Metrics
from api.web.problems import PROBLEMS
from routing.errors import ForbiddenError, OverloadError, StoreError
from routing.model import Frozen

router = APIRouter(tags=["operations"], responses=PROBLEMS)


class Health(Frozen):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(Frozen):
    """The service can do its work; ``worker`` says where jobs are worked on."""

    status: Literal["ready"] = "ready"
    store: Literal["sqlite", "postgresql"]
    worker: Literal["embedded", "external"]


@router.get("/health")
async def health() -> Health:
    """Say that the process answers; it asks nobody else."""
    return Health()


@router.get("/ready")
def ready(request: Request, store: StoreOf) -> Readiness:
    """Say whether requests and jobs can be served now; 503 with the reason if not."""
    if not store.alive():
        raise StoreError.of("store_unreachable", detail="SELECT 1")
    worker: Worker | None = request.app.state.worker
    if worker is not None and not worker.alive:
        raise OverloadError.of("worker_ended")
    return Readiness(
        store="sqlite" if store.is_sqlite else "postgresql", worker="external" if worker is None else "embedded"
    )


TEXT: Final = {"description": "Figures as Prometheus reads them.", "content": {"text/plain": {}}}


@router.get("/metrics", response_class=Response, responses={200: TEXT})
def figures(request: Request) -> Response:
    """Return the figures in the format of Prometheus, to this machine and to admins."""
    if not _local(request) and "admin" not in caller_of(request).user.roles:
        raise ForbiddenError.of("role_missing", value="admin")
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _local(request: Request) -> bool:
    """Tell whether a request comes from this machine itself, not through a proxy on it."""
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
