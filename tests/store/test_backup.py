"""Backups: one state, whole or not at all, from either database to either."""

import json
import os
import stat
import zipfile
from uuid import uuid4

import pytest
import sqlalchemy as sa
from filled_store import CONTENT, everything, fill
from migrated_stores import migrated_in, put_store

from data.store import Store, backup, jobs
from data.store.tables import AUDIT, DEPOTS, JOBS
from routing.errors import BackupError, OutputError


@pytest.fixture
def full(store, now):
    """A store with a row in every table."""
    with store.write() as tx:
        fill(tx, now)
    return store


@pytest.fixture
def saved(full, tmp_path, now):
    path = tmp_path / "monday.zip"
    with full.read() as tx:
        backup.save(tx, path, now=now)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request, tmp_path):
    """A second store, empty, of either kind."""
    if request.param == "sqlite":
        put_store(tmp_path / "other")
        other = Store.of_folder(tmp_path / "other")
    else:
        server = request.getfixturevalue("postgresql")
        other = Store(server.create(f"other{uuid4().hex}", migrated_in(server)))
    yield other
    other.close()


def _restore(store, path):
    with backup.opened(path) as archive:
        backup.check(archive)
        with store.write() as tx:
            backup.restore(tx, archive)


def _rewritten(path, changes):
    """Return a copy of a backup with members replaced, or left out for None."""
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for part, change in changes.items():
                content = change(content) if name.startswith(part) and content is not None else content
            if content is not None:
                new.writestr(name, content)
    return changed


def test_a_backup_restores_every_row_and_byte_on_either_database(full, saved, other):
    _restore(other, saved)
    with full.read() as tx, other.read() as second:
        expected, found = everything(tx), everything(second)
    for name in backup.LEFT_OUT:
        assert len(expected.pop(name)) == 1
        assert found.pop(name) == []
    for rows in (expected["jobs"], found["jobs"]):
        rows[0] |= dict.fromkeys(("state", "lease", "leased_until", "started_at", "progress"))
    assert found == expected
    assert found["files"][0]["content"] == CONTENT


def test_jobs_that_ran_wait_for_their_turn_again(saved, other, now):
    _restore(other, saved)
    with other.write() as tx:
        assert tx.scalars(sa.select(JOBS.c.state)).all() == ["waiting"]
        assert jobs.claim(tx, "w", now=now, lease_s=9).attempts == 8


def test_what_was_there_before_a_restore_is_gone(full, saved, now):
    with full.write() as tx:
        tx.execute(
            DEPOTS.insert().values(depot_id="new", name="x", timezone="UTC", settings={}, version=1, created_at=now)
        )
    _restore(full, saved)
    with full.read() as tx:
        assert "new" not in tx.scalars(sa.select(DEPOTS.c.depot_id)).all()


def test_numbering_goes_on_behind_the_restored_rows(saved, other, now):
    _restore(other, saved)
    with other.write() as tx:
        tx.execute(AUDIT.insert().values(at=now, user_name="a", action="x", subject="y", detail={}))
        assert sorted(tx.scalars(sa.select(AUDIT.c.entry_id))) == [7, 8]


def test_a_backup_holds_one_state_while_others_write(full, tmp_path, now):
    def meddle(table):
        if table == "depots":
            with full.write() as tx:
                tx.execute(sa.update(JOBS).values(subject="meddled"))

    with full.read() as tx:
        before = everything(tx)["jobs"][0]["subject"]
        backup.save(tx, tmp_path / "b.zip", now=now, tell=meddle)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert json.loads(archive.read("tables/jobs.jsonl"))["subject"] == before


def test_only_its_owner_may_read_a_backup(saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_a_backup_that_breaks_off_leaves_the_one_before_and_nothing_else(full, saved, now):
    before = saved.read_bytes()

    def break_off(_table):
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"), full.read() as tx:
        backup.save(tx, saved, now=now, tell=break_off)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir() if path.name.startswith(".")] == []


def test_a_backup_into_a_folder_that_is_not_there_says_so(full, tmp_path, now):
    with pytest.raises(OutputError, match="No such file"), full.read() as tx:
        backup.save(tx, tmp_path / "gone" / "b.zip", now=now)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"files/": lambda content: content[:-1] + b"x"}, "files/"),
        ({"files/": lambda _: None}, "tables/files"),
        ({"tables/audit": lambda content: content + content}, "tables/audit"),
        ({"tables/audit": lambda content: content[:-9]}, "tables/audit"),
        ({"tables/audit": lambda content: content.replace(b'"action"', b'"actiom"')}, "tables/audit"),
        ({"tables/users": lambda _: None}, "tables/users"),
        ({"manifest": lambda content: content.replace(b'"audit"', b'"nothing"')}, "manifest"),
        ({"manifest": lambda content: content[:40]}, "manifest"),
    ],
)
def test_a_damaged_backup_is_refused_by_its_damaged_part(saved, changes, named):
    with backup.opened(_rewritten(saved, changes)) as archive, pytest.raises(BackupError, match=rf"damaged \({named}"):
        backup.check(archive)


def test_a_backup_with_a_flipped_byte_in_the_middle_is_refused(saved):
    content = bytearray(saved.read_bytes())
    for place in range(200, 260):
        content[place] ^= 0xFF
    saved.write_bytes(content)
    with backup.opened(saved) as archive, pytest.raises(BackupError, match="damaged"):
        backup.check(archive)


def test_a_backup_of_another_version_is_refused_with_both_versions(saved):
    newer = {"manifest": lambda content: content.replace(b'"tables_version": "', b'"tables_version": "9')}
    changed = _rewritten(saved, newer)
    with backup.opened(changed) as archive, pytest.raises(BackupError, match="version 9"):
        backup.check(archive)


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "a.zip").write_text("hello")
    with pytest.raises(BackupError, match="no backup"):
        backup.opened(tmp_path / "a.zip")


def test_an_archive_of_something_else_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with backup.opened(tmp_path / "a.zip") as archive, pytest.raises(BackupError, match="no backup"):
        backup.check(archive)


def test_a_backup_that_is_not_there_says_so(tmp_path):
    with pytest.raises(BackupError, match="No such file"):
        backup.opened(tmp_path / "gone.zip")


def test_what_changed_since_gets_a_version_it_never_had(full, saved):
    with full.read() as tx:
        (before,) = tx.scalars(sa.select(DEPOTS.c.version))
    with full.write() as tx:
        tx.execute(sa.update(DEPOTS).values(version=before + 2))
    _restore(full, saved)
    with full.read() as tx:
        assert tx.scalar(sa.select(DEPOTS.c.version)) == before + 3


def test_what_stayed_as_it_was_keeps_its_version(full, saved):
    with full.read() as tx:
        before = everything(tx)
    _restore(full, saved)
    with full.read() as tx:
        after = everything(tx)
    for name in ("depots", "vehicles", "plans", "order_lists", "users"):
        assert after[name] == before[name]


def test_a_backup_takes_the_place_of_no_device(full, tmp_path, now):
    os.mkfifo(tmp_path / "pipe")
    with full.read() as tx, pytest.raises(OutputError):
        backup.save(tx, tmp_path / "pipe", now=now)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
