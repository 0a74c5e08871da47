"""The diagnosis as one HTML page: a single file that asks nobody for anything, on a phone, on paper."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Template
from markupsafe import Markup

from benchmarks.diagnose.diagnosis import Diagnosis, Estimate
from benchmarks.diagnose.wording import (
    bounds,
    day_text,
    key_text,
    price_text,
    reason_text,
    share,
    suppressed_text,
    word,
)
from maps.environment import environment_of
from maps.offline import STATIC
from routing.messages import Language
from routing.numbers import decimal

TEMPLATES = Path(__file__).parent / "templates"

MOST_AREAS = 12
"""Areas shown at once; the others unfold."""


class Bar(NamedTuple):
    """A bar from ``start`` to ``start + width`` with an optional whisker, all in per cent of the chart's width.

    ``kind`` is ``plan`` (what planning decides), ``other``, ``back`` (won back), ``open`` or ``total``.
    """

    label: str
    start: float
    width: float
    kind: str
    value: str
    beside: str = ""
    low: float | None = None
    high: float | None = None


class Line(NamedTuple):
    """A group's line in a table: its bar, or why it is not shown."""

    label: str
    suppressed: str
    value: str = ""
    beside: str = ""
    late: str = ""
    due: str = ""
    width: float = 0.0
    low: float | None = None
    high: float | None = None
    key: str = ""


def page(diagnosis: Diagnosis, language: Language) -> str:
    """Return the page of a diagnosis."""
    return _template(language).render(
        diagnosis=diagnosis,
        language=language,
        style=Markup(_style()),  # noqa: S704 - our own files
        tolerances=_lines(
            [(f"{minutes} min", figure) for minutes, figure in diagnosis.delay_rate.items()], diagnosis, language
        ),
        groups=list(_groups(diagnosis, language)),
        most_areas=MOST_AREAS,
        fall=None if diagnosis.waterfall is None else waterfall_bars(diagnosis.waterfall["parts_min"], language),
        shares=None if diagnosis.shares is None else share_bars(diagnosis.shares, language),
    )


def waterfall_bars(parts_min: Mapping[str, Estimate], language: Language) -> list[Bar]:
    """Return the minutes of each part as a chain of bars with their intervals, the sum last."""
    return _bars(
        parts_min,
        kinds={"born_late": "plan"},
        written=lambda minutes: _minutes(minutes, language),
        beside=lambda part: bounds(part, language, scale=1, digits=0),
        language=language,
    )


def share_bars(shares: Mapping[str, Estimate], language: Language) -> list[Bar]:
    """Return the shares as a chain of bars with their intervals, the sum last; none where nothing was late."""
    return _bars(
        {"leaving" if name == "departure" else name: part for name, part in shares.items()},
        kinds={"plan": "plan", "unexplained": "open", "even_so": "open"},
        written=lambda value: share(value, language),
        beside=lambda part: bounds(part, language),
        language=language,
    )


def _bars(
    parts: Mapping[str, Estimate],
    *,
    kinds: Mapping[str, str],
    written: Callable[[float], str],
    beside: Callable[[Estimate], str],
    language: Language,
) -> list[Bar]:
    """Return a bar per part, each beginning where the one before ends, and the sum."""
    known = {name: part for name, part in parts.items() if part["value"] is not None}
    if not known:
        return []
    chain = list(_chain([(part["value"] or 0.0, part["low"], part["high"]) for part in known.values()]))
    scale = _Scale.of([edge for step in chain for edge in step if edge is not None])
    bars = [
        Bar(
            word(name, language),
            scale.at(min(left, right)),
            scale.width(left, right),
            "back" if right < left else kinds.get(name, "other"),
            written(part["value"] or 0.0),
            beside(part),
            None if low is None else scale.at(low),
            None if high is None else scale.at(high),
        )
        for (name, part), (left, right, low, high) in zip(known.items(), chain, strict=True)
    ]
    end = chain[-1][1]
    return [*bars, Bar(word("total", language), scale.at(min(0.0, end)), scale.width(0, end), "total", written(end))]


