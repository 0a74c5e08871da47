"""The true Shapley shares of a simulated history: the same game as the attribution's, played with what really holds."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.diagnose.attribution import PLAYERS
from data.history import PastDay
from data.samples.truth import Truth
from routing.plan import Sequences
from routing.shapley import coalition, shapley
from routing.simulate import Conditions, simulate

EVEN_SO = "even_so"


def realised_late(truth: Truth, day: PastDay, reference: Sequences) -> NDArray[np.int64]:
    """Return late stops of every coalition on the very day that happened, shape (16,)."""
    problem = day.problem
    tours = [vehicle.vehicle_id for vehicle in problem.vehicles]
    factors = {tour: truth.day_factor(day.date) * truth.tour_factor(day.date, tour) for tour in tours}
    return _game(truth, day, reference, seed=truth.seed, draws=1, departures=truth.departures(problem), factors=factors)


def expected_late(truth: Truth, day: PastDay, reference: Sequences, *, seed: int, draws: int) -> NDArray[np.int64]:
    """Return late stops of every coalition summed over fresh draws of such a day, shape (16,)."""
    return _game(truth, day, reference, seed=seed, draws=draws, departures=None, factors={})


def shares_of(values: NDArray[np.int64]) -> dict[str, float]:
    """Return each cause's share of all late stops, "even so" included; they add up to 1.

    Parameters
    ----------
    values
        Late stops by coalition, shape (16,).
    """
    late = float(values[-1])
    parts = shapley(values) / late
    return {name: float(part) for name, part in zip(PLAYERS, parts, strict=True)} | {EVEN_SO: float(values[0]) / late}


def _game(
    truth: Truth,
    day: PastDay,
    reference: Sequences,
    *,
    seed: int,
    draws: int,
    departures: Mapping[str, int] | None,
    factors: Mapping[str, float],
) -> NDArray[np.int64]:
    """Play the sixteen coalitions; departures and factors are drawn unless given."""
    problem, matrix = day.problem, truth.matrix(day.problem)
    values = np.zeros(1 << len(PLAYERS), np.int64)
    for members in range(len(values)):
        has = {player: bool(members & coalition(PLAYERS, (player,))) for player in PLAYERS}
        known = Conditions(
            departures=(departures or {}) if has["departure"] else {},
            expected_departure=not has["departure"],
            expected_service=not has["service"],
            expected_travel=not has["traffic"],
            tour_factors=factors if has["traffic"] else {},
        )
        plan = day.driven if has["plan"] else reference
        run = simulate(problem, plan, matrix, truth.times, seed=seed, scenarios=draws, conditions=known)
        values[members] = int(run.late(problem)[1].sum())
    return values


def summed(games: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the sum of games over days."""
    total: NDArray[np.int64] = np.sum(games, axis=0)
    return total
