"""The figures of the page of results, as one document for page, API and report."""

from collections.abc import Mapping
from datetime import date as Date
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import pandas as pd

from api.remembered import Remembered
from api.results.evidence import Evidence
from benchmarks.over_time.causes import Causes, causes_of
from benchmarks.over_time.due_stops import DueStops, PeriodFigures, WeekFigures
from benchmarks.over_time.groups import Crossing, Dimension, GroupFigures, crossing, groups
from benchmarks.over_time.money import km_per_stop, monthly_cost
from benchmarks.replay.summary import Band
from benchmarks.replay.wording import judge_text, reason_of, verdict
from routing.model import Frozen

Grade = Literal["measured", "replayed", "simulated"]
Tolerance = Literal[0, 15, 30]

TOLERANCES: Final[tuple[Tolerance, ...]] = (0, 15, 30)
PERIODS: Final = (4, 8, 12, 20, 26, 52)
"""Weeks that the page offers."""

_LEAST_WEEKS = 2


class Period(Frozen):
    """Some weeks and their figures; ``weeks`` counts those that are shown."""

    first: Date
    last: Date
    weeks: int
    figures: PeriodFigures


class Sentence(Frozen):
    """A sentence in both languages."""

    de: str
    en: str


class JudgedReduction(Frozen):
    """What one judge says: the share of late stops that goes."""

    name: str
    called: Sentence
    reduction: Band


class Comparison(Frozen):
    """What the replay claims; all of it ``None`` where it may claim nothing, then ``reason`` says why.

    Parameters
    ----------
    reduction
        (manual - optimised) ÷ manual, late stops, by the judge with weeks of its own.
    worst
        The judge with weeks of its own that sees the least.
    adhered
        With the drivers' habit of swapping neighbouring stops in both plans.
    """

    days: int
    stops: int
    scenarios: int
    grade: Grade
    verdict: Sentence
    reduction: Band | None = None
    worst: JudgedReduction | None = None
    adhered: Band | None = None
    adherence: float | None = None
    reason: Sentence | None = None


class Distance(Frozen):
    """Kilometres a due stop over the replayed days, of the manual plan and, where it may be shown, of the new one."""

    manual: Band
    planned: Band | None
    days: int


class Cost(Frozen):
    """What lateness costs in an average month, at the firm's own price of a late stop."""

    price_eur: float
    month: Band
    month_before: Band | None


class Results(Frozen):
    """All figures of a depot at a tolerance; parts are ``None`` while there is nothing to make them of.

    Parameters
    ----------
    smallest_group
        Tours below which nothing is shown.
    now, before
        The chosen weeks, and as many before them.
    last_day
        Last day in ``now`` of which anything is known.
    change
        Of the delay rate from ``before`` to ``now``.
    weeks
        Every week, hidden ones without figures.
    """

    depot_id: str
    depot_name: str
    smallest_group: int
    simulated: bool
    tolerance_min: int
    as_of: datetime | None
    diagnosis_number: int | None
    replay_number: int | None
    grade: Grade
    now: Period | None
    before: Period | None
    last_day: Date | None
    change: Band | None
    weeks: tuple[WeekFigures, ...]
    distance: Distance | None
    cost: Cost | None
    causes: Causes | None
    replay: Comparison | None
    expired: bool


def results(evidence: Evidence, tolerance_min: Tolerance, weeks: int | None = None) -> Results:
    """Return a depot's figures.

    Parameters
    ----------
    weeks
        The last so many shown weeks; ``None`` for as many as leave as many before them.
    """
    return _results.get((evidence.key, tolerance_min, weeks), lambda: _made(evidence, tolerance_min, weeks))


def groups_in(evidence: Evidence, dimension: Dimension, tolerance_min: int) -> tuple[GroupFigures, ...]:
    """Return the groups of a dimension over all weeks; none without a ledger."""

    def make() -> tuple[GroupFigures, ...]:
        stops = evidence.stops
        return () if stops is None else groups(stops, dimension, tolerance_min)

    return _groups.get((evidence.key, dimension, tolerance_min), make)


def hours_in(evidence: Evidence, tolerance_min: int) -> Crossing | None:
    """Return the table of weekdays and hours over all weeks; ``None`` without a ledger."""

    def make() -> Crossing | None:
        stops = evidence.stops
        return None if stops is None else crossing(stops, tolerance_min)

    return _hours.get((evidence.key, tolerance_min), make)


_results: Remembered[Results] = Remembered(64)
_groups: Remembered[tuple[GroupFigures, ...]] = Remembered(64)
_hours: Remembered[Crossing | None] = Remembered(16)


