"""What the stamps of past days show: seconds driven on each leg, seconds on site at each stop.

A leg runs from leaving one driven stop (or the depot) to arriving at the next.
Waiting before a window is not service, and nothing is read from tours whose
stamps are not trusted. Where an arrival is missing, the time since the last
departure is split between leg and service as soon as there are expected times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.history import PastDay, PastTour
from routing.errors import InputError
from routing.matrix import UNREACHABLE
from routing.model import Second, Stop
from routing.table import TravelTables, spot
from routing.traffic import DEFAULT_TRAFFIC, LearnedTimes, ServiceTimes

STARTS_S = DEFAULT_TRAFFIC.starts_s
"""Time slots that are learned, and that a leg is counted in by its departure."""


@dataclass(frozen=True, eq=False)
class Legs:
    """Driven legs, one row each, in the order of day, tour and stop.

    Parameters
    ----------
    days
        Dates, ascending.
    tours
        Day number and tour id of each tour.
    tour, slot
        int64, shape (legs,): number of the tour, and of the slot in which the leg began.
    observed_s
        float64, shape (legs,).
    parts
        float64, shape (legs, buckets): free-flow seconds of the way.
    buckets
        Numbers of the buckets (class x zone) in ``parts``.
    split
        Whether the arrival was missing and the time had to be split.
    names
        Origin and destination spot, destination stop id or "" at the depot, and departure second.
    """

    days: tuple[Date, ...]
    tours: tuple[tuple[int, str], ...]
    tour: NDArray[np.int64]
    slot: NDArray[np.int64]
    observed_s: NDArray[np.float64]
    parts: NDArray[np.float64]
    buckets: NDArray[np.int64]
    split: NDArray[np.bool_]
    names: tuple[tuple[str, str, str, int], ...]
    zone_side: int = 3

    def __len__(self) -> int:
        return len(self.observed_s)

    def expected_s(self, times: LearnedTimes) -> NDArray[np.float64]:
        """Return expected seconds of each leg."""
        rows = times.bucket_factors[self.buckets][:, self.slot]
        expected: NDArray[np.float64] = np.einsum("lb,bl->l", self.parts, rows)
        return expected

    def only(self, keep: NDArray[np.bool_]) -> Self:
        """Return some of the legs; days and tours keep their numbers."""
        names = tuple(name for name, kept in zip(self.names, keep, strict=True) if kept)
        parts = {name: getattr(self, name)[keep] for name in ("tour", "slot", "observed_s", "parts", "split")}
        return replace(self, names=names, **parts)

    def frame(self) -> pd.DataFrame:
        """Return one row a leg: who, when, from where to where, and how long."""
        names = pd.DataFrame(self.names, columns=["origin", "destination", "stop_id", "departure_s"])
        days = [self.days[self.tours[tour][0]] for tour in self.tour]
        who = {"date": days, "tour_id": [self.tours[tour][1] for tour in self.tour]}
        figures = {"slot": self.slot, "free_s": self.parts.sum(axis=1), "observed_s": self.observed_s}
        return pd.DataFrame(who).join(names).assign(**figures, split=self.split)


class Service(NamedTuple):
    """Seconds on site at one stop; ``split`` where its arrival was missing."""

    day: int
    stop_id: str
    customer_id: str | None
    planned_s: int
    observed_s: int
    split: bool


@dataclass(frozen=True, eq=False)
class Observed:
    """All that was seen on some days."""

    legs: Legs
    services: tuple[Service, ...]
    departures_late_s: tuple[tuple[int, int], ...]

    def on(self, days: Sequence[int]) -> Self:
        """Return what was seen on the days of these numbers."""
        chosen = frozenset(days)
        seen = np.array([day in chosen for day, _ in self.legs.tours], np.bool_)
        services = tuple(service for service in self.services if service.day in chosen)
        late = tuple(pair for pair in self.departures_late_s if pair[0] in chosen)
        return replace(self, legs=self.legs.only(seen[self.legs.tour]), services=services, departures_late_s=late)


class _Hop(NamedTuple):
    """From one place to the next, and what was stamped there."""

    tour: int
    profile: str
    left_s: Second | None
    origin: str
    destination: str
    stop: Stop | None
    arrived_s: Second | None
    departed_s: Second | None


class _Way(NamedTuple):
    """The free-flow seconds of a hop by bucket of its table, and whether there is anything to drive."""

    parts: NDArray[np.float32]
    buckets: NDArray[np.int64]
    driven: bool


class _Leg(NamedTuple):
    hop: _Hop
    way: _Way
    observed_s: float
    split: bool


def observe(days: Sequence[PastDay], tables: TravelTables, times: LearnedTimes | None = None) -> Observed:
    """Read legs, services and departures off the stamps of trusted tours.

    Parameters
    ----------
    days
        In any order.
    tables
        Per profile, holding every place of the days.
    times
        Expected times to split by where an arrival is missing; such visits
        are left out without them.

    Raises
    ------
    InputError
        If a vehicle's profile has no table.
    KeyError
        If a place is in no table.

    Notes
    -----
    Legs between two orders at one door, legs that no road connects in the
    table and legs that end before they begin are left out. A failed visit
    that was stamped counts like any other: its minutes were spent. How late a
    tour left is not known where its planned departure was only assumed.
    """
    ordered = sorted(days, key=lambda day: day.date)
    tours = [
        (number, tour)
        for number, day in enumerate(ordered)
        for tour in sorted(day.tours, key=lambda tour: tour.tour_id)
        if tour.teaches
    ]
    hops = [hop for row, (number, tour) in enumerate(tours) for hop in _hops(ordered[number], tour, row)]
    _require_profiles(hops, tables)
    legs, services = _measure(hops, [number for number, _ in tours], tables, times)
    late = tuple(
        (number, tour.actual_departure_s - tour.planned_departure_s)
        for number, tour in tours
        if tour.actual_departure_s is not None and not tour.departure_assumed
    )
    dates = tuple(day.date for day in ordered)
    names = tuple((number, tour.tour_id) for number, tour in tours)
    return Observed(_legs(legs, dates, names, tables), tuple(services), late)


def legs_of(days: Sequence[PastDay], tables: TravelTables) -> pd.DataFrame:
    """Return the driven legs with both stamps, one row each (see :meth:`Legs.frame`)."""
    return observe(days, tables).legs.frame()


def _hops(day: PastDay, tour: PastTour, row: int) -> Iterator[_Hop]:
    """Follow a tour as driven, from the depot to the depot."""
    vehicle = day.problem.vehicle_by_id[tour.tour_id]
    depots = day.problem.depot_by_id
    stops = [day.problem.stop_by_id[stop_id] for stop_id in tour.driven]
    places = [spot(depots[vehicle.start_depot].location), *(spot(stop.location) for stop in stops)]
    left = [tour.actual_departure_s, *(day.visits[stop.stop_id].actual_departure_s for stop in stops)]
    for (origin, destination), left_s, stop in zip(pairwise(places), left, stops, strict=False):
        seen = day.visits[stop.stop_id]
        yield _Hop(
            row, vehicle.profile, left_s, origin, destination, stop, seen.actual_arrival_s, seen.actual_departure_s
        )
    if vehicle.end_depot is not None and stops:
        home = spot(depots[vehicle.end_depot].location)
        yield _Hop(row, vehicle.profile, left[-1], places[-1], home, None, tour.actual_end_s, None)


def _require_profiles(hops: Sequence[_Hop], tables: TravelTables) -> None:
    missing = sorted({hop.profile for hop in hops} - set(tables))
    if missing:
        raise InputError.of("matrix_lacks_profile", value=", ".join(missing), detail=", ".join(sorted(tables)))


def _measure(
    hops: Sequence[_Hop], day_of: Sequence[int], tables: TravelTables, times: LearnedTimes | None
) -> tuple[list[_Leg], list[Service]]:
    """Return what each hop shows of driving and of service."""
    legs: list[_Leg] = []
    services: list[Service] = []
    for hop, way in zip(hops, _ways(hops, tables), strict=True):
        driven, on_site, split = _seconds(hop, way, times)
        if driven is not None and driven >= 0 and way.driven:
            legs.append(_Leg(hop, way, driven, split))
        if hop.stop is not None and on_site is not None and on_site >= 0:
            stop = hop.stop
            services.append(
                Service(day_of[hop.tour], stop.stop_id, stop.customer_id, stop.service_s, round(on_site), split)
            )
    return legs, services


def _ways(hops: Sequence[_Hop], tables: TravelTables) -> list[_Way]:
    """Return the way of each hop."""
    found: dict[int, _Way] = {}
    for profile, table in tables.items():
        numbers = [number for number, hop in enumerate(hops) if hop.profile == profile]
        ways = table.ways([hops[number].origin for number in numbers], [hops[number].destination for number in numbers])
        driven = (ways.free_s > 0) & (ways.metres != UNREACHABLE)
        for number, parts, some in zip(numbers, ways.parts, driven.tolist(), strict=True):
            found[number] = _Way(parts, table.buckets, some)
    return [found[number] for number in range(len(hops))]


def _seconds(hop: _Hop, way: _Way, times: LearnedTimes | None) -> tuple[float | None, float | None, bool]:
    """Return seconds driven, seconds on site, and whether they had to be split."""
    if hop.arrived_s is not None:
        driven = None if hop.left_s is None else hop.arrived_s - hop.left_s
        if hop.stop is None or hop.departed_s is None:
            return driven, None, False
        return driven, hop.departed_s - hop.stop.service_start_s(hop.arrived_s), False
    if times is None or hop.left_s is None or hop.departed_s is None or hop.stop is None:
        return None, None, False
    return *_split(hop.left_s, hop.departed_s, hop.stop, _expected_s(hop, way, times), times), True


def _split(
    left_s: Second, departed_s: Second, stop: Stop, expected_s: float, times: LearnedTimes
) -> tuple[float | None, float | None]:
    """Split the time between two departures by expected leg and expected service.

    Where the vehicle should have waited for the window, service is what came
    after it opened, and the leg can't be told from the waiting.
    """
    opened_s = stop.service_start_s(round(left_s + expected_s))
    if left_s + expected_s < opened_s - 1 and departed_s >= opened_s:
        return None, departed_s - opened_s
    service_s = times.service.expected_s(stop.customer_id, stop.service_s)
    share = expected_s / max(expected_s + service_s, 1e-9)
    driven = (departed_s - left_s) * share
    return driven, departed_s - max(left_s + driven, stop.service_start_s(int(left_s + driven)))


def _expected_s(hop: _Hop, way: _Way, times: LearnedTimes) -> float:
    """Return the expected seconds of a hop at the slot of its departure."""
    slot = times.travel.slots.at(hop.left_s or 0)
    return float(way.parts @ times.bucket_factors[way.buckets, slot])


def _legs(
    found: Sequence[_Leg], days: tuple[Date, ...], tours: tuple[tuple[int, str], ...], tables: TravelTables
) -> Legs:
    """Lay legs out as arrays."""
    buckets = np.unique(np.concatenate([np.zeros(0, np.int64), *(table.buckets for table in tables.values())]))
    parts = np.zeros((len(found), len(buckets)))
    for profile, table in tables.items():
        rows = np.array([row for row, leg in enumerate(found) if leg.hop.profile == profile], np.int64)
        if rows.size:
            columns = np.searchsorted(buckets, table.buckets)
            parts[np.ix_(rows, columns)] = [found[row].way.parts for row in rows]
    left = np.array([leg.hop.left_s for leg in found], np.int64)
    return Legs(
        days=days,
        tours=tours,
        tour=np.array([leg.hop.tour for leg in found], np.int64),
        slot=np.maximum(np.searchsorted(STARTS_S, left, side="right") - 1, 0).astype(np.int64),
        observed_s=np.array([leg.observed_s for leg in found], np.float64),
        parts=parts,
        buckets=buckets,
        split=np.array([leg.split for leg in found], np.bool_),
        names=tuple(
            (leg.hop.origin, leg.hop.destination, leg.hop.stop.stop_id if leg.hop.stop else "", leg.hop.left_s or 0)
            for leg in found
        ),
        zone_side=next(iter(tables.values())).zone_side if tables else 3,
    )


BEFORE_LEARNING = LearnedTimes(
    name="before-learning", source=DEFAULT_TRAFFIC.source, days=(), travel=DEFAULT_TRAFFIC, service=ServiceTimes()
)
"""What is expected where hardly any arrival was stamped: the default profile and the planned service."""
