"""Plan a day: from an order list and vehicles to a draft with its first step."""

from datetime import UTC, datetime
from typing import Any, Final

from api import planning
from api.desk.day import arranged, documented, explained
from api.desk.geometry import first_ways
from api.desk.ground import Ground, Points, packed
from api.desk.locks import Locks
from api.media import MATRICES
from api.orders.lists import problem_of
from api.road_networks import network_of
from api.roads_of_day import Traffic, buffer_s, day_roads, traffic_from
from api.tasks import Accept, Bench
from data.store import Store, Transaction, depots, files, plans, roads
from data.store.depots import Depot
from data.store.jobs import Job
from routing.errors import InputError
from routing.plan import Sequences
from routing.solvers import Progress, Solution, SolveOptions, solve_here
from routing.traffic import DEFAULT_TRAFFIC

SEARCH_S: Final = 0.08
"""Seconds of search for each stop, unless told otherwise: 100 stops stand on the map in under 15 s."""

SHORTEST_S: Final = 5.0

QUICK_S: Final = 30.0
"""Cap on the seconds for a first plan, which takes one on an idle machine."""

LONGEST_S: Final = 60.0
"""Bounds of the seconds of search, unless told otherwise."""


def time_limit_s(stops: int, asked: float | None, depot: Depot) -> float:
    """Return how long to search: as asked, as the depot has it, or by the size of the day."""
    if asked is not None:
        return asked
    if depot.settings.planning_s is not None:
        return float(depot.settings.planning_s)
    return min(max(SEARCH_S * stops, SHORTEST_S), LONGEST_S)


def work(job: Job, bench: Bench) -> Accept:
    """Plan the day of ``job.subject``; see :class:`api.tasks.Task`.

    Raises
    ------
    TermintreuError
        If the list, the vehicles or the roads can't be used.
    """
    with bench.store.read() as tx:
        record = plans.get(tx, job.subject)
        depot = depots.get(tx, record.depot_id)
    problem, findings = problem_of(bench.store, job.payload["list_id"], job.payload["vehicles"])
    if len(problem.stops) > bench.settings.max_stops:
        raise InputError.of("day_too_large", value=str(len(problem.stops)), detail=str(bench.settings.max_stops))
    if depot.roads_id is None:
        raise InputError.of("depot_without_roads", value=depot.name)
    network = network_of(bench.store, bench.settings, depot.roads_id)
    traffic = traffic_of(bench.store, depot)
    bench.tell({"stage": "roads", "stops": len(problem.stops)})
    on_roads = day_roads(problem, network, traffic)
    ground = Ground(problem, dict(on_roads.matrices), traffic)
    options = SolveOptions(time_limit_s=time_limit_s(len(problem.stops), job.payload.get("time_limit_s"), depot))
    solution = searched(ground, options, bench, punctual=True)
    found = arranged(ground, solution.sequences, Locks(), reasons=why(solution))
    day = explained(found, planning.reasons_s(options.time_limit_s))
    planned = planning.finish(problem, on_roads, day.plan, planner=planning.PLANNER, options=options)
    paths = {name: list(lines) for name, lines in planning.paths_of(planned).items()}
    kept = packed(Ground(problem, ground.matrices, traffic, first_ways(ground, day.plan, _points(paths))))
    with bench.store.read() as tx:
        sources = sources_of(roads.get(tx, depot.roads_id), ground, options)
    document = documented(day, sources).model_dump(mode="json")

    def accept(tx: Transaction) -> dict[str, Any]:
        now = datetime.now(UTC)
        file_id = files.put(tx, f"{record.plan_id}.npz", MATRICES, kept, now=now)
        plans.fill(
            tx,
            record.plan_id,
            problem=problem.model_dump(mode="json"),
            matrices_file_id=file_id,
            sources=sources,
            what={"code": "step_planned"},
            document=document,
            now=now,
        )
        return {
            "plan_id": record.plan_id,
            "late_stops": day.kpis.late_stops,
            "unassigned": day.kpis.unassigned,
            "findings": len(findings),
        }

    return accept


def traffic_of(store: Store, depot: Depot) -> Traffic:
    """Return what the depot learned, or usual traffic."""
    if depot.traffic_file_id is None:
        return DEFAULT_TRAFFIC
    with store.read() as tx:
        stored = files.get(tx, depot.traffic_file_id)
    return traffic_from(stored.content, stored.name)


def sources_of(kept: roads.Roads, ground: Ground, options: SolveOptions) -> dict[str, Any]:
    """Return what a plan was made with, as the store keeps it."""
    return {
        "roads_id": kept.roads_id,
        "roads_name": kept.name,
        "roads_hash": kept.content_hash,
        "roads_date": kept.created_at.date().isoformat(),
        "traffic": ground.traffic.name,
        "planner": planning.PLANNER,
        "seed": options.seed,
        "time_limit_s": options.time_limit_s,
    }


def searched(
    ground: Ground,
    options: SolveOptions,
    bench: Bench,
    start: dict[str, tuple[str, ...]] | None = None,
    *,
    punctual: bool = False,
) -> Solution:
    """Search until the time is over or the best so far is asked for, and tell the best on the way.

    Parameters
    ----------
    punctual
        With learned times, choose buffers by sampled days; else the options' buffer holds everywhere.
    """

    def tell(news: Progress) -> None:
        bench.tell(best_so_far(ground, news.sequences, news.seconds, news.seconds / options.time_limit_s))

    # A short search by work, not by the clock: on a busy machine it keeps stops from being left out only because
    # time was short, and gives those who wait something to take.
    quick = SolveOptions(time_limit_s=QUICK_S, work_limit=1, due_buffer_s=buffer_s(ground.traffic))
    begun = solve_here(ground.expected, ground.matrices, quick, start=start)
    bench.tell(best_so_far(ground, begun, 0.0, 0.0))
    solution = planning.searched(
        ground.problem,
        ground.matrices,
        ground.traffic,
        options,
        progress=tell,
        cancel=bench.finish_asked,
        start=begun,
        punctual=punctual,
    ).solution
    bench.tell(best_so_far(ground, solution.sequences, solution.seconds, 1.0))
    return solution


def best_so_far(ground: Ground, sequences: Sequences, seconds: float, share: float) -> dict[str, Any]:
    """Return what listeners are told of the best plan so far."""
    best = arranged(ground, sequences, Locks(), reasons={})
    return {
        "stage": "search",
        "stops": len(ground.problem.stops),
        "late_stops": best.kpis.late_stops,
        "expected_late": None if best.forecast is None else round(best.forecast.late[0], 1),
        "unassigned": best.kpis.unassigned,
        "distance_m": sum(route.distance_m for route in best.plan.routes),
        "seconds": seconds,
        "share": round(min(1.0, share), 3),
    }


def why(solution: Solution) -> dict[str, Any]:
    """Return why stops were left out, by stop id."""
    return {item.stop_id: item.reasons for item in solution.plan.unassigned}


def _points(paths: dict[str, list[Any]]) -> dict[str, list[Points]]:
    return paths
