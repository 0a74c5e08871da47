"""A past day from its rows: the problem as it was, the tours as planned and driven, the stamps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from itertools import pairwise

from data.clock import ClockError, ClockTime
from data.history import PastDay, PastTour, PastVisit
from data.imports.day import Day
from data.imports.orders import stop_of, unplaced, windows_of
from data.imports.past_clock import PastClock, after
from data.imports.past_order import impossible, in_batches, ordered, span_of
from data.imports.past_rows import LeftOut, PastRow
from data.imports.past_tours import Fleet, TourRows, tours_of, usable
from data.imports.rows import OrderRow
from data.imports.shipments import whole_shipments
from routing.errors import Finding
from routing.model import Problem, Second, Shift, Stop, TimeWindow, Vehicle

NOTICE_S = 3600
"""Unless given, the plan was made this long before the first planned departure of the day."""


@dataclass(frozen=True)
class Visited:
    """The stops of a day and what was planned and stamped there."""

    stops: Mapping[str, Stop]
    visits: dict[str, PastVisit]


def past_day(
    date: Date,
    rows: Sequence[PastRow],
    fleet: Fleet,
    left_out: LeftOut,
    *,
    planned_at: ClockTime | None,
    tolerance_s: int,
) -> PastDay | None:
    """Return a day, or nothing if none of its rows can be used.

    Every row is in a visit, a tour's ``start_row`` or ``end_row``, or in ``left_out``.
    """
    clock = PastClock(date, fleet.listed.timezone, left_out)
    tours = tours_of(usable(rows, fleet, left_out), fleet, clock, left_out)
    visited = _visited(tours, clock, left_out)
    tours = _with_stops(tours, visited, left_out)
    if not tours:
        return None
    past_tours = tuple(_past_tour(tour, visited, clock, left_out) for tour in tours)
    vehicles = _vehicles(tours, fleet, clock, left_out)
    problem = Problem(
        date=date,
        depots=fleet.listed.depots,
        vehicles=vehicles,
        stops=_forced(visited.stops, tours, left_out),
        timezone=fleet.listed.timezone,
        tolerance_s=tolerance_s,
    )
    _tell(date, tours, past_tours, left_out)
    instant = min(tour.departure_s for tour in tours) - NOTICE_S
    if planned_at is not None:
        instant = clock.usual(planned_at.wall_s)
    cancelled = _cancelled(rows, problem, clock, left_out.file, instant)
    return PastDay(problem, past_tours, visited.visits, planned_at_s=instant, cancelled=cancelled)


def _cancelled(
    rows: Sequence[PastRow], problem: Problem, clock: PastClock, file: str, instant: Second
) -> tuple[Stop, ...]:
    """Return the stops that were planned and cancelled later; their rows are listed as left out already.

    A cancelled row without any planned time or place in a tour was never planned. A forced vehicle or a shipment's
    other half no longer binds.
    """
    seen = set(problem.stop_by_id)
    stops = []
    for row in rows:
        order, visit = row.order, row.visit
        if order is None or visit.status != "cancelled" or row.order_id in seen:
            continue
        was_planned = visit.planned_sequence is not None or visit.planned_arrival is not None
        if not was_planned or unplaced(order, file, row.line) or _known_later(row, clock, instant):
            continue
        windows, wrong = _windows_on(row, order, clock, file)
        if not wrong:
            seen.add(row.order_id)
            stops.append(stop_of(order, windows).model_copy(update={"vehicle_id": None, "shipment_id": None}))
    return tuple(stops)


def _known_later(row: PastRow, clock: PastClock, instant: Second) -> bool:
    """Tell whether an order became known after the planning instant, as far as its time can be read."""
    if row.order is None or row.order.known_at is None:
        return False
    try:
        return clock.at(row.order.known_at) > instant
    except ClockError:
        return False


def _visited(tours: Sequence[TourRows], clock: PastClock, left_out: LeftOut) -> Visited:
    """Return stops and visits of all rows whose windows can be read; the others are left out."""
    planned_on = {row.line: tour for tour in tours for row in tour.planned}
    stops: dict[str, Stop] = {}
    visits: dict[str, PastVisit] = {}
    for driven_on in tours:
        for row in driven_on.stops:
            planned_s = planned_on[row.line].departure_s
            visit = PastVisit(
                stop_id=row.order_id,
                row=row.line,
                status=row.visit.status,
                planned_arrival_s=clock.second(row, "planned_arrival", planned_s),
                planned_departure_s=clock.second(row, "planned_departure", planned_s),
                actual_arrival_s=clock.second(row, "actual_arrival", driven_on.departure_s),
                actual_departure_s=clock.second(row, "actual_departure", driven_on.departure_s),
                known_at_s=_known_at(row, clock, left_out),
            )
            windows = _windows(row, visit, planned_s, clock, left_out)
            if windows is not None and row.order is not None:
                stops[row.order_id] = stop_of(row.order, windows)
                visits[row.order_id] = visit
    return Visited(stops, visits)


def _known_at(row: PastRow, clock: PastClock, left_out: LeftOut) -> Second | None:
    """Return when an order became known; ``None`` for known from the start."""
    told = None if row.order is None else row.order.known_at
    if told is None:
        return None
    try:
        return clock.at(told)
    except ClockError as error:
        detail = error.day.isoformat()
        left_out.row(row, error.code, value=told.text, detail=detail, column="known_at", of="replay")
        return None


def _windows(
    row: PastRow, visit: PastVisit, planned_s: Second, clock: PastClock, left_out: LeftOut
) -> tuple[TimeWindow, ...] | None:
    """Return the windows of a stop, or nothing if they can't be read and the row is left out.

    Those of a visit after midnight, and those that reach over it, end on the
    next day; others stay where they are, for a window that closed long before
    the tour is a late stop, not a habit of writing.
    """
    if row.order is None:
        return None
    windows, wrong = _windows_on(row, row.order, clock, left_out.file)
    if _after_midnight(visit) or any(finding.code == "window_reversed" for finding in wrong):
        windows, wrong = _windows_on(row, _next_day(row.order, planned_s), clock, left_out.file)
    if wrong:
        left_out.finding(row, wrong[0])
        return None
    return windows


def _windows_on(
    row: PastRow, order: OrderRow, clock: PastClock, file: str
) -> tuple[tuple[TimeWindow, ...], list[Finding]]:
    day = Day(clock.date, clock.timezone, file)
    windows, wrong = windows_of(order, day, row.line)
    return windows, [*wrong, *day.findings]


def _after_midnight(visit: PastVisit) -> bool:
    """Tell whether a visit was planned, or else made, on the next calendar day."""
    told = visit.planned_arrival_s if visit.planned_arrival_s is not None else visit.actual_arrival_s
    return told is not None and told >= 24 * 3600


def _next_day(order: OrderRow, planned_s: Second) -> OrderRow:
    """Return the order with its windows after midnight if they end long before the tour leaves."""

    def moved(time: ClockTime | None) -> ClockTime | None:
        return None if time is None else after(time, planned_s)

    windows = order.windows and tuple((moved(start), moved(end)) for start, end in order.windows)
    changed = {"window_start": moved(order.window_start), "window_end": moved(order.window_end), "windows": windows}
    return order.model_copy(update=changed)


def _with_stops(tours: Sequence[TourRows], visited: Visited, left_out: LeftOut) -> list[TourRows]:
    """Return the tours without the rows left out; a tour that has none left goes as a whole."""
    kept = []
    for tour in tours:
        tour.stops = [row for row in tour.stops if row.order_id in visited.visits]
        tour.planned = [row for row in tour.planned if row.order_id in visited.visits]
        if tour.stops or tour.planned:
            kept.append(tour)
            continue
        for row in (tour.start, tour.end):
            if row is not None:
                left_out.row(row, "tour_without_stops", value=tour.name, level="tour")
    return kept


def _past_tour(tour: TourRows, visited: Visited, clock: PastClock, left_out: LeftOut) -> PastTour:
    """Return a tour with its two orders; stamps that can't be true are taken out of ``visited``."""
    visits = visited.visits
    leaves = clock.second(tour.start, "actual_departure", tour.departure_s) if tour.start else None
    returns = clock.second(tour.end, "actual_arrival", tour.departure_s) if tour.end else None
    planned_end = clock.second(tour.end, "planned_arrival", tour.departure_s) if tour.end else None
    driven = _driven(tour, visits)
    planned = _planned(tour, visits, driven)
    leaves, returns = _repair(tour, driven, visited, left_out, leaves, returns)
    share = in_batches([visits[stop] for stop in driven], [visited.stops[stop].location for stop in driven])
    date = clock.date
    if share is not None:
        left_out.tour(date, tour.name, "batch_scans", of="learning", value=f"{share:.0%}")
    incomplete = (date, tour.key) in left_out.incomplete
    if incomplete:
        left_out.tour(date, tour.name, "tour_incomplete", of="learning", value=tour.name)
    return PastTour(
        tour_id=tour.name,
        vehicle_id=tour.key[1],
        planned=planned,
        driven=driven,
        planned_departure_s=tour.departure_s,
        actual_departure_s=leaves,
        planned_end_s=planned_end,
        actual_end_s=returns,
        trusted=share is None,
        complete=not incomplete,
        departure_assumed=tour.assumed,
        start_row=tour.start.line if tour.start else None,
        end_row=tour.end.line if tour.end else None,
    )


