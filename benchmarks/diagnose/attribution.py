"""Why stops were late: exact Shapley shares of plan, departure, traffic and service.

The worth of a coalition is the number of due stops that are late when its
members are as they were on the day and the others as a reference has them:
the sequence as driven or the optimiser's, the stamped or the planned
departure, observed or learned travel, observed or learned service. Every
number is of simulated late stops except ``late``, which the stamps say.

Late stops = late even so (everything at reference) + the four shares +
unexplained (what the model does not reproduce). Counts are kept in whole
parts of a late stop, so that sum closes exactly. Definitions: docs/glossary.md
and docs/decisions/0003-delay-rate.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import timedelta
from math import factorial

import numpy as np
import pandas as pd

from benchmarks.diagnose.judgement import Judgement
from benchmarks.diagnose.observed import Gaps, Observed, observe
from benchmarks.intervals import Interval, ratio_interval
from data.calibrate import day_factors
from data.history import Exclusion, PastDay, calendar_weeks
from routing.errors import TermintreuError
from routing.matrix import Matrices
from routing.plan import Sequences
from routing.progress import Say, silent
from routing.shapley import coalition, shapley_parts
from routing.simulate import Conditions, simulate
from routing.table import TravelTables, matrices_of
from routing.traffic import LearnedTimes

PLAYERS = ("plan", "departure", "traffic", "service")
CAUSES = (*PLAYERS, "even_so", "unexplained")
"""Rows that add up to the late stops."""

EARLIER_WEEKS = 4
"""Weeks of history that must lie before a day."""

DRAWS = 8
"""Days drawn for legs nobody drove."""

TimesOf = Callable[[PastDay], LearnedTimes]
"""Expected times that traffic and service of a day are held against.

