"""The rows of a past day sorted into its tours, each with its vehicle, depot and planned departure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from data.clock import ClockError
from data.imports.past_clock import PastClock, after
from data.imports.past_rows import LeftOut, PastRow, TourKey
from data.imports.problem import FAR_M, distance_m, is_swapped
from data.imports.vehicles import VehicleList
from routing.model import Depot, Location, Second, Vehicle

APPROACH_M_S = 30 / 3.6 / 1.3
"""Metres as the crow flies a second to a tour's first stop: 30 km/h on roads 1.3 times as long."""

HALF_DAY_S = 12 * 3600
"""A planned departure more than this before most of the planned arrivals is a typing error."""


@dataclass
class TourRows:
    """One tour of a day as its rows tell it.

    Parameters
    ----------
    name
        Its id, unique in the day.
    vehicle
        The listed vehicle that it was planned for.
    stops
        Rows driven on it; rows that were to be driven on it are in ``planned``.
    departure_s
        Planned departure; ``assumed`` if no row says it.
    """

    key: TourKey
    name: str
    vehicle: Vehicle
    depot: Depot
    start: PastRow | None = None
    end: PastRow | None = None
    stops: list[PastRow] = field(default_factory=list)
    planned: list[PastRow] = field(default_factory=list)
    departure_s: Second = 0
    assumed: bool = False


class Fleet:
    """The vehicle list, by id."""

    def __init__(self, listed: VehicleList) -> None:
        self.listed = listed
        self.vehicles: Mapping[str, Vehicle] = {vehicle.vehicle_id: vehicle for vehicle in listed.vehicles}
        self.depots: Mapping[str, Depot] = {depot.depot_id: depot for depot in listed.depots}

    def of(self, row: PastRow) -> Vehicle:
        """Return the vehicle that a row was planned for, or else the one that drove it."""
        planned = row.visit.planned_vehicle_id or row.visit.vehicle_id
        return self.vehicles.get(planned, self.vehicles[row.visit.vehicle_id])


def usable(rows: Sequence[PastRow], fleet: Fleet, left_out: LeftOut) -> list[PastRow]:
    """Return the rows that belong to the day's work; each other one is left out with its reason."""
    rows = _of_known_tours(rows, fleet, left_out)
    kept = []
    for row in rows:
        if row.order is not None and row.visit.status == "cancelled":
            left_out.row(row, "visit_cancelled", value=row.order_id)
        elif not _misplaced(row, fleet, left_out):
            kept.append(row)
    return _once(kept, left_out)


def _of_known_tours(rows: Sequence[PastRow], fleet: Fleet, left_out: LeftOut) -> list[PastRow]:
    """Leave out the tours of vehicles and depots that are not listed."""
    kept = []
    for tour in _grouped(rows).values():
        vehicle_id, depot = tour[0].visit.vehicle_id, _depot(tour)
        if vehicle_id not in fleet.vehicles:
            for row in tour:
                left_out.row(row, "vehicle_unlisted", value=vehicle_id, level="tour")
        elif depot is not None and depot not in fleet.depots:
            known = ", ".join(fleet.depots)
            for row in tour:
                left_out.row(row, "unknown_depot", value=depot, detail=known, level="tour")
        else:
            kept += tour
    return sorted(kept, key=lambda row: row.line)


def _grouped(rows: Sequence[PastRow]) -> dict[TourKey, list[PastRow]]:
    tours: dict[TourKey, list[PastRow]] = {}
    for row in rows:
        tours.setdefault(row.tour, []).append(row)
    return tours


def _depot(tour: Sequence[PastRow]) -> str | None:
    """Return the depot that a tour starts from: that of its depot_start row, else the one most rows name."""
    for row in tour:
        if row.visit.kind == "depot_start" and row.visit.depot is not None:
            return row.visit.depot
    named = Counter(row.visit.depot for row in tour if row.visit.depot is not None)
    return named.most_common(1)[0][0] if named else None


def _misplaced(row: PastRow, fleet: Fleet, left_out: LeftOut) -> bool:
    """Leave a row out if its place can't be one of this firm's."""
    if row.order is None or row.order.lon is None or row.order.lat is None:
        return False
    place = Location(lon=row.order.lon, lat=row.order.lat)
    depots = [depot.location for depot in fleet.depots.values()]
    if min(distance_m(place, depot) for depot in depots) <= FAR_M:
        return False
    here, there = f"{place.lat} / {place.lon}", f"{place.lon} / {place.lat}"
    code = "coordinates_swapped" if is_swapped(place, depots) else "coordinates_far"
    left_out.row(row, code, value=here, detail=there, column="lat")
    return True


def _once(rows: Sequence[PastRow], left_out: LeftOut) -> list[PastRow]:
    """Keep of an order's rows the one with stamps, else the delivered one, else the first."""
    best: dict[str, PastRow] = {}
    for row in rows:
        if row.order is not None:
            other = best.setdefault(row.order_id, row)
            best[row.order_id] = max(other, row, key=_credibility)
    kept = []
    for row in rows:
        first = best.get(row.order_id) if row.order is not None else row
        if first is row or first is None:
            kept.append(row)
            continue
        same = first.tour == row.tour
        code = "order_repeated" if same else "order_in_two_tours"
        left_out.row(row, code, value=row.order_id, detail=str(first.line), column="order_id", whole=same)
    return kept


def _credibility(row: PastRow) -> tuple[int, bool, int]:
    stamps = (row.visit.actual_arrival, row.visit.actual_departure)
    return sum(stamp is not None for stamp in stamps), row.visit.status == "delivered", -row.line


