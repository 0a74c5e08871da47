"""Plan the rest of a day that is being driven: a proposal beside what becomes of it if everyone drives on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import numpy as np

from api.desk.day import DeskDay, arranged, documented, explained
from api.desk.desk import Desk
from api.desk.ground import Ground, packed
from api.desk.locks import Locks
from api.desk.proposals import SOURCE, rest_of
from api.desk.view import moment
from api.media import MATRICES
from api.planning import REASONS_S
from api.road_networks import network_of
from api.roads_of_day import buffer_s, day_roads
from api.tasks import Accept, Bench
from data.store import Transaction, files, plans
from data.store.jobs import Job
from data.store.plans import PlanRecord
from routing.delays import Kpis
from routing.matrix import Matrix
from routing.model import Problem, Stop
from routing.plan import Plan
from routing.replanning.happened import Happened
from routing.replanning.replan import Replanned, replanned
from routing.replanning.rest import rest_of_day
from routing.solvers import Progress, SolveOptions

SEARCH_S: Final = 10.0
"""Seconds of search, unless told otherwise: somebody is on the phone."""


def work(job: Job, bench: Bench) -> Accept:
    """Plan the rest of the day of ``job.subject``; see :class:`api.tasks.Task`. The plan stays as it is.

    Raises
    ------
    TermintreuError
        If what has happened contradicts itself or the plan, or a new order lies off the roads.
    """
    with bench.store.read() as tx:
        record = plans.get(tx, job.subject)
    day = Desk(bench.store, bench.settings).day(record)
    happened = Happened.model_validate(job.payload["happened"])
    new = tuple(Stop.model_validate(stop) for stop in job.payload.get("orders", ()))
    rest = rest_of_day(with_stops(day.ground.problem, new), day.plan, happened)
    ground = Ground(rest.problem, _matrices(bench, record, day.ground, rest.problem, new), day.ground.traffic)
    options = SolveOptions(
        time_limit_s=job.payload.get("time_limit_s") or SEARCH_S, due_buffer_s=buffer_s(ground.traffic)
    )

    def tell(news: Progress) -> None:
        share = min(1.0, news.seconds / options.time_limit_s)
        bench.tell({"stage": "search", "late_stops": news.late_stops, "share": round(share, 3)})

    found = replanned(
        rest.with_problem(ground.expected), ground.matrices, options, progress=tell, cancel=bench.finish_asked
    )
    result = _result(record, ground, found)
    if not job.payload.get("keep") or rest.quiet:
        return lambda _tx: result
    return _kept(job, record, day, ground, found, happened, result)


def with_stops(problem: Problem, new: tuple[Stop, ...]) -> Problem:
    """Return a day with further stops."""
    return problem.model_copy(update={"stops": (*problem.stops, *new)}) if new else problem


def _matrices(
    bench: Bench, record: PlanRecord, known: Ground, problem: Problem, new: tuple[Stop, ...]
) -> dict[str, Matrix]:
    """Return the travel times of the rest of a day; only places that no street has yet take the roads."""
    if not {stop.place for stop in new} - set(known.problem.places):
        return with_places(known.matrices, known.problem, problem)
    bench.tell({"stage": "roads"})
    network = network_of(bench.store, bench.settings, record.sources["roads_id"])
    return dict(day_roads(problem, network, known.traffic).matrices)


def _result(record: PlanRecord, ground: Ground, found: Replanned) -> dict[str, Any]:
    """Return what the job tells."""

    def figures(plan: Plan) -> dict[str, Any]:
        return Kpis.of(plan, ground.problem.tolerance_s).model_dump(mode="json")

    return {
        "plan_id": record.plan_id,
        "version": record.version,
        "proposal_id": None,
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


def _kept(
    job: Job,
    record: PlanRecord,
    before: DeskDay,
    ground: Ground,
    found: Replanned,
    happened: Happened,
    result: dict[str, Any],
) -> Accept:
    """Return what puts the proposal into the store as a draft of its own."""
    reasons = {item.stop_id: item.reasons for item in found.plan.unassigned}
    after = explained(arranged(ground, found.plan.sequences, Locks(), reasons=reasons), REASONS_S)
    unchanged = arranged(ground, found.unchanged.sequences, Locks(), reasons=reasons)
    sources = record.sources | {SOURCE: rest_of(record, before, unchanged, after, happened)}
    document = documented(after, sources).model_dump(mode="json")
    problem, kept, plan_id = ground.problem.model_dump(mode="json"), packed(ground), uuid4().hex
    at = sources[SOURCE]["at"]

    def accept(tx: Transaction) -> dict[str, Any]:
        now = datetime.now(UTC)
        plans.create(
            tx,
            plan_id,
            depot_id=record.depot_id,
            date=record.date,
            list_id=record.list_id,
            job_id=job.job_id,
            user_id=job.user_id,
            now=now,
        )
        plans.fill(
            tx,
            plan_id,
            problem=problem,
            matrices_file_id=files.put(tx, f"{plan_id}.npz", MATRICES, kept, now=now),
            sources=sources,
            what={"code": "step_rest", "value": at},
            document=document,
            now=now,
        )
        return result | {"proposal_id": plan_id}

    return accept


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
