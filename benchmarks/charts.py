"""Charts as inline SVG: small functions that place marks, no script, no style attribute.

Horizontal positions are per cent of whatever width the page gives, so text
never stretches; colours are classes of the page's own style.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape


class Scale(NamedTuple):
    """From values to per cent of a chart's width or height."""

    low: float
    high: float
    start: float = 0.0
    end: float = 100.0

    def at(self, value: float) -> float:
        """Return where a value lies; values beyond the ends stay at them."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 2)


class DayPoint(NamedTuple):
    """A day in a chart of two plans; ``after`` is ``None`` where it may not be shown."""

    label: str
    before: float
    after: float | None
    title: str


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round values from below ``low`` to above ``high``, at most about ``most`` of them.

    Raises
    ------
    ValueError
        If ``low`` is above ``high`` or one is not finite.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        msg = f"no axis from {low} to {high}"
        raise ValueError(msg)
    raw = max(high - low, 1e-9) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


def interval_strip(scale: Scale, low: float, value: float, high: float, *, kind: str, title: str) -> Markup:
    """Return a dot on its interval, with a line at zero.

    Parameters
    ----------
    kind
        Class of the strip: ``headline``, ``worst``, ``other`` or ``shared``.
    title
        What the strip says in words, read out instead of it.
    """
    zero = f'<line class="zero" x1="{scale.at(0)}%" x2="{scale.at(0)}%" y1="0" y2="34"/>'
    ends = "".join(
        f'<line class="whisk" x1="{scale.at(end)}%" x2="{scale.at(end)}%" y1="12" y2="22"/>' for end in (low, high)
    )
    return _svg(
        f"strip strip--{kind}",
        34,
        title,
        f"{zero}<line "
        f'class="whisk" x1="{scale.at(low)}%" x2="{scale.at(high)}%" y1="17" y2="17"/>{ends}'
        f'<circle class="dot" cx="{scale.at(value)}%" cy="17" r="6"/>',
    )


def axis_strip(scale: Scale, ticks: Sequence[float], write: Callable[[float], str]) -> Markup:
    """Return the axis under interval strips; it repeats no figure, so it is not read out."""
    marks = "".join(
        f'<line class="tick" x1="{scale.at(tick)}%" x2="{scale.at(tick)}%" y1="0" y2="5"/>'
        f'<text x="{scale.at(tick)}%" y="19" text-anchor="middle">{escape(write(tick))}</text>'
        for tick in ticks
    )
    return Markup(f'<svg class="axis" height="24" aria-hidden="true">{marks}</svg>')  # noqa: S704 - its text is escaped above


def day_chart(points: Sequence[DayPoint], *, title: str, write: Callable[[float], str], height: int = 240) -> Markup:
    """Return two plans' figures a day, joined by a stem: a square before, a dot after.

    Parameters
    ----------
    write
        How a figure on the axis is written.
    """
    top = max([*(point.before for point in points), *(point.after or 0.0 for point in points), 1.0])
    ticks = round_ticks(0.0, top, 5)
    across = Scale(0, max(len(points), 1), 6, 99.5)
    up = Scale(0, ticks[-1], height - 26, 8)
    lines = "".join(
        f'<line class="grid" x1="6%" x2="100%" y1="{up.at(tick)}" y2="{up.at(tick)}"/>'
        f'<text x="5%" y="{up.at(tick) + 4}" text-anchor="end">{escape(write(tick))}</text>'
        for tick in ticks
    )
    every = max(1, math.ceil(len(points) / 8))
    labels = "".join(
        f'<text x="{across.at(i + 0.5)}%" y="{height - 6}" text-anchor="middle">{escape(point.label)}</text>'
        for i, point in enumerate(points)
        if i % every == 0
    )
    days = "".join(_day(point, across.at(i + 0.5), up) for i, point in enumerate(points))
    return _svg("days", height, title, lines + labels + days)


def _day(point: DayPoint, x: float, up: Scale) -> str:
    """Return one day's marks; the square is a wide short line, for its place is in per cent."""
    y = up.at(point.before)
    before = f'<line class="before" x1="{x}%" x2="{x}%" y1="{y - 4}" y2="{y + 4}"/>'
    after = ""
    if point.after is not None:
        way = "more" if point.after > point.before else "fewer"
        after = (
            f'<line class="stem stem--{way}" x1="{x}%" x2="{x}%" y1="{y}" y2="{up.at(point.after)}"/>{before}'
            f'<circle class="after" cx="{x}%" cy="{up.at(point.after)}" r="4"/>'
        )
    return f"<g><title>{escape(point.title)}</title>{after or before}</g>"


def _svg(kind: str, height: int, title: str, content: str) -> Markup:
    """Return an SVG that is read out as its title."""
    svg = f'<svg class="{kind}" height="{height}" role="img" aria-label="{escape(title)}">{content}</svg>'
    return Markup(svg)  # noqa: S704 - all text of people in it is escaped where it is put in
