"""Whole matrices of whole towns, by the engine and by Dijkstra's algorithm, compared pair by pair.

Every profile; free flow and the morning peak; no particular day and a weekday
whose time rules hold. Each town is imported once, and its places differ by profile.
"""

from collections.abc import Iterable, Sequence
from datetime import date as Date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.roads.agreement import agreement, ways_add_up
from benchmarks.roads.places import random_places
from routing.progress import Say, silent
from routing.roads import PROFILES, DijkstraEngine, HierarchyEngine, read_extract
from routing.traffic import DEFAULT_TRAFFIC, ROAD_CLASSES, TravelFactors

WEEKDAY = Date(2026, 11, 18)
"""A Wednesday in school time."""

_PEAK_S = 7 * 3600

TWO_SLOTS = TravelFactors(
    name="night-and-peak",
    source=f"two slots of {DEFAULT_TRAFFIC.name}",
    starts_s=(0, _PEAK_S),
    factors={
        name: tuple(DEFAULT_TRAFFIC.factors[name][DEFAULT_TRAFFIC.slots.at(at)] for at in (0, _PEAK_S))
        for name in ROAD_CLASSES
    },
)

_WAYS = 30


def sweep(
    extracts: Sequence[Path], stops: int, seed: int, *, profiles: Iterable[str] = PROFILES, say: Say = silent
) -> dict[str, Any]:
    """Compare matrices of random places on several towns.

    Parameters
    ----------
    stops
        Places for each town and profile.

    Returns
    -------
    dict
        ``max_abs_error_s`` and ``unreachable_mismatches`` over everything, ``pairs`` compared, and ``each``: town,
        profile, day, slots of the matrix, agreement and unpacked ways.

    Raises
    ------
    RoadsError
        If an extract can't be used.
    InputError
        If there is no such profile.
    """
    each = []
    wanted = list(profiles)
    for extract in extracts:
        network = read_extract(extract)
        fast, plain = HierarchyEngine(network), DijkstraEngine(network)
        for profile in wanted:
            say(f"{extract.name} {profile}")
            each += [
                {"extract": extract.name, "profile": profile, "day": day and day.isoformat()}
                | compared(fast, plain, profile, stops, seed, day)
                for day in (None, WEEKDAY)
            ]
    return {
        "stops": stops,
        "seed": seed,
        "traffic": TWO_SLOTS.name,
        "pairs": sum(part["pairs"] for part in each),
        "max_abs_error_s": max(part["max_abs_error_s"] for part in each),
        "unreachable_mismatches": sum(part["unreachable_mismatches"] for part in each),
        "ways_max_abs_error_s": max(part["ways"]["max_abs_error_s"] for part in each),
        "each": each,
    }


def compared(
    fast: HierarchyEngine, plain: DijkstraEngine, profile: str, stops: int, seed: int, day: Date | None
) -> dict[str, Any]:
    """Compare all pairs of random places in all slots of a day, and the ways of some."""
    places = random_places(plain.network, plain.graph(profile), stops, seed)
    snaps = plain.snap(places, profile, day=day)
    found = fast.matrix(fast.snap(places, profile, day=day), profile, TWO_SLOTS, day=day)
    expected = plain.matrix(snaps, profile, TWO_SLOTS, day=day)
    return {
        "slots": list(found.slots.starts_s),
        **agreement(found, expected),
        "ways": ways_add_up(fast, snaps, found, TWO_SLOTS, _WAYS, seed, day=day),
        "median_s": int(np.median(found.seconds[0])),
    }
