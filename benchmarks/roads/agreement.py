"""Whether two engines agree, and whether a way adds up to what the matrix says of it."""

from collections.abc import Mapping
from datetime import date as Date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrix
from routing.roads import RoadEngine, Snaps
from routing.roads.geometry import distances_m
from routing.traffic import TravelFactors

_TIE_S = 1
"""Metres of ways are compared where their seconds differ by no more."""


def agreement(found: Matrix, expected: Matrix) -> dict[str, int | float]:
    """Return how far two matrices of the same places lie apart, over all pairs and slots.

    Returns
    -------
    dict
        ``pairs`` compared, ``max_abs_error_s`` and ``pairs_off_by_a_second`` (rounding of sums in another order),
        ``unreachable_mismatches``, ``unreachable_pairs``, and ``metres_differ_pct``: share of pairs
        whose metres differ by more than one though both take equally long, and ``max_metres_apart`` of those.
    """
    has, wants = found.seconds != UNREACHABLE, expected.seconds != UNREACHABLE
    both = has & wants
    off_s = np.abs(found.seconds[both].astype(np.int64) - expected.seconds[both])
    off_m = np.abs(found.metres[both].astype(np.int64) - expected.metres[both])
    off_m[off_s > _TIE_S] = 0
    return {
        "pairs": int(has.size),
        "max_abs_error_s": float(off_s.max(initial=0)) if (has == wants).all() else float("inf"),
        "pairs_off_by_a_second": int((off_s == 1).sum()),
        "unreachable_pairs": int((~wants).sum()),
        "unreachable_mismatches": int((has != wants).sum()),
        "metres_differ_pct": round(100 * float((off_m > 1).mean()) if off_m.size else 0.0, 4),
        "max_metres_apart": int(off_m.max(initial=0)),
    }


def ways_add_up(
    engine: RoadEngine,
    snaps: Snaps,
    matrix: Matrix,
    traffic: TravelFactors,
    count: int,
    seed: int,
    *,
    day: Date | None = None,
) -> Mapping[str, Any]:
    """Unpack the ways of random pairs and compare them with the first slot of the matrix.

    Returns
    -------
    dict
        ``count``, ``max_abs_error_s`` and ``max_abs_error_m`` of ways against matrix, and
        ``max_line_off_m``: metres between the length of the drawn line and the way's metres.
    """
    rows = reachable_chain(matrix, count, np.random.default_rng(seed))
    paths = engine.route(snaps, [matrix.places[row] for row in rows], matrix.profile, traffic, 0, day=day)
    pairs = list(zip(rows[:-1], rows[1:], paths, strict=True))
    off_s = [abs(path.travel_s - int(matrix.seconds[0, one, other])) for one, other, path in pairs]
    off_m = [abs(path.distance_m - int(matrix.metres[0, one, other])) for one, other, path in pairs]
    off_line = [abs(line_m(np.array(path.polyline)) - path.distance_m) for path in paths]
    return {
        "count": len(paths),
        "max_abs_error_s": max(off_s, default=0),
        "max_abs_error_m": max(off_m, default=0),
        "max_line_off_m": round(max(off_line, default=0.0), 1),
    }


def reachable_chain(matrix: Matrix, count: int, random: np.random.Generator) -> list[int]:
    """Return random rows, each another than the one before and reachable from it."""
    rows = [0]
    reach = (matrix.seconds != UNREACHABLE).all(axis=0)
    np.fill_diagonal(reach, val=False)
    while len(rows) <= count and reach[rows[-1]].any():
        rows.append(int(random.choice(np.flatnonzero(reach[rows[-1]]))))
    return rows


def line_m(points: NDArray[np.float64]) -> float:
    """Return the metres of a line of lon and lat, shape (points, 2)."""
    return float(distances_m(*points[:-1].T, *points[1:].T).sum())


def among(matrix: Matrix, rows: NDArray[np.int64]) -> Matrix:
    """Return the matrix between some of the places."""
    return Matrix(
        places=tuple(matrix.places[row] for row in rows.tolist()),
        slots=matrix.slots,
        seconds=matrix.seconds[:, rows[:, None], rows],
        metres=matrix.metres[:, rows[:, None], rows],
        profile=matrix.profile,
    )
