"""A made-up day at real addresses: orders and vehicles in the canonical columns."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.samples.customers import CUSTOMER_TYPES, Window, customer_pool, usual_window
from routing.errors import InputError
from routing.files import write_atomically

POOL_PER_STOP = 2.5
"""Customers of the firm per order of a day."""

_USUAL = 0.85
"""Share of orders that keep their customer's usual window; the others get a fresh one."""

BOOKED_UP = 0.84
"""Share of the vans' time that may be promised in any stretch of the day."""

_FIRST_MIN, _LAST_MIN = 6 * 60, 16 * 60
_SHIFT_MIN = 9 * 60 + 30
_LAST_STOP_MIN = 8
"""A window bounds the start of service, so the last stop may reach beyond it."""

_URGENT = 0.04
_KG_PER_UNIT = 15

README = """simulated orders / simulierte Aufträge

The streets and house numbers are real (© OpenStreetMap contributors, ODbL 1.0), the customers, orders, loads and
time windows in orders.csv and the vehicles in vehicles.csv are made up.
Straßen und Hausnummern sind echt (© OpenStreetMap-Mitwirkende, ODbL 1.0), Kunden, Aufträge, Ladungen, Zeitfenster und
Fahrzeuge sind erfunden.
"""


@dataclass(frozen=True)
class SampleDay:
    """A made-up day.

    Parameters
    ----------
    orders, vehicles
        Tables in the canonical columns, blank cells as empty text.
    customers
        The firm's customers, see :func:`data.samples.customers.customer_pool`; the same on every day of a pool.
    """

    orders: pd.DataFrame
    vehicles: pd.DataFrame
    customers: pd.DataFrame


def sample_day(
    addresses: pd.DataFrame,
    *,
    date: Date,
    tours: int = 6,
    stops: int = 120,
    seed: int = 0,
    pool_seed: int = 0,
    timezone: str = "Europe/Berlin",
) -> SampleDay:
    """Draw a day's orders from a firm's customers.

    Days of the same ``pool_seed``, ``tours`` and ``stops`` share customers,
    depot and vehicles, so that habits make sense across them.

    Parameters
    ----------
    addresses
        Columns lon, lat, street, house_number, postcode, city.
    tours
        Number of vehicles.
    stops
        Number of orders.

    Raises
    ------
    InputError
        If there are fewer than ``stops + 1`` addresses; up to ``2.5 * stops`` are used.
    """
    customers, vehicles = sample_firm(addresses, tours=tours, stops=stops, pool_seed=pool_seed, timezone=timezone)
    orders = sample_orders(customers, date=date, stops=stops, tours=tours, seed=seed)
    return SampleDay(orders=orders, vehicles=vehicles, customers=customers)


