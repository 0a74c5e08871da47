"""What a past day is compared with: times learned from the weeks before it, and the optimiser's plan on them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import timedelta

from benchmarks.diagnose.attribution import EARLIER_WEEKS, earlier_weeks
from benchmarks.diagnose.replans import Planner
from benchmarks.replay.information import expected
from benchmarks.replay.options import BUFFER_S
from benchmarks.replay.parity import with_planned_limits
from data.calibrate import calibrate
from data.history import PastDay
from routing.errors import InputError
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.progress import Say, silent
from routing.solvers import SolveOptions, solve_here
from routing.table import TravelTables, matrices_of
from routing.traffic import LearnedTimes

TIME_CAP_S = 600.0
"""Safety cap on a day's plan; what stops it is the work."""


def planner_of(work_limit: int) -> Planner:
    """Return the reference planner: the optimiser, stopped on work so that its plans are repeatable.

    It is the replay's: aiming early by the same buffer, because plans that are
    just in time on expected times are late as soon as a day is noisy.
    """

    def plan(problem: Problem, matrices: Matrices, seed: int) -> Sequences:
        options = SolveOptions(time_limit_s=TIME_CAP_S, work_limit=work_limit, seed=seed, due_buffer_s=BUFFER_S)
        return solve_here(problem, matrices, options)

    return plan


@dataclass
class References:
    """Expected times and reference plans of past days, each made once.

    Times are learned anew for every calendar week, from all days before it.

    Parameters
    ----------
    days, learning
        All days, and those that may be learned from.
    planner
        Plans a day on expected times, for a seed.
    """

    days: Sequence[PastDay]
    learning: Sequence[PastDay]
    tables: TravelTables
    planner: Planner
    seed: int = 0
    say: Say = silent
    _times: dict[Date, LearnedTimes] = field(default_factory=dict)
    _plans: dict[Date, Sequences] = field(default_factory=dict)

    def covered(self) -> tuple[PastDay, ...]:
        """Return the days with enough weeks before them to learn from."""
        return tuple(
            day for day in self.days if earlier_weeks(self.days, day.date) >= EARLIER_WEEKS and self._learned(day)
        )

    def times(self, day: PastDay) -> LearnedTimes:
        """Return what the weeks before a day's week taught.

        Raises
        ------
        InputError
            If they hold too few stamps to learn from.
        """
        monday = day.date - timedelta(days=day.date.weekday())
        if monday not in self._times:
            before = [past for past in self.learning if past.date < monday]
            self.say(f"{monday}")
            self._times[monday] = calibrate(before, self.tables, name=f"before {monday}", held_out=False)
        return self._times[monday]

    def matrices(self, day: PastDay) -> Matrices:
        """Return a day's travel at the expected times, by profile."""
        return matrices_of(self.tables, day.problem, self.times(day))

    def plan(self, day: PastDay) -> Sequences:
        """Return the reference plan of a day.

        Orders that became known during the day are in it: it says what the
        optimiser would have done with all of the day's work.
        """
        if day.date not in self._plans:
            self.say(f"{day.date}")
            problem, matrices = expected(with_planned_limits(day), self.tables, self.times(day))
            self._plans[day.date] = self.planner(problem, matrices, self.seed)
        return self._plans[day.date]

    def _learned(self, day: PastDay) -> bool:
        try:
            self.times(day)
        except InputError:
            return False
        return True
