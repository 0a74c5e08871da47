"""Where the marks of the results' charts lie: per cent across, pixels down, so that text never stretches."""

from collections.abc import Iterator, Sequence
from datetime import date as Date
from datetime import timedelta
from typing import Final, NamedTuple

from benchmarks.charts import Scale, round_ticks
from benchmarks.over_time.causes import Causes
from benchmarks.over_time.due_stops import WeekFigures
from benchmarks.replay.summary import Band

HEIGHT_PX: Final = 200
WEEK: Final = timedelta(weeks=1)
WIDTH: Final = 89.0
"""Per cent of the chart that the weeks take; the rest is the axis's."""

_LABELS = 7
_MARGIN = 0.6


class Strip(NamedTuple):
    """A value on its interval in a tile, per cent; ``base`` is what it is compared with."""

    low: float | None
    high: float | None
    dot: float
    base: float | None


class Mark(NamedTuple):
    """A week's mark; ``y`` is ``None`` where it is not shown, ``alone`` where no neighbour joins it to a line."""

    figures: WeekFigures
    week: int
    x: float
    y: float | None
    top: float | None
    bottom: float | None
    now: bool
    alone: bool


class Trend(NamedTuple):
    """The line of weeks: paths in a box of 1000 × :data:`HEIGHT_PX`, marks in per cent."""

    ticks: list[tuple[float, float]]
    marks: list[Mark]
    bands: list[tuple[str, bool]]
    lines: list[tuple[str, bool]]
    labels: list[tuple[float, int]]
    begin: float | None


class Bar(NamedTuple):
    """A cause in the waterfall, per cent; ``low`` and ``high`` are its whisker."""

    x: float
    width: float
    low: float | None
    high: float | None
    end: float


def strip(band: Band, base: Band | None = None) -> Strip | None:
    """Return a tile's strip; ``None`` without a value."""
    if band.value is None:
        return None
    compared = None if base is None else base.value
    values = [value for value in (band.value, band.low, band.high, compared) if value is not None]
    reach = max(values) - min(values) or max(band.value, 1.0)
    scale = Scale(max(0.0, min(values) - _MARGIN * reach), max(values) + _MARGIN * reach)

    def at(value: float | None) -> float | None:
        return None if value is None else scale.at(value)

    return Strip(at(band.low), at(band.high), scale.at(band.value), at(compared))


def trend(weeks: Sequence[WeekFigures], since: Date | None) -> Trend | None:
    """Return the chart of weekly rates; ``None`` with fewer than two weeks that are shown.

    Parameters
    ----------
    since
        Monday from which weeks are of the chosen period.
    """
    shown = [week for week in weeks if week.rate.value is not None]
    if not shown[1:]:
        return None
    tops = [value for week in shown for value in (week.rate.value, week.rate.high) if value is not None]
    ticks = round_ticks(0.0, 100 * max(*tops, 0.01), 5)
    up = Scale(0, ticks[-1], HEIGHT_PX, 0)
    span = max((weeks[-1].monday - weeks[0].monday).days, 1)
    marks = [_mark(week, 100 * (week.monday - weeks[0].monday).days / span, up, since) for week in weeks]
    runs = list(_runs(marks))
    alone = {run[0].figures.monday for run in runs if len(run) == 1}
    marks = [mark._replace(alone=mark.figures.monday in alone) for mark in marks]
    every = max(1, -(-len(marks) // _LABELS))
    first_now = next((mark.x for mark in marks if mark.now), None)
    return Trend(
        ticks=[(up.at(tick), tick) for tick in ticks],
        marks=marks,
        bands=[(_band(run), run[-1].now) for run in runs if len(run) > 1],
        lines=[(_line(run), run[-1].now) for run in runs if len(run) > 1],
        labels=[(mark.x * WIDTH / 100, mark.week) for mark in marks[(len(marks) - 1) % every :: every]],
        begin=None if first_now is None or not marks or marks[0].now else first_now * WIDTH / 100,
    )


def waterfall(causes: Causes) -> tuple[list[Bar], Bar]:
    """Return a bar for each cause and the one of the total."""
    ends = [causes.total, 0.0]
    for part in causes.parts:
        ends += [
            part.before + value for value in (part.stops.value, part.stops.low, part.stops.high) if value is not None
        ]
    scale = Scale(min(ends), max(ends))
    bars = []
    for part in causes.parts:
        size = part.stops.value or 0.0
        left, right = sorted((part.before, part.before + size))
        whisker = [
            None if value is None else scale.at(part.before + value) for value in (part.stops.low, part.stops.high)
        ]
        width = round(scale.at(right) - scale.at(left), 2)
        bars.append(Bar(scale.at(left), width, whisker[0], whisker[1], scale.at(part.before + size)))
    zero, whole = scale.at(0), scale.at(causes.total)
    return bars, Bar(zero, round(whole - zero, 2), None, None, whole)


def _mark(week: WeekFigures, x: float, up: Scale, since: Date | None) -> Mark:
    def at(share: float | None) -> float | None:
        return None if share is None else up.at(100 * share)

    now = since is not None and week.monday >= since
    number = week.monday.isocalendar().week
    return Mark(week, number, round(x, 2), at(week.rate.value), at(week.rate.high), at(week.rate.low), now, alone=False)


def _runs(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Yield stretches of weeks one after the other, of one period, all shown; the later period joins the earlier."""
    run: list[Mark] = []
    for mark in marks:
        if mark.y is None:
            if run:
                yield run
            run = []
            continue
        if run and run[-1].now != mark.now:
            yield run
            run = []
        if run and mark.figures.monday - run[-1].figures.monday > WEEK:
            yield run
            run = []
        run.append(mark)
    if run:
        yield run


def _line(run: Sequence[Mark]) -> str:
    return "M" + " ".join(f"{mark.x * 10:g} {mark.y:g}" for mark in run)


def _band(run: Sequence[Mark]) -> str:
    """Return the outline of the intervals; a week without one has its value for both bounds."""
    above = [f"{mark.x * 10:g} {mark.y if mark.top is None else mark.top:g}" for mark in run]
    below = [f"{mark.x * 10:g} {mark.y if mark.bottom is None else mark.bottom:g}" for mark in reversed(run)]
    return "M" + " ".join(above + below) + "z"
