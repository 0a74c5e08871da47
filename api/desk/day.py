"""A plan as it stands at one step: timed, checked and forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from api.desk.ground import Ground
from api.desk.locks import Locks
from data.exports import PlanDocument, document_of, plan_of
from routing.check import check
from routing.delays import Kpis
from routing.looks import Looks, looks_of
from routing.plan import Plan, Reason, Route, Sequences, Violation
from routing.punctuality import Forecast, TourForecast, tours_forecast, whole
from routing.schedule import schedule
from routing.solvers.lateness import explained_plan


@dataclass(frozen=True)
class DeskDay:
    """A step of a plan. ``plan`` carries the probabilities and likely arrivals of the forecast."""

    ground: Ground
    plan: Plan
    locks: Locks
    forecast: Forecast | None

    @cached_property
    def sequences(self) -> dict[str, tuple[str, ...]]:
        """Stops per vehicle with a tour, in driving order."""
        return self.plan.sequences

    @cached_property
    def routes(self) -> dict[str, Route]:
        """Tours by vehicle id."""
        return {route.vehicle_id: route for route in self.plan.routes}

    @cached_property
    def vehicle_of(self) -> dict[str, str]:
        """Vehicle of each stop that has a tour."""
        return {stop_id: vehicle_id for vehicle_id, visits in self.sequences.items() for stop_id in visits}

    @cached_property
    def reasons(self) -> dict[str, tuple[Reason, ...]]:
        """Why stops have no tour."""
        return {item.stop_id: item.reasons for item in self.plan.unassigned}

    @cached_property
    def kpis(self) -> Kpis:
        """The plan's figures."""
        return Kpis.of(self.plan, self.ground.problem.tolerance_s)

    @cached_property
    def looks(self) -> Looks:
        """How the plan looks on the map."""
        return looks_of(self.ground.expected, self.plan, self.ground.matrices)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """What the check found."""
        return tuple(check(self.ground.expected, self.plan, self.ground.matrices, self.kpis))


def arranged(
    ground: Ground,
    sequences: Sequences,
    locks: Locks,
    *,
    reasons: Mapping[str, Sequence[Reason]],
    known: Mapping[str, TourForecast] | None = None,
) -> DeskDay:
    """Time and forecast given tours.

    Parameters
    ----------
    reasons
        Why stops are left out.
    known
        Forecasts of tours that did not change.
    """
    kept = {vehicle_id: tour for vehicle_id, tour in (known or {}).items() if sequences.get(vehicle_id)}
    fresh = {name: visits for name, visits in sequences.items() if visits and name not in kept}
    plan = schedule(ground.expected, sequences, ground.matrices, reasons=reasons)
    return _foreseen(ground, plan, locks.served(sequences), _forecast(ground, plan, kept, fresh))


def explained(day: DeskDay, seconds: float = 0.0) -> DeskDay:
    """Return a step whose late visits say why, and spend ``seconds`` on what would help them and the open stops."""
    ground = day.ground
    return replace(day, plan=explained_plan(ground.expected, day.plan, ground.matrices, seconds))


def opened(ground: Ground, document: Mapping[str, Any], locks: Locks) -> DeskDay:
    """Return the day that a stored document describes; nothing in it is timed anew."""
    plan = plan_of(PlanDocument.model_validate(document), ground.problem)
    return _foreseen(ground, plan, locks, _forecast(ground, plan, {}, plan.sequences))


def documented(day: DeskDay, sources: Mapping[str, Any]) -> PlanDocument:
    """Return the document of a step.

    Parameters
    ----------
    sources
        What the plan was made with, as the store has it.
    """
    return document_of(
        day.ground.expected,
        day.plan,
        input_hash=day.ground.input_hash,
        roads_hash=sources["roads_hash"],
        traffic=day.ground.traffic.name,
        work_limit=None,
        seed=sources["seed"],
        planner=sources["planner"],
        looks=day.looks,
    )


def _foreseen(ground: Ground, plan: Plan, locks: Locks, forecast: Forecast | None) -> DeskDay:
    """Return a step whose plan says what its forecast says."""
    return DeskDay(ground, plan if forecast is None else forecast.on(plan), locks, forecast)


def _forecast(ground: Ground, plan: Plan, known: Mapping[str, TourForecast], fresh: Sequences) -> Forecast | None:
    """Return the forecast of a plan of which some tours' is known; ``None`` without learned times."""
    if ground.learned is None:
        return None
    tours = tours_forecast(ground.problem, fresh, ground.matrices, ground.learned)
    return whole(ground.problem, {**known, **tours}, [item.stop_id for item in plan.unassigned])
