"""A replay on the map: change in late stops by area and by customer, with intervals over days."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.intervals import day_weights
from routing.areas import outline

_TIMES = ("late", "late_min")


def customer_frame(visits: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return a row a customer as :data:`maps.delay_frames.DELAY_STOP_COLUMNS` asks for.

    Parameters
    ----------
    visits
        A row per due stop and day, see :class:`benchmarks.replay.replayed_day.DayResult`.
    """
    placed = visits.assign(customer=visits["customer_id"].where(visits["customer_id"] != "", visits["order_id"]))
    figures = _figures(placed, "customer", seed)
    first = placed.groupby("customer")[["name", "lon", "lat"]].first()
    return figures.join(first, on="customer").rename(columns={"customer": "customer_id"})


def area_frame(visits: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return a row an area as :data:`maps.delay_frames.DELAY_AREA_COLUMNS` asks for."""
    figures = _figures(visits, "area", seed)
    return figures.assign(polygon=figures["area"].map(outline))


def _figures(visits: pd.DataFrame, group: str, seed: int) -> pd.DataFrame:
    """Return visits, tours, late stops and minutes of both plans, and intervals of their change, per group."""
    tours = visits.assign(tour=visits["date"] + "/" + visits["manual_tour"]).groupby(group)["tour"].nunique()
    late = visits.assign(manual_late=visits["manual_p_late"], optimised_late=visits["optimised_p_late"])
    columns = [f"{plan}_{what}" for plan in ("manual", "optimised") for what in _TIMES]
    sums = late.groupby(group)[columns].sum()
    counts = visits.groupby(group).size().rename("visits")
    frame = pd.concat([counts, tours.rename("tours"), sums], axis=1)
    for what, low, high in (
        ("late", "difference_low", "difference_high"),
        ("late_min", "minutes_low", "minutes_high"),
    ):
        bounds = _bounds(late, group, what, list(frame.index), seed)
        frame[low], frame[high] = bounds
    return frame.reset_index()


def _bounds(
    late: pd.DataFrame, group: str, what: str, names: list[str], seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95 % interval of each group's change, days drawn with replacement."""
    change = late.assign(change=late[f"optimised_{what}"] - late[f"manual_{what}"])
    by_day = change.pivot_table(index="date", columns=group, values="change", aggfunc="sum", fill_value=0.0)
    drawn = day_weights(len(by_day), seed=seed) @ by_day[names].to_numpy(float)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return low, high
