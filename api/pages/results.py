"""The page of results."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.accounts.access import StoreOf
from api.pages.shell import page
from api.results.asking import AsNumber, DepotId, OfFigures, Weeks
from api.results.delay_maps import DelayDocument, document_of
from api.results.evidence import Evidence, evidence_of
from api.results.figures import TOLERANCES, Results, Tolerance, results
from api.results.views import DRILLS, drill_of, periods, view_of
from api.wording import phrase
from data.store import depots
from maps.delay_page import DELAYS, short
from maps.wording import delay_words
from routing.messages import Language

router = APIRouter()

MAP_SCRIPTS = ("vendor/leaflet/leaflet.js", *DELAYS.scripts)

By = Annotated[str, Query(pattern=f"^({'|'.join(DRILLS)})$")]


@router.get("/results")
def show(
    request: Request,
    caller: OfFigures,
    store: StoreOf,
    depot: DepotId = "",
    tolerance: Annotated[Tolerance | None, AsNumber, Query()] = None,
    weeks: Weeks = None,
    by: By = "weekday",
) -> Response:
    """Show how punctual a depot is; the first one that the caller may enter unless another is asked for."""
    with store.read() as tx:
        offered = depots.list_(tx, caller.user.depots)
    if depot:
        caller.enter(depot)
    if not depot and not offered:
        return page(request, "results.html", area="results", caller=caller, **_nothing())
    evidence = evidence_of(store, depot or offered[0].depot_id)
    minutes = _tolerance(evidence, tolerance)
    found = results(evidence, minutes, weeks)
    mapped = document_of(store, request.app.state.settings, evidence, caller.language)
    return page(
        request,
        "results.html",
        area="results",
        caller=caller,
        depots=offered,
        found=found,
        empty=evidence.diagnosis is None and evidence.replay is None,
        query=urlencode(_query(found)),
        periods=periods(found, caller.language),
        tolerances=TOLERANCES,
        by=by,
        drill_names=DRILLS,
        drill=drill_of(evidence, by, minutes, caller.language, evidence.diagnosed.get("area_names", {})),
        may_price=caller.may("prices") and found.now is not None,
        price_version=evidence.depot.version,
        **map_view(evidence, mapped, caller.language),
        **view_of(found, caller.language),
    )


def map_view(evidence: Evidence, mapped: DelayDocument | None, language: Language) -> dict[str, Any]:
    """Return what the template shows of the delay map: its places as tables, its key and its words."""
    replay = evidence.replayed
    if mapped is None or replay is None:
        return {"map": False}
    head = mapped.document["termintreu"]
    features = [feature["properties"] for feature in mapped.document["features"]]
    counts = {"days": replay["days"], "scenarios": replay["options"]["scenarios"]}
    return {
        "map": True,
        "changes": "change" in head["views"],
        "map_scripts": MAP_SCRIPTS,
        "map_words": delay_words(language),
        "map_plans": head["plans"],
        "map_scales": head["scales"].items(),
        "map_places": [(kind, [item for item in features if item["kind"] == kind]) for kind in ("area", "customer")],
        "map_note": phrase("map_note" if "change" in head["views"] else "map_note_manual", language, **counts),
        "short": partial(short, language=language),
    }


def _tolerance(evidence: Evidence, asked: Tolerance | None) -> Tolerance:
    """Return the tolerance asked for, else the depot's if it is offered, else none."""
    if asked is not None:
        return asked
    return next((minutes for minutes in TOLERANCES if minutes == evidence.depot.settings.tolerance_min), 0)


def _query(found: Results) -> dict[str, str | int]:
    """Return what the address says of the page."""
    said: dict[str, str | int] = {"depot": found.depot_id, "tolerance": found.tolerance_min}
    return said | ({} if found.now is None else {"weeks": found.now.weeks})


def _nothing() -> dict[str, Any]:
    """Return what the template asks for where there is no depot."""
    return {"found": None, "empty": True, "map": False, "depots": ()}
