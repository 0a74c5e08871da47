"""The law of breaks and hours, in every lawful form, whatever rule places the pauses.

ArbZG §§ 3 and 4; VO (EG) 561/2006 Art. 6 and 7, with the Court of Justice's Charlton (C-116/92): after a full break,
whole or in its parts, the driving counts from zero. A wait or pause of less than a quarter of an hour is no break and
counts as work. What has happened already is a fact: a rule is broken only where the rest of the day breaks it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from routing.checks.places import steps
from routing.model import Problem, Vehicle
from routing.plan import Route, Violation

_MIN = 60
_QUARTER = 15 * _MIN
_HALF = 30 * _MIN
_THREE_QUARTERS = 45 * _MIN
_SIX_HOURS, _NINE_HOURS, _TEN_HOURS = (hours * 60 * _MIN for hours in (6, 9, 10))
_FOUR_AND_A_HALF_HOURS = 270 * _MIN


class _Spell(NamedTuple):
    """A stretch of the day: driving, other work, or rest."""

    kind: str
    seconds: int
    stop_id: str | None
    past: bool


def law(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """Yield each rule of labour that a tour breaks, at the first place where it does."""
    if vehicle.break_rule == "none":
        return
    day = _joined(_spells(problem, vehicle, route))
    yield from _arbzg(vehicle.vehicle_id, day)
    if vehicle.break_rule == "eu561":
        yield from _eu561(vehicle.vehicle_id, day)


def _spells(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[_Spell]:
    """Yield the day's stretches in order; what the record leaves empty before a drive is rest.

    Not so before the first one: who has not begun to work takes no break from it.
    """
    ended_s = None
    for step in steps(problem, vehicle, route):
        at = step.stop_id, step.past
        if ended_s is not None:
            yield _Spell("rest", step.leg.departure_s - ended_s, *at)
        yield _Spell("drive", step.leg.arrival_s - step.leg.departure_s, *at)
        yield _Spell("rest", step.waited_s, *at)
        yield _Spell("work", step.done_s - step.leg.arrival_s - step.waited_s, *at)
        ended_s = step.done_s


def _joined(spells: Iterator[_Spell]) -> list[_Spell]:
    """Join rests that nothing parts; a rest too short for a break is work."""
    joined: list[_Spell] = []
    for spell in spells:
        if spell.seconds <= 0:
            continue
        before = joined.pop().seconds if joined and spell.kind == joined[-1].kind == "rest" else 0
        joined.append(spell._replace(seconds=before + spell.seconds))
    return [
        spell._replace(kind="work") if spell.kind == "rest" and spell.seconds < _QUARTER else spell for spell in joined
    ]


def _arbzg(who: str, day: list[_Spell]) -> Iterator[Violation]:
    """ArbZG §§ 3 and 4: never six hours on end without a break, enough breaks in all, at most ten hours of work."""
    if all(spell.past for spell in day):
        return
    on_end_s = work_s = breaks_s = rested_s = 0
    unbroken = None
    for spell in day:
        if spell.kind == "rest":
            on_end_s, rested_s = 0, rested_s + spell.seconds
            continue
        breaks_s, rested_s = breaks_s + rested_s, 0  # what no work follows interrupts none
        on_end_s, work_s = on_end_s + spell.seconds, work_s + spell.seconds
        if on_end_s > _SIX_HOURS and not spell.past and unbroken is None:
            unbroken = Violation(
                code="check_work_unbroken", vehicle_id=who, stop_id=spell.stop_id, value=_hours(on_end_s)
            )
    if unbroken is not None:
        yield unbroken
    due_s = _THREE_QUARTERS if work_s > _NINE_HOURS else _HALF if work_s > _SIX_HOURS else 0
    if breaks_s < due_s:
        yield Violation(
            code="check_breaks_short", vehicle_id=who, value=str(breaks_s // _MIN), detail=str(due_s // _MIN)
        )
    if work_s > _TEN_HOURS:
        yield Violation(code="check_work_too_long", vehicle_id=who, value=_hours(work_s))


def _eu561(who: str, day: list[_Spell]) -> Iterator[Violation]:
    """VO (EG) 561/2006: Art. 7, four and a half hours of driving to a full break; Art. 6, nine hours a day."""
    since_s = driving_s = 0
    first_part = False
    unbroken = too_long = None
    for spell in day:
        if spell.kind == "rest":
            full = spell.seconds >= _THREE_QUARTERS or (first_part and spell.seconds >= _HALF)
            since_s, first_part = (0, False) if full else (since_s, True)
        elif spell.kind == "drive":
            since_s, driving_s = since_s + spell.seconds, driving_s + spell.seconds
            if since_s > _FOUR_AND_A_HALF_HOURS and not spell.past and unbroken is None:
                unbroken = Violation(
                    code="check_driving_unbroken", vehicle_id=who, stop_id=spell.stop_id, value=_hours(since_s)
                )
            if driving_s > _NINE_HOURS and not spell.past and too_long is None:
                too_long = Violation(
                    code="check_driving_too_long", vehicle_id=who, stop_id=spell.stop_id, value=_hours(driving_s)
                )
    yield from (breach for breach in (unbroken, too_long) if breach is not None)


def _hours(seconds: int) -> str:
    """Return hours and minutes, rounded up: what is over a limit never reads as the limit."""
    minutes = -(-seconds // _MIN)
    return f"{minutes // 60}:{minutes % 60:02d} h"
