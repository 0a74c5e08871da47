"""A changed rest of a day: a draft of its own beside the plan that is being driven, to be released or dropped."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

from api.desk.day import DeskDay
from api.desk.figures import figures_of
from api.desk.shapes import Changed, RestOf, Said
from data.store.plans import PlanRecord
from routing.delays import is_late
from routing.model import Second
from routing.plan import Reason, Violation
from routing.replanning.happened import Happened

SOURCE: Final = "rest_of"
"""Under which name a plan's sources keep what it changes."""


def told(record: PlanRecord) -> RestOf | None:
    """Return what a plan changes; ``None`` if it is a day's first plan."""
    kept = record.sources.get(SOURCE)
    return None if kept is None else RestOf.model_validate(kept)


def is_proposal(record: PlanRecord) -> bool:
    """Tell whether a plan is a proposal for the rest of a day that nobody has released yet."""
    return record.state == "draft" and SOURCE in record.sources


def replacing(record: PlanRecord, same_day: Iterable[PlanRecord]) -> PlanRecord | None:
    """Return the plan that was released in the place of one while its day was driven."""
    for other in same_day:
        rest = told(other)
        if rest is not None and rest.plan_id == record.plan_id and other.released_at is not None:
            return other
    return None


def named(broken: Violation) -> tuple[str, str, str]:
    """Return what tells one broken rule from another."""
    return broken.code, broken.vehicle_id or "", broken.stop_id or ""


def unhelped(record: PlanRecord, day: DeskDay) -> list[Violation]:
    """Return the rules that a plan breaks, but for those that what has happened breaks anyway."""
    rest = told(record)
    known = set() if rest is None else set(rest.broken)
    return [broken for broken in day.violations if named(broken) not in known]


def rest_of(
    record: PlanRecord, before: DeskDay, unchanged: DeskDay, after: DeskDay, happened: Happened
) -> dict[str, Any]:
    """Return what a proposal changes, as the plan's sources keep it.

    Parameters
    ----------
    before
        The plan that was being driven.
    unchanged
        The same day as it is known now, if everyone drives on.
    """
    kept = RestOf(
        plan_id=record.plan_id,
        at=after.ground.problem.clock(happened.at_s)[:5],
        unchanged=figures_of(unchanged),
        unchanged_open=len(unchanged.plan.unassigned),
        broken=tuple(named(broken) for broken in unchanged.violations),
        changed=tuple(_changes(before, unchanged, after, happened)),
    )
    return kept.model_dump(mode="json")


def _changes(before: DeskDay, unchanged: DeskDay, after: DeskDay, happened: Happened) -> list[Changed]:
    """Return the stops that change hands or their turn, those of a tour together."""
    number, clock = after.ground.tours, after.ground.problem.clock
    late, shifted = _late_min(unchanged), _shifted(unchanged, after)
    found = []
    for stop in after.ground.problem.stops:
        home, target = before.vehicle_of.get(stop.stop_id), after.vehicle_of.get(stop.stop_id)
        is_new = stop.stop_id not in before.ground.problem.stop_by_id
        if is_new and stop.shipment_id == stop.stop_id:
            continue  # where goods change vehicles is no order: the one they are for is named
        if home != target or is_new:
            why = (
                Reason(code="rest_new")
                if is_new and target
                else _why(stop.stop_id, home, target, after, happened, late)
            )
        elif stop.stop_id in shifted:
            was, now = shifted[stop.stop_id]
            why = Reason(code="rest_other_turn", value=clock(now)[:5], detail=clock(was)[:5])
        else:
            continue
        found.append(
            Changed(
                order_id=stop.stop_id,
                name=stop.name or stop.stop_id,
                before=None if home is None else number[home],
                after=None if target is None else number[target],
                why=Said.of(why),
            )
        )
    return sorted(found, key=lambda item: (item.before or 0, item.after or 0))


def _why(
    stop_id: str, home: str | None, target: str | None, after: DeskDay, happened: Happened, late: Mapping[str, int]
) -> Reason:
    """Return the nearest cause of another vehicle."""
    if target is None:
        return after.reasons[stop_id][0]
    if home is None:
        return Reason(code="rest_room")
    if home in happened.out:
        fetched = after.ground.problem.stop_by_id[stop_id].shipment_id == f"{stop_id}/{home}"
        return Reason(code="rest_goods_fetched" if fetched else "rest_vehicle_out", value=home)
    if happened.late_s.get(home):
        return Reason(code="rest_vehicle_late", value=home, detail=str(round(happened.late_s[home] / 60)))
    if stop_id in late:
        return Reason(code="rest_late_there", value=home, detail=str(late[stop_id]))
    return Reason(code="rest_makes_room")


def _shifted(unchanged: DeskDay, after: DeskDay) -> dict[str, tuple[Second, Second]]:
    """Return the arrivals, without and with the proposal, of stops that are served after others than before."""
    found: dict[str, tuple[Second, Second]] = {}
    for name, route in after.routes.items():
        known = after.sequences[name], unchanged.sequences.get(name, ())
        now, was = ([stop for stop in visits if stop in set(known[0]) & set(known[1])] for visits in known)
        matched = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
        kept = {stop for block in matched for stop in was[block.a : block.a + block.size]}
        arrival = {visit.stop_id: visit.arrival_s for visit in unchanged.routes[name].visits} if was else {}
        found |= {
            visit.stop_id: (arrival[visit.stop_id], visit.arrival_s)
            for visit in route.visits
            if visit.stop_id in arrival and visit.stop_id not in kept
        }
    return found


def _late_min(day: DeskDay) -> dict[str, int]:
    """Return by how many minutes stops are late, those that are."""
    tolerance_s = day.ground.problem.tolerance_s
    visits = (visit for route in day.plan.routes for visit in route.visits)
    return {visit.stop_id: round(visit.lateness_s / 60) for visit in visits if is_late(visit.lateness_s, tolerance_s)}
