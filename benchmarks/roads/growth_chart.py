"""How building, memory and matrices grow with the network, as a picture."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import escape

from benchmarks.charts import Scale, round_ticks

_WIDTH, _PANEL, _GAP = 720, 220, 56
_LEFT, _RIGHT, _TOP = 64, 560, 40
_COLOURS = ("#0b5563", "#b5541c", "#6b4fa0", "#3d7a2e", "#555555")
_APART = 15


class Panel(NamedTuple):
    """One axis of values over the sizes; even growth to the end of the first line is dashed."""

    title: str
    lines: Mapping[str, Sequence[float]]


def growth_svg(sizes: Sequence[float], panels: Sequence[Panel], title: str, across: str) -> str:
    """Return an SVG with one panel above the other, all over the same sizes.

    Parameters
    ----------
    sizes
        Ascending, at least one; every line has a value for each.
    across
        What the sizes are.
    """
    height = _TOP + len(panels) * (_PANEL + _GAP) + 8
    scale = Scale(0, max(sizes), _LEFT, _RIGHT)
    drawn = "".join(_panel(panel, sizes, scale, _TOP + number * (_PANEL + _GAP)) for number, panel in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" '
        f'font-size="13" fill="#222"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>{drawn}'
        f'<text x="{_LEFT}" y="{height - 10}">{escape(across)}; dashed: twice the size, twice as much</text></svg>\n'
    )


def _panel(panel: Panel, sizes: Sequence[float], across: Scale, top: float) -> str:
    """Return one panel, its upper end at ``top``."""
    bottom = top + _PANEL
    ticks = round_ticks(0, max(max(values) for values in panel.lines.values()))
    up = Scale(0, ticks[-1], bottom, top)
    grid = "".join(
        f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{up.at(tick)}" y2="{up.at(tick)}" stroke="#ccd"/>'
        f'<text x="{_LEFT - 8}" y="{up.at(tick) + 4}" text-anchor="end">{tick:g}</text>'
        for tick in ticks
    )
    labels = "".join(
        f'<text x="{across.at(size)}" y="{bottom + 20}" text-anchor="middle">{size:g}</text>' for size in sizes
    )
    first = next(iter(panel.lines.values()))
    even = (
        f'<line x1="{_LEFT}" y1="{bottom}" x2="{across.at(sizes[-1])}" y2="{up.at(first[-1])}" '
        'stroke="#889" stroke-dasharray="5 4"/>'
    )
    names = _labels_y([up.at(values[-1]) for values in panel.lines.values()])
    lines = "".join(
        _line([(across.at(size), up.at(value)) for size, value in zip(sizes, values, strict=True)], colour)
        + f'<text x="{_RIGHT + 12}" y="{y + 4}" fill="{colour}">{escape(name)}</text>'
        for (name, values), colour, y in zip(panel.lines.items(), _COLOURS, names, strict=False)
    )
    heading = f'<text x="{_LEFT}" y="{top - 14}" font-weight="bold">{escape(panel.title)}</text>'
    return heading + grid + labels + even + lines


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    """Return a line with its points."""
    way = " ".join(f"{x},{y}" for x, y in points)
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>' for x, y in points)
    return f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>{marks}'


def _labels_y(ends: Sequence[float]) -> list[float]:
    """Return heights for names of lines: beside the line's end, moved up where two would meet."""
    heights = list(ends)
    above = float("inf")
    for number in sorted(range(len(ends)), key=lambda row: -ends[row]):
        heights[number] = above = min(ends[number], above - _APART)
    return heights
