"""A plan's figures, as its page and what it is held against show them."""

from api.desk.day import DeskDay
from api.desk.shapes import Figures


def figures_of(day: DeskDay) -> Figures:
    """Return the figures of a planned day."""
    expected = day.forecast.late if day.forecast is not None else (None, None, None)
    return Figures(
        stops=day.kpis.stops,
        tours=day.kpis.vehicles_used,
        late_stops=day.kpis.late_stops,
        due_stops=day.kpis.due_stops,
        lateness_min=day.kpis.lateness_min,
        distance_m=sum(route.distance_m for route in day.plan.routes),
        duration_s=sum(route.duration_s for route in day.plan.routes),
        expected_late=expected[0],
        expected_late_low=expected[1],
        expected_late_high=expected[2],
    )
