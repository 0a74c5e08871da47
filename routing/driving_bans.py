"""When heavy lorries may not be driven: Sundays and holidays, StVO § 30 (3) and (4).

A planning aid, not legal advice. § 30 (3): on Sundays and holidays, from 0 to 22 o'clock, no lorry above 7.5 t of
permitted gross weight may be driven to carry goods for business. The exceptions that hang on the goods (fresh milk,
meat, fish, fruit and vegetables, live bees) or on the trip (combined transport, towing) are not known here, nor is the
ban on trailers behind lighter lorries, nor the bans of the summer's Saturdays on some motorways, nor the roads that
some states leave open on their own holidays. § 30 (4) names the holidays; a state may keep others (Epiphany, Women's
Day, Assumption, Repentance Day, ...), on which lorries drive.
"""

from datetime import date as Date
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from routing.clock import datetime_at, second_at
from routing.holidays import public_holidays
from routing.model import Problem, Second, Shift, Vehicle

HEAVY_ABOVE_KG: Final = 7_500
"""StVO § 30 (3): lorries of more than this permitted gross weight are banned."""

BAN_ENDS_AT: Final = time(22)
"""StVO § 30 (3): the ban lasts from 0 o'clock until this hour."""

CORPUS_CHRISTI_IN: Final = frozenset({"BW", "BY", "HE", "NW", "RP", "SL"})
ALL_SAINTS_IN: Final = frozenset({"BW", "BY", "NW", "RP", "SL"})
REFORMATION_IN: Final = frozenset({"BB", "HB", "HH", "MV", "NI", "SH", "SN", "ST", "TH"})
"""StVO § 30 (4): "only in" these states."""

REFORMATION_LATER_IN: Final = frozenset({"HB", "HH", "NI", "SH"})
"""States that keep Reformation Day since 2018, but stand in StVO § 30 (4) only since April 2020."""

REFORMATION_SINCE: Final = 2020
WHIT_MONDAY_TO_CORPUS_CHRISTI: Final = timedelta(days=10)
SUNDAY: Final = 6


@lru_cache(maxsize=256)
def holidays_of_ban(year: int, state: str | None = None) -> frozenset[Date]:
    """Return the holidays of StVO § 30 (4) in a state such as ``RP`` or ``DE-RP``.

    They are the holidays that all Germany keeps (New Year, Good Friday, Easter Monday, 1 May, Ascension, Whit Monday,
    3 October, both Christmas days; in 2017 also Reformation Day), and in the states that it names Corpus Christi,
    Reformation Day and All Saints. An unknown state has those of all Germany only; years before 1991 have none.
    """
    everywhere, kept = public_holidays(year), public_holidays(year, state)
    code = (state or "").strip().upper().removeprefix("DE-")
    reformation = REFORMATION_IN if year >= REFORMATION_SINCE else REFORMATION_IN - REFORMATION_LATER_IN
    named = {day + WHIT_MONDAY_TO_CORPUS_CHRISTI: CORPUS_CHRISTI_IN for day in everywhere}
    named |= {Date(year, 10, 31): reformation, Date(year, 11, 1): ALL_SAINTS_IN}
    return everywhere | {day for day in kept if code in named.get(day, ())}


def is_banned_day(day: Date, state: str | None = None) -> bool:
    """Tell whether heavy lorries stand still on a day until 22 o'clock: a Sunday or a holiday of StVO § 30 (4)."""
    return day.weekday() == SUNDAY or day in holidays_of_ban(day.year, state)


def driving_bans(problem: Problem, vehicle: Vehicle) -> tuple[tuple[Second, Second], ...]:
    """Return the bans that touch a vehicle's shift: seconds from which and until which it may not be driven.

    The state is that of the vehicle's start depot; the clock is the problem's. A vehicle of unknown gross weight has
    none.
    """
    if vehicle.gross_weight_kg is None or vehicle.gross_weight_kg <= HEAVY_ABOVE_KG:
        return ()
    state = problem.depot_by_id[vehicle.start_depot].state
    first, last = (
        datetime_at(second, problem.date, problem.timezone).date()
        for second in (vehicle.shift.start_s, vehicle.shift.end_s)
    )
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    bans = (_ban(day, problem) for day in days if is_banned_day(day, state))
    return tuple(ban for ban in bans if ban[0] < vehicle.shift.end_s and ban[1] > vehicle.shift.start_s)


def usable_shift(problem: Problem, vehicle: Vehicle) -> Shift | None:
    """Return the longest part of a vehicle's shift in which it may be driven; ``None`` if there is none.

    StVO § 30 (3), (4). Of parts equally long it is the earlier. Driving may end at the stroke of midnight at which a
    ban begins and begin at the stroke of ten in the evening at which it ends.
    """
    shift = vehicle.shift
    bans = driving_bans(problem, vehicle)
    if not bans:
        return shift
    begins = [shift.start_s, *(end_s for _, end_s in bans)]
    ends = [*(start_s for start_s, _ in bans), shift.end_s]
    free = [(start_s, end_s) for start_s, end_s in zip(begins, ends, strict=True) if start_s < end_s]
    if not free:
        return None
    start_s, end_s = max(free, key=lambda part: part[1] - part[0])
    return Shift(start_s=start_s, end_s=end_s)


def _ban(day: Date, problem: Problem) -> tuple[Second, Second]:
    """Return from when until when nobody drives on a banned day."""
    zone = ZoneInfo(problem.timezone)
    begin, end = (
        second_at(datetime.combine(day, hour, zone), problem.date, problem.timezone) for hour in (time(), BAN_ENDS_AT)
    )
    return begin, end
