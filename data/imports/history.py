"""A history: past days as planned and driven, from a file as real life writes it.

Unlike an order list a history is not refused for bad rows: each is left out
with its reason, and only a file that can't mean anything raises an error.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from data.clock import ClockTime, clock_time
from data.history import History, PastDay
from data.imports.orders import assumptions
from data.imports.past_clock import clocks_change
from data.imports.past_day import past_day
from data.imports.past_rows import LeftOut, PastRow, by_day, past_rows
from data.imports.past_tours import Fleet
from data.imports.rows import HISTORY_COLUMNS
from data.imports.table import Table, read_table
from data.imports.vehicles import VehicleList, read_vehicles
from routing.errors import Finding, HistoryFileError, InputError, VehicleFileError
from routing.model import Location
from routing.progress import Say, silent
from routing.table import spot

REQUIRED = ("date", "tour_id", "vehicle_id", "order_id", "lat", "lon")

SIMULATED = "simulated"
"""An order's notes that make the whole history a simulated one."""

_AT_DEPOT = ("depot_start", "depot_end")

LONGEST_GAP = 10
"""A depot without a tour on more working days than this in a row is told of."""

_DEPOT_SHARE = 0.1
"""Depots that are not listed refuse the file when more of the tours than this name one."""

NOWHERE: Mapping[str, Finding] = {}
"""No spot is without a road."""

_EVERY = 10
"""Days between two words on how far reading is."""


def read_history(
    path: Path,
    vehicles_path: Path,
    *,
    planned_at: str | None = None,
    tolerance_s: int = 0,
    off_road: Mapping[str, Finding] = NOWHERE,
    progress: Say = silent,
) -> History:
    """Read a firm's past days in the canonical columns from CSV, Excel or Parquet.

    Parameters
    ----------
    planned_at
        ``HH:MM`` at which plans were made; 60 min before the day's first planned departure unless given.
    tolerance_s
        Lateness in seconds that still counts as on time; written into each day's problem.
    off_road
        What the roads say of spots (:func:`routing.table.spot`) without a usable road; stops there are left out.

    Returns
    -------
    History
        Every line of the file is in a visit, a tour's start or end, or
        ``excluded`` with its reason; ``findings`` (warnings) tell what stands out.

    Raises
    ------
    HistoryFileError
        If the file is missing, no table, lacks a column, has no usable row or
        names depots that the vehicle list does not know; all findings at once.
    VehicleFileError
        If only the vehicle list is bad.
    InputError
        If both files are bad, with the findings of both, or ``planned_at`` is no clock time.
    """
    instant = _instant(planned_at)
    table, listed = _tables(Path(path), Path(vehicles_path))
    left_out = LeftOut(table.file)
    rows = _on_roads(past_rows(table, left_out), off_road, left_out)
    fleet = Fleet(listed)
    unknown = _unknown_depots(rows, fleet, table.file)
    if unknown:
        raise HistoryFileError(unknown)
    days = tuple(_days(rows, fleet, left_out, instant, tolerance_s, progress))
    if not days:
        raise HistoryFileError(_unusable(left_out))
    stops = [line for line in table.rows if line.cells.get("kind", "").casefold() not in _AT_DEPOT]
    findings = [*table.findings, *listed.findings, *assumptions(stops, table.file)]
    findings += [*_clock_changes(days), *_gaps(days), *_lone_stops(days)]
    return History(
        days=days,
        excluded=tuple(sorted(left_out.exclusions, key=lambda item: (item.row is None, item.row or 0))),
        findings=tuple(finding.model_copy(update={"file": finding.file or table.file}) for finding in findings),
        rows=len(table.rows) + len({finding.row for finding in table.broken}),
        file=table.file,
        simulated=any(row.order is not None and (row.order.notes or "").casefold() == SIMULATED for row in rows),
    )


def _on_roads(rows: Sequence[PastRow], off_road: Mapping[str, Finding], left_out: LeftOut) -> list[PastRow]:
    """Leave out the stops to which no road leads."""
    kept = []
    for row in rows:
        found = off_road.get(_spot(row)) if off_road else None
        if found is None:
            kept.append(row)
        else:
            left_out.row(row, found.code, value=found.value or "", detail=found.detail or "", column="lat")
    return kept


def _spot(row: PastRow) -> str:
    """Return the spot of a row's order, empty at the depot."""
    if row.order is None or row.order.lon is None or row.order.lat is None:
        return ""
    return spot(Location(lon=row.order.lon, lat=row.order.lat))


