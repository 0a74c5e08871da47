"""Files of results: the delay map, the report, and the figures as a table; all hold what the page holds, no more."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.accounts.access import StoreOf
from api.media import CSV, GEOJSON, HTML
from api.results.asking import DepotId, OfFigures, ToleranceMin, Weeks, found
from api.results.delay_maps import document_of, file_of
from api.results.evidence import Evidence
from api.results.figures import results
from api.results.reports import figures_csv, report_html
from api.web.answers import downloaded
from api.web.problems import PROBLEMS
from routing.errors import NotFoundError
from routing.messages import Language

router = APIRouter(tags=["results"], prefix="/results", responses=PROBLEMS)

LanguageOf = Annotated[Language | None, Query(description="Of the words; the caller's if not given.")]


@router.get(
    "/map",
    responses={200: {"content": {GEOJSON: {}}}, 304: {"description": "Not changed."}},
    response_class=Response,
)
def read_map(
    request: Request, caller: OfFigures, store: StoreOf, depot: DepotId, language: LanguageOf = None
) -> Response:
    """Return the delay map's GeoJSON: areas and customers with their change, suppressed ones without figures."""
    evidence = found(store, caller, depot)
    made = document_of(store, request.app.state.settings, evidence, language or caller.language)
    if made is None:
        raise NotFoundError.of("no_replay", value=evidence.depot.name)
    tag = f'"{made.digest}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(made.content, media_type=GEOJSON, headers=headers)


@router.get("/map.html", responses={200: {"content": {HTML: {}}}}, response_class=Response)
def read_map_file(
    request: Request, caller: OfFigures, store: StoreOf, depot: DepotId, language: LanguageOf = None
) -> Response:
    """Return the delay map as one file that opens without a network."""
    evidence = found(store, caller, depot)
    said = language or caller.language
    made = document_of(store, request.app.state.settings, evidence, said)
    if made is None:
        raise NotFoundError.of("no_replay", value=evidence.depot.name)
    return downloaded(file_of(made, evidence, said), _name(evidence, "map", "html"), HTML)


@router.get("/report.html", responses={200: {"content": {HTML: {}}}}, response_class=Response)
def read_report(
    caller: OfFigures,
    store: StoreOf,
    depot: DepotId,
    tolerance: ToleranceMin = 0,
    weeks: Weeks = None,
    language: LanguageOf = None,
) -> Response:
    """Return the page's figures as one file to pass on."""
    evidence = found(store, caller, depot)
    said = language or caller.language
    page = report_html(evidence, results(evidence, tolerance, weeks), said)
    return downloaded(page.encode(), _name(evidence, "results", "html"), HTML)


@router.get("/figures.csv", responses={200: {"content": {CSV: {}}}}, response_class=Response)
def read_figures(
    caller: OfFigures, store: StoreOf, depot: DepotId, tolerance: ToleranceMin = 0, weeks: Weeks = None
) -> Response:
    """Return all figures as one table: a row a figure, suppressed ones with the reason and no number."""
    evidence = found(store, caller, depot)
    table = figures_csv(evidence, results(evidence, tolerance, weeks))
    return downloaded(table, _name(evidence, "results", "csv"), CSV)


def _name(evidence: Evidence, what: str, ending: str) -> str:
    """Return a file's name; that of a simulated history says so."""
    told = ("simulated",) if evidence.simulated else ()
    place = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in evidence.depot.name)
    return "-".join(("termintreu", what, place.strip("-") or "depot", *told)) + f".{ending}"
