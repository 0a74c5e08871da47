"""Orders and vehicles together: the day's Problem."""

import math
from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path

from data.imports.orders import CheckedOrders, OrderList, read_orders
from data.imports.vehicles import DEFAULT_TIMEZONE, VehicleList, read_vehicles
from routing.errors import Finding, InputError, OrderFileError, VehicleFileError
from routing.model import Location, Problem

FAR_M = 300_000
"""A stop farther from every depot than this, and nearer once swapped, has its coordinates swapped."""


def read_problem(
    orders_path: Path, vehicles_path: Path, *, date: Date, tolerance_s: int = 0
) -> tuple[Problem, tuple[Finding, ...]]:
    """Read a day's orders and vehicles.

    Returns
    -------
    tuple
        The problem, and what should be known about how it was read (warnings).

    Raises
    ------
    OrderFileError, VehicleFileError
        With every bad row of that file at once.
    InputError
        If both files are bad, with the findings of both.
    """
    vehicles, bad_vehicles = _try_vehicles(vehicles_path, date)
    timezone = DEFAULT_TIMEZONE if vehicles is None else vehicles.timezone
    try:
        orders = read_orders(orders_path, date=date, timezone=timezone)
    except OrderFileError as bad_orders:
        if bad_vehicles is None:
            raise
        raise InputError([*bad_orders.findings, *bad_vehicles.findings]) from None
    if bad_vehicles is not None or vehicles is None:
        raise bad_vehicles or VehicleFileError([])
    wrong = misfits(orders, vehicles)
    if wrong:
        raise OrderFileError(wrong)
    return problem_from(orders, vehicles, date=date, tolerance_s=tolerance_s), (*orders.findings, *vehicles.findings)


def problem_from(
    orders: OrderList | CheckedOrders, vehicles: VehicleList, *, date: Date, tolerance_s: int = 0
) -> Problem:
    """Return the day of orders and vehicles that fit each other (:func:`misfits`)."""
    return Problem(
        date=date,
        depots=vehicles.depots,
        vehicles=vehicles.vehicles,
        stops=orders.stops,
        timezone=vehicles.timezone,
        tolerance_s=tolerance_s,
    )


def misfits(orders: OrderList | CheckedOrders, vehicles: VehicleList) -> list[Finding]:
    """Return what in the orders does not fit the vehicles, in the order of the file."""
    wrong = [*_unknown_vehicles(orders, vehicles), *_swapped(orders, vehicles)]
    return sorted(wrong, key=lambda finding: finding.row or 0)


def _try_vehicles(path: Path, date: Date) -> tuple[VehicleList | None, VehicleFileError | None]:
    """Return the vehicles or what is wrong with them, so that the orders are still read."""
    try:
        return read_vehicles(path, date=date), None
    except VehicleFileError as error:
        return None, error


def _unknown_vehicles(orders: OrderList | CheckedOrders, vehicles: VehicleList) -> list[Finding]:
    """Return a finding for each order that is forced onto a vehicle that is not there."""
    known = [vehicle.vehicle_id for vehicle in vehicles.vehicles]
    return [
        Finding(
            code="unknown_vehicle",
            file=orders.file,
            row=orders.row_of[stop.stop_id],
            column="vehicle_id",
            value=stop.vehicle_id,
            detail=", ".join(known),
        )
        for stop in orders.stops
        if stop.vehicle_id is not None and stop.vehicle_id not in known
    ]


def _swapped(orders: OrderList | CheckedOrders, vehicles: VehicleList) -> list[Finding]:
    """Return a finding for each stop that is only near a depot with latitude and longitude swapped."""
    depots = [depot.location for depot in vehicles.depots]
    return [
        Finding(
            code="coordinates_swapped",
            file=orders.file,
            row=orders.row_of[stop.stop_id],
            column="lat",
            value=f"{stop.location.lat} / {stop.location.lon}",
            detail=f"{stop.location.lon} / {stop.location.lat}",
        )
        for stop in orders.stops
        if is_swapped(stop.location, depots)
    ]


def is_swapped(place: Location, depots: Sequence[Location]) -> bool:
    """Tell whether a place is only near a depot with latitude and longitude swapped."""
    if abs(place.lon) > 90 or min(distance_m(place, depot) for depot in depots) <= FAR_M:  # noqa: PLR2004 - latitudes
        return False
    swapped = Location(lon=place.lat, lat=place.lon)
    return min(distance_m(swapped, depot) for depot in depots) <= FAR_M


def distance_m(one: Location, other: Location) -> float:
    """Return metres as the crow flies (haversine on a sphere of 6,371 km)."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((other_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * 6_371_000 * math.asin(min(1.0, math.sqrt(half)))
