"""From a firm's own sheet to the table of orders: columns by their meaning, cells adapted, corrections on top."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from data.imports.adapting import adapted
from data.imports.meanings import MEANINGS, is_quantity, is_time, meaning_of
from data.imports.rows import OrderRow
from data.imports.sheet import Sheet, letter
from data.imports.table import Row, Table
from data.imports.values import TableRow
from routing.errors import Finding, InputError

Decided = Mapping[str, str | None]
"""Column of the file to its meaning; ``None`` for not used, absent for not decided."""

_SURE: Final = 0.5
"""Share of cells that must be readable for a column without a telling name to mean something."""

_SHOWN_ROWS: Final = 10


@dataclass(frozen=True)
class Adapted:
    """One kind of change, how often it was made, its first example and the first rows it was made in."""

    kind: str
    count: int
    before: str
    after: str
    rows: tuple[int, ...]


@dataclass
class _Changes:
    """Counts changes by kind."""

    seen: dict[str, Adapted] = field(default_factory=dict)

    def note(self, kind: str, row: int, before: str = "", after: str = "") -> None:
        old = self.seen.get(kind, Adapted(kind, 0, before, after, ()))
        self.seen[kind] = Adapted(kind, old.count + 1, old.before, old.after, (*old.rows, row)[:_SHOWN_ROWS])


@dataclass(frozen=True)
class Understood:
    """A sheet as the rules read it.

    Parameters
    ----------
    table
        The rows to plan, under the canonical columns.
    wrong
        Faults of rows that stand in the file itself: too many cells, a formula without a result.
    adapted
        What was changed on the way, most frequent first.
    """

    table: Table
    wrong: tuple[Finding, ...]
    adapted: tuple[Adapted, ...]


def suggested(sheet: Sheet) -> dict[str, str | None]:
    """Return what the columns seem to mean; a quantity without a unit stays undecided."""
    said: dict[str, str | None] = {}
    for header in sheet.headers:
        meaning = meaning_of(header)
        if meaning is None and is_quantity(header) and readable(sheet.column(header), "demand_kg"):
            continue
        if meaning is None and (is_time(header) or not header.strip()):
            meaning = "windows" if _share(sheet.column(header), "windows") >= _SURE else None
        said[header] = None if meaning in said.values() else meaning
    return _one_kind_of_window(sheet, said)


def _one_kind_of_window(sheet: Sheet, said: dict[str, str | None]) -> dict[str, str | None]:
    """Keep either the column of windows or those of starts and ends, whichever can be read."""
    column = {meaning: header for header, meaning in said.items() if meaning is not None}
    sides = [column[side] for side in ("window_start", "window_end") if side in column]
    if "windows" not in column or not sides:
        return said
    unused = sides if _share(sheet.column(column["windows"]), "windows") >= _SURE else [column["windows"]]
    return said | dict.fromkeys(unused)


def _share(cells: Sequence[str], meaning: str) -> float:
    return readable(cells, meaning) / len(cells) if cells else 0.0


def readable(cells: Iterable[str], meaning: str) -> int:
    """Return how many cells can be read as something."""
    distinct: dict[str, int] = {}
    for cell in cells:
        distinct[cell] = distinct.get(cell, 0) + 1
    return sum(count for cell, count in distinct.items() if _reads(meaning, adapted(meaning, cell)[0]))


class _AnyOrder(OrderRow):
    """An order row of which any single column may be tried."""

    order_id: str = ""


def _reads(meaning: str, text: str) -> bool:
    row: tuple[TableRow | None, list[Finding]] = _AnyOrder.read({meaning: text}, "", 0, ".")
    return row[0] is not None


def refuse_unfit(sheet: Sheet, mapping: Decided, corrections: Mapping[int, Mapping[str, str]]) -> None:
    """Refuse decisions that the sheet has no place for.

    Raises
    ------
    InputError
        If a column, a meaning or a row is unknown, or two columns mean the same; all findings at once.
    """
    findings = [
        Finding(code="mapping_column_unknown", column=header, value=header, detail=", ".join(sheet.headers))
        for header in mapping
        if header not in sheet.headers
    ]
    used = [(header, meaning) for header, meaning in mapping.items() if header in sheet.headers and meaning is not None]
    findings += [
        Finding(code="meaning_unknown", column=header, value=meaning, detail=", ".join(MEANINGS))
        for header, meaning in used
        if meaning not in MEANINGS
    ]
    first: dict[str, str] = {}
    for header, meaning in used:
        if first.setdefault(meaning, header) != header:
            findings.append(Finding(code="meaning_twice", column=header, value=header, detail=first[meaning]))
    numbers = {number for number, _ in sheet.rows}
    for row, cells in corrections.items():
        if row not in numbers:
            findings.append(Finding(code="row_unknown", row=row))
        findings += [
            Finding(code="meaning_unknown", row=row, column=column, value=column, detail=", ".join(MEANINGS))
            for column in cells
            if column not in MEANINGS
        ]
    if findings:
        raise InputError(findings)


def understand(
    sheet: Sheet, mapping: Decided, corrections: Mapping[int, Mapping[str, str]], left_out: Collection[int]
) -> Understood:
    """Return the orders of a sheet as the rules read them."""
    changes = _Changes()
    places = [(place, mapping.get(header)) for place, header in enumerate(sheet.headers)]
    named = [(place, meaning) for place, meaning in places if meaning is not None]
    lines: list[Row] = []
    for number, cells in sheet.rows:
        if number in left_out:
            continue
        told = {meaning: cells[place] for place, meaning in named if cells[place]} | dict(corrections.get(number, {}))
        lines.append(Row(number, _adapted_row(number, told, changes)))
    if "order_id" not in mapping.values():
        lines = _numbered(lines, changes)
    for kind, rows in (("skipped_blank", sheet.blank), ("skipped_total", sheet.totals)):
        for row in rows:
            changes.note(kind, row)
    return Understood(
        table=Table(file=sheet.file, rows=tuple(lines), findings=_warnings(sheet)),
        wrong=tuple(_standing(sheet, mapping, corrections, left_out)),
        adapted=tuple(sorted(changes.seen.values(), key=lambda item: -item.count)),
    )


def _adapted_row(number: int, told: Mapping[str, str], changes: _Changes) -> dict[str, str]:
    cells = {}
    for meaning, text in told.items():
        after, kind = adapted(meaning, text.strip())
        if kind is not None:
            changes.note(kind, number, text, after)
        if after:
            cells[meaning] = after
    return cells


def _numbered(lines: Sequence[Row], changes: _Changes) -> list[Row]:
    """Give orders without a number one: that of the customer, else of the row.

    A second order of a customer gets a number behind it; a row that repeats
    another wholly keeps the same number, so that it is found as a double.
    """
    first: dict[str, dict[str, str]] = {}
    numbered = []
    for line in lines:
        if "order_id" in line.cells:
            numbered.append(line)
            continue
        base = order_id = line.cells.get("customer_id") or f"Z{line.number}"
        count = 1
        while first.setdefault(order_id, line.cells) != line.cells:
            count += 1
            order_id = f"{base}-{count}"
        changes.note("made_order_id", line.number, "", order_id)
        numbered.append(Row(line.number, line.cells | {"order_id": order_id}))
    return numbered


def _warnings(sheet: Sheet) -> tuple[Finding, ...]:
    return tuple(finding for finding in sheet.findings if finding.severity == "warning")


def _standing(
    sheet: Sheet, mapping: Decided, corrections: Mapping[int, Mapping[str, str]], left_out: Collection[int]
) -> Iterable[Finding]:
    """Yield the faults of the file that no correction covers, each under the meaning of its column."""
    by_letter = {letter(place): mapping.get(header) for place, header in enumerate(sheet.headers)}
    numbers = {number for number, _ in sheet.rows}
    for finding in sheet.findings:
        if finding.severity != "error" or finding.row in left_out or finding.row not in numbers:
            continue
        if finding.column is None:
            yield finding
            continue
        meaning = by_letter.get(finding.column)
        if meaning is not None and meaning not in corrections.get(finding.row or 0, {}):
            yield finding.model_copy(update={"column": meaning})