def _instant(planned_at: str | None) -> ClockTime | None:
    if planned_at is None:
        return None
    told = clock_time(planned_at.strip())
    if told is None or told.day is not None:
        raise InputError.of("time_unreadable", value=planned_at)
    return told


def _tables(path: Path, vehicles_path: Path) -> tuple[Table, VehicleList]:
    """Return both files, or raise what is wrong with them together."""
    bad: list[InputError] = []
    table = listed = None
    try:
        table = read_table(path, HISTORY_COLUMNS, REQUIRED, HistoryFileError, keep_going=True)
    except HistoryFileError as error:
        bad.append(error)
    try:
        listed = read_vehicles(vehicles_path)
    except VehicleFileError as error:
        bad.append(error)
    if table is None or listed is None:
        raise bad[0] if len(bad) == 1 else InputError([finding for error in bad for finding in error.findings])
    return table, listed


def _unknown_depots(rows: Sequence[PastRow], fleet: Fleet, file: str) -> list[Finding]:
    """Return a finding for each depot that is not listed, if they are too many for typing errors."""
    strange = [row for row in rows if row.visit.depot is not None and row.visit.depot not in fleet.depots]
    tours, hit = ({(row.visit.date, row.tour) for row in some} for some in (rows, strange))
    if len(hit) <= _DEPOT_SHARE * len(tours):
        return []
    first = {row.visit.depot: row.line for row in reversed(strange)}
    known = ", ".join(fleet.depots)
    return [
        Finding(code="unknown_depot", file=file, row=line, column="depot", value=depot, detail=known)
        for depot, line in sorted(first.items(), key=lambda item: item[1])
    ]


def _days(
    rows: Sequence[PastRow],
    fleet: Fleet,
    left_out: LeftOut,
    planned_at: ClockTime | None,
    tolerance_s: int,
    progress: Say,
) -> Iterator[PastDay]:
    days = by_day(rows)
    for number, (date, of_day) in enumerate(days.items(), start=1):
        day = past_day(date, of_day, fleet, left_out, planned_at=planned_at, tolerance_s=tolerance_s)
        if day is not None:
            yield day
        if number % _EVERY == 0 or number == len(days):
            progress(f"{number} / {len(days)}")


def _unusable(left_out: LeftOut) -> list[Finding]:
    """Return the reasons why no row is left, each at its first row."""
    first = {item.reason: item for item in reversed(left_out.exclusions) if item.of == "everything"}
    reasons = [
        Finding(code=reason, file=left_out.file, row=item.row, column=item.column, value=item.value, detail=item.detail)
        for reason, item in sorted(first.items(), key=lambda pair: pair[1].row or 0)
    ]
    return [Finding(code="history_without_rows", file=left_out.file), *reasons]


def _clock_changes(days: Sequence[PastDay]) -> list[Finding]:
    """Return a warning for each day on which the clocks change."""
    return [
        Finding(code="history_clocks_change", value=day.date.isoformat(), severity="warning")
        for day in days
        if clocks_change(day.date, day.problem.timezone)
    ]


def _gaps(days: Sequence[PastDay]) -> list[Finding]:
    """Return a warning for each depot and stretch of working days without a tour; holidays count as working days."""
    worked: dict[str, set[Date]] = {}
    for day in days:
        for vehicle in day.problem.vehicles:
            worked.setdefault(vehicle.start_depot, set()).add(day.date)
    before, behind = days[0].date - timedelta(days=1), days[-1].date + timedelta(days=1)
    findings = []
    for depot, dates in sorted(worked.items()):
        for one, other in pairwise([before, *sorted(dates), behind]):
            first = one + timedelta(days=1)
            missing = int(np.busday_count(first, other))
            if missing > LONGEST_GAP:
                start, end = np.busday_offset(first, 0, roll="forward"), np.busday_offset(other, -1, roll="forward")
                text = f"{start} – {end} ({missing})"
                findings.append(Finding(code="history_gap", value=depot, detail=text, severity="warning"))
    return findings


def _lone_stops(days: Sequence[PastDay]) -> list[Finding]:
    """Return a warning that counts the tours with a single stop."""
    lone = sum(len({*tour.planned, *tour.driven}) == 1 for day in days for tour in day.tours)
    if not lone:
        return []
    return [Finding(code="history_lone_stops", value=str(lone), severity="warning")]
