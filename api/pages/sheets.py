"""Driver sheets: a page of paper a tour, with its map and room for the real times."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.accounts.access import Caller, Requires
from api.desk.day import DeskDay
from api.desk.desk import Desk, desk_of
from api.desk.map_strip import Streets, Strip, strip_of
from api.desk.reading import plan_for
from api.desk.shapes import Limits
from api.desk.view import counts_late, counts_tight, limits_of, moment
from api.pages.shell import page
from api.wording import phrase
from data.store import depots
from data.store.plans import PlanRecord
from routing.errors import NotFoundError
from routing.interruptions import Interruption, after, before
from routing.messages import Language
from routing.model import Problem, Stop
from routing.numbers import decimal
from routing.plan import Route

router = APIRouter()


@dataclass(frozen=True)
class SheetRow:
    """A stop on paper; ``tight`` windows are underlined."""

    number: int
    arrival: str
    windows: tuple[str, ...]
    tight: bool
    hard: bool
    name: str
    address: str
    order_id: str
    goods: str
    needs: str
    before: tuple[str, ...]
    pickup: bool


@dataclass(frozen=True)
class Sheet:
    """A tour on paper."""

    tour: int
    vehicle_id: str
    departure: str
    end: str
    distance_m: int
    goods: str
    depot: str
    needs: str
    open_end: bool
    strip: Strip
    loaded: int
    rows: tuple[SheetRow, ...]
    after: tuple[str, ...]


@router.get("/plan/{plan_id}/sheets")
def read_sheets(
    plan_id: str,
    request: Request,
    caller: Annotated[Caller, Depends(Requires("plans.read"))],
    desk: Annotated[Desk, Depends(desk_of)],
    tour: Annotated[int | None, Query(ge=1)] = None,
) -> HTMLResponse:
    """Show the sheets of all tours, or of one, as they are printed."""
    with desk.store.read() as tx:
        record = plan_for(tx, caller, plan_id)
        depot = depots.get(tx, record.depot_id)
    day = desk.day(record)
    numbers = [day.ground.tours[route.vehicle_id] for route in day.plan.routes]
    if tour is not None and tour not in numbers:
        raise NotFoundError.of("unknown_tour", value=str(tour))
    limits = limits_of(depot, day)
    streets, ways = Streets(desk.plan_streets(record)), desk.ways(record)
    sheets = [
        _sheet(day, route, limits, strip_of(day, route, ways, streets), caller.language)
        for number, route in zip(numbers, day.plan.routes, strict=True)
        if tour in {None, number}
    ]
    return page(
        request,
        "sheets.html",
        area="plan",
        caller=caller,
        sheets=sheets,
        tour=tour,
        tours=numbers,
        date=record.date,
        plan_id=plan_id,
        number=plan_number(record),
        saved=moment_of(day, record),
        draft=record.state == "draft",
        simulated=depot.settings.simulated,
        depot_name=depot.name,
    )


def plan_number(record: PlanRecord) -> str:
    """Return what people call a plan on paper: short enough to be read out."""
    return f"{record.plan_id[:4]}·{record.plan_id[4:6]}"


def moment_of(day: DeskDay, record: PlanRecord) -> datetime:
    """Return when the plan was saved, by the depot's clock."""
    return record.changed_at.astimezone(moment(day.ground, 0).tzinfo)


def _sheet(day: DeskDay, route: Route, limits: Limits, strip: Strip, language: Language) -> Sheet:
    """Return a tour on paper."""
    problem = day.ground.expected
    vehicle = problem.vehicle_by_id[route.vehicle_id]
    needs = {skill for visit in route.visits for skill in problem.stop_by_id[visit.stop_id].skills}
    return Sheet(
        tour=day.ground.tours[route.vehicle_id],
        vehicle_id=route.vehicle_id,
        departure=problem.clock(route.departure_s)[:5],
        end=problem.clock(route.end_s)[:5],
        distance_m=route.distance_m,
        goods=_goods(route.load, language),
        depot=vehicle.start_depot,
        needs=", ".join(sorted(needs)),
        open_end=route.last_leg is None,
        strip=strip,
        loaded=_trip_end(route, 0),
        rows=tuple(_row(day, route, place, limits, language) for place in range(1, len(route.visits) + 1)),
        after=tuple(_between(problem, item, language) for item in after(route)),
    )


def _trip_end(route: Route, first: int) -> int:
    """Return the number of the last stop of the trip that a visit begins, counted from 1."""
    later = range(first + 1, len(route.visits))
    return next((place for place in later if route.visits[place].reload is not None), len(route.visits))


def _between(problem: Problem, item: Interruption, language: Language) -> str:
    """Return a break or a reload with its times."""
    return f"{problem.clock(item.start_s)[:5]}–{problem.clock(item.end_s)[:5]} {item.text(language)}"


def _row(day: DeskDay, route: Route, place: int, limits: Limits, language: Language) -> SheetRow:
    """Return a stop on paper."""
    problem, visit = day.ground.expected, route.visits[place - 1]
    stop = problem.stop_by_id[visit.stop_id]
    late = counts_late(visit, limits)
    return SheetRow(
        number=place,
        arrival=problem.clock(visit.arrival_s)[:5],
        windows=_windows(day, stop),
        tight=late or counts_tight(visit, limits),
        hard=stop.hard_window,
        name=stop.name or stop.stop_id,
        address=stop.address or "",
        order_id=stop.stop_id,
        goods=_goods(stop.demand, language),
        needs=", ".join(sorted(stop.skills)),
        before=tuple(_said(problem, route, place, item, language) for item in before(visit)),
        pickup=stop.kind == "pickup",
    )


def _said(problem: Problem, route: Route, place: int, item: Interruption, language: Language) -> str:
    """Return what comes before a stop; a reload names the stops that it is for."""
    told = _between(problem, item, language)
    if item.kind == "pause":
        return told
    return told + phrase("sheet_reload_for", language).format(first=place, last=_trip_end(route, place - 1))


def _windows(day: DeskDay, stop: Stop) -> tuple[str, ...]:
    """Return a stop's windows as clock times; an open side stays empty."""
    clock = day.ground.expected.clock
    return tuple(
        f"{'' if window.start_s is None else clock(window.start_s)[:5]}–"
        f"{'' if window.end_s is None else clock(window.end_s)[:5]}"
        for window in stop.windows
    )


def _goods(amounts: dict[str, int], language: Language) -> str:
    """Return loads for people; pieces have a word of their own, other units are those of the lists."""
    pieces = phrase("sheet_pieces", language)
    named = [(pieces if name == "units" else name, amount) for name, amount in amounts.items() if amount]
    return " · ".join(f"{decimal(amount, 0, language)} {name}" for name, amount in named)
