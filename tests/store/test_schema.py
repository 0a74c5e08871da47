"""Migrations: they make exactly the tables that the program works with, whoever starts first."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from filled_store import everything, fill

from data.store import Store, schema
from data.store.tables import METADATA, VEHICLES
from routing.errors import StoreError

START = "import sys; from data.store import Store; Store(sys.argv[1]).migrate()"


@pytest.fixture
def empty(store_url):
    """A store without any table."""
    store = Store(store_url)
    yield store
    store.close()


def test_the_migrations_make_exactly_the_tables_that_the_program_works_with(store):
    """If this fails: python data/store/migrations/draft.py NUMBER_what_changed."""
    with store.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_a_migrated_store_says_its_version(store):
    with store.read() as tx:
        assert schema.version_of(tx) == schema.version()


def test_migrating_again_changes_nothing(store, now):
    with store.write() as tx:
        fill(tx, now)
        before = everything(tx)
    store.migrate()
    with store.read() as tx:
        assert everything(tx) == before


def test_processes_that_start_at_once_migrate_once(empty):
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", START, empty.url]
    started = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate(timeout=50)[1] for process in started] == [""] * 4
    with empty.read() as tx:
        assert schema.version_of(tx) == schema.version()


def test_a_store_of_a_newer_program_is_refused_with_both_versions(store):
    with store.write() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=f"version 9999, this program knows {schema.version()}"):
        store.migrate()
    with store.read() as tx:
        assert schema.version_of(tx) == "9999"


def test_a_database_with_tables_of_another_program_is_refused_and_left_alone(empty):
    with empty.write() as tx:
        tx.execute(sa.text("CREATE TABLE users (name TEXT)"))
    with pytest.raises(StoreError, match="another program"):
        empty.migrate()
    with empty.read() as tx:
        assert sa.inspect(tx).get_table_names() == ["users"]


def test_a_migration_that_breaks_off_leaves_nothing(empty, monkeypatch):
    def upgrade_half(tx):
        tx.execute(sa.text("CREATE TABLE half (name TEXT)"))
        raise StoreError.of("store_busy")

    monkeypatch.setattr("data.store.engine.upgrade", upgrade_half)
    with pytest.raises(StoreError):
        empty.migrate()
    with empty.read() as tx:
        assert sa.inspect(tx).get_table_names() == []


def test_references_hold_after_a_migration(store):
    """SQLite has them off meanwhile, for it alters a table by copying and dropping it."""
    with pytest.raises(sa.exc.IntegrityError), store.write() as tx:
        tx.execute(VEHICLES.insert().values(depot_id="gone", vehicle_id="v", position=1, cells={}, version=1))
