"""Time rules such as ``Mo-Fr 07:00-09:00,16:00-18:00; Sa 08:00-12:00; PH off``.

Grammar: the part of the OpenStreetMap wiki page *Key:opening hours* that
conditional restrictions use. What is read:

- clock spans, also over midnight (``22:00-06:00``) and up to 48:00; ``24/7``; an end of 23:59 means midnight;
- weekdays and ranges of them; ``PH``; ``SH`` (school holidays: known to nobody here, so it names no day);
- months and days of the year, also over its end (``Nov-Mar``, ``Mar 15-Sep 15``), also with years;
- ``off`` or ``closed``, which takes its days or spans away again.

Rules after a semicolon replace those before on the days they name, unless
they name the very same days: then they add to them, as everybody means who
writes ``Mo-Fr 07:00-09:00; Mo-Fr 16:00-18:00``. Rules after a comma add.
A span belongs to the day it begins on. Sunrise, Easter, weeks, single
weekdays of a month and open ends are refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import timedelta
from functools import lru_cache

from routing.holidays import public_holidays

DAY_S = 86_400
Span = tuple[int, int]
"""Seconds of the clock from 00:00 of the day a span begins on; the end may lie on the next day."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAY = {name[:size]: row for row, name in enumerate(_WEEKDAYS) for size in (2, 3, len(name))}
_MONTH = {name[:size]: row + 1 for row, name in enumerate(_MONTHS) for size in (3, len(name))}
_OFF = frozenset(["off", "closed"])
_SUN = re.compile(r"sunrise|sunset|dawn|dusk")
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<span>\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2})(?!\d|\s*\+)
      | (?P<always>24\s*/\s*7|24\s*h(?:ours|rs)?\b|00?-24\b)
      | (?P<year>\d{4})(?!\d)
      | (?P<number>\d{1,2})(?![\d:.])
      | (?P<word>[a-z]+)
      | (?P<mark>[-,;:])
    )\s*""",
    re.VERBOSE,
)


class NotUnderstood(Exception):  # noqa: N818 - not an error: the reason why a condition is left aside
    """Carries the reason: ``sun`` or ``time_rule``."""


@dataclass(frozen=True)
class Dates:
    """Days of the year from ``first`` to ``last``, both (year or 0, month, day); without years, of every year."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]

    def has(self, day: Date) -> bool:
        """Tell whether a day lies in it."""
        if self.first[0]:
            return self.first <= (day.year, day.month, day.day) <= self.last
        first, last, asked = self.first[1:], self.last[1:], (day.month, day.day)
        return first <= asked <= last if first <= last else asked >= first or asked <= last


@dataclass(frozen=True)
class DayRule:
    """Spans of the days it names; without ``dates`` of all the year, without ``weekdays`` and ``holidays`` of all days.

    ``off`` takes the spans away instead; ``adds`` leaves what earlier rules say of these days.
    """

    dates: tuple[Dates, ...] = ()
    weekdays: frozenset[int] = frozenset()
    holidays: bool = False
    school: bool = False
    spans: tuple[Span, ...] = ((0, DAY_S),)
    off: bool = False
    adds: bool = False

    @property
    def days(self) -> tuple[object, ...]:
        """What tells which days it names."""
        return frozenset(self.dates), self.weekdays, self.holidays, self.school

    def names(self, day: Date, state: str | None) -> bool:
        """Tell whether the rule speaks of a day."""
        if self.dates and not any(dates.has(day) for dates in self.dates):
            return False
        if not (self.weekdays or self.holidays or self.school):
            return True
        return day.weekday() in self.weekdays or (self.holidays and day in public_holidays(day.year, state))


