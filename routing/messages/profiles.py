"""What is said of a file with own vehicle profiles."""

MESSAGES = {
    "profile_too_light": (
        "{value} kg sind mehr, als das Profil auf der Straße wiegen darf ({detail}). Bitte ein schwereres wählen.",
        "{value} kg is more than the profile may weigh on the road ({detail}). Choose a heavier profile.",
    ),
    "profile_file_missing": (
        "Die Profildatei „{value}“ gibt es nicht; bitte den Pfad prüfen (--profiles oder TERMINTREU_PROFILES).",
        "There is no profile file “{value}”; check the path (--profiles or TERMINTREU_PROFILES).",
    ),
    "profile_file_broken": (
        "„{value}“ ist keine lesbare TOML-Datei ({detail}). Ein Profil beginnt mit [profile.NAME].",
        "“{value}” is no readable TOML file ({detail}). A profile begins with [profile.NAME].",
    ),
    "profile_file_empty": (
        '„{value}“ enthält kein Profil. Ein Profil beginnt mit [profile.NAME], darunter steht etwa like = "van".',
        '“{value}” holds no profile. A profile begins with [profile.NAME], below it stands, say, like = "van".',
    ),
    "profile_file_many": (
        "{value} Profile sind zu viele, höchstens {detail} gehen; Fahrzeuge mit gleichen Maßen teilen sich eins.",
        "{value} profiles are too many, {detail} at most are possible; vehicles of the same size share one.",
    ),
    "profile_part_unknown": (
        "„{value}“ gehört nicht in eine Profildatei. Erlaubt sind nur Abschnitte [profile.NAME].",
        "“{value}” does not belong into a profile file. Only sections [profile.NAME] are allowed.",
    ),
    "profile_name_unusable": (
        "Der Name „{value}“ geht nicht: 1 bis 40 Buchstaben ohne Umlaute, Ziffern, „_“ oder „-“.",
        "The name “{value}” can't be used: 1 to 40 letters without accents, digits, “_” or “-”.",
    ),
    "profile_name_taken": (
        "„{value}“ heißt schon ein Profil ({detail}). Bitte einen anderen Namen wählen, etwa „{value}_2“.",
        "A profile named “{value}” is there already ({detail}). Choose another name, “{value}_2” for instance.",
    ),
    "profile_like_missing": (
        '{value}: Es fehlt, welchem Profil es gleicht. Bitte like = "…" ergänzen; möglich sind {detail}.',
        '{value}: it is not said which profile it is like. Add like = "…"; there are {detail}.',
    ),
    "profile_like_unknown": (
        "{value}: Dieses Profil gibt es nicht. Gemeint ist vielleicht: {detail}.",
        "{value}: there is no such profile. Perhaps this is meant: {detail}.",
    ),
    "profile_key_unknown": (
        "{value}: Diese Angabe gibt es nicht. Gemeint ist vielleicht: {detail}.",
        "{value}: there is no such key. Perhaps this is meant: {detail}.",
    ),
    "profile_number_expected": (
        "{value}: Hier gehört eine Zahl hin, mit Dezimalpunkt und ohne Anführungszeichen, etwa {detail}.",
        "{value}: a number is needed here, with a decimal point and without quotes, such as {detail}.",
    ),
    "profile_text_expected": (
        "{value}: Hier gehört ein Name in Anführungszeichen hin; möglich sind {detail}.",
        "{value}: a name in quotes is needed here; there are {detail}.",
    ),
    "profile_flag_expected": (
        "{value}: Hier gehört true oder false hin, ohne Anführungszeichen.",
        "{value}: true or false is needed here, without quotes.",
    ),
    "profile_out_of_range": (
        "{value}: Das ist bei einem solchen Fahrzeug nicht möglich; erlaubt ist {detail}.",
        "{value}: that is impossible for such a vehicle; allowed is {detail}.",
    ),
    "profile_weight_class": (
        '{value}: Für dieses Gewicht gelten andere Schilder und Tempolimits. Bitte like = "{detail}" schreiben.',
        '{value}: other signs and speed limits hold for this weight. Write like = "{detail}".',
    ),
}
