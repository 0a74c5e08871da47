"""Shipments of an order list: two rows that ride together, from a pickup to a delivery."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from data.imports.rows import OrderRow
from routing.errors import Finding
from routing.model import Stop

Numbered = tuple[int, OrderRow]
"""An order row with its number in the file."""

_LOADS = ("demand_kg", "demand_m3", "demand_units")


def shipment_findings(rows: Iterable[Numbered], file: str) -> list[Finding]:
    """Return what keeps rows that name a shipment from being its two halves.

    A row without a kind is a delivery. Each half may leave out its load, then
    the other's counts; see :func:`loads_completed`.
    """
    named = sorted(
        ((row.shipment_id, number, row) for number, row in rows if row.shipment_id is not None),
        key=lambda item: item[:2],
    )
    findings = []
    for shipment_id, members in groupby(named, key=lambda item: item[0]):
        findings += _faults(shipment_id, [(number, row) for _, number, row in members], file)
    return findings


def _faults(shipment_id: str, rows: Sequence[Numbered], file: str) -> list[Finding]:
    halves: dict[str, Numbered] = {}
    findings = []
    for number, row in rows:
        first = halves.setdefault(row.kind or "delivery", (number, row))
        if first[0] != number:
            findings.append(_finding("shipment_twice", file, number, "shipment_id", shipment_id, str(first[0])))
    for kind, code in (("pickup", "shipment_without_pickup"), ("delivery", "shipment_without_delivery")):
        if kind not in halves:
            findings.append(_finding(code, file, rows[0][0], "shipment_id", shipment_id))
    return findings if len(halves) == 1 else [*findings, *_contradictions(shipment_id, halves, file)]


def _contradictions(shipment_id: str, halves: Mapping[str, Numbered], file: str) -> list[Finding]:
    """Return where the later of two rows says something else than the earlier."""
    (first, one), (number, other) = sorted(halves.values(), key=lambda half: half[0])
    findings = []
    if None not in {one.vehicle_id, other.vehicle_id} and one.vehicle_id != other.vehicle_id:
        findings.append(
            _finding("shipment_two_vehicles", file, number, "vehicle_id", str(other.vehicle_id), f"{first}")
        )
    if one.optional != other.optional:
        findings.append(_finding("shipment_half_optional", file, number, "optional", shipment_id, f"{first}"))
    for column in _LOADS:
        here, there = getattr(other, column), getattr(one, column)
        if here is not None and there is not None and here != there:
            findings.append(_finding("shipment_loads_differ", file, number, column, str(here), f"{first}: {there}"))
    return findings


def _finding(code: str, file: str, row: int, column: str, value: str, detail: str = "") -> Finding:
    return Finding(code=code, file=file, row=row, column=column, value=value, detail=detail)


def loads_completed(rows: Sequence[Numbered]) -> list[Numbered]:
    """Return rows whose shipments' halves both say what is carried, if one of them does."""
    told: dict[tuple[str, str], object] = {}
    for _, row in rows:
        for column in _LOADS:
            if row.shipment_id is not None and getattr(row, column) is not None:
                told[row.shipment_id, column] = getattr(row, column)
    return [(number, _completed(row, told)) for number, row in rows]


def _completed(row: OrderRow, told: Mapping[tuple[str, str], object]) -> OrderRow:
    blank = [column for column in _LOADS if getattr(row, column) is None and (row.shipment_id, column) in told]
    if row.shipment_id is None or not blank:
        return row
    return row.model_copy(update={column: told[row.shipment_id, column] for column in blank})


def waiting(shipments: Mapping[int, str], faulty: Collection[int | None], file: str) -> list[Finding]:
    """Return a finding for each faultless row whose shipment has its other half in a faulty one.

    Parameters
    ----------
    shipments
        Shipment by number of the row, of rows that name one.
    """
    broken = {shipment: row for row, shipment in shipments.items() if row in faulty}
    return [
        _finding("shipment_waits", file, row, "shipment_id", shipment, str(broken[shipment]))
        for row, shipment in shipments.items()
        if shipment in broken and row not in faulty
    ]


def whole_shipments(stops: Sequence[Stop]) -> list[Stop]:
    """Return stops of the past, as orders of their own where a shipment's other half is lost or carries other loads.

    A half that doesn't name a load has the other's.
    """
    halves: dict[str | None, list[Stop]] = {}
    for stop in stops:
        halves.setdefault(stop.shipment_id, []).append(stop)
    return [stop if stop.shipment_id is None else _of_past(stop, halves[stop.shipment_id]) for stop in stops]


def _of_past(stop: Stop, halves: Sequence[Stop]) -> Stop:
    """Return a stop of a past shipment."""
    carried = {name: amount for half in halves for name, amount in half.demand.items() if amount}
    differ = any(amount != carried[name] for half in halves for name, amount in half.demand.items() if amount)
    if differ or sorted(half.kind for half in halves) != ["delivery", "pickup"]:
        return stop.model_copy(update={"shipment_id": None})
    return stop if stop.demand == carried else stop.model_copy(update={"demand": carried})
