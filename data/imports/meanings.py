"""What a firm's own column names mean: German and English headers onto the canonical order columns."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Final

from data.imports.rows import OrderRow

_SAID: Final[Mapping[str, str]] = {
    "order_id": "Auftrag|Auftragsnummer|Auftragsnr|Auftrags-Nr.|Auftrag-Nr.|Auftrags-ID|Bestellnummer|Bestellnr|"
    "Bestell-Nr.|Lieferscheinnummer|Lieferschein|Lieferschein-Nr.|LS-Nr.|Sendungsnummer|Sendung|Sendungsnr|Belegnr|"
    "Belegnummer|Vorgang|Order|Order number|Order no|Order ID|Delivery note|Consignment",
    "customer_id": "Kd.-Nr.|Kdnr|Kunden-Nr.|Kundennummer|Kundennr|Kunden-ID|Debitor|Debitorennummer|Debitor-Nr.|"
    "Customer number|Customer no|Customer ID|Account",
    "name": "Kunde|Kundenname|Empfänger|Name|Firma|Name 1|Lieferadresse Name|Warenempfänger|Adressat|Customer|"
    "Recipient|Company|Consignee|Ship to|Client",
    "street": "Straße|Str.|Strasse Nr.|Straße und Hausnummer|Str. / Nr|Straße/Hausnr|Straße, Nr.|Anschrift|Adresse|"
    "Lieferadresse|Street|Address|Street and number|Address line 1|Delivery address",
    "house_number": "Hausnummer|Hausnr|Haus-Nr.|HNr|Nr.|House number|House no|Number",
    "postcode": "PLZ|Postleitzahl|Postcode|Zip|Zip code|Postal code",
    "city": "Ort|Stadt|Wohnort|Lieferort|Gemeinde|PLZ Ort|PLZ/Ort|Town|City|Place",
    "lat": "Breite|Breitengrad|Latitude|Geo Breite|GPS Breite|geo_lat|Y-Koordinate",
    "lon": "Länge|Längengrad|Longitude|Lng|Long|Geo Länge|GPS Länge|geo_lon|geo_lng|X-Koordinate",
    "windows": "Zeitfenster|Lieferfenster|Fenster|Lieferzeit|Lieferzeitfenster|Anlieferzeit|Öffnungszeiten|Zeitraum|"
    "Wunschzeit|Zustellfenster|Termin|Time window|Delivery window|Window|Delivery time|Opening hours|Slot|Time slot",
    "window_start": "von|ab|Zeit von|Uhrzeit von|Lieferung ab|frühestens|Beginn|Fenster von|Lieferzeit von|from|"
    "earliest|start|not before|time from",
    "window_end": "bis|Zeit bis|Uhrzeit bis|Lieferung bis|spätestens|Ende|Fenster bis|Lieferzeit bis|to|until|latest|"
    "end|not after|time to|deadline",
    "demand_units": "Stück|Stk.|Stückzahl|Kisten|Kartons|Pakete|Colli|Kolli|Paletten|Anzahl Kolli|Anzahl Pakete|"
    "Packstücke|Behälter|Anzahl Kisten|Pieces|Boxes|Crates|Parcels|Pallets|Units|Cartons",
    "demand_kg": "Gewicht|Gewicht kg|Gewicht (kg)|Gewicht in kg|kg|Bruttogewicht|Gesamtgewicht|Weight|Weight kg|"
    "Gross weight",
    "demand_m3": "Volumen|Volumen m3|Volumen m³|Volumen (m³)|m3|m³|cbm|Kubikmeter|Volume|Volume m3",
    "service_min": "Standzeit|Servicezeit|Entladezeit|Entladezeit min|Standzeit min|Standzeit (min)|Aufenthalt|"
    "Haltezeit|Abladezeit|Ausladen|Abladen|Entladen|Ausladezeit|Dauer|Entladedauer|Standdauer|Aufenthaltsdauer|Min|"
    "Minuten|Service time|Service minutes|Unloading time|Unloading|Stop time|Stop duration|Duration|Minutes",
    "priority": "Priorität|Prio|Priority",
    "skills": "Anforderung|Anforderungen|Fahrzeuganforderung|Ausstattung|Requirements|Skills",
    "vehicle_id": "Fahrzeug|Festes Fahrzeug|Fzg|Fahrzeug-Nr.|Kennzeichen|Vehicle|Fixed vehicle",
    "hard_window": "Fixtermin|Festes Fenster|Fix|Hard window|Fixed time",
    "customer_type": "Kundenart|Kundengruppe|Branche|Kundentyp|Customer type|Customer group|Segment",
    "kind": "Auftragsart|Art des Auftrags|Lieferung/Abholung|Abholung/Lieferung|Order kind|Order type|"
    "Pickup/Delivery|Delivery/Pickup",
    "shipment_id": "Sendungspaar|Sendungs-ID|Transportauftrag|Transport-Nr.|Umfuhr|Shipment|Shipment ID|Shipment no",
    "optional": "Verzichtbar|Kann entfallen|Kann-Auftrag|Optionaler Auftrag|May be left out|Can be dropped",
    "drop_penalty": "Preis des Weglassens|Entfallkosten|Kosten bei Entfall|Drop penalty|Price of leaving out",
    "notes": "Hinweis|Hinweise|Hinweis Fahrer|Bemerkung|Bemerkungen|Notiz|Notizen|Kommentar|Info|Lieferhinweis|Note|"
    "Notes|Remark|Remarks|Comment|Instructions",
}

MEANINGS: Final = (*_SAID, "known_at")
"""Every meaning a column may have, in the order that people choose from."""

UNITS: Final = ("demand_units", "demand_kg", "demand_m3")
"""What a quantity may be counted in."""

_QUANTITIES: Final = "Menge|Ladung|Last|Anzahl|Umfang|Liefermenge|Bestellmenge|Quantity|Qty|Amount|Load"
_TIMES: Final = "Zeit|Uhrzeit|Time|Zeiten"

_UNIT: Final = re.compile(r"[\s(\[]+(?:in\s+)?(?:min|minuten|minutes|mins?)\.?[)\]]?\s*$", re.IGNORECASE)
"""A unit of time behind a column name: 'Ausladen (min)', 'Dauer in Minuten'."""

_CLOSE = 0.88
"""How alike a header with a slip must be to a known one."""


def plain(header: str) -> str:
    """Return a header without case, accents, blanks and punctuation."""
    text = header.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("³", "3")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if sign.isalnum())


@cache
def _known() -> dict[str, str]:
    said = {plain(word): meaning for meaning, words in _SAID.items() for word in words.split("|")}
    return said | {plain(name): name for name in OrderRow.model_fields}


@cache
def _asked(words: str) -> frozenset[str]:
    return frozenset(plain(word) for word in words.split("|"))


def meaning_of(header: str) -> str | None:
    """Return what a header means, allowing for a slip of the pen; ``None`` if that is not clear."""
    told = plain(header)
    known = _known()
    if told in known:
        return known[told]
    if known.get(plain(_UNIT.sub("", header))) == "service_min":
        return "service_min"
    near = get_close_matches(told, known, n=1, cutoff=_CLOSE) if len(told) > 4 else []  # noqa: PLR2004 - short words are all alike
    return known[near[0]] if near else None


def is_quantity(header: str) -> bool:
    """Tell whether a header is a quantity that does not say in what unit."""
    return plain(header) in _asked(_QUANTITIES)


def is_time(header: str) -> bool:
    """Tell whether a header is a time that does not say of what."""
    return plain(header) in _asked(_TIMES)


def likeness(line: Sequence[str]) -> int:
    """Return how many cells of a line look like column names."""
    words = (plain(cell) for cell in line)
    known = _known()
    return sum(word in known or word in _asked(_QUANTITIES) or word in _asked(_TIMES) for word in words)
