"""What the planning page shows of how a plan looks on the map."""

from itertools import pairwise

from api.desk.day import DeskDay
from api.looks import looks_line
from routing.model import Frozen

Point = tuple[float, float]


class LooksView(Frozen):
    """How a plan looks on the map, in words, and the legs that cross, straight from stop to stop as [lon, lat]."""

    de: str
    en: str
    crossing: tuple[tuple[Point, Point], ...]


def looks_of_day(day: DeskDay) -> LooksView:
    """Return how a day's plan looks."""
    looks = day.looks
    ends = {(item.vehicle_id, item.stop_id) for item in looks.crossings}
    ends |= {(item.other_vehicle_id, item.other_stop_id) for item in looks.crossings}
    legs = tuple(
        (_point(day, before.stop_id), _point(day, after.stop_id))
        for route in day.plan.routes
        for before, after in pairwise(route.visits)
        if (route.vehicle_id, after.stop_id) in ends
    )
    return LooksView(de=looks_line(looks, "de"), en=looks_line(looks, "en"), crossing=legs)


def _point(day: DeskDay, stop_id: str) -> Point:
    location = day.ground.problem.stop_by_id[stop_id].location
    return location.lon, location.lat
