"""How a replay is run."""

from typing import Annotated

from pydantic import Field

from routing.model import Frozen

BUFFER_S = 600
"""Seconds by which the search aims at due times early: measured to repay itself in punctuality on uncertain days."""


class ReplayOptions(Frozen):
    """What decides a replay's figures, beside the history.

    Parameters
    ----------
    scenarios
        Simulated days for each past day, the same for every plan.
    work_limit
        Work of the planner on each day, see :class:`routing.solvers.SolveOptions`.
    time_cap_s
        Safety cap on planning a day; a day that meets it is marked truncated and counted.
    seed
        Of the planner, the simulated days and the intervals.
    due_buffer_s
        The planner aims this much earlier; what is counted is against the true due times.
    adherence_draws
        Draws of the drivers' habit of swapping neighbours; scenarios are shared out among them.
    """

    scenarios: Annotated[int, Field(ge=1)] = 200
    work_limit: Annotated[int, Field(ge=1)] = 20
    time_cap_s: Annotated[float, Field(gt=0)] = 600.0
    seed: Annotated[int, Field(ge=0)] = 0
    due_buffer_s: Annotated[int, Field(ge=0)] = BUFFER_S
    adherence_draws: Annotated[int, Field(ge=1)] = 8
