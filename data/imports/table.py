"""A table: the known columns of a file, as text with the number of each row (:mod:`data.imports.grid` reads it)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from data.imports.grid import Line, Raise, read_grid
from routing.errors import Finding


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
    return table_of(content, file, known, required, error, keep_going=keep_going)


def table_of(
    content: bytes,
    file: str,
    known: Collection[str],
    required: Sequence[str],
    error: Raise,
    *,
    keep_going: bool = False,
) -> Table:
    """Read the known columns of a file's content; see :func:`read_table`."""
    grid = read_grid(content, file, lambda header: sum(_canonical(cell) in known for cell in header), error)
    lines, findings = _trimmed(grid.lines), grid.findings
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


def _trimmed(lines: Sequence[Line]) -> list[Line]:
    """Cut the blank cells that a spreadsheet leaves to the right of its table."""
    if not lines:
        return []
    number, header = lines[0]
    width = max((column + 1 for column, cell in enumerate(header) if cell), default=0)
    cut = [(row, cells[:width] if not any(cells[width:]) else cells) for row, cells in lines[1:]]
    return [(number, header[:width]), *cut]
