"""Clock times of a past day, over midnight and over the change of clocks."""

from dataclasses import replace
from datetime import date as Date
from datetime import timedelta

from data.clock import DAY_S, ClockError, ClockTime
from data.imports.past_rows import LeftOut, PastRow
from routing.clock import midnight
from routing.model import Second

EARLY_S = 6 * 3600
"""A clock time more than this before its tour's planned departure belongs to the next day."""


def clocks_change(day: Date, timezone: str) -> bool:
    """Tell whether the day has not 24 hours."""
    return midnight(day + timedelta(days=1), timezone) - midnight(day, timezone) != timedelta(days=1)


class PastClock:
    """Puts the clock times of a past day on its seconds; what can't be is noted and unknown."""

    def __init__(self, date: Date, timezone: str, left_out: LeftOut) -> None:
        self.date = date
        self.timezone = timezone
        self._left_out = left_out
        self._plain = not any(clocks_change(date + timedelta(days=days), timezone) for days in (-1, 0, 1))

    def second(self, row: PastRow, column: str, planned_departure_s: Second | None = None) -> Second | None:
        """Return the second in a column of a row; ``None`` if it is blank or no instant of this day.

        Without a date, a time more than six hours before ``planned_departure_s`` is the next day's.
        """
        clock: ClockTime | None = getattr(row.visit, column)
        if clock is None:
            return None
        if planned_departure_s is not None:
            clock = after(clock, planned_departure_s)
        try:
            second = self.at(clock)
        except ClockError as error:
            self._note(row, column, error.code, clock, error.day.isoformat())
            return None
        if not -DAY_S <= second <= 2 * DAY_S:
            self._note(row, column, "time_other_day", clock, self.date.isoformat())
            return None
        return second

    def at(self, clock: ClockTime) -> Second:
        """Return the second of a clock time.

        Raises
        ------
        ClockError
            If the clocks change at this time, so that it does not exist or exists twice.
        """
        if self._plain and clock.offset is None and clock.day in {None, self.date}:
            return clock.wall_s
        return clock.second_of(self.date, self.timezone)

    def usual(self, second: Second) -> Second:
        """Return the second of a day without a change of clocks as the clock of this day shows it."""
        try:
            return self.at(ClockTime(wall_s=second)) if second >= 0 else second
        except ClockError:
            return second

    def _note(self, row: PastRow, column: str, code: str, clock: ClockTime, detail: str) -> None:
        self._left_out.row(row, code, value=clock.text, detail=detail, column=column, of="learning")


def after(clock: ClockTime, planned_departure_s: Second) -> ClockTime:
    """Return the time, on the next day if it lies more than six hours before a tour's planned departure."""
    if clock.day is None and clock.wall_s < planned_departure_s - EARLY_S:
        return replace(clock, wall_s=clock.wall_s + DAY_S)
    return clock
