"""The store: one database behind an address, opened for reading or for writing.

One contract on both databases, so that whatever works on SQLite works on
PostgreSQL: a reader sees one state and hinders nobody; writers take turns, so
what a writer has read is still so when it writes.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data.store.failures import as_store_errors
from data.store.schema import upgrade
from routing.errors import StoreError

Transaction = Connection
"""What the functions of this package take; it ends with the block that opened it."""

AGAIN_S: Final = 0.02
"""Pause before SQLite is asked once more to write ahead."""

BUSY_MS: Final = 10_000
"""How long a writer waits for the one before it."""

IDLE_MS: Final = 60_000
"""After how long PostgreSQL ends a transaction whose program has fallen silent, for all others wait for it."""

CONNECT_S: Final = 10
"""How long a connection to PostgreSQL may take."""

WRITERS: Final = 0x7465726D
"""The advisory lock that writers on PostgreSQL hold in turn."""


class Store:
    """A database. Cheap to open; safe to share between threads, not between processes.

    Parameters
    ----------
    url
        ``sqlite:///file`` or ``postgresql+psycopg://…``.
    busy_ms
        How long a writer waits for the one before it.

    Raises
    ------
    StoreError
        If the address is none, or its driver is not installed.
    """

    def __init__(self, url: str, *, busy_ms: int = BUSY_MS) -> None:
        self.url = url
        try:
            self._engine = _engine(url, busy_ms)
        except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
            raise StoreError.of("store_address") from error

    @classmethod
    def of_folder(cls, folder: Path) -> "Store":
        """Return the store that lies in a folder as SQLite."""
        return cls(f"sqlite:///{folder / 'termintreu.db'}")

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self._engine.dialect.name == "sqlite"

    def migrate(self) -> None:
        """Bring the tables to this version; several processes may do so at once.

        Raises
        ------
        StoreError
            If the database can't be used, or was made by a newer program or another one; it is as it was then.
        """
        with as_store_errors(), self._engine.connect() as connection:
            if self.is_sqlite:
                # SQLite alters a table by copying and dropping it, which would delete what refers to it.
                connection.detach()
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            self._take_turn(connection)
            upgrade(connection)
            connection.commit()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a transaction that sees one state and changes nothing.

        Raises
        ------
        StoreError
            If the database can't be used.
        """
        with as_store_errors(), self._engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("PRAGMA query_only=ON")
                connection.exec_driver_sql("BEGIN")
            else:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open a transaction that is kept as a whole or not at all.

        Raises
        ------
        StoreError
            If the database can't be used; nothing is changed then, unless the finding says that this is unknown.
        """
        with as_store_errors(), self._engine.connect() as connection:
            self._take_turn(connection)
            yield connection
            with as_store_errors(keeping=True):
                connection.commit()

    def _take_turn(self, connection: Connection) -> None:
        """Begin to write, once the writer before has ended."""
        if self.is_sqlite:
            connection.exec_driver_sql("PRAGMA query_only=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")

    def alive(self) -> bool:
        """Return whether the database answers."""
        with self.read() as tx:
            return tx.scalar(sa.select(sa.literal(1))) == 1

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def _engine(url: str, busy_ms: int) -> sa.Engine:
    """Return an engine with a pool for the threads of one process."""
    if sa.make_url(url).get_backend_name() != "sqlite":
        options = f"-c lock_timeout={busy_ms} -c idle_in_transaction_session_timeout={IDLE_MS}"
        return sa.create_engine(
            url,
            pool_pre_ping=True,  # after PostgreSQL was restarted the pool is full of dead connections
            pool_size=10,
            max_overflow=20,
            connect_args={"connect_timeout": CONNECT_S, "options": options},
        )
    engine = sa.create_engine(url, pool_size=20, max_overflow=60)
    _tune(engine, busy_ms)
    return engine


def _tune(engine: sa.Engine, busy_ms: int) -> None:
    """Let SQLite write ahead, wait for the other writer, and leave transactions to us."""

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_ms}")
        _write_ahead(cursor, busy_ms)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _write_ahead(cursor: sqlite3.Cursor, busy_ms: int) -> None:
    """Switch a database to writing ahead; while others do the same at once, SQLite gives up without waiting."""
    until = time.monotonic() + busy_ms / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(AGAIN_S)
        else:
            return