@dataclass(frozen=True)
class TimeRule:
    """A whole time rule."""

    rules: tuple[DayRule, ...]

    @property
    def asks_school(self) -> bool:
        """Whether it names school holidays."""
        return any(rule.school for rule in self.rules)

    def spans(self, day: Date, state: str | None = None) -> tuple[Span, ...]:
        """Return the spans that begin on a day."""
        return _spans(self.rules, day, state)

    def holds(self, day: Date, clock_s: int, state: str | None = None) -> bool:
        """Tell whether it holds at a second of a day; spans of the day before may reach into it."""
        today = any(begin <= clock_s < end for begin, end in self.spans(day, state))
        later_s = clock_s + DAY_S
        return today or any(begin <= later_s < end for begin, end in self.spans(day - timedelta(days=1), state))

    def borders(self, day: Date, state: str | None = None) -> set[int]:
        """Return the clock seconds of a day at which it may begin or cease to hold."""
        yesterday = self.spans(day - timedelta(days=1), state)
        before = {second - DAY_S for span in yesterday for second in span if second >= DAY_S}
        return before | {second for span in self.spans(day, state) for second in span if second < DAY_S}


@lru_cache(maxsize=65_536)
def _spans(rules: tuple[DayRule, ...], day: Date, state: str | None) -> tuple[Span, ...]:
    """Return the spans that rules leave of a day."""
    found: list[Span] = []
    for rule in rules:
        if not rule.names(day, state):
            continue
        if rule.off:
            found = [piece for span in found for piece in _cut(span, rule.spans)]
        else:
            found = [*(found if rule.adds else ()), *rule.spans]
    return tuple(found)


def _cut(span: Span, taken: Sequence[Span]) -> list[Span]:
    """Return what is left of a span; a whole day taken away takes all that begins on it."""
    pieces = [span]
    for begin, end in taken:
        if (begin, end) == (0, DAY_S):
            return []
        pieces = [(a, b) for low, high in pieces for a, b in ((low, min(high, begin)), (max(low, end), high)) if a < b]
    return pieces


@dataclass
class _Draft:
    """A rule while it is read."""

    dates: list[Dates] = field(default_factory=list)
    weekdays: set[int] = field(default_factory=set)
    holidays: bool = False
    school: bool = False
    spans: list[Span] = field(default_factory=list)
    off: bool = False
    after_comma: bool = False

    @property
    def names_days(self) -> bool:
        """Whether it says of which days it speaks."""
        return bool(self.dates or self.weekdays or self.holidays or self.school)

    def rule(self, earlier: Sequence[DayRule]) -> DayRule:
        """Return the finished rule."""
        spans = tuple(self.spans) or ((0, DAY_S),)
        new = DayRule(tuple(self.dates), frozenset(self.weekdays), self.holidays, self.school, spans, self.off)
        adds = self.after_comma or any(rule.days == new.days and not rule.off for rule in earlier)
        return DayRule(new.dates, new.weekdays, new.holidays, new.school, new.spans, new.off, adds)


