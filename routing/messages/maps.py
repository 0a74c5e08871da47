"""What is said of the frames that a map is drawn from."""

MESSAGES = {
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
    # The delay map
    "map_figure_unusable": (
        "„{value}“ ist hier keine Zahl ab 0 und kein Bereich von klein nach groß.",
        "“{value}” is neither a number from 0 on nor the low end of an interval here.",
    ),
    "map_ring_unusable": (
        "„{value}“ ist kein Umriss; nötig sind mindestens drei Punkte (Länge, Breite).",
        "“{value}” is no outline; it takes at least three points (longitude, latitude).",
    ),
    "map_loads_from_outside": (
        "Ein Kartenelement würde „{value}“ laden; diese Karte darf nichts von außen holen.",
        "A map element would load “{value}”; this map must not fetch anything from outside.",
    ),
}
