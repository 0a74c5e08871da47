"""The dispatcher's second look: small changes to a plan, kept when it gets better in his eyes."""

from collections.abc import Iterator, Sequence

import numpy as np

from data.samples.tours import Desk, Tour

NEIGHBOURS = 2
"""Tours beside one's own that the dispatcher thinks of."""

THOUGHT_OF = 3
"""Stops of another tour, nearest first, beside or for which he puts a stop."""

LOYALTY_EURO = 0.5
"""What a change between tours must save before the dispatcher leaves the habit."""

_OWN_TOUR = 0.8
"""How often he puts a stop elsewhere in its tour, or turns a stretch of it; else he deals with the neighbours."""

_TROUBLE = 0.5
_BEFORE = 4

Change = dict[int, Tour]
"""New tours by vehicle row."""


def improve(
    desk: Desk, tours: list[Tour], near: Sequence[Sequence[int]], effort: int, draw: np.random.Generator
) -> list[Tour]:
    """Look at one stop ``effort`` times and make the best change there is for it.

    Parameters
    ----------
    tours
        A tour per vehicle.
    near
        Per vehicle the others, nearest territory first.
    effort
        How many stops the dispatcher looks at.

    Returns
    -------
    list
        The better tours; a rule that was kept stays kept.
    """
    tours = list(tours)
    for _ in range(effort):
        picked = _trouble(desk, tours, draw)
        if picked is None:
            break
        vehicle, place = picked
        best, most = None, 1e-6
        own = draw.random() < _OWN_TOUR
        for change in _changes(desk, tours, vehicle, place, [] if own else near[vehicle][:NEIGHBOURS]):
            gain = sum(desk.judge(row, tours[row]).euro - desk.judge(row, tour).euro for row, tour in change.items())
            gain -= LOYALTY_EURO * (len(change) > 1)
            if gain > most:
                best, most = change, gain
        for row, tour in (best or {}).items():
            tours[row] = tour
    return tours


def _trouble(desk: Desk, tours: Sequence[Tour], draw: np.random.Generator) -> tuple[int, int] | None:
    """Return vehicle and place of the stop to look at: half the time a late one or one shortly before it."""
    late = [(row, place) for row, tour in enumerate(tours) for place in desk.late_stops(row, tour)]
    if late and draw.random() < _TROUBLE:
        row, place = late[draw.integers(len(late))]
        return row, max(0, place - int(draw.integers(_BEFORE + 1)))
    every = [(row, place) for row, tour in enumerate(tours) for place in range(len(tour))]
    return every[draw.integers(len(every))] if every else None


def _changes(desk: Desk, tours: Sequence[Tour], vehicle: int, place: int, near: Sequence[int]) -> Iterator[Change]:
    """Yield changes for one stop that loads, skills and forced vehicles allow: with neighbours, or else in its tour."""
    own = tours[vehicle]
    stop = own[place]
    without = own[:place] + own[place + 1 :]
    for other in near:
        theirs = tours[other]
        if desk.may_serve(other, stop):
            yield from _relocations(desk, vehicle, without, other, theirs, stop)
            yield from _swaps(desk, vehicle, own, place, other, theirs)
            yield from _crossings(desk, vehicle, own, place, other, theirs)
    if near:
        return
    for position in range(len(own)):
        if position != place:
            yield {vehicle: _with(without, stop, position)}
    for first in range(len(own)):
        low, high = min(first, place), max(first, place) + 1
        if high - low > 2:  # noqa: PLR2004 - turning two stops is a relocation
            yield {vehicle: own[:low] + own[low:high][::-1] + own[high:]}


def _with(tour: Tour, stop: int, position: int) -> Tour:
    return (*tour[:position], stop, *tour[position:])


def _beside(desk: Desk, vehicle: int, tour: Tour, stop: int) -> list[int]:
    """Return the places in a tour of the few stops nearest to a stop."""
    return sorted(range(len(tour)), key=lambda place: (desk.drive_s(vehicle, tour[place], stop), place))[:THOUGHT_OF]


def _relocations(desk: Desk, vehicle: int, without: Tour, other: int, theirs: Tour, stop: int) -> Iterator[Change]:
    """Yield moves of a stop into another tour, before or behind those near it."""
    if desk.fits(other, (*theirs, stop)):
        near = _beside(desk, other, theirs, stop)
        for position in sorted({*near, *(place + 1 for place in near)} or {0}):
            yield {vehicle: without, other: _with(theirs, stop, position)}


def _swaps(desk: Desk, vehicle: int, own: Tour, place: int, other: int, theirs: Tour) -> Iterator[Change]:
    """Yield exchanges of a stop with one near it of another tour."""
    for position in _beside(desk, other, theirs, own[place]):
        guest = theirs[position]
        if not desk.may_serve(vehicle, guest):
            continue
        mine = (*own[:place], guest, *own[place + 1 :])
        yours = (*theirs[:position], own[place], *theirs[position + 1 :])
        if desk.fits(vehicle, mine) and desk.fits(other, yours):
            yield {vehicle: mine, other: yours}


def _crossings(desk: Desk, vehicle: int, own: Tour, place: int, other: int, theirs: Tour) -> Iterator[Change]:
    """Yield exchanges of the rest of two tours (2-opt*)."""
    if not all(desk.may_serve(other, stop) for stop in own[place:]):
        return
    for position in range(len(theirs), -1, -1):
        if position < len(theirs) and not desk.may_serve(vehicle, theirs[position]):
            return
        mine, yours = own[:place] + theirs[position:], theirs[:position] + own[place:]
        if desk.fits(vehicle, mine) and desk.fits(other, yours):
            yield {vehicle: mine, other: yours}
