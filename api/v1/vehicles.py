"""Vehicles of a depot: one by one, or the whole list as CSV or Excel."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.accounts.access import Caller, Requires, StoreOf
from api.media import CSV
from api.orders.lists import VEHICLES_FILE, rows_of
from api.settings import Settings
from api.web.answers import downloaded
from api.web.paging import MOST, After, Limit, Page, paged
from api.web.problems import PROBLEMS
from api.web.uploads import Upload, form_schema, received, refuse_other_kinds
from api.web.versions import etag, expected
from data.exports.plan_csv import harmless
from data.imports.table import Table, table_of
from data.imports.vehicles import COLUMNS, REQUIRED, vehicles_of
from data.store import Store, audit, depots, vehicles
from data.store.depots import Depot
from data.store.vehicles import VehicleRecord
from routing.errors import Finding, InputError, VehicleFileError
from routing.model import Frozen

router = APIRouter(tags=["vehicles"], responses=PROBLEMS)

Reader = Annotated[Caller, Depends(Requires("vehicles.read"))]
Writer = Annotated[Caller, Depends(Requires("vehicles.write"))]

MOST_VEHICLES: Final = 500


class Cells(Frozen):
    """A vehicle's row: texts by canonical column."""

    cells: dict[str, Annotated[str, Field(max_length=200)]]


class VehicleLists(Frozen):
    """A depot's vehicles after a whole list was handed in."""

    vehicles: tuple[VehicleRecord, ...]


@router.get("/depots/{depot_id}/vehicles")
def list_vehicles(
    depot_id: str,
    caller: Reader,
    store: StoreOf,
    limit: Limit = MOST,
    after: After = None,
) -> Page[VehicleRecord]:
    """List a depot's vehicles in the order of its list."""
    caller.enter(depot_id)
    with store.read() as tx:
        depots.get(tx, depot_id)
        found = vehicles.rows(tx, depot_id)
    names = [record.vehicle_id for record in found]
    begin = names.index(after) + 1 if after in names else 0
    return paged(found[begin : begin + limit + 1], limit, lambda record: record.vehicle_id)


@router.post("/depots/{depot_id}/vehicles", status_code=201)
def add_vehicle(depot_id: str, vehicle: Cells, response: Response, caller: Writer, store: StoreOf) -> VehicleRecord:
    """Add a vehicle at the end of the list."""
    caller.enter(depot_id)
    now = datetime.now(UTC)
    with store.write() as tx:
        depot = depots.get(tx, depot_id)
        listed = [record.cells for record in vehicles.rows(tx, depot_id)]
        made = vehicles.add(tx, depot_id, _given(vehicle))
        refuse_unfit(depot, [*listed, made.cells], only=len(listed) + 1)
        audit.note(tx, caller.user, "vehicle.create", made.vehicle_id, depot_id=depot_id, now=now)
    etag(response, made.version)
    return made


@router.put("/depots/{depot_id}/vehicles", openapi_extra=form_schema(text={"type": "string"}))
async def replace_vehicles(request: Request, depot_id: str, caller: Writer, store: StoreOf) -> VehicleLists:
    """Put a list in the canonical columns, as CSV or Excel, in the place of all vehicles; a bad row refuses it all."""
    caller.enter(depot_id)
    settings: Settings = request.app.state.settings
    upload = await received(request, settings.max_upload_mb)
    return await run_in_threadpool(_replaced, store, caller, depot_id, upload)


def _replaced(store: Store, caller: Caller, depot_id: str, upload: Upload) -> VehicleLists:
    refuse_other_kinds(upload)
    now = datetime.now(UTC)
    table = table_of(upload.content, upload.name or VEHICLES_FILE, COLUMNS, REQUIRED, VehicleFileError)
    if len(table.rows) > MOST_VEHICLES:
        raise VehicleFileError.of("vehicle_list_large", value=str(len(table.rows)), detail=str(MOST_VEHICLES))
    with store.write() as tx:
        depot = depots.get(tx, depot_id)
        refuse_unfit(depot, [line.cells for line in table.rows], table=table)
        listed = vehicles.replace_all(tx, depot_id, [line.cells for line in table.rows])
        audit.note(tx, caller.user, "vehicles.replace", depot_id, depot_id=depot_id, now=now, vehicles=len(listed))
    return VehicleLists(vehicles=listed)


