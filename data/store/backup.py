"""Backups: the whole store in one zip file, the same for SQLite and PostgreSQL.

``manifest.json`` names version, rows and hashes; ``tables/NAME.jsonl`` holds a
row a line, ``files/ID`` the bytes of a file. Sessions, links and failed
sign-ins are left out: after a restore everybody signs in again. A backup holds
password hashes and actual times, so only its owner may read it.
"""

import errno
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Final, Literal

import sqlalchemy as sa
from pydantic import ValidationError

from data.store.engine import Transaction
from data.store.schema import version
from data.store.tables import FILES, JOBS, LINKS, LOGIN_FAILURES, METADATA, SESSIONS, Moment
from routing.errors import BackupError, OutputError
from routing.model import Frozen

LEFT_OUT: Final = frozenset({SESSIONS.name, LINKS.name, LOGIN_FAILURES.name})
BATCH: Final = 500
"""Rows read or written at a time."""

Tell = Callable[[str], None]
"""Takes the name of the table that is at work."""


class Part(Frozen):
    """A table in a backup; ``sha256`` is of its lines."""

    rows: int
    sha256: str


class Manifest(Frozen):
    """What a backup says of itself."""

    format: Literal["termintreu-backup"] = "termintreu-backup"
    tables_version: str
    made_at: datetime
    tables: dict[str, Part]


def save(tx: Transaction, path: Path, *, now: datetime, tell: Tell = lambda _: None) -> Manifest:
    """Write all that one transaction sees to a file, which is there as a whole or not at all.

    Raises
    ------
    OutputError
        If the file can't be written.
    """
    if path.exists() and not path.is_file():
        raise OutputError.of(
            "file_not_written", file=str(path), detail=os.strerror(errno.EISDIR if path.is_dir() else errno.EINVAL)
        )
    try:
        handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as output:
                manifest = _pack(tx, output, now, tell)
                output.flush()
                os.fsync(output.fileno())
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError.of("file_not_written", file=str(path), detail=error.strerror or str(error)) from error
    return manifest


def _pack(tx: Transaction, output: Any, now: datetime, tell: Tell) -> Manifest:
    """Write the members of the archive."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        parts = {table.name: _pack_table(tx, archive, table, tell) for table in _tables()}
        manifest = Manifest(tables_version=version(), made_at=now, tables=parts)
        archive.writestr("manifest.json", manifest.model_dump_json(indent=2))
    return manifest


def _pack_table(tx: Transaction, archive: zipfile.ZipFile, table: sa.Table, tell: Tell) -> Part:
    """Write a table's rows, then the bytes of its files."""
    tell(table.name)
    columns = _columns(table)
    digest, count = sha256(), 0
    ids = []
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
        found = tx.execute(sa.select(*columns).order_by(*table.primary_key).execution_options(yield_per=BATCH))
        for row in found.mappings():
            line = json.dumps({name: _written(value) for name, value in row.items()}, ensure_ascii=False) + "\n"
            member.write(line.encode())
            digest.update(line.encode())
            count += 1
            if table is FILES:
                ids.append(row["file_id"])
    for file_id in ids:
        content = tx.scalar(sa.select(FILES.c.content).where(FILES.c.file_id == file_id))
        archive.writestr(f"files/{file_id}", bytes(content or b""))
    return Part(rows=count, sha256=digest.hexdigest())


def check(archive: zipfile.ZipFile, tell: Tell = lambda _: None) -> Manifest:
    """Make sure that a backup is whole and fits this program; nothing is restored yet.

    Raises
    ------
    BackupError
        If it is no backup, damaged, or of another version.
    """
    manifest = _manifest(archive)
    if manifest.tables_version != version():
        raise BackupError.of("backup_version", value=manifest.tables_version, detail=version())
    if set(manifest.tables) != {table.name for table in _tables()}:
        raise BackupError.of("backup_damaged", detail="manifest.json")
    for table in _tables():
        tell(table.name)
        _check_table(archive, table, manifest.tables[table.name])
    return manifest


def opened(path: Path) -> zipfile.ZipFile:
    """Open a backup; close it when done.

    Raises
    ------
    BackupError
        If it can't be read or is no archive.
    """
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        raise BackupError.of("backup_unreadable", file=str(path), detail=error.strerror or str(error)) from error
    except zipfile.BadZipFile as error:
        raise BackupError.of("backup_foreign", file=str(path)) from error


