"""Public holidays in Germany, as its laws had them in each year; from the library ``holidays``.

Holidays of single towns (the Augsburg Peace Festival, Assumption in Catholic parts of Bavaria, Corpus Christi in parts
of Saxony and Thuringia) are left out.
"""

from datetime import date as Date
from functools import lru_cache

from holidays import country_holidays


@lru_cache(maxsize=256)
def public_holidays(year: int, state: str | None = None) -> frozenset[Date]:
    """Return the public holidays of a year: those of all Germany, and those of a state such as ``RP`` or ``DE-RP``.

    A state nobody knows adds none.
    """
    code = (state or "").strip().upper().removeprefix("DE-")
    try:
        return frozenset(country_holidays("DE", subdiv=code or None, years=year))
    except NotImplementedError:  # how the library says that it knows no such state
        return frozenset(country_holidays("DE", years=year))
