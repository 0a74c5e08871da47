"""The figures of results as people read them: tiles, sentences, charts and tables for page and report."""

from collections.abc import Mapping
from typing import Any, Final

from babel.dates import get_day_names
from markupsafe import Markup

from api.results.charts import HEIGHT_PX, strip, trend, waterfall
from api.results.evidence import Evidence
from api.results.figures import PERIODS, Comparison, Grade, Period, Results, groups_in, hours_in
from api.wording import phrase
from benchmarks.charts import Scale, interval_strip
from benchmarks.over_time.due_stops import WeekFigures
from benchmarks.over_time.groups import CROSSED, DIMENSIONS, Dimension, GroupFigures
from benchmarks.replay.summary import Band
from benchmarks.replay.wording import bounds_text, change_text
from maps.wording import signed
from routing.messages import Language
from routing.numbers import decimal, per_cent

DRILLS: Final[tuple[str, ...]] = (*DIMENSIONS, "crossed")

_MANY_LATE = 40  # late stops of a thousand from which a decimal says nothing
_LABEL_PX = 16
_UNDER_LABEL = 6  # weeks that lie above or below the label at the line's end


def view_of(found: Results, language: Language) -> dict[str, Any]:
    """Return what the templates show of a depot's figures."""
    chart = trend(found.weeks, None if found.now is None else found.now.first)
    bars, total = ([], None) if found.causes is None else waterfall(found.causes)
    shown = [week for week in found.weeks if week.rate.value is not None]
    return {
        "answer": answer(found, language),
        "tiles": tiles(found, language),
        "trend": chart,
        "ticks": [] if chart is None else [(y, _share(tick, language)) for y, tick in chart.ticks],
        "trend_said": _trend_said(shown, language),
        "trend_last": None if chart is None else _last(chart.marks, language),
        "trend_texts": [_week_text(week, found.smallest_group, language) for week in found.weeks],
        "trend_facts": _facts(found, language, weekly=True),
        "bars": bars,
        "total_bar": total,
        "cause_digits": 0 if found.causes is not None and found.causes.total >= _MANY_LATE else 1,
        "cause_grade": "simulated" if found.simulated else "replayed",
        "cause_facts": _cause_facts(found, language),
        "judged": [] if found.replay is None else judged(found.replay, language),
        "replay_facts": _replay_facts(found, language),
        "last_day": found.last_day,
        "as_of": found.as_of,
    }


def answer(found: Results, language: Language) -> dict[str, str] | None:
    """Return the answer to the page's question, or that there is nothing to compare with."""
    now, before, change = found.now, found.before, found.change
    if now is None or now.figures.suppressed:
        return None
    if before is None or change is None or change.value is None or change.low is None or change.high is None:
        text = phrase("answer_alone", language, weeks=now.weeks)
        return {"title": phrase("answer_alone_title", language), "text": text}
    kind = "same" if change.low <= 0 <= change.high else "better" if change.high < 0 else "worse"
    bounds = f"[{signed(100 * change.low, 1, language)} … {signed(100 * change.high, 1, language)}]"
    said = signed(100 * change.value, 1, language)
    text = phrase("answer_change", language, weeks=now.weeks, before=before.weeks, change=said, bounds=bounds)
    return {"title": phrase(f"answer_{kind}", language), "text": text}


def periods(found: Results, language: Language) -> list[tuple[int, str]]:
    """Return the periods to choose from: weeks and what they are called."""
    shown = sum(week.suppressed is None for week in found.weeks)
    if not shown:
        return []
    sizes = {size for size in PERIODS if size < shown} | ({found.now.weeks} if found.now else set())
    named = [(size, phrase("results_weeks", language, weeks=size)) for size in sorted(sizes - {shown})]
    return [*named, (shown, phrase("results_all_weeks", language, weeks=shown))]


def tiles(found: Results, language: Language) -> list[dict[str, Any]]:
    """Return the four key figures."""
    return [
        _rate_tile(found, language),
        _minutes_tile(found, language),
        _distance_tile(found, language),
        _cost_tile(found, language),
    ]


