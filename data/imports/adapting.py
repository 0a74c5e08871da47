"""What people type, brought into the form that the row models read; every change can be named.

Only what is sure is changed: text that the rules read as it stands is left
alone, and what stays unclear is left for them to refuse.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from data.clock import clock_time

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::00)?(?:uhr|h)?")
_FOUR = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_FROM = re.compile(r"(?:ab|nach|frühestens|from|after|notbefore)(.+)")
_UNTIL = re.compile(r"(?:bis|vor|spätestens|until|till|by|before)(.+)")
_PARTS = re.compile(r"\||;|,|\+|/|(?<=[\d\s])(?:und|oder|and|or|u\.|&)(?=[\d\s])")
_AMOUNT = re.compile(r"([+-]?[\d.,]+)\s*([^\d\s].*)")
_ANY_TIME = {"ganztags", "ganztägig", "egal", "beliebig", "flexibel", "keine", "allday", "any", "anytime", "-", "none"}
_GARBLED = re.compile("[ÃÂâ]")

_FACTORS: Final[Mapping[str, Mapping[str, Decimal]]] = {
    "demand_kg": {"kg": Decimal(1), "kilo": Decimal(1), "t": Decimal(1000), "to": Decimal(1000), "g": Decimal("0.001")},
    "demand_m3": {
        "m3": Decimal(1), "m³": Decimal(1), "cbm": Decimal(1), "l": Decimal("0.001"), "ltr": Decimal("0.001"),
    },
    "service_min": {
        "min": Decimal(1), "min.": Decimal(1), "minuten": Decimal(1), "minutes": Decimal(1), "'": Decimal(1),
        "m": Decimal(1), "h": Decimal(60), "std": Decimal(60),
    },
    "demand_units": dict.fromkeys(
        ("stk", "stk.", "st", "stück", "kisten", "kiste", "karton", "kartons", "paket", "pakete", "colli", "kolli",
         "pal", "pal.", "palette", "paletten", "pcs", "pieces", "boxes", "box", "x"),
        Decimal(1),
    ),
}  # fmt: skip


def adapted(column: str, text: str) -> tuple[str, str | None]:
    """Return a cell's text as the rules read it, and the kind of change.

    Kinds: ``adapted_letters`` (garbled umlauts), ``adapted_clock``,
    ``adapted_window``, ``adapted_open_window``, ``adapted_no_window``,
    ``adapted_unit``, ``adapted_degrees``; ``None`` if it stands as it was.
    """
    restored = _restored(text)
    change = _CHANGES.get(column)
    told, kind = change(column, restored) if change else (restored, None)
    return told, kind or ("adapted_letters" if restored != text else None)


def _restored(text: str) -> str:
    """Return text whose UTF-8 was read as Windows-1252, as it was meant."""
    if not _GARBLED.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _squeezed(text: str) -> str:
    """Return text without blanks and case, with one kind of dash."""
    return re.sub(r"\s+", "", re.sub("[\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]", "-", text)).casefold()


def clock_text(text: str) -> str | None:
    """Return ``8``, ``8.30``, ``8 Uhr`` or ``0830`` as ``HH:MM``; ``None`` if it is no time of the day."""
    told = _squeezed(text)
    found = _FOUR.fullmatch(told) or _TIME.fullmatch(told)
    if not found:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    return f"{hours:02d}:{minutes:02d}" if hours <= 24 and minutes < 60 else None  # noqa: PLR2004 - a clock


def _clock(_column: str, text: str) -> tuple[str, str | None]:
    if clock_time(text) is not None:
        return text, None
    told = clock_text(text)
    return (text, None) if told is None else (told, "adapted_clock")


def _windows(_column: str, text: str) -> tuple[str, str | None]:
    told = _squeezed(text)
    if told in _ANY_TIME:
        return "", "adapted_no_window"
    if _ISO.search(told):
        return text, None
    spans = [_span(part) for part in _PARTS.split(told) if part]
    if not spans or None in spans:
        return text, None
    joined = "|".join(span for span in spans if span is not None)
    if joined == re.sub(r"\s+", "", re.sub("[\N{EN DASH}\N{EM DASH}]", "-", text)):
        return joined, None
    is_open = any(span is not None and (span.startswith("-") or span.endswith("-")) for span in spans)
    return joined, "adapted_open_window" if is_open else "adapted_window"


def _span(part: str) -> str | None:
    """Return one window as ``HH:MM-HH:MM``, a side left blank if it is open; ``None`` if it is no window."""
    told = part.removeprefix("von").removeprefix("zwischen").removeprefix("between")
    for pattern, form in ((_FROM, "{}-"), (_UNTIL, "-{}")):
        found = pattern.fullmatch(told)
        if found and "-" not in found[1]:
            one = clock_text(found[1])
            return None if one is None else form.format(one)
    sides = re.split(r"-|bis|to|until", told)
    if len(sides) != 2:  # noqa: PLR2004 - a window has two sides
        return None
    times = [clock_text(side) if side else "" for side in sides]
    return None if None in times or not any(times) else "-".join(time or "" for time in times)


def _amount(column: str, text: str) -> tuple[str, str | None]:
    found = _AMOUNT.fullmatch(text)
    if column == "service_min" and (clock := clock_time(text)) is not None and clock.day is None:
        return f"{clock.wall_s // 60}", "adapted_unit"
    factor = _FACTORS[column].get(found[2].strip().casefold()) if found else None
    if found is None or factor is None:
        return text, None
    if factor == 1:
        return found[1], "adapted_unit"
    plain = found[1].replace(",", ".")
    if plain.count(".") > 1:
        return text, None
    return f"{Decimal(plain) * factor:f}", "adapted_unit"


def _degrees(_column: str, text: str) -> tuple[str, str | None]:
    found = re.fullmatch(r"[NEO]?\s*([+-]?\d+[.,]\d+)\s*°?\s*[NEO]?", text.strip(), re.IGNORECASE)
    return (text, None) if not found or found[1] == text else (found[1], "adapted_degrees")


_CHANGES: Final[Mapping[str, Callable[[str, str], tuple[str, str | None]]]] = {
    "windows": _windows,
    "window_start": _clock,
    "window_end": _clock,
    "lat": _degrees,
    "lon": _degrees,
    **dict.fromkeys(_FACTORS, _amount),
}
