"""Public holidays in Germany.

Sources: Einigungsvertrag Art. 2 Abs. 2 for the 3rd of October, and the
holiday laws of the sixteen states. Holidays of single towns (the Augsburg
Peace Festival, Corpus Christi in parts of Saxony and Thuringia) are left out.
"""

from collections.abc import Mapping
from datetime import date as Date
from datetime import timedelta
from functools import lru_cache
from typing import Final

_EVERYWHERE: Final = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
_AFTER_EASTER: Final = (-2, 1, 39, 50)
"""Days after Easter Sunday: Good Friday, Easter Monday, Ascension Day, Whit Monday."""

_EPIPHANY, _WOMENS_DAY, _ASSUMPTION = (1, 6), (3, 8), (8, 15)
_CHILDRENS_DAY, _REFORMATION, _ALL_SAINTS = (9, 20), (10, 31), (11, 1)
_IN_STATES: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    "BW": (_EPIPHANY, _ALL_SAINTS),
    "BY": (_EPIPHANY, _ASSUMPTION, _ALL_SAINTS),
    "BE": (_WOMENS_DAY,),
    "BB": (_REFORMATION,),
    "HB": (_REFORMATION,),
    "HH": (_REFORMATION,),
    "HE": (),
    "MV": (_WOMENS_DAY, _REFORMATION),
    "NI": (_REFORMATION,),
    "NW": (_ALL_SAINTS,),
    "RP": (_ALL_SAINTS,),
    "SL": (_ASSUMPTION, _ALL_SAINTS),
    "SN": (_REFORMATION,),
    "ST": (_EPIPHANY, _REFORMATION),
    "SH": (_REFORMATION,),
    "TH": (_CHILDRENS_DAY, _REFORMATION),
}
_CORPUS_CHRISTI: Final = frozenset(["BW", "BY", "HE", "NW", "RP", "SL"])
_SUNDAYS: Final = frozenset(["BB", "HE"])
"""States where Whit Sunday is a holiday of its own; Easter Sunday is one in Brandenburg."""


def easter(year: int) -> Date:
    """Return Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = century - (century + 8) // 25
    epact = (19 * golden + century - century // 4 - (moon + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return Date(year, month, day + 1)


@lru_cache(maxsize=256)
def public_holidays(year: int, state: str | None = None) -> frozenset[Date]:
    """Return the public holidays of a year: those of all Germany, and those of a state such as ``RP`` or ``DE-RP``.

    A state nobody knows adds none.
    """
    sunday = easter(year)
    code = (state or "").strip().upper().removeprefix("DE-")
    after = [*_AFTER_EASTER]
    if code in _CORPUS_CHRISTI:
        after.append(60)
    if code in _SUNDAYS:
        after.append(49)
    if code == "BB":
        after.append(0)
    fixed = [Date(year, month, day) for month, day in (*_EVERYWHERE, *_IN_STATES.get(code, ()))]
    if code == "SN":
        fixed.append(_repentance_day(year))
    return frozenset([*fixed, *(sunday + timedelta(days=days) for days in after)])


def _repentance_day(year: int) -> Date:
    """Return the Wednesday before the 23rd of November."""
    last = Date(year, 11, 22)
    return last - timedelta(days=(last.weekday() - 2) % 7)
