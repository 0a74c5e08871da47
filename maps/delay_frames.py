"""The data frames that a delay map is drawn from, and which of their rows may be shown.

A row with few tours tells more about those tours than about its place, so it
is suppressed: its figures never enter the file. Nor may a single suppressed
row stand beside a total, from which it could be computed.
"""

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from maps.frames import findings_of
from routing.errors import Finding, InputError
from routing.suppression import suppression

FIGURES = (
    "visits",
    "tours",
    "manual_late",
    "optimised_late",
    "manual_late_min",
    "optimised_late_min",
    "difference_low",
    "difference_high",
)
"""What is known of a customer or an area.

``visits`` are due stops on the replayed days and ``tours`` the tours that served
them; ``*_late`` are expected late stops and ``*_late_min`` their minutes;
``difference_low`` and ``difference_high`` bound the 95 % interval of
``optimised_late - manual_late`` (negative: fewer late), NaN where there is none.
"""

DELAY_STOP_COLUMNS = ("customer_id", "lon", "lat", *FIGURES)
"""A row a customer; ``name`` may come on top."""

DELAY_AREA_COLUMNS = ("area", "polygon", *FIGURES)
"""A row an area; ``polygon`` is its outline as (lon, lat) points; ``name`` may come on top."""

MINUTE_COLUMNS = ("minutes_low", "minutes_high")
"""Optional in both: the 95 % interval of the change in late minutes."""

SUPPRESSED = "suppressed"
"""Optional in both: whether a row is suppressed by the very tours that served it; counts alone can't tell
that the same few tours served two places."""

K_TOURS = 5
"""Tours below which a row is suppressed."""

_RING_POINTS = 3
_PAIRS = (("difference_low", "difference_high"), MINUTE_COLUMNS)


def require_delays(stops: pd.DataFrame, areas: pd.DataFrame, k_tours: int) -> None:
    """Raise one error with everything that keeps the frames from being drawn.

    Raises
    ------
    InputError
        If a column is missing, a coordinate or an outline can't be drawn, or a
        figure of a row that is shown is no number or below zero.
    """
    tables = (("stops", stops, DELAY_STOP_COLUMNS), ("areas", areas, DELAY_AREA_COLUMNS))
    findings: list[Finding] = []
    for table, frame, columns in tables:
        found = findings_of(table, frame, columns)
        findings += found or [*_bad_figures(table, frame, k_tours), *_bad_rings(table, frame)]
    if findings:
        raise InputError(findings)


def hidden_rows(
    tours: Sequence[float] | pd.Series, groups: Sequence[Hashable], k_tours: int = K_TOURS
) -> NDArray[np.bool_]:
    """Return which rows are suppressed.

    Parameters
    ----------
    tours
        Tours a row.
    groups
        What each row is summed up in, see :func:`routing.suppression.suppression`.
    """
    counts = np.nan_to_num(np.asarray(tours, float)).astype(int)
    hidden = np.zeros(len(counts), np.bool_)
    rows = pd.Series(range(len(counts))).groupby(pd.Series(list(groups), dtype=object).to_numpy(), dropna=False)
    for _, members in rows:
        inside = members.to_numpy()
        hidden[inside] = [reason is not None for reason in suppression(counts[inside].tolist(), k_tours)]
    return hidden


def marked_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows the frame itself marks as suppressed, none without the column."""
    if SUPPRESSED not in frame.columns:
        return np.zeros(len(frame), np.bool_)
    return frame[SUPPRESSED].to_numpy(np.bool_)


def areas_of_points(stops: pd.DataFrame, areas: pd.DataFrame) -> list[int]:
    """Return for each stop the row of the area that it lies in, -1 outside of all."""
    home = np.full(len(stops), -1)
    if len(stops) and len(areas):
        points = shapely.points(stops["lon"].to_numpy(float), stops["lat"].to_numpy(float))
        point, area = shapely.STRtree([shapely.Polygon(ring) for ring in areas["polygon"]]).query(points, "intersects")
        home[point[::-1]] = area[::-1]
    return [int(row) for row in home]


def _bad_figures(table: str, frame: pd.DataFrame, k_tours: int) -> list[Finding]:
    """Return a finding for each figure of a shown row that can't be drawn."""
    tours = pd.to_numeric(frame["tours"], errors="coerce").to_numpy(float)
    findings = _at(table, frame, "tours", ~(tours >= 0))
    shown = tours >= k_tours
    for column in FIGURES:
        if column != "tours" and not column.startswith("difference"):
            figures = pd.to_numeric(frame[column], errors="coerce").to_numpy(float)
            findings += _at(table, frame, column, shown & ~((figures >= 0) & np.isfinite(figures)))
    for low, high in _PAIRS:
        if {low, high} <= set(frame.columns):
            below, above = (pd.to_numeric(frame[side], errors="coerce").to_numpy(float) for side in (low, high))
            findings += _at(table, frame, low, shown & (below > above))
    return findings


def _bad_rings(table: str, frame: pd.DataFrame) -> list[Finding]:
    """Return a finding for each outline that encloses nothing."""
    if "polygon" not in frame.columns:
        return []
    return _at(table, frame, "polygon", np.array([not _is_ring(ring) for ring in frame["polygon"]], bool))


def _is_ring(ring: object) -> bool:
    """Tell whether an outline is at least three points on the earth."""
    if not isinstance(ring, Sequence) or len(ring) < _RING_POINTS:
        return False
    points = np.asarray(ring, float)
    return points.ndim == 2 and bool((np.abs(points) <= (180.0, 90.0)).all())  # noqa: PLR2004 - lon and lat


def _at(table: str, frame: pd.DataFrame, column: str, bad: NDArray[np.bool_]) -> list[Finding]:
    """Return a finding at each bad row of a column; row 1 is the header line."""
    return [
        Finding(
            code="map_ring_unusable" if column == "polygon" else "map_figure_unusable",
            file=table,
            row=row + 2,
            column=column,
            value=str(frame[column].iloc[row]),
        )
        for row in np.flatnonzero(bad).tolist()
    ]
