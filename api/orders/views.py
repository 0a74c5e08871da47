"""What is shown of an order list: how it was understood, which rows need somebody, what was adapted."""

from collections.abc import Sequence
from datetime import date as Date
from datetime import datetime
from typing import Final, Literal

from api.orders.lists import CheckedList, fleet, sheet_of
from api.wording import phrase
from data.imports.mapping import Adapted, readable
from data.imports.meanings import UNITS
from data.imports.repairs import Kind, repairs
from data.store import Transaction, order_lists, vehicles
from data.store.order_lists import OrderListRecord
from routing.errors import Finding, VehicleFileError
from routing.messages import Language, wording
from routing.messages.lists import SHORT
from routing.model import Frozen, Location

SHOWN: Final = 200
"""Rows with faults that are shown at a time; the counts speak of all."""

_EXAMPLES: Final = 3
_LONG: Final = 40


class Said(Frozen):
    """A sentence in both languages."""

    de: str
    en: str


class RepairView(Frozen):
    """A way to put a row right; ``cells`` is the correction to send."""

    kind: Kind
    cells: dict[str, str]
    label: Said


class FaultView(Frozen):
    """What is wrong with a cell of a row."""

    code: str
    column: str | None
    value: str | None
    label: Said
    text: Said


class RowView(Frozen):
    """A row that needs somebody, under the canonical columns."""

    row: int
    cells: dict[str, str]
    faults: tuple[FaultView, ...]
    repairs: tuple[RepairView, ...]


class LeftOutView(Frozen):
    """A row that is left out."""

    row: int
    name: str


class ColumnView(Frozen):
    """A column of the file; ``decided`` is false while it waits for an answer."""

    header: str
    meaning: str | None
    decided: bool
    examples: tuple[str, ...]
    filled: int
    readable: int


class AdaptedView(Frozen):
    """One kind of change that was made for reading; the file stays as it is."""

    kind: str
    count: int
    before: str
    after: str
    rows: tuple[int, ...]
    label: Said


class QuestionView(Frozen):
    """What only a person knows: the unit of a column, or which column holds something that is needed."""

    kind: Literal["unit", "missing"]
    header: str | None
    choices: tuple[str, ...]
    label: Said
    hint: Said


class Counts(Frozen):
    """Rows of the list; ``open`` ones stay unplanned unless somebody acts, ``doubled`` are among them."""

    rows: int
    ready: int
    open: int
    left_out: int
    doubled: int


class Like(Frozen):
    """The earlier list whose columns were understood the same way."""

    list_id: str
    date: Date
    name: str


class ListSummary(Frozen):
    """An order list in a list of them."""

    list_id: str
    depot_id: str
    date: Date
    name: str
    version: int
    created_at: datetime
    changed_at: datetime


class ListView(ListSummary):
    """An order list as it was understood."""

    sheet: str | None
    header_row: int
    like: Like | None
    columns: tuple[ColumnView, ...]
    questions: tuple[QuestionView, ...]
    needs: tuple[RowView, ...]
    left_out: tuple[LeftOutView, ...]
    corrected: int
    adapted: tuple[AdaptedView, ...]
    findings: tuple[Said, ...]
    counts: Counts


class PlaceView(Frozen):
    """An order that is on the map."""

    row: int
    name: str
    lon: float
    lat: float


def summary_of(record: OrderListRecord) -> ListSummary:
    """Return what a list of lists shows."""
    return ListSummary.model_validate({name: getattr(record, name) for name in ListSummary.model_fields})


def view_of(tx: Transaction, checked: CheckedList) -> ListView:
    """Return all that is shown of a list."""
    record = checked.record
    depots = _depot_places(tx, checked)
    wrong = [finding for finding in checked.wrong if finding.row is not None]
    of_row: dict[int, list[Finding]] = {}
    for finding in wrong:
        of_row.setdefault(finding.row or 0, []).append(finding)
    rows = list(of_row)
    cells = {line.number: line.cells for line in checked.understood.table.rows}
    return ListView(
        **summary_of(record).model_dump(),
        sheet=checked.sheet.sheet,
        header_row=checked.sheet.header_row,
        like=_like(tx, record),
        columns=tuple(_column(checked, header) for header in checked.sheet.headers),
        questions=_questions(checked),
        needs=tuple(_row(row, cells.get(row, {}), of_row[row], depots) for row in rows[:SHOWN]),
        left_out=_left_out(tx, record),
        corrected=len(record.corrections),
        adapted=tuple(_adapted(item) for item in checked.understood.adapted),
        findings=tuple(_said(finding) for finding in checked.orders.findings),
        counts=counts_of(checked),
    )


def counts_of(checked: CheckedList) -> Counts:
    """Count the rows of a list by what becomes of them."""
    rows, used = len(checked.sheet.rows), len(checked.understood.table.rows)
    return Counts(
        rows=rows,
        ready=used - len(checked.open_rows),
        open=len(checked.open_rows),
        left_out=rows - used,
        doubled=len({finding.row for finding in checked.wrong if finding.code == "order_twice"}),
    )


def settled(checked: CheckedList) -> bool:
    """Tell whether a list can be planned as a whole: no row is open and nothing has to be asked."""
    return not checked.open_rows and bool(checked.ready.stops) and not _questions(checked)


