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
    "extract_packed": (
        "„{value}“ ist ein {detail}-Archiv; bitte auspacken und die Datei darin angeben.",
        "“{value}” is a {detail} archive; unpack it and give the file in it.",
    ),
    "extract_is_page": (
        "„{value}“ ist eine Webseite, wohl eine Fehlermeldung des Servers; bitte den Auszug neu herunterladen.",
        "“{value}” is a web page, probably a server's error message; download the extract again.",
    ),
    "extract_of_versions": (
        (
            "„{value}“ enthält Änderungen oder frühere Fassungen; nötig ist ein Auszug mit dem heutigen Stand "
            "(.osm.pbf, nicht .osc oder .osh)."
        ),
        "“{value}” holds changes or earlier versions; take an extract of today's state (.osm.pbf, not .osc or .osh).",
    ),
    "extract_not_uploaded": (
        (
            "Die Punkte in „{value}“ haben negative Nummern: sie kommen aus einem Karteneditor und wurden nie "
            "hochgeladen. Bitte einen Auszug aus OpenStreetMap nehmen."
        ),
        (
            "The nodes in “{value}” have negative ids: they come from a map editor and were never uploaded. "
            "Take an extract of OpenStreetMap."
        ),
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
    "area_size": (
        "„{value}“ km ist kein sinnvoller Umkreis; möglich sind {detail} km.",
        "“{value}” km is no sensible radius; {detail} km are possible.",
    ),
    "area_not_degrees": (
        "„{value}“ sind keine Grad; möglich sind {detail}, zuerst die Länge, dann die Breite.",
        "“{value}” are no degrees; {detail} are possible, longitude first, then latitude.",
    ),
    "area_reversed": (
        "„{value}“ ist kein Rechteck; die Reihenfolge ist Westen,Süden,Osten,Norden.",
        "“{value}” is no rectangle; the order is west,south,east,north.",
    ),
    "area_unreadable": (
        "„{value}“ ist nicht lesbar; erwartet wird {detail}, z. B. mit Punkten in den Zahlen.",
        "“{value}” can't be read; it should be {detail}, with points in the numbers.",
    ),
    "area_options": (
        "Angegeben ist „{value}“; nötig ist genau eine dieser Angaben: {detail}.",
        "Given is “{value}”; exactly one of these is needed: {detail}.",
    ),
    "area_file_missing": (
        "Die Datei „{value}“ gibt es nicht; bitte den Pfad des Gebiets prüfen.",
        "There is no file “{value}”; check the path of the area.",
    ),
    "area_file_not_readable": (
        "„{value}“ lässt sich nicht öffnen ({detail}); bitte Pfad und Zugriffsrechte prüfen.",
        "“{value}” can't be opened ({detail}); check the path and the permissions.",
    ),
    "area_file_not_geojson": (
        "„{value}“ ist kein GeoJSON; bitte das Gebiet als GeoJSON in Grad (WGS 84) speichern.",
        "“{value}” is no GeoJSON; save the area as GeoJSON in degrees (WGS 84).",
    ),
    "area_file_without_polygon": (
        "„{value}“ enthält keine Fläche; nötig ist mindestens ein Polygon.",
        "“{value}” holds no area; it takes at least one polygon.",
    ),
    "area_outside_extract": (
        "Das Gebiet „{value}“ liegt nicht im Auszug; er reicht über {detail} (West,Süd,Ost,Nord).",
        "The area “{value}” does not lie in the extract, which covers {detail} (west,south,east,north).",
    ),
    "area_swapped": (
        (
            "Das Gebiet „{value}“ liegt nicht im Auszug, mit vertauschten Koordinaten aber schon: zuerst die Länge, "
            "dann die Breite. Der Auszug reicht über {detail} (West,Süd,Ost,Nord)."
        ),
        (
            "The area “{value}” does not lie in the extract, but would with its coordinates swapped: longitude first, "
            "then latitude. The extract covers {detail} (west,south,east,north)."
        ),
    ),
    "area_without_roads": (
        "Im Gebiet „{value}“ hat der Auszug keine Straßen; bitte ein größeres Gebiet wählen.",
        "The extract has no roads in the area “{value}”; choose a larger one.",
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
        "Das Fahrzeugprofil „{value}“ gibt es nicht. Vorhanden: {detail}. Eigene stehen in der Datei von --profiles.",
        "There is no vehicle profile “{value}”. Known: {detail}. Own ones stand in the file of --profiles.",
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
    # why no way leads from one place to another
    "way_closed_at_hour": (
        "„{value}“ ist um diese Zeit gesperrt; erreichbar {detail}.",
        "“{value}” is closed at this hour; it can be reached {detail}.",
    ),
    "way_too_heavy": (
        "Nach „{value}“ führt für {detail} keine Straße; ein leichteres Fahrzeug käme hin.",
        "No road to “{value}” bears {detail}; a lighter vehicle would get there.",
    ),
    "way_too_high": (
        "Nach „{value}“ führt für {detail} Höhe keine Straße; ein niedrigeres Fahrzeug käme hin.",
        "No road to “{value}” is open to {detail} of height; a lower vehicle would get there.",
    ),
    "way_too_wide": (
        "Nach „{value}“ führt für {detail} Breite keine Straße; ein schmaleres Fahrzeug käme hin.",
        "No road to “{value}” is open to {detail} of width; a narrower vehicle would get there.",
    ),
    "way_too_long": (
        "Nach „{value}“ führt für {detail} Länge keine Straße; ein kürzeres Fahrzeug käme hin.",
        "No road to “{value}” is open to {detail} of length; a shorter vehicle would get there.",
    ),
    "way_too_large": (
        "Nach „{value}“ führt für dieses Fahrzeug ({detail}) keine Straße; ein kleineres käme hin.",
        "No road to “{value}” is open to this vehicle ({detail}); a smaller one would get there.",
    ),
    "way_needs_badge": (
        "„{value}“ liegt hinter einer Umweltzone, für die dem Fahrzeug die Plakette fehlt.",
        "“{value}” lies behind a low-emission zone for which the vehicle has no badge.",
    ),
    "way_for_others": (
        "„{value}“ ist für diese Fahrzeugart gesperrt; mit anderen Profilen erreichbar: {detail}.",
        "“{value}” is closed to this kind of vehicle; other profiles get there: {detail}.",
    ),
    "way_out_missing": (
        "Von „{value}“ führt im Auszug keine Straße ins übrige Netz; bitte einen größeren Auszug verwenden.",
        "In this extract no road leads from “{value}” to the rest of the network; use a larger extract.",
    ),
    "way_in_missing": (
        "Zu „{value}“ führt im Auszug keine Straße aus dem übrigen Netz; bitte einen größeren Auszug verwenden.",
        "In this extract no road leads to “{value}” from the rest of the network; use a larger extract.",
    ),
}
