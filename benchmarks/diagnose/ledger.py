"""The delay ledger: one row per due stop of the past, and every figure as a selection of its rows.

All of it is *measured*: it rests on stamps alone, no road and no model. A
delivered stop without an arrival stamp, or on a tour whose stamps can't be
trusted, can't be judged: it stands in the rows and is counted beside the rate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from benchmarks.diagnose.figures import DIMENSIONS, Figure, Group, groups_of, hidden_groups, rate_figure, tours_of
from benchmarks.diagnose.judgement import Judgement
from benchmarks.intervals import ratio_interval
from data.history import History, PastDay, PastTour, PastVisit
from routing.areas import area_of
from routing.clock import datetime_at
from routing.delays import TOLERANCES_S
from routing.model import Problem, Second, Stop
from routing.suppression import suppression

SMALLEST_GROUP = 5
"""Fewer tours than this show no figure."""

PERCENTILES = (50, 75, 90, 95, 99)

COLUMNS = (
    "date", "weekday", "hour", "area", "depot", "tour_id", "order_id", "row", "customer_id", "customer_type",
    "status", "window_end_s", "planned_start_s", "actual_start_s", "lateness_s", "deviation_s", "early_min",
    "judged", "late", *(f"late_{minutes}" for minutes in TOLERANCES_S),
)  # fmt: skip
"""Columns of the rows. Weekday 1 is Monday, hour is the local hour of the window's end, seconds are the plan day's;
``late`` is at the ledger's tolerance; there is no column for vehicle or driver, so that nobody can be ranked."""

_WHOLE = ("row", "window_end_s", "planned_start_s", "actual_start_s", "lateness_s", "deviation_s")


@dataclass(frozen=True)
class Ledger:
    """The due stops of a history and the figures made of them.

    Parameters
    ----------
    rows
        A row per due stop, columns :data:`COLUMNS`; whole seconds are nullable.
    tolerance_s
        Lateness that still counts as on time in ``late`` and in the groups.
    smallest_group
        Tours that a group needs, else its figures are suppressed.
    without_window
        Stops that have no window end and so are not due.
    """

    rows: pd.DataFrame
    tolerance_s: int
    smallest_group: int = SMALLEST_GROUP
    without_window: int = 0
    seed: int = 0

    @cached_property
    def days(self) -> pd.Index:
        """The days with a due stop, ascending."""
        found: pd.Index = pd.Index(sorted(self.rows["date"].unique()))
        return found

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The rows that a stamp or a failure tells on: the denominator of every rate."""
        return self.rows[self.rows["judged"]]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many stops stand behind and beside the figures."""
        stamped = self.judged["lateness_s"].notna()
        failed = self.judged["status"] != "delivered"
        return {
            "days": len(self.days),
            "tours": _tours(self.rows),
            "due_stops": len(self.judged),
            "late_stops": int(self.judged["late"].sum()),
            "not_judged": len(self.rows) - len(self.judged),
            "without_window": self.without_window,
            "failed": int(failed.sum()),
            "failed_without_stamp": int((failed & ~stamped).sum()),
        }

    def rate(self, tolerance_min: int | None = None, *, failed: bool = True) -> Figure:
        """Return the delay rate, at the ledger's tolerance or one of ``TOLERANCES_S``, with or without failed stops."""
        rows = self.judged if failed else self.judged[self.judged["status"] == "delivered"]
        late = "late" if tolerance_min is None else f"late_{tolerance_min}"
        hidden = suppression([_tours(rows)], self.smallest_group)[0]
        return rate_figure(Group("all", "", rows), late, self.days, hidden, seed=self.seed)

    @cached_property
    def by_tolerance(self) -> dict[int, Figure]:
        """The delay rate at every tolerance in minutes, failed stops included."""
        return {minutes: self.rate(minutes) for minutes in TOLERANCES_S}

    @cached_property
    def groups(self) -> dict[str, tuple[Figure, ...]]:
        """The delay rate of every group of every dimension, at the ledger's tolerance.

        Suppressed by :mod:`routing.suppression`; a tour that serves two groups counts once.
        """
        return {name: tuple(self._dimension(name)) for name in DIMENSIONS}

    @cached_property
    def minutes_per_100(self) -> dict[str, float | None]:
        """Minutes of lateness per 100 due stops with a stamp: value, low, high; failed ones without have no minutes."""
        if suppression([_tours(self.stamped)], self.smallest_group)[0]:
            return dict.fromkeys(("value", "low", "high"))
        stops = self.stamped.groupby("date").size().reindex(self.days, fill_value=0)
        seconds = self.stamped.groupby("date")["lateness_s"].sum().reindex(self.days, fill_value=0)
        minutes = seconds.to_numpy(float) / 60 * 100
        return ratio_interval(minutes, stops.to_numpy(float), seed=self.seed).document()

    @cached_property
    def stamped(self) -> pd.DataFrame:
        """The judged rows with an arrival stamp."""
        return self.judged[self.judged["lateness_s"].notna()]

    def percentiles(self, *, of_late: bool) -> dict[int, float | None]:
        """Return percentiles of lateness in minutes, of the late stops or of all due stops with a stamp."""
        rows = self.stamped[self.stamped["late"]] if of_late else self.stamped
        if suppression([_tours(rows)], self.smallest_group)[0]:
            return dict.fromkeys(PERCENTILES)
        minutes = rows["lateness_s"].astype(float) / 60
        return {per: round(float(minutes.quantile(per / 100)), 1) for per in PERCENTILES}

    @cached_property
    def early(self) -> dict[str, float | int | None]:
        """Arrivals before the window opened: how many, of how many, and their mean minutes of waiting."""
        minutes = self.stamped["early_min"].astype(float)
        before = minutes[minutes > 0]
        hidden = suppression([_tours(self.stamped)], self.smallest_group)[0]
        return {
            "early_stops": None if hidden else len(before),
            "stops": len(minutes),
            "mean_min": None if hidden or before.empty else round(float(before.mean()), 1),
        }

    def rows_of(self, figure: str = "all", key: str = "", *, late: bool = False) -> pd.DataFrame:
        """Return the rows behind a figure: those it divides by, or with ``late`` those it counts.

        Parameters
        ----------
        figure
            ``all`` or one of :data:`~benchmarks.diagnose.figures.DIMENSIONS`.
        key
            The group's key; of a suppressed group no row is returned.

        Raises
        ------
        KeyError
            If there is no such figure.
        """
        rows = self.judged
        if figure != "all":
            found = {group.key: group for group in self.groups[figure]}[key]
            rows = rows[rows[figure] == key] if found.suppressed is None else rows.iloc[:0]
        return rows[rows["late"]] if late else rows

    def _dimension(self, name: str) -> Iterator[Figure]:
        groups = groups_of(self.judged, name)
        hidden = hidden_groups(groups, self.smallest_group)
        for group, reason in zip(groups, hidden, strict=True):
            yield rate_figure(group, "late", self.days, reason, seed=self.seed)


