"""The replay's report: one HTML page that asks nobody for anything and answers a sceptic in order."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pandas as pd
from jinja2 import Template
from markupsafe import Markup

from benchmarks.charts import DayPoint, Scale, axis_strip, day_chart, interval_strip, round_ticks
from benchmarks.reasons import counted_reason
from benchmarks.replay.wording import (
    bounds_text,
    change_text,
    claims,
    gated,
    judge_text,
    measure_text,
    reason_of,
    rule_text,
    verdict,
    word,
)
from maps import Headline, Rate
from maps.environment import environment_of
from maps.offline import STATIC
from routing.messages import Language
from routing.numbers import decimal, per_cent

TEMPLATES = Path(__file__).parent / "templates"
PLANS = ("manual", "optimised", "as_driven", "nearest_neighbour", "random_order")


class PlanLine(NamedTuple):
    """One plan's figures as they are read; ``rate`` is empty where they may not be shown."""

    name: str
    rate: str
    bounds: str
    of: str
    late: str
    minutes: str
    km: str


class JudgeLine(NamedTuple):
    """One judge's line in the chart."""

    name: str
    kind: str
    tag: str
    strip: Markup
    value: str
    bounds: str


def report_page(result: Mapping[str, Any], days: pd.DataFrame, language: Language = "de") -> str:
    """Return the page of a replay.

    Parameters
    ----------
    result
        replay.json, see :func:`benchmarks.replay.documents.document`.
    days
        A row a day: date, due_stops, manual_late, optimised_late, manual_km, optimised_km.
    """
    judges, axis = judge_lines(result, language)
    return _template(language).render(
        result=result,
        grade=grade_of(result),
        verdict=verdict(result, language),
        claims=claims(result),
        gated=gated(result),
        plans={name: line for name in PLANS if (line := plan_line(result, name, language)) is not None},
        judges=judges,
        axis=axis,
        rules=[_rule(rule, language) for rule in result["calibration"]["rules"]],
        chart=days_of(result, days, language),
        chart_title=days_title(result, days, language),
        days=days.to_dict("records"),
        km_change=km_change(result, language),
        excluded=excluded_lines(result, language),
        style=Markup(_style()),  # noqa: S704 - our own files
        language=language,
    )


def headline_of(result: Mapping[str, Any], language: Language = "de") -> Headline:
    """Return what a delay map says above its places."""
    band = result["reduction"]
    claimed = claims(result)
    return Headline(
        manual=_rate(result["manual"], bounds=claimed or gated(result)),
        optimised=_rate(result["optimised"], bounds=claimed),
        days=result["days"],
        grade=grade_of(result),
        reduction=(band["value"], band["low"], band["high"]) if claimed else None,
        reason=None if claimed else reason_of(result, language),
        refused=gated(result),
    )


def grade_of(result: Mapping[str, Any]) -> Literal["simulated", "replayed"]:
    """Return the grade as its badge is called."""
    return "simulated" if result["grade"] == "simulated history" else "replayed"


def plan_line(result: Mapping[str, Any], name: str, language: Language) -> PlanLine | None:
    """Return a plan's figures in words; without numbers where the gate forbids them, ``None`` if there are none."""
    figures = result.get(name) or result.get("baselines", {}).get(name)
    if figures is None:
        return None
    if gated(result) and name != "manual":
        return PlanLine(word(name, language), "", "", "", "", "", "")
    low, high = figures.get("delay_rate_low"), figures.get("delay_rate_high")
    given = low is not None and high is not None and (claims(result) or gated(result))
    late, due = (decimal(figures[count], 0, language) for count in ("late_stops", "due_stops"))
    return PlanLine(
        name=word(name, language),
        rate=per_cent(figures["delay_rate"], language),
        bounds=f"[{decimal(100 * low, 1, language)}–{decimal(100 * high, 1, language)}]" if given else "",
        of=word("late_of", language, late=late, due=due),
        late=f"{late} / {due}",
        minutes=word("minutes_sum", language, minutes=decimal(figures["lateness_min"], 0, language)),
        km=f"{decimal(figures['distance_km'], 0, language)} km",
    )


def judge_lines(result: Mapping[str, Any], language: Language) -> tuple[list[JudgeLine], Markup]:
    """Return a line a judge and the axis below them; nothing where nothing may be claimed."""
    judges = [judge for judge in result["judges"] if (judge["reduction"] or {}).get("value") is not None]
    if not claims(result) or not judges:
        return [], Markup("")
    ends = [-100 * judge["reduction"][end] for judge in judges for end in ("low", "high")]
    ticks = round_ticks(min(0.0, *ends), max(0.0, *ends))
    scale = Scale(ticks[0], ticks[-1], 4, 96)
    write = partial(_percent_tick, language=language)
    return [_judge(judge, result["worst_judge"], scale, language) for judge in judges], axis_strip(scale, ticks, write)


