"""Replays as jobs and through the interface."""

import json
from datetime import UTC, datetime

import pytest
import replay_results
from past_weeks import Heard, begin_run, keep_history, town_depot

from api.tasks import replay
from data.store import histories, jobs, runs
from routing.errors import ConflictError

QUICK = {"scenarios": 10, "work_limit": 1}


@pytest.fixture
def depot(store):
    return town_depot(store)


@pytest.fixture
def history(store, depot):
    return keep_history(store, depot)


@pytest.fixture
def analyst(signed_in, depot):
    return signed_in("analyst", depots=[depot.depot_id], name="roth")


@pytest.fixture
def finished(store, history):
    """Return a function that keeps a finished replay with a made-up document."""

    def finished(document=None, *, learned=None, **options):
        run, _ = begin_run(store, history, "replay", **options)
        left = [runs.NewFile("stops.parquet", "application/vnd.apache.parquet", b"")]
        with store.write() as tx:
            runs.finish(
                tx,
                run.run_id,
                document=document or replay_results.result(),
                learned=learned or {"judge": {"days": 60}, "replayed": ["2026-08-31"]},
                left=left,
                now=datetime.now(UTC),
            )
        return run.run_id

    return finished


def work(store, settings, run, job, act=None):
    heard = Heard(store, settings, act=act)
    accept = replay.work(job, heard.bench)
    with store.write() as tx:
        accept(tx)
    with store.read() as tx:
        return runs.get(tx, run.run_id), heard.told


def test_a_replay_leaves_its_document_and_files(store, settings, history):
    run, told = work(store, settings, *begin_run(store, history, "replay", **QUICK))
    with store.read() as tx:
        names = {file.name for file in runs.file_list(tx, run.run_id)}
    assert (run.state, run.document["days"]) == ("done", 25)
    assert {"stops.parquet", "areas.parquet", "customers.parquet", "days.csv", "excluded.csv", "replay.json"} <= names
    assert told[-1]["done"] == told[-1]["days"] == 25


def test_progress_shows_days_and_seconds_only(store, settings, history):
    """No figure of a replay is shown before all days are there and the gate has passed."""
    _, told = work(store, settings, *begin_run(store, history, "replay", **QUICK))
    assert set().union(*told) == {"step", "said", "done", "days", "days_state", "seconds_left", "left_out"}


def test_a_killed_replay_goes_on_with_the_days_that_are_missing(store, settings, history):
    run, job = begin_run(store, history, "replay", **QUICK)

    class KilledError(Exception):
        pass

    def kill(progress):
        if progress.get("done") == 5:
            raise KilledError

    with pytest.raises(KilledError):
        work(store, settings, run, job, kill)
    kept = {path.name: path.stat().st_mtime_ns for path in (settings.folder / "work" / run.run_id / "days").iterdir()}
    seen = []
    found, told = work(store, settings, run, job, lambda _: seen.append(_days(settings, run)))
    assert next(progress["done"] for progress in told if "done" in progress) == 0
    assert len(kept) == 5
    assert kept.items() <= seen[-1].items()
    assert found.document["days"] == 25


def _days(settings, run):
    folder = settings.folder / "work" / run.run_id / "days"
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*")}


def test_no_file_with_actual_times_stays_beside_the_store(store, settings, history):
    run, _ = work(store, settings, *begin_run(store, history, "replay", **QUICK))
    assert not (settings.folder / "work" / run.run_id).exists()


def test_a_replay_ends_when_its_history_is_deleted(store, settings, history, analyst):
    run, job = begin_run(store, history, "replay", **QUICK)
    with store.write() as tx:
        histories.delete(tx, history.history_id, user_id=analyst.user.user_id, now=datetime.now(UTC))
    with pytest.raises(ConflictError) as ended:
        work(store, settings, run, job)
    assert "von roth gelöscht" in ended.value.text("de")


def test_a_result_is_not_accepted_after_its_history_was_deleted(store, settings, history, analyst):
    _, job = begin_run(store, history, "replay", **QUICK)
    accept = replay.work(job, Heard(store, settings).bench)
    with store.write() as tx:
        histories.delete(tx, history.history_id, user_id=analyst.user.user_id, now=datetime.now(UTC))
    with pytest.raises(ConflictError), store.write() as tx:
        accept(tx)


def test_folders_of_runs_that_are_over_are_swept(store, settings, history):
    left = settings.folder / "work" / "long-gone"
    left.mkdir(parents=True)
    work(store, settings, *begin_run(store, history, "replay", **QUICK))
    assert not left.exists()


