"""What habits cost: each one found in the history, priced by planning with and without it.

A habit counts only if the manual plans follow it clearly more than a plan made
without it would by itself. It is then kept as far as the dispatcher kept it
that day, never more strictly: stops he put on their usual tour stay there,
customers he visited in their usual order keep it, tours start when he had them
start. Prices of several habits don't add up, so two ends are shown: the habit
kept alone against none, and all kept against all but this one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.diagnose.customs import Customs, Share
from benchmarks.diagnose.replans import KINDS, Figures, Kind, Planner, Replans
from benchmarks.intervals import Interval, ratio_interval
from data.history import Exclusion, PastDay
from routing.errors import TermintreuError
from routing.progress import Say, silent
from routing.table import TravelTables
from routing.traffic import LearnedTimes

CLEARLY = 0.10
"""By how much a habit's share must exceed that of a free plan."""

LEAST_PRICE = 0.4
"""Late stops a day under which no price is given."""

SAMPLE = 10
"""Days that are planned anew."""

SEEDS = (0, 1, 2)
LEAST_SEEDS = 3

Outcome = Literal["priced", "too_little_history", "no_habit", "too_strict", "too_small"]


@dataclass(frozen=True, slots=True)
class Price:
    """What keeping a habit costs a day, from both ends; intervals over the days.

    Parameters
    ----------
    alone
        This habit kept and no other, less none kept.
    among_all
        All habits kept, less all but this one.
    """

    alone: Interval
    among_all: Interval

    @property
    def low(self) -> float:
        """Return the lower end."""
        return min(self.alone.value, self.among_all.value)

    @property
    def high(self) -> float:
        """Return the higher end."""
        return max(self.alone.value, self.among_all.value)

    def document(self) -> dict[str, Any]:
        """Return both ends for JSON."""
        return {
            "low": self.low,
            "high": self.high,
            "alone": self.alone.document(),
            "among_all": self.among_all.document(),
        }


@dataclass(frozen=True, slots=True)
class Habit:
    """A possible habit, and its price if it has one.

    Parameters
    ----------
    statistic, free_statistic
        Share that followed it in the manual plans and in free ones of the
        sampled days: stops on their usual tour, pairs of customers in their
        usual order, tours starting as usual. NaN where nothing could be counted.
    counted
        How many stops, pairs or tours that is.
    late_per_day, km_per_day
        Price; ``None`` unless ``outcome`` is ``priced``.
    """

    kind: Kind
    statistic: float
    free_statistic: float
    counted: int
    outcome: Outcome
    late_per_day: Price | None = None
    km_per_day: Price | None = None

    @property
    def found(self) -> bool:
        """Whether the manual plans follow it clearly more than a free plan."""
        return self.outcome not in {"too_little_history", "no_habit"}

    @property
    def priced(self) -> bool:
        """Whether it has a price that may be shown."""
        return self.outcome == "priced"

    def document(self) -> dict[str, Any]:
        """Return the habit for JSON."""
        return {
            "kind": self.kind,
            "statistic": None if np.isnan(self.statistic) else self.statistic,
            "free_statistic": None if np.isnan(self.free_statistic) else self.free_statistic,
            "counted": self.counted,
            "found": self.found,
            "outcome": self.outcome,
            "late_per_day": None if self.late_per_day is None else self.late_per_day.document(),
            "km_per_day": None if self.km_per_day is None else self.km_per_day.document(),
        }


@dataclass(frozen=True)
class HabitPrices:
    """All habits looked for, and what the prices rest on.

    Parameters
    ----------
    days
        Sampled days that were planned anew.
    late_per_day, km_per_day
        Means over days and seeds: ``manual`` as planned, and new plans by the
        habits kept, e.g. ``territory+start`` or ``none``.
    """

    habits: tuple[Habit, ...]
    days: tuple[PastDay, ...]
    seeds: tuple[int, ...]
    late_per_day: Mapping[str, float]
    km_per_day: Mapping[str, float]
    left_out: tuple[Exclusion, ...]


def price_habits(
    days: Sequence[PastDay],
    tables: TravelTables,
    times_of: Callable[[PastDay], LearnedTimes],
    planner: Planner,
    *,
    candidates: Sequence[PastDay] | None = None,
    sample: int = SAMPLE,
    seeds: Sequence[int] = SEEDS,
    seed: int = 0,
    progress: Say = silent,
) -> HabitPrices:
    """Find the habits of a history and price them on a sample of its days.

    Parameters
    ----------
    days
        The whole history, in which habits are looked for.
    times_of
        Expected times for a day, learned from the weeks before it.
    planner
        Called with a day's problem (expected service times), its travel and a seed.
    candidates
        Days of the history that may be sampled: those with enough weeks before them. All unless given.
    seeds
        Of the planner, three at least: one plan says little about a habit.
    seed
        Of simulated days and of the drawn days in intervals.

    Raises
    ------
    ValueError
        With fewer than three seeds.
    """
    if len(set(seeds)) < LEAST_SEEDS:
        msg = f"{LEAST_SEEDS} seeds at least, got {list(seeds)}"
        raise ValueError(msg)
    customs = Customs.of(days)
    chosen = _spread(days if candidates is None else candidates, sample)
    replans: list[Replans] = []
    left_out: list[Exclusion] = []
    for number, day in enumerate(chosen, start=1):
        progress(f"{day.date} {number}/{len(chosen)}")
        try:
            replans.append(Replans(day, tables, times_of(day), customs, planner, seeds, seed))
        except TermintreuError as error:
            left_out.append(_not_replannable(day, error))
    looked = [_look(kind, replans) for kind in KINDS]
    found = frozenset(habit.kind for habit in looked if habit.found)
    sampled = _Sample(replans, found, seed)
    sampled.plan(progress)
    left_out += sampled.left_out
    habits = tuple(sampled.price(habit) if habit.found else habit for habit in looked)
    late, km = sampled.means()
    return HabitPrices(habits, sampled.days, tuple(seeds), late, km, tuple(left_out))


