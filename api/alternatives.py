"""Two plans to choose from, beside the one that is planned by default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.planning import PLANNER, PlannedDay, finish, foreseen
from api.roads_of_day import Traffic, as_expected
from data.exports import write_plan_csv
from routing.errors import InputError
from routing.files import write_atomically
from routing.model import Problem
from routing.plan import Sequences
from routing.punctuality.alternatives import PRICE, alternatives
from routing.punctuality.curve import Point
from routing.schedule import schedule
from routing.solvers import SolveOptions
from routing.traffic import LearnedTimes

HABIT_SHARE = 0.3
"""Part of a time limit that the search near the habit has."""


@dataclass(frozen=True)
class OtherDay:
    """A plan to choose, with its late stops on a mean day and the share of stops that leave their usual tour."""

    day: PlannedDay
    expected_late: float
    moved: float


def require_learning(traffic: Traffic, *, sampled: bool) -> None:
    """Refuse before any search what :func:`others` could only refuse after it.

    Parameters
    ----------
    sampled
        Whether the day is planned by sampled days.

    Raises
    ------
    InputError
        If nothing was learned, or what was learned is not used.
    """
    if not (sampled and isinstance(traffic, LearnedTimes)):
        raise InputError.of("alternatives_need_learning", value=traffic.name)


def others(
    problem: Problem, day: PlannedDay, options: SolveOptions, habit: Sequences | None = None
) -> Mapping[str, OtherDay]:
    """Return the plan closest to habit and the most punctual one, by name.

    Parameters
    ----------
    problem
        The day as the lists have it.
    day
        The same, planned by sampled days.
    options
        Limits of the search near the habit.
    habit
        The usual or last tours; fixed territories unless given.

    Raises
    ------
    InputError
        If nothing was learned: without chance no plan is more punctual than another.
    """
    times = day.roads.traffic
    if not isinstance(times, LearnedTimes) or not day.curve:
        raise InputError.of("alternatives_need_learning", value=times.name)
    found = alternatives(
        problem,
        day.roads.matrices,
        times,
        options,
        day.curve,
        habit=habit,
        price=price_beside(day.kpis.distance_km, day.curve),
    )
    expected = as_expected(problem, times)
    return {
        item.name: OtherDay(
            day=finish(
                problem,
                day.roads,
                foreseen(problem, day.roads, schedule(expected, item.point.sequences, day.roads.matrices)),
                planner=PLANNER,
                options=options,
            ),
            expected_late=item.point.expected_late,
            moved=item.moved,
        )
        for item in found
    }


def price_beside(planned_km: float, curve: Sequence[Point]) -> float:
    """Return the share of kilometres beyond the shortest plan that are :data:`PRICE` beyond the plan in hand.

    That plan is what the most punctual one is compared with; it may well drive further than the shortest.
    """
    shortest_km = min(point.distance_km for point in curve)
    further = planned_km / shortest_km if shortest_km else 1.0
    return (1 + PRICE) * max(further, 1.0) - 1


def write_others(found: Mapping[str, OtherDay], out: Path) -> dict[str, Path]:
    """Write each plan as a document and a table into ``out``; return the documents' files by name."""
    files = {}
    for name, other in found.items():
        files[name] = out / f"{name}.json"
        write_atomically(files[name], other.day.document.json_text().encode())
        write_plan_csv(out / f"{name}.csv", other.day.problem, other.day.plan)
    return files
