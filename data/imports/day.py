"""Clock times of a table, put on the plan day."""

from datetime import date as Date

from data.clock import DAY_S, ClockError, ClockTime
from routing.errors import Finding
from routing.model import Second


class Day:
    """Puts clock times on a plan day and keeps the findings.

    Without a date the clock is that of a day without a change of clocks.
    """

    def __init__(self, date: Date | None, timezone: str, file: str) -> None:
        self.date = date
        self.timezone = timezone
        self.file = file
        self.findings: list[Finding] = []

    def second(self, clock: ClockTime | None, row: int, column: str) -> Second | None:
        """Return the second of the day; ``None`` for no time or one that does not exist."""
        if clock is None:
            return None
        if self.date is None:
            if clock.day is None:
                return clock.wall_s
            self._find("time_needs_date", row, column, clock, "")
            return None
        try:
            second = clock.second_of(self.date, self.timezone)
        except ClockError as error:
            self._find(error.code, row, column, clock, error.day.isoformat())
            return None
        if not -DAY_S <= second <= 2 * DAY_S:
            self._find("time_other_day", row, column, clock, self.date.isoformat())
            return None
        return second

    def _find(self, code: str, row: int, column: str, clock: ClockTime, detail: str) -> None:
        self.findings.append(
            Finding(code=code, file=self.file, row=row, column=column, value=clock.text, detail=detail)
        )
