"""A diagnosis as tables for the terminal and as files: diagnose.json, CSV with every row, one HTML page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pandas.api.types import is_numeric_dtype

from benchmarks.diagnose.diagnosis import Diagnosed, Diagnosis
from benchmarks.diagnose.page import page
from benchmarks.diagnose.wording import bounds, key_text, price_text, reason_text, share, suppressed_text, word
from data.exports.plan_csv import harmless
from routing.files import write_atomically
from routing.messages import Language
from routing.numbers import decimal

EXCLUDED_COLUMNS = ("date", "tour_id", "order_id", "row", "level", "of", "reason", "value", "text")


class Table(NamedTuple):
    """A table as the terminal shows it; the first column is text, the others are numbers."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def write_report(diagnosed: Diagnosed, folder: Path, language: Language) -> dict[str, Path]:
    """Write all files of a diagnosis; return their paths by name.

    Raises
    ------
    OutputError
        If the folder can't be written to.
    """
    fall = diagnosed.waterfall
    frames = {
        "ledger": diagnosed.ledger.rows,
        "waterfall": None if fall is None else fall.rows,
        "unexplained": None if fall is None else fall.unexplained,
        "excluded": excluded_frame(diagnosed, language),
    }
    files = {name: _csv(frame, folder / f"{name}.csv") for name, frame in frames.items() if frame is not None}
    document = folder / "diagnose.json"
    write_atomically(document, (diagnosed.document.model_dump_json(indent=2) + "\n").encode())
    report = folder / "diagnose.html"
    write_atomically(report, page(diagnosed.document, language).encode())
    return {"document": document, "report": report, **files}


def excluded_frame(diagnosed: Diagnosed, language: Language) -> pd.DataFrame:
    """Return every row, tour and day that was left out, a line each, with its reason in words."""
    told = [(item, item.of) for item in diagnosed.excluded] + [(item, "causes") for item in diagnosed.not_covered]
    rows = [
        (
            item.date,
            item.tour_id,
            item.stop_id,
            item.row,
            item.level,
            from_what,
            item.reason,
            item.value,
            reason_text(item.reason, language, value=item.value, detail=item.detail),
        )
        for item, from_what in told
    ]
    return pd.DataFrame(rows, columns=list(EXCLUDED_COLUMNS)).astype({"row": "Int64"})


def tables(diagnosis: Diagnosis, language: Language) -> list[Table]:
    """Return the diagnosis as tables, the headline first."""
    found = [_tolerances(diagnosis, language)]
    found += [
        _groups(diagnosis, name, language)
        for name in ("hour", "weekday", "depot", "customer_type")
        if len(diagnosis.by[name]) > 1
    ]
    if diagnosis.waterfall is not None:
        found.append(_waterfall(diagnosis, diagnosis.waterfall, language))
    if diagnosis.shares is not None:
        found.append(causes(diagnosis, language))
    if diagnosis.habits:
        found.append(_habits(diagnosis, diagnosis.habits, language))
    return found


def headline(diagnosis: Diagnosis, language: Language) -> str:
    """Return the delay rate in one sentence, with its interval, its counts and its grade."""
    figure = diagnosis.at_tolerance
    if figure["suppressed"] is not None:
        text = suppressed_text(figure["suppressed"], diagnosis.smallest_group, language)
    elif figure["value"] is None:
        text = word("none", language)
    else:
        late, due = (decimal(figure[name], 0, language) for name in ("late_stops", "due_stops"))
        counts = f"{late} {word('of', language)} {due}"
        text = f"{share(figure['value'], language)} {bounds(figure, language)}, {counts}"
    grade = word("simulated" if diagnosis.simulated else "measured", language)
    return f"{word('delay_rate', language)}: {text} ({grade})"


def exclusion_lines(diagnosis: Diagnosis, language: Language) -> list[str]:
    """Return what is not counted, a line a reason with its number."""
    counts = diagnosis.counts
    beside = [name for name in ("not_judged", "without_window") if counts[name]]
    return [
        *(
            f"{decimal(counts[name], 0, language)} × {word('stop', language)}: {word(name, language)}"
            for name in beside
        ),
        *(
            f"{decimal(item['count'], 0, language)} × {word(item['level'], language)}, "
            f"{word('from_' + item['of'], language)}: {reason_text(item['reason'], language)}"
            for item in diagnosis.excluded
        ),
    ]


