"""A made-up firm's customers at real addresses: the same people come back day after day.

Everything about a customer is drawn from the pool's seed and his place, not
from a row number: a corrected map moves a few customers, not all of them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from routing.errors import InputError

ADDRESS_COLUMNS = ("lon", "lat", "street", "house_number", "postcode", "city")

Window = tuple[int | None, int | None]
"""Start and end in minutes of the day, or neither."""


@dataclass(frozen=True)
class CustomerType:
    """What customers of one type ask for; our assumption, not measured.

    Parameters
    ----------
    share
        Share of all customers.
    service_min
        Least and most usual minutes on site.
    kg
        Median kilograms of an order.
    starts
        How often windows start at an hour of the day.
    lift
        Share that needs a tail lift.
    """

    share: float
    service_min: tuple[int, int]
    kg: float
    starts: Mapping[float, float]
    lift: float


_EARLY = {7.0: 3.0, 7.5: 2.0, 8.0: 20.0, 8.5: 4.0, 9.0: 2.0}
_MIXED = {8.0: 9.0, 10.0: 2.0, 14.0: 1.0}

CUSTOMER_TYPES: Mapping[str, CustomerType] = {
    "business": CustomerType(share=0.45, service_min=(5, 16), kg=35, starts=_EARLY, lift=0.08),
    "shop": CustomerType(share=0.25, service_min=(7, 18), kg=50, starts=_EARLY, lift=0.08),
    "private": CustomerType(share=0.30, service_min=(3, 10), kg=12, starts=_MIXED, lift=0.0),
}

WINDOW_WIDTHS_MIN: Mapping[int, float] = {0: 0.14, 60: 0.28, 120: 0.54, 180: 0.04}
"""Share of customers by the usual width of their window in minutes; 0 is no window."""

ORDERS_PER_WEEK: Mapping[float, float] = {1: 0.4, 2: 0.4, 5: 0.2}
"""Share of customers by how often they order, relative to each other."""


def customer_pool(addresses: pd.DataFrame, *, size: int, pool_seed: int = 0) -> pd.DataFrame:
    """Draw a firm's customers.

    Parameters
    ----------
    addresses
        Columns :data:`ADDRESS_COLUMNS`; each place is used once at most.
    size
        Number of customers.

    Returns
    -------
    DataFrame
        One row a customer: customer_id, customer_type, name, the address,
        service_min, kg, window_start_min and window_end_min (minutes of the
        day; missing without a window), lift, weight (how often he orders) and
        key (what his draws are made from).

    Raises
    ------
    InputError
        If there are fewer places than customers.
    """
    places = addresses.loc[:, list(ADDRESS_COLUMNS)].dropna(subset=["lon", "lat"]).drop_duplicates(["lon", "lat"])
    if len(places) < size:
        raise InputError.of("addresses_too_few", value=str(len(places)), detail=str(size))
    keys = [_key(pool_seed, lon, lat) for lon, lat in zip(places["lon"], places["lat"], strict=True)]
    pool = places.assign(key=keys).sort_values("key").head(size).reset_index(drop=True)
    pool.insert(0, "customer_id", [f"K{number:04d}" for number in range(1, size + 1)])
    pool.insert(1, "name", [f"Kunde {number}" for number in range(1, size + 1)])
    drawn = pd.DataFrame([_customer(key) for key in pool["key"]])
    for name in ("window_start_min", "window_end_min"):
        drawn[name] = drawn[name].astype("Int64")
    return pool.join(drawn)


def usual_window(kind: CustomerType, draw: np.random.Generator) -> Window:
    """Draw a window of a customer type."""
    width = int(one_of(WINDOW_WIDTHS_MIN, draw))
    start = round(60 * one_of(kind.starts, draw))
    return (start, start + width) if width else (None, None)


def one_of(shares: Mapping[float, float] | Mapping[int, float], draw: np.random.Generator) -> float:
    """Draw a key in proportion to its value."""
    weights = np.array(list(shares.values()), np.float64)
    return float(draw.choice(list(shares), p=weights / weights.sum()))


def _key(pool_seed: int, lon: float, lat: float) -> int:
    """Return a number below 2**63 that belongs to this place in this pool."""
    digest = hashlib.sha256(f"{pool_seed}/{lon:.6f}/{lat:.6f}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _customer(key: int) -> dict[str, Any]:
    """Draw one customer."""
    draw = np.random.default_rng([key, 1])
    shares = np.array([kind.share for kind in CUSTOMER_TYPES.values()])
    name = str(draw.choice(list(CUSTOMER_TYPES), p=shares / shares.sum()))
    kind = CUSTOMER_TYPES[name]
    least, most = kind.service_min
    start, end = usual_window(kind, draw)
    return {
        "customer_type": name,
        "service_min": int(draw.integers(least, most + 1)),
        "kg": round(kind.kg * float(draw.lognormal(0, 0.5)), 1),
        "window_start_min": start,
        "window_end_min": end,
        "lift": bool(draw.random() < kind.lift),
        "weight": one_of(ORDERS_PER_WEEK, draw),
    }
