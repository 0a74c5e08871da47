"""From lists to a punctual day: the one path that the command line and HTTP share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from api.roads_of_day import DayRoads, Traffic, as_expected, day_roads, open_roads
from api.tidying import asks_for_tidy, plain_options, tidy_options, tidy_price
from data.exports import (
    PlanDocument,
    PricePoint,
    differences,
    document_of,
    input_hash,
    plan_of,
    read_document,
    write_plan_csv,
)
from data.imports import read_problem
from maps import OfflineMap, Paths, PlanLayer, plan_map, streets_frame
from routing.check import check
from routing.delays import Kpis
from routing.errors import Finding
from routing.files import write_atomically
from routing.looks import looks_of
from routing.matrix import Matrix
from routing.messages import Language
from routing.model import Problem
from routing.plan import Plan, Sequences, Violation
from routing.progress import Say, silent
from routing.punctuality import Point, forecast_of, plan_punctually
from routing.roads import RoadNetwork, explained
from routing.schedule import schedule
from routing.solvers import Progress, Solution, SolveOptions, solve
from routing.solvers.lateness import explained_plan
from routing.solvers.solution import Flag
from routing.traffic import DEFAULT_TRAFFIC, LearnedTimes

PLANNER = "termintreu"
"""Who made the sequences of our own plans, in their documents; those of earlier versions say ``or-tools``."""

REASONS_SHARE = 0.05
"""Share of a time limit that looking for changes that would help may take, after the search."""

REASONS_S = 2.0
"""Seconds that it takes at most."""

REPEATABLE_REASONS = 5
"""Stops that get changes told under a work limit, where no clock may decide."""


@dataclass(frozen=True)
class PlannedDay:
    """A planned day, timed and checked, with the document that leaves the program."""

    problem: Problem
    roads: DayRoads
    plan: Plan
    kpis: Kpis
    document: PlanDocument
    violations: tuple[Violation, ...]
    curve: tuple[Point, ...] = ()


def finish(
    problem: Problem,
    roads: DayRoads,
    plan: Plan,
    *,
    planner: str,
    options: SolveOptions | None = None,
    truncated: bool = False,
) -> PlannedDay:
    """Count, document and check a timed plan.

    Parameters
    ----------
    problem
        The day as the lists have it; it is counted and checked with learned service times if there are any.
    planner
        Who made the sequences, for the document.
    options
        What the solver was told; ``None`` for given tours.
    truncated
        The time cap or a cancel came before the work limit: not repeatable.
    """
    expected = as_expected(problem, roads.traffic)
    plan = explained(problem, plan, roads.engine, roads.snaps)
    kpis = Kpis.of(plan, problem.tolerance_s)
    document = document_of(
        expected,
        plan,
        input_hash=input_hash(problem),
        roads_hash=roads.network.content_hash,
        traffic=roads.traffic.name,
        work_limit=options.work_limit if options else None,
        seed=options.seed if options else 0,
        truncated=truncated,
        planner=planner,
        looks=looks_of(expected, plan, roads.matrices),
    )
    violations = tuple(check(expected, plan, roads.matrices, kpis))
    return PlannedDay(expected, roads, plan, kpis, document, violations)


def plan_problem(
    problem: Problem,
    network: RoadNetwork,
    traffic: Traffic = DEFAULT_TRAFFIC,
    options: SolveOptions | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    say: Say = silent,
    cancel: Flag | None = None,
    punctual: bool = True,
) -> PlannedDay:
    """Plan a day on real roads.

    Parameters
    ----------
    options
        With a price for looks, half of the limits goes to a plan without it, and the document says what looks cost.
    punctual
        With learned times, choose buffers by sampled days; else the options' buffer holds everywhere.
    """
    chosen = options or SolveOptions()
    roads = day_roads(problem, network, traffic, say)
    search = partial(searched, problem, roads.matrices, traffic, progress=progress, cancel=cancel, punctual=punctual)
    first = search(plain_options(chosen)) if asks_for_tidy(chosen) else None
    found = search(chosen) if first is None else search(tidy_options(chosen), start=first.solution.sequences)
    day = finish(
        problem,
        roads,
        with_reasons(problem, roads.matrices, traffic, foreseen(problem, roads, found.solution.plan), chosen),
        planner=PLANNER,
        options=chosen,
        truncated=found.solution.truncated,
    )
    said: dict[str, object] = {"punctuality": price_points(found)}
    if first is not None:
        said["tidy"] = tidy_price(day.problem, first.solution.plan, day.plan, roads.matrices, chosen)
    return replace(day, document=day.document.model_copy(update=said), curve=found.curve)


@dataclass(frozen=True)
class Searched:
    """A solution, and what other plans of the day would cost if days were sampled."""

    solution: Solution
    curve: tuple[Point, ...] = ()


def searched(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    traffic: Traffic,
    options: SolveOptions,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancel: Flag | None = None,
    start: Sequences | None = None,
    punctual: bool = True,
) -> Searched:
    """Search the tours of a day; parameters as :func:`plan_problem` and :func:`routing.solvers.solve` have them.

    Parameters
    ----------
    problem
        The day as the lists have it.
    """
    if punctual and isinstance(traffic, LearnedTimes):
        found = plan_punctually(problem, matrices, traffic, options, progress=progress, cancel=cancel, start=start)
        return Searched(found.solution, found.curve)
    expected = as_expected(problem, traffic)
    return Searched(solve(expected, matrices, options, progress=progress, cancel=cancel, start=start))


def price_points(found: Searched) -> tuple[PricePoint, ...]:
    """Return the price of punctuality as documents have it."""
    return tuple(
        PricePoint(
            distance_km=round(point.distance_km, 3),
            driving_eur=round(point.driving_eur, 2),
            expected_late=round(point.expected_late, 2),
            chosen=point.sequences == found.solution.sequences,
        )
        for point in found.curve
    )


def time_sequences(
    problem: Problem, network: RoadNetwork, sequences: Sequences, traffic: Traffic = DEFAULT_TRAFFIC
) -> PlannedDay:
    """Time and check given tours; change nothing (plan mode)."""
    roads = day_roads(problem, network, traffic)
    plan = foreseen(problem, roads, schedule(as_expected(problem, traffic), sequences, roads.matrices))
    return finish(problem, roads, with_reasons(problem, roads.matrices, traffic, plan), planner="given")


def reasons_s(time_limit_s: float) -> float:
    """Return the seconds to spend on changes that would help, after a search of so many."""
    return min(REASONS_S, REASONS_SHARE * time_limit_s)


def with_reasons(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    traffic: Traffic,
    plan: Plan,
    options: SolveOptions | None = None,
) -> Plan:
    """Return a plan that says why visits are late, and what would help them and the stops left out.

    Parameters
    ----------
    options
        Of the search, whose time limit counts; ``None`` if there was none.
    """
    expected = as_expected(problem, traffic)
    if options is None:
        return explained_plan(expected, plan, matrices, REASONS_S)
    if options.work_limit is not None:
        return explained_plan(expected, plan, matrices, stops=REPEATABLE_REASONS)
    return explained_plan(expected, plan, matrices, reasons_s(options.time_limit_s))


def foreseen(problem: Problem, roads: DayRoads, plan: Plan) -> Plan:
    """Return a plan with P(late) and likely arrivals of each stop, if travel times were learned."""
    if not isinstance(roads.traffic, LearnedTimes):
        return plan
    return forecast_of(problem, plan, roads.matrices, roads.traffic).on(plan)


def paths_of(day: PlannedDay) -> Paths:
    """Return the way of every leg along the streets, as polylines."""
    ways: dict[str, list[Sequence[tuple[float, float]]]] = {}
    for route in day.plan.routes:
        profile = day.problem.vehicle_by_id[route.vehicle_id].profile
        places = [leg.origin for leg in route.legs] + [leg.destination for leg in route.legs[-1:]]
        leave = [leg.departure_s for leg in route.legs]
        legs = day.roads.engine.route(
            day.roads.snaps[profile], places, profile, day.roads.traffic, leave, day=day.problem.date
        )
        ways[route.vehicle_id] = [leg.polyline for leg in legs]
    return ways


def layer(name: str, day: PlannedDay) -> PlanLayer:
    """Return a plan as a named layer of the map."""
    return PlanLayer.of(name, day.problem, day.plan, paths_of(day))


def draw(day: PlannedDay, language: Language) -> OfflineMap:
    """Return the map of a planned day."""
    title = {"de": f"Tourenplan {day.problem.date:%d.%m.%Y}", "en": f"Plan for {day.problem.date}"}[language]
    streets = streets_frame(day.roads.network.streets())
    return plan_map([layer("termintreu", day)], streets, title=title, language=language)


def write_day(day: PlannedDay, out: Path, language: Language) -> dict[str, Path]:
    """Write plan.json, plan.csv and map.html into ``out``; each whole or not at all."""
    files = {"plan": out / "plan.json", "csv": out / "plan.csv", "map": out / "map.html"}
    write_atomically(files["plan"], day.document.json_text().encode())
    write_plan_csv(files["csv"], day.problem, day.plan)
    draw(day, language).save(files["map"])
    return files


def check_document(
    file: Path, orders: Path, vehicles: Path, roads: Path, traffic: Traffic
) -> tuple[tuple[Violation, ...], tuple[Finding, ...]]:
    """Verify a plan.json against the lists, roads and traffic it claims to be made from.

    Returns
    -------
    tuple
        The rules broken and figures wrong, and where the document was made
        from something else than what was given.

    Raises
    ------
    PlanFileError
        If the document can't be read or names what is not there.
    """
    document = read_document(file)
    problem, _ = read_problem(orders, vehicles, date=document.date, tolerance_s=document.tolerance_s)
    plan = plan_of(document, problem)
    network = open_roads(roads)
    given = day_roads(problem, network, traffic)
    findings = list(differences(document, problem))
    if document.roads_hash != network.content_hash:
        findings.append(Finding(code="plan_other_roads", column="roads_hash", value=roads.name))
    if document.traffic != traffic.name:
        findings.append(
            Finding(code="plan_other_traffic", column="traffic", value=document.traffic, detail=traffic.name)
        )
    return tuple(check(as_expected(problem, traffic), plan, given.matrices, document.kpis)), tuple(findings)
