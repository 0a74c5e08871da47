"""Tidy tours at a stated price: plan without looks first, then with them, and say what the difference is."""

import math

from routing.delays import Kpis
from routing.looks import TidyPoint, TidyPrice, looks_of
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Plan
from routing.solvers import SolveOptions, Weights
from routing.solvers.cost import plan_cost

PLAIN_SHARE = 0.5
"""Part of the limits that goes to the plan without a price for looks; the tidy one sets out from it."""


def asks_for_tidy(options: SolveOptions) -> bool:
    """Tell whether looks have a price."""
    return options.weights.compact_eur_per_km > 0


def plain_options(options: SolveOptions) -> SolveOptions:
    """Return the first part of the limits, with no price for looks."""
    weights = options.weights.model_copy(update={"compact_eur_per_km": 0.0})
    return _part(options, PLAIN_SHARE).model_copy(update={"weights": weights})


def tidy_options(options: SolveOptions) -> SolveOptions:
    """Return the second part of the limits."""
    return _part(options, 1 - PLAIN_SHARE)


def tidy_price(problem: Problem, plain: Plan, tidy: Plan, matrix: Matrices, options: SolveOptions) -> TidyPrice:
    """Return what two plans of a day cost and how they look."""
    return TidyPrice(
        eur_per_km=options.weights.compact_eur_per_km,
        plain=_point(problem, plain, matrix, options.weights),
        tidy=_point(problem, tidy, matrix, options.weights),
    )


def _part(options: SolveOptions, share: float) -> SolveOptions:
    limit = options.work_limit
    work = None if limit is None else math.ceil(limit * share)
    return options.model_copy(update={"time_limit_s": options.time_limit_s * share, "work_limit": work})


def _point(problem: Problem, plan: Plan, matrix: Matrices, weights: Weights) -> TidyPoint:
    kpis, looks = Kpis.of(plan, problem.tolerance_s), looks_of(problem, plan, matrix)
    cost = plan_cost(problem, plan, SolveOptions(weights=weights))
    return TidyPoint(
        distance_km=kpis.distance_km,
        cost_eur=round(cost.total_eur - cost.compact_eur, 2),
        middle_km=round(cost.compact_eur / weights.compact_eur_per_km, 1),
        late_stops=kpis.late_stops,
        unassigned=kpis.unassigned,
        crossings=len(looks.crossings),
        overlap=looks.overlap,
        passed_by=len(looks.passed_by),
    )
