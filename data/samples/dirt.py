"""The errors of real files, put into a simulated one: forgotten, batched, repeated and impossible stamps."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.samples.draws import uniform

MISSING_ARRIVAL, MISSING_DEPARTURE = 0.02, 0.01
BATCHED_TOUR = 1 / 150
REPEATED_ROW, IMPOSSIBLE = 0.001, 0.001
FAILED_WITHOUT_STAMP = 0.3
KNOWN_LATE, KNOWN_AFTER_PLANNING = 0.03, 0.005
"""Share of orders that came on the day itself, and of those that came when the plan was made."""

_BATCH_STEP_S = 20
_ODD_S = 5400


def soiled(rows: pd.DataFrame, dirt: float, seed: int) -> pd.DataFrame:
    """Return a history's rows with the errors of real files.

    Parameters
    ----------
    rows
        Times as seconds in ``Int64`` columns; ``known_at_s`` is filled here.
    dirt
        1 is ordinary: the shares above; they grow in proportion.
    """
    table = rows.copy()
    stops = (table["kind"] == "stop").to_numpy()
    served = stops & table["actual_arrival"].notna().to_numpy()
    keys = [f"{date}/{order}" for date, order in zip(table["date"], table["order_id"], strict=True)]

    def chosen(kind: str, share: float) -> NDArray[np.bool_]:
        return np.array([uniform(seed, "dirt", kind, key) < share * dirt for key in keys], np.bool_)

    _batch(table, served, dirt, seed)
    odd = served & chosen("impossible", IMPOSSIBLE)
    table.loc[odd, "actual_departure"] = table.loc[odd, "actual_arrival"] - _ODD_S
    unscanned = stops & (table["status"] == "failed").to_numpy() & chosen("failed", FAILED_WITHOUT_STAMP)
    table.loc[served & chosen("arrival", MISSING_ARRIVAL) | unscanned, "actual_arrival"] = pd.NA
    table.loc[served & chosen("departure", MISSING_DEPARTURE) | unscanned, "actual_departure"] = pd.NA
    _came_late(table, stops, keys, dirt, seed)
    again = stops & chosen("repeated", REPEATED_ROW)
    return pd.concat([table, table[again]]).sort_index(kind="stable").reset_index(drop=True)


def _batch(table: pd.DataFrame, served: NDArray[np.bool_], dirt: float, seed: int) -> None:
    """Stamp whole tours at their end, a stop every few seconds."""
    for (date, tour), group in table[served].groupby(["date", "tour_id"], sort=False):
        if uniform(seed, "dirt", "batch", date, tour) >= BATCHED_TOUR * dirt:
            continue
        driven = group.sort_values("driven_sequence").index
        last = int(group["actual_departure"].max())
        stamps = last + _BATCH_STEP_S * np.arange(len(driven))
        table.loc[driven, "actual_arrival"] = stamps
        table.loc[driven, "actual_departure"] = stamps + _BATCH_STEP_S // 2


def _came_late(table: pd.DataFrame, stops: NDArray[np.bool_], keys: list[str], dirt: float, seed: int) -> None:
    """Say of some orders when they became known: mostly shortly before the plan was made, some after."""
    first = table.groupby("date")["planned_departure"].transform("min").to_numpy()
    known = np.full(len(table), -1, np.int64)
    for row in np.flatnonzero(stops):
        chance = uniform(seed, "dirt", "known", keys[row]) / dirt
        if chance < KNOWN_LATE:
            minutes = uniform(seed, "dirt", "known at", keys[row])
            planned_at_s = int(first[row]) - 3600
            known[row] = planned_at_s + 60 * round(
                5 + 85 * minutes if chance < KNOWN_AFTER_PLANNING else -5 - 115 * minutes
            )
    table.loc[known >= 0, "known_at_s"] = known[known >= 0]
