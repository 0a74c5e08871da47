"""What a replay shows on simulated weeks of a town, by the effort of the simulated dispatcher who planned them.

The reduction says how good the dispatcher was as much as how good the planner
is. So every effort is shown, and the one to quote is named beforehand:
:data:`data.samples.DECENT`.
"""

import dataclasses
import resource
import time
from collections.abc import Sequence
from datetime import date as Date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.replay.documents import document
from benchmarks.replay.options import ReplayOptions
from benchmarks.replay.run import Learned, learn, replay
from data.history import History, PastDay
from data.samples import DECENT, EFFORTS
from data.samples.truth import working_days
from data.samples.world import World
from routing.progress import Say, silent
from routing.roads import RoadNetwork, engine_of
from routing.simulate import simulate

FIRST_DAY = Date(2026, 1, 5)
PARTS = (15, 30, 60)
"""Numbers of replayed days that are timed, to see that twice the days take twice the time."""

QUICK = 2
"""Work limit at which that is timed."""

REPEATS, SCENARIOS = 21, 2000
"""Calls timed for the throughput, and simulated days in each."""


def bench_efforts(
    network: RoadNetwork,
    *,
    days: int = 60,
    warmup_days: int = 30,
    tours: int = 8,
    stops: int = 20,
    work_limit: int = 150,
    scenarios: int = 200,
    seed: int = 0,
    workers: int = 2,
    efforts: Sequence[int] = EFFORTS,
    store: Path | None = None,
    say: Say = silent,
) -> dict[str, Any]:
    """Replay one firm's simulated weeks once for each effort of its dispatcher.

    Parameters
    ----------
    stops
        Stops a tour.
    work_limit
        Work on each day's plan, see :class:`routing.solvers.SolveOptions`.
    store
        Folder of finished days, to go on after a break; days taken from it cost no time and falsify the seconds.

    Returns
    -------
    dict
        ``grade``, ``decent`` (the effort to quote), and per effort the
        replay's document without its single judgements of rules, with
        ``km_change``, ``seconds`` by part and the days truncated.
    """
    world = World.of(engine_of(network), tours=tours, stops=stops, pool_seed=seed, progress=say)
    options = ReplayOptions(scenarios=scenarios, work_limit=work_limit, seed=seed)
    dates = working_days(FIRST_DAY, warmup_days + days)
    by_effort: list[dict[str, Any]] = []
    growth: list[dict[str, float]] = []
    for effort in efforts:
        past = world.past_days(dates, seed, world.dispatcher(effort, seed))
        history = History(days=past, simulated=True)
        begun = time.perf_counter()
        learned = learn(history, world.tables, options, first=dates[warmup_days])
        taught = time.perf_counter()
        found = replay(
            history,
            learned,
            world.tables,
            options,
            store=None if store is None else store / f"effort-{effort}",
            workers=workers,
            say=partial(_say, say, effort),
        )
        seconds = {"learn": round(taught - begun, 1), "replay": round(time.perf_counter() - taught, 1)}
        by_effort.append(
            {
                "effort": effort,
                "decent": effort == DECENT,
                "km_change": _km_change(found.summary.plan("manual"), found.summary.plan("optimised")),
                "seconds": seconds,
                **document(found, grade="simulated history"),
            }
        )
        growth = growth or _growth(history, learned, world, options, workers)
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "grade": "simulated history",
        "tours": tours,
        "stops_a_tour": stops,
        "days": days,
        "warmup_days": warmup_days,
        "workers": workers,
        "decent": DECENT,
        "peak_mb": {"main": round(own / 1024), "largest_worker": round(children / 1024)},
        "throughput": _throughput(world, past[-1], seed),
        "growth": {"work_limit": QUICK, "parts": growth},
        "efforts": by_effort,
    }


def _say(say: Say, effort: int, news: str) -> None:
    """Tell which effort the news are of."""
    say(f"effort {effort}: {news}")


def _growth(
    history: History, learned: Learned, world: World, options: ReplayOptions, workers: int
) -> list[dict[str, float]]:
    """Return the seconds that replaying the first so many days takes, at a small work limit."""
    quick = options.model_copy(update={"work_limit": QUICK})
    rows = []
    for part in PARTS:
        weeks = learned.weeks._replace(replayed=learned.weeks.replayed[:part])
        begun = time.perf_counter()
        replay(history, dataclasses.replace(learned, weeks=weeks), world.tables, quick, workers=workers)
        rows.append({"days": part, "seconds": round(time.perf_counter() - begun, 2)})
    return rows


def _throughput(world: World, day: PastDay, seed: int) -> dict[str, float]:
    """Return simulated visits a second on one core, over whole calls: waiting, slots and all draws included."""
    truth = world.truth(seed)
    matrix = truth.matrix(day.problem)
    seconds = []
    for number in range(REPEATS):
        begun = time.perf_counter()
        simulate(day.problem, day.planned, matrix, truth.times, seed=number, scenarios=SCENARIOS)
        seconds.append(time.perf_counter() - begun)
    visits = SCENARIOS * len(day.problem.stops)
    return {
        "visits": visits,
        "best_per_second": round(visits / min(seconds)),
        "median_per_second": round(visits / sorted(seconds)[REPEATS // 2]),
    }


def _km_change(manual: Any, optimised: Any) -> float:
    """Return (optimised - manual) ÷ manual kilometres."""
    return round(float(optimised.distance_km / manual.distance_km - 1), 4)
