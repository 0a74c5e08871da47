"""What the service says of its store, its jobs and its requests."""

MESSAGES = {
    "internal": (
        "Im Programm ist etwas schiefgegangen; es steht im Protokoll des Dienstes. Nichts wurde verändert.",
        "Something went wrong in the program; it is in the service's log. Nothing was changed.",
    ),
    "unknown_depot_id": (
        "Das Depot „{value}“ gibt es nicht, oder Sie haben keinen Zugang.",
        "There is no depot “{value}”, or you have no access to it.",
    ),
    "unknown_thing": (
        "{detail} „{value}“ gibt es nicht, oder Sie haben keinen Zugang.",
        "There is no {detail} “{value}”, or you have no access to it.",
    ),
    "sign_in_needed": (
        "Sie sind nicht angemeldet, oder die Anmeldung ist abgelaufen.",
        "You are not signed in, or your session has ended.",
    ),
    "role_missing": (
        "Dafür braucht es die Rolle {value}.",
        "That takes the role {value}.",
    ),
    "version_missing": (
        "Bitte die Fassung nennen, die Sie ändern: Kopfzeile If-Match mit dem ETag.",
        "Please name the version you change: header If-Match with the ETag.",
    ),
}