def sample_firm(
    addresses: pd.DataFrame, *, tours: int, stops: int, pool_seed: int = 0, timezone: str = "Europe/Berlin"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a firm's customers and its vehicles, the same on all its days; parameters as in :func:`sample_day`.

    Raises
    ------
    InputError
        If there are fewer than ``stops + 1`` addresses.
    """
    if len(addresses) <= stops:
        raise InputError.of("addresses_too_few", value=str(len(addresses)), detail=str(stops + 1))
    spare = min(len(addresses.drop_duplicates(["lon", "lat"])) - 1, ceil(POOL_PER_STOP * stops))
    depot, rest = _depot(addresses)
    customers = customer_pool(rest, size=max(stops, spare), pool_seed=pool_seed)
    return customers, _vehicles(customers, depot, tours, stops, timezone, pool_seed)


def write_day(day: SampleDay, out_dir: Path) -> None:
    """Write orders.csv, vehicles.csv and a README.txt that says the orders are simulated."""
    out_dir = Path(out_dir)
    for name, table in (("orders", day.orders), ("vehicles", day.vehicles)):
        write_atomically(out_dir / f"{name}.csv", table.to_csv(index=False, lineterminator="\n").encode())
    write_atomically(out_dir / "README.txt", README.encode())


def _depot(addresses: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Return the depot, an address at the edge of town, and the other addresses."""
    places = addresses.sort_values(["lon", "lat"], kind="stable").reset_index(drop=True)
    east = (places["lon"] - places["lon"].median()) * np.cos(np.radians(places["lat"].median()))
    north = places["lat"] - places["lat"].median()
    away = np.hypot(east, north)
    row = int((away - away.quantile(0.9)).abs().argmin())
    return places.iloc[row], places.drop(index=row)


def sample_orders(
    customers: pd.DataFrame, *, date: Date, stops: int, tours: int, seed: int, booked_up: float = BOOKED_UP
) -> pd.DataFrame:
    """Draw the day's customers by how often they order, and what they want today.

    Parameters
    ----------
    booked_up
        Share of the vans' time that may be promised in any stretch of the day.
    """
    draws = [np.random.default_rng([seed, date.toordinal(), int(key), 2]) for key in customers["key"]]
    # Smallest exponential waiting times first: a weighted sample in which nobody's draw depends on the others.
    waiting = np.array([draw.exponential() for draw in draws]) / customers["weight"].to_numpy()
    chosen = np.argsort(waiting, kind="stable")[:stops]
    today = customers.iloc[chosen].reset_index(drop=True)
    drawn = [_order(row, draws[number]) for row, number in zip(today.to_dict("records"), chosen, strict=True)]
    work_min = today["service_min"].to_numpy() + travel_min(customers, stops)
    first_come = np.argsort(-today["weight"].to_numpy() * [order.standing for order in drawn], kind="stable")
    granted = booked([drawn[row].window for row in first_come], work_min[first_come], tours, booked_up)
    windows = [granted[place] for place in np.argsort(first_come)]
    kg = np.array([order.kg for order in drawn])
    return pd.DataFrame(
        {
            "order_id": [f"{date:%y%m%d}-{number:03d}" for number in range(1, stops + 1)],
            **{name: today[name] for name in ("customer_id", "customer_type", "name")},
            **{name: today[name].fillna("") for name in ("street", "house_number", "postcode", "city")},
            "lat": today["lat"].round(6),
            "lon": today["lon"].round(6),
            "demand_kg": kg,
            "demand_units": np.maximum(1, np.round(kg / _KG_PER_UNIT)).astype(int),
            "window_start": [_clock(start) for start, _ in windows],
            "window_end": [_clock(end) for _, end in windows],
            "service_min": today["service_min"],
            "priority": [order.priority for order in drawn],
            "skills": np.where(today["lift"], "lift", ""),
            "notes": "simulated",
        }
    )


class _Order(NamedTuple):
    """What a customer wants today; ``standing`` if it is what he always wants."""

    window: Window
    standing: bool
    kg: float
    priority: int


def _order(customer: Mapping[Hashable, Any], draw: np.random.Generator) -> _Order:
    """Draw an order: mostly the usual window, sometimes another, and about the usual load."""
    other = usual_window(CUSTOMER_TYPES[customer["customer_type"]], draw)
    start, end = customer["window_start_min"], customer["window_end_min"]
    usual: Window = (None, None) if pd.isna(start) else (int(start), int(end))
    standing = bool(draw.random() < _USUAL)
    return _Order(
        window=usual if standing else other,
        standing=standing,
        kg=round(customer["kg"] * float(draw.lognormal(0, 0.25)), 1),
        priority=5 if draw.random() < _URGENT else 0,
    )


def travel_min(customers: pd.DataFrame, stops: int) -> float:
    """Return minutes on the way per stop by the firm's rule of thumb: more where stops lie farther apart."""
    east_km = customers["lon"].std() * 111.2 * np.cos(np.radians(customers["lat"].mean()))
    apart_km = np.sqrt(12 * east_km * customers["lat"].std() * 111.2 / stops)
    return 1.5 + 8 * float(apart_km)


def booked(
    windows: Sequence[Window], work_min: NDArray[np.float64], tours: int, booked_up: float = BOOKED_UP
) -> list[Window]:
    """Return windows as a firm grants them: one that is booked up is put off by half hours.

    A stretch of the day is booked up when the work that must start in it,
    on site and on the way, passes ``booked_up`` of what the vans can do.
    Without this some days could not be served by anybody.

    Parameters
    ----------
    windows
        Wanted windows in minutes of the day, in the order in which they are granted.
    work_min
        Minutes each of them takes, on site and on the way.
    """
    marks = np.arange(_FIRST_MIN, _LAST_MIN + 1, 30)
    room = booked_up * tours * (marks[None, :] - marks[:, None] + _LAST_STOP_MIN)
    used = np.zeros((len(marks), len(marks)))
    granted: list[Window] = []
    for (start, end), work in zip(windows, work_min, strict=True):
        if start is None or end is None:
            granted.append((None, None))
            continue
        width = end - start
        for begin in range(min(start, _LAST_MIN - width), _LAST_MIN - width + 1, 30):
            within = (marks[:, None] <= begin) & (marks[None, :] >= begin + width)
            if (used + work <= room)[within].all():
                used[within] += work
                granted.append((begin, begin + width))
                break
        else:
            granted.append((None, None))
    return granted


def _clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _vehicles(
    customers: pd.DataFrame, depot: pd.Series, tours: int, stops: int, timezone: str, pool_seed: int
) -> pd.DataFrame:
    """Return the firm's vans: room for 1.2 to 1.35 times a mean tour, every third with a tail lift."""
    room = np.random.default_rng([pool_seed, 3]).uniform(1.2, 1.35, tours)
    kg = float(np.average(customers["kg"], weights=customers["weight"])) * stops / tours * room
    starts = [7 * 60 + 30 * (number % 2) for number in range(tours)]
    return pd.DataFrame(
        {
            "vehicle_id": [f"van-{number}" for number in range(1, tours + 1)],
            "profile": "van",
            "depot": "depot",
            "depot_lat": round(float(depot["lat"]), 6),
            "depot_lon": round(float(depot["lon"]), 6),
            "capacity_kg": np.ceil(kg).astype(int),
            "capacity_units": np.ceil(kg / _KG_PER_UNIT * 1.15).astype(int),
            "shift_start": [_clock(start) for start in starts],
            "shift_end": [_clock(start + _SHIFT_MIN) for start in starts],
            "skills": ["lift" if number % 3 == 0 else "" for number in range(tours)],
            "end": "depot",
            "depot_timezone": timezone,
        }
    )
