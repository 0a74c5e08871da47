"""Plan a draft anew from where it stands: locked tours and stops stay as they are."""

from datetime import UTC, datetime
from typing import Any

from api import planning
from api.desk.day import DeskDay, arranged, documented, explained
from api.desk.desk import Desk
from api.desk.free_part import Tours, fixed_tours, free_part, merged
from api.roads_of_day import buffer_s
from api.tasks import Accept, Bench
from api.tasks.plan import searched, time_limit_s, why
from data.store import Transaction, depots, plans
from data.store.jobs import Job
from routing.errors import ConflictError
from routing.plan import Reason
from routing.solvers import SolveOptions


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
        due_buffer_s=buffer_s(day.ground.traffic),
    )
    tours, reasons = planned_anew(day, options, bench)
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


def planned_anew(day: DeskDay, options: SolveOptions, bench: Bench) -> tuple[Tours, dict[str, tuple[Reason, ...]]]:
    """Return the new tours, and why stops are left out; see :mod:`api.desk.free_part`."""
    fixed = fixed_tours(day)
    part, start = free_part(day, fixed)
    if not part.problem.vehicles or not part.problem.stops:
        return merged(day, fixed, {}), dict(day.reasons)
    solution = searched(part, options, bench, start=start)
    return merged(day, fixed, dict(solution.sequences)), {**day.reasons, **why(solution)}
