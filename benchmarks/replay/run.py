"""A replay from a history to its verdict: learn, judge the judge, plan, simulate, count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

from benchmarks.replay.adherence import Adherence
from benchmarks.replay.fan_out import FailedDay, Hear, fan_out, unheard
from benchmarks.replay.gate import Calibration, gate
from benchmarks.replay.information import Weeks, morning, weeks
from benchmarks.replay.judges import Judges, cross_fitted, judges_of
from benchmarks.replay.options import ReplayOptions
from benchmarks.replay.replayed_day import DayResult, DayTask
from benchmarks.replay.summary import Refusal, Summary, refusal
from data.calibrate import LEAST_DAYS as LEAST_LEARNED
from data.calibrate import calibrate
from data.history import Exclusion, History, PastDay, PastTour
from routing.errors import HistoryFileError
from routing.progress import Say, silent
from routing.table import TravelTable, TravelTables
from routing.traffic import LearnedTimes


@dataclass(frozen=True)
class Learned:
    """What a replay's planner and judges know, and whether the judges may be believed."""

    weeks: Weeks
    planner: LearnedTimes
    adherence: Adherence
    judges: Judges
    calibration: Calibration


@dataclass(frozen=True)
class Replay:
    """A replay's outcome.

    Parameters
    ----------
    refused
        Why there is no headline; ``None`` if there is one.
    excluded
        Everything left out, with its reason; the history's own exclusions included.
    """

    learned: Learned
    summary: Summary
    refused: Refusal | None
    excluded: tuple[Exclusion, ...]
    failed: tuple[FailedDay, ...]
    options: ReplayOptions


def learn(
    history: History,
    tables: TravelTables,
    options: ReplayOptions,
    *,
    first: Date | None = None,
    last: Date | None = None,
    say: Say = silent,
) -> Learned:
    """Learn planner, adherence and judges from their own weeks, and pass the judge through the gate.

    Parameters
    ----------
    first, last
        Bounds of the replayed days, see :func:`benchmarks.replay.information.weeks`.

    Raises
    ------
    HistoryFileError
        If there is nothing to learn from, nothing to replay, or no stop that can be late.
    """
    split = weeks(history.days, first=first, last=last, excluded=history.excluded)
    if not split.earlier or not split.replayed:
        days = f"{history.days[0].date} – {history.days[-1].date}" if history.days else "0"
        raise HistoryFileError.of("replay_without_days", file=history.file or None, value=days, detail=str(first or ""))
    earlier, judging = _teaching(history, split)
    _refuse_unlearnable(history, earlier, LEAST_LEARNED, "replay_planner_unlearned")
    _refuse_unlearnable(history, judging, LEAST_LEARNED + 1, "replay_judge_unlearned")  # each day is left out in turn
    if not any(stop.due_s is not None for day in split.replayed for stop in morning(day).problem.stops):
        raise HistoryFileError.of("replay_without_due_stops", file=history.file or None, value=str(len(split.replayed)))
    say("planner")
    planner = calibrate(earlier, tables, name="planner")
    adherence = Adherence.of(split.earlier)
    say("judges")
    judges = judges_of(planner, judging, tables, seed=options.seed, earlier=earlier, also=adherence.days)
    say("gate")
    by_day = cross_fitted(judging, tables)
    calibration = gate(judging, tables, by_day.__getitem__, scenarios=options.scenarios, seed=options.seed)
    return Learned(split, planner, adherence, judges, calibration)


def replay(
    history: History,
    learned: Learned,
    tables: TravelTables,
    options: ReplayOptions,
    *,
    store: Path | None = None,
    plans: Path | None = None,
    workers: int = 1,
    dask: str | None = None,
    say: Say = silent,
    hear: Hear = unheard,
) -> Replay:
    """Replay every day and sum up; see :func:`benchmarks.replay.fan_out.fan_out` for ``store``, ``workers``, ``dask``.

    Parameters
    ----------
    hear
        Told of each day as it ends.
    plans
        Folder of optimised plans, see :func:`benchmarks.replay.plans.planned`.

    Raises
    ------
    HistoryFileError
        If not a single day could be replayed.
    """
    tasks = [_task(day, learned, tables, options, plans) for day in learned.weeks.replayed]
    outcomes = fan_out(tasks, store=store, workers=workers, dask=dask, say=say, hear=hear)
    done = [outcome for outcome in outcomes if isinstance(outcome, DayResult)]
    failed = tuple(outcome for outcome in outcomes if isinstance(outcome, FailedDay))
    if not done:
        raise HistoryFileError.of("replay_all_days_failed", value=str(len(failed)), detail=failed[0].reason)
    judges = learned.judges
    refused = refusal(learned.calibration, len(done), learned.planner.days, judges.headline.times.days)
    excluded = (*history.excluded, *learned.weeks.excluded, *_unknown(learned.weeks.replayed, done), *_failures(failed))
    return Replay(learned, Summary(done, judges, options.seed), refused, excluded, failed, options)


def _refuse_unlearnable(history: History, days: Sequence[PastDay], least: int, code: str) -> None:
    """Raise if fewer days than it takes have stamps to learn from; learning itself can't say which weeks are short."""
    learnable = sum(any(_teaches(day, tour) for tour in day.tours) for day in days)
    if learnable < least:
        span = f"{days[0].date} – {days[-1].date}" if days else "0"
        raise HistoryFileError.of(code, file=history.file or None, value=span, detail=f"{learnable} < {least}")


def _teaches(day: PastDay, tour: PastTour) -> bool:
    """Tell whether a tour has stamps that can be learned from."""
    return tour.teaches and any(day.visits[stop].actual_arrival_s is not None for stop in tour.driven)


def _teaching(history: History, split: Weeks) -> tuple[tuple[PastDay, ...], tuple[PastDay, ...]]:
    """Return the days that the planner learns from and those that judges do: all that come after, replayed or not.

    Days that the import left out of learning teach neither.
    """
    begin = split.replayed[0].date
    ordered = sorted(history.days_for("learning"), key=lambda day: day.date)
    planners = frozenset(day.date for day in split.earlier)
    return tuple(day for day in ordered if day.date in planners), tuple(day for day in ordered if day.date >= begin)


def _task(day: PastDay, learned: Learned, tables: TravelTables, options: ReplayOptions, plans: Path | None) -> DayTask:
    """Return what a worker needs for one day."""
    places = day.planned_work.places.values()
    own: dict[str, TravelTable] = {profile: tables[profile].only(places) for profile in day.problem.profiles}
    return DayTask(day, own, learned.planner, learned.judges, learned.adherence, options, plans)


def _unknown(days: Sequence[PastDay], done: Sequence[DayResult]) -> list[Exclusion]:
    """Return an exclusion for each order that became known after its day was planned."""
    replayed = {result.date for result in done}
    return [
        Exclusion("known_after_planning", day.date, tour.tour_id, stop_id, day.visits[stop_id].row, of="replay")
        for day in days
        if day.date in replayed
        for tour in day.tours
        for stop_id in tour.planned
        if (known := day.visits[stop_id].known_at_s) is not None and known > day.planned_at_s
    ]


def _failures(failed: Sequence[FailedDay]) -> list[Exclusion]:
    return [Exclusion("day_failed", item.date, level="day", of="replay", value=item.reason) for item in failed]
