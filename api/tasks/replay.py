"""The job that replays past days: learn, pass the gate, plan each day anew and compare.

Each finished day is a file in the run's folder; a run that was killed goes on
with the days that are missing.
"""

import json
import os
import shutil
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from datetime import date as Date
from pathlib import Path
from typing import Any, Final

from api import replaying
from api.analysis.history_runs import Opened, Progress, ReplayAsked, history_there, left_by, open_past
from api.tasks import Accept, Bench
from benchmarks.replay.documents import document, write_documents
from benchmarks.replay.fan_out import FailedDay, Outcome
from benchmarks.replay.frames import area_frame, customer_frame
from benchmarks.replay.options import ReplayOptions
from benchmarks.replay.page import report_page
from benchmarks.replay.run import Learned, Replay, learn, replay
from data.history import History, calendar_weeks
from data.store import Transaction, runs
from data.store.jobs import Job
from routing.files import write_atomically

PERSONAL: Final = frozenset({"excluded.csv"})
"""Files with actual times of single visits: what stood in cells that were left out."""


class DaysWatch:
    """Tells which days are done, and how long the others will take.

    Parameters
    ----------
    days
        The days to replay.
    left_out
        Days between them that are not replayed, and why.
    """

    def __init__(self, progress: Progress, days: Iterable[Date], left_out: dict[str, str]) -> None:
        self._progress = progress
        self._left_out = left_out
        self._states = {str(day): "waiting" for day in days}
        self._made = 0
        self._began_s = time.monotonic()

    def begin(self) -> None:
        """Say that replaying begins."""
        self._progress.tell(step="days", said=None, left_out=self._left_out, **self._news())

    def hear(self, outcome: Outcome, made: bool) -> None:
        """Count a day that ended; ``made`` now, not kept from before a kill."""
        self._states[str(outcome.date)] = "failed" if isinstance(outcome, FailedDay) else "done"
        self._made += made
        self._progress.tell(**self._news())

    @property
    def seconds_a_day(self) -> float | None:
        """What a day took on average; ``None`` before the first."""
        return (time.monotonic() - self._began_s) / self._made if self._made else None

    def _news(self) -> dict[str, Any]:
        """Days and seconds only: no figure of a replay is shown before all of it is there and the gate has passed."""
        waiting = sum(state == "waiting" for state in self._states.values())
        a_day = self.seconds_a_day
        return {
            "done": len(self._states) - waiting,
            "days": len(self._states),
            "days_state": dict(self._states),
            "seconds_left": None if a_day is None else round(a_day * waiting),
        }


def work(job: Job, bench: Bench) -> Accept:
    """Replay days of a run's history; see :class:`api.tasks.Task`."""
    with bench.store.read() as tx:
        run = runs.get(tx, job.subject)
    progress = Progress(bench, run.history_id)
    opened = open_past(run, bench, progress)
    asked = ReplayAsked.model_validate(run.options)
    options = ReplayOptions(scenarios=asked.scenarios, work_limit=asked.work_limit, seed=asked.seed)
    past = opened.past
    learned = learn(
        past.history, past.tables, options, first=asked.first, last=asked.last, say=progress.step("learning")
    )
    watch = DaysWatch(progress, [day.date for day in learned.weeks.replayed], left_out(past.history, learned))
    watch.begin()
    found = replay(
        past.history,
        learned,
        past.tables,
        options,
        store=opened.folder / "days",
        plans=opened.folder / "plans",
        workers=max(1, (os.cpu_count() or 1) - 1),
        hear=watch.hear,
    )
    progress.step("writing")
    result = json.loads(json.dumps(document(found, grade=replaying.grade_of(past)), allow_nan=False))
    left = left_by(_written(found, opened), PERSONAL)
    basis = _basis(learned, found, watch) | {"left_out": left_out(past.history, learned)}

    def accept(tx: Transaction) -> dict[str, Any]:
        history_there(tx, run.history_id)
        runs.finish(tx, run.run_id, document=result, learned=basis, left=left, now=datetime.now(UTC))
        shutil.rmtree(opened.folder, ignore_errors=True)
        return {"run_id": run.run_id, "number": run.number}

    return accept


def left_out(history: History, learned: Learned) -> dict[str, str]:
    """Return the days that lie between replayed ones and are not replayed, with the code of the reason."""
    replayed = [day.date for day in learned.weeks.replayed]
    told = (*history.excluded, *learned.weeks.excluded)
    return {
        str(item.date): item.reason
        for item in sorted(told, key=lambda item: item.date or Date.min)
        if item.level == "day"
        and item.of in {"everything", "replay"}
        and item.date is not None
        and replayed[0] <= item.date <= replayed[-1]
        and item.date not in replayed
    }


def _basis(learned: Learned, found: Replay, watch: DaysWatch) -> dict[str, Any]:
    """Return what a replay rests on: which days planner and judges have learned from, and which were replayed."""
    judging = learned.judges.headline.times.days
    seconds = watch.seconds_a_day
    return {
        "planner": {
            "first": str(learned.planner.days[0]),
            "last": str(learned.planner.days[-1]),
            "days": len(learned.planner.days),
            "weeks": calendar_weeks(learned.planner.days),
            "held_out": dict(learned.planner.held_out),
        },
        "judge": {
            "first": str(judging[0]),
            "last": str(judging[-1]),
            "days": len(judging),
            "weeks": calendar_weeks(judging),
        },
        "replayed": [str(result.date) for result in found.summary.results],
        "seconds_a_day": None if seconds is None else round(seconds, 2),
    }


def _written(found: Replay, opened: Opened) -> list[Path]:
    """Write all files and return where they lie; report and map in both languages."""
    out, past = opened.folder / "out", opened.past
    grade = replaying.grade_of(past)
    paths = list(write_documents(found, out, grade=grade).values())
    visits, seed = found.summary.visits(), found.options.seed
    for name, frame in (("areas", area_frame(visits, seed)), ("customers", customer_frame(visits, seed))):
        path = out / f"{name}.parquet"
        write_atomically(path, frame.to_parquet(index=False))
        paths.append(path)
    for language in ("de", "en"):
        report, delays = out / f"report.{language}.html", out / f"delays.{language}.html"
        text = report_page(document(found, grade=grade), found.summary.days(), language)
        write_atomically(report, text.encode())
        replaying.draw(past, found, language).save(delays)
        paths += [report, delays]
    return paths
