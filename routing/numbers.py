"""Numbers as the reader's language writes them."""

from routing.messages import Language

_NARROW = "\u202f"


def decimal(value: float, digits: int, language: Language) -> str:
    """Return a number as people write it: 1.234,5 or 1,234.5."""
    english = f"{value:,.{digits}f}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def per_cent(share: float | None, language: Language) -> str:
    """Return a share as per cent with one decimal; a dash where there is none."""
    if share is None:
        return "–"
    return decimal(100 * share, 1, language) + (f"{_NARROW}%" if language == "de" else "%")
