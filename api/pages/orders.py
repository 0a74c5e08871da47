"""The pages of orders: hand a list in, see what was understood, put rows right, plan."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from typing import Annotated, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.accounts.access import Caller, Requires, StoreOf
from api.orders.lists import check_list
from api.orders.reading import record_for
from api.orders.views import SHOWN, Counts, ListView, counts_of, settled, view_of
from api.pages.first_steps import depots_to_choose, next_step
from api.pages.shell import moment_name, page
from api.wording import words
from data.imports.meanings import MEANINGS
from data.store import Transaction, order_lists, plans, vehicles
from data.store.depots import Depot
from data.store.order_lists import OrderListRecord
from data.store.plans import PlanRecord
from routing.clock import FIRST_DAY, LAST_DAY
from routing.messages import Language

router = APIRouter()

Dispatcher = Annotated[Caller, Depends(Requires("lists"))]

MAP_SCRIPTS: Final = ("vendor/leaflet/leaflet.js", "base_map.js", "street_layer.js", "street_names.js")
"""Scripts of the map, in the order they need each other."""

MARK_LETTERS: Final = 4
"""Longest ending that the mark beside a file's name has room for."""

_DAYS_AHEAD: Final = 7
_JUDGED: Final = 8
"""Lists whose rows are counted on the page of a day; as many as are remembered."""

_SUNDAY: Final = 6

_SAID_BY_SCRIPT: Final = (
    "orders_sending", "orders_sent", "orders_saved", "orders_not_saved", "orders_reload", "orders_planning",
    "orders_vehicles_with", "orders_place_unreadable", "orders_pick_title", "orders_map_label", "orders_map_none",
)  # fmt: skip


class ListOfDay(NamedTuple):
    """A list with what became of it; no counts if there are too many lists to judge them all.

    Parameters
    ----------
    settled
        Whether it can be planned without a look at it.
    plan, plans
        The newest plan that was made of it, and how many there are.
    """

    record: OrderListRecord
    counts: Counts | None
    settled: bool
    plan: PlanRecord | None
    plans: int


def next_working_day(now: datetime, timezone: str) -> Date:
    """Return the next day from Monday to Saturday, as the depot's clock has it."""
    day = now.astimezone(ZoneInfo(timezone)).date() + timedelta(days=1)
    return day + timedelta(days=1) if day.weekday() == _SUNDAY else day


@router.get("/orders")
def show_day(
    request: Request,
    caller: Dispatcher,
    store: StoreOf,
    depot: Annotated[str, Query(max_length=64)] = "",
    date: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show a depot's lists of a day and where to drop another; the next working day unless one is named."""
    with store.read() as tx:
        offered, chosen = depots_to_choose(tx, caller, depot)
        step = next_step(tx, caller, chosen)
        if chosen is None or (step.lack == "roads" and step.href is not None):
            return page(request, "orders.html", area="orders", caller=caller, depot=None, step=step, said={})
        day = _day(date) or next_working_day(datetime.now(UTC), chosen.timezone)
        following = [
            day + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD + 1) if day < LAST_DAY - timedelta(ahead)
        ]
        lists = _lists(tx, chosen, day, following)
        fleet = [one.vehicle_id for one in vehicles.rows(tx, chosen.depot_id)]
    return page(
        request,
        "orders.html",
        area="orders",
        caller=caller,
        step=step,
        depot=chosen,
        depots=offered,
        day=day,
        today=[one for one in lists if one.record.date == day],
        later=[one for one in lists if one.record.date != day],
        fleet=fleet,
        when=_when(chosen, caller.language),
        said=said(caller.language),
    )


def _lists(tx: Transaction, depot: Depot, day: Date, days: Sequence[Date]) -> list[ListOfDay]:
    """Return the lists of some days with what became of them: those of the day first, then the nearest."""
    found = order_lists.list_(tx, depot.depot_id, dates=days)
    records = sorted(found, key=lambda record: abs(record.date - day))
    made = _plans(tx, depot, {record.date for record in records})
    listed = []
    for number, record in enumerate(records):
        checked = check_list(tx, record) if number < _JUDGED else None
        of_it = made.get(record.list_id, [])
        listed.append(
            ListOfDay(
                record=record,
                counts=None if checked is None else counts_of(checked),
                settled=checked is not None and settled(checked),
                plan=of_it[0] if of_it else None,
                plans=len(of_it),
            )
        )
    return listed


def _plans(tx: Transaction, depot: Depot, days: Collection[Date]) -> dict[str | None, list[PlanRecord]]:
    """Return the plans of some days by the list they were made of, the newest first; failed ones are none."""
    made: dict[str | None, list[PlanRecord]] = {}
    for day in days:
        for plan in plans.list_(tx, {depot.depot_id}, date=day):
            if plan.state != "failed":
                made.setdefault(plan.list_id, []).append(plan)
    return made


@router.get("/orders/{list_id}")
def show_list(list_id: str, request: Request, caller: Dispatcher, store: StoreOf) -> HTMLResponse:
    """Show what was understood of a list, the rows that need somebody, and the way to the plan."""
    with store.read() as tx:
        return page(request, "orders_check.html", area="orders", caller=caller, **_checked(tx, caller, list_id))


def _checked(tx: Transaction, caller: Caller, list_id: str) -> dict[str, Any]:
    """Return what the page of a list shows."""
    checked = check_list(tx, record_for(tx, caller, list_id))
    view = view_of(tx, checked)
    return {
        "view": view,
        "depot": checked.depot,
        "fleet": vehicles.rows(tx, view.depot_id),
        "meanings": MEANINGS,
        "map_scripts": MAP_SCRIPTS,
        "shown_rows": SHOWN,
        "extension": _extension(view.name),
        "unused": [column.header for column in view.columns if column.decided and column.meaning is None],
        "facts": _facts(view),
        "said": said(caller.language),
    }


def said(language: Language) -> dict[str, str]:
    """Return the phrases that the scripts say."""
    return {name.removeprefix("orders_"): words(language)[name] for name in _SAID_BY_SCRIPT}


def _facts(view: ListView) -> dict[str, Any]:
    """Return what the scripts need to know of a list."""
    return {
        "list_id": view.list_id,
        "depot_id": view.depot_id,
        "version": view.version,
        "left_out": [row.row for row in view.left_out],
    }


def _extension(name: str) -> str:
    """Return what kind of file it is in a few capitals."""
    _, dot, end = name.rpartition(".")
    return end.upper() if dot and len(end) <= MARK_LETTERS else "TXT"


def _day(text: str) -> Date | None:
    try:
        day = Date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _when(depot: Depot, language: Language) -> Any:
    """Return what writes a moment as the depot's clock shows it."""
    zone = ZoneInfo(depot.timezone)
    return lambda moment: moment_name(moment.astimezone(zone), language)
