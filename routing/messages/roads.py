"""What is said of extracts, saved networks, downloads and places on the road."""

MESSAGES = {
    "place_unknown": (
        "OpenStreetMap kennt kein Gebiet „{value}“ mit Straßen. Mit Land versuchen: „Kaiserslautern, Deutschland“.",
        "OpenStreetMap knows no area “{value}” with roads. Try it with its country: “Kaiserslautern, Deutschland”.",
    ),
    "fetch_failed": (
        "„{value}“ ließ sich nicht laden ({detail}). Ohne Internet: Auszug mit `termintreu roads build` einlesen.",
        "“{value}” can't be downloaded ({detail}). Without internet: import an extract by `termintreu roads build`.",
    ),
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
}
