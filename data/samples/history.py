"""A simulated history: weeks of a made-up firm's days with planted truth, in memory or as files."""

import json
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path

import pandas as pd

from data.exports.history_csv import write_history
from data.samples.dispatcher import DECENT
from data.samples.simulated_day import SimulatedDay
from data.samples.truth import Noise, Truth, working_days
from data.samples.world import Planner, World
from routing.files import write_atomically
from routing.progress import Say, silent
from routing.roads import RoadEngine

TRUTH = Path("truth") / "truth.json"
"""Where the planted truth of a written history lies: apart from what is read."""

README = """simulated history / simulierte Historie

The streets and house numbers are real (© OpenStreetMap contributors, ODbL 1.0). The firm, its customers, orders, plans
and stamps in the history and the vehicles in vehicles.csv are made up. What was planted is in the folder truth, which
nothing reads: every figure learned from this history is simulated.
Straßen und Hausnummern sind echt (© OpenStreetMap-Mitwirkende, ODbL 1.0). Firma, Kunden, Aufträge, Pläne und Stempel
der Historie und die Fahrzeuge in vehicles.csv sind erfunden. Was ihr eingepflanzt wurde, liegt im Ordner truth, den
nichts liest: Jede Zahl aus dieser Historie ist simuliert.
"""


@dataclass(frozen=True)
class SampleHistory:
    """A simulated history.

    Parameters
    ----------
    rows, vehicles
        Tables in the canonical columns, blank cells as empty text or missing numbers.
    days
        The same before it became a file: without dirt.
    effort
        Improvement steps of the dispatcher; ``None`` if somebody else planned.
    plan_share
        Share of late stops that was to be left to planning, if one was.
    """

    rows: pd.DataFrame = field(repr=False)
    vehicles: pd.DataFrame = field(repr=False)
    customers: pd.DataFrame = field(repr=False)
    truth: Truth = field(repr=False)
    days: tuple[SimulatedDay, ...] = field(repr=False)
    world: World = field(repr=False)
    effort: int | None = DECENT
    plan_share: float | None = None


def sample_history(
    engine: RoadEngine,
    *,
    tours: int = 8,
    stops: int = 20,
    days: int = 60,
    warmup_days: int = 0,
    start: Date = Date(2026, 1, 5),
    effort: int = DECENT,
    noise: Noise | None = None,
    seed: int = 0,
    pool_seed: int = 0,
    timezone: str = "Europe/Berlin",
    manual: Planner | None = None,
    progress: Say = silent,
) -> SampleHistory:
    """Simulate working days of a firm: plans by hand, and what became of them.

    Parameters
    ----------
    stops
        Stops a tour.
    days, warmup_days
        Working days in all are the sum of both.
    start
        First day, if it is a working day; else the next one.
    effort
        The dispatcher's improvement steps.
    seed, pool_seed
        What happens; and to which firm.
    manual
        Who plans instead of the dispatcher.

    Raises
    ------
    InputError
        If the town has too few addresses.
    """
    world = World.of(
        engine, tours=tours, stops=stops, pool_seed=pool_seed, timezone=timezone, noise=noise, progress=progress
    )
    return history_of(
        world, days=warmup_days + days, start=start, effort=effort, seed=seed, manual=manual, progress=progress
    )


def history_of(
    world: World,
    *,
    days: int,
    start: Date,
    effort: int = DECENT,
    seed: int = 0,
    manual: Planner | None = None,
    plan_share: float | None = None,
    progress: Say = silent,
) -> SampleHistory:
    """Simulate working days of a firm that is there already; parameters as :func:`sample_history`."""
    plan = world.dispatcher(effort, seed) if manual is None else manual
    past = world.past_days(working_days(start, days), seed, plan, progress)
    return SampleHistory(
        rows=world.rows(past, seed),
        vehicles=world.vehicles,
        customers=world.customers,
        truth=world.truth(seed),
        days=past,
        world=world,
        effort=effort if manual is None else None,
        plan_share=plan_share,
    )


def write_history_sample(sample: SampleHistory, out: Path, *, name: str = "history.csv") -> list[Path]:
    """Write history, vehicles.csv, a README.txt that says it is simulated, and the truth in a folder of its own.

    Parameters
    ----------
    name
        File name of the history; ``.parquet`` gives Parquet.

    Returns
    -------
    list
        History and vehicle list, the files to read.
    """
    history, vehicles = Path(out) / name, Path(out) / "vehicles.csv"
    write_history(history, sample.rows)
    write_atomically(vehicles, sample.vehicles.to_csv(index=False, lineterminator="\n").encode())
    write_atomically(Path(out) / "README.txt", README.encode())
    write_atomically(Path(out) / TRUTH, json.dumps(truth_document(sample), indent=1).encode())
    return [history, vehicles]


def truth_document(sample: SampleHistory) -> dict[str, object]:
    """Return knobs and true parameters as JSON types."""
    world = sample.world
    told = sum(len(day.problem.stops) + len(day.cancelled) for day in sample.days)
    return sample.truth.document([day.date for day in sample.days]) | {
        "pool_seed": world.pool_seed,
        "tours": world.tours,
        "orders_per_day": world.stops,
        "effort": sample.effort,
        "plan_share": sample.plan_share,
        "orders_given_away": world.stops * len(sample.days) - told,
        "habits": world.habits.model_dump(mode="json"),
    }