def excluded_lines(result: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return what was left out, with its reason in words; failed days are named one by one elsewhere."""
    named = {"day_failed"} if result.get("failed_days") else set()
    return [
        item | {"reason": counted_reason(item["reason"], language)}
        for item in result.get("excluded", [])
        if item["reason"] not in named
    ]


def days_of(result: Mapping[str, Any], days: pd.DataFrame, language: Language) -> Markup:
    """Return the chart of late stops a day."""
    points = _points(result, days, language)
    title = days_title(result, days, language)
    return day_chart(points, title=title, write=lambda tick: decimal(tick, 0 if tick.is_integer() else 1, language))


def days_title(result: Mapping[str, Any], days: pd.DataFrame, language: Language) -> str:
    """Return what the chart of days shows, in a sentence."""
    points = _points(result, days, language)
    better = sum(point.after is not None and point.after < point.before for point in points)
    return word(
        "by_day_only" if gated(result) else "by_day_title",
        language,
        days=decimal(len(points), 0, language),
        better=decimal(better, 0, language),
    )


def km_change(result: Mapping[str, Any], language: Language) -> str:
    """Return how much farther the new plans drive, empty where it can't be said."""
    manual = result["manual"]["distance_km"]
    if gated(result) or not manual:
        return ""
    return change_text(1 - result["optimised"]["distance_km"] / manual, language, 1)


def _judge(judge: Mapping[str, Any], worst: str | None, scale: Scale, language: Language) -> JudgeLine:
    """Return one judge's line."""
    band, name = judge["reduction"], judge_text(judge["name"], language)
    kinds = {"shared": judge["shares_weeks"], "headline": judge.get("headline", False), "worst": judge["name"] == worst}
    held = [kind for kind, holds in kinds.items() if holds]
    tag = ", ".join(word(f"tag_{kind}", language) for kind in held)
    value, bounds = change_text(band["value"], language), bounds_text(band["low"], band["high"], language)
    low, dot, high = (-100 * band[end] for end in ("high", "value", "low"))
    kind = held[0] if held else "other"
    strip = interval_strip(scale, low, dot, high, kind=kind, title=f"{name}: {value} {bounds}")
    return JudgeLine(name, kind, tag, strip, value, bounds)


def _rule(rule: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return a rule of the gate in words."""
    name = rule["name"]
    return {
        "name": rule_text(name, language),
        "value": measure_text(name, rule["value"], language),
        "limit": measure_text(name, rule["limit"], language),
        "passed": rule["passed"],
    }


def _points(result: Mapping[str, Any], days: pd.DataFrame, language: Language) -> list[DayPoint]:
    """Return a point a day."""
    return [_day(row, language, hidden=gated(result)) for row in days.to_dict("records")]


def _day(row: Mapping[Any, Any], language: Language, *, hidden: bool) -> DayPoint:
    """Return a day's point; its title says it in words."""
    manual, optimised = (decimal(row[f"{plan}_late"], 1, language) for plan in ("manual", "optimised"))
    date = _date(str(row["date"]), language)
    title = f"{date}: {word('manual', language)} {manual}"
    if not hidden:
        title += f", {word('optimised', language)} {optimised}"
    after = None if hidden else float(row["optimised_late"])
    return DayPoint(date[:6] if language == "de" else date[5:], float(row["manual_late"]), after, title)


def _date(iso: str, language: Language) -> str:
    """Return a date as 21.11.2026 in German and as it stands in English."""
    year, month, day = iso[:10].split("-")
    return f"{day}.{month}.{year}" if language == "de" else iso[:10]


def _rate(figures: Mapping[str, Any], *, bounds: bool) -> Rate:
    """Return a plan's delay rate for a map."""
    low, high = (figures.get(f"delay_rate_{end}") if bounds else None for end in ("low", "high"))
    return Rate(figures["delay_rate"], figures["late_stops"], figures["due_stops"], low, high)


def _percent_tick(tick: float, language: Language) -> str:
    """Return a change on the axis."""
    return change_text(-tick / 100, language)


@cache
def _style() -> str:
    """Return the page's style."""
    return "\n".join(path.read_text("utf-8") for path in (STATIC / "tokens.css", TEMPLATES / "report.css"))


@cache
def _template(language: Language) -> Template:
    """Return the page's template with the words and formats of a language."""
    environment = environment_of(TEMPLATES)
    environment.globals["word"] = partial(word, language=language)
    environment.globals["bounds"] = partial(bounds_text, language=language)
    environment.filters["whole"] = lambda number: decimal(number, 0, language)
    environment.filters["tenth"] = lambda number: decimal(number, 1, language)
    environment.filters["per_cent"] = partial(per_cent, language=language)
    environment.filters["change"] = partial(change_text, language=language)
    environment.filters["date"] = partial(_date, language=language)
    return environment.get_template("report.html")
