"""Changes of a plan, each saved as a step of its own: nobody's change is overwritten."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.accounts.access import Caller
from api.desk.alternatives import Name, chosen
from api.desk.day import DeskDay, arranged, documented, explained
from api.desk.desk import Desk
from api.desk.locks import Locks
from api.desk.moves import Move, moved
from api.desk.proposals import is_proposal, told, unhelped
from api.desk.reading import plan_for, shown
from api.desk.shapes import PlanView
from data.imports.tours import tours_from
from data.store import Transaction, audit, depots, plans
from data.store.jobs import Job
from data.store.plans import PlanRecord
from routing.errors import ConflictError, Finding, NotFoundError, StaleError
from routing.model import Problem

Change = Callable[[DeskDay], tuple[DeskDay, dict[str, Any]]]
"""Returns the day after a change, and what names the step."""


def draft_for(tx: Transaction, caller: Caller, plan_id: str) -> PlanRecord:
    """Return a plan that may be changed.

    Raises
    ------
    NotFoundError
        If there is none for the caller.
    ConflictError
        If it is no draft.
    """
    record = plan_for(tx, caller, plan_id)
    if record.state == "waiting":
        raise ConflictError.of("plan_waiting")
    if record.state == "failed":
        raise ConflictError.of("plan_failed")
    if record.state == "released":
        raise ConflictError.of("plan_released")
    return record


def move_stop(desk: Desk, caller: Caller, plan_id: str, version: int, move: Move, *, now: datetime) -> PlanView:
    """Move a stop, place it or leave it out."""
    return _stepped(desk, caller, plan_id, version, lambda day: moved(day, move), now=now)


def lock_stop(
    desk: Desk, caller: Caller, plan_id: str, version: int, order_id: str, *, locked: bool, now: datetime
) -> PlanView:
    """Fix a stop on its vehicle, or free it."""

    def change(day: DeskDay) -> tuple[DeskDay, dict[str, Any]]:
        if order_id not in day.ground.problem.stop_by_id:
            raise NotFoundError.of("plan_without_order", value=order_id)
        if order_id not in day.vehicle_of:
            raise ConflictError.of("lock_without_tour", value=order_id)
        vehicle_id = day.vehicle_of[order_id]
        tour = day.ground.tours[vehicle_id]
        place = day.sequences[vehicle_id].index(order_id) + 1
        what = {
            "code": "step_stop_locked" if locked else "step_stop_unlocked",
            "value": str(place),
            "detail": str(tour),
        }
        return _locked(day, day.locks.with_stop(order_id, locked=locked), order_id), {**what, "tours": [tour]}

    return _stepped(desk, caller, plan_id, version, change, now=now)


def lock_tour(
    desk: Desk, caller: Caller, plan_id: str, version: int, vehicle_id: str, *, locked: bool, now: datetime
) -> PlanView:
    """Fix a tour as a whole, or free it."""

    def change(day: DeskDay) -> tuple[DeskDay, dict[str, Any]]:
        if vehicle_id not in day.ground.tours:
            raise NotFoundError.of("plan_without_vehicle", value=vehicle_id)
        if vehicle_id not in day.sequences:
            raise ConflictError.of("lock_without_tour", value=vehicle_id)
        tour = day.ground.tours[vehicle_id]
        what = {"code": "step_tour_locked" if locked else "step_tour_unlocked", "value": str(tour)}
        return _locked(day, day.locks.with_tour(vehicle_id, locked=locked), vehicle_id), {**what, "tours": [tour]}

    return _stepped(desk, caller, plan_id, version, change, now=now)


def give_tours(
    desk: Desk, caller: Caller, plan_id: str, version: int, content: bytes, file: str, *, now: datetime
) -> PlanView:
    """Put tours from a file in the place of a plan's, unchanged; what they break is shown, not repaired.

    Raises
    ------
    InputError
        If the file can't be read or names what the day has not; all at once.
    ConflictError
        If they would move what is locked.
    """

    def change(day: DeskDay) -> tuple[DeskDay, dict[str, Any]]:
        given = tours_from(content, file, day.ground.problem)
        vehicle_of = {stop: name for name, visits in given.items() for stop in visits}
        moved_tours = [name for name in day.locks.tours if given.get(name, ()) != day.sequences.get(name, ())]
        moved_stops = [stop for stop in day.locks.stops if vehicle_of.get(stop) != day.vehicle_of.get(stop)]
        if moved_tours or moved_stops:
            raise ConflictError.of("given_against_locks", value=", ".join(sorted([*moved_tours, *moved_stops])))
        after = arranged(day.ground, given, day.locks, reasons={})
        tours = sorted(day.ground.tours[name] for name, visits in given.items() if visits)
        return after, {"code": "step_given", "value": file, "tours": tours}

    return _stepped(desk, caller, plan_id, version, change, now=now)


CHOSEN: Final = {"closest_to_habit": "step_chosen_habit", "most_punctual": "step_chosen_punctual"}
"""What the step is called that takes an alternative."""


def choose(desk: Desk, caller: Caller, plan_id: str, version: int, job: Job, name: Name, *, now: datetime) -> PlanView:
    """Put a plan that a search has found in the place of a draft's.

    Raises
    ------
    ConflictError
        If the search has not found it, it is the plan already, or it would move what is locked.
    """

    def change(day: DeskDay) -> tuple[DeskDay, dict[str, Any]]:
        tours = chosen(job, name, day)
        if tours == day.sequences:
            raise ConflictError.of("choice_already")
        changed = [
            number for vehicle, number in day.ground.tours.items() if day.sequences.get(vehicle) != tours.get(vehicle)
        ]
        return arranged(day.ground, tours, day.locks, reasons=day.reasons), {"code": CHOSEN[name], "tours": changed}

    return _stepped(desk, caller, plan_id, version, change, now=now)


def refuse_begun(problem: Problem) -> None:
    """Refuse to plan a day anew of which some is driven already."""
    if problem.under_way:
        raise ConflictError.of("plan_day_begun")


def undo(desk: Desk, caller: Caller, plan_id: str, version: int, *, now: datetime) -> PlanView:
    """Go back a step."""
    return _shown_step(desk, caller, plan_id, version, -1, now=now)


def redo(desk: Desk, caller: Caller, plan_id: str, version: int, *, now: datetime) -> PlanView:
    """Go forward again a step that was undone."""
    return _shown_step(desk, caller, plan_id, version, 1, now=now)


def release(desk: Desk, caller: Caller, plan_id: str, version: int, *, accept_open: bool, now: datetime) -> PlanView:
    """Freeze the plan with its arrivals.

    Raises
    ------
    ConflictError
        If a rule is broken that what has happened does not break anyway, or stops are open and that is not accepted;
        if it is a proposal for the rest of a day that has been changed otherwise meanwhile.
    """
    with desk.store.read() as tx:
        record = draft_for(tx, caller, plan_id)
        refuse_stale(tx, record, version)
    day = desk.day(record)
    broken_rules = unhelped(record, day)
    if broken_rules:
        findings = [
            Finding(
                code=broken.code,
                file=" ".join(part for part in (broken.vehicle_id, broken.stop_id) if part) or None,
                value=broken.value,
                detail=broken.detail,
            )
            for broken in broken_rules
        ]
        raise ConflictError([Finding(code="release_rules_broken", value=str(len(findings))), *findings])
    if day.plan.unassigned and not accept_open:
        raise ConflictError.of("release_open_stops", value=str(len(day.plan.unassigned)))
    document = documented(day, record.sources).model_dump(mode="json")
    with desk.store.write() as tx:
        refuse_stale(tx, plans.get(tx, plan_id), version)
        _refuse_overtaken(tx, record)
        after = plans.release(tx, plan_id, version, user_id=caller.user.user_id, document=document, now=now)
        _note(tx, caller, "plan.release", after, now=now, open_stops=len(day.plan.unassigned))
    desk.keep(after, day)
    return shown(desk, after)


def _refuse_overtaken(tx: Transaction, record: PlanRecord) -> None:
    """Refuse a proposal for a day of which another change holds by now."""
    rest = told(record)
    if rest is None:
        return
    changed = (other for other in plans.list_(tx, {record.depot_id}, date=record.date) if other.released_at is not None)
    if any(one is not None and one.plan_id == rest.plan_id for one in map(told, changed)):
        raise ConflictError.of("proposal_overtaken")


def drop(desk: Desk, caller: Caller, plan_id: str, version: int, *, now: datetime) -> None:
    """Delete a proposal for the rest of a day.

    Raises
    ------
    ConflictError
        If it is none, or was released.
    """
    with desk.store.write() as tx:
        record = plan_for(tx, caller, plan_id)
        if not is_proposal(record):
            raise ConflictError.of("plan_not_proposal")
        refuse_stale(tx, record, version)
        plans.drop(tx, plan_id, version, user_id=caller.user.user_id, now=now)
        _note(tx, caller, "plan.drop", record, now=now)


def withdraw(desk: Desk, caller: Caller, plan_id: str, version: int, *, now: datetime) -> PlanView:
    """Make a released plan a draft again.

    Raises
    ------
    ConflictError
        If it is not released.
    """
    with desk.store.write() as tx:
        record = plan_for(tx, caller, plan_id)
        if record.state != "released":
            raise ConflictError.of("plan_not_released")
        refuse_stale(tx, record, version)
        after = plans.withdraw(tx, plan_id, version, user_id=caller.user.user_id, now=now)
        _note(tx, caller, "plan.withdraw", after, now=now)
    return shown(desk, after)


def refuse_stale(tx: Transaction, record: PlanRecord, version: int) -> None:
    """Raise StaleError, naming who changed which tours when, if the plan has another version."""
    if record.version == version:
        return
    zone = ZoneInfo(depots.get(tx, record.depot_id).timezone)
    parts = [f"{record.changed_at.astimezone(zone):%H:%M}"]
    if record.cursor:
        step = plans.step(tx, record.plan_id, record.cursor)
        if step.at == record.changed_at:
            parts = [*(f"Tour {tour}" for tour in step.what.get("tours", ())), *parts]
    raise StaleError.of("plan_changed", value=record.changed_by or "–", detail=", ".join(parts))


def _locked(day: DeskDay, locks: Locks, name: str) -> DeskDay:
    """Return the day with other locks; everything else stays."""
    if locks == day.locks:
        raise ConflictError.of("lock_already", value=name)
    return DeskDay(day.ground, day.plan, locks, day.forecast)


def _stepped(desk: Desk, caller: Caller, plan_id: str, version: int, change: Change, *, now: datetime) -> PlanView:
    """Change a draft and save that as its next step."""
    with desk.store.read() as tx:
        record = draft_for(tx, caller, plan_id)
        refuse_stale(tx, record, version)
    before = desk.day(record)
    after, what = change(before)
    if after.plan is not before.plan:
        after = explained(after)
    document = documented(after, record.sources).model_dump(mode="json")
    with desk.store.write() as tx:
        refuse_stale(tx, plans.get(tx, plan_id), version)
        saved = plans.push(
            tx,
            plan_id,
            version,
            user_id=caller.user.user_id,
            what=what,
            locks=after.locks.stored(),
            document=document,
            now=now,
        )
        _note(tx, caller, "plan.change", saved, now=now, step=what["code"], tours=what["tours"])
    desk.keep(saved, after)
    return shown(desk, saved)


def _shown_step(desk: Desk, caller: Caller, plan_id: str, version: int, by: int, *, now: datetime) -> PlanView:
    """Show the step before or after."""
    with desk.store.write() as tx:
        record = draft_for(tx, caller, plan_id)
        refuse_stale(tx, record, version)
        if record.cursor + by not in plans.named(tx, plan_id):
            raise ConflictError.of("nothing_to_undo" if by < 0 else "nothing_to_redo")
        after = plans.show(tx, plan_id, version, record.cursor + by, user_id=caller.user.user_id, now=now)
        _note(tx, caller, "plan.undo" if by < 0 else "plan.redo", after, now=now, step=after.cursor)
    return shown(desk, after)


def _note(tx: Transaction, caller: Caller, action: str, record: PlanRecord, *, now: datetime, **detail: Any) -> None:
    audit.note(
        tx, caller.user, action, record.plan_id, depot_id=record.depot_id, now=now, version=record.version, **detail
    )
