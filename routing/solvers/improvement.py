"""Our own improvement search over a day: sets up the arrays, runs the kernel in chunks, watches the clock.

Several searches may share one day's ground, each in a thread of its own: the
kernels run without the interpreter's lock, and only the working plans differ.

The search itself is :mod:`routing.solvers.annealing`. It prices plans by the
same euro as :mod:`routing.solvers.pricing`: travel by the hour, soft windows
with their buffer, hard windows, shift ends, loads, who may serve whom, and what
it costs to leave a stop out.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.solvers.annealing import annealed, keep, loaded, total
from routing.solvers.areas import Area
from routing.solvers.arrays import (
    BEST,
    LONG,
    MEMBERS,
    NOWHERE,
    OUTSIDE,
    STEP,
    TEMPERATURE,
    TOTAL,
    USED,
    WHO,
    Ground,
    state_of,
    widened,
)
from routing.solvers.ground import ground_of
from routing.solvers.putting_back import ordered, recreated
from routing.solvers.rules import NOBODY
from routing.solvers.tours import Day, Tours


class Heat(NamedTuple):
    """Temperature at the start of a run and at its end, in prices of a typical short leg."""

    start: float
    end: float


HEAT = Heat(6.0, 0.06)
"""Of every search."""

CHUNK_S = 0.005
"""Seconds between two looks at the clock."""

FIRST_CHUNK = 50
"""Iterations before the first look at the clock."""

LEAST_FILL_S = 0.1
"""Seconds for putting stops into tours even if time is over: a rough plan is worth more than none."""

FIRST_BLOCK = 20
"""Stops put into tours before the first look at the clock."""

Listener = Callable[[Tours, int], None]
"""Told the best tours so far and the iterations made, after every chunk; the same object while nothing is better."""

Halted = Callable[[], bool]
"""Tells whether to stop before anything else says so."""


@dataclass(frozen=True)
class Budget:
    """What a search may use up: iterations, or else the seconds from ``begun`` to ``deadline`` (``time.monotonic``)."""

    begun: float
    deadline: float
    iterations: int | None = None

    def until(self, share: float) -> float:
        """Return when a share of the time is over; with iterations, time is only a cap."""
        return self.deadline if self.iterations is not None else self.begun + share * (self.deadline - self.begun)

    def steps(self, share: float) -> int | None:
        """Return the iterations that make a share; ``None`` if time decides."""
        return None if self.iterations is None else round(self.iterations * share)

    def part(self, share: float) -> "Budget":
        """Return a budget of a share of this one, from its beginning on."""
        return Budget(self.begun, self.begun + share * (self.deadline - self.begun), self.steps(share))

    def from_now(self) -> "Budget":
        """Return the same budget from now on; with iterations, time stays only a cap."""
        now = time.monotonic()
        return Budget(now, now + self.deadline - self.begun, self.iterations)

    def less(self, spent: "Budget", times: int) -> "Budget":
        """Return what is left from now on, after another budget was spent so many times."""
        left = (
            None if self.iterations is None or spent.iterations is None else self.iterations - times * spent.iterations
        )
        return Budget(time.monotonic(), self.deadline, left)

    def worth(self, seconds: float, steps: int) -> bool:
        """Tell whether it holds so many seconds, or steps if those count."""
        return self.deadline - self.begun >= seconds if self.iterations is None else self.iterations >= steps

    def used(self, now: float) -> float:
        """Return the share of the time that is over."""
        return min(1.0, (now - self.begun) / max(1e-9, self.deadline - self.begun))


class Search:
    """One search: a working plan of its own on ground that others may share.

    Parameters
    ----------
    ground
        What :func:`routing.solvers.ground.ground_of` returns for the day.
    seed
        The same tours, seed and iterations give the same result.
    """

    def __init__(self, day: Day, ground: Ground, seed: int) -> None:
        self._ground = ground
        self._state = state_of(day, seed)
        self._vehicles = len(day.vehicles)
        self._pairs = bool((ground.rules.mates != NOBODY).any())
        self._short_leg_eur = ground.short_leg_eur
        self._chunk = FIRST_CHUNK
        self._noted = np.full(len(day.vehicles), NOWHERE, np.int64), np.inf
        self._read: tuple[NDArray[np.int64], Tours] = self._noted[0], [[] for _ in day.vehicles]
        self.area: Area | None = None
        self.begun = np.inf
        self.made = 0
        self._set_out = 0

    @property
    def published(self) -> tuple[Tours, float]:
        """The best tours so far and their euro, for any thread at any time; the same object while nothing is better."""
        noted, euro = self._noted
        known, tours = self._read
        if known is not noted:
            tours = _tours(noted, self._vehicles)
            self._read = noted, tours
        return tours, euro

    @property
    def best(self) -> Tours:
        """The best tours so far."""
        return self.published[0]

    @property
    def euro(self) -> float:
        """What the best tours cost, with what is left out."""
        return self._noted[1]

    def begin(self, tours: Tours, halted: Halted) -> None:
        """Take tours that keep every rule, and put every other stop where it costs least, in a random order.

        What fits nowhere stays out, and so does what is left once ``halted`` says so, but for a tenth of a second.
        """
        self._load(tours)
        if any(tours):
            self._note()
        self._fill(halted)
        self._note()

    def take(self, tours: Tours) -> None:
        """Go on from other tours, which must keep every rule."""
        self._load(tours)
        self._note()

    def set_out(self, tours: Tours, crowding: float) -> None:
        """Go on from other tours, hot again, with another ``Settings.crowding``."""
        self._ground = self._ground._replace(settings=self._ground.settings._replace(crowding=crowding))
        self._set_out = self.made
        self.take(tours)

    def attempt(self, tours: Tours, crowding: float, budget: Budget, halted: Halted) -> None:
        """Anneal tours with a crowding, hot to cold; see ``euro`` for what came of it."""
        self.set_out(tours, crowding)
        self.anneal(budget, 1.0, halted)

    def improve(self, area: Area, budget: Budget, share: float, halted: Halted) -> None:
        """Anneal an area until a share of the budget is used up."""
        if len(area.members):
            self.focus(area)
            self.anneal(budget, share, halted)

    def focus(self, area: Area) -> None:
        """Go on with the tours of an area only, which must keep every rule."""
        state = self._state
        state.counts[MEMBERS] = len(area.members)
        state.members[: len(area.members)] = area.members
        self._muster(area.vehicles)
        self._load(area.tours)
        self._note()
        self.begun = self.euro
        self.area = area

    @property
    def working(self) -> tuple[Tours, float]:
        """The working plan and what it costs; not while the search is at work."""
        state = self._state
        sizes = state.sizes.tolist()
        tours = [state.times[row, 1 : size + 1, WHO].tolist() if size else [] for row, size in enumerate(sizes)]
        return tours, float(state.sums[TOTAL])

    def _muster(self, vehicles: NDArray[np.bool_]) -> None:
        """Have no vehicles but these; all stand without a tour until tours are loaded."""
        state, kinds = self._state, self._ground.kinds
        state.sizes[:] = 0
        state.price[:] = 0.0
        state.load[:, :] = 0
        state.counts[USED] = 0
        rows = np.lexsort((~vehicles, kinds))  # in each kind those of the area first
        state.pool[:] = rows
        state.pool_at[rows] = np.arange(len(rows))
        state.spare[:] = np.bincount(kinds[vehicles], minlength=len(state.spare))

    def _load(self, tours: Tours) -> None:
        """Make tours the working plan."""
        state = self._state = widened(self._state, max(map(len, tours), default=0))
        state.home[:] = NOWHERE
        state.counts[OUTSIDE] = 0
        loaded(_flat(tours), self._ground, state)

    def _fill(self, halted: Halted) -> None:
        """Put the stops outside into tours, block by block."""
        ground, state = self._ground, self._state
        state.counts[STEP] += 1
        state.counts[LONG] = 0
        ordered(0, ground, state)
        waiting = state.outside[: state.counts[OUTSIDE]].copy()
        left: list[int] = []
        row, block, now = 0, FIRST_BLOCK, time.monotonic()
        least = now + LEAST_FILL_S
        while row < len(waiting) and not (row and now > least and halted()):
            stops = waiting[row : row + block]
            state.outside[: len(stops)] = stops
            state.counts[OUTSIDE] = len(stops)
            tours = self.working[0] if self._pairs else []
            if recreated(0, np.inf, ground, state):
                left += state.outside[: state.counts[OUTSIDE]].tolist()
            else:
                self._load(tours)  # a shipment broke a rule
                left += stops.tolist()
            row += len(stops)
            took, now = time.monotonic() - now, time.monotonic()
            block = _paced(block, took)
        left += waiting[row:].tolist()
        left = [stop for stop in left if state.home[stop] == NOWHERE]  # its other half may have brought it in
        state.outside[: len(left)] = left
        state.counts[OUTSIDE] = len(left)
        state.sums[TOTAL] = total(ground, state)
        keep(state)

    def anneal(self, budget: Budget, share: float, halted: Halted, listener: Listener | None = None) -> None:
        """Anneal until a share of the budget is used up; cool by what the budget counts."""
        state = self._state
        due, until, now = budget.steps(share), budget.until(share), time.monotonic()
        last = None if due is None else self._set_out + due
        hottest, cooled = HEAT.start * self._short_leg_eur, HEAT.end / HEAT.start
        if self.made == self._set_out:
            state.sums[TEMPERATURE] = hottest
        cooling = 1.0 if budget.iterations is None else cooled ** (1.0 / max(1, budget.iterations))
        while now < until and self.made != last and not halted():
            if budget.iterations is None:
                state.sums[TEMPERATURE] = hottest * cooled ** budget.used(now)
            steps = self._chunk if last is None else min(self._chunk, last - self.made)
            annealed(steps, cooling, self._ground, state)
            self.made += steps
            took, now = time.monotonic() - now, time.monotonic()
            self._chunk = _paced(self._chunk, took)
            if state.sums[BEST] < self.euro:
                self._note()
            if listener is not None:
                listener(self.best, self.made)

    def _note(self) -> None:
        """Publish the best plan; the kernel's own copy changes while others look."""
        self._noted = self._state.best.copy(), float(self._state.sums[BEST])


