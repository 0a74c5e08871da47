"""Figures of the ledger: a rate with its interval, its counts and its rows, or the reason it is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.intervals import LEVEL, UNKNOWN, Interval, ratio_interval
from routing.suppression import Suppressed, suppression_of

DIMENSIONS = ("hour", "weekday", "area", "depot", "customer_type")
"""What the ledger is grouped by: columns of its rows. No vehicle and no driver."""


class Group(NamedTuple):
    """Rows of the ledger that share a key: ``column`` is a dimension, or ``all``."""

    column: str
    key: str
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Figure:
    """A delay rate: late stops ÷ due stops, or why it is not shown.

    ``column`` and ``key`` are the filter on the ledger's rows; with
    ``suppressed`` all counts are ``None`` too, and the interval is unknown.
    """

    column: str
    key: str
    rate: Interval
    late_stops: int | None
    due_stops: int | None
    tours: int | None
    suppressed: Suppressed | None = None

    def document(self) -> dict[str, Any]:
        """Return the figure for JSON."""
        return {
            "key": self.key,
            **self.rate.document(),
            "late_stops": self.late_stops,
            "due_stops": self.due_stops,
            "tours": self.tours,
            "suppressed": self.suppressed,
        }


def rate_figure(group: Group, late: str, days: pd.Index, suppressed: Suppressed | None, *, seed: int) -> Figure:
    """Count a group's late stops by day and draw days for the interval.

    Parameters
    ----------
    late
        The column that says which rows are late.
    days
        All days of the ledger: a day without rows of the group is drawn too.
    """
    if suppressed is not None:
        return Figure(group.column, group.key, UNKNOWN, None, None, None, suppressed)
    tours = int(group.rows[["date", "tour_id"]].drop_duplicates().shape[0])
    by_day = group.rows.groupby("date")[late].agg(["sum", "size"]).reindex(days, fill_value=0)
    return Figure(
        group.column,
        group.key,
        _interval(by_day["sum"].to_numpy(float), by_day["size"].to_numpy(float), tours, seed),
        int(group.rows[late].sum()),
        len(group.rows),
        tours,
    )


def _interval(late: NDArray[np.float64], due: NDArray[np.float64], tours: int, seed: int) -> Interval:
    """Return the rate with its interval by drawing days.

    Where no stop was late, or every one, all drawn days agree and would tell
    of a certainty that is not there. The exact binomial bound for as many
    trials as there were tours stands in: stops of a tour are late together.
    """
    found = ratio_interval(late, due, seed=seed)
    if not found.known or 0 < found.value < 1:
        return found
    reach = 1 - ((1 - LEVEL) / 2) ** (1 / max(tours, 1))
    return Interval(found.value, max(0.0, found.value - reach), min(1.0, found.value + reach))


def groups_of(rows: pd.DataFrame, column: str) -> list[Group]:
    """Return the rows by the values of a column, in the order of the values."""
    return [Group(column, str(key), part) for key, part in rows.groupby(column, sort=True)]


def tours_of(rows: pd.DataFrame) -> frozenset[tuple[object, object]]:
    """Return the tours of rows, each as its date and id."""
    return frozenset(zip(rows["date"], rows["tour_id"], strict=True))


def hidden_groups(groups: Sequence[Group], smallest: int) -> list[Suppressed | None]:
    """Tell for each group, beside their total, why its figure may not be shown; see :mod:`routing.suppression`."""
    return suppression_of([tours_of(group.rows) for group in groups], smallest)
