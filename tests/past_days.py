"""Past days for tests: random ones with stamps, and a small history told by hand."""

from datetime import date, timedelta

from hypothesis import strategies as st
from strategies import days

from data.history import History, PastDay, PastTour, PastVisit
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle

HOUR = 3600
MONDAY = date(2026, 3, 2)


@st.composite
def past_days(draw, max_stops=8, *, gaps=True):
    """Draw a past day with its expected matrix: planned and driven orders differ, stamps are noisy, some missing."""
    problem, matrix, sequences = draw(days(max_stops=max_stops, closed=False))
    tours, visits = [], {}
    for vehicle in problem.vehicles:
        planned = tuple(sequences[vehicle.vehicle_id])
        driven = tuple(draw(st.permutations(planned)))
        leaves = vehicle.shift.start_s + draw(st.integers(-600, 3600))
        now = leaves
        for stop_id in driven:
            arrival = now + draw(st.integers(0, 4 * HOUR))
            now = problem.stop_by_id[stop_id].service_start_s(arrival) + draw(st.integers(0, HOUR))
            lost = draw(st.sampled_from(["no", "no", "no", "arrival", "departure", "both"])) if gaps else "no"
            visits[stop_id] = visit(
                stop_id,
                arrival=None if lost in {"arrival", "both"} else arrival,
                departure=None if lost in {"departure", "both"} else now,
                status=draw(st.sampled_from(["delivered", "delivered", "failed"])),
            )
        stamped = draw(st.booleans()) or not gaps
        tours.append(
            PastTour(
                vehicle.vehicle_id,
                "van",
                planned,
                driven,
                vehicle.shift.start_s,
                leaves if stamped else None,
                trusted=draw(st.sampled_from([True, True, True, False])),
            )
        )
    for stop in problem.stops:
        visits.setdefault(stop.stop_id, visit(stop.stop_id, status="skipped"))
    return PastDay(problem, tuple(tours), visits, planned_at_s=4 * HOUR), matrix


def visit(stop_id, *, arrival=None, departure=None, status="delivered", planned=None, row=2):
    """Return a past visit; times in seconds."""
    return PastVisit(stop_id, row, status, planned, None, arrival, departure)


def told_day(day, lateness_min, *, tours=("t1",), status=None, hour=10, customer_type="shop", trusted=True):
    """Return a day of tours with a stop each lateness (minutes after a window that ends at ``hour``, or None).

    The stops of a day all stand within one area.
    """
    depot = Depot(depot_id="kl", location=Location(lon=7.77, lat=49.44))
    shift = Shift(start_s=6 * HOUR, end_s=18 * HOUR)
    vehicles = tuple(Vehicle(vehicle_id=t, start_depot="kl", end_depot="kl", shift=shift) for t in tours)
    stops, visits, past = [], {}, []
    for tour in tours:
        names = tuple(f"{tour}-{number}" for number in range(len(lateness_min)))
        for name, minutes in zip(names, lateness_min, strict=True):
            window = TimeWindow(start_s=(hour - 2) * HOUR, end_s=hour * HOUR)
            stops.append(
                Stop(
                    stop_id=name,
                    location=Location(lon=7.771, lat=49.441),
                    windows=(window,),
                    customer_type=customer_type,
                    customer_id=name,
                )
            )
            arrival = None if minutes is None else hour * HOUR + minutes * 60
            visits[name] = visit(
                name,
                arrival=arrival,
                departure=None if arrival is None else arrival + 300,
                status=status or "delivered",
                planned=hour * HOUR - 1800,
                row=len(visits) + 2,
            )
        past.append(PastTour(tour, "van", names, names, 6 * HOUR, 6 * HOUR, trusted=trusted))
    problem = Problem(date=day, depots=(depot,), vehicles=vehicles, stops=tuple(stops))
    return PastDay(problem, tuple(past), visits, planned_at_s=5 * HOUR)


def told_history(lateness_by_day, **told):
    """Return a history of consecutive days, each told by the minutes of its stops."""
    days_ = tuple(
        told_day(MONDAY + timedelta(days=number), minutes, **told) for number, minutes in enumerate(lateness_by_day)
    )
    rows = sum(len(day.visits) for day in days_)
    return History(days=days_, rows=rows, file="history.csv")
