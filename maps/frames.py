"""The data frames that maps are drawn from: their columns, checked once.

Points come as ``lon`` and ``lat`` in WGS 84 degrees, lines as shapely
LineStrings of the same degrees, times as zone-aware datetimes in the depot's
zone: a map shows them as they stand and never converts.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from routing.errors import Finding, InputError

VISIT_COLUMNS = (
    "tour",
    "vehicle_id",
    "position",
    "stop_id",
    "name",
    "address",
    "lon",
    "lat",
    "windows",
    "arrival",
    "service_start",
    "departure",
    "lateness_s",
    "due",
    "late",
    "before",
)
"""A row a visit, in driving order.

``tour`` is the number on the map (from 1; the same vehicle has the same one in
every plan), ``position`` counts from 1, ``windows`` is a sequence of (start, end)
datetimes or ``None`` where open, ``late`` tells whether the lateness counts, ``before`` is a sequence of (kind, start,
end), the breaks (``pause``) and reloads since the visit before.
"""

LEG_COLUMNS = ("tour", "vehicle_id", "position", "departure", "arrival", "distance_m", "geometry", "to_reload")
"""A row a drive, in driving order.

``position`` is that of the visit it leads to, the way home comes one after the last; ``to_reload`` is a drive to the
depot before that visit.
"""

UNASSIGNED_COLUMNS = ("stop_id", "name", "address", "lon", "lat", "windows", "due", "reasons")
"""A row a stop left out; ``reasons`` is a sequence of :class:`routing.plan.Reason`."""

DEPOT_COLUMNS = ("depot_id", "lon", "lat")
"""A row a depot."""

STREET_COLUMNS = ("road_class", "name", "geometry")
"""A row a piece of street; ``road_class`` is the OSM highway value, ``name`` may be empty."""

_TIMES = ("departure", "arrival", "service_start")


def findings_of(table: str, frame: pd.DataFrame, columns: Sequence[str]) -> list[Finding]:
    """Return what is wrong with ``frame``, all at once: columns, then coordinates, lines and times."""
    missing = [
        Finding(code="map_column_missing", file=table, column=column, detail=", ".join(map(str, frame.columns)))
        for column in columns
        if column not in frame.columns
    ]
    if missing:
        return missing
    findings: list[Finding] = []
    for column, limit in (("lon", 180.0), ("lat", 90.0)):
        if column in columns:
            findings += _outside(table, frame, column, limit)
    if "geometry" in columns:
        findings += _not_lines(table, frame)
    for column in _TIMES:
        if column in columns and len(frame) and not isinstance(frame[column].dtype, pd.DatetimeTZDtype):
            findings.append(
                Finding(code="map_time_without_zone", file=table, column=column, value=str(frame[column].iloc[0]))
            )
    return findings


def require(tables: Iterable[tuple[str, pd.DataFrame, Sequence[str]]]) -> None:
    """Raise one error with the findings of all ``(name, frame, columns)``.

    Raises
    ------
    InputError
        If a column is missing, a coordinate or a line can't be drawn, or a time has no zone.
    """
    findings = [finding for table, frame, columns in tables for finding in findings_of(table, frame, columns)]
    if findings:
        raise InputError(findings)


def frame_of(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a frame with ``columns``, also when there are none."""
    return pd.DataFrame({column: [row[i] for row in rows] for i, column in enumerate(columns)})


def _outside(table: str, frame: pd.DataFrame, column: str, limit: float) -> list[Finding]:
    """Return a finding for each coordinate that is not on the earth."""
    degrees = pd.to_numeric(frame[column], errors="coerce").to_numpy(float)
    bad = np.flatnonzero(~(np.abs(degrees) <= limit))
    return [_at(table, frame, row, column, "map_coordinate_unusable") for row in bad.tolist()]


def _not_lines(table: str, frame: pd.DataFrame) -> list[Finding]:
    """Return a finding for each geometry that is no line."""
    shapes = frame["geometry"].to_numpy(object)
    line = np.array([isinstance(shape, shapely.LineString) and not shape.is_empty for shape in shapes], bool)
    return [_at(table, frame, row, "geometry", "map_line_unusable") for row in np.flatnonzero(~line).tolist()]


def _at(table: str, frame: pd.DataFrame, row: int, column: str, code: str) -> Finding:
    """Return a finding at a row of a frame; row 1 is the header line."""
    return Finding(code=code, file=table, row=row + 2, column=column, value=str(frame[column].iloc[row]))
