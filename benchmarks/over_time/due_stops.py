"""The judged due stops of a ledger as tables of weeks and periods are made of them.

A week with too few tours is shown nowhere, and no sum holds it: a period's
figures are of its shown weeks only. Whoever compares two periods therefore
learns no more than the weeks that are shown anyway.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd

from benchmarks.diagnose.figures import Group, hidden_groups, tours_of
from benchmarks.intervals import LEVEL, UNKNOWN, Interval, day_weights, ratio_interval
from benchmarks.replay.summary import NOTHING, Band
from routing.model import Frozen
from routing.suppression import Suppressed, suppression

PER = 100
"""Stops that minutes are given for."""


class PeriodFigures(Frozen):
    """Figures of some weeks at a tolerance.

    Parameters
    ----------
    rate
        Late stops ÷ due stops.
    minutes
        Minutes late of the stops that count as late, per 100 due stops with a stamp.
    suppressed
        Why nothing is shown; then all counts are ``None`` too.
    """

    rate: Band = NOTHING
    minutes: Band = NOTHING
    late_stops: int | None = None
    due_stops: int | None = None
    tours: int | None = None
    days: int | None = None
    suppressed: Suppressed | None = None


class WeekFigures(PeriodFigures):
    """A calendar week, named by its Monday."""

    monday: Date


@dataclass(frozen=True)
class DueStops:
    """The judged rows of a ledger.

    Parameters
    ----------
    rows
        Columns of :data:`benchmarks.diagnose.ledger.COLUMNS`, and ``monday``.
    smallest
        Tours that a figure needs.
    seed
        Of the days drawn for intervals.
    """

    rows: pd.DataFrame
    smallest: int
    seed: int = 0

    @classmethod
    def of(cls, ledger: pd.DataFrame, smallest: int, seed: int = 0) -> "DueStops":
        """Return the judged rows of a ledger as it is kept."""
        rows = ledger[ledger["judged"].astype(bool)]
        days = pd.to_datetime(rows["date"]).dt.date
        mondays = [day - timedelta(days=day.weekday()) for day in days]
        return cls(rows.assign(date=list(days), monday=mondays), smallest, seed)

    @cached_property
    def weeks(self) -> dict[Date, Suppressed | None]:
        """All weeks, ascending, and why one is not shown."""
        found = [Group("monday", str(monday), part) for monday, part in self.rows.groupby("monday", sort=True)]
        mondays = [cast("Date", monday) for monday in sorted(self.rows["monday"].unique())]
        return dict(zip(mondays, hidden_groups(found, self.smallest), strict=True))

    @cached_property
    def shown_weeks(self) -> tuple[Date, ...]:
        """The Mondays of the weeks that are shown, ascending."""
        return tuple(monday for monday, reason in self.weeks.items() if reason is None)

    def by_week(self, tolerance_min: int) -> tuple[WeekFigures, ...]:
        """Return the figures of every week, ascending."""
        parts = dict(iter(self.rows.groupby("monday", sort=True)))
        return tuple(
            WeekFigures(monday=monday, suppressed=reason)
            if reason is not None
            else WeekFigures(monday=monday, **self._figures(parts[monday], tolerance_min, clustered=True))
            for monday, reason in self.weeks.items()
        )

    def period(self, mondays: Collection[Date], tolerance_min: int) -> PeriodFigures:
        """Return the figures of some shown weeks together; hidden weeks are never part of it."""
        rows = self.rows[self.rows["monday"].isin(list(set(mondays) & set(self.shown_weeks)))]
        reason = suppression([len(tours_of(rows))], self.smallest)[0]
        if reason is not None:
            return PeriodFigures(suppressed=reason)
        return PeriodFigures(**self._figures(rows, tolerance_min, clustered=False))

    def change(self, before: Collection[Date], after: Collection[Date], tolerance_min: int) -> Band:
        """Return how much higher the rate of the later weeks is, days of both drawn on their own."""
        sides = [_by_day(self.rows[self.rows["monday"].isin(list(weeks))], tolerance_min) for weeks in (before, after)]
        if any(len(side) < 2 for side in sides):  # noqa: PLR2004 - a single day does not show how days differ
            return NOTHING
        values, drawn = [], []
        for number, side in enumerate(sides):
            counts = side[["late", "due"]].to_numpy(float)
            values.append(counts[:, 0].sum() / counts[:, 1].sum())
            sums = day_weights(len(side), seed=self.seed + number) @ counts
            drawn.append(sums[:, 0] / sums[:, 1])
        low, high = np.quantile(drawn[1] - drawn[0], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return Band(value=values[1] - values[0], low=float(low), high=float(high))

    def _figures(self, rows: pd.DataFrame, tolerance_min: int, *, clustered: bool) -> dict[str, object]:
        """Return the figures of rows; ``clustered`` draws tours beside days, for a week has few days."""
        tables = [_by_day(rows, tolerance_min)] + ([_by_tour(rows, tolerance_min)] if clustered else [])
        tours = len(tours_of(rows))
        rates = [ratio_interval(table["late"], table["due"], seed=self.seed) for table in tables]
        minutes = [ratio_interval(PER * table["minutes"], table["stamped"], seed=self.seed) for table in tables]
        return {
            "rate": Band.of(_certain(_widest(rates), tours)),
            "minutes": Band.of(_widest(minutes)),
            "late_stops": int(rows[late_column(tolerance_min)].sum()),
            "due_stops": len(rows),
            "tours": tours,
            "days": len(tables[0]),
        }


def late_column(tolerance_min: int) -> str:
    """Return the ledger's column that says which stops are late at a tolerance."""
    return f"late_{tolerance_min}"


def _by_day(rows: pd.DataFrame, tolerance_min: int) -> pd.DataFrame:
    return _sums(rows, ["date"], tolerance_min)


def _by_tour(rows: pd.DataFrame, tolerance_min: int) -> pd.DataFrame:
    return _sums(rows.assign(tour_id=rows["tour_id"].fillna("")), ["date", "tour_id"], tolerance_min)


def _sums(rows: pd.DataFrame, by: list[str], tolerance_min: int) -> pd.DataFrame:
    """Return due and late stops, stamped ones and their minutes late, a row a cluster."""
    late = rows[late_column(tolerance_min)].astype(bool)
    lateness = rows["lateness_s"].astype("Float64")
    counted = rows.assign(
        late=late.astype(float),
        due=1.0,
        stamped=lateness.notna().astype(float),
        minutes=lateness.where(late, 0.0).fillna(0.0).astype(float) / 60,
    )
    return counted.groupby(by, sort=True)[["late", "due", "stamped", "minutes"]].sum()


def _widest(intervals: Sequence[Interval]) -> Interval:
    """Return the lowest and the highest bound: days alone are few, tours alone forget what a day shares."""
    first = intervals[0]
    if not first.known:
        return UNKNOWN
    lows, highs = np.array([item.low for item in intervals]), np.array([item.high for item in intervals])
    if np.isnan(lows).all():
        return first
    return Interval(first.value, float(np.nanmin(lows)), float(np.nanmax(highs)))


def _certain(found: Interval, tours: int) -> Interval:
    """Return a rate of none or all with the exact binomial bound for so many tours; drawing would call it certain."""
    if not found.known or 0 < found.value < 1:
        return found
    reach = 1 - ((1 - LEVEL) / 2) ** (1 / max(tours, 1))
    return Interval(found.value, max(0.0, found.value - reach), min(1.0, found.value + reach))
