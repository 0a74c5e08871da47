"""When lorries above 7.5 t stand still, StVO § 30 (3) and (4), by a calendar of its own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from routing.checks.places import clock, steps
from routing.model import Problem, Second, Vehicle
from routing.plan import Route, Violation

_HEAVY_KG = 7_500
_BAN_H = 22
_FIXED = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
_FROM_EASTER = (-2, 1, 39, 50)
"""Days from Easter Sunday to Good Friday, Easter Monday, Ascension, Whit Monday."""

_CORPUS_CHRISTI = 60
_CORPUS_CHRISTI_STATES = ("BW", "BY", "HE", "NW", "RP", "SL")
_REFORMATION_STATES = ("BB", "MV", "SN", "ST", "TH")
_REFORMATION_STATES_SINCE_2020 = ("HB", "HH", "NI", "SH")
_REFORMATION_EVERYWHERE = 2017
_NORTH_JOINS = 2020
_ALL_SAINTS_STATES = ("BW", "BY", "NW", "RP", "SL")
_LONGEST_DAYS = 400
"""Days from the plan day beyond which no calendar is asked."""


def bans(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """Yield each drive of a heavy lorry that touches a ban; what has been driven already is a fact."""
    if vehicle.gross_weight_kg is None or vehicle.gross_weight_kg <= _HEAVY_KG:
        return
    state = next((depot.state for depot in problem.depots if depot.depot_id == vehicle.start_depot), None)
    for step in steps(problem, vehicle, route):
        begin_s, end_s = step.leg.departure_s, step.leg.arrival_s
        if not step.past and begin_s < end_s and _banned(problem, begin_s, end_s, state):
            yield Violation(
                code="check_driving_ban",
                vehicle_id=vehicle.vehicle_id,
                stop_id=step.stop_id,
                value=clock(problem, begin_s),
                detail=clock(problem, end_s),
            )


def _banned(problem: Problem, begin_s: Second, end_s: Second, state: str | None) -> bool:
    """Tell whether a drive has a moment in a ban; one that no calendar reaches has."""
    limit_s = _LONGEST_DAYS * 86_400
    if begin_s < -limit_s or end_s > limit_s:
        return True
    zone = ZoneInfo(problem.timezone)
    midnight = datetime(problem.date.year, problem.date.month, problem.date.day, tzinfo=zone).astimezone(UTC)
    begin, end = midnight + timedelta(seconds=begin_s), midnight + timedelta(seconds=end_s)
    day, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        opens = datetime(day.year, day.month, day.day, tzinfo=zone)
        closes = opens.replace(hour=_BAN_H)
        if _still(day, state) and begin < closes.astimezone(UTC) and end > opens.astimezone(UTC):
            return True
        day += timedelta(days=1)
    return False


def _still(day: date, state: str | None) -> bool:
    """Tell whether a day is a Sunday or a holiday of StVO § 30 (4) in a state."""
    where = (state or "").strip().upper().removeprefix("DE-")
    after_easter = (day - _easter(day.year)).days
    if day.isoweekday() == 7 or (day.month, day.day) in _FIXED or after_easter in _FROM_EASTER:  # noqa: PLR2004 - Sunday
        return True
    if after_easter == _CORPUS_CHRISTI:
        return where in _CORPUS_CHRISTI_STATES
    if (day.month, day.day) == (10, 31):
        north = _REFORMATION_STATES_SINCE_2020 if day.year >= _NORTH_JOINS else ()
        return where in (*_REFORMATION_STATES, *north) or day.year == _REFORMATION_EVERYWHERE
    return (day.month, day.day) == (11, 1) and where in _ALL_SAINTS_STATES


def _easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by Gauss's rule as H. Lichtenberg (1997) amended it."""
    century = year // 100
    moon_shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun_shift = 2 - (3 * century + 3) // 4
    cycle = year % 19
    seed = (19 * cycle + moon_shift) % 30
    correction = (seed + cycle // 11) // 29
    full_moon = 21 + seed - correction
    first_sunday = 7 - (year + year // 4 + sun_shift) % 7
    day = full_moon + 7 - (full_moon - first_sunday) % 7
    return date(year, 3, 1) + timedelta(days=day - 1)