def _csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    safe = frame.copy()
    for name in [name for name in safe.columns if not is_numeric_dtype(safe[name])]:
        safe[name] = [harmless(cell) if isinstance(cell, str) else cell for cell in safe[name]]
    write_atomically(path, safe.to_csv(index=False, lineterminator="\n").encode())
    return path


def _heads(first: str, language: Language) -> tuple[str, ...]:
    return (word(first, language), *(word(name, language) for name in ("rate", "interval", "late", "due", "tours")))


def _cells(figure: dict[str, Any], smallest: int, language: Language) -> tuple[str, ...]:
    """Return a figure's cells, or why it is not shown."""
    if figure["suppressed"] is not None:
        return ("–", suppressed_text(figure["suppressed"], smallest, language), "–", "–", "–")
    counts = (decimal(figure[name], 0, language) for name in ("late_stops", "due_stops", "tours"))
    return (share(figure["value"], language), bounds(figure, language), *counts)


def _tolerances(diagnosis: Diagnosis, language: Language) -> Table:
    smallest = diagnosis.smallest_group
    rows = [(f"{minutes} min", *_cells(figure, smallest, language)) for minutes, figure in diagnosis.delay_rate.items()]
    rows.append((word("without_failed", language), *_cells(diagnosis.delay_rate_without_failed, smallest, language)))
    return Table(_graded("by_tolerance", "measured", diagnosis, language), _heads("tolerance", language), rows)


def _groups(diagnosis: Diagnosis, name: str, language: Language) -> Table:
    rows = [
        (key_text(name, figure["key"], language), *_cells(figure, diagnosis.smallest_group, language))
        for figure in diagnosis.by[name]
    ]
    return Table(_graded(name, "measured", diagnosis, language), _heads(name, language), rows)


def _waterfall(diagnosis: Diagnosis, fall: dict[str, Any], language: Language) -> Table:
    minutes = {**fall["parts_min"], "total": fall["lateness_min"]}
    rows = [
        (word(name, language), decimal(part["value"], 1, language), bounds(part, language, scale=1))
        for name, part in minutes.items()
    ]
    rows += [
        (f"{word('unexplained_stops', language)}: {word(reason, language)}", decimal(count, 0, language), "")
        for reason, count in fall["unexplained_stops"].items()
    ]
    return Table(
        _graded("waterfall", "replayed", diagnosis, language),
        ("", word("minutes", language), word("interval", language)),
        rows,
    )


def causes(diagnosis: Diagnosis, language: Language) -> Table:
    """Return the causes of late stops as shares with intervals; without rows where none were computed."""
    shown = dict(diagnosis.shares or {})
    names = {name: word("leaving" if name == "departure" else name, language) for name in shown}
    beside = {"planned_late": diagnosis.planned_late, "avoidable": diagnosis.avoidable}
    rows = [(names[name], share(part["value"], language), bounds(part, language)) for name, part in shown.items()]
    rows += [
        (word(name, language), share(part["value"], language), bounds(part, language))
        for name, part in beside.items()
        if part is not None
    ]
    columns = ("", word("rate", language), word("interval", language))
    return Table(_graded("shares", "replayed", diagnosis, language), columns, rows)


def _habits(diagnosis: Diagnosis, habits: Sequence[dict[str, Any]], language: Language) -> Table:
    rows = [
        (
            word(habit["kind"], language),
            f"{share(habit['statistic'], language)} / {share(habit['free_statistic'], language)}",
            price_text(habit["late_per_day"], language) if habit["late_per_day"] else word(habit["outcome"], language),
            price_text(habit["km_per_day"], language),
        )
        for habit in habits
    ]
    columns = tuple(word(name, language) for name in ("habit", "followed", "per_day", "km_per_day"))
    return Table(_graded("habits", "replayed", diagnosis, language), columns, rows)


def _graded(title: str, grade: str, diagnosis: Diagnosis, language: Language) -> str:
    grades = [word(grade, language), *([word("simulated", language)] if diagnosis.simulated else [])]
    return f"{word(title, language)} ({', '.join(grades)})"
