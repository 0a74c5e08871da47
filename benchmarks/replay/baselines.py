"""Plans that nobody would be proud of, to see where the manual plan stands between them and a good one."""

import numpy as np

from routing.matrix import Matrices, matrix_for
from routing.model import Problem
from routing.plan import Sequences


def nearest_neighbour(problem: Problem, matrices: Matrices) -> dict[str, tuple[str, ...]]:
    """Return tours that always go on to the nearest stop left, all vehicles of the same length.

    Windows and loads are not looked at; forced vehicles and skills are kept.
    """
    left = {stop.stop_id: stop for stop in problem.stops}
    share = -(-len(left) // max(1, len(problem.vehicles)))
    tours: dict[str, tuple[str, ...]] = {}
    for vehicle in problem.vehicles:
        matrix = matrix_for(matrices, vehicle)
        seconds = matrix.seconds[0]
        here = matrix.index[problem.depot_by_id[vehicle.start_depot].place]
        tour: list[str] = []
        while len(tour) < share:
            able = [
                stop
                for stop in left.values()
                if stop.vehicle_id in {None, vehicle.vehicle_id} and stop.skills <= vehicle.skills
            ]
            if not able:
                break
            nearest = min(able, key=lambda stop: (int(seconds[here, matrix.index[stop.place]]), stop.stop_id))
            tour.append(nearest.stop_id)
            here = matrix.index[nearest.place]
            del left[nearest.stop_id]
        tours[vehicle.vehicle_id] = tuple(tour)
    return {vehicle_id: tour for vehicle_id, tour in tours.items() if tour}


def at_random(problem: Problem, sequences: Sequences, seed: int) -> dict[str, tuple[str, ...]]:
    """Return the given tours with each one's stops in random order."""
    draw = np.random.default_rng([seed, problem.date.toordinal()])
    return {
        vehicle_id: tuple(stops[place] for place in draw.permutation(len(stops)))
        for vehicle_id, stops in sequences.items()
    }
