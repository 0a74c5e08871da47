"""A toy firm without roads whose true times are known: days that happened by them, for whatever learns or judges."""

from datetime import date
from functools import cache

import numpy as np

from data.history import PastDay, PastTour, PastVisit
from data.samples.truth import working_days
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.simulate import simulate
from routing.table import TravelTable, spot
from routing.traffic import DEFAULT_TRAFFIC, ROAD_CLASSES, LearnedTimes, ServiceTimes, Spread

HOUR = 3600
CUSTOMERS = 90
TOURS, STOPS = 3, 16
SIDE = 3
PRIMARY = ROAD_CLASSES.index("primary")


def lognormal(log_sd, up_to_s=None):
    ratios = np.exp(log_sd * np.sort(np.random.default_rng(1).normal(size=801)))
    return Spread(up_to_s=up_to_s, ratios=tuple(ratios / ratios.mean()))


@cache
def places():
    """The depot first, then customers over a square that the zones of the grid share out."""
    rng = np.random.default_rng(3)
    return [Location(lon=round(7 + x, 6), lat=round(49 + y, 6)) for x, y in rng.uniform(0, 0.12, (CUSTOMERS + 1, 2))]


@cache
def table():
    """Travel on primary roads alone, through the zone of origin and that of destination."""
    at = np.array([[place.lon, place.lat] for place in places()])
    seconds = 60 + np.hypot(*(at[:, None] - at[None]).T).T * 9000
    np.fill_diagonal(seconds, 0)
    zone = np.minimum((at - [7, 49]) // 0.04, SIDE - 1) @ [1, SIDE]
    parts = np.zeros((len(at), len(at), SIDE**2), np.float32)
    rows = np.arange(len(at))
    for row in rows:
        np.add.at(parts[row], (rows, zone.astype(int)), seconds[row] / 2)
        parts[row, :, int(zone[row])] += seconds[row] / 2
    return TravelTable(
        spots=tuple(spot(place) for place in places()),
        parts=parts,
        buckets=PRIMARY * SIDE**2 + np.arange(SIDE**2),
        metres=np.ones((len(at), len(at)), np.int32),
    )


@cache
def truth():
    rng = np.random.default_rng(4)
    return LearnedTimes(
        name="truth",
        source="test",
        days=(),
        travel=DEFAULT_TRAFFIC,
        zone_factors=tuple(np.exp(rng.normal(0, 0.12, SIDE**2))),
        day_log_sd=0.07,
        tour_log_sd=0.04,
        legs=(lognormal(0.28, 300), lognormal(0.2)),
        service=ServiceTimes(
            mean_s={f"c{k}": float(mean) for k, mean in enumerate(rng.uniform(120, 600, CUSTOMERS))},
            spread=lognormal(0.35),
        ),
        departure_late_s=(0, 0, 60, 200, 500, 900),
    )


def a_day(day):
    """Return a day that happened by the truth: tours over random customers, one at a time, windows of two hours."""
    rng = np.random.default_rng(day.toordinal())
    depot = Depot(depot_id="d", location=places()[0])
    vehicles = tuple(
        Vehicle(vehicle_id=f"t{k}", start_depot="d", end_depot="d", shift=Shift(start_s=6 * HOUR, end_s=20 * HOUR))
        for k in range(TOURS)
    )
    chosen = rng.permutation(CUSTOMERS)[: TOURS * STOPS]
    stops = []
    for number, k in enumerate(chosen):
        end_s = int(6 * HOUR + (number % STOPS + 1) * 1100 + rng.integers(0, 3600))
        stops.append(
            Stop(
                stop_id=f"s{number}",
                customer_id=f"c{k}",
                location=places()[k + 1],
                service_s=300,
                windows=(TimeWindow(start_s=end_s - 2 * HOUR, end_s=end_s),),
            )
        )
    problem = Problem(date=day, depots=(depot,), vehicles=vehicles, stops=tuple(stops))
    planned = {f"t{k}": tuple(f"s{n}" for n in range(k * STOPS, (k + 1) * STOPS)) for k in range(TOURS)}
    # A stream of its own: the gate's draws must not be those that made the stamps.
    happened = simulate(problem, planned, table().matrix(problem, truth()), truth(), seed=77, scenarios=1)
    visits, tours = {}, []
    for route in happened.routes:
        for row, stop_id in enumerate(route.stop_ids):
            stamps = int(route.arrival_s[row, 0]), int(route.departure_s[row, 0])
            visits[stop_id] = PastVisit(stop_id, 0, "delivered", None, None, *stamps)
        tours.append(PastTour(route.vehicle_id, "v", route.stop_ids, route.stop_ids, 6 * HOUR, None, actual_end_s=None))
    return PastDay(problem, tuple(tours), visits, planned_at_s=5 * HOUR)


@cache
def past_days(count=40):
    """Return the firm's first days."""
    return tuple(a_day(day) for day in working_days(date(2026, 1, 5), count))
