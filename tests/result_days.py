"""Made-up results of a depot for the manager's page: a ledger of weeks, a diagnosis, a replay with its tables.

Two customer types are rare: `clinic` (three tours) and `school` (four), whose
late stops are 7 and 6 of 31 and 29, figures that must appear nowhere.
"""

import json
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from uuid import uuid4

import delay_days
import numpy as np
import pandas as pd
import replay_results

from data.store import depots, files, runs
from data.store.histories import add as add_history
from routing.delays import TOLERANCES_S

MONDAY = date(2026, 6, 29)
RARE = {"clinic": (3, 31, 7), "school": (4, 29, 6)}


@cache
def ledger(weeks=20, *, seed=5, tours=6, stops=18, small_week=None):
    """Return a row a due stop, six days a week; ``small_week`` has two tours only. Kept: do not change it in place."""
    draw = np.random.default_rng(seed)
    rows = []
    for week in range(weeks):
        rate = 0.105 if week < weeks - 6 else 0.068
        for day in range(1 if week == small_week else 6):
            when = MONDAY + timedelta(weeks=week, days=day)
            shared = draw.gamma(6, 1 / 6)
            for tour in range(2 if week == small_week else tours):
                rows += [_row(draw, when, tour, stop, rate * shared) for stop in range(stops)]
    for kind, (tour_count, due, late) in RARE.items():
        when = MONDAY + timedelta(days=1)
        for number in range(due):
            row = _row(draw, when, number % tour_count, 900 + number, 0.0) | {
                "customer_type": kind,
                "order_id": f"{kind}-{number}",
            }
            rows.append(_told(row, 1500 if number < late else 0))
    frame = pd.DataFrame(rows)
    whole = ("row", "window_end_s", "planned_start_s", "actual_start_s", "lateness_s", "deviation_s")
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _row(draw, when, tour, stop, rate):
    late = draw.random() < rate
    row = {
        "date": when,
        "weekday": str(when.isoweekday()),
        "hour": f"{7 + stop % 7:02d}",
        "area": f"1000m/5502/{540 + stop % 5}",
        "depot": "d",
        "tour_id": f"secret-tour-{tour}",
        "order_id": f"{when.isoformat()}-{tour}-{stop}",
        "row": 2,
        "customer_id": f"c{stop}",
        "customer_type": "shop" if stop % 3 else "office",
        "status": "delivered",
        "window_end_s": 36000 + 600 * (stop % 7),
        "planned_start_s": 35000 + 600 * (stop % 7),
        "deviation_s": 0,
        "early_min": 0.0,
        "judged": True,
    }
    return _told(row, int(draw.gamma(2, 700)) + 61 if late else 0)


def _told(row, lateness):
    late = {f"late_{minutes}": lateness > limit for minutes, limit in TOLERANCES_S.items()}
    start = row["window_end_s"] + lateness
    return row | {"lateness_s": lateness, "actual_start_s": start, "late": lateness > 0, **late}


def diagnosis(**changes):
    """Return the parts of diagnose.json that results read."""
    shares = {
        "plan": (0.39, 0.32, 0.46),
        "traffic": (0.245, 0.18, 0.31),
        "service": (0.17, 0.12, 0.22),
        "departure": (0.12, 0.08, 0.16),
        "even_so": (0.01, 0.0, 0.02),
        "unexplained": (0.065, 0.03, 0.12),
    }
    given = {
        "simulated": False,
        "tolerance_s": 0,
        "smallest_group": 5,
        "seed": 0,
        "shares": {name: dict(zip(("value", "low", "high"), ends, strict=True)) for name, ends in shares.items()},
        "attribution": {"days": 84, "late_stops": 812, "due_stops": 8290, "closing_error": 0, "gaps": {}},
        "area_names": {f"1000m/5502/{540 + n}": f"Straße {n}" for n in range(5)},
    }
    return given | changes


def keep_diagnosis(store, depot_id, *, now, frame=None, **changes):
    """Keep a finished diagnosis."""
    left = [
        runs.NewFile(
            "ledger.parquet", "application/vnd.apache.parquet", _parquet(ledger() if frame is None else frame), True
        )
    ]
    return _keep(store, depot_id, "diagnosis", diagnosis(**changes), left, now)


def keep_replay(store, depot_id, *, now, document=None, areas=None, stops=None, visits=None):
    """Keep a finished replay."""
    found = replay_results.result(grade="replayed") if document is None else document
    days = replay_results.days().assign(grade=found["grade"])
    left = [
        runs.NewFile("days.csv", "text/csv", days.to_csv(index=False).encode()),
        runs.NewFile("areas.parquet", "application/x", _parquet(delay_days.areas() if areas is None else areas)),
        runs.NewFile("customers.parquet", "application/x", _parquet(delay_days.stops() if stops is None else stops)),
    ]
    left += [] if visits is None else [runs.NewFile("stops.parquet", "application/x", _parquet(visits))]
    return _keep(store, depot_id, "replay", found, left, now)


def keep_depot(store, *, now, name="Kaiserslautern", roads_id=None, **settings):
    """Add a depot without runs."""
    with store.write() as tx:
        made = depots.create(tx, name, settings=depots.DepotSettings(**settings), roads_id=roads_id, now=now)
    return made.depot_id


def _keep(store, depot_id, kind, document, left, now):
    with store.write() as tx:
        held = [files.put(tx, name, "text/csv", b"date", now=now) for name in ("touren.csv", "fahrzeuge.csv")]
        history = add_history(
            tx,
            depot_id,
            "Touren",
            file_id=held[0],
            vehicles_file_id=held[1],
            simulated=False,
            summary={},
            user_id=None,
            now=now,
            delete_after=now + timedelta(days=180),
        )
        run = runs.add(
            tx, uuid4().hex, depot_id, history.history_id, kind, job_id=None, options={}, user_id=None, now=now
        )
        runs.finish(tx, run.run_id, document=json.loads(json.dumps(document)), learned=None, left=left, now=now)
    return run.run_id


def _parquet(frame):
    buffer = BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()
