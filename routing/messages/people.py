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
    "body_too_large": (
        "Die Anfrage ist größer als die {detail} MB, die hier auf einmal angenommen werden.",
        "The request is larger than the {detail} MB that are taken at once here.",
    ),
    "body_deep": (
        "Die Anfrage ist tiefer als {detail} Ebenen verschachtelt.",
        "The request is nested deeper than {detail} levels.",
    ),
    "body_signs": (
        "Die Anfrage enthält Zeichen, die sich nicht speichern lassen (Nullzeichen oder halbe Zeichen).",
        "The request holds signs that can't be stored (the zero sign or half characters).",
    ),
    "too_often": (
        "Zu viele Anfragen in kurzer Zeit. In {value} s geht es weiter.",
        "Too many requests in a short time. Go on in {value} s.",
    ),
    "csrf": (
        "Die Anfrage trägt nicht das Kennzeichen dieser Anmeldung. Bitte die Seite neu laden und wieder versuchen.",
        "The request does not carry the token of this session. Please reload the page and try again.",
    ),
    "origin_foreign": (
        "Die Anfrage kommt von einer fremden Seite und wurde nicht ausgeführt.",
        "The request comes from another site and was not carried out.",
    ),
    "sign_in_wrong": (
        "Name oder Passwort stimmt nicht. Noch {value} Versuche, dann 10 Minuten Pause.",
        "Name or password is wrong. {value} more attempts, then a pause of 10 minutes.",
    ),
    "sign_in_wrong_once": (
        "Name oder Passwort stimmt nicht. Noch 1 Versuch, dann 10 Minuten Pause.",
        "Name or password is wrong. 1 more attempt, then a pause of 10 minutes.",
    ),
    "sign_in_paused": (
        "Zu viele Versuche. In 10 Minuten geht es weiter; Ihre Verwaltung kann Ihnen auch einen neuen Link geben.",
        "Too many attempts. Try again in 10 minutes, or ask your administrator for a new link.",
    ),
    "password_wrong": (
        "Das bisherige Passwort stimmt nicht.",
        "The current password is wrong.",
    ),
    "password_short": (
        "Das Passwort braucht mindestens {value} Zeichen.",
        "The password needs at least {value} characters.",
    ),
    "password_long": (
        "Das Passwort darf höchstens {value} Zeichen haben.",
        "The password may have {value} characters at most.",
    ),
    "password_is_name": (
        "Das Passwort enthält Ihren Namen. Bitte ein anderes wählen.",
        "The password contains your name. Please choose another.",
    ),
    "passwords_differ": (
        "Die beiden Eingaben sind verschieden.",
        "The two entries differ.",
    ),
    "link_over": (
        "Dieser Link ist abgelaufen oder schon benutzt. Ihre Verwaltung gibt Ihnen einen neuen.",
        "This link has expired or was already used. Your administrator gives you a new one.",
    ),
    "unknown_user": (
        "Das Konto „{value}“ gibt es nicht.",
        "There is no account “{value}”.",
    ),
    "user_name_taken": (
        "Den Benutzernamen „{value}“ hat schon jemand.",
        "Somebody already has the user name “{value}”.",
    ),
    "user_name_unfit": (
        "„{value}“ taugt nicht als Benutzername: 2 bis 60 Buchstaben, Ziffern und . _ - @, ohne Leerzeichen.",
        "“{value}” is no user name: 2 to 60 letters, digits and . _ - @, without spaces.",
    ),
    "user_changed": (
        "Das Konto „{value}“ wurde inzwischen geändert. Bitte neu laden.",
        "The account “{value}” was changed in the meantime. Please reload.",
    ),
    "user_disabled": (
        "Das Konto „{value}“ ist gesperrt; ein Link hilft erst, wenn es wieder frei ist.",
        "The account “{value}” is disabled; a link helps only once it is enabled.",
    ),
    "last_admin": (
        "Das ist das letzte Konto mit der Rolle Verwaltung; ohne es käme niemand mehr herein.",
        "This is the last account with the role administration; without it nobody could get in.",
    ),
    "unknown_api_key": (
        "Den Schlüssel „{value}“ gibt es nicht, oder er ist widerrufen.",
        "There is no key “{value}”, or it is revoked.",
    ),
    "key_rights": (
        "Ein Schlüssel kann nicht mehr Rechte haben als Sie: {value}.",
        "A key can't have more rights than you: {value}.",
    ),
    "session_needed": (
        "Das geht nur angemeldet im Browser, nicht mit einem Schlüssel.",
        "This takes a session in a browser; a key can't do it.",
    ),
    "groups_small": (
        "Ergebnisse für {value} statt {detail} Touren brauchen das Ja der Beschäftigten: bitte den Haken setzen.",
        "Results for {value} instead of {detail} tours take the agreement of the staff: please tick the box.",
    ),
    "preferences_large": (
        "Die Einstellungen sind größer als {value} kB.",
        "The preferences are larger than {value} kB.",
    ),
}
