"""How much slower than free flow the roads are, by road class and hour.

Free-flow seconds come from the roads; these factors go on top. They are
either the default below or learned from a firm's own stamps.
"""

from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from routing.matrix import TimeSlots
from routing.model import Frozen

ROAD_CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
    "pedestrian",
)
"""OSM highway values a vehicle may meet; links count with their class."""


class TravelFactors(Frozen):
    """Travel time ÷ free-flow time, per road class and time slot.

    Parameters
    ----------
    name
        Written into every plan that uses it.
    source
        Where the figures come from, in one sentence.
    starts_s
        Ascending slot starts, seconds of the plan day.
    factors
        Per road class (all of :data:`ROAD_CLASSES`) one factor > 0 a slot.
    """

    name: str
    source: str
    starts_s: tuple[int, ...]
    factors: dict[str, tuple[float, ...]]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.factors) != set(ROAD_CLASSES):
            msg = f"factors must name exactly the road classes {ROAD_CLASSES}"
            raise ValueError(msg)
        if any(len(row) != len(self.starts_s) or min(row) <= 0 for row in self.factors.values()):
            msg = f"each class needs {len(self.starts_s)} factors above 0"
            raise ValueError(msg)
        return self

    @cached_property
    def slots(self) -> TimeSlots:
        """The time slots."""
        return TimeSlots(self.starts_s)

    @property
    def table(self) -> NDArray[np.float64]:
        """Factors as an array of shape (classes, slots), rows as :data:`ROAD_CLASSES`."""
        return np.array([self.factors[name] for name in ROAD_CLASSES])


FREE_FLOW = TravelFactors(
    name="free-flow",
    source="no traffic: legal and default speeds only",
    starts_s=(0,),
    factors=dict.fromkeys(ROAD_CLASSES, (1.0,)),
)
"""A single slot without congestion."""


def _hours(*spans: tuple[int, float]) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Split (from hour, delay share) pairs into slot starts in seconds and shares."""
    return tuple(hour * 3600 for hour, _ in spans), tuple(share for _, share in spans)


_STARTS_S, _DELAY = _hours(
    (0, 0.00), (6, 0.15), (7, 0.40), (9, 0.22), (11, 0.20), (14, 0.26), (15, 0.38), (18, 0.22), (20, 0.05)
)
_WEIGHT = {
    "motorway": 0.7, "trunk": 0.9, "primary": 1.2, "secondary": 1.2, "tertiary": 1.0, "unclassified": 0.6,
    "residential": 0.5, "living_street": 0.2, "service": 0.2, "track": 0.0, "pedestrian": 0.0,
}  # fmt: skip

DEFAULT_TRAFFIC = TravelFactors(
    name="default-weekday-de",
    source=(
        "Level: TomTom Traffic Index 2019, German cities lie between 17 % (Wuppertal) and 34 % (Hamburg) extra travel "
        "time over the day. The two peaks and the weight per road class are our assumption until a firm's own stamps "
        "are learned from."
    ),
    starts_s=_STARTS_S,
    factors={name: tuple(round(1 + _WEIGHT[name] * share, 3) for share in _DELAY) for name in ROAD_CLASSES},
)
"""A German weekday, used and named when no learned factors are given."""
