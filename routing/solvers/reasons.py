"""Why a stop could not be placed: for each vehicle, the first rule that stands in the way."""

from collections.abc import Hashable, Iterator
from copy import copy
from typing import Final

from routing.driving_bans import usable_shift
from routing.model import BreakRule, Lock
from routing.plan import Reason
from routing.solvers.homes import best_home, led, party_of
from routing.solvers.rules import BREACHES, BREAKS, DONE, DURATION, NOBODY, Rules
from routing.solvers.tours import Day, Tours
from routing.timing import NEVER, OPEN_END
from routing.trips import UNLIMITED
from routing.work_clock import RULES

Obstacle = tuple[str, str]
"""Code and value of a reason."""

LAWS: Final[dict[BreakRule, str]] = {"arbzg": "ArbZG", "eu561": "VO (EG) 561/2006"}
"""What a break rule is called."""

NAMED = 5
"""Vehicles named in a reason; of more, their number is told."""

MOST_STEPS = 10_000_000
"""Visits passed in looking for places, a look itself counting as LOOK: a fraction of a second in all."""

LOOK = 1000
"""Visits that one look into a tour counts as, beside its own."""

LOOKS = 5
"""Looks that it takes to see which of a ruled vehicle's rules binds."""


def reasons(day: Day, tours: Tours) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons for each stop that no tour serves, by stop id.

    Vehicles with the same obstacle share a reason: its ``value`` is what
    stands in the way, its ``detail`` the vehicles concerned. A stop that only
    one vehicle may serve is explained by that vehicle alone. Of thousands of
    stops left out, tours are not searched for every one: those further down
    the list are told that they were not looked at, where nothing simpler
    stands in the way.
    """
    explained = _Explained(day, tours)
    return {day.stops[number].stop_id: explained.stop(number) for number in day.outside(tours)}


class _Explained:
    """Reasons found so far: stops that differ in nothing but their id share them, and unused vehicles of a kind too."""

    def __init__(self, day: Day, tours: Tours) -> None:
        self._day = day
        self._tours = tours
        self._known: dict[Hashable, tuple[Reason, ...]] = {}
        self._steps = 0
        self._kinds: dict[int, list[int]] = {}
        self._groups: dict[int, list[int]] = {}
        self._alike = _alike(day)
        first: dict[int, int] = {}
        for vehicle, kind in enumerate(self._alike):
            self._kinds.setdefault(first.setdefault(kind, vehicle), []).append(vehicle)
        for vehicle, kind in enumerate(self._alike):
            like = vehicle if tours[vehicle] else -1 - kind
            self._groups.setdefault(like, []).append(vehicle)

    def stop(self, number: int) -> tuple[Reason, ...]:
        """Return why each vehicle that could be meant can't serve one stop."""
        traits = self._traits(number)
        if traits not in self._known:
            self._known[traits] = self._reasons(number)
        return self._known[traits]

    def _traits(self, number: int) -> Hashable:
        """Return all that matters about a stop."""
        names = {"stop_id", "customer_id", "customer_type", "name", "address"}
        stop = self._day.stops[number]
        traits = (getattr(stop, name) for name in type(stop).model_fields if name not in names | {"demand"})
        return *traits, *sorted(stop.demand.items()), float(self._day.prices[number])

    def _reasons(self, number: int) -> tuple[Reason, ...]:
        """Look for a stop's reasons, in one vehicle of each kind or, if that is not what hinders, in every tour."""
        day, forced = self._day, self._day.stops[number].vehicle_id
        obstacles: dict[Obstacle, list[int]] = {}
        examined = self._steps <= MOST_STEPS
        alone: dict[Hashable, Obstacle | None] = {}
        for same in (self._groups if examined else self._kinds).values():
            asked = same if forced is None else [one for one in same if day.vehicles[one].vehicle_id == forced]
            if not asked:
                continue
            vehicle = asked[0]
            done = self._tours[vehicle][: int(day.rules.laws[vehicle, DONE])]
            kind = self._alike[vehicle], tuple(done)
            if kind not in alone:
                alone[kind] = _lacking(day, vehicle, number) or _alone(day, vehicle, number, done)
            obstacle = alone[kind] or (self._full(vehicle, number) if examined else ("reason_unexamined", ""))
            obstacles.setdefault(obstacle, []).extend(asked)
        if not obstacles:
            return (Reason(code="reason_no_vehicle"),)
        return tuple(
            Reason(code=code, value=value, detail=_named([day.vehicles[one].vehicle_id for one in sorted(who)]))
            for (code, value), who in obstacles.items()
        )

    def _full(self, vehicle: int, number: int) -> Obstacle:
        """Return what ran short in a tour, and count the look."""
        look = LOOK + (len(self._tours[vehicle]) + 1) ** 2 // 2
        self._steps += look * (LOOKS if self._day.ruled[vehicle] else 1)
        return _full(self._day, vehicle, self._tours, number)