def places_of(checked: CheckedList) -> tuple[PlaceView, ...]:
    """Return the orders of the ready rows that are on the map."""
    ready = checked.ready
    return tuple(
        PlaceView(
            row=ready.row_of[stop.stop_id],
            name=stop.name or stop.stop_id,
            lon=stop.location.lon,
            lat=stop.location.lat,
        )
        for stop in ready.stops
    )


def _depot_places(tx: Transaction, checked: CheckedList) -> list[Location]:
    try:
        listed = fleet(checked.depot, vehicles.rows(tx, checked.depot.depot_id), checked.record)
    except VehicleFileError:
        return []
    return [depot.location for depot in listed.depots]


def _like(tx: Transaction, record: OrderListRecord) -> Like | None:
    earlier = order_lists.like(tx, record.depot_id, record.headers_hash, before=record.created_at)
    return None if earlier is None else Like(list_id=earlier.list_id, date=earlier.date, name=earlier.name)


def _column(checked: CheckedList, header: str) -> ColumnView:
    meaning = checked.record.mapping.get(header)
    cells = checked.sheet.column(header)
    examples = list(dict.fromkeys(cell if len(cell) <= _LONG else f"{cell[:_LONG]}…" for cell in cells[:50]))
    return ColumnView(
        header=header,
        meaning=meaning,
        decided=header in checked.record.mapping,
        examples=tuple(examples[:_EXAMPLES]),
        filled=len(cells),
        readable=readable(cells, meaning) if meaning else 0,
    )


def _questions(checked: CheckedList) -> tuple[QuestionView, ...]:
    """Return what has to be asked: the unit of each undecided quantity, and the column of each missing need."""
    mapping = checked.record.mapping
    asked = [_unit(checked, header) for header in checked.sheet.headers if header not in mapping]
    free = tuple(header for header in checked.sheet.headers if mapping.get(header) is None)
    missing = [meaning for meaning in ("lat", "lon") if free and meaning not in mapping.values()]
    asked += [
        QuestionView(
            kind="missing",
            header=meaning,
            choices=free,
            label=_phrase(f"orders_ask_{meaning}"),
            hint=_phrase("orders_ask_place_hint"),
        )
        for meaning in missing
    ]
    return tuple(asked)


def _unit(checked: CheckedList, header: str) -> QuestionView:
    cells = checked.sheet.column(header)
    numbers = sorted(number for cell in cells if (number := _number(cell)) is not None)
    label = _phrase("orders_ask_unit_plain", header=header)
    if numbers:
        label = Said(
            de=phrase(
                "orders_ask_unit", "de", header=header, low=_shown(numbers[0], "de"), high=_shown(numbers[-1], "de")
            ),
            en=phrase(
                "orders_ask_unit", "en", header=header, low=_shown(numbers[0], "en"), high=_shown(numbers[-1], "en")
            ),
        )
    return QuestionView(kind="unit", header=header, choices=UNITS, label=label, hint=_phrase("orders_ask_unit_hint"))


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _shown(number: float, language: Language) -> str:
    text = f"{number:g}"
    return text.replace(".", ",") if language == "de" else text


def _row(row: int, cells: dict[str, str], wrong: Sequence[Finding], depots: Sequence[Location]) -> RowView:
    offered = [repair for finding in wrong for repair in repairs(finding, cells, depots)]
    distinct = {(repair.kind, tuple(sorted(repair.cells.items()))): repair for repair in offered}
    return RowView(
        row=row,
        cells=cells,
        faults=tuple(
            FaultView(
                code=finding.code,
                column=finding.column,
                value=finding.value,
                label=_short(finding),
                text=_said(finding),
            )
            for finding in wrong
        ),
        repairs=tuple(
            RepairView(
                kind=repair.kind,
                cells=repair.cells,
                label=Said(de=repair.shown, en=repair.shown)
                if repair.kind == "value"
                else _phrase(f"orders_repair_{repair.kind}"),
            )
            for repair in distinct.values()
        ),
    )


def _left_out(tx: Transaction, record: OrderListRecord) -> tuple[LeftOutView, ...]:
    sheet = sheet_of(tx, record)
    place = next((at for at, header in enumerate(sheet.headers) if record.mapping.get(header) == "name"), 0)
    left_out = set(record.left_out)
    return tuple(LeftOutView(row=row, name=cells[place]) for row, cells in sheet.rows if row in left_out)


def _adapted(item: Adapted) -> AdaptedView:
    return AdaptedView(
        kind=item.kind,
        count=item.count,
        before=item.before[:_LONG],
        after=item.after[:_LONG],
        rows=item.rows,
        label=_phrase(f"orders_{item.kind}"),
    )


def _phrase(name: str, **values: object) -> Said:
    return Said(de=phrase(name, "de", **values), en=phrase(name, "en", **values))


def _said(finding: Finding) -> Said:
    """Return a finding's sentence without its place, which is shown beside it."""
    told = {"value": finding.value or "", "detail": finding.detail or ""}
    return Said(de=wording(finding.code, "de").format(**told), en=wording(finding.code, "en").format(**told))


def _short(finding: Finding) -> Said:
    if finding.code not in SHORT:
        return _said(finding)
    told = {"value": finding.value or "", "detail": finding.detail or ""}
    de, en = (text.format(**told) for text in SHORT[finding.code])
    return Said(de=de, en=en)
