"""plan_punctually(): one time limit, several prices of lateness, and the plan that costs least on sampled days.

First a plan that knows no chance (and no hours, where kilometres are given). From there single moves, priced by what
sampled days say, look for punctual ones. Days with rules that those don't
know, or too large for them, are searched anew with buffers instead.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.punctuality.buffers import aiming
from routing.punctuality.curve import Point, Sampler, most_punctual, non_dominated
from routing.punctuality.mean_times import mean_times
from routing.punctuality.sampled_search import LEAST_EUR, Aim, Limits, SampledSearch
from routing.solvers import Progress, Solution, SolveOptions, solve
from routing.solvers.cost import plan_cost
from routing.solvers.run import solution_of
from routing.solvers.solution import Flag, Outcome, Termination
from routing.solvers.tours import Day
from routing.traffic import LearnedTimes

FIRST_SHARE: Final = 0.3
"""Part of the limits for the plan that knows no chance."""

RUNG_SHARE: Final = 0.05
"""Part of the limits for each price on the way; what is left goes to the price that was asked for."""

RUNGS: Final = (2.0, 6.0)
"""Prices of a late stop on the way, in what a stop costs on average."""

START: Final = 6.0
"""Price of a late stop to begin with where the kilometres set it, in what a stop costs on average."""

MINUTE: Final = 0.002
"""Late stops that a minute of lateness counts as, there."""

LEAST_STAGE_S: Final = 0.7
"""Seconds below which a search of its own is not worth its beginning."""


@dataclass(frozen=True)
class PunctualPlan:
    """A plan with what other plans of the day would cost.

    Parameters
    ----------
    solution
        The chosen plan; its cost is that of the planned times at the options' prices.
    chosen
        The same on sampled days.
    curve
        No other plan found is as cheap and as punctual as one of these.
    """

    solution: Solution
    chosen: Point
    curve: tuple[Point, ...]


def plan_punctually(
    problem: Problem,
    matrices: Matrices,
    times: LearnedTimes,
    options: SolveOptions,
    *,
    most_km: Callable[[float], float] | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Flag | None = None,
    start: Sequences | None = None,
) -> PunctualPlan:
    """Plan a day so that it holds when the day goes wrong.

    Parameters
    ----------
    problem
        The day as the lists have it; ``times`` bring the expected service.
    options
        Limits for everything together. Of its buffers none is used: they are chosen here.
    most_km
        From the kilometres of the shortest plan, hours and chance left aside, to those that may be driven:
        then the fewest late stops within them are sought. Without it, the least expected euro.
    progress, cancel, start
        As for :func:`routing.solvers.solve`.

    Raises
    ------
    InputError
        If the matrix lacks a place or profile, or ``start`` names unknown ids.
    """
    ladder = _Ladder(Sampler(problem, matrices, times, options), times, options, progress or _unheard, cancel)
    ladder.climb(start, most_km)
    return ladder.result(most_km)


def _unheard(_progress: Progress) -> None:
    """Hear no progress."""


class _Ladder:
    """The searches of a day, one after the other within one limit, each from a plan of those before."""

    def __init__(
        self,
        sampler: Sampler,
        times: LearnedTimes,
        options: SolveOptions,
        progress: Callable[[Progress], None],
        cancel: Flag | None,
    ) -> None:
        self._sampler = sampler
        self._times = times
        self._options = options.model_copy(update={"due_buffer_s": 0, "buffers_s": {}})
        self._progress = progress
        self._cancel = cancel
        self._begun = time.monotonic()
        self._solutions: list[Solution] = []
        self._points: list[Point] = []
        self._prices: list[float] = []
        self._judging_s = 0.0

    def climb(self, start: Sequences | None, most_km: Callable[[float], float] | None) -> None:
        """Search without chance, then at rising prices, then at the price asked for."""
        self._begin(start, mean=most_km is not None)
        if self._over(RUNG_SHARE):
            return
        search = SampledSearch(self._sampler, self._times, self._options)
        if search.able:
            self._settle(search, most_km)
        else:
            self._aim_all(most_km)

    def _begin(self, start: Sequences | None, *, mean: bool) -> None:
        """Search without chance, and without hours where the kilometres are given: so others measure them too."""
        sampler, problem = self._sampler, self._sampler.problem
        if not mean or not problem.vehicles:
            self._search(self._options, FIRST_SHARE, start, 0.0)
            return
        alone = self._options.model_copy(update={"or_tools": False})
        self._search(alone, FIRST_SHARE, start, 0.0, mean_times(problem, sampler.matrices))
        if self._points[0].breaches and not self._over(RUNG_SHARE):
            self._search(self._options, RUNG_SHARE, self._solutions[0].sequences, 0.0)

    def _settle(self, search: SampledSearch, most_km: Callable[[float], float] | None) -> None:
        """Let single moves better the plan, at prices on the way and then as asked; kilometres need no way there."""
        weights = self._options.weights
        for rung in RUNGS if most_km is None else ():
            if self._over(RUNG_SHARE):
                return
            self._move(search, Aim(rung * self._stop_eur(), MINUTE), RUNG_SHARE)
        if self._over(RUNG_SHARE):
            return
        if most_km is None:
            minute = weights.late_eur_per_min / max(LEAST_EUR, weights.late_eur_per_stop)
            self._move(search, Aim(weights.late_eur_per_stop, minute), 1.0)
        else:
            self._move(search, Aim(START * self._stop_eur(), MINUTE, most_km(self._shortest_km())), 1.0)

    def _move(self, search: SampledSearch, aim: Aim, share: float) -> None:
        """Let single moves better the plan that is best by an aim, and judge what was found."""
        begun = time.monotonic()
        work = self._work(share)
        deadline = begun + min(share * self._options.time_limit_s, self._left_s() - self._judging_s)
        if work is not None:
            deadline = self._begun + self._options.time_limit_s
        best = min(self._points, key=lambda point: self._by(aim, point))
        tours, made = search.run(search.day.tours(best.sequences), aim, Limits(work, deadline, self._halted))
        ended: Termination = "cancelled" if self._halted() else "time_limit" if work is None else "work_limit"
        self._note(solution_of(search.day, Outcome(tours, made, ended), begun), aim.late_eur)
        self._progress(
            Progress(
                seconds=round(time.monotonic() - self._begun, 3),
                cost_eur=search.day.rank_all(tours)[1],
                late_stops=search.day.late_stops(tours),
                unassigned=len(search.day.outside(tours)),
                sequences=search.day.sequences(tours),
            )
        )

    def _by(self, aim: Aim, point: Point) -> tuple[int, float, float]:
        """Return what is to be least in a plan to begin from."""
        if aim.most_km is not None and point.distance_km <= aim.most_km:
            return point.breaches, 0.0, point.expected_late
        far = 0.0 if aim.most_km is None else 1.0
        return point.breaches, far, point.driving_eur + aim.late_eur * point.expected_late

    def _halted(self) -> bool:
        """Tell whether the run was cancelled."""
        return self._cancel is not None and self._cancel.is_set()

    def _note(self, found: Solution, price: float) -> None:
        """Judge what was found."""
        begun = time.monotonic()
        self._solutions.append(found)
        self._points.append(self._sampler.point(found.sequences))
        self._prices.append(price)
        self._judging_s = 2 * (time.monotonic() - begun)

    def _aim_all(self, most_km: Callable[[float], float] | None) -> None:
        """Search with buffers at rising prices, then at the price asked for."""
        for rung in RUNGS:
            if self._over(RUNG_SHARE):
                break
            self._aim(rung * self._stop_eur(), RUNG_SHARE)
        if not self._over(RUNG_SHARE):
            self._aim(self._asked(most_km), 1.0)

    def result(self, most_km: Callable[[float], float] | None) -> PunctualPlan:
        """Return the best of all plans."""
        lawful = min(point.breaches for point in self._points)
        points = [point for point in self._points if point.breaches == lawful]
        if most_km is None:
            chosen = min(points, key=lambda point: point.expected_eur(self._options))
        else:
            chosen = most_punctual(points, most_km(self._shortest_km()))
        last = self._solutions[self._points.index(chosen)]
        cost = plan_cost(self._sampler.expected, last.plan, self._options)
        solution = last.model_copy(
            update={
                "cost": cost,
                "seconds": round(time.monotonic() - self._begun, 3),
                "work": sum(found.work for found in self._solutions),
                "truncated": any(found.truncated for found in self._solutions),
                "termination": self._solutions[-1].termination,
            }
        )
        return PunctualPlan(solution, chosen, non_dominated(points))

    def _shortest_km(self) -> float:
        """Return the kilometres of the shortest plan that is no later than the first one, which knows no chance.

        A search that pays little for lateness may find shorter ones: they are no yardstick.
        """
        return min(point.distance_km for point in self._points if point.expected_late <= self._points[0].expected_late)

    def _stop_eur(self) -> float:
        """Return what a stop costs on average."""
        return max(0.01, self._points[0].driving_eur / max(1, len(self._sampler.problem.stops)))

    def _asked(self, most_km: Callable[[float], float] | None) -> float:
        """Return the price of a late stop to end with: the options', or the highest that keeps to the kilometres."""
        if most_km is None:
            return self._options.weights.late_eur_per_stop
        limit = most_km(self._shortest_km())
        price, below = self._stop_eur(), None
        for point, rung in sorted(zip(self._points, self._prices, strict=True), key=lambda pair: pair[1]):
            if rung == 0.0:
                below = point if below is None or point.distance_km < below.distance_km else below
            elif point.distance_km <= limit:
                price, below = rung, point
            elif below is not None and point.distance_km > below.distance_km:
                part = (limit - below.distance_km) / (point.distance_km - below.distance_km)
                return float(price * math.pow(rung / price, max(0.0, min(1.0, part))))
        return price

    def _aim(self, late_eur: float, share: float) -> None:
        """Search at a price of a late stop, from the plan that is cheapest at it."""
        best = min(self._points, key=lambda point: point.driving_eur + late_eur * point.expected_late)
        options = aiming(self._options, best.buffers_s, late_eur).model_copy(update={"or_tools": False})
        self._search(options, share, best.sequences, late_eur)

    def _search(
        self,
        options: SolveOptions,
        share: float,
        start: Sequences | None,
        price: float,
        matrices: Matrices | None = None,
    ) -> None:
        """Search, by other times than the hour's if any are given, and judge what was found."""
        begun = time.monotonic()
        before = begun - self._begun

        def tell(news: Progress) -> None:
            self._progress(news.model_copy(update={"seconds": round(before + news.seconds, 3)}))

        limited = options.model_copy(
            update={
                "time_limit_s": max(0.05, min(share * self._options.time_limit_s, self._left_s())),
                "work_limit": self._work(share),
            }
        )
        expected, hourly = self._sampler.expected, self._sampler.matrices
        found = solve(expected, matrices or hourly, limited, progress=tell, cancel=self._cancel, start=start)
        if matrices is not None:
            day = Day(expected, hourly, self._options)
            ended = Outcome(day.tours(found.sequences), found.work, found.termination)
            found = solution_of(day, ended, begun)
        self._note(found, price)

    def _work(self, share: float) -> int | None:
        """Return a share of the work limit, of what is left at most."""
        limit = self._options.work_limit
        if limit is None:
            return None
        left = limit - sum(found.work for found in self._solutions)
        return max(1, min(round(limit * share), left))

    def _left_s(self) -> float:
        """Return the seconds that are left of the time limit."""
        return self._options.time_limit_s - (time.monotonic() - self._begun)

    def _over(self, share: float) -> bool:
        """Tell whether there is no time, work or reason for another search."""
        if self._halted():
            return True
        if not self._sampler.problem.stops or not self._sampler.problem.vehicles:
            return True
        if self._options.work_limit is not None:
            return sum(found.work for found in self._solutions) >= self._options.work_limit
        return self._left_s() < max(LEAST_STAGE_S, share * self._options.time_limit_s / 2)