def _ranks(rows: Sequence[PastRow], column: str) -> dict[str, float]:
    """Return the sequence numbers in a column; equal ones as in the file."""
    numbers = {row.order_id: getattr(row.visit, column) for row in rows}
    return {stop: float(number) for stop, number in numbers.items() if number is not None}


def _driven(tour: TourRows, visits: Mapping[str, PastVisit]) -> tuple[str, ...]:
    """Return the stops that were approached, by driven_sequence or else by the stamps, else as planned."""
    rows = [row for row in tour.stops if row.visit.status != "skipped" or row.visited]
    order = ordered([row.order_id for row in rows], _ranks(rows, "planned_sequence"), _planned_times(rows, visits))
    spans = {stop: span_of(visits[stop].actual_arrival_s, visits[stop].actual_departure_s) for stop in order}
    stamps = {stop: float(span[0]) for stop, span in spans.items() if span is not None}
    return ordered(order, _ranks(rows, "driven_sequence"), stamps)


def _planned(tour: TourRows, visits: Mapping[str, PastVisit], driven: Sequence[str]) -> tuple[str, ...]:
    """Return the stops in planned order: by planned_sequence, else by planned arrival, else as driven."""
    stops = [row.order_id for row in tour.planned]
    sequence, times = _ranks(tour.planned, "planned_sequence"), _planned_times(tour.planned, visits)
    if sequence or times:
        return ordered(stops, sequence, times)
    return ordered(stops, {stop: float(place) for place, stop in enumerate(driven) if stop in set(stops)})