def _alike(day: Day) -> list[int]:
    """Return a number per vehicle; unused vehicles of the same number meet the same obstacles.

    Vehicles that may serve the same stops are of one kind for the search, though each may lack something else.
    """
    locks: dict[str, list[Lock]] = {}
    for lock in day.problem.locks:
        locks.setdefault(lock.vehicle_id, []).append(lock)
    numbers: dict[Hashable, int] = {}
    return [
        numbers.setdefault(
            (kind, van.skills, usable_shift(day.problem, van) is None, *locks.get(van.vehicle_id, ())), len(numbers)
        )
        for kind, van in zip(day.kinds, day.vehicles, strict=True)
    ]


def _named(vehicles: list[str]) -> str:
    """List a few vehicles, and count the rest."""
    more = len(vehicles) - NAMED
    return ", ".join(vehicles[:NAMED]) + (f" (+{more})" if more > 0 else "")


def _lacking(day: Day, vehicle: int, number: int) -> Obstacle | None:
    """Return what a vehicle itself lacks for a stop, or for the other half of its shipment."""
    if obstacle := _misfit(day, vehicle, number):
        return obstacle
    others = [half for half in party_of(day, number) if half != number]
    if any(_misfit(day, vehicle, half) for half in others) or (
        others and not day.allowed[vehicle, number] and not _locked_away(day, vehicle, number)
    ):
        return "reason_other_half", ", ".join(day.stops[half].stop_id for half in others)
    return None


def _misfit(day: Day, vehicle: int, number: int) -> Obstacle | None:
    """Return what stands between a vehicle and a stop: hours without a driving ban, skills, or room even when empty."""
    van, stop = day.vehicles[vehicle], day.stops[number]
    if usable_shift(day.problem, van) is None:
        return "reason_driving_ban", ""
    if missing := sorted(stop.skills - van.skills):
        return "reason_skills", ", ".join(missing)
    for name, amount in stop.demand.items():
        if amount > van.capacity.get(name, amount):
            return "reason_too_large", f"{amount} {name}"
    return None


def _alone(day: Day, vehicle: int, number: int, done: list[int]) -> Obstacle | None:
    """Return what would go wrong on a tour with no other stop than those done and its shipment's other half."""
    party = party_of(day, number)
    visits = [*done, *(reversed(party) if led(day, number) else party)]
    times = day.time(vehicle, visits)
    if times[-1, 0] >= NEVER:
        return "reason_unreachable", ""
    for place, stop in enumerate(day.stops[row] for row in visits[len(done) :]):
        start_s = int(times[len(done) + place + 1, 1])
        if stop.hard_window and stop.due_s is not None and start_s > stop.due_s:
            if stop is not day.stops[number]:
                return "reason_other_half", stop.stop_id
            return "reason_window", day.problem.clock(start_s)[:5]
    return _too_long(day, vehicle, visits, int(times[-1, 2]))


def _too_long(day: Day, vehicle: int, visits: list[int], end_s: int) -> Obstacle | None:
    """Return which limit of a vehicle's hours a tour passes that ends so late."""
    van, (start_s, last_s) = day.vehicles[vehicle], day.tracks[vehicle].limits[:2].tolist()
    if end_s > van.shift.end_s:
        return "reason_shift", day.problem.clock(end_s)[:5]
    if end_s > last_s:
        return "reason_ban_hours", _hours_left(day, vehicle)
    if van.max_duration_s is not None and end_s - start_s > van.max_duration_s:
        return "reason_duration", _hours(end_s - start_s)
    if day.ruled[vehicle] and day.flaws(vehicle, visits)[1] > day.rules.laws[vehicle, BREACHES]:
        return "reason_law", LAWS[van.break_rule]
    return None