def tours_of(rows: Sequence[PastRow], fleet: Fleet, clock: PastClock, left_out: LeftOut) -> list[TourRows]:
    """Return the day's tours, each with the rows driven and the rows planned on it."""
    groups = _grouped(rows)
    names = _names(groups)
    tours: dict[TourKey, TourRows] = {}
    served = {key for key, group in groups.items() if any(row.order is not None for row in group)}
    for key, group in groups.items():
        vehicle = _vehicle(group, served, fleet)
        tour = TourRows(key, names[key], vehicle, fleet.depots[_depot(group) or vehicle.start_depot])
        for row in group:
            _place(row, tour, left_out)
        if tour.stops:
            tours[key] = tour
        else:
            for depot_row in (tour.start, tour.end):
                if depot_row is not None:
                    left_out.row(depot_row, "tour_without_stops", value=tour.name, level="tour")
    _plan(tours, left_out)
    for tour in tours.values():
        _depart(tour, clock, left_out)
    return list(tours.values())


def _names(groups: Mapping[TourKey, Sequence[PastRow]]) -> dict[TourKey, str]:
    """Return an id for each tour: its own, with the vehicle's behind it if two vehicles share it."""
    shared = Counter(tour_id for tour_id, _ in groups)
    names: dict[TourKey, str] = {}
    taken = set(shared)
    for tour_id, vehicle_id in groups:
        name = tour_id if shared[tour_id] == 1 else f"{tour_id}/{vehicle_id}"
        while shared[tour_id] > 1 and name in taken:
            name += "/"
        taken.add(name)
        names[tour_id, vehicle_id] = name
    return names


def _place(row: PastRow, tour: TourRows, left_out: LeftOut) -> None:
    """Put a row where it belongs in its tour."""
    if row.order is not None:
        tour.stops.append(row)
    elif row.visit.kind == "depot_start" and tour.start is None:
        tour.start = row
    elif row.visit.kind == "depot_end" and tour.end is None:
        tour.end = row
    else:
        left_out.row(row, "depot_row_repeated", value=row.visit.kind)


def _planned_id(row: PastRow) -> str:
    return row.visit.planned_vehicle_id or row.visit.vehicle_id


def _vehicle(group: Sequence[PastRow], served: Collection[TourKey], fleet: Fleet) -> Vehicle:
    """Return the vehicle a tour was planned for: another one only if all its stops say so and that has none of it."""
    planned = {_planned_id(row) for row in group if row.order is not None}
    tour_id, driver = group[0].tour
    whole = planned.pop() if len(planned) == 1 else driver
    return fleet.vehicles[whole if whole in fleet.vehicles and (tour_id, whole) not in served else driver]


def _plan(tours: Mapping[TourKey, TourRows], left_out: LeftOut) -> None:
    """Give each row to the tour that it was planned on."""
    of_vehicle: dict[str, TourRows] = {}
    for tour in tours.values():
        of_vehicle.setdefault(tour.vehicle.vehicle_id, tour)
    for tour in tours.values():
        for row in tour.stops:
            vehicle_id = _planned_id(row)
            home = tours.get((tour.key[0], vehicle_id)) or of_vehicle.get(vehicle_id)
            if vehicle_id in {tour.vehicle.vehicle_id, tour.key[1]}:
                home = tour
            elif home is None:
                left_out.row(row, "planned_vehicle_absent", value=vehicle_id, column="planned_vehicle_id", of="replay")
            (home or tour).planned.append(row)
    for tour in tours.values():
        tour.planned.sort(key=lambda row: row.line)


def _depart(tour: TourRows, clock: PastClock, left_out: LeftOut) -> None:
    """Set when a tour was to leave: as its depot_start row says, else in time for its first stop, else by its shift."""
    told = None if tour.start is None else clock.second(tour.start, "planned_departure")
    if told is not None and tour.start is not None and tour.start.visit.planned_departure is not None:
        if _plausible(told, tour, clock):
            tour.departure_s = told
            return
        text = tour.start.visit.planned_departure.text
        left_out.row(tour.start, "departure_implausible", value=text, column="planned_departure", of="learning")
    tour.assumed = True
    tour.departure_s = clock.usual(tour.vehicle.shift.start_s)
    first = _first_planned(tour)
    if first is None or first.order is None or first.order.lon is None or first.order.lat is None:
        return
    place = Location(lon=first.order.lon, lat=first.order.lat)
    arrival = _planned_arrival(first, clock)
    if arrival is not None:
        tour.departure_s = arrival - round(distance_m(place, tour.depot.location) / APPROACH_M_S)


def _plausible(departure_s: Second, tour: TourRows, clock: PastClock) -> bool:
    """Tell whether most of the planned arrivals lie in the half day after a departure."""
    told = [_planned_arrival(row, clock, departure_s) for row in tour.planned]
    known = sorted(arrival for arrival in told if arrival is not None)
    return not known or departure_s <= known[len(known) // 2] <= departure_s + HALF_DAY_S


def _planned_arrival(row: PastRow, clock: PastClock, departure_s: Second | None = None) -> Second | None:
    """Return the planned arrival if it is an instant of the day; what is wrong with it is said later."""
    told = row.visit.planned_arrival
    if told is None:
        return None
    try:
        return clock.at(told if departure_s is None else after(told, departure_s))
    except ClockError:
        return None


def _first_planned(tour: TourRows) -> PastRow | None:
    """Return the first stop by planned_sequence, else in the file, that has a planned arrival."""
    timed = [row for row in tour.planned if row.visit.planned_arrival is not None]
    sequenced = [row for row in timed if row.visit.planned_sequence is not None]
    return min(sequenced, key=lambda row: row.visit.planned_sequence or 0) if sequenced else next(iter(timed), None)
