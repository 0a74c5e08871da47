"""What is said of a history: rows, tours and days left out, and what stands out in it."""

MESSAGES = {
    "parquet_unreadable": (
        "Die Parquet-Datei lässt sich nicht lesen ({detail}).",
        "The Parquet file can't be read ({detail}).",
    ),
    # cells
    "day_unreadable": (
        "„{value}“ ist kein Tag; möglich sind 2026-03-31 und 31.03.2026.",
        "“{value}” is no day; 2026-03-31 and 31.03.2026 are possible.",
    ),
    "visit_kind_unknown": (
        "„{value}“ ist keine Art von Zeile. Möglich: {detail}.",
        "“{value}” is no kind of row. Possible: {detail}.",
    ),
    "status_unknown": (
        "Den Status „{value}“ gibt es nicht. Möglich: {detail}.",
        "There is no status “{value}”. Possible: {detail}.",
    ),
    # rows, tours and days left out
    "visit_cancelled": (
        "Der Auftrag „{value}“ wurde vom Kunden abgesagt; er zählt weder als pünktlich noch als verspätet.",
        "The order “{value}” was cancelled by the customer; it counts neither as on time nor as late.",
    ),
    "vehicle_unlisted": (
        "Das Fahrzeug „{value}“ steht nicht in der Fahrzeugliste.",
        "The vehicle “{value}” is not in the vehicle list.",
    ),
    "coordinates_far": (
        "{value} liegt weit weg von jedem Depot.",
        "{value} lies far from every depot.",
    ),
    "order_repeated": (
        "Der Auftrag „{value}“ steht in derselben Tour schon in Zeile {detail}.",
        "The order “{value}” stands in the same tour in row {detail} already.",
    ),
    "order_in_two_tours": (
        "Der Auftrag „{value}“ steht am selben Tag in zwei Touren; es gilt Zeile {detail}.",
        "The order “{value}” stands in two tours of the day; row {detail} counts.",
    ),
    "depot_row_repeated": (
        "Die Tour hat schon eine Zeile „{value}“.",
        "The tour has a row “{value}” already.",
    ),
    "tour_without_stops": (
        "Die Tour „{value}“ hat keinen verwendbaren Stopp.",
        "The tour “{value}” has no usable stop.",
    ),
    "planned_vehicle_absent": (
        "Das geplante Fahrzeug „{value}“ hat an diesem Tag keine Tour; der Stopp gilt als auf dem fahrenden geplant.",
        "The planned vehicle “{value}” has no tour on this day; the stop counts as planned on the one that drove.",
    ),
    "forced_vehicle_absent": (
        "Das vorgeschriebene Fahrzeug „{value}“ hat an diesem Tag keine Tour; jedes darf den Auftrag fahren.",
        "The required vehicle “{value}” has no tour on this day; any may serve the order.",
    ),
    "departure_before_arrival": (
        "Die Abfahrt liegt vor der Ankunft ({value}); beide Stempel gelten als unbekannt.",
        "The departure lies before the arrival ({value}); both stamps count as unknown.",
    ),
    "stamps_out_of_order": (
        "Die Stempel ({value}) passen nicht zu denen der anderen Stopps der Tour; sie gelten als unbekannt.",
        "The stamps ({value}) do not fit those of the tour's other stops; they count as unknown.",
    ),
    "scans_missing": (
        "Für „{value}“ wurde weder Ankunft noch Abfahrt gestempelt.",
        "Neither arrival nor departure was stamped for “{value}”.",
    ),
    "arrival_missing": (
        "Für „{value}“ wurde keine Ankunft gestempelt.",
        "No arrival was stamped for “{value}”.",
    ),
    "departure_missing": (
        "Für „{value}“ wurde keine Abfahrt gestempelt.",
        "No departure was stamped for “{value}”.",
    ),
    "batch_scans": (
        "Zu viele Stopps der Tour wurden in einem Zug gestempelt ({value} der Wege); aus ihr wird nichts gelernt.",
        "Too many of the tour's stops were stamped in one go ({value} of the legs); nothing is learned from it.",
    ),
    "stamps_too_fast": (
        "Nach den Stempeln war die Tour unmöglich schnell ({value} der Wege); aus ihr wird nichts gelernt.",
        "By its stamps the tour was impossibly fast ({value} of the legs); nothing is learned from it.",
    ),
    "tour_incomplete": (
        "In der Tour „{value}“ fehlt ein Stopp, der angefahren wurde; aus ihr wird nichts gelernt.",
        "The tour “{value}” misses a stop that was driven to; nothing is learned from it.",
    ),
    "tour_without_plan": (
        "Die Tour „{value}“ hat keine geplanten Zeiten; ihr Start ist der Schichtbeginn.",
        "The tour “{value}” has no planned times; it starts with the shift.",
    ),
    "tour_without_stamps": (
        "Die Tour „{value}“ hat keinen Stempel.",
        "The tour “{value}” has no stamp.",
    ),
    "departure_assumed": (
        "Die geplante Abfahrt der Tour „{value}“ fehlt; sie ist aus der ersten geplanten Ankunft geschätzt.",
        "The planned departure of the tour “{value}” is missing; it is estimated from its first planned arrival.",
    ),
    "departure_implausible": (
        "Die geplante Abfahrt {value} passt nicht zu den geplanten Ankünften der Tour; sie gilt als unbekannt.",
        "The planned departure {value} does not fit the tour's planned arrivals; it counts as unknown.",
    ),
    "departure_after_shift": (
        "Die Tour „{value}“ sollte erst nach Schichtende abfahren; ihre Schicht ist verschoben.",
        "The tour “{value}” was to leave after the end of its shift; the shift is moved.",
    ),
    "day_without_plan": (
        "Der {value} hat keine geplanten Zeiten; er zählt nur in der Verspätungsbilanz.",
        "{value} has no planned times; it counts in the delay ledger only.",
    ),
    # what stands out
    "history_without_rows": (
        "Keine Zeile der Historie ist verwendbar.",
        "No row of the history can be used.",
    ),
    "history_clocks_change": (
        "Am {value} wurde die Uhr umgestellt; Zeiten, die es nicht oder zweimal gibt, gelten als unbekannt.",
        "The clocks change on {value}; times that do not exist or exist twice count as unknown.",
    ),
    "history_gap": (
        "Das Depot „{value}“ hat an vielen Werktagen keine Tour: {detail}.",
        "The depot “{value}” has no tour on many working days: {detail}.",
    ),
    "history_lone_stops": (
        "{value} Touren haben nur einen Stopp; an ihrer Reihenfolge ist nichts zu verbessern.",
        "{value} tours have a single stop; their order can't be improved.",
    ),
}

