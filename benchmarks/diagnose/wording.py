"""The words of a diagnosis, in German and English, and its figures as people write them."""

from collections.abc import Mapping
from datetime import date as Date
from typing import Any

from benchmarks.reasons import counted_reason
from maps.wording import signed
from routing.messages import MESSAGES, Language, wording
from routing.numbers import decimal

_WORDS: dict[str, tuple[str, str]] = {
    "page": ("Diagnose", "Diagnosis"),
    "title": ("Wie spät, und warum?", "How late, and why?"),
    "simulated": ("simulierte Historie", "simulated history"),
    "simulated_short": ("simuliert", "simulated"),
    "simulated_note": (
        "Simulierte Historie: Die Zahlen zeigen, wie das Programm rechnet, nicht was bei einer Firma geschah.",
        "Simulated history: the figures show how the program works, not what happened at a firm.",
    ),
    "measured": ("gemessen", "measured"),
    "replayed": ("nachgespielt", "replayed"),
    "delay_rate": ("Verspätungsquote", "Delay rate"),
    "without_failed": ("ohne Fehlversuche", "without failed stops"),
    "minutes_per_100": ("Verspätung je 100 Stopps", "Lateness per 100 stops"),
    "percentiles": (
        "Von den verspäteten Stopps die Hälfte bis {half} min, 9 von 10 bis {most} min, 99 von 100 bis {nearly} min",
        "Of the late stops, half by up to {half} min, 9 of 10 by up to {most} min, 99 of 100 by up to {nearly} min",
    ),
    "late_of": ("{late} von {due} Stopps mit Zeitfenster verspätet", "{late} of {due} stops with a window late"),
    "on_average": ("im Mittel", "on average"),
    "early": ("Zu früh angekommen", "Arrived before the window"),
    "by_tolerance": ("Verspätungsquote nach Toleranz", "Delay rate by tolerance"),
    "tolerance": ("Toleranz", "tolerance"),
    "late": ("verspätet", "late"),
    "due": ("fällig", "due"),
    "tours": ("Touren", "tours"),
    "rate": ("Quote", "rate"),
    "interval": ("95-%-Bereich", "95% interval"),
    "of": ("von", "of"),
    "to": ("bis", "to"),
    "hour": ("Stunde des Fensterendes", "Hour of the window's end"),
    "weekday": ("Wochentag", "Weekday"),
    "area": ("Gebiet (1 km)", "Area (1 km)"),
    "depot": ("Depot", "Depot"),
    "customer_type": ("Kundenart", "Customer type"),
    "none": ("ohne Angabe", "not given"),
    "too_few_tours": ("weniger als {k} Touren, nicht gezeigt", "fewer than {k} tours, not shown"),
    "protects_another": (
        "nicht gezeigt, sonst ließe sich eine andere Gruppe errechnen",
        "not shown, or another group could be computed",
    ),
    "waterfall": ("Woher kommen die Minuten?", "Where do the minutes come from?"),
    "waterfall_note": (
        "Jeder verspätete Stopp, sechsmal gerechnet, von ganz nach Plan bis ganz wie gefahren; die Summe geht auf.",
        "Every late stop, timed six times, from all as planned to all as driven; the minutes add up.",
    ),
    "born_late": ("Schon im Plan zu spät", "Born late in the plan"),
    "departure": ("Spätere Abfahrt", "Later departure"),
    "deviation": ("Andere Reihenfolge gefahren", "Driven in another order"),
    "knock_on": ("Fahrt und Bedienung davor", "Earlier legs and service"),
    "own_leg": ("Letzte Fahrt zum Stopp", "The stop's own leg"),
    "own_service": ("Bedienung beim Stopp davor", "Service at the stop before"),
    "total": ("Zusammen", "Together"),
    "minutes": ("Minuten", "minutes"),
    "unexplained_stops": ("Nicht zerlegte verspätete Stopps", "Late stops not taken apart"),
    "shares": ("Was verursacht die Verspätungen?", "What causes the late stops?"),
    "shares_note": (
        "Anteile an den verspäteten Stopps nach Shapley; die Summe geht auf. Striche: 95-%-Bereich.",
        "Shapley shares of the late stops; they add up. Lines: 95% interval.",
    ),
    "plan": ("Planung", "Planning"),
    "traffic": ("Verkehr", "Traffic"),
    "service": ("Bedienung", "Service"),
    "even_so": ("Trotz allem spät", "Late even so"),
    "unexplained": ("Ungeklärt", "Unexplained"),
    "leaving": ("Abfahrt", "Departure"),
    "planned_late": ("Schon als geplant spät", "Late as planned"),
    "avoidable": ("Vermeidbar mit dem Vergleichsplan", "Avoidable with the reference plan"),
    "habits": ("Was kosten Gewohnheiten?", "What do habits cost?"),
    "habit": ("Gewohnheit", "habit"),
    "habits_note": (
        (
            "So viele verspätete Stopps und Kilometer am Tag kommen hinzu, solange die Gewohnheit bleibt. "
            "Ein Ende gilt, wenn nur sie bleibt, das andere, wenn alle bleiben; Preise addieren sich nicht."
        ),
        (
            "So many late stops and kilometres a day come on top while the habit is kept. "
            "One end holds if it alone is kept, the other if all are; prices don't add up."
        ),
    ),
    "replanned_days": ("{days} Tage neu geplant, mit und ohne sie.", "{days} days planned anew, with and without it."),
    "territory_means": ("Kunden fahren auf ihrer üblichen Tour mit", "customers go on their usual tour"),
    "sequence_means": ("Kunden kommen in ihrer üblichen Reihenfolge", "customers come in their usual order"),
    "start_means": ("Touren starten, wann sie immer starten", "tours start when they always start"),
    "territory": ("Feste Gebiete", "Fixed territories"),
    "sequence": ("Feste Reihenfolge", "Fixed order"),
    "start": ("Feste Startzeiten", "Fixed start times"),
    "followed": ("eingehalten: von Hand / frei geplant", "kept: by hand / planned freely"),
    "per_day": ("kostet verspätete Stopps am Tag", "costs late stops a day"),
    "km_per_day": ("kostet km am Tag", "costs km a day"),
    "too_little_history": ("zu wenig Historie", "too little history"),
    "no_habit": ("keine Gewohnheit: frei geplant ist es ebenso", "no habit: a free plan does the same"),
    "too_strict": ("zu streng nachgebildet, ohne Preis", "modelled too strictly, no price"),
    "too_small": ("kein Preis: unter 0,4 verspäteten Stopps am Tag", "no price: under 0.4 late stops a day"),
    "not_computed": ("Nicht berechnet", "Not computed"),
    "excluded": ("Was nicht mitzählt", "What does not count"),
    "excluded_none": ("Keine Zeile ist ausgeschlossen.", "No row is left out."),
    "reason": ("Grund", "Reason"),
    "left_out": ("betrifft", "concerns"),
    "count": ("Anzahl", "Count"),
    "days": ("Tage", "days"),
    "late_stops": ("verspätete Stopps", "late stops"),
    "more": ("Weitere", "More"),
    "level": ("Ebene", "level"),
    "row": ("Zeile", "row"),
    "stop": ("Stopp", "stop"),
    "day": ("Tag", "day"),
    "tour": ("Tour", "tour"),
    "from_everything": ("ganz ausgeschlossen", "left out of everything"),
    "from_learning": ("nicht zum Lernen", "left out of learning"),
    "from_causes": ("nicht bei den Ursachen", "left out of the causes"),
    "from_replay": ("nicht zum Nachspielen", "left out of the replay"),
    "not_judged": ("ohne brauchbaren Zeitstempel, nicht beurteilt", "without a usable stamp, not judged"),
    "without_window": ("ohne Zeitfenster, nicht fällig", "without a window, not due"),
    "failed": (
        "fehlgeschlagen oder ausgelassen (ohne Zeitstempel zählt das als verspätet)",
        "failed or skipped (without a stamp that counts as late)",
    ),
    "rows_in": ("Einzelne Stopps: ledger.csv, waterfall.csv", "Single stops: ledger.csv, waterfall.csv"),
    "nobody": (
        "Niemand wird verglichen: Zahlen gelten für Touren und Gebiete, nie für Fahrer.",
        "Nobody is compared: figures are of tours and areas, never of drivers.",
    ),
    "no_stamp": ("kein Zeitstempel", "no stamp"),
    "not_driven": ("keine Tour fuhr hin", "no tour drove there"),
    "stamps_not_trusted": ("Zeitstempel nicht verlässlich", "stamps not to be trusted"),
    "leg_unreachable": ("Weg fehlt im Straßennetz", "way missing from the road network"),
    "too_few_earlier_weeks": ("zu wenige frühere Wochen", "too few earlier weeks"),
    "not_replannable": ("ließ sich nicht neu planen", "could not be planned anew"),
    "not_attributable": ("ließ sich nicht nachspielen", "could not be replayed"),
}

