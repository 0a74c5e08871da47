"""A sheet as a firm has it: its own column names wherever they stand, and every row below as it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from statistics import median_low
from typing import Final

from data.imports.grid import Line, Raise, read_grid
from data.imports.meanings import likeness, plain
from routing.errors import Finding

LOOK: Final = 20
"""Lines from the top among which the column names stand."""

_TOTALS = frozenset({"summe", "gesamt", "zwischensumme", "total", "subtotal", "insgesamt", "sum"})


@dataclass(frozen=True)
class Sheet:
    """The rows of a file under the firm's own column names.

    Parameters
    ----------
    sheet
        Name of the sheet in Excel; ``None`` in a text file.
    header_row
        Row of the column names; ``headers`` are made distinct and never empty.
    rows
        Number and cells of each row, as many as there are headers.
    blank, totals
        Numbers of rows that hold nothing, and of those that sum up or repeat the headers.
    findings
        Faults of single rows (severity ``error``) and what was left aside.
    """

    file: str
    sheet: str | None
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    blank: tuple[int, ...]
    totals: tuple[int, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def headers_hash(self) -> str:
        """Equal for files with the same column names in the same order."""
        return sha256("\x1f".join(self.headers).encode()).hexdigest()

    def column(self, header: str) -> tuple[str, ...]:
        """Return the filled cells of a column."""
        place = self.headers.index(header)
        return tuple(cells[place] for _, cells in self.rows if cells[place])


def read_sheet(content: bytes, file: str, error: Raise) -> Sheet:
    """Read a file whose column names are the firm's own.

    Raises
    ------
    TermintreuError
        Of class ``error``, if the content is no table, is empty or holds no row below its column names.
    """
    grid = read_grid(content, file, likeness, error, look=LOOK)
    if not grid.lines:
        raise error([Finding(code="file_empty", file=file)])
    place = _header_place(grid.lines)
    header_row, names = grid.lines[place]
    body = grid.lines[place + 1 :]
    if not body:
        raise error([Finding(code="only_header", file=file, row=header_row)])
    width = max(_width(names), median_low(_width(cells) for _, cells in body))
    headers = _distinct(names[:width] + [""] * (width - len(names)))
    findings = [finding for finding in grid.findings if finding.row is None or finding.row > header_row]
    findings += [
        Finding(code="row_length", file=file, row=number, value=str(_width(cells)), detail=str(width))
        for number, cells in body
        if _width(cells) > width
    ]
    rows = [(number, tuple((cells + [""] * width)[:width])) for number, cells in body]
    totals = tuple(number for number, cells in rows if _is_total(cells) or cells == headers)
    last = rows[-1][0]
    filled = {number for number, _ in rows}
    return Sheet(
        file=file,
        sheet=grid.sheet,
        header_row=header_row,
        headers=headers,
        rows=tuple(row for row in rows if row[0] not in totals),
        blank=tuple(number for number in range(header_row + 1, last) if number not in filled),
        totals=totals,
        findings=tuple(findings),
    )


def _header_place(lines: Sequence[Line]) -> int:
    """Return which line holds the column names: the first with the most known ones, else the first with two cells."""
    scores = [likeness(cells) for _, cells in lines[:LOOK]]
    if max(scores) > 0:
        return scores.index(max(scores))
    several = (place for place, (_, cells) in enumerate(lines[:LOOK]) if sum(map(bool, cells)) > 1)
    return next(several, 0)


def _width(cells: Sequence[str]) -> int:
    return max((place + 1 for place, cell in enumerate(cells) if cell), default=0)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names with a number behind repeated ones and the column's letter for empty ones."""
    counted: Counter[str] = Counter()
    headers = []
    for place, name in enumerate(names):
        told = " ".join(name.split()) or letter(place)
        counted[told] += 1
        headers.append(told if counted[told] == 1 else f"{told} ({counted[told]})")
    return tuple(headers)


def letter(place: int) -> str:
    """Return a column's name in a spreadsheet: A, B, …, Z, AA."""
    name = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        name, place = chr(ord("A") + rest) + name, place - 1
    return name


def _is_total(cells: Sequence[str]) -> bool:
    """Tell whether a row sums up those above: it says so, and holds nothing but figures beside."""
    filled = [cell for cell in cells if cell]
    if not filled or plain(filled[0].split()[0]) not in _TOTALS:
        return False
    return not any(sign.isalpha() for cell in filled[1:] for sign in cell)
