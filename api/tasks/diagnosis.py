"""The job that diagnoses a history: how late its days were, why, and how long ways and service take."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from api.analysis.history_runs import DiagnosisOptions, Opened, Progress, history_there, left_by, open_past
from api.past import Past
from api.tasks import Accept, Bench
from benchmarks.diagnose.diagnosis import Diagnosed, diagnose
from benchmarks.diagnose.page import page
from benchmarks.diagnose.references import planner_of
from benchmarks.diagnose.report import write_report
from data.calibrate import calibrate
from data.history import calendar_weeks
from data.store import Transaction, runs
from data.store.jobs import Job
from routing.errors import InputError
from routing.files import write_atomically
from routing.traffic import LearnedTimes

PERSONAL: Final = frozenset({"ledger.parquet", "ledger.csv", "waterfall.csv", "unexplained.csv", "excluded.csv"})
"""Files with actual times of single visits."""


def work(job: Job, bench: Bench) -> Accept:
    """Diagnose a run's history and learn from it; see :class:`api.tasks.Task`."""
    with bench.store.read() as tx:
        run = runs.get(tx, job.subject)
    progress = Progress(bench, run.history_id)
    opened = open_past(run, bench, progress)
    options = DiagnosisOptions.model_validate(run.options)
    found = diagnose(
        opened.past.history,
        opened.past.tables,
        planner_of(options.work_limit),
        tolerance_s=opened.tolerance_s,
        habit_days=options.habit_days,
        seed=options.seed,
        say=progress.step("causes"),
    )
    learned, times = _learned(opened.past, progress)
    progress.step("writing")
    left = left_by(_written(found, times, opened), PERSONAL)

    def accept(tx: Transaction) -> dict[str, Any]:
        history_there(tx, run.history_id)
        document = json.loads(found.document.model_dump_json())
        runs.finish(tx, run.run_id, document=document, learned=learned, left=left, now=datetime.now(UTC))
        shutil.rmtree(opened.folder, ignore_errors=True)
        return {"run_id": run.run_id, "number": run.number}

    return accept


def _learned(past: Past, progress: Progress) -> tuple[dict[str, Any], LearnedTimes | None]:
    """Return what the stamps teach and its errors on days held out; the reason instead if they are too few."""
    days = past.history.days_for("learning")
    say = progress.step("learning")
    name = f"learned-{past.history.days[0].date}-{past.history.days[-1].date}"
    try:
        times = calibrate(days, past.tables, name=name, progress=say)
    except InputError as error:
        return {"times": None, "refused": [finding.model_dump(mode="json") for finding in error.findings]}, None
    return {
        "times": times.name,
        "source": times.source,
        "first": str(times.days[0]),
        "last": str(times.days[-1]),
        "days": len(times.days),
        "weeks": calendar_weeks(times.days),
        "customers": len(times.service.mean_s),
        "held_out": dict(times.held_out),
    }, times


def _written(found: Diagnosed, times: LearnedTimes | None, opened: Opened) -> list[Path]:
    """Write all files and return where they lie; the page in both languages."""
    out = opened.folder / "out"
    paths = [path for name, path in write_report(found, out, "de").items() if name != "report"]
    for language in ("de", "en"):
        report = out / f"diagnose.{language}.html"
        write_atomically(report, page(found.document, language).encode())
        paths.append(report)
    ledger = out / "ledger.parquet"
    write_atomically(ledger, found.ledger.rows.to_parquet(index=False))
    paths.append(ledger)
    if times is not None:
        learned = out / "traffic.json"
        write_atomically(learned, (times.model_dump_json(indent=1) + "\n").encode())
        paths.append(learned)
    return paths
