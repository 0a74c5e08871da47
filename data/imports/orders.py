"""The order list: rows to stops."""

import hashlib
import math
from collections.abc import Iterable
from datetime import date as Date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from data.clock import DAY_S
from data.imports.day import Day
from data.imports.rows import OrderRow
from data.imports.shipments import loads_completed, shipment_findings, waiting
from data.imports.table import Row, Table, read_table
from routing.errors import Finding, OrderFileError
from routing.model import Frozen, Location, Second, Stop, TimeWindow

LITRES_PER_M3 = 1000


class OrderList(Frozen):
    """The stops of an order list, the row each stands in, and what should be known about them.

    Loads are whole kilograms (``kg``), litres (``l``) and pieces (``units``).
    Demand is rounded up and capacity down, so a vehicle is never overloaded.
    """

    file: str
    stops: tuple[Stop, ...]
    row_of: dict[str, int]
    findings: tuple[Finding, ...] = ()


class CheckedOrders(Frozen):
    """An order list whose rows were checked one by one: what is ready, and what is wrong with the others.

    Parameters
    ----------
    stops, row_of
        The rows without a fault.
    wrong
        What stands against the other rows, in the order of the file.
    findings
        What should be known beside (warnings).
    """

    file: str
    stops: tuple[Stop, ...]
    row_of: dict[str, int]
    wrong: tuple[Finding, ...]
    findings: tuple[Finding, ...]


def read_orders(path: Path, *, date: Date | None = None, timezone: str = "Europe/Berlin") -> OrderList:
    """Read an order list in the canonical columns from CSV or Excel.

    Parameters
    ----------
    date, timezone
        Plan day and zone that clock times belong to. Without a date they are
        those of an ordinary day, and ISO times are refused.

    Raises
    ------
    OrderFileError
        With every bad row at once.
    """
    table = read_table(Path(path), OrderRow.model_fields, ("order_id", "lat", "lon"), OrderFileError)
    checked = check_orders(table, date=date, timezone=timezone)
    wrong = [finding for finding in checked.wrong if finding.code != "shipment_waits"]
    if wrong:
        raise OrderFileError(wrong)
    return OrderList(file=checked.file, stops=checked.stops, row_of=checked.row_of, findings=checked.findings)


def check_orders(table: Table, *, date: Date | None = None, timezone: str = "Europe/Berlin") -> CheckedOrders:
    """Check every row of a table of orders; a row with a fault keeps no other but its shipment's from being planned."""
    day = Day(date, timezone, table.file)
    rows, findings = _readable(table)
    stops: list[tuple[int, Stop]] = []
    for number, row in loads_completed(rows):
        wrong = unplaced(row, table.file, number)
        windows, reversed_or_doubled = windows_of(row, day, number)
        wrong += reversed_or_doubled
        findings += wrong
        if not wrong:
            stops.append((number, stop_of(row, windows)))
    findings += day.findings
    shipments = {line.number: name for line in table.rows if (name := line.cells.get("shipment_id", "").strip())}
    findings += waiting(shipments, {finding.row for finding in findings}, table.file)
    faulty = {finding.row for finding in findings}
    ready = [(number, stop) for number, stop in stops if number not in faulty]
    return CheckedOrders(
        file=table.file,
        stops=tuple(stop for _, stop in ready),
        row_of={stop.stop_id: number for number, stop in ready},
        wrong=tuple(sorted(findings, key=lambda finding: finding.row or 0)),
        findings=(*table.findings, *assumptions(table.rows, table.file)),
    )


def _readable(table: Table) -> tuple[list[tuple[int, OrderRow]], list[Finding]]:
    """Return the rows that can be read, and what stands against rows and shipments."""
    mark = table.decimal_mark("lat", "lon")
    rows: list[tuple[int, OrderRow]] = []
    unread: set[str] = set()
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for line in table.rows:
        findings += _repeated(seen, line, table.file)
        row, wrong = OrderRow.read(line.cells, table.file, line.number, mark)
        findings += wrong
        if row is None:
            unread.add(line.cells.get("shipment_id", ""))
        else:
            rows.append((line.number, row))
    legible = [(number, row) for number, row in rows if row.shipment_id not in unread]
    return rows, [*findings, *shipment_findings(legible, table.file)]


def _repeated(seen: dict[str, int], line: Row, file: str) -> list[Finding]:
    """Return a finding if the order's id stands in an earlier row; remember it."""
    order_id = line.cells.get("order_id", "")
    first = seen.setdefault(order_id, line.number)
    if not order_id or first == line.number:
        return []
    return [
        Finding(code="order_twice", file=file, row=line.number, column="order_id", value=order_id, detail=str(first))
    ]


