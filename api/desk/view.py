"""What the planning page shows of a plan, put together from its record and its day."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from api.desk.day import DeskDay
from api.desk.figures import figures_of
from api.desk.ground import Ground
from api.desk.looks import looks_of_day
from api.desk.proposals import told
from api.desk.shapes import (
    Between,
    IdleVehicle,
    Limits,
    OpenStop,
    PlanLine,
    PlanView,
    Said,
    TourView,
    VisitView,
    Window,
    Words,
)
from data.store.depots import Depot
from data.store.plans import PlanRecord
from routing.clock import datetime_at
from routing.delays import is_late
from routing.interruptions import Interruption, after, before, way_m, way_s
from routing.labour import break_rule_findings
from routing.model import Second, Stop
from routing.plan import Reason, Route, Visit
from routing.punctuality import TourForecast

UNDER_WAY: Final = frozenset({"waiting", "running"})


def line_of(record: PlanRecord) -> PlanLine:
    """Return a plan as a line of a list."""
    shared = {name: getattr(record, name) for name in PlanLine.model_fields if name != "saved_at"}
    return PlanLine(**shared, saved_at=record.changed_at)


def view_of(record: PlanRecord, depot: Depot, day: DeskDay | None, steps: Mapping[int, Mapping[str, Any]]) -> PlanView:
    """Return the view of a plan.

    Parameters
    ----------
    day
        ``None`` while there is none.
    steps
        What each kept step did, by number.
    """
    limits = limits_of(depot, day)
    editable = record.state == "draft"
    head: dict[str, Any] = {
        "plan_id": record.plan_id,
        "depot_id": record.depot_id,
        "depot_name": depot.name,
        "date": record.date,
        "timezone": depot.timezone,
        "state": record.state,
        "version": record.version,
        "job_id": record.job_id if record.job_state in UNDER_WAY or record.state in {"waiting", "failed"} else None,
        "simulated": depot.settings.simulated,
        "list_id": record.list_id,
        "limits": limits,
        "saved_at": record.changed_at,
        "changed_by": record.changed_by,
        "released_at": record.released_at,
        "released_by": record.released_by,
        "traffic": record.sources.get("traffic", ""),
        "roads_name": record.sources.get("roads_name", ""),
        "roads_date": record.sources.get("roads_date", ""),
        "error": record.error if record.state == "failed" else None,
        "rest": told(record),
        "undo": _step(steps, record.cursor) if editable and record.cursor - 1 in steps else None,
        "redo": _step(steps, record.cursor + 1) if editable else None,
    }
    if day is None:
        return PlanView(**head)
    return PlanView(**(head | _planned(day, limits)))


def limits_of(depot: Depot, day: DeskDay | None) -> Limits:
    """Return from where on a stop of a day is shown as late or tight."""
    tolerance_s = 0 if day is None else day.ground.problem.tolerance_s
    return Limits(late=depot.settings.late_share, tight=depot.settings.tight_share, tolerance_s=tolerance_s)


def moment(ground: Ground, second: Second) -> datetime:
    """Return a second of the plan day with the fixed offset it has there."""
    local = datetime_at(second, ground.problem.date, ground.problem.timezone)
    return local.astimezone(timezone(local.utcoffset() or timedelta()))


def counts_late(visit: Visit, limits: Limits) -> bool:
    """Tell whether a visit is shown as late: by its probability, or without one by the plan."""
    if visit.p_late is None:
        return visit.due and is_late(visit.lateness_s, limits.tolerance_s)
    return visit.p_late >= limits.late


def counts_tight(visit: Visit, limits: Limits) -> bool:
    """Tell whether a visit is shown as tight."""
    return visit.p_late is not None and limits.tight <= visit.p_late < limits.late


def windows_of(ground: Ground, stop: Stop) -> tuple[Window, ...]:
    """Return a stop's windows as moments."""
    return tuple(
        Window(
            start=None if window.start_s is None else moment(ground, window.start_s),
            end=None if window.end_s is None else moment(ground, window.end_s),
        )
        for window in stop.windows
    )


def _step(steps: Mapping[int, Mapping[str, Any]], number: int) -> Words | None:
    """Return what a step did, in words."""
    if number not in steps:
        return None
    what = steps[number]
    reason = Reason(code=what["code"], value=what.get("value", ""), detail=what.get("detail", ""))
    return Words(de=reason.text("de"), en=reason.text("en"))


