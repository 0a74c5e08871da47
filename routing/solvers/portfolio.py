"""Searches side by side, one per core, which share the day's ground and now and then their best plan.

They are threads: the kernels run without the interpreter's lock, so nothing is
copied but the working plan. The calling thread keeps the clock, looks at the
cancel flag and tells the news. The run is cut into stages; at the end of each
all searches have met, so with a work limit the same seed and the same number
of searches give the same plan, bit for bit.
"""

import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import numpy as np

from routing.solvers.areas import parts_of
from routing.solvers.arrays import Ground, Settings
from routing.solvers.ground import ground_of
from routing.solvers.improvement import Budget, Search
from routing.solvers.shared_plan import SharedPlan
from routing.solvers.solution import ITERATIONS, Flag
from routing.solvers.tours import Day, Tours

SHARES = (0.15, 0.4, 0.65, 0.85)
"""Parts of the run after which searches meet that have the whole plan each."""

STAGES = 200
"""Stages of a run in which each search has an area of its own, at most."""

STAGE_S = 0.05
"""Least seconds of such a stage, up to so many stops; dealing out more takes longer."""

STAGE_STOPS = 1000

STAGE_STEPS = 5000
"""Least steps of each search in such a stage."""

DESCENT = 0.95
"""Share of the run after which each stage sets out from the best plan."""

CROWDINGS = (-6.0, -3.0, -1.0, 0.0)
"""Temperatures that a tour may seem to cost on top; each is tried first, the best one is kept.

A hot search settles how many tours there are, and a cold one can't change that
any more. Which number suits a hot search isn't the one that is cheapest in the end.
"""

TRIALS = 0.1
"""Share of a run for trying them."""

TRIAL_S = 0.1
"""Least seconds of each trial; a shorter one says nothing."""

TRIAL_STEPS = 5000
"""Least steps of each."""

TICK_S = 0.05
"""How often the calling thread looks at the cancel flag."""

WAIT_S = 0.005
"""How often it looks for a guest's plan that everybody waits for."""

NEWS_S = 0.25
"""Least seconds between two pieces of news."""


@dataclass(frozen=True)
class Parts:
    """Which parts of the portfolio are at work: all but where their worth is measured.

    Parameters
    ----------
    areas
        Whether searches on a large plan have an area each, drawn anew at every stage, instead of the whole plan.
    crowdings
        What is tried at the beginning by searches that have the whole plan.
    exchange
        Whether the worst search goes on from the best plan of all where they meet; a guest's is taken up anyway.
    settings
        What each search does.
    """

    areas: bool = True
    crowdings: tuple[float, ...] = CROWDINGS
    exchange: bool = True
    settings: Settings = field(default_factory=Settings)


ALL_PARTS = Parts()

News = Callable[[Tours, int], None]
"""Told the best tours so far and the units of work done."""


class Guest(Protocol):
    """Another solver that makes a plan of its own beside the searches."""

    work: int
    """Units of work done."""

    @property
    def busy(self) -> bool:
        """Whether a plan is still to come."""
        ...

    def begin(self, tours: Tours) -> None:
        """Set out from the first plan."""
        ...

    def look(self) -> None:
        """Do what has to be done now and then; called about every TICK_S."""
        ...

    def plan(self) -> Tours | None:
        """Return its plan, which keeps every rule, once there is one, and once only."""
        ...


class Nobody:
    """No other solver."""

    work = 0
    busy = False

    def begin(self, tours: Tours) -> None:
        """Do nothing."""

    def look(self) -> None:
        """Do nothing."""

    def plan(self) -> Tours | None:
        """Have no plan."""
        return None


