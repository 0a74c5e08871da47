"""What the analyst's page draws and says of a replay: its days as a calendar, its gate in words, its judges."""

from collections.abc import Mapping
from datetime import date as Date
from datetime import timedelta
from typing import Any, Final, NamedTuple

from api.analysis.views import RunLine, RunView
from benchmarks.reasons import counted_reason
from benchmarks.replay.gate import NUMBER
from benchmarks.replay.wording import measure_text, rule_text
from routing.messages import Language
from routing.numbers import decimal, per_cent

DAYS_A_WEEK: Final = 7
MINUTE_S: Final = 60

TOLD_IN_MINUTES_S: Final = 90 * MINUTE_S
"""Longer waits are told in hours."""

SECONDS_A_STOP: Final = 0.04
"""What a stop of a replayed day costs at the usual work, until the depot's own runs tell better."""

LEARNING_S: Final = 20
"""Reading, learning and the gate, roughly."""

USUAL_WORK: Final = 20


class DayCell(NamedTuple):
    """A day of the calendar; ``state`` is done, waiting, failed, out or empty for a day without tours."""

    date: Date | None
    state: str
    reason: str


class Week(NamedTuple):
    """A column of the calendar."""

    number: int
    cells: tuple[DayCell, ...]


class Measure(NamedTuple):
    """One measure of a rule: ``width`` per cent of a track on which the limit lies at two thirds."""

    name: str
    value: str
    limit: str
    passed: bool
    width: float


class Gate(NamedTuple):
    """One of the six rules."""

    number: int
    passed: bool
    measures: tuple[Measure, ...]


def calendar_of(states: Mapping[str, str], left_out: Mapping[str, str], language: Language) -> list[Week]:
    """Return the weeks between the first and the last day; weekends only where somebody drove.

    Parameters
    ----------
    states
        ``done``, ``waiting`` or ``failed`` by day.
    left_out
        Codes of reasons by day.
    """
    days = {Date.fromisoformat(day): DayCell(Date.fromisoformat(day), state, "") for day, state in states.items()}
    for text, code in left_out.items():
        day = Date.fromisoformat(text)
        days.setdefault(day, DayCell(day, "out", counted_reason(code, language)))
    if not days:
        return []
    length = max(5, *(day.weekday() + 1 for day in days))
    monday = min(days) - timedelta(days=min(days).weekday())
    weeks = []
    while monday <= max(days):
        dates = [monday + timedelta(days=number) for number in range(length)]
        cells = tuple(days.get(day, DayCell(None, "", "")) for day in dates)
        weeks.append(Week(monday.isocalendar().week, cells))
        monday += timedelta(days=DAYS_A_WEEK)
    return weeks


def days_of(run: RunView) -> tuple[dict[str, str], dict[str, str]]:
    """Return how each day of a replay stands, and which were left out: of its end, or of its progress."""
    if run.document is None:
        told = run.progress or {}
        return told.get("days_state", {}), told.get("left_out", {})
    learned = run.learned or {}
    states = dict.fromkeys(learned.get("replayed", ()), "done")
    states |= {item["date"]: "failed" for item in run.document.get("failed_days", ())}
    return states, learned.get("left_out", {})


def gates_of(calibration: Mapping[str, Any], language: Language) -> list[Gate]:
    """Return the six rules with their measures in words."""
    by_number: dict[int, list[Measure]] = {}
    for rule in calibration["rules"]:
        by_number.setdefault(NUMBER.get(rule["name"], 0), []).append(_measure(rule, language))
    return [
        Gate(number, all(measure.passed for measure in measures), tuple(measures))
        for number, measures in sorted(by_number.items())
    ]


def rates_text(calibration: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Return the rates that the first two rules compare, a dash where there was nothing to count."""
    names = ("actual_delay_rate", "simulated_delay_rate", "coverage_80")
    return {name: "–" if calibration[name] is None else per_cent(calibration[name], language) for name in names}


def seconds_text(seconds: float, language: Language) -> str:
    """Return a time to wait in words."""
    if seconds < MINUTE_S:
        return f"{max(1, round(seconds))} s"
    if seconds < TOLD_IN_MINUTES_S:
        return f"{round(seconds / MINUTE_S)} min"
    return f"{decimal(seconds / 3600, 1, language)} h"


def stop_seconds(runs: list[RunLine], learned: Mapping[str, Any] | None, stops_a_day: float) -> float:
    """Return the seconds that a stop of a replayed day costs at work 1: as the last run took, or as is usual."""
    told = (learned or {}).get("seconds_a_day")
    if runs and told and stops_a_day:
        return float(told) / stops_a_day / int(runs[0].options.get("work_limit", USUAL_WORK))
    return SECONDS_A_STOP / USUAL_WORK


def _measure(rule: Mapping[str, Any], language: Language) -> Measure:
    value, limit = rule["value"], rule["limit"]
    share = 1.5 if value is None else min(value / limit, 1.5)
    return Measure(
        rule_text(rule["name"], language),
        measure_text(rule["name"], value, language),
        measure_text(rule["name"], limit, language),
        rule["passed"],
        round(share / 1.5 * 100, 1),
    )
