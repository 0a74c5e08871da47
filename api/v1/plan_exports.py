"""Plans as files: for other programs, for spreadsheets, for maps."""

import io
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.accounts.access import Caller, Requires
from api.desk.day import DeskDay, documented
from api.desk.desk import Desk, desk_of
from api.desk.map_layer import encoded, geojson_of, layer_of, title_of
from api.desk.reading import plan_for
from api.media import CSV, GEOJSON, HTML, JSON, XLSX
from api.web.answers import downloaded
from api.web.problems import PROBLEMS
from data.exports import plan_csv
from data.exports.document import PlanDocument
from data.exports.plan_xlsx import plan_xlsx
from data.exports.vroom import vroom_solution
from data.store import depots
from data.store.depots import Depot
from data.store.plans import PlanRecord
from maps import plan_map, streets_frame
from routing.messages import wording

router = APIRouter(tags=["plans"], prefix="/plans/{plan_id}", responses=PROBLEMS)


class Opened:
    """A plan that somebody wants to take along."""

    def __init__(
        self,
        plan_id: str,
        request: Request,
        caller: Annotated[Caller, Depends(Requires("plans.read"))],
        desk: Annotated[Desk, Depends(desk_of)],
    ) -> None:
        with desk.store.read() as tx:
            self.record: PlanRecord = plan_for(tx, caller, plan_id)
            self.depot: Depot = depots.get(tx, self.record.depot_id)
        self.day: DeskDay = desk.day(self.record)
        self.desk = desk
        self.language = caller.language
        self.request = request

    def file(self, content: bytes, ending: str, media_type: str) -> Response:
        """Return a download named after the day and the plan."""
        name = f"plan-{self.record.date}-{self.record.plan_id[:6]}.{ending}"
        return downloaded(content, name, media_type)


OpenedPlan = Annotated[Opened, Depends(Opened)]


def _as(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


document_of = partial(router.get, response_class=Response)


@document_of("/plan.json", responses={200: {"model": PlanDocument}})
def as_json(plan: OpenedPlan) -> Response:
    """Return the plan as a document that ``termintreu check`` and ``POST /check`` read."""
    text = documented(plan.day, plan.record.sources).json_text()
    return plan.file(text.encode(), "json", JSON)


@document_of("/plan.csv", responses=_as(CSV))
def as_csv(plan: OpenedPlan) -> Response:
    """Return the plan a row a visit, as German Excel opens it."""
    return plan.file(plan_csv(plan.day.ground.expected, plan.day.plan), "csv", CSV)


@document_of("/plan.xlsx", responses=_as(XLSX))
def as_xlsx(plan: OpenedPlan) -> Response:
    """Return the plan as a workbook: an overview and a sheet a tour."""
    return plan.file(plan_xlsx(plan.day.ground.expected, plan.day.plan, plan.language), "xlsx", XLSX)


@document_of("/plan.geojson", responses=_as(GEOJSON))
def as_geojson(plan: OpenedPlan) -> Response:
    """Return legs, stops and depots for any map program."""
    ways, simulated = plan.desk.ways(plan.record), plan.depot.settings.simulated
    document = geojson_of(plan.day, ways, plan.language, simulated=simulated)
    return plan.file(encoded(document), "geojson", GEOJSON)


@document_of("/plan.vroom.json", responses=_as(JSON))
def as_vroom(plan: OpenedPlan) -> Response:
    """Return the plan as VROOM writes solutions; `termintreu plan --sequences` reads it back."""
    return plan.file(vroom_solution(plan.day.ground.expected, plan.day.plan), "vroom.json", JSON)


@document_of("/map.html", responses=_as(HTML))
def as_map(plan: OpenedPlan) -> Response:
    """Return the map as one page that works without a network."""
    language = plan.language
    drawn = plan_map(
        [layer_of(plan.day, plan.desk.ways(plan.record))],
        streets_frame(plan.desk.network(plan.record).streets()),
        title=title_of(plan.day, language),
        language=language,
        note=wording("plan_simulated", language) if plan.depot.settings.simulated else None,
    )
    content = io.BytesIO()
    drawn.save(content, close_file=False)
    return plan.file(content.getvalue(), "html", HTML)
