"""Histories and runs in the store."""

from datetime import UTC, datetime, timedelta

import pytest

from data.store import depots, files, histories, runs
from routing.errors import NotFoundError

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def tx(service):
    """A transaction on a fresh store, kept open."""
    with service.app.state.store.write() as opened:
        yield opened


@pytest.fixture
def depot(tx):
    return depots.create(tx, "Depot", now=NOW)


@pytest.fixture
def history(tx, depot):
    """A history that goes after ten days."""
    held = [files.put(tx, name, "text/csv", b"date\n", now=NOW) for name in ("history.csv", "vehicles.csv")]
    return histories.add(
        tx,
        depot.depot_id,
        "history.csv",
        file_id=held[0],
        vehicles_file_id=held[1],
        simulated=False,
        summary={},
        user_id=None,
        now=NOW,
        delete_after=NOW + timedelta(days=10),
    )


@pytest.fixture
def begin(tx, history):
    """Return a function that begins a run, with its job."""

    def begin(kind="replay", now=NOW):
        return runs.begin(tx, history.depot_id, history.history_id, kind, {}, user_id=None, now=now)[1]

    return begin


def finish(tx, run, **document):
    left = [
        runs.NewFile("days.csv", "text/csv", b"date\n"),
        runs.NewFile("ledger.csv", "text/csv", b"arrival\n", personal=True),
    ]
    runs.finish(tx, run.run_id, document=document, learned=None, left=left, now=NOW)


def test_runs_of_a_depot_are_counted(begin):
    assert [begin().number, begin("diagnosis").number] == [1, 2]


def test_a_run_without_a_document_is_where_its_job_is(begin):
    assert begin().state == "waiting"


def test_a_run_with_a_document_is_done(tx, begin):
    run = begin()
    finish(tx, run, days=3)
    assert runs.get(tx, run.run_id).state == "done"


def test_the_latest_run_is_a_finished_one(tx, depot, begin):
    first = begin()
    begin()
    finish(tx, first, days=3)
    assert runs.latest(tx, depot.depot_id, "replay").run_id == first.run_id


def test_the_latest_run_is_of_its_kind(tx, depot, begin):
    finish(tx, begin("diagnosis"))
    assert runs.latest(tx, depot.depot_id, "replay") is None


def test_runs_are_listed_newest_first_and_on_from_any(tx, begin):
    numbers = [begin(now=NOW + timedelta(minutes=minute)).number for minute in range(5)]
    first = runs.list_(tx, None, limit=2)
    rest = runs.list_(tx, None, after=first[-1].run_id)
    assert [run.number for run in (*first, *rest)] == numbers[::-1]


def test_runs_of_other_depots_are_not_listed(tx, begin):
    begin()
    assert runs.list_(tx, {"another"}) == ()


def test_files_of_a_run_finished_twice_are_those_of_the_second_time(tx, begin):
    run = begin()
    finish(tx, run)
    finish(tx, run)
    assert [file.name for file in runs.file_list(tx, run.run_id)] == ["days.csv", "ledger.csv"]


def test_with_a_history_its_actual_times_go(tx, begin, history):
    run = begin()
    finish(tx, run)
    histories.delete(tx, history.history_id, user_id=None, now=NOW)
    assert [file.name for file in runs.file_list(tx, run.run_id)] == ["days.csv"]


def test_with_a_history_its_own_files_go(tx, history):
    histories.delete(tx, history.history_id, user_id=None, now=NOW)
    with pytest.raises(NotFoundError):
        files.get(tx, history.file_id)


def test_what_runs_found_in_sum_outlives_their_history(tx, begin, history):
    run = begin()
    finish(tx, run, days=3)
    histories.delete(tx, history.history_id, user_id=None, now=NOW)
    assert runs.get(tx, run.run_id).document == {"days": 3}


def test_a_deleted_history_is_listed_no_more(tx, history):
    histories.delete(tx, history.history_id, user_id=None, now=NOW)
    assert histories.list_(tx, None) == ()


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(("days", "left"), [(9, 1), (10, 0)])
def test_a_history_goes_when_its_time_is_over(tx, days, left):
    histories.expire(tx, now=NOW + timedelta(days=days))
    assert len(histories.list_(tx, None)) == left


def test_an_unknown_run_is_not_found(tx):
    with pytest.raises(NotFoundError):
        runs.get(tx, "none")


def test_a_file_that_a_run_has_not_is_not_found(tx, begin):
    with pytest.raises(NotFoundError):
        runs.file(tx, begin().run_id, "days.csv")
