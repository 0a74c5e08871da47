"""What a manager may drill into: groups of a ledger, and the table of weekdays and hours."""

from typing import Final, Literal, get_args

import pandas as pd

from benchmarks.diagnose.figures import groups_of, hidden_groups, rate_figure, tours_of
from benchmarks.over_time.due_stops import DueStops, late_column
from benchmarks.replay.summary import NOTHING, Band
from routing.model import Frozen
from routing.suppression import Suppressed, cross_suppression

Dimension = Literal["hour", "weekday", "area", "customer_type"]
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)

CROSSED: Final[tuple[Dimension, Dimension]] = ("weekday", "hour")
"""The one two-way table; a second one could give away with the first what each hides."""


class GroupFigures(Frozen):
    """A group's delay rate with its counts; with ``suppressed`` none of them is there."""

    key: str
    rate: Band = NOTHING
    late_stops: int | None = None
    due_stops: int | None = None
    tours: int | None = None
    suppressed: Suppressed | None = None


class Crossing(Frozen):
    """A two-way table: ``cells`` has a row for each of ``rows``, its margins stand in the groups."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[GroupFigures, ...], ...]


def groups(stops: DueStops, dimension: Dimension, tolerance_min: int) -> tuple[GroupFigures, ...]:
    """Return the delay rate of every group over all weeks.

    Weeks can't be chosen here: the difference of two periods would tell of
    one week's few tours in a group.
    """
    found = groups_of(stops.rows, dimension)
    days: pd.Index = pd.Index(sorted(stops.rows["date"].unique()))
    hidden = hidden_groups(found, stops.smallest)
    figures = [
        rate_figure(group, late_column(tolerance_min), days, reason, seed=stops.seed)
        for group, reason in zip(found, hidden, strict=True)
    ]
    return tuple(
        GroupFigures(
            key=figure.key,
            rate=Band.of(figure.rate),
            late_stops=figure.late_stops,
            due_stops=figure.due_stops,
            tours=figure.tours,
            suppressed=figure.suppressed,
        )
        for figure in figures
    )


def crossing(stops: DueStops, tolerance_min: int) -> Crossing:
    """Return the table of :data:`CROSSED` over all weeks; its cells carry no interval."""
    rows, columns = (sorted(stops.rows[name].unique()) for name in CROSSED)
    parts = dict(iter(stops.rows.groupby(list(CROSSED))))
    cells = [[parts.get((row, column), stops.rows.iloc[:0]) for column in columns] for row in rows]
    hidden = cross_suppression([[tours_of(cell) for cell in line] for line in cells], stops.smallest)
    return Crossing(
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(
            tuple(
                _cell(str(column), cell, reason, tolerance_min)
                for column, cell, reason in zip(columns, line, reasons, strict=True)
            )
            for line, reasons in zip(cells, hidden.cells, strict=True)
        ),
    )


def _cell(key: str, rows: pd.DataFrame, reason: Suppressed | None, tolerance_min: int) -> GroupFigures:
    if reason is not None:
        return GroupFigures(key=key, suppressed=reason)
    late = int(rows[late_column(tolerance_min)].sum())
    return GroupFigures(
        key=key, rate=Band(value=late / len(rows)), late_stops=late, due_stops=len(rows), tours=len(tours_of(rows))
    )
