"""A day of a simulated history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.history import PastDay
from routing.model import Stop


@dataclass(frozen=True)
class SimulatedDay(PastDay):
    """A past day with what a file of it tells beside: the cancelled stops.

    Parameters
    ----------
    cancelled
        Stops that customers cancelled after planning.
    planned_with_cancelled
        Planned stop ids by tour, those included.
    """

    cancelled: tuple[Stop, ...] = ()
    planned_with_cancelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
