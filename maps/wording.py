"""The words and times of a map, in German and English."""

from datetime import datetime

from routing.messages import Language
from routing.numbers import decimal

_WORDS: dict[str, tuple[str, str]] = {
    "all": ("Alle", "All"),
    "arrival": ("Ankunft", "Arrival"),
    "arrival_short": ("An", "Arr."),
    "attribution": ("© OpenStreetMap-Mitwirkende", "© OpenStreetMap contributors"),
    "close": ("Schließen", "Close"),
    "customer": ("Kunde, Straße", "Customer, street"),
    "delayed": ("verspätet", "late"),
    "departure": ("Abfahrt", "Departure"),
    "depot": ("Betriebshof", "Depot"),
    "details": ("Einzelheiten zum Stopp", "Stop details"),
    "fit": ("Alles zeigen", "Show everything"),
    "from": ("ab", "from"),
    "late": ("Spät", "Late"),
    "late_after": ("nach Fensterende", "after the window"),
    "late_in_words": ("spät", "late"),
    "list": ("Touren und Stopps", "Tours and stops"),
    "map": (
        "Karte der Touren. Pfeiltasten gehen von Stopp zu Stopp.",
        "Map of the tours. Arrow keys go from stop to stop.",
    ),
    "next": ("Nächster", "Next"),
    "next_day": ("Folgetag", "next day"),
    "no_due": ("kein Stopp mit Fensterende", "no stop with a window end"),
    "no_streets": ("Ohne Straßen: keine Kartendaten angegeben", "No streets: no road data given"),
    "no_window": ("kein Fenster", "no window"),
    "none_late": ("Kein Stopp ist spät.", "No stop is late."),
    "number_short": ("Nr.", "No."),
    "of": ("von", "of"),
    "on_time": ("im Fenster", "on time"),
    "order": ("Auftrag", "Order"),
    "other_plan": ("In „{plan}“", "In “{plan}”"),
    "plans": ("Pläne", "Plans"),
    "position": ("Stopp {position} von {stops}", "Stop {position} of {stops}"),
    "previous": ("Voriger", "Previous"),
    "punctuality": ("Pünktlichkeit", "Punctuality"),
    "reason": ("Grund", "Reason"),
    "service_start": ("Beginn", "Service starts"),
    "stop": ("Stopp", "Stop"),
    "stops_many": ("Stopps", "stops"),
    "stops_one": ("Stopp", "stop"),
    "straight": ("Luftlinien, keine Straßenwege", "Straight lines, not road paths"),
    "tour": ("Tour", "Tour"),
    "tours_many": ("Touren", "tours"),
    "tours_one": ("Tour", "tour"),
    "unassigned": ("Ohne Tour", "Without a tour"),
    "until": ("bis", "until"),
    "before": ("Davor", "Before"),
    "pause": ("Pause", "Break"),
    "reload": ("Nachladen am Depot", "Reload at the depot"),
    "wait": ("Wartezeit", "Waiting"),
    "window": ("Fenster", "Window"),
    "zoom_in": ("Vergrößern", "Zoom in"),
    "zoom_out": ("Verkleinern", "Zoom out"),
}

