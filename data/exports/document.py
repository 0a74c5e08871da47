"""plan.json: a plan as a document that outlives the run that made it."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from datetime import date as Date
from operator import itemgetter
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from routing.clock import FIRST_DAY, LAST_DAY, datetime_at
from routing.delays import Kpis
from routing.looks import Looks, TidyPrice
from routing.model import Depot, Frozen, Problem, Second, Stop, Vehicle
from routing.plan import Leg, Plan, Reason, Reload, Route, Unassigned, Visit
from routing.profile_file import profiles_in_use
from routing.profiles import PROFILES

SCHEMA_VERSION: Final = 2

READABLE_SCHEMAS: Final = (1, 2)
"""Schema 1 knew no pauses, reloads and quantiles; their defaults mean that there are none."""

Moment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
"""An instant that calendar arithmetic can't run over the edge of the calendar."""


class LegDocument(Frozen):
    """The drive between two places.

    ``held_s`` of it is waiting for a closed road; ``pause_s`` is the driver's
    break at the origin, just before the departure.
    """

    origin: str
    destination: str
    departure: Moment
    arrival: Moment
    distance_m: int
    held_s: int = 0
    pause_s: Annotated[int, Field(ge=0)] = 0


class ReloadDocument(Frozen):
    """A return to the depot in the middle of a tour; ``leg`` leads there, loaded it is at ``departure``."""

    leg: LegDocument
    departure: Moment


class ReasonDocument(Frozen):
    """Why a stop is late or left out, or what would help: a code with its values, and the sentence."""

    code: str
    value: str = ""
    detail: str = ""
    de: str
    en: str


class VisitDocument(Frozen):
    """A stop in a route.

    ``p_late`` and the arrivals that 8 of 10 days lie between are null until
    simulated; ``reload`` is a return to the depot before the stop; ``reasons``
    say why it is late.
    """

    order_id: str
    arrival: Moment
    service_start: Moment
    departure: Moment
    lateness_s: int
    p_late: Annotated[float, Field(ge=0, le=1)] | None = None
    arrival_p10: Moment | None = None
    arrival_p90: Moment | None = None
    due: bool
    reload: ReloadDocument | None = None
    leg: LegDocument
    reasons: tuple[ReasonDocument, ...] = ()

    @model_validator(mode="after")
    def _arrives_once(self) -> Self:
        if self.arrival != self.leg.arrival:
            msg = f"arrival {self.arrival} differs from that of its leg, {self.leg.arrival}"
            raise ValueError(msg)
        return self


class BreakDocument(Frozen):
    """A driver's break and the place where it is taken."""

    place: str
    start: Moment
    end: Moment


class RouteDocument(Frozen):
    """One vehicle's day; ``last_leg`` is null when it ends at its last stop.

    ``load`` is the most on board at once, ``trips`` how often the vehicle
    loads. ``breaks`` repeats the pauses of the legs, for reading.
    """

    vehicle_id: str
    departure: Moment
    end: Moment
    distance_m: int
    duration_s: int
    load: dict[str, int]
    trips: Annotated[int, Field(ge=1)] = 1
    breaks: tuple[BreakDocument, ...] = ()
    visits: tuple[VisitDocument, ...]
    last_leg: LegDocument | None


class UnassignedDocument(Frozen):
    """An order that no vehicle serves."""

    order_id: str
    due: bool
    reasons: tuple[ReasonDocument, ...]


class PricePoint(Frozen):
    """One plan of the day on sampled days: what it costs without lateness, and the late stops to expect."""

    distance_km: float
    driving_eur: float
    expected_late: float
    chosen: bool = False


class PlanDocument(Frozen):
    """A timed plan with what it was made from.

    Parameters
    ----------
    input_hash
        :func:`input_hash` of the problem.
    roads_hash
        Fingerprint of the road network; ``None`` if travel times came from elsewhere.
    traffic
        Name of the travel factors.
    work_limit
        Iterations or solutions allowed; ``None`` if time was the only limit.
    truncated
        Whether a run with a work limit hit its safety cap of time, or was cancelled.
    planner
        Who made the sequences, e.g. ``termintreu`` (``or-tools`` in older ones), ``given``, ``simulated dispatcher``.
    punctuality
        The price of punctuality: plans of the day by rising cost and falling lateness; the chosen one is marked
        if it is one of them.
    looks
        How it looks on the map; ``None`` if nobody measured.
    tidy
        What its looks cost; ``None`` if nobody asked for tidy tours.
    """

    schema_version: Literal[2] = SCHEMA_VERSION
    date: Annotated[Date, Field(ge=FIRST_DAY, le=LAST_DAY)]
    timezone: str
    input_hash: str
    roads_hash: str | None
    traffic: str
    tolerance_s: Annotated[int, Field(ge=0)]
    work_limit: int | None
    seed: int
    truncated: bool = False
    planner: str = ""
    routes: tuple[RouteDocument, ...]
    unassigned: tuple[UnassignedDocument, ...]
    kpis: Kpis
    punctuality: tuple[PricePoint, ...] = ()
    looks: Looks | None = None
    tidy: TidyPrice | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_this_schema(cls, content: object) -> object:
        """Take a document of an earlier schema for one of this: all that is new has a default."""
        if isinstance(content, dict) and content.get("schema_version") in READABLE_SCHEMAS:
            return content | {"schema_version": SCHEMA_VERSION}
        return content

    def json_text(self) -> str:
        """Return the document as JSON text with a line end."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


class _Clock:
    """Turns seconds into datetimes of one day and zone."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def at(self, second: Second) -> datetime:
        """Return the moment with a fixed offset: moments of a zone are never equal to others in the doubled hour."""
        local = datetime_at(second, self.problem.date, self.problem.timezone)
        return local.astimezone(timezone(local.utcoffset() or timedelta()))

    def leg(self, leg: Leg) -> LegDocument:
        return LegDocument(
            origin=leg.origin,
            destination=leg.destination,
            departure=self.at(leg.departure_s),
            arrival=self.at(leg.arrival_s),
            distance_m=leg.distance_m,
            held_s=leg.held_s,
            pause_s=leg.pause_s,
        )

    def maybe(self, second: Second | None) -> datetime | None:
        return None if second is None else self.at(second)

    def reload(self, reload: Reload) -> ReloadDocument:
        return ReloadDocument(leg=self.leg(reload.leg), departure=self.at(reload.departure_s))

    def breaks(self, route: Route) -> tuple[BreakDocument, ...]:
        return tuple(
            BreakDocument(place=leg.origin, start=self.at(leg.departure_s - leg.pause_s), end=self.at(leg.departure_s))
            for leg in route.legs
            if leg.pause_s
        )

    def visit(self, visit: Visit) -> VisitDocument:
        return VisitDocument(
            order_id=visit.stop_id,
            arrival=self.at(visit.arrival_s),
            service_start=self.at(visit.service_start_s),
            departure=self.at(visit.departure_s),
            lateness_s=visit.lateness_s,
            p_late=visit.p_late,
            arrival_p10=self.maybe(visit.arrival_p10_s),
            arrival_p90=self.maybe(visit.arrival_p90_s),
            due=visit.due,
            reload=None if visit.reload is None else self.reload(visit.reload),
            leg=self.leg(visit.leg),
            reasons=tuple(_reason(reason) for reason in visit.reasons),
        )


