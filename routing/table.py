"""Travel between the places of a history, re-weighted by what was learned.

Most addresses of a long history never share a day: :class:`DaysTable` leaves
out the ways between those. The ways are those of free flow, taken apart by road class and zone. A learned
model gives each part its factor, so a new model needs no new search on the
roads. What keeping the way fixed costs in accuracy is measured in
`benchmarks/results/fixed-ways.json`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Location, Problem
from routing.traffic import LearnedTimes, TravelFactors

_ROWS: Final = 64
"""Rows of a matrix that are taken apart at a time."""


def spot(location: Location) -> str:
    """Return the id of a point on the map, the same on every day: its coordinates to about 10 cm."""
    return f"{location.lon:.6f}/{location.lat:.6f}"


class Ways(NamedTuple):
    """Some ways: ``parts`` float32 of shape (ways, used buckets), ``metres`` int32."""

    parts: NDArray[np.float32]
    metres: NDArray[np.int32]

    @property
    def free_s(self) -> NDArray[np.float32]:
        """Free-flow seconds of each way."""
        total: NDArray[np.float32] = self.parts.sum(axis=1)
        return total


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

    def ways(self, origins: Sequence[str], targets: Sequence[str]) -> Ways:
        """Return the ways from each origin to the target at the same place of the other list.

        Raises
        ------
        KeyError
            If a spot is not in the table.
        """
        rows, columns = ([self.index[name] for name in names] for names in (origins, targets))
        return Ways(self.parts[rows, columns], self.metres[rows, columns])

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


class _Block(NamedTuple):
    """What a matrix tells of its pairs: how many used buckets each has, which, and how long."""

    pairs: NDArray[np.int64]
    used: NDArray[np.int64]
    bucket: NDArray[np.uint16]
    seconds: NDArray[np.float32]
    metres: NDArray[np.int32]

    @classmethod
    def of(cls, matrix: Matrix, index: Mapping[str, int]) -> Iterator["_Block"]:
        """Take a matrix apart, a few rows at a time: it may be large."""
        if matrix.classes is None:
            msg = "the matrix must be made with classes"
            raise ValueError(msg)
        spots = np.array([index[name] for name in matrix.places], np.int64)
        for begin in range(0, len(spots), _ROWS):
            rows = slice(begin, begin + _ROWS)
            used = matrix.classes[rows] != 0
            yield cls(
                pairs=(spots[rows, None] * len(index) + spots).ravel(),
                used=used.sum(axis=2).ravel(),
                bucket=np.nonzero(used)[2].astype(np.uint16),
                seconds=matrix.classes[rows][used],
                metres=matrix.metres[0, rows].ravel(),
            )


@dataclass(frozen=True)
class DaysTable:
    """A :class:`TravelTable` of those pairs of spots alone that share a day, with the used buckets of each.

    Parameters
    ----------
    spots
        Ids as :func:`spot` gives them.
    pairs
        int64, ascending: ``origin * len(spots) + target`` of each pair.
    starts
        int64, shape (pairs + 1,): where the entries of each pair begin.
    column, seconds
        uint16, float32: number of an entry's bucket among ``buckets``, and its free-flow seconds.
    buckets
        Which buckets of ``Matrix.classes`` (class x zone) any pair uses.
    metres
        int32, shape (pairs,); UNREACHABLE where no road leads.
    """

    spots: tuple[str, ...]
    pairs: NDArray[np.int64] = field(repr=False)
    starts: NDArray[np.int64] = field(repr=False)
    column: NDArray[np.uint16] = field(repr=False)
    seconds: NDArray[np.float32] = field(repr=False)
    buckets: NDArray[np.int64] = field(repr=False)
    metres: NDArray[np.int32] = field(repr=False)
    zone_side: int = 3
    profile: str = "van"

    @classmethod
    def of(
        cls, spots: Iterable[str], matrices: Iterable[Matrix], zone_side: int = 3, profile: str = "van"
    ) -> "DaysTable":
        """Take apart free-flow matrices between some of the spots each; of a pair in several the first one counts.

        Raises
        ------
        KeyError
            If a place is none of the spots.
        ValueError
            If a matrix was made without ``classes``.
        """
        index = {name: row for row, name in enumerate(spots)}
        return cls._joined(
            tuple(index), [block for matrix in matrices for block in _Block.of(matrix, index)], zone_side, profile
        )

    @classmethod
    def _joined(cls, spots: tuple[str, ...], blocks: Sequence[_Block], zone_side: int, profile: str) -> "DaysTable":
        """Lay the pairs of all blocks out in ascending order, each once."""
        none = np.zeros(0, np.int64)
        pairs = np.concatenate([none, *(block.pairs for block in blocks)])
        count = np.concatenate([none, *(block.used for block in blocks)])
        bucket = np.concatenate([none.astype(np.uint16), *(block.bucket for block in blocks)])
        seconds = np.concatenate([none.astype(np.float32), *(block.seconds for block in blocks)])
        metres = np.concatenate([none.astype(np.int32), *(block.metres for block in blocks)])
        pairs, first = np.unique(pairs, return_index=True)
        entries = _spans(_starts(count)[first], count[first])
        used = np.flatnonzero(np.bincount(bucket))
        return cls(
            spots=spots,
            pairs=pairs,
            starts=_starts(count[first]),
            column=np.searchsorted(used, bucket[entries]).astype(np.uint16),
            seconds=seconds[entries],
            buckets=used,
            metres=metres[first],
            zone_side=zone_side,
            profile=profile,
        )

    @cached_property
    def index(self) -> dict[str, int]:
        """Number of each spot."""
        return {name: row for row, name in enumerate(self.spots)}

    def rows(self, locations: Iterable[Location]) -> NDArray[np.int64]:
        """Return the numbers of the spots of locations.

        Raises
        ------
        KeyError
            If a location is not in the table.
        """
        return np.array([self.index[spot(location)] for location in locations], np.int64)

    def ways(self, origins: Sequence[str], targets: Sequence[str]) -> Ways:
        """Return the ways from each origin to the target at the same place of the other list.

        Raises
        ------
        KeyError
            If a spot is not in the table, or two share no day.
        """
        rows, columns = (np.array([self.index[name] for name in names], np.int64) for names in (origins, targets))
        return self._ways(rows * len(self.spots) + columns)

    def only(self, locations: Iterable[Location]) -> TravelTable:
        """Return the table of these locations alone, each once.

        Raises
        ------
        KeyError
            If a location is not in the table, or two share no day.
        """
        rows = np.unique(self.rows(locations))
        parts, metres = self._square(rows)
        return TravelTable(
            spots=tuple(self.spots[row] for row in rows.tolist()),
            parts=parts,
            buckets=self.buckets,
            metres=metres,
            zone_side=self.zone_side,
            profile=self.profile,
        )

    def matrix(self, problem: Problem, times: LearnedTimes | TravelFactors) -> Matrix:
        """Return the matrix of a day's places at expected times, as :meth:`TravelTable.matrix` does.

        Raises
        ------
        KeyError
            If a place is not in the table, or two share no day.
        """
        parts, metres = self._square(self.rows(problem.places.values()))
        factors = _bucket_factors(times, self.zone_side)[self.buckets]
        return _weighted(tuple(problem.places), parts, factors, metres, times, self.profile)

    def _square(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Return parts and metres between spots, in their order, as a :class:`TravelTable` of them has them."""
        size = len(rows)
        ways = self._ways((rows[:, None] * len(self.spots) + rows).ravel())
        return ways.parts.reshape(size, size, len(self.buckets)), ways.metres.reshape(size, size)

    def _ways(self, pairs: NDArray[np.int64]) -> Ways:
        """Return the ways of pairs."""
        found = np.searchsorted(self.pairs, pairs)
        missing = np.append(self.pairs, -1)[found] != pairs
        if missing.any():
            origin, target = divmod(int(pairs[missing][0]), len(self.spots))
            raise KeyError(self.spots[origin], self.spots[target])
        count = np.diff(self.starts)[found]
        entries = _spans(self.starts[found], count)
        parts = np.zeros((len(pairs), len(self.buckets)), np.float32)
        parts[np.repeat(np.arange(len(pairs)), count), self.column[entries]] = self.seconds[entries]
        return Ways(parts, self.metres[found])


def _starts(count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of consecutive spans begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(count, dtype=np.int64)])


def _spans(starts: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers in spans, one span after the other."""
    return np.repeat(starts - _starts(count)[:-1], count) + np.arange(count.sum())


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


TravelTables = Mapping[str, TravelTable | DaysTable]
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
