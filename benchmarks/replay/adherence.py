"""How far drivers keep to a planned order, and what becomes of a plan at that habit.

A driver who swaps neighbours in the manual plan will swap them in any other.
So a replay shows its result twice: as if every plan were kept, and with the
swaps learned from what was planned and driven in the planner's weeks. Draws
belong to the day, the tour and the customer, so both plans meet the same
driver, and equal plans stay equal.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from typing import Annotated, NamedTuple, Self

import numpy as np
from pydantic import Field

from data.history import PastDay
from routing.model import Frozen, Problem, Stop
from routing.plan import Sequences
from routing.simulate import key, name_key
from routing.table import spot

THIRDS = 3
"""Parts of a tour that have a probability each: swaps are commoner where the plan has had time to go wrong."""

_ADHERENCE = np.uint64(17)


class Adherence(Frozen):
    """How often a driver swaps two neighbours of the planned order.

    Parameters
    ----------
    days
        The days it was learned from.
    swaps
        Probability of a swap, by third of the tour in which the pair begins.
    pairs
        How many pairs each probability was learned from.
    """

    days: tuple[Date, ...] = ()
    swaps: tuple[Annotated[float, Field(ge=0, le=1)], ...] = Field(
        default=(0.0,) * THIRDS, min_length=THIRDS, max_length=THIRDS
    )
    pairs: tuple[int, ...] = Field(default=(0,) * THIRDS, min_length=THIRDS, max_length=THIRDS)

    @property
    def share(self) -> float:
        """Share of neighbours that are driven as planned; 1 is full adherence."""
        total = sum(self.pairs)
        if not total:
            return 1 - sum(self.swaps) / THIRDS
        return 1 - sum(swap * count for swap, count in zip(self.swaps, self.pairs, strict=True)) / total

    @classmethod
    def of(cls, days: Iterable[PastDay]) -> Self:
        """Learn from planned and driven orders.

        Orders are compared on the stops in both. A pair counts as swapped when
        it was driven in reverse; the next pair then begins behind it. A
        third without any pair takes the mean of all.
        """
        swapped, pairs = np.zeros(THIRDS), np.zeros(THIRDS, np.int64)
        seen = tuple(days)
        for planned, rank in (both for day in seen for both in _compared(day)):
            for third, turned in _pairs(planned, rank):
                pairs[third] += 1
                swapped[third] += turned
        mean = swapped.sum() / pairs.sum() if pairs.sum() else 0.0
        swaps = np.where(pairs > 0, swapped / np.maximum(pairs, 1), mean)
        return cls(
            days=tuple(day.date for day in seen),
            swaps=tuple(float(swap) for swap in swaps),
            pairs=tuple(int(count) for count in pairs),
        )

    def applied(
        self, problem: Problem, sequences: Sequences, *, seed: int, draw: int = 0
    ) -> dict[str, tuple[str, ...]]:
        """Return the orders in which the drivers would drive given ones.

        Stops stay on their tour, so forced vehicles, skills and loads hold. Up to its
        last stop with a hard window a tour is driven as planned: a swap
        before it could make it miss.

        Parameters
        ----------
        sequences
            Stop ids per vehicle id, in planned order.
        draw
            Number of the draw, to average over several.
        """
        day = _key(_key(_key(_ADHERENCE, seed), problem.date.toordinal()), draw)
        return {
            vehicle_id: self._driven([problem.stop_by_id[stop_id] for stop_id in stop_ids], day, vehicle_id)
            for vehicle_id, stop_ids in sequences.items()
        }

    def _driven(self, stops: Sequence[Stop], day: np.uint64, vehicle_id: str) -> tuple[str, ...]:
        """Return the order in which one tour is driven."""
        tour = _key(day, name_key(vehicle_id))
        order = [stop.stop_id for stop in stops]
        first = max((row + 1 for row, stop in enumerate(stops) if stop.hard_window), default=0)
        row = first
        while row + 1 < len(stops):
            drawn = int(_key(tour, name_key(_customer(stops[row])))) / 2**64
            turned = drawn < self.swaps[_third(row, len(stops))]
            if turned:
                order[row], order[row + 1] = order[row + 1], order[row]
            row += 1 + turned
        return tuple(order)


FULL = Adherence()
"""Every plan is driven as it stands."""


class _Compared(NamedTuple):
    """A tour's stops in planned order, and each one's place in the driven order."""

    planned: tuple[str, ...]
    driven_rank: dict[str, int]


def _compared(day: PastDay) -> Iterator[_Compared]:
    """Yield the tours of a day on the stops that were planned and driven."""
    for tour in day.tours:
        rank = {stop_id: place for place, stop_id in enumerate(tour.driven)}
        yield _Compared(tuple(stop_id for stop_id in tour.planned if stop_id in rank), rank)


def _pairs(planned: Sequence[str], rank: dict[str, int]) -> Iterator[tuple[int, bool]]:
    """Yield third and outcome of each planned pair of neighbours."""
    row = 0
    while row + 1 < len(planned):
        turned = rank[planned[row]] > rank[planned[row + 1]]
        yield _third(row, len(planned)), turned
        row += 1 + turned


def _third(row: int, size: int) -> int:
    """Return the third of a tour of ``size`` stops that a row lies in."""
    return min(THIRDS - 1, row * THIRDS // size)


def _customer(stop: Stop) -> str:
    """Return what is the same about a stop on every day."""
    return stop.customer_id or spot(stop.location)


def _key(first: np.uint64, second: int | np.uint64) -> np.uint64:
    """Return a number that belongs to this pair of numbers."""
    return np.uint64(key(first, np.uint64(second)))
