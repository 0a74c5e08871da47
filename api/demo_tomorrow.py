"""The demo's tomorrow: the simulated firm's next working day, planned by its dispatcher and by termintreu."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api import planning
from api.past import Past
from api.roads_of_day import as_expected, buffer_s, day_roads
from data.exports import write_plan_csv
from data.imports import read_problem
from data.samples import (
    SampleDay,
    SampleHistory,
    dispatch,
    habits_of,
    regular_customers,
    working_days,
    write_day,
)
from data.samples.day import travel_min
from maps import plan_map, streets_frame
from routing.files import write_atomically
from routing.messages import Language
from routing.progress import Say
from routing.schedule import schedule
from routing.solvers import Progress, SolveOptions, solve
from routing.traffic import LearnedTimes

MANUAL_NAME = {"de": "Disponent (simuliert)", "en": "Dispatcher (simulated)"}


@dataclass(frozen=True)
class Tomorrow:
    """The same simulated orders, planned twice and timed by the same clock."""

    manual: planning.PlannedDay
    optimised: planning.PlannedDay


def plan_tomorrow(
    sample: SampleHistory, past: Past, times: LearnedTimes, out: Path, *, time_limit_s: float, say: Say
) -> Tomorrow:
    """Plan the working day after a simulated history twice, with times learned from that history.

    The orders are written as lists into ``out`` and read back as any firm's.
    The dispatcher looks at the service times of the orders, as on all his days; both plans are timed as learned.
    """
    world, seed = sample.world, sample.truth.seed
    date = working_days(sample.days[-1].date + timedelta(days=1), 1)[0]
    write_day(SampleDay(world.orders(date, seed), world.vehicles, world.customers), out)
    problem, _ = read_problem(out / "orders.csv", out / "vehicles.csv", date=date)
    roads = day_roads(problem, past.network, times, say)
    # The habits of the firm's world name its tours; the lists name vans, so the same territories are cut for these.
    customers = regular_customers(world.customers, travel_min(world.customers, world.stops))
    sequences = dispatch(problem, roads.matrices, habits=habits_of(customers, problem), seed=seed)
    expected = as_expected(problem, times)
    manual = schedule(expected, sequences, roads.matrices)
    options = SolveOptions(time_limit_s=time_limit_s, seed=seed, due_buffer_s=buffer_s(times))

    def told(news: Progress) -> None:
        say(f"{news.seconds:.0f}/{time_limit_s:.0f} s")

    found = solve(expected, roads.matrices, options, progress=told)
    return Tomorrow(
        planning.finish(problem, roads, manual, planner="simulated dispatcher"),
        planning.finish(
            problem, roads, found.plan, planner=planning.PLANNER, options=options, truncated=found.truncated
        ),
    )


def write_tomorrow(day: Tomorrow, out: Path, language: Language) -> dict[str, Path]:
    """Write both plans, the table and the map."""
    files = {"map": out / "map.html", "plan": out / "plan.json", "csv": out / "plan.csv", "manual": out / "manual.json"}
    write_atomically(files["plan"], day.optimised.document.json_text().encode())
    write_atomically(files["manual"], day.manual.document.json_text().encode())
    write_plan_csv(files["csv"], day.optimised.problem, day.optimised.plan)
    layers = [planning.layer(MANUAL_NAME[language], day.manual), planning.layer("termintreu", day.optimised)]
    date, streets = day.optimised.problem.date, streets_frame(day.optimised.roads.network.streets())
    title = {"de": f"Helsinki, {date:%d.%m.%Y}", "en": f"Helsinki, {date}"}[language]
    note = {"de": "Simulierte Aufträge", "en": "Simulated orders"}[language]
    plan_map(layers, streets, title=title, language=language, note=note).save(files["map"])
    return files
