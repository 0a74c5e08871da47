"""Whether a past stop was late by what was stamped: the one place that decides it for ledger and waterfall."""

from dataclasses import dataclass
from functools import cached_property

from data.history import PastDay, PastTour
from routing.delays import is_late, lateness_s
from routing.model import Second, Stop

MISSED = frozenset({"failed", "skipped"})
"""Statuses that count as late without a stamp: else dropping customers would lower the rate."""


@dataclass(frozen=True)
class Judgement:
    """A past day, judged stop by stop; stamps of tours that can't be trusted count as none."""

    day: PastDay

    @cached_property
    def _drove(self) -> dict[str, PastTour]:
        return {stop_id: tour for tour in self.day.tours for stop_id in tour.driven}

    def stamped_on(self, stop: Stop) -> PastTour | None:
        """Return the tour that drove to a stop, else the one it was planned on."""
        return self._drove.get(stop.stop_id) or self.day.tour_of.get(stop.stop_id)

    def planned_on(self, stop: Stop) -> PastTour | None:
        """Return the tour a stop was planned on, else (it came later) the one that drove to it."""
        return self.day.tour_of.get(stop.stop_id) or self._drove.get(stop.stop_id)

    def driven(self, stop: Stop) -> bool:
        """Tell whether a tour drove to the stop."""
        return stop.stop_id in self._drove

    def start_s(self, stop: Stop) -> Second | None:
        """Return when service started; ``None`` without a stamp that can be trusted."""
        tour = self.stamped_on(stop)
        return self.day.service_start_s(stop) if tour is None or tour.trusted else None

    def lateness_s(self, stop: Stop) -> int | None:
        """Return the seconds of lateness; ``None`` without a stamp that can be trusted."""
        start = self.start_s(stop)
        return None if start is None else lateness_s(start, stop.due_s)

    def late(self, stop: Stop, tolerance_s: int) -> bool | None:
        """Tell whether a due stop was late; ``None`` if nothing tells."""
        seconds = self.lateness_s(stop)
        if seconds is not None:
            return is_late(seconds, tolerance_s)
        return True if self.day.visits[stop.stop_id].status in MISSED else None
