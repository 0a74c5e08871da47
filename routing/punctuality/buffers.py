"""How early to aim at each stop: by how much sampled days shift its service, and at what price it is worth it.

A stop early in its tour is hardly ever moved by the day, one at its end by a
quarter of an hour: so every stop has a buffer of its own. A search that pays
for each minute of it that is used up, in place of a fixed price for using any,
keeps it where it costs little and gives it up where it costs much.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from routing.model import Problem
from routing.plan import Plan
from routing.simulate import Simulated
from routing.solvers import SolveOptions

SURE: Final = 0.9
"""Share of days on which a stop is served by its planned time and its buffer."""

LONGEST_S: Final = 3600
"""A stop that some days throw off altogether is not to pull a tour forward by more."""

END_S: Final = 600
"""Buffer before shift ends, and of stops that no tour serves yet."""

HALF: Final = 0.5
"""How likely a stop that is planned for its last moment is late, about."""


def buffers_of(problem: Problem, plan: Plan, run: Simulated, sure: float = SURE) -> dict[str, int]:
    """Return seconds by due stop that a plan serves: by so much, on most days, service starts after its planned time.

    Parameters
    ----------
    plan
        Timed at expected times.
    run
        The same plan on sampled days.
    """
    planned = {visit.stop_id: visit.service_start_s for route in plan.routes for visit in route.visits}
    buffers = {}
    for route in run.routes:
        reached = np.quantile(route.service_start_s, sure, axis=1)
        for stop_id, start_s in zip(route.stop_ids, reached, strict=True):
            if problem.stop_by_id[stop_id].due_s is not None:
                buffers[stop_id] = round(min(LONGEST_S, max(0.0, float(start_s) - planned[stop_id])))
    return buffers


def aiming(options: SolveOptions, buffers: Mapping[str, int], late_eur: float) -> SolveOptions:
    """Return options with which a search pays for using up buffers what it is likely to cost in late stops.

    Parameters
    ----------
    late_eur
        What one late stop is worth.

    Notes
    -----
    How likely a stop is late rises with the share of its buffer that is used
    up, to about one half when all of it is. A straight line to there stands
    for that curve: a price per minute, with no jump at any moment.
    """
    minutes = max(1.0, sum(buffers.values()) / 60 / max(1, len(buffers)))
    weights = options.weights.model_copy(
        update={"late_eur_per_stop": 0.0, "late_eur_per_min": HALF * late_eur / minutes}
    )
    return options.model_copy(update={"buffers_s": dict(buffers), "due_buffer_s": END_S, "weights": weights})
