"""What a cell may hold: parsers from text, each with the finding it gives.

A parser raises ``PydanticCustomError`` whose type is the code of the finding
and whose ``detail`` names the way out; :func:`findings_of` turns it into a
Finding. So the row models stay the one definition of what enters.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, LiteralString, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from data.clock import ClockTime, clock_time
from data.imports.federal_states import STATES, state_code
from routing.clock import FIRST_DAY, LAST_DAY
from routing.errors import Finding
from routing.model import BreakRule

_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_GERMAN = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_ENGLISH = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[+-]?[0-9]{1,3}(?:,[0-9]{3}){2,}")
_ONE_GROUP = re.compile(r"[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_KINDS = ("depot_start", "stop", "depot_end")
_ORDER_KINDS = {
    "delivery": ("delivery", "lieferung", "zustellung", "anlieferung", "liefern", "l", "d"),
    "pickup": ("pickup", "pick-up", "abholung", "abholen", "retoure", "leergut", "a", "p"),
}
_BREAK_RULES = {
    "none": ("none", "keine", "ohne", "nein"),
    "arbzg": ("arbzg", "arbeitszeitgesetz"),
    "eu561": ("eu561", "eu 561", "561/2006", "vo 561/2006", "vo (eg) 561/2006", "fpersv", "lenkzeiten"),
}
_STATUSES = ("delivered", "failed", "skipped", "cancelled")
_TRUE = frozenset({"1", "true", "wahr", "ja", "yes", "y", "j", "x"})
_FALSE = frozenset({"0", "false", "falsch", "nein", "no", "n"})

DECIMAL_MARK = "decimal_mark"
"""Key of the validation context."""

MOST = Decimal(10**9)
"""No amount in a table may be larger."""


def _wrong(code: LiteralString, detail: str = "") -> PydanticCustomError:
    """Return the error that becomes a finding of this code."""
    return PydanticCustomError(code, code, {"detail": detail})


def number(value: object, info: ValidationInfo) -> Decimal:
    """Read a number with decimal point or comma.

    ``1.250`` alone may be a bit more than one or more than a thousand; the
    mark that the file's coordinates have decides, else it is refused.
    """
    text = _compact(value)
    group = _ONE_GROUP.fullmatch(text)
    if group and isinstance(value, str):
        mark = (info.context or {}).get(DECIMAL_MARK)
        if mark is None:
            raise _wrong("number_ambiguous")
        text = text if group[1] == mark else text.replace(group[1], "")
    return _decimal(text)


def _compact(value: object) -> str:
    return str(value).replace(" ", "")


def _decimal(text: str) -> Decimal:
    """Read a number whose lone separator is the decimal one."""
    if _GERMAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        text = text.replace(",", "")
    elif not (_PLAIN.fullmatch(text) or _SCIENTIFIC.fullmatch(text)):
        raise _wrong("number_unreadable")
    parsed = Decimal(text.replace(",", "."))
    if abs(parsed) > MOST:
        raise _wrong("number_too_large", str(MOST))
    return parsed


def amount(value: object, info: ValidationInfo) -> Decimal:
    """Read a number that can't be negative."""
    parsed = number(value, info)
    if parsed < 0:
        raise _wrong("number_negative")
    return parsed


def count(value: object, info: ValidationInfo) -> int:
    """Read a whole number that can't be negative."""
    parsed = amount(value, info)
    if parsed != parsed.to_integral_value():
        raise _wrong("number_not_whole")
    return int(parsed)


def _degrees(value: object, limit: int) -> float:
    parsed = _decimal(_compact(value))
    if abs(parsed) > limit:
        raise _wrong("coordinate_range", f"-{limit} … {limit}")
    return float(parsed)


def latitude(value: object) -> float:
    """Read degrees of latitude."""
    return _degrees(value, 90)


def longitude(value: object) -> float:
    """Read degrees of longitude."""
    return _degrees(value, 180)


def priority(value: object, info: ValidationInfo) -> int:
    """Read a priority from 0 to 9."""
    parsed = count(value, info)
    if parsed > 9:  # noqa: PLR2004 - the model's own limit, in its docstring
        raise _wrong("number_too_large", "9")
    return parsed


def minutes(value: object, info: ValidationInfo) -> Decimal:
    """Read minutes, a day at most."""
    parsed = amount(value, info)
    if parsed > 24 * 60:
        raise _wrong("number_too_large", str(24 * 60))
    return parsed


def trips(value: object, info: ValidationInfo) -> int:
    """Read how often a vehicle may load, once at least."""
    parsed = count(value, info)
    if parsed < 1:
        raise _wrong("number_too_small", "1")
    return parsed


def hours(value: object, info: ValidationInfo) -> Decimal:
    """Read hours, from a quarter to two days."""
    parsed = amount(value, info)
    if parsed < Decimal("0.25"):
        raise _wrong("number_too_small", "0.25")
    if parsed > 48:  # noqa: PLR2004 - shifts end on the next day at the latest
        raise _wrong("number_too_large", "48")
    return parsed


def flag(value: object) -> bool:
    """Read yes or no."""
    text = str(value).casefold()
    if text not in _TRUE | _FALSE:
        raise _wrong("flag_unreadable", ", ".join(sorted(_TRUE | _FALSE)))
    return text in _TRUE


def words(value: object) -> frozenset[str]:
    """Read a list separated by ``|`` or ``,``; case does not matter."""
    parts = value if isinstance(value, list | tuple | set | frozenset) else re.split(r"[|,]", str(value))
    return frozenset(str(part).strip().casefold() for part in parts if str(part).strip())


def clock(value: object) -> ClockTime:
    """Read a clock time or ISO 8601."""
    parsed = value if isinstance(value, ClockTime) else clock_time(str(value))
    if parsed is None:
        raise _wrong("time_unreadable")
    return parsed