def _made(evidence: Evidence, tolerance_min: Tolerance, weeks: int | None) -> Results:
    """Make a depot's figures."""
    stops = evidence.stops
    now, before, change = (None, None, None) if stops is None else _periods(stops, tolerance_min, weeks)
    return Results(
        depot_id=evidence.depot.depot_id,
        depot_name=evidence.depot.name,
        smallest_group=evidence.smallest,
        simulated=evidence.simulated,
        tolerance_min=tolerance_min,
        as_of=None if evidence.as_of is None else evidence.as_of.astimezone(ZoneInfo(evidence.depot.timezone)),
        diagnosis_number=None if evidence.diagnosis is None else evidence.diagnosis.number,
        replay_number=None if evidence.replay is None else evidence.replay.number,
        grade=_grade(evidence, "measured"),
        now=now,
        before=before,
        last_day=_last_day(evidence, now),
        change=change,
        weeks=() if stops is None else stops.by_week(tolerance_min),
        distance=_distance(evidence),
        cost=_cost(evidence, now, before),
        causes=_causes(evidence),
        replay=None if evidence.replayed is None else _comparison(evidence, evidence.replayed),
        expired=evidence.diagnosis is not None and evidence.ledger is None,
    )


def _last_day(evidence: Evidence, now: Period | None) -> Date | None:
    """Return the last day of the chosen weeks that the diagnosis knows; a week may still be under way."""
    if now is None or evidence.ledger is None:
        return None
    sunday = now.last + timedelta(days=6)
    days = pd.to_datetime(evidence.ledger["date"]).dt.date
    return min(sunday, max(days, default=sunday))


def _periods(
    stops: DueStops, tolerance_min: int, weeks: int | None
) -> tuple[Period | None, Period | None, Band | None]:
    """Return the chosen weeks, as many before them, and the change between both."""
    shown = stops.shown_weeks
    if not shown:
        return None, None, None
    length = weeks or max((size for size in PERIODS if 2 * size <= len(shown)), default=len(shown))
    mondays, earlier = shown[-length:], shown[-2 * length : -length]
    now = _period(stops, mondays, tolerance_min)
    if len(earlier) < min(length, _LEAST_WEEKS):
        return now, None, None
    return now, _period(stops, earlier, tolerance_min), stops.change(earlier, mondays, tolerance_min)


def _period(stops: DueStops, mondays: tuple[Date, ...], tolerance_min: int) -> Period:
    figures = stops.period(mondays, tolerance_min)
    return Period(first=mondays[0], last=mondays[-1], weeks=len(mondays), figures=figures)


def _distance(evidence: Evidence) -> Distance | None:
    """Return kilometres a stop; those of the new plan only where the replay may show it."""
    days = evidence.days
    if days is None or not len(days):
        return None
    planned = km_per_stop(days, "optimised") if evidence.claims else None
    return Distance(manual=km_per_stop(days, "manual"), planned=planned, days=len(days))


def _cost(evidence: Evidence, now: Period | None, before: Period | None) -> Cost | None:
    price = evidence.depot.settings.cost_per_late_stop_eur
    if price is None or now is None:
        return None
    earlier = None if before is None else monthly_cost(before.figures, before.weeks, price)
    return Cost(price_eur=price, month=monthly_cost(now.figures, now.weeks, price), month_before=earlier)


def _causes(evidence: Evidence) -> Causes | None:
    return causes_of(evidence.diagnosed) if evidence.diagnosed else None


def _comparison(evidence: Evidence, replay: Mapping[str, Any]) -> Comparison:
    """Return what the replay claims, or why it claims nothing."""
    common = {
        "days": replay["days"],
        "stops": replay["stops"],
        "scenarios": replay["options"]["scenarios"],
        "grade": _grade(evidence, "replayed"),
        "verdict": Sentence(de=verdict(replay, "de"), en=verdict(replay, "en")),
    }
    if not evidence.claims:
        return Comparison(**common, reason=Sentence(de=reason_of(replay, "de"), en=reason_of(replay, "en")))
    worst = next((judge for judge in replay["judges"] if judge["name"] == replay["worst_judge"]), None)
    adhered = replay["adherence"]["reduction"]
    return Comparison(
        **common,
        reduction=Band(**replay["reduction"]),
        worst=None if worst is None else _judged(worst),
        adhered=None if adhered is None else Band(**adhered),
        adherence=replay["adherence"]["learned"],
    )


def _judged(judge: Mapping[str, Any]) -> JudgedReduction:
    name = judge["name"]
    called = Sentence(de=judge_text(name, "de"), en=judge_text(name, "en"))
    return JudgedReduction(name=name, called=called, reduction=Band(**judge["reduction"]))


def _grade(evidence: Evidence, grade: Grade) -> Grade:
    """Return a grade; of a simulated history all figures are simulated."""
    return "simulated" if evidence.simulated else grade
