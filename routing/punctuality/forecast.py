"""How likely each stop is late, and between which times the van will come: random days of what was learned.

The random days belong to the plan's date and seed, and what is drawn for a
tour does not depend on other tours. So two tours forecast on their own give
the numbers that they have in the whole plan.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.matrix import Matrices
from routing.model import Problem, Second
from routing.plan import Plan, Route, Sequences
from routing.simulate import Simulated, simulate
from routing.traffic import LearnedTimes

SCENARIOS: Final = 200
SEED: Final = 0
"""The days that plans are shown on; a search that chooses by sampled days must draw others."""

LOW, HIGH = 0.1, 0.9
"""Quantiles of arrivals and of late stops: on 8 days out of 10 it is between them."""


class StopForecast(NamedTuple):
    """A stop's share of days on which it is late (``None`` without a window end), and its likely arrivals."""

    p_late: float | None
    low_s: Second
    high_s: Second


class TourForecast(NamedTuple):
    """A tour's stops by id, and how many of them are late, per scenario."""

    stops: Mapping[str, StopForecast]
    late: NDArray[np.int64]

    @property
    def expected_late(self) -> float:
        """Mean number of late stops."""
        return float(self.late.mean())


class Forecast(NamedTuple):
    """All tours by vehicle id, and how many due stops no tour serves: they are late on every day."""

    tours: Mapping[str, TourForecast]
    left_out: int

    @property
    def late(self) -> tuple[float, float, float]:
        """Mean, low and high number of late stops."""
        total = np.sum([tour.late for tour in self.tours.values()], axis=0) + np.full(SCENARIOS, self.left_out)
        low, high = np.quantile(total, [LOW, HIGH])
        return float(total.mean()), float(low), float(high)

    def on(self, plan: Plan) -> Plan:
        """Return a plan with how likely each stop is late and when the van will come."""
        routes = tuple(_with(route, self.tours[route.vehicle_id]) if route.visits else route for route in plan.routes)
        return plan.model_copy(update={"routes": routes})


def forecast_of(problem: Problem, plan: Plan, matrices: Matrices, times: LearnedTimes) -> Forecast:
    """Return the forecast of a plan.

    Parameters
    ----------
    problem
        The day as the lists have it: ``times`` bring the expected service.
    """
    tours = tours_forecast(problem, plan.sequences, matrices, times)
    return whole(problem, tours, [item.stop_id for item in plan.unassigned])


def tours_forecast(
    problem: Problem, sequences: Sequences, matrices: Matrices, times: LearnedTimes
) -> dict[str, TourForecast]:
    """Return the forecast of some tours by vehicle id; of empty ones there is none."""
    run = simulate(problem, sequences, matrices, times, seed=SEED, scenarios=SCENARIOS)
    return dict(_tours(problem, run))


def whole(problem: Problem, tours: Mapping[str, TourForecast], left_out: Iterable[str]) -> Forecast:
    """Return the forecast of a plan from its tours' and the stops that it leaves out."""
    stops = (problem.stop_by_id[stop_id] for stop_id in left_out)
    return Forecast(tours, sum(stop.due_if_left_out for stop in stops))


def _tours(problem: Problem, run: Simulated) -> Iterator[tuple[str, TourForecast]]:
    for route in run.routes:
        bounds = np.rint(np.quantile(route.arrival_s, [LOW, HIGH], axis=1)).astype(np.int64)
        late = np.zeros(run.scenarios, np.int64)
        stops = {}
        for row, stop_id in enumerate(route.stop_ids):
            due_s = problem.stop_by_id[stop_id].due_s
            share = None
            if due_s is not None:
                missed = route.service_start_s[row].astype(np.int64) - due_s > problem.tolerance_s
                late += missed
                share = float(missed.mean())
            stops[stop_id] = StopForecast(share, int(bounds[0, row]), int(bounds[1, row]))
        yield route.vehicle_id, TourForecast(stops, late)


def _with(route: Route, tour: TourForecast) -> Route:
    visits = tuple(
        visit.model_copy(
            update={
                "p_late": tour.stops[visit.stop_id].p_late,
                "arrival_p10_s": tour.stops[visit.stop_id].low_s,
                "arrival_p90_s": tour.stops[visit.stop_id].high_s,
            }
        )
        for visit in route.visits
    )
    return route.model_copy(update={"visits": visits})
