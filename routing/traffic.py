"""How much slower than free flow the roads are, by road class and hour, and how uncertain a day is.

Free-flow seconds come from the roads; these factors go on top. They are
either the default below or learned from a firm's own stamps
(:mod:`data.calibrate`), together with service times, departures and their spread.
"""

import math
from collections.abc import Sequence
from datetime import date as Date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from routing.matrix import TimeSlots
from routing.model import Frozen, Problem

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
    "cycleway",
)
"""OSM highway values a vehicle may meet; links count with their class, every way made for bicycles with the last.

New classes come at the end: the columns of what was learned before stay where they are.
"""

_LATER_CLASSES = ("cycleway",)
"""Classes that factors written by earlier versions don't name."""


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
        Per road class (all of :data:`ROAD_CLASSES`) one finite factor > 0 a slot.
        A class that came later than the file gets 1.
    motor_only
        They tell of queues of motor vehicles, which bicycles ride past.
    """

    name: str
    source: str
    starts_s: tuple[int, ...]
    factors: dict[str, tuple[float, ...]]
    motor_only: bool = False

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, given: object) -> object:
        """Give classes that the file is too old to name a factor of 1."""
        if not isinstance(given, dict) or not isinstance(given.get("factors"), dict):
            return given
        slots = len(given["starts_s"]) if isinstance(given.get("starts_s"), list | tuple) else 1
        return given | {"factors": dict.fromkeys(_LATER_CLASSES, (1.0,) * slots) | given["factors"]}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.factors) != set(ROAD_CLASSES):
            msg = f"factors must name exactly the road classes {ROAD_CLASSES}"
            raise ValueError(msg)
        if any(len(row) != len(self.starts_s) or not _above_0(row) for row in self.factors.values()):
            msg = f"each class needs {len(self.starts_s)} finite factors above 0"
            raise ValueError(msg)
        return self

    @cached_property
    def slots(self) -> TimeSlots:
        """The time slots."""
        return TimeSlots(self.starts_s)

    @property
    def for_bicycles(self) -> Self:
        """What of it holds for bicycles: no delay where it is one of motor vehicles, in the same slots."""
        if not self.motor_only:
            return self
        return self.model_copy(update={"factors": dict.fromkeys(ROAD_CLASSES, (1.0,) * len(self.starts_s))})

    @property
    def table(self) -> NDArray[np.float64]:
        """Factors as an array of shape (classes, slots), rows as :data:`ROAD_CLASSES`."""
        return np.array([self.factors[name] for name in ROAD_CLASSES])


def _above_0(factors: Sequence[float]) -> bool:
    """Tell whether all factors are numbers above 0 that one can reckon with."""
    return all(0 < factor < math.inf for factor in factors)


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
    "cycleway": 0.0,
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
    motor_only=True,
)
"""A German weekday, used and named when no learned factors are given."""


Ratio = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Spread(Frozen):
    """How observed differs from expected: quantiles of their ratio, ascending, with a mean of 1.

    Parameters
    ----------
    up_to_s
        Longest expected seconds it holds for; ``None`` for all above the one before.
    ratios
        Observed ÷ expected at evenly spaced probabilities, the first and last
        being the least and the most seen; untrimmed, for incidents are part of it.
    """

    up_to_s: int | None = None
    ratios: Annotated[tuple[Ratio, ...], Field(min_length=1)] = (1.0,)


class ServiceTimes(Frozen):
    """Seconds on site from start of service to departure.

    Parameters
    ----------
    mean_s
        Expected seconds by customer id.
    factor
        For any other customer: expected ÷ planned service.
    spread
        Observed ÷ expected.
    """

    mean_s: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    factor: Ratio = 1.0
    spread: Spread = Spread()

    def expected_s(self, customer_id: str | None, planned_s: int) -> int:
        """Return the expected whole seconds on site at a customer."""
        mean = self.mean_s.get(customer_id) if customer_id is not None else None
        return round(planned_s * self.factor if mean is None else mean)

    def expected(self, problem: Problem) -> Problem:
        """Return the day with the expected seconds on site in place of the planned ones."""
        stops = tuple(
            stop.model_copy(update={"service_s": self.expected_s(stop.customer_id, stop.service_s)})
            for stop in problem.stops
        )
        return problem.model_copy(update={"stops": stops})


class LearnedTimes(Frozen):
    """What a firm's stamps taught about its days: the expected times and their spread.

    Parameters
    ----------
    days
        The days it was learned from; a judge must not share any with the planner.
    travel
        Expected travel ÷ free flow, by road class and slot.
    zone_factors
        Factor per zone of a grid of ``zone_side`` x ``zone_side`` over the network.
    day_log_sd, tour_log_sd
        Standard deviation of the log factor that all legs of a day, of a tour share.
    legs
        Spread of single legs, by length ascending, the last without a limit.
    departure_late_s
        Quantiles of actual - planned departure in seconds, evenly spaced, ascending.
    held_out
        Errors on days it was not learned from, by name.
    """

    name: str
    source: str
    days: tuple[Date, ...]
    travel: TravelFactors
    zone_side: int = 3
    zone_factors: tuple[Ratio, ...] = (1.0,) * 9
    day_log_sd: Annotated[float, Field(ge=0)] = 0.0
    tour_log_sd: Annotated[float, Field(ge=0)] = 0.0
    legs: Annotated[tuple[Spread, ...], Field(min_length=1)] = (Spread(),)
    service: ServiceTimes = ServiceTimes()
    departure_late_s: Annotated[tuple[int, ...], Field(min_length=1)] = (0,)
    held_out: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.zone_factors) != self.zone_side**2:
            msg = f"{self.zone_side**2} zone factors expected, got {len(self.zone_factors)}"
            raise ValueError(msg)
        limits = [spread.up_to_s for spread in self.legs]
        if limits[-1] is not None or any(a is None or (b is not None and b <= a) for a, b in pairwise(limits)):
            msg = f"leg spreads must ascend and the last one be without a limit, got {limits}"
            raise ValueError(msg)
        return self

    @cached_property
    def bucket_factors(self) -> NDArray[np.float64]:
        """Factors per bucket of ``Matrix.classes`` (class x zone) and slot, shape (buckets, slots)."""
        zones = np.array(self.zone_factors)
        factors: NDArray[np.float64] = self.travel.table[:, None, :] * zones[None, :, None]
        return factors.reshape(-1, len(self.travel.starts_s))
