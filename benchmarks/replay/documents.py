"""What a replay leaves behind: replay.json, a row per stop in Parquet, days and exclusions as CSV."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.replay.replayed_day import AS_DRIVEN, MANUAL, OPTIMISED
from benchmarks.replay.run import Replay
from benchmarks.replay.summary import YARDSTICK, Band, Grade
from data.exports.plan_csv import harmless
from data.history import Exclusion, calendar_weeks
from routing.files import write_atomically


def document(replay: Replay, *, grade: Grade) -> dict[str, Any]:
    """Return replay.json: every figure with its interval and count, and every reason.

    Parameters
    ----------
    grade
        ``simulated history`` where the history is not a firm's own.
    """
    summary, learned, options = replay.summary, replay.learned, replay.options
    claims = replay.refused is None
    days = summary.days()
    return {
        "grade": grade,
        "days": len(summary.results),
        "first_day": str(days["date"].iloc[0]),
        "last_day": str(days["date"].iloc[-1]),
        "stops": sum(result.stops for result in summary.results),
        "manual": summary.plan(MANUAL).model_dump(),
        "optimised": summary.plan(OPTIMISED).model_dump(),
        "as_driven": summary.plan(AS_DRIVEN).model_dump(),
        "reduction": _band(Band.of(summary.reduction(learned.judges.headline)) if claims else None),
        "judges": [figures.model_dump() for figures in summary.by_judge(claims=claims)],
        "worst_judge": summary.worst().name if claims else None,
        "adherence": {
            "learned": round(learned.adherence.share, 4),
            "reduction": _band(Band.of(summary.adhered()) if claims else None),
        },
        "calibration": learned.calibration.document(),
        "refused": None if replay.refused is None else replay.refused.model_dump(),
        "baselines": {name: figures.model_dump() for name, figures in summary.baselines().items()}
        | {"yardstick": YARDSTICK},
        "planner": {
            "days": len(learned.planner.days),
            "weeks": calendar_weeks(learned.planner.days),
            "held_out": learned.planner.held_out,
        },
        "judge_days": len(learned.judges.headline.times.days),
        "limits_raised": sum(result.limits_raised for result in summary.results),
        "truncated_days": sum(result.truncated for result in summary.results),
        "failed_days": [{"date": str(item.date), "reason": item.reason} for item in replay.failed],
        "violations": [
            {"date": str(result.date), "text": text} for result in summary.results for text in result.violations
        ],
        "excluded": excluded_counts(replay.excluded),
        "options": options.model_dump(),
    }


def excluded_counts(excluded: Iterable[Exclusion]) -> list[dict[str, Any]]:
    """Return reasons with their counts, the most frequent first."""
    counts = Counter((item.reason, item.level, item.of) for item in excluded)
    return [
        {"reason": reason, "level": level, "of": of, "count": count}
        for (reason, level, of), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def write_documents(replay: Replay, out: Path, *, grade: Grade) -> dict[str, Path]:
    """Write replay.json, stops.parquet, days.csv and excluded.csv; each whole or not at all."""
    files = {
        "replay": out / "replay.json",
        "stops": out / "stops.parquet",
        "days": out / "days.csv",
        "excluded": out / "excluded.csv",
    }
    text = json.dumps(document(replay, grade=grade), ensure_ascii=False, indent=2, allow_nan=False)
    write_atomically(files["stops"], replay.summary.visits().assign(grade=grade).to_parquet(index=False))
    write_atomically(
        files["days"], replay.summary.days().assign(grade=grade).to_csv(index=False, lineterminator="\n").encode()
    )
    write_atomically(
        files["excluded"],
        _exclusions(replay.excluded).assign(grade=grade).to_csv(index=False, lineterminator="\n").encode(),
    )
    write_atomically(files["replay"], (text + "\n").encode())
    return files


def _exclusions(excluded: Sequence[Exclusion]) -> pd.DataFrame:
    columns = ["row", "date", "tour_id", "stop_id", "level", "of", "reason", "value"]
    rows = [{name: _harmless(getattr(item, name)) for name in columns} for item in excluded]
    return pd.DataFrame(rows, columns=columns)


def _harmless(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) else cell


def _band(band: Band | None) -> dict[str, float | None] | None:
    return None if band is None else band.model_dump()
