"""Two different plans of a day to choose from: the one closest to habit, and the most punctual one."""

import math
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

import numpy as np

from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.punctuality.curve import Point, Sampler, most_punctual
from routing.solvers import SolveOptions, solve
from routing.solvers.solution import Flag
from routing.traffic import LearnedTimes

PRICE: Final = 0.05
"""How much further than the shortest plan the most punctual one may drive."""

MOVED_EUR: Final = 20.0
REORDERED_EUR: Final = 4.0
"""What it costs to take a stop from its usual tour, and to serve it after another one than usual."""


class Alternative(NamedTuple):
    """A plan to choose.

    Parameters
    ----------
    moved
        Share of the stops that ride on another vehicle than by habit.
    """

    name: Literal["closest_to_habit", "most_punctual"]
    point: Point
    moved: float


def alternatives(
    problem: Problem,
    matrices: Matrices,
    times: LearnedTimes,
    options: SolveOptions,
    curve: Sequence[Point],
    *,
    habit: Sequences | None = None,
    price: float = PRICE,
    cancel: Flag | None = None,
) -> tuple[Alternative, ...]:
    """Return the plan closest to habit and the most punctual one within a price.

    Parameters
    ----------
    options
        Limits for the search near the habit.
    curve
        Plans of the day that were found already.
    habit
        The usual tours, or the last ones; without them, fixed territories (see :func:`territories`).
    price
        Share of kilometres beyond the shortest plan of the curve.

    Raises
    ------
    InputError
        If the habit names unknown vehicles, or the matrix lacks a place.
    """
    usual = known(problem, territories(problem) if habit is None else habit)
    weights = options.weights.model_copy(
        update={"moved_eur_per_stop": MOVED_EUR, "reordered_eur_per_stop": REORDERED_EUR if habit is not None else 0.0}
    )
    near = options.model_copy(update={"keep": usual, "weights": weights, "or_tools": False})
    sampler = Sampler(problem, matrices, times, options)
    found = solve(sampler.expected, matrices, near, start=usual, cancel=cancel)
    punctual = most_punctual(curve, (1 + price) * min(point.distance_km for point in curve))
    return (
        Alternative("closest_to_habit", sampler.point(found.sequences), moved(found.sequences, usual)),
        Alternative("most_punctual", punctual, moved(punctual.sequences, usual)),
    )


def known(problem: Problem, habit: Sequences) -> dict[str, tuple[str, ...]]:
    """Return what is left of usual tours on a day: its own stops and vehicles."""
    left = {
        vehicle_id: tuple(stop_id for stop_id in visits if stop_id in problem.stop_by_id)
        for vehicle_id, visits in habit.items()
        if vehicle_id in problem.vehicle_by_id
    }
    return {vehicle_id: visits for vehicle_id, visits in left.items() if visits}


def moved(sequences: Sequences, usual: Sequences) -> float:
    """Return the share of the usual tours' stops that another vehicle serves, or none."""
    before = {stop_id: vehicle_id for vehicle_id, visits in usual.items() for stop_id in visits}
    after = {stop_id: vehicle_id for vehicle_id, visits in sequences.items() for stop_id in visits}
    return sum(after.get(stop_id) != vehicle_id for stop_id, vehicle_id in before.items()) / max(1, len(before))


def territories(problem: Problem) -> dict[str, tuple[str, ...]]:
    """Return the day as fixed territories would have it.

    Around the depot the stops are dealt out by their direction, each vehicle
    as many as every other, and driven in the order in which they are due.
    """
    if not problem.vehicles or not problem.stops:
        return {}
    centre = problem.depot_by_id[problem.vehicles[0].start_depot].location
    narrowing = math.cos(math.radians(centre.lat))

    def direction(stop_id: str) -> float:
        place = problem.stop_by_id[stop_id].location
        return math.atan2(place.lat - centre.lat, (place.lon - centre.lon) * narrowing)

    def due(stop_id: str) -> tuple[float, float]:
        due_s = problem.stop_by_id[stop_id].due_s
        return math.inf if due_s is None else due_s, direction(stop_id)

    around = sorted(problem.stop_by_id, key=direction)
    parts = np.array_split(np.arange(len(around)), len(problem.vehicles))
    return {
        vehicle.vehicle_id: tuple(sorted((around[row] for row in part), key=due))
        for vehicle, part in zip(problem.vehicles, parts, strict=True)
        if part.size
    }