def drill_of(
    evidence: Evidence, by: str, tolerance_min: int, language: Language, names: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return the groups of a dimension, or the table of weekdays and hours; ``None`` without a ledger.

    Parameters
    ----------
    names
        What areas are called.
    """
    if evidence.ledger is None:
        return None
    if by == "crossed":
        table = hours_in(evidence, tolerance_min)
        if table is None:
            return None
        return {"crossing": table, "names": [group_name(CROSSED[0], row, language, names) for row in table.rows]}
    dimension = next(name for name in DIMENSIONS if name == by)
    found = groups_in(evidence, dimension, tolerance_min)
    rows: list[tuple[str, GroupFigures]] = [(group_name(dimension, row.key, language, names), row) for row in found]
    if dimension in ("area", "customer_type"):
        rows.sort(key=lambda pair: (pair[1].suppressed is not None, -(pair[1].rate.value or 0), pair[0]))
    return {"crossing": None, "rows": rows, "most": max((row.rate.value or 0 for row in found), default=0)}


def group_name(dimension: Dimension, key: str, language: Language, names: Mapping[str, str]) -> str:
    """Return what a group is called."""
    if dimension == "weekday":
        return str(get_day_names("wide", locale=language)[int(key) - 1]).capitalize()
    if dimension == "hour":
        return phrase("group_hour", language, from_=f"{key}:00", to=f"{key}:59")
    name = names.get(key, key) or phrase("group_none", language)
    return f"{name} ({key})" if key in names and list(names.values()).count(name) > 1 else name


def judged(replay: Comparison, language: Language) -> list[dict[str, Any]]:
    """Return the reduction as the headline's judge, the strictest one and the drivers' habit have it."""
    if replay.reduction is None:
        return []
    lines = [("headline", phrase("headline_main", language), replay.reduction)]
    if replay.worst is not None:
        name = replay.worst.called.de if language == "de" else replay.worst.called.en
        lines.append(("worst", phrase("headline_worst", language, judge=name), replay.worst.reduction))
    if replay.adhered is not None and replay.adhered.value is not None:
        lines.append(("other", phrase("headline_adhered", language), replay.adhered))
    ends = [-100 * end for *_, band in lines for end in (band.low, band.high) if end is not None]
    scale = Scale(min(0.0, *ends), max(0.0, *ends), 4, 96)
    return [_judged(kind, name, band, scale, language) for kind, name, band in lines]


def _judged(kind: str, name: str, band: Band, scale: Scale, language: Language) -> dict[str, Any]:
    value, low, high = (0.0 if end is None else end for end in (band.value, band.low, band.high))
    said, bounds = change_text(value, language), bounds_text(low, high, language)
    marks: Markup = interval_strip(
        scale, -100 * high, -100 * value, -100 * low, kind=kind, title=f"{name}: {said} {bounds}"
    )
    return {"name": name, "value": said, "bounds": bounds, "strip": marks}


def _rate_tile(found: Results, language: Language) -> dict[str, Any]:
    now, before = found.now, found.before
    if now is None or now.figures.rate.value is None:
        return _none("rate", found, language)
    base = None if before is None else before.figures.rate
    late, due = (decimal(count or 0, 0, language) for count in (now.figures.late_stops, now.figures.due_stops))
    said = [phrase("tile_late_of", language, late=late, due=due)]
    if base is not None and before is not None and base.value is not None:
        said.insert(0, _before(before, per_cent(base.value, language), language))
    return {
        "key": "rate",
        "value": per_cent(now.figures.rate.value, language),
        "unit": "",
        "bounds": _bounds(now.figures.rate, 100, 1, language),
        "strip": strip(now.figures.rate, base),
        "said": said,
        "grade": found.grade,
        "facts": _facts(found, language),
        "drills": True,
    }


def _minutes_tile(found: Results, language: Language) -> dict[str, Any]:
    now, before = found.now, found.before
    if now is None or now.figures.minutes.value is None:
        return _none("minutes", found, language)
    base = None if before is None else before.figures.minutes
    due, days = (decimal(count or 0, 0, language) for count in (now.figures.due_stops, now.figures.days))
    said = [phrase("tile_of_due", language, due=due, days=days)]
    if base is not None and before is not None and base.value is not None:
        said.insert(0, _before(before, f"{decimal(base.value, 0, language)} min", language))
    return {
        "key": "minutes",
        "value": f"{decimal(now.figures.minutes.value, 0, language)} min",
        "unit": "",
        "bounds": _bounds(now.figures.minutes, 1, 0, language),
        "strip": strip(now.figures.minutes, base),
        "said": said,
        "grade": found.grade,
        "facts": _facts(found, language),
        "drills": False,
    }


def _distance_tile(found: Results, language: Language) -> dict[str, Any]:
    distance = found.distance
    if distance is None or distance.manual.value is None:
        return {"key": "distance", "value": "", "none": phrase("tile_needs_replay", language)}
    said = [phrase("tile_days", language, days=distance.days)]
    if distance.planned is not None and distance.planned.value is not None:
        said.insert(
            0, "┆ " + phrase("tile_planned", language, value=f"{decimal(distance.planned.value, 2, language)} km")
        )
    grade: Grade = "simulated" if found.simulated else "replayed"
    return {
        "key": "distance",
        "value": f"{decimal(distance.manual.value, 2, language)} km",
        "unit": "",
        "bounds": _bounds(distance.manual, 1, 2, language),
        "strip": strip(distance.manual, distance.planned),
        "said": said,
        "grade": grade,
        "facts": _replay_facts(found, language),
        "drills": False,
    }


def _cost_tile(found: Results, language: Language) -> dict[str, Any]:
    cost = found.cost
    if cost is None or cost.month.value is None:
        none = "tile_needs_price" if cost is None and found.now is not None else None
        return _none("cost", found, language) | ({"none": phrase(none, language)} if none else {})
    said = [phrase("tile_price", language, price=decimal(cost.price_eur, 2, language))]
    if cost.month_before is not None and cost.month_before.value is not None and found.before is not None:
        said.insert(0, _before(found.before, f"{decimal(cost.month_before.value, 0, language)} €", language))
    return {
        "key": "cost",
        "value": f"{decimal(cost.month.value, 0, language)} €",
        "unit": phrase("tile_month", language),
        "bounds": _bounds(cost.month, 1, 0, language),
        "strip": strip(cost.month, cost.month_before),
        "said": said,
        "grade": found.grade,
        "facts": [*_facts(found, language), ("source_count", phrase("source_price", language))],
        "drills": False,
    }


def _none(key: str, found: Results, language: Language) -> dict[str, Any]:
    """Return a tile without a figure, and why."""
    hidden = found.now is not None and found.now.figures.suppressed is not None
    none = phrase("tile_hidden", language, k=found.smallest_group) if hidden else ""
    return {"key": key, "value": "", "none": none}


def _before(before: Period, value: str, language: Language) -> str:
    return "┆ " + phrase("tile_before", language, weeks=before.weeks, value=value)


def _bounds(band: Band, factor: float, digits: int, language: Language) -> str:
    if band.low is None or band.high is None:
        return ""
    return f"[{decimal(factor * band.low, digits, language)}–{decimal(factor * band.high, digits, language)}]"


def _share(per_hundred: float, language: Language) -> str:
    digits = 0 if per_hundred == int(per_hundred) else 1
    return decimal(per_hundred, digits, language) + ("\u202f%" if language == "de" else "%")


def _facts(found: Results, language: Language, *, weekly: bool = False) -> list[tuple[str, str]]:
    """Return what stands behind a measured figure."""
    if found.now is None or found.now.figures.due_stops is None:
        return []
    figures = found.now.figures
    due, tours = (decimal(count or 0, 0, language) for count in (figures.due_stops, figures.tours))
    return [
        ("source", phrase("source_diagnosis", language, number=found.diagnosis_number)),
        ("source_days", decimal(figures.days or 0, 0, language)),
        ("source_count", phrase("source_stops", language, due=due, tours=tours)),
        ("source_interval", phrase("source_by_weeks" if weekly else "source_by_days", language)),
        ("source_judge", phrase("source_no_judge", language)),
    ]


def _cause_facts(found: Results, language: Language) -> list[tuple[str, str]]:
    if found.causes is None:
        return []
    late, due = (decimal(count, 0, language) for count in (found.causes.late_stops, found.causes.due_stops))
    return [
        ("source", phrase("source_causes", language, number=found.diagnosis_number)),
        ("source_days", decimal(found.causes.days, 0, language)),
        ("source_count", phrase("tile_late_of", language, late=late, due=due)),
        ("source_interval", phrase("source_by_days", language)),
    ]


def _replay_facts(found: Results, language: Language) -> list[tuple[str, str]]:
    if found.replay is None:
        return []
    return [
        ("source", phrase("source_replay", language, number=found.replay_number)),
        ("source_days", decimal(found.replay.days, 0, language)),
        (
            "source_count",
            phrase("tile_of_due", language, due=decimal(found.replay.stops, 0, language), days=found.replay.days),
        ),
        ("source_interval", phrase("source_by_days", language)),
        ("source_judge", phrase("source_judge_own", language)),
    ]


def _trend_said(shown: list[WeekFigures], language: Language) -> str:
    if not shown:
        return ""
    last = shown[-1].rate
    return phrase(
        "trend_said",
        language,
        count=len(shown),
        value=per_cent(last.value, language),
        bounds=_bounds(last, 100, 1, language),
    )


def _week_text(week: WeekFigures, smallest: int, language: Language) -> str:
    """Return a week in words."""
    number = week.monday.isocalendar().week
    if week.suppressed is not None:
        key = "trend_week_hidden" if week.suppressed == "too_few_tours" else "trend_week_protects"
        return phrase(key, language, week=number, k=smallest)
    return phrase(
        "trend_week",
        language,
        week=number,
        value=per_cent(week.rate.value, language),
        bounds=_bounds(week.rate, 100, 1, language),
        late=decimal(week.late_stops or 0, 0, language),
        due=decimal(week.due_stops or 0, 0, language),
    )


def _last(marks: Any, language: Language) -> dict[str, Any] | None:
    """Return what stands at the end of the line, above or below it."""
    last = next((mark for mark in reversed(marks) if mark.y is not None), None)
    if last is None:
        return None
    rate = last.figures.rate
    text = phrase("trend_last", language, value=per_cent(rate.value, language), bounds=_bounds(rate, 100, 1, language))
    near = [mark for mark in marks if mark.y is not None][-_UNDER_LABEL:]
    below = max(mark.bottom or mark.y for mark in near) + _LABEL_PX
    above = min(mark.top or mark.y for mark in near) - _LABEL_PX / 2
    return {"text": text, "y": below if below < HEIGHT_PX else max(above, 0)}
