"""What stands between the visits of a tour: the driver's breaks and the returns to the depot to load."""

from typing import Final, Literal

from routing.messages import Language
from routing.model import Frozen, Second
from routing.plan import Leg, Route, Visit

WORDS: Final = {"pause": ("Pause", "Break"), "reload": ("Nachladen am Depot", "Reload at the depot")}
"""What people call an interruption, in German and English."""


class Interruption(Frozen):
    """A break or a reload; ``place`` is where it is, as legs name it."""

    kind: Literal["pause", "reload"]
    place: str
    start_s: Second
    end_s: Second

    @property
    def minutes(self) -> int:
        """How long it is, in begun minutes."""
        return -((self.start_s - self.end_s) // 60)

    def text(self, language: Language = "de") -> str:
        """Return it in words, such as ``Pause 45 min``."""
        return f"{WORDS[self.kind][0 if language == 'de' else 1]} {self.minutes} min"


def before(visit: Visit) -> tuple[Interruption, ...]:
    """Return what comes between a visit and the one before it, in the order of time."""
    if visit.reload is None:
        return _pause(visit.leg)
    there, left = visit.reload.leg, visit.reload.departure_s
    loading = Interruption(kind="reload", place=there.destination, start_s=there.arrival_s, end_s=left)
    return (*_pause(there), loading, *_pause(visit.leg))


def after(route: Route) -> tuple[Interruption, ...]:
    """Return what comes between the last visit and the way home."""
    return () if route.last_leg is None else _pause(route.last_leg)


def interruptions(route: Route) -> tuple[Interruption, ...]:
    """Return all of a tour, in the order of time."""
    return (*(item for visit in route.visits for item in before(visit)), *after(route))


def way_s(visit: Visit) -> int:
    """Return the seconds on the way to a visit, that to a reload before it included."""
    legs = (visit.leg,) if visit.reload is None else (visit.reload.leg, visit.leg)
    return sum(leg.arrival_s - leg.departure_s for leg in legs)


def way_m(visit: Visit) -> int:
    """Return the metres driven to a visit, those to a reload before it included."""
    return visit.leg.distance_m + (0 if visit.reload is None else visit.reload.leg.distance_m)


def _pause(leg: Leg) -> tuple[Interruption, ...]:
    if not leg.pause_s:
        return ()
    start = leg.departure_s - leg.pause_s
    return (Interruption(kind="pause", place=leg.origin, start_s=start, end_s=leg.departure_s),)
