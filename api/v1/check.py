"""Check a plan that was made anywhere: against its lists, on a depot's roads, with the depot's traffic."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api.accounts.access import Caller, Requires
from api.desk.desk import Desk, desk_of
from api.desk.shapes import Said
from api.road_networks import network_of
from api.roads_of_day import as_expected, day_roads
from api.tasks.plan import traffic_of
from api.web.problems import PROBLEMS
from data.exports import PlanDocument, differences, plan_of
from data.exports.reading import document_from
from data.imports import read_problem
from data.store import depots
from routing.check import check
from routing.errors import ConflictError, Finding, InputError
from routing.model import Frozen, Problem

router = APIRouter(tags=["plans"], responses=PROBLEMS)

Cell = str | int | float | bool | None
Table = str | list[dict[str, Cell]]
MOST_CHARACTERS = 10_000_000


class CheckRequest(Frozen):
    """A plan and what it was made from.

    Parameters
    ----------
    plan
        A document of plan.json.
    orders, vehicles
        The lists in canonical columns, as CSV text or as rows.
    """

    depot_id: str
    plan: dict[str, Any]
    orders: Annotated[Table, Field(min_length=1, max_length=MOST_CHARACTERS)]
    vehicles: Annotated[Table, Field(min_length=1, max_length=MOST_CHARACTERS)]


class Checked(Frozen):
    """Rules broken and figures wrong; ``notes`` where the plan was made from something else."""

    violations: tuple[Said, ...]
    notes: tuple[Said, ...]


@router.post("/check")
def check_plan(
    body: CheckRequest,
    request: Request,
    caller: Annotated[Caller, Depends(Requires("plans.read"))],
    desk: Annotated[Desk, Depends(desk_of)],
) -> Checked:
    """Return every rule that a plan breaks and every figure in it that is wrong."""
    caller.enter(body.depot_id)
    settings = request.app.state.settings
    with desk.store.read() as tx:
        depot = depots.get(tx, body.depot_id)
    if depot.roads_id is None:
        raise ConflictError.of("depot_without_roads", value=depot.name)
    document = document_from(body.plan, "plan")
    problem = _problem(body, document)
    if len(problem.stops) > settings.max_stops:
        raise InputError.of("day_too_large", value=str(len(problem.stops)), detail=str(settings.max_stops))
    plan = plan_of(document, problem)
    network, traffic = network_of(desk.store, settings, depot.roads_id), traffic_of(desk.store, depot)
    given = day_roads(problem, network, traffic)
    broken = check(as_expected(problem, traffic), plan, given.matrices, document.kpis)
    notes = list(differences(document, problem))
    if document.roads_hash != network.content_hash:
        notes.append(Finding(code="plan_other_roads", column="roads_hash", value=depot.name))
    if document.traffic != traffic.name:
        notes.append(Finding(code="plan_other_traffic", column="traffic", value=document.traffic, detail=traffic.name))
    return Checked(
        violations=tuple(Said(code=item.code, de=item.text("de"), en=item.text("en")) for item in broken),
        notes=tuple(Said(code=item.code, de=item.text("de"), en=item.text("en")) for item in notes),
    )


def _problem(body: CheckRequest, document: PlanDocument) -> Problem:
    """Read the lists as files are read."""
    with TemporaryDirectory() as folder:
        orders, vehicles = Path(folder, "orders.csv"), Path(folder, "vehicles.csv")
        orders.write_text(_csv(body.orders), encoding="utf-8", errors="replace")
        vehicles.write_text(_csv(body.vehicles), encoding="utf-8", errors="replace")
        problem, _ = read_problem(orders, vehicles, date=document.date, tolerance_s=document.tolerance_s)
    return problem


def _csv(table: Table) -> str:
    """Return a table as CSV text."""
    if isinstance(table, str):
        return table
    columns = list(dict.fromkeys(name for row in table for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()
