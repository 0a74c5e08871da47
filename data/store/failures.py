"""What a database says when it can't be used, told so that people know what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa

from routing.errors import BodyError, ConflictError, StoreError, TermintreuError

BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
UNREACHABLE: Final = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})
DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

PRIMARY: Final = 0xFF
"""The bits of SQLite's extended codes that hold the plain one."""

BUSY_STATES: Final = ("55P03", "57014", "40001", "40P01", "53300", "25P03")
"""PostgreSQL: lock not available, cancelled, serialization, deadlock, too many connections, idle for too long."""

FULL_STATES: Final = ("53100", "53200", "58030")
"""PostgreSQL: disk full, out of memory, input or output failed."""

DAMAGED_STATES: Final = ("XX001", "XX002")
"""PostgreSQL: a table or an index is corrupted."""

TWICE: Final = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})
TWICE_STATE: Final = "23505"
"""Both databases: what may be there once only is there already."""

UNFIT_STATES: Final = ("22021", "22P05")
"""PostgreSQL: signs that its text can't hold."""

GONE_CLASSES: Final = ("08", "57")
"""PostgreSQL: connections and interventions of those who run it."""


@contextmanager
def as_store_errors(*, keeping: bool = False) -> Iterator[None]:
    """Turn failures of the database into errors for people; mistakes of the program pass as they are.

    Parameters
    ----------
    keeping
        Whether a transaction is being kept: if the connection breaks then, nobody knows whether it was.

    Raises
    ------
    StoreError
        If the database is busy, full, damaged or gone.
    BodyError
        If it was given signs that it can't keep.
    ConflictError
        If somebody else has just kept what may be there once only.
    """
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise StoreError.of("store_busy") from error
    except sa.exc.DBAPIError as error:
        found = _sqlite(error) if isinstance(error.orig, sqlite3.Error) else _postgresql(error, keeping=keeping)
        if found is None:
            raise
        raise found from error


def _sqlite(error: sa.exc.DBAPIError) -> TermintreuError | None:
    """Return what a code of SQLite means."""
    extended = getattr(error.orig, "sqlite_errorcode", 0)
    if extended in TWICE:
        return ConflictError.of("kept_already")
    code = extended & PRIMARY
    if code in BUSY:
        return StoreError.of("store_busy")
    if code in FULL:
        return StoreError.of("store_full", detail=str(error.orig))
    if code in UNREACHABLE:
        return StoreError.of("store_unreachable", detail=str(error.orig))
    return StoreError.of("store_damaged", detail=str(error.orig)) if code in DAMAGED else None


def _postgresql(error: sa.exc.DBAPIError, *, keeping: bool) -> TermintreuError | None:
    """Return what a state of PostgreSQL means; a connection that broke has none."""
    state = getattr(error.orig, "sqlstate", None)
    said = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
    if state in UNFIT_STATES or "cannot contain NUL" in said:  # the driver refuses that itself, without a state
        return BodyError.of("body_signs")
    if state == TWICE_STATE:
        return ConflictError.of("kept_already")
    if state in BUSY_STATES:
        return StoreError.of("store_busy")
    if state in (*FULL_STATES, *DAMAGED_STATES):
        return StoreError.of("store_full" if state in FULL_STATES else "store_damaged", detail=said)
    gone = state.startswith(GONE_CLASSES) if state else isinstance(error, sa.exc.OperationalError)
    if gone or error.connection_invalidated:
        return StoreError.of("store_unsure") if keeping else StoreError.of("store_unreachable", detail=said)
    return None
