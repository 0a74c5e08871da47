"""An order list as it stands: its file, what was decided about it, and what of it can be planned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.remembered import Remembered
from data.imports.mapping import Understood, understand
from data.imports.orders import CheckedOrders, check_orders
from data.imports.problem import misfits, problem_from
from data.imports.rows import VehicleRow
from data.imports.sheet import Sheet, read_sheet
from data.imports.shipments import waiting
from data.imports.table import Row, Table
from data.imports.vehicles import VehicleList, vehicles_of
from data.store import Store, Transaction, depots, files, order_lists, roads, vehicles
from data.store.depots import Depot
from data.store.order_lists import OrderListRecord
from data.store.vehicles import VehicleRecord
from routing.errors import Finding, OrderFileError, VehicleFileError
from routing.model import Problem

VEHICLES_FILE = "vehicles"
"""What findings call the vehicle list of a depot."""

_MARGIN: Final = 0.02
"""Degrees beyond the last road at which an order is surely none of its places."""

_KEPT: Final = 8
_sheets: Remembered[Sheet] = Remembered(_KEPT)
_checked: "Remembered[CheckedList]" = Remembered(_KEPT)


@dataclass(frozen=True)
class CheckedList:
    """A list, its sheet, and its rows as the rules judge them.

    Parameters
    ----------
    wrong
        What stands against rows, in the order of the file; a row without a finding here is ready.
    """

    record: OrderListRecord
    depot: Depot
    sheet: Sheet
    understood: Understood
    orders: CheckedOrders
    wrong: tuple[Finding, ...]

    @property
    def open_rows(self) -> set[int]:
        """Rows that can't be planned as they stand."""
        return {finding.row for finding in self.wrong if finding.row is not None}

    @property
    def ready(self) -> CheckedOrders:
        """The orders of the rows that can be planned."""
        rows = self.open_rows
        stops = tuple(stop for stop in self.orders.stops if self.orders.row_of[stop.stop_id] not in rows)
        return self.orders.model_copy(update={"stops": stops})


def problem_of(store: Store, list_id: str, vehicle_ids: Collection[str]) -> tuple[Problem, tuple[Finding, ...]]:
    """Return the day that the ready rows of a list and some vehicles of its depot make.

    Returns
    -------
    tuple
        The problem, and what should be known: why rows stay open (errors, with their row), and warnings.

    Raises
    ------
    NotFoundError
        If there is no such list, or the depot lacks a vehicle.
    OrderFileError
        If no row is ready, or one is tied to a vehicle that was not chosen.
    VehicleFileError
        If a vehicle can't be used, or none was chosen.
    """
    with store.read() as tx:
        record = order_lists.get(tx, list_id)
        checked = check_list(tx, record)
        chosen = _chosen(tx, record.depot_id, vehicle_ids)
    listed = fleet(checked.depot, chosen, record)
    ready = checked.ready
    if not ready.stops:
        raise OrderFileError([Finding(code="no_row_ready", file=record.name), *checked.wrong])
    unfit = misfits(ready, listed)
    if unfit:
        raise OrderFileError(unfit)
    tolerance_s = checked.depot.settings.tolerance_min * 60
    problem = problem_from(ready, listed, date=record.date, tolerance_s=tolerance_s)
    return problem, (*checked.wrong, *ready.findings, *listed.findings)


def check_list(tx: Transaction, record: OrderListRecord) -> CheckedList:
    """Judge a list's rows against its depot's vehicles; the last few are kept until the list or the depot changes."""
    depot = depots.get(tx, record.depot_id)
    fleet_rows = vehicles.rows(tx, depot.depot_id)

    def judge() -> CheckedList:
        bounds = None if depot.roads_id is None else roads.get(tx, depot.roads_id).statistics.get("bounds")
        return check_sheet(depot, fleet_rows, sheet_of(tx, record), record, bounds)

    fleet_said = tuple(one.model_dump_json() for one in fleet_rows)
    return _checked.get((record.model_dump_json(), depot.model_dump_json(), fleet_said), judge)


