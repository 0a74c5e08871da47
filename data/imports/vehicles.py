"""The vehicle list: rows to vehicles and depots."""

import math
import re
from datetime import date as Date
from decimal import ROUND_FLOOR
from difflib import get_close_matches
from pathlib import Path

from pydantic_core import PydanticCustomError

from data.clock import is_timezone
from data.imports.day import Day
from data.imports.orders import load_of
from data.imports.rows import VehicleRow
from data.imports.table import Table, read_table
from data.imports.values import latitude, longitude
from routing.errors import Finding, VehicleFileError
from routing.model import Depot, Frozen, Location, Shift, Vehicle
from routing.profile_file import profiles_in_use

DEFAULT_TIMEZONE = "Europe/Berlin"

COLUMNS = tuple(VehicleRow.model_fields)
"""The canonical columns, in their order."""

REQUIRED = ("vehicle_id", "shift_start", "shift_end")
"""Columns that a vehicle list can't do without."""


class VehicleList(Frozen):
    """The vehicles and depots of a vehicle list, and what should be known about them."""

    file: str
    vehicles: tuple[Vehicle, ...]
    depots: tuple[Depot, ...]
    timezone: str
    findings: tuple[Finding, ...] = ()


Numbered = tuple[int, VehicleRow]
"""A vehicle row with its number in the file."""


def read_vehicles(path: Path, *, date: Date | None = None) -> VehicleList:
    """Read a vehicle list in the canonical columns from CSV or Excel.

    Parameters
    ----------
    date
        Plan day that shift times belong to; an ordinary day unless given.

    Raises
    ------
    VehicleFileError
        With every bad row at once.
    """
    return vehicles_of(read_table(Path(path), COLUMNS, REQUIRED, VehicleFileError), date=date)


def vehicles_of(table: Table, *, date: Date | None = None) -> VehicleList:
    """Return the vehicles of a table in the canonical columns.

    Raises
    ------
    VehicleFileError
        With every bad row at once.
    """
    file = table.file
    rows: list[Numbered] = []
    findings: list[Finding] = []
    mark = table.decimal_mark("depot_lat", "depot_lon")
    for line in table.rows:
        row, wrong = VehicleRow.read(line.cells, file, line.number, mark)
        findings += wrong
        if row is not None:
            rows.append((line.number, row))
            findings += [*_misfits_profile(row, file, line.number), *_idle_reload(row, file, line.number)]
    findings += _repeated(rows, file)
    timezone, wrong = _timezone(rows, file)
    findings += wrong
    depots, wrong = _depots(rows, file)
    # A depot may have its coordinates in a row that could not be read.
    findings += wrong if len(rows) == len(table.rows) else []
    day = Day(date, timezone, file)
    vehicles = [_vehicle(row, number, day, depots) for number, row in rows]
    findings += day.findings
    if findings:
        raise VehicleFileError(sorted(findings, key=lambda finding: finding.row or 0))
    return VehicleList(
        file=file,
        vehicles=tuple(vehicle for vehicle in vehicles if vehicle is not None),
        depots=tuple(depots.values()),
        timezone=timezone,
        findings=table.findings,
    )


def _misfits_profile(row: VehicleRow, file: str, number: int) -> list[Finding]:
    """Return a finding if there is no such profile, or the vehicle is heavier than the roads of its profile allow."""
    profiles = profiles_in_use()
    place = {"file": file, "row": number}
    if row.profile not in profiles:
        known = ", ".join(get_close_matches(row.profile, profiles, n=1) or profiles)
        found = {"code": "unknown_profile", "column": "profile", "value": row.profile, "detail": known}
    elif row.gross_weight_kg is not None and row.gross_weight_kg > profiles[row.profile].gross_weight_kg:
        most = f"{row.profile}: {profiles[row.profile].gross_weight_kg} kg"
        found = {"code": "profile_too_light", "column": "gross_weight_kg", "value": str(row.gross_weight_kg)}
        found["detail"] = most
    else:
        return []
    return [Finding.model_validate(place | found)]


def _idle_reload(row: VehicleRow, file: str, number: int) -> list[Finding]:
    """Return a finding if a vehicle is told how long it reloads, but not that it may."""
    if not row.reload_min or (row.max_trips or 1) > 1:
        return []
    value = f"{row.reload_min:f}"
    return [Finding(code="reload_without_trips", file=file, row=number, column="reload_min", value=value)]


def _repeated(rows: list[Numbered], file: str) -> list[Finding]:
    """Return a finding for each vehicle id that stands in an earlier row."""
    seen: dict[str, int] = {}
    findings = []
    for number, row in rows:
        first = seen.setdefault(row.vehicle_id, number)
        if first != number:
            findings.append(
                Finding(
                    code="vehicle_twice",
                    file=file,
                    row=number,
                    column="vehicle_id",
                    value=row.vehicle_id,
                    detail=str(first),
                )
            )
    return findings