class Watch:
    """The clock, the cancel flag and the news of a run, in the hands of the calling thread.

    Parameters
    ----------
    limit
        Reading of ``time.monotonic`` at which the plan has to be there; the search must end at ``deadline``.
    """

    def __init__(self, limit: float, cancel: Flag | None, news: News) -> None:
        self.limit = self.deadline = limit
        self.cancelled = False
        self._cancel = cancel
        self._news = news
        self._halt = threading.Event()
        self._told: Tours | None = None
        self._next = 0.0

    def halted(self) -> bool:
        """Tell whether to stop at once; any thread may ask."""
        return self._halt.is_set() or self.late()

    def reserve(self, seconds: float) -> None:
        """Keep time back for what comes after the search."""
        self.deadline = self.limit - seconds

    def late(self) -> bool:
        """Tell whether the time is over."""
        return time.monotonic() >= self.deadline

    def halt(self) -> None:
        """Let every thread stop."""
        self._halt.set()

    def look(self) -> None:
        """See whether the run was cancelled."""
        if not self.cancelled and self._cancel is not None and self._cancel.is_set():
            self.cancelled = True
            self.halt()

    def tell(self, tours: Tours, work: int) -> None:
        """Pass on the best tours unless they are known or the last news is too fresh."""
        now = time.monotonic()
        if tours is self._told or now < self._next or self.cancelled:
            return
        self._told = tours
        self._next = now + NEWS_S
        self._news(tours, work)


