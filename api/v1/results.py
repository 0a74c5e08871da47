"""Results: how punctual a depot is, why not, and what better planning would change; groups only, never people."""

from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import date as Date
from itertools import islice
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api.accounts.access import Caller, Requires, StoreOf
from api.results.asking import DepotId, OfFigures, ToleranceMin, Weeks, found
from api.results.figures import Grade, Results, groups_in, hours_in, results
from api.web.problems import PROBLEMS
from api.web.versions import etag, expected
from benchmarks.over_time.groups import Crossing, Dimension, GroupFigures
from data.store import audit, depots
from routing.clock import datetime_at
from routing.errors import NotFoundError
from routing.model import Frozen

router = APIRouter(tags=["results"], prefix="/results", responses=PROBLEMS)

MOST_VISITS = 500

_COLUMNS: Final = ("order_id", "customer_id", "customer_type", "area", "status")


class GroupTable(Frozen):
    """The groups of one dimension over all weeks; suppressed ones are named and carry no figure."""

    dimension: Dimension
    tolerance_min: int
    smallest_group: int
    grade: Grade
    simulated: bool
    groups: tuple[GroupFigures, ...]


class HourTable(Frozen):
    """Late stops by weekday and hour of the window's end, over all weeks; ``None`` without a diagnosis."""

    tolerance_min: int
    smallest_group: int
    grade: Grade
    simulated: bool
    table: Crossing | None


class Price(Frozen):
    """What a late stop costs the firm, as it says itself; ``None`` for not told."""

    cost_per_late_stop_eur: Annotated[float, Field(ge=0, le=1_000_000)] | None


class Visit(Frozen):
    """A past visit with its actual times; ``tour_id`` only where the firm has enabled it."""

    date: Date
    order_id: str
    customer_id: str | None
    customer_type: str | None
    area: str
    status: str
    due_at: datetime
    planned_start: datetime | None
    actual_start: datetime | None
    lateness_min: float | None
    late: bool
    tour_id: str | None = None


class VisitPage(Frozen):
    """Visits in the order of the history."""

    items: tuple[Visit, ...]
    next: str | None
    simulated: bool


@router.get("")
def read(
    caller: OfFigures, store: StoreOf, depot: DepotId, tolerance: ToleranceMin = 0, weeks: Weeks = None
) -> Results:
    """Return delay rate, minutes, kilometres, cost, causes and what the newest replay claims."""
    return results(found(store, caller, depot), tolerance, weeks)


@router.get("/groups")
def read_groups(
    caller: OfFigures, store: StoreOf, depot: DepotId, by: Dimension, tolerance: ToleranceMin = 0
) -> GroupTable:
    """Return the delay rate of groups of enough tours, over all weeks."""
    evidence = found(store, caller, depot)
    return GroupTable(
        dimension=by,
        tolerance_min=tolerance,
        smallest_group=evidence.smallest,
        grade="simulated" if evidence.simulated else "measured",
        simulated=evidence.simulated,
        groups=groups_in(evidence, by, tolerance),
    )


@router.get("/hours")
def read_hours(caller: OfFigures, store: StoreOf, depot: DepotId, tolerance: ToleranceMin = 0) -> HourTable:
    """Return the delay rate by weekday and hour of the window's end, over all weeks."""
    evidence = found(store, caller, depot)
    return HourTable(
        tolerance_min=tolerance,
        smallest_group=evidence.smallest,
        grade="simulated" if evidence.simulated else "measured",
        simulated=evidence.simulated,
        table=hours_in(evidence, tolerance),
    )


@router.get("/price")
def read_price(caller: OfFigures, store: StoreOf, response: Response, depot: DepotId) -> Price:
    """Return what the firm says a late stop costs."""
    caller.enter(depot)
    with store.read() as tx:
        kept = depots.get(tx, depot)
    etag(response, kept.version)
    return Price(cost_per_late_stop_eur=kept.settings.cost_per_late_stop_eur)


@router.put("/price")
def write_price(
    caller: Annotated[Caller, Depends(Requires("prices"))],
    store: StoreOf,
    request: Request,
    response: Response,
    depot: DepotId,
    price: Price,
) -> Price:
    """Set what a late stop costs the firm."""
    caller.enter(depot)
    version = expected(request)
    with store.write() as tx:
        settings = depots.get(tx, depot).settings
        changed = depots.change(tx, depot, version, settings=settings.model_copy(update=price.model_dump()))
        audit.note(
            tx,
            caller.user,
            "price.change",
            depot,
            depot_id=depot,
            now=datetime.now(UTC),
            before=settings.cost_per_late_stop_eur,
            after=price.cost_per_late_stop_eur,
        )
    etag(response, changed.version)
    return price


@router.get("/visits")
def read_visits(
    caller: Annotated[Caller, Depends(Requires("visits"))],
    store: StoreOf,
    depot: DepotId,
    limit: Annotated[int, Query(ge=1, le=MOST_VISITS)] = 100,
    after: Annotated[int, Query(ge=0, description="Where the last answer ended.")] = 0,
) -> VisitPage:
    """Return single visits with their actual times; every reading is noted."""
    evidence = found(store, caller, depot)
    ledger = evidence.ledger
    if ledger is None:
        raise NotFoundError.of("no_visits", value=evidence.depot.name)
    with_tours = evidence.depot.settings.visits_with_tours
    # Sorted by time and id: the order of a history's rows is that of its tours.
    rows = ledger.sort_values(["date", "window_end_s", "order_id"], kind="stable")
    items = tuple(islice(_visits(rows.iloc[after:], evidence.depot, with_tours=with_tours), limit))
    with store.write() as tx:
        audit.note(
            tx,
            caller.user,
            "visits.read",
            depot,
            depot_id=depot,
            now=datetime.now(UTC),
            visits=len(items),
            with_tours=with_tours,
        )
    end = after + len(items)
    return VisitPage(items=items, next=str(end) if end < len(ledger) else None, simulated=evidence.simulated)


def _visits(rows: pd.DataFrame, depot: depots.Depot, *, with_tours: bool) -> Iterator[Visit]:
    zone = ZoneInfo(depot.timezone).key
    for row in rows.to_dict("records"):
        day = pd.Timestamp(row["date"]).date()

        def moment(name: str, row: dict[Any, Any] = row, day: Date = day) -> datetime | None:
            seconds = row[name]
            return None if pd.isna(seconds) else datetime_at(int(seconds), day, zone)

        due = moment("window_end_s")
        if due is None:
            continue
        lateness = row["lateness_s"]
        yield Visit(
            date=day,
            **{name: None if pd.isna(row[name]) else str(row[name]) for name in _COLUMNS},
            due_at=due,
            planned_start=moment("planned_start_s"),
            actual_start=moment("actual_start_s"),
            lateness_min=None if pd.isna(lateness) else round(int(lateness) / 60, 1),
            late=bool(row["late"]),
            tour_id=str(row["tour_id"]) if with_tours and not pd.isna(row["tour_id"]) else None,
        )
