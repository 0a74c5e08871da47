"""`termintreu serve`: the service, all in one process."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.commands.options import Folder, Lang, Profiles, StoreAddress
from api.console import Console

if TYPE_CHECKING:
    from api.settings import Settings

LogFormat = Annotated[
    Literal["text", "json"], typer.Option("--log-format", metavar="text|json", help="Lines for people or programs.")
]

Spare = Annotated[
    bool,
    typer.Option("--spare/--no-spare", help="Keep a process loaded for the next job, so that it starts at once."),
]
Tasks = Annotated[
    list[str] | None,
    typer.Option("--task", metavar="KIND=MODULE", help="A kind of job of your own: a module with `work(job, bench)`."),
]


def own_kinds(given: list[str] | None) -> dict[str, str]:
    """Return the module of each kind that ``--task`` names."""
    return {kind: module for kind, _, module in (text.partition("=") for text in given or ())}


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8000,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="Where people reach it.", show_default="http://HOST:PORT"),
    ] = None,
    folder: Folder = Path("var"),
    store: StoreAddress = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=0,
            help="Jobs at a time; 0 leaves them to `termintreu worker`.",
            show_default="cores - 1",
        ),
    ] = None,
    secure_cookies: Annotated[
        bool, typer.Option("--secure-cookies", help="Behind TLS: cookies travel encrypted only.")
    ] = False,
    log_format: LogFormat = "text",
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill an empty store with a simulated firm in Helsinki, to try it all.")
    ] = False,
    spare: Spare = True,
    task: Tasks = None,
    _profiles: Profiles = None,
    lang: Lang = None,
) -> None:
    """Serve pages and interface, with a worker inside; /openapi.json describes the interface.

    The first start prints a link that makes you the administrator, once.
    Behind a reverse proxy give --url https://… and --secure-cookies.

    Example: termintreu serve --folder /var/lib/termintreu --port 8000
    """
    from api.app import create_app
    from api.observation.log import set_up
    from api.settings import Settings
    from api.web.serving import serve as serve_app

    settings = Settings(
        folder=folder,
        store=store,
        workers=workers,
        secure_cookies=secure_cookies,
        log_format=log_format,
        preload=spare,
        tasks=own_kinds(task),
    )
    console = Console.of(lang, as_json=False)
    set_up(log_format)
    address = url or f"http://{host}:{port}"
    link = _prepared(settings, console, address, demo=demo)
    console.say(f"termintreu läuft: {address} (Strg-C beendet)", f"termintreu is running: {address} (Ctrl-C stops it)")
    if link is not None:
        console.say(
            f"Noch kann sich niemand anmelden. Dieser Link macht Sie zur Verwaltung, einmal: {link}",
            f"Nobody can sign in yet. This link makes you the administrator, once: {link}",
        )
    sys.stdout.flush()
    serve_app(create_app(settings), host, port)


def _prepared(settings: "Settings", console: Console, address: str, *, demo: bool) -> str | None:
    """Bring the store to this version, with the demo's firm if asked; return the first administrator's link, if due."""
    from datetime import UTC, datetime

    from api.accounts.first_admin import first_admin
    from data.store import Store

    settings.folder.mkdir(parents=True, exist_ok=True)
    with closing(Store(settings.store_url)) as store:
        store.migrate()
        if demo:
            from api.demo_service import fill

            fill(store, console, now=datetime.now(UTC))
        return first_admin(store, address, datetime.now(UTC))
