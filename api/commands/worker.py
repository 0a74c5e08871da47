"""`termintreu worker`: work on jobs, beside the service or on another machine."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Folder, Lang, Profiles, StoreAddress
from api.commands.serve import LogFormat, Spare, Tasks, own_kinds
from api.console import Console


def worker(
    folder: Folder = Path("var"),
    store: StoreAddress = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Jobs at a time.", show_default="cores - 1")
    ] = None,
    log_format: LogFormat = "text",
    spare: Spare = True,
    task: Tasks = None,
    _profiles: Profiles = None,
    lang: Lang = None,
) -> None:
    """Work on the jobs of a service that runs with --workers 0, until SIGTERM or Ctrl-C.

    Running jobs go back into the queue then. The store may be PostgreSQL on
    another machine; as SQLite it must lie on this one.

    Example: termintreu worker --store postgresql+psycopg://termintreu@db/termintreu
    """
    from api.jobs.worker import work_until_signal
    from api.observation.log import set_up
    from api.settings import Settings

    settings = Settings(
        folder=folder,
        store=store,
        workers=workers,
        log_format=log_format,
        preload=spare,
        tasks=own_kinds(task),
    )
    console = Console.of(lang, as_json=False)
    set_up(log_format)
    console.say("Worker läuft (Strg-C beendet)", "worker is running (Ctrl-C stops it)")
    work_until_signal(settings)
