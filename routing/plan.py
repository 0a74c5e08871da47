"""Who does what when: the shapes of a timed plan.

Only :func:`routing.schedule.schedule` makes a Plan. Times are seconds of the
plan day; :mod:`data.exports` turns them into ISO times at the edge.
"""

from collections.abc import Mapping, Sequence

from pydantic import Field

from routing.messages import Language, wording
from routing.model import Frozen, Second

Sequences = Mapping[str, Sequence[str]]
"""Stop ids per vehicle id, in driving order: all that a solver may decide."""


class Leg(Frozen):
    """The drive between two places.

    ``held_s`` is the part of the travel time spent waiting for a road that is
    closed to the vehicle until a later time slot. ``pause_s`` is the driver's
    break at the origin, taken just before ``departure_s``.
    """

    origin: str
    destination: str
    departure_s: Second
    arrival_s: Second
    distance_m: int
    held_s: int = 0
    pause_s: int = 0


class Reload(Frozen):
    """A return to the depot in the middle of a tour, to unload and load; ``leg`` leads there."""

    leg: Leg
    departure_s: Second


class Reason(Frozen):
    """Why something is so, for people: a code of :mod:`routing.messages` with its values."""

    code: str
    value: str = ""
    detail: str = ""

    def text(self, language: Language = "de") -> str:
        """Return the reason as a sentence."""
        return wording(self.code, language).format(value=self.value, detail=self.detail)


class Visit(Frozen):
    """A stop placed in a route, with times.

    ``lateness_s`` is max(0, service start - window end); ``due`` says whether
    the stop has a window end and so counts in the delay rate. ``reload`` is a
    return to the depot before it; ``leg`` then begins at the depot. Nine times
    out of ten, the vehicle arrives after ``arrival_p10_s``, and nine times out
    of ten before ``arrival_p90_s``.
    """

    stop_id: str
    leg: Leg
    service_start_s: Second
    departure_s: Second
    lateness_s: int
    due: bool
    p_late: float | None = None
    reload: Reload | None = None
    arrival_p10_s: Second | None = None
    arrival_p90_s: Second | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def arrival_s(self) -> Second:
        """When the vehicle reaches the stop."""
        return self.leg.arrival_s

    @property
    def wait_s(self) -> int:
        """Seconds between arrival and start of service."""
        return self.service_start_s - self.leg.arrival_s


class Route(Frozen):
    """One vehicle's day.

    ``last_leg`` is the way home, ``None`` for an open end; ``load`` the most on
    board at once, of a tour under way from its last visit done on.
    """

    vehicle_id: str
    departure_s: Second
    visits: tuple[Visit, ...]
    last_leg: Leg | None
    load: dict[str, int] = Field(default_factory=dict)

    @property
    def end_s(self) -> Second:
        """When the vehicle is done."""
        if self.last_leg is not None:
            return self.last_leg.arrival_s
        return self.visits[-1].departure_s if self.visits else self.departure_s

    @property
    def legs(self) -> tuple[Leg, ...]:
        """All legs in driving order, those to reloads and the way home included."""
        home = () if self.last_leg is None else (self.last_leg,)
        ways = ((visit.reload.leg, visit.leg) if visit.reload else (visit.leg,) for visit in self.visits)
        return tuple(leg for way in ways for leg in way) + home

    @property
    def distance_m(self) -> int:
        """Metres driven."""
        return sum(leg.distance_m for leg in self.legs)

    @property
    def duration_s(self) -> int:
        """Seconds from leaving to being done."""
        return self.end_s - self.departure_s


class Unassigned(Frozen):
    """A stop that no vehicle serves; it counts as late if it is due."""

    stop_id: str
    due: bool
    reasons: tuple[Reason, ...]


class Plan(Frozen):
    """Timed routes and the stops left out."""

    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...] = ()

    @property
    def sequences(self) -> dict[str, tuple[str, ...]]:
        """Stop ids per vehicle id, in driving order."""
        return {route.vehicle_id: tuple(visit.stop_id for visit in route.visits) for route in self.routes}


class Violation(Frozen):
    """A rule that a plan breaks: which one, by whom, where, by how much."""

    code: str
    vehicle_id: str | None = None
    stop_id: str | None = None
    value: str = ""
    detail: str = ""

    def text(self, language: Language = "de") -> str:
        """Return place, value and rule as one sentence."""
        names = {"de": ("Fahrzeug", "Auftrag"), "en": ("vehicle", "order")}[language]
        place = [f"{names[0]} {self.vehicle_id}"] if self.vehicle_id is not None else []
        place += [f"{names[1]} {self.stop_id}"] if self.stop_id is not None else []
        said = wording(self.code, language).format(value=self.value, detail=self.detail)
        return f"{', '.join(place)}: {said}" if place else said
