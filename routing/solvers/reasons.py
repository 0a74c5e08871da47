"""Why a stop could not be placed: the first rule that stands in the way, or what ran short."""

from routing.plan import Reason
from routing.solvers.tours import Day, Tours


def reasons(day: Day, tours: Tours) -> dict[str, tuple[Reason, ...]]:
    """Return at least one reason for each stop that no tour serves, by stop id."""
    served = {number for visits in tours for number in visits}
    return {
        stop.stop_id: (Reason(code="no_room_left"),) for number, stop in enumerate(day.stops) if number not in served
    }
