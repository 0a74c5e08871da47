"""Cells as they stand in a file: text by line and column, nothing guessed.

CSV is UTF-8, with or without a byte order mark, else Windows-1252; UTF-16 only
with its mark. The delimiter is the one that yields the likeliest header line.
Numbers, dates and times of Excel and Parquet become the text a person would have typed.
"""

import codecs
import csv
import io
import math
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook

from routing.errors import Finding

DELIMITERS = (";", ",", "\t")
_NOTHING = " " + "".join(DELIMITERS)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""Name of the part that an Excel file with a password consists of."""
_PARQUET = b"PAR1"
_MOST_UNPACKED = 400 * 2**20
"""An Excel file that unpacks to more than this is no list of a firm."""
_EXCEL_EPOCH = date(1899, 12, 31)
_BEFORE_CALENDAR = 1901
"""Excel dates before this year are times beyond 24 hours that lost their format."""

Raise = Callable[[Iterable[Finding]], Exception]
"""The error class of the file at hand: takes findings, gives the error to raise."""

Likeness = Callable[[Sequence[str]], int]
"""Tells how many cells of a line are column names that mean something."""

Line = tuple[int, list[str]]
"""A line's number in the file (1 is the first) and its cells."""


@dataclass(frozen=True)
class Grid:
    """The lines of a file that are not blank.

    Parameters
    ----------
    sheet
        Name of the sheet they stand on; ``None`` if the file has no sheets.
    findings
        What was left aside, and cells that a formula could not fill.
    """

    file: str
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    sheet: str | None = None


def read_grid(content: bytes, file: str, likeness: Likeness, error: Raise, *, look: int = 1) -> Grid:
    """Read the cells of a CSV, Excel or Parquet file.

    Parameters
    ----------
    look
        Lines among which the header is looked for, to choose the delimiter, and the sheet if more than one.

    Raises
    ------
    TermintreuError
        Of class ``error``, if the content is no table.
    """
    findings: list[Finding] = []
    sheet = None
    if content.startswith((_ZIP, _OLE)):
        sheet, cells, findings = _excel(content, file, error, lambda grid: _fitness(grid, likeness, look), look > 1)
    elif content.startswith(_PARQUET):
        cells = _parquet(content, file, error)
    else:
        cells = _delimited(_decoded(content, file, error), file, error, lambda grid: _fitness(grid, likeness, look))
    lines = [(number, [_clean(cell) for cell in row]) for number, row in enumerate(cells, start=1)]
    filled = (line for line in lines if any(cell.strip(_NOTHING) for cell in line[1]))
    return Grid(file=file, lines=tuple(filled), findings=tuple(findings), sheet=sheet)


def _fitness(grid: Iterable[Sequence[str]], likeness: Likeness, look: int) -> tuple[int, int]:
    """Return how much the best of the first lines looks like a header, and how many cells it has."""
    filled = (line for line in grid if any(cell.strip() for cell in line))
    return max(((likeness(line), len(line)) for line in islice(filled, look)), default=(0, 0))


def _clean(cell: str) -> str:
    """Return the text without blanks around it and without the apostrophe that keeps a formula text."""
    text = cell.replace("\xa0", " ").replace("\u202f", " ").strip()
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text


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


def _delimited(
    text: str, file: str, error: Raise, fitness: Callable[[Iterable[Sequence[str]]], tuple[int, int]]
) -> list[list[str]]:
    """Split text at the delimiter that its header line asks for."""
    first, _, rest = text.partition("\n")
    told = first.strip().casefold()
    named = told.startswith("sep=") and len(told) == len("sep=") + 1
    body = rest if named else text

    def split_at(delimiter: str) -> Iterable[list[str]]:
        return csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)

    try:
        delimiter = told[-1] if named else max(DELIMITERS, key=lambda mark: fitness(split_at(mark)))
        lines = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
        grid: list[list[str]] = [[]] if named else []
        grid.extend(lines)
    except csv.Error as reason:
        raise error([Finding(code="csv_broken", file=file, detail=str(reason))]) from None
    return grid


def _excel(
    content: bytes, file: str, error: Raise, fitness: Callable[[Iterable[Sequence[str]]], tuple[int, int]], choose: bool
) -> tuple[str | None, list[list[str]], list[Finding]]:
    """Return name and cells of the first filled sheet (or the one with the likeliest header), and name the others."""
    _refuse_unreadable(content, file, error)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as reason:
        raise error([Finding(code="excel_unreadable", file=file, detail=str(reason))]) from None
    typed = {
        name: [[_as_typed(cell) for cell in cells] for cells in grid]
        for name, grid in grids.items()
        if any(cell != "" for cells in grid for cell in cells)
    }
    if not typed:
        return None, [], []
    chosen = max(typed, key=lambda name: fitness(typed[name])[0]) if choose else next(iter(typed))
    findings = _formula_errors(content, file, chosen) if content.startswith(_ZIP) else []
    findings += [
        Finding(code="sheet_ignored", file=file, value=name, detail=chosen, severity="warning")
        for name in typed
        if name != chosen
    ]
    return chosen, typed[chosen], findings


def _refuse_unreadable(content: bytes, file: str, error: Raise) -> None:
    """Refuse a file with a password, one that is cut off, and one that would unpack to no end."""
    if content.startswith(_OLE):
        if _LOCKED in content:
            raise error([Finding(code="excel_locked", file=file)])
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as reason:
        raise error([Finding(code="excel_unreadable", file=file, detail=str(reason))]) from None
    if unpacked > _MOST_UNPACKED:
        raise error([Finding(code="excel_too_large", file=file, detail=str(_MOST_UNPACKED // 2**20))])


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
