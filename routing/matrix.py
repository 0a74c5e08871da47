"""How long it takes: travel seconds and metres between places, per time slot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.errors import InputError
from routing.model import Vehicle

UNREACHABLE = np.iinfo(np.int32).max
"""Sentinel in seconds and metres: in this slot no legal road connects the pair."""

MAX_LEG_S = 2**20 - 1
"""Longest travel time the timing arithmetic takes (12 days)."""


@dataclass(frozen=True)
class TimeSlots:
    """Consecutive time slots of a day.

    Parameters
    ----------
    starts_s
        Ascending starts in seconds of the plan day. The first slot reaches
        back before its start, the last one goes on for ever.
    """

    starts_s: tuple[int, ...] = (0,)

    def __post_init__(self) -> None:
        """Refuse empty or unordered slots."""
        if not self.starts_s or any(b <= a for a, b in zip(self.starts_s, self.starts_s[1:], strict=False)):
            msg = f"slot starts must ascend, got {self.starts_s}"
            raise ValueError(msg)

    def __len__(self) -> int:
        return len(self.starts_s)

    def at(self, time_s: int) -> int:
        """Return the number of the slot that ``time_s`` lies in."""
        return max(0, int(np.searchsorted(self.starts_s, time_s, side="right")) - 1)


@dataclass(frozen=True)
class Matrix:
    """Travel times and distances between places for one vehicle profile.

    Parameters
    ----------
    places
        Place ids in the order of both axes (see ``Problem.places``).
    seconds, metres
        int32, shape (slots, from, to). :data:`UNREACHABLE` marks a pair that
        no legal road connects in that slot. Seconds are those of a leg driven
        wholly at that slot's pace; :mod:`routing.timing` crosses slot borders.
    classes
        float32, shape (from, to, classes x zones), optional: the free-flow
        seconds of each pair's free-flow way, split by road class and zone, to
        learn from. Column ``c * zones + z`` belongs to row ``c`` of
        :data:`routing.traffic.ROAD_CLASSES` and zone ``z`` of the engine that made it.

    Raises
    ------
    ValueError
        If shapes, types or values do not fit.
    """

    places: tuple[str, ...]
    slots: TimeSlots
    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    profile: str = "van"
    classes: NDArray[np.float32] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check shapes, types and ranges once, here."""
        shape = (len(self.slots), len(self.places), len(self.places))
        for name in ("seconds", "metres"):
            array = getattr(self, name)
            if array.dtype != np.int32 or array.shape != shape:
                msg = f"{name} must be int32 of shape {shape}, got {array.dtype} of shape {array.shape}"
                raise ValueError(msg)
            if array.size and array.min() < 0:
                msg = f"{name} must not be negative, got {array.min()}"
                raise ValueError(msg)
        finite = self.seconds[self.seconds != UNREACHABLE]
        if finite.size and finite.max() > MAX_LEG_S:
            msg = f"seconds must be {MAX_LEG_S} at most, got {finite.max()}"
            raise ValueError(msg)
        if self.classes is not None and (self.classes.dtype != np.float32 or self.classes.shape[:-1] != shape[1:]):
            got = f"{self.classes.dtype} of shape {self.classes.shape}"
            msg = f"classes must be float32 of shape {(*shape[1:], 'classes x zones')}, got {got}"
            raise ValueError(msg)

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each place."""
        return {place: row for row, place in enumerate(self.places)}

    def rows(self, places: Sequence[str]) -> list[int]:
        """Return the rows of ``places``.

        Raises
        ------
        InputError
            If the matrix lacks a place.
        """
        missing = [place for place in places if place not in self.index]
        if missing:
            raise InputError.of("matrix_lacks_place", value=", ".join(missing))
        return [self.index[place] for place in places]


Matrices = Matrix | Mapping[str, Matrix]
"""One matrix for all vehicles, or one per profile."""


def matrix_for(matrices: Matrices, vehicle: Vehicle) -> Matrix:
    """Return the matrix that ``vehicle`` drives on.

    Raises
    ------
    InputError
        If there are matrices per profile and none for the vehicle's.
    """
    if isinstance(matrices, Matrix):
        return matrices
    if vehicle.profile not in matrices:
        raise InputError.of("matrix_lacks_profile", value=vehicle.profile, detail=", ".join(sorted(matrices)))
    return matrices[vehicle.profile]
