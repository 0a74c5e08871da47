"""Two plans to choose beside a draft: a page that reads by itself, and the same cards within the planning page."""

from datetime import date as Date
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.accounts.access import Caller, Requires
from api.desk.alternatives import Alternatives, Card, search_of, shown
from api.desk.desk import Desk, desk_of
from api.desk.punctuality_chart import HEIGHT_PX, LETTERS, price_chart
from api.desk.reading import plan_for
from api.pages.shell import day_name, page
from api.wording import phrase
from data.store import depots
from routing.messages import Language, wording
from routing.numbers import decimal

router = APIRouter()

GOING: Final = frozenset({"waiting", "running"})


@router.get("/plan/{plan_id}/alternatives")
def read_alternatives(
    plan_id: str,
    request: Request,
    caller: Annotated[Caller, Depends(Requires("plans.read"))],
    desk: Annotated[Desk, Depends(desk_of)],
) -> HTMLResponse:
    """Show a plan beside its alternatives, or what to do to get some."""
    with desk.store.read() as tx:
        record = plan_for(tx, caller, plan_id)
        depot = depots.get(tx, record.depot_id)
        job = search_of(tx, record)
    day = desk.day(record)
    search = shown(job, day)
    found, language = search.shown, caller.language
    learned = day.ground.learned is not None
    return page(
        request,
        "alternatives.html",
        area="plan",
        caller=caller,
        plan=record,
        search=search,
        going=search.state in GOING,
        found=found,
        zone=ZoneInfo(depot.timezone),
        why_not=None if learned else wording("choice_needs_learning", language).format(value=day.ground.traffic.name),
        chart=None if found is None else price_chart(found),
        chart_text="" if found is None else chart_text(found, language),
        habit="" if found is None else habit_text(found, language),
        letters=LETTERS,
        height=HEIGHT_PX,
        may_choose=caller.may("plans.write") and record.state == "draft",
    )


def habit_text(found: Alternatives, language: Language) -> str:
    """Say what is held to be usual."""
    if found.source is None:
        return f"{phrase('alts_no_habit', language)} {phrase('alts_no_habit_how', language)}"
    value = day_name(Date.fromisoformat(found.value), language) if found.source == "plan" else found.value
    return phrase(f"alts_habit_{found.source}", language, value=value)


def chart_text(found: Alternatives, language: Language) -> str:
    """Say what the chart shows."""

    def said(letter: str, card: Card) -> str:
        return phrase(
            "alts_chart_point",
            language,
            letter=letter,
            called=phrase(f"alts_{card.name}", language),
            km=decimal(card.distance_m / 1000, 1, language),
            late=decimal(card.expected_late, 1, language),
        )

    points = [said(letter, card) for letter, card in zip(LETTERS, found.cards, strict=False)]
    return f"{phrase('alts_chart', language)}: {'; '.join(points)}."