def ledger(history: History, tolerance_s: int = 0, *, smallest_group: int = SMALLEST_GROUP, seed: int = 0) -> Ledger:
    """Return the delay ledger of a history.

    Parameters
    ----------
    tolerance_s
        Lateness in seconds that still counts as on time; rates at
        ``TOLERANCES_S`` come beside it.
    smallest_group
        Tours that a group needs for its figures to be shown.
    seed
        Of the days drawn for the intervals.
    """
    rows = [row for day in history.days for row in _rows(day, tolerance_s)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame.astype(dict.fromkeys(_WHOLE, "Int64"))
    frame = frame.astype({"early_min": "Float64", "judged": bool, "late": bool})
    frame = frame.astype({f"late_{minutes}": bool for minutes in TOLERANCES_S})
    without = sum(stop.due_s is None for day in history.days for stop in day.problem.stops)
    return Ledger(frame, tolerance_s, smallest_group, without, seed)


def _rows(day: PastDay, tolerance_s: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of a day's due stops."""
    judgement = Judgement(day)
    for stop in day.problem.stops:
        if stop.due_s is not None:
            yield _row(judgement, stop, stop.due_s, tolerance_s)


def _row(judgement: Judgement, stop: Stop, due_s: Second, tolerance_s: int) -> dict[str, Any]:
    """Return a due stop's row."""
    day, tour, visit = judgement.day, judgement.planned_on(stop), judgement.day.visits[stop.stop_id]
    start_s = judgement.start_s(stop)

    return {
        "date": day.date,
        "weekday": str(day.date.isoweekday()),
        "hour": f"{datetime_at(due_s, day.date, day.problem.timezone).hour:02d}",
        "area": area_of(stop.location),
        "depot": _depot(day.problem, tour),
        "tour_id": None if tour is None else tour.tour_id,
        "order_id": stop.stop_id,
        "row": visit.row,
        "customer_id": stop.customer_id,
        "customer_type": stop.customer_type or "",
        "status": visit.status,
        "window_end_s": due_s,
        "planned_start_s": None if visit.planned_arrival_s is None else stop.service_start_s(visit.planned_arrival_s),
        "actual_start_s": start_s,
        "lateness_s": judgement.lateness_s(stop),
        **_arrival(visit, start_s),
        "judged": judgement.late(stop, tolerance_s) is not None,
        "late": bool(judgement.late(stop, tolerance_s)),
        **{f"late_{minutes}": bool(judgement.late(stop, limit)) for minutes, limit in TOLERANCES_S.items()},
    }


def _arrival(visit: PastVisit, start_s: int | None) -> dict[str, int | float | None]:
    """Return how far the arrival was from the planned one, and how long before the window."""
    actual, planned = visit.actual_arrival_s, visit.planned_arrival_s
    if start_s is None or actual is None:
        return {"deviation_s": None, "early_min": None}
    return {"deviation_s": None if planned is None else actual - planned, "early_min": (start_s - actual) / 60}


def _depot(problem: Problem, tour: PastTour | None) -> str:
    return "" if tour is None else problem.vehicle_by_id[tour.tour_id].start_depot


def _tours(rows: pd.DataFrame) -> int:
    return len(tours_of(rows))
