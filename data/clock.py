"""Clock times as people write them, read into seconds of the plan day (:mod:`routing.clock`)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from routing.clock import second_at

DAY_S = 86_400

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: *(?:Uhr|h))?")
_LAST_HOUR = 47
_SIXTY = 60
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
"""Years that calendar arithmetic can't run over the edge of the calendar from."""


class ClockError(ValueError):
    """A clock time that names no instant of its day, or two.

    Parameters
    ----------
    code
        ``clock_skipped`` (the clocks jump over it) or ``clock_twice``.
    day
        The day on which the clocks change.
    """

    def __init__(self, code: str, day: date) -> None:
        super().__init__(f"{code} on {day}")
        self.code = code
        self.day = day


@dataclass(frozen=True)
class ClockTime:
    """A time as people write it, before it is known on which day it falls.

    Parameters
    ----------
    wall_s
        Seconds the clock shows since its midnight; from 86,400 on it means the next day.
    day
        The day, if the text named one (ISO 8601).
    offset
        Offset from UTC, if the text named one; only with ``day``.
    """

    wall_s: int
    day: date | None = None
    offset: timedelta | None = None

    @property
    def text(self) -> str:
        """The time as ``HH:MM``, after its day if it has one."""
        clock = f"{self.wall_s // 3600:02d}:{self.wall_s // 60 % 60:02d}"
        return clock if self.day is None else f"{self.day} {clock}"

    def second_of(self, plan_day: date, timezone: str) -> int:
        """Return the second of ``plan_day`` in ``timezone``.

        Raises
        ------
        ClockError
            If the clocks change at this time, so that it does not exist or exists twice.
        """
        days, wall_s = divmod(self.wall_s, DAY_S)
        day = (self.day or plan_day) + timedelta(days=days)
        wall = datetime.combine(day, time()) + timedelta(seconds=wall_s)
        if self.offset is not None:
            return second_at((wall - self.offset).replace(tzinfo=UTC), plan_day, timezone)
        zone = ZoneInfo(timezone)
        early, late = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
        if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
            raise ClockError("clock_skipped", day)
        if early.utcoffset() != late.utcoffset():
            raise ClockError("clock_twice", day)
        return second_at(early, plan_day, timezone)


def clock_time(text: str) -> ClockTime | None:
    """Read ``HH:MM``, ``HH:MM:SS`` (up to 47:59:59) or ISO 8601; ``None`` if it is neither."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        if hours > _LAST_HOUR or minutes >= _SIXTY or seconds >= _SIXTY:
            return None
        return ClockTime(wall_s=hours * 3600 + minutes * 60 + seconds)
    if ":" not in text or "-" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    wall_s = moment.hour * 3600 + moment.minute * 60 + moment.second
    return ClockTime(wall_s=wall_s, day=moment.date(), offset=moment.utcoffset())


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_timezone(name: str) -> bool:
    """Tell whether the time zone database knows ``name``."""
    return name in _zones()