WindowTimes = tuple[ClockTime | None, ClockTime | None]


def windows(value: object) -> tuple[WindowTimes, ...]:
    """Read ``08:00-10:00|14:00-16:00``; a side left blank is open, ISO times are separated by ``/``."""
    return tuple(_window(part.strip()) for part in str(value).split("|") if part.strip())


def _window(text: str) -> WindowTimes:
    for dash in ("/", "\N{EN DASH}", "\N{EM DASH}", " - ", "-"):
        sides = [side.strip() for side in text.split(dash)]
        if len(sides) == 2:  # noqa: PLR2004 - a window has two sides
            break
    else:
        raise _wrong("window_unreadable")
    times = [clock_time(side) if side else None for side in sides]
    if not any(sides) or any(side and time is None for side, time in zip(sides, times, strict=True)):
        raise _wrong("window_unreadable")
    return times[0], times[1]


def calendar_day(value: object) -> date:
    """Read ``2026-03-31``, ``31.03.2026``, or ISO 8601 at midnight."""
    german = _GERMAN_DAY.fullmatch(str(value))
    text = f"{german[3]}-{german[2]:0>2}-{german[1]:0>2}" if german else str(value)
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong("day_unreadable") from None
    if not FIRST_DAY <= day.date() <= LAST_DAY or day.time() != datetime.min.time():
        raise _wrong("day_unreadable")
    return day.date()


def visit_kind(value: object) -> str:
    """Read what a row of a history is about; what is brought or fetched is a stop."""
    kind = str(value).casefold()
    if is_order_kind(kind):
        return "stop"
    if kind not in _KINDS:
        raise _wrong("visit_kind_unknown", ", ".join(_KINDS))
    return kind


def order_kind(value: object) -> str:
    """Read whether an order is brought or fetched."""
    return _named(value, _ORDER_KINDS, "order_kind_unknown")


def is_order_kind(value: str) -> bool:
    """Tell whether a text says that an order is brought or fetched."""
    return any(value.strip().casefold() in spellings for spellings in _ORDER_KINDS.values())


def break_rule(value: object) -> str:
    """Read which law breaks follow."""
    return _named(value, _BREAK_RULES, "break_rule_unknown")


def _named(value: object, names: Mapping[str, Sequence[str]], code: LiteralString) -> str:
    """Return the name that one of its spellings stands for."""
    told = str(value).strip().casefold()
    for name, spellings in names.items():
        if told in spellings:
            return name
    raise _wrong(code, ", ".join(names))


def federal_state(value: object) -> str:
    """Read a federal state as its code."""
    code = state_code(str(value))
    if code is None:
        raise _wrong("state_unknown", ", ".join(STATES))
    return code


def status(value: object) -> str:
    """Read how a visit ended."""
    told = str(value).casefold()
    if told not in _STATUSES:
        raise _wrong("status_unknown", ", ".join(_STATUSES))
    return told


def text(value: object) -> str:
    """Keep text as it stands."""
    return str(value)


Text = Annotated[str, BeforeValidator(text)]
Number = Annotated[Decimal, BeforeValidator(number)]
Amount = Annotated[Decimal, BeforeValidator(amount)]
Count = Annotated[int, BeforeValidator(count)]
Latitude = Annotated[float, BeforeValidator(latitude)]
Longitude = Annotated[float, BeforeValidator(longitude)]
Priority = Annotated[int, BeforeValidator(priority)]
Minutes = Annotated[Decimal, BeforeValidator(minutes)]
Flag = Annotated[bool, BeforeValidator(flag)]
Words = Annotated[frozenset[str], BeforeValidator(words)]
Clock = Annotated[ClockTime, BeforeValidator(clock)]
CalendarDay = Annotated[date, BeforeValidator(calendar_day)]
Trips = Annotated[int, BeforeValidator(trips)]
Hours = Annotated[Decimal, BeforeValidator(hours)]
OrderKind = Annotated[Literal["delivery", "pickup"], BeforeValidator(order_kind)]
LawOfBreaks = Annotated[BreakRule, BeforeValidator(break_rule)]
State = Annotated[str, BeforeValidator(federal_state)]
VisitKind = Annotated[Literal["depot_start", "stop", "depot_end"], BeforeValidator(visit_kind)]
Status = Annotated[Literal["delivered", "failed", "skipped", "cancelled"], BeforeValidator(status)]
Windows = Annotated[tuple[WindowTimes, ...], BeforeValidator(windows)]


class TableRow(BaseModel):
    """Base of the row models: immutable, no unknown columns, blank cells are absent."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_blank(cls, cells: object) -> object:
        if not isinstance(cells, dict):
            return cells
        return {name: cell for name, cell in cells.items() if cell is not None and str(cell).strip()}

    @classmethod
    def read(
        cls, cells: dict[str, str], file: str, row: int, mark: str | None = None
    ) -> tuple[Self | None, list[Finding]]:
        """Return the row, or nothing and what is wrong with it; ``mark`` is the file's decimal mark if known."""
        try:
            return cls.model_validate(cells, context={DECIMAL_MARK: mark}), []
        except ValidationError as error:
            return None, findings_of(error, file, row)


def findings_of(error: ValidationError, file: str, row: int) -> list[Finding]:
    """Turn what pydantic found in one row into findings."""
    findings = []
    for item in error.errors(include_url=False):
        column = str(item["loc"][0]) if item["loc"] else None
        if item["type"] == "missing":
            findings.append(Finding(code="cell_empty", file=file, row=row, column=column))
            continue
        detail = str(item.get("ctx", {}).get("detail", ""))
        findings.append(
            Finding(code=item["type"], file=file, row=row, column=column, value=str(item["input"]), detail=detail)
        )
    return findings
