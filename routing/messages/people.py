"""What is said of people and of their requests: signing in, roles, keys, limits."""

MESSAGES: dict[str, tuple[str, str]] = {
    "unknown_path": (
        "Die Adresse „{value}“ gibt es hier nicht.",
        "There is nothing at the address “{value}”.",
    ),
    "unknown_method": (
        "Diese Adresse kennt die Methode {value} nicht.",
        "This address does not know the method {value}.",
    ),
    "body_unreadable": (
        "Der Inhalt der Anfrage ist nicht lesbar: {detail}.",
        "The body of the request can't be read: {detail}.",
    ),
    "version_unreadable": (
        "„{value}“ ist keine Fassung; bitte den ETag so nennen, wie er gelesen wurde.",
        "“{value}” is no version; please give the ETag as it was read.",
    ),
}
