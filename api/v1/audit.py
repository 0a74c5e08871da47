"""The audit log: who changed what."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.accounts.access import Caller, Requires, StoreOf
from api.web.paging import Limit, Page, paged
from api.web.problems import PROBLEMS
from data.store import audit
from data.store.audit import Entry

router = APIRouter(tags=["audit"], responses=PROBLEMS)

MOST_ID = 2**31 - 1


@router.get("/audit")
def list_audit(
    caller: Annotated[Caller, Depends(Requires("audit"))],
    store: StoreOf,
    limit: Limit = 50,
    after: Annotated[int | None, Query(ge=0, le=MOST_ID, description="Go on behind this entry.")] = None,
) -> Page[Entry]:
    """List what was changed in the caller's depots and in the service itself, the latest first."""
    with store.read() as tx:
        found = audit.entries(tx, limit=limit + 1, after=after, depots=caller.user.depots)
    return paged(found, limit, lambda entry: str(entry.entry_id))
