"""What lateness costs and how far is driven: two figures that rest on others."""

import pandas as pd

from benchmarks.intervals import Interval, ratio_interval
from benchmarks.over_time.due_stops import PeriodFigures
from benchmarks.replay.summary import NOTHING, Band

WEEKS_A_MONTH = 365.25 / 12 / 7


def monthly_cost(figures: PeriodFigures, weeks: int, price_eur: float) -> Band:
    """Return the price of the late stops of an average month of a period; the interval is that of its rate.

    Parameters
    ----------
    weeks
        Weeks that the period holds.
    price_eur
        What the firm says a late stop costs.
    """
    if figures.due_stops is None or not weeks:
        return NOTHING
    monthly = figures.due_stops / weeks * WEEKS_A_MONTH * price_eur
    values = (figures.rate.value, figures.rate.low, figures.rate.high)
    value, low, high = (None if share is None else share * monthly for share in values)
    return Band(value=value, low=low, high=high)


def km_per_stop(days: pd.DataFrame, plan: str, *, seed: int = 0) -> Band:
    """Return the kilometres a due stop that a plan drives over the days of a replay.

    Parameters
    ----------
    days
        A row a day, columns ``due_stops`` and ``{plan}_km``.
    """
    found: Interval = ratio_interval(days[f"{plan}_km"].to_numpy(float), days["due_stops"].to_numpy(float), seed=seed)
    return Band.of(found)
