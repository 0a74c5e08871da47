"""The report of a depot's results as one HTML file, and its figures as CSV."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from markupsafe import Markup

from api.pages.shell import STATIC, templates
from api.results.evidence import Evidence
from api.results.figures import Results, groups_in, hours_in
from api.results.views import drill_of, view_of
from benchmarks.over_time.due_stops import PeriodFigures
from benchmarks.over_time.groups import DIMENSIONS
from benchmarks.replay.summary import NOTHING, Band
from data.exports.plan_csv import harmless
from routing.messages import Language

HEAD = (
    "figure", "group", "tolerance_min", "value", "low", "high", "unit", "late_stops", "due_stops", "tours",
    "suppressed", "grade",
)  # fmt: skip

_STYLES = (("maps", "tokens.css"), ("app", "components.css"), ("app", "results.css"))
_COUNTS = ("late_stops", "due_stops", "tours", "suppressed")


def report_html(evidence: Evidence, found: Results, language: Language) -> str:
    """Return the page's figures as one HTML file; no script, no map, every group as a table."""
    names = evidence.diagnosed.get("area_names", {})
    drills = [(name, drill_of(evidence, name, found.tolerance_min, language, names)) for name in DIMENSIONS]
    style = "\n".join((Path(STATIC[folder]) / name).read_text("utf-8") for folder, name in _STYLES)
    return (
        templates(language)
        .get_template("results_report.html")
        .render(
            language=language,
            found=found,
            drills=[(name, drill) for name, drill in drills if drill is not None],
            style=Markup(style),  # noqa: S704 - style sheets of this package, no text of others
            **view_of(found, language),
        )
    )


def figures_csv(evidence: Evidence, found: Results) -> bytes:
    """Return a row for every figure of the page, UTF-8 with a mark that Excel knows it by."""
    text = StringIO()
    writer = csv.DictWriter(text, HEAD, lineterminator="\n")
    writer.writeheader()
    for row in _rows(evidence, found):
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _rows(evidence: Evidence, found: Results) -> Iterator[dict[str, object]]:
    common: dict[str, object] = {"tolerance_min": found.tolerance_min, "grade": found.grade}
    for name, period in (("now", found.now), ("before", found.before)):
        if period is not None:
            where = f"{period.first.isoformat()}, {period.weeks} weeks"
            yield from _period(f"period_{name}", where, period.figures, common)
    for week in found.weeks:
        yield from _period("week", week.monday.isoformat(), week, common)
    for dimension in DIMENSIONS:
        for group in groups_in(evidence, dimension, found.tolerance_min):
            counts = {count: getattr(group, count) for count in _COUNTS}
            yield {"figure": dimension, "group": group.key, "unit": "share", **_band(group.rate), **counts, **common}
    table = hours_in(evidence, found.tolerance_min)
    for weekday, line in () if table is None else zip(table.rows, table.cells, strict=True):
        for cell in line:
            counts = {count: getattr(cell, count) for count in _COUNTS}
            key = f"{weekday}/{cell.key}"
            yield {"figure": "weekday/hour", "group": key, "unit": "share", **_band(cell.rate), **counts, **common}
    yield from _others(found)


def _period(figure: str, group: str, figures: PeriodFigures, common: dict[str, object]) -> Iterator[dict[str, object]]:
    counts = {count: getattr(figures, count) for count in _COUNTS}
    yield {"figure": figure, "group": group, "unit": "share", **_band(figures.rate), **counts, **common}
    yield {"figure": figure, "group": group, "unit": "minutes per 100", **_band(figures.minutes), **counts, **common}


def _others(found: Results) -> Iterator[dict[str, object]]:
    """Yield causes, kilometres, cost and what the replay claims, as far as they are there."""
    replayed = "simulated" if found.simulated else "replayed"
    if found.causes is not None:
        tolerance = {"tolerance_min": found.causes.tolerance_min, "grade": replayed}
        for part in found.causes.parts:
            yield {"figure": "cause", "group": part.cause, "unit": "of 1000 stops", **_band(part.stops), **tolerance}
    if found.distance is not None:
        bands = (("manual", found.distance.manual), ("planned", found.distance.planned or NOTHING))
        for plan, band in bands:
            if band.value is not None:
                yield {"figure": "distance", "group": plan, "unit": "km per stop", **_band(band), "grade": replayed}
    if found.cost is not None:
        yield {"figure": "cost", "group": "month", "unit": "EUR", **_band(found.cost.month), "grade": found.grade}
    if found.replay is not None and found.replay.reduction is not None:
        yield {"figure": "reduction", "unit": "share", **_band(found.replay.reduction), "grade": replayed}


def _band(band: Band) -> dict[str, object]:
    return {"value": band.value, "low": band.low, "high": band.high}


def _cell(value: object) -> object:
    """Return a value for a table program."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return harmless(value) if isinstance(value, str) else value
