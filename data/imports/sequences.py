"""Given tours: which vehicle serves which orders in which order."""

from pathlib import Path

from data.imports.rows import SequenceRow
from data.imports.table import Table, read_table, table_of
from routing.errors import Finding, InputError

PLAN_COLUMNS = frozenset(
    {
        "date", "name", "address", "arrival", "service_start", "departure", "window", "lateness_min", "wait_min",
        "drive_min", "distance_km", "kind", "trip", "before", "after", "break_min", "reload_min", "arrival_p10",
        "arrival_p90", "p_late", "reason",
    }
)  # fmt: skip
"""Columns of plan.csv that need no warning when a plan is read back as given tours."""


_KNOWN = SequenceRow.model_fields.keys() | PLAN_COLUMNS
_REQUIRED = ("vehicle_id", "order_id", "sequence")


def read_sequences(path: Path) -> dict[str, tuple[str, ...]]:
    """Read given tours from a table with vehicle_id, order_id and sequence.

    A row without vehicle and sequence is an order left out, as in plan.csv.

    Returns
    -------
    dict
        Order ids per vehicle id, in ascending ``sequence``.

    Raises
    ------
    InputError
        With every bad row at once. Unknown ids are found by ``schedule()``.
    """
    return _tours(read_table(Path(path), _KNOWN, _REQUIRED, InputError))


def sequences_from(content: bytes, file: str) -> dict[str, tuple[str, ...]]:
    """Return given tours from a table's content; see :func:`read_sequences`."""
    return _tours(table_of(content, file, _KNOWN, _REQUIRED, InputError))


def _tours(table: Table) -> dict[str, tuple[str, ...]]:
    """Return order ids per vehicle id."""
    findings: list[Finding] = []
    places: dict[tuple[str, int], int] = {}
    orders: dict[str, int] = {}
    tours: dict[str, list[tuple[int, str]]] = {}
    for line in table.rows:
        cells = {name: text for name, text in line.cells.items() if name not in PLAN_COLUMNS}
        row, wrong = SequenceRow.read(cells, table.file, line.number)
        findings += wrong
        if row is None:
            continue
        findings += _clashes(row, line.number, table.file, orders, places)
        if row.vehicle_id is not None and row.sequence is not None:
            tours.setdefault(row.vehicle_id, []).append((row.sequence, row.order_id))
    if findings:
        raise InputError(sorted(findings, key=lambda finding: finding.row or 0))
    return {vehicle: tuple(order for _, order in sorted(visits)) for vehicle, visits in tours.items()}


def _clashes(
    row: SequenceRow, number: int, file: str, orders: dict[str, int], places: dict[tuple[str, int], int]
) -> list[Finding]:
    """Return findings for an order or a place in a tour that is taken, or a half-given place; remember the row."""
    findings = []
    first = orders.setdefault(row.order_id, number)
    if first != number:
        findings.append(
            Finding(code="order_twice", file=file, row=number, column="order_id", value=row.order_id, detail=str(first))
        )
    if (row.vehicle_id is None) != (row.sequence is None):
        column = "vehicle_id" if row.vehicle_id is None else "sequence"
        findings.append(Finding(code="cell_empty", file=file, row=number, column=column))
    if row.vehicle_id is not None and row.sequence is not None:
        first = places.setdefault((row.vehicle_id, row.sequence), number)
        if first != number:
            findings.append(
                Finding(
                    code="sequence_twice",
                    file=file,
                    row=number,
                    column="sequence",
                    value=str(row.sequence),
                    detail=str(first),
                )
            )
    return findings
