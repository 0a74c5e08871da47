"""The wording of every finding, violation and reason, in German and English.

One entry a code. ``{value}`` is what stands in the input, ``{detail}`` what
the way out needs to name. A test fails when a code used in the source has no entry.
"""

from typing import Literal

MESSAGES: dict[str, tuple[str, str]] = {
    # --- model ------------------------------------------------------------
    "duplicate_id": (
        "Die Nummer „{value}“ kommt mehrfach vor; jede darf nur einmal stehen.",
        "The id “{value}” occurs more than once; each may stand only once.",
    ),
    "unknown_depot": (
        "Depot „{value}“ gibt es nicht. Vorhanden: {detail}.",
        "There is no depot “{value}”. Known: {detail}.",
    ),
    "unknown_vehicle": (
        "Fahrzeug „{value}“ gibt es nicht. Vorhanden: {detail}.",
        "There is no vehicle “{value}”. Known: {detail}.",
    ),
    "unknown_stop": (
        "Auftrag „{value}“ gibt es nicht; die Tour muss Aufträge dieser Liste nennen.",
        "There is no order “{value}”; a tour must name orders of this list.",
    ),
    "repeated_stop": (
        "Auftrag „{value}“ steht mehrfach in den Touren; er darf nur einmal stehen.",
        "Order “{value}” stands in the tours more than once; it may stand only once.",
    ),
    # --- matrix -----------------------------------------------------------
    "matrix_lacks_place": (
        "Für „{value}“ fehlen Fahrzeiten; die Matrix muss alle Orte enthalten.",
        "There are no travel times for “{value}”; the matrix must hold every place.",
    ),
    "matrix_lacks_profile": (
        "Für das Fahrzeugprofil „{value}“ fehlt die Matrix. Vorhanden: {detail}.",
        "There is no matrix for the vehicle profile “{value}”. Known: {detail}.",
    ),
    "leg_unreachable": (
        "Von „{value}“ nach „{detail}“ führt keine befahrbare Straße.",
        "No usable road leads from “{value}” to “{detail}”.",
    ),
}


def wording(code: str, language: Literal["de", "en"]) -> str:
    """Return the wording of a code; a missing code is a programming error (KeyError)."""
    return MESSAGES[code][0 if language == "de" else 1]
