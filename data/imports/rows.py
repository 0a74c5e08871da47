"""The rows that enter: one model a table, the only definition of its columns."""

from data.imports.values import (
    Amount,
    CalendarDay,
    Clock,
    Count,
    Flag,
    Hours,
    Latitude,
    LawOfBreaks,
    Longitude,
    Minutes,
    OrderKind,
    Priority,
    State,
    Status,
    TableRow,
    Text,
    Trips,
    VisitKind,
    Windows,
    Words,
)


class OrderRow(TableRow):
    """One order of the order list.

    Demand is in kilograms, cubic metres and pieces, service in minutes;
    ``windows`` holds several windows, ``window_start`` and ``window_end`` one.
    """

    order_id: Text
    customer_id: Text | None = None
    customer_type: Text | None = None
    known_at: Clock | None = None
    name: Text | None = None
    street: Text | None = None
    house_number: Text | None = None
    postcode: Text | None = None
    city: Text | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    demand_kg: Amount | None = None
    demand_m3: Amount | None = None
    demand_units: Count | None = None
    window_start: Clock | None = None
    window_end: Clock | None = None
    windows: Windows | None = None
    hard_window: Flag = False
    service_min: Minutes | None = None
    priority: Priority = 0
    skills: Words = frozenset()
    vehicle_id: Text | None = None
    kind: OrderKind | None = None
    shipment_id: Text | None = None
    optional: Flag = False
    drop_penalty: Amount | None = None
    notes: Text | None = None

    @property
    def address(self) -> str | None:
        """Street and number, postcode and town, as far as given."""
        parts = [
            " ".join(part for part in pair if part)
            for pair in ((self.street, self.house_number), (self.postcode, self.city))
        ]
        return ", ".join(part for part in parts if part) or None


class VehicleRow(TableRow):
    """One vehicle of the vehicle list.

    Capacities are in kilograms, cubic metres and pieces, costs in euro;
    ``end`` is ``depot``, ``open``, the name of a depot or ``lat/lon``.
    """

    vehicle_id: Text
    shift_start: Clock
    shift_end: Clock
    profile: Text = "van"
    depot: Text = "depot"
    depot_lat: Latitude | None = None
    depot_lon: Longitude | None = None
    capacity_kg: Amount | None = None
    capacity_m3: Amount | None = None
    capacity_units: Count | None = None
    max_stops: Count | None = None
    skills: Words = frozenset()
    max_trips: Trips | None = None
    reload_min: Minutes | None = None
    break_rule: LawOfBreaks | None = None
    cost_fixed: Amount | None = None
    cost_per_km: Amount | None = None
    cost_per_h: Amount | None = None
    gross_weight_kg: Amount | None = None
    max_hours: Hours | None = None
    end: Text = "depot"
    depot_timezone: Text | None = None
    depot_state: State | None = None


class SequenceRow(TableRow):
    """One visit of given tours; without a vehicle the order is left out."""

    order_id: Text
    vehicle_id: Text | None = None
    sequence: Count | None = None


class HistoryRow(TableRow):
    """What a row of a history says beside the order: who went when, as planned and as stamped.

    ``vehicle_id`` drove, ``planned_vehicle_id`` was to drive (the same unless
    given); ``forced_vehicle_id`` is what the order list calls ``vehicle_id``.
    """

    date: CalendarDay
    tour_id: Text
    vehicle_id: Text
    planned_vehicle_id: Text | None = None
    forced_vehicle_id: Text | None = None
    depot: Text | None = None
    planned_sequence: Count | None = None
    driven_sequence: Count | None = None
    kind: VisitKind = "stop"
    planned_arrival: Clock | None = None
    planned_departure: Clock | None = None
    actual_arrival: Clock | None = None
    actual_departure: Clock | None = None
    status: Status = "delivered"


STAMP_COLUMNS = ("planned_arrival", "planned_departure", "actual_arrival", "actual_departure")
"""The times of a visit: one that can't be read is unknown, the rest of its row still counts."""

ORDER_COLUMNS = tuple(name for name in OrderRow.model_fields if name not in {"vehicle_id", "kind"})
"""The order columns of a history, where ``vehicle_id`` and ``kind`` speak of the visit."""

_VISIT_COLUMNS = tuple(name for name in HistoryRow.model_fields if name not in {*STAMP_COLUMNS, "status"})

HISTORY_COLUMNS = (*_VISIT_COLUMNS, *ORDER_COLUMNS, *STAMP_COLUMNS, "status")
"""All columns of a history, in the order they are written."""
