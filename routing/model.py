"""What must be done: locations, windows, depots, vehicles, stops, the Problem.

Conventions: times are whole seconds since local midnight of the plan day in
the depot's zone (values below 0 and above 86,400 are legal), distances whole
metres, loads whole numbers in the unit their name says.
"""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from routing.clock import wall_clock
from routing.contradictions import contradictions
from routing.errors import Finding, InputError

Second = int
MOST_LOAD = 2**40
"""Largest amount of a load, so that the sum of a day's loads stays within 64 bits."""

MOST_S = 2**25
"""Seconds before or after midnight that may be asked for at most: about a year, as far as check() asks a calendar."""

Moment = Annotated[Second, Field(ge=-MOST_S, le=MOST_S)]
Duration = Annotated[int, Field(ge=0, le=MOST_S)]
Euro = Annotated[float, Field(ge=0, allow_inf_nan=False)]

Load = Mapping[str, int]
"""Amount per load dimension, e.g. ``{"kg": 120, "units": 3}``; a missing dimension is 0."""


class Frozen(BaseModel):
    """Base of every shape: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Location(Frozen):
    """A point on the earth in WGS 84 degrees; keyword-only, so nobody can swap the two."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


class TimeWindow(Frozen):
    """Bounds of the *start of service*, seconds of the plan day; ``None`` is open."""

    start_s: Moment | None = None
    end_s: Moment | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start_s is not None and self.end_s is not None and self.end_s < self.start_s:
            msg = f"window ends ({self.end_s}) before it starts ({self.start_s})"
            raise ValueError(msg)
        return self


class Shift(Frozen):
    """When a vehicle may be on the road: leaves at ``start_s``, is done by ``end_s``."""

    start_s: Moment
    end_s: Moment

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end_s < self.start_s:
            msg = f"shift ends ({self.end_s}) before it starts ({self.start_s})"
            raise ValueError(msg)
        return self


class Depot(Frozen):
    """A place where vehicles start or end; ``state`` is its federal state, such as ``RP``, for holidays."""

    depot_id: str
    location: Location
    state: str | None = None

    @property
    def place(self) -> str:
        """Id of this depot among the places of a Matrix."""
        return f"depot/{self.depot_id}"


BreakRule = Literal["none", "arbzg", "eu561"]
"""The law that a driver's breaks and hours follow, see :mod:`routing.labour`."""


class Vehicle(Frozen):
    """A vehicle with its driver's shift, for one tour a day.

    Parameters
    ----------
    profile
        Road behaviour, e.g. ``van`` or ``truck_7_5t``.
    start_depot, end_depot
        Depot ids; an ``end_depot`` of ``None`` lets the tour end at its last stop.
    capacity
        Limit per load dimension; a dimension not named is unlimited.
    cost_fixed, cost_per_km, cost_per_h
        Euro for using it, per kilometre and per hour on the road.
    max_duration_s
        Longest time from leaving the depot to being done.
    max_trips, reload_s
        Times it may load at its start depot, the first one included, and seconds that each reload takes there.
    break_rule
        What its driver's breaks and hours follow; see :mod:`routing.labour`.
    gross_weight_kg
        Permitted gross weight: it decides on driving bans and on which break rule the law asks for.
    """

    vehicle_id: str
    start_depot: str
    end_depot: str | None
    shift: Shift
    profile: str = "van"
    capacity: dict[str, Annotated[int, Field(ge=0, le=MOST_LOAD)]] = {}
    skills: frozenset[str] = frozenset()
    max_stops: Annotated[int, Field(ge=0, le=MOST_LOAD)] | None = None
    cost_fixed: Euro = 0.0
    cost_per_km: Euro = 0.30
    cost_per_h: Euro = 30.0
    max_duration_s: Duration | None = None
    max_trips: Annotated[int, Field(ge=1, le=MOST_LOAD)] = 1
    reload_s: Duration = 0
    break_rule: BreakRule = "none"
    gross_weight_kg: Annotated[int, Field(ge=0, le=MOST_LOAD)] | None = None


class Stop(Frozen):
    """One order at its place, to be served by one visit.

    Parameters
    ----------
    service_s
        Seconds on site once service has started.
    windows
        Ascending, disjoint; service that could only start between two waits for the later.
    hard_window
        A hard window may never be missed; a soft one may, and its lateness is reported.
    demand
        Load carried to the stop (a delivery) or away from it (a pickup), per dimension.
    kind, shipment_id
        A delivery without a shipment comes from the depot, a pickup without one goes there.
        A pickup and a delivery of the same shipment ride on one vehicle, in one trip, the pickup first.
    optional, drop_penalty_eur
        An optional stop may be left out for its price and then counts as not due; see ``Weights.unassigned``.
    priority
        0 is ordinary; higher ones are left out last when not all stops fit.
    vehicle_id
        The only vehicle allowed, if given.
    """

    stop_id: str
    location: Location
    service_s: Duration = 0
    windows: tuple[TimeWindow, ...] = ()
    hard_window: bool = False
    demand: dict[str, Annotated[int, Field(ge=0, le=MOST_LOAD)]] = {}
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    skills: frozenset[str] = frozenset()
    vehicle_id: str | None = None
    kind: Literal["delivery", "pickup"] = "delivery"
    shipment_id: str | None = None
    optional: bool = False
    drop_penalty_eur: Euro | None = None
    customer_id: str | None = None
    customer_type: str | None = None
    name: str | None = None
    address: str | None = None

    @model_validator(mode="after")
    def _windows_ascend(self) -> Self:
        for first, second in zip(self.windows, self.windows[1:], strict=False):
            if first.end_s is None or second.start_s is None or second.start_s <= first.end_s:
                msg = "windows must be ascending and disjoint"
                raise ValueError(msg)
        return self

    @property
    def place(self) -> str:
        """Id of this stop among the places of a Matrix."""
        return f"stop/{self.stop_id}"

    @property
    def due_s(self) -> Second | None:
        """End of the last window: service may start until then; ``None`` if the stop has no window end."""
        return self.windows[-1].end_s if self.windows else None

    @property
    def due_if_left_out(self) -> bool:
        """Whether leaving it out counts as late: it has a window end, and nobody chose to let it go."""
        return self.due_s is not None and not self.optional

    def service_start_s(self, arrival_s: Second) -> Second:
        """Return when service starts: at arrival, or when the next window opens."""
        for window in self.windows:
            if window.end_s is None or arrival_s <= window.end_s:
                return arrival_s if window.start_s is None else max(arrival_s, window.start_s)
        return arrival_s


