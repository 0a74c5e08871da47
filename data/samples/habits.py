"""What a dispatcher does every day: fixed areas per vehicle, a usual order of the customers in them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.model import Frozen, Location, Problem

_ROUNDS = 120
_UNEVEN = 1.08


class RegularCustomer(Frozen):
    """A customer as the dispatcher knows him.

    ``work_s`` is what he costs on an average day: minutes on site and on the
    way, times how often he orders.
    """

    customer_id: str
    location: Location
    work_s: float = 1.0


class Habits(Frozen):
    """Fixed territories and the usual order within them.

    Parameters
    ----------
    vehicle_of
        Vehicle id per customer id.
    rank_of
        Place of a customer in the usual order of his territory, from 0.
    centre_of
        Middle of each vehicle's territory.
    """

    vehicle_of: dict[str, str]
    rank_of: dict[str, int]
    centre_of: dict[str, Location]


def habits_of(customers: Sequence[RegularCustomer], problem: Problem) -> Habits:
    """Cut the customers into one territory a vehicle, compact and balanced by work.

    Territories start as sectors around the depot; then centres and borders
    are moved in turn, a border towards the territory with more work. The
    usual order in a territory goes from nearest to nearest, depot first.
    """
    regulars = sorted(customers, key=lambda customer: customer.customer_id)
    if not regulars or not problem.vehicles:
        return Habits(vehicle_of={}, rank_of={}, centre_of={})
    vehicles = [vehicle.vehicle_id for vehicle in problem.vehicles]
    start = problem.vehicles[0].start_depot
    depot = problem.depot_by_id[start].location
    points = _flat([customer.location for customer in regulars], depot)
    work = np.array([customer.work_s for customer in regulars])
    areas, centres = _territories(points, work, len(vehicles))
    ranks = np.zeros(len(regulars), np.int64)
    for area in range(len(vehicles)):
        members = np.flatnonzero(areas == area)
        ranks[members[_nearest_first(points[members])]] = np.arange(len(members))
    return Habits(
        vehicle_of={customer.customer_id: vehicles[area] for customer, area in zip(regulars, areas, strict=True)},
        rank_of={customer.customer_id: int(rank) for customer, rank in zip(regulars, ranks, strict=True)},
        centre_of={vehicle: _round(centre, depot) for vehicle, centre in zip(vehicles, centres, strict=True)},
    )


def regular_customers(customers: pd.DataFrame, travel_min: float = 6.0) -> list[RegularCustomer]:
    """Return a sample's customers as the dispatcher knows them.

    Parameters
    ----------
    travel_min
        Minutes per stop on the way, by his rule of thumb.
    """
    rows = customers.to_dict("records")
    return [
        RegularCustomer(
            customer_id=row["customer_id"],
            location=Location(lon=row["lon"], lat=row["lat"]),
            work_s=row["weight"] * (row["service_min"] + travel_min) * 60,
        )
        for row in rows
    ]


def habits_of_day(problem: Problem) -> Habits:
    """Return habits of a dispatcher who knows no more than the day's own customers."""
    known: Mapping[str, RegularCustomer] = {
        stop.customer_id or stop.stop_id: RegularCustomer(
            customer_id=stop.customer_id or stop.stop_id, location=stop.location, work_s=stop.service_s + 360
        )
        for stop in problem.stops
    }
    return habits_of(list(known.values()), problem)


def _flat(places: Sequence[Location], depot: Location) -> NDArray[np.float64]:
    """Return metres east and north of the depot, shape (places, 2)."""
    scale = 111_195.0
    east = scale * np.cos(np.radians(depot.lat))
    return np.array([[(place.lon - depot.lon) * east, (place.lat - depot.lat) * scale] for place in places])


def _round(point: NDArray[np.float64], depot: Location) -> Location:
    """Return the location of metres east and north of the depot."""
    scale = 111_195.0
    east = scale * float(np.cos(np.radians(depot.lat)))
    return Location(lon=depot.lon + float(point[0]) / east, lat=depot.lat + float(point[1]) / scale)


def _territories(
    points: NDArray[np.float64], work: NDArray[np.float64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the area of each point and the centres of the areas.

    Of all divisions tried, the most compact one with no more than
    :data:`_UNEVEN` of a fair share of work in any area is kept.
    """
    by_angle = np.argsort(np.arctan2(points[:, 1], points[:, 0]), kind="stable")
    share = np.cumsum(work[by_angle]) / work.sum()
    areas = np.empty(len(points), np.int64)
    areas[by_angle] = np.minimum((share * count - 1e-9).astype(np.int64), count - 1)
    stretch = np.ones(count)
    best, best_centres, least = areas, np.zeros((count, 2)), (np.inf, np.inf)
    for _ in range(_ROUNDS):
        load = np.bincount(areas, work, count)
        east, north = (np.bincount(areas, work * points[:, side], count) / np.maximum(load, 1e-9) for side in (0, 1))
        centres = np.column_stack([east, north])
        distance = np.linalg.norm(points[:, None] - centres[None], axis=2)
        fullest = float(load.max() / load.sum() * count)
        spread = float((distance[np.arange(len(points)), areas] * work).sum())
        if (max(fullest, _UNEVEN), spread) < least:
            best, best_centres, least = areas, centres, (max(fullest, _UNEVEN), spread)
        stretch *= np.clip(load / load.sum() * count, 0.5, 2.0) ** 0.2
        areas = (distance * stretch).argmin(axis=1)
    return best, best_centres


def _nearest_first(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order that goes from nearest to nearest, from the origin."""
    left = list(range(len(points)))
    order: list[int] = []
    here = np.zeros(2)
    while left:
        nearest = min(left, key=lambda row: (float(np.hypot(*(points[row] - here))), row))
        order.append(nearest)
        left.remove(nearest)
        here = points[nearest]
    return np.array(order, np.int64)
