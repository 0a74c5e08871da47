"""Stores of both kinds: a test that takes ``store`` runs on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from migrated_stores import migrated_in, put_store

from data.store import Store
from data.store.accounts import create_user
from data.store.tables import DEPOTS


@pytest.fixture
def now():
    """A morning; nothing in a store looks at the clock."""
    return datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request):
    return request.param


@pytest.fixture
def store_url(request, kind, tmp_path):
    """The address of a database without any table."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'termintreu.db'}"
    return request.getfixturevalue("postgresql_url")


@pytest.fixture
def store(request, kind, tmp_path):
    """An empty store of this version."""
    if kind == "sqlite":
        put_store(tmp_path)
        store = Store.of_folder(tmp_path)
    else:
        server = request.getfixturevalue("postgresql")
        store = Store(server.create(f"t{uuid4().hex}", migrated_in(server)))
    yield store
    store.close()


@pytest.fixture
def anna(store, now):
    """The id of a person."""
    with store.write() as tx:
        return create_user(tx, "anna", ["dispatcher"], now=now).user_id


@pytest.fixture
def depot(store, now):
    """The id of a depot."""
    with store.write() as tx:
        tx.execute(
            DEPOTS.insert().values(
                depot_id="nord", name="Nord", timezone="Europe/Berlin", settings={}, version=1, created_at=now
            )
        )
    return "nord"
