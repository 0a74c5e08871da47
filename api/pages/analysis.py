"""The page of analysis: histories, diagnoses, replays side by side, habits."""

from datetime import date as Date
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.accounts.access import Caller, Requires, StoreOf
from api.analysis.charts import (
    LEARNING_S,
    calendar_of,
    days_of,
    gates_of,
    rates_text,
    seconds_text,
    stop_seconds,
)
from api.analysis.views import (
    Comparison,
    HistoryView,
    RunLine,
    RunView,
    comparison,
    history_view,
    run_for,
    run_line,
    run_view,
)
from api.jobs.views import JobError
from api.pages.shell import day_name, page
from api.wording import phrase
from api.wording.analysis import SCRIPT
from benchmarks.diagnose.diagnosis import Diagnosis
from benchmarks.diagnose.page import share_bars, waterfall_bars
from benchmarks.diagnose.wording import price_text, reason_text, share, suppressed_text, word
from benchmarks.replay.page import judge_lines
from benchmarks.replay.wording import bounds_text, change_text, claims, gated, reason_of, verdict
from data.store import Transaction, depots, files, histories, runs
from data.store.depots import Depot
from data.store.runs import Kind
from routing.errors import Finding
from routing.messages import Language

router = APIRouter()

Analyst = Annotated[Caller, Depends(Requires("runs"))]
Tab = Literal["history", "diagnosis", "replays", "compare", "habits"]

WEEKS = 4
"""Weeks that a new replay takes unless told otherwise, and that its planner learns from at least."""

_GOING = ("waiting", "running")


@router.get("/analysis", response_model=None)
def begin(caller: Analyst, store: StoreOf, depot: str = "") -> Response:
    """Go to the replays, or to the histories while there is none."""
    with store.read() as tx:
        chosen, _ = _depots(tx, caller, depot)
        some = chosen is not None and bool(runs.list_(tx, {chosen.depot_id}, kind="replay", limit=1))
    query = f"?{urlencode({'depot': depot})}" if depot else ""
    return RedirectResponse(f"/analysis/{'replays' if some else 'history'}{query}", status_code=303)


@router.get("/analysis/{tab}", response_model=None)
def show(
    tab: Tab,
    request: Request,
    caller: Analyst,
    store: StoreOf,
    depot: str = "",
    run: Annotated[list[str] | None, Query()] = None,
    history: str = "",
) -> Response:
    """Show one part of the analysis of a depot; ``run`` names what is looked at, two of them what is compared."""
    asked = run or []
    with store.read() as tx:
        chosen, own = _depots(tx, caller, depot)
        context: dict[str, Any] = {"tab": tab, "depots": own, "depot": chosen, "tabs": ()}
        if chosen is not None:
            context |= (
                _writers(caller.language, chosen.timezone)
                | _shared(tx, chosen)
                | _PARTS[tab](tx, caller, chosen, asked, history)
            )
    return page(request, "analysis.html", area="analysis", caller=caller, said=_said(caller.language), **context)


def _depots(tx: Transaction, caller: Caller, depot_id: str) -> tuple[Depot | None, tuple[Depot, ...]]:
    """Return the depot asked for, the first one unless told, and all that the caller may enter."""
    if depot_id:
        caller.enter(depot_id)
    own = depots.list_(tx, caller.user.depots)
    wanted = depots.get(tx, depot_id) if depot_id else next(iter(own), None)
    return wanted, own


def _shared(tx: Transaction, depot: Depot) -> dict[str, Any]:
    """Return what every part shows: its tabs, and the histories that a run can be made of."""
    kept = tuple(history_view(tx, history) for history in histories.list_(tx, {depot.depot_id}))
    latest = runs.latest(tx, depot.depot_id, "diagnosis")
    priced = latest is not None and bool((latest.document or {}).get("habits"))
    tabs = ["history", "diagnosis", "replays", "compare", *(["habits"] if priced else [])]
    return {"histories": kept, "tabs": tabs}


def _history(tx: Transaction, _caller: Caller, depot: Depot, _asked: list[str], history_id: str) -> dict[str, Any]:
    kept = [history_view(tx, history) for history in histories.list_(tx, {depot.depot_id})]
    shown = next((item for item in kept if item.history_id == history_id), kept[0] if kept else None)
    return {"shown": shown, "new": _new(tx, depot)}


