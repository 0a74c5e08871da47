"""The planning page: a day's plan as list, map and timeline, and how far it is while it is made."""

from datetime import date as Date
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.accounts.access import Caller, Requires, StoreOf
from api.desk.proposals import is_proposal, replacing
from api.desk.reading import plan_for
from api.pages.first_steps import next_step
from api.pages.shell import page
from api.wording import WORDS, phrase
from data.store import Transaction, depots, jobs, order_lists, plans
from data.store.depots import Depot
from data.store.plans import PlanRecord
from maps.wording import words as map_words
from routing.errors import NotFoundError
from routing.messages import Language

router = APIRouter()

PROPOSALS: Final = 20
"""Newest plans among which one is looked for that is no mere proposal."""

Reader = Annotated[Caller, Depends(Requires("plans.read"))]

SCRIPTS: Final = (
    "words",
    "state",
    "marks",
    "rows",
    "list",
    "list_keys",
    "timeline",
    "dots",
    "map",
    "card",
    "changes",
    "moving",
    "dragging",
    "bar",
    "release",
    "job",
    "anew",
    "alternatives",
    "today",
    "proposal",
    "splits",
    "compare",
    "watch",
    "page",
)
"""Scripts of the page in the order they need each other."""

MAP_SCRIPTS: Final = (
    "base_map",
    "spread",
    "lane_line",
    "street_layer",
    "street_names",
    "plan_document",
    "tour_lines",
    "stop_marks",
)
"""Scripts that draw every plan map."""


@router.get("/plan", response_model=None)
def read_day(
    request: Request, caller: Reader, store: StoreOf, depot: str | None = None, date: str | None = None
) -> HTMLResponse | RedirectResponse:
    """Go to the newest plan of a day, or say that there is none; without a day, to the newest plan of all."""
    with store.read() as tx:
        own = own_depots(tx, caller)
        chosen = _chosen(own, depot)
        day = _day(date)
        within = caller.user.depots if depot is None else frozenset({chosen.depot_id} if chosen else ())
        found = [one for one in plans.list_(tx, within, date=day, limit=PROPOSALS) if not is_proposal(one)]
        step = next_step(tx, caller, chosen)
        zone = ZoneInfo(chosen.timezone) if chosen else None
        shown = day or datetime.now(zone).date() + timedelta(days=1)
        lists = order_lists.list_(tx, chosen.depot_id, dates=(shown,), limit=1) if chosen else ()
    if found:
        return RedirectResponse(f"/plan/{found[0].plan_id}", status_code=303)
    return page(
        request,
        "plan_empty.html",
        area="plan",
        caller=caller,
        depots=own,
        depot=chosen,
        day=shown,
        around=_around(shown),
        listed=bool(lists),
        step=step,
    )


@router.get("/plan/{plan_id}")
def read_plan(plan_id: str, request: Request, caller: Reader, store: StoreOf) -> HTMLResponse:
    """Show a plan, or how far it is."""
    with store.read() as tx:
        record = plan_for(tx, caller, plan_id)
        depot = depots.get(tx, record.depot_id)
        same_day = plans.list_(tx, frozenset({record.depot_id}), date=record.date, limit=50)
        own = own_depots(tx, caller)
        rest_job = _rest_job(tx, record)
        place = jobs.place_in_queue(tx, record.job_id) if record.job_id and record.state == "waiting" else None
    language, other = caller.language, replacing(record, same_day)
    return page(
        request,
        "plan.html",
        area="plan",
        caller=caller,
        plan=record,
        depot=depot,
        depots=own,
        around=_around(record.date),
        others=[_line(other, depot, language) for other in same_day] if len(same_day) > 1 else [],
        replacing=_replaced(other, depot),
        proposal=is_proposal(record),
        given=_given(record, depot, caller, place) | {"rest_job_id": rest_job, "replaced": other is not None},
        scripts=SCRIPTS,
        map_scripts=MAP_SCRIPTS,
    )


def own_depots(tx: Transaction, caller: Caller) -> tuple[Depot, ...]:
    """Return the depots a caller may enter."""
    return tuple(depots.list_(tx, caller.user.depots))


def _chosen(own: tuple[Depot, ...], depot_id: str | None) -> Depot | None:
    """Return the depot asked for, else the first one."""
    if depot_id is None:
        return own[0] if own else None
    for depot in own:
        if depot.depot_id == depot_id:
            return depot
    raise NotFoundError.of("unknown_depot_id", value=depot_id)


def _day(given: str | None) -> Date | None:
    """Return the day asked for; one that can't be read is no day."""
    try:
        return Date.fromisoformat(given) if given else None
    except ValueError:
        return None


def _around(day: Date) -> tuple[Date, Date]:
    return day - timedelta(days=1), day + timedelta(days=1)


def _line(record: PlanRecord, depot: Depot, language: Language) -> dict[str, Any]:
    """Return a plan of the day for the list of them."""
    at = record.changed_at.astimezone(ZoneInfo(depot.timezone))
    state = "proposal" if is_proposal(record) else record.state
    return {"plan_id": record.plan_id, "at": at, "state": phrase(f"plan_state_{state}", language)}


def _replaced(other: PlanRecord | None, depot: Depot) -> dict[str, Any] | None:
    """Return by which plan one was replaced, and when."""
    if other is None or other.released_at is None:
        return None
    return {"plan_id": other.plan_id, "at": other.released_at.astimezone(ZoneInfo(depot.timezone))}


def _rest_job(tx: Transaction, record: PlanRecord) -> str | None:
    """Return the job that looks for a proposal for the rest of a plan's day right now."""
    newest = jobs.latest(tx, "rest", record.plan_id)
    return newest.job_id if newest is not None and newest.state not in jobs.ENDED else None


def _given(record: PlanRecord, depot: Depot, caller: Caller, place: int | None) -> dict[str, Any]:
    """Return what the page's scripts start from."""
    language = caller.language
    return {
        "plan_id": record.plan_id,
        "depot_id": record.depot_id,
        "date": record.date.isoformat(),
        "timezone": depot.timezone,
        "state": record.state,
        "version": record.version,
        "may_edit": caller.may("plans.write"),
        "preferences": caller.user.preferences,
        "job_id": record.job_id,
        "place": place,
        "words": {name: phrase(name, language) for name in WORDS if name.startswith("plan_")},
        "map_words": map_words(language),
    }
