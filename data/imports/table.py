"""A table as it stands in a file: text cells with their row numbers, nothing guessed.

CSV is UTF-8, with or without a byte order mark, else Windows-1252; UTF-16 only
with its mark. The delimiter is the one that yields the most known columns.
Numbers, dates and times of Excel and Parquet become the text a person would have typed.
"""

import codecs
import csv
import io
import math
import zipfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from routing.errors import Finding

DELIMITERS = (";", ",", "\t")
_NOTHING = " " + "".join(DELIMITERS)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET = b"PAR1"
_EXCEL_EPOCH = date(1899, 12, 31)
_BEFORE_CALENDAR = 1901
"""Excel dates before this year are times beyond 24 hours that lost their format."""

Raise = Callable[[Iterable[Finding]], Exception]
"""The error class of the file at hand: takes findings, gives the error to raise."""


@dataclass(frozen=True)
class Row:
    """One line of a table: its number in the file (1 is the first line) and the text of its filled cells."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """Known columns of a file, all text."""

    file: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    """What stands in the file but is not used."""
    broken: tuple[Finding, ...] = ()
    """Lines that are no rows (only where they do not refuse the file); each names its row."""

    def decimal_mark(self, *columns: str) -> str | None:
        """Return the decimal mark that the numbers in these columns agree on, if they have one."""
        texts = (row.cells.get(column, "") for row in self.rows for column in columns)
        marks = {mark for text in texts for mark in ".," if mark in text}
        return marks.pop() if len(marks) == 1 else None


def read_table(
    path: Path, known: Collection[str], required: Sequence[str], error: Raise, *, keep_going: bool = False
) -> Table:
    """Read the known columns of a CSV, Excel or Parquet file as text.

    Parameters
    ----------
    known
        Names of the columns that mean something; case, blanks and a byte order mark do not matter.
    required
        Columns that must be there.
    error
        Class of the error to raise.
    keep_going
        Whether lines of the wrong length or with formula errors are listed as ``broken`` instead of refusing the file.

    Raises
    ------
    TermintreuError
        Of class ``error``, if the file is missing, empty, no table or lacks a column; all findings at once.
    """
    file = path.name
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise error([Finding(code="file_unreadable", file=file, value=str(path), detail=reason.strerror)]) from None
    lines, findings = _lines(content, file, known, error)
    broken = [finding for finding in findings if finding.severity == "error"]
    if broken and not keep_going:
        raise error(broken)
    if not lines:
        raise error([Finding(code="file_empty", file=file)])
    (header_number, header), body = lines[0], lines[1:]
    names = [_canonical(cell) for cell in header]
    bad = [*_missing(file, header_number, header, names, required), *_doubled(file, header_number, names)]
    if not body:
        bad.append(Finding(code="only_header", file=file, row=header_number))
    broken += [
        Finding(code="row_length", file=file, row=number, value=str(len(cells)), detail=str(len(names)))
        for number, cells in body
        if len(cells) != len(names)
    ]
    bad += [finding for finding in broken if not keep_going or finding.row == header_number]
    if bad:
        raise error(bad)
    lost = {finding.row for finding in broken}
    rows = tuple(
        Row(number, {name: text for name, text in zip(names, cells, strict=True) if name in known and text})
        for number, cells in body
        if number not in lost
    )
    warnings = [finding for finding in findings if finding.severity == "warning"]
    warnings += _unknown(file, header_number, header, names, known)
    return Table(file=file, rows=rows, findings=tuple(warnings), broken=tuple(broken))


def _canonical(name: str) -> str:
    """Return a column name without the differences that mean nothing."""
    return "_".join(name.casefold().split())


def _missing(
    file: str, row: int, header: Sequence[str], names: Sequence[str], required: Sequence[str]
) -> list[Finding]:
    """Return a finding for each required column that is not there, with the nearest spelling."""
    present = ", ".join(cell for cell in header if cell)
    findings = []
    for column in required:
        if column in names:
            continue
        near = get_close_matches(column, names, n=1)
        code = "column_missing_near" if near else "column_missing"
        value = header[names.index(near[0])] if near else column
        findings.append(Finding(code=code, file=file, row=row, column=column, value=value, detail=present))
    return findings


def _doubled(file: str, row: int, names: Sequence[str]) -> list[Finding]:
    """Return a finding for each column name that stands twice."""
    twice = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    return [Finding(code="column_twice", file=file, row=row, column=name, value=name) for name in twice]


def _unknown(file: str, row: int, header: Sequence[str], names: Sequence[str], known: Collection[str]) -> list[Finding]:
    """Return one warning that lists the columns nobody reads, each with a known name like it."""
    listed = []
    for cell, name in zip(header, names, strict=True):
        if name and name not in known:
            near = get_close_matches(name, sorted(set(known) - set(names)), n=1, cutoff=0.75)
            listed.append(f"{cell} (≈ {near[0]}?)" if near else cell)
    if not listed:
        return []
    return [Finding(code="columns_unknown", file=file, row=row, value=", ".join(listed), severity="warning")]


def _lines(
    content: bytes, file: str, known: Collection[str], error: Raise
) -> tuple[list[tuple[int, list[str]]], list[Finding]]:
    """Return the lines that are not blank, each with its number, and what was left aside."""
    findings: list[Finding] = []
    if content.startswith((_ZIP, _OLE)):
        grid, findings = _excel(content, file, error)
    elif content.startswith(_PARQUET):
        grid = _parquet(content, file, error)
    else:
        grid = _delimited(_decoded(content, file, error), file, known, error)
    lines = [(number, [_clean(cell) for cell in cells]) for number, cells in enumerate(grid, start=1)]
    lines = [(number, cells) for number, cells in lines if any(cell.strip(_NOTHING) for cell in cells)]
    return _trimmed(lines), findings


def _clean(cell: str) -> str:
    """Return the text without blanks around it and without the apostrophe that keeps a formula text."""
    text = cell.replace("\xa0", " ").replace("\u202f", " ").strip()
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text


def _trimmed(lines: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Cut the blank cells that a spreadsheet leaves to the right of its table."""
    if not lines:
        return lines
    number, header = lines[0]
    width = max((column + 1 for column, cell in enumerate(header) if cell), default=0)
    cut = [(row, cells[:width] if not any(cells[width:]) else cells) for row, cells in lines[1:]]
    return [(number, header[:width]), *cut]


