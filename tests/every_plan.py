"""The cheapest lawful plan of a tiny day, by trying every tour of every vehicle."""

from itertools import combinations, permutations

from routing.check import check
from routing.schedule import schedule
from routing.solvers.cost import plan_cost


def cheapest(problem, matrix, options):
    """Return the euro of the cheapest plan that check() finds lawful, or ``None`` if there is none.

    Euro add up by tour, so the best order of each set of stops on each vehicle is enough.
    """
    ids = [stop.stop_id for stop in problem.stops]
    outside = {stop.stop_id: options.weights.unassigned(stop) for stop in problem.stops}
    plans = {frozenset(): 0.0}
    for vehicle in problem.vehicles:
        tours = _best_tours(problem, matrix, options, vehicle, ids)
        grown = {}
        for served, euro in plans.items():
            for stops, more in tours.items():
                if not served & stops:
                    both = served | stops
                    grown[both] = min(grown.get(both, float("inf")), euro + more)
        plans = grown
    return min(
        (euro + sum(outside[each] for each in set(ids) - served) for served, euro in plans.items()), default=None
    )


def _best_tours(problem, matrix, options, vehicle, ids):
    """Return the euro of the cheapest lawful tour of a vehicle per set of stops."""
    best = {}
    most = len(ids) if vehicle.max_stops is None else min(len(ids), vehicle.max_stops)
    for size in range(most + 1):
        for stops in combinations(ids, size):
            for order in permutations(stops):
                plan = schedule(problem, {vehicle.vehicle_id: order}, matrix)
                cost = plan_cost(problem, plan, options)
                euro = cost.total_eur - cost.unassigned_eur
                known = best.get(frozenset(stops), float("inf"))
                if euro < known and lawful(problem, plan, matrix, vehicle.vehicle_id):
                    best[frozenset(stops)] = euro
    return best


def lawful(problem, plan, matrix, vehicle_id):
    """Tell whether check() finds nothing wrong with one vehicle's tour, whatever the others do."""
    return not any(found.vehicle_id in {None, vehicle_id} for found in check(problem, plan, matrix))
