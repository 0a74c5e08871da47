"""What is said of results: figures over time, groups, and the delay map."""

MESSAGES: dict[str, tuple[str, str]] = {
    "no_visits": (
        "Für „{value}“ sind keine einzelnen Zeiten da: keine Diagnose, oder ihre Frist ist abgelaufen.",
        "There are no single times for “{value}”: no diagnosis, or their time has run out.",
    ),
    "no_replay": (
        "Für „{value}“ ist noch nichts nachgespielt; die Auswertung startet ein Replay.",
        "Nothing has been replayed for “{value}” yet; the analyst starts a replay.",
    ),
}
