"""A made-up firm's customers at real addresses: the same people come back day after day."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

ADDRESS_COLUMNS = ("lon", "lat", "street", "house_number", "postcode", "city")


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
    opens, closes
        Hours between which windows lie.
    morning
        Share of windows that start before noon.
    """

    share: float
    service_min: tuple[int, int]
    kg: float
    opens: int
    closes: int
    morning: float


CUSTOMER_TYPES: Mapping[str, CustomerType] = {
    "business": CustomerType(share=0.40, service_min=(4, 12), kg=35, opens=8, closes=16, morning=0.75),
    "shop": CustomerType(share=0.25, service_min=(5, 12), kg=50, opens=8, closes=17, morning=0.65),
    "private": CustomerType(share=0.35, service_min=(2, 6), kg=12, opens=8, closes=17, morning=0.40),
}

WINDOW_WIDTHS_MIN: Mapping[int, float] = {0: 0.18, 60: 0.14, 120: 0.60, 180: 0.08}
"""Share of customers by the usual width of their window in minutes; 0 is no window."""


def customer_pool(addresses: pd.DataFrame, *, size: int, pool_seed: int = 0) -> pd.DataFrame:
    """Draw a firm's customers.

    Parameters
    ----------
    addresses
        Columns :data:`ADDRESS_COLUMNS`; each address is used once at most.
    size
        Number of customers.

    Returns
    -------
    DataFrame
        One row a customer: customer_id, customer_type, name, the address,
        service_min, kg, window_start_min and window_end_min (minutes of the
        day; missing without a window), lift, and weight (how often they order).

    Raises
    ------
    ValueError
        If there are fewer addresses than customers.
    """
    places = addresses.drop_duplicates(["lon", "lat"]).dropna(subset=["lon", "lat"])
    if len(places) < size:
        msg = f"{size} customers need as many addresses, got {len(places)}"
        raise ValueError(msg)
    places = places.sort_values(["lon", "lat"], kind="stable")
    draw = np.random.default_rng([pool_seed, 1])
    pool = places.iloc[draw.permutation(len(places))[:size]].loc[:, list(ADDRESS_COLUMNS)].reset_index(drop=True)
    names = list(CUSTOMER_TYPES)
    types = draw.choice(names, size, p=[CUSTOMER_TYPES[name].share for name in names])
    pool.insert(0, "customer_id", [f"K{number:04d}" for number in range(1, size + 1)])
    pool["customer_type"] = types
    pool["name"] = [f"Kunde {number}" for number in range(1, size + 1)]
    kinds = [CUSTOMER_TYPES[name] for name in types]
    pool["service_min"] = [int(draw.integers(kind.service_min[0], kind.service_min[1] + 1)) for kind in kinds]
    pool["kg"] = [round(kind.kg * float(draw.lognormal(0, 0.5)), 1) for kind in kinds]
    starts_ends = [usual_window(kind, draw) for kind in kinds]
    pool["window_start_min"] = pd.array([start for start, _ in starts_ends], dtype="Int64")
    pool["window_end_min"] = pd.array([end for _, end in starts_ends], dtype="Int64")
    pool["lift"] = (draw.random(size) < 0.08) & (pool["customer_type"] != "private").to_numpy()  # noqa: PLR2004
    pool["weight"] = draw.choice([1.0, 2.0, 5.0], size, p=[0.4, 0.4, 0.2])
    return pool


def usual_window(kind: CustomerType, draw: np.random.Generator) -> tuple[int | None, int | None]:
    """Draw a window of a customer type, in minutes of the day; on the half hour."""
    widths = list(WINDOW_WIDTHS_MIN)
    width = int(draw.choice(widths, p=[WINDOW_WIDTHS_MIN[item] for item in widths]))
    if width == 0:
        return None, None
    early = draw.random() < kind.morning
    first, last = (kind.opens * 60, 12 * 60 - 30) if early else (12 * 60, kind.closes * 60 - width)
    start = int(draw.integers(first // 30, max(first, last) // 30 + 1)) * 30
    return start, start + width
