"""The shapes in which the planning page hears of a plan: all that list, map and timeline need."""

from datetime import date as Date
from datetime import datetime
from typing import Any, Literal

from api.desk.looks import LooksView
from data.store.plans import PlanState
from routing.errors import Finding
from routing.model import Frozen
from routing.plan import Reason


class Said(Frozen):
    """A sentence in both languages, with its code."""

    code: str
    de: str
    en: str

    @classmethod
    def of(cls, reason: Reason) -> "Said":
        """Return a reason as sentences."""
        return cls(code=reason.code, de=reason.text("de"), en=reason.text("en"))

    @classmethod
    def noted(cls, finding: Finding) -> "Said":
        """Return a finding as sentences, without the place that a list has and a page has not."""
        return cls.of(Reason(code=finding.code, value=finding.value or "", detail=finding.detail or ""))


class Words(Frozen):
    """A sentence in both languages."""

    de: str
    en: str


class Window(Frozen):
    """Bounds of the start of service; ``None`` is open."""

    start: datetime | None
    end: datetime | None


class Figures(Frozen):
    """A plan's figures. ``late_stops`` are late as planned; the expected ones come from the random days."""

    stops: int = 0
    tours: int = 0
    late_stops: int = 0
    due_stops: int = 0
    lateness_min: float = 0.0
    distance_m: int = 0
    duration_s: int = 0
    expected_late: float | None = None
    expected_late_low: float | None = None
    expected_late_high: float | None = None


class PlanStarted(Frozen):
    """A plan that waits for its job."""

    plan_id: str
    job_id: str


class Limits(Frozen):
    """From which probability on a stop counts as late, and as tight; without one beyond which lateness."""

    late: float
    tight: float
    tolerance_s: int = 0


class Between(Frozen):
    """A break or a reload between two visits."""

    kind: Literal["pause", "reload"]
    start: datetime
    end: datetime
    minutes: int


class VisitView(Frozen):
    """A stop of a tour; ``arrival_low`` and ``arrival_high`` hold on 8 days out of 10.

    ``before`` are the breaks and reloads since the visit before; the way there includes that to a reload.
    """

    order_id: str
    position: int
    name: str
    address: str
    lon: float
    lat: float
    windows: tuple[Window, ...]
    hard_window: bool
    arrival: datetime
    service_start: datetime
    departure: datetime
    lateness_s: int
    due: bool
    p_late: float | None
    arrival_low: datetime | None
    arrival_high: datetime | None
    slack_s: int | None
    wait_s: int
    locked: bool
    done: bool
    distance_m: int
    travel_s: int
    demand: dict[str, int]
    skills: tuple[str, ...]
    kind: Literal["delivery", "pickup"]
    shipment_id: str | None
    optional: bool
    before: tuple[Between, ...]
    reasons: tuple[Said, ...]


class TourView(Frozen):
    """A tour; its number is that of its vehicle in every version of the plan."""

    tour: int
    vehicle_id: str
    profile: str
    locked: bool
    departure: datetime
    end: datetime
    shift_start: datetime
    shift_end: datetime
    distance_m: int
    duration_s: int
    late: int
    tight: int
    expected_late: float | None
    load: dict[str, int]
    capacity: dict[str, int]
    trips: int
    break_s: int
    visits: tuple[VisitView, ...]
    after: tuple[Between, ...]


class IdleVehicle(Frozen):
    """A vehicle without a tour; ``tour`` is the number that its tour would have."""

    tour: int
    vehicle_id: str
    shift_start: datetime
    shift_end: datetime


class OpenStop(Frozen):
    """A stop that no vehicle serves."""

    order_id: str
    name: str
    address: str
    lon: float
    lat: float
    windows: tuple[Window, ...]
    due: bool
    reasons: tuple[Said, ...]


class Changed(Frozen):
    """A stop that changes its tour (``None`` is without one) or its turn, and why."""

    order_id: str
    name: str
    before: int | None
    after: int | None
    why: Said


class RestOf(Frozen):
    """What a plan changes.

    Parameters
    ----------
    plan_id
        The plan that was being driven.
    at
        Since when (HH:MM).
    unchanged, unchanged_open
        What becomes of the day if everyone drives on, and how many stops have no tour then.
    broken
        Rules that are broken then, too: what has happened can't be helped.
    changed
        Stops that change hands or their turn, as they were proposed.
    """

    plan_id: str
    at: str
    unchanged: Figures
    unchanged_open: int
    broken: tuple[tuple[str, str, str], ...]
    changed: tuple[Changed, ...]


class PlanView(Frozen):
    """A plan for its page. Without a plan yet there are no tours; ``error`` says why planning failed.

    ``violations`` are rules that it breaks, ``warnings`` what the law asks beyond the rules it was made by, ``rest``
    which plan of a day that is being driven it changes.
    """

    plan_id: str
    depot_id: str
    depot_name: str
    date: Date
    timezone: str
    state: PlanState
    version: int
    job_id: str | None
    simulated: bool
    list_id: str | None
    kpis: Figures = Figures()
    limits: Limits
    tours: tuple[TourView, ...] = ()
    idle_vehicles: tuple[IdleVehicle, ...] = ()
    unassigned: tuple[OpenStop, ...] = ()
    violations: tuple[Said, ...] = ()
    warnings: tuple[Said, ...] = ()
    looks: LooksView | None = None
    rest: RestOf | None = None
    undo: Words | None = None
    redo: Words | None = None
    saved_at: datetime
    changed_by: str | None
    released_at: datetime | None
    released_by: str | None
    traffic: str = ""
    roads_name: str = ""
    roads_date: str = ""
    error: dict[str, Any] | None = None


class PlanLine(Frozen):
    """A plan in a list of plans."""

    plan_id: str
    depot_id: str
    date: Date
    state: PlanState
    version: int
    saved_at: datetime
    changed_by: str | None
    released_at: datetime | None
