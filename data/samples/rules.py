"""A made-up day with the rules of a real one: a lorry with breaks, vans that reload, a shipment, an optional stop."""

from dataclasses import replace
from math import ceil
from typing import Final

import pandas as pd

from data.samples.day import SampleDay
from routing.errors import InputError

LORRY: Final = "lorry-1"

FEWEST_STOPS, FEWEST_TOURS = 10, 2
"""What it takes to show every rule."""

_FITTINGS: Final = 4
_FITTING_MIN: Final = 110
"""Stops where the lorry's driver works on site: more than six hours in all, so breaks are due."""

_SHARE: Final = 0.6
"""What a van carries at once, of what it has to bring in the day."""

_RELOAD_MIN: Final = 20


def with_rules(day: SampleDay) -> SampleDay:
    """Return a day whose first vehicle is a lorry under EU 561 and whose vans load twice.

    The first orders are fitted on site by the lorry; of the others two make a
    shipment, one is a pickup for the depot and the last is optional.

    Raises
    ------
    InputError
        If the day is too small to show them all.
    """
    if len(day.orders) < FEWEST_STOPS or len(day.vehicles) < FEWEST_TOURS:
        value, least = f"{len(day.orders)} / {len(day.vehicles)}", f"{FEWEST_STOPS} / {FEWEST_TOURS}"
        raise InputError.of("sample_too_small", value=value, detail=least)
    orders = _orders(day.orders)
    return replace(day, orders=orders, vehicles=_vehicles(day.vehicles, orders))


def _orders(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the orders with the columns of the rules."""
    orders = drawn.astype({"service_min": object, "demand_kg": object, "demand_units": object})
    orders = orders.assign(hard_window="", vehicle_id="", kind="", shipment_id="", optional="", drop_penalty="")
    fitted, last = range(_FITTINGS), len(orders) - 1
    pickup, delivery, returned = _FITTINGS, _FITTINGS + 1, _FITTINGS + 2
    for row in (*fitted, pickup, delivery):
        orders.loc[row, ["window_start", "window_end", "skills"]] = ""
    for row in fitted:
        orders.loc[row, ["vehicle_id", "service_min"]] = [LORRY, _FITTING_MIN]
    orders.loc[pickup, ["kind", "shipment_id"]] = ["pickup", "S1"]
    orders.loc[delivery, ["kind", "shipment_id", "demand_kg", "demand_units"]] = ["delivery", "S1", "", ""]
    orders.loc[returned, "kind"] = "pickup"
    orders.loc[last, ["optional", "drop_penalty"]] = ["yes", "15"]
    return orders


def _vehicles(listed: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Return the lorry and the vans."""
    vehicles = listed.assign(max_trips="1", reload_min="", break_rule="arbzg", gross_weight_kg="2800", max_hours="")
    vehicles["max_stops"] = ""
    vans = len(vehicles) - 1
    brought = orders[orders["vehicle_id"] != LORRY]
    for column, load in (("capacity_kg", "demand_kg"), ("capacity_units", "demand_units")):
        amounts = pd.to_numeric(brought[load])
        vehicles[column] = max(ceil(_SHARE * amounts.sum() / vans), ceil(amounts.max()))
    vehicles.loc[1:, ["max_trips", "reload_min"]] = ["2", str(_RELOAD_MIN)]
    lorry = {
        "vehicle_id": LORRY,
        "profile": "truck_7_5t",
        "capacity_kg": 3000,
        "capacity_units": 400,
        "shift_start": "06:00",
        "shift_end": "17:00",
        "break_rule": "eu561",
        "gross_weight_kg": "7490",
        "max_hours": "10.5",
        "max_stops": str(_FITTINGS),
    }
    vehicles.loc[0, list(lorry)] = list(lorry.values())
    return vehicles
