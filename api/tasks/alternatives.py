"""Look for two other plans of a day to choose from: closest to habit, and most punctual; the plan itself stays."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from api.alternatives import HABIT_SHARE
from api.analysis.history_uploads import Part, checked
from api.desk.alternatives import Found, Option, PricePoint, usual_of
from api.desk.day import DeskDay, arranged
from api.desk.desk import Desk
from api.desk.free_part import Tours, fixed_tours, free_part, merged
from api.desk.habits import Past, habit_of
from api.tasks import Accept, Bench
from api.tasks.plan import LONGEST_S, SHORTEST_S
from data.store import Store, depots, files, histories, plans
from data.store.jobs import Job
from routing.errors import ConflictError, InputError
from routing.punctuality import plan_punctually
from routing.punctuality.alternatives import PRICE, alternatives
from routing.punctuality.curve import Point, most_punctual
from routing.solvers import Progress, SolveOptions
from routing.traffic import LearnedTimes

SEARCH_S: Final = 0.15
"""Seconds of search for each stop, unless told otherwise: two plans take more than one."""


def work(job: Job, bench: Bench) -> Accept:
    """Look for other plans than ``job.subject``; see :class:`api.tasks.Task`.

    Raises
    ------
    TermintreuError
        If nothing was learned, or the plan is none to change.
    """
    with bench.store.read() as tx:
        record = plans.get(tx, job.subject)
    if record.state != "draft":
        raise ConflictError.of("plan_released")
    day = Desk(bench.store, bench.settings).day(record)
    times = day.ground.learned
    if times is None:
        raise InputError.of("choice_needs_learning", value=day.ground.traffic.name)
    bench.tell({"stage": "habit"})
    habit = habit_of(bench.store, record, day, partial(_past, bench.store, record.depot_id))
    stops = len(day.ground.problem.stops)
    limit_s = job.payload.get("time_limit_s") or min(max(SEARCH_S * stops, SHORTEST_S), LONGEST_S)
    tours, curve = searched(day, times, None if habit is None else habit.tours, limit_s, bench)
    found = Found(
        plan_id=record.plan_id,
        version=record.version,
        locks=day.locks,
        habit=None if habit is None else usual_of(habit),
        options=tuple(Option.of(name, seen) for name, seen in _seen(day, tours).items()),
        curve=tuple(PricePoint.of(seen) for seen in _seen(day, dict(enumerate(curve))).values()),
    )
    result = found.model_dump(mode="json")
    return lambda _tx: result


def searched(
    day: DeskDay, times: LearnedTimes, habit: Mapping[str, tuple[str, ...]] | None, limit_s: float, bench: Bench
) -> tuple[dict[str, Tours], list[Tours]]:
    """Return the plans to choose by name, and all that the search found on the way; locked tours stay in all."""
    fixed = fixed_tours(day)
    part, start = free_part(day, fixed)
    if not part.problem.vehicles or not part.problem.stops:
        return {}, []
    near_s = 0.0 if habit is None else HABIT_SHARE * limit_s
    options = SolveOptions(time_limit_s=limit_s - near_s)
    curve = plan_punctually(
        part.problem,
        part.matrices,
        times,
        options,
        progress=_teller(bench, limit_s),
        cancel=bench.finish_asked,
        start=start,
    ).curve
    now_km = sum(day.routes[name].distance_m for name in start) / 1000
    shortest_km = min(point.distance_km for point in curve)
    most_km = (1 + PRICE) * max(now_km, shortest_km)
    found: dict[str, Point] = {}
    if habit is not None:
        near = SolveOptions(time_limit_s=near_s)
        both = alternatives(part.problem, part.matrices, times, near, curve, habit=habit, cancel=bench.finish_asked)
        found = {item.name: item.point for item in both}
    # By the kilometres of the plan in hand, not of the shortest: that is what the dispatcher compares with.
    found["most_punctual"] = most_punctual([*curve, *found.values()], most_km)
    tours = {name: merged(day, fixed, point.sequences) for name, point in found.items()}
    return tours, [merged(day, fixed, point.sequences) for point in curve]


def _past(store: Store, depot_id: str) -> Past | None:
    """Return the newest history of a depot."""
    with store.read() as tx:
        depot = depots.get(tx, depot_id)
        kept = [one for one in histories.list_(tx, {depot_id}) if one.file_id and one.vehicles_file_id]
        if not kept:
            return None
        parts = [files.get(tx, file_id) for file_id in (kept[0].file_id, kept[0].vehicles_file_id) if file_id]
    history, fleet = (Part(name=part.name, content=part.content) for part in parts)
    return Past(kept[0].name, checked(history, fleet, depot).days)


def _teller(bench: Bench, limit_s: float) -> Callable[[Progress], None]:
    """Return what tells how far the search is."""

    def tell(news: Progress) -> None:
        bench.tell({"stage": "search", "share": round(min(1.0, news.seconds / limit_s), 3)})

    return tell


def _seen(day: DeskDay, tours: Mapping[Any, Tours]) -> dict[Any, DeskDay]:
    """Return plans as the planning page would show them."""
    return {name: arranged(day.ground, sequences, day.locks, reasons={}) for name, sequences in tours.items()}
