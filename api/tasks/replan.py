"""Plan a draft anew from where it stands: locked tours and stops stay as they are."""

from datetime import UTC, datetime
from typing import Any

from api import planning
from api.desk.day import DeskDay, arranged, documented, explained
from api.desk.desk import Desk
from api.desk.ground import Ground
from api.tasks import Accept, Bench
from api.tasks.plan import searched, time_limit_s, why
from data.store import Transaction, depots, plans
from data.store.jobs import Job
from routing.errors import ConflictError
from routing.model import Lock, Problem
from routing.plan import Reason
from routing.solvers import SolveOptions

Tours = dict[str, tuple[str, ...]]


def work(job: Job, bench: Bench) -> Accept:
    """Plan ``job.subject`` anew; see :class:`api.tasks.Task`.

    Raises
    ------
    TermintreuError
        If the plan was changed or released meanwhile.
    """
    with bench.store.read() as tx:
        record = plans.get(tx, job.subject)
        depot = depots.get(tx, record.depot_id)
    if record.state != "draft" or record.version != job.payload["version"]:
        raise ConflictError.of("replan_outdated")
    day = Desk(bench.store, bench.settings).day(record)
    options = SolveOptions(
        time_limit_s=time_limit_s(len(day.ground.problem.stops), job.payload.get("time_limit_s"), depot),
        due_buffer_s=planning.buffer_s(day.ground.traffic),
    )
    tours, reasons = replanned(day, options, bench)
    timed = arranged(day.ground, tours, day.locks, reasons=reasons)
    after = explained(timed, planning.reasons_s(options.time_limit_s))
    document = documented(after, record.sources).model_dump(mode="json")
    changed = [number for name, number in day.ground.tours.items() if day.sequences.get(name) != tours.get(name)]

    def accept(tx: Transaction) -> dict[str, Any]:
        now = plans.get(tx, record.plan_id)
        if now.state != "draft" or now.version != record.version:
            raise ConflictError.of("replan_outdated")
        plans.push(
            tx,
            record.plan_id,
            record.version,
            user_id=job.user_id,
            what={"code": "step_replanned", "tours": changed},
            locks=after.locks.stored(),
            document=document,
            now=datetime.now(UTC),
        )
        return {"plan_id": record.plan_id, "late_stops": after.kpis.late_stops, "unassigned": after.kpis.unassigned}

    return accept


def replanned(day: DeskDay, options: SolveOptions, bench: Bench) -> tuple[Tours, dict[str, tuple[Reason, ...]]]:
    """Return the new tours, and why stops are left out.

    Locked tours stay as they are. So do tours with locked stops that break a
    rule as they stand: no search could keep both the locks and the rule.
    """
    fixed = {name for name, visits in day.sequences.items() if name in day.locks.tours or _stuck(day, name, visits)}
    part, start = _free_part(day, fixed)
    if not part.problem.vehicles or not part.problem.stops:
        return _merged(day, fixed, {}), dict(day.reasons)
    solution = searched(part, options, bench, start=start)
    return _merged(day, fixed, dict(solution.sequences)), {**day.reasons, **why(solution)}


def _stuck(day: DeskDay, vehicle_id: str, visits: tuple[str, ...]) -> bool:
    """Tell whether a tour has locked stops and breaks a hard rule."""
    if day.locks.stops.isdisjoint(visits):
        return False
    pricing = day.ground.pricing
    vehicle = day.ground.tours[vehicle_id] - 1
    tour = pricing.tours({vehicle_id: visits})[vehicle]
    return not pricing.fits(vehicle, tour) or pricing.rank(vehicle, tour)[0] > 0


def _free_part(day: DeskDay, fixed: set[str]) -> tuple[Ground, Tours]:
    """Return the day without its fixed tours, with a lock for the locked stops of each other, and where it begins."""
    problem = day.ground.problem
    taken = {stop_id for name in fixed for stop_id in day.sequences[name]}
    vehicles = tuple(vehicle for vehicle in problem.vehicles if vehicle.vehicle_id not in fixed)
    known = {vehicle.vehicle_id for vehicle in vehicles}
    # A stop that may only go on a fixed vehicle has nowhere to go: it stays open for the reason it had,
    # and the other half of its shipment with it.
    nowhere = [stop for stop in problem.stops if stop.vehicle_id is not None and stop.vehicle_id not in known]
    gone = {stop.stop_id for stop in nowhere} | taken
    halves = {stop.shipment_id for stop in nowhere} - {None}
    free = tuple(stop for stop in problem.stops if stop.stop_id not in gone and stop.shipment_id not in halves)
    start = {name: visits for name, visits in day.sequences.items() if name in known}
    locked = {name: tuple(stop for stop in visits if stop in day.locks.stops) for name, visits in start.items()}
    locks = tuple(Lock(vehicle_id=name, stops=stops) for name, stops in locked.items() if stops)
    part: Problem = problem.model_copy(update={"stops": free, "vehicles": vehicles, "locks": locks})
    return Ground(part, day.ground.matrices, day.ground.traffic), start


def _merged(day: DeskDay, fixed: set[str], tours: Tours) -> Tours:
    """Return the fixed tours and the new ones."""
    return {name: visits for name, visits in day.sequences.items() if name in fixed} | tours
