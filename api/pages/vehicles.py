"""The page of a depot's vehicles: a plain table, changed in place."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.accounts.access import Caller, Requires, StoreOf
from api.orders.lists import fleet
from api.pages.first_steps import depots_to_choose, next_step
from api.pages.shell import page
from api.wording import words
from data.imports.vehicles import COLUMNS
from data.store import vehicles
from data.store.depots import Depot
from data.store.vehicles import VehicleRecord
from routing.errors import VehicleFileError
from routing.labour import weak_break_rules
from routing.model import BreakRule
from routing.plan import Reason
from routing.profile_file import profiles_in_use
from routing.profiles import PROFILES

router = APIRouter()

Writer = Annotated[Caller, Depends(Requires("vehicles.write"))]

USUAL: Final = (
    "vehicle_id", "profile", "shift_start", "shift_end", "capacity_kg", "capacity_units", "capacity_m3", "skills",
    "break_rule", "depot_lat", "depot_lon",
)  # fmt: skip
"""Columns that are shown always; the others on demand, or where one is filled."""

HIDDEN: Final = ("depot_timezone",)
"""Columns that the depot itself has."""

_SAID_BY_SCRIPT: Final = ("vehicles_undo", "vehicles_removed", "vehicles_saved")


@router.get("/vehicles")
def show_vehicles(
    request: Request, caller: Writer, store: StoreOf, depot: Annotated[str, Query(max_length=64)] = ""
) -> HTMLResponse:
    """Show the vehicles of a depot; the first one that the caller may enter unless another is named."""
    with store.read() as tx:
        offered, chosen = depots_to_choose(tx, caller, depot)
        step = next_step(tx, caller, chosen)
        listed = () if chosen is None else vehicles.rows(tx, chosen.depot_id)
    filled = {name for record in listed for name in record.cells}
    shown = [name for name in COLUMNS if name in filled or name not in HIDDEN]
    return page(
        request,
        "vehicles.html",
        area="orders",
        caller=caller,
        step=step,
        depot=chosen,
        depots=offered,
        fleet=listed,
        warnings=[] if chosen is None else [said.text(caller.language) for said in _warnings(chosen, listed)],
        columns=[*USUAL, *(name for name in shown if name not in USUAL)],
        usual=USUAL,
        profiles=tuple(profiles_in_use()),
        described=tuple(PROFILES),
        break_rules=get_args(BreakRule),
        said={name.removeprefix("vehicles_"): words(caller.language)[name] for name in _SAID_BY_SCRIPT},
    )


def _warnings(depot: Depot, listed: Sequence[VehicleRecord]) -> Iterator[Reason]:
    """Yield what the law asks beyond the vehicles' break rules; nothing while a vehicle can't be used."""
    try:
        usable = fleet(depot, listed)
    except VehicleFileError:
        return
    for finding in weak_break_rules(usable.vehicles):
        yield Reason(code=finding.code, value=finding.value or "", detail=finding.detail or "")
