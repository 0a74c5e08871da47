"""Options that several commands share."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer


def _know_profiles(context: typer.Context, path: Path | None) -> Path | None:
    """Let the command, and the processes it starts, know the vehicles of a profile file."""
    if path is not None:
        from routing.profile_file import VARIABLE, use_profiles

        context.call_on_close(partial(_forget_profiles, VARIABLE, os.environ.get(VARIABLE)))
        use_profiles(path)
    return path


def _forget_profiles(variable: str, before: str | None) -> None:
    """Leave the process as the command found it."""
    if before is None:
        os.environ.pop(variable, None)
    else:
        os.environ[variable] = before


Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout instead of tables.")]
Lang = Annotated[Literal["de", "en"] | None, typer.Option("--lang", metavar="de|en", help="Language of messages.")]
Roads = Annotated[
    Path,
    typer.Option(
        "--roads", metavar="FILE", help="Network from `roads build`, or an extract (.osm.pbf .osm .osm.gz .osm.bz2)."
    ),
]
Vehicles = Annotated[Path, typer.Option("--vehicles", metavar="FILE", help="Vehicle list, CSV or Excel.")]
Profiles = Annotated[
    Path | None,
    typer.Option(
        "--profiles",
        metavar="FILE",
        envvar="TERMINTREU_PROFILES",
        callback=_know_profiles,
        help="Own vehicle profiles, TOML.",
    ),
]
"""Known as soon as it is read: no command has to hand it on."""
Results = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Result file; default in benchmarks/results/.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Same seed and work limit, same result.")]
Date = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Day to plan.", show_default="today at the depot")
]
Tolerance = Annotated[
    float,
    typer.Option(
        "--tolerance", metavar="MIN", min=0, max=240, help="Minutes after the window that still count as on time."
    ),
]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", metavar="S", min=1, max=86_400, help="Seconds to search for the plan.")
]
WorkLimit = Annotated[
    int | None,
    typer.Option(
        "--work-limit",
        metavar="N",
        min=1,
        max=1_000_000_000,
        help="Stop after N units of work: repeatable, unlike a time limit.",
    ),
]
Folder = Annotated[Path, typer.Option("--folder", metavar="DIR", help="Where the service keeps its data.")]
StoreAddress = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="ADDRESS", help="postgresql+psycopg://… for PostgreSQL.", show_default="SQLite in the folder"
    ),
]
