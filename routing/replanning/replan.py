"""Search the rest of a day, at a price for every stop that changes its vehicle or its place."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from routing.matrix import Matrices
from routing.model import Frozen
from routing.plan import Plan
from routing.replanning.rest import RestOfDay
from routing.schedule import schedule
from routing.solvers import Progress, Solution, SolveOptions, plan_cost, solve
from routing.solvers.solution import Flag

MOVED_EUR = 15.0
"""Price of a stop that changes its vehicle during the day: a call to two drivers, and goods to find."""

REORDERED_EUR = 3.0
"""Price of a stop that is served after another one than planned."""


class Moved(Frozen):
    """A stop with another vehicle than before; ``None`` is without one."""

    stop_id: str
    before: str | None
    after: str | None


class Replanned(NamedTuple):
    """The rest of a day, planned anew.

    Parameters
    ----------
    plan
        Facts first; equal to ``unchanged`` if nothing better was found or nothing has happened.
    unchanged
        What becomes of the day if everyone drives on as planned.
    moved
        Stops with another vehicle than in ``unchanged``.
    solution
        The search's own account; ``None`` if there was nothing to search for.
    """

    plan: Plan
    unchanged: Plan
    moved: tuple[Moved, ...]
    solution: Solution | None


def replanned(
    rest: RestOfDay,
    matrix: Matrices,
    options: SolveOptions,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancel: Flag | None = None,
) -> Replanned:
    """Plan the rest of a day; a quiet day stays as it is.

    Parameters
    ----------
    matrix
        Must have the places of ``rest.problem``.
    options
        Prices of moved and reordered stops that are 0 become :data:`MOVED_EUR` and :data:`REORDERED_EUR`.

    Raises
    ------
    InputError
        If the matrix lacks a place or a profile.
    """
    unchanged = schedule(rest.problem, rest.tours, matrix)
    if rest.quiet:
        return Replanned(unchanged, unchanged, (), None)
    prices = options.weights
    priced = options.model_copy(
        update={
            "keep": rest.tours,
            "weights": prices.model_copy(
                update={
                    "moved_eur_per_stop": prices.moved_eur_per_stop or MOVED_EUR,
                    "reordered_eur_per_stop": prices.reordered_eur_per_stop or REORDERED_EUR,
                }
            ),
        }
    )
    solution = solve(rest.problem, matrix, priced, progress=progress, cancel=cancel, start=rest.tours)
    true = priced.model_copy(update={"due_buffer_s": 0, "buffers_s": {}})
    found = {item.stop_id: item.reasons for item in solution.plan.unassigned}
    unchanged = schedule(rest.problem, rest.tours, matrix, reasons=found)
    stays = plan_cost(rest.problem, unchanged, true).rank <= plan_cost(rest.problem, solution.plan, true).rank
    plan = unchanged if stays else solution.plan
    return Replanned(plan, unchanged, _moved(_vehicles(unchanged), _vehicles(plan)), solution)


def _vehicles(plan: Plan) -> dict[str, str | None]:
    """Return the vehicle of each stop."""
    served: dict[str, str | None] = {visit.stop_id: route.vehicle_id for route in plan.routes for visit in route.visits}
    return served | {item.stop_id: None for item in plan.unassigned}


def _moved(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> tuple[Moved, ...]:
    return tuple(
        Moved(stop_id=stop_id, before=before[stop_id], after=vehicle)
        for stop_id, vehicle in sorted(after.items())
        if before[stop_id] != vehicle
    )
