"""What is said of a road network's health, in German and English: on its map and in `termintreu roads info`."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from maps.wording import words
from routing.messages import Language
from routing.numbers import decimal, per_cent
from routing.roads.statistics import MET

_WORDS: dict[str, tuple[str, str]] = {
    "classes": ("Straßenklassen", "Road classes"),
    "closed": ("Gesperrt", "Closed"),
    "closed_key": ("für dieses Fahrzeug gesperrt", "closed to this vehicle"),
    "cut_off": ("Nicht erreichbar", "Out of reach"),
    "health_map": ("Karte des Straßennetzes", "Map of the road network"),
    "left_out": ("Nicht nutzbare Abbiegeregeln", "Turn rules that can't be used"),
    "left_out_why": (
        "Hier gilt die Regel im Netz nicht. Die Relation lässt sich in OpenStreetMap berichtigen.",
        "Here the rule is not in the network. The relation can be repaired in OpenStreetMap.",
    ),
    "limits": ("Gewicht und Maße", "Weight and size"),
    "limited": ("Straßen mit Grenze für Gewicht oder Maße", "Roads with a limit of weight or size"),
    "limits_key": ("Grenze für Gewicht, Höhe, Breite oder Länge", "limit of weight, height, width or length"),
    "maxspeed": ("Ohne Tempolimit", "No speed limit"),
    "maxspeed_key": (
        "kein Tempolimit eingetragen: es gilt der Regelwert der Klasse",
        "no speed limit mapped: the default of the class is taken",
    ),
    "nearer": ("Zufahrten und Wege erscheinen beim Heranzoomen", "driveways and tracks appear when you zoom in"),
    "outside": ("Wohin nicht?", "Where not?"),
    "outside_key": (
        "erlaubt, aber nicht hin und zurück erreichbar: Stopps werden hier nicht zugeordnet",
        "legal, but not reachable there and back: no stop is placed here",
    ),
    "relation": ("OSM-Relation", "OSM relation"),
    "rule_read": ("Abbiegeregel", "turn rule"),
    "rule_left_out": ("Abbiegeregel, nicht nutzbar", "turn rule, can't be used"),
    "question": ("Wohin kommen die Fahrzeuge nicht?", "Where can't the vehicles go?"),
    "turns": ("Abbiegeregeln", "Turn rules"),
    "unnamed": ("ohne Namen", "no name"),
    "vehicle": ("Fahrzeug", "Vehicle"),
    "zones": ("Umweltzonen", "Low-emission zones"),
    "zones_key": ("nur mit Plakette", "with a badge only"),
    "view": ("Ansicht", "View"),
}

CLASSES: dict[str, tuple[str, str]] = {
    "motorway": ("Autobahn", "Motorway"),
    "trunk": ("Kraftfahrstraße", "Trunk road"),
    "primary": ("Bundesstraße", "Primary road"),
    "secondary": ("Landesstraße", "Secondary road"),
    "tertiary": ("Kreisstraße", "Tertiary road"),
    "unclassified": ("Nebenstraße", "Minor road"),
    "residential": ("Wohnstraße", "Residential street"),
    "living_street": ("Spielstraße", "Living street"),
    "service": ("Zufahrt", "Service road"),
    "pedestrian": ("Fußgängerzone", "Pedestrian zone"),
    "track": ("Feld- und Waldweg", "Track"),
    "cycleway": ("Radweg", "Cycle way"),
}

PROFILES: dict[str, tuple[str, str]] = {
    "van": ("Transporter", "Van"),
    "truck_7_5t": ("Lkw 7,5 t", "Truck 7.5 t"),
    "truck_12t": ("Lkw 12 t", "Truck 12 t"),
    "cargo_bike": ("Lastenrad", "Cargo bike"),
}

REASONS: dict[str, tuple[str, str]] = {
    "absent_member": ("nennt eine Straße, die fehlt", "names a road that is absent"),
    "ambiguous": ("mehrdeutig", "ambiguous"),
    "conditional": ("Bedingung nicht verstanden", "condition not understood"),
    "incomplete": ("eine Angabe fehlt", "a part is missing"),
    "unconnected": ("Straßen berühren sich nicht", "roads do not meet"),
    "unknown_kind": ("Art unbekannt", "unknown kind"),
}

KINDS: dict[str, tuple[str, str]] = {
    "no_left_turn": ("links abbiegen verboten", "no left turn"),
    "no_right_turn": ("rechts abbiegen verboten", "no right turn"),
    "no_straight_on": ("geradeaus verboten", "no straight on"),
    "no_u_turn": ("wenden verboten", "no U-turn"),
    "no_entry": ("Einfahrt verboten", "no entry"),
    "no_exit": ("Ausfahrt verboten", "no exit"),
    "only_left_turn": ("nur links", "left only"),
    "only_right_turn": ("nur rechts", "right only"),
    "only_straight_on": ("nur geradeaus", "straight on only"),
}

_CLAUSES: dict[str, tuple[str, str]] = {
    "no_condition": ("ohne Bedingung", "without a condition"),
    "property": ("nach einer unbekannten Größe", "by an unknown size"),
    "read": ("verstanden", "understood"),
    "school_holidays": ("davon nach Schulferien (als Werktage gelesen)", "by school holidays (read as ordinary days)"),
    "sun": ("nach Sonnenstand", "by the sun"),
    "time_rule": ("Zeitangabe nicht verstanden", "time not understood"),
    "unknown_condition": ("Bedingung nicht verstanden", "condition not understood"),
    "unknown_value": ("Wert nicht verstanden", "value not understood"),
    "weather": ("nach Wetter (bleibt beiseite)", "by the weather (left aside)"),
}

_ROWS: dict[str, tuple[str, str]] = {
    "addresses": ("Hausnummern", "House numbers"),
    "areas_left_out": ("Plätze als Flächen, ausgelassen", "Squares drawn as areas, left out"),
    "bounds_lat": ("Breite, Grad Nord", "Latitude, degrees north"),
    "bounds_lon": ("Länge, Grad Ost", "Longitude, degrees east"),
    "edges": ("Straßenstücke", "Road pieces"),
    "edges_over_border": ("Straßenstücke über die Gebietsgrenze", "Road pieces over the area's border"),
    "edges_without_length": ("Straßenstücke ohne Länge", "Road pieces without length"),
    "km": ("Straßen, km", "Roads, km"),
    "km_low_emission": ("in Umweltzonen, km", "in low-emission zones, km"),
    "km_with_size_limit": ("mit Grenze für Gewicht oder Maße, km", "with a limit of weight or size, km"),
    "low_emission_zones_open": (
        "Umweltzonen mit offenem Umriss, ausgelassen",
        "Low-emission zones left open, left out",
    ),
    "nothing_met": ("Nichts aufgefallen", "Nothing met"),
    "nodes": ("Kreuzungen und Enden", "Junctions and ends"),
    "nodes_missing": ("Fehlende Punkte (Straße dort getrennt)", "Missing nodes (road cut there)"),
    "nodes_not_uploaded": ("Punkte mit negativer Nummer (nie hochgeladen)", "Nodes with negative ids (never uploaded)"),
    "objects_deleted": ("Gelöschte Objekte, ausgelassen", "Deleted objects, left out"),
    "restrictions": ("Abbiegeregeln im Auszug", "Turn rules in the extract"),
    "restrictions_outside": ("Abbiegeregeln außerhalb des Gebiets", "Turn rules outside the area"),
    "restrictions_read": ("davon gelesen", "of them read"),
    "roads_repeated": ("Doppelt genannte Straßen, einmal gelesen", "Roads named twice, read once"),
    "roads_without_place": ("Straßen mit weniger als zwei Punkten", "Roads with fewer than two nodes"),
    "share_with_maxspeed": ("Anteil der km mit Tempolimit", "Share of km with a speed limit"),
    "source": ("Quelle", "Source"),
    "version": ("Fassung der Datei", "Version of the file"),
}

_GROUPS: dict[str, tuple[str, str]] = {
    "bad": ("Beim Einlesen aufgefallen", "Met at import"),
    "classes": ("Kilometer nach Klasse", "Kilometres by class"),
    "conditional": ("Zeit- und Größenregeln", "Rules by time and size"),
    "network": ("Netz", "Network"),
    "outside": ("Erlaubt, aber nicht erreichbar (Anteil der km)", "Legal, but out of reach (share of km)"),
    "rules": ("Abbiegeregeln", "Turn rules"),
}


class Group(NamedTuple):
    """Rows under a heading: label and value as text."""

    title: str
    rows: tuple[tuple[str, str], ...]


def roads_words(language: Language) -> dict[str, str]:
    """Return every word of a road map by its key, with those it shares with the plan map."""
    shared = ("attribution", "close", "fit", "zoom_in", "zoom_out")
    common = words(language)
    return {key: common[key] for key in shared} | {key: pick(_WORDS, key, language) for key in _WORDS}


def pick(table: Mapping[str, tuple[str, str]], key: str, language: Language) -> str:
    """Return the word for a key; a key that has none stands for itself."""
    return table[key][0 if language == "de" else 1] if key in table else key


def figure_groups(figures: Mapping[str, Any], language: Language) -> tuple[Group, ...]:
    """Return the figures of a network as people read them; keys that older networks lack are left out.

    Parameters
    ----------
    figures
        As of :func:`routing.roads.statistics.describe`.
    """

    def plain(*keys: str) -> list[tuple[str, str]]:
        return [(pick(_ROWS, key, language), _written(key, figures[key], language)) for key in keys if key in figures]

    def some(*keys: str) -> list[tuple[str, str]]:
        return plain(*(key for key in keys if figures.get(key)))

    def counts(key: str, table: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
        found: Mapping[str, int] = figures.get(key, {})
        return [(pick(table, name, language), decimal(count, 0, language)) for name, count in sorted(found.items())]

    classes: Mapping[str, float] = figures.get("km_by_class", {})
    outside: Mapping[str, float | None] = figures.get("outside_main", {})
    by_class = [(pick(CLASSES, name, language), decimal(km, 1, language)) for name, km in classes.items() if km]
    by_profile = [(pick(PROFILES, name, language), per_cent(share, language)) for name, share in outside.items()]
    rules = [*plain("restrictions", "restrictions_read"), *counts("restrictions_skipped", REASONS)]
    nothing = [(pick(_ROWS, "nothing_met", language), "–")] if any(key in figures for key in MET) else []
    groups: dict[str, Sequence[tuple[str, str]]] = {
        "network": [*plain("source", "version"), *_bounds(figures, language),
                    *plain("nodes", "edges", "km", "share_with_maxspeed", "km_with_size_limit"),
                    *some("km_low_emission"), *plain("addresses")],
        "classes": by_class,
        "outside": by_profile,
        "rules": [*rules, *some("restrictions_outside")],
        "conditional": counts("conditional_rules", _CLAUSES),
        "bad": some(*MET) or nothing,
    }  # fmt: skip
    return tuple(Group(pick(_GROUPS, key, language), tuple(rows)) for key, rows in groups.items() if rows)


def _bounds(figures: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """Return how far a network reaches from west to east and from south to north."""
    if "bounds" not in figures:
        return []
    west, south, east, north = (decimal(side, 2, language).replace("-", "−") for side in figures["bounds"])
    to = "bis" if language == "de" else "to"
    return [
        (pick(_ROWS, "bounds_lon", language), f"{west} {to} {east}"),
        (pick(_ROWS, "bounds_lat", language), f"{south} {to} {north}"),
    ]


def _written(key: str, value: object, language: Language) -> str:
    """Return a figure as text."""
    if key.startswith("share") and not isinstance(value, str):
        return per_cent(value if isinstance(value, float) else None, language)
    if isinstance(value, int | float):
        return decimal(value, 1 if isinstance(value, float) else 0, language)
    return str(value)