def restore(tx: Transaction, archive: zipfile.ZipFile, tell: Tell = lambda _: None) -> None:
    """Replace all that a store holds by a checked backup; jobs that ran wait for their turn again.

    What has changed since the backup gets a version that it never had, so that no page and no running service
    takes what it remembers of the later one for the one restored.
    """
    later = {table.name: _versions(tx, table) for table in _tables() if "version" in table.columns}
    for table in reversed(METADATA.sorted_tables):
        tx.execute(table.delete())
    for table in _tables():
        tell(table.name)
        rows = _rows(archive, table)
        while batch := list(islice(rows, 1 if table is FILES else BATCH)):
            tx.execute(table.insert(), batch)
        _go_on_counting(tx, table)
        _go_beyond(tx, table, later.get(table.name, {}))
    running = sa.update(JOBS).where(JOBS.c.state == "running")
    tx.execute(running.values(state="waiting", lease=None, leased_until=None, started_at=None, progress=None))


def _versions(tx: Transaction, table: sa.Table) -> dict[tuple[Any, ...], int]:
    """Return the version of each row by its key."""
    return {tuple(row[:-1]): row[-1] for row in tx.execute(sa.select(*table.primary_key, table.columns.version))}


def _go_beyond(tx: Transaction, table: sa.Table, later: Mapping[tuple[Any, ...], int]) -> None:
    """Give restored rows versions beyond those that they had before they were restored."""
    restored = _versions(tx, table) if later else {}
    for key, number in restored.items():
        if later.get(key, number) != number:
            same = (column == value for column, value in zip(table.primary_key, key, strict=True))
            tx.execute(sa.update(table).where(*same).values(version=max(number, later[key]) + 1))


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    """Read what the archive says of itself."""
    try:
        return Manifest.model_validate_json(archive.read("manifest.json"))
    except KeyError as error:
        raise BackupError.of("backup_foreign", file=archive.filename) from error
    except (ValidationError, zipfile.BadZipFile) as error:
        raise BackupError.of("backup_damaged", detail="manifest.json") from error


def _check_table(archive: zipfile.ZipFile, table: sa.Table, part: Part) -> None:
    """Compare a table's lines and its files' bytes with their hashes."""
    name = f"tables/{table.name}.jsonl"
    names = {column.name for column in _columns(table)}
    digest, count = sha256(), 0
    try:
        with archive.open(name) as member:
            for line in member:
                digest.update(line)
                count += 1
                row = json.loads(line)
                if set(row) != names:
                    raise BackupError.of("backup_damaged", detail=name)
                if table is FILES:
                    _check_file(archive, row)
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise BackupError.of("backup_damaged", detail=name) from error
    if (count, digest.hexdigest()) != (part.rows, part.sha256):
        raise BackupError.of("backup_damaged", detail=name)


def _check_file(archive: zipfile.ZipFile, row: Mapping[str, Any]) -> None:
    """Compare a file's bytes with its hash."""
    content = archive.read(f"files/{row['file_id']}")
    if sha256(content).hexdigest() != row["sha256"]:
        raise BackupError.of("backup_damaged", detail=f"files/{row['file_id']}")


def _rows(archive: zipfile.ZipFile, table: sa.Table) -> Iterator[dict[str, Any]]:
    """Read a table's rows as they are inserted."""
    with archive.open(f"tables/{table.name}.jsonl") as member:
        for line in member:
            row = {column.name: _read(column, value) for column, value in _pairs(table, json.loads(line))}
            if table is FILES:
                row["content"] = archive.read(f"files/{row['file_id']}")
            yield row


def _pairs(table: sa.Table, row: Mapping[str, Any]) -> Iterator[tuple[sa.Column[Any], Any]]:
    return ((column, row[column.name]) for column in _columns(table))


def _tables() -> list[sa.Table]:
    """Return the tables of a backup, each behind those that it refers to."""
    return [table for table in METADATA.sorted_tables if table.name not in LEFT_OUT]


def _columns(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns that stand in a table's lines; bytes lie in files of their own."""
    return [column for column in table.columns if not isinstance(column.type, sa.LargeBinary)]


def _written(value: Any) -> Any:
    """Return a value as JSON knows it."""
    return value.isoformat() if isinstance(value, date) else value


def _read(column: sa.Column[Any], value: Any) -> Any:
    """Return a value as its column wants it."""
    if value is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value


def _go_on_counting(tx: Transaction, table: sa.Table) -> None:
    """Let PostgreSQL number new rows behind the restored ones; SQLite does so by itself."""
    column = table.autoincrement_column
    if column is None or tx.dialect.name != "postgresql":
        return
    last = tx.scalar(sa.select(sa.func.max(column)))
    if last is not None:
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        tx.execute(sa.select(sa.func.setval(sequence, last)))
