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
    "unknown_job": (
        "Den Vorgang „{value}“ gibt es nicht, oder Sie haben keinen Zugang.",
        "There is no job “{value}”, or you have no access to it.",
    ),
    "job_not_yours": (
        "Das kann nur, wer den Vorgang begonnen hat, oder die Verwaltung.",
        "Only who started the job can do that, or an admin.",
    ),
    "own_kind": (
        "Die Art „{value}“ kennt dieser Dienst nicht; er kennt: {detail}.",
        "This service does not know the kind “{value}”; it knows: {detail}.",
    ),
    "worker_ended": (
        "Der Dienst rechnet nicht mehr: sein Worker ist zu Ende. Bitte den Dienst neu starten.",
        "The service computes no more: its worker has ended. Please restart the service.",
    ),
    "unknown_list": (
        "Die Auftragsliste „{value}“ gibt es nicht, oder Sie haben keinen Zugang.",
        "There is no order list “{value}”, or you have no access to it.",
    ),
    "unknown_plan": (
        "Den Plan „{value}“ gibt es nicht, oder Sie haben keinen Zugang.",
        "There is no plan “{value}”, or you have no access to it.",
    ),
    "unknown_tour": ("Tour {value} gibt es in diesem Plan nicht.", "There is no tour {value} in this plan."),
    "unknown_roads": ("Das Straßennetz „{value}“ gibt es nicht.", "There is no road network “{value}”."),
    "unknown_depot_vehicle": (
        "Das Fahrzeug „{value}“ gibt es in diesem Depot nicht.",
        "There is no vehicle “{value}” in this depot.",
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
    "job_ended": (
        "Der Vorgang ist schon zu Ende (Zustand {value}); daran lässt sich nichts mehr ändern.",
        "The job has already ended (state {value}); nothing about it can be changed any more.",
    ),
    "job_attempts_spent": (
        "Der Vorgang wurde {value}-mal begonnen und nie beendet: Rechner oder Dienst fielen aus. Bitte neu starten.",
        "The job was begun {value} times and never ended: machine or service failed. Please start it again.",
    ),
    "idempotency_key_used": (
        "Der Idempotency-Key „{value}“ gehört schon zu einem anderen Auftrag an den Dienst. Bitte einen neuen nehmen.",
        "The Idempotency-Key “{value}” already belongs to another request. Please use a new one.",
    ),
    "file_gone": (
        "Die Datei „{value}“ gibt es nicht oder nicht mehr.",
        "The file “{value}” does not exist, or no longer.",
    ),
    "store_damaged": (
        "Der Inhalt der Datenbank ist beschädigt ({detail}). Bitte eine Sicherung einspielen.",
        "The content of the database is damaged ({detail}). Please restore a backup.",
    ),
    "store_busy": (
        "Die Datenbank ist gerade ausgelastet. Nichts wurde geändert; bitte gleich noch einmal versuchen.",
        "The database is busy. Nothing was changed; please try again in a moment.",
    ),
    "kept_already": (
        "Das hat gerade jemand anders angelegt. Nichts wurde geändert; bitte neu laden.",
        "Somebody else has just added this. Nothing was changed; please reload.",
    ),
    "store_full": (
        "Die Datenbank kann nicht schreiben; ist der Datenträger voll ({detail})? Nichts wurde geändert.",
        "The database can't write; is the disk full ({detail})? Nothing was changed.",
    ),
    "store_unreachable": (
        "Die Datenbank ist nicht erreichbar ({detail}). Nichts wurde geändert; bitte gleich noch einmal versuchen.",
        "The database can't be reached ({detail}). Nothing was changed; please try again in a moment.",
    ),
    "store_unsure": (
        "Die Verbindung zur Datenbank brach beim Speichern ab. Ob gespeichert wurde, ist ungewiss: bitte nachsehen.",
        "The connection to the database broke while saving. It is uncertain whether it was saved: please have a look.",
    ),
    "store_newer": (
        "Die Datenbank hat Fassung {value}, dieses Programm kennt nur {detail}. Bitte das Programm aktualisieren.",
        "The database has version {value}, this program knows {detail} only. Please update the program.",
    ),
    "store_foreign": (
        "In dieser Datenbank liegen schon Tabellen eines anderen Programms. Bitte eine leere nehmen.",
        "This database already holds tables of another program. Please use an empty one.",
    ),
    "backup_unreadable": (
        "Die Datei lässt sich nicht lesen: {detail}.",
        "The file can't be read: {detail}.",
    ),
    "backup_foreign": (
        "Das ist keine Sicherung, die `termintreu backup` geschrieben hat.",
        "This is no backup written by `termintreu backup`.",
    ),
    "backup_damaged": (
        "Die Sicherung ist beschädigt ({detail}). Nichts wurde geändert; bitte eine andere nehmen.",
        "The backup is damaged ({detail}). Nothing was changed; please use another one.",
    ),
    "backup_version": (
        "Die Sicherung hat Fassung {value}, dieses Programm {detail}. Bitte mit dem passenden Programm einspielen.",
        "The backup has version {value}, this program {detail}. Please restore it with the program that made it.",
    ),
    "no_store_here": (
        "Im Ordner „{value}“ liegt keine Datenbank des Dienstes. Bitte --folder oder --store angeben wie beim Dienst.",
        "The folder “{value}” holds no database of the service. Please give --folder or --store as for the service.",
    ),
    "store_address": (
        "Die Adresse der Datenbank ist falsch oder ihr Treiber fehlt. So sieht eine aus: postgresql+psycopg://host/name.",
        "The database's address is wrong or its driver is missing. One looks like this: postgresql+psycopg://host/name.",
    ),
}
