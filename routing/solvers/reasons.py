"""Why a stop could not be placed: for each vehicle, the first rule that stands in the way."""

from collections.abc import Hashable

from routing.driving_bans import usable_shift
from routing.plan import Reason
from routing.solvers.homes import best_home, party_of
from routing.solvers.tours import Day, Tours
from routing.timing import NEVER

NAMED = 5
"""Vehicles named in a reason; of more, their number is told."""

MOST_STEPS = 10_000_000
"""Visits passed in looking for places, a look itself counting as LOOK: a fraction of a second in all."""

LOOK = 1000
"""Visits that one look into a tour counts as, beside its own."""


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
        first: dict[int, int] = {}
        for vehicle, kind in enumerate(day.kinds):
            self._kinds.setdefault(first.setdefault(kind, vehicle), []).append(vehicle)
        for vehicle, kind in enumerate(day.kinds):
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
        obstacles: dict[tuple[str, str], list[int]] = {}
        examined = self._steps <= MOST_STEPS
        alone: dict[int, tuple[str, str] | None] = {}
        for same in (self._groups if examined else self._kinds).values():
            asked = same if forced is None else [one for one in same if day.vehicles[one].vehicle_id == forced]
            if not asked:
                continue
            vehicle, kind = asked[0], day.kinds[asked[0]]
            if kind not in alone:
                alone[kind] = _lacking(day, vehicle, number) or _alone(day, vehicle, number)
            obstacle = alone[kind] or (self._full(vehicle, number) if examined else ("reason_unexamined", ""))
            obstacles.setdefault(obstacle, []).extend(asked)
        if not obstacles:
            return (Reason(code="reason_no_vehicle"),)
        return tuple(
            Reason(code=code, value=value, detail=_named([day.vehicles[one].vehicle_id for one in sorted(who)]))
            for (code, value), who in obstacles.items()
        )

    def _full(self, vehicle: int, number: int) -> tuple[str, str]:
        """Return what ran short in a tour, and count the look."""
        self._steps += LOOK + (len(self._tours[vehicle]) + 1) ** 2 // 2
        return _full(self._day, vehicle, self._tours, number)


def _named(vehicles: list[str]) -> str:
    """List a few vehicles, and count the rest."""
    more = len(vehicles) - NAMED
    return ", ".join(vehicles[:NAMED]) + (f" (+{more})" if more > 0 else "")


def _lacking(day: Day, vehicle: int, number: int) -> tuple[str, str] | None:
    """Return what the vehicle itself lacks for a stop: hours without a driving ban, skills, or room even when empty."""
    van, stop = day.vehicles[vehicle], day.stops[number]
    if usable_shift(day.problem, van) is None:
        return "reason_driving_ban", ""
    if missing := sorted(stop.skills - van.skills):
        return "reason_skills", ", ".join(missing)
    for name, amount in stop.demand.items():
        if amount > van.capacity.get(name, amount):
            return "reason_too_large", f"{amount} {name}"
    return None


def _alone(day: Day, vehicle: int, number: int) -> tuple[str, str] | None:
    """Return what would go wrong on a tour with no other stop."""
    stop, shift = day.stops[number], day.vehicles[vehicle].shift
    times = day.time(vehicle, [number])
    if times[-1, 0] >= NEVER:
        return "reason_unreachable", ""
    start_s, end_s = int(times[1, 1]), int(times[-1, 2])
    if stop.hard_window and stop.due_s is not None and start_s > stop.due_s:
        return "reason_window", day.problem.clock(start_s)[:5]
    return ("reason_shift", day.problem.clock(end_s)[:5]) if end_s > shift.end_s else None


def _full(day: Day, vehicle: int, tours: Tours, number: int) -> tuple[str, str]:
    """Return what ran short in the vehicle's tour as planned."""
    van, visits = day.vehicles[vehicle], tours[vehicle]
    if van.max_stops is not None and len(visits) >= van.max_stops:
        return "reason_full_stops", str(van.max_stops)
    if not day.allowed[vehicle, number]:
        return "reason_locked", ""
    for row, name in enumerate(day.problem.load_dimensions):
        amount, room = int(day.demand[number, row]), int(day.room[vehicle, row])
        if amount and int(day.demand[visits, row].sum()) + amount > room:
            return "reason_full_load", f"{amount} {name}"
    home = best_home(day, vehicle, visits, number)
    if home is None:
        return "reason_full_time", ""
    price = day.prices[party_of(day, number)].sum()
    dear = home.euro - day.rank(vehicle, visits)[1] >= price
    return "reason_dear" if dear else "reason_unfinished", ""
