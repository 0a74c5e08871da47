"""What a replay can't say, it says so: no measure, no due stop, too few days, no parent left."""

import json
import math
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from toy_firm import past_days, table

from benchmarks.intervals import UNKNOWN, Interval
from benchmarks.replay.gate import Calibration, Rule
from benchmarks.replay.options import ReplayOptions
from benchmarks.replay.run import learn
from benchmarks.replay.summary import Summary, refusal
from data.history import History
from routing.errors import HistoryFileError

TABLES = {"van": table()}
OPTIONS = ReplayOptions(scenarios=10, work_limit=1)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def days():
    return past_days(45)


def without_windows(day):
    stops = tuple(stop.model_copy(update={"windows": ()}) for stop in day.problem.stops)
    return replace(day, problem=day.problem.model_copy(update={"stops": stops}))


def without_stamps(day):
    visits = {
        name: replace(visit, actual_arrival_s=None, actual_departure_s=None) for name, visit in day.visits.items()
    }
    return replace(day, visits=visits)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_measure_that_is_no_number_refuses_in_valid_json(days, value):
    """JSON knows neither NaN nor infinity: both are null, and the rule still stands there."""
    rule = Rule("delay_rate_z", 1, value, 3.0, passed=False, detail="")
    found = Calibration(math.nan, math.nan, math.nan, (rule,))
    dates = [day.date for day in days]
    refused = refusal(found, 20, dates, dates)
    document = {"refused": refused.model_dump(), "calibration": found.document()}
    assert json.loads(json.dumps(document, allow_nan=False))["refused"] == {
        "rule": "delay_rate_z", "value": None, "limit": 3.0,
    }  # fmt: skip
    assert document["calibration"]["rules"][0]["value"] is None


def test_a_judge_that_sees_no_late_stop_is_not_the_worst(monkeypatch):
    class Named:
        disjoint = ("none late", "some late")

    summary = Summary((), Named(), 0)
    seen = {"none late": UNKNOWN, "some late": Interval(0.2, 0.1, 0.3)}
    monkeypatch.setattr(summary, "reduction", seen.get)
    assert summary.worst() == "some late"


def test_days_on_which_nothing_can_be_late_are_not_replayed(days):
    with pytest.raises(HistoryFileError) as caught:
        learn(History(days=tuple(map(without_windows, days))), TABLES, OPTIONS)
    assert [finding.code for finding in caught.value.findings] == ["replay_without_due_stops"]


@pytest.mark.parametrize(
    ("history", "code", "begin"),
    [
        (lambda days: [*map(without_stamps, days[:22]), *days[22:]], "replay_planner_unlearned", 0),
        (lambda days: [*days[:22], *map(without_stamps, days[22:])], "replay_judge_unlearned", 22),
        (lambda days: days[:30], "replay_judge_unlearned", 20),
    ],
)
def test_too_few_days_to_learn_from_name_whose_weeks_are_short(days, history, code, begin):
    with pytest.raises(HistoryFileError) as caught:
        learn(History(days=tuple(history(days))), TABLES, OPTIONS)
    (finding,) = caught.value.findings
    assert finding.code == code
    assert str(days[begin].date) in finding.text("en")


PARENT = """
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from benchmarks.replay.fan_out import end_with_parent
if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=end_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(600)
"""


def test_workers_of_a_killed_replay_end(tmp_path):
    """A killed parent can't tell them to; left alone they would wait for ever."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        worker = int(parent.stdout.readline())
        parent.kill()
        try:
            parent.communicate(timeout=30)  # ends when the worker, who inherited the pipe, is gone
        except subprocess.TimeoutExpired:
            os.kill(worker, signal.SIGKILL)
            pytest.fail("the worker lives on")
