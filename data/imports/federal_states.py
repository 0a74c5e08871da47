"""The 16 federal states as people write them, for holidays and driving bans."""

from typing import Final

STATES: Final = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}
"""ISO 3166-2:DE codes without the country, and the German names."""


def state_code(text: str) -> str | None:
    """Return the code of a state written ``RP``, ``DE-RP`` or ``Rheinland-Pfalz``; ``None`` if there is none."""
    return _CODES.get(_plain(text))


def _plain(text: str) -> str:
    told = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return "".join(sign for sign in told if sign.isalnum())


_CODES: Final = (
    {_plain(code): code for code in STATES}
    | {_plain(f"DE-{code}"): code for code in STATES}
    | {_plain(name): code for code, name in STATES.items()}
)
