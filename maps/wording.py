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
    "wait": ("Wartezeit", "Waiting"),
    "window": ("Fenster", "Window"),
    "zoom_in": ("Vergrößern", "Zoom in"),
    "zoom_out": ("Verkleinern", "Zoom out"),
}


def words(language: Language) -> dict[str, str]:
    """Return every word of a map by its key."""
    column = 0 if language == "de" else 1
    return {key: both[column] for key, both in _WORDS.items()}


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