@router.get("/depots/{depot_id}/vehicles.csv", response_class=Response)
def export_vehicles(depot_id: str, caller: Reader, store: StoreOf) -> Response:
    """Return a depot's vehicle list as CSV for a spreadsheet; it can be handed in again."""
    caller.enter(depot_id)
    with store.read() as tx:
        depots.get(tx, depot_id)
        found = vehicles.rows(tx, depot_id)
    used = [name for name in COLUMNS if name in REQUIRED or any(name in record.cells for record in found)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(used)
    writer.writerows([harmless(record.cells.get(name, "")) for name in used] for record in found)
    return downloaded(text.getvalue().encode("utf-8-sig"), "vehicles.csv", CSV)


@router.get("/depots/{depot_id}/vehicles/{vehicle_id:path}")
def read_vehicle(depot_id: str, vehicle_id: str, response: Response, caller: Reader, store: StoreOf) -> VehicleRecord:
    """Return a vehicle."""
    caller.enter(depot_id)
    with store.read() as tx:
        record = vehicles.get(tx, depot_id, vehicle_id)
    etag(response, record.version)
    return record


@router.put("/depots/{depot_id}/vehicles/{vehicle_id:path}")
def change_vehicle(
    depot_id: str,
    vehicle_id: str,
    vehicle: Cells,
    request: Request,
    response: Response,
    caller: Writer,
    store: StoreOf,
) -> VehicleRecord:
    """Put other cells in the place of a vehicle's; needs ``If-Match``."""
    caller.enter(depot_id)
    version = expected(request)
    now = datetime.now(UTC)
    with store.write() as tx:
        depot = depots.get(tx, depot_id)
        listed = vehicles.rows(tx, depot_id)
        vehicles.get(tx, depot_id, vehicle_id)
        place = next(at for at, record in enumerate(listed) if record.vehicle_id == vehicle_id)
        lines = [_given(vehicle) if at == place else record.cells for at, record in enumerate(listed)]
        record = vehicles.change(tx, depot_id, vehicle_id, version, _given(vehicle))
        refuse_unfit(depot, lines, only=place + 1)
        audit.note(tx, caller.user, "vehicle.change", record.vehicle_id, depot_id=depot_id, now=now)
    etag(response, record.version)
    return record


@router.delete("/depots/{depot_id}/vehicles/{vehicle_id:path}", status_code=204)
def drop_vehicle(depot_id: str, vehicle_id: str, request: Request, caller: Writer, store: StoreOf) -> None:
    """Take a vehicle off the list; needs ``If-Match``. Plans that were made with it keep it."""
    caller.enter(depot_id)
    version = expected(request)
    with store.write() as tx:
        depots.get(tx, depot_id)
        vehicles.drop(tx, depot_id, vehicle_id, version)
        audit.note(tx, caller.user, "vehicle.delete", vehicle_id, depot_id=depot_id, now=datetime.now(UTC))


def refuse_unfit(
    depot: Depot, lines: Sequence[Mapping[str, str]], *, only: int | None = None, table: Table | None = None
) -> None:
    """Refuse vehicle rows that break the rules of the vehicle list.

    Parameters
    ----------
    only
        Number of the row that somebody changes; faults that stood in others before are not held against it.
    table
        The table they stand in, for its name and row numbers.

    Raises
    ------
    VehicleFileError
        With every fault at once.
    """
    rows = rows_of(depot, lines)
    numbers = {row.number: row.number if table is None else table.rows[row.number - 1].number for row in rows}
    file = VEHICLES_FILE if table is None else table.file
    findings = [
        Finding(code="vehicle_timezone", row=row.number, column="depot_timezone", value=zone, detail=depot.timezone)
        for row, cells in zip(rows, lines, strict=True)
        if (zone := cells.get("depot_timezone", depot.timezone)) != depot.timezone
    ]
    try:
        vehicles_of(Table(file=file, rows=tuple(rows), findings=()))
    except VehicleFileError as error:
        findings += error.findings
    kept = [finding for finding in findings if only is None or finding.row in {only, None}]
    if kept:
        raise VehicleFileError(
            finding.model_copy(update={"file": file, "row": finding.row and numbers[finding.row]}) for finding in kept
        )


def _given(vehicle: Cells) -> dict[str, str]:
    """Return the filled cells.

    Raises
    ------
    InputError
        If a column is not of the vehicle list.
    VehicleFileError
        If the vehicle has no id.
    """
    unknown = [name for name in vehicle.cells if name not in COLUMNS]
    if unknown:
        raise InputError(
            Finding(code="column_unknown", column=name, value=name, detail=", ".join(COLUMNS)) for name in unknown
        )
    filled = {name: text.strip() for name, text in vehicle.cells.items() if text.strip()}
    if "vehicle_id" not in filled:
        raise VehicleFileError.of("cell_empty", column="vehicle_id")
    return filled
