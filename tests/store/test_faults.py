"""Killed, locked, full, restarted: what was acknowledged is there, and the error says what is the matter."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Store, files
from data.store.tables import FILES
from routing.errors import StoreError

WRITER = """
import sys
from datetime import UTC, datetime
from data.store import Store, files
from routing.errors import StoreError

{before}
store = Store(sys.argv[1])
number = int(sys.argv[2])
try:
    while True:
        with store.write() as tx:
            for part in "ab":
                files.put(tx, f"{{number}}{{part}}", "text/csv", b"x" * 5000, now=datetime(2026, 3, 2, tzinfo=UTC))
        print(number, flush=True)
        number += 1
except StoreError as error:
    print(error.findings[0].code, flush=True)
"""
"""Writes pairs of files for ever and says the number of each pair once it is kept."""

SMALL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))"

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def run():
    """Return a function that starts Python code in a process of its own."""
    started = []

    def run(code, *arguments):
        command = [sys.executable, "-c", code, *(str(argument) for argument in arguments)]
        root = Path(__file__).parents[2]
        process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def _names(store):
    with store.read() as tx:
        return set(tx.scalars(sa.select(FILES.c.name)))


def _is_sound(store):
    if not store.is_sqlite:
        return True
    with store.read() as tx:
        return tx.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def _pairs(names):
    """Return the numbers of the pairs that are there; half a pair is a failure."""
    first, second = ({name[:-1] for name in names if name.endswith(part)} for part in "ab")
    assert first == second
    return {int(number) for number in first}


def _put(store, now, content=b"x", name="a"):
    with store.write() as tx:
        return files.put(tx, name, "text/csv", content, now=now)


def test_after_kill_9_in_the_middle_of_writes_all_that_was_acknowledged_is_there(store, run):
    said = set()
    for round_ in range(4):
        writer = run(WRITER.format(before=""), store.url, round_ * 1000)
        said |= {int(writer.stdout.readline()) for _ in range(10 + 7 * round_)}
        writer.send_signal(signal.SIGKILL)
        said |= {int(line) for line in writer.stdout.read().split()}  # communicate() would lose what readline() holds
        kept = _pairs(_names(store))
        assert said <= kept
        assert len(kept - said) <= round_ + 1  # a round's last one may be kept, but not yet said
        assert _is_sound(store)


def test_a_full_disk_is_said_and_all_that_was_acknowledged_is_there(tmp_path, run):
    store = Store.of_folder(tmp_path)
    store.migrate()
    *said, last = run(WRITER.format(before=SMALL_DISK), store.url, 0).communicate(timeout=50)[0].split()
    assert last == "store_full"
    assert len(said) > 10
    assert _pairs(_names(store)) == {int(number) for number in said}
    assert _is_sound(store)
    store.close()


def test_after_a_full_disk_has_room_again_writing_goes_on(tmp_path, now):
    store = Store.of_folder(tmp_path)
    store.migrate()

    def overfill():
        with store.write() as tx:
            tx.exec_driver_sql("PRAGMA max_page_count=1")
            files.put(tx, "big", "text/csv", b"x" * 5_000_000, now=now)

    with pytest.raises(StoreError, match="disk full"):
        overfill()
    with store.write() as tx:
        tx.exec_driver_sql("PRAGMA max_page_count=1000000")
        files.put(tx, "small", "text/csv", b"x", now=now)
    assert _names(store) == {"small"}
    store.close()


def test_a_database_that_another_process_holds_is_busy_until_it_lets_go(tmp_path, run, now):
    store = Store(f"sqlite:///{tmp_path / 'termintreu.db'}", busy_ms=100)
    store.migrate()
    holder = run(HOLDER, tmp_path / "termintreu.db")
    holder.stdout.readline()
    with pytest.raises(StoreError, match="busy"):
        _put(store, now)
    assert _names(store) == set()
    holder.communicate()
    _put(store, now)
    assert _names(store) == {"a"}
    store.close()


def test_a_database_file_that_is_none_is_said_to_be_damaged(tmp_path):
    (tmp_path / "termintreu.db").write_bytes(b"no database" * 999)
    store = Store.of_folder(tmp_path)
    with pytest.raises(StoreError, match="damaged"):
        store.migrate()
    store.close()


def test_a_folder_that_is_not_there_is_said_to_be_unreachable(tmp_path):
    store = Store.of_folder(tmp_path / "gone")
    with pytest.raises(StoreError, match="can't be reached"):
        store.migrate()


def test_a_mistake_of_the_program_is_not_taken_for_a_failure_of_the_store(store):
    with pytest.raises(sa.exc.DBAPIError), store.read() as tx:
        tx.exec_driver_sql("SELECT nonsense FROM nowhere")


@pytest.fixture
def on_server(postgresql_url, postgresql):
    """A store on PostgreSQL; the server runs again afterwards, whatever a test did to it."""
    store = Store(postgresql_url)
    store.migrate()
    yield store
    store.close()
    if not postgresql.runs():
        postgresql.start()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_after_postgresql_was_restarted_the_next_transaction_works(on_server, postgresql, now, mode):
    _put(on_server, now, name="before")
    postgresql.stop(mode)
    postgresql.start()
    _put(on_server, now, name="after")
    assert _names(on_server) == {"before", "after"}


def test_a_write_during_which_postgresql_was_restarted_leaves_nothing(on_server, postgresql, now):
    def write():
        with on_server.write() as tx:
            files.put(tx, "half", "text/csv", b"x", now=now)
            postgresql.stop("immediate")
            postgresql.start()
            files.put(tx, "rest", "text/csv", b"x", now=now)

    with pytest.raises(StoreError, match="can't be reached"):
        write()
    assert _names(on_server) == set()


def test_a_connection_that_breaks_while_saving_does_not_claim_that_nothing_was_changed(on_server, postgresql, now):
    def write():
        with on_server.write() as tx:
            files.put(tx, "a", "text/csv", b"x", now=now)
            postgresql.stop("immediate")

    with pytest.raises(StoreError, match="uncertain"):
        write()


def test_while_postgresql_is_down_readers_and_writers_hear_that_it_can_t_be_reached(on_server, postgresql, now):
    postgresql.stop()
    for attempt in (on_server.alive, lambda: _put(on_server, now)):
        with pytest.raises(StoreError, match="can't be reached"):
            attempt()
    postgresql.start()
    assert on_server.alive()


def test_kill_9_leaves_a_file_that_plain_sqlite_opens(tmp_path, run):
    """The write-ahead log of a killed process is no obstacle to other programs."""
    store = Store.of_folder(tmp_path)
    store.migrate()
    writer = run(WRITER.format(before=""), store.url, 0)
    writer.stdout.readline()
    writer.kill()
    writer.wait()
    connection = sqlite3.connect(tmp_path / "termintreu.db")
    assert connection.execute("SELECT count(*) FROM files").fetchone()[0] >= 2
    connection.close()
    store.close()
