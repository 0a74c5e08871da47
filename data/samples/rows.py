"""Simulated days as the rows of a history file, in the canonical columns."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from data.history import PastTour, PastVisit
from data.imports.rows import HISTORY_COLUMNS, STAMP_COLUMNS
from data.samples.dirt import soiled
from data.samples.simulated_day import SimulatedDay
from routing.clock import wall_clock
from routing.model import Problem, Second, Stop

_COUNTS = ("planned_sequence", "driven_sequence", "demand_kg", "demand_units", "service_min", "priority")
_ADDRESS = ("street", "house_number", "postcode", "city")

Cells = dict[Hashable, Any]


def history_rows(
    days: Sequence[SimulatedDay], customers: pd.DataFrame, *, dirt: float = 0.0, seed: int = 0
) -> pd.DataFrame:
    """Return a row per visit, and one per start and end of a tour, in planned order.

    Parameters
    ----------
    customers
        For the parts of their addresses.
    dirt
        How dirty the file is, see :func:`data.samples.dirt.soiled`; 0 is clean.
    """
    addresses = customers.set_index("customer_id").loc[:, list(_ADDRESS)].fillna("").to_dict("index")
    cells = [row for day in days for tour in day.tours for row in _tour_rows(day, tour, addresses)]
    table = pd.DataFrame(cells, columns=[*HISTORY_COLUMNS, "known_at_s"])
    table = table.astype(dict.fromkeys((*STAMP_COLUMNS, "known_at_s"), "Int64"))
    table = soiled(table, dirt, seed) if dirt else table
    timezone = days[0].problem.timezone if days else "Europe/Berlin"
    for name, source in {**{name: name for name in STAMP_COLUMNS}, "known_at": "known_at_s"}.items():
        table[name] = [
            "" if second is pd.NA else wall_clock(int(second), date, timezone)
            for second, date in zip(table[source], table["date"], strict=True)
        ]
    table["date"] = [date.isoformat() for date in table["date"]]
    named = table.loc[:, list(HISTORY_COLUMNS)].dropna(axis="columns", how="all")
    numbers = dict.fromkeys(_COUNTS, "Int64") | {"lat": "float64", "lon": "float64"}
    typed = named.astype({name: kind for name, kind in numbers.items() if name in named.columns})
    text = [name for name in typed.columns if not pd.api.types.is_numeric_dtype(typed[name])]
    typed[text] = typed[text].fillna("").astype(str)
    return typed


def _tour_rows(day: SimulatedDay, tour: PastTour, addresses: Mapping[Hashable, Cells]) -> Iterator[Cells]:
    """Yield the rows of one tour: leaving, visits in planned order, coming back."""
    own: Cells = {"date": day.date, "tour_id": tour.tour_id, "vehicle_id": tour.vehicle_id}
    own["depot"] = day.problem.vehicle_by_id[tour.tour_id].start_depot
    left = {"planned_departure": tour.planned_departure_s, "actual_departure": tour.actual_departure_s}
    yield own | {"kind": "depot_start"} | left
    stops = day.problem.stop_by_id | {stop.stop_id: stop for stop in day.cancelled}
    driven = {stop_id: place for place, stop_id in enumerate(tour.driven, start=1)}
    for place, stop_id in enumerate(day.planned_with_cancelled[tour.tour_id], start=1):
        order = own | {"kind": "stop", "planned_sequence": place, "driven_sequence": driven.get(stop_id)}
        stop = stops[stop_id]
        yield order | _order(stop, day.problem, addresses[stop.customer_id]) | _visit(day.visits[stop_id])
    back = {"planned_arrival": tour.planned_end_s, "actual_arrival": tour.actual_end_s}
    yield own | {"kind": "depot_end"} | back


def _visit(visit: PastVisit) -> Cells:
    """Return planned times, stamps and status."""
    stamps: Cells = {name: getattr(visit, f"{name}_s") for name in STAMP_COLUMNS}
    return stamps | {"status": visit.status}


def _order(stop: Stop, problem: Problem, address: Cells) -> Cells:
    """Return the order columns of a stop."""
    window = stop.windows[0] if stop.windows else None
    return {
        "order_id": stop.stop_id,
        "customer_id": stop.customer_id,
        "customer_type": stop.customer_type,
        "name": stop.name,
        **address,
        "lat": stop.location.lat,
        "lon": stop.location.lon,
        "demand_kg": stop.demand["kg"],
        "demand_units": stop.demand["units"],
        "window_start": _clock(problem, window.start_s if window else None),
        "window_end": _clock(problem, window.end_s if window else None),
        "service_min": stop.service_s // 60,
        "priority": stop.priority,
        "skills": "|".join(sorted(stop.skills)),
        "notes": "simulated",
    }


def _clock(problem: Problem, second: Second | None) -> str:
    return "" if second is None else problem.clock(second)[:5]