def _planned(day: DeskDay, limits: Limits) -> dict[str, Any]:
    """Return what a planned day adds."""
    ground = day.ground
    idle = tuple(
        IdleVehicle(
            tour=ground.tours[vehicle.vehicle_id],
            vehicle_id=vehicle.vehicle_id,
            shift_start=moment(ground, vehicle.shift.start_s),
            shift_end=moment(ground, vehicle.shift.end_s),
        )
        for vehicle in ground.problem.vehicles
        if vehicle.vehicle_id not in day.routes
    )
    return {
        "kpis": figures_of(day),
        "tours": tuple(_tour(day, route, limits) for route in day.plan.routes),
        "idle_vehicles": idle,
        "unassigned": tuple(_open(ground, stop_id, reasons) for stop_id, reasons in day.reasons.items()),
        "violations": tuple(
            Said(code=broken.code, de=broken.text("de"), en=broken.text("en")) for broken in day.violations
        ),
        "warnings": tuple(Said.noted(finding) for finding in break_rule_findings(ground.problem)),
        "looks": looks_of_day(day),
    }


def _tour(day: DeskDay, route: Route, limits: Limits) -> TourView:
    ground = day.ground
    vehicle = ground.problem.vehicle_by_id[route.vehicle_id]
    forecast = day.forecast.tours[route.vehicle_id] if day.forecast is not None else None
    return TourView(
        tour=ground.tours[route.vehicle_id],
        vehicle_id=route.vehicle_id,
        profile=vehicle.profile,
        locked=route.vehicle_id in day.locks.tours,
        departure=moment(ground, route.departure_s),
        end=moment(ground, route.end_s),
        shift_start=moment(ground, vehicle.shift.start_s),
        shift_end=moment(ground, vehicle.shift.end_s),
        distance_m=route.distance_m,
        duration_s=route.duration_s,
        late=sum(counts_late(visit, limits) for visit in route.visits),
        tight=sum(counts_tight(visit, limits) for visit in route.visits),
        expected_late=None if forecast is None else forecast.expected_late,
        load=route.load,
        capacity=vehicle.capacity,
        trips=1 + sum(visit.reload is not None for visit in route.visits),
        break_s=sum(leg.pause_s for leg in route.legs),
        after=_between(ground, after(route)),
        visits=tuple(_visit(day, visit, place, forecast) for place, visit in enumerate(route.visits, start=1)),
    )


def _visit(day: DeskDay, visit: Visit, position: int, forecast: TourForecast | None) -> VisitView:
    ground = day.ground
    stop = ground.problem.stop_by_id[visit.stop_id]
    ahead = None if forecast is None else forecast.stops[visit.stop_id]
    return VisitView(
        order_id=visit.stop_id,
        position=position,
        name=stop.name or "",
        address=stop.address or "",
        lon=stop.location.lon,
        lat=stop.location.lat,
        windows=windows_of(ground, stop),
        hard_window=stop.hard_window,
        arrival=moment(ground, visit.arrival_s),
        service_start=moment(ground, visit.service_start_s),
        departure=moment(ground, visit.departure_s),
        lateness_s=visit.lateness_s,
        due=visit.due,
        p_late=visit.p_late,
        arrival_low=None if ahead is None else moment(ground, ahead.low_s),
        arrival_high=None if ahead is None else moment(ground, ahead.high_s),
        slack_s=None if stop.due_s is None else stop.due_s - visit.service_start_s,
        wait_s=visit.wait_s,
        locked=visit.stop_id in day.locks.stops,
        done=visit.stop_id in ground.done,
        distance_m=way_m(visit),
        travel_s=way_s(visit),
        demand=stop.demand,
        skills=tuple(sorted(stop.skills)),
        kind=stop.kind,
        shipment_id=stop.shipment_id,
        optional=stop.optional,
        before=_between(ground, before(visit)),
        reasons=tuple(Said.of(reason) for reason in visit.reasons),
    )


def _between(ground: Ground, items: tuple[Interruption, ...]) -> tuple[Between, ...]:
    return tuple(
        Between(
            kind=item.kind,
            start=moment(ground, item.start_s),
            end=moment(ground, item.end_s),
            minutes=item.minutes,
        )
        for item in items
    )


def _open(ground: Ground, stop_id: str, reasons: tuple[Reason, ...]) -> OpenStop:
    stop = ground.problem.stop_by_id[stop_id]
    return OpenStop(
        order_id=stop_id,
        name=stop.name or "",
        address=stop.address or "",
        lon=stop.location.lon,
        lat=stop.location.lat,
        windows=windows_of(ground, stop),
        due=stop.due_if_left_out,
        reasons=tuple(Said.of(reason) for reason in reasons),
    )
