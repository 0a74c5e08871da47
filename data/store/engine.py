"""The store: one database behind an address, opened for reading or for writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data.store.tables import METADATA

Transaction = Connection
"""What the functions of this package take; it ends with the block that opened it."""

BUSY_MS = 10_000
"""How long a writer of SQLite waits for the one before it."""


class Store:
    """A database. Cheap to open; safe to share between threads, not between processes.

    Parameters
    ----------
    url
        ``sqlite:///file`` or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = sa.create_engine(url)
        if self.is_sqlite:
            _tune(self._engine)

    @classmethod
    def of_folder(cls, folder: Path) -> "Store":
        """Return the store that lies in a folder as SQLite."""
        return cls(f"sqlite:///{folder / 'termintreu.db'}")

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self._engine.dialect.name == "sqlite"

    def migrate(self) -> None:
        """Bring the tables to this version."""
        METADATA.create_all(self._engine)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a transaction that sees one state and changes nothing."""
        with self._engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open a transaction that is kept as a whole or not at all."""
        with self._engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def _tune(engine: sa.Engine) -> None:
    """Let SQLite write ahead, wait for the other writer, and leave transactions to us."""

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
