"""Plans in the making, in memory: one at a time, in the order they came.

A plan takes both cores, so a single worker thread runs them; the search itself
runs in a process of its own. What is kept ends with the process.
"""

import csv
import io
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import Field

from api import planning
from data.imports import read_problem
from routing.clock import FIRST_DAY, LAST_DAY
from routing.errors import Finding, InputError, NotFoundError, OverloadError, TermintreuError
from routing.messages import Language
from routing.model import Frozen, Problem
from routing.plan import Violation
from routing.roads import RoadNetwork
from routing.solvers import Progress, SolveOptions
from routing.traffic import DEFAULT_TRAFFIC

logger = logging.getLogger(__name__)

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Cell = str | int | float | bool | None
Table = str | list[dict[str, Cell]]


class PlanRequest(Frozen):
    """A day to plan.

    Parameters
    ----------
    orders, vehicles
        The lists in canonical columns, as CSV text or as a list of rows; row 2
        of a finding is the first row of such a list.
    """

    date: Annotated[Date, Field(ge=FIRST_DAY, le=LAST_DAY)]
    orders: Annotated[Table, Field(min_length=1)]
    vehicles: Annotated[Table, Field(min_length=1)]
    tolerance_min: Annotated[float, Field(ge=0, le=240)] = 0.0
    time_limit_s: Annotated[float, Field(ge=1, le=600)] = 20.0
    work_limit: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    seed: Annotated[int, Field(ge=0)] = 0


class Error(Frozen):
    """What went wrong, in both languages, with its findings."""

    title_de: str
    title_en: str
    detail_de: str
    detail_en: str
    findings: tuple[Finding, ...]


class JobView(Frozen):
    """How far a plan is; ``findings`` are what was noteworthy in its lists, ``violations`` what the check found."""

    id: str
    state: State
    seconds: float | None = None
    late_stops: int | None = None
    findings: tuple[Finding, ...] = ()
    violations: tuple[Violation, ...] = ()
    error: Error | None = None
    links: dict[str, str] = Field(default_factory=dict)


@dataclass
class _Job:
    id: str
    request: PlanRequest
    problem: Problem
    findings: tuple[Finding, ...]
    state: State = "waiting"
    progress: Progress | None = None
    day: planning.PlannedDay | None = None
    error: Error | None = None
    cancel: threading.Event = field(default_factory=threading.Event)


