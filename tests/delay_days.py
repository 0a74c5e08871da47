"""Made-up figures of a replay for delay maps: three areas, five customers, one area with too few tours twice over."""

import math

import pandas as pd

from maps import DELAY_AREA_COLUMNS, DELAY_STOP_COLUMNS, Headline, Rate

WEST, SOUTH, SIDE = 7.74, 49.43, 0.014


def ring(column):
    """Return a square, the first at the west."""
    west = WEST + column * SIDE
    return ((west, SOUTH), (west + SIDE, SOUTH), (west + SIDE, SOUTH + SIDE), (west, SOUTH + SIDE), (west, SOUTH))


def areas(**changes):
    """`better` is shown to improve, `same` is not, `few` and `fewer` have too few tours."""
    rows = [
        ("better", ring(0), 200, 40, 20.0, 8.0, 300.0, 90.0, -17.0, -6.5),
        ("same", ring(1), 400, 60, 24.0, 22.0, 250.0, 240.0, -9.0, 5.0),
        ("few", ring(2), 30, 4, 7.7, 6.6, 55.5, 44.4, -3.3, 1.1),
        ("fewer", ring(3), 20, 2, 7.7, 6.6, 55.5, 44.4, -3.3, 1.1),
        ("worse", ring(4), 100, 20, 2.0, 7.0, 20.0, 90.0, 2.0, 8.0),
    ]
    frame = pd.DataFrame(rows, columns=list(DELAY_AREA_COLUMNS))
    return frame.assign(**changes)


def stops(name="Kunde {}", **changes):
    """Five customers, one in each area."""
    rows = [
        (key, WEST + (i + 0.5) * SIDE, SOUTH + 0.006, 40, tours, 4.0, late, 60.0, 20.0, late - 4 - 1, late - 4 + 1)
        for i, (key, tours, late) in enumerate(
            [("a", 9, 1.0), ("b", 9, 4.0), ("c", 3, 1.0), ("d", 2, 1.0), ("e", 9, 8.0)]
        )
    ]
    frame = pd.DataFrame(rows, columns=list(DELAY_STOP_COLUMNS))
    return frame.assign(name=[name.format(key) for key in frame["customer_id"]], **changes)


def headline(**changes):
    """Return a claim of 60 days."""
    given = {
        "manual": Rate(0.0987, 592.0, 6000, 0.09, 0.108),
        "optimised": Rate(0.0681, 408.6, 6000, 0.06, 0.076),
        "days": 60,
        "grade": "simulated",
        "reduction": (0.31, 0.22, 0.38),
    }
    return Headline(**(given | changes))


def without_interval(frame):
    """Return the figures of too few days for an interval."""
    return frame.assign(difference_low=math.nan, difference_high=math.nan)