def _timezone(rows: list[Numbered], file: str) -> tuple[str, list[Finding]]:
    """Return the one time zone of all depots."""
    named = {row.depot_timezone: number for number, row in reversed(rows) if row.depot_timezone is not None}
    findings = [
        Finding(code="timezone_unknown", file=file, row=number, column="depot_timezone", value=name)
        for name, number in named.items()
        if not is_timezone(name)
    ]
    if findings:
        return DEFAULT_TIMEZONE, findings
    if len(named) > 1:
        row = max(named.values())
        value = ", ".join(sorted(named))
        return DEFAULT_TIMEZONE, [
            Finding(code="timezones_differ", file=file, row=row, column="depot_timezone", value=value)
        ]
    return next(iter(named), DEFAULT_TIMEZONE), []


def _depots(rows: list[Numbered], file: str) -> tuple[dict[str, Depot], list[Finding]]:
    """Return depots by id: those of the rows, then a place of its own for each end given as lat/lon."""
    places: dict[str, Location] = {}
    findings: list[Finding] = []
    for number, row in rows:
        if (row.depot_lat is None) != (row.depot_lon is None):
            column = "depot_lat" if row.depot_lat is None else "depot_lon"
            findings.append(Finding(code="cell_empty", file=file, row=number, column=column))
        if row.depot_lat is None or row.depot_lon is None:
            continue
        place = Location(lon=row.depot_lon, lat=row.depot_lat)
        if places.setdefault(row.depot, place) != place:
            findings.append(Finding(code="depot_moves", file=file, row=number, column="depot", value=row.depot))
    for number, row in rows:
        if row.depot not in places and row.depot_lat is None and row.depot_lon is None:
            findings.append(
                Finding(code="depot_without_coordinates", file=file, row=number, column="depot_lat", value=row.depot)
            )
    states, wrong = _states(rows, file)
    findings += wrong
    depots = {name: Depot(depot_id=name, location=place, state=states.get(name)) for name, place in places.items()}
    for number, row in rows:
        if row.end.casefold() in {"depot", "open"} or row.end in places:
            continue
        end = _point(row.end)
        if end is None:
            known = ", ".join(["depot", "open", *places])
            findings.append(
                Finding(code="end_unknown", file=file, row=number, column="end", value=row.end, detail=known)
            )
        else:
            depots[row.end] = Depot(depot_id=row.end, location=end)
    return depots, findings


def _states(rows: list[Numbered], file: str) -> tuple[dict[str, str], list[Finding]]:
    """Return the federal state of each depot that names one."""
    states: dict[str, str] = {}
    findings = []
    for number, row in rows:
        if row.depot_state is not None and states.setdefault(row.depot, row.depot_state) != row.depot_state:
            value, before = row.depot_state, states[row.depot]
            findings.append(
                Finding(
                    code="depot_states_differ", file=file, row=number, column="depot_state", value=value, detail=before
                )
            )
    return states, findings


def _point(text: str) -> Location | None:
    """Read ``lat/lon``."""
    sides = re.split(r"[/;]", text)
    if len(sides) != 2:  # noqa: PLR2004 - latitude and longitude
        return None
    try:
        return Location(lat=latitude(sides[0].strip()), lon=longitude(sides[1].strip()))
    except PydanticCustomError:
        return None


def _vehicle(row: VehicleRow, number: int, day: Day, depots: dict[str, Depot]) -> Vehicle | None:
    """Return the vehicle of a row, or nothing if a finding says why not; unless said, its profile says its weight."""
    start = day.second(row.shift_start, number, "shift_start")
    end = day.second(row.shift_end, number, "shift_end")
    profile = profiles_in_use().get(row.profile)
    if start is None or end is None or profile is None or row.depot not in depots:
        return None
    place = {"file": day.file, "row": number}
    if end <= start:
        value = f"{row.shift_start.text}-{row.shift_end.text}"
        day.findings.append(
            Finding.model_validate({"code": "shift_reversed", "column": "shift_end", "value": value, **place})
        )
        return None
    most_s = None if row.max_hours is None else int(row.max_hours * 3600)
    ends = {"depot": row.depot, "open": None}
    costs = {name: getattr(row, name) for name in ("cost_fixed", "cost_per_km", "cost_per_h")}
    return Vehicle(
        vehicle_id=row.vehicle_id,
        start_depot=row.depot,
        end_depot=ends.get(row.end.casefold(), row.end),
        shift=Shift(start_s=start, end_s=end),
        profile=row.profile,
        capacity=load_of(row.capacity_kg, row.capacity_m3, row.capacity_units, ROUND_FLOOR),
        skills=row.skills,
        max_stops=row.max_stops,
        max_duration_s=most_s if most_s is not None and most_s < end - start else None,
        max_trips=row.max_trips or 1,
        reload_s=math.ceil((row.reload_min or 0) * 60),
        break_rule=row.break_rule or "none",
        gross_weight_kg=profile.gross_weight_kg if row.gross_weight_kg is None else math.ceil(row.gross_weight_kg),
        **{name: float(cost) for name, cost in costs.items() if cost is not None},
    )