def check_sheet(
    depot: Depot,
    records: Sequence[VehicleRecord],
    sheet: Sheet,
    record: OrderListRecord,
    bounds: Sequence[float] | None = None,
) -> CheckedList:
    """Judge the rows of a sheet under what was decided about it; ``bounds`` are those of the depot's roads."""
    understood = understand(sheet, record.mapping, record.corrections, record.left_out)
    orders = check_orders(understood.table, date=record.date, timezone=depot.timezone)
    wrong = [*understood.wrong, *orders.wrong]
    faulty = {finding.row for finding in wrong}
    try:
        fit = misfits(orders, fleet(depot, records, record))
    except VehicleFileError:
        fit = []  # a list can be checked before the depot has usable vehicles; planning says so
    if bounds is not None:
        swapped = {finding.row for finding in fit if finding.code == "coordinates_swapped"}
        fit += [finding for finding in _off_the_roads(orders, bounds) if finding.row not in swapped]
    wrong += [finding for finding in fit if finding.row not in faulty]
    shipments = {orders.row_of[stop.stop_id]: stop.shipment_id for stop in orders.stops if stop.shipment_id}
    wrong += waiting(shipments, {finding.row for finding in wrong}, orders.file)
    return CheckedList(
        record=record,
        depot=depot,
        sheet=sheet,
        understood=understood,
        orders=orders,
        wrong=tuple(sorted(wrong, key=lambda finding: finding.row or 0)),
    )


def _off_the_roads(orders: CheckedOrders, bounds: Sequence[float]) -> list[Finding]:
    """Return a finding for each order that lies where the depot's roads do not reach."""
    west, south, east, north = bounds
    return [
        Finding(
            code="outside_roads",
            file=orders.file,
            row=orders.row_of[stop.stop_id],
            column="lat",
            value=f"{stop.location.lat:.5f} / {stop.location.lon:.5f}",
        )
        for stop in orders.stops
        if not (
            west - _MARGIN <= stop.location.lon <= east + _MARGIN
            and south - _MARGIN <= stop.location.lat <= north + _MARGIN
        )
    ]


def sheet_of(tx: Transaction, record: OrderListRecord) -> Sheet:
    """Return the sheet of a list's file; the few last used stay in memory."""
    key = (files.facts(tx, record.file_id).sha256, record.name)
    return _sheets.get(key, lambda: read_sheet(files.get(tx, record.file_id).content, record.name, OrderFileError))


def fleet(depot: Depot, records: Sequence[VehicleRecord], record: OrderListRecord | None = None) -> VehicleList:
    """Return a depot's vehicles on a day, in the depot's zone.

    Raises
    ------
    VehicleFileError
        If there is none, or one can't be used; all findings at once.
    """
    if not records:
        raise VehicleFileError.of("no_vehicles", value=depot.name)
    table = Table(file=VEHICLES_FILE, rows=tuple(rows_of(depot, [one.cells for one in records])), findings=())
    return vehicles_of(table, date=None if record is None else record.date)


def rows_of(depot: Depot, lines: Sequence[Mapping[str, str]]) -> list[Row]:
    """Return vehicle rows, numbered from 1, each in the depot's zone."""
    known = set(VehicleRow.model_fields)
    return [
        Row(number, {name: text for name, text in cells.items() if name in known} | {"depot_timezone": depot.timezone})
        for number, cells in enumerate(lines, start=1)
    ]


def _chosen(tx: Transaction, depot_id: str, vehicle_ids: Collection[str]) -> list[VehicleRecord]:
    """Return the vehicles with these ids, in the order of the depot's list."""
    for vehicle_id in vehicle_ids:
        vehicles.get(tx, depot_id, vehicle_id)
    return [one for one in vehicles.rows(tx, depot_id) if one.vehicle_id in set(vehicle_ids)]
