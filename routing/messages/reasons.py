"""Wordings of why a stop could not be placed."""

MESSAGES = {
    "reason_no_vehicle": ("Es gibt kein Fahrzeug.", "There is no vehicle."),
    "reason_skills": ("Es fehlt {value}: {detail}.", "Lacks {value}: {detail}."),
    "reason_too_large": (
        "{value} sind mehr, als geladen werden darf: {detail}.",
        "{value} exceeds the capacity: {detail}.",
    ),
    "reason_locked": (
        "Festlegungen lassen ihn nicht zu: {detail}.",
        "Locks do not allow it: {detail}.",
    ),
    "reason_driving_ban": (
        "Das Sonn- und Feiertagsfahrverbot gilt in der ganzen Schicht: {detail}.",
        "The ban on Sundays and holidays lasts the whole shift: {detail}.",
    ),
    "reason_unreachable": (
        "Keine befahrbare Straße führt hin und zurück: {detail}.",
        "No usable road leads there and back: {detail}.",
    ),
    "reason_window": (
        "Frühestens um {value} dort, nach dem Ende des festen Fensters: {detail}.",
        "There at {value} at the earliest, after the hard window: {detail}.",
    ),
    "reason_shift": (
        "Schon allein erst um {value} fertig, nach Schichtende: {detail}.",
        "Done only at {value} even alone, after the shift: {detail}.",
    ),
    "reason_full_stops": (
        "Die Tour hat schon {value} Stopps, mehr sind nicht erlaubt: {detail}.",
        "The tour has {value} stops already, no more are allowed: {detail}.",
    ),
    "reason_full_load": (
        "Für {value} ist in der Tour kein Platz mehr: {detail}.",
        "The tour has no room left for {value}: {detail}.",
    ),
    "reason_full_time": (
        "Keine Stelle der Tour hält alle festen Fenster und das Schichtende ein: {detail}.",
        "No place in the tour keeps all hard windows and the shift: {detail}.",
    ),
    "reason_unfinished": (
        "Die Suche endete, bevor er eingeplant war; mehr Zeit geben: {detail}.",
        "The search ended before it was placed; allow more time: {detail}.",
    ),
    "reason_unexamined": (
        "Zu viele Stopps blieben offen, um jede Tour nach einem Platz abzusuchen: {detail}.",
        "Too many stops were left out to search every tour for a place: {detail}.",
    ),
    "reason_dear": (
        "Mitnehmen wäre teurer als offen lassen: {detail}.",
        "Serving it would cost more than leaving it out: {detail}.",
    ),
    "reason_other_half": (
        "Die andere Hälfte der Sendung, „{value}“, darf nicht mit: {detail}.",
        "The other half of its shipment, “{value}”, may not ride: {detail}.",
    ),
    "reason_duration": (
        "Schon allein {value} unterwegs, länger als eine Tour dauern darf: {detail}.",
        "Takes {value} even alone, longer than a tour may last: {detail}.",
    ),
    "reason_law": (
        "Schon allein nicht mit {value} zu vereinbaren: {detail}.",
        "Even alone against {value}: {detail}.",
    ),
    "reason_ban_hours": (
        "Das Sonn- und Feiertagsfahrverbot lässt von der Schicht nur {value}: {detail}.",
        "The ban on Sundays and holidays leaves only {value} of the shift: {detail}.",
    ),
    "reason_full_law": (
        "Mit Pausen und Arbeitszeit nach {value} hat die Tour keinen Platz mehr: {detail}.",
        "With breaks and hours by {value} the tour has no room left: {detail}.",
    ),
    "reason_full_duration": (
        "Die Tour würde länger dauern als die erlaubten {value}: {detail}.",
        "The tour would last longer than the {value} allowed: {detail}.",
    ),
    "reason_lock_kept_out": (
        "Die Festlegung lässt sich nicht halten, ohne eine Regel zu brechen: {detail}.",
        "Its lock can't be kept without breaking a rule: {detail}.",
    ),
}
