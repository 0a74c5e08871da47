"""A plan as a layer of a map: its frames, its name, its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import pandas as pd
import shapely

from maps.frames import DEPOT_COLUMNS, LEG_COLUMNS, UNASSIGNED_COLUMNS, VISIT_COLUMNS, frame_of, require
from routing.clock import datetime_at
from routing.delays import Kpis, is_late
from routing.errors import Finding, InputError
from routing.interruptions import before
from routing.model import Location, Problem, Second, Stop
from routing.plan import Plan, Route, Visit

Polyline = Sequence[tuple[float, float]]
"""Points as (lon, lat) in WGS 84 degrees."""

Paths = Mapping[str, Sequence[Polyline]]
"""Per vehicle id a polyline per leg, in driving order, the way home last."""


@dataclass(frozen=True)
class PlanLayer:
    """A named plan, ready to be drawn.

    Parameters
    ----------
    name
        What people call the plan, e.g. ``Disponent (simuliert)``.
    visits, legs, unassigned, depots
        Frames with the columns of :mod:`maps.frames`.
    kpis
        The plan's figures; the map shows and never counts them.
    straight
        The legs are straight lines between the places, not roads; the map says so.

    Raises
    ------
    InputError
        If a frame lacks columns or holds what can't be drawn; all findings at once.
    """

    name: str
    visits: pd.DataFrame
    legs: pd.DataFrame
    unassigned: pd.DataFrame
    depots: pd.DataFrame
    kpis: Kpis
    straight: bool = False

    def __post_init__(self) -> None:
        """Check the frames once, here."""
        require(
            [
                ("visits", self.visits, VISIT_COLUMNS),
                ("legs", self.legs, LEG_COLUMNS),
                ("unassigned", self.unassigned, UNASSIGNED_COLUMNS),
                ("depots", self.depots, DEPOT_COLUMNS),
            ]
        )

    @classmethod
    def of(cls, name: str, problem: Problem, plan: Plan, paths: Paths | None = None) -> Self:
        """Make the layer of a plan.

        Parameters
        ----------
        paths
            The driven lines per vehicle id; ``None`` draws straight lines.

        Raises
        ------
        InputError
            If a tour has no path, or not one per leg.
        """
        frames = frames_of(problem, plan, paths)
        return cls(name=name, **frames, kpis=Kpis.of(plan, problem.tolerance_s), straight=paths is None)


def frames_of(problem: Problem, plan: Plan, paths: Paths | None = None) -> dict[str, pd.DataFrame]:
    """Return the frames ``visits``, ``legs``, ``unassigned`` and ``depots`` of a plan.

    Raises
    ------
    InputError
        If ``paths`` is given and a tour has no path, or not one per leg.
    """
    if paths is not None:
        _refuse_unfitting(plan, paths)
    tours = {vehicle.vehicle_id: number for number, vehicle in enumerate(problem.vehicles, start=1)}
    clock = _Clock(problem.date, problem.timezone)
    visits: list[tuple[Any, ...]] = []
    legs: list[tuple[Any, ...]] = []
    for route in plan.routes:
        tour = (tours[route.vehicle_id], route.vehicle_id)
        visits += [(*tour, *row) for row in _visit_rows(problem, route, clock)]
        legs += [
            (*tour, *row)
            for row in _leg_rows(problem, route, None if paths is None else paths[route.vehicle_id], clock)
        ]
    left_out = [
        (
            *_who(problem.stop_by_id[item.stop_id]),
            clock.windows(problem.stop_by_id[item.stop_id]),
            item.due,
            item.reasons,
        )
        for item in plan.unassigned
    ]
    depots = [(depot.depot_id, depot.location.lon, depot.location.lat) for depot in problem.depots]
    return {
        "visits": frame_of(visits, VISIT_COLUMNS),
        "legs": frame_of(legs, LEG_COLUMNS),
        "unassigned": frame_of(left_out, UNASSIGNED_COLUMNS),
        "depots": frame_of(depots, DEPOT_COLUMNS),
    }


@dataclass(frozen=True)
class _Clock:
    """Seconds of the plan day as datetimes in the depot's zone."""

    day: date
    timezone: str

    def at(self, second: Second) -> pd.Timestamp:
        """Return the local time of a second; seconds are elapsed ones, also on days of 23 or 25 hours."""
        return pd.Timestamp(datetime_at(second, self.day, self.timezone))

    def between(self, visit: Visit) -> tuple[tuple[str, pd.Timestamp, pd.Timestamp], ...]:
        """Return the breaks and reloads before a visit."""
        return tuple((item.kind, self.at(item.start_s), self.at(item.end_s)) for item in before(visit))

    def windows(self, stop: Stop) -> tuple[tuple[pd.Timestamp | None, pd.Timestamp | None], ...]:
        """Return a stop's windows; an open side is ``None``."""
        return tuple(
            (
                None if window.start_s is None else self.at(window.start_s),
                None if window.end_s is None else self.at(window.end_s),
            )
            for window in stop.windows
        )


def _refuse_unfitting(plan: Plan, paths: Paths) -> None:
    """Raise one error with every tour whose path is missing or has another number of legs."""
    findings = [
        Finding(
            code="map_paths_unfitting",
            value=route.vehicle_id,
            detail=f"{len(paths.get(route.vehicle_id, ()))} / {len(route.legs)}",
        )
        for route in plan.routes
        if len(paths.get(route.vehicle_id, ())) != len(route.legs)
    ]
    if findings:
        raise InputError(findings)


def _who(stop: Stop) -> tuple[str, str, str, float, float]:
    """Return the columns stop_id to lat; what is not known is empty."""
    return stop.stop_id, stop.name or "", stop.address or "", stop.location.lon, stop.location.lat


def _visit_rows(problem: Problem, route: Route, clock: _Clock) -> list[tuple[Any, ...]]:
    """Return the columns after tour and vehicle_id of each visit."""
    rows: list[tuple[Any, ...]] = []
    for position, visit in enumerate(route.visits, start=1):
        stop = problem.stop_by_id[visit.stop_id]
        times = (clock.at(visit.arrival_s), clock.at(visit.service_start_s), clock.at(visit.departure_s))
        late = visit.due and is_late(visit.lateness_s, problem.tolerance_s)
        rows.append(
            (
                position,
                *_who(stop),
                clock.windows(stop),
                *times,
                visit.lateness_s,
                visit.due,
                late,
                clock.between(visit),
            )
        )
    return rows


def _leg_rows(problem: Problem, route: Route, path: Sequence[Polyline] | None, clock: _Clock) -> list[tuple[Any, ...]]:
    """Return the columns after tour and vehicle_id of each leg."""
    rows: list[tuple[Any, ...]] = []
    position = 1
    for number, leg in enumerate(route.legs):
        ends = [problem.places[leg.origin], problem.places[leg.destination]]
        line = _line([] if path is None else path[number], ends)
        visit = route.visits[position - 1] if position <= len(route.visits) else None
        reloads = visit is not None and visit.reload is not None and leg is visit.reload.leg
        times = (clock.at(leg.departure_s), clock.at(leg.arrival_s))
        rows.append((position, *times, leg.distance_m, line, reloads))
        position += not reloads
    return rows


def _line(points: Polyline, ends: Sequence[Location]) -> shapely.LineString:
    """Return a line through ``points``; without any, a straight one between the places."""
    if len(points) == 0:
        return shapely.LineString([(end.lon, end.lat) for end in ends])
    return shapely.LineString(points if len(points) > 1 else [points[0], points[0]])
