"""A working plan on sampled days, as flat arrays, with room for the tours that a move would make."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.punctuality.sampled_days import Ints, SampledDays
from routing.punctuality.terrain import Terrain
from routing.solvers.arrays import NOWHERE
from routing.solvers.kernels import kernel
from routing.timing import Int

METRES, DRIVING, LATE, PRICE, TEMPERATURE, MOST_METRES, BEST, MINUTE = range(8)
"""Places in ``sums``: metres, euro without lateness, late stops, euro of a late stop, temperature, metres that may be
driven, aim of the best plan, late stops that a minute of lateness counts as."""

VEHICLE, SIZE, SAME = range(3)
"""Columns of ``sides``."""

LEAVE, SLOT, WAY = range(3)
"""Columns of ``clock``: departure, a slot not after it, and metres so far."""

TOO_FAR = 1e6
"""What a plan that drives too many metres counts as, in late stops: worse than any within them."""


class Plan(NamedTuple):
    """A working plan and the best one, vehicle by vehicle.

    Parameters
    ----------
    visits, sizes, loads
        Stops in driving order, how many, and what they load.
    left
        When the vehicle leaves each place of its tour, by day; place 0 is the depot.
    clock
        The same at expected times, shape (vehicles, places, 3).
    floor
        Euro that the legs before each place cost at least, and all legs at the end; shape (vehicles, places + 1).
    figures
        Metres, euro without lateness, and late stops, shape (vehicles, 3).
    upto
        Late stops of the visits before each place, shape (vehicles, places).
    home
        Vehicle of each stop.
    sides
        What a move changes: vehicle (NOWHERE if it changes one tour only), visits then, and how many of them from
        the start on stay as they are; shape (2, 3).
    trial, trial_left, trial_clock, trial_upto, trial_figures
        The tours of both sides.
    best, best_sizes
        The best plan.
    """

    visits: Ints
    sizes: Ints
    loads: Ints
    left: NDArray[np.int32]
    clock: Ints
    floor: NDArray[np.float64]
    figures: NDArray[np.float64]
    upto: NDArray[np.float64]
    home: Ints
    sides: Ints
    trial: Ints
    trial_left: NDArray[np.int32]
    trial_clock: Ints
    trial_upto: NDArray[np.float64]
    trial_figures: NDArray[np.float64]
    best: Ints
    best_sizes: Ints
    chance: NDArray[np.uint64]
    sums: NDArray[np.float64]


def plan_of(tours: list[list[int]], terrain: Terrain, days: SampledDays, seed: int) -> Plan:
    """Return a working plan of some tours, not yet driven."""
    vehicles, stops, count = len(tours), terrain.facts.shape[0], days.stays.shape[1]
    visits = np.full((vehicles, stops + 1), NOWHERE, np.int64)
    sizes = np.array([len(tour) for tour in tours], np.int64)
    home = np.full(stops, NOWHERE, np.int64)
    loads = np.zeros((vehicles, terrain.demand.shape[1]), np.int64)
    for vehicle, tour in enumerate(tours):
        visits[vehicle, : len(tour)] = tour
        home[tour] = vehicle
        loads[vehicle] = terrain.demand[tour].sum(axis=0)
    return Plan(
        visits=visits,
        sizes=sizes,
        loads=loads,
        left=np.zeros((vehicles, stops + 1, count), np.int32),
        clock=np.zeros((vehicles, stops + 1, 3), np.int64),
        floor=np.zeros((vehicles, stops + 2)),
        figures=np.zeros((vehicles, 3)),
        upto=np.zeros((vehicles, stops + 2)),
        home=home,
        sides=np.zeros((2, 3), np.int64),
        trial=np.zeros((2, stops + 1), np.int64),
        trial_left=np.zeros((2, stops + 1, count), np.int32),
        trial_clock=np.zeros((2, stops + 1, 3), np.int64),
        trial_upto=np.zeros((2, stops + 2)),
        trial_figures=np.zeros((2, 3)),
        best=visits.copy(),
        best_sizes=sizes.copy(),
        chance=np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1),
        sums=np.zeros(8),
    )


@kernel()
def summed(plan: Plan) -> None:
    """Add up metres, euro and late stops of all tours."""
    for k in range(3):
        plan.sums[k] = 0.0
        for vehicle in range(plan.sizes.shape[0]):
            plan.sums[k] += plan.figures[vehicle, k]


@kernel()
def aimed(plan: Plan) -> float:
    """Return what is to be as little as can be: late stops within the metres, else euro."""
    if plan.sums[MOST_METRES] == np.inf:
        return float(plan.sums[DRIVING] + plan.sums[PRICE] * plan.sums[LATE])
    over = max(0.0, plan.sums[METRES] - plan.sums[MOST_METRES])
    return float(plan.sums[LATE] + (TOO_FAR + over if over > 0.0 else 0.0))


@kernel()
def taken(row: int, terrain: Terrain, plan: Plan) -> None:
    """Let a trial tour take its place."""
    vehicle, size, same = plan.sides[row, VEHICLE], plan.sides[row, SIZE], plan.sides[row, SAME]
    for part in range(plan.loads.shape[1]):
        plan.loads[vehicle, part] = 0
    for k in range(size):
        stop = plan.trial[row, k]
        plan.home[stop] = vehicle
        plan.visits[vehicle, k] = stop
        for part in range(plan.loads.shape[1]):
            plan.loads[vehicle, part] += terrain.demand[stop, part]
    for k in range(same, size + 1):
        plan.upto[vehicle, k] = plan.trial_upto[row, k]
        for day in range(plan.left.shape[2]):
            plan.left[vehicle, k, day] = plan.trial_left[row, k, day]
        for part in range(plan.clock.shape[2]):
            plan.clock[vehicle, k, part] = plan.trial_clock[row, k, part]
    plan.sizes[vehicle] = size
    _floored(vehicle, same, terrain, plan)
    for k in range(plan.figures.shape[1]):
        plan.figures[vehicle, k] = plan.trial_figures[row, k]


@kernel()
def kept(plan: Plan) -> None:
    """Keep the working plan as the best one."""
    for vehicle in range(plan.sizes.shape[0]):
        plan.best_sizes[vehicle] = plan.sizes[vehicle]
        for k in range(plan.sizes[vehicle]):
            plan.best[vehicle, k] = plan.visits[vehicle, k]


@kernel()
def _floored(vehicle: int, same: int, terrain: Terrain, plan: Plan) -> None:
    """Note what the legs of a tour cost at least, from a place on."""
    size = plan.sizes[vehicle]
    origin, floor = terrain.ends[vehicle, 0], terrain.rates[vehicle, 0]
    if same > 0:
        origin, floor = plan.visits[vehicle, same - 1], plan.floor[vehicle, same]
    for k in range(same, size):
        plan.floor[vehicle, k] = floor
        floor += least_eur(vehicle, origin, plan.visits[vehicle, k], terrain)
        origin = plan.visits[vehicle, k]
    plan.floor[vehicle, size] = floor
    plan.floor[vehicle, size + 1] = floor + least_eur(vehicle, origin, terrain.ends[vehicle, 1], terrain)


@kernel(joined=True)
def least_eur(vehicle: int, origin: Int, node: Int, terrain: Terrain) -> float:
    """Return what a leg costs at least."""
    if node == NOWHERE:
        return 0.0
    least = terrain.least[terrain.profile[vehicle], origin, node]
    return float(least[0] * terrain.rates[vehicle, 2] + least[1] * terrain.rates[vehicle, 1])


@kernel(joined=True)
def floor_eur(row: int, terrain: Terrain, plan: Plan) -> float:
    """Return what a trial tour drives for at least."""
    vehicle, size, same = plan.sides[row, VEHICLE], plan.sides[row, SIZE], plan.sides[row, SAME]
    if size == 0:
        return 0.0
    before = plan.sizes[vehicle]
    most, tail = min(size, before) - same, 0
    while tail < most and plan.trial[row, size - 1 - tail] == plan.visits[vehicle, before - 1 - tail]:
        tail += 1
    origin, floor = terrain.ends[vehicle, 0], terrain.rates[vehicle, 0]
    if same > 0:
        origin, floor = plan.trial[row, same - 1], plan.floor[vehicle, same]
    for k in range(same, min(size, size - tail + 1)):
        floor += least_eur(vehicle, origin, plan.trial[row, k], terrain)
        origin = plan.trial[row, k]
    if tail > 0:
        return float(floor + plan.floor[vehicle, before + 1] - plan.floor[vehicle, before - tail + 1])
    return float(floor + least_eur(vehicle, origin, terrain.ends[vehicle, 1], terrain))