def improved(
    day: Day, tours: Tours, *, iterations: int | None, deadline: float, seed: int, listener: Listener | None = None
) -> Tours:
    """Return tours that cost less, by ruin and recreate; never dearer ones, never a breach.

    Parameters
    ----------
    tours
        Must keep every rule, as those of :func:`routing.solvers.repair.repaired` do;
        tours that break one come back as they are.
    iterations
        Steps to make. The same tours, seed and iterations give the same
        result; without it the time left until ``deadline`` is the schedule.
    deadline
        Reading of ``time.monotonic`` at which to stop; with ``iterations`` only a cap.
    listener
        Told about every 20 ms.
    """
    if not day.stops or not day.vehicles or not lawful(day, tours):
        return tours
    search = Search(day, ground_of(day), seed)
    search.begin(tours, never)
    search.anneal(Budget(time.monotonic(), deadline, iterations), 1.0, never, listener)
    return min(search.best, tours, key=day.rank_all)


def never() -> bool:
    """Go on, whatever happens."""
    return False


def lawful(day: Day, tours: Tours) -> bool:
    """Tell whether tours keep every rule."""
    return all(day.lawful(vehicle, visits) for vehicle, visits in enumerate(tours))


def _paced(size: int, took: float) -> int:
    """Return how much to do until the next look at the clock, after ``size`` took so many seconds."""
    return max(1, min(2 * size, round(size * CHUNK_S / max(took, CHUNK_S / 100))))


def _flat(tours: Tours) -> NDArray[np.int64]:
    """Return tours one after the other, NOWHERE after each."""
    return np.array([stop for visits in tours for stop in (*visits, NOWHERE)], np.int64)


def _tours(flat: NDArray[np.int64], vehicles: int) -> Tours:
    """Return what :func:`_flat` was given; what stands behind the last tour is nothing."""
    tours: Tours = [[]]
    for stop in flat.tolist():
        if stop != NOWHERE:
            tours[-1].append(stop)
        elif len(tours) == vehicles:
            break
        else:
            tours.append([])
    return tours
