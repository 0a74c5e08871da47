"""Sampled days as arrays: what every leg and stay takes on each of them, drawn as the simulation draws it."""

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.draws import key, name_key
from routing.matrix import UNREACHABLE
from routing.model import Problem
from routing.punctuality.curve import Sampler
from routing.punctuality.terrain import Terrain
from routing.simulate import Stream
from routing.solvers.tours import Day
from routing.table import spot
from routing.traffic import LearnedTimes

MOST_BYTES: Final = 300_000_000
"""Memory that the days may take."""

MOST_DAYS: Final = 128
LEAST_DAYS: Final = 16
"""Days that plans are bettered on, and below which it is not worth it."""

SEED: Final = 2
"""Other days than those that plans are chosen on."""

CLOSED: Final = 2**16 - 1
"""Seconds of a leg that takes longer than a day holds."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


class SampledDays(NamedTuple):
    """What happens on each day.

    Parameters
    ----------
    seconds
        uint16, shape (profiles, nodes, nodes, slots, days): a leg by the slot in which it begins.
    first
        Slot of the terrain that is the first one here, per profile.
    stays
        Seconds on site, shape (stops, days).
    leaves
        When vehicles leave, shape (vehicles, days).
    factors
        How much longer a vehicle's legs take, shape (vehicles, days).
    """

    seconds: NDArray[np.uint16]
    first: Ints
    stays: NDArray[np.int32]
    leaves: Ints
    factors: Floats


def sampled_days(sampler: Sampler, times: LearnedTimes, day: Day, terrain: Terrain) -> SampledDays | None:
    """Return the days to better a plan on; none if they don't fit into memory."""
    problem: Problem = sampler.problem
    begin, end = int(terrain.limits[:, 0].min()), int(terrain.limits[:, 1].max())
    first = np.array([max(0, int(np.searchsorted(row, begin, "right")) - 1) for row in terrain.starts], np.int64)
    last = [int(np.searchsorted(row, end, "right")) for row in terrain.starts]
    slots = int(max(after - before for before, after in zip(first, last, strict=True)))
    profiles, nodes = terrain.legs.shape[0], terrain.legs.shape[1]
    count = min(MOST_DAYS, MOST_BYTES // (2 * profiles * nodes * nodes * slots))
    if count < LEAST_DAYS:
        return None
    stream = Stream(problem, times, SEED, count, 0)
    places = [stop.location for stop in problem.stops] + [depot.location for depot in problem.depots]
    spots = [name_key(spot(location)) for location in places]
    seconds = np.full((profiles, nodes, nodes, slots, count), CLOSED, np.uint16)
    for profile in range(profiles):
        legs = terrain.legs[profile, :, :, first[profile] : first[profile] + slots, 0]
        _drawn(
            np.ascontiguousarray(legs),
            first[profile],
            np.array(spots, np.uint64),
            stream.leg_keys,
            stream.leg_tables,
            stream.leg_limits,
            seconds[profile],
        )
    stays = np.empty((len(day.stops), count), np.int32)
    for row, stop in enumerate(problem.stops):
        expected = times.service.expected_s(stop.customer_id, stop.service_s)
        stays[row] = np.rint(expected * stream.service_ratios(stop.customer_id or spot(stop.location)))
    names = [vehicle.vehicle_id for vehicle in problem.vehicles]
    return SampledDays(
        seconds=seconds,
        first=first,
        stays=stays,
        leaves=np.stack(
            [begins + stream.departures_late_s(name) for name, begins in zip(names, terrain.limits[:, 0], strict=True)]
        ),
        factors=np.stack([stream.tour_factors(name) / 2**16 for name in names]).astype(np.float32),
    )


@njit(cache=True, nogil=True)
def _drawn(
    legs: NDArray[np.int32],
    first: int,
    spots: NDArray[np.uint64],
    leg_keys: NDArray[np.uint64],
    tables: Ints,
    limits: Ints,
    out: NDArray[np.uint16],
) -> None:
    """Fill what each leg takes, before the factor of its tour."""
    for origin in range(legs.shape[0]):
        for node in range(legs.shape[1]):
            pair = key(spots[origin], spots[node])
            for slot in range(legs.shape[2]):
                expected = np.int64(legs[origin, node, slot])
                if expected == UNREACHABLE:
                    continue
                band = 0
                while expected > limits[band]:
                    band += 1
                for k in range(leg_keys.shape[0]):
                    row = np.int64(key(key(leg_keys[k], np.uint64(slot + first)), pair) >> np.uint64(52))
                    out[origin, node, slot, k] = min((expected * tables[band, row]) >> 16, CLOSED)
