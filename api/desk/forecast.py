"""How likely each stop is late, and between which times the van will come: 200 random days of what was learned.

The random days belong to the plan's date and seed, and what is drawn for a
tour does not depend on other tours. So two tours simulated for a preview give
the numbers that the whole plan has once it is saved.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from api.desk.ground import Ground
from routing.model import Second
from routing.plan import Sequences
from routing.simulate import Simulated, simulate

SCENARIOS: Final = 200
SEED: Final = 0
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

    def p_late(self, vehicle_id: str, stop_id: str) -> float | None:
        """Return how likely a stop is late."""
        return self.tours[vehicle_id].stops[stop_id].p_late


def tours_forecast(ground: Ground, sequences: Sequences) -> dict[str, TourForecast]:
    """Return the forecast of some tours; nothing without learned times."""
    if ground.learned is None:
        return {}
    run = simulate(ground.problem, sequences, ground.matrices, ground.learned, seed=SEED, scenarios=SCENARIOS)
    return dict(_tours(ground, run))


def whole(ground: Ground, tours: Mapping[str, TourForecast], left_out: Iterable[str]) -> Forecast | None:
    """Return the forecast of a plan from its tours'; ``None`` without learned times."""
    if ground.learned is None:
        return None
    return Forecast(tours, sum(ground.problem.stop_by_id[stop_id].due_s is not None for stop_id in left_out))


def _tours(ground: Ground, run: Simulated) -> Iterable[tuple[str, TourForecast]]:
    for route in run.routes:
        bounds = np.rint(np.quantile(route.arrival_s, [LOW, HIGH], axis=1)).astype(np.int64)
        late = np.zeros(SCENARIOS, np.int64)
        stops = {}
        for row, stop_id in enumerate(route.stop_ids):
            due_s = ground.problem.stop_by_id[stop_id].due_s
            share = None
            if due_s is not None:
                missed = route.service_start_s[row].astype(np.int64) - due_s > ground.problem.tolerance_s
                late += missed
                share = float(missed.mean())
            stops[stop_id] = StopForecast(share, int(bounds[0, row]), int(bounds[1, row]))
        yield route.vehicle_id, TourForecast(stops, late)
