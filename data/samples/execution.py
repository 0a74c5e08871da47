"""How a planned day of a simulated firm comes out: planned times, what drivers do, stamps."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.history import PastTour, PastVisit, Status
from data.samples.driver import driven, fate
from data.samples.simulated_day import SimulatedDay
from data.samples.tours import ordinary
from data.samples.truth import Truth
from routing.matrix import Matrix
from routing.model import Problem, Second
from routing.plan import Route, Sequences
from routing.schedule import schedule

PLANNED_BEFORE_S = 3600
"""Planning instant before the first planned departure."""


def executed(problem: Problem, manual: Sequences, truth: Truth, vehicle_of: Mapping[str, str]) -> SimulatedDay:
    """Let a planned day happen.

    Parameters
    ----------
    manual
        The manual plan by tour. A stop it leaves out is given to somebody else and is not in the history.
    vehicle_of
        Vehicle id by tour id.

    Returns
    -------
    SimulatedDay
        With planned times at the day's mean travel and stamps under the truth.
    """
    plan = _Planned.of(problem, manual, truth)
    work = plan.work
    orders = plan.driven(truth)
    stamped = truth.realised(work, orders)
    leaves = truth.departures(work)
    ends = {route.vehicle_id: int(route.end_s[0]) for route in stamped.routes}
    stamps = {
        stop_id: (int(route.arrival_s[row, 0]), int(route.departure_s[row, 0]))
        for route in stamped.routes
        for row, stop_id in enumerate(route.stop_ids)
    }
    planned_at_s = min((tour.shift.start_s for tour in work.vehicles), default=PLANNED_BEFORE_S) - PLANNED_BEFORE_S
    tours = tuple(
        PastTour(
            tour_id=tour,
            vehicle_id=vehicle_of[tour],
            planned=planned,
            driven=orders[tour],
            planned_departure_s=plan.routes[tour].departure_s,
            actual_departure_s=leaves[tour] if orders[tour] else None,
            planned_end_s=plan.routes[tour].end_s,
            actual_end_s=ends.get(tour),
        )
        for tour, planned in plan.kept.items()
    )
    return SimulatedDay(
        problem=work,
        tours=tours,
        visits=plan.visits(stamps),
        planned_at_s=planned_at_s,
        cancelled=tuple(stop for stop in problem.stops if plan.fates.get(stop.stop_id) == "cancelled"),
        planned_with_cancelled={tour: _stop_ids(plan.routes[tour]) for tour in plan.kept},
    )


@dataclass(frozen=True)
class _Planned:
    """The manual plan with its times, and what will become of each stop.

    ``usual`` is travel as people know it, the day's mean; ``kept`` are the
    sequences without cancelled stops, ``work`` the problem of these alone.
    """

    problem: Problem
    usual: Matrix
    routes: Mapping[str, Route]
    fates: Mapping[str, Status]
    kept: Mapping[str, tuple[str, ...]]
    work: Problem

    @classmethod
    def of(cls, problem: Problem, manual: Sequences, truth: Truth) -> "_Planned":
        usual = ordinary(truth.matrix(problem), problem.vehicles)
        routes = {route.vehicle_id: route for route in schedule(problem, manual, usual).routes}
        fates = {stop_id: fate(truth.seed, stop_id) for route in routes.values() for stop_id in _stop_ids(route)}
        left = {
            tour: tuple(stop_id for stop_id in _stop_ids(route) if fates[stop_id] != "cancelled")
            for tour, route in routes.items()
        }
        kept = {tour: planned for tour, planned in left.items() if planned}
        stops = frozenset(stop_id for planned in kept.values() for stop_id in planned)
        work = problem.model_copy(
            update={
                "vehicles": tuple(tour for tour in problem.vehicles if tour.vehicle_id in kept),
                "stops": tuple(stop for stop in problem.stops if stop.stop_id in stops),
            }
        )
        return cls(problem, usual, routes, fates, kept, work)

    def driven(self, truth: Truth) -> dict[str, tuple[str, ...]]:
        """Return the stops approached by tour, in driven order."""
        return {
            tour: tuple(
                stop_id
                for stop_id in driven(
                    self.problem, self.routes[tour], self.usual, seed=truth.seed, deviation=truth.noise.deviation
                )
                if self.fates[stop_id] in {"delivered", "failed"}
            )
            for tour in self.kept
        }

    def visits(self, stamps: Mapping[str, tuple[Second, Second]]) -> dict[str, PastVisit]:
        """Return planned times and stamps of all stops, cancelled ones included."""
        visits = {}
        for tour in self.kept:
            for visit in self.routes[tour].visits:
                arrival_s, departure_s = stamps.get(visit.stop_id, (None, None))
                visits[visit.stop_id] = PastVisit(
                    stop_id=visit.stop_id,
                    row=0,
                    status=self.fates[visit.stop_id],
                    planned_arrival_s=visit.arrival_s,
                    planned_departure_s=visit.departure_s,
                    actual_arrival_s=arrival_s,
                    actual_departure_s=departure_s,
                )
        return visits


def _stop_ids(route: Route) -> tuple[str, ...]:
    return tuple(visit.stop_id for visit in route.visits)
