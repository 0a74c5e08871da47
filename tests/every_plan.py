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
    tours = [_best_tours(problem, matrix, options, vehicle, ids) for vehicle in problem.vehicles]
    return _together(tours, {stop.stop_id: options.weights.unassigned(stop) for stop in problem.stops})


def cheapest_by_rank(day):
    """Return the same by the prices and rules of the search itself, which are many times faster."""
    tours = [_best_ranked(day, vehicle) for vehicle in range(len(day.vehicles))]
    return _together(tours, dict(enumerate(day.prices)))


def _together(best, outside):
    """Return the least euro of tours that serve no stop twice, with what it costs to leave the others out."""
    plans = {frozenset(): 0.0}
    for tours in best:
        grown = {}
        for served, euro in plans.items():
            for stops, more in tours.items():
                if not served & stops:
                    both = served | stops
                    grown[both] = min(grown.get(both, float("inf")), euro + more)
        plans = grown
    return min(
        (euro + sum(outside[each] for each in outside.keys() - served) for served, euro in plans.items()), default=None
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


def _best_ranked(day, vehicle):
    """Return the euro of the cheapest tour of a vehicle per set of stops that keeps what the day asks for."""
    best = {}
    able = [stop for stop in range(len(day.stops)) if day.allowed[vehicle, stop]]
    for size in range(len(able) + 1):
        for visits in permutations(able, size):
            euro = day.rank(vehicle, visits)[1]
            stops = frozenset(visits)
            if euro < best.get(stops, float("inf")) and _keeps(day, vehicle, list(visits)):
                best[stops] = euro
    return best


def _keeps(day, vehicle, visits):
    """Tell whether a tour is lawful, with all that is done or locked in its place."""
    tours = [visits if number == vehicle else [] for number in range(len(day.vehicles))]
    return day.lawful(vehicle, visits) and day.anchored(tours)[vehicle] == visits


def lawful(problem, plan, matrix, vehicle_id):
    """Tell whether check() finds nothing wrong with one vehicle's tour, whatever the others do."""
    return not any(found.vehicle_id in {None, vehicle_id} for found in check(problem, plan, matrix))
