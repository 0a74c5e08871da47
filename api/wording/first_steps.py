"""Words that lead through a new service until it can plan."""

WORDS: dict[str, tuple[str, str]] = {
    "first_title": ("Erste Schritte", "First steps"),
    "first_done": ("erledigt", "done"),
    "first_none_yours": (
        "Ihnen ist noch kein Depot zugeordnet. Das richtet die Verwaltung ein.",
        "You have no depot yet. An administrator sets it up.",
    ),
    "first_wait": ("Ihre Verwaltung richtet das ein.", "An administrator sets this up."),
    "first_name_depot": ("Depot", "Depot"),
    "first_name_roads": ("Straßen", "Roads"),
    "first_name_vehicles": ("Fahrzeuge", "Vehicles"),
    "first_name_orders": ("Aufträge", "Orders"),
    "first_lack_depot": ("Noch kein Depot", "No depot yet"),
    "first_what_depot": (
        "Ein Depot ist der Ort, an dem Ihre Touren beginnen. Ein Name genügt.",
        "A depot is where your tours begin. A name is enough.",
    ),
    "first_do_depot": ("Depot anlegen", "Add a depot"),
    "first_lack_roads": ("{depot}: noch kein Straßennetz", "{depot}: no road network yet"),
    "first_what_roads": (
        "Es kommt aus OpenStreetMap: ein Auszug Ihres Gebiets, etwa Ihres Bundeslands (.osm.pbf).",
        "It comes from OpenStreetMap: an extract of your area, e.g. of your region (.osm.pbf).",
    ),
    "first_do_roads": ("Straßennetz hochladen", "Upload a road network"),
    "first_lack_vehicles": ("{depot}: noch keine Fahrzeuge", "{depot}: no vehicles yet"),
    "first_what_vehicles": (
        "Als Liste aus Excel oder einzeln: von wo, von wann bis wann, wie viel.",
        "As a list from Excel or one by one: from where, from when to when, how much.",
    ),
    "first_do_vehicles": ("Fahrzeuge eintragen", "Enter vehicles"),
}
