"""What a solver is told: limits, seed, and what lateness and left-out stops are worth."""

from typing import Annotated

from pydantic import Field

from routing.model import Frozen

Euro = Annotated[float, Field(ge=0)]


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
    priority_factor
        How many stops of one priority a stop of the next one is worth.
    """

    late_eur_per_stop: Euro = 50.0
    late_eur_per_min: Euro = 2.0
    unassigned_eur: Annotated[float, Field(ge=0, le=100_000)] = 10_000.0
    priority_factor: Annotated[float, Field(ge=1, le=4)] = 3.0

    def unassigned(self, priority: int) -> float:
        """Return the euro for leaving out a stop of this priority."""
        return float(self.unassigned_eur * self.priority_factor**priority)


class SolveOptions(Frozen):
    """Limits and aims of one run.

    Parameters
    ----------
    time_limit_s
        Wall-clock seconds for the whole run, start of the worker included.
    work_limit
        Units of work after which the search stops: a solution of OR-Tools or
        1000 iterations of our own search each. Runs that must be repeatable
        stop on it; the time limit is then only a safety cap.
    seed
        Same seed, same work limit: same plan.
    due_buffer_s
        The search aims at due times and shift ends this many seconds early;
        what is reported is against the true ones.
    """

    time_limit_s: Annotated[float, Field(gt=0)] = 20.0
    work_limit: Annotated[int, Field(ge=1)] | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    due_buffer_s: Annotated[int, Field(ge=0)] = 0
    weights: Weights = Weights()
