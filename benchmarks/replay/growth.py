"""How a replay's seconds grow with its days, as a picture."""

from collections.abc import Mapping, Sequence

from benchmarks.charts import Scale, round_ticks

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 616, 24, 312


def growth_svg(parts: Sequence[Mapping[str, float]], title: str) -> str:
    """Return an SVG of seconds over days, with the line on which twice the days take twice the time.

    Parameters
    ----------
    parts
        ``days`` and ``seconds`` of each run, ascending, at least one.
    """
    most_days, most_s = (max(part[name] for part in parts) for name in ("days", "seconds"))
    ticks = round_ticks(0, most_s)
    across, up = Scale(0, most_days, _LEFT, _RIGHT), Scale(0, ticks[-1], _BOTTOM, _TOP)
    points = [(across.at(part["days"]), up.at(part["seconds"])) for part in parts]
    line = " ".join(f"{x},{y}" for x, y in points)
    even = f'x1="{_LEFT}" y1="{_BOTTOM}" x2="{points[-1][0]}" y2="{points[-1][1]}"'
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="5" fill="#0b5563"/>' for x, y in points)
    labels = "".join(
        f'<text x="{x}" y="{_BOTTOM + 22}" text-anchor="middle">{part["days"]:g}</text>'
        for (x, _), part in zip(points, parts, strict=True)
    )
    lines = "".join(
        f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{up.at(tick)}" y2="{up.at(tick)}" stroke="#ccd"/>'
        f'<text x="{_LEFT - 8}" y="{up.at(tick) + 4}" text-anchor="end">{tick:g}</text>'
        for tick in ticks
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="13" fill="#222"><title>{title}</title><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'{lines}<line {even} stroke="#889" stroke-dasharray="5 4"/>'
        f'<polyline points="{line}" fill="none" stroke="#0b5563" stroke-width="2"/>{marks}{labels}'
        f'<text x="{_LEFT}" y="14">seconds</text><text x="{_RIGHT}" y="{_BOTTOM + 40}" text-anchor="end">'
        "replayed days; dashed: twice the days, twice the time</text></svg>\n"
    )
