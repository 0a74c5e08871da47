"""Parts of a plan that several searches improve side by side: tours that lie close together, each in one part only.

A step of the search touches a few tours that lie close together. On a large
plan it need not see the others: a small part stays in the processor's cache,
and no two searches do the same work (decomposition by areas, as Taillard 1993
did for tours around one depot). The parts are drawn anew again and again, so
every pair of tours meets in one sooner or later.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.solvers.arrays import NOWHERE, Ground
from routing.solvers.ground import leg_eur
from routing.solvers.rules import NOBODY
from routing.solvers.tours import Tours

AREA = 250
"""Stops of an area at most, unless the tours are long."""

AREA_TOURS = 15
"""Tours of an area at least, if there are as many: fewer long ones leave their stops nowhere to go."""

LEAST = 150
"""Stops of each part at least; of many searches some have none then."""

TOURS = 2
"""Tours of each part at least."""

LEAST_PARTS = 2
"""Parts that a plan must be large enough for to be dealt out, even to one search."""


@dataclass(frozen=True)
class Area:
    """Tours for one search.

    Parameters
    ----------
    tours
        Of every vehicle; those outside the area are empty.
    vehicles
        Which ones belong to the area, with a tour or without, shape (vehicles,).
    members
        Stops in its tours, and those in no tour that are dealt to it.
    """

    tours: Tours
    vehicles: NDArray[np.bool_]
    members: NDArray[np.int64]


def parts_of(tours: Tours, seats: int) -> int:
    """Return in how many parts a plan is dealt out to so many searches; 0 if each had better see the whole plan."""
    stops, used = sum(map(len, tours)), sum(1 for visits in tours if visits)
    most = min(stops // LEAST, used // TOURS)
    return 0 if most < LEAST_PARTS else min(seats, most)


def areas_of(tours: Tours, ground: Ground, parts: int, chance: np.random.Generator) -> list[Area]:
    """Deal a plan out in parts that lie close together, around stops drawn at random.

    A part has ``AREA`` stops or ``AREA_TOURS`` tours, whatever is more.
    What lies in no part stays as it is; vehicles without a tour are dealt out in turn, kind by kind.
    """
    sizes = np.array([len(visits) for visits in tours])
    home = _homes(tours, len(ground.prices))
    inside, outside = np.flatnonzero(home != NOWHERE), np.flatnonzero(home == NOWHERE)
    part_of = np.full(len(tours), NOWHERE, np.int64)
    idle = np.flatnonzero(sizes == 0)
    part_of[idle[np.argsort(ground.kinds[idle], kind="stable")]] = np.arange(len(idle)) % parts
    for part in range(parts):
        left = inside[part_of[home[inside]] == NOWHERE]
        if not len(left):
            break
        way = _ways(ground, int(chance.choice(left)))
        order = np.flatnonzero((part_of == NOWHERE) & (sizes > 0))
        far = np.bincount(home[left], weights=way[left], minlength=len(tours))[order] / sizes[order]
        order = order[np.argsort(far, kind="stable")]
        most = min(max(AREA, AREA_TOURS * sizes[sizes > 0].mean()), len(left) / (parts - part))
        part_of[order[: max(1, int(np.searchsorted(np.cumsum(sizes[order]), most, "right")))]] = part
    dealt = _dealt(outside, home, part_of, ground)
    members = [np.concatenate([inside[part_of[home[inside]] == part], outside[dealt == part]]) for part in range(parts)]
    return [
        Area([visits if part_of[row] == part else [] for row, visits in enumerate(tours)], part_of == part, stops)
        for part, stops in enumerate(members)
    ]


def _homes(tours: Tours, stops: int) -> NDArray[np.int64]:
    """Return the vehicle of each stop, NOWHERE without one."""
    home = np.full(stops, NOWHERE, np.int64)
    for vehicle, visits in enumerate(tours):
        home[visits] = vehicle
    return home


def _ways(ground: Ground, stop: int) -> NDArray[np.float64]:
    """Return the euro from and to a stop, for every stop."""
    arcs, rates = ground.arcs[0, stop, : len(ground.prices)], ground.rates[0]
    return leg_eur(arcs, rates) + leg_eur(arcs[..., 2:], rates)


def _dealt(
    outside: NDArray[np.int64], home: NDArray[np.int64], part_of: NDArray[np.int64], ground: Ground
) -> NDArray[np.int64]:
    """Return for each stop in no tour the part of the nearest one that is in a tour, NOWHERE if that is in none.

    Both halves of a shipment are in one part.
    """
    mates = ground.rules.mates[outside]
    asked = np.where(mates == NOBODY, outside, np.minimum(outside, mates))
    dealt = np.zeros(len(outside), np.int64)
    for row, stop in enumerate(asked):
        near = home[ground.near[stop]]
        near = near[near != NOWHERE]
        if len(near):
            dealt[row] = part_of[near[0]]
    return dealt