class PlanJobs:
    """The plans of one process; safe to call from several threads."""

    def __init__(self, roads: Path, *, max_stops: int, max_waiting: int, max_kept: int) -> None:
        self._roads = roads
        self._max_stops, self._max_waiting, self._max_kept = max_stops, max_waiting, max_kept
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._lock = threading.Condition()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="plan")
        self._network: RoadNetwork | None = None

    def load(self) -> None:
        """Load the roads now rather than with the first plan; RoadsError if they can't be used."""
        self._network = planning.open_roads(self._roads)

    def submit(self, request: PlanRequest) -> JobView:
        """Accept a day; its lists are read at once, so bad rows are answered at once.

        Raises
        ------
        InputError
            With every bad row, or if the day is too large.
        OverloadError
            If too many plans wait already.
        """
        problem, findings = _read(request)
        if len(problem.stops) > self._max_stops:
            raise InputError.of("day_too_large", value=str(len(problem.stops)), detail=str(self._max_stops))
        job = _Job(uuid4().hex, request, problem, findings)
        with self._lock:
            pending = sum(other.state in {"waiting", "running"} for other in self._jobs.values())
            if pending >= self._max_waiting:
                raise OverloadError.of("too_many_waiting", value=str(pending))
            self._jobs[job.id] = job
            self._forget_oldest()
        self._pool.submit(self._run, job)
        return _view(job)

    def views(self) -> list[JobView]:
        """Return all plans kept, newest first."""
        with self._lock:
            return [_view(job) for job in reversed(self._jobs.values())]

    def view(self, plan_id: str) -> JobView:
        """Return how far a plan is; NotFoundError if it is not kept."""
        return _view(self._job(plan_id))

    def cancel(self, plan_id: str) -> JobView:
        """Stop a plan's search; a running one keeps its best plan so far."""
        job = self._job(plan_id)
        with self._lock:
            job.cancel.set()
            if job.state == "waiting":
                job.state = "cancelled"
            self._lock.notify_all()
        return _view(job)

    def finished(self, plan_id: str) -> planning.PlannedDay:
        """Return a finished plan; NotFoundError while there is none."""
        job = self._job(plan_id)
        if job.day is None:
            raise NotFoundError.of("plan_not_finished", value=plan_id, detail=job.state)
        return job.day

    def map_html(self, plan_id: str, language: Language) -> str:
        """Return a finished plan's map as one file."""
        return str(planning.draw(self.finished(plan_id), language).get_root().render())

    def wait(self, plan_id: str, wanted: Callable[[JobView], bool], timeout_s: float) -> JobView:
        """Return as soon as a plan's view is as wanted, at the latest after ``timeout_s`` seconds."""
        job = self._job(plan_id)
        with self._lock:
            self._lock.wait_for(lambda: wanted(_view(job)), timeout_s)
        return _view(job)

    def close(self) -> None:
        """Stop what runs and wait for it."""
        with self._lock:
            for job in self._jobs.values():
                job.cancel.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _job(self, plan_id: str) -> _Job:
        with self._lock:
            if plan_id not in self._jobs:
                raise NotFoundError.of("unknown_plan", value=plan_id)
            return self._jobs[plan_id]

    def _forget_oldest(self) -> None:
        """Keep memory bounded; what waits or runs is never forgotten."""
        ended = [job.id for job in self._jobs.values() if job.state in {"done", "failed", "cancelled"}]
        for plan_id in ended[: max(0, len(self._jobs) - self._max_kept)]:
            del self._jobs[plan_id]

    def _update(self, job: _Job, **changes: object) -> None:
        """Change a job and wake who waits for it."""
        with self._lock:
            for name, value in changes.items():
                setattr(job, name, value)
            self._lock.notify_all()

    def _run(self, job: _Job) -> None:
        """Work on one plan; every end is recorded, for nobody else would see it."""
        with self._lock:
            if job.state == "cancelled":
                return
            job.state = "running"
        options = SolveOptions(
            time_limit_s=job.request.time_limit_s, work_limit=job.request.work_limit, seed=job.request.seed
        )
        try:
            if self._network is None:
                self._network = planning.open_roads(self._roads)
            day = planning.plan_problem(
                job.problem,
                self._network,
                DEFAULT_TRAFFIC,
                options,
                progress=lambda news: self._update(job, progress=news),
                cancel=job.cancel,
            )
            self._update(job, day=day, state="done")
        except TermintreuError as error:
            self._update(job, error=_told(error), state="failed")
        except Exception:
            # The outermost edge: a defect must end as `failed`, not as a plan that runs for ever.
            logger.exception("plan %s failed", job.id)
            self._update(job, error=_told(TermintreuError(())), state="failed")


def _told(error: TermintreuError) -> Error:
    """Return an error as a shape that leaves."""
    return Error(
        title_de=error.title("de"),
        title_en=error.title("en"),
        detail_de=error.text("de"),
        detail_en=error.text("en"),
        findings=error.findings,
    )


def _read(request: PlanRequest) -> tuple[Problem, tuple[Finding, ...]]:
    """Read the lists exactly as files are read."""
    with TemporaryDirectory() as folder:
        orders, vehicles = Path(folder) / "orders.csv", Path(folder) / "vehicles.csv"
        orders.write_bytes(_utf8(request.orders, "orders"))
        vehicles.write_bytes(_utf8(request.vehicles, "vehicles"))
        return read_problem(orders, vehicles, date=request.date, tolerance_s=round(request.tolerance_min * 60))


def _utf8(table: Table, name: str) -> bytes:
    """Return a table as a CSV file's bytes; JSON may hold half a character, which no file can."""
    try:
        return _csv(table).encode()
    except UnicodeEncodeError as error:
        value = error.object[error.start : error.end].encode("ascii", "backslashreplace").decode()
        raise InputError.of("request_character", column=f"body.{name}", value=value) from None


def _csv(table: Table) -> str:
    """Return a table as CSV text."""
    if isinstance(table, str):
        return table
    text = io.StringIO()
    columns = dict.fromkeys(name for row in table for name in row)
    writer = csv.DictWriter(text, list(columns), delimiter=";", restval="")
    writer.writeheader()
    writer.writerows({name: "" if cell is None else cell for name, cell in row.items()} for row in table)
    return text.getvalue()


def _view(job: _Job) -> JobView:
    """Return what the outside sees of a job."""
    here = f"/api/v1/plans/{job.id}"
    return JobView(
        id=job.id,
        state=job.state,
        seconds=None if job.progress is None else round(job.progress.seconds, 1),
        late_stops=job.day.kpis.late_stops if job.day else None if job.progress is None else job.progress.late_stops,
        findings=job.findings,
        violations=job.day.violations if job.day else (),
        error=job.error,
        links={"self": here} | ({"plan": f"{here}/plan", "map": f"{here}/map"} if job.day else {}),
    )