def _hours(seconds: int) -> str:
    """Return a length of time as hours and minutes."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02} h"


def _hours_left(day: Day, vehicle: int) -> str:
    """Return the part of a vehicle's shift that driving bans leave."""
    shift = usable_shift(day.problem, day.vehicles[vehicle]) or day.vehicles[vehicle].shift
    return f"{day.problem.clock(shift.start_s)[:5]}–{day.problem.clock(shift.end_s)[:5]}"


def _locked_away(day: Day, vehicle: int, number: int) -> bool:
    """Tell whether locks or visits done keep a stop off a vehicle."""
    own = day.vehicles[vehicle].vehicle_id
    stop_id = day.stops[number].stop_id
    for lock in day.problem.locks:
        if (lock.vehicle_id != own and stop_id in lock.stops) or (
            lock.vehicle_id == own and lock.extent == "whole" and stop_id not in lock.stops
        ):
            return True
    return False


def _full(day: Day, vehicle: int, tours: Tours, number: int) -> Obstacle:
    """Return what ran short in the vehicle's tour as planned."""
    van, visits, party = day.vehicles[vehicle], tours[vehicle], party_of(day, number)
    if van.max_stops is not None and len(visits) + len(party) > van.max_stops:
        return "reason_full_stops", str(van.max_stops)
    if not day.allowed[vehicle, number]:
        return "reason_locked", ""
    for row, name in enumerate(day.problem.load_dimensions):
        amount, room = int(day.demand[number, row]), int(day.room[vehicle, row])
        if amount and int(day.demand[visits, row].sum()) + amount > room:
            return "reason_full_load", f"{amount} {name}"
    home = best_home(day, vehicle, visits, number)
    if home is None:
        return _binding(day, vehicle, visits, number)
    price = day.prices[party].sum()
    dear = home.euro - day.rank(vehicle, visits)[1] >= price
    return "reason_dear" if dear else "reason_unfinished", ""


def _binding(day: Day, vehicle: int, visits: list[int], number: int) -> Obstacle:
    """Return the one rule without which a stop would have a place in a tour; else that the hours leave none."""
    if day.rules.locks[number] != NOBODY:
        return "reason_lock_kept_out", ""
    for obstacle, freed in _without(day, vehicle, number):
        if best_home(freed, vehicle, visits, number) is not None:
            return obstacle
    return "reason_full_time", ""


def _without(day: Day, vehicle: int, number: int) -> Iterator[tuple[Obstacle, Day]]:
    """Yield the day without one rule each of a vehicle's, and what to say if that one binds."""
    van, rules = day.vehicles[vehicle], day.rules
    if day.ruled[vehicle]:
        if van.break_rule != "none":
            yield ("reason_full_law", LAWS[van.break_rule]), _with_laws(day, vehicle, BREAKS, RULES["none"])
        if van.max_duration_s is not None:
            yield (
                ("reason_full_duration", _hours(van.max_duration_s)),
                _with_laws(day, vehicle, DURATION, int(OPEN_END)),
            )
        if day.demand[number, :-1].any():
            capacity = rules.capacity.copy()
            capacity[vehicle, :-1] = UNLIMITED
            loads = zip(day.problem.load_dimensions, day.demand[number].tolist(), strict=False)
            told = ", ".join(f"{amount} {name}" for name, amount in loads if amount)
            yield ("reason_full_load", told), _with_rules(day, rules._replace(capacity=capacity))
    if usable_shift(day.problem, van) != van.shift and not rules.laws[vehicle, DONE]:
        freed = copy(day)
        limits = day.tracks[vehicle].limits.copy()
        limits[:2] = van.shift.start_s, van.shift.end_s
        freed.tracks = [*day.tracks]
        freed.tracks[vehicle] = day.tracks[vehicle]._replace(limits=limits)
        yield ("reason_ban_hours", _hours_left(day, vehicle)), freed


def _with_laws(day: Day, vehicle: int, column: int, value: int) -> Day:
    """Return the day with another value in a vehicle's laws."""
    laws = day.rules.laws.copy()
    laws[vehicle, column] = value
    return _with_rules(day, day.rules._replace(laws=laws))


def _with_rules(day: Day, rules: Rules) -> Day:
    """Return the day with other rules."""
    freed = copy(day)
    freed.rules = rules
    return freed
