"""Which figures of groups may be shown: the one rule of every page, document, map and file.

A figure of few tours tells of those tours, so a group needs ``smallest`` of
them. What is hidden must not follow from what is shown: a single hidden group
is the total less the rest, and several that few tours serve tell together what
each would tell alone. So more is hidden, the smallest first, until neither
holds. The pattern depends on counts of tours only, never on the figures: it is
the same at every tolerance and for every measure.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Suppressed = Literal["too_few_tours", "protects_another"]
"""Why a figure is not shown."""

Together = Callable[[Sequence[int]], int]
"""From the places of some groups to how many different tours serve them."""

_ALONE = 1


class Crossed(NamedTuple):
    """Why figures of a two-way table are not shown, ``None`` where they are: its margins and its cells."""

    rows: list[Suppressed | None]
    columns: list[Suppressed | None]
    cells: list[list[Suppressed | None]]


def suppression(tours: Sequence[int], smallest: int, *, together: Together | None = None) -> list[Suppressed | None]:
    """Tell for each group beside its total whether its figures may be shown.

    Parameters
    ----------
    tours
        Tours a group.
    smallest
        Tours that a group needs.
    together
        Counts the tours of several groups; without it their sum stands in,
        which counts a tour twice that serves two of them.
    """
    count = together or (lambda places: sum(tours[place] for place in places))
    found: list[Suppressed | None] = ["too_few_tours" if number < smallest else None for number in tours]
    hidden = [place for place, reason in enumerate(found) if reason is not None]
    for place in sorted((place for place, reason in enumerate(found) if reason is None), key=lambda at: tours[at]):
        if not hidden or (len(hidden) > _ALONE and count(hidden) >= smallest):
            break
        found[place] = "protects_another"
        hidden.append(place)
    return found


def suppression_of(members: Sequence[Collection[Hashable]], smallest: int) -> list[Suppressed | None]:
    """Tell for groups given the tours themselves, so that one which serves two groups counts once."""
    sets = [frozenset(tours) for tours in members]

    def together(places: Sequence[int]) -> int:
        return len(_union(sets[place] for place in places))

    return suppression([len(tours) for tours in sets], smallest, together=together)


def cross_suppression(cells: Sequence[Sequence[Collection[Hashable]]], smallest: int) -> Crossed:
    """Tell for a two-way table with shown margins and grand total which of its figures may be shown.

    The margins follow :func:`suppression_of`, as they stand alone elsewhere;
    with a margin all its cells are hidden. Then cells are hidden until no line
    holds hidden ones of too few tours, and none follows from the others by
    any chain of subtractions.

    Parameters
    ----------
    cells
        The tours of each cell, rows of equal length.
    smallest
        Tours that a figure needs.
    """
    sets = [[frozenset(cell) for cell in row] for row in cells]
    beside, below = (suppression_of([_union(line) for line in lines], smallest) for lines in (sets, _turned(sets)))
    rows, columns = (np.array([reason is not None for reason in margin], np.bool_) for margin in (beside, below))
    first = np.array([[len(cell) < smallest for cell in row] for row in sets], np.bool_).reshape(
        len(rows), len(columns)
    )
    hidden = first | rows[:, None] | columns[None, :]
    while not hidden.all():
        line = next(_open_lines(sets, hidden, smallest), None) or _line_of_computable(hidden, rows, columns)
        if line is None:
            break
        hidden[_next_hidden(sets, hidden, line)] = True
    reasons: list[list[Suppressed | None]] = [
        [("too_few_tours" if few else "protects_another") if hide else None for few, hide in zip(*pair, strict=True)]
        for pair in zip(first.tolist(), hidden.tolist(), strict=True)
    ]
    return Crossed(beside, below, reasons)


def computable(hidden: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the hidden cells of a table with margins that follow from the shown ones.

    Parameters
    ----------
    hidden
        Shape (rows + 1, columns + 1): the last row and column are the margins,
        their meeting is the grand total.

    Notes
    -----
    Every row and every column is one equation. With hidden cells as edges
    between their row and their column, a cell follows from the rest if, and
    only if, its edge is a bridge: on a cycle, values can be shifted around.
    """
    return [
        edge for edge in zip(*(axis.tolist() for axis in np.nonzero(hidden)), strict=True) if _is_bridge(hidden, edge)
    ]


def _is_bridge(hidden: NDArray[np.bool_], edge: tuple[int, int]) -> bool:
    """Tell whether no other way leads from a hidden cell's row to its column."""
    others = hidden.copy()
    others[edge] = False
    rows = np.zeros(hidden.shape[0], np.bool_)
    rows[edge[0]] = True
    while True:
        columns = others[rows].sum(axis=0) > 0
        reached = rows | (others[:, columns].sum(axis=1) > 0)
        if columns[edge[1]]:
            return False
        if np.array_equal(reached, rows):
            return True
        rows = reached


_Sets = list[list[frozenset[Hashable]]]
_Line = tuple[int, int]
"""A row (0, number) or a column (1, number)."""


def _open_lines(sets: _Sets, hidden: NDArray[np.bool_], smallest: int) -> Iterator[_Line]:
    """Yield rows and columns whose hidden cells are of too few tours, while others are shown."""
    for axis, (lines, hides) in enumerate(((sets, hidden), (_turned(sets), hidden.T))):
        for number, (line, inside) in enumerate(zip(lines, hides.tolist(), strict=True)):
            tours = [cell for cell, hide in zip(line, inside, strict=True) if hide]
            if tours and not all(inside) and (len(tours) == _ALONE or len(_union(tours)) < smallest):
                yield axis, number


def _line_of_computable(hidden: NDArray[np.bool_], rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> _Line | None:
    """Return a line through a hidden cell that follows from the others, one with a shown cell if there is any."""
    whole = np.zeros((hidden.shape[0] + 1, hidden.shape[1] + 1), np.bool_)
    whole[:-1, :-1], whole[:-1, -1], whole[-1, :-1] = hidden, rows, columns
    for row, column in computable(whole):
        if row < hidden.shape[0] and not hidden[row].all():
            return 0, row
        if column < hidden.shape[1] and not hidden[:, column].all():
            return 1, column
    return None


def _next_hidden(sets: _Sets, hidden: NDArray[np.bool_], line: _Line) -> tuple[int, int]:
    """Return the shown cell of a line that the fewest tours serve, one beside other hidden ones if tours are equal."""
    axis, number = line
    lines, hides = (sets, hidden) if axis == 0 else (_turned(sets), hidden.T)
    shown = np.flatnonzero(~hides[number]).tolist()
    at = min(shown, key=lambda place: (len(lines[number][place]), not hides[:, place].any()))
    return (number, at) if axis == 0 else (at, number)


def _turned(sets: _Sets) -> _Sets:
    return [list(column) for column in zip(*sets, strict=True)]


def _union(sets: Iterable[frozenset[Hashable]]) -> frozenset[Hashable]:
    return frozenset[Hashable]().union(*sets)
