"""Small driven days on a straight lane, with all stamps: what diagnosis reads, easy to reckon by hand.

The depot stands at 0, customers at whole minutes of driving along the lane.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from data.history import PastDay, PastTour, PastVisit
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.table import TravelTable, spot
from routing.traffic import DEFAULT_TRAFFIC, ROAD_CLASSES, LearnedTimes, Spread, TravelFactors

MONDAY = date(2026, 3, 2)
EIGHT = 8 * 3600
MINUTES = 60
LANE = 60
"""Minutes from one end to the other."""

EMPTY_ROADS = TravelFactors(
    name="empty roads",
    source="made up",
    starts_s=DEFAULT_TRAFFIC.starts_s,
    factors=dict.fromkeys(ROAD_CLASSES, (1.0,) * len(DEFAULT_TRAFFIC.starts_s)),
)
TIMES = LearnedTimes(name="lane", source="made up", days=(MONDAY,), travel=EMPTY_ROADS)
NOISY = TIMES.model_copy(update={"day_log_sd": 0.1, "tour_log_sd": 0.1, "legs": (Spread(ratios=(0.8, 0.9, 1.3)),)})


def at(minute):
    """Return the location of a minute on the lane."""
    return Location(lon=7.0 + minute / 1000, lat=49.0)


def lane_tables():
    """Return the lane's travel table: a minute a minute, 500 m each."""
    minutes = np.arange(LANE + 1)
    apart = np.abs(minutes[:, None] - minutes[None])
    table = TravelTable(
        spots=tuple(spot(at(minute)) for minute in minutes),
        parts=(apart * MINUTES).astype(np.float32)[:, :, None],
        buckets=np.array([0]),
        metres=(apart * 500).astype(np.int32),
    )
    return {"van": table}


@dataclass(frozen=True)
class Drive:
    """A tour to come: customers as ``name: (minute on the lane, due minute after eight)``.

    ``pace`` stretches every leg, ``service_min`` is what each stop really took, against 2 planned.
    """

    customers: dict = field(default_factory=dict)
    driven: str = ""
    planned: str | None = None
    leave_min: float = 0
    pace: float = 1.0
    service_min: float = 2

    def order(self, which):
        names = self.driven if which == "driven" or self.planned is None else self.planned
        return tuple(names)


def driven_day(drives, *, day=MONDAY, windows_open_min=None):
    """Drive tours by their conditions and stamp every visit; tours are called t0, t1, ..."""
    opens = None if windows_open_min is None else EIGHT + windows_open_min * MINUTES
    places = {name: place for drive in drives for name, place in drive.customers.items()}
    stops = {
        name: Stop(
            stop_id=name,
            location=at(minute),
            service_s=2 * MINUTES,
            customer_id=f"c-{name}",
            windows=(TimeWindow(start_s=opens, end_s=EIGHT + due * MINUTES),) if due is not None else (),
        )
        for name, (minute, due) in places.items()
    }
    problem = Problem(
        date=day,
        depots=(Depot(depot_id="d", location=at(0)),),
        vehicles=tuple(
            Vehicle(
                vehicle_id=f"t{k}",
                start_depot="d",
                end_depot="d",
                shift=Shift(start_s=EIGHT, end_s=EIGHT + 8 * 3600),
            )
            for k in range(len(drives))
        ),
        stops=tuple(stops.values()),
    )
    visits = {}
    tours = []
    for k, drive in enumerate(drives):
        now = EIGHT + round(drive.leave_min * MINUTES)
        tours.append(PastTour(f"t{k}", f"van{k}", drive.order("planned"), drive.order("driven"), EIGHT, now))
        here = 0
        for name in drive.order("driven"):
            minute = places[name][0]
            arrived = now + round(abs(minute - here) * MINUTES * drive.pace)
            now = stops[name].service_start_s(arrived) + round(drive.service_min * MINUTES)
            visits[name] = PastVisit(name, len(visits) + 2, "delivered", None, None, arrived, now)
            here = minute
        for name in set(drive.order("planned")) - set(drive.order("driven")):
            visits[name] = PastVisit(name, len(visits) + 2, "skipped", None, None, None, None)
    return PastDay(problem=problem, tours=tuple(tours), visits=visits, planned_at_s=EIGHT - 3600)


def with_visit(day, name, **changes):
    """Return the day with one visit changed."""
    return replace(day, visits={**day.visits, name: replace(day.visits[name], **changes)})


def with_tour(day, number, **changes):
    """Return the day with one tour changed."""
    tours = list(day.tours)
    tours[number] = replace(tours[number], **changes)
    return replace(day, tours=tuple(tours))


def after_warm_up(*days):
    """Put quiet Mondays of four weeks before days, which move to the weeks after them."""
    quiet = [driven_day([Drive({"q": (1, 30)}, "q")], day=MONDAY + timedelta(weeks=week)) for week in range(4)]
    later = [MONDAY + timedelta(weeks=4, days=number + 2 * (number // 5)) for number in range(len(days))]
    moved = [
        replace(day, problem=day.problem.model_copy(update={"date": date}))
        for day, date in zip(days, later, strict=True)
    ]
    return [*quiet, *moved]