def _diagnosis(tx: Transaction, caller: Caller, depot: Depot, asked: list[str], _history: str) -> dict[str, Any]:
    lines, shown = _runs(tx, caller, depot, "diagnosis", asked)
    context: dict[str, Any] = {"runs": lines, "shown": shown, "going": _is_going(shown), "in_use": _in_use(tx, depot)}
    context["mine"] = _is_mine(tx, shown, caller)
    if shown is not None and shown.document is not None:
        context |= _causes(Diagnosis.model_validate(shown.document), caller.language)
    return context


def _replays(tx: Transaction, caller: Caller, depot: Depot, asked: list[str], _history: str) -> dict[str, Any]:
    lines, shown = _runs(tx, caller, depot, "replay", asked)
    context: dict[str, Any] = {"runs": lines, "shown": shown, "going": _is_going(shown), "new": _new(tx, depot)}
    context["mine"] = _is_mine(tx, shown, caller)
    language = caller.language
    # Beside a run that is not finished stands the last one that is.
    judged = shown if shown is not None and shown.document is not None else None
    if judged is None:
        last = runs.latest(tx, depot.depot_id, "replay")
        judged = None if last is None else run_view(tx, last)
    context["judged"] = judged
    if shown is not None:
        context |= _days(shown, language)
    if judged is not None and judged.document is not None:
        context |= _judged(judged.document, language)
    return context


def _compare(tx: Transaction, caller: Caller, depot: Depot, asked: list[str], _history: str) -> dict[str, Any]:
    lines = [run_line(tx, run) for run in runs.list_(tx, {depot.depot_id}, kind="replay") if run.document is not None]
    done = [run for run in (run_for(tx, caller, run_id, "replay") for run_id in asked[:2]) if run.document is not None]
    pair: Comparison | None = None
    match sorted(done, key=lambda run: run.number):
        case [earlier, later]:
            pair = comparison(tx, earlier, later)
    return {"runs": lines, "pair": pair, "chosen": set(asked)} | _writing(caller.language)


def _habits(tx: Transaction, caller: Caller, depot: Depot, _asked: list[str], _history: str) -> dict[str, Any]:
    latest = runs.latest(tx, depot.depot_id, "diagnosis")
    document = (latest.document if latest is not None else None) or {}
    language = caller.language
    rows = [
        {
            "name": word(habit["kind"], language),
            "kept": share(habit["statistic"], language),
            "free": share(habit["free_statistic"], language),
            "counted": habit["counted"],
            "late": price_text(habit["late_per_day"], language) if habit["late_per_day"] else "",
            "km": price_text(habit["km_per_day"], language) if habit["km_per_day"] else "",
            "outcome": word(habit["outcome"], language),
        }
        for habit in document.get("habits") or ()
    ]
    return {"habits": rows, "habit_days": document.get("habit_days", 0), "source": latest}


_PARTS = {
    "history": _history,
    "diagnosis": _diagnosis,
    "replays": _replays,
    "compare": _compare,
    "habits": _habits,
}


def _runs(
    tx: Transaction, caller: Caller, depot: Depot, kind: Kind, asked: list[str]
) -> tuple[list[RunLine], RunView | None]:
    """Return a depot's runs of a kind, and the one that is looked at: as asked, else one that goes, else the newest."""
    found = runs.list_(tx, {depot.depot_id}, kind=kind)
    lines = [run_line(tx, run) for run in found]
    if asked:
        return lines, run_view(tx, run_for(tx, caller, asked[0], kind))
    first = next((run for run in found if run.state in _GOING), found[0] if found else None)
    return lines, None if first is None else run_view(tx, first)


def _is_going(run: RunView | None) -> bool:
    return run is not None and run.state in _GOING


def _is_mine(tx: Transaction, run: RunView | None, caller: Caller) -> bool:
    """Tell whether the caller may cancel a run: who began it, or an admin."""
    if run is None:
        return False
    return runs.get(tx, run.run_id).created_by == caller.user.user_id or "admin" in caller.user.roles


def _days(run: RunView, language: Language) -> dict[str, Any]:
    """Return the calendar of a replay and how long it will take."""
    states, left_out = days_of(run)
    told = run.progress or {}
    left = told.get("seconds_left")
    return {
        "weeks": calendar_of(states, left_out, language),
        "any_failed": "failed" in states.values(),
        "done": sum(state != "waiting" for state in states.values()),
        "total": len(states),
        "left": "" if left is None else phrase("an_left", language, time=seconds_text(left, language)),
        "step": phrase(f"an_step_{told.get('step', 'waiting')}", language),
    }


