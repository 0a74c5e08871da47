"""The process that unpacks an Excel or Parquet file; run by its path, so it starts at once and imports nothing of ours.

Such a file may ask for any amount of memory, and the reading libraries then
end the whole process rather than raise. So it is read here, under limits, and
what comes back is text: cells as a person would have typed them.
"""

import contextlib
import io
import marshal
import math
import os
import sys
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, NoReturn

MOST_BYTES: Final = 4 * 2**30
"""Memory of the process."""

MOST_CELLS: Final = 20_000_000
"""Between a sheet's first cell and its last."""

TOO_LARGE: Final = 3
"""What the process ends with when the file asks for more; 0 when it was read, 4 when it can't be."""

UNREADABLE: Final = 4

_EXCEL_EPOCH: Final = date(1899, 12, 31)
_BEFORE_CALENDAR: Final = 1901
"""Excel dates before this year are times beyond 24 hours that lost their format."""

Unpacked = tuple[dict[str, list[list[str]]], dict[str, list[tuple[int, str, str]]]]
"""The cells of each sheet that holds any, and row, column and value of the cells that a formula could not fill."""


def excel(content: bytes) -> Unpacked:
    """Return the cells of a workbook."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - not needed for Parquet

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        if any(sheet.total_height * sheet.total_width > MOST_CELLS for sheet in sheets.values()):
            sys.exit(TOO_LARGE)
        grids = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
    except CalamineError as reason:
        _unreadable(reason)
    filled = {name: grid for name, grid in grids.items() if any(cell != "" for cells in grid for cell in cells)}
    typed = {name: [[as_typed(cell) for cell in cells] for cells in grid] for name, grid in filled.items()}
    return typed, _formula_errors(content, typed)


def parquet(content: bytes) -> Unpacked:
    """Return the columns' names and the cells below them."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only needed here
    from pyarrow import parquet as reader  # noqa: PLC0415 - as above

    try:
        file = reader.ParquetFile(io.BytesIO(content), pre_buffer=False)
        if file.metadata.num_rows * file.metadata.num_columns > MOST_CELLS:
            sys.exit(TOO_LARGE)
        table = file.read(use_threads=False)
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError) as reason:
        _unreadable(reason)
    cells = ([as_typed(cell) if _is_filled(cell) else "" for cell in row] for row in zip(*columns, strict=True))
    return {"": [[str(name) for name in table.column_names], *cells]}, {}


def _unreadable(reason: Exception) -> NoReturn:
    sys.stderr.write(str(reason).split("\n", maxsplit=1)[0])
    sys.exit(UNREADABLE)


def _formula_errors(content: bytes, sheets: Iterable[str]) -> dict[str, list[tuple[int, str, str]]]:
    """Return the cells such as #N/A, which the fast reader shows as blank."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        if not any(b't="e"' in parts.read(name) for name in names):
            return {}
    import openpyxl  # noqa: PLC0415 - heavy, and rarely needed here

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return {
        name: [
            (cell.row, cell.column_letter, str(cell.value))
            for cells in book[name].iter_rows()
            for cell in cells
            if cell.data_type == "e"
        ]
        for name in sheets
    }


def _is_filled(cell: object) -> bool:
    return cell is not None and not (isinstance(cell, float) and math.isnan(cell))


def as_typed(cell: str | float | bool | time | date | datetime | timedelta) -> str:
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


def main() -> None:
    """Read a file from the standard input and write what it holds to the standard output."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # where a system knows no such limit, there is none
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    content = sys.stdin.buffer.read()
    try:
        marshal.dump(parquet(content) if content.startswith(b"PAR1") else excel(content), sys.stdout.buffer)
        sys.stdout.flush()
    except MemoryError:
        sys.exit(TOO_LARGE)
    # What was asked for is written. An orderly end would also end the reading library's threads,
    # and about one in a hundred times that aborts the process.
    os._exit(0)


if __name__ == "__main__":
    main()