class Portfolio:
    """The searches of one run.

    Parameters
    ----------
    seats
        Searches side by side.
    iterations
        For each search; without it the watch's deadline decides.
    guest
        Another solver, whose plan is taken up where the searches meet.
    parts
        What is at work.
    """

    def __init__(
        self, day: Day, watch: Watch, *, seats: int, iterations: int | None, guest: Guest, parts: Parts = ALL_PARTS
    ) -> None:
        self._day = day
        self._watch = watch
        self._seats = seats
        self._iterations = iterations
        self._guest = guest
        self._parts = parts
        self._searches: list[Search] = []
        self._shared: SharedPlan | None = None
        self.best: Tours = [[] for _ in day.vehicles]
        self._euro = np.inf

    @property
    def work(self) -> int:
        """Units of work done by all together."""
        return sum(search.made for search in self._searches) // ITERATIONS + self._guest.work

    def run(self, start: Tours | None, begun: Callable[[Tours], None]) -> None:
        """Search until the budget is used up; see ``best``.

        Parameters
        ----------
        start
            A plan that keeps every rule.
        begun
            Told the first plan, before the search goes on from it.
        """
        watch = self._watch
        if start is not None:
            self.best = start
        pool = ThreadPoolExecutor(self._seats, thread_name_prefix="search")
        try:
            ground = pool.submit(ground_of, self._day, self._parts.settings)
            if not self._laid(ground):
                return
            self._seat(ground.result())
            first = [[] for _ in self._day.vehicles] if start is None else start
            self._together(pool, [partial(search.begin, first, watch.halted) for search in self._searches])
            if watch.halted():
                return
            begun(self.best)
            self._guest.begin(self._searches[0].best)
            budget = Budget(time.monotonic(), watch.deadline, self._iterations)
            served = sum(map(len, self.best)) == len(self._day.stops)  # else an area may lack the way to serve the rest
            dealt = parts_of(self.best, self._seats) if self._parts.areas and served else 0
            if dealt:
                self._by_areas(pool, budget, ground.result(), self._searches[:dealt])
            else:
                self._anneal(pool, self._tried(pool, budget))
        finally:
            watch.halt()
            pool.shutdown(wait=bool(self._searches))
            self._collect()

    def _laid(self, ground: Future[Ground]) -> bool:
        """Wait for the ground; tell whether it is there in time. It can't be broken off, but nobody has to wait."""
        while not ground.done() and not self._watch.halted():
            wait([ground], TICK_S)
            self._look()
        return ground.done()

    def _seat(self, ground: Ground) -> None:
        """Make the searches."""
        for seat in range(self._seats):
            self._searches.append(Search(self._day, ground, _seed_of(self._day.options.seed, seat)))

    def _tried(self, pool: ThreadPoolExecutor, budget: Budget) -> Budget:
        """Try the crowdings, let every search set out with the best one; return the budget that is left."""
        crowdings, searches, start = self._parts.crowdings, self._searches, self.best
        rounds = math.ceil(len(crowdings) / self._seats)
        trial = budget.part(TRIALS / max(1, rounds))
        if not rounds or not trial.worth(TRIAL_S, TRIAL_STEPS):
            return budget
        tried: list[tuple[float, float]] = []
        for first in range(0, rounds * self._seats, self._seats):
            chosen = [crowdings[(first + seat) % len(crowdings)] for seat in range(self._seats)]
            jobs = zip(searches, chosen, strict=True)
            now, halted = trial.from_now(), self._watch.halted
            self._together(pool, [partial(search.attempt, start, crowding, now, halted) for search, crowding in jobs])
            tried += [(search.euro, crowding) for search, crowding in zip(searches, chosen, strict=True)]
        for search in searches:
            search.set_out(start, min(tried)[1])
        return budget.less(trial, rounds)

    def _anneal(self, pool: ThreadPoolExecutor, budget: Budget) -> None:
        """Anneal the whole plan in every search, in stages; exchange plans between them."""
        for share in (*SHARES, 1.0):
            halted = self._watch.halted
            self._together(pool, [partial(search.anneal, budget, share, halted) for search in self._searches])
            self._await_guest()
            if halted():
                return
            if share < 1.0:
                self._exchange(self._guest.plan())

    def _by_areas(self, pool: ThreadPoolExecutor, budget: Budget, ground: Ground, searches: Sequence[Search]) -> None:
        """Anneal one plan, in stages; in each every one of these searches has an area."""
        halted = self._watch.halted
        shared = self._shared = SharedPlan(searches, ground, self.best, self._euro, self._day.options.seed)
        stages = self._stages(budget)
        for stage in range(1, stages + 1):
            jobs = zip(searches, shared.deal(), strict=True)
            self._together(
                pool, [partial(search.improve, area, budget, stage / stages, halted) for search, area in jobs]
            )
            if halted():
                return
            self._await_guest()
            shared.gather()
            brought = self._guest.plan()
            if brought is not None and self._day.rank_all(brought) < (0, self._euro):
                shared.take(brought, self._day.rank_all(brought)[1])
            elif stage >= DESCENT * stages:
                shared.go_back()

    def _stages(self, budget: Budget) -> int:
        """Return into how many stages a run is cut: in long ones areas meet too seldom, short ones have no time."""
        if budget.iterations is not None:
            return max(1, min(STAGES, budget.iterations // STAGE_STEPS))
        least = STAGE_S * max(1.0, len(self._day.stops) / STAGE_STOPS)
        return max(1, min(STAGES, int((budget.deadline - budget.begun) / least)))

    def _await_guest(self) -> None:
        """With a work limit wait for the guest's plan, so that a run can be repeated."""
        while self._iterations is not None and self._guest.busy and not self._watch.halted():
            time.sleep(WAIT_S)
            self._look()

    def _exchange(self, brought: Tours | None) -> None:
        """Let the worst search go on from the best plan of all, a guest's included."""
        best = min(self._searches, key=lambda search: search.euro)
        worst = max(self._searches, key=lambda search: search.euro)
        if brought is not None and self._day.rank_all(brought) < (0, best.euro):
            worst.take(brought)
        elif self._parts.exchange and worst.euro > best.euro:
            worst.take(best.best)

    def _together(self, pool: ThreadPoolExecutor, jobs: Iterable[Callable[[], None]]) -> None:
        """Run jobs side by side; keep the clock and tell the news until all are done."""
        waiting = {pool.submit(job) for job in jobs}
        while waiting:
            done, waiting = wait(waiting, TICK_S)
            for job in done:
                job.result()
            self._look()

    def _look(self) -> None:
        """See to the cancel flag, the guest and the news."""
        self._watch.look()
        self._guest.look()
        self._collect()
        if self._euro < np.inf:
            self._watch.tell(self.best, self.work)

    def _collect(self) -> None:
        """Note the best plan of all searches."""
        plans = [search.published for search in self._searches] if self._shared is None else [self._shared.best()]
        for tours, euro in plans:
            if euro < self._euro:
                self.best, self._euro = tours, euro


def _seed_of(seed: int, seat: int) -> int:
    """Return a search's seed; the first one has that of the run."""
    return seed if seat == 0 else int(np.random.SeedSequence([seed, seat]).generate_state(1)[0])
