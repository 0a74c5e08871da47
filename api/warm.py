"""Compile the numba kernels once, at installation, so that no user waits for it.

Every kernel is reached through the public function that calls it, on a day in
a town of nine crossings: the signatures compiled are then the ones used later,
and numba's cache on disk serves them from there on. A test fails when a kernel
anywhere in the source stays uncompiled here.

numba's cache does not see a change in an *imported* kernel, so the old cache
is removed first.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import osmium

from benchmarks.sampled_days import manual_plan, sampled_day
from routing.model import Problem
from routing.plan import Sequences
from routing.punctuality import plan_punctually
from routing.roads import DijkstraEngine, engine_of, read_extract
from routing.roads.hierarchy import Hierarchy, edge_order
from routing.roads.reading.areas import Area
from routing.schedule import schedule
from routing.simulate import simulate
from routing.solvers import SolveOptions, solve
from routing.traffic import DEFAULT_TRAFFIC, LearnedTimes

ROOT = Path(__file__).parent.parent
PACKAGES = ("routing", "data", "maps", "benchmarks", "api")

_SIDE = 3
_STEP_DEG = 0.002


def forget() -> None:
    """Remove what numba has compiled for this source tree."""
    for package in PACKAGES:
        for pattern in ("*.nbi", "*.nbc"):
            for file in (ROOT / package).rglob(pattern):
                file.unlink()


def compiled() -> list[str]:
    """Return file.function of every kernel that numba has compiled for this source tree."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.nbi")]
    return sorted({file.name.split("-")[0] for file in files})


def is_warm() -> bool:
    """Tell whether the search has been compiled since its source last changed, as far as this tree can tell."""
    solvers = ROOT / "routing" / "solvers"
    made = [file.stat().st_mtime for file in (solvers / "__pycache__").glob("annealing.annealed-*.nbi")]
    return bool(made) and max(made) >= max(file.stat().st_mtime for file in solvers.glob("*.py"))


def warm() -> None:
    """Plan a day in a tiny town, so that every kernel runs once."""
    with TemporaryDirectory() as folder:
        extract = Path(folder) / "town.osm"
        extract.write_text(town(), "utf-8")
        engine = engine_of(read_extract(_as_pbf(extract), area=Area.box(7.0, 49.0, 8.0, 50.0)))
        day = sampled_day(engine, Path(folder), date(2026, 3, 2), stops=6, tours=2, seed=0, timezone="Europe/Berlin")
    profile = day.problem.vehicles[0].profile
    snaps = engine.snap(day.problem.places, profile)
    for known in (DijkstraEngine(engine.network), engine):
        matrix = known.matrix(snaps, profile, DEFAULT_TRAFFIC, with_classes=True)
        known.route(snaps, list(day.problem.places)[:2], profile, DEFAULT_TRAFFIC, 0)
    Hierarchy.build(engine.graph(profile), edge_order(engine.network)).depth  # noqa: B018 - compiles what counts it
    options = SolveOptions(time_limit_s=300, work_limit=10, or_tools=True)
    manual_plan(day, matrix)
    solve(day.problem, matrix, options)
    solve(_narrow(day.problem), matrix, options, start=_crowded(day.problem))
    solve(_ruled(day.problem), matrix, options, start=_crowded(day.problem))
    schedule(_twice(day.problem), _crowded(day.problem), matrix)
    times = LearnedTimes(name="warm", source="none", days=(), travel=DEFAULT_TRAFFIC)
    simulate(day.problem, _crowded(day.problem), matrix, times, seed=0, scenarios=2)
    plan_punctually(day.problem, matrix, times, options.model_copy(update={"or_tools": False}))


def _as_pbf(extract: Path) -> Path:
    """Write an extract in the form that large ones come in; it is clipped by a kernel of its own."""
    packed = extract.with_suffix(".osm.pbf")
    with osmium.SimpleWriter(str(packed)) as writer:
        for thing in osmium.FileProcessor(str(extract)):
            writer.add(thing)
    return packed


def _narrow(problem: Problem) -> Problem:
    """Let each vehicle serve half of the stops, no more."""
    most = len(problem.stops) // 2
    vehicles = tuple(vehicle.model_copy(update={"max_stops": most}) for vehicle in problem.vehicles)
    return Problem.model_validate(problem.model_dump() | {"vehicles": vehicles})


def _twice(problem: Problem) -> Problem:
    """Let each vehicle load twice."""
    vehicles = tuple(vehicle.model_copy(update={"max_trips": 2}) for vehicle in problem.vehicles)
    return problem.model_copy(update={"vehicles": vehicles})


def _ruled(problem: Problem) -> Problem:
    """Let the first vehicle alone drive, with breaks, and for too short a time: reasons have to be found."""
    room = dict.fromkeys(problem.load_dimensions, 0)
    first, *others = _twice(_narrow(problem)).vehicles
    vehicles = (
        first.model_copy(update={"break_rule": "arbzg", "max_stops": None, "max_duration_s": 1200}),
        *(vehicle.model_copy(update={"capacity": room}) for vehicle in others),
    )
    return problem.model_copy(update={"vehicles": vehicles})


def _crowded(problem: Problem) -> Sequences:
    """Give all stops to one vehicle: tours that have to be mended."""
    return {problem.vehicles[0].vehicle_id: [stop.stop_id for stop in problem.stops]}


def town() -> str:
    """Return a square town as OpenStreetMap XML: streets both ways, an address at every crossing."""
    return "\n".join(['<osm version="0.6">', *_crossings(), *_streets(), "</osm>"])


def _crossings() -> Iterator[str]:
    for row in range(_SIDE):
        for column in range(_SIDE):
            number = row * _SIDE + column + 1
            place = f'lat="{49.4 + row * _STEP_DEG:.4f}" lon="{7.7 + column * _STEP_DEG:.4f}"'
            tags = f'<tag k="addr:street" v="Weg {row}"/><tag k="addr:housenumber" v="{column + 1}"/>'
            yield f'<node id="{number}" version="1" {place}>{tags}</node>'


def _streets() -> Iterator[str]:
    for line in range(_SIDE):
        across = [line * _SIDE + column + 1 for column in range(_SIDE)]
        along = [row * _SIDE + line + 1 for row in range(_SIDE)]
        for number, nodes in ((100 + line, across), (200 + line, along)):
            refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
            yield f'<way id="{number}" version="1">{refs}<tag k="highway" v="residential"/></way>'


if __name__ == "__main__":
    forget()
    warm()
    print("\n".join(compiled()))
