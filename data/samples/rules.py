"""A made-up day with the rules of a real one: a lorry with breaks, vans that reload, a shipment, an optional stop."""

from collections.abc import Hashable
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

_LORRY: Final[dict[Hashable, object]] = {
    "vehicle_id": LORRY,
    "profile": "truck_7_5t",
    "capacity_kg": 3000,
    "capacity_units": 400,
    "shift_start": "06:00",
    "shift_end": "17:00",
    "max_stops": _FITTINGS,
    "max_trips": "",
    "reload_min": "",
    "break_rule": "eu561",
    "gross_weight_kg": 7490,
    "max_hours": "10.5",
}

_UNBOUND: Final[dict[Hashable, object]] = {"window_start": "", "window_end": "", "skills": ""}
"""Cells of an order that may come at any time on any vehicle."""


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
    blank = dict.fromkeys(("vehicle_id", "kind", "shipment_id", "optional", "drop_penalty"), "")
    orders = [order | blank for order in drawn.to_dict("records")]
    for order in orders[:_FITTINGS]:
        order.update(_UNBOUND | {"vehicle_id": LORRY, "service_min": _FITTING_MIN})
    pickup, delivery, returned = orders[_FITTINGS : _FITTINGS + 3]
    pickup |= _UNBOUND | {"kind": "pickup", "shipment_id": "S1"}
    delivery |= _UNBOUND | {"kind": "delivery", "shipment_id": "S1", "demand_kg": "", "demand_units": ""}
    returned["kind"] = "pickup"
    orders[-1] |= {"optional": "yes", "drop_penalty": "15"}
    return pd.DataFrame(orders)


def _vehicles(listed: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Return the lorry and the vans."""
    brought = orders[orders["vehicle_id"] != LORRY]
    van: dict[Hashable, object] = {
        "max_stops": "",
        "max_trips": "2",
        "reload_min": _RELOAD_MIN,
        "break_rule": "arbzg",
        "gross_weight_kg": 2800,
        "max_hours": "",
    }
    for column, load in (("capacity_kg", "demand_kg"), ("capacity_units", "demand_units")):
        amounts = pd.to_numeric(brought[load])
        van[column] = max(ceil(_SHARE * amounts.sum() / (len(listed) - 1)), ceil(amounts.max()))
    first, *others = listed.to_dict("records")
    return pd.DataFrame([first | van | _LORRY, *(vehicle | van for vehicle in others)])
