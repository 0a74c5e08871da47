"""What a replay found, day by day and in sum: the claim, or why there is none."""

import math
from collections.abc import Iterable, Sequence
from datetime import date as Date
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.intervals import Interval, ratio_interval, reduction_interval
from benchmarks.replay.gate import Calibration
from benchmarks.replay.judges import HeadlineJudge, Judge, Judges, headline
from benchmarks.replay.replayed_day import (
    AS_DRIVEN,
    MANUAL,
    MANUAL_ADHERED,
    NEAREST,
    OPTIMISED,
    OPTIMISED_ADHERED,
    RANDOM,
    DayResult,
)
from data.history import calendar_weeks
from routing.model import Frozen

LEAST_DAYS = 10
"""With fewer replayed days there are counts and no claim."""

LEAST_WEEKS = 4
"""Weeks that planner and judge must each have learned from."""

YARDSTICK = {"delay_rate": 0.102, "routes_with_a_late_stop": 0.445, "source": "249,231 stops on 19,647 routes"}
"""Published delivery data, to set a manual plan beside."""

Grade = Literal["replayed", "simulated history"]


class Band(Frozen):
    """A value and its 95 % interval over days; all ``None`` where nothing may be said."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, interval: Interval) -> "Band":
        """Return an interval as it stands in a document."""
        return cls(**interval.document())


NOTHING = Band()


class PlanFigures(Frozen):
    """A plan over all replayed days, as the headline's judge expects it."""

    delay_rate: float | None
    delay_rate_low: float | None
    delay_rate_high: float | None
    late_stops: float
    due_stops: int
    lateness_min: float
    distance_km: float
    unassigned: int


class JudgeFigures(Frozen):
    """What one judge says of both plans."""

    name: str
    shares_weeks: bool
    headline: bool
    manual_late: float
    optimised_late: float
    reduction: Band


class Refusal(Frozen):
    """The rule that forbids a headline, what was found and what is allowed.

    ``value`` is ``None`` if nothing could be measured, or the measure is infinite.
    """

    rule: str
    value: float | None
    limit: float


class Summary:
    """Figures over replayed days, ascending.

    Parameters
    ----------
    results
        The days, ascending.
    seed
        Of the intervals.
    """

    def __init__(self, results: Sequence[DayResult], judges: Judges, seed: int) -> None:
        self.results = tuple(results)
        self.judges = judges
        self.seed = seed

    @property
    def due(self) -> NDArray[np.float64]:
        """Due stops a day."""
        return np.array([result.due_stops for result in self.results], np.float64)

    def late(self, plan: str, judge: Judge) -> NDArray[np.float64]:
        """Return expected late stops a day."""
        return np.array([result.figures[plan][judge.name].late for result in self.results], np.float64)

    def plan(self, name: str) -> PlanFigures:
        """Return one plan's figures."""
        chief = self.judges.headline
        late = self.late(name, chief)
        rate = Band.of(ratio_interval(late, self.due, seed=self.seed))
        # An adhered plan has the kilometres of the plan it comes from only roughly: it is not given any of its own.
        return PlanFigures(
            delay_rate=rate.value,
            delay_rate_low=rate.low,
            delay_rate_high=rate.high,
            late_stops=round(float(late.sum()), 2),
            due_stops=int(self.due.sum()),
            lateness_min=round(sum(result.figures[name][chief.name].lateness_min for result in self.results), 1),
            distance_km=round(sum(result.distance_km[name] for result in self.results), 1),
            unassigned=sum(result.unassigned[name] for result in self.results),
        )

    def baselines(self) -> dict[str, PlanFigures]:
        """Return the plans nobody would be proud of."""
        return {name: self.plan(name) for name in (NEAREST, RANDOM)}

    def reduction(self, judge: Judge) -> Interval:
        """Return the reduction that a judge sees."""
        manual, optimised = self.late(MANUAL, judge), self.late(OPTIMISED, judge)
        if isinstance(judge, HeadlineJudge):
            return headline(judge, manual, optimised, seed=self.seed)
        return reduction_interval(manual, optimised, seed=self.seed)

    def adhered(self) -> Interval:
        """Return the reduction with the drivers' learned habit of swapping neighbours in both plans."""
        chief = self.judges.headline
        return headline(chief, self.late(MANUAL_ADHERED, chief), self.late(OPTIMISED_ADHERED, chief), seed=self.seed)

    def worst(self) -> HeadlineJudge:
        """Return the judge with disjoint weeks that sees the least reduction; one that sees no late stop is last."""

        def seen(judge: HeadlineJudge) -> float:
            found = self.reduction(judge)
            return found.value if found.known else math.inf

        return min(self.judges.disjoint, key=seen)

    def by_judge(self, *, claims: bool) -> tuple[JudgeFigures, ...]:
        """Return all judges; without ``claims`` none shows a reduction."""
        return tuple(
            JudgeFigures(
                name=judge.name,
                shares_weeks=judge.shares_weeks,
                headline=judge is self.judges.headline,
                manual_late=round(float(self.late(MANUAL, judge).sum()), 2),
                optimised_late=round(float(self.late(OPTIMISED, judge).sum()), 2),
                reduction=Band.of(self.reduction(judge)) if claims else NOTHING,
            )
            for judge in self.judges.all
        )

    def days(self) -> pd.DataFrame:
        """Return a row a day: date, due_stops, manual_late, optimised_late, manual_km, optimised_km, truncated."""
        chief = self.judges.headline.name
        return pd.DataFrame(
            [
                {
                    "date": result.date.isoformat(),
                    "due_stops": result.due_stops,
                    "manual_late": result.figures[MANUAL][chief].late,
                    "optimised_late": result.figures[OPTIMISED][chief].late,
                    "as_driven_late": result.figures[AS_DRIVEN][chief].late,
                    "manual_km": result.distance_km[MANUAL],
                    "optimised_km": result.distance_km[OPTIMISED],
                    "truncated": result.truncated,
                }
                for result in self.results
            ]
        )

    def visits(self) -> pd.DataFrame:
        """Return a row per due stop and day, see :class:`benchmarks.replay.replayed_day.DayResult`."""
        rows: Iterable[dict[str, Any]] = (row for result in self.results for row in result.visits)
        return pd.DataFrame(list(rows))


def refusal(
    calibration: Calibration, days: int, planner_days: Sequence[Date], judge_days: Sequence[Date]
) -> Refusal | None:
    """Return the first rule that forbids a headline; ``None`` if all are kept."""
    for name, learned in (("planner_weeks", planner_days), ("judge_weeks", judge_days)):
        if calendar_weeks(learned) < LEAST_WEEKS:
            return Refusal(rule=name, value=calendar_weeks(learned), limit=LEAST_WEEKS)
    if days < LEAST_DAYS:
        return Refusal(rule="days", value=days, limit=LEAST_DAYS)
    for rule in calibration.rules:
        if not rule.passed:
            value = rule.value if math.isfinite(rule.value) else None
            return Refusal(rule=rule.name, value=value, limit=rule.limit)
    return None
