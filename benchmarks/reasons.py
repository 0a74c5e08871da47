"""Why rows, tours and days were left out, in words that stand beside a count."""

from routing.messages import MESSAGES, Language
from routing.messages.history import CELL, SHORT

_PLAIN = {"day_failed": ("Tag ließ sich nicht nachspielen", "day could not be replayed")}
"""Reasons of this package whose message names a single case."""


def counted_reason(code: str, language: Language) -> str:
    """Return a reason that holds for many cases at once: it names none of them and has no full stop.

    A code without words is returned as it is.
    """
    column = 0 if language == "de" else 1
    if code in SHORT or code in _PLAIN:
        text = (SHORT.get(code) or _PLAIN[code])[column]
    elif code in MESSAGES:
        text = MESSAGES[code][column]
        text = CELL[column] if "{" in text else text.removesuffix(".")
    else:
        return code
    return text[:1].upper() + text[1:]