They may come from other days than the reference plan's, later ones included:
the more days they are learned from, the nearer the shares come to the truth
(a few percent of travel time move the plan's share by several points).
"""

ReferenceOf = Callable[[PastDay], Sequences]
"""The optimiser's plan for a day."""

Factors = Mapping[tuple[Date, str], float]
"""Shrunken factor of day and tour by date and tour id."""


@dataclass(frozen=True)
class Attribution:
    """Late stops and what they are due to, over the days that have enough weeks before them.

    Parameters
    ----------
    parts
        A row a day (index: date), int64: ``due`` stops counted, ``late`` by
        the stamps, one column for each of :data:`CAUSES`, ``planned_late`` and
        ``avoidable``; all but ``due`` in parts of a late stop, ``unit`` to one.
    unit
        Parts to a late stop.
    shares
        Of the late stops, by cause; the values add up to 1. Single shares may
        be negative: a cause can have saved stops.
    planned_late
        Late stops of the sequence as planned, leaving as planned, with
        everything as expected, ÷ late stops. Not part of the sum.
    avoidable
        Stops late on the day as it was, less those still late with the
        reference plan on that same day, ÷ late stops. Not part of the sum.
    left_out
        Days not covered, and why.
    gaps
        Stamps that were missing.
    """

    parts: pd.DataFrame
    unit: int
    tolerance_s: int
    shares: dict[str, Interval]
    planned_late: Interval
    avoidable: Interval
    left_out: tuple[Exclusion, ...]
    gaps: Gaps

    @property
    def late_stops(self) -> int:
        """Late stops by the stamps."""
        return int(self.parts["late"].sum()) // self.unit

    @property
    def due_stops(self) -> int:
        """Due stops that are counted: those of which something tells whether they were late."""
        return int(self.parts["due"].sum())

    @property
    def per_day(self) -> pd.DataFrame:
        """Stops per day: as ``parts``, in late stops."""
        counts = self.parts / self.unit
        counts["due"] = self.parts["due"]
        return counts

    @property
    def closing_error(self) -> int:
        """Largest difference on any day between late stops and the sum of their causes, in parts: 0."""
        off = (self.parts["late"] - self.parts[list(CAUSES)].sum(axis=1)).abs()
        return int(off.max()) if len(off) else 0


def attribute(
    days: Sequence[PastDay],
    tables: TravelTables,
    times_of: TimesOf,
    reference_of: ReferenceOf,
    *,
    tolerance_s: int = 0,
    seed: int = 0,
    draws: int = DRAWS,
    factors: Factors | None = None,
    progress: Say = silent,
) -> Attribution:
    """Share out late stops among their causes.

    Parameters
    ----------
    days
        The whole history; days with fewer than :data:`EARLIER_WEEKS` weeks before them are left out.
    times_of
        What was to be expected of the day, see :data:`TimesOf`.
    reference_of
        The optimiser's sequences for the day, planned on expected times that
        the weeks *before* it taught: the plan's share belongs to that planner.
    draws
        Days drawn for legs that nobody drove; at least 8 (a mean in place of draws biases the shares).
    factors
        Shrunken factor of day and tour together; from each day's legs unless given.
    """
    parts: dict[Date, dict[str, int]] = {}
    left_out: list[Exclusion] = []
    gaps = Gaps()
    for number, day in enumerate(days, start=1):
        progress(f"{day.date} {number}/{len(days)}")
        if earlier_weeks(days, day.date) < EARLIER_WEEKS:
            left_out.append(Exclusion("too_few_earlier_weeks", day.date, level="day", of="replay"))
            continue
        try:
            game = _Game(day, tables, times_of(day), reference_of(day), tolerance_s, seed, draws, factors)
            parts[day.date] = game.parts()
        except TermintreuError as error:
            left_out.append(Exclusion("not_attributable", day.date, level="day", of="replay", value=error.text()))
            continue
        gaps += game.observed.gaps
    frame = pd.DataFrame.from_dict(parts, orient="index", columns=list(_COLUMNS), dtype=np.int64)
    shares = {name: ratio_interval(frame[name], frame["late"], seed=seed) for name in (*CAUSES, *_BESIDE)}
    beside = [shares.pop(name) for name in _BESIDE]
    return Attribution(frame, _unit(draws), tolerance_s, shares, beside[0], beside[1], tuple(left_out), gaps)


_BESIDE = ("planned_late", "avoidable")
_COLUMNS = ("due", "late", *CAUSES, *_BESIDE)


def earlier_weeks(days: Sequence[PastDay], date: Date) -> int:
    """Return in how many calendar weeks before that of ``date`` there are days."""
    monday = date - timedelta(days=date.weekday())
    return calendar_weeks(day.date for day in days if day.date < monday)


def _unit(draws: int) -> int:
    """Return into how many parts a late stop is divided."""
    return draws * factorial(len(PLAYERS))


@dataclass
class _Game:
    """One day's sixteen simulations."""

    day: PastDay
    tables: TravelTables
    times: LearnedTimes
    reference: Sequences
    tolerance_s: int
    seed: int
    draws: int
    factors: Factors | None
    matrices: Matrices = field(init=False)
    observed: Observed = field(init=False)

    def __post_init__(self) -> None:
        self.matrices = matrices_of(self.tables, self.day.problem, self.times)
        self.observed = observe(self.day, self.matrices, self.times)
        self.counted, self.late = _judged(self.day, self.tolerance_s)
        self.tour_factors = self._tour_factors()

    def parts(self) -> dict[str, int]:
        """Return the day's counts in parts of a late stop."""
        values = np.array([self._value(members) for members in range(1 << len(PLAYERS))], np.int64)
        whole = factorial(len(PLAYERS))
        all_but_plan = coalition(PLAYERS, PLAYERS[1:])
        return {
            "due": len(self.counted),
            "late": len(self.late) * _unit(self.draws),
            **{name: int(part) for name, part in zip(PLAYERS, shapley_parts(values), strict=True)},
            "even_so": int(values[0]) * whole,
            "unexplained": (len(self.late) * self.draws - int(values[-1])) * whole,
            "planned_late": self._late(self.day.planned, 0) * whole,
            "avoidable": int(values[-1] - values[all_but_plan]) * whole,
        }

    def _value(self, members: int) -> int:
        """Return the worth of a coalition: late stops summed over the draws."""
        plan = self.day.driven if self._has(members, "plan") else self.reference
        return self._late(plan, members)

    def _late(self, plan: Sequences, members: int) -> int:
        """Return late counted stops summed over the draws; one that no tour serves is late."""
        drawn = self.draws if self._has(members, "traffic") else 1
        known = self._conditions(members)
        run = simulate(
            self.day.problem, plan, self.matrices, self.times, seed=self.seed, scenarios=drawn, conditions=known
        )
        stops, late = run.late(self.day.problem, self.tolerance_s)
        counted = np.array([stop_id in self.counted for stop_id in stops], np.bool_)
        return int(late[counted].sum()) * (self.draws // drawn)

    def _conditions(self, members: int) -> Conditions:
        """Return the day's conditions: members as they were, the others at reference."""
        planned = {tour.tour_id: tour.planned_departure_s for tour in self.day.tours}
        departed = self.observed.departures if self._has(members, "departure") else {}
        traffic = self._has(members, "traffic")
        return Conditions(
            departures=planned | dict(departed),
            expected_departure=True,
            service_s=self.observed.service_s if self._has(members, "service") else {},
            expected_service=True,
            leg_ratios=self.observed.leg_ratios if traffic else {},
            expected_travel=not traffic,
            tour_factors=self.tour_factors if traffic else {},
        )

    def _tour_factors(self) -> dict[str, float]:
        """Return the factor that the day's stamps give each tour's other legs; 1 where they say nothing."""
        by_day, by_tour = (
            day_factors([self.day], self.tables, self.times) if self.factors is None else ({}, self.factors)
        )
        date = self.day.date
        shared = by_day.get(date, 1.0)
        return {tour.tour_id: shared * by_tour.get((date, tour.tour_id), 1.0) for tour in self.day.tours}

    @staticmethod
    def _has(members: int, player: str) -> bool:
        return bool(members >> PLAYERS.index(player) & 1)


def _judged(day: PastDay, tolerance_s: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return the due stops that can be judged, and those of them that were late by the stamps, as the ledger counts."""
    judgement = Judgement(day)
    judged = {stop.stop_id: judgement.late(stop, tolerance_s) for stop in day.problem.stops if stop.due_s is not None}
    known = {stop_id: late for stop_id, late in judged.items() if late is not None}
    return frozenset(known), frozenset(stop_id for stop_id, late in known.items() if late)