def _not_replannable(day: PastDay, error: TermintreuError) -> Exclusion:
    return Exclusion("not_replannable", day.date, level="day", of="replay", value=error.text())


def _spread(days: Sequence[PastDay], sample: int) -> list[PastDay]:
    """Return up to ``sample`` days, evenly spread over all."""
    ordered = sorted(days, key=lambda day: day.date)
    places = np.unique(np.linspace(0, len(ordered) - 1, min(sample, len(ordered))).round().astype(int))
    return [ordered[place] for place in places]


def _look(kind: Kind, replans: Sequence[Replans]) -> Habit:
    """Measure how far the manual plans and free ones follow a habit."""
    manual, free = Share(), Share()
    for replan in replans:
        manual = manual.plus(replan.manual_share(kind))
        free = free.plus(replan.free_share(kind))
    counted = manual.counted and free.counted
    outcome: Outcome = "too_strict"  # until priced
    if not counted:
        outcome = "too_little_history"
    elif manual.value - free.value < CLEARLY:
        outcome = "no_habit"
    return Habit(kind, manual.value, free.value, manual.counted, outcome)


class _Sample:
    """The sampled days under every set of habits that a price needs."""

    def __init__(self, replans: Sequence[Replans], found: frozenset[Kind], seed: int) -> None:
        self.replans = list(replans)
        self.left_out: list[Exclusion] = []
        self.found = found
        self.seed = seed
        # starts are no choice unless they are a habit
        self.always: frozenset[Kind] = frozenset() if "start" in found else frozenset({"start"})
        self.sets: list[frozenset[Kind]] = []

    @property
    def days(self) -> tuple[PastDay, ...]:
        """Return the days that could be planned under every set."""
        return tuple(replan.day for replan in self.replans)

    def plan(self, progress: Say) -> None:
        """Plan all days under all sets; a day that can't be is left out."""
        if not self.found:
            return
        ones = [frozenset({kind}) for kind in KINDS if kind in self.found]
        wanted = [frozenset(), *ones, *(self.found - one for one in ones), self.found]
        self.sets = [kept | self.always for kept in dict.fromkeys(wanted)]
        for number, replan in enumerate(tuple(self.replans), start=1):
            progress(f"{replan.day.date} {number}/{len(self.replans)}: {', '.join(map(self._name, self.sets))}")
            try:
                for kept in self.sets:
                    replan.figures(kept)
            except TermintreuError as error:
                self.replans.remove(replan)
                self.left_out.append(_not_replannable(replan.day, error))

    def price(self, habit: Habit) -> Habit:
        """Return the habit with its price, or with the reason why it has none."""
        if not self.replans:
            return replace(habit, outcome="too_little_history")
        late, km = (self._price(habit.kind, column) for column in (0, 1))
        if self._column(self.found | self.always, 0).sum() > self._manual(0).sum():
            outcome: Outcome = "too_strict"
        elif late.high < LEAST_PRICE:
            outcome = "too_small"
        else:
            outcome = "priced"
        if outcome != "priced":
            return replace(habit, outcome=outcome)
        return replace(habit, outcome=outcome, late_per_day=late, km_per_day=km)

    def means(self) -> tuple[dict[str, float], dict[str, float]]:
        """Return late stops and km a day, of the manual plans and by the habits kept."""
        if not self.replans:
            return {}, {}
        columns = []
        for column in (0, 1):
            by_set = {self._name(kept): self._column(kept, column) for kept in self.sets}
            columns.append(
                {name: float(each.mean()) for name, each in ({"manual": self._manual(column)} | by_set).items()}
            )
        return columns[0], columns[1]

    def _price(self, kind: Kind, column: int) -> Price:
        """Return both ends of a price: in late stops (column 0) or km (1)."""
        one = frozenset({kind})
        alone = self._column(one | self.always, column) - self._column(self.always, column)
        among = self._column(self.found | self.always, column) - self._column(self.found - one | self.always, column)
        days = np.ones(len(alone))
        return Price(ratio_interval(alone, days, seed=self.seed), ratio_interval(among, days, seed=self.seed))

    def _column(self, kept: frozenset[Kind], column: int) -> NDArray[np.float64]:
        return self._array([replan.figures(kept) for replan in self.replans], column)

    def _manual(self, column: int) -> NDArray[np.float64]:
        return self._array([replan.manual for replan in self.replans], column)

    @staticmethod
    def _array(figures: Sequence[Figures], column: int) -> NDArray[np.float64]:
        return np.array([each[column] for each in figures], np.float64)

    def _name(self, kept: frozenset[Kind]) -> str:
        return "+".join(kind for kind in KINDS if kind in kept and kind in self.found) or "none"
