"""What the service says of histories, diagnoses and replays."""

MESSAGES = {
    "unknown_history": (
        "Die Historie „{value}“ gibt es nicht, oder Sie haben keinen Zugang.",
        "There is no history “{value}”, or you have no access to it.",
    ),
    "unknown_run": (
        "Den Lauf „{value}“ gibt es nicht, oder Sie haben keinen Zugang.",
        "There is no run “{value}”, or you have no access to it.",
    ),
    "unknown_run_file": (
        "Die Datei „{value}“ hat dieser Lauf nicht; Dateien mit Ist-Zeiten gehen mit ihrer Historie.",
        "This run has no file “{value}”; files with actual times go with their history.",
    ),
    "history_deleted": (
        "Die Historie wurde von {value} gelöscht.",
        "The history was deleted by {value}.",
    ),
    "history_over": (
        "Die Aufbewahrungsfrist der Historie ist abgelaufen; sie wurde gelöscht.",
        "The history's retention time is over; it was deleted.",
    ),
    "depot_without_roads": (
        "Das Depot „{value}“ hat noch kein Straßennetz. In der Verwaltung lässt sich eines zuordnen.",
        "The depot “{value}” has no road network yet. One can be set in the administration.",
    ),
    "depot_without_vehicles": (
        "Das Depot „{value}“ hat noch keine Fahrzeuge. Bitte die Fahrzeugliste zur Historie mitgeben.",
        "The depot “{value}” has no vehicles yet. Please hand in the vehicle list with the history.",
    ),
    "run_unfinished": (
        "Lauf {value} ist noch nicht fertig.",
        "Run {value} is not finished yet.",
    ),
    "run_without_times": (
        "Lauf {value} hat keine Fahr- und Standzeiten gelernt: dafür sind zu wenige Ist-Zeiten in der Historie.",
        "Run {value} has learned no travel and service times: the history holds too few actual times.",
    ),
    "runs_of_two_depots": (
        "Die beiden Läufe gehören zu verschiedenen Depots.",
        "The two runs belong to different depots.",
    ),
    "first_after_last": (
        "Der erste Tag {value} liegt nach dem letzten.",
        "The first day {value} comes after the last one.",
    ),
    "history_file_kind": (
        "„{value}“ ist keine Liste, die hier gelesen wird: {detail}.",
        "“{value}” is no list that is read here: {detail}.",
    ),
    "compare_other_history": (
        "Die Läufe lesen verschiedene Historien.",
        "The runs read different histories.",
    ),
    "compare_other_days": (
        "Die Läufe haben verschiedene Tage nachgespielt; ihre Minderungen lassen sich nicht vergleichen.",
        "The runs have replayed different days; their reductions can't be compared.",
    ),
    "compare_other_judge": (
        "Verschiedene Prüfungen (andere Wochen oder Startwerte): Die Minderungen lassen sich nicht vergleichen.",
        "Different judges (other weeks or seeds): the reductions can't be compared.",
    ),
    "compare_without_headline": (
        "Mindestens ein Lauf hat keine Schlagzeile; eine Minderung gibt es dort nicht.",
        "At least one of the runs has no headline; it has no reduction.",
    ),
}
