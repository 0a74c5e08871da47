"""Cells as they stand in a file: text by line and column, nothing guessed.

CSV is UTF-8, with or without a byte order mark, else Windows-1252; UTF-16 only
with its mark. The delimiter is the one that yields the likeliest header line.
Numbers, dates and times of Excel and Parquet become the text a person would have typed.
"""

import codecs
import csv
import io
import marshal
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from data.imports import unpacking
from data.imports.unpacking import Unpacked
from routing.errors import Finding

DELIMITERS = (";", ",", "\t")
_NOTHING = " " + "".join(DELIMITERS)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""Name of the part that an Excel file with a password consists of."""
_PARQUET = b"PAR1"
_MOST_UNPACKED = 400 * 2**20
"""An Excel file that unpacks to more than this is no list of a firm."""
_PATIENCE_S = 60
_KILLED = (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV)
"""How a process ends that asks for more memory than it may have."""

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
    typed, errors = _unpacked(content, file, "excel_unreadable", error)
    if not typed:
        return None, [], []
    chosen = max(typed, key=lambda name: fitness(typed[name])[0]) if choose else next(iter(typed))
    findings = [
        Finding(code="formula_error", file=file, row=row, column=column, value=value)
        for row, column, value in errors.get(chosen, ())
    ]
    findings += [
        Finding(code="sheet_ignored", file=file, value=name, detail=chosen, severity="warning")
        for name in typed
        if name != chosen
    ]
    return chosen, typed[chosen], findings


def _unpacked(content: bytes, file: str, unreadable: str, error: Raise) -> Unpacked:
    """Read a file in a process of its own, which may die of it without harm."""
    command = [sys.executable, "-I", unpacking.__file__]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no word of the file in the command
            command, input=content, capture_output=True, timeout=_PATIENCE_S, check=False
        )
        status, said = done.returncode, done.stderr.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        status, said = unpacking.TOO_LARGE, ""
    if status == unpacking.UNREADABLE:
        raise error([Finding(code=unreadable, file=file, detail=said)])
    if status in (unpacking.TOO_LARGE, *_KILLED):
        raise error([Finding(code="excel_too_large", file=file, detail=str(_MOST_UNPACKED // 2**20))])
    if status != 0:
        raise error([Finding(code=unreadable, file=file, detail=said.strip().rpartition("\n")[2][:200])])
    found: Unpacked = marshal.loads(done.stdout)  # noqa: S302 - written by our own program
    return found


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


def _parquet(content: bytes, file: str, error: Raise) -> list[list[str]]:
    """Return the columns' names and the cells below them, as text."""
    (cells,) = _unpacked(content, file, "parquet_unreadable", error)[0].values()
    return cells
