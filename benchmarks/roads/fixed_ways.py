"""What keeping the way fixed costs: re-weighted free-flow ways against the fastest way of each slot.

Learned times weigh the parts of free-flow ways. Under the same factors the
engine finds the fastest way of each slot, which is never slower but for
rounding. The error is re-weighted ÷ fastest - 1 over all pairs of random
places and all slots, for the default profile and for one twice as congested.
"""

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.roads.places import random_places
from routing.matrix import UNREACHABLE
from routing.roads import HierarchyEngine, Snaps, read_extract
from routing.table import reweighted
from routing.traffic import DEFAULT_TRAFFIC, TravelFactors

_SHORTEST_S = 60
"""Pairs closer than this are left out: whole seconds would make up their error."""

TWICE = TravelFactors(
    name="twice-the-default",
    source="the default profile's delays doubled",
    starts_s=DEFAULT_TRAFFIC.starts_s,
    factors={road: tuple(2 * factor - 1 for factor in row) for road, row in DEFAULT_TRAFFIC.factors.items()},
)


def fixed_ways(extract: Path, stops: int, seed: int, profile: str = "van") -> dict[str, Any]:
    """Compare re-weighted with fastest ways on one extract.

    Parameters
    ----------
    stops
        Number of random places on its streets; all pairs are compared.

    Returns
    -------
    dict
        The extract and, per profile of traffic, ``mean_pct``, ``p95_pct``, ``max_pct`` of the
        absolute relative error, ``max_s`` and the number of ``pairs`` (places x places x slots).

    Raises
    ------
    RoadsError
        If the extract can't be used.
    """
    engine = HierarchyEngine(read_extract(extract))
    snaps = engine.snap(random_places(engine.network, engine.graph(profile), stops, seed), profile)
    errors = {traffic.name: _errors(engine, snaps, profile, traffic) for traffic in (DEFAULT_TRAFFIC, TWICE)}
    return {"extract": extract.name, "profile": profile, "stops": stops, "seed": seed, "errors": errors}


def _errors(engine: HierarchyEngine, snaps: Snaps, profile: str, traffic: TravelFactors) -> dict[str, float]:
    """Return the errors under one profile of traffic; its first slot is free flow in both defaults."""
    fastest = engine.matrix(snaps, profile, traffic, with_classes=True)
    fixed = reweighted(fastest, traffic)
    known = (fastest.seconds != UNREACHABLE) & (fastest.seconds >= _SHORTEST_S)
    off_s = np.abs(fixed.seconds[known].astype(np.int64) - fastest.seconds[known])
    off = 100 * off_s / fastest.seconds[known]
    return {
        "mean_pct": round(float(off.mean()), 3),
        "p95_pct": round(float(np.percentile(off, 95)), 3),
        "max_pct": round(float(off.max()), 2),
        "max_s": int(off_s.max()),
        "pairs": int(known.sum()),
    }