WEEKDAYS = (
    ("Montag", "Monday"), ("Dienstag", "Tuesday"), ("Mittwoch", "Wednesday"), ("Donnerstag", "Thursday"),
    ("Freitag", "Friday"), ("Samstag", "Saturday"), ("Sonntag", "Sunday"),
)  # fmt: skip

_NARROW = "\u202f"


def word(name: str, language: Language, **given: str) -> str:
    """Return a word of the diagnosis with what belongs in its braces; a missing one is an error (KeyError)."""
    text = _WORDS[name][0 if language == "de" else 1]
    for key, value in given.items():
        text = text.replace("{" + key + "}", value)
    return text


def reason_text(reason: str, language: Language, *, value: str | None = None, detail: str = "…") -> str:
    """Return why something was left out: of one case with its ``value``, else of many at once."""
    if reason in _WORDS:
        return word(reason, language)
    if value is None or reason not in MESSAGES:
        return counted_reason(reason, language)
    return wording(reason, language).format(value=value, detail=detail)


def key_text(dimension: str, key: str, language: Language) -> str:
    """Return a group's key as people read it."""
    if not key:
        return word("none", language)
    if dimension == "weekday":
        return WEEKDAYS[int(key) - 1][0 if language == "de" else 1]
    if dimension == "hour":
        return f"{key}:00–{key}:59"
    return key


