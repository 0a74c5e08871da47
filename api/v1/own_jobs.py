"""Jobs of a firm's own kinds; there is this resource only where ``serve --task`` names some."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from api.accounts.access import Caller, Requires, StoreOf
from api.jobs.views import JobView, view_of
from api.settings import Settings
from api.web.idempotency import IdempotencyKey
from api.web.problems import PROBLEMS
from data.store import jobs
from routing.errors import InputError
from routing.model import Frozen


class OwnJob(Frozen):
    """A job of a kind of one's own; its module decides what the payload means."""

    kind: str
    payload: dict[str, Any] = Field(default_factory=dict)
    max_attempts: Annotated[int, Field(ge=1, le=1000)] = 3


def router_of(settings: Settings) -> APIRouter:
    """Return the resource for the kinds of these settings."""
    router = APIRouter(tags=["jobs"], responses=PROBLEMS)

    @router.post("/jobs", status_code=202)
    def submit(
        wanted: OwnJob,
        caller: Annotated[Caller, Depends(Requires("depots.write"))],
        store: StoreOf,
        idempotency_key: IdempotencyKey = None,
    ) -> JobView:
        """Let a job of a kind of one's own wait its turn."""
        if wanted.kind not in settings.tasks:
            raise InputError.of("own_kind", value=wanted.kind, detail=", ".join(sorted(settings.tasks)))
        with store.write() as tx:
            job = jobs.submit(
                tx,
                wanted.kind,
                depot_id=None,
                user_id=caller.user.user_id,
                subject=wanted.kind,
                payload=wanted.payload,
                now=datetime.now(UTC),
                idempotency_key=idempotency_key,
                max_attempts=wanted.max_attempts,
            )
            return view_of(tx, job)

    return router
