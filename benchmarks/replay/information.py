"""The information cut: a past day as it was known at its planning instant, and nothing more.

What a planner gets to see is made here and nowhere else. Stamps, statuses,
driven orders and orders that came in later do not pass.
"""

from collections.abc import Iterable, Sequence
from datetime import date as Date
from typing import NamedTuple

from benchmarks.replay.parity import with_planned_limits
from data.history import Exclusion, PastDay
from data.imports.shipments import whole_shipments
from routing.matrix import Matrix
from routing.model import Problem
from routing.plan import Sequences
from routing.table import TravelTables, matrices_of
from routing.traffic import LearnedTimes

WARM_UP_WEEKS = 4
"""Weeks that the planner must have learned from before a day is replayed."""

DAYS_A_WEEK = 7


class Morning(NamedTuple):
    """What was known when the day was planned, and the plan that was made by hand.

    Parameters
    ----------
    known
        The work as it was known, stops included that customers cancelled later: who plans can't know.
    problem
        The same without them: what both plans are simulated and counted on.
    manual
        The planned sequences on ``problem``.
    unknown
        Stops that became known later; they are in neither plan.
    """

    known: Problem
    problem: Problem
    manual: dict[str, tuple[str, ...]]
    unknown: tuple[str, ...]


class Weeks(NamedTuple):
    """Days to learn from and days to replay, each ascending, and what was left out of the replay."""

    earlier: tuple[PastDay, ...]
    replayed: tuple[PastDay, ...]
    excluded: tuple[Exclusion, ...]


def morning(day: PastDay) -> Morning:
    """Return the day as it was known at its planning instant."""
    work = with_planned_limits(day)
    unknown = tuple(
        stop.stop_id for stop in work.stops if not _known(day.visits[stop.stop_id].known_at_s, day.planned_at_s)
    )
    late = set(unknown)
    stops = tuple(whole_shipments([stop for stop in work.stops if stop.stop_id not in late]))
    # In the order of their ids, so that who cancels moves nothing for a solver that goes by rows.
    planned = tuple(sorted((*stops, *day.cancelled), key=lambda stop: stop.stop_id))
    manual = {tour.tour_id: tuple(stop for stop in tour.planned if stop not in late) for tour in day.tours}
    return Morning(
        known=work.model_copy(update={"stops": planned}),
        problem=work.model_copy(update={"stops": stops}),
        manual=manual,
        unknown=unknown,
    )


def without_cancelled(sequences: Sequences, problem: Problem) -> dict[str, tuple[str, ...]]:
    """Return what is left of tours when the stops that the problem no longer has are taken out."""
    left = {
        vehicle_id: tuple(stop for stop in stops if stop in problem.stop_by_id)
        for vehicle_id, stops in sequences.items()
    }
    return {vehicle_id: stops for vehicle_id, stops in left.items() if stops}


def _known(known_at_s: int | None, planned_at_s: int) -> bool:
    """Tell whether an order was known at the planning instant; without a time it was."""
    return known_at_s is None or known_at_s <= planned_at_s


def weeks(
    days: Sequence[PastDay],
    *,
    first: Date | None = None,
    last: Date | None = None,
    excluded: Iterable[Exclusion] = (),
) -> Weeks:
    """Split a history into the weeks before and the replayed days.

    Parameters
    ----------
    first, last
        Bounds of the replayed days; by default the later half of the history,
        but no day without :data:`WARM_UP_WEEKS` before it.
    excluded
        What the import left out; a day left out of replays is not replayed.
    """
    ordered = sorted(days, key=lambda day: day.date)
    if not ordered:
        return Weeks((), (), ())
    begin = first if first is not None else _default_first([day.date for day in ordered])
    barred = {item.date for item in excluded if item.level == "day" and item.of in {"replay", "everything"}}
    earlier = tuple(day for day in ordered if day.date < begin)
    wanted = [day for day in ordered if day.date >= begin and (last is None or day.date <= last)]
    replayed = tuple(day for day in wanted if day.date not in barred and any(tour.planned for tour in day.tours))
    empty = [
        Exclusion("day_without_tours", day.date, level="day", of="replay")
        for day in wanted
        if day.date not in barred and not any(tour.planned for tour in day.tours)
    ]
    warm_up = [Exclusion("warm_up", day.date, level="day", of="replay") for day in earlier]
    return Weeks(earlier, replayed, (*warm_up, *empty))


def _default_first(dates: Sequence[Date]) -> Date:
    """Return the first day of the later half that has enough weeks before it."""
    half = dates[len(dates) // 2]
    ready = [date for date in dates if (date - dates[0]).days >= WARM_UP_WEEKS * DAYS_A_WEEK]
    return max(half, ready[0]) if ready else half


def expected(problem: Problem, tables: TravelTables, times: LearnedTimes) -> tuple[Problem, dict[str, Matrix]]:
    """Return the day as a planner with ``times`` expects it: his service times, his travel times by profile."""
    known = times.service.expected(problem)
    return known, matrices_of(tables, known, times)
