"""Why nobody reaches a stop, in the words that a plan carries."""

from collections.abc import Iterator, Mapping
from typing import Final

from routing.model import Problem, Stop
from routing.plan import Plan, Reason, Unassigned
from routing.roads.engine import RoadEngine
from routing.roads.snapping import Snaps

UNREACHABLE_CODE: Final = "reason_unreachable"

EXPLAINED: Final = 10
"""Stops explained; looking for what stands in the way takes a second or so for each."""


def explained(problem: Problem, plan: Plan, engine: RoadEngine, snaps: Mapping[str, Snaps]) -> Plan:
    """Return a plan in which stops that no road leads to say why, for each kind of vehicle.

    Parameters
    ----------
    snaps
        The places on the roads, by profile.
    """
    left = EXPLAINED
    unassigned: list[Unassigned] = []
    for item in plan.unassigned:
        if left and any(reason.code == UNREACHABLE_CODE for reason in item.reasons):
            left -= 1
            why = tuple(_why(problem, problem.stop_by_id[item.stop_id], engine, snaps))
            unassigned.append(item.model_copy(update={"reasons": (*item.reasons, *why)}))
        else:
            unassigned.append(item)
    return plan.model_copy(update={"unassigned": tuple(unassigned)}) if left < EXPLAINED else plan


def _why(problem: Problem, stop: Stop, engine: RoadEngine, snaps: Mapping[str, Snaps]) -> Iterator[Reason]:
    """Yield what keeps the first vehicle of each profile from a stop, or from coming back; each reason once."""
    told: set[Reason] = set()
    known = {stop.place: stop.stop_id} | {depot.place: depot.depot_id for depot in problem.depot_by_id.values()}
    for profile in problem.profiles:
        vehicle = next(vehicle for vehicle in problem.vehicles if vehicle.profile == profile)
        depots = [problem.depot_by_id[depot].place for depot in (vehicle.start_depot, vehicle.end_depot) if depot]
        legs = [(depots[0], stop.place), (stop.place, depots[-1])] if depots else []
        for origin, destination in legs:
            found = engine.why_unreachable(
                snaps[profile], origin, destination, day=problem.date, at_s=vehicle.shift.start_s
            )
            if found is not None:
                value = found.value or ""
                reason = Reason(code=found.code, value=known.get(value, value), detail=found.detail or "")
                if reason not in told:
                    told.add(reason)
                    yield reason
                break
