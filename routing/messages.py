"""The wording of every finding, violation and reason, in German and English.

One entry a code. ``{value}`` is what stands in the input, ``{detail}`` what
the way out needs to name. A test fails when a code used in the source has no entry.
"""

from typing import Literal

Language = Literal["de", "en"]

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
    # --- schedule and check -------------------------------------------------
    "not_in_any_tour": (
        "Steht in keiner Tour.",
        "Stands in no tour.",
    ),
    "check_stop_unknown": ("gehört nicht zu diesem Tag.", "does not belong to this day."),
    "check_stop_repeated": (
        "kommt {value}-mal vor; jeder Auftrag darf nur einmal stehen.",
        "occurs {value} times; each order may stand only once.",
    ),
    "check_stop_missing": (
        "fehlt: weder in einer Tour noch unter den offenen Aufträgen.",
        "is missing: neither in a tour nor among the unassigned.",
    ),
    "check_reason_missing": ("ist offen, aber ohne Grund.", "is unassigned without a reason."),
    "check_due_wrong": (
        "ist falsch gezählt: fällig ist, wer ein Fensterende hat.",
        "is counted wrongly: due is who has a window end.",
    ),
    "check_vehicle_unknown": ("gibt es an diesem Tag nicht.", "does not exist on this day."),
    "check_vehicle_repeated": (
        "hat {value} Touren; es gibt nur eine am Tag.",
        "has {value} tours; a day has only one.",
    ),
    "check_vehicle_forced": (
        "darf nur mit Fahrzeug {detail} gefahren werden.",
        "may only be served by vehicle {detail}.",
    ),
    "check_skills_missing": ("Dem Fahrzeug fehlt: {value}.", "The vehicle lacks: {value}."),
    "check_load_exceeded": ("{value} geladen, erlaubt sind {detail}.", "{value} loaded, {detail} allowed."),
    "check_load_wrong": (
        "nennt {value} Ladung, die Summe ist {detail}.",
        "claims a load of {value}, the sum is {detail}.",
    ),
    "check_max_stops": ("{value} Stopps, erlaubt sind {detail}.", "{value} stops, {detail} allowed."),
    "check_shift_start": (
        "fährt um {value} los, die Schicht beginnt um {detail}.",
        "leaves at {value}, the shift starts at {detail}.",
    ),
    "check_shift_end": (
        "ist um {value} fertig, die Schicht endet um {detail}.",
        "is done at {value}, the shift ends at {detail}.",
    ),
    "check_way_home": (
        "Der Rückweg passt nicht zum vereinbarten Ende der Tour.",
        "The way home does not fit the agreed end of the tour.",
    ),
    "check_leg_ends": ("Der Weg führt {value}, richtig wäre {detail}.", "The leg goes {value}, right is {detail}."),
    "check_leg_departure": (
        "Abfahrt {value}, der Stopp davor ist um {detail} fertig.",
        "Leaves at {value}, the stop before is done at {detail}.",
    ),
    "check_leg_unreachable": (
        "Von {value} nach {detail} führt keine befahrbare Straße.",
        "No usable road leads from {value} to {detail}.",
    ),
    "check_leg_arrival": ("Ankunft {value}, nachgerechnet {detail}.", "Arrival {value}, recomputed {detail}."),
    "check_leg_held": (
        "{value} s vor gesperrter Straße gewartet, nachgerechnet {detail} s.",
        "Waits {value} s for a closed road, recomputed {detail} s.",
    ),
    "check_leg_distance": ("{value} m, nachgerechnet {detail} m.", "{value} m, recomputed {detail} m."),
    "check_service_start": (
        "Beginn der Bedienung {value}, nachgerechnet {detail}.",
        "Service starts {value}, recomputed {detail}.",
    ),
    "check_service_time": (
        "{value} s vor Ort, vereinbart sind {detail} s.",
        "{value} s on site, agreed are {detail} s.",
    ),
    "check_lateness_wrong": (
        "{value} s Verspätung genannt, es sind {detail} s.",
        "Claims {value} s of lateness, it is {detail} s.",
    ),
    "check_hard_window": (
        "Beginn {value} nach dem festen Fensterende {detail}.",
        "Starts at {value}, after the hard window end {detail}.",
    ),
    "check_figure_wrong": ("Kennzahl {value}, nachgezählt {detail}.", "Figure {value}, recounted {detail}."),
    # --- data: tables, orders, vehicles -------------------------------------
    "file_unreadable": (
        "Die Datei „{value}“ lässt sich nicht öffnen ({detail}).",
        "The file “{value}” can't be opened ({detail}).",
    ),
    "file_empty": (
        "Die Datei ist leer; sie braucht eine Kopfzeile und Zeilen darunter.",
        "The file is empty; it needs a header line and rows below it.",
    ),
    "file_not_text": (
        "Das ist keine Textdatei; bitte als CSV (UTF-8) oder Excel speichern.",
        "This is no text file; please save it as CSV (UTF-8) or Excel.",
    ),
    "csv_broken": (
        "Die CSV-Datei ist beschädigt, meist durch ein Anführungszeichen ohne Gegenstück ({detail}).",
        "The CSV file is broken, mostly by a quotation mark without its partner ({detail}).",
    ),
    "excel_unreadable": (
        "Die Excel-Datei lässt sich nicht lesen ({detail}); bitte neu speichern, ohne Kennwort.",
        "The Excel file can't be read ({detail}); please save it again, without a password.",
    ),
    "sheet_ignored": (
        "Das Blatt „{value}“ wurde nicht gelesen, nur „{detail}“.",
        "The sheet “{value}” was not read, only “{detail}”.",
    ),
    "only_header": (
        "Unter der Kopfzeile steht keine Zeile.",
        "There is no row below the header line.",
    ),
    "row_length": (
        "Die Zeile hat {value} Zellen, die Kopfzeile {detail}; wohl ein Trennzeichen ohne Anführungszeichen.",
        "The row has {value} cells, the header line {detail}; perhaps a separator lacks its quotation marks.",
    ),
    "column_missing": (
        "Die Spalte „{value}“ fehlt. Vorhanden: {detail}.",
        "The column “{value}” is missing. Present: {detail}.",
    ),
    "column_missing_near": (
        "Die Spalte fehlt. Ist „{value}“ gemeint? Vorhanden: {detail}.",
        "The column is missing. Is “{value}” meant? Present: {detail}.",
    ),
    "column_twice": (
        "Die Spalte „{value}“ steht mehrfach in der Kopfzeile.",
        "The column “{value}” stands in the header line more than once.",
    ),
    "columns_unknown": (
        "Diese Spalten werden nicht gelesen: {value}.",
        "These columns are not read: {value}.",
    ),
    "cell_empty": (
        "Hier fehlt ein Wert.",
        "A value is missing here.",
    ),
    "number_unreadable": (
        "„{value}“ ist keine Zahl; bitte ohne Einheit schreiben, etwa 12,5.",
        "“{value}” is not a number; please write it without a unit, such as 12.5.",
    ),
    "number_negative": (
        "„{value}“ ist negativ; hier steht eine Zahl ab 0.",
        "“{value}” is negative; a number from 0 on belongs here.",
    ),
    "number_not_whole": (
        "„{value}“ ist keine ganze Zahl.",
        "“{value}” is not a whole number.",
    ),
    "number_too_large": (
        "„{value}“ ist zu groß; höchstens {detail}.",
        "“{value}” is too large; {detail} at most.",
    ),
    "flag_unreadable": (
        "„{value}“ ist weder ja noch nein. Möglich: {detail}.",
        "“{value}” is neither yes nor no. Possible: {detail}.",
    ),
    "coordinate_range": (
        "„{value}“ liegt außerhalb von {detail} Grad; vielleicht fehlt das Dezimalzeichen.",
        "“{value}” lies outside {detail} degrees; perhaps the decimal point is missing.",
    ),
    "coordinate_zero": (
        "Die Koordinate 0 / 0 liegt im Atlantik; wohl ein Platzhalter. Bitte die wahre eintragen.",
        "The coordinate 0 / 0 lies in the Atlantic; a placeholder, it seems. Please enter the true one.",
    ),
    "coordinates_missing": (
        "Die Koordinaten fehlen; bitte lat und lon eintragen.",
        "The coordinates are missing; please enter lat and lon.",
    ),
    "address_without_coordinates": (
        "„{value}“ hat keine Koordinaten. Adressen sucht erst eine spätere Fassung; bis dahin lat und lon eintragen.",
        "“{value}” has no coordinates. A later version will look up addresses; until then please enter lat and lon.",
    ),
    "coordinates_swapped": (
        "{value} liegt weit weg von jedem Depot; wohl sind lat und lon vertauscht. Gemeint: {detail}?",
        "{value} lies far from every depot; lat and lon seem swapped. Is {detail} meant?",
    ),
    "time_unreadable": (
        "„{value}“ ist keine Uhrzeit; bitte als HH:MM schreiben (24:00 bis 47:59 ist der nächste Tag).",
        "“{value}” is not a clock time; please write HH:MM (24:00 to 47:59 is the next day).",
    ),
    "time_needs_date": (
        "„{value}“ nennt einen Tag; dafür muss der Plantag bekannt sein.",
        "“{value}” names a day; for that the plan day must be known.",
    ),
    "time_other_day": (
        "„{value}“ liegt nicht am Plantag {detail}.",
        "“{value}” is not on the plan day {detail}.",
    ),
    "clock_skipped": (
        "Die Uhrzeit „{value}“ gibt es am {detail} nicht: Die Uhr wird umgestellt und überspringt sie.",
        "The clock time “{value}” does not exist on {detail}: the clocks change and skip it.",
    ),
    "clock_twice": (
        "Die Uhrzeit „{value}“ gibt es am {detail} zweimal (Zeitumstellung); bitte als ISO 8601 mit Versatz angeben.",
        "The clock time “{value}” exists twice on {detail} (clocks change); please give it as ISO 8601 with offset.",
    ),
    "window_unreadable": (
        "„{value}“ ist kein Zeitfenster; bitte wie 08:00-10:00 schreiben, mehrere mit | trennen.",
        "“{value}” is not a time window; please write it like 08:00-10:00 and separate several by |.",
    ),
    "window_reversed": (
        "Das Zeitfenster {value} endet vor seinem Anfang. Am nächsten Tag? Dann als {detail} schreiben.",
        "The window {value} ends before it starts. On the next day? Then write {detail}.",
    ),
    "windows_overlap": (
        "Die Zeitfenster {value} überschneiden sich.",
        "The windows {value} overlap.",
    ),
    "windows_given_twice": (
        "Entweder windows oder window_start und window_end, nicht beides.",
        "Either windows or window_start and window_end, not both.",
    ),
    "order_twice": (
        "Der Auftrag „{value}“ steht schon in Zeile {detail}.",
        "The order “{value}” stands in row {detail} already.",
    ),
    "vehicle_twice": (
        "Das Fahrzeug „{value}“ steht schon in Zeile {detail}.",
        "The vehicle “{value}” stands in row {detail} already.",
    ),
    "sequence_twice": (
        "Platz {value} dieser Tour ist schon in Zeile {detail} vergeben.",
        "Place {value} of this tour is taken in row {detail} already.",
    ),
    "shift_reversed": (
        "Die Schicht {value} endet nicht nach ihrem Anfang; 02:00 am nächsten Tag schreibt man 26:00.",
        "The shift {value} does not end after it starts; 02:00 on the next day is written 26:00.",
    ),
    "profile_unknown": (
        "Das Fahrzeugprofil „{value}“ gibt es nicht. Möglich: {detail}.",
        "There is no vehicle profile “{value}”. Possible: {detail}.",
    ),
    "not_supported_yet": (
        "„{value}“ kann diese Fassung noch nicht berücksichtigen; sie ändert den Plan. Bitte leer lassen.",
        "This version can't act on “{value}” yet, and it would change the plan. Please leave it blank.",
    ),
    "timezone_unknown": (
        "Die Zeitzone „{value}“ gibt es nicht; üblich ist Europe/Berlin.",
        "There is no time zone “{value}”; a usual one is Europe/Berlin.",
    ),
    "timezones_differ": (
        "Ein Plantag hat nur eine Zeitzone, hier stehen mehrere: {value}.",
        "A plan day has a single time zone, here are several: {value}.",
    ),
    "depot_moves": (
        "Das Depot „{value}“ hat in einer früheren Zeile andere Koordinaten.",
        "The depot “{value}” has other coordinates in an earlier row.",
    ),
    "depot_without_coordinates": (
        "Das Depot „{value}“ hat in keiner Zeile Koordinaten; bitte depot_lat und depot_lon eintragen.",
        "The depot “{value}” has no coordinates in any row; please enter depot_lat and depot_lon.",
    ),
    "end_unknown": (
        "Das Tourende „{value}“ ist unbekannt. Möglich: {detail} oder lat/lon.",
        "The end of tour “{value}” is unknown. Possible: {detail} or lat/lon.",
    ),
    "customer_id_assumed": (
        "{value} Aufträge ohne Kundennummer; sie wird aus Adresse oder Koordinaten gebildet.",
        "{value} orders without a customer id; it is made from the address or the coordinates.",
    ),
    "service_assumed": (
        "{value} Aufträge ohne Standzeit; gerechnet wird mit 0 Minuten.",
        "{value} orders without a service time; 0 minutes are assumed.",
    ),
    # --- data: plan.json ---------------------------------------------------
    "plan_not_json": (
        "Die Datei ist kein JSON ({detail}); gebraucht wird eine plan.json, unverändert.",
        "The file is no JSON ({detail}); an unchanged plan.json is needed.",
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
    # --- data: samples -----------------------------------------------------
    "addresses_too_few": (
        "Der Straßenauszug hat nur {value} erreichbare Adressen, gebraucht werden {detail}; bitte weniger Stopps wählen.",
        "The road extract has only {value} addresses in reach, {detail} are needed; please choose fewer stops.",
    ),
    # --- command line and HTTP ----------------------------------------------
    "traffic_unreadable": (
        "Keine lesbaren Reisezeitfaktoren ({detail}). Ohne --traffic gilt das Werktagsprofil.",
        "No readable travel factors ({detail}). Without --traffic the weekday profile is used.",
    ),
    "date_unreadable": (
        "„{value}“ ist kein Datum; geschrieben wird es JJJJ-MM-TT, zum Beispiel 2026-03-02.",
        "“{value}” is no date; write it YYYY-MM-DD, for example 2026-03-02.",
    ),
    "demo_town_missing": (
        "Die Stadt der Vorführung fehlt. `make demo` installiert sie.",
        "The demo's town is missing. `make demo` installs it.",
    ),
    "request_field": ("„{value}“: {detail}.", "“{value}”: {detail}."),
    "day_too_large": (
        "{value} Aufträge sind mehr als die {detail}, die dieser Dienst annimmt.",
        "{value} orders are more than the {detail} that this service accepts.",
    ),
    "too_many_waiting": (
        "{value} Pläne warten schon; später noch einmal versuchen.",
        "{value} plans wait already; try again later.",
    ),
    "unknown_plan": (
        "Plan „{value}“ gibt es nicht (mehr); ein neuer entsteht mit POST /api/v1/plans.",
        "There is no plan “{value}” (any more); POST /api/v1/plans makes a new one.",
    ),
    "plan_not_finished": (
        "Plan „{value}“ ist noch nicht fertig (Stand: {detail}).",
        "Plan “{value}” is not finished (state: {detail}).",
    ),
    "place_unknown": (
        "OpenStreetMap kennt kein Gebiet „{value}“ mit Straßen. Mit Land versuchen: „Kaiserslautern, Deutschland“.",
        "OpenStreetMap knows no area “{value}” with roads. Try it with its country: “Kaiserslautern, Deutschland”.",
    ),
    "fetch_failed": (
        "„{value}“ ließ sich nicht laden ({detail}). Ohne Internet: einen Auszug mit `termintreu roads build` einlesen.",
        "“{value}” could not be downloaded ({detail}). Without internet: import an extract with `termintreu roads build`.",
    ),
    # --- solving ----------------------------------------------------------
    "solver_died": (
        "Der Planungsprozess endete unerwartet (Code {value}); oft fehlt Arbeitsspeicher. Der Tag lässt sich neu planen.",
        "The planning process ended unexpectedly (code {value}), often for want of memory. The day can be planned again.",
    ),
    "no_room_left": (
        "In den Touren ist kein Platz mehr.",
        "There is no room left in the tours.",
    ),
    # --- roads ------------------------------------------------------------
    "extract_missing": (
        "Die Datei „{value}“ gibt es nicht; bitte den Pfad des OpenStreetMap-Auszugs prüfen.",
        "There is no file “{value}”; check the path of the OpenStreetMap extract.",
    ),
    "extract_not_readable": (
        "„{value}“ lässt sich nicht öffnen ({detail}); bitte Pfad und Zugriffsrechte prüfen.",
        "“{value}” can't be opened ({detail}); check the path and the permissions.",
    ),
    "extract_empty": (
        "„{value}“ ist leer; bitte den Auszug noch einmal herunterladen.",
        "“{value}” is empty; download the extract again.",
    ),
    "extract_not_osm": (
        "„{value}“ ist kein OpenStreetMap-Auszug; lesbar sind .osm.pbf, .osm, .osm.gz und .osm.bz2.",
        "“{value}” is no OpenStreetMap extract; .osm.pbf, .osm, .osm.gz and .osm.bz2 can be read.",
    ),
    "extract_without_end": (
        "„{value}“ bricht mittendrin ab ({detail}); bitte den Auszug noch einmal vollständig herunterladen.",
        "“{value}” breaks off before its end ({detail}); download the whole extract again.",
    ),
    "extract_broken": (
        "„{value}“ ist beschädigt oder kein OpenStreetMap-Auszug ({detail}); bitte neu herunterladen.",
        "“{value}” is damaged or no OpenStreetMap extract ({detail}); download it again.",
    ),
    "extract_without_roads": (
        "„{value}“ enthält keine Straßen mit bekannter Lage; bitte einen Auszug mit Straßen und ihren Punkten wählen.",
        "“{value}” holds no roads whose place is known; choose an extract with roads and their nodes.",
    ),
    "roads_file_missing": (
        "Die Straßendatei „{value}“ gibt es nicht; sie entsteht mit „termintreu roads build AUSZUG“.",
        "There is no road file “{value}”; “termintreu roads build EXTRACT” makes one.",
    ),
    "roads_file_damaged": (
        "„{value}“ ist keine Straßendatei oder beschädigt; bitte mit „termintreu roads build AUSZUG“ neu bauen.",
        "“{value}” is no road file or is damaged; build it again with “termintreu roads build EXTRACT”.",
    ),
    "roads_file_version": (
        (
            "„{value}“ stammt von einer anderen Programmfassung ({detail}); "
            "bitte mit „termintreu roads build AUSZUG“ neu bauen."
        ),
        (
            "“{value}” comes from another version of the program ({detail}); "
            "build it again with “termintreu roads build EXTRACT”."
        ),
    ),
    "roads_file_not_written": (
        "Die Straßendatei lässt sich nicht schreiben ({detail}); bitte Platz und Zugriffsrechte prüfen.",
        "The road file can't be written ({detail}); check free space and permissions.",
    ),
    "unknown_profile": (
        "Das Fahrzeugprofil „{value}“ gibt es nicht. Vorhanden: {detail}.",
        "There is no vehicle profile “{value}”. Known: {detail}.",
    ),
    "place_outside_network": (
        (
            "„{value}“ liegt außerhalb des Straßennetzes, Abstand zur nächsten befahrbaren Straße {detail}. "
            "Bitte die Koordinaten prüfen oder einen größeren Auszug verwenden."
        ),
        (
            "“{value}” lies outside the road network, distance to the nearest usable road {detail}. "
            "Check the coordinates or use a larger extract."
        ),
    ),
    "no_road_near": (
        (
            "Bei „{value}“ ist keine befahrbare Straße in der Nähe, Abstand zur nächsten {detail}. "
            "Bitte die Koordinaten prüfen oder einen größeren Abstand erlauben."
        ),
        (
            "There is no usable road near “{value}”, distance to the nearest {detail}. "
            "Check the coordinates or allow a larger distance."
        ),
    ),
    "no_usable_road": (
        "Für „{value}“ gibt es im ganzen Netz keine Straße, die „{detail}“ befahren darf.",
        "For “{value}” the whole network has no road that “{detail}” may use.",
    ),
    "place_not_snapped": (
        "Zu „{value}“ fehlt der Platz auf der Straße; er muss zuvor zugeordnet werden.",
        "The place on the road of “{value}” is missing; it must be snapped first.",
    ),
    # --- bench solver -------------------------------------------------------
    "instance_missing": (
        "Die Datei „{value}“ gibt es nicht; gebraucht wird eine Solomon-, Homberger- oder VRPLIB-Datei.",
        "There is no file “{value}”; give a Solomon, Homberger or VRPLIB file.",
    ),
    "instance_unreadable": (
        "„{value}“ ist nicht lesbar; erwartet wird: {detail}.",
        "“{value}” can't be read; expected: {detail}.",
    ),
    "plan_other_roads": (
        "Der Plan entstand auf einem anderen Straßennetz als „{value}“.",
        "The plan was made on another road network than “{value}”.",
    ),
    "plan_other_traffic": (
        "Der Plan rechnet mit den Reisezeiten „{value}“, geprüft wird mit „{detail}“.",
        "The plan uses the travel times “{value}”, the check uses “{detail}”.",
    ),
    # --- maps ---------------------------------------------------------------
    "map_column_missing": (
        "Diese Spalte fehlt der Karte. Vorhanden: {detail}.",
        "The map needs this column. Present: {detail}.",
    ),
    "map_coordinate_unusable": (
        "„{value}“ ist kein Längen- oder Breitengrad; nötig sind Grad in WGS 84.",
        "“{value}” is no longitude or latitude; it takes degrees of WGS 84.",
    ),
    "map_line_unusable": (
        "„{value}“ ist keine Linie; nötig ist ein LineString mit Längen- und Breitengraden.",
        "“{value}” is no line; it takes a LineString of longitudes and latitudes.",
    ),
    "map_time_without_zone": (
        "„{value}“ hat keine Zeitzone; nötig sind Zeitpunkte in der Zone des Depots.",
        "“{value}” has no time zone; it takes times in the depot's zone.",
    ),
    "map_paths_unfitting": (
        "Der Weg von Fahrzeug „{value}“ passt nicht zu seiner Tour (Teilstücke vorhanden / nötig: {detail}).",
        "The path of vehicle “{value}” does not fit its tour (pieces present / needed: {detail}).",
    ),
    "map_without_plan": ("Die Karte braucht mindestens einen Plan.", "A map needs at least one plan."),
    "map_without_place": ("Der Plan hat keinen Ort, den eine Karte zeigen kann.", "The plan has no place to show."),
    "map_loads_from_outside": (
        "Ein Kartenelement würde „{value}“ laden; diese Karte darf nichts von außen holen.",
        "A map element would load “{value}”; this map must not fetch anything from outside.",
    ),
}


def wording(code: str, language: Language) -> str:
    """Return the wording of a code; a missing code is a programming error (KeyError)."""
    return MESSAGES[code][0 if language == "de" else 1]