def _decoded(content: bytes, file: str, error: Raise) -> str:
    """Return the text of a file in one of the encodings that offices write."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise error([Finding(code="file_not_text", file=file)])


def _delimited(text: str, file: str, known: Collection[str], error: Raise) -> list[list[str]]:
    """Split text at the delimiter whose header line has the most known columns, then the most columns."""
    first, _, rest = text.partition("\n")
    told = first.strip().casefold()
    named = told.startswith("sep=") and len(told) == len("sep=") + 1
    body = rest if named else text

    def fitness(delimiter: str) -> tuple[int, int]:
        lines = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
        header = next((line for line in lines if any(cell.strip() for cell in line)), [])
        return sum(_canonical(cell) in known for cell in header), len(header)

    try:
        delimiter = told[-1] if named else max(DELIMITERS, key=fitness)
        lines = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
        grid: list[list[str]] = [[]] if named else []
        grid.extend(lines)
    except csv.Error as reason:
        raise error([Finding(code="csv_broken", file=file, detail=str(reason))]) from None
    return grid


def _excel(content: bytes, file: str, error: Raise) -> tuple[list[list[str]], list[Finding]]:
    """Return the cells of the first sheet that holds any, as text; name the others."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as reason:
        raise error([Finding(code="excel_unreadable", file=file, detail=str(reason))]) from None
    filled = [name for name, grid in sheets.items() if any(cell != "" for cells in grid for cell in cells)]
    if not filled:
        return [], []
    findings = _formula_errors(content, file, filled[0]) if content.startswith(_ZIP) else []
    findings += [
        Finding(code="sheet_ignored", file=file, value=name, detail=filled[0], severity="warning")
        for name in filled[1:]
    ]
    return [[_as_typed(cell) for cell in cells] for cells in sheets[filled[0]]], findings


def _formula_errors(content: bytes, file: str, sheet: str) -> list[Finding]:
    """Return a finding for each cell such as #N/A, which the fast reader shows as blank."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        if not any(b't="e"' in parts.read(name) for name in sheets):
            return []
    import openpyxl  # noqa: PLC0415 - heavy, and rarely needed here

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return [
        Finding(code="formula_error", file=file, row=cell.row, column=cell.column_letter, value=str(cell.value))
        for cells in book[sheet].iter_rows()
        for cell in cells
        if cell.data_type == "e"
    ]


def _parquet(content: bytes, file: str, error: Raise) -> list[list[str]]:
    """Return the columns' names and the cells below them, as text."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only needed here
    from pyarrow import parquet  # noqa: PLC0415 - as above

    try:
        table = parquet.read_table(io.BytesIO(content))
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError) as reason:
        raise error([Finding(code="parquet_unreadable", file=file, detail=str(reason).split("\n")[0])]) from None
    cells = ([_as_typed(cell) if _is_filled(cell) else "" for cell in row] for row in zip(*columns, strict=True))
    return [[str(name) for name in table.column_names], *cells]


def _is_filled(cell: object) -> bool:
    return cell is not None and not (isinstance(cell, float) and math.isnan(cell))


def _as_typed(cell: str | float | bool | time | date | datetime | timedelta) -> str:
    """Return what a person would have typed into the cell."""
    if isinstance(cell, date) and cell.year < _BEFORE_CALENDAR:
        clock = cell.time() if isinstance(cell, datetime) else time()
        day = cell.date() if isinstance(cell, datetime) else cell
        cell = timedelta(days=(day - _EXCEL_EPOCH).days, hours=clock.hour, minutes=clock.minute, seconds=clock.second)
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        # A trailing zero says that the point is a decimal one: 1.125 as text could mean a thousand.
        return str(int(cell)) if cell.is_integer() else f"{cell!r}0" if "e" not in repr(cell) else repr(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
