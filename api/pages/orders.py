"""The pages of orders: hand a list in, see what was understood, put rows right, plan."""

from datetime import UTC, datetime, timedelta
from datetime import date as Date
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.accounts.access import Caller, Requires, StoreOf
from api.orders.lists import check_list
from api.orders.views import SHOWN, ListView, view_of
from api.pages.shell import moment_name, page
from api.v1.imports import record_for
from api.wording import words
from data.imports.meanings import MEANINGS
from data.store import Transaction, depots, order_lists, vehicles
from data.store.depots import Depot
from routing.clock import FIRST_DAY, LAST_DAY
from routing.messages import Language

router = APIRouter()

Dispatcher = Annotated[Caller, Depends(Requires("lists"))]

MAP_SCRIPTS: Final = ("vendor/leaflet/leaflet.js", "base_map.js", "street_layer.js", "street_names.js")
"""Scripts of the map, in the order they need each other."""

_DAYS_AHEAD: Final = 7
_SUNDAY: Final = 6

_SAID_BY_SCRIPT: Final = (
    "orders_sending", "orders_sent", "orders_saved", "orders_not_saved", "orders_reload", "orders_planning",
    "orders_vehicles_with", "orders_place_unreadable", "orders_pick_title", "orders_map_label", "orders_map_none",
)  # fmt: skip


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
        offered = depots.list_(tx, caller.user.depots)
        if depot:
            caller.enter(depot)
            depots.get(tx, depot)
        if not offered:
            return page(request, "orders.html", area="orders", caller=caller, depot=None, said={})
        chosen = next((one for one in offered if one.depot_id == depot), offered[0])
        day = _day(date) or next_working_day(datetime.now(UTC), chosen.timezone)
        following = [
            day + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD + 1) if day < LAST_DAY - timedelta(ahead)
        ]
        lists = order_lists.list_(tx, chosen.depot_id, dates=following)
    return page(
        request,
        "orders.html",
        area="orders",
        caller=caller,
        depot=chosen,
        depots=offered,
        day=day,
        today=[record for record in lists if record.date == day],
        later=sorted((record for record in lists if record.date != day), key=lambda record: record.date),
        when=_when(chosen, caller.language),
        said=said(caller.language),
    )


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
    return end.upper()[:4] if dot and len(end) <= 4 else "TXT"  # noqa: PLR2004 - room on the mark


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
