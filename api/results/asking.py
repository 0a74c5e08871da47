"""How results are asked for: of which depot, of how many weeks, what still counts as on time, and by whom."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import BeforeValidator

from api.accounts.access import Caller, Requires, StoreOf
from api.results.evidence import Evidence, evidence_of
from api.results.figures import Tolerance

OfFigures = Annotated[Caller, Depends(Requires("figures"))]
DepotId = Annotated[str, Query(alias="depot", max_length=64, description="Id of a depot.")]


def _number(text: object) -> object:
    """Return the number that a query says, so that it can be one of a few; anything else as it is."""
    return int(text) if isinstance(text, str) and text.isdecimal() else text


AsNumber = BeforeValidator(_number)
ToleranceMin = Annotated[
    Tolerance, AsNumber, Query(alias="tolerance", description="Minutes of lateness that still count as on time.")
]
Weeks = Annotated[int | None, Query(ge=1, le=520, description="The last so many weeks; as many as fit if not given.")]


def found(store: StoreOf, caller: Caller, depot_id: str) -> Evidence:
    """Return what a depot's results rest on, for somebody with access to it."""
    caller.enter(depot_id)
    return evidence_of(store, depot_id)