def _judged(document: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return a finished replay in words."""
    judges, axis = judge_lines(document, language)
    return {
        "gates": gates_of(document["calibration"], language),
        "rates": rates_text(document["calibration"], language),
        "gated": gated(document),
        "claimed": claims(document),
        "reason": "" if claims(document) else reason_of(document, language),
        "verdict": verdict(document, language),
        "judges": judges,
        "axis": axis,
    } | _writing(language)


def _causes(document: Diagnosis, language: Language) -> dict[str, Any]:
    """Return a diagnosis' figures in words; groups of few tours are suppressed already."""
    figure = document.at_tolerance
    hidden = figure["suppressed"]
    return {
        "document": document,
        "figure": figure,
        "hidden": None if hidden is None else suppressed_text(hidden, document.smallest_group, language),
        "causes": [] if document.shares is None else share_bars(document.shares, language),
        "fall": [] if document.waterfall is None else waterfall_bars(document.waterfall["parts_min"], language),
        "missing": [reason.text(language) for reason in document.not_computed],
        "excluded": [item | {"text": reason_text(item["reason"], language)} for item in document.excluded],
    }


def _writing(language: Language) -> dict[str, Any]:
    """Return how changes are written."""
    return {
        "change": lambda value, digits=0: change_text(value, language, digits),
        "bounds": lambda band: bounds_text(band.low, band.high, language),
    }


def _writers(language: Language, timezone: str) -> dict[str, Any]:
    """Return how the template writes days, weekdays, moments and errors."""
    monday = Date(2026, 1, 5)
    zone = ZoneInfo(timezone)

    def parsed(day: str | Date) -> Date:
        return Date.fromisoformat(day) if isinstance(day, str) else day

    def on(day: str | Date) -> str:
        return day_name(parsed(day), language, "dd.MM.yyyy")

    def told(error: JobError) -> str:
        return " ".join(finding.text(language) for finding in error.findings) or getattr(error, f"title_{language}")

    def span(first: str | Date, last: str | Date) -> str:
        """Write two days; the year only once if it is the same."""
        begin = parsed(first)
        short = begin.year == parsed(last).year
        return (
            f"{day_name(begin, language, 'dd.MM.' if language == 'de' else 'dd.MM') if short else on(begin)}–{on(last)}"
        )

    return {
        "on": on,
        "span": span,
        "weekday": lambda number: day_name(monday + timedelta(days=number), language, "EEEEEE").rstrip("."),
        "local": lambda moment: moment.astimezone(zone),
        "told": told,
        "finding_text": lambda finding: Finding.model_validate(finding).text(language),
    }


def _in_use(tx: Transaction, depot: Depot) -> str | None:
    """Return the name of the learned times that the depot plans with."""
    if depot.traffic_file_id is None:
        return None
    return files.facts(tx, depot.traffic_file_id).name.removesuffix(".json")


def _new(tx: Transaction, depot: Depot) -> dict[str, Any]:
    """Return what a new run is offered with: the last weeks of each history, and what a stop costs."""
    latest = runs.latest(tx, depot.depot_id, "replay")
    kept = [history_view(tx, history) for history in histories.list_(tx, {depot.depot_id})]
    stops = latest.document["stops"] / latest.document["days"] if latest and latest.document else 0.0
    line = [] if latest is None else [run_line(tx, latest)]
    return {
        "learning_s": LEARNING_S,
        "stop_s": stop_seconds(line, latest.learned if latest else None, stops),
        "histories": {item.history_id: _offer(item) for item in kept},
    }


def _offer(history: HistoryView) -> dict[str, Any]:
    """Return the days of a history and those that a replay takes unless told: the last weeks after enough to learn."""
    first, last = Date.fromisoformat(history.summary.first), Date.fromisoformat(history.summary.last)
    begin = max(last - timedelta(weeks=WEEKS) + timedelta(days=1), first + timedelta(weeks=WEEKS))
    begin -= timedelta(days=begin.weekday())
    return {
        "first": str(first),
        "last": str(last),
        "begin": str(min(begin, last)),
        "days": history.summary.days,
        "stops": history.summary.stops,
    }


def _said(language: Language) -> dict[str, str]:
    """Return the words of the page's script."""
    return {name: phrase(f"an_{name}", language) for name in SCRIPT}
