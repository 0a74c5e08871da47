"""The one contract of both databases: readers see one state, writers take turns."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from data.store import Store, files
from data.store.tables import DEPOTS, FILES
from routing.errors import InputError, StoreError

pytestmark = pytest.mark.usefixtures("depot")


def _name(tx):
    return tx.scalar(sa.select(DEPOTS.c.name))


def _rename(tx, name):
    tx.execute(sa.update(DEPOTS).values(name=name))


def test_a_write_that_breaks_off_leaves_nothing(store):
    def break_off():
        with store.write() as tx:
            _rename(tx, "half")
            raise InputError.of("internal")

    with pytest.raises(InputError):
        break_off()
    with store.read() as tx:
        assert _name(tx) == "Nord"


def test_a_reader_sees_one_state_to_its_end(store):
    with store.read() as reader:
        before = _name(reader)
        with store.write() as writer:
            _rename(writer, "Süd")
        assert _name(reader) == before
    with store.read() as reader:
        assert _name(reader) == "Süd"


def test_a_reader_does_not_wait_for_a_writer(store):
    with store.write() as writer:
        _rename(writer, "Süd")
        with store.read() as reader:
            assert _name(reader) == "Nord"


def test_what_is_opened_for_reading_can_t_write(store):
    with pytest.raises((StoreError, sa.exc.DBAPIError)), store.read() as tx:
        _rename(tx, "Süd")
    with store.write() as tx:
        _rename(tx, "Ost")
        assert _name(tx) == "Ost"


def test_what_a_writer_has_read_is_still_so_when_it_writes(store):
    """Counting up from several threads loses nothing, on PostgreSQL as on SQLite."""

    def count_up():
        for _ in range(10):
            with store.write() as tx:
                count = tx.scalar(sa.select(DEPOTS.c.version))
                tx.execute(sa.update(DEPOTS).values(version=count + 1))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        assert tx.scalar(sa.select(DEPOTS.c.version)) == 41


def test_thirty_readers_at_once_all_get_their_answer(store):
    barrier = threading.Barrier(30, timeout=20)

    def read(_number):
        with store.read() as tx:
            barrier.wait()  # all hold their connection at the same time
            return _name(tx)

    with ThreadPoolExecutor(30) as pool:
        assert set(pool.map(read, range(30))) == {"Nord"}


def test_a_writer_that_waits_too_long_is_told_that_the_store_is_busy(store):
    hasty = Store(store.url, busy_ms=50)

    def push_in():
        with hasty.write() as tx:
            _rename(tx, "Süd")

    with store.write() as tx:
        _rename(tx, "Ost")
        with pytest.raises(StoreError, match="busy"):
            push_in()
    with store.read() as tx:
        assert _name(tx) == "Ost"
    hasty.close()


def test_the_store_says_that_it_is_alive(store):
    assert store.alive()


def test_moments_come_back_in_utc(store, now):
    with store.write() as tx:
        files.put(tx, "a", "text/csv", b"", now=now.astimezone(timezone(timedelta(hours=5))))
        assert tx.scalar(sa.select(FILES.c.created_at)) == now
        assert tx.scalar(sa.select(FILES.c.created_at)).utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(store):
    with pytest.raises(sa.exc.StatementError, match="needs a zone"), store.write() as tx:
        files.put(tx, "a", "text/csv", b"", now=datetime(2026, 3, 2))  # noqa: DTZ001 - the point of the test


def test_what_others_refer_to_can_t_be_deleted(store, now):
    with store.write() as tx:
        file_id = files.put(tx, "traffic", "application/json", b"{}", now=now)
        tx.execute(sa.update(DEPOTS).values(traffic_file_id=file_id))
    with pytest.raises(sa.exc.IntegrityError), store.write() as tx:
        files.drop(tx, file_id)