def test_a_replay_is_asked_for_once_with_one_key(analyst, history):
    body = {"history_id": history.history_id} | QUICK
    answers = [analyst.post("/api/v1/replays", json=body, headers={"Idempotency-Key": "k"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(analyst.get("/api/v1/replays").json()["items"]) == 1


def test_a_key_used_for_something_else_is_refused(analyst, history):
    for scenarios, status in ((10, 202), (20, 409)):
        body = {"history_id": history.history_id, "scenarios": scenarios}
        answer = analyst.post("/api/v1/replays", json=body, headers={"Idempotency-Key": "k"})
        assert answer.status_code == status


def test_days_the_wrong_way_round_are_refused(analyst, history):
    body = {"history_id": history.history_id, "first": "2026-03-01", "last": "2026-02-01"}
    assert analyst.post("/api/v1/replays", json=body).json()["code"] == "first_after_last"


def test_a_replay_of_a_deleted_history_is_not_begun(analyst, history):
    analyst.delete(f"/api/v1/histories/{history.history_id}")
    assert analyst.post("/api/v1/replays", json={"history_id": history.history_id}).status_code == 404


def test_a_run_says_what_its_job_says(analyst, history, store):
    run_id = analyst.post("/api/v1/replays", json={"history_id": history.history_id}).json()["run_id"]
    view = analyst.get(f"/api/v1/replays/{run_id}").json()
    assert (view["state"], view["document"], view["replay"]) == ("waiting", None, None)
    with store.read() as tx:
        assert jobs.get(tx, view["job_id"]).subject == run_id


def test_a_refused_replay_shows_no_planned_rate(analyst, finished):
    run_id = finished(replay_results.without_claim("coverage_80", 0.12, 0.05))
    figures = analyst.get(f"/api/v1/replays/{run_id}").json()["replay"]
    hidden = ("planned", "reduction", "worst", "worst_judge", "km_change")
    assert [figures[name] for name in hidden] == [None] * 5
    assert figures["refused"]["rule"] == "coverage_80"


def test_a_replay_with_a_headline_shows_it_with_its_interval(analyst, finished):
    figures = analyst.get(f"/api/v1/replays/{finished()}").json()["replay"]
    assert figures["reduction"] == {"value": 0.312, "low": 0.25, "high": 0.371}
    assert figures["worst"]["value"] == 0.262


def test_two_runs_of_the_same_days_and_judges_are_comparable(analyst, finished):
    a, b = finished(work_limit=20), finished(work_limit=40)
    compared = analyst.get(f"/api/v1/replays/compare?a={a}&b={b}").json()
    assert compared["comparable"] is True
    assert compared["differences"] == [{"name": "work_limit", "a": "20", "b": "40"}]


@pytest.mark.parametrize(
    ("learned", "options", "code"),
    [
        ({"judge": {"days": 60}, "replayed": ["2026-09-01"]}, {}, "compare_other_days"),
        ({"judge": {"days": 30}, "replayed": ["2026-08-31"]}, {}, "compare_other_judge"),
        (None, {"seed": 3}, "compare_other_judge"),
    ],
)
def test_reductions_of_other_days_or_judges_must_not_be_compared(analyst, finished, learned, options, code):
    a, b = finished(), finished(learned=learned, **options)
    compared = analyst.get(f"/api/v1/replays/compare?a={a}&b={b}").json()
    assert compared["comparable"] is False
    assert code in [warning["code"] for warning in compared["warnings"]]


def test_an_unfinished_run_is_not_compared(analyst, finished, store, history):
    run, _ = begin_run(store, history, "replay")
    answer = analyst.get(f"/api/v1/replays/compare?a={finished()}&b={run.run_id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "run_unfinished")


def test_runs_of_other_depots_are_not_found(signed_in, finished):
    stranger = signed_in("analyst", depots=[], name="stranger")
    run_id = finished()
    assert stranger.get(f"/api/v1/replays/{run_id}").status_code == 404
    assert stranger.get(f"/api/v1/replays/{run_id}/files/stops.parquet").status_code == 404
    assert stranger.get("/api/v1/replays").json()["items"] == []


def test_a_replay_is_no_diagnosis(analyst, finished):
    assert analyst.get(f"/api/v1/diagnoses/{finished()}").status_code == 404


def test_a_document_is_plain_json(store, settings, history):
    """Numbers that are none would end the page that reads them."""
    run, _ = work(store, settings, *begin_run(store, history, "replay", **QUICK))
    json.dumps(run.document, allow_nan=False)
    json.dumps(run.learned, allow_nan=False)
