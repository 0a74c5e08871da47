"""`termintreu backup` and `termintreu restore`: the whole store in one file, while the service runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Folder, Json, Lang, StoreAddress
from api.console import Console

if TYPE_CHECKING:
    from data.store import Store


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write; one that is there is replaced.")],
    folder: Folder = Path("var"),
    store: StoreAddress = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write all that the service keeps into one file: one state, although the service goes on.

    It holds personal data and password hashes: keep it as safe as the
    service itself. Sessions are left out.

    Example: termintreu backup termintreu-monday.zip
    """
    from datetime import UTC, datetime

    from data.store import backup as backups

    console = Console.of(lang, as_json=as_json)
    kept = opened_store(folder, store)
    with console.progress("Sichern", "Backing up") as tell, kept.read() as tx:
        manifest = backups.save(tx, file, now=datetime.now(UTC), tell=tell)
    kept.close()
    _told(console, file, manifest.tables["files"].rows, sum(part.rows for part in manifest.tables.values()))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup that `termintreu backup` has written.")],
    folder: Folder = Path("var"),
    store: StoreAddress = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Replace all that the service keeps by a backup, as a whole or not at all.

    The file is checked before anything is touched. Everybody signs in again;
    jobs that ran when the backup was made begin anew. It may come from SQLite
    and go to PostgreSQL, or back.

    Example: termintreu restore termintreu-monday.zip
    """
    from data.store import backup as backups

    console = Console.of(lang, as_json=as_json)
    with backups.opened(file) as archive:
        with console.progress("Sicherung prüfen", "Checking the backup") as tell:
            manifest = backups.check(archive, tell)
        if store is None:
            folder.mkdir(parents=True, exist_ok=True)
        kept = opened_store(folder, store, new=True)
        with console.progress("Einspielen", "Restoring") as tell, kept.write() as tx:
            backups.restore(tx, archive, tell)
    kept.close()
    _told(console, file, manifest.tables["files"].rows, sum(part.rows for part in manifest.tables.values()))


def opened_store(folder: Path, address: str | None, *, new: bool = False) -> "Store":
    """Open the store of a service.

    Raises
    ------
    NotFoundError
        If there is none in this folder and none is to be made.
    """
    from api.settings import Settings
    from data.store import Store
    from routing.errors import NotFoundError

    settings = Settings(folder=folder, store=address)
    if address is None and not new and not (folder / "termintreu.db").exists():
        raise NotFoundError.of("no_store_here", value=str(folder))
    store = Store(settings.store_url)
    store.migrate()
    return store


def _told(console: Console, file: Path, files: int, rows: int) -> None:
    """Say what went into the backup, or came out of it."""
    console.say(f"{file}: {rows} Zeilen, {files} Dateien.", f"{file}: {rows} rows, {files} files.")
    console.result({"file": str(file), "rows": rows, "files": files})
