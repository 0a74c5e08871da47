"""What a solver is told: limits, seed, and what lateness and left-out stops are worth."""

import os
from typing import Annotated

from pydantic import Field

from routing.model import Euro, Frozen, Stop


class Weights(Frozen):
    """What a plan's flaws cost, in euro, beside the vehicles' own costs.

    The defaults make lateness far dearer than driving (a minute late weighs
    as much as several kilometres) and leaving a stop out dearer than any
    lateness a day can hold, because windows are soft unless marked hard.

    Parameters
    ----------
    late_eur_per_stop
        For each due stop served later than the tolerance.
    late_eur_per_min
        For each minute of lateness, counted from the window end.
    unassigned_eur
        For leaving out a stop of priority 0.
    optional_eur
        For leaving out an optional stop that names no price.
    priority_factor
        How many stops of one priority a stop of the next one is worth.
    balance_eur_per_h2
        For each tour, times the square of its hours: long tours beside short ones cost.
    compact_eur_per_km
        For each kilometre, as the crow flies, between a stop and the middle of its tour.
    moved_eur_per_stop, reordered_eur_per_stop
        For each stop of ``SolveOptions.keep`` on another vehicle than there, or after another stop than there.
    """

    late_eur_per_stop: Euro = 50.0
    late_eur_per_min: Euro = 2.0
    unassigned_eur: Annotated[float, Field(ge=0, le=100_000)] = 10_000.0
    optional_eur: Euro = 100.0
    priority_factor: Annotated[float, Field(ge=1, le=4)] = 3.0
    balance_eur_per_h2: Euro = 0.0
    compact_eur_per_km: Euro = 0.0
    moved_eur_per_stop: Euro = 0.0
    reordered_eur_per_stop: Euro = 0.0

    def unassigned(self, stop: Stop) -> float:
        """Return the euro for leaving out a stop: what it names itself, else by its priority."""
        if stop.drop_penalty_eur is not None:
            return stop.drop_penalty_eur
        if stop.optional:
            return self.optional_eur
        return float(self.unassigned_eur * self.priority_factor**stop.priority)


class SolveOptions(Frozen):
    """Limits and aims of one run.

    Parameters
    ----------
    time_limit_s
        Wall-clock seconds for the whole run.
    work_limit
        Units of work after which the search stops: 1000 iterations of our own
        search or, if it takes part, a solution of OR-Tools each. Runs that must be repeatable
        stop on it; the time limit is then only a safety cap.
    seed
        Same seed, same work limit, same number of cores: same plan.
    due_buffer_s
        The search aims at due times and shift ends this many seconds early;
        what is reported is against the true ones.
    buffers_s
        The same for single stops by id, in place of ``due_buffer_s``.
    keep
        Tours by vehicle id to stay close to, at the prices in ``weights``.
    cores
        Searches side by side: all cores of the machine unless given, and one
        under a work limit, which each of them then has.
    or_tools
        Let OR-Tools make a plan beside the searches where it knows the day's
        rules: unless given, in runs that have the time, and not under a work limit.
    """

    time_limit_s: Annotated[float, Field(gt=0)] = 20.0
    work_limit: Annotated[int, Field(ge=1)] | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    due_buffer_s: Annotated[int, Field(ge=0)] = 0
    buffers_s: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    keep: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    cores: Annotated[int, Field(ge=1)] | None = None
    or_tools: bool | None = None
    weights: Weights = Weights()

    @property
    def seats(self) -> int:
        """Searches side by side."""
        return self.cores or (1 if self.work_limit is not None else os.cpu_count() or 1)

    def buffer_s(self, stop_id: str) -> int:
        """Return how many seconds early the search aims to serve a stop: its own buffer or the common one."""
        return self.buffers_s.get(stop_id, self.due_buffer_s)
