"""A history as a file in the canonical columns: CSV, or Parquet by the name's ending."""

import io
import re
from pathlib import Path

import pandas as pd

from data.exports.plan_csv import harmless
from data.imports.rows import HISTORY_COLUMNS
from routing.files import write_atomically

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


def write_history(path: Path, rows: pd.DataFrame) -> None:
    """Write the rows of a history in one step; :func:`data.imports.read_history` reads them back.

    Parameters
    ----------
    path
        ``.parquet`` gives Parquet, anything else CSV (commas, UTF-8).
    rows
        Any of :data:`HISTORY_COLUMNS`; they are put in order. In CSV, text
        that a spreadsheet would take for a formula gets an apostrophe before it.

    Raises
    ------
    ValueError
        If ``rows`` has a column that a history has not.
    OutputError
        If the file can't be written; an older one is then untouched.
    """
    path = Path(path)
    strange = [str(name) for name in rows.columns if name not in HISTORY_COLUMNS]
    if strange:
        msg = f"no columns of a history: {', '.join(strange)}"
        raise ValueError(msg)
    ordered = rows[[name for name in HISTORY_COLUMNS if name in rows.columns]]
    write_atomically(path, _parquet(ordered) if path.suffix.casefold() == ".parquet" else _csv(ordered))


def _csv(rows: pd.DataFrame) -> bytes:
    safe: pd.DataFrame = rows.apply(
        lambda column: column if pd.api.types.is_numeric_dtype(column) else column.map(_safe)
    )
    return safe.to_csv(index=False, lineterminator="\n").encode()


def _safe(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) and not _NUMBER.fullmatch(cell) else cell


def _parquet(rows: pd.DataFrame) -> bytes:
    """Return numbers as numbers and all else as text: Parquet has one type a column."""
    typed: pd.DataFrame = rows.apply(
        lambda column: column if pd.api.types.is_numeric_dtype(column) else column.map(_text)
    )
    content = io.BytesIO()
    typed.to_parquet(content, index=False)
    return content.getvalue()


def _text(cell: object) -> str | None:
    return None if cell is None or cell is pd.NaT or cell != cell else str(cell)  # noqa: PLR0124 - not-a-number
