"""One plan that several searches improve side by side, each in an area of its own that is drawn anew at every stage."""

from collections.abc import Sequence

import numpy as np

from routing.solvers.areas import Area, areas_of
from routing.solvers.arrays import Ground
from routing.solvers.improvement import Search
from routing.solvers.tours import Tours


class SharedPlan:
    """The plan that the searches work on, and the best one seen.

    All calls are made by one thread; the searches may be at work meanwhile.

    Parameters
    ----------
    tours, euro
        A plan that keeps every rule and what it costs.
    seed
        Of the areas that are drawn.
    """

    def __init__(self, searches: Sequence[Search], ground: Ground, tours: Tours, euro: float, seed: int) -> None:
        self._searches = searches
        self._ground = ground
        self._chance = np.random.default_rng(seed)
        self._working = self._best = (tours, euro)
        self._areas: list[Area] = []

    def deal(self) -> list[Area]:
        """Draw an area for each search; before the next call the stage must be over."""
        self._areas = areas_of(self._working[0], self._ground, len(self._searches), self._chance)
        return self._areas

    def gather(self) -> None:
        """Put the areas' working tours together; the stage is over."""
        self.best()
        self._working = self._together(working=True)
        self._areas = []

    def take(self, tours: Tours, euro: float) -> None:
        """Go on from another plan."""
        self._working = (tours, euro)
        self._best = min(self._best, self._working, key=_cost)

    def go_back(self) -> None:
        """Go on from the best plan."""
        self._working = self._best

    def best(self) -> tuple[Tours, float]:
        """Return the best plan and its euro: that of earlier stages, or the best tours of all areas together."""
        self._best = min(self._best, self._together(), key=_cost)
        return self._best

    def _together(self, *, working: bool = False) -> tuple[Tours, float]:
        """Return the plan with the areas' tours in place of its own, as far as the searches have them already."""
        tours, euro = list(self._working[0]), self._working[1]
        for search, area in zip(self._searches, self._areas, strict=False):
            if search.area is area:
                own, price = search.working if working else search.published
                euro += price - search.begun
                for vehicle in np.flatnonzero(area.vehicles):
                    tours[vehicle] = own[vehicle]
        return tours, euro


def _cost(plan: tuple[Tours, float]) -> float:
    """Return what a plan costs; of equals ``min`` keeps the first."""
    return plan[1]
