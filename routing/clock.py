"""Seconds of the plan day and the instants they stand for.

Second 0 is local midnight of the plan day; a second is a second that really
passes, so on the day the clocks change 08:00 is second 25,200 or 32,400.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = date(1970, 1, 3), date(2199, 12, 28)
"""Days that can be planned: in every zone they and the day after stay within the calendar of plan.json."""


def midnight(day: date, timezone: str) -> datetime:
    """Return second 0: the first instant of ``day`` in ``timezone``, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def second_at(moment: datetime, day: date, timezone: str) -> int:
    """Return the second of ``day`` at an aware ``moment``; fractions are cut off."""
    return (moment.astimezone(UTC) - midnight(day, timezone)) // timedelta(seconds=1)


def datetime_at(second: int, day: date, timezone: str) -> datetime:
    """Return the local, aware datetime of a second of ``day``."""
    return (midnight(day, timezone) + timedelta(seconds=second)).astimezone(ZoneInfo(timezone))


def wall_clock(second: int, day: date, timezone: str) -> str:
    """Return ``HH:MM:SS`` as the clock shows it; hours from 24 on mean the next day, below 0 the day before."""
    local = datetime_at(second, day, timezone)
    hours = (local.date() - day).days * 24 + local.hour
    return f"{hours:02d}:{local.minute:02d}:{local.second:02d}"