def _planned_times(rows: Sequence[PastRow], visits: Mapping[str, PastVisit]) -> dict[str, float]:
    spans = {row.order_id: visits[row.order_id] for row in rows}
    known = {stop: span_of(visit.planned_arrival_s, visit.planned_departure_s) for stop, visit in spans.items()}
    return {stop: float(span[0]) for stop, span in known.items() if span is not None}


def _repair(
    tour: TourRows,
    driven: Sequence[str],
    visited: Visited,
    left_out: LeftOut,
    leaves: Second | None,
    returns: Second | None,
) -> tuple[Second | None, Second | None]:
    """Make stamps unknown that can't be true, and say which scans are missing; return those of the depot."""
    visits, rows = visited.visits, {row.order_id: row for row in tour.stops}
    for stop in driven:
        arrival, departure = visits[stop].actual_arrival_s, visits[stop].actual_departure_s
        if arrival is not None and departure is not None and departure < arrival:
            _unstamp(rows[stop], visits, "departure_before_arrival", left_out)
        elif visits[stop].status != "skipped" and (arrival is None or departure is None):
            missing = "scans" if arrival is departure else "arrival" if arrival is None else "departure"
            _missing(rows[stop], missing, left_out)
    spans = [span_of(visits[stop].actual_arrival_s, visits[stop].actual_departure_s) for stop in driven]
    wrong = impossible([span_of(leaves, None), *spans, span_of(returns, None)])
    for place in wrong:
        if place == 0 and tour.start is not None:
            left_out.row(tour.start, "stamps_out_of_order", value=_clock_text(tour.start), of="learning")
            leaves = None
        elif place == len(driven) + 1 and tour.end is not None:
            left_out.row(tour.end, "stamps_out_of_order", value=_clock_text(tour.end), of="learning")
            returns = None
        else:
            _unstamp(rows[driven[place - 1]], visits, "stamps_out_of_order", left_out)
    return leaves, returns


def _missing(row: PastRow, what: str, left_out: LeftOut) -> None:
    codes = {"scans": "scans_missing", "arrival": "arrival_missing", "departure": "departure_missing"}
    left_out.row(row, codes[what], value=row.order_id, of="learning")


