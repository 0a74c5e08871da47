"""`termintreu users`: people and their one-time links, for who has the machine and no way in."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.backup import opened_store
from api.commands.options import Folder, Json, Lang, StoreAddress
from api.console import Console

if TYPE_CHECKING:
    from api.accounts.people import UserView
    from data.store import Transaction
    from data.store.accounts import User

app = typer.Typer(no_args_is_help=True, help="People: add, list, give a new link, disable.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with.")]
Url = Annotated[str, typer.Option("--url", metavar="URL", help="Where people reach the service.")]


class RoleName(StrEnum):
    """A role as it is typed."""

    dispatcher = "dispatcher"
    manager = "manager"
    analyst = "analyst"
    admin = "admin"


Roles = Annotated[
    list[RoleName],
    typer.Option("--role", help="What the person does; may be given several times."),
]
Depots = Annotated[
    list[str] | None,
    typer.Option(
        "--depot", metavar="NAME", help="A depot the person may enter; several times.", show_default="all of them"
    ),
]

HERE = "http://127.0.0.1:8000"


@app.command()
def add(
    name: Name,
    role: Roles,
    shown: Annotated[
        str | None, typer.Option("--shown", metavar="TEXT", help="Name that others see.", show_default="NAME")
    ] = None,
    depot: Depots = None,
    url: Url = HERE,
    folder: Folder = Path("var"),
    store: StoreAddress = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Add a person and print a one-time link, which lets them set a password.

    Example: termintreu users add kolb --role dispatcher --shown "Frau Kolb"
    """
    from datetime import UTC, datetime

    from api.accounts import people
    from api.accounts.first_admin import link as link_of
    from api.accounts.people import view_of

    console, now = Console.of(lang, as_json=as_json), datetime.now(UTC)
    kept = opened_store(folder, store)
    with kept.write() as tx:
        entered = None if depot is None else _depot_ids(tx, depot)
        user = people.add(
            tx,
            None,
            name,
            [each.value for each in role],
            display_name=shown,
            language=console.language,
            depot_ids=entered,
            now=now,
        )
        token = people.new_link(tx, None, user.user_id, now=now)
    kept.close()
    _linked(console, view_of(user, ()), link_of(url, token))


@app.command("list")
def list_users(
    folder: Folder = Path("var"), store: StoreAddress = None, as_json: Json = False, lang: Lang = None
) -> None:
    """List people, their roles and depots, and whether they can sign in.

    Example: termintreu users list --folder /var/lib/termintreu
    """
    from api.accounts.people import view_of
    from data.store import accounts, depots

    console = Console.of(lang, as_json=as_json)
    kept = opened_store(folder, store)
    with kept.read() as tx:
        able = accounts.with_passwords(tx)
        found = [view_of(user, able) for user in accounts.list_(tx)]
        names = {depot.depot_id: depot.name for depot in depots.list_(tx)}
    kept.close()
    columns = console.words("Name|Angezeigt|Rollen|Depots|Stand", "Name|Shown|Roles|Depots|State").split("|")
    console.table(console.words("Personen", "People"), columns, [_row(console, user, names) for user in found])
    console.result([user.model_dump(mode="json") for user in found])


@app.command("link")
def new_link(
    name: Name,
    url: Url = HERE,
    folder: Folder = Path("var"),
    store: StoreAddress = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print a new one-time link for a person; the one before ends.

    Example: termintreu users link admin --url https://touren.example
    """
    from datetime import UTC, datetime

    from api.accounts import people
    from api.accounts.first_admin import link as link_of

    console = Console.of(lang, as_json=as_json)
    kept = opened_store(folder, store)
    with kept.write() as tx:
        user = _user(tx, name)
        token = people.new_link(tx, None, user.user_id, now=datetime.now(UTC))
    kept.close()
    _linked(console, people.view_of(user, ()), link_of(url, token))


@app.command()
def disable(
    name: Name,
    folder: Folder = Path("var"),
    store: StoreAddress = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Let a person sign in no more; all their sessions and links end at once.

    Example: termintreu users disable kolb
    """
    from datetime import UTC, datetime

    from api.accounts import people

    console = Console.of(lang, as_json=as_json)
    kept = opened_store(folder, store)
    with kept.write() as tx:
        user = _user(tx, name)
        people.change(tx, None, user.user_id, user.version, {"active": False}, now=datetime.now(UTC))
    kept.close()
    console.say(f"{user.name} kann sich nicht mehr anmelden.", f"{user.name} can sign in no more.")
    console.result({"name": user.name, "active": False})


def _user(tx: "Transaction", name: str) -> "User":
    """Return who signs in with a name.

    Raises
    ------
    NotFoundError
        If nobody does.
    """
    from data.store import accounts
    from routing.errors import NotFoundError

    user = accounts.by_name(tx, name)
    if user is None:
        raise NotFoundError.of("unknown_user", value=name)
    return user


def _depot_ids(tx: "Transaction", names: list[str]) -> list[str]:
    """Return the ids of depots by their names.

    Raises
    ------
    NotFoundError
        With each name that no depot has.
    """
    from data.store import depots
    from routing.errors import Finding, NotFoundError

    known = {depot.name: depot.depot_id for depot in depots.list_(tx)}
    missing = [name for name in names if name not in known]
    if missing:
        raise NotFoundError(Finding(code="unknown_depot_id", value=name) for name in missing)
    return [known[name] for name in names]


def _row(console: Console, user: "UserView", names: dict[str, str]) -> tuple[str, ...]:
    """Return what a table says of a person."""
    depots = console.words("alle", "all") if user.depots is None else ", ".join(names[each] for each in user.depots)
    state = console.words("aktiv", "active") if user.active else console.words("gesperrt", "disabled")
    if user.active and not user.has_password:
        state = console.words("noch ohne Passwort", "no password yet")
    return user.name, user.display_name, ", ".join(user.roles), depots, state


def _linked(console: Console, user: "UserView", link: str) -> None:
    """Print a link; it stands nowhere else."""
    console.say(
        f"Link für {user.name}, einmal und 24 Stunden gültig: {link}",
        f"Link for {user.name}, works once within 24 hours: {link}",
    )
    console.result({"user_id": user.user_id, "name": user.name, "link": link})
