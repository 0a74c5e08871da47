"""A made-up day at real addresses: orders and vehicles in the canonical columns."""

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is an argument below
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.exports.atomic import write_atomically
from data.samples.customers import CUSTOMER_TYPES, customer_pool, usual_window

POOL_PER_STOP = 2.5
"""Customers of the firm per order of a day."""

_USUAL = 0.75
"""Share of orders that keep their customer's usual window; the others get a fresh one."""

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
    ValueError
        If there are too few addresses (``2.5 * stops`` or else at least ``stops + 1`` are needed).
    """
    spare = min(len(addresses.drop_duplicates(["lon", "lat"])) - 1, ceil(POOL_PER_STOP * stops))
    depot, rest = _depot(addresses)
    customers = customer_pool(rest, size=max(stops, spare), pool_seed=pool_seed)
    draw = np.random.default_rng([seed, date.toordinal(), pool_seed, 2])
    return SampleDay(
        orders=_orders(customers, date, stops, draw),
        vehicles=_vehicles(customers, depot, tours, stops, timezone, pool_seed),
        customers=customers,
    )


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


def _orders(customers: pd.DataFrame, date: Date, stops: int, draw: np.random.Generator) -> pd.DataFrame:
    """Draw the day's customers by how often they order, and what they want today."""
    weight = customers["weight"].to_numpy()
    chosen = draw.choice(len(customers), stops, replace=False, p=weight / weight.sum())
    today = customers.iloc[chosen].reset_index(drop=True)
    usual = today.to_dict("records")
    windows = [
        _todays_window(row["window_start_min"], row["window_end_min"], row["customer_type"], draw) for row in usual
    ]
    kg = np.round(today["kg"].to_numpy() * draw.lognormal(0, 0.25, stops), 1)
    return pd.DataFrame(
        {
            "order_id": [f"{date:%y%m%d}-{number:03d}" for number in range(1, stops + 1)],
            **{name: today[name] for name in ("customer_id", "customer_type", "name")},
            **{name: today[name].fillna("") for name in ("street", "house_number", "postcode", "city")},
            "lat": today["lat"].round(6),
            "lon": today["lon"].round(6),
            "demand_kg": kg,
            "demand_units": np.maximum(1, np.round(kg / 15)).astype(int),
            "window_start": [_clock(start) for start, _ in windows],
            "window_end": [_clock(end) for _, end in windows],
            "service_min": today["service_min"],
            "priority": np.where(draw.random(stops) < 0.04, 5, 0),  # noqa: PLR2004
            "skills": np.where(today["lift"], "lift", ""),
            "notes": "simulated",
        }
    )


def _todays_window(start: Any, end: Any, kind: str, draw: np.random.Generator) -> tuple[int | None, int | None]:
    """Return the customer's usual window, or now and then another."""
    fresh = usual_window(CUSTOMER_TYPES[kind], draw)
    if draw.random() > _USUAL:
        return fresh
    return (None, None) if pd.isna(start) else (int(start), int(end))


def _clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _vehicles(
    customers: pd.DataFrame, depot: pd.Series, tours: int, stops: int, timezone: str, pool_seed: int
) -> pd.DataFrame:
    """Return the firm's vans: room for 1.2 to 1.35 times a mean tour, every third with a tail lift."""
    draw = np.random.default_rng([pool_seed, 3])
    mean_kg = float(np.average(customers["kg"], weights=customers["weight"])) * stops / tours * 1.03
    room = draw.uniform(1.2, 1.35, tours)
    starts = [7 * 60 + 30 * (number % 2) for number in range(tours)]
    return pd.DataFrame(
        {
            "vehicle_id": [f"van-{number}" for number in range(1, tours + 1)],
            "profile": "van",
            "depot": "depot",
            "depot_lat": round(float(depot["lat"]), 6),
            "depot_lon": round(float(depot["lon"]), 6),
            "capacity_kg": np.ceil(mean_kg * room).astype(int),
            "capacity_units": np.ceil(mean_kg * room / 15 * 1.15).astype(int),
            "shift_start": [_clock(start) for start in starts],
            "shift_end": [_clock(start + 10 * 60 + 30) for start in starts],
            "skills": ["lift" if number % 3 == 0 else "" for number in range(tours)],
            "end": "depot",
            "depot_timezone": timezone,
        }
    )
