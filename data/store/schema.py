"""The version of the tables, and the way from any older one to this."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from data.store.tables import METADATA
from routing.errors import StoreError

MIGRATIONS: Final = Path(__file__).parent / "migrations"
VERSIONS: Final = MIGRATIONS / "versions"


def version() -> str:
    """Return the version of the tables that this program works with."""
    head = _scripts().get_current_head()
    if head is None:
        msg = f"no migrations in {VERSIONS}"
        raise LookupError(msg)
    return head


def version_of(connection: Connection) -> str | None:
    """Return the version of the tables that a database has; ``None`` for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Bring a database to this version, in the transaction that is open; done already, it does nothing.

    Raises
    ------
    StoreError
        If the database was made by a newer program, or by another one.
    """
    found = version_of(connection)
    if found == version():
        return
    if found is None and set(sa.inspect(connection).get_table_names()) & set(METADATA.tables):
        raise StoreError.of("store_foreign")
    if found is not None and found not in {script.revision for script in _scripts().walk_revisions()}:
        raise StoreError.of("store_newer", value=found, detail=version())
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
