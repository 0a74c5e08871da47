"""`termintreu demo`: the whole story, told of a tiny firm in the grid town."""

import json
import time
from contextlib import contextmanager
from datetime import date
from functools import partial
from types import SimpleNamespace

import pytest

from api import demo as story
from api.console import Console
from benchmarks.replay.options import ReplayOptions
from routing.progress import silent

TINY = story.Size(
    tours=2,
    stops=8,
    diagnosis_work=1,
    replay=ReplayOptions(scenarios=20, work_limit=1, seed=7, adherence_draws=2),
    workers=1,
)


@pytest.fixture(scope="module")
def told(extract, tmp_path_factory):
    """The story, the steps it announced and its folder."""
    steps, out = [], tmp_path_factory.mktemp("demo")

    @contextmanager
    def step(name):
        steps.append(name)
        yield silent

    demo = story.run(out, Console("en"), extract=extract, time_limit_s=1, full=False, size=TINY, step=step)
    return SimpleNamespace(demo=demo, steps=steps, out=out)


@pytest.fixture
def learned(told):
    return told.demo.replay.learned


def test_every_page_of_the_story_is_written(told):
    pages = ["replay/report.html", "replay/delays.html", "map.html", "diagnosis/diagnose.html"]
    assert [page for page in pages if not (told.out / page).read_text("utf-8").startswith("<!")] == []


def test_every_file_named_exists(told):
    named = [path for files in told.demo.files.values() for path in files.values()]
    assert [path for path in named if not path.exists()] == []


def test_every_step_is_announced_and_timed(told):
    assert list(told.demo.seconds) == [*told.steps, "total"]


def test_tomorrow_is_the_working_day_after_the_history(told):
    assert told.demo.diagnosed.document.last == date(2026, 2, 27)
    assert told.demo.tomorrow.optimised.problem.date == date(2026, 3, 2)


def test_both_plans_of_tomorrow_have_the_same_orders_and_clock(told):
    manual, optimised = told.demo.tomorrow.manual, told.demo.tomorrow.optimised
    assert manual.problem == optimised.problem
    assert manual.roads is optimised.roads


def test_the_replay_learns_from_the_four_weeks_before_what_it_replays(learned):
    assert max(learned.planner.days) < learned.weeks.replayed[0].date
    assert learned.planner.days[0] == story.START


def test_a_second_run_into_the_folder_replays_no_day_again(told, extract):
    days = told.out / "replay" / "days"
    before = {file.name: file.stat().st_mtime_ns for file in days.iterdir()}
    story.run(told.out, Console("en"), extract=extract, time_limit_s=1, full=False, size=TINY)
    assert {file.name: file.stat().st_mtime_ns for file in days.iterdir()} == before


def test_the_command_prints_one_document_that_says_it_is_simulated(told, extract, run_json, monkeypatch):
    monkeypatch.setattr(story, "town", lambda: extract)
    monkeypatch.setattr(story, "Size", partial(story.Size, **TINY._asdict()))
    document = run_json("demo", "--out", told.out, "--time-limit", 1)
    keys = ["simulated", "diagnosis", "tomorrow", "replay", "files", "seconds"]
    assert list(document) == keys
    assert document["simulated"] is True
    assert document["diagnosis"]["simulated"] is True
    assert document["replay"] == json.loads((told.out / "replay" / "replay.json").read_text("utf-8"))


def test_the_command_names_the_pages_to_open(told, extract, run, monkeypatch):
    monkeypatch.setattr(story, "town", lambda: extract)
    monkeypatch.setattr(story, "Size", partial(story.Size, **TINY._asdict()))
    code, said, _ = run("demo", "--out", told.out, "--time-limit", 1)
    assert code == 0
    after = said.split("Open these:")[1]
    pages = ["replay/report.html", "replay/delays.html", "map.html", "diagnosis/diagnose.html"]
    assert [page for page in pages if str(told.out / page) not in after] == []


@pytest.mark.parametrize(
    ("per_day_s", "left_s", "count"), [(10.0, 35.0, 5), (10.0, 1000.0, 20), (10.0, -1.0, 2), (10.0, None, 20)]
)
def test_as_many_of_the_last_days_are_replayed_as_time_allows(told, monkeypatch, per_day_s, left_s, count):
    """The first two days tell what a day costs; without a budget all are. Time itself is a stand-in here."""
    now = [0.0]
    asked = []

    def replay(_history, some, *_args, **_more):
        asked.append([day.date for day in some.weeks.replayed])
        now[0] += per_day_s * 2
        return some

    monkeypatch.setattr(story, "learn", lambda *_args, **_more: told.demo.replay.learned)
    monkeypatch.setattr(story, "replay", replay)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    budget_s = None if left_s is None else left_s + 2 * per_day_s + story.RESERVE_S
    clock = story.Clock(lambda _: None, budget_s, began_s=0.0)
    past = SimpleNamespace(history=None, tables=None)
    found = story._replayed(past, TINY, told.out, clock, silent)
    days = [day.date for day in told.demo.replay.learned.weeks.replayed]
    assert asked[-1] == [day.date for day in found.weeks.replayed] == days[-count:]


def test_days_for_which_time_is_short_are_listed_as_left_out(learned):
    some = story.last_days(learned, 2)
    short = [item.date for item in some.weeks.excluded if item.reason == "demo_short_of_time"]
    assert short == [day.date for day in learned.weeks.replayed[:-2]]


def test_fewer_than_ten_days_carry_no_claim(told, learned):
    some = story.last_days(learned, 2)
    past = story.read_past(
        Console("en"), told.out / "history" / "history.csv", told.out / "vehicles.csv", told.out / "helsinki.roads"
    )
    found = story.replay(past.history, some, past.tables, TINY.replay, store=told.out / "replay" / "days")
    assert found.refused.rule == "days"
