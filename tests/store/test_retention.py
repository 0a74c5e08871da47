"""Actual times are deleted when their time is over; what was found in sum stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from filled_store import fill

from data.store import Store, files, retention
from data.store.tables import AUDIT, FILES, HISTORIES, JOBS, PLANS, RUN_FILES, RUNS

DAY = timedelta(days=1)


@pytest.fixture
def kept(store, now):
    """A store whose history, with two files of its own and two of a run, is to be deleted in ten days."""
    with store.write() as tx:
        fill(tx, now)
        ids = {
            name: files.put(tx, name, "text/csv", b"x", now=now) for name in ("history", "vehicles", "sum", "visits")
        }
        over = {"delete_after": now + 10 * DAY, "deleted_at": None}
        tx.execute(sa.update(HISTORIES).values(file_id=ids["history"], vehicles_file_id=ids["vehicles"], **over))
        tx.execute(RUN_FILES.delete())
        run_id = tx.scalar(sa.select(RUNS.c.run_id))
        for name in ("sum", "visits"):
            row = {"run_id": run_id, "name": name, "file_id": ids[name], "personal": name == "visits"}
            tx.execute(RUN_FILES.insert().values(**row))
    return store


def _expire(store, at):
    with store.write() as tx:
        return retention.expire(tx, at)


def _names(store):
    with store.read() as tx:
        return set(tx.scalars(sa.select(FILES.c.name))) & {"history", "vehicles", "sum", "visits"}


def test_nothing_is_deleted_before_its_time(kept, now):
    assert _expire(kept, now + 9 * DAY).histories == ()
    assert _names(kept) == {"history", "vehicles", "sum", "visits"}


def test_the_files_that_tell_of_single_visits_go_and_the_others_stay(kept, now):
    assert len(_expire(kept, now + 10 * DAY).histories) == 1
    assert _names(kept) == {"sum"}


def test_the_documents_of_the_runs_stay(kept, now):
    _expire(kept, now + 10 * DAY)
    with kept.read() as tx:
        assert tx.scalar(sa.select(RUNS.c.document)) is not None


def test_a_second_time_finds_nothing_left(kept, now):
    _expire(kept, now + 10 * DAY)
    assert _expire(kept, now + 11 * DAY) == retention.Expired(histories=(), jobs=0, sign_ins=0)


def test_the_audit_log_says_which_history_lost_its_files(kept, now):
    gone = _expire(kept, now + 10 * DAY).histories
    with kept.read() as tx:
        noted = tx.scalars(sa.select(AUDIT.c.subject).where(AUDIT.c.action == "history.expire")).all()
    assert tuple(noted) == gone


def test_sessions_and_links_that_are_over_go(kept, now):
    assert _expire(kept, now + DAY).sign_ins == 2


def test_jobs_that_ended_long_ago_go_and_their_plans_stay(kept, now):
    with kept.write() as tx:
        tx.execute(sa.update(JOBS).values(state="done", ended_at=now))
    assert _expire(kept, now + 89 * DAY).jobs == 0
    assert _expire(kept, now + 91 * DAY).jobs == 1
    with kept.read() as tx:
        assert tx.execute(sa.select(PLANS.c.plan_id, PLANS.c.job_id)).one().job_id is None


def test_deleted_bytes_do_not_stay_in_the_file_of_sqlite(tmp_path, now):
    """Deleting marks pages as free; what stood on them could still be read."""
    store = Store.of_folder(tmp_path)
    store.migrate()
    with store.write() as tx:
        file_id = files.put(tx, "a", "text/csv", b"actual times of one driver" * 999, now=now)
    with store.write() as tx:
        files.drop(tx, file_id)
    store.close()
    assert b"actual times" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
