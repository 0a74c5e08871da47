"""The page of analysis as the server writes it."""

from datetime import UTC, date, datetime

import pytest
import replay_results
from past_weeks import begin_run, keep_history, town_depot, weeks

from api.analysis.charts import calendar_of, gates_of, seconds_text
from api.analysis.history_runs import history_there
from api.analysis.history_uploads import Part, checked, summary_of
from data.store import histories, jobs, runs
from routing.errors import ConflictError, InputError

ASKED = {"first": None, "last": None, "scenarios": 200, "work_limit": 20, "seed": 7, "note": ""}
TABS = ("history", "diagnosis", "replays", "compare", "habits")


@pytest.fixture
def depot(store):
    return town_depot(store)


@pytest.fixture
def analyst(signed_in, depot):
    return signed_in("analyst", depots=[depot.depot_id])


@pytest.fixture
def history(store, depot):
    given, fleet = weeks()
    read = checked(Part(name="history.csv", content=given), Part(name="vehicles.csv", content=fleet), depot)
    return keep_history(store, depot, summary=summary_of(read))


@pytest.fixture
def finished(store, history):
    def finished(document=None):
        run, _ = begin_run(store, history, "replay", **ASKED)
        with store.write() as tx:
            runs.finish(
                tx,
                run.run_id,
                document=document or replay_results.result(),
                learned={"replayed": ["2026-08-31"]},
                left=[],
                now=datetime.now(UTC),
            )
        return run

    return finished


@pytest.mark.parametrize("tab", TABS)
def test_every_part_has_an_empty_state(analyst, tab):
    answer = analyst.get(f"/analysis/{tab}")
    assert answer.status_code == 200
    assert "empty" in answer.text


@pytest.mark.parametrize("tab", TABS)
def test_without_a_depot_every_part_says_so(signed_in, tab):
    nowhere = signed_in("analyst", depots=[], name="nowhere")
    assert "Noch kein Depot" in nowhere.get(f"/analysis/{tab}").text


def test_the_page_begins_where_there_is_something(analyst, finished):
    assert analyst.get("/analysis", follow_redirects=False).headers["location"].startswith("/analysis/history")
    finished()
    assert analyst.get("/analysis", follow_redirects=False).headers["location"].startswith("/analysis/replays")


@pytest.mark.parametrize("role", ["dispatcher", "manager", "admin"])
def test_the_page_is_for_analysts_only(signed_in, role):
    assert signed_in(role).get("/analysis/history").status_code == 403


def test_a_refused_replay_shows_no_figure_of_the_new_plan(analyst, finished):
    finished(replay_results.without_claim("coverage_80", 0.12, 0.05))
    text = analyst.get("/analysis/replays").text
    assert "keine Schlagzeile" in text
    assert "7,0" not in text
    assert "31" not in text.split('aria-labelledby="an-runs"')[0].split("keine Schlagzeile")[1]


def test_a_claimed_replay_shows_its_interval(analyst, finished):
    finished()
    assert "[−37 … −25]" in analyst.get("/analysis/replays").text


def test_a_run_that_ended_with_its_history_says_who_deleted_it(analyst, store, history):
    run, job = begin_run(store, history, "replay", **ASKED)
    with store.write() as tx:
        histories.delete(tx, history.history_id, user_id=analyst.user.user_id, now=datetime.now(UTC))
    _fail(store, job)
    assert "Die Historie wurde von analyst gelöscht" in analyst.get(f"/analysis/replays?run={run.run_id}").text


def test_a_replay_that_failed_before_its_first_day_is_listed(analyst, store, history):
    _, job = begin_run(store, history, "replay", **ASKED)
    now = datetime.now(UTC)
    with store.write() as tx:
        held = jobs.claim(tx, "test", now=now, lease_s=60)
        jobs.heartbeat(tx, job.job_id, held.lease, now=now, lease_s=60, progress={"step": "ways", "said": None})
        told = jobs.told(InputError.of("row_unknown", row=1))
        jobs.fail(tx, job.job_id, held.lease, told, now=now, final=True)
    assert analyst.get("/analysis/replays").status_code == 200


def _fail(store, job):
    """Let the job end as the task would end it."""
    now = datetime.now(UTC)
    with store.write() as tx:
        held = jobs.claim(tx, "test", now=now, lease_s=60)
        with pytest.raises(ConflictError) as ended:
            history_there(tx, runs.get(tx, job.subject).history_id)
        jobs.fail(tx, job.job_id, held.lease, jobs.told(ended.value), now=now, final=True)


def test_a_calendar_has_weekends_only_where_somebody_drove():
    (week,) = calendar_of({"2026-08-31": "done", "2026-09-04": "waiting"}, {}, "de")
    assert len(week.cells) == 5
    (longer,) = calendar_of({"2026-08-31": "done", "2026-09-05": "waiting"}, {}, "de")
    assert len(longer.cells) == 6


def test_a_calendar_says_why_a_day_is_left_out():
    (week,) = calendar_of({"2026-08-31": "done"}, {"2026-09-01": "known_after_planning"}, "en")
    assert (week.cells[1].date, week.cells[1].state) == (date(2026, 9, 1), "out")
    assert week.cells[1].reason


def test_a_calendar_without_days_is_empty():
    assert calendar_of({}, {}, "de") == []


def test_the_gate_has_six_rules():
    gates = gates_of(replay_results.result()["calibration"], "de")
    assert [gate.number for gate in gates] == [1, 2, 3, 4, 5, 6]
    assert all(gate.passed for gate in gates)


def test_a_measure_that_could_not_be_taken_does_not_pass_as_small():
    calibration = {"rules": [{"name": "legs_by_zone", "value": None, "limit": 0.025, "passed": False}]}
    (gate,) = gates_of(calibration, "en")
    assert (gate.passed, gate.measures[0].value, gate.measures[0].width) == (False, "–", 100.0)


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "1 s"), (40, "40 s"), (540, "9 min"), (7200, "2,0 h")])
def test_waiting_is_told_in_words(seconds, text):
    assert seconds_text(seconds, "de") == text
