"""A day of a simulated history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.history import PastDay


@dataclass(frozen=True)
class SimulatedDay(PastDay):
    """A past day with what a file of it tells beside: the cancelled stops.

    Parameters
    ----------
    planned_with_cancelled
        Planned stop ids by tour, those included.
    """

    planned_with_cancelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