LABELS = {
    "rows": ("Zeilen verwendet / gelesen", "Rows used / read"),
    "range": ("Zeitraum", "Period"),
    "days": ("Tage", "Days"),
    "tours": ("Touren", "Tours"),
    "trusted": ("davon mit glaubhaften Stempeln", "of these with credible stamps"),
    "stops": ("Stopps", "Stops"),
    "stamped": ("davon mit gestempelter Ankunft", "of these with a stamped arrival"),
    "row": ("Zeilen", "Rows"),
    "tour": ("Touren", "Tours"),
    "day": ("Tage", "Days"),
    "everything": ("ausgeschlossen", "left out"),
    "learning": ("nicht zum Lernen", "not learned from"),
    "replay": ("nicht im Nachspielen", "not replayed"),
}
"""Headings of the import report."""

SHORT = {
    "visit_cancelled": ("vom Kunden abgesagt", "cancelled by the customer"),
    "vehicle_unlisted": ("Fahrzeug nicht in der Liste", "vehicle not in the list"),
    "unknown_depot": ("Depot unbekannt", "depot unknown"),
    "coordinates_missing": ("Koordinaten fehlen", "coordinates missing"),
    "address_without_coordinates": ("Adresse ohne Koordinaten", "address without coordinates"),
    "coordinates_swapped": ("Koordinaten vertauscht", "coordinates swapped"),
    "coordinates_far": ("weit weg von jedem Depot", "far from every depot"),
    "order_repeated": ("Auftrag doppelt in der Tour", "order twice in the tour"),
    "order_in_two_tours": ("Auftrag in zwei Touren", "order in two tours"),
    "depot_row_repeated": ("Depotzeile doppelt", "depot row twice"),
    "tour_without_stops": ("Tour ohne Stopp", "tour without a stop"),
    "planned_vehicle_absent": ("geplantes Fahrzeug ohne Tour", "planned vehicle without a tour"),
    "forced_vehicle_absent": ("vorgeschriebenes Fahrzeug ohne Tour", "required vehicle without a tour"),
    "departure_before_arrival": ("Abfahrt vor Ankunft", "departure before arrival"),
    "stamps_out_of_order": ("Stempel passen nicht zu den anderen", "stamps do not fit the others"),
    "scans_missing": ("Stempel fehlen", "stamps missing"),
    "arrival_missing": ("Ankunftsstempel fehlt", "arrival stamp missing"),
    "departure_missing": ("Abfahrtsstempel fehlt", "departure stamp missing"),
    "batch_scans": ("in einem Zug gestempelt", "stamped in one go"),
    "stamps_too_fast": ("unmöglich schnell gestempelt", "stamped impossibly fast"),
    "tour_incomplete": ("angefahrener Stopp fehlt", "a visited stop is missing"),
    "tour_without_plan": ("ohne geplante Zeiten", "without planned times"),
    "tour_without_stamps": ("ohne Stempel", "without stamps"),
    "departure_assumed": ("geplante Abfahrt geschätzt", "planned departure estimated"),
    "departure_implausible": ("geplante Abfahrt unglaubhaft", "planned departure implausible"),
    "departure_after_shift": ("Abfahrt nach Schichtende", "departure after the shift"),
    "day_without_plan": ("Tag ohne geplante Zeiten", "day without planned times"),
    "day_unreadable": ("Datum nicht lesbar", "date can't be read"),
    "cell_empty": ("Pflichtzelle leer", "needed cell empty"),
    "time_unreadable": ("Uhrzeit nicht lesbar", "clock time can't be read"),
    "time_other_day": ("Uhrzeit an einem anderen Tag", "clock time on another day"),
    "clock_skipped": ("Uhrzeit gibt es nicht (Zeitumstellung)", "clock time does not exist (clocks change)"),
    "clock_twice": ("Uhrzeit gibt es zweimal (Zeitumstellung)", "clock time exists twice (clocks change)"),
    "row_length": ("falsche Zahl von Zellen", "wrong number of cells"),
}
"""Reasons in a few words, for counts; other codes are counted as cells that can't be read."""

CELL = ("Zelle nicht lesbar", "cell can't be read")
