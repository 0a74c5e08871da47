"""What is said of order and vehicle lists and of given tours."""

MESSAGES = {
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
    "excel_locked": (
        "Die Excel-Datei ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern.",
        "The Excel file is protected by a password; please save it without one.",
    ),
    "excel_too_large": (
        "Die Excel-Datei wird entpackt größer als {detail} MB; so lang ist keine Auftragsliste.",
        "The Excel file unpacks to more than {detail} MB; no order list is that long.",
    ),
    "formula_error": (
        "Die Formel ergibt {value}; bitte in der Tabelle berichtigen.",
        "The formula gives {value}; please correct it in the sheet.",
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
    "number_ambiguous": (
        "„{value}“ kann ein Komma oder Tausender meinen; bitte als ganze Zahl oder mit anderer Stellenzahl schreiben.",
        "“{value}” may mean a decimal or thousands; please write a whole number or another number of digits.",
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
    "number_too_small": (
        "„{value}“ ist zu klein; mindestens {detail}.",
        "“{value}” is too small; {detail} at least.",
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
    "reload_without_trips": (
        "Nachladen ({value} min) ohne zweite Fahrt hat keine Wirkung; bitte max_trips ab 2 eintragen oder leer lassen.",
        (
            "Reloading ({value} min) without a second trip has no effect; please set max_trips to 2 or more, "
            "or leave it blank."
        ),
    ),
    "break_rule_unknown": (
        "Die Pausenregel „{value}“ gibt es nicht. Möglich: {detail}.",
        "There is no break rule “{value}”. Possible: {detail}.",
    ),
    "state_unknown": (
        "Das Bundesland „{value}“ gibt es nicht. Möglich: {detail}, auch als DE-RP oder Rheinland-Pfalz.",
        "There is no federal state “{value}”. Possible: {detail}, also as DE-RP or Rheinland-Pfalz.",
    ),
    "depot_states_differ": (
        "Das Depot hat in einer früheren Zeile das Bundesland {detail}, hier {value}.",
        "The depot's federal state is {detail} in an earlier row, here {value}.",
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
    "changed_meanwhile": (
        "„{value}“ wurde inzwischen geändert (jetzt Fassung {detail}). Bitte neu laden; nichts wurde überschrieben.",
        "“{value}” was changed in the meantime (now version {detail}). Please reload; nothing was overwritten.",
    ),
    "list_changed": (
        "{value} hat diese Liste inzwischen geändert ({detail}). Bitte neu laden; nichts wurde überschrieben.",
        "{value} changed this list in the meantime ({detail}). Please reload; nothing was overwritten.",
    ),
    "depot_name_taken": (
        "Ein Depot „{value}“ gibt es schon.",
        "There is a depot “{value}” already.",
    ),
    "vehicle_known": (
        "Ein Fahrzeug „{value}“ steht schon auf der Liste.",
        "There is a vehicle “{value}” on the list already.",
    ),
    "no_vehicles": (
        "Für das Depot „{value}“ ist kein Fahrzeug gewählt oder eingetragen.",
        "No vehicle is chosen or listed for the depot “{value}”.",
    ),
    "no_row_ready": (
        "Noch ist keine Zeile bereit zum Planen; bitte erst die Zeilen berichtigen oder die Spalten zuordnen.",
        "No row is ready to be planned yet; please correct the rows or map the columns first.",
    ),
    "mapping_column_unknown": (
        "Die Datei hat keine Spalte „{value}“. Vorhanden: {detail}.",
        "The file has no column “{value}”. Present: {detail}.",
    ),
    "meaning_unknown": (
        "„{value}“ ist keine bekannte Bedeutung. Möglich: {detail}.",
        "“{value}” is no known meaning. Possible: {detail}.",
    ),
    "meaning_twice": (
        "„{value}“ und „{detail}“ können nicht dasselbe bedeuten; bitte eine der Spalten anders zuordnen.",
        "“{value}” and “{detail}” can't mean the same; please map one of the columns differently.",
    ),
    "row_unknown": (
        "Diese Zeile gibt es in der Datei nicht.",
        "There is no such row in the file.",
    ),
    "upload_too_large": (
        "Die Datei ist größer als {detail} MB. Bitte aufteilen oder nicht benötigte Blätter und Bilder löschen.",
        "The file is larger than {detail} MB. Please split it, or delete sheets and pictures that are not needed.",
    ),
    "file_kind": (
        "Das ist {value}. Gelesen wird: {detail}.",
        "This is {value}. What is read: {detail}.",
    ),
    "roads_kind": (
        "„{value}“ ist kein Straßennetz. Gelesen wird, was so endet: {detail}.",
        "“{value}” is no road network. What is read ends in: {detail}.",
    ),
    "form_needed": (
        "Der Inhalt „{value}“ ist kein Formular mit einer Datei; erwartet wird multipart/form-data.",
        "The body “{value}” is no form with a file; multipart/form-data is expected.",
    ),
    "form_damaged": (
        "Das Formular kam beschädigt an ({detail}). Bitte noch einmal senden.",
        "The form arrived damaged ({detail}). Please send it again.",
    ),
    "vehicle_timezone": (
        "Das Fahrzeug nennt die Zeitzone „{value}“, das Depot {detail}.",
        "The vehicle names the time zone “{value}”, the depot {detail}.",
    ),
    "vehicle_list_large": (
        "Ein Depot hat höchstens {detail} Fahrzeuge; hier sind es {value}.",
        "A depot has {detail} vehicles at most; here are {value}.",
    ),
    "list_too_long": (
        "Die Liste hat {value} Zeilen, gelesen werden höchstens {detail}.",
        "The list has {value} rows; {detail} at most are read.",
    ),
    "list_too_wide": (
        "Die Liste hat {value} Spalten, gelesen werden höchstens {detail}.",
        "The list has {value} columns; {detail} at most are read.",
    ),
    "column_unknown": (
        "Eine Spalte „{value}“ gibt es hier nicht. Möglich: {detail}.",
        "There is no column “{value}” here. Possible: {detail}.",
    ),
    "outside_roads": (
        "{value} liegt außerhalb des Straßennetzes dieses Depots.",
        "{value} lies outside the road network of this depot.",
    ),
    "depot_in_use": (
        "Das Depot „{value}“ hat noch Listen, Pläne oder Historien ({detail}) und kann nicht gelöscht werden.",
        "The depot “{value}” still has lists, plans or histories ({detail}) and can't be deleted.",
    ),
    "list_key_used": (
        "Der Schlüssel „{value}“ wurde schon für eine andere Liste benutzt.",
        "The key “{value}” was used for another list already.",
    ),
}

SHORT = {
    "window_reversed": ("Ende liegt vor dem Anfang", "The end is before the start"),
    "window_unreadable": ("Kein Zeitfenster; etwa 08:00–10:00", "Not a time window; try 08:00–10:00"),
    "windows_overlap": ("Die Fenster überschneiden sich", "The windows overlap"),
    "time_unreadable": ("Keine Uhrzeit; etwa 08:00", "Not a clock time; try 08:00"),
    "order_twice": ("Gleiche Nummer wie Zeile {detail}", "Same number as row {detail}"),
    "cell_empty": ("Hier fehlt ein Wert", "A value is missing"),
    "coordinates_missing": ("Die Lage fehlt", "The place is missing"),
    "address_without_coordinates": ("Zur Adresse fehlt die Lage", "The address has no place on the map"),
    "coordinate_zero": ("0 / 0 ist ein Platzhalter", "0 / 0 is a placeholder"),
    "coordinate_range": (
        "Keine Koordinate; vielleicht fehlt das Komma",
        "No coordinate; is the decimal point missing?",
    ),
    "coordinates_swapped": ("Breite und Länge sind vertauscht", "Latitude and longitude are swapped"),
    "outside_roads": ("Liegt außerhalb des Straßennetzes", "Lies outside the road network"),
    "number_unreadable": ("„{value}“ ist keine Zahl", "“{value}” is not a number"),
    "number_ambiguous": ("Komma oder Tausenderpunkt?", "Decimal point or thousands?"),
    "number_negative": ("Kleiner als null", "Less than zero"),
    "number_not_whole": ("Keine ganze Zahl", "Not a whole number"),
    "shipment_without_pickup": ("Der Sendung fehlt die Abholung", "The shipment lacks its pickup"),
    "shipment_without_delivery": ("Der Sendung fehlt die Lieferung", "The shipment lacks its delivery"),
    "shipment_twice": ("Gleiche Hälfte wie Zeile {detail}", "Same half as row {detail}"),
    "shipment_waits": ("Wartet auf Zeile {detail}", "Waits for row {detail}"),
    "order_kind_unknown": ("Weder Lieferung noch Abholung", "Neither delivery nor pickup"),
    "unknown_vehicle": ("Fahrzeug „{value}“ gibt es hier nicht", "There is no vehicle “{value}” here"),
    "row_length": ("Mehr Zellen als Spalten", "More cells than columns"),
    "formula_error": ("Die Formel ergibt {value}", "The formula gives {value}"),
}
"""The same in a few words, for a row that shows place and value itself."""