_DELAY_WORDS: dict[str, tuple[str, str]] = {
    "about_zero": ("≈ kein Unterschied gezeigt", "≈ no difference shown"),
    "area": ("Gebiet", "Area"),
    "area_near": ("Gebiet bei", "Area near"),
    "areas": ("Gebiete", "Areas"),
    "areas_ranked": ("Gebiete, zuerst die größte Verbesserung", "Areas, the largest improvement first"),
    "areas_by_late": ("Gebiete, sortiert nach späten Stopps", "Areas, sorted by late stops"),
    "both": ("nebeneinander", "side by side"),
    "by_place": ("Gebiet bei {street}", "Area near {street}"),
    "change": ("Veränderung", "Change"),
    "customer_one": ("Kunde", "Customer"),
    "customers": ("Kunden", "Customers"),
    "customers_ranked": ("Kunden, zuerst die größte Verbesserung", "Customers, the largest improvement first"),
    "customers_by_late": ("Kunden, sortiert nach späten Stopps", "Customers, sorted by late stops"),
    "days": ("{days} Tage", "{days} days"),
    "delay_map": (
        "Karte der Verspätungen. Pfeiltasten gehen die Liste durch.",
        "Map of the delays. Arrow keys go through the list.",
    ),
    "divider": ("Grenze zwischen {manual} und {optimised}", "Border between {manual} and {optimised}"),
    "figures": ("Einzelheiten", "Details"),
    "grade_measured": ("gemessen", "measured"),
    "grade_replayed": ("nachgespielt", "replayed"),
    "grade_simulated": ("simulierte Historie", "simulated history"),
    "in_tours": ("{stops} in {tours} Touren", "{stops} in {tours} tours"),
    "interval": ("95-%-Bereich", "95% interval"),
    "late_of": ("{late} von {due} Stopps spät", "{late} of {due} stops late"),
    "late_rate": ("{late} ({rate} je 100)", "{late} ({rate} per 100)"),
    "late_stops": ("späte Stopps", "late stops"),
    "level": ("Zeigen", "Show"),
    "measure": ("Messen in", "Measured in"),
    "minutes": ("Minuten", "Minutes"),
    "minutes_change": ("Veränderung der Minuten", "Change in minutes"),
    "minutes_pair": ("{manual} → {optimised} min", "{manual} → {optimised} min"),
    "no_area": ("Kein Gebiet angegeben.", "No area given."),
    "no_headline": ("Keine Schlagzeile", "No headline"),
    "no_interval": ("gestrichelt: ohne 95-%-Bereich, keine Behauptung", "dashed: no 95% interval, no claim"),
    "nobody_ranked": (
        "Niemand wird verglichen: Zahlen gelten für Orte, nie für Fahrer.",
        "Nobody is compared: figures are about places, never about drivers.",
    ),
    "over_zero": ("Der Bereich enthält 0: kein Unterschied gezeigt.", "The interval holds 0: no difference shown."),
    "per_100_late": ("späte Stopps je 100 Stopps", "late stops per 100 stops"),
    "per_100_minutes": ("Minuten Verspätung je 100 Stopps", "minutes late per 100 stops"),
    "shown_fewer": ("Hier kommen weniger Stopps spät.", "Fewer stops are late here."),
    "shown_more": ("Hier kommen mehr Stopps spät.", "More stops are late here."),
    "stops": ("Stopps", "Stops"),
    "too_few": ("weniger als {k} Touren, nicht gezeigt", "fewer than {k} tours, not shown"),
    "too_few_sum": (
        "nicht gezeigt, sonst wäre ein verdeckter Ort berechenbar",
        "not shown, or a hidden place could be computed",
    ),
    "unclaimed": ("Ohne 95-%-Bereich: keine Behauptung.", "Without a 95% interval: no claim."),
    "view": ("Ansicht", "View"),
}


def words(language: Language) -> dict[str, str]:
    """Return every word of a map by its key."""
    column = 0 if language == "de" else 1
    return {key: both[column] for key, both in _WORDS.items()}


def delay_words(language: Language) -> dict[str, str]:
    """Return every word of a delay map by its key, with those it shares with the plan map."""
    column = 0 if language == "de" else 1
    shared = ("attribution", "close", "fit", "next", "no_streets", "previous", "zoom_in", "zoom_out")
    return {key: _WORDS[key][column] for key in shared} | {key: both[column] for key, both in _DELAY_WORDS.items()}


def signed(value: float, digits: int, language: Language) -> str:
    """Return a change with its sign, a real minus, and no sign where it rounds to 0."""
    text = decimal(abs(value), digits, language)
    if not any(sign in text for sign in "123456789"):
        return text
    return ("+" if value > 0 else "−") + text


def span(low: float, high: float, digits: int, language: Language) -> str:
    """Return the interval of a change as [−6,9 … −3,3]."""
    return f"[{signed(low, digits, language)} … {signed(high, digits, language)}]"


def clock(time: str, day: str | None, language: Language) -> str:
    """Return an ISO time as 08:05, said to be of the next day if it is after ``day``."""
    moment = datetime.fromisoformat(time)
    later = day is not None and moment.date().isoformat() > day
    return f"{moment:%H:%M}" + (f" ({words(language)['next_day']})" if later else "")


def minutes_late(lateness_s: int, language: Language) -> str:
    """Return a lateness in whole minutes; anything under one minute is below 1."""
    minutes = lateness_s // 60
    return f"{decimal(minutes, 0, language)} min" if minutes else "< 1 min"


def counted(number: int, noun: str, language: Language) -> str:
    """Return a number with its noun (``stops`` or ``tours``), in the singular for one."""
    return f"{decimal(number, 0, language)} {words(language)[noun + ('_one' if number == 1 else '_many')]}"


def windows(pairs: list[list[str | None]], day: str | None, language: Language) -> str:
    """Return windows of ISO times as 08:00–10:00, joined; a dash without any."""
    return ", ".join(_window(start, end, day, language) for start, end in pairs) or "–"


def _window(start: str | None, end: str | None, day: str | None, language: Language) -> str:
    """Return one window; an open side is said in words."""
    first, last = (None if side is None else clock(side, day, language) for side in (start, end))
    if first is None and last is None:
        return "–"
    if first is None:
        return f"{words(language)['until']} {last}"
    return f"{words(language)['from']} {first}" if last is None else f"{first}–{last}"