def day_text(day: Date, language: Language) -> str:
    """Return a date as people write it."""
    return f"{day:%d.%m.%Y}" if language == "de" else day.isoformat()


def price_text(price: Mapping[str, Any] | None, language: Language) -> str:
    """Return both ends of a habit's price; a dash where there is none."""
    if price is None:
        return "–"
    ends = [signed(price[name], 1, language) for name in ("low", "high")]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} {word('to', language)} {ends[1]}"


def suppressed_text(reason: str, smallest: int, language: Language) -> str:
    """Return why a figure is not shown."""
    return word(reason, language).format(k=smallest)


def share(value: float | None, language: Language) -> str:
    """Return a share in per cent with one decimal, a dash where there is none."""
    if value is None:
        return "–"
    return decimal(100 * value, 1, language).replace("-", "−") + (f"{_NARROW}%" if language == "de" else "%")


def bounds(estimate: Mapping[str, Any], language: Language, *, scale: float = 100, digits: int = 1) -> str:
    """Return an interval as ``[6,0–8,2]``, in per cent unless scaled otherwise; empty where there is none."""
    low, high = estimate["low"], estimate["high"]
    if low is None or high is None:
        return ""
    written = [decimal(scale * bound, digits, language).replace("-", "−") for bound in (low, high)]
    return f"[{written[0]}–{written[1]}]" if min(low, high) >= 0 else f"[{written[0]} … {written[1]}]"
