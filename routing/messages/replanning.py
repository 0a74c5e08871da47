"""Wordings of what stands in the way of planning the rest of a day."""

MESSAGES: dict[str, tuple[str, str]] = {
    "event_unknown": (
        "„{value}“ ist kein Ereignis; möglich sind: {detail}.",
        "“{value}” is no event; it may be: {detail}.",
    ),
    "done_in_future": (
        "Auftrag {value} ist als erledigt gemeldet, beginnt aber erst um {detail}: Zeit oder Stand (--at) prüfen.",
        "Order {value} is reported as done but begins only at {detail}: check the time or --at.",
    ),
    "done_and_cancelled": (
        "Auftrag {value} ist als erledigt und als storniert gemeldet: eine der beiden Zeilen streichen.",
        "Order {value} is reported as done and as cancelled: remove one of the two rows.",
    ),
    "done_elsewhere": (
        "Auftrag {value} gehört zur Tour von Fahrzeug {detail}, das nichts gemeldet hat: auch dessen Aufträge melden.",
        "Order {value} is on the tour of vehicle {detail}, which has reported nothing: report what that one has done.",
    ),
}
