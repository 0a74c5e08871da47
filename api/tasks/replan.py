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
from routing.model import Problem, Stop
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

    A search knows no order between stops. So locked stops are put back into
    their order after it, at the places that they hold; a tour that breaks a
    rule like that is left as it was, and the others are searched again.
    """
    fixed = set(day.locks.tours)
    while True:
        part, start = _free_part(day, fixed)
        if not part.problem.vehicles or not part.problem.stops:
            return _merged(day, fixed, {}), dict(day.reasons)
        solution = searched(part, options, bench, start=start)
        tours = {
            name: day.locks.in_order(day.sequences.get(name, ()), visits) for name, visits in solution.sequences.items()
        }
        broken = {name for name, visits in tours.items() if visits != solution.sequences[name]}
        broken = {name for name in broken if not _keeps_rules(part, name, tours[name])}
        if not broken:
            return _merged(day, fixed, tours), {**day.reasons, **why(solution)}
        fixed |= broken


def _free_part(day: DeskDay, fixed: set[str]) -> tuple[Ground, Tours]:
    """Return the day without its fixed tours, locked stops bound to their vehicles, and the tours it begins from."""
    problem = day.ground.problem
    taken = {stop_id for name in fixed for stop_id in day.sequences.get(name, ())}
    stops = tuple(_bound(day, stop) for stop in problem.stops if stop.stop_id not in taken)
    vehicles = tuple(vehicle for vehicle in problem.vehicles if vehicle.vehicle_id not in fixed)
    known = {vehicle.vehicle_id for vehicle in vehicles}
    # A stop that may only go on a fixed vehicle has nowhere to go: it stays open for the reason it had.
    free = tuple(stop for stop in stops if stop.vehicle_id is None or stop.vehicle_id in known)
    part: Problem = problem.model_copy(update={"stops": free, "vehicles": vehicles})
    start = {name: visits for name, visits in day.sequences.items() if name in known}
    return Ground(part, day.ground.matrices, day.ground.traffic), start


def _bound(day: DeskDay, stop: Stop) -> Stop:
    """Return a stop, bound to its vehicle if it is locked there."""
    if stop.stop_id not in day.locks.stops:
        return stop
    return stop.model_copy(update={"vehicle_id": day.vehicle_of[stop.stop_id]})


def _keeps_rules(part: Ground, vehicle_id: str, visits: tuple[str, ...]) -> bool:
    """Tell whether a tour breaks no hard rule."""
    pricing = part.pricing
    number = {stop.stop_id: row for row, stop in enumerate(pricing.stops)}
    vehicle = part.tours[vehicle_id] - 1
    rows = [number[stop_id] for stop_id in visits]
    return pricing.fits(vehicle, rows) and pricing.rank(vehicle, rows)[0] == 0


def _merged(day: DeskDay, fixed: set[str], tours: Tours) -> Tours:
    """Return the fixed tours and the new ones."""
    return {name: visits for name, visits in day.sequences.items() if name in fixed} | tours