class _Scale(NamedTuple):
    """From values to per cent of a chart's width; 0 always lies within."""

    least: float
    most: float

    @classmethod
    def of(cls, edges: Sequence[float]) -> "_Scale":
        least, most = min([0.0, *edges]), max([0.0, *edges])
        return cls(least, most if most > least else least + 1)

    def at(self, value: float) -> float:
        return round(100 * (value - self.least) / (self.most - self.least), 2)

    def width(self, left: float, right: float) -> float:
        return round(abs(self.at(right) - self.at(left)), 2)


def _chain(
    values: Sequence[tuple[float, float | None, float | None]],
) -> Iterator[tuple[float, float, float | None, float | None]]:
    """Yield where each value begins and ends when laid end to end, with its bounds shifted to there."""
    now = 0.0
    for value, low, high in values:
        yield now, now + value, None if low is None else now + low, None if high is None else now + high
        now += value


def _groups(diagnosis: Diagnosis, language: Language) -> Iterator[tuple[str, list[Line]]]:
    """Yield each dimension with more than one group; areas with most late stops first."""
    for name, figures in diagnosis.by.items():
        if len(figures) > 1:
            shown = figures if name != "area" else sorted(figures, key=lambda each: -(each["late_stops"] or -1))
            named = [(_label(name, figure["key"], diagnosis, language), figure) for figure in shown]
            lines = _lines(named, diagnosis, language)
            yield name, [line._replace(key=figure["key"]) for line, (_, figure) in zip(lines, named, strict=True)]


def _label(name: str, key: str, diagnosis: Diagnosis, language: Language) -> str:
    """Return a group's key in words; an area by the street with most of its stops."""
    return diagnosis.area_names.get(key, key) if name == "area" else key_text(name, key, language)


def _lines(named: Sequence[tuple[str, Mapping[str, Any]]], diagnosis: Diagnosis, language: Language) -> list[Line]:
    """Return a line per figure, bars on one scale."""
    tops = [figure["high"] or figure["value"] or 0.0 for _, figure in named]
    scale = _Scale.of(tops)
    return [_line(label, figure, scale, diagnosis.smallest_group, language) for label, figure in named]


def _line(label: str, figure: Mapping[str, Any], scale: _Scale, smallest: int, language: Language) -> Line:
    if figure["suppressed"] is not None:
        return Line(label, suppressed_text(figure["suppressed"], smallest, language))
    if figure["value"] is None:
        return Line(label, word("none", language))
    low, high = (None if figure[end] is None else scale.at(figure[end]) for end in ("low", "high"))
    return Line(
        label,
        "",
        share(figure["value"], language),
        bounds(figure, language),
        decimal(figure["late_stops"], 0, language),
        decimal(figure["due_stops"], 0, language),
        scale.at(figure["value"]),
        low,
        high,
    )


def _minutes(value: float, language: Language) -> str:
    return decimal(value, 0, language).replace("-", "−")


def _style() -> str:
    return "\n".join(path.read_text("utf-8") for path in (STATIC / "tokens.css", TEMPLATES / "diagnose.css"))


@cache
def _template(language: Language) -> Template:
    environment = environment_of(TEMPLATES)
    environment.globals["word"] = partial(word, language=language)
    environment.filters["reason"] = partial(reason_text, language=language)
    environment.filters["share"] = partial(share, language=language)
    environment.filters["bounds"] = partial(bounds, language=language)
    environment.filters["whole"] = lambda number: decimal(number, 0, language).replace("-", "−")
    environment.filters["tenth"] = lambda number: decimal(number, 1, language).replace("-", "−")
    environment.filters["minute_bounds"] = partial(bounds, language=language, scale=1, digits=0)
    environment.filters["day"] = partial(day_text, language=language)
    environment.filters["price"] = partial(price_text, language=language)
    environment.filters["suppressed"] = partial(suppressed_text, language=language)
    environment.filters["sentence"] = lambda reason: reason.text(language)
    return environment.get_template("diagnose.html")
