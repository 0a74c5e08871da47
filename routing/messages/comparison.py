"""What is said where our solver is measured beside others."""

MESSAGES = {
    "peer_missing": (
        "Zum Vergleich fehlt: {value}. Abhilfe: pip install 'termintreu[peers]', oder mit --peer nur die vorhandenen.",
        "Missing for the comparison: {value}. Way out: pip install 'termintreu[peers]', or name others by --peer.",
    ),
    "peer_unknown": (
        "Den Vergleichslöser „{value}“ gibt es nicht. Es gibt: {detail}.",
        "There is no solver “{value}” to compare with. There are: {detail}.",
    ),
    "peers_lack_rule": (
        "Diese Regel kennt nicht jeder Vergleichslöser. Ein fairer Vergleich braucht einen Tag ohne sie.",
        "Not every solver to compare with knows this rule. A fair comparison needs a day without it.",
    ),
    "suite_lacks_instance": (
        "„{value}“ gehört nicht zum Vergleich. Es gibt: {detail}.",
        "“{value}” is not part of the comparison. There are: {detail}.",
    ),
    "best_known_wrong": (
        "Der gespeicherte beste Plan für {value} kostet nicht, was dabeisteht ({detail}). Eintrag prüfen oder löschen.",
        "The stored best plan of {value} does not cost what it says ({detail}). Check the entry or delete it.",
    ),
}
