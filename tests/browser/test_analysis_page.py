"""An analyst's morning in a real browser: hand a history in, watch a replay, read its gate, compare two runs."""

from datetime import UTC, datetime

import pytest
import replay_results
from past_weeks import begin_run, keep_history, town_depot, weeks
from running_service import running, visitor

from api.analysis.history_uploads import Part, checked, summary_of
from api.settings import Settings
from data.store import jobs, runs

LEARNED = {
    "planner": {"days": 36, "weeks": 6},
    "judge": {"days": 60, "weeks": 10},
    "replayed": ["2026-08-31", "2026-09-01"],
    "left_out": {},
}
ASKED = {"first": None, "last": None, "scenarios": 200, "work_limit": 20, "seed": 7, "note": ""}


@pytest.fixture
def served(tmp_path):
    """The address of a running service without a worker, and its store."""
    with running(Settings(folder=tmp_path / "var", workers=0)) as served:
        yield served


@pytest.fixture
def store(served):
    return served[1]


@pytest.fixture
def depot(store):
    return town_depot(store)


@pytest.fixture
def look(served, browse, depot):
    """Return a function that opens a page as an analyst of the depot."""
    visit = visitor(served, browse, "analyst")

    def look(path, **options):
        return visit(path, depots=[depot.depot_id], **options).page

    return look


@pytest.fixture
def history(store, depot):
    given, fleet = weeks()
    read = checked(Part(name="history.csv", content=given), Part(name="vehicles.csv", content=fleet), depot)
    return keep_history(store, depot, summary=summary_of(read))


@pytest.fixture
def finished(store, history):
    """Return a function that keeps a finished replay."""

    def finished(document=None, **options):
        run, _ = begin_run(store, history, "replay", **(ASKED | options))
        with store.write() as tx:
            runs.finish(
                tx,
                run.run_id,
                document=document or replay_results.result(),
                learned=LEARNED,
                left=[runs.NewFile("replay.json", "application/json", b"{}")],
                now=datetime.now(UTC),
            )
        return run

    return finished


def _tell(store, job, done):
    """Work on a job as far as some days."""
    now = datetime.now(UTC)
    states = {f"2026-08-{day}": "done" if day - 24 < done else "waiting" for day in range(24, 29)}
    told = {"step": "days", "said": None, "done": done, "days": 5, "days_state": states, "left_out": {}}
    with store.write() as tx:
        current = jobs.get(tx, job.job_id)
        held = current if current.lease else None
        while held is None or held.job_id != job.job_id:
            held = jobs.claim(tx, "test", now=now, lease_s=600)
        jobs.heartbeat(tx, job.job_id, held.lease, now=now, lease_s=600, progress=told | {"seconds_left": 90})


def test_a_history_that_is_dropped_is_understood(look, tmp_path):
    given, fleet = weeks()
    (tmp_path / "history.csv").write_bytes(given)
    (tmp_path / "vehicles.csv").write_bytes(fleet)
    page = look("/analysis")
    page.set_input_files("input[name=file]", tmp_path / "history.csv")
    page.set_input_files("input[name=vehicles]", tmp_path / "vehicles.csv")
    page.get_by_role("button", name="Prüfen und ablegen").click()
    page.get_by_role("heading", name="Das wurde verstanden").wait_for()
    assert page.get_by_role("row", name="history.csv").count() == 1


def test_a_running_replay_shows_days_and_no_reduction(look, store, history):
    _, job = begin_run(store, history, "replay", **ASKED)
    _tell(store, job, 2)
    page = look("/analysis/replays")
    page.get_by_text("2 von 5 Tagen").wait_for()
    assert page.locator(".cal__done[data-day]").count() == 2
    assert page.get_by_text("weniger Stopps").count() == 0


def test_progress_arrives_without_a_reload(look, store, history):
    _, job = begin_run(store, history, "replay", **ASKED)
    _tell(store, job, 2)
    page = look("/analysis/replays")
    page.get_by_text("2 von 5 Tagen").wait_for()
    _tell(store, job, 3)
    page.get_by_text("3 von 5 Tagen").wait_for()
    assert page.locator(".cal__done[data-day]").count() == 3


def test_a_replay_is_begun_from_its_dialog(look, history, store, finished):
    finished()
    page = look("/analysis/replays")
    page.locator("[data-open=new-replays]").click()
    page.get_by_label("Was ist anders?").fill("Probe")
    page.get_by_role("button", name="Starten").click()
    page.get_by_role("heading", name="Lauf 2: Probe").wait_for()
    with store.read() as tx:
        newest = runs.list_(tx, {history.depot_id})[0]
    assert newest.options["first"] is not None


def test_a_replay_can_be_cancelled(look, finished):
    finished()
    page = look("/analysis/replays")
    page.locator("[data-open=new-replays]").click()
    page.get_by_role("button", name="Starten").click()
    page.locator("[data-cancel]").click()
    page.get_by_text("Er wurde abgebrochen.").wait_for()


def test_a_refused_replay_says_why_in_words(look, finished):
    finished(replay_results.without_claim("coverage_80", 0.12, 0.05))
    page = look("/analysis/replays", language="en")
    page.get_by_role("heading", name="Run 1: no headline").wait_for()
    assert page.get_by_text("5 of 6 passed").count() == 1
    assert page.locator("td", has_text="not shown").count() == 3


def test_two_runs_are_compared(look, finished):
    finished()
    finished(work_limit=40)
    page = look("/analysis/replays")
    for box in page.locator("input[name=run]").all():
        box.check()
    page.get_by_role("button", name="Vergleichen").click()
    page.get_by_role("heading", name="Lauf 1 und Lauf 2").wait_for()
    assert page.get_by_text("lassen sich vergleichen").count() == 1


def test_without_anything_there_is_one_thing_to_do(look):
    page = look("/analysis/replays")
    assert page.get_by_role("link", name="Historie ablegen").count() == 1


@pytest.mark.parametrize("tab", ["history", "replays", "compare"])
def test_nothing_is_wider_than_a_phone(look, finished, store, history, tab):
    finished()
    finished(work_limit=40)
    _, job = begin_run(store, history, "replay", **ASKED)
    _tell(store, job, 2)
    page = look(f"/analysis/{tab}", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
