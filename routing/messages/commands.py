"""What is said of plan documents, samples, options, requests and benchmark instances."""

MESSAGES = {
    "alternatives_need_learning": (
        "Zwei Pläne zur Wahl brauchen gelernte Fahrzeiten (--traffic, ohne --buffer); hier gilt „{value}“.",
        "Two plans to choose from need learned travel times (--traffic, without --buffer); here “{value}” holds.",
    ),
    # data: plan.json
    "plan_not_json": (
        "Die Datei ist kein JSON ({detail}); gebraucht wird eine plan.json, unverändert.",
        "The file is no JSON ({detail}); an unchanged plan.json is needed.",
    ),
    "tours_not_json": (
        "Die Datei ist kein JSON ({detail}); gelesen werden plan.json und Lösungen von VROOM, sonst CSV oder Excel.",
        "The file is no JSON ({detail}); plan.json and solutions of VROOM are read, or else CSV or Excel.",
    ),
    "tours_field_wrong": (
        "„{value}“ passt hier nicht ({detail}); gelesen werden plan.json und Lösungen von VROOM.",
        "“{value}” does not fit here ({detail}); plan.json and solutions of VROOM are read.",
    ),
    "step_kind_unknown": (
        "„{value}“ ist kein bekannter Schritt einer Tour. Möglich: {detail}; start, end und break werden übergangen.",
        "“{value}” is no known step of a tour. Possible: {detail}; start, end and break are passed over.",
    ),
    "sample_too_small": (
        "Für alle Regeln braucht der Tag mehr Stopps / Fahrzeuge: {value} sind es, mindestens {detail}.",
        "To show all rules the day needs more stops / vehicles: it has {value}, {detail} at least.",
    ),
    "plan_schema_newer": (
        "Der Plan hat Schema {value}, diese Fassung liest bis {detail}; bitte termintreu aktualisieren.",
        "The plan has schema {value}, this version reads up to {detail}; please update termintreu.",
    ),
    "plan_schema_unknown": (
        "Schema „{value}“ ist unbekannt; eine plan.json nennt hier {detail}.",
        "Schema “{value}” is unknown; a plan.json says {detail} here.",
    ),
    "plan_field_wrong": (
        "„{value}“ passt hier nicht ({detail}).",
        "“{value}” does not fit here ({detail}).",
    ),
    "plan_other_day": (
        "Der Plan ist für {value}, die Aufträge sind für {detail}.",
        "The plan is for {value}, the orders are for {detail}.",
    ),
    "plan_other_input": (
        "Der Plan entstand aus anderen Aufträgen oder Fahrzeugen; sie wurden seither geändert.",
        "The plan was made from other orders or vehicles; they have changed since.",
    ),
    "plan_reason_unknown": (
        "Der Grund „{value}“ ist unbekannt.",
        "The reason “{value}” is unknown.",
    ),
    "plan_other_roads": (
        "Der Plan entstand auf einem anderen Straßennetz als „{value}“.",
        "The plan was made on another road network than “{value}”.",
    ),
    "plan_other_traffic": (
        "Der Plan rechnet mit den Reisezeiten „{value}“, geprüft wird mit „{detail}“.",
        "The plan uses the travel times “{value}”, the check uses “{detail}”.",
    ),
    # data: samples
    "addresses_too_few": (
        "Der Straßenauszug hat nur {value} erreichbare Adressen, gebraucht werden {detail}; bitte weniger wählen.",
        "The road extract has only {value} addresses in reach, {detail} are needed; please choose fewer.",
    ),
    # data: learning from stamps
    "history_too_short": (
        "Aus {value} Tagen mit Zeitstempeln lässt sich nicht lernen, gebraucht werden mindestens {detail}.",
        "{value} days with stamps are too few to learn from; at least {detail} are needed.",
    ),
    # command line and HTTP
    "traffic_unreadable": (
        "Keine lesbaren Reisezeitfaktoren ({detail}). Ohne --traffic gilt das Werktagsprofil.",
        "No readable travel factors ({detail}). Without --traffic the weekday profile is used.",
    ),
    "command_unreadable": (
        "Der Aufruf passt nicht: {value} Alle Optionen nennt `termintreu --help`.",
        "The command does not fit: {value} `termintreu --help` names all options.",
    ),
    "extract_overwritten": (
        "„{value}“ ist der Auszug selbst; bitte mit -o eine andere Datei angeben.",
        "“{value}” is the extract itself; name another file with -o.",
    ),
    "file_not_written": (
        "Hierhin lässt sich nicht schreiben ({detail}); bitte Pfad, Platz und Zugriffsrechte prüfen.",
        "Nothing can be written here ({detail}); check the path, free space and permissions.",
    ),
    "date_unreadable": (
        "„{value}“ ist kein Datum; geschrieben wird es JJJJ-MM-TT, zum Beispiel 2026-03-02.",
        "“{value}” is no date; write it YYYY-MM-DD, for example 2026-03-02.",
    ),
    "date_too_far": (
        "Der {value} lässt sich nicht planen; möglich ist {detail}.",
        "{value} can't be planned; possible is {detail}.",
    ),
    "demo_short_of_time": (
        "Die Zeit der Vorführung reichte nicht; mit --full wird auch dieser Tag nachgespielt.",
        "The demo ran short of time; with --full this day is replayed too.",
    ),
    "demo_town_missing": (
        "Die Stadt der Vorführung fehlt. `make demo` installiert sie.",
        "The demo's town is missing. `make demo` installs it.",
    ),
    "request_field_missing": ("Das Feld fehlt.", "The field is missing."),
    "request_field": ("„{value}“: {detail}.", "“{value}”: {detail}."),
    "day_too_large": (
        "{value} Aufträge sind mehr als die {detail}, die dieser Dienst annimmt.",
        "{value} orders are more than the {detail} that this service accepts.",
    ),
    "too_many_waiting": (
        "{value} Pläne warten schon; später noch einmal versuchen.",
        "{value} plans wait already; try again later.",
    ),
    # diagnose
    "diagnose_tours_few": (
        "Ursachen werden nicht gezeigt: Die {value} Tage mit {detail} früheren Wochen haben zu wenige Touren.",
        "Causes are not shown: the {value} days with {detail} earlier weeks have too few tours.",
    ),
    "diagnose_history_short": (
        "Ursachen sind nicht berechnet: Keiner der {value} Tage hat {detail} frühere Wochen mit genug Zeitstempeln.",
        "Causes are not computed: none of the {value} days has {detail} earlier weeks with enough stamps.",
    ),
    # bench solver
    "instance_missing": (
        "Die Datei „{value}“ gibt es nicht; gebraucht wird eine Solomon-, Homberger- oder VRPLIB-Datei.",
        "There is no file “{value}”; give a Solomon, Homberger or VRPLIB file.",
    ),
    "instance_unreadable": (
        "„{value}“ ist nicht lesbar; erwartet wird: {detail}.",
        "“{value}” can't be read; expected: {detail}.",
    ),
}