_DECIDES = {"name", "modes", "weight_t", "height_m", "width_m", "length_m", "top_kmh", "emission_badge"}
"""What a profile file says of a vehicle."""


_LATER: dict[type[Frozen], tuple[str, ...]] = {
    Problem: ("locks", "under_way"),
    Depot: ("state",),
    Vehicle: ("max_duration_s", "max_trips", "reload_s", "break_rule", "gross_weight_kg"),
    Stop: ("kind", "shipment_id", "optional", "drop_penalty_eur"),
}
"""Fields that problems did not have when the first plans were written."""


def _drop_unsaid(content: dict[str, Any]) -> None:
    """Take later fields that say nothing out of a dumped problem: defaults, and weights that are the profile's."""
    lists = ((Depot, content["depots"]), (Vehicle, content["vehicles"]), (Stop, content["stops"]))
    for shape, items in ((Problem, [content]), *lists):
        defaults = {name: shape.model_fields[name].default for name in _LATER[shape]}
        for item in items:
            for name, default in defaults.items():
                if item[name] == (list(default) if isinstance(default, tuple) else default):
                    del item[name]
    known = profiles_in_use()
    for item in content["vehicles"]:
        if item["profile"] in known and item.get("gross_weight_kg") == known[item["profile"]].gross_weight_kg:
            del item["gross_weight_kg"]


def input_hash(problem: Problem) -> str:
    """Return the SHA-256 of a problem; the order of rows, keys and skills does not matter, nor who customers are.

    Vehicles of a firm's own profiles count with their sizes: a name alone does not say what they are.
    What later versions brought counts where it says something, so older plans still fit their lists.
    """
    content = problem.model_dump(mode="json", exclude={"stops": {"__all__": {"customer_type"}}})
    _drop_unsaid(content)
    for name, key in (("depots", "depot_id"), ("vehicles", "vehicle_id"), ("stops", "stop_id")):
        content[name] = sorted(content[name], key=itemgetter(key))
        for item in content[name]:
            if "skills" in item:
                item["skills"] = sorted(item["skills"])
    known = profiles_in_use()
    own = [known[name] for name in problem.profiles if name in known and name not in PROFILES]
    if own:
        content["profiles"] = [profile.model_dump(mode="json", include=_DECIDES) for profile in own]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def document_of(
    problem: Problem,
    plan: Plan,
    *,
    input_hash: str,
    roads_hash: str | None,
    traffic: str,
    work_limit: int | None,
    seed: int,
    truncated: bool = False,
    planner: str = "",
    looks: Looks | None = None,
) -> PlanDocument:
    """Return the document of a plan; :func:`data.exports.plan_of` reads it back."""
    clock = _Clock(problem)
    return PlanDocument(
        date=problem.date,
        timezone=problem.timezone,
        input_hash=input_hash,
        roads_hash=roads_hash,
        traffic=traffic,
        tolerance_s=problem.tolerance_s,
        work_limit=work_limit,
        seed=seed,
        truncated=truncated,
        planner=planner,
        routes=tuple(
            RouteDocument(
                vehicle_id=route.vehicle_id,
                departure=clock.at(route.departure_s),
                end=clock.at(route.end_s),
                distance_m=route.distance_m,
                duration_s=route.duration_s,
                load=route.load,
                trips=1 + sum(visit.reload is not None for visit in route.visits),
                breaks=clock.breaks(route),
                visits=tuple(clock.visit(visit) for visit in route.visits),
                last_leg=None if route.last_leg is None else clock.leg(route.last_leg),
            )
            for route in plan.routes
        ),
        unassigned=tuple(_unassigned(item) for item in plan.unassigned),
        kpis=Kpis.of(plan, problem.tolerance_s),
        looks=looks,
    )


def _unassigned(item: Unassigned) -> UnassignedDocument:
    return UnassignedDocument(
        order_id=item.stop_id, due=item.due, reasons=tuple(_reason(reason) for reason in item.reasons)
    )


def _reason(reason: Reason) -> ReasonDocument:
    return ReasonDocument(**reason.model_dump(), de=reason.text("de"), en=reason.text("en"))