def _unstamp(row: PastRow, visits: dict[str, PastVisit], code: str, left_out: LeftOut) -> None:
    visits[row.order_id] = replace(visits[row.order_id], actual_arrival_s=None, actual_departure_s=None)
    left_out.row(row, code, value=_clock_text(row), of="learning")


def _clock_text(row: PastRow) -> str:
    """Return the stamps as they stand in the row."""
    stamps = (row.visit.actual_arrival, row.visit.actual_departure)
    return " / ".join(stamp.text for stamp in stamps if stamp is not None)


def _vehicles(tours: Sequence[TourRows], fleet: Fleet, clock: PastClock, left_out: LeftOut) -> tuple[Vehicle, ...]:
    """Return a vehicle for each tour; the earlier of two tours of one ends when the later leaves."""
    ends = {tour.name: clock.usual(tour.vehicle.shift.end_s) for tour in tours}
    for tour in tours:
        if ends[tour.name] <= tour.departure_s:
            length = tour.vehicle.shift.end_s - tour.vehicle.shift.start_s
            ends[tour.name] = tour.departure_s + length
            left_out.tour(clock.date, tour.name, "departure_after_shift", of="replay", value=tour.name)
    by_vehicle = sorted(tours, key=lambda tour: (tour.vehicle.vehicle_id, tour.departure_s))
    for one, other in pairwise(by_vehicle):
        if one.vehicle is other.vehicle and one.departure_s < other.departure_s:
            ends[one.name] = min(ends[one.name], other.departure_s)
    return tuple(
        tour.vehicle.model_copy(
            update={
                "vehicle_id": tour.name,
                "start_depot": tour.depot.depot_id,
                "end_depot": _end_depot(tour, fleet),
                "shift": Shift(start_s=tour.departure_s, end_s=ends[tour.name]),
            }
        )
        for tour in tours
    )


def _end_depot(tour: TourRows, fleet: Fleet) -> str | None:
    """Return where a tour ended: as its depot_end row says, else as the vehicle list does."""
    told = tour.end.visit.depot if tour.end else None
    if told is not None and told in fleet.depots:
        return told
    listed = tour.vehicle
    return tour.depot.depot_id if listed.end_depot == listed.start_depot else listed.end_depot


def _forced(stops: Mapping[str, Stop], tours: Sequence[TourRows], left_out: LeftOut) -> tuple[Stop, ...]:
    """Return the stops; one forced onto a vehicle is forced onto that vehicle's tour of the day."""
    planned = {row.order_id: (tour, row) for tour in tours for row in tour.planned}
    result = []
    for stop in stops.values():
        if stop.vehicle_id is None:
            result.append(stop)
            continue
        own, row = planned[stop.stop_id]
        of_vehicle = [tour.name for tour in (own, *tours) if tour.vehicle.vehicle_id == stop.vehicle_id]
        if not of_vehicle:
            column = "forced_vehicle_id"
            left_out.row(row, "forced_vehicle_absent", value=stop.vehicle_id, column=column, of="replay")
        result.append(stop.model_copy(update={"vehicle_id": next(iter(of_vehicle), None)}))
    return tuple(whole_shipments(result))


def _tell(date: Date, tours: Sequence[TourRows], past_tours: Sequence[PastTour], left_out: LeftOut) -> None:
    """Say which of the tours, or the whole day, have no plan to compare with, and which no stamps."""
    columns = ("planned_arrival", "planned_departure")
    rows = {tour.name: [*tour.planned, *(row for row in (tour.start, tour.end) if row is not None)] for tour in tours}
    timed = {
        name: any(getattr(row.visit, column) is not None for row in group for column in columns)
        for name, group in rows.items()
    }
    if not any(timed.values()):
        left_out.day(date, "day_without_plan", of="learning")
        left_out.day(date, "day_without_plan", of="replay")
    for tour, past in zip(tours, past_tours, strict=True):
        if not timed[tour.name] and any(timed.values()):
            left_out.tour(date, tour.name, "tour_without_plan", of="replay", value=tour.name)
        elif tour.assumed and timed[tour.name]:
            left_out.tour(date, tour.name, "departure_assumed", of="learning", value=tour.name)
        if past.driven and not any(row.visited for row in tour.stops):
            left_out.tour(date, tour.name, "tour_without_stamps", of="learning", value=tour.name)
