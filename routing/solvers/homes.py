"""The best home of one stop in a tour, of whichever sort the tour is; for single steps outside the kernel."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from routing.solvers.pricing import NOWHERE, best_place
from routing.solvers.ruled_places import EVERY, ruled_home, with_stops
from routing.solvers.rules import NOBODY, OFF
from routing.solvers.tours import Day


class Home(NamedTuple):
    """A tour as it is with one more stop (with its other half if it is of a shipment), and its euro."""

    visits: list[int]
    euro: float


def mate_of(day: Day, stop: int) -> int | None:
    """Return the stop that comes and goes with this one, if any."""
    mate = int(day.rules.mates[stop])
    return None if mate == NOBODY or day.rules.fixed[mate] else mate


def party_of(day: Day, stop: int) -> list[int]:
    """Return a stop with what comes and goes with it."""
    mate = mate_of(day, stop)
    return [stop] if mate is None else [stop, mate]


def led(day: Day, stop: int) -> bool:
    """Tell whether a stop comes with another one that speaks for both."""
    return bool(day.rules.kinds[stop] == OFF) and mate_of(day, stop) is not None


def best_home(
    day: Day, vehicle: int, visits: Sequence[int], stop: int, most: float = np.inf, tries: int = EVERY
) -> Home | None:
    """Return the cheapest lawful tour with one more stop; None if it isn't below ``most`` euro."""
    numbers, arrays, track = np.array(visits, np.int64), day.stop_arrays, day.tracks[vehicle]
    party = party_of(day, stop)
    if not day.allowed[vehicle, party].all() or not _roomy(day, vehicle, list(visits), party):
        return None
    liking = float(day.liking[vehicle, [*visits, *party]].sum())
    if day.ruled[vehicle]:
        rows, now = day.time(vehicle, visits), day.rank(vehicle, visits)[1] - float(day.liking[vehicle, visits].sum())
        aim = most - liking
        place, second, euro = ruled_home(stop, numbers, rows, now, vehicle, arrays, track, day.rules, aim, tries)
        first, mate = (party[-1], party[0]) if led(day, stop) else (party[0], party[-1])
        longer = with_stops(numbers, first, place, mate, second)
    else:
        place, euro = best_place(stop, numbers, arrays, track, most - liking)
        longer = with_stops(numbers, stop, place, stop, NOWHERE)
    return None if place == NOWHERE else Home([int(visit) for visit in longer], float(euro) + liking)


def _roomy(day: Day, vehicle: int, visits: list[int], party: list[int]) -> bool:
    """Tell whether a tour may have room for more."""
    return bool((day.demand[visits + party].sum(axis=0) <= day.room[vehicle]).all())
