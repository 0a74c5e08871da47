"""Limits of weight and size as people say them: ``maxheight=3.5`` is 3.5 m of height."""

import re

from routing.messages import Language

_NAMES: dict[str, tuple[str, str, str]] = {
    "maxaxleload": ("Achslast", "axle load", "t"),
    "maxheight": ("Höhe", "height", "m"),
    "maxlength": ("Länge", "length", "m"),
    "maxweight": ("Gewicht", "weight", "t"),
    "maxweightrating": ("zulässiges Gesamtgewicht", "gross weight rating", "t"),
    "maxwidth": ("Breite", "width", "m"),
}
_OPEN = frozenset({"none", "no", "default", "below_default", "no_sign", "no_indications", "unsigned"})
"""Values that say there is no sign: nothing is limited."""


def binding(limits: str) -> str:
    """Return the limits, written ``maxheight=3.5, maxweight=7.5``, without those that limit nothing."""
    return ", ".join(text for text in limits.split(", ") if text and text.partition("=")[2].strip() not in _OPEN)


def spoken(limits: str, language: Language) -> str:
    """Return limits in words and units; what has no word stays as it is in OpenStreetMap."""
    return ", ".join(_spoken(text, language) for text in limits.split(", ") if text)


def _spoken(text: str, language: Language) -> str:
    key, _, value = text.partition("=")
    base, _, suffix = key.partition(":")
    if base not in _NAMES:
        return text
    german, english, unit = _NAMES[base]
    metric = re.fullmatch(r"(\d+(?:\.\d+)?) ?" + f"{unit}?", value)
    if metric:
        number = metric[1].replace(".", ",") if language == "de" else metric[1]
        value = f"{number} {unit}"
    name = german if language == "de" else english
    return f"{name} {value}" + (f" ({suffix})" if suffix else "")