def unplaced(row: OrderRow, file: str, number: int) -> list[Finding]:
    """Return a finding if the row names no point on the map."""
    if row.lat is not None and row.lon is not None:
        if row.lat == 0 and row.lon == 0:
            return [Finding(code="coordinate_zero", file=file, row=number, column="lat", value="0 / 0")]
        return []
    if row.lat is None and row.lon is None:
        code = "coordinates_missing" if row.address is None else "address_without_coordinates"
        return [Finding(code=code, file=file, row=number, column="lat", value=row.address)]
    column = "lat" if row.lat is None else "lon"
    return [Finding(code="cell_empty", file=file, row=number, column=column)]


def windows_of(row: OrderRow, day: Day, number: int) -> tuple[tuple[TimeWindow, ...], list[Finding]]:
    """Return the row's windows, ascending, and what is wrong with them."""
    single = row.window_start is not None or row.window_end is not None
    if row.windows and single:
        return (), [Finding(code="windows_given_twice", file=day.file, row=number, column="windows")]
    named = row.windows or (((row.window_start, row.window_end),) if single else ())
    columns = ("windows", "windows") if row.windows else ("window_start", "window_end")
    spans = [(day.second(start, number, columns[0]), day.second(end, number, columns[1])) for start, end in named]
    findings = [
        Finding(
            code="window_reversed",
            file=day.file,
            row=number,
            column=columns[1],
            value=f"{_wall(start)}-{_wall(end)}",
            detail=f"{_wall(end + DAY_S)}",
        )
        for start, end in spans
        if start is not None and end is not None and end < start
    ]
    if findings:
        return (), findings
    joined = _joined(spans)
    if joined is None:
        text = "|".join(f"{_wall(start)}-{_wall(end)}" for start, end in spans)
        return (), [Finding(code="windows_overlap", file=day.file, row=number, column="windows", value=text)]
    return joined, []


def _wall(second: Second | None) -> str:
    """Return seconds as HH:MM for a message."""
    return "" if second is None else f"{second // 3600:02d}:{second // 60 % 60:02d}"


def _joined(spans: Iterable[tuple[Second | None, Second | None]]) -> tuple[TimeWindow, ...] | None:
    """Return the windows in order, those that touch made one; ``None`` if any overlap."""
    joined: list[tuple[Second | None, Second | None]] = []
    for start, end in sorted(spans, key=lambda span: -math.inf if span[0] is None else span[0]):
        if not joined:
            joined.append((start, end))
            continue
        before = joined[-1][1]
        if before is None or start is None or start < before:
            return None
        if start == before:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(TimeWindow(start_s=start, end_s=end) for start, end in joined)


def stop_of(row: OrderRow, windows: tuple[TimeWindow, ...]) -> Stop:
    """Return the stop of a row that has coordinates."""
    if row.lon is None or row.lat is None:
        msg = f"order {row.order_id} has no coordinates"
        raise ValueError(msg)
    return Stop(
        stop_id=row.order_id,
        location=Location(lon=row.lon, lat=row.lat),
        service_s=_rounded_up((row.service_min or Decimal()) * 60),
        windows=windows,
        hard_window=row.hard_window,
        demand=load_of(row.demand_kg, row.demand_m3, row.demand_units, ROUND_CEILING),
        priority=row.priority,
        skills=row.skills,
        vehicle_id=row.vehicle_id,
        kind=row.kind or "delivery",
        shipment_id=row.shipment_id,
        optional=row.optional,
        drop_penalty_eur=None if row.drop_penalty is None else float(row.drop_penalty),
        customer_id=row.customer_id or _customer_id(row),
        customer_type=row.customer_type,
        name=row.name,
        address=row.address,
    )


def load_of(kg: Decimal | None, m3: Decimal | None, units: int | None, rounding: str) -> dict[str, int]:
    """Return whole kilograms, litres and pieces; what is not given is left out."""
    named = {
        "kg": kg,
        "l": None if m3 is None else m3 * LITRES_PER_M3,
        "units": None if units is None else Decimal(units),
    }
    return {name: int(value.to_integral_value(rounding)) for name, value in named.items() if value is not None}


def _rounded_up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))


def _customer_id(row: OrderRow) -> str:
    """Return an id that stays the same for the same address, or else the same point (to about a metre)."""
    place = f"{row.lat:.5f}/{row.lon:.5f}" if row.street is None else (row.address or "").casefold()
    return f"c-{hashlib.sha256(place.encode()).hexdigest()[:12]}"


def assumptions(rows: Iterable[Row], file: str) -> list[Finding]:
    """Return one warning for each thing assumed in place of blank cells, with the number of rows."""
    lines = list(rows)
    findings = []
    for column, code in (("customer_id", "customer_id_assumed"), ("service_min", "service_assumed")):
        blank = sum(column not in line.cells for line in lines)
        if blank:
            findings.append(Finding(code=code, file=file, column=column, value=str(blank), severity="warning"))
    return findings