class Lock(Frozen):
    """Stops that stay on a vehicle, in this order among each other.

    ``start``: the tour begins with exactly these; ``whole``: it is exactly these.
    """

    vehicle_id: str
    stops: tuple[str, ...]
    extent: Literal["order", "start", "whole"] = "order"


class Done(Frozen):
    """A visit that has happened, with its true times."""

    stop_id: str
    arrival_s: Moment
    service_start_s: Moment
    departure_s: Moment


class UnderWay(Frozen):
    """What a vehicle has done so far on the plan day.

    Parameters
    ----------
    visits
        The first visits of its tour, as they happened.
    departure_s
        When it left the depot.
    free_s
        It goes on from its last place (the depot if it has no visit yet) at this second or later.
    """

    vehicle_id: str
    departure_s: Moment
    free_s: Moment
    visits: tuple[Done, ...] = ()


class Problem(Frozen):
    """A day's work at one or several depots.

    Parameters
    ----------
    locks
        What the plan must keep of an earlier one; a stop is in one lock at most.
    under_way
        Vehicles that have begun their day, for planning the rest of it.

    Raises
    ------
    InputError
        If ids repeat or refer to something that is not there, or locks, shipments and
        visits done contradict each other; all findings at once.
    """

    date: Date
    depots: tuple[Depot, ...]
    vehicles: tuple[Vehicle, ...]
    stops: tuple[Stop, ...]
    timezone: str = "Europe/Berlin"
    tolerance_s: Duration = 0
    locks: tuple[Lock, ...] = ()
    under_way: tuple[UnderWay, ...] = ()

    def model_post_init(self, _context: object) -> None:
        """Refuse repeated ids, dangling references and contradictions."""
        depots = [depot.depot_id for depot in self.depots]
        vehicles = [vehicle.vehicle_id for vehicle in self.vehicles]
        findings = [
            *_repeated("depot_id", depots),
            *_repeated("vehicle_id", vehicles),
            *_repeated("order_id", [stop.stop_id for stop in self.stops]),
        ]
        findings += [
            Finding(code="unknown_depot", column="depot", value=depot, detail=", ".join(depots))
            for vehicle in self.vehicles
            for depot in (vehicle.start_depot, vehicle.end_depot)
            if depot is not None and depot not in depots
        ]
        findings += [
            Finding(code="unknown_vehicle", column="vehicle_id", value=stop.vehicle_id, detail=", ".join(vehicles))
            for stop in self.stops
            if stop.vehicle_id is not None and stop.vehicle_id not in vehicles
        ]
        findings += contradictions(self)
        if findings:
            raise InputError(findings)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a changed copy, validated anew and without this one's cached indexes."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return super().model_copy(deep=deep) if not update else type(self)(**(fields | dict(update)))

    def clock(self, second: Second) -> str:
        """Return ``HH:MM:SS`` as the depot's clock shows it."""
        return wall_clock(second, self.date, self.timezone)

    @cached_property
    def stop_by_id(self) -> dict[str, Stop]:
        """Stops by their id."""
        return {stop.stop_id: stop for stop in self.stops}

    @cached_property
    def vehicle_by_id(self) -> dict[str, Vehicle]:
        """Vehicles by their id."""
        return {vehicle.vehicle_id: vehicle for vehicle in self.vehicles}

    @cached_property
    def depot_by_id(self) -> dict[str, Depot]:
        """Depots by their id."""
        return {depot.depot_id: depot for depot in self.depots}

    @cached_property
    def profiles(self) -> tuple[str, ...]:
        """Profiles that the vehicles have, each once, sorted."""
        return tuple(sorted({vehicle.profile for vehicle in self.vehicles}))

    @cached_property
    def state(self) -> str | None:
        """Federal state whose holidays the roads keep: the one that all depots lie in, else none."""
        states = {depot.state for depot in self.depots}
        return states.pop() if len(states) == 1 else None

    @cached_property
    def places(self) -> dict[str, Location]:
        """Every place of the day by its id: depots first, then stops."""
        depots = {depot.place: depot.location for depot in self.depots}
        return depots | {stop.place: stop.location for stop in self.stops}

    @cached_property
    def load_dimensions(self) -> tuple[str, ...]:
        """Names of the load dimensions that some stop or vehicle uses, sorted."""
        used = {name for stop in self.stops for name in stop.demand}
        return tuple(sorted(used.union(*(vehicle.capacity for vehicle in self.vehicles))))


def _repeated(column: str, ids: Iterable[str]) -> list[Finding]:
    """Return a finding for each id that occurs more than once."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for item in ids:
        if item in seen:
            twice[item] = None
        seen.add(item)
    return [Finding(code="duplicate_id", column=column, value=item) for item in twice]
