"""A service that starts deletes what had its time while nobody was there."""

import time
from datetime import UTC, datetime

import sqlalchemy as sa
from fastapi.testclient import TestClient
from filled_store import fill

from data.store import Store, files
from data.store.tables import HISTORIES, RUN_FILES


def test_actual_times_whose_time_is_over_are_gone_after_the_start(app, settings):
    settings.folder.mkdir()
    store = Store(settings.store_url)
    store.migrate()
    with store.write() as tx:
        fill(tx, datetime(2020, 1, 1, tzinfo=UTC))
        own = files.put(tx, "history.csv", "text/csv", b"x", now=datetime(2020, 1, 1, tzinfo=UTC))
        tx.execute(RUN_FILES.delete())
        tx.execute(sa.update(HISTORIES).values(file_id=own, vehicles_file_id=None, deleted_at=None))
    with TestClient(app):
        until = time.monotonic() + 20
        gone = None
        while gone is None and time.monotonic() < until:
            with store.read() as tx:
                gone = tx.scalar(sa.select(HISTORIES.c.deleted_at))
            time.sleep(0.02)
    store.close()
    assert gone is not None
