"""Plan the rest of a day that is being driven: a proposal beside what becomes of it if everyone drives on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from api.desk.desk import Desk
from api.desk.view import moment
from api.roads_of_day import as_expected, buffer_s
from api.tasks import Accept, Bench
from data.store import plans
from data.store.jobs import Job
from routing.delays import Kpis
from routing.matrix import Matrix
from routing.model import Problem
from routing.plan import Plan
from routing.replanning.happened import Happened
from routing.replanning.replan import replanned
from routing.replanning.rest import rest_of_day
from routing.solvers import Progress, SolveOptions

SEARCH_S: Final = 10.0
"""Seconds of search, unless told otherwise: somebody is on the phone."""


def work(job: Job, bench: Bench) -> Accept:
    """Plan the rest of the day of ``job.subject``; see :class:`api.tasks.Task`. The plan stays as it is.

    Raises
    ------
    TermintreuError
        If what has happened contradicts itself or the plan.
    """
    with bench.store.read() as tx:
        record = plans.get(tx, job.subject)
    day = Desk(bench.store, bench.settings).day(record)
    ground = day.ground
    rest = rest_of_day(ground.problem, day.plan, Happened.model_validate(job.payload["happened"]))
    expected = rest.with_problem(as_expected(rest.problem, ground.traffic))
    options = SolveOptions(
        time_limit_s=job.payload.get("time_limit_s") or SEARCH_S, due_buffer_s=buffer_s(ground.traffic)
    )

    def tell(news: Progress) -> None:
        share = min(1.0, news.seconds / options.time_limit_s)
        bench.tell({"stage": "search", "late_stops": news.late_stops, "share": round(share, 3)})

    matrices = with_places(ground.matrices, ground.problem, rest.problem)
    found = replanned(expected, matrices, options, progress=tell, cancel=bench.finish_asked)

    def figures(plan: Plan) -> dict[str, Any]:
        return Kpis.of(plan, rest.problem.tolerance_s).model_dump(mode="json")

    result = {
        "plan_id": record.plan_id,
        "version": record.version,
        "moved": [moved.model_dump(mode="json") for moved in found.moved],
        "unchanged": figures(found.unchanged),
        "kpis": figures(found.plan),
        "tours": [
            {
                "vehicle_id": route.vehicle_id,
                "visits": [
                    {"order_id": visit.stop_id, "arrival": moment(ground, visit.arrival_s).isoformat()}
                    for visit in route.visits
                ],
            }
            for route in found.plan.routes
        ],
        "unassigned": [item.stop_id for item in found.plan.unassigned],
    }
    return lambda _tx: result


def with_places(matrices: Mapping[str, Matrix], known: Problem, problem: Problem) -> dict[str, Matrix]:
    """Return matrices that have the new places of a day, each of which lies where a known one does."""
    twin = {location: place for place, location in known.places.items()}
    new = {place: twin[location] for place, location in problem.places.items() if place not in known.places}
    if not new:
        return dict(matrices)
    return {profile: _widened(matrix, new) for profile, matrix in matrices.items()}


def _widened(matrix: Matrix, new: Mapping[str, str]) -> Matrix:
    """Return a matrix with further places, each like the known one that it names."""
    rows = np.array([*range(len(matrix.places)), *matrix.rows(list(new.values()))])
    return replace(
        matrix,
        places=(*matrix.places, *new),
        seconds=np.ascontiguousarray(matrix.seconds[:, rows[:, None], rows]),
        metres=np.ascontiguousarray(matrix.metres[:, rows[:, None], rows]),
        classes=None,
    )
