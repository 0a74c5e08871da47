"""The diagnosis as one HTML page: a single file that asks nobody for anything, on a phone, on paper."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from benchmarks.diagnose.diagnosis import Diagnosis
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


def waterfall_bars(parts_min: Mapping[str, float], language: Language) -> list[Bar]:
    """Return the minutes of each part as a chain of bars, the sum last."""
    kinds = {"born_late": "plan", "deviation": "other"}
    values = [(name, value, None, None) for name, value in parts_min.items()]
    chain = list(_chain(values))
    scale = _Scale.of([edge for left, right, *_ in chain for edge in (left, right)])
    bars = [
        Bar(
            word(name, language),
            scale.at(min(left, right)),
            scale.width(left, right),
            "back" if right < left else kinds.get(name, "other"),
            _minutes(right - left, language),
        )
        for (name, *_), (left, right, *_) in zip(values, chain, strict=True)
    ]
    end = chain[-1][1] if chain else 0.0
    total = _minutes(end, language)
    return [*bars, Bar(word("total", language), scale.at(min(0, end)), scale.width(0, end), "total", total)]


def share_bars(shares: Mapping[str, Mapping[str, float | None]], language: Language) -> list[Bar]:
    """Return the shares as a chain of bars with their intervals, the sum last; none where nothing was late."""
    known = [
        (name, part["value"], part["low"], part["high"]) for name, part in shares.items() if part["value"] is not None
    ]
    if not known:
        return []
    chain = list(_chain(known))
    scale = _Scale.of([edge for step in chain for edge in step if edge is not None])
    bars = [
        Bar(
            word("leaving" if name == "departure" else name, language),
            scale.at(min(left, right)),
            scale.width(left, right),
            _kind(name, right < left),
            share(value, language),
            bounds(shares[name], language),
            None if low is None else scale.at(low),
            None if high is None else scale.at(high),
        )
        for (name, value, *_), (left, right, low, high) in zip(known, chain, strict=True)
    ]
    end = chain[-1][1]
    return [*bars, Bar(word("total", language), scale.at(0), scale.width(0, end), "total", share(end, language))]


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
    values: Sequence[tuple[str, Any, float | None, float | None]],
) -> Iterator[tuple[float, float, float | None, float | None]]:
    """Yield where each value begins and ends when laid end to end, with its bounds shifted to there."""
    now = 0.0
    for _, value, low, high in values:
        yield now, now + value, None if low is None else now + low, None if high is None else now + high
        now += value


def _kind(name: str, back: bool) -> str:
    if back:
        return "back"
    return {"plan": "plan", "unexplained": "open", "even_so": "open"}.get(name, "other")


def _groups(diagnosis: Diagnosis, language: Language) -> Iterator[tuple[str, list[Line]]]:
    """Yield each dimension with more than one group; areas with most late stops first."""
    for name, figures in diagnosis.by.items():
        if len(figures) > 1:
            shown = figures if name != "area" else sorted(figures, key=lambda each: -(each["late_stops"] or -1))
            named = [(_label(name, figure["key"], diagnosis, language), figure) for figure in shown]
            yield name, _lines(named, diagnosis, language)


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
    return Line(
        label,
        "",
        share(figure["value"], language),
        bounds(figure, language),
        decimal(figure["late_stops"], 0, language),
        decimal(figure["due_stops"], 0, language),
        scale.at(figure["value"]),
        scale.at(figure["low"]),
        scale.at(figure["high"]),
    )


def _minutes(value: float, language: Language) -> str:
    return decimal(value, 0, language).replace("-", "−")


def _style() -> str:
    return "\n".join(path.read_text("utf-8") for path in (STATIC / "tokens.css", TEMPLATES / "diagnose.css"))


@cache
def _template(language: Language) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
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
