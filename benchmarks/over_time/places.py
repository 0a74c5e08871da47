"""Which places of a delay map may be shown, by the very tours that served them."""

import pandas as pd

from benchmarks.diagnose.figures import tours_of
from maps.delay_frames import SUPPRESSED
from routing.suppression import suppression_of


def with_suppression(places: pd.DataFrame, visits: pd.DataFrame, key: str, smallest: int) -> pd.DataFrame:
    """Return areas or customers with a column that says which are hidden.

    A frame of places holds counts of tours, and a tour that serves two places
    counts in both; the visits tell the tours themselves.

    Parameters
    ----------
    places
        Rows named by the column ``key``: ``area`` or ``customer_id``.
    visits
        A row per due stop and day, see :class:`benchmarks.replay.replayed_day.DayResult`.
    smallest
        Tours that a figure needs.
    """
    named = visits.assign(
        customer_id=visits["customer_id"].where(visits["customer_id"] != "", visits["order_id"]),
        tour_id=visits["manual_tour"],
    )
    hidden: set[str] = set()
    for _, total in [("", named)] if key == "area" else named.groupby("area"):
        parts = list(total.groupby(key))
        reasons = suppression_of([tours_of(part) for _, part in parts], smallest)
        hidden |= {str(name) for (name, _), reason in zip(parts, reasons, strict=True) if reason is not None}
    return places.assign(**{SUPPRESSED: places[key].astype(str).isin(hidden)})
