"""The lines of a history, read one by one: a bad one is left out with its reason, the others go on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as Date
from typing import Literal

from pydantic_core import PydanticCustomError

from data.history import Exclusion
from data.imports.orders import unplaced
from data.imports.rows import ORDER_COLUMNS, STAMP_COLUMNS, HistoryRow, OrderRow
from data.imports.table import Row, Table
from data.imports.values import calendar_day, is_order_kind
from routing.errors import Finding

TourKey = tuple[str, str]
"""What tells tours of a day apart: tour id and the vehicle that drove."""

_VISITED = ("actual_arrival", "actual_departure", "driven_sequence")
"""Cells that say that somebody was there."""


@dataclass(frozen=True, slots=True)
class PastRow:
    """A line that could be read; ``order`` is ``None`` at the depot."""

    line: int
    visit: HistoryRow
    order: OrderRow | None

    @property
    def tour(self) -> TourKey:
        """Tour that it was driven on."""
        return self.visit.tour_id, self.visit.vehicle_id

    @property
    def order_id(self) -> str:
        """Id of the order; empty at the depot."""
        return "" if self.order is None else self.order.order_id

    @property
    def visited(self) -> bool:
        """Whether a stamp or a place in the driven order says that somebody was there."""
        return any(getattr(self.visit, column) is not None for column in _VISITED)


@dataclass
class LeftOut:
    """Collects what is left out, and which tours lost a stop that somebody drove to."""

    file: str
    exclusions: list[Exclusion] = field(default_factory=list)
    incomplete: set[tuple[Date, TourKey]] = field(default_factory=set)

    def row(
        self,
        row: PastRow,
        code: str,
        *,
        value: str = "",
        detail: str = "",
        column: str | None = None,
        level: Literal["row", "tour", "day"] = "row",
        of: Literal["everything", "learning", "replay"] = "everything",
        whole: bool = False,
    ) -> None:
        """Leave a row out; ``whole`` if its tour misses nothing by that."""
        visit = row.visit
        self.exclusions.append(
            Exclusion(
                reason=code,
                date=visit.date,
                tour_id=visit.tour_id,
                stop_id=row.order_id or None,
                row=row.line,
                level=level,
                of=of,
                value=value,
                column=column,
                detail=detail,
            )
        )
        if of == "everything" and row.order is not None and row.visited and not whole:
            self.incomplete.add((visit.date, row.tour))

    def finding(self, row: PastRow, finding: Finding) -> None:
        """Leave a row out for what was found in it."""
        self.row(row, finding.code, value=finding.value or "", detail=finding.detail or "", column=finding.column)

    def tour(
        self,
        date: Date,
        tour_id: str,
        code: str,
        *,
        of: Literal["learning", "replay"],
        value: str = "",
        detail: str = "",
    ) -> None:
        """Leave a tour out of learning or of the replay."""
        self.exclusions.append(
            Exclusion(reason=code, date=date, tour_id=tour_id, level="tour", of=of, value=value, detail=detail)
        )

    def day(self, date: Date, code: str, *, of: Literal["learning", "replay"]) -> None:
        """Leave a day out of learning or of the replay."""
        self.exclusions.append(Exclusion(reason=code, date=date, level="day", of=of, value=date.isoformat()))


def past_rows(table: Table, left_out: LeftOut) -> list[PastRow]:
    """Return the rows that can be read; each other line is in ``left_out`` afterwards."""
    for finding in table.broken:
        left_out.exclusions.append(_exclusion(finding, {}, "everything"))
    mark = _usual_mark(table)
    read = (_past_row(line, table.file, mark, left_out) for line in table.rows)
    return [row for row in read if row is not None]


def _usual_mark(table: Table) -> str | None:
    """Return the decimal mark that most coordinates have: a single odd one must not make the others ambiguous."""
    texts = (row.cells.get(column, "") for row in table.rows for column in ("lat", "lon"))
    marks = Counter(mark for text in texts for mark in ".," if mark in text)
    return max(marks, key=lambda mark: marks[mark]) if marks else None


def _past_row(line: Row, file: str, mark: str | None, left_out: LeftOut) -> PastRow | None:
    """Return the row, or nothing if it is left out."""
    cells = {name: cell for name, cell in line.cells.items() if name in HistoryRow.model_fields}
    visit, wrong = HistoryRow.read(cells, file, line.number, mark)
    unknown = [finding for finding in wrong if finding.column in STAMP_COLUMNS]
    if wrong and len(unknown) == len(wrong):
        left_out.exclusions += [_exclusion(finding, line.cells, "learning") for finding in unknown]
        legible = {name: cell for name, cell in cells.items() if name not in {item.column for item in unknown}}
        visit, wrong = HistoryRow.read(legible, file, line.number, mark)
    order = None
    if not wrong and visit is not None and visit.kind == "stop":
        order, wrong = _order(line, visit, file, mark)
    if wrong or visit is None:
        left_out.exclusions.append(_exclusion(wrong[0], line.cells, "everything"))
        _remember(line, left_out)
        return None
    return PastRow(line.number, visit, order)


def _order(line: Row, visit: HistoryRow, file: str, mark: str | None) -> tuple[OrderRow | None, list[Finding]]:
    """Return the order of a stop's row, or what is wrong with it."""
    cells = {name: cell for name, cell in line.cells.items() if name in ORDER_COLUMNS}
    if visit.forced_vehicle_id is not None:
        cells["vehicle_id"] = visit.forced_vehicle_id
    if is_order_kind(kind := line.cells.get("kind", "")):
        cells["kind"] = kind
    order, wrong = OrderRow.read(cells, file, line.number, mark)
    return order, wrong if order is None else unplaced(order, file, line.number)


def _exclusion(finding: Finding, cells: dict[str, str], of: Literal["everything", "learning"]) -> Exclusion:
    return Exclusion(
        reason=finding.code,
        date=_date(cells),
        tour_id=cells.get("tour_id"),
        stop_id=cells.get("order_id"),
        row=finding.row,
        of=of,
        value=finding.value or "",
        column=finding.column,
        detail=finding.detail or "",
    )


def _remember(line: Row, left_out: LeftOut) -> None:
    """Note that the tour of an unreadable row misses a stop, if somebody drove there and the tour is legible."""
    date = _date(line.cells)
    tour, vehicle = line.cells.get("tour_id"), line.cells.get("vehicle_id")
    if date is not None and tour and vehicle and any(column in line.cells for column in _VISITED):
        left_out.incomplete.add((date, (tour, vehicle)))


def _date(cells: dict[str, str]) -> Date | None:
    try:
        return calendar_day(cells.get("date", ""))
    except PydanticCustomError:
        return None


def by_day(rows: Iterable[PastRow]) -> dict[Date, list[PastRow]]:
    """Return the rows of each day, days ascending, rows as in the file."""
    days: dict[Date, list[PastRow]] = {}
    for row in rows:
        days.setdefault(row.visit.date, []).append(row)
    return dict(sorted(days.items()))
