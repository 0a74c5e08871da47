"""Stamps that the roads make impossible: tours scanned in batches."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data.history import Exclusion, PastDay, PastTour
from routing.table import DaysTable, TravelTable, TravelTables, spot

TOO_FAST = 0.5
"""A leg faster than this share of its free-flow time was not driven as stamped."""

TOO_FAST_SHARE = 0.3
"""More such legs than this share, and nothing of the tour is learned from."""

_SHORT_S = 60
"""Legs shorter than this in free flow say nothing, for many stamps are whole minutes."""

_FEWEST_LEGS = 3


def untrusted_tours(days: Sequence[PastDay], tables: TravelTables) -> tuple[tuple[PastDay, ...], tuple[Exclusion, ...]]:
    """Return the days with tours that were stamped impossibly fast marked as not trusted, and those tours.

    A leg counts from the departure (else the arrival) at one stop to the
    arrival (else the departure) at the next stamped one; the ends of a tour
    at its depot are left aside.

    Raises
    ------
    KeyError
        If a stop or the profile of a vehicle is not in ``tables``.
    """
    marked, exclusions = [], []
    for day in days:
        tours = []
        for tour in day.tours:
            share = (
                _too_fast(day, tour, tables[day.problem.vehicle_by_id[tour.tour_id].profile]) if tour.trusted else None
            )
            tours.append(tour if share is None else replace(tour, trusted=False))
            if share is not None:
                exclusions.append(_exclusion(day, tour, share))
        marked.append(replace(day, tours=tuple(tours)))
    return tuple(marked), tuple(exclusions)


def _too_fast(day: PastDay, tour: PastTour, table: TravelTable | DaysTable) -> float | None:
    """Return the share of legs that were too fast, if it is too high."""
    stamped = [
        (visit.actual_arrival_s, visit.actual_departure_s, day.problem.stop_by_id[stop].location)
        for stop in tour.driven
        for visit in [day.visits[stop]]
        if visit.actual_arrival_s is not None or visit.actual_departure_s is not None
    ]
    if len(stamped) <= _FEWEST_LEGS:
        return None
    spots = [spot(location) for _, _, location in stamped]
    free = table.ways(spots[:-1], spots[1:]).free_s.astype(float)
    left = np.array([arrival if departure is None else departure for arrival, departure, _ in stamped[:-1]], float)
    came = np.array([departure if arrival is None else arrival for arrival, departure, _ in stamped[1:]], float)
    counted = free >= _SHORT_S
    if counted.sum() < _FEWEST_LEGS:
        return None
    share = float(np.mean((came - left)[counted] < TOO_FAST * free[counted]))
    return share if share > TOO_FAST_SHARE else None


def _exclusion(day: PastDay, tour: PastTour, share: float) -> Exclusion:
    return Exclusion(
        reason="stamps_too_fast",
        date=day.date,
        tour_id=tour.tour_id,
        level="tour",
        of="learning",
        value=f"{share:.0%}",
    )