class _Reader:
    """Reads the tokens of a time rule."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._rules: list[DayRule] = []
        self._draft = _Draft()
        self._comma = False

    def read(self) -> tuple[DayRule, ...]:
        """Return the rules."""
        while self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == "mark":
                self._mark(text)
            elif kind == "span":
                self._draft.spans.append(_span(text))
                self._at += 1
            elif kind == "always":
                self._draft.spans.append((0, DAY_S))
                self._at += 1
            elif kind == "word" and text in _OFF:
                self._draft.off = True
                self._at += 1
            else:
                self._days()
            self._comma = (kind, text) == ("mark", ",")
        self._finish(comma=False)
        if not self._rules:
            raise NotUnderstood("time_rule")
        return tuple(self._rules)

    def _mark(self, mark: str) -> None:
        """Read a mark between tokens."""
        draft, self._at = self._draft, self._at + 1
        if mark == ";":
            self._finish(comma=False)
        elif mark == "-" or (mark == ":" and not draft.names_days):
            raise NotUnderstood("time_rule")

    def _finish(self, *, comma: bool) -> None:
        """End the rule that is being read."""
        if self._draft.names_days or self._draft.spans or self._draft.off:
            self._rules.append(self._draft.rule(self._rules))
        self._draft = _Draft(after_comma=comma)

    def _days(self) -> None:
        """Read a weekday, a kind of holiday or dates; a new rule begins where days follow spans."""
        if self._draft.spans or self._draft.off:
            if not self._comma:
                raise NotUnderstood("time_rule")
            self._finish(comma=True)
        kind, text = self._tokens[self._at]
        if text in ("ph", "sh"):
            self._draft.holidays |= text == "ph"
            self._draft.school |= text == "sh"
            self._at += 1
            if self._word() in _WEEKDAY:  # a holiday on certain weekdays
                raise NotUnderstood("time_rule")
        elif text in _WEEKDAY:
            self._weekdays()
        elif kind == "year" or text in _MONTH:
            self._draft.dates.append(self._dates())
        else:
            raise NotUnderstood("time_rule")

    def _weekdays(self) -> None:
        """Read a weekday or a range of them."""
        first = _WEEKDAY[self._take()]
        last = first
        if self._peek() == "-":
            self._take()
            last = _known(_WEEKDAY, self._take())
        self._draft.weekdays |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}

    def _dates(self) -> Dates:
        """Read a month, a day of the year, a year or a range of them."""
        first = self._date(0, 0)
        last = first
        if self._peek() == "-":
            self._take()
            last = self._date(first[0], first[1])
        if (first[0] == 0) != (last[0] == 0) or (first[0] and _end(last) < _begin(first)):
            raise NotUnderstood("time_rule")
        return Dates(_begin(first), _end(last))

    def _date(self, year: int, month: int) -> tuple[int, int, int]:
        """Read ``[year] [month] [day]``; what is missing is taken over, 0 where there is nothing."""
        day, given = 0, False
        if self._kind() == "year":
            year, month, given = int(self._take()), 0, True
        if self._word() in _MONTH:
            month, given = _MONTH[self._take()], True
        if self._kind() == "number" and month:
            day, given = int(self._take()), True
        if not given or not 0 <= day <= (31 if month else 0):
            raise NotUnderstood("time_rule")
        return year, month, day

    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _word(self) -> str:
        return self._peek() if self._kind() == "word" else ""

    def _take(self) -> str:
        if self._at >= len(self._tokens):
            raise NotUnderstood("time_rule")
        self._at += 1
        return self._tokens[self._at - 1][1]


def _begin(day: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return the first day of what may be a whole month or year."""
    return day[0], day[1] or 1, day[2] or 1


def _end(day: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return the last day of what may be a whole month or year."""
    return day[0], day[1] or 12, day[2] or 31


def _known(words: dict[str, int], word: str) -> int:
    """Return what a word stands for."""
    if word not in words:
        raise NotUnderstood("time_rule")
    return words[word]


def _span(text: str) -> Span:
    """Return the span ``HH:MM-HH:MM`` stands for."""
    (h1, m1), (h2, m2) = ((int(part) for part in clock.split(":")) for clock in text.replace(" ", "").split("-"))
    begin, end = h1 * 3600 + m1 * 60, h2 * 3600 + m2 * 60
    if max(m1, m2) >= 60 or begin >= DAY_S or end > 2 * DAY_S:  # noqa: PLR2004 - minutes of an hour
        raise NotUnderstood("time_rule")
    if (h2, m2) == (23, 59):
        end += 60
    return begin, end if end > begin else end + DAY_S


@lru_cache(maxsize=4096)
def read_time_rule(text: str) -> TimeRule:
    """Read a time rule; upper and lower case and spaces don't matter.

    Raises
    ------
    NotUnderstood
        With the reason ``sun`` or ``time_rule``.
    """
    plain = re.sub("[‐-―−]", "-", text.lower()).strip()
    if _SUN.search(plain):
        raise NotUnderstood("sun")
    tokens = []
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if not found or found.end() == at:
            raise NotUnderstood("time_rule")
        kind = str(found.lastgroup)
        tokens.append((kind, found[kind]))
        at = found.end()
    return TimeRule(_Reader(tokens).read())
