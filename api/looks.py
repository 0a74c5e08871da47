"""How a plan looks on the map, in words."""

from routing.looks import Looks
from routing.messages import Language
from routing.numbers import per_cent


def looks_line(looks: Looks, language: Language) -> str:
    """Return crossings, overlap and stops passed by as one line."""
    crossings, passed = len(looks.crossings), len(looks.passed_by)
    overlap = per_cent(looks.overlap, language)
    if language == "de":
        crossed = "1 Kreuzung" if crossings == 1 else f"{crossings} Kreuzungen"
        stops = "1 Stopp" if passed == 1 else f"{passed} Stopps"
        return f"{crossed}, {overlap} Überlappung, an {stops} erst vorbeigefahren"
    crossed = "1 crossing" if crossings == 1 else f"{crossings} crossings"
    return f"{crossed}, {overlap} overlap, {passed} {'stop' if passed == 1 else 'stops'} driven past first"
