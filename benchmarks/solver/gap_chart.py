"""Gaps to the best known plans as a picture: a row an instance, a mark a solver, a line from least to most."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import escape

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 760, 190, 740, 64, 34
_MARKS = {"termintreu": "#0b5563", "pyvrp": "#b5541c", "vroom": "#6b4fa0", "or_tools": "#777777"}
_NAMES = {"termintreu": "termintreu", "pyvrp": "PyVRP", "vroom": "VROOM", "or_tools": "OR-Tools"}
_TICKS = (0, 0.5, 1, 2, 5, 10, 20, 40, 80, 160)


def gap_svg(measured: Mapping[str, Any]) -> str:
    """Return the picture of a comparison, see :func:`benchmarks.solver.figures.figures`."""
    rows = [item for item in measured["instances"] if any(told["gap_pct"] for told in item["solvers"].values())]
    most = max(
        (told["gap_pct"]["most"] for row in rows for told in row["solvers"].values() if told["gap_pct"]), default=1
    )
    end = next((tick for tick in _TICKS if tick >= most), _TICKS[-1])
    height = _TOP + _ROW * len(rows) + 52
    grid = "".join(_tick(tick, end, height) for tick in _TICKS if tick <= end)
    drawn = "".join(_row(row, _TOP + _ROW * (number + 0.5), end) for number, row in enumerate(rows))
    title = (
        f"Gap to the best known plan in %, {measured['time_limit_s']:g} s on {measured['cores']} cores, "
        f"{measured['seeds']} seeds"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" '
        f'font-size="13" fill="#222"><title>{escape(title)}</title><rect width="{_WIDTH}" height="{height}" '
        f'fill="#fff"/><text x="12" y="22" font-weight="bold">{escape(title)}</text>'
        f"{_legend([solver for solver in _MARKS if solver in measured['versions']])}{grid}{drawn}"
        f'<text x="{_LEFT}" y="{height - 8}">mean, from least to most; the scale is a root, so that small gaps can be '
        f"told apart</text></svg>\n"
    )


def _x(gap: float, end: float) -> float:
    """Return where a gap lies."""
    return round(_LEFT + (_RIGHT - _LEFT) * math.sqrt(min(max(gap, 0.0), end) / end), 1)


def _tick(tick: float, end: float, height: int) -> str:
    """Return a line of the axis."""
    x = _x(tick, end)
    return (
        f'<line x1="{x}" x2="{x}" y1="{_TOP}" y2="{height - 46}" stroke="#ccd"/>'
        f'<text x="{x}" y="{height - 28}" text-anchor="middle">{tick:g}</text>'
    )


def _row(row: Mapping[str, Any], y: float, end: float) -> str:
    """Return one instance: solvers one above the other, so that none hides another."""
    told = [(solver, row["solvers"][solver]["gap_pct"]) for solver in _MARKS if solver in row["solvers"]]
    marks = ""
    for number, (solver, gap) in enumerate(told):
        at = round(y + 6 * (number - (len(told) - 1) / 2), 1)
        if gap is None:
            marks += (
                f'<text x="{_RIGHT}" y="{at + 4}" text-anchor="end" font-size="9" fill="{_MARKS[solver]}">none</text>'
            )
            continue
        least, middle, most = (_x(gap[name], end) for name in ("least", "mean", "most"))
        marks += (
            f"<g><title>{escape(_NAMES[solver])}: {gap['mean']:.2f} %</title>"
            f'<line x1="{least}" x2="{most}" y1="{at}" y2="{at}" stroke="{_MARKS[solver]}" stroke-width="2"/>'
            f'<circle cx="{middle}" cy="{at}" r="3.5" fill="{_MARKS[solver]}"/></g>'
        )
    return (
        f'<line x1="12" x2="{_RIGHT}" y1="{y + _ROW / 2}" y2="{y + _ROW / 2}" stroke="#eee"/>'
        f'<text x="12" y="{y + 4}">{escape(row["instance"])} ({row["stops"]})</text>{marks}'
    )


def _legend(solvers: Sequence[str]) -> str:
    """Return what the colours mean."""
    return "".join(
        f'<circle cx="{_LEFT + 120 * number}" cy="42" r="4.5" fill="{_MARKS[solver]}"/>'
        f'<text x="{_LEFT + 120 * number + 10}" y="46">{_NAMES[solver]}</text>'
        for number, solver in enumerate(solvers)
    )
