"""Past days as they were planned and driven: the shape that diagnosis, learning and replay read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Date
from functools import cached_property
from typing import Literal

from routing.errors import Finding
from routing.model import Problem, Second, Stop

Status = Literal["delivered", "failed", "skipped", "cancelled"]


@dataclass(frozen=True, slots=True)
class PastVisit:
    """What was planned and stamped at one stop; seconds of the plan day, ``None`` where unknown.

    ``row`` is the line of the history file. ``known_at_s`` says when the order
    became known (the planning instant unless given). ``failed`` and
    ``skipped`` visits count as late without a stamp, ``cancelled`` ones are out.
    """

    stop_id: str
    row: int
    status: Status
    planned_arrival_s: Second | None
    planned_departure_s: Second | None
    actual_arrival_s: Second | None
    actual_departure_s: Second | None
    known_at_s: Second | None = None


@dataclass(frozen=True, slots=True)
class PastTour:
    """One tour of a day.

    Parameters
    ----------
    tour_id
        Unique in the day; the id of its vehicle in ``PastDay.problem``.
    vehicle_id
        Vehicle that drove it, stable over the days (a pseudonym).
    planned, driven
        Stop ids in planned and in driven order. Cancelled stops are in
        neither, stops that were never approached only in ``planned``.
    planned_departure_s, actual_departure_s
        Leaving the depot.
    planned_end_s, actual_end_s
        Back at the depot.
    trusted
        False if its stamps were made in batches or are otherwise impossible,
        or a stop in between is missing: nothing is learned from them.
    departure_assumed
        True if the planned departure was not in the history but derived.
    start_row, end_row
        Lines of the history file for leaving and coming back.
    """

    tour_id: str
    vehicle_id: str
    planned: tuple[str, ...]
    driven: tuple[str, ...]
    planned_departure_s: Second
    actual_departure_s: Second | None
    planned_end_s: Second | None = None
    actual_end_s: Second | None = None
    trusted: bool = True
    complete: bool = True
    departure_assumed: bool = False
    start_row: int | None = None
    end_row: int | None = None

    @property
    def teaches(self) -> bool:
        """Whether its legs and services can be learned from."""
        return self.trusted and self.complete


@dataclass(frozen=True)
class PastDay:
    """A day of one depot or several, as it was.

    Parameters
    ----------
    problem
        The day's work without cancelled stops, whatever became known later
        included; a vehicle per tour (id = tour id, shift start = planned
        departure, the rest from the vehicle list).
    planned_at_s
        The planning instant, usually 60 min before the first planned departure.
    cancelled
        Stops that were planned and then cancelled by their customers: part of
        what was known at the planning instant, and of nothing after it.
    """

    problem: Problem
    tours: tuple[PastTour, ...]
    visits: Mapping[str, PastVisit]
    planned_at_s: Second
    cancelled: tuple[Stop, ...] = ()

    @property
    def date(self) -> Date:
        """The plan day."""
        return self.problem.date

    @cached_property
    def planned_work(self) -> Problem:
        """The day's work with the stops that were cancelled later."""
        return self.problem.model_copy(update={"stops": (*self.problem.stops, *self.cancelled)})

    @property
    def planned(self) -> dict[str, tuple[str, ...]]:
        """The manual plan as planned: sequences by tour id."""
        return {tour.tour_id: tour.planned for tour in self.tours}

    @property
    def driven(self) -> dict[str, tuple[str, ...]]:
        """The manual plan as driven: sequences by tour id."""
        return {tour.tour_id: tour.driven for tour in self.tours}

    @cached_property
    def tour_of(self) -> dict[str, PastTour]:
        """Tour that each stop was planned on."""
        return {stop_id: tour for tour in self.tours for stop_id in tour.planned}

    def service_start_s(self, stop: Stop) -> Second | None:
        """Return when service started by the stamps: at arrival or when the window opened; ``None`` without any."""
        arrival = self.visits[stop.stop_id].actual_arrival_s
        return None if arrival is None else stop.service_start_s(arrival)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A row, tour or day left out of something, and why.

    ``level`` says how much is left out, ``of`` from what: everything, learning only, or replay only.
    ``reason`` is a code of :mod:`routing.messages`, whose wording ``value`` and ``detail`` fill.
    A tour or day left out of everything has an exclusion for each of its rows.
    """

    reason: str
    date: Date | None
    tour_id: str | None = None
    stop_id: str | None = None
    row: int | None = None
    level: Literal["row", "tour", "day"] = "row"
    of: Literal["everything", "learning", "replay"] = "everything"
    value: str = ""
    column: str | None = None
    detail: str = ""


def calendar_weeks(dates: Iterable[Date]) -> int:
    """Return in how many calendar weeks, Monday to Sunday, dates lie."""
    return len({date.isocalendar()[:2] for date in dates})


@dataclass(frozen=True)
class History:
    """A firm's past days, ascending, with all that was left out.

    ``rows`` counts the lines of the file; every line is in a visit, a tour's start or end, or ``excluded``.
    ``simulated`` says that some line's notes are the word "simulated": every figure made of it must say so.
    """

    days: tuple[PastDay, ...]
    excluded: tuple[Exclusion, ...] = ()
    findings: tuple[Finding, ...] = ()
    rows: int = 0
    file: str = ""
    simulated: bool = False

    def days_for(self, use: Literal["learning", "replay"]) -> tuple[PastDay, ...]:
        """Return the days that are not left out of learning or of the replay as a whole."""
        out = {item.date for item in self.excluded if item.level == "day" and item.of == use}
        return tuple(day for day in self.days if day.date not in out)
