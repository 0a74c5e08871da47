"""The planted truth of a simulated history: what its days really take, and what else would have happened on them.

Travel takes the engine's own fastest way of each slot under true class
factors, times a factor of the zones the way crosses. That is on purpose not
the form a learner fits (free-flow ways, re-weighted), so nobody learns the
truth exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import timedelta
from functools import cached_property
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from data.samples.draws import normal, uniform
from routing.matrix import UNREACHABLE, Matrix, TimeSlots
from routing.model import Frozen, Problem, Second
from routing.plan import Sequences
from routing.simulate import Conditions, Simulated, simulate
from routing.table import spot
from routing.traffic import LearnedTimes

DAY_MEMORY = 0.5
"""Correlation of the log day factor from one working day to the next."""

_REMEMBERED_DAYS = 16
"""Beyond these, what a day leaves behind is below 2e-5."""

_SATURDAY = 5

Level = Annotated[float, Field(ge=0, le=10)]


class Noise(Frozen):
    """How strong each kind of chance is, 1 being ordinary and 0 none at all.

    Parameters
    ----------
    traffic
        Log spread of days, tours and legs, and the size of incidents.
    service
        Log spread of the time on site around each customer's mean.
    departure
        Minutes by which tours leave late.
    deviation
        Swaps of neighbours by drivers.
    dirt
        Errors in the file, not in the world.
    """

    traffic: Level = 1.0
    service: Level = 1.0
    departure: Level = 1.0
    deviation: Level = 1.0
    dirt: Level = 1.0


@dataclass(frozen=True)
class TrueRoads:
    """True expected travel between all spots of a world.

    Parameters
    ----------
    seconds
        float32, shape (slots, spots, spots); infinite where no road leads.
    metres
        int32, same shape.
    """

    spots: tuple[str, ...]
    slots: TimeSlots
    seconds: NDArray[np.float32] = field(repr=False)
    metres: NDArray[np.int32] = field(repr=False)
    profile: str = "van"

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each spot."""
        return {name: row for row, name in enumerate(self.spots)}

    def matrix(self, problem: Problem) -> Matrix:
        """Return the matrix of a day's places.

        Raises
        ------
        KeyError
            If a place is not of this world.
        """
        rows = np.array([self.index[spot(location)] for location in problem.places.values()], np.int64)
        pick = np.ix_(np.arange(len(self.slots)), rows, rows)
        seconds = self.seconds[pick]
        open_ = np.isfinite(seconds)
        return Matrix(
            places=tuple(problem.places),
            slots=self.slots,
            seconds=np.where(open_, np.rint(np.where(open_, seconds, 0)), UNREACHABLE).astype(np.int32),
            metres=np.ascontiguousarray(self.metres[pick]),
            profile=self.profile,
        )


@dataclass(frozen=True)
class Truth:
    """What really holds in one history of a world.

    Parameters
    ----------
    times
        True expected factors, service times and spreads. ``times.travel`` and
        its zones went into ``roads``, which is what counts.
    seed
        The history's seed: all that happens on its days is keyed by it.
    """

    times: LearnedTimes
    roads: TrueRoads
    noise: Noise
    seed: int

    def matrix(self, problem: Problem) -> Matrix:
        """Return true expected travel between a day's places; the day's own factor is not in it."""
        return self.roads.matrix(problem)

    def day_factor(self, date: Date) -> float:
        """Return the factor that all legs of this day share: lognormal of mean 1, neighbouring days alike."""
        step = float(np.sqrt(1 - DAY_MEMORY**2))
        level, day = 0.0, date
        for past in range(_REMEMBERED_DAYS):
            level += step * DAY_MEMORY**past * normal(self.seed, day, "day")
            day = working_day_before(day)
        return _factor(level, self.times.day_log_sd)

    def tour_factor(self, date: Date, tour_id: str) -> float:
        """Return the factor that all legs of a tour share beside the day's."""
        return _factor(normal(self.seed, date, "tour", tour_id), self.times.tour_log_sd)

    def departures(self, problem: Problem) -> dict[str, Second]:
        """Return when each tour really leaves."""
        late = np.array(self.times.departure_late_s, np.float64)
        levels = np.linspace(0, 1, len(late))
        return {
            tour.vehicle_id: tour.shift.start_s
            + round(float(np.interp(uniform(self.seed, problem.date, "departure", tour.vehicle_id), levels, late)))
            for tour in problem.vehicles
        }

    def realised(self, problem: Problem, sequences: Sequences) -> Simulated:
        """Return what these sequences would have led to on the very day that happened (1 scenario)."""
        happened = Conditions(
            departures=self.departures(problem),
            tour_factors={
                tour.vehicle_id: self.day_factor(problem.date) * self.tour_factor(problem.date, tour.vehicle_id)
                for tour in problem.vehicles
            },
        )
        return simulate(
            problem, sequences, self.matrix(problem), self.times, seed=self.seed, scenarios=1, conditions=happened
        )

    def expected(self, problem: Problem, sequences: Sequences, *, seed: int, scenarios: int) -> Simulated:
        """Return what these sequences lead to on such a day: fresh draws, nothing known of the day that happened."""
        return simulate(problem, sequences, self.matrix(problem), self.times, seed=seed, scenarios=scenarios)

    def document(self, dates: Iterable[Date] = ()) -> dict[str, object]:
        """Return knobs and true parameters as JSON types, with the factor of each day."""
        return {
            "simulated": True,
            "seed": self.seed,
            "noise": self.noise.model_dump(),
            "day_memory": DAY_MEMORY,
            "day_factors": {day.isoformat(): round(self.day_factor(day), 5) for day in dates},
            "times": self.times.model_dump(mode="json"),
        }


def working_day_before(day: Date) -> Date:
    """Return the last day before that is no Saturday or Sunday."""
    before = day - timedelta(days=1)
    while before.weekday() >= _SATURDAY:
        before -= timedelta(days=1)
    return before


def working_days(start: Date, count: int) -> tuple[Date, ...]:
    """Return the first ``count`` days from ``start`` on that are no Saturday or Sunday."""
    days: list[Date] = []
    day = start
    while len(days) < count:
        if day.weekday() < _SATURDAY:
            days.append(day)
        day += timedelta(days=1)
    return tuple(days)


def _factor(level: float, log_sd: float) -> float:
    return float(np.exp(log_sd * level - log_sd**2 / 2))
