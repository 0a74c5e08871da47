"""PyVRP at its defaults; single-threaded, so it runs once per core, each time with another seed."""

from typing import Any

import numpy as np

from benchmarks.solver.peers.question import FORBIDDEN, Fleet, Ints, Question, Tours
from benchmarks.solver.peers.side_by_side import optional

PACKAGE = "pyvrp"
SEEDED = True


def tours(question: Question, time_limit_s: float, seed: int) -> Tours:
    """Return its best tours, feasible or not."""
    pyvrp: Any = optional(PACKAGE, PACKAGE)
    stopping: Any = optional("pyvrp.stop", PACKAGE)
    result = pyvrp.solve(
        _data(pyvrp, question), stopping.MaxRuntime(time_limit_s), seed=seed, collect_stats=False, display=False
    )
    found: Tours = [[] for fleet in question.fleets for _ in fleet.vehicles]
    left = [list(reversed(fleet.vehicles)) for fleet in question.fleets]
    for route in result.best.routes():
        visits = [activity.idx for activity in route if activity.is_client()]
        if visits:
            found[left[route.vehicle_type()].pop()] = visits
    return found


def _data(pyvrp: Any, question: Question) -> Any:
    """Return the question in its own shapes; an open end is a depot that every way leads to at no length."""
    nowhere = question.depots + question.stops
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(nowhere + 1)],
        clients=[
            pyvrp.Client(
                location=question.depots + stop,
                delivery=question.demand[stop].tolist(),
                service_duration=int(question.service[stop]),
                tw_early=int(question.windows[stop, 0]),
                tw_late=int(question.windows[stop, 1]),
            )
            for stop in range(question.stops)
        ],
        depots=[pyvrp.Depot(location=place) for place in (*range(question.depots), nowhere)],
        vehicle_types=[
            pyvrp.VehicleType(
                num_available=len(fleet.vehicles),
                capacity=list(fleet.capacity),
                start_depot=fleet.start,
                end_depot=question.depots if fleet.end is None else fleet.end,
                fixed_cost=question.units(fleet.fixed_eur),
                tw_early=fleet.opens_s,
                tw_late=fleet.closes_s,
                unit_distance_cost=question.units(fleet.eur_per_km / 1000),
                unit_duration_cost=question.units(fleet.eur_per_h / 3600),
                profile=number,
            )
            for number, fleet in enumerate(question.fleets)
        ],
        distance_matrices=[_table(question, fleet, question.metres[fleet.table]) for fleet in question.fleets],
        duration_matrices=[_table(question, fleet, question.seconds[fleet.table]) for fleet in question.fleets],
    )


def _table(question: Question, fleet: Fleet, values: Ints) -> Ints:
    """Return a table with the open end as its last place; stops that the fleet may not serve are out of reach."""
    table = np.zeros((len(values) + 1, len(values) + 1), np.int64)
    table[:-1, :-1] = values
    barred = question.depots + np.flatnonzero(~fleet.allowed)
    table[barred, :] = table[:, barred] = FORBIDDEN
    np.fill_diagonal(table, 0)
    return table
