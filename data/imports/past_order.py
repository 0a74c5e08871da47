"""In which order stops were planned and driven, and which stamps can't be true."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from data.history import PastVisit
from routing.model import Location, Second

BATCH_S = 60
"""Stamps at different places this close together were made in one go."""

BATCH_SHARE = 0.3
"""More such legs than this share, and nothing of the tour is learned from."""

_FEWEST = 2
"""A single pair close together may be two doors beside each other."""

Span = tuple[Second, Second]


def ordered(stop_ids: Sequence[str], *ranks: Mapping[str, float]) -> tuple[str, ...]:
    """Return stops in the order of the first ranking that knows all, else of the one that knows most.

    A stop without a rank comes right after the one that it follows in ``stop_ids``.
    """
    known = [sum(stop in ranking for stop in stop_ids) for ranking in ranks]
    best = ranks[known.index(max(known))]
    line = sorted((stop for stop in stop_ids if stop in best), key=lambda stop: best[stop])
    for place, stop in enumerate(stop_ids):
        if stop not in best:
            line.insert(line.index(stop_ids[place - 1]) + 1 if place else 0, stop)
    return tuple(line)


def impossible(spans: Sequence[Span | None]) -> list[int]:
    """Return the fewest places in driving order whose stamps must be wrong for the others to be in order.

    Each span is arrival and departure (or twice the only one known); a span
    may not start before an earlier one ends. Of equally few, the later ones.
    """
    known = [place for place, span in enumerate(spans) if span is not None]
    times = [span for span in spans if span is not None]
    if all(one[1] <= other[0] for one, other in pairwise(times)):
        return []
    longest = [1] * len(times)
    for first in reversed(range(len(times))):
        after = [longest[later] for later in range(first + 1, len(times)) if times[first][1] <= times[later][0]]
        longest[first] = 1 + max(after, default=0)
    kept: list[int] = []
    wanted = max(longest)
    for place, span in enumerate(times):
        if longest[place] == wanted and (not kept or times[kept[-1]][1] <= span[0]):
            kept.append(place)
            wanted -= 1
    return [known[place] for place in range(len(times)) if place not in kept]


def in_batches(visits: Sequence[PastVisit], locations: Sequence[Location]) -> float | None:
    """Return the share of legs stamped within a minute of each other at different places, if it is too high."""
    stamps = [
        (visit.actual_arrival_s if visit.actual_arrival_s is not None else visit.actual_departure_s, location)
        for visit, location in zip(visits, locations, strict=True)
    ]
    known = [(stamp, location) for stamp, location in stamps if stamp is not None]
    legs = [abs(other[0] - one[0]) for one, other in pairwise(known) if one[1] != other[1]]
    close = sum(seconds <= BATCH_S for seconds in legs)
    return close / len(legs) if close >= _FEWEST and close > BATCH_SHARE * len(legs) else None


def span_of(arrival_s: Second | None, departure_s: Second | None) -> Span | None:
    """Return when somebody was there by the stamps, both sides alike if just one is known."""
    known = [second for second in (arrival_s, departure_s) if second is not None]
    return (known[0], known[-1]) if known else None
