"""Travel between all places of a history at once, re-weighted by what was learned.

The ways are those of free flow, taken apart by road class and zone. A learned
model gives each part its factor, so a new model needs no new search on the
roads. What keeping the way fixed costs in accuracy is measured in
`benchmarks/results/fixed-ways.json`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Location, Problem
from routing.traffic import LearnedTimes, TravelFactors


def spot(location: Location) -> str:
    """Return the id of a point on the map, the same on every day: its coordinates to about 10 cm."""
    return f"{location.lon:.6f}/{location.lat:.6f}"


@dataclass(frozen=True)
class TravelTable:
    """Free-flow seconds and metres between spots, taken apart, for one vehicle profile.

    Parameters
    ----------
    spots
        Ids as :func:`spot` gives them, in the order of both axes.
    parts
        float32, shape (spots, spots, used buckets): free-flow seconds by bucket.
    buckets
        Which buckets of ``Matrix.classes`` (class x zone) the last axis holds.
    metres
        int32, shape (spots, spots); UNREACHABLE where no road leads.
    """

    spots: tuple[str, ...]
    parts: NDArray[np.float32] = field(repr=False)
    buckets: NDArray[np.int64] = field(repr=False)
    metres: NDArray[np.int32] = field(repr=False)
    zone_side: int = 3
    profile: str = "van"

    @classmethod
    def of(cls, matrix: Matrix, zone_side: int = 3) -> "TravelTable":
        """Take apart a free-flow matrix whose places are spots.

        Raises
        ------
        ValueError
            If the matrix was made without ``classes``.
        """
        if matrix.classes is None:
            msg = "the matrix must be made with classes"
            raise ValueError(msg)
        used = np.flatnonzero(matrix.classes.any(axis=(0, 1)))
        return cls(
            spots=matrix.places,
            parts=np.ascontiguousarray(matrix.classes[:, :, used]),
            buckets=used,
            metres=matrix.metres[0],
            zone_side=zone_side,
            profile=matrix.profile,
        )

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each spot."""
        return {name: row for row, name in enumerate(self.spots)}

    @cached_property
    def free_s(self) -> NDArray[np.float32]:
        """Free-flow seconds, shape (spots, spots)."""
        total: NDArray[np.float32] = self.parts.sum(axis=2)
        return total

    def rows(self, locations: Iterable[Location]) -> NDArray[np.int64]:
        """Return the rows of locations.

        Raises
        ------
        KeyError
            If a location is not in the table.
        """
        return np.array([self.index[spot(location)] for location in locations], np.int64)

    def only(self, locations: Iterable[Location]) -> "TravelTable":
        """Return the table of these locations alone, each once."""
        rows = np.unique(self.rows(locations))
        square = np.ix_(rows, rows)
        return replace(
            self,
            spots=tuple(self.spots[row] for row in rows),
            parts=np.ascontiguousarray(self.parts[square]),
            metres=np.ascontiguousarray(self.metres[square]),
        )

    def matrix(self, problem: Problem, times: LearnedTimes | TravelFactors) -> Matrix:
        """Return the matrix of a day's places at expected times.

        Seconds are rounded to the nearest whole one; a place twice in the
        table's sense (two orders at one door) is zero seconds from itself.
        """
        rows = self.rows(problem.places.values())
        square = np.ix_(rows, rows)
        factors = _bucket_factors(times, self.zone_side)[self.buckets]
        return _weighted(tuple(problem.places), self.parts[square], factors, self.metres[square], times, self.profile)


def reweighted(matrix: Matrix, times: LearnedTimes | TravelFactors, zone_side: int = 3) -> Matrix:
    """Return a matrix at expected times; its ways are those its ``classes`` were made from, free flow's.

    Metres are those of the first slot.

    Raises
    ------
    ValueError
        If the matrix was made without ``classes`` or with other zones than ``times`` was learned in.
    """
    if matrix.classes is None:
        msg = "the matrix must be made with classes"
        raise ValueError(msg)
    factors = _bucket_factors(times, zone_side)
    return _weighted(matrix.places, matrix.classes, factors, matrix.metres[0], times, matrix.profile)


def _weighted(
    places: tuple[str, ...],
    parts: NDArray[np.float32],
    factors: NDArray[np.float64],
    metres: NDArray[np.int32],
    times: LearnedTimes | TravelFactors,
    profile: str,
) -> Matrix:
    """Return the matrix of ways whose free-flow parts take ``factors``, shape (parts, slots)."""
    seconds = np.rint(parts @ factors.astype(np.float32)).astype(np.int32)
    whole = np.where(metres[:, :, None] == UNREACHABLE, UNREACHABLE, seconds).astype(np.int32)
    slots = times.slots if isinstance(times, TravelFactors) else times.travel.slots
    return Matrix(
        places=places,
        slots=slots,
        seconds=np.ascontiguousarray(np.moveaxis(whole, 2, 0)),
        metres=np.repeat(metres[None], len(slots), axis=0),
        profile=profile,
    )


TravelTables = Mapping[str, TravelTable]
"""One table per vehicle profile."""


def matrices_of(tables: TravelTables, problem: Problem, times: LearnedTimes | TravelFactors) -> dict[str, Matrix]:
    """Return a day's travel at expected times, for each profile that its vehicles have.

    Raises
    ------
    KeyError
        If a profile has no table, or a place is not in it.
    """
    return {profile: tables[profile].matrix(problem, times) for profile in problem.profiles}


def _bucket_factors(times: LearnedTimes | TravelFactors, zone_side: int) -> NDArray[np.float64]:
    """Return factors per bucket and slot for tables of this many zones a side."""
    if isinstance(times, TravelFactors):
        return np.repeat(times.table, zone_side**2, axis=0)
    if times.zone_side != zone_side:
        msg = f"learned for {times.zone_side} zones a side, the table has {zone_side}"
        raise ValueError(msg)
    return times.bucket_factors
