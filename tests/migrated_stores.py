"""Empty stores of this version, migrated once for all tests of this process and copied from there on.

That a new store is migrated is what ``tests/store/test_schema.py`` and
``tests/browser/test_first_start.py`` are about; all others only need one.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from postgresql_server import PostgreSQL

from data.store import Store


def put_store(folder: Path) -> None:
    """Put an empty store where a service looks for it; one that is there already stays."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "termintreu.db"
    if not file.exists():
        file.write_bytes(_sqlite())


@cache
def _sqlite() -> bytes:
    """Return the file of a migrated store."""
    with TemporaryDirectory() as folder:
        store = Store.of_folder(Path(folder))
        store.migrate()
        store.close()
        return (Path(folder) / "termintreu.db").read_bytes()


@cache
def migrated_in(server: PostgreSQL) -> str:
    """Return the name of a migrated database on a server, for others to be made from."""
    store = Store(server.create("migrated"))
    store.migrate()
    store.close()
    return "migrated"
